//! The server hands requests over whole and misbehaves only as it was asked to.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::*;
use crate::endpoint::http::{HttpClient, HttpRequest, HttpResponse};
use crate::endpoint::{EndpointError, ErrorKind};

/// Counts what it did and tells what it was asked.
#[derive(Default)]
struct Echo(AtomicU32);

impl Emulator for Echo {
    fn answer(&self, request: &Request) -> Response {
        self.0.fetch_add(1, Ordering::SeqCst);
        let text = format!("{} {} {:?}", request.method, request.text(), request.segments());
        Response::new(200, "text/plain", text)
    }
}

async fn ask(fault: Option<&str>) -> (Result<HttpResponse, EndpointError>, u32) {
    let faults = Faults::new(fault.map(|text| text.parse().unwrap()).into_iter().collect());
    let echo = Arc::new(Echo::default());
    let address = "127.0.0.1:0".parse().unwrap();
    let serving = serve(echo.clone(), address, Arc::new(faults)).await.unwrap();
    let client = HttpClient::new().unwrap();
    let answer = client.send(HttpRequest {
        operation: "POST box".to_owned(),
        method: "POST",
        url: format!("{}/box/%D1%91?x=1", serving.url()),
        headers: Vec::new(),
        body: Some(("text/plain".to_owned(), b"hello".to_vec())),
        deadline: Duration::from_millis(1500),
    });
    let answer = answer.await;
    drop(client);
    serving.stop().await;
    (answer, echo.0.load(Ordering::SeqCst))
}

#[tokio::test]
async fn hands_requests_over_whole() {
    let (answer, done) = ask(None).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status, done), (200, 1));
    assert_eq!(String::from_utf8(answer.body).unwrap(), r#"POST hello ["box", "ё"]"#);
}

#[tokio::test]
async fn faults_without_work() {
    for (fault, status) in [("500", Some(500)), ("html@POST", Some(200)), ("refuse@box", None)] {
        let (answer, done) = ask(Some(fault)).await;
        assert_eq!(done, 0, "{fault}");
        match status {
            Some(status) => assert_eq!(answer.unwrap().status, status, "{fault}"),
            None => assert_eq!(answer.unwrap_err().kind, ErrorKind::Transient, "{fault}"),
        }
    }
}

#[tokio::test]
async fn faults_after_the_work() {
    for fault in ["lost", "cut", "late:4000"] {
        let (answer, done) = ask(Some(fault)).await;
        let error = answer.unwrap_err();
        assert_eq!((error.kind, done), (ErrorKind::Transient, 1), "{fault}: {error}");
    }
    let (answer, done) = ask(Some("garble")).await;
    assert_eq!(done, 1);
    assert!(String::from_utf8(answer.unwrap().body).is_err());
}

#[tokio::test]
async fn delays_end_in_an_answer() {
    let (answer, done) = ask(Some("delay:20")).await;
    assert_eq!((answer.unwrap().status, done), (200, 1));
}
