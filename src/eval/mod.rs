//! Runs a program on a record and adds places to faults.
