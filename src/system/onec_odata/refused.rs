//! What a refusal of the base means: its status, its code, its text.

use base64::Engine as _;
use serde_json::Value;

use crate::endpoint::http::HttpResponse;
use crate::endpoint::{EndpointError, ErrorKind};

/// What the platform itself says when somebody else holds what is written: a lock that was not
/// granted, a deadlock. Whole phrases, for an order may be refused because a customer is blocked, and
/// that does not pass.
const LOCKED: [&str; 17] = [
    "конфликт блокировок",
    "ошибка блокировки",
    "предоставления блокировки",
    "не удалось заблокировать",
    "блокировка данных",
    "взаимоблокировк",
    "взаимная блокировка",
    "объект уже заблокирован",
    "заблокирован другим",
    "заблокирована другим",
    "заблокировано другим",
    "заблокированы другим",
    "lock conflict",
    "deadlock",
    "locked by another",
    "lock request time out",
    "lock timeout",
];

/// What it says when nobody is served: the base is taken by one session, there is no memory.
const BUSY: [&str; 5] = [
    "монопольный режим",
    "монопольного режима",
    "монопольном режиме",
    "недостаточно памяти",
    "exclusive mode",
];

/// What was refused: the same status means another thing to a read and to a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// A read: a query that is wrong for one is wrong for all.
    Read,
    /// A write of one record, which may be refused while all others go through.
    Write,
}

/// The error behind an answer that is no success.
pub(super) fn refused(operation: &str, asked: Asked, response: &HttpResponse) -> EndpointError {
    let body = response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body);
    let said = serde_json::from_slice::<Value>(body).ok();
    let odata = said.as_ref().and_then(|said| said.get("odata.error"));
    let status = response.status;
    let by_code = |code: i64, text: String| {
        let lacks = if lacks_right(asked, status, code) { right(operation) } else { "" };
        (by_code(asked, status, code, &text), format!("{lacks}{text} (HTTP {status}, code {code})"))
    };
    let (kind, text) = if let Some(error) = odata {
        by_code(code(error), plain(error.pointer("/message/value").and_then(Value::as_str)))
    } else if let Some(exception) = said.as_ref().and_then(|said| said.get("exception")) {
        // The session was not opened: a maintenance lock, no free licence. Both pass.
        (ErrorKind::Transient, format!("{} (HTTP {status})", deepest(exception)))
    } else if let Some((code, text)) = atom(body) {
        by_code(code, text)
    } else {
        (by_status(asked, status), format!("HTTP {status}{}", page(body)))
    };
    let mut error = EndpointError::new(kind, operation, text);
    error.retry_after = response.retry_after();
    error.under_way = response.is_under_way();
    error
}

fn code(error: &Value) -> i64 {
    let code = error.get("code");
    let text = code.and_then(|code| code.as_str()?.parse().ok());
    text.or_else(|| code.and_then(Value::as_i64)).unwrap_or(-1)
}

/// Whether a write lacks a right. Who may read has logged in; the rights to one kind of record end one
/// flow.
fn lacks_right(asked: Asked, status: u16, code: i64) -> bool {
    asked == Asked::Write && status != 412 && (code == 20 || status == 403)
}

/// Which right that is.
fn right(operation: &str) -> &'static str {
    if operation.ends_with("/Post") || operation.ends_with("/Unpost") {
        "no right to post this: "
    } else {
        "no right to write this: "
    }
}

/// The kind of trouble behind a code of the interface.
fn by_code(asked: Asked, status: u16, code: i64, text: &str) -> ErrorKind {
    match (status, code) {
        (412, _) => ErrorKind::Conflict,
        _ if lacks_right(asked, status, code) => ErrorKind::Unsupported,
        (_, 20) | (401 | 403, _) => ErrorKind::Credentials,
        (_, 9) => ErrorKind::Missing,
        (_, 15) => ErrorKind::Exists,
        // A value that cannot be parsed, is bad, or is wanting: the data of one record are at fault.
        (_, 1) if asked == Asked::Write => ErrorKind::Rejected,
        (_, 4 | 5) => ErrorKind::Rejected,
        (_, -1) => by_exception(asked, status, text),
        (_, 0..=21) => ErrorKind::Unsupported,
        (_, _) => by_status(asked, status),
    }
}

