//! The one HTTP client, for all systems.
//!
//! It sends one request and reads the whole answer within one deadline. What a status means, and
//! whether to try again, is decided by others. Redirects are not followed and proxies of the
//! environment are not used, so that a key goes to the configured host and nowhere else.

use std::error::Error as _;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};

use crate::endpoint::{EndpointError, ErrorKind};

/// The largest answer that is read.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// How long a connection may take to come about, within the deadline of the request.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// A request.
pub struct HttpRequest {
    /// What it is, for messages: `GET orders/history`.
    pub operation: String,
    /// `GET`, `POST`, `PATCH`.
    pub method: &'static str,
    /// The whole address with its query.
    pub url: String,
    /// Names and values; values may be secret.
    pub headers: Vec<(String, String)>,
    /// The body with its content type.
    pub body: Option<(String, Vec<u8>)>,
    /// How long all of it may take.
    pub deadline: Duration,
}

/// Headers, query and body may hold secrets or people's data, so none of them is shown.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").field("operation", &self.operation).finish_non_exhaustive()
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// The status number.
    pub status: u16,
    /// Names in lower case, and values; those that are no text are left out.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a gateway says that does not wait for the server behind it any longer, and the server itself
/// that cannot wait for the rest of the request.
const GIVEN_UP: [u16; 8] = [408, 499, 502, 504, 520, 522, 524, 599];

impl HttpResponse {
    /// The value of a header, its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the server behind it may still be at work on the request.
    pub fn is_under_way(&self) -> bool {
        GIVEN_UP.contains(&self.status)
    }

    /// How long the server asks to wait, where it says so in seconds.
    pub fn retry_after(&self) -> Option<Duration> {
        self.header("retry-after")?.trim().parse().ok().map(Duration::from_secs)
    }
}

/// A request that was answered, or was not: what may be told of it, which is neither its query nor
/// its headers nor its body.
#[derive(Clone, Debug)]
pub struct Sent {
    /// `GET orders/history`
    pub operation: String,
    /// The status of the answer, if one came.
    pub status: Option<u16>,
    /// How long it took.
    pub took: Duration,
    /// What the server's clock said, as it stood in the answer.
    pub date: Option<String>,
}

/// Who is told of requests.
pub type Watcher = Arc<dyn Fn(&Sent) + Send + Sync>;

tokio::task_local! {
    static WATCHER: Watcher;
}

/// Does that work and tells of every request that it sends.
pub async fn watched<T>(watcher: Watcher, work: impl Future<Output = T>) -> T {
    WATCHER.scope(watcher, work).await
}

/// The client. Clones share their connections.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: reqwest::Client,
}

impl HttpClient {
    /// A client without connections yet. It fails only where the machine's store of certificates
    /// cannot be used.
    pub fn new() -> Result<HttpClient, EndpointError> {
        static PROVIDER: Once = Once::new();
        // An error says that another part of the process installed one: then that one serves.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_LIMIT)
            .user_agent(concat!("obmen/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| trouble(ErrorKind::Unsupported, "HTTP client", error))?;
        Ok(HttpClient { client })
    }

    /// Sends a request and reads the answer, whatever its status.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse, EndpointError> {
        let operation = request.operation.clone();
        let limit = request.deadline;
        let begun = Instant::now();
        let whole = async {
            let answer = self.build(request)?.send().await;
            let answer = answer.map_err(|e| unanswered(&operation, e))?;
            read(answer, &operation).await
        };
        let answer = tokio::time::timeout(limit, whole).await.unwrap_or_else(|_| {
            let text = format!("no answer within {} s", limit.as_secs_f64());
            Err(EndpointError::new(ErrorKind::Transient, &operation, text))
        });
        let came = answer.as_ref().ok();
        let status = came.map(|answer| answer.status);
        let date = came.and_then(|answer| answer.header("date").map(str::to_owned));
        let sent = Sent { operation, status, took: begun.elapsed(), date };
        // Nobody listens where nobody asked for the log.
        WATCHER.try_with(|watcher| watcher(&sent)).ok();
        answer
    }

    fn build(&self, request: HttpRequest) -> Result<reqwest::RequestBuilder, EndpointError> {
        let unusable = |text: &str| {
            EndpointError::new(ErrorKind::Unsupported, &request.operation, text.to_owned())
        };
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|_| unusable("unknown HTTP method"))?;
        let url = reqwest::Url::parse(&request.url)
            .map_err(|error| unusable(&format!("the address cannot be used: {error}")))?;
        let mut builder = self.client.request(method, url);
        for (name, value) in &request.headers {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| unusable("a header name that HTTP does not allow"))?;
            let mut value = HeaderValue::from_bytes(value.as_bytes())
                .map_err(|_| unusable("a header value that HTTP does not allow"))?;
            value.set_sensitive(true);
            builder = builder.header(name, value);
        }
        if let Some((kind, body)) = request.body {
            builder = builder.header(CONTENT_TYPE, kind).body(body);
        }
        Ok(builder)
    }
}

async fn read(
    mut answer: reqwest::Response,
    operation: &str,
) -> Result<HttpResponse, EndpointError> {
    let status = answer.status().as_u16();
    let headers = answer
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.into())))
        .collect();
    let mut body = Vec::new();
    loop {
        let part = answer.chunk().await;
        let Some(part) = part.map_err(|e| trouble(ErrorKind::Transient, operation, e).over())?
        else {
            return Ok(HttpResponse { status, headers, body });
        };
        if body.len() + part.len() > BODY_LIMIT {
            let text = format!("the answer is larger than {} MiB", BODY_LIMIT / 1024 / 1024);
            return Err(EndpointError::new(ErrorKind::BadData, operation, text));
        }
        body.extend_from_slice(&part);
    }
}

/// A request that got no answer. One that found no connection was never sent.
fn unanswered(operation: &str, error: reqwest::Error) -> EndpointError {
    let was_sent = !error.is_connect();
    let error = trouble(ErrorKind::Transient, operation, error);
    if was_sent { error } else { error.over() }
}

/// The innermost cause says most, and has no URL in it.
fn trouble(kind: ErrorKind, operation: &str, error: reqwest::Error) -> EndpointError {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    EndpointError::new(kind, operation, text)
}

#[cfg(test)]
mod tests;
