//! Time, as the driver sees it. A simulation has its own.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::journal::Stamp;

/// A span of time that passes.
pub type Pause<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// A clock that can be waited for.
pub trait Clock: Send + Sync {
    /// What time it is.
    fn now(&self) -> Stamp;

    /// Lets that much time pass.
    fn sleep(&self, span: Duration) -> Pause<'_>;

    /// A number from 0 to 1 that nobody can foresee, so that waiting lanes do not march in step.
    fn chance(&self) -> f64;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Stamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Stamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn sleep(&self, span: Duration) -> Pause<'_> {
        Box::pin(tokio::time::sleep(span))
    }

    fn chance(&self) -> f64 {
        use std::hash::{BuildHasher, Hasher, RandomState};
        let bits = RandomState::new().build_hasher().finish();
        f64::from((bits >> 32) as u32) / f64::from(u32::MAX)
    }
}
