//! The one integration binary.

#[cfg(test)]
mod journal;
mod syntax;
mod tidy;
mod retailcrm;
mod onec_odata;
