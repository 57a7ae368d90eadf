//! What the evaluator makes of odd, incomplete and broken orders, by the shipped map.

use obmen::eval::{Ask, Evaluated, Located, Said};
use obmen::program::{Constant, OutcomeKind};
use obmen::project::Project;
use obmen::value::{FaultKind, Value};

use super::bench_equal::shop::{generate, rules};

/// What an order came to, kept.
struct Mapped {
    cells: Vec<(String, Constant)>,
    /// Rows by the collection, each with its cells.
    rows: Vec<(String, Vec<Constant>)>,
    verdict: Option<Said>,
    warnings: Vec<Said>,
    faults: Vec<Located>,
    asks: Vec<Ask>,
}

impl Mapped {
    fn cell(&self, path: &str) -> &Constant {
        let found = self.cells.iter().find(|(name, _)| name == path);
        &found.unwrap_or_else(|| panic!("no rule writes {path}")).1
    }

    fn text(&self, path: &str) -> Option<&str> {
        match self.cell(path) {
            Constant::Absent => None,
            Constant::Text(text) => Some(text),
            other => panic!("{path} is {other:?}"),
        }
    }

    fn fault(&self) -> (FaultKind, &str, usize) {
        let [Located { fault, member, .. }] = &self.faults[..] else { panic!("{:?}", self.faults) };
        let (member, byte) = member.as_ref().map_or(("", 0), |(name, byte)| (name, *byte));
        (fault.kind, member, byte)
    }
}

thread_local! {
    static PROJECT: (Project, rules::Known) = {
        let project = rules::project();
        let known = rules::Known::new(&project);
        (project, known)
    };
}

fn map(order: &str) -> Mapped {
    PROJECT.with(|(project, known)| {
        let mut mapper = rules::Mapper::new(project, known);
        let layout = &rules::program(project).layout;
        let Evaluated { built, verdict, warnings, faults, asks, .. } = mapper.run(order);
        let cells = layout.cells.iter().zip(built.cells);
        let groups = layout.groups.iter().zip(built.groups);
        let rows = groups.flat_map(|(group, built)| {
            let own = |row: &&[&Value<'_>]| row.iter().map(|value| Constant::of(**value)).collect();
            built.rows.iter().map(move |row| (group.path.to_string(), own(row)))
        });
        Mapped {
            cells: cells
                .map(|(cell, value)| (cell.path.to_string(), Constant::of(**value)))
                .collect(),
            rows: rows.collect(),
            verdict,
            warnings,
            faults,
            asks,
        }
    })
}

/// A sound order of one item, with `more` members before its others.
fn order(more: &str) -> String {
    order_of(more, &[item("2", "10.5")], "21")
}

fn order_of(more: &str, items: &[String], total: &str) -> String {
    format!(
        r#"{{{more}"id":1,"number":"1A","createdAt":"2025-10-06 15:29:17","status":"new",
        "customer":{{"type":"customer","id":100}},"items":[{}],"totalSumm":{total}}}"#,
        items.join(",")
    )
}

fn item(quantity: &str, price: &str) -> String {
    let code = generate::offer_code(1);
    format!(
        r#"{{"quantity":{quantity},"initialPrice":{price},"discountTotal":0,"vatRate":"20.00",
        "offer":{{"xmlId":"{code}"}}}}"#
    )
}

#[test]
fn a_sound_order_goes_through() {
    let mapped = map(&order(""));
    assert!(mapped.faults.is_empty() && mapped.asks.is_empty(), "{:?}", mapped.faults);
    assert_eq!(mapped.verdict, None);
    assert_eq!(mapped.text("НомерВходящегоДокумента"), Some("1A"));
}

