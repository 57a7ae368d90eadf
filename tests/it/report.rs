//! What people and programs see of a plan and of a run.

use std::sync::Arc;

use obmen::diag::{Language, Texts};
use obmen::endpoint::{Write, WriteKind};
use obmen::eval::{Located, Said};
use obmen::program::{Constant, OutcomeKind};
use obmen::report::{
    FlowReport, Grouped, Kind, Pages, Part, Report, Tally, View, by_rule, closing, json, part, text,
};
use obmen::schema::{
    Catalog, Entity, EntityId, Field, Form, Layer, Record, Sensitivity, Side, SideId, Type,
};
use obmen::source::{FileId, Sources, Span};
use obmen::sync::{
    Action, Class, Disagreement, FieldChange, LeftOut, Place, PlannedStep, RecordPlan, RowChange,
    Status, Winner,
};
use obmen::value::{Fault, FaultKind};

const ORDER: EntityId = EntityId(0);
const CUSTOMER: EntityId = EntityId(1);
const STATUS: EntityId = EntityId(2);
const CRM_ORDER: EntityId = EntityId(3);
const CRM_CUSTOMER: EntityId = EntityId(4);

fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    for name in ["erp", "crm"] {
        let members = indexmap::IndexMap::default();
        let (name, system) = (name.into(), "odata".into());
        catalog.add_side(Side { name, system, zone: None, members });
    }
    for (side, name, sensitivity) in [
        (0, "Document_ЗаказПокупателя", Sensitivity::Open),
        (0, "Catalog_Контрагенты", Sensitivity::Personal),
        (0, "Catalog_Состояния", Sensitivity::Open),
        (1, "order", Sensitivity::Open),
        (1, "customer", Sensitivity::Personal),
    ] {
        let mut record = Record { name: name.into(), ..Record::default() };
        let mut naming = Field::new(Type::TEXT, "Name", Form::Plain, Layer::Shipped);
        naming.sensitivity = sensitivity;
        record.fields.insert("Name".into(), naming);
        let record = catalog.add_record(record);
        catalog.add_entity(Entity {
            side: SideId(side),
            name: name.into(),
            record,
            key: Vec::new(),
            naming: Some("Name".into()),
            names: Vec::new(),
            parent: None,
            postable: false,
            changes: true,
            creatable: true,
            editable: true,
        });
    }
    catalog
}

/// The place at the beginning of a line of the mapping.
fn line(line: usize) -> Span {
    Span::new(FileId(0), (line - 1) * 2, (line - 1) * 2 + 1)
}

fn filled(text: &str) -> Option<Box<str>> {
    if text.is_empty() { None } else { Some(text.into()) }
}

fn place(entity: EntityId, key: &str, label: &str) -> Place {
    Place { entity, key: filled(key), label: filled(label), version: Some("AAAAAAACogA=".into()) }
}

fn plan(action: Action, source: Place, target: Place, rule: usize) -> RecordPlan {
    RecordPlan {
        flow: "ЗаказыВ1С".into(),
        ..RecordPlan::new("Заказ", action, source, target, line(rule))
    }
}

fn field(path: &str, before: Constant, after: Constant, rule: usize) -> FieldChange {
    FieldChange {
        path: path.into(),
        before,
        after,
        rule: line(rule),
        owner: None,
        sources: vec![path.to_lowercase().into()],
        scale: None,
        sensitivity: Sensitivity::Open,
    }
}

fn words(text: &str) -> Constant {
    Constant::Text(text.into())
}

fn number(text: &str) -> Constant {
    Constant::Number(text.parse().expect(text))
}

fn said(kind: OutcomeKind, reason: &'static str, text: &str, rule: usize) -> Said {
    Said { kind, text: text.into(), reason, bare: None, fault: None, span: line(rule) }
}

fn step(kind: WriteKind, entity: &str, key: &str) -> PlannedStep {
    let body = Arc::from([]);
    let (entity, key) = (entity.into(), Some(key.into()));
    let write = Write { kind, entity, key, body, version: None, scope: None };
    PlannedStep {
        side: SideId(0),
        class: Class::Absolute,
        write,
        link: None,
        probe: None,
        owed_to: None,
    }
}

