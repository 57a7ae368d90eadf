//! A plan, a run, a test result as text and JSON, from one structure.
