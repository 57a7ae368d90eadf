//! Each rule of the grammar alone: what it takes whole, and what it does not.

use super::all;
use super::grammar::{Rule, read};
use super::limits::MAX_FAULTS;
use crate::source::FileId;
use crate::syntax::{dump, parse};

/// Whether a rule takes the whole text.
fn takes(rule: Rule, text: &str) -> bool {
    read(rule, text).is_ok_and(|node| node.as_str() == text)
}

#[track_caller]
fn check(rule: Rule, accepted: &[&str], rejected: &[&str]) {
    for text in accepted {
        assert!(takes(rule, text), "{rule:?} does not take {text}");
    }
    for text in rejected {
        assert!(!takes(rule, text), "{rule:?} takes {text}");
    }
}

#[test]
fn words() {
    check(
        Rule::name,
        &["a", "Номенклатура", "_x1", "`any thing`", "crm_ИД", "each", "Лучшии\u{306}"],
        &["1a", "a b", "`open", "``", "a-b", "a.b"],
    );
    check(Rule::text, &["\"\"", "\"a \"\"b\"\" {c}\""], &["\"open", "\"a\nb\"", "'a'", "\"a\"b\""]);
    check(Rule::number, &["0", "12.50"], &["12.", ".5", "1a", "1,5", "-1", "1.2.3"]);
    check(
        Rule::duration,
        &["15m", "30s", "250ms", "2ч", "15м", "1д"],
        &["15", "m", "15 m", "15x", "15mm"],
    );
    check(Rule::each_, &["each", "каждый"], &["eachx", "каждыйЗаказ", "Each"]);
    check(Rule::in_, &["in", "среди"], &["income", "среди1"]);
    check(Rule::not_, &["not", "не"], &["notes", "нет"]);
    check(Rule::and_, &["and", "и"], &["иной", "android"]);
}

#[test]
fn keywords_do_not_eat_names() {
    for name in [
        "изделие",
        "внутренний",
        "вид",
        "иной",
        "income",
        "notes",
        "orderType",
        "поле",
        "какой",
        "eachOne",
    ] {
        check(Rule::only_statement, &[&format!("{name} <- {name}.{name}")], &[]);
        check(Rule::hole_expr, &[&format!("a == {name} and {name} in b or not {name}")], &[]);
    }
}

#[test]
fn fields_named_like_keywords() {
    check(
        Rule::only_statement,
        &[
            "each <-> each",
            "check -> drop",
            "let -> let",
            "drop == 5 -> x",
            "check.name <- from",
            "each? -> key",
            "not -> required required",
            "each via Товар -> owner owner erp",
            "choose -> choose",
            "and and and -> or",
        ],
        &["each <->", "choose x -> y", "let -> x ="],
    );
}

#[test]
fn arrows_and_minus() {
    check(
        Rule::only_statement,
        &["a <- b", "a<-b", "a ↔ b", "a → b", "a ← -b", "a <- b -c", "a < -5 -> b"],
        &["a <-5 -> b", "a - > b", "a <-", "<- b", "a <- b <- c", "a == -> b"],
    );
}

#[test]
fn types() {
    check(
        Rule::type_expr,
        &[
            "text",
            "erp.Catalog_Склады?",
            "decimal(15,2)",
            "ref(erp.X)?",
            "\"a\" | \"b\"",
            "crm.offer |\n crm.inventory",
            "(kind: kind(erp.X)?,\n  Код: text)",
            "erp.X.Rows group by Заказ, Код",
        ],
        &["", "erp.", "ref(", "\"a\" |", "()", "a ? b", "x group Заказ", "a\n| b"],
    );
}

