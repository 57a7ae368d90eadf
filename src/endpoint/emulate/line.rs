//! A connection that can be broken from inside, at once or in the middle of an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// How far an answer gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// To its end.
    Whole,
    /// Its head and this many bytes of its body.
    Body(usize),
    /// Nowhere.
    Nothing,
}

/// The handle by which an answer breaks its connection.
#[derive(Clone, Debug)]
pub(super) struct Line(Arc<Mutex<Reach>>);

impl Line {
    /// Nothing more goes out.
    pub(super) fn close(&self) {
        self.set(Reach::Nothing);
    }

    /// The next answer ends after so many bytes of its body.
    pub(super) fn close_after(&self, bytes: usize) {
        self.set(Reach::Body(bytes));
    }

    fn set(&self, reach: Reach) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = reach;
    }

    fn reach(&self) -> Reach {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connected<IncomingStream<'_, Lines>> for Line {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Line {
        stream.io().line.clone()
    }
}

/// A listener whose connections have such a handle.
pub(super) struct Lines(pub(super) TcpListener);

impl Listener for Lines {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Answers are small and wait for nothing; a failure costs speed only.
        stream.set_nodelay(true).ok();
        (Connection { stream, line: Line(Arc::new(Mutex::new(Reach::Whole))) }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// One connection.
pub(super) struct Connection {
    stream: TcpStream,
    line: Line,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let end = match self.line.reach() {
            Reach::Whole => bytes.len(),
            Reach::Nothing => return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
            // The head comes in the first write of an answer, whole.
            Reach::Body(left) => {
                self.line.close();
                (head_end(bytes) + left).min(bytes.len())
            }
        };
        Pin::new(&mut self.stream).poll_write(cx, &bytes[..end])
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

fn head_end(bytes: &[u8]) -> usize {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |start| start + 4)
}