/// Exceptions are the configuration's own words, except where the platform was merely busy.
fn by_exception(asked: Asked, status: u16, text: &str) -> ErrorKind {
    let lower = text.to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| lower.contains(phrase));
    // A read has no record of its own that could wait: it is simply tried again.
    match asked {
        Asked::Write if says(&LOCKED) => return ErrorKind::Locked,
        _ if says(&LOCKED) || says(&BUSY) => return ErrorKind::Transient,
        Asked::Read | Asked::Write => {}
    }
    match status {
        429 | 502..=504 => by_status(asked, status),
        _ => ErrorKind::Rejected,
    }
}

/// A status alone: the web server's word, or that of something before it.
fn by_status(asked: Asked, status: u16) -> ErrorKind {
    match (status, asked) {
        (401 | 403, _) => ErrorKind::Credentials,
        (408, _) => ErrorKind::Transient,
        (412, _) => ErrorKind::Conflict,
        (429, _) => ErrorKind::Limit,
        // Too large, or not to somebody's taste: this one record. At 404 nothing is published.
        (400..=403 | 405..=499, Asked::Write) => ErrorKind::Rejected,
        (400..=499 | 501, _) => ErrorKind::Unsupported,
        (500..=599, _) => ErrorKind::Transient,
        (_, _) => ErrorKind::BadData,
    }
}

/// The innermost description says what happened, the outer ones that something did.
fn deepest(exception: &Value) -> String {
    let mut inner = exception;
    while let Some(next) = inner.get("inner").filter(|next| next.get("descr").is_some()) {
        inner = next;
    }
    plain(inner.get("descr").and_then(Value::as_str))
}

/// A message as one line. The base sends it in base64 when it holds characters that JSON may not.
fn plain(text: Option<&str>) -> String {
    let text = text.unwrap_or("no message");
    let decoded = base64::engine::general_purpose::STANDARD.decode(text).ok();
    let decoded = decoded
        .filter(|_| text.len() >= 16)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|decoded| decoded.contains(' '));
    let text = decoded.unwrap_or_else(|| text.to_owned());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The code and text of an error in the interface's XML.
fn atom(body: &[u8]) -> Option<(i64, String)> {
    let text = std::str::from_utf8(body).ok()?;
    let between = |tag: &str| {
        let (_, rest) = text.split_once(&format!("<m:{tag}"))?;
        let (_, rest) = rest.split_once('>')?;
        Some(rest.split_once("</")?.0)
    };
    let message = quick_xml::escape::unescape(between("message")?).ok()?;
    Some((between("code")?.trim().parse().ok()?, plain(Some(&message))))
}

