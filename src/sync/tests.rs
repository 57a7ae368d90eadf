//! The laws that present state, difference and bodies keep together, on payloads of both systems.

use super::{
    Base, Bases, Desired, DesiredRows, Dialect, Difference, NotRecord, Present, RowEdit, Way,
    Winner, create_body, diff, edit_body, present, read_back, related_writes,
};
use crate::endpoint::WriteKind;
use crate::program::{
    Back, Cell, Constant, Group, Layout, Pattern, Program, Related, TermId, Toward,
};
use crate::schema::{
    Catalog, Entity, EntityId, Field, Form, Layer, Member, Record, Sensitivity, Side, SideId, Tags,
    Type,
};
use crate::source::{FileId, Span};
use crate::sync::Class;

pub(super) const ORDER: &str = include_str!("../../tests/data/sync/order.erp.json");
pub(super) const CRM_ORDER: &str = include_str!("../../tests/data/sync/order.crm.json");
const DELIVERY: &str = "2d3f000e-5c1e-11f0-8b1e-00155d0a1b01";
const SHIRT: &str = "2d3f000b-5c1e-11f0-8b1e-00155d0a1b01";
const SOCKS: &str = "2d3f000c-5c1e-11f0-8b1e-00155d0a1b01";

pub(super) fn span(line: usize) -> Span {
    Span::new(FileId(0), line, line + 1)
}

pub(super) fn text(text: &str) -> Constant {
    Constant::Text(text.into())
}

pub(super) fn number(text: &str) -> Constant {
    Constant::Number(text.parse().expect(text))
}

/// A catalog of two sides with entities of these names; those of 1C have a `Ref_Key`.
pub(super) fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    for (name, system) in [("erp", "odata"), ("crm", "retailcrm")] {
        let members = indexmap::IndexMap::default();
        catalog.add_side(Side { name: name.into(), system: system.into(), zone: None, members });
    }
    for (side, name, key, naming) in [
        (0, "Document_ЗаказПокупателя", &["Ref_Key"][..], Some("Number")),
        (0, "Catalog_Контрагенты", &["Ref_Key"], Some("Description")),
        (0, "Catalog_Номенклатура", &["Ref_Key"], Some("Description")),
        (0, "Catalog_Характеристики", &["Ref_Key"], Some("Description")),
        (0, "Catalog_Состояния", &["Ref_Key"], Some("Description")),
        (0, "InformationRegister_Сведения", &["Объект", "Объект_Type", "Свойство"], None),
        (1, "order", &["id"], Some("number")),
        (1, "customer", &["id"], Some("firstName")),
        (1, "offer", &["id"], Some("name")),
    ] {
        let mut record = Record { name: name.into(), ..Record::default() };
        for field in key.iter().copied().chain(naming) {
            let (wire, form) = match field {
                "Ref_Key" => (field.to_owned(), Form::Guid),
                "Свойство" => (format!("{field}_Key"), Form::Guid),
                field => (field.to_owned(), Form::Plain),
            };
            let ty = if form == Form::Guid { Type::Guid } else { Type::TEXT };
            record.fields.insert(field.into(), Field::new(ty, &wire, form, Layer::Shipped));
        }
        let record = catalog.add_record(record);
        let entity = catalog.add_entity(Entity {
            side: SideId(side),
            name: name.into(),
            record,
            key: key.iter().map(|name| (*name).into()).collect(),
            naming: naming.map(Into::into),
            names: Vec::new(),
            parent: None,
            postable: name.starts_with("Document"),
            changes: true,
            creatable: true,
            editable: true,
        });
        catalog[SideId(side)].members.insert(name.into(), Member::Entity(entity));
    }
    catalog
}

pub(super) fn entity(catalog: &Catalog, name: &str) -> EntityId {
    let find = |side| catalog.entity(SideId(side), name);
    find(0).or_else(|| find(1)).expect(name)
}

pub(super) fn cell(wire: &str, ty: Type, form: Form) -> Cell {
    let tag = (form == Form::Tagged).then(|| format!("{wire}_Type").into());
    Cell {
        path: wire.trim_end_matches("_Key").into(),
        wire: wire.split('.').map(Into::into).collect(),
        tag,
        form,
        ty,
        rule: span(30),
        opposites: Vec::new(),
        owner: None,
        once: false,
        needed: false,
        sensitivity: Sensitivity::Open,
    }
}

const WAY: Way<'_> = Way { source: "crm", back: true };

