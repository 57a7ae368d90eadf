//! The wire: addresses, forms, the rate, and answers to errors.

use std::fmt;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::endpoint::http::{HttpClient, HttpRequest, HttpResponse};
use crate::endpoint::layer::Throttle;
use crate::endpoint::{EndpointError, ErrorKind, Remarks, Secret};

use crate::journal::Hash;

use super::Config;
use super::answer::{self, Members};

/// How long a request may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// How often one request is sent again after a refusal for too many requests.
const REFUSALS: u32 = 3;

/// Paths that stand beside the versions of the API.
const UNVERSIONED: [&str; 2] = ["credentials", "api-versions"];

/// What need not be encoded in a form or a path.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The client of one account.
pub(super) struct Client {
    http: HttpClient,
    base: String,
    key: Secret,
    throttle: Throttle,
    /// What was passed over in answers.
    pub(super) remarks: Remarks,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Client {
    /// A client for checked settings.
    pub(super) fn new(config: &Config) -> Result<Client, EndpointError> {
        let refused = |error: super::ConfigError| {
            EndpointError::new(ErrorKind::Unsupported, "RetailCRM", error.to_string())
        };
        let base = config.base().map_err(refused)?;
        Ok(Client {
            http: HttpClient::new()?,
            key: config.key.clone(),
            throttle: throttle(config, config.rate().map_err(refused)?, &base),
            base,
            remarks: Remarks::default(),
        })
    }

    /// A `GET`; the answer is looked at by [`Call::members`].
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Call, EndpointError> {
        let query = if query.is_empty() { String::new() } else { format!("?{}", form(query)) };
        self.send("GET", path, &query, None).await
    }

    /// A `POST` of a form.
    pub(super) async fn post(
        &self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Call, EndpointError> {
        self.send("POST", path, "", Some(form(fields))).await
    }

    /// Sends a request, again where it is refused for too many requests: nothing was done then, and
    /// a read of many pages need not begin anew because another program used the same key.
    async fn send(
        &self,
        method: &'static str,
        path: &str,
        query: &str,
        body: Option<String>,
    ) -> Result<Call, EndpointError> {
        let mut refusals = 0;
        loop {
            match self.once(method, path, query, body.clone()).await {
                Err(error) if error.kind == ErrorKind::Limit && refusals < REFUSALS => {
                    refusals += 1;
                }
                other => return other,
            }
        }
    }

    async fn once(
        &self,
        method: &'static str,
        path: &str,
        query: &str,
        body: Option<String>,
    ) -> Result<Call, EndpointError> {
        let operation = format!("{method} {path}");
        let version = if UNVERSIONED.contains(&path) { "" } else { "v5/" };
        let turn = self.throttle.turn().await;
        let answer = self.http.send(HttpRequest {
            operation: operation.clone(),
            method,
            url: format!("{}/api/{version}{path}{query}", self.base),
            headers: vec![
                ("X-API-KEY".to_owned(), self.key.reveal().to_owned()),
                ("Accept".to_owned(), "application/json".to_owned()),
            ],
            body: body.map(|body| ("application/x-www-form-urlencoded".to_owned(), body.into())),
            deadline: DEADLINE,
        });
        let answer = answer.await.map_err(|error| self.scrubbed(error))?;
        drop(turn);
        let call = Call { operation, answer };
        match call.members() {
            Ok(_) => Ok(call),
            Err(error) => {
                if error.kind == ErrorKind::Limit {
                    self.throttle.refused(error.retry_after);
                }
                Err(self.scrubbed(error))
            }
        }
    }

    /// A server may repeat in its message what it was sent.
    fn scrubbed(&self, mut error: EndpointError) -> EndpointError {
        error.message = self.key.scrub(&error.message);
        for (_, text) in &mut error.fields {
            *text = self.key.scrub(text);
        }
        error
    }
}

/// The rate of a key, shared by all processes where there is a folder for that. The file is named
/// after the key without telling it.
fn throttle(config: &Config, rate: usize, base: &str) -> Throttle {
    let throttle = Throttle::new(rate);
    let Some(folder) = &config.shared else { return throttle };
    let hash = Hash::of(format!("{base}\n{}", config.key.reveal()).as_bytes()).0;
    throttle.shared(&folder.join(format!("rate-{}", &hash[..16])))
}

/// An answered request that succeeded.
#[derive(Debug)]
pub(super) struct Call {
    /// `GET orders/history`.
    pub(super) operation: String,
    pub(super) answer: HttpResponse,
}

impl Call {
    /// The members of the answer.
    pub(super) fn members(&self) -> Result<Members<'_>, EndpointError> {
        answer::members(&self.answer, &self.operation)
    }
}

/// A text as one segment of a path.
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

fn form(fields: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        if !out.is_empty() {
            out.push('&');
        }
        out.extend(utf8_percent_encode(name, PLAIN));
        out.push('=');
        out.extend(utf8_percent_encode(value, PLAIN));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_encoded() {
        let fields = [("filter[ids][]", "1"), ("order", r#"{"a":"ё&+"}"#)];
        let expected = "filter%5Bids%5D%5B%5D=1&order=%7B%22a%22%3A%22%D1%91%26%2B%22%7D";
        assert_eq!(form(&fields), expected);
        assert_eq!(segment("a/b c"), "a%2Fb%20c");
    }
}