/// What a page in HTML says, as a remark after the status.
fn page(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let mut plain = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                plain.push(' ');
            }
            _ if !inside => plain.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(300).collect();
    if short.is_empty() { short } else { format!(": {short}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, body: &str) -> EndpointError {
        asked(Asked::Read, status, body)
    }

    fn asked(asked: Asked, status: u16, body: &str) -> EndpointError {
        let body = body.as_bytes().to_vec();
        refused("GET X", asked, &HttpResponse { status, headers: Vec::new(), body })
    }

    fn said(code: &str, text: &str) -> String {
        let message = serde_json::json!({ "lang": "ru", "value": text });
        serde_json::json!({ "odata.error": { "code": code, "message": message } }).to_string()
    }

    fn odata(status: u16, code: &str, text: &str) -> EndpointError {
        error(status, &said(code, text))
    }

    #[test]
    fn codes_decide_the_kind() {
        let cases = [
            (401, "20", "Недостаточно прав доступа", ErrorKind::Credentials),
            (404, "8", "Сущность не найдена", ErrorKind::Unsupported),
            (404, "9", "Экземпляр сущности не найден", ErrorKind::Missing),
            (400, "14", "Ошибка разбора", ErrorKind::Unsupported),
            (400, "15", "Уже существует", ErrorKind::Exists),
            (400, "4", "Неверное значение", ErrorKind::Rejected),
            (412, "-1", "Версия данных не совпадает", ErrorKind::Conflict),
            (500, "-1", "Период закрыт", ErrorKind::Rejected),
            (500, "-1", "Конфликт блокировок при выполнении транзакции", ErrorKind::Transient),
            (501, "0", "Не поддерживается", ErrorKind::Unsupported),
            (400, "16", "Значение не может быть присвоено", ErrorKind::Unsupported),
            (400, "1", "Ошибка разбора строкового значения", ErrorKind::Unsupported),
        ];
        for (status, code, text, kind) in cases {
            assert_eq!(odata(status, code, text).kind, kind, "{status} {code} {text}");
        }
        assert_eq!(
            odata(500, "-1", "Первая\nвторая").to_string(),
            "GET X: Первая вторая (HTTP 500, code -1)"
        );
    }

    #[test]
    fn a_write_of_one_record_is_refused_for_itself() {
        let cases = [
            (413, "<html>Request Entity Too Large</html>", ErrorKind::Rejected),
            (422, "", ErrorKind::Rejected),
            (400, "<html>Bad Request</html>", ErrorKind::Rejected),
            (408, "", ErrorKind::Transient),
            (429, "", ErrorKind::Limit),
            (401, "", ErrorKind::Credentials),
            (403, "", ErrorKind::Credentials),
            (404, "<h1>404</h1>", ErrorKind::Unsupported),
        ];
        for (status, body, kind) in cases {
            assert_eq!(asked(Asked::Write, status, body).kind, kind, "{status} {body}");
        }
        let cases = [
            (401, "20", ErrorKind::Unsupported),
            (403, "-1", ErrorKind::Unsupported),
            (401, "-1", ErrorKind::Credentials),
            (404, "8", ErrorKind::Unsupported),
            (404, "10", ErrorKind::Unsupported),
            (400, "16", ErrorKind::Unsupported),
            (400, "1", ErrorKind::Rejected),
            (400, "4", ErrorKind::Rejected),
        ];
        for (status, code, kind) in cases {
            let found = asked(Asked::Write, status, &said(code, "нет")).kind;
            assert_eq!(found, kind, "{status} {code}");
        }
    }

    #[test]
    fn only_the_platforms_own_words_for_a_lock_are_one() {
        let busy = [
            "Превышено максимальное время ожидания предоставления блокировки",
            "Ошибка блокировки объекта. Объект уже заблокирован",
            "Не удалось заблокировать запись",
            "Документ заблокирован другим сеансом",
            "Lock conflict during transaction: Transaction was deadlocked on lock resources",
        ];
        let write = |text: &str| asked(Asked::Write, 500, &said("-1", text)).kind;
        for text in busy {
            let found = (odata(500, "-1", text).kind, write(text));
            assert_eq!(found, (ErrorKind::Transient, ErrorKind::Locked), "{text}");
        }
        let all = "Информационная база открыта в монопольном режиме";
        let found = (odata(500, "-1", all).kind, write(all));
        assert_eq!(found, (ErrorKind::Transient, ErrorKind::Transient), "nobody is served");
        let refused = [
            "Элемент заблокирован для отгрузки",
            "Карта заблокирована",
            "The customer is blocked",
            "Элемент снят с продажи монопольным поставщиком",
            "Clock is wrong",
        ];
        for text in refused {
            assert_eq!(odata(500, "-1", text).kind, ErrorKind::Rejected, "{text}");
        }
    }

    #[test]
    fn a_refused_session_says_its_deepest_reason() {
        let found = error(
            403,
            r##"{"#exception":"x","exception":{"reason":403,"descr":"HTTP: Forbidden",
               "inner":{"descr":"Начало сеанса запрещено.\nТехнические работы"}}}"##,
        );
        assert_eq!(found.kind, ErrorKind::Transient);
        assert_eq!(found.message, "Начало сеанса запрещено. Технические работы (HTTP 403)");
    }

    #[test]
    fn other_bodies_are_understood() {
        let html = "<html><head><title>1C</title></head><body><h2>1C error:</h2>by reason: \
                    <br>Недостаточно памяти</body></html>";
        let found = error(500, html);
        assert_eq!(found.kind, ErrorKind::Transient);
        assert_eq!(found.message, "HTTP 500: 1C 1C error: by reason: Недостаточно памяти");
        let atom = "<m:error xmlns:m=\"x\"><m:code>9</m:code><m:message>Нет &amp; не было</m:message></m:error>";
        assert_eq!(error(404, atom).kind, ErrorKind::Missing);
        assert_eq!(error(404, atom).message, "Нет & не было (HTTP 404, code 9)");
        assert_eq!(error(401, "").kind, ErrorKind::Credentials);
        assert_eq!(error(404, "<h1>404.15</h1>").kind, ErrorKind::Unsupported);
        let coded = base64::engine::general_purpose::STANDARD.encode("Поле не заполнено");
        assert!(odata(500, "-1", &coded).message.starts_with("Поле не заполнено"));
    }
}
