//! Tests: faults on request: `KIND[:MS][@OPERATION][xN]`, `lost@orders/create x1` without the space.

#[test]
fn a_fault_fits_the_operations_that_contain_its_name() {
    let fits =
        |fault: &str, operation: &str| fault.parse::<super::Fault>().unwrap().fits(operation);
    for (fault, operation) in [
        ("html", "GET orders"),
        ("html@orders", "GET orders/history"),
        ("html@GET orders/hist", "GET orders/history"),
        ("html@orders/1005/edit", "POST orders/*/edit"),
        ("closed@Document_X/Postx1", "POST Document_X/Post"),
        ("html@$metadata", "GET $metadata"),
    ] {
        assert!(fits(fault, operation), "{fault} {operation}");
    }
    for (fault, operation) in
        [("html@bogusop", "POST orders/*/edit"), ("html@orders/edit", "GET orders/history")]
    {
        assert!(!fits(fault, operation), "{fault} {operation}");
    }
}

use super::*;

fn parse(text: &str) -> Fault {
    text.parse().unwrap()
}

#[test]
fn reads_every_part() {
    let fault = parse("lost@GET orders/historyx2");
    let operation = "GET orders/history".to_owned();
    assert_eq!(fault, Fault { kind: FaultKind::Lost, operation, times: Some(2) });
    assert_eq!(parse("503").kind, FaultKind::Status(503));
    assert_eq!(parse("late:40").kind, FaultKind::Late(Duration::from_millis(40)));
    assert_eq!(parse("cut@box").operation, "box");
    assert_eq!(parse("cut@boxx1").operation, "box");
}

#[test]
fn says_what_is_expected() {
    let error = "405x1".parse::<Fault>().unwrap_err().to_string();
    let expected = "`405x1` is no fault: expected KIND[:MS][@OPERATION][xN], KIND one of refuse, \
                    delay, cut, garble, html, 400, 401, 403, 404, 429, 500, 502, 503, 504, rights, \
                    lost, late, locked, closed";
    assert_eq!(error, expected);
    for text in ["", "@orders", "cut:5", "delay:soon", "lostx99999999999"] {
        assert!(text.parse::<Fault>().is_err(), "{text}");
    }
}

#[test]
fn a_star_stands_for_one_step_of_a_path() {
    for (fault, operation, happens) in [
        ("500@POST orders/*/edit", "POST orders/201/edit", true),
        ("500@orders/*/edit", "POST orders/201/edit", true),
        ("500@POST orders/*/edit", "POST orders/payments/301/edit", false),
        ("500@POST orders/*/*/edit", "POST orders/payments/301/edit", true),
        ("500@POST orders/*/edit", "POST orders/create", false),
        ("500@POST orders/*", "POST orders/create", true),
        ("500@*", "GET $metadata", true),
    ] {
        assert_eq!(parse(fault).meets(operation), happens, "{fault} {operation}");
    }
    let faults = Faults::new(vec![parse("500@POST orders/*/editx1")]);
    assert_eq!((faults.take("POST orders/create"), faults.left()), (None, 1));
    assert_eq!(faults.take("POST orders/5/edit"), Some(FaultKind::Status(500)));
    assert_eq!(faults.left(), 0);
}

#[test]
fn happens_as_often_as_asked_where_asked() {
    let faults = Faults::new(vec![parse("500@orders/createx2"), parse("html@history")]);
    assert_eq!(faults.take("GET orders"), None);
    assert_eq!(faults.take("POST orders/create"), Some(FaultKind::Status(500)));
    assert_eq!(faults.take("GET orders/history"), Some(FaultKind::Html));
    assert_eq!(faults.take("POST orders/create"), Some(FaultKind::Status(500)));
    assert_eq!(faults.take("POST orders/create"), None);
    assert_eq!(faults.take("GET orders/history"), Some(FaultKind::Html));
}
