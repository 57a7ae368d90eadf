//! The command line: arguments, one file per command, the only place that prints.
