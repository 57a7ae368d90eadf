//! What wraps a system without knowing which one it is.

mod breaker;
mod named;
mod pace;
mod retry;
mod shared;
mod throttle;

pub use breaker::{Breaker, Guarded};
pub use named::Named;
pub use pace::Pace;
pub use retry::{Backoff, Retry};
pub use throttle::{Throttle, Turn};
