//! The calls of `tests/data/onec/calls`: requests as they go over the wire, and the answers.
//!
//! `HOST` stands for the base's address, `{version}` for the version in the last answer. A body
//! with a member `"..."` is not compared; versions and the time of change never are.

use serde_json::Value;

use super::{Base, folder};

struct Call {
    title: String,
    method: &'static str,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
    status: u16,
    answer: String,
}

fn read(file: &str) -> Vec<Call> {
    let text = std::fs::read_to_string(folder().join("calls").join(file)).expect("a file of calls");
    text.split("### ").filter(|part| !part.trim().is_empty()).map(call).collect()
}

fn call(text: &str) -> Call {
    let (request, answer) = text.split_once("\nHTTP/1.1 ").expect("an answer");
    let mut lines = request.lines();
    let title = lines.next().expect("a title").to_owned();
    let mut lines = lines.skip_while(|line| line.starts_with('#'));
    let mut words = lines.next().expect("a request line").splitn(3, ' ');
    let method = match words.next().expect("three words") {
        "GET" => "GET",
        "POST" => "POST",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        other => panic!("{title}: method {other}"),
    };
    let target = words.next().expect("three words").to_owned();
    let headers = lines
        .by_ref()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| !matches!(*name, "Host" | "Content-Type" | "Content-Length"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let body: Vec<&str> = lines.collect();
    let body = Some(body.join("\n")).filter(|body| !body.trim().is_empty());
    let (head, answer) = answer.split_once("\n\n").unwrap_or((answer, ""));
    let status = head[..3].parse().expect("a status");
    Call { title, method, target, headers, body, status, answer: answer.trim().to_owned() }
}

/// Without what differs from run to run, and without the links that these samples leave out.
fn comparable(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| {
                !name.ends_with("@navigationLinkUrl")
                    && name != "DataVersion"
                    && name != "ДатаИзменения"
            });
            members.values_mut().for_each(comparable);
        }
        Value::Array(items) => items.iter_mut().for_each(comparable),
        _ => {}
    }
}

/// The place of the first difference, with both values.
fn difference(path: &str, wanted: &Value, found: &Value) -> Option<String> {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            let names = wanted.keys().chain(found.keys());
            names.into_iter().find_map(|name| {
                let none = Value::Null;
                let pair = (wanted.get(name).unwrap_or(&none), found.get(name).unwrap_or(&none));
                difference(&format!("{path}.{name}"), pair.0, pair.1)
            })
        }
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            let mut pairs = wanted.iter().zip(found).enumerate();
            pairs.find_map(|(at, (wanted, found))| {
                difference(&format!("{path}[{at}]"), wanted, found)
            })
        }
        _ => (wanted != found).then(|| format!("{path}: wanted {wanted}, found {found}")),
    }
}

#[tokio::test]
async fn answers_are_those_of_the_samples() {
    let base = Base::start(&[]).await;
    let host = base.serving.address.to_string();
    let mut version = String::new();
    let files = [
        "01_list_changed_orders.http",
        "02_create_order.http",
        "04_patch_header.http",
        "03_post_and_unpost.http",
        "05_patch_rows.http",
        "06_balances_and_prices.http",
        "07_external_id_register.http",
        "08_errors.http",
    ];
    let mut compared = 0;
    for (file, call) in
        files.iter().flat_map(|file| read(file).into_iter().map(move |it| (file, it)))
    {
        let at = format!("{file}: {}", call.title);
        let headers: Vec<(String, String)> = call
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.replace("{version}", &version)))
            .collect();
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let target = call.target.replace("HOST", &host);
        let found = base.send(call.method, &target, &headers, call.body.as_deref()).await;
        let text = String::from_utf8(found.body).unwrap();
        assert_eq!(found.status, call.status, "{at}: {text}");
        let parsed = serde_json::from_str::<Value>(&text);
        if let Some(now) = parsed.as_ref().ok().and_then(|it| it.get("DataVersion")?.as_str()) {
            version = now.to_owned();
        }
        if call.answer.contains("\"...") {
            continue;
        }
        let wanted = call.answer.replace("HOST", &host);
        compared += 1;
        if let (Ok(mut wanted), Ok(mut found)) = (serde_json::from_str::<Value>(&wanted), parsed) {
            comparable(&mut wanted);
            comparable(&mut found);
            assert_eq!(difference("", &wanted, &found), None, "{at}");
        } else {
            let plain = |text: &str| text.trim_start_matches('\u{feff}').replace('\n', "");
            assert_eq!(plain(&text), plain(&wanted), "{at}");
        }
    }
    assert!(compared >= 20, "{compared} answers compared");
}
