//! Faults on request: `KIND[:MS][@OPERATION][xN]`, `lost@orders/create x1` without the space.

use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

/// How an emulator misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The connection is closed before anything is done.
    Refuse,
    /// The work is done after a pause.
    Delay(Duration),
    /// The work is done and half the body sent.
    Cut,
    /// The work is done and the body damaged.
    Garble,
    /// A page in HTML instead of the work.
    Html,
    /// Nothing is done; this status is answered.
    Status(u16),
    /// Nothing is done: whoever asks has not the right to it.
    Rights,
    /// The work is done and the connection closed without an answer.
    Lost,
    /// The work is done and the answer held back.
    Late(Duration),
    /// The emulator refuses as if another user held the record.
    Locked,
    /// The emulator refuses as if the record's period were closed.
    Closed,
}

/// The kinds by name; a pause may follow those that have one.
const KINDS: [(&str, FaultKind); 19] = [
    ("refuse", FaultKind::Refuse),
    ("delay", FaultKind::Delay(Duration::from_secs(2))),
    ("cut", FaultKind::Cut),
    ("garble", FaultKind::Garble),
    ("html", FaultKind::Html),
    ("400", FaultKind::Status(400)),
    ("401", FaultKind::Status(401)),
    ("403", FaultKind::Status(403)),
    ("404", FaultKind::Status(404)),
    ("429", FaultKind::Status(429)),
    ("500", FaultKind::Status(500)),
    ("502", FaultKind::Status(502)),
    ("503", FaultKind::Status(503)),
    ("504", FaultKind::Status(504)),
    ("rights", FaultKind::Rights),
    ("lost", FaultKind::Lost),
    // Longer than any deadline of a client.
    ("late", FaultKind::Late(Duration::from_secs(130))),
    ("locked", FaultKind::Locked),
    ("closed", FaultKind::Closed),
];

/// The names of the kinds.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, _)| *name)
}

/// One fault that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How the emulator misbehaves.
    pub kind: FaultKind,
    /// At operations whose name contains this; at all if empty.
    pub operation: String,
    /// How often; without an end if none.
    pub times: Option<u32>,
}

/// Why a text is no fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFault(String);

impl fmt::Display for BadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = kinds().collect();
        write!(f, "`{}` is no fault: expected KIND[:MS][@OPERATION][xN]", self.0)?;
        write!(f, ", KIND one of {}", names.join(", "))
    }
}

impl std::error::Error for BadFault {}

impl std::str::FromStr for Fault {
    type Err = BadFault;

    fn from_str(text: &str) -> Result<Fault, BadFault> {
        let bad = || BadFault(text.to_owned());
        let (rest, times) = match text.rsplit_once('x') {
            Some((rest, digits)) if is_digits(digits) => {
                (rest, Some(digits.parse().map_err(|_| bad())?))
            }
            Some(_) | None => (text, None),
        };
        let (kind, operation) = rest.split_once('@').unwrap_or((rest, ""));
        let (name, pause) = match kind.split_once(':') {
            Some((name, pause)) => (name, Some(pause.parse().map_err(|_| bad())?)),
            None => (kind, None),
        };
        let (_, kind) = KINDS.iter().find(|(known, _)| *known == name).ok_or_else(bad)?;
        let kind = match (*kind, pause.map(Duration::from_millis)) {
            (kind, None) => kind,
            (FaultKind::Delay(_), Some(pause)) => FaultKind::Delay(pause),
            (FaultKind::Late(_), Some(pause)) => FaultKind::Late(pause),
            (_, Some(_)) => return Err(bad()),
        };
        Ok(Fault { kind, operation: operation.to_owned(), times })
    }
}

impl Fault {
    /// Whether it can happen at an operation of that name, `*` in it for what varies.
    pub fn fits(&self, operation: &str) -> bool {
        let steps: Vec<&str> = self.operation.split('/').collect();
        let last = steps.len() - 1;
        let known: Vec<&str> = operation.split('/').collect();
        known.windows(steps.len()).any(|window| {
            window.iter().zip(&steps).enumerate().all(|(at, (known, step))| match at {
                0 if last == 0 => known.contains(step),
                0 => known.ends_with(step),
                _ if *known == "*" => true,
                at if at == last => known.starts_with(step),
                _ => known == step,
            })
        })
    }
}

impl Fault {
    /// Whether it happens to this operation: its name holds what was asked for, `*` in that being
    /// any one step of a path.
    fn meets(&self, operation: &str) -> bool {
        let parts: Vec<&str> = self.operation.split('*').collect();
        let (first, rest) = (parts[0], &parts[1..]);
        operation.match_indices(first).any(|(at, _)| follows(rest, &operation[at + first.len()..]))
    }
}

/// Whether a text begins with a step of a path and the first part, and so on.
fn follows(parts: &[&str], text: &str) -> bool {
    let Some((part, rest)) = parts.split_first() else { return true };
    let step = text.find('/').unwrap_or(text.len());
    let ends = (1..=step).filter(|end| text.is_char_boundary(*end));
    ends.map(|end| &text[end..])
        .any(|text| text.strip_prefix(part).is_some_and(|text| follows(rest, text)))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The faults still to come. The first that fits a request happens.
#[derive(Debug, Default)]
pub struct Faults {
    left: Mutex<Vec<Fault>>,
}

impl Faults {
    /// No faults.
    pub fn none() -> Faults {
        Faults::default()
    }

    /// These faults.
    pub fn new(faults: Vec<Fault>) -> Faults {
        Faults { left: Mutex::new(faults) }
    }

    /// Another fault, after those that are left.
    pub fn add(&self, fault: Fault) {
        self.faults().push(fault);
    }

    /// The fault that happens to this operation, counted as having happened.
    pub fn take(&self, operation: &str) -> Option<FaultKind> {
        let mut left = self.faults();
        let fits = |fault: &Fault| fault.times != Some(0) && fault.meets(operation);
        let fault = left.iter_mut().find(|fault| fits(fault))?;
        fault.times = fault.times.map(|times| times - 1);
        Some(fault.kind)
    }

    /// No faults any more.
    pub fn clear(&self) {
        self.faults().clear();
    }

    /// How many are still to come that have an end.
    pub fn left(&self) -> usize {
        let left = self.faults();
        left.iter().filter_map(|fault| fault.times).map(|times| times as usize).sum()
    }

    /// A panic elsewhere leaves the list whole: each change is one step.
    fn faults(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.left.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