fn edited() -> RecordPlan {
    let (source, target) = (place(CRM_ORDER, "138", "A-12345"), place(ORDER, "1f2a", "00-000123"));
    let mut plan = plan(Action::Edit, source, target, 26);
    let status = |key: &str| Constant::Reference(STATUS, key.into());
    let mut total = field("СуммаДокумента", number("4894.97"), number("6599.96"), 51);
    total.scale = Some(2);
    let mut phone = field("Телефон", words("79991112233"), words("+79990001122"), 35);
    phone.sensitivity = Sensitivity::Personal;
    let mut owned = field("СостояниеЗаказа", status("s-1"), status("s-2"), 30);
    owned.owner = Some("crm".into());
    let long = words(&"очень длинный комментарий ".repeat(9));
    plan.fields = vec![owned, phone, field("Комментарий", long, Constant::Absent, 33), total];
    let row = |label: &str, action, fields, rule| RowChange {
        path: "Запасы".into(),
        label: label.into(),
        sensitivity: Sensitivity::Open,
        action,
        fields,
        rule: line(rule),
    };
    let mut price = field("Цена", Constant::Absent, number("1190"), 43);
    price.scale = Some(2);
    let count = |before, after| field("Количество", before, after, 42);
    plan.rows = vec![
        row("Футболка, XL", Some(Action::Edit), vec![count(number("1"), number("2"))], 40),
        row("Носки", Some(Action::Create), vec![count(Constant::Absent, number("1")), price], 40),
        row("Шапка", None, vec![count(number("3"), Constant::Absent)], 40),
    ];
    let mut contact = row("+79990001122", Some(Action::Create), Vec::new(), 40);
    contact.sensitivity = Sensitivity::Personal;
    plan.rows.push(contact);
    plan.conflicts = vec![
        Disagreement {
            path: "Комментарий".into(),
            row: Vec::new(),
            whole_row: false,
            rule_gives: words("позвонить"),
            target_holds: words("не звонить"),
            winner: Winner::Target,
            rule: line(33),
            sensitivity: Sensitivity::Open,
        },
        Disagreement {
            path: "Запасы".into(),
            row: vec![
                (words("+79990001122"), Sensitivity::Personal),
                (Constant::Absent, Sensitivity::Open),
            ],
            whole_row: true,
            rule_gives: Constant::Bool(false),
            target_holds: Constant::Bool(true),
            winner: Winner::Source,
            rule: line(40),
            sensitivity: Sensitivity::Open,
        },
    ];
    plan.said = vec![said(OutcomeKind::Warn, "validation", "скидка меньше бонусов", 45)];
    let document = "Document_ЗаказПокупателя";
    plan.steps =
        vec![step(WriteKind::Edit, document, "1f2a"), step(WriteKind::Post, document, "1f2a")];
    plan
}

/// A new customer, and the new order that needs it.
fn created() -> [RecordPlan; 2] {
    let mut customer = plan(
        Action::Create,
        place(CRM_CUSTOMER, "881", "Иван"),
        place(CUSTOMER, "9c1e", "Петров Иван"),
        22,
    );
    let mut name = field("Description", Constant::Absent, words("Петров Иван"), 23);
    name.sensitivity = Sensitivity::Personal;
    let mut token = field("Ключ", Constant::Absent, words("s3cr3t"), 24);
    token.sensitivity = Sensitivity::Secret;
    customer.fields = vec![name, token];
    customer.steps = vec![step(WriteKind::Create, "Catalog_Контрагенты", "9c1e")];
    let mut created =
        plan(Action::Create, place(CRM_ORDER, "139", "A-12346"), place(ORDER, "77", ""), 26);
    let planned = Constant::Planned(CUSTOMER, "9c1e".into());
    created.fields = vec![
        field("Контрагент", Constant::Absent, planned, 31),
        field("Дата", Constant::Absent, Constant::Day("2025-09-12".parse().expect("a day")), 29),
        field("СуммаВключаетНДС", Constant::Absent, Constant::Bool(true), 32),
    ];
    created.steps = vec![step(WriteKind::Create, "Document_ЗаказПокупателя", "77")];
    [customer, created]
}

