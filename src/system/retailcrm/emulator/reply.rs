//! Answers in the API's shape.

use serde_json::{Map, Value, json};

use crate::endpoint::emulate::WorldError;

/// A status and a body.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// Why a request is not done: what was begun of it is undone.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The API's own answer.
    Refused(Reply),
    /// The world cannot be read or written.
    World(WorldError),
}

impl From<WorldError> for Trouble {
    fn from(error: WorldError) -> Trouble {
        Trouble::World(error)
    }
}

impl From<Reply> for Trouble {
    fn from(reply: Reply) -> Trouble {
        Trouble::Refused(reply)
    }
}

/// What a handler returns.
pub(super) type Handled = Result<Reply, Trouble>;

/// Errors by field.
pub(super) type FieldErrors = Vec<(String, String)>;

impl Reply {
    /// `{"success": true, ..}` with the members of an object after it.
    pub(super) fn success(status: u16, members: Value) -> Reply {
        let mut body = Map::new();
        body.insert("success".to_owned(), Value::Bool(true));
        if let Value::Object(members) = members {
            body.extend(members);
        }
        Reply { status, body: Value::Object(body) }
    }

    /// `{"success": false, "errorMsg": ..}`.
    pub(super) fn refusal(status: u16, text: &str) -> Reply {
        Reply { status, body: json!({"success": false, "errorMsg": text}) }
    }

    /// The same with errors by field.
    pub(super) fn refusal_of(text: &str, errors: FieldErrors) -> Reply {
        let errors: Map<String, Value> =
            errors.into_iter().map(|(field, text)| (field, Value::String(text))).collect();
        let body = json!({"success": false, "errorMsg": text, "errors": errors});
        Reply { status: 400, body }
    }

    /// A parameter that is not there.
    pub(super) fn missing(name: &str) -> Reply {
        Reply::refusal(400, &format!("Parameter '{name}' is missing"))
    }

    /// Wrong filters and scalar parameters.
    pub(super) fn bad_input(field: &str, text: &str) -> Reply {
        let errors = vec![(field.to_owned(), text.to_owned())];
        Reply::refusal_of("Errors in the input parameters", errors)
    }

    /// An entity that is not there, or belongs to a shop the key does not see.
    pub(super) fn not_found() -> Reply {
        Reply::refusal(404, "Not found")
    }
}
