//! Tests: from an answer of the API to its members or an error.

use super::*;

fn error(status: u16, body: &str) -> EndpointError {
    let headers = vec![("retry-after".to_owned(), "3".to_owned())];
    let answer = HttpResponse { status, headers, body: body.as_bytes().to_vec() };
    members(&answer, "POST orders/create").unwrap_err()
}

#[test]
fn kinds_by_status_and_text() {
    let cases = [
        (400, r#"{"success":false,"errorMsg":"Errors in the entity format"}"#, ErrorKind::Rejected),
        (200, r#"{"success":false,"errorMsg":"no"}"#, ErrorKind::Rejected),
        (400, r#"{"success":false,"errorMsg":"Customer already exists"}"#, ErrorKind::Exists),
        (
            460,
            r#"{"success":false,"errorMsg":"Orders are loaded with errors"}"#,
            ErrorKind::Rejected,
        ),
        (403, r#"{"success":false,"errorMsg":"Access denied."}"#, ErrorKind::Credentials),
        (404, r#"{"success":false,"errorMsg":"Not found"}"#, ErrorKind::Missing),
        (404, r#"{"success":false,"errorMsg":"API method not found"}"#, ErrorKind::Unsupported),
        (404, r#"{"success":false,"errorMsg":"Account does not exist."}"#, ErrorKind::Credentials),
        (404, r#"{"success":false,"errorMsg":"Loyalty Account not found"}"#, ErrorKind::Missing),
        (
            400,
            r#"{"errorMsg":"no","errors":{"externalId":"Order already exists"}}"#,
            ErrorKind::Exists,
        ),
        (
            400,
            r#"{"errorMsg":"no","errors":{"payments[0].externalId":"Payment already exists."}}"#,
            ErrorKind::Rejected,
        ),
        (400, r#"{"errorMsg":"no","errors":["Customer already exists"]}"#, ErrorKind::Exists),
        (405, "<html>nginx</html>", ErrorKind::Credentials),
        (408, "<html></html>", ErrorKind::Transient),
        (413, "<html></html>", ErrorKind::Rejected),
        (401, "{}", ErrorKind::Credentials),
        (400, r#"{"success":false,"errorM"#, ErrorKind::Transient),
        (503, r#"{"success":false,"errorMsg":"Rate limit exceeded"}"#, ErrorKind::Limit),
        (503, "<html></html>", ErrorKind::Limit),
        (429, "slow down", ErrorKind::Limit),
        (500, r#"{"success":false,"errorMsg":"Internal Server Error"}"#, ErrorKind::Transient),
        (502, " <html></html>", ErrorKind::Transient),
        (200, r#"{"success":true,"id":"#, ErrorKind::Transient),
    ];
    for (status, body, kind) in cases {
        assert_eq!(error(status, body).kind, kind, "{status} {body}");
    }
}

#[test]
fn errors_come_in_three_shapes() {
    let object = error(400, r#"{"errorMsg":"no","errors":{"order":"Set one","n":{"a":1}}}"#);
    let fields = [("order", "Set one"), ("n", r#"{"a":1}"#)];
    assert_eq!(object.fields, fields.map(|(a, b)| (a.to_owned(), b.to_owned())));
    let array = error(460, r#"{"errorMsg":"no","errors":["first","second"]}"#);
    assert_eq!(array.to_string(), "POST orders/create: no; first; second");
    assert!(error(400, r#"{"errorMsg":"no"}"#).fields.is_empty());
    assert_eq!(object.retry_after, Some(std::time::Duration::from_secs(3)));
}

#[test]
fn records_stay_as_they_came() {
    let body = r#"{"success":true,"orders":[{"id": 7,"x":1.10}],"map":{"b":{"id":"2"},"a":{}}}"#;
    let answer = HttpResponse { status: 200, headers: Vec::new(), body: body.as_bytes().to_vec() };
    let members = members(&answer, "GET orders").unwrap();
    let orders = records(members["orders"], "GET orders").unwrap();
    assert_eq!(orders[0].get(), r#"{"id": 7,"x":1.10}"#);
    assert_eq!(id(orders[0], "GET orders").unwrap(), "7");
    let map = records(members["map"], "GET orders").unwrap();
    assert_eq!(map.iter().map(|row| row.get()).collect::<Vec<_>>(), [r#"{"id":"2"}"#, "{}"]);
    assert!(id(map[1], "GET orders").is_err());
}

#[test]
fn ids_are_numbers_or_texts() {
    let id = |text: &str| {
        let record = RawValue::from_string(format!(r#"{{"x":1,"id":{text}}}"#)).unwrap();
        id(&record, "GET orders").ok()
    };
    for (given, wanted) in [("41", "41"), (r#""41""#, "41"), ("41.0", "41"), (r#""a\u0062""#, "ab")]
    {
        assert_eq!(id(given).as_deref(), Some(wanted), "{given}");
    }
    for none in ["null", "true", "{}", "[41]", r#""""#] {
        assert_eq!(id(none), None, "{none}");
    }
}

#[test]
fn what_an_answer_lacks_is_named() {
    let error = super::member(&super::Members::new(), "paymentStatuses", "GET x").unwrap_err();
    assert_eq!(error.to_string(), "GET x: the answer lacks `paymentStatuses`");
}
