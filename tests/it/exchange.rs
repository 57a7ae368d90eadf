//! `obmen plan` and `obmen run` from the command line to both embedded systems and back.

mod access;
mod adopted;
mod after;
mod bad_input;
mod between;
mod bonuses;
mod choice;
mod demo;
mod ends;
mod gaps;
mod gone;
mod history;
mod named;
mod one_refused;
mod options;
mod own_fields;
mod own_keys;
mod picture;
mod poison;
mod private;
mod refused;
mod requests;
mod rows;
mod shop;
mod stateless;
mod upper_keys;
