//! A small 1C base.