#[test]
fn expressions() {
    check(
        Rule::hole_expr,
        &[
            "a.b[c == \"d\"].e?",
            ".",
            ".?",
            "(a, b?)",
            "[\"a\", \"b\"]",
            "[]",
            "x in [1, 2]",
            "f()",
            "round(\n  x,\n  2\n)",
            "not not a",
            "-x + -5",
            "a and\n b",
            "(up via Заказ).Договор",
            "Значение as text == text(id)",
            "x via number(\"ru\") via T.Колонка",
            "choose a { true: 1; false: keep }",
            "choose a {\n \"x\": 1\n else: skip \"y\" }",
            "- - a",
        ],
        &[
            "a b",
            "a .b",
            "a (b)",
            "a\nand b",
            "()",
            "a.b.",
            "a[",
            "f(,)",
            "choose a { }",
            "choose a { x: 1 }",
            "a = b",
            "a <> b",
        ],
    );
}

#[test]
fn outcomes() {
    check(
        Rule::outcome,
        &[
            "skip",
            "keep",
            "hold \"нет {x}\" retry 15m",
            "create",
            "create via Карта",
            "create \"создан\"",
            "retry attempts 5 backoff 30s",
            "retry \"позже\"",
        ],
        &["skip.x", "hold retry", "create via", "none", "retry attempts x"],
    );
}

#[test]
fn statements() {
    check(
        Rule::only_statement,
        &[
            "(ИНН, КПП?) <-> (a.INN, a.KPP)   owner erp",
            "a <- b via T default \"x\" once required if known mark when c",
            "a <- b default clear owner hold",
            "a <- b default skip \"нет\" owner crm",
            "a <- b default clear.x",
            "each a[b] <-> c by d then e owner erp when f",
            "let -> x = a.b default 0",
            "let x = a",
            "check a >= b   else: warn \"мало\"",
            "drop Комментарий",
        ],
        &[
            "a <- b default",
            "a <- b owner",
            "a <- b if",
            "each a <-> b by",
            "let x == a",
            "check a else warn",
        ],
    );
}

#[test]
fn lines_of_tables_and_matches() {
    check(
        Rule::only_table_line,
        &[
            "pull crm.statuses where active",
            "no rows: stop \"пусто\"",
            "else: skip \"нет {value}\"",
            "\"20%\" <-> \"20\"",
            "(\"Курьер\", empty) <- \"courier\"",
            "\"a\" <- skip \"не нужно\"",
            "\"код\"",
            "-1 -> true",
        ],
        &["a <- \"b\"", "else skip", "no rows", "pull", "\"a\" <-", "\"a\" \"b\""],
    );
    check(
        Rule::only_match_line,
        &[
            "(ИНН, КПП?) == (contragent.INN, contragent.KPP)",
            "a.b as text == text(id)   mark",
            "a == b via phone mark when setting.x",
            "key \"{a}[#{b}]\" == xmlId",
            "key == id",
            "many: hold \"много\"",
            "none: create",
        ],
        &["a = b", "a <- b", "key a", "none create", "a < b", "a == b == c"],
    );
}

#[test]
fn steps_and_lines_of_tests() {
    check(
        Rule::only_step,
        &[
            "enabled when setting.x",
            "from crm.orders changed since const.x with Возвраты, Строки where a and\n b",
            "from erp",
            "skip when a == b",
            "upsert Заказ from чек into setting.Путь",
            "post",
            "call crm.loyalty.apply as x once чек.Ref_Key when a > 0",
            "let x = a[b == c]",
            "say \"{result.Number}\"",
            "on error bad-data: hold \"{message}\"",
        ],
        &[
            "enabled a",
            "from",
            "skip a",
            "upsert",
            "call",
            "on error: stop",
            "say a",
            "from a where",
        ],
    );
    check(
        Rule::only_test_line,
        &[
            "given crm.order \"a.json\" at \"$.orders[2]\"",
            "given setting.КодТовара = \"код\"",
            "expect a == 55",
            "expect hold \"нет\"",
            "expect snapshot",
            "law roundtrip except Date, Number",
        ],
        &["given", "given crm.order", "expect", "law", "given a == b"],
    );
}

