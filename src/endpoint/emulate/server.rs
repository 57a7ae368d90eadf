//! An emulator on a port.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::line::{Line, Lines};
use super::{FaultKind, Faults, Request, Response};

/// The largest request that is read.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// A small real server of what a system's documents say.
pub trait Emulator: Send + Sync + 'static {
    /// Answers one request. Calls come from several threads at once.
    fn answer(&self, request: &Request) -> Response;

    /// How faults name this request: `GET orders/history`.
    fn operation(&self, request: &Request) -> String {
        format!("{} {}", request.method, request.path)
    }

    /// The operations that it knows, `*` for what varies in them.
    fn operations(&self) -> Vec<String> {
        Vec::new()
    }

    /// What the system answers with this status when it does nothing.
    fn refusal(&self, status: u16) -> Response {
        Response::new(status, "text/html", page(status))
    }

    /// What it answers to one who has not the right.
    fn forbidden(&self) -> Response {
        self.refusal(403)
    }
}

/// A server under way. Dropping it lets the server end.
#[derive(Debug)]
pub struct Serving {
    /// Where it listens, with the port it got.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

impl Serving {
    /// `http://127.0.0.1:8801`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets the requests under way finish and waits for the end.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        // Whatever the server ended with, it has ended.
        (&mut self.task).await.ok();
    }
}

struct Host {
    emulator: Arc<dyn Emulator>,
    faults: Arc<Faults>,
}

/// Puts an emulator on an address; port 0 takes a free one.
pub async fn serve(
    emulator: Arc<dyn Emulator>,
    address: SocketAddr,
    faults: Arc<Faults>,
) -> io::Result<Serving> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let router = Router::new().fallback(handle).with_state(Arc::new(Host { emulator, faults }));
    let service = router.into_make_service_with_connect_info::<Line>();
    let server = axum::serve(Lines(listener), service).with_graceful_shutdown(async {
        // Either way the handle is gone, and with it the wish to be served.
        stopped.await.ok();
    });
    let task = tokio::spawn(async { server.await });
    Ok(Serving { address, stop: Some(stop), task })
}

async fn handle(
    State(host): State<Arc<Host>>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: axum::extract::Request,
) -> axum::response::Response {
    let response = match read(request).await {
        Ok(request) => answer(host, &line, request).await,
        Err(status) => Response::new(status, "text/html", page(status)),
    };
    write(response)
}

async fn read(request: axum::extract::Request) -> Result<Request, u16> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, BODY_LIMIT).await.map_err(|_| 413_u16)?;
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    Ok(Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or("").to_owned(),
        headers,
        body: body.to_vec(),
        fault: None,
    })
}

async fn answer(host: Arc<Host>, line: &Line, mut request: Request) -> Response {
    let fault = host.faults.take(&host.emulator.operation(&request));
    match fault {
        Some(FaultKind::Refuse) => line.close(),
        Some(FaultKind::Status(status)) => return host.emulator.refusal(status),
        Some(FaultKind::Rights) => return host.emulator.forbidden(),
        Some(FaultKind::Html) => return Response::new(200, "text/html", page(200)),
        Some(FaultKind::Delay(pause)) => tokio::time::sleep(pause).await,
        Some(FaultKind::Locked | FaultKind::Closed) => request.fault = fault,
        Some(FaultKind::Cut | FaultKind::Garble | FaultKind::Lost | FaultKind::Late(_)) | None => {}
    }
    if fault == Some(FaultKind::Refuse) {
        return Response::new(503, "text/html", Vec::new());
    }
    let work = tokio::task::spawn_blocking(move || host.emulator.answer(&request));
    // A panic in an emulator is answered as the system's own: the connection stays whole.
    let mut response = work.await.unwrap_or_else(|_| Response::new(500, "text/html", page(500)));
    match fault {
        Some(FaultKind::Lost) => line.close(),
        Some(FaultKind::Late(pause)) => tokio::time::sleep(pause).await,
        Some(FaultKind::Cut) => line.close_after(response.body.len() / 2),
        Some(FaultKind::Garble) => garble(&mut response.body),
        Some(
            FaultKind::Refuse
            | FaultKind::Delay(_)
            | FaultKind::Html
            | FaultKind::Status(_)
            | FaultKind::Rights
            | FaultKind::Locked
            | FaultKind::Closed,
        )
        | None => {}
    }
    response
}

/// Puts bytes that are no UTF-8 where the body was.
fn garble(body: &mut [u8]) {
    for byte in body.iter_mut().skip(1).step_by(3) {
        *byte ^= 0xa5;
    }
}

fn page(status: u16) -> String {
    format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body><h1>{status}</h1></body></html>\r\n"
    )
}

fn write(response: Response) -> axum::response::Response {
    let mut builder = axum::http::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(response.body)).unwrap_or_else(|_| {
        // Only a status or a header that HTTP does not know gets here.
        axum::http::Response::new(Body::from("the emulator's answer is not HTTP"))
    })
}

#[cfg(test)]
mod tests;
