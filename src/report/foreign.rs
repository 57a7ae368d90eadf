//! Our own words before those of a network, a server or a library, which speak English only.

use std::borrow::Cow;

use crate::diag::Texts;

/// What is left of the words of others beside ours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Nothing but the place that they name: ours say the rest.
    Place,
    /// What they say beyond the known part.
    Rest,
    /// All of it.
    All,
}

/// What the words of others contain, the text that says the same, and what theirs add to it.
const KNOWN: [(&str, &str, Left); 111] = [
    // What is wrong with the address or the login of a system.
    ("is no address of an account", "trouble-no-account", Left::Rest),
    ("the host is not in a zone of RetailCRM", "trouble-zone", Left::Rest),
    ("would be reached without https", "trouble-plain", Left::Rest),
    ("the address holds more than a host", "trouble-more", Left::Rest),
    ("is more than the 10 requests a second that RetailCRM allows", "trouble-rate", Left::Rest),
    ("the address holds a login: `user` and `password` are settings", "trouble-login", Left::Rest),
    ("`user` holds a colon", "trouble-colon", Left::Rest),
    // What is wrong with a file of a world.
    ("no JSON here", "trouble-file-json", Left::Rest),
    ("no YAML here", "trouble-file-yaml", Left::Rest),
    ("no such key", "trouble-file-key", Left::Rest),
    ("lacks the key", "trouble-file-missing", Left::Rest),
    ("has a key twice", "trouble-file-twice", Left::Rest),
    ("a value of another kind", "trouble-file-kind", Left::Rest),
    ("expected an array", "trouble-world-list", Left::Place),
    ("no such field, or a value of another type", "trouble-world-field", Left::Rest),
    ("the metadata declare no such set", "trouble-world-set", Left::Rest),
    ("is there already", "trouble-world-twice", Left::Rest),
    // What is wrong with a schema that was fetched.
    ("the document ends before its root does", "trouble-cut", Left::Rest),
    ("no entity set is published", "trouble-empty", Left::Rest),
    ("a document type is not allowed", "trouble-doctype", Left::Rest),
    ("a page came instead of data", "trouble-page", Left::Rest),
    ("a page in HTML instead of data", "trouble-page", Left::Rest),
    ("failed to lookup address", "trouble-host", Left::Place),
    ("Name or service not known", "trouble-host", Left::Place),
    ("No such host is known", "trouble-host", Left::Place),
    ("dns error", "trouble-host", Left::Place),
    ("Connection refused", "trouble-closed", Left::Place),
    ("actively refused", "trouble-closed", Left::Place),
    ("before message length reached", "trouble-cut", Left::Place),
    ("connection closed before message completed", "trouble-cut", Left::Place),
    ("Connection reset", "trouble-cut", Left::Place),
    ("Broken pipe", "trouble-cut", Left::Place),
    ("no answer within", "trouble-silent", Left::Rest),
    ("no answer in time", "trouble-silent", Left::Rest),
    ("operation timed out", "trouble-silent", Left::Place),
    ("certificate", "trouble-certificate", Left::All),
    ("no account at this address answers", "trouble-account", Left::Rest),
    ("\"apiKey\"", "trouble-account", Left::All),
    ("Account does not exist", "trouble-account", Left::All),
    ("No such file or directory", "trouble-no-file", Left::Place),
    ("cannot find the file", "trouble-no-file", Left::Place),
    ("cannot find the path", "trouble-no-file", Left::Place),
    ("Permission denied", "trouble-denied", Left::Place),
    ("Access is denied", "trouble-denied", Left::Place),
    ("Read-only file system", "trouble-denied", Left::Place),
    ("readonly database", "trouble-denied", Left::Place),
    ("unable to open database file", "trouble-no-open", Left::Place),
    ("disk I/O error", "trouble-disk", Left::Place),
    ("No space left", "trouble-full", Left::Place),
    ("database or disk is full", "trouble-full", Left::Place),
    ("Is a directory", "trouble-folder", Left::Place),
    ("Not a directory", "trouble-no-folder", Left::Place),
    ("File exists", "trouble-in-place", Left::Place),
    ("file already exists", "trouble-in-place", Left::Place),
    ("directory name is invalid", "trouble-in-place", Left::Place),
    ("File name too long", "trouble-name", Left::Place),
    ("extension is too long", "trouble-name", Left::Place),
    ("Too many levels of symbolic links", "trouble-loop", Left::Place),
    ("Operation not permitted", "trouble-denied", Left::Place),
    ("Too many open files", "trouble-many-files", Left::Place),
    ("Address already in use", "trouble-address-taken", Left::Place),
    ("file is not a database", "trouble-not-database", Left::Place),
    ("does not fit its checksum", "trouble-checksum", Left::Rest),
    ("disk image is malformed", "trouble-damaged", Left::Place),
    ("database is locked", "trouble-locked", Left::Place),
    ("did not contain valid UTF-8", "trouble-utf8", Left::Place),
    ("invalid utf-8", "trouble-utf8", Left::Place),
    ("EOF while parsing", "trouble-cut", Left::Place),
    ("expected value at line", "trouble-not-json", Left::Place),
    ("trailing characters at line", "trouble-not-json", Left::Place),
    ("key must be a string at line", "trouble-not-json", Left::Place),
    ("no right to post this", "trouble-no-post", Left::Rest),
    ("no right to write this", "trouble-no-write", Left::Rest),
    ("invalid type", "trouble-other-kind", Left::Place),
    ("invalid value", "trouble-other-kind", Left::Place),
    ("missing field", "trouble-no-member", Left::Place),
    ("the answer cannot be read", "trouble-garbled", Left::Place),
    ("unknown field", "trouble-unknown-key", Left::All),
    ("the answer is not UTF-8", "trouble-utf8", Left::Place),
    ("the answer is no EDMX", "trouble-no-edmx", Left::Place),
    ("the answer to a write cannot be understood", "trouble-garbled", Left::Place),
    ("the answer is larger than", "trouble-large", Left::Rest),
    ("a record without", "trouble-no-key", Left::Rest),
    ("a record with no GUID in", "trouble-bad-key", Left::Rest),
    ("the record was changed since it was read", "trouble-edited", Left::Place),
    ("the base publishes no", "trouble-unpublished", Left::Rest),
    ("too many requests", "trouble-limit", Left::Rest),
    ("the pages do not fit together", "trouble-pages", Left::Rest),
    ("the journal is closed", "trouble-journal-closed", Left::Place),
    ("the answer is cut or damaged", "trouble-broken-answer", Left::Rest),
    ("expected a list", "trouble-no-list", Left::Rest),
    ("holds no records", "trouble-no-records", Left::Rest),
    ("the key is empty or holds characters that no key has", "trouble-key", Left::Rest),
    (
        "is no address of a publication: expected https://host/base",
        "trouble-no-publication",
        Left::Rest,
    ),
    ("somebody edited it at the same time", "trouble-edited", Left::Rest),
    // What a system cannot do, or does not tell.
    ("the answer lacks", "trouble-no-member", Left::Rest),
    ("the request took too long on its way", "trouble-silent", Left::Rest),
    ("the request is too long for the server", "trouble-too-long", Left::Rest),
    ("the connection is closed", "trouble-cut", Left::Place),
    ("records of this kind have no version to compare", "trouble-no-version", Left::Rest),
    ("files are read only", "trouble-files-read", Left::Rest),
    ("files describe nothing", "trouble-files-bare", Left::Rest),
    ("a virtual table is only read", "trouble-not-written", Left::Rest),
    ("` cannot be written", "trouble-not-written", Left::Place),
    ("` cannot be read", "trouble-not-read", Left::Place),
    ("nothing is posted here", "trouble-no-posting", Left::Rest),
    ("the API filters", "trouble-no-filter", Left::All),
    ("a company of no customer", "trouble-no-owner", Left::Rest),
    ("no such company", "trouble-missing", Left::Rest),
    ("nothing tells the record apart", "trouble-no-probe", Left::Rest),
    ("the feed says that there is more and does not go on", "trouble-endless", Left::Rest),
];