fn pattern(wire: &str, equal: bool, value: Constant) -> Pattern {
    Pattern {
        wire: wire.into(),
        ty: Type::Any,
        tag: Some(format!("{wire}_Type").into()),
        form: Form::Tagged,
        equal,
        value,
        read_only: false,
    }
}

pub(super) fn group(wire: &str, patterns: Vec<Pattern>, cells: Vec<Cell>, key: Vec<u16>) -> Group {
    Group {
        tied: Vec::new(),
        path: wire.into(),
        wire: vec![wire.into()],
        patterns,
        always: false,
        cells,
        single: key.is_empty(),
        key,
        owner: None,
        rule: span(40),
        related: None,
        back: Back::default(),
    }
}

/// A 1C order with two groups over one collection and a register beside it.
pub(super) fn order_layout(catalog: &Catalog) -> Layout {
    let item = entity(catalog, "Catalog_Номенклатура");
    let delivery = Constant::Reference(item, DELIVERY.into());
    let variant = Type::Ref(entity(catalog, "Catalog_Характеристики"));
    let customer = Type::Ref(entity(catalog, "Catalog_Контрагенты"));
    let mut date = cell("Date", Type::DateTime, Form::DateTimeT);
    date.once = true;
    let money = |wire| cell(wire, Type::MONEY, Form::Plain);
    let items = vec![
        cell("Номенклатура", Type::Any, Form::Tagged),
        cell("Характеристика_Key", variant, Form::Guid),
        money("Количество"),
        money("Цена"),
    ];
    let mut mark = group(
        "Сведения",
        vec![Pattern {
            wire: "Свойство_Key".into(),
            ty: Type::Guid,
            tag: None,
            form: Form::Guid,
            equal: true,
            value: text("6f7f0001-5c1e-11f0-8b1e-00155d0a1b01"),
            read_only: false,
        }],
        vec![cell("Значение", Type::Any, Form::Tagged)],
        Vec::new(),
    );
    mark.related = Some(Related {
        entity: entity(catalog, "InformationRegister_Сведения"),
        by: "Объект".into(),
        tag: Some("Объект_Type".into()),
    });
    Layout {
        cells: vec![
            cell("СостояниеЗаказа", Type::Any, Form::Tagged),
            cell("Контрагент_Key", customer, Form::Guid),
            cell("Комментарий", Type::TEXT, Form::Plain),
            cell("Кратность", Type::Int, Form::QuotedNumber),
            date,
        ],
        groups: vec![
            group(
                "Запасы",
                vec![pattern("Номенклатура", false, delivery.clone())],
                items,
                vec![0, 1],
            ),
            group(
                "Запасы",
                vec![pattern("Номенклатура", true, delivery)],
                vec![money("Количество"), money("Цена")],
                Vec::new(),
            ),
            mark,
        ],
        ..Layout::default()
    }
}

/// A RetailCRM order: nested objects, keyed references, numbers that are codes.
fn crm_layout(catalog: &Catalog) -> Layout {
    let offer = Type::Ref(entity(catalog, "offer"));
    let items = vec![
        cell("offer", offer, Form::Keyed("id".into())),
        cell("quantity", Type::NUMBER, Form::Plain),
        cell("initialPrice", Type::MONEY, Form::Plain),
    ];
    Layout {
        cells: vec![
            cell("status", Type::TEXT, Form::Plain),
            cell("managerId", Type::TEXT, Form::Number),
            cell("createdAt", Type::DateTime, Form::DateTimeSpace),
            cell("delivery.cost", Type::MONEY, Form::Plain),
            cell("delivery.date", Type::Date, Form::Day),
            cell("managerComment", Type::TEXT, Form::Plain),
        ],
        groups: vec![group("items", Vec::new(), items, vec![0])],
        ..Layout::default()
    }
}

struct Case<'a> {
    dialect: Dialect<'a>,
    layout: Layout,
}

impl Case<'_> {
    fn present(&self, payload: &str) -> Present {
        present(&self.dialect, &self.layout, payload.as_bytes(), &|_| Vec::new()).unwrap()
    }

    fn diff(&self, desired: &Desired, payload: &str) -> Difference {
        diff(&self.layout, WAY, desired, Some(&self.present(payload)), None)
    }

    /// What a system that merges objects and replaces collections makes of an edit.
    fn apply(payload: &str, body: &str) -> String {
        let mut record: serde_json::Value = serde_json::from_str(payload).unwrap();
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        lay(&mut record, body);
        record.to_string()
    }
}

