//! A small 1C base.

mod address;
mod call;
mod evaluate;
mod filter;
mod lexer;
mod rows;
mod rules;
mod world;