/// The text that says what the words of others mean, where they are known.
pub fn class(words: &str) -> Option<&'static str> {
    known(words).map(|(_, id, _)| id)
}

fn known(words: &str) -> Option<(&'static str, &'static str, Left)> {
    KNOWN.iter().find(|(part, ..)| words.contains(part)).copied()
}

/// What this machine says of a file or a port, in our words where they are known.
pub fn machine(texts: &Texts, error: &std::io::Error) -> String {
    explained(texts, None, &error.to_string())
}

/// `GET orders: the answer broke off (line 3)`: the operation, our words for what the others say or
/// for a text of that name, and in parentheses what theirs add.
pub fn explained(texts: &Texts, otherwise: Option<&str>, said: &str) -> String {
    let said = &*taken(texts, said);
    let found = known(said);
    let id = found.map(|(_, id, _)| id).or(otherwise);
    let Some(ours) = id.map(|id| texts.say(id, &[])) else { return said.to_owned() };
    if said.split_once(": ").is_some_and(|(_, theirs)| theirs.starts_with(&ours)) {
        return said.to_owned();
    }
    let is_path = |text: &str| text.len() > 1 && text.starts_with('`') && text.ends_with('`');
    // What is quoted may hold a colon of its own.
    let is_whole = |text: &str| text.matches('`').count().is_multiple_of(2);
    let is_operation =
        |text: &str| is_path(text) || text.split_whitespace().count() <= 2 && is_whole(text);
    let (operation, theirs) = match said.split_once(": ").filter(|(before, _)| is_operation(before))
    {
        Some((operation, theirs)) => (format!("{operation}: "), theirs),
        None => (String::new(), said),
    };
    let more = match found {
        Some((_, _, Left::Place)) => place(texts, theirs),
        Some((part, _, Left::Rest)) => {
            let at = place(texts, theirs);
            let said = theirs.split(" at line ").next().filter(|_| !at.is_empty());
            let rest = beyond(said.unwrap_or(theirs), part);
            [rest, at].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
        }
        Some((_, _, Left::All)) | None => theirs.to_owned(),
    };
    if more.is_empty() {
        format!("{operation}{ours}")
    } else {
        format!("{operation}{ours} ({more})")
    }
}