fn lay(on: &mut serde_json::Value, what: serde_json::Value) {
    match what {
        serde_json::Value::Object(members) if on.is_object() => {
            for (name, value) in members {
                lay(&mut on[name], value);
            }
        }
        what => *on = what,
    }
}

fn erp(catalog: &Catalog) -> Case<'_> {
    let dialect = Dialect { catalog, side: SideId(0), tags: Some(&Tags::ODATA) };
    Case { dialect, layout: order_layout(catalog) }
}

fn crm(catalog: &Catalog) -> Case<'_> {
    let dialect = Dialect { catalog, side: SideId(1), tags: None };
    Case { dialect, layout: crm_layout(catalog) }
}

/// The present state as if the rules had given it.
fn as_desired(present: &Present) -> Desired {
    let rows = |group: &super::PresentRows| DesiredRows {
        ran: true,
        rows: group.rows.iter().map(|row| row.cells.clone()).collect(),
    };
    Desired { cells: present.cells.clone(), groups: present.groups.iter().map(rows).collect() }
}

#[test]
fn the_present_state_of_a_document_is_understood() {
    let catalog = catalog();
    let case = erp(&catalog);
    let state = case.present(ORDER);
    let item = entity(&catalog, "Catalog_Номенклатура");
    let customer = entity(&catalog, "Catalog_Контрагенты");
    assert_eq!(
        state.cells[1..4],
        [
            Constant::Reference(customer, "1c2e0001-5c1e-11f0-8b1e-00155d0a1b01".into()),
            text("# позвонить за час"),
            number("1"),
        ]
    );
    let rows: Vec<usize> = state.groups[0].rows.iter().map(|row| row.at).collect();
    assert_eq!(rows, [0, 1], "the service line belongs to the other group");
    assert_eq!(state.groups[1].rows[0].at, 2);
    assert_eq!(state.groups[0].rows[0].cells[0], Constant::Reference(item, SHIRT.into()));
    assert_eq!(state.groups[0].rows[1].cells[1], Constant::Absent, "the nil GUID is blank");
}

#[test]
fn what_is_there_already_is_no_change() {
    let catalog = catalog();
    for (case, payload) in [(erp(&catalog), ORDER), (crm(&catalog), CRM_ORDER)] {
        let mut desired = as_desired(&case.present(payload));
        assert!(case.diff(&desired, payload).is_empty());
        for group in &mut desired.groups {
            group.rows.reverse();
        }
        assert!(case.diff(&desired, payload).is_empty(), "the order of rows is no change");
        desired.cells.fill(Constant::Absent);
        assert!(case.diff(&desired, payload).is_empty(), "absent leaves the target alone");
    }
}