#[test]
fn missing_null_and_empty_are_absent_alike() {
    for more in ["", r#""email":null,"#, r#""email":"","#] {
        let mapped = map(&order(more));
        assert_eq!(
            *mapped.cell("АдресЭП"),
            Constant::Clear,
            "the default of an absent source: {more}"
        );
        assert_eq!(*mapped.cell("Комментарий"), Constant::Clear);
    }
    let mapped = map(&order(r#""email":"a@b.ru","managerComment":"да","#));
    assert_eq!(mapped.text("АдресЭП"), Some("a@b.ru"));
    assert_eq!(mapped.text("Комментарий"), Some("да"));
}

#[test]
fn parts_of_a_template_fall_away() {
    for (more, name) in [
        (
            r#""lastName":"Осипов","firstName":"Илья","patronymic":"Ильич","#,
            Some("Осипов Илья Ильич"),
        ),
        (r#""lastName":"Осипов","patronymic":"Ильич","#, Some("Осипов Ильич")),
        (r#""lastName":"Осипов","#, Some("Осипов")),
        (r#""firstName":"Илья","#, Some("Илья")),
    ] {
        assert_eq!(map(&order(more)).text("КонтактноеЛицо"), name, "{more}");
    }
    let nameless = map(&order(r#""firstName":"","lastName":null,"#));
    assert_eq!(*nameless.cell("КонтактноеЛицо"), Constant::Clear);
}

#[test]
fn a_warning_goes_to_the_default_and_a_skip_decides() {
    let mapped = map(&order(r#""shipmentStore":"нет такого","#));
    assert_eq!(mapped.verdict, None);
    assert!(mapped.warnings.iter().any(|said| said.text.contains("нет такого")));
    let store = map(&order("")).cell("СтруктурнаяЕдиницаРезерв").clone();
    assert_eq!(*mapped.cell("СтруктурнаяЕдиницаРезерв"), store);
    let skipped = map(&order("").replace(r#""status":"new""#, r#""status":"бывает""#));
    let verdict = skipped.verdict.expect("the status has no row");
    assert_eq!((verdict.kind, verdict.reason), (OutcomeKind::Skip, "unmapped"));
    assert!(
        verdict.text.contains("«бывает»") || verdict.text.contains("бывает"),
        "{}",
        verdict.text
    );
}

#[test]
fn sums_count_every_group_of_a_collection() {
    let delivery = r#""delivery":{"cost":300},"#;
    let items = [item("2", "10.5"), item("0.333", "100")];
    let mapped = map(&order_of(delivery, &items, "354.3"));
    assert_eq!(mapped.verdict, None);
    assert_eq!(mapped.rows.iter().filter(|(path, _)| path == "Запасы").count(), 3);
    let held = map(&order_of(delivery, &items, "354")).verdict.expect("the sums differ");
    assert_eq!((held.kind, held.reason), (OutcomeKind::Hold(None), "totals"));
    assert_eq!(&*held.text, "1С 354.3 ≠ RetailCRM 354");
}

/// The line has no name: the words that say what is wrong with it are whole all the same.
#[test]
fn words_of_an_outcome_go_on_behind_what_is_empty() {
    let held = map(&order_of("", &[item("0", "10.5")], "0")).verdict.expect("no quantity");
    assert_eq!(held.kind, OutcomeKind::Hold(None));
    let wanted = "в строке количество 0, а 1С примет только больше нуля: исправить его в RetailCRM или \
                  отменить товар";
    assert_eq!(&*held.text, wanted);
}

#[test]
fn a_fault_names_its_member_and_byte_and_silences_checks() {
    let broken = order_of("", &[item("2", "10.5"), item("\"два\"", "1")], "1000000");
    let mapped = map(&broken);
    let faults: Vec<_> = mapped.faults.iter().filter_map(|fault| fault.member.as_ref()).collect();
    assert!(faults.iter().all(|(name, _)| &**name == "items[1].quantity"), "{faults:?}");
    assert!(broken[faults[0].1..].starts_with("два"), "{faults:?}");
    assert!(mapped.faults.iter().all(|fault| fault.span.end > fault.span.start));
    assert_eq!(mapped.verdict, None, "sums of broken rows are not compared");
}

/// A quantity stands in its own field and in the sum: what follows from a bad one says nothing new.
#[test]
fn one_bad_value_is_told_once() {
    for (quantity, kind) in [
        ("\"abc\"", FaultKind::NotNumber),
        ("\" \"", FaultKind::Blank),
        ("1e36", FaultKind::Overflow),
        ("1.0000000000000000000000000000000000000000001", FaultKind::TooPrecise),
    ] {
        let mapped = map(&order_of("", &[item(quantity, "100")], "100"));
        let (found, member, _) = mapped.fault();
        assert_eq!((found, member), (kind, "items[0].quantity"), "{quantity}");
    }
    let two = map(&order_of("", &[item("\"a\"", "1"), item("\"a\"", "1")], "2"));
    assert_eq!(two.faults.len(), 2, "{:?}", two.faults);
}

/// A date of zeros is no date: 1C would put today's in its place.
#[test]
fn an_order_without_its_date_is_not_written() {
    for date in ["0000-00-00 00:00:00", ""] {
        let mapped = map(&order("").replace("2025-10-06 15:29:17", date));
        assert_eq!(mapped.faults.len(), 1, "{:?}", mapped.faults);
        assert_eq!(mapped.fault().0, FaultKind::Missing);
        assert_eq!(mapped.faults[0].fault.value, "Date");
    }
}

#[test]
fn a_value_that_no_branch_names_is_the_cause_of_an_empty_field() {
    let alien = order("").replace(r#""type":"customer","#, r#""type":"alien","#);
    let mapped = map(&alien);
    let [Located { fault, lack: Some(lack), .. }] = &mapped.faults[..] else {
        panic!("{:?}", mapped.faults)
    };
    assert_eq!((fault.kind, &*fault.value), (FaultKind::Missing, "Контрагент"));
    assert_eq!(lack.unnamed, Some(("customer.type".into(), "alien".into())));
    let words = |language| {
        obmen::sync::spoken::lack(&obmen::diag::Texts::new(language), &fault.value, lack)
    };
    let english = words(obmen::diag::Language::English);
    assert!(english.contains("no branch of the rule names the value \"alien\""), "{english}");
    assert!(words(obmen::diag::Language::Russian).contains("«alien» поля `customer.type`"));
    let blank = order("").replace(r#""type":"customer","#, "");
    let mapped = map(&blank);
    let [Located { lack: Some(lack), .. }] = &mapped.faults[..] else {
        panic!("{:?}", mapped.faults)
    };
    assert_eq!((&lack.read[..], &lack.unnamed), (&["customer.type".into()][..], &None));
}

#[test]
fn all_broken_fields_are_told_at_once() {
    let long = format!(r#""delivery":{{"address":{{"text":"{}"}}}},"#, "ж".repeat(501));
    let mapped = map(&order(&long).replace("2025-10-06 15", "вчера"));
    let kinds: Vec<_> = mapped.faults.iter().map(|fault| fault.fault.kind).collect();
    assert!(kinds.contains(&FaultKind::TooLong) && kinds.contains(&FaultKind::NotMoment));
}

#[test]
fn what_does_not_fit_its_field_is_a_fault_of_the_rule() {
    let mapped = map(&order_of("", &[item("1.0005", "10")], "10.01"));
    assert_eq!(mapped.fault().0, FaultKind::TooPrecise);
    assert!(mapped.faults[0].span.end > 0);
    let long = format!(r#""delivery":{{"address":{{"text":"{}"}}}},"#, "ж".repeat(501));
    assert_eq!(map(&order(&long)).fault().0, FaultKind::TooLong);
    let fits = long.replacen('ж', "", 1);
    assert!(map(&order(&fits)).faults.is_empty());
}

#[test]
fn what_does_not_fit_names_the_field_what_it_holds_and_the_member() {
    let text = order_of("", &[item("1.0005", "10")], "10.01");
    let mapped = map(&text);
    let [Located { fault, member: Some((member, byte)), misfit: Some(misfit), .. }] =
        &mapped.faults[..]
    else {
        panic!("{:?}", mapped.faults)
    };
    assert_eq!((&**member, &text[*byte..*byte + 6]), ("items[0].quantity", "1.0005"));
    assert_eq!((&*misfit.field, misfit.limit), ("Запасы.Количество", 3));
    let words = |language| {
        let texts = obmen::diag::Texts::new(language);
        obmen::sync::spoken::misfit(&texts, fault.kind, &fault.value, misfit)
    };
    assert_eq!(
        words(obmen::diag::Language::Russian),
        "поле `Запасы.Количество` хранит не больше 3 знаков после точки, у числа `1.0005` их больше; округлить \
         в правиле: `round(…, 3)`"
    );
    assert_eq!(
        words(obmen::diag::Language::English),
        "the field `Запасы.Количество` holds 3 digits after the point, the number `1.0005` has more; \
         round it in the rule: `round(…, 3)`"
    );
    let long = format!(r#""delivery":{{"address":{{"text":"{}"}}}},"#, "ж".repeat(501));
    let mapped = map(&order(&long));
    let [Located { member: Some((member, _)), misfit: Some(misfit), .. }] = &mapped.faults[..]
    else {
        panic!("{:?}", mapped.faults)
    };
    assert_eq!((&**member, misfit.limit), ("delivery.address.text", 500));
}

#[test]
fn an_unknown_counterpart_is_asked_for_and_checks_wait() {
    let unknown = order("").replace(r#""id":100"#, r#""id":777000"#).replace("21}", "99}");
    let mapped = map(&unknown);
    assert_eq!(mapped.asks.len(), 1);
    assert_eq!(&*mapped.asks[0].key, "777000");
    assert!(mapped.asks[0].entity.is_some());
    assert_eq!(mapped.verdict, None);
}

#[test]
fn a_record_without_end_is_given_up_once() {
    let items = vec![item("1", "1"); 40_000];
    let mapped = map(&order_of("", &items, "40000"));
    assert_eq!(mapped.fault().0, FaultKind::TooManySteps);
}