/// What the journal says of a record that is linked already, in our words.
fn taken<'a>(texts: &Texts, said: &'a str) -> Cow<'a, str> {
    let ends = [("`: the left record ", "left"), ("`: the right record ", "right")];
    let found = ends.into_iter().find_map(|(part, end)| {
        let (before, after) = said.split_once(part)?;
        let (before, role) = before.rsplit_once('`')?;
        let (key, after) = after.split_once(" is linked to ")?;
        let (other, after) = after.split_once(" already")?;
        let args = [("role", role), ("end", end), ("key", key), ("other", other)];
        let args = args.map(|(name, value)| (name, value.into()));
        Some(format!("{before}{}{after}", texts.say("trouble-journal-linked", &args)))
    });
    found.map_or(Cow::Borrowed(said), Cow::Owned)
}

/// The words beyond a known part, without the signs that stood between them.
fn beyond(theirs: &str, part: &str) -> String {
    let rest = theirs.replacen(part, "", 1);
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | ';' | ','));
    let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.unwrap_or(rest).to_owned()
}

/// `line 3 column 14` in our words.
fn place(texts: &Texts, theirs: &str) -> String {
    let number = |name: &str| {
        let (_, after) = theirs.rsplit_once(name)?;
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        Some(digits).filter(|digits| !digits.is_empty())
    };
    let (Some(line), Some(column)) = (number(" line "), number(" column ")) else {
        return String::new();
    };
    let args = [("line", line.as_str().into()), ("column", column.as_str().into())];
    texts.say("trouble-at", &args)
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, explained};
    use crate::diag::{Language, Texts};

    #[test]
    fn words_of_others_stand_behind_ours() {
        let russian = Texts::new(Language::Russian);
        assert_eq!(
            explained(&russian, None, "GET orders: a page came instead of data (HTTP 200)"),
            "GET orders: вместо данных пришла страница (HTTP 200)"
        );
        assert_eq!(
            explained(&russian, None, "failed to lookup address information"),
            "имя сервера не найдено"
        );
        assert_eq!(explained(&russian, None, "Период закрыт"), "Период закрыт");
        for (theirs, ours) in [
            ("GET x: connection closed before message completed", "GET x: ответ оборвался"),
            ("No such file or directory (os error 2)", "такого файла или каталога нет"),
            ("No space left on device (os error 28)", "на диске нет места"),
            ("file is not a database", "это не база данных программы"),
            (
                "GET x: the answer cannot be read: EOF while parsing a value at line 1 column 0",
                "GET x: ответ оборвался (строка 1, столбец 0)",
            ),
            (
                "GET x: the answer cannot be read: expected value at line 1 column 3",
                "GET x: это не JSON (строка 1, столбец 3)",
            ),
            (
                "GET orders/history: the answer is cut or damaged (HTTP 200)",
                "GET orders/history: ответ пришёл, но оборван или испорчен (HTTP 200)",
            ),
            ("GET x: `history` holds no records", "GET x: в ответе не записи (`history`)"),
            ("GET x: no answer within 30 s", "GET x: сервер не ответил вовремя (30 s)"),
        ] {
            assert_eq!(explained(&russian, None, theirs), ours);
        }
        assert_eq!(
            explained(&russian, Some("trouble-credentials"), "GET x: HTTP 401"),
            "GET x: доступ не разрешён (HTTP 401)"
        );
    }

    #[test]
    fn what_is_wrong_with_an_answer_is_said_in_our_words() {
        let russian = Texts::new(Language::Russian);
        for (theirs, ours) in [
            (
                "GET x: the answer cannot be read: invalid type: map, expected a sequence at line 1 column 9",
                "GET x: в ответе не то, что должно там быть (строка 1, столбец 9)",
            ),
            (
                "GET x: the answer cannot be read: missing field `value` at line 1 column 2",
                "GET x: в ответе нет того, что должно там быть (строка 1, столбец 2)",
            ),
            (
                "GET x: the answer cannot be read: lone leading surrogate at line 1 column 2",
                "GET x: ответ не читается (строка 1, столбец 2)",
            ),
            (
                "GET x: a page in HTML instead of data (HTTP 200)",
                "GET x: вместо данных пришла страница (HTTP 200)",
            ),
            (
                "GET x: the answer is larger than 32 MiB",
                "GET x: ответ больше, чем программа принимает (32 MiB)",
            ),
            (
                "the pages do not fit together: row 1 missing from index links",
                "страницы файла не сходятся друг с другом (row 1 missing from index links)",
            ),
            (
                "link: `Пара`: the left record a-1 is linked to 7 already",
                "link: `Пара`: левая запись a-1 уже связана с 7",
            ),
            ("the journal is closed", "журнал закрыт: запись в него оборвалась"),
        ] {
            assert_eq!(explained(&russian, None, theirs), ours);
        }
        let english = Texts::new(Language::English);
        for (theirs, ours) in [
            (
                "GET x: the answer cannot be read: invalid type: map, expected a sequence at line 1 column 9",
                "GET x: the answer holds something else than belongs there (line 1, column 9)",
            ),
            (
                "GET x: a page in HTML instead of data (HTTP 200)",
                "GET x: a page came instead of data (HTTP 200)",
            ),
            (
                "GET x: the answer is larger than 32 MiB",
                "GET x: the answer is larger than the program takes (32 MiB)",
            ),
            (
                "link: `Пара`: the left record a-1 is linked to 7 already",
                "link: `Пара`: the left record a-1 is linked to 7 already",
            ),
        ] {
            assert_eq!(explained(&english, None, theirs), ours);
        }
    }

    #[test]
    fn what_a_system_cannot_do_is_said_in_our_words() {
        let russian = Texts::new(Language::Russian);
        for (theirs, ours) in [
            (
                "GET reference/payment-statuses: the answer lacks `paymentStatuses`",
                "GET reference/payment-statuses: в ответе нет того, что должно там быть (`paymentStatuses`)",
            ),
            (
                "POST orders/1/edit: the request is too long for the server (HTTP 413)",
                "POST orders/1/edit: запрос длиннее, чем принимает сервер (HTTP 413)",
            ),
            (
                "changes InformationRegister_X: records of this kind have no version to compare",
                "changes InformationRegister_X: у записей этого вида нет версии, изменений по ней не узнать",
            ),
            (
                "`rate: 50` is more than the 10 requests a second that RetailCRM allows",
                "RetailCRM разрешает не больше 10 запросов в секунду (`rate: 50`)",
            ),
            ("POST: `store` cannot be written", "POST: такие записи система записывать не даёт"),
            ("GET: `store` cannot be read", "GET: такие записи система читать не даёт"),
            (
                "Document_X: nothing tells the record apart",
                "Document_X: запись нечем отличить от других: записана ли она, не узнать",
            ),
        ] {
            assert_eq!(explained(&russian, None, theirs), ours);
        }
    }

    #[test]
    fn every_class_has_words() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            assert!(KNOWN.iter().all(|(_, id, _)| texts.has(id)), "{language:?}");
        }
    }
}