#[test]
fn a_created_record_has_what_it_was_created_for() {
    let catalog = catalog();
    for (case, payload) in [(erp(&catalog), ORDER), (crm(&catalog), CRM_ORDER)] {
        let desired = as_desired(&case.present(payload));
        let new = diff(&case.layout, WAY, &desired, None, None);
        let body =
            create_body(&case.dialect, &case.layout, &new, Some(("Ref_Key", "1f2a"))).to_text();
        assert!(body.starts_with(r#"{"Ref_Key":"1f2a","#), "{body}");
        assert!(!body.contains("LineNumber"));
        let again = case.diff(&desired, &body);
        assert!(again.is_empty(), "{again:?}\n{body}");
    }
}

/// Edits of any kind, applied as the system would, leave nothing to do; untouched members survive.
#[test]
fn an_edit_does_what_it_was_made_for() {
    let catalog = catalog();
    for (case, payload) in [(erp(&catalog), ORDER), (crm(&catalog), CRM_ORDER)] {
        let start = as_desired(&case.present(payload));
        let mut seed = 7_u32;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as usize % below.max(1)
        };
        for round in 0..300 {
            let mut desired = start.clone();
            for _ in 0..=random(3) {
                shake(&case.layout, &mut desired, &mut random);
            }
            let state = case.present(payload);
            let change = diff(&case.layout, WAY, &desired, Some(&state), None);
            let body = edit_body(&case.dialect, &case.layout, &change, &state).to_text();
            let after = Case::apply(payload, &body);
            let left = case.diff(&desired, &after);
            assert!(left.is_empty(), "round {round}: {left:?}\n{body}");
            let kept = ["ДоляСтоимости", "LineNumber", "netCost"];
            let emptied = body.contains("[]");
            for member in kept.iter().filter(|member| !emptied && payload.contains(**member)) {
                assert!(after.contains(member), "{member} is lost: {body}");
            }
        }
    }
}

/// One random change of what the rules want: a number, a row more, a row less.
fn shake(layout: &Layout, desired: &mut Desired, random: &mut dyn FnMut(usize) -> usize) {
    let pick = random(desired.groups.len());
    let group = &mut desired.groups[pick];
    match random(4) {
        0 => {
            let numbers = (0..layout.cells.len()).filter(|n| layout.cells[*n].ty == Type::TEXT);
            let numbers: Vec<usize> = numbers.collect();
            desired.cells[numbers[random(numbers.len())]] = text(&format!("{}", 1 + random(90)));
        }
        1 if !group.rows.is_empty() => {
            let row = random(group.rows.len());
            let last = group.rows[row].len() - 1;
            group.rows[row][last] = number(&format!("{}.5", random(90)));
        }
        2 if !group.rows.is_empty() => {
            group.rows.remove(random(group.rows.len()));
        }
        _ => {
            let single = layout.groups[pick].single;
            if let Some(mut row) = group.rows.first().cloned().filter(|_| !single) {
                let last = row.len() - 1;
                row[last] = number("77");
                group.rows.push(row);
            }
        }
    }
}

#[test]
fn a_changed_collection_is_sent_whole_and_nothing_else() {
    let catalog = catalog();
    let case = erp(&catalog);
    let state = case.present(ORDER);
    let mut desired = as_desired(&state);
    desired.groups[0].rows[0][2] = number("5");
    let change = diff(&case.layout, WAY, &desired, Some(&state), None);
    assert!(matches!(&change.groups[0][..], [RowEdit::Edit(0, cells)] if cells.len() == 1));
    let body = edit_body(&case.dialect, &case.layout, &change, &state).to_text();
    let sent: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(sent.as_object().unwrap().keys().collect::<Vec<_>>(), ["Запасы"]);
    let was: serde_json::Value = serde_json::from_str(ORDER).unwrap();
    assert_eq!(sent["Запасы"][0]["Количество"], 5);
    assert_eq!(sent["Запасы"][0]["ДоляСтоимости"], was["Запасы"][0]["ДоляСтоимости"]);
    for row in [1, 2] {
        assert_eq!(sent["Запасы"][row], was["Запасы"][row]);
    }
    let untouched = ORDER.split("\"LineNumber\": \"2\"").nth(1).unwrap().split('}').next().unwrap();
    assert!(body.contains(untouched), "byte for byte");
}

#[test]
fn composite_values_go_with_their_types() {
    let catalog = catalog();
    let case = erp(&catalog);
    let state = case.present(ORDER);
    let mut desired = as_desired(&state);
    let status = entity(&catalog, "Catalog_Состояния");
    desired.cells[0] = Constant::Reference(status, "61730001-5c1e-11f0-8b1e-00155d0a1b01".into());
    desired.cells[2] = Constant::Clear;
    let mut base = diff(&case.layout, WAY, &as_desired(&state), Some(&state), None).base;
    let change = diff(&case.layout, WAY, &desired, Some(&state), Some(&base));
    insta::assert_snapshot!(
        edit_body(&case.dialect, &case.layout, &change, &state).to_text(),
        @r#"{"СостояниеЗаказа":"61730001-5c1e-11f0-8b1e-00155d0a1b01","СостояниеЗаказа_Type":"StandardODATA.Catalog_Состояния","Комментарий":""}"#
    );
    base.cells.clear();
    let first = diff(&case.layout, WAY, &desired, Some(&state), Some(&base));
    assert_eq!(first.cells.len(), 1, "nothing is emptied before both sides agreed");
}

#[test]
fn related_rows_are_records_of_their_own() {
    let catalog = catalog();
    let case = erp(&catalog);
    let owner = (entity(&catalog, "Document_ЗаказПокупателя"), "1f2a");
    let mut desired = as_desired(&case.present(ORDER));
    desired.groups[2].rows = vec![vec![text("5017")]];
    let state = case.present(ORDER);
    let change = diff(&case.layout, WAY, &desired, Some(&state), None);
    assert!(edit_body(&case.dialect, &case.layout, &change, &state).is_empty());
    let writes = related_writes(&case.dialect, &case.layout, &change, Some(&state), owner);
    let [(Class::Keyed, write)] = &writes[..] else { panic!("{writes:?}") };
    assert_eq!(write.kind, WriteKind::Create);
    let key = "1f2a/StandardODATA.Document_ЗаказПокупателя/6f7f0001-5c1e-11f0-8b1e-00155d0a1b01";
    assert_eq!(write.key.as_deref(), Some(key));
    let body = String::from_utf8(write.body.to_vec()).unwrap();
    insta::assert_snapshot!(body, @r#"{"Свойство_Key":"6f7f0001-5c1e-11f0-8b1e-00155d0a1b01","Значение":"5017","Значение_Type":"Edm.String","Объект":"1f2a","Объект_Type":"StandardODATA.Document_ЗаказПокупателя"}"#);
    let register = |_| vec![body.clone().into()];
    let state = present(&case.dialect, &case.layout, ORDER.as_bytes(), &register).unwrap();
    let change = diff(&case.layout, WAY, &desired, Some(&state), None);
    assert!(change.is_empty(), "it is there now");
    desired.groups[2].rows = vec![vec![text("5018")]];
    let change = diff(&case.layout, WAY, &desired, Some(&state), None);
    let writes = related_writes(&case.dialect, &case.layout, &change, Some(&state), owner);
    let [(Class::Absolute, write)] = &writes[..] else { panic!("{writes:?}") };
    assert_eq!((write.kind, write.key.as_deref()), (WriteKind::Edit, Some(key)));
    let body = String::from_utf8(write.body.to_vec()).unwrap();
    insta::assert_snapshot!(body, @r#"{"Значение":"5018","Значение_Type":"Edm.String"}"#);
}

/// The rows of a two-way `each`: who moved decides, then the owner.
#[test]
fn rows_of_both_sides_are_merged() {
    let catalog = catalog();
    for (owner, winner) in
        [("crm", Winner::Source), ("erp", Winner::Target), ("hold", Winner::Nobody)]
    {
        let mut case = erp(&catalog);
        case.layout.groups[0].owner = Some(owner.into());
        let state = case.present(ORDER);
        let all = as_desired(&state);
        let base: Base = diff(&case.layout, WAY, &all, Some(&state), None).base;
        let changes = |desired: &Desired, payload: &str, base| {
            let change = diff(&case.layout, WAY, desired, Some(&case.present(payload)), base);
            (change.groups[0].clone(), change.conflicts)
        };
        let mut without = all.clone();
        without.groups[0].rows.remove(1);
        let gone = changes(&without, ORDER, Some(&base)).0;
        assert_eq!(gone, [RowEdit::Remove(1)], "the source dropped a row that it had");
        let first = changes(&without, ORDER, None).0;
        assert!(first.is_empty(), "nothing is removed before both sides agreed");
        let dropped = ORDER.replacen(SOCKS, DELIVERY, 1);
        let (edits, told) = changes(&all, &dropped, Some(&base));
        assert!(
            edits.is_empty() && told.is_empty(),
            "the target dropped a row, the rule gives it as ever"
        );
        let mut moved = all.clone();
        moved.groups[0].rows[1][2] = number("9");
        let (edits, told) = changes(&moved, &dropped, Some(&base));
        assert_eq!(edits.is_empty(), winner != Winner::Source);
        assert_eq!(told[0].winner, winner);
        let edited = ORDER.replacen("\"Количество\": 3,", "\"Количество\": 4,", 1);
        let (edits, told) = changes(&without, &edited, Some(&base));
        assert_eq!(edits.is_empty(), winner != Winner::Source, "dropped here, edited there");
        assert_eq!(told[0].winner, winner);
    }
}

#[test]
fn keys_and_numbers_of_retailcrm_have_their_forms() {
    let catalog = catalog();
    let case = crm(&catalog);
    let state = case.present(CRM_ORDER);
    let mut desired = as_desired(&state);
    let offer = entity(&catalog, "offer");
    desired.cells[1] = text("29");
    desired.cells[3] = number("400.00");
    desired.groups[0].rows.truncate(1);
    desired.groups[0].rows.push(vec![
        Constant::Reference(offer, "77".into()),
        number("2"),
        number("10.50"),
    ]);
    let change = diff(&case.layout, Way { source: "erp", ..WAY }, &desired, Some(&state), None);
    let body = edit_body(&case.dialect, &case.layout, &change, &state).to_text();
    assert!(body.starts_with(r#"{"managerId":29,"delivery":{"cost":400},"items":[{"#), "{body}");
    assert!(body.ends_with(r#",{"offer":{"id":77},"quantity":2,"initialPrice":10.5}]}"#), "{body}");
    assert!(!body.contains("10115") && body.contains("10114"));
}

/// A system that rounds is not written to again and again, and its rounding is no edit of its own.
#[test]
fn what_the_target_made_of_a_value_is_remembered() {
    let catalog = catalog();
    let mut case = erp(&catalog);
    case.layout.groups[0].cells[3].owner = Some("hold".into());
    case.layout.groups[0].cells[3].ty = Type::NUMBER;
    let state = case.present(ORDER);
    let mut desired = as_desired(&state);
    desired.groups[0].rows[0][3] = number("990.004");
    let mut bases = Bases::default();
    bases.set(Toward::Left, diff(&case.layout, WAY, &desired, None, None).base);
    let program = Program {
        map: "Заказ".into(),
        span: crate::source::Span::new(crate::source::FileId(0), 0, 0),
        toward: Toward::Left,
        source: entity(&catalog, "order"),
        target: entity(&catalog, "Document_ЗаказПокупателя"),
        shape: crate::value::json::Shape::default(),
        terms: Vec::new(),
        spans: Vec::new(),
        seen: Vec::new(),
        names: Vec::new(),
        ops: Vec::new(),
        layout: case.layout.clone(),
        output: Vec::new(),
        locals: 0,
        depth: 0,
        key: TermId(0),
        label: None,
    };
    let mut bases = Bases::read(&catalog, &bases.write(&catalog));
    let none = |_| Vec::new();
    read_back(&case.dialect, &program, &mut bases, ORDER.as_bytes(), &none, None).unwrap();
    let after = bases.write(&catalog);
    assert!(after.contains(r#"["number 990.004","number 990"]"#), "{after}");
    let agreed = Bases::read(&catalog, &after);
    let compared = |desired: &Desired| {
        let change = diff(&case.layout, WAY, desired, Some(&state), agreed.toward(Toward::Left));
        (change.groups[0].len(), change.conflicts.len())
    };
    assert_eq!(compared(&desired), (0, 0), "the rule has not moved");
    desired.groups[0].rows[0][3] = number("1000");
    assert_eq!(compared(&desired), (1, 0), "only the rule has moved");
    let read = read_back(&case.dialect, &program, &mut bases, b"[]", &none, None);
    assert_eq!(read, Err(NotRecord));
}

#[test]
fn composite_keys_keep_their_parts_apart() {
    let catalog = catalog();
    let dialect = erp(&catalog).dialect;
    let register = entity(&catalog, "InformationRegister_Сведения");
    let body = r#"{"Объект": "a/b", "Объект_Type": "100%", "Свойство_Key": "c"}"#;
    let key = super::related::key_of(&dialect, register, body);
    assert_eq!(key.as_deref(), Some("a%2Fb/100%25/c"));
    assert_eq!(super::related::key_of(&dialect, register, r#"{"Объект": "a"}"#), None);
}

/// Rows that were not shown must not be written away: what is no collection is no record either.
#[test]
fn a_collection_that_is_none_is_no_empty_one() {
    let catalog = catalog();
    let mut case = erp(&catalog);
    let read = |case: &Case<'_>, rows: Option<&str>| {
        let mut order: serde_json::Value = serde_json::from_str(ORDER).unwrap();
        match rows {
            Some(rows) => order["Запасы"] = serde_json::from_str(rows).unwrap(),
            None => drop(order.as_object_mut().unwrap().remove("Запасы")),
        }
        let text = order.to_string();
        present(&case.dialect, &case.layout, text.as_bytes(), &|_| Vec::new()).is_ok()
    };
    for (rows, always, sometimes) in [
        (Some("[]"), true, true),
        (Some("null"), false, true),
        (None, false, true),
        (Some("\"oops\""), false, false),
        (Some("{\"a\": 1}"), false, true),
        (Some("[1]"), false, true),
        (Some("7"), false, false),
    ] {
        for (is_always, expected) in [(true, always), (false, sometimes)] {
            for group in case.layout.groups.iter_mut().filter(|group| group.related.is_none()) {
                group.always = is_always;
            }
            assert_eq!(read(&case, rows), expected, "{rows:?} {is_always}");
        }
    }
}