fn report(kind: Kind) -> Report {
    let [customer, created] = created();
    let nowhere = || place(ORDER, "", "");
    let mut held = plan(Action::Hold, place(CRM_ORDER, "140", "A-12399"), nowhere(), 24);
    let quarter = OutcomeKind::Hold(Some(900));
    held.said = vec![said(quarter, "missing", "нет номенклатуры e33041", 24)];
    let mut broken = plan(Action::Hold, place(CRM_ORDER, "141", "A-12400"), nowhere(), 26);
    broken.faults = vec![Located {
        member: Some(("items[2].initialPrice".into(), 2210)),
        ..Located::new(Fault::new(FaultKind::NotNumber, "1 600,00"), line(43))
    }];
    let mut skipped = plan(Action::Skip, place(CRM_ORDER, "142", "A-12401"), nowhere(), 30);
    skipped.said = vec![said(OutcomeKind::Skip, "unmapped", "Заказы в статусе x не грузятся", 30)];
    let same = plan(Action::Same, place(CRM_ORDER, "1", "A-1"), place(ORDER, "o", "00-1"), 26);
    let failed = || match kind {
        Kind::Plan => Status::Planned,
        Kind::Run | Kind::Apply => Status::Failed("Post: период закрыт".into()),
    };
    let done = || if kind == Kind::Plan { Status::Planned } else { Status::Done };
    let records = vec![
        (edited(), done()),
        (customer, done()),
        (created, failed()),
        (held, Status::Planned),
        (broken, Status::Planned),
        (skipped, Status::Planned),
        (same, done()),
    ];
    let names =
        [(STATUS, "s-1", "Новый"), (STATUS, "s-2", "В работе"), (CUSTOMER, "9c1e", "Петров Иван")];
    let names = names.map(|(entity, key, name)| ((entity, key.into()), name.into()));
    let flow = FlowReport {
        flow: "ЗаказыВ1С".into(),
        source: Some(CRM_ORDER),
        cursor: Some(("184201".into(), "184265".into())),
        rules: Some("7f3a".into()),
        dictionaries: Some("2026-10-02 09:14".into()),
        read: 38,
        filtered: 1,
        skipped: 2,
        records: records.into_iter().collect(),
        stopped: Some(said(OutcomeKind::Stop, "unmapped", "", 12)),
        said: vec!["Проведен: заказ 00-000123".into()],
        names: names.into_iter().collect(),
        ..FlowReport::default()
    };
    Report { kind, flows: vec![flow] }
}

