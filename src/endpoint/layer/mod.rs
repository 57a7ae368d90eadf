//! What wraps a system without knowing which one it is.

mod named;
mod pace;
mod retry;
mod shared;
mod throttle;

pub use named::Named;
pub use pace::Pace;
pub use retry::{Backoff, Retry};
pub use throttle::{Throttle, Turn};
