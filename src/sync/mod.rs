//! The protocol as a state machine without I/O, and its driver.
