//! What can go wrong outside.

use std::fmt;

use crate::endpoint::scrub::scrubbed;

/// What kind of trouble; retry, hold and stop are decided by it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Network, overload, a lock: waiting may help. Of a write it is not known whether it was done.
    Transient,
    /// Somebody else holds the record; the system did nothing. It may pass in a moment or when a
    /// person closes a window.
    Locked,
    /// Too many requests; the system did nothing. Waiting helps.
    Limit,
    /// The system understood and refused: a business rule, a validation.
    Rejected,
    /// The record changed since it was read.
    Conflict,
    /// No such record.
    Missing,
    /// A record with this key exists.
    Exists,
    /// The answer cannot be understood.
    BadData,
    /// Key, login or rights.
    Credentials,
    /// The request is wrong: a field or method that the system does not know.
    Unsupported,
}

/// A failed operation on a system.
#[derive(Clone, Debug)]
pub struct EndpointError {
    /// What kind of trouble.
    pub kind: ErrorKind,
    /// Which operation, in the system's words: `GET orders/history`.
    pub operation: String,
    /// What the system or the network said; free of secrets, of phones and e-mail addresses.
    pub message: String,
    /// Refusals by field, where the system gives them: field (or empty) and text.
    pub fields: Vec<(String, String)>,
    /// The system as the project names it, where that is known.
    pub system: Option<Box<str>>,
    /// How long to wait, where the system says so.
    pub retry_after: Option<std::time::Duration>,
    /// Whether the request may still be under way, and do later what it asks for.
    pub under_way: bool,
}

impl EndpointError {
    /// Trouble of that kind in that operation.
    pub fn new(kind: ErrorKind, operation: &str, message: impl Into<String>) -> EndpointError {
        EndpointError {
            kind,
            operation: operation.to_owned(),
            message: scrubbed(message.into()),
            fields: Vec::new(),
            system: None,
            retry_after: None,
            under_way: kind == ErrorKind::Transient,
        }
    }

    /// The same of a request that is over: it was answered, or never sent.
    pub fn over(self) -> EndpointError {
        EndpointError { under_way: false, ..self }
    }

    /// Whether the same request may succeed later without anybody doing anything.
    pub fn is_temporary(&self) -> bool {
        matches!(self.kind, ErrorKind::Transient | ErrorKind::Limit)
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.message)?;
        for (field, text) in &self.fields {
            if field.is_empty() {
                write!(f, "; {text}")?;
            } else {
                write!(f, "; {field}: {text}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for EndpointError {}
