//! The functions of the language, one file per topic, all in one table.
