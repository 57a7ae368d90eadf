//! What wraps a system without knowing which one it is.

mod retry;
mod throttle;

pub use retry::{Backoff, Retry};
pub use throttle::{Pace, Throttle};