#[test]
fn headings() {
    check(
        Rule::only_side,
        &["side erp = odata \"a.edmx\"", "side crm = retailcrm v5"],
        &["side erp", "side = odata"],
    );
    check(
        Rule::only_setting,
        &["setting a: \"x\" | \"y\" = \"x\" \"метка\" when setting.b", "setting a: bool"],
        &["setting a", "setting a: bool = ", "setting a bool"],
    );
    check(
        Rule::only_table,
        &[
            "table A: erp.X? <- crm.y from \"a.yaml\"",
            "table A: erp.X",
            "table A: (a: text, b: int?) <-> crm.y",
        ],
        &["table A", "table A: erp.X <-", "table A: erp.X from b"],
    );
    check(
        Rule::only_serve,
        &[
            "serve A: crm \"a\"",
            "serve A(a: money = 0,\n b: rows(B)): erp <-> crm",
            "serve A(): crm",
        ],
        &["serve A", "serve A(a): crm", "serve A: erp <->"],
    );
    check(Rule::only_use, &["use \"a.obmen\"", "use std.unf3.orders"], &["use", "use a b"]);
}

/// The tree of an expression, as `dump` writes it.
fn shape(expression: &str) -> String {
    let text = format!("map A: erp.X <- crm.y {{ x <- {expression} }}");
    let (file, faults) = parse(FileId(0), &text);
    assert!(faults.is_empty(), "{faults:#?}");
    let dump = dump(&file);
    let rule = dump.lines().nth(1).expect("the map has a rule");
    rule.trim().strip_prefix("rule <- x ").expect("a rule that writes x").to_owned()
}

#[test]
fn operators_bind_by_their_strength() {
    for (expression, expected) in [
        ("a or b and not c == d + e * -f", "(or a (and b (not (== c (+ d (* e (- f)))))))"),
        ("a - b - c", "(- (- a b) c)"),
        ("(a - b) * c", "(* (tuple (- a b)) c)"),
        ("not a in b and c", "(and (not (in a b)) c)"),
        ("-a * b", "(* (- a) b)"),
        ("a == b via T.К as text", "(== a (as (via b T.К) text))"),
        ("a + b via number(\"ru\")", "(+ a (via b (call number \"ru\")))"),
        ("a.b[c == 1].d?", "(maybe (field (select (field a b) (== c 1)) d))"),
        ("a[0]", "(index a 0)"),
        ("choose a { -1: b; else: c via T }", "(choose a [(- 1) b] [else (via c T)])"),
    ] {
        assert_eq!(shape(expression), expected, "{expression}");
    }
}

#[test]
fn scopes_and_units_have_twins() {
    assert_eq!(shape("выше.Код == настройка.Код"), "(== (field up Код) (field setting Код))");
    assert_eq!(shape("a.вид == `вид`"), "(== (field a вид) `вид`)");
    assert_eq!(shape("пусто == не истина"), "(== empty (not true))");
    assert_eq!(shape("days(15д)"), "(call days 15d)");
}

#[test]
fn templates_have_parts() {
    assert_eq!(
        shape("\"{a}[ ({b.c})]{{x}} \"\"y\"\"\""),
        "(text {a} [\" (\" {(field b c)} \")\"] \"{x} \\\"y\\\"\")"
    );
    assert_eq!(shape("\"просто \"\"текст\"\"\""), "\"просто \\\"текст\\\"\"");
    assert_eq!(shape("\"\""), "\"\"");
}

/// What costs a look at the whole text or at all words is paid for what is shown alone.
#[test]
fn faults_that_nobody_is_shown_are_not_looked_into() {
    let many = 2 * MAX_FAULTS;
    for text in [
        format!("map A: x <- y {{\n{}}}\n", "  = = = =\n".repeat(many)),
        format!("map A: x <- y {{\n  a <- \"{}\"\n}}\n", "{=}".repeat(many)),
    ] {
        let (_, told) = all(FileId(0), &text);
        let looked_into = told.iter().filter(|told| told.text != Some("end")).count();
        assert_eq!((told.len(), looked_into), (many, MAX_FAULTS), "{}", &text[..40]);
    }
    let strays = format!("map A: x <- y {{\n  a <- \"{}\"\n}}\n", "[x".repeat(many));
    let (_, told) = all(FileId(0), &strays);
    let closed = told.iter().filter(|told| told.hints.len() > 1).count();
    assert_eq!((told.len(), closed), (many, MAX_FAULTS));
}
