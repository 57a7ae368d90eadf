//! Data at run time: exact decimals, values, and the readers and writers of payloads.
