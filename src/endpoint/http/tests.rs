//! Tests: the one HTTP client, for all systems.

use super::*;

fn request(url: &str) -> HttpRequest {
    HttpRequest {
        operation: "GET things".to_owned(),
        method: "GET",
        url: url.to_owned(),
        headers: vec![("X-API-KEY".to_owned(), "canary".to_owned())],
        body: None,
        deadline: Duration::from_secs(5),
    }
}

#[tokio::test]
async fn a_refused_connection_is_transient_and_names_no_query() {
    let client = HttpClient::new().unwrap();
    // Port 1 of the own machine: nobody listens there.
    let error = client.send(request("http://127.0.0.1:1/?apiKey=canary")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Transient);
    assert!(!error.to_string().contains("canary"), "{error}");
    assert!(error.to_string().starts_with("GET things: "), "{error}");
}

#[tokio::test]
async fn an_address_that_is_none_is_unsupported() {
    let client = HttpClient::new().unwrap();
    let error = client.send(request("not an address")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported);
}

#[test]
fn debug_output_holds_no_secret() {
    assert!(!format!("{:?}", request("http://host/?apiKey=canary")).contains("canary"));
}
