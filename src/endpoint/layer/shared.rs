//! The requests of a key, as all processes of this machine know them: a small file.
//!
//! It holds the last requests and nothing else, 24 bytes each: an id, when it left, when it was
//! answered (0 while it is not), in microseconds since 1970. It is read and written under a lock that
//! the system takes away from a process that dies; what a process was killed over counts for a
//! second or two and is then forgotten. Damage reads as requests that do not count.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::pace::Sent;

/// Bytes of a request.
const WIDTH: usize = 24;

/// More than ever counts at once.
const MOST: usize = 1000;

/// The file.
#[derive(Debug)]
pub(super) struct Shared {
    path: PathBuf,
}

/// The file while nobody else has it.
pub(super) struct Held {
    file: File,
}

impl Shared {
    pub(super) fn new(path: &Path) -> Shared {
        Shared { path: path.to_owned() }
    }

    /// Takes the file; none while another process has it, which is never for long.
    pub(super) fn hold(&self) -> io::Result<Option<Held>> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&self.path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Held { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Held {
    /// What the file holds.
    pub(super) fn read(&mut self) -> io::Result<Vec<Sent>> {
        let mut bytes = Vec::new();
        Read::by_ref(&mut self.file).take((MOST * WIDTH) as u64).read_to_end(&mut bytes)?;
        let (requests, _) = bytes.as_chunks::<WIDTH>();
        Ok(requests.iter().map(sent).collect())
    }

    /// Puts these in its place.
    pub(super) fn write(&mut self, requests: &[Sent]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(requests.len() * WIDTH);
        for request in requests.iter().take(MOST) {
            for number in [request.id, micros(request.left), request.answered.map_or(0, micros)] {
                bytes.extend(number.to_le_bytes());
            }
        }
        self.file.rewind()?;
        self.file.write_all(&bytes)?;
        self.file.set_len(bytes.len() as u64)
    }
}

fn sent(bytes: &[u8; WIDTH]) -> Sent {
    let (numbers, _) = bytes.as_chunks::<8>();
    let moment = |at: usize| Duration::from_micros(u64::from_le_bytes(numbers[at]));
    let answered = Some(moment(2)).filter(|answered| !answered.is_zero());
    Sent { id: u64::from_le_bytes(numbers[0]), left: moment(1), answered }
}

fn micros(moment: Duration) -> u64 {
    u64::try_from(moment.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
