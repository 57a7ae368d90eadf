//! What wraps a system without knowing which one it is.

mod pace;
mod retry;
mod shared;
mod throttle;

pub use pace::Pace;
pub use retry::{Backoff, Retry};
pub use throttle::{Throttle, Turn};
