//! The systems we talk to, one folder each with the same anatomy, and the table of them.

pub mod onec_odata;
pub mod retailcrm;