fn shown<T>(language: Language, kind: Kind, show: impl Fn(&Report, View<'_>) -> T) -> T {
    let mut sources = Sources::default();
    sources.add("orders.obmen", &"#\n".repeat(60));
    let (catalog, texts) = (catalog(), Texts::new(language));
    let view = View { catalog: &catalog, sources: &sources, texts: &texts };
    show(&report(kind), view)
}

#[test]
fn a_plan_reads_well_in_russian() {
    insta::assert_snapshot!(shown(Language::Russian, Kind::Plan, text));
}

#[test]
fn a_plan_reads_well_in_english() {
    insta::assert_snapshot!(shown(Language::English, Kind::Plan, text));
}

#[test]
fn a_run_tells_how_each_record_ended() {
    insta::assert_snapshot!(shown(Language::Russian, Kind::Run, text));
}

/// A period that is closed refuses every document in the same words.
#[test]
fn the_same_refusal_is_told_in_full_once() {
    const REFUSAL: &str = "Изменение данных этого периода запрещено: установлена дата запрета";
    shown(Language::Russian, Kind::Run, |_, view| {
        let refused = |number: &str, status: Status| {
            let (source, target) = (place(CRM_ORDER, number, number), place(ORDER, "", ""));
            let mut record = plan(Action::Create, source, target, 26);
            record.steps =
                [WriteKind::Create, WriteKind::Post].map(|kind| step(kind, "Заказ", "1")).into();
            record.written = usize::from(matches!(status, Status::Held(..)));
            (record, status)
        };
        let held = || Status::Held("rejected".into(), REFUSAL.into());
        let short = || Status::Failed("нет связи".into());
        let told = [("1", held()), ("2", held()), ("3", held()), ("4", short()), ("5", short())];
        let records = told.into_iter().map(|(number, status)| refused(number, status)).collect();
        let source = Some(CRM_ORDER);
        let flow = FlowReport { source, read: 5, records, ..FlowReport::default() };
        let out = text(&Report { kind: Kind::Run, flows: vec![flow] }, view);
        let ended = |number: &str| {
            let record = format!("⇐  order {number}   ");
            let line = out.lines().find_map(|line| line.split_once(&*record));
            let (_, ended) = line.unwrap_or_else(|| panic!("{number}: {out}"));
            ended.split("  ").next().unwrap().to_owned()
        };
        let whole = format!("записано, отложено: {REFUSAL}");
        assert_eq!(ended("1"), whole);
        assert_eq!(ended("2"), "записано, отложено: то же, что order 1");
        assert_eq!(ended("3"), "записано, отложено: то же, что order 1");
        // What is short is said again.
        assert_eq!(ended("5"), "не записано: нет связи");
        let sums = "  прочитано 5: отложить 5 (из них 3 записаны не до конца)";
        assert_eq!(out.lines().nth(1), Some(sums), "{out}");
    });
}

#[test]
fn a_record_that_is_left_out_is_told_by_rule_too() {
    shown(Language::Russian, Kind::Plan, |_, view| {
        let source = place(CRM_ORDER, "7", "A-7");
        let left_out = vec![LeftOut { source, rule: line(12), skipped: true }];
        let flow = FlowReport { left_out, ..FlowReport::default() };
        let report = Report { kind: Kind::Plan, flows: vec![flow] };
        let told = |out: &str| out.lines().find(|line| line.starts_with('·')).map(str::to_owned);
        let line = told(&text(&report, view));
        assert!(line.as_ref().is_some_and(|line| line.contains("A-7")), "{line:?}");
        assert_eq!(told(&by_rule(&report, view)), line);
    });
}

#[test]
fn programs_get_the_same_as_json() {
    let json = shown(Language::English, Kind::Plan, json);
    insta::assert_snapshot!(serde_json::to_string_pretty(&json).unwrap());
}

/// What a report in parts of two records is made of: each part, then what is counted of all.
fn in_parts(report: Report, mut told: impl FnMut(&FlowReport, Part)) -> Tally {
    let mut tally = Tally::default();
    for flow in report.flows {
        let records = flow.records.at_hand().to_vec();
        let mut flow = FlowReport { records: Vec::new().into_iter().collect(), ..flow };
        let count = records.len();
        for (number, record) in records.into_iter().enumerate() {
            flow.records.add(record.0, record.1);
            if number % 2 == 0 || number + 1 == count {
                told(&flow, Part { first: number == 0, last: number + 1 == count });
                flow.records.let_go();
            }
        }
        tally.add(flow.records.tally());
    }
    tally
}

#[test]
fn a_document_written_in_parts_is_the_whole_one() {
    shown(Language::Russian, Kind::Run, |whole, view| {
        let mut pages = Pages::new(Kind::Run);
        let mut text = String::new();
        let tally = in_parts(report(Kind::Run), |flow, part| {
            text.push_str(&pages.part(flow, part, view));
        });
        text.push_str(&pages.end(&tally, Vec::new(), view));
        assert_eq!(text, format!("{:#}\n", json(whole, view)));
        let empty = Report { kind: Kind::Plan, flows: Vec::new() };
        let text = Pages::new(Kind::Plan).end(&Tally::default(), Vec::new(), view);
        assert_eq!(text, format!("{:#}\n", json(&empty, view)));
    });
}

#[test]
fn a_report_in_parts_says_the_same_and_the_sums_at_its_end() {
    shown(Language::Russian, Kind::Run, |whole, view| {
        let (mut out, mut grouped) = (String::new(), Grouped::default());
        let tally = in_parts(report(Kind::Run), |flow, at| {
            out.push_str(&part(flow, Kind::Run, at, view));
            grouped.part(flow, Kind::Run, at, view);
        });
        out.push_str(&closing(&tally, Kind::Run, view));
        assert_eq!(grouped.closed(&tally, Kind::Run, view), by_rule(whole, view));
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.retain(|line| !line.is_empty());
            lines.sort();
            lines
        };
        let whole = text(whole, view);
        assert_eq!(sorted(&out), sorted(&whole));
        let at = |text: &str| text.lines().position(|line| line.starts_with("  прочитано 38: "));
        assert_eq!(at(&whole), Some(1));
        assert!(at(&out) > Some(20), "{out}");
    });
}

#[test]
fn no_personal_value_and_no_secret_gets_out() {
    for kind in [Kind::Plan, Kind::Run] {
        for language in [Language::Russian, Language::English] {
            let text = shown(language, kind, text);
            let json = shown(language, kind, json).to_string();
            for secret in ["Петров", "Иван", "0001122", "1112233", "s3cr3t"] {
                assert!(!text.contains(secret), "{secret}\n{text}");
                assert!(!json.contains(secret), "{secret}\n{json}");
            }
        }
    }
}

#[test]
fn nothing_to_do_is_said_in_a_line() {
    let mut sources = Sources::default();
    sources.add("orders.obmen", "");
    let (catalog, texts) = (catalog(), Texts::new(Language::Russian));
    let view = View { catalog: &catalog, sources: &sources, texts: &texts };
    let flow = FlowReport { flow: "Остатки".into(), read: 3, ..FlowReport::default() };
    let report = Report { kind: Kind::Plan, flows: vec![flow] };
    assert_eq!(text(&report, view), "plan Остатки\n  прочитано 3: изменений нет\n\n");
}
