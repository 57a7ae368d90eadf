//! Orders on their way into documents: hand-made programs, records in memory.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use serde_json::{Value as Json, json};

use super::{Planned, Planner};
use crate::endpoint::{
    Answer, Capability, Changes, Cursor, Filter, Operand, Payload, Pending, Query, Selector,
    Source, WriteKind,
};
use crate::program::{
    Absent, Comparison, Composition, Condition, Constant, Conversion, Each, FlowPlan, FlowStep,
    Frame, KeyPlan, Layout, Mapping, MatchPlan, Op, Outcome, OutcomeKind, Part, Piece, Probe,
    ProbeKey, Program, RowsTerm, Search, Set, SetCell, StepPlan, TemplatePart, Term, TermId,
    Toward,
};
use crate::schema::{Catalog, EntityId, Field, Form, Layer, Record, Rows, SideId, Tags, Type};
use crate::sync::tests::{catalog, cell, entity, group, span};
use crate::sync::{Access, Action, Class, Keys, Memory, NewKey, PlanError, RecordPlan, World};
use crate::value::json::Shape;

const SHIRT: &str = "2d3f000b-5c1e-11f0-8b1e-00155d0a1b01";
const XL: &str = "3e400002-5c1e-11f0-8b1e-00155d0a1b01";

/// Records in memory, by entity; it counts what it is asked.
#[derive(Default)]
struct Shelf {
    records: BTreeMap<&'static str, Vec<Json>>,
    reads: Mutex<Vec<String>>,
}

impl Shelf {
    fn chosen(&self, query: &Query) -> Vec<Payload> {
        self.reads.lock().unwrap().push(query.entity.clone());
        let all = self.records.get(query.entity.as_str()).into_iter().flatten();
        let chosen = all.filter(|record| match &query.selector {
            Selector::Keys(keys) => keys.contains(&key(record)),
            Selector::Alternate(field, values) => values.contains(&plain(&record[field])),
            Selector::Filter(filter) => fits(record, filter),
            Selector::All | Selector::Few => true,
        });
        let payload = |record: &Json| Payload {
            key: key(record),
            version: Some("v1".into()),
            bytes: record.to_string().into_bytes().into(),
            fault: None,
        };
        chosen.map(payload).collect()
    }
}

fn key(record: &Json) -> String {
    plain(record.get("Ref_Key").or(record.get("id")).unwrap_or(&Json::Null))
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn fits(record: &Json, filter: &Filter) -> bool {
    match filter {
        Filter::Equal(path, operand) => match operand {
            Operand::Text(text) | Operand::Number(text) => plain(&record[path]) == *text,
            Operand::Key { key, .. } => plain(&record[path]) == *key,
            other => panic!("{other:?}"),
        },
        Filter::All(all) => all.iter().all(|filter| fits(record, filter)),
        Filter::Any(any) => any.iter().any(|filter| fits(record, filter)),
        Filter::Row(path, filter) => {
            record[path].as_array().unwrap().iter().any(|row| fits(row, filter))
        }
        other => panic!("{other:?}"),
    }
}

impl Source for Shelf {
    fn capability(&self) -> Capability {
        Capability { batch: 20, filter: true, own_keys: true, ..Capability::default() }
    }

    fn changes<'a>(&'a self, _: &'a str, _: &'a Cursor) -> Pending<'a, Changes> {
        unreachable!("nobody asks for changes")
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        let answer: Answer<Vec<Payload>> = Ok(self.chosen(query));
        Box::pin(std::future::ready(answer))
    }

    fn describe<'a>(&'a self, _: &'a str) -> Pending<'a, Vec<u8>> {
        unreachable!("nobody asks for schemas")
    }
}

#[derive(Default)]
struct Notes {
    links: HashMap<(String, String), String>,
    bases: HashMap<(String, String), String>,
}

impl Memory for Notes {
    fn counterpart(&self, role: &str, toward: Toward, key: &str) -> Result<Option<String>, String> {
        let role = match toward {
            Toward::Left => role.to_owned(),
            Toward::Right => format!("{role}->"),
        };
        Ok(self.links.get(&(role, key.to_owned())).cloned())
    }

    fn base(&self, role: &str, left: &str, _: &str) -> Result<Option<String>, String> {
        Ok(self.bases.get(&(role.to_owned(), left.to_owned())).cloned())
    }
}

impl Keys for Notes {
    fn new_key(&self, role: &str, _: EntityId, _: EntityId, source: &str) -> NewKey {
        if source.starts_with("o-") {
            // The system right of the arrows numbers its records by itself.
            return NewKey { key: None, member: Some(("externalId".into(), source.into())) };
        }
        let key: Box<str> = format!("new-{role}-{source}").into();
        NewKey { key: Some(key.clone()), member: Some(("Ref_Key".into(), key)) }
    }
}

/// Terms of a program in the making.
#[derive(Default)]
struct Terms {
    shape: Shape,
    terms: Vec<Term>,
}

impl Terms {
    fn add(&mut self, term: Term) -> TermId {
        self.terms.push(term);
        TermId(self.terms.len() as u32 - 1)
    }

    /// A member of the record, through objects.
    fn member(&mut self, path: &str, conversion: Conversion) -> TermId {
        let (objects, name) = path.rsplit_once('.').map_or(("", path), |parts| parts);
        let mut object = Shape::ROOT;
        for name in objects.split('.').filter(|name| !name.is_empty()) {
            object = self.shape.object(object, name);
        }
        let slot = self.shape.scalar(None, object, name);
        self.add(Term::Load { frame: Frame::Head, slot, conversion })
    }

    fn spans(&self) -> Vec<crate::source::Span> {
        self.terms.iter().map(|_| span(1)).collect()
    }
}

fn set(cells: &[(u16, bool)], value: TermId) -> Op {
    let cells = cells.iter().map(|(cell, optional)| SetCell { cell: *cell, optional: *optional });
    let (cells, absent) = (cells.collect(), Absent::Leave);
    Op::Set(Set { cells, value, absent, when: None, span: span(5) })
}

fn outcome(kind: OutcomeKind, words: &str) -> Outcome {
    let message = vec![TemplatePart::Plain(words.into()), TemplatePart::Value];
    Outcome { kind, message: Some(message), span: span(24) }
}

/// The catalog of the laws with what matches look at: phones in rows, a register of marks.
fn shop() -> Catalog {
    let mut catalog = catalog();
    let field = |ty, wire: &str, form| Field::new(ty, wire, form, Layer::Shipped);
    let mut phones = Record { name: "phones".into(), ..Record::default() };
    for name in ["Тип", "НомерТелефона"] {
        phones.fields.insert(name.into(), field(Type::TEXT, name, Form::Plain));
    }
    let phones = catalog.add_record(phones);
    let customer = catalog[entity(&catalog, "Catalog_Контрагенты")].record;
    let rows = Type::Rows(Rows { record: phones, key: Vec::new() });
    let name = "КонтактнаяИнформация";
    catalog[customer].fields.insert(name.into(), field(rows, name, Form::Plain));
    let register = catalog[entity(&catalog, "InformationRegister_Сведения")].record;
    for (name, tag) in [("Объект", "Объект_Type"), ("Значение", "Значение_Type")]
    {
        let mut field = field(Type::Any, name, Form::Tagged);
        field.wire.tag = Some(tag.into());
        catalog[register].fields.insert(name.into(), field);
    }
    catalog
}

fn related(catalog: &Catalog, property: &str) -> Search {
    Search::Related {
        entity: entity(catalog, "InformationRegister_Сведения"),
        by: "Объект".into(),
        patterns: vec![("Свойство_Key".into(), Constant::Text(property.into()))],
        field: "Значение".into(),
    }
}

fn probe(member: &str, rows: Option<&str>) -> Probe {
    let mut terms = Terms::default();
    let (value, rows) = match rows {
        None => (terms.member(member, Conversion::Text), None),
        Some(rows) => {
            let (table, object, slot) = terms.shape.rows(None, Shape::ROOT, rows);
            let inner = terms.shape.scalar(Some(table), object, member);
            let frame = Frame::Row { table, depth: 0 };
            let value = terms.add(Term::Load { frame, slot: inner, conversion: Conversion::Text });
            let rows = RowsTerm { table, frame: Frame::Head, slot, depth: 0, filter: None };
            (value, Some(rows))
        }
    };
    let keys = vec![ProbeKey { value, rows, optional: false }];
    Probe { spans: terms.spans(), shape: terms.shape, terms: terms.terms, keys }
}

fn part(entity: EntityId, optional: bool) -> Part {
    Part { name: None, entity, optional }
}

fn matches(catalog: &Catalog) -> Vec<MatchPlan> {
    let of = |name| entity(catalog, name);
    let plan = |name: &str, left, right| MatchPlan {
        name: name.into(),
        left,
        right: vec![of(right)],
        key: None,
        guards: Vec::new(),
        steps: Vec::new(),
        many: Some(outcome(OutcomeKind::Hold(None), "несколько: ")),
        none: Some(Outcome { kind: OutcomeKind::Create(None), message: None, span: span(20) }),
        span: span(20),
    };
    let step = |probe, search, mark| StepPlan { probe: Some(probe), search, mark, span: span(21) };
    let by_phone = Search::Rows {
        collection: "КонтактнаяИнформация".into(),
        patterns: vec![("Тип".into(), Constant::Text("Телефон".into()))],
        field: "НомерТелефона".into(),
        via: crate::builtins::find("phone"),
    };
    let mut order = plan("Заказ", vec![part(of("Document_ЗаказПокупателя"), false)], "order");
    order.steps = vec![step(probe("id", None), related(catalog, "p-order"), true)];
    let mut customer = plan("Покупатель", vec![part(of("Catalog_Контрагенты"), false)], "customer");
    customer.steps = vec![
        step(probe("id", None), related(catalog, "p-customer"), true),
        step(probe("number", Some("phones")), by_phone, false),
    ];
    let parts =
        vec![part(of("Catalog_Номенклатура"), false), part(of("Catalog_Характеристики"), true)];
    let mut item = plan("Товар", parts, "offer");
    item.key = Some(KeyPlan {
        left: Composition::Template(vec![
            Piece::Key(0),
            Piece::Optional(vec![Piece::Plain("#".into()), Piece::Key(1)]),
        ]),
        right: "xmlId".into(),
    });
    item.none = Some(outcome(OutcomeKind::Hold(Some(900)), "нет номенклатуры "));
    vec![order, customer, item]
}

fn program(
    name: &str,
    source: EntityId,
    target: EntityId,
    terms: Terms,
    ops: Vec<Op>,
    layout: Layout,
) -> Program {
    Program {
        map: name.into(),
        span: crate::source::Span::new(crate::source::FileId(0), 0, 0),
        toward: Toward::Left,
        source,
        target,
        spans: terms.spans(),
        shape: terms.shape,
        terms: terms.terms,
        seen: Vec::new(),
        names: Vec::new(),
        ops,
        output: Vec::new(),
        layout,
        locals: 0,
        depth: 1,
        key: TermId(0),
        label: None,
    }
}

fn order_program(catalog: &Catalog) -> Program {
    let of = |name| entity(catalog, name);
    let mut terms = Terms::default();
    let comment = terms.member("managerComment", Conversion::Text);
    let customer = terms.member("customer.id", Conversion::Text);
    let link =
        |role, key, entity| Term::Link { role, toward: Toward::Left, key: vec![key], entity };
    let customer = terms.add(link(1, customer, Some(of("customer"))));
    let (table, object, slot) = terms.shape.rows(None, Shape::ROOT, "items");
    let offer = terms.shape.object(object, "offer");
    let frame = Frame::Row { table, depth: 0 };
    let xml = terms.shape.scalar(Some(table), offer, "xmlId");
    let count = terms.shape.scalar(Some(table), object, "quantity");
    let xml = terms.add(Term::Load { frame, slot: xml, conversion: Conversion::Text });
    let item = terms.add(link(2, xml, None));
    let count = terms.add(Term::Load { frame, slot: count, conversion: Conversion::Number });
    let rows = RowsTerm { table, frame: Frame::Head, slot, depth: 0, filter: None };
    let body = vec![set(&[(0, false), (1, true)], item), set(&[(2, false)], count)];
    let ops = vec![
        set(&[(0, false)], comment),
        set(&[(1, false)], customer),
        Op::Each(Each { group: 0, rows, path: "".into(), label: None, when: None, body }),
    ];
    let rows = group(
        "Запасы",
        Vec::new(),
        vec![
            cell("Номенклатура_Key", Type::Ref(of("Catalog_Номенклатура")), Form::Guid),
            cell("Характеристика_Key", Type::Ref(of("Catalog_Характеристики")), Form::Guid),
            cell("Количество", Type::NUMBER, Form::Plain),
        ],
        vec![0, 1],
    );
    let layout = Layout {
        cells: vec![
            cell("Комментарий", Type::TEXT, Form::Plain),
            cell("Контрагент_Key", Type::Ref(of("Catalog_Контрагенты")), Form::Guid),
        ],
        groups: vec![rows],
        ..Layout::default()
    };
    program("Заказ", of("order"), of("Document_ЗаказПокупателя"), terms, ops, layout)
}

/// The way back: a comment, and the goods by their keys.
fn back_program(catalog: &Catalog) -> Program {
    let of = |name| entity(catalog, name);
    let mut terms = Terms::default();
    let comment = terms.member("Комментарий", Conversion::Text);
    let (table, object, slot) = terms.shape.rows(None, Shape::ROOT, "Запасы");
    let frame = Frame::Row { table, depth: 0 };
    let mut column = |name: &str, conversion| {
        let slot = terms.shape.scalar(Some(table), object, name);
        terms.add(Term::Load { frame, slot, conversion })
    };
    let item = column("Номенклатура_Key", Conversion::Guid);
    let variant = column("Характеристика_Key", Conversion::Guid);
    let count = column("Количество", Conversion::Number);
    let key = vec![item, variant];
    let offer = terms.add(Term::Link { role: 2, toward: Toward::Right, key, entity: None });
    let rows = RowsTerm { table, frame: Frame::Head, slot, depth: 0, filter: None };
    let body = vec![set(&[(0, false)], offer), set(&[(1, false)], count)];
    let ops = vec![
        set(&[(0, false)], comment),
        Op::Each(Each { group: 0, rows, path: "".into(), label: None, when: None, body }),
    ];
    let rows = vec![
        cell("offer", Type::Ref(of("offer")), Form::Keyed("id".into())),
        cell("quantity", Type::NUMBER, Form::Plain),
    ];
    let layout = Layout {
        cells: vec![cell("managerComment", Type::TEXT, Form::Plain)],
        groups: vec![group("items", Vec::new(), rows, vec![0])],
        ..Layout::default()
    };
    let (source, target) = (of("Document_ЗаказПокупателя"), of("order"));
    Program { toward: Toward::Right, ..program("Заказ", source, target, terms, ops, layout) }
}

/// Whether the record has a counterpart in the match of that number.
fn linked(role: u16, member: &str, entity: EntityId, toward: Toward) -> Condition {
    let mut terms = Terms::default();
    let key = terms.member(member, Conversion::Text);
    let link = Term::Link { role, toward, key: vec![key], entity: Some(entity) };
    let (link, nothing) = (terms.add(link), Term::Constant(Constant::Absent));
    let nothing = terms.add(nothing);
    let root = terms.add(Term::Compare(Comparison::NotEqual, link, nothing));
    Condition {
        seen: Vec::new(),
        spans: terms.spans(),
        shape: terms.shape,
        terms: terms.terms,
        root,
    }
}

fn mapping(catalog: &Catalog) -> Mapping {
    let of = |name| entity(catalog, name);
    let mut terms = Terms::default();
    let name = terms.member("firstName", Conversion::Text);
    let layout = Layout {
        cells: vec![cell("Description", Type::TEXT, Form::Plain)],
        groups: Vec::new(),
        ..Layout::default()
    };
    let ops = vec![set(&[(0, false)], name)];
    let customer = of("customer");
    let customers = program("Покупатель", customer, of("Catalog_Контрагенты"), terms, ops, layout);
    let flow = FlowPlan {
        name: "ЗаказыВ1С".into(),
        label: None,
        enabled: true,
        toward: Toward::Left,
        source: of("order"),
        changed: true,
        since: None,
        since_is_open: false,
        filter: None,
        linked: None,
        skips: Vec::new(),
        steps: vec![FlowStep::Upsert { map: "Заказ".into() }, FlowStep::Post],
        errors: Vec::new(),
        span: span(26),
    };
    let document = of("Document_ЗаказПокупателя");
    let back = FlowPlan {
        name: "ПравкиВCRM".into(),
        label: None,
        enabled: true,
        toward: Toward::Right,
        source: document,
        changed: true,
        since: None,
        since_is_open: false,
        filter: Some(linked(0, "Ref_Key", document, Toward::Right)),
        linked: Some((0, true)),
        skips: Vec::new(),
        steps: vec![FlowStep::Upsert { map: "Заказ".into() }],
        errors: Vec::new(),
        span: span(27),
    };
    Mapping {
        programs: vec![order_program(catalog), customers, back_program(catalog)],
        matches: matches(catalog),
        flows: vec![flow, back],
        ..Mapping::default()
    }
}

/// One run over both shelves.
struct Stage {
    catalog: Catalog,
    mapping: Mapping,
    erp: Shelf,
    crm: Shelf,
    notes: Notes,
}

impl Stage {
    fn new() -> Stage {
        let catalog = shop();
        let mapping = mapping(&catalog);
        let mut erp = Shelf::default();
        erp.records.insert(
            "Catalog_Номенклатура",
            vec![json!({"Ref_Key": SHIRT, "Description": "Футболка"})],
        );
        erp.records
            .insert("Catalog_Характеристики", vec![json!({"Ref_Key": XL, "Description": "XL"})]);
        erp.records.insert(
            "Catalog_Контрагенты",
            vec![json!({
                "Ref_Key": "c-1", "Description": "Иванов",
                "КонтактнаяИнформация": [{"Тип": "Телефон", "НомерТелефона": "8 (912) 345-67-89"}],
            })],
        );
        Stage { catalog, mapping, erp, crm: Shelf::default(), notes: Notes::default() }
    }

    fn plan(&self, orders: &[Json]) -> Result<Planned, PlanError> {
        self.flow(0, orders)
    }

    fn flow(&self, flow: usize, orders: &[Json]) -> Result<Planned, PlanError> {
        self.plan_with(&mut self.planner(), flow, orders)
    }

    fn planner(&self) -> Planner<'_> {
        let access = |side, source, posted| Access {
            side: SideId(side),
            source,
            tags: (side == 0).then_some(&Tags::ODATA),
            posted,
            marked: None,
        };
        Planner::new(World {
            mapping: &self.mapping,
            catalog: &self.catalog,
            left: access(0, &self.erp, Some("Posted")),
            right: access(1, &self.crm, None),
            memory: &self.notes,
            keys: &self.notes,
            names: true,
        })
    }

    fn plan_with(
        &self,
        planner: &mut Planner<'_>,
        flow: usize,
        orders: &[Json],
    ) -> Result<Planned, PlanError> {
        let payload = |order: &Json| Payload {
            key: key(order),
            version: None,
            bytes: order.to_string().into_bytes().into(),
            fault: None,
        };
        let orders: Vec<Payload> = orders.iter().map(payload).collect();
        now(planner.plan(&self.mapping.flows[flow], &orders))
    }
}

/// Shelves answer at once.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a shelf does not wait"),
    }
}

fn order(id: u32, customer: u32) -> Json {
    json!({"id": id, "number": format!("{id}A"), "managerComment": "позвонить",
        "customer": {"id": customer},
        "items": [{"offer": {"xmlId": format!("{SHIRT}#{XL}")}, "quantity": 2}]})
}

fn customer(id: u32, phone: &str) -> Json {
    json!({"id": id, "firstName": format!("Имя {id}"), "phones": [{"number": phone}]})
}

fn bodies(plan: &RecordPlan) -> Vec<(WriteKind, String, String)> {
    let write = |step: &crate::sync::PlannedStep| {
        let body = String::from_utf8(step.write.body.to_vec()).unwrap();
        (step.write.kind, step.write.entity.clone(), body)
    };
    plan.steps.iter().map(write).collect()
}

#[test]
fn a_new_order_finds_its_customer_and_goods() {
    let mut stage = Stage::new();
    stage.crm.records.insert("customer", vec![customer(7, "+79123456789")]);
    let planned = stage.plan(&[order(1, 7)]).unwrap();
    let [plan] = &planned.records[..] else { panic!("{:?}", planned.records) };
    assert_eq!((plan.action, &*plan.flow), (Action::Create, "ЗаказыВ1С"));
    assert_eq!(plan.source.label.as_deref(), Some("1A"));
    assert_eq!(&*plan.rows[0].label, "Футболка, XL");
    let role = plan.links.iter().map(|link| (&*link.role, &*link.left, &*link.right));
    assert_eq!(role.collect::<Vec<_>>(), [("Покупатель", "c-1", "7")], "by its phone");
    assert_eq!(plan.steps[0].class, Class::Keyed);
    assert_eq!(plan.steps[0].link.as_ref().map(|link| &*link.left), Some("new-Заказ-1"));
    let kinds: Vec<WriteKind> = plan.steps.iter().map(|step| step.write.kind).collect();
    assert_eq!(kinds, [WriteKind::Create, WriteKind::Create, WriteKind::Post]);
    let steps = bodies(plan);
    insta::assert_snapshot!(steps[0].2, @r#"{"Ref_Key":"new-Заказ-1","Комментарий":"позвонить","Контрагент_Key":"c-1","Запасы":[{"Номенклатура_Key":"2d3f000b-5c1e-11f0-8b1e-00155d0a1b01","Характеристика_Key":"3e400002-5c1e-11f0-8b1e-00155d0a1b01","Количество":2}]}"#);
    insta::assert_snapshot!(steps[1].2, @r#"{"Объект":"new-Заказ-1","Объект_Type":"StandardODATA.Document_ЗаказПокупателя","Свойство_Key":"p-order","Значение":"1","Значение_Type":"Edm.String"}"#);
    let searched = stage.erp.reads.lock().unwrap();
    let scans = searched.iter().filter(|entity| *entity == "Catalog_Контрагенты").count();
    assert_eq!(scans, 2, "one scan and one name: {searched:?}");
}

#[test]
fn a_missing_customer_is_planned_once_before_its_first_order() {
    let mut stage = Stage::new();
    let unknown = [customer(8, "+79990001122"), customer(9, "8 999 000 11 22")];
    stage.crm.records.insert("customer", unknown.to_vec());
    let planned = stage.plan(&[order(1, 8), order(2, 8), order(3, 9)]).unwrap();
    let shown: Vec<_> = planned
        .records
        .iter()
        .map(|plan| (&*plan.map, plan.action, plan.target.key.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(
        shown,
        [
            ("Покупатель", Action::Create, "new-Покупатель-8"),
            ("Заказ", Action::Create, "new-Заказ-1"),
            ("Заказ", Action::Create, "new-Заказ-2"),
            ("Заказ", Action::Hold, ""),
        ]
    );
    let entity = entity(&stage.catalog, "Catalog_Контрагенты");
    for plan in &planned.records[1..3] {
        let planned = Constant::Planned(entity, "new-Покупатель-8".into());
        assert_eq!(plan.fields[1].after, planned);
    }
    // I2: another customer with the same phone never shares the card of the first.
    assert_eq!(planned.records[3].said[0].reason, "taken");
    assert_eq!(planned.records[0].target.label.as_deref(), Some("Имя 8"));
}

#[test]
fn what_cannot_be_recognised_holds_the_order_with_the_words_of_the_match() {
    let mut stage = Stage::new();
    stage.crm.records.insert("customer", vec![customer(7, "+79123456789")]);
    let mut unknown = order(1, 7);
    unknown["items"][0]["offer"]["xmlId"] = "e33041".into();
    let said = |stage: &Stage, order: &Json| {
        let planned = stage.plan(std::slice::from_ref(order)).unwrap();
        let plan = &planned.records[0];
        assert_eq!((plan.action, plan.steps.len()), (Action::Hold, 0));
        (plan.said[0].kind.clone(), plan.said[0].text.to_string(), plan.said[0].reason)
    };
    let hold = (OutcomeKind::Hold(Some(900)), "нет номенклатуры e33041".to_owned(), "missing");
    assert_eq!(said(&stage, &unknown), hold);
    let mut twin = stage.erp.records["Catalog_Контрагенты"][0].clone();
    twin["Ref_Key"] = "c-2".into();
    stage.erp.records.get_mut("Catalog_Контрагенты").unwrap().push(twin);
    let keys = "несколько: Иванов (c-1), Иванов (c-2) [КонтактнаяИнформация.НомерТелефона]";
    let hold = (OutcomeKind::Hold(None), keys.to_owned(), "ambiguous");
    assert_eq!(said(&stage, &order(1, 7)), hold);
}

#[test]
fn a_linked_order_is_edited_and_then_left_in_peace() {
    let mut stage = Stage::new();
    stage.crm.records.insert("customer", vec![customer(7, "+79123456789")]);
    stage.notes.links.insert(("Заказ".into(), "1".into()), "o-1".into());
    stage.notes.links.insert(("Покупатель".into(), "7".into()), "c-1".into());
    let document = json!({"Ref_Key": "o-1", "Number": "00-1", "Posted": true, "Комментарий": "",
        "Контрагент_Key": "c-1", "Запасы": [{"LineNumber": "1", "Номенклатура_Key": SHIRT,
        "Характеристика_Key": XL, "Количество": 1}]});
    stage.erp.records.insert("Document_ЗаказПокупателя", vec![document]);
    let planned = stage.plan(&[order(1, 7)]).unwrap();
    let plan = &planned.records[0];
    assert_eq!((plan.action, plan.target.label.as_deref()), (Action::Edit, Some("00-1")));
    assert_eq!(plan.target.version.as_deref(), Some("v1"));
    assert!(plan.links.is_empty(), "the journal has it");
    let steps = bodies(plan);
    assert_eq!(steps.len(), 2, "the document is posted again: {steps:?}");
    insta::assert_snapshot!(steps[0].2, @r#"{"Комментарий":"позвонить","Запасы":[{"LineNumber":"1","Номенклатура_Key":"2d3f000b-5c1e-11f0-8b1e-00155d0a1b01","Характеристика_Key":"3e400002-5c1e-11f0-8b1e-00155d0a1b01","Количество":2}]}"#);
    let mut after: Json = serde_json::from_str(&steps[0].2).unwrap();
    for (name, value) in stage.erp.records["Document_ЗаказПокупателя"][0].as_object().unwrap()
    {
        if after.get(name).is_none() {
            after[name] = value.clone();
        }
    }
    stage.erp.records.insert("Document_ЗаказПокупателя", vec![after.clone()]);
    let again = stage.plan(&[order(1, 7)]).unwrap();
    assert_eq!((again.records[0].action, again.records[0].steps.len()), (Action::Same, 0));
    let base = again.records[0].base.as_ref().unwrap().to_string();
    stage.notes.bases.insert(("Заказ".into(), "o-1".into()), base);
    after["Комментарий"] = "бухгалтер".into();
    stage.erp.records.insert("Document_ЗаказПокупателя", vec![after]);
    let third = stage.plan(&[order(1, 7)]).unwrap();
    assert_eq!(third.records[0].action, Action::Same, "the rule has not moved: the target stays");
    assert_eq!(third.records[0].base, None, "the agreement stands");
    stage.erp.records.remove("Document_ЗаказПокупателя");
    let gone = stage.plan(&[order(1, 7)]).unwrap();
    assert_eq!((gone.records[0].action, gone.records[0].said[0].reason), (Action::Hold, "lost"));
}

#[test]
fn a_document_that_is_not_posted_is_posted() {
    let mut stage = Stage::new();
    stage.crm.records.insert("customer", vec![customer(7, "+79123456789")]);
    stage.notes.links.insert(("Заказ".into(), "1".into()), "o-1".into());
    let mut order = order(1, 7);
    order["items"] = json!([]);
    let document = json!({"Ref_Key": "o-1", "Posted": false, "Комментарий": "позвонить",
        "Контрагент_Key": "c-1", "Запасы": []});
    stage.erp.records.insert("Document_ЗаказПокупателя", vec![document]);
    let planned = stage.plan(&[order]).unwrap();
    let kinds: Vec<_> = planned.records[0].steps.iter().map(|step| step.write.kind).collect();
    assert_eq!(kinds, [WriteKind::Post]);
}

#[test]
fn documents_go_back_to_the_orders_that_they_are_linked_with() {
    let mut stage = Stage::new();
    stage.crm.records.insert("offer", vec![json!({"id": 55, "xmlId": format!("{SHIRT}#{XL}")})]);
    stage.crm.records.insert(
        "order",
        vec![json!({"id": 1, "number": "1A", "managerComment": "",
            "items": [{"id": 9, "offer": {"id": 55, "name": "Футболка"}, "quantity": 2}]})],
    );
    let row =
        |item: &str| json!({"Номенклатура_Key": item, "Характеристика_Key": XL, "Количество": 3});
    let document = |key: &str, item: &str| json!({"Ref_Key": key, "Number": key, "Комментарий": "звонил", "Запасы": [row(item)]});
    let documents = [document("o-1", SHIRT), document("o-2", SHIRT), document("o-3", XL)];
    for (document, order) in [("o-1", "1"), ("o-3", "1")] {
        stage.notes.links.insert(("Заказ->".into(), document.into()), order.into());
    }
    let planned = stage.flow(1, &documents).unwrap();
    assert_eq!((planned.read, planned.filtered), (3, 1), "one was born in 1C");
    let [edit, held] = &planned.records[..] else { panic!("{:?}", planned.records) };
    assert_eq!((edit.action, edit.target.label.as_deref()), (Action::Edit, Some("1A")));
    insta::assert_snapshot!(bodies(edit)[0].2, @r#"{"managerComment":"звонил","items":[{"id":9,"offer":{"id":55,"name":"Футболка"},"quantity":3}]}"#);
    assert_eq!((held.action, held.said[0].reason), (Action::Hold, "missing"));
    assert_eq!(&*held.said[0].text, &format!("нет номенклатуры {XL}, {XL}"));
    assert!(!planned.exclusive);
}

#[test]
fn a_record_that_its_system_numbers_is_found_again_by_a_field_of_ours() {
    let mut stage = Stage::new();
    stage.mapping.flows[1].filter = None;
    let document = json!({"Ref_Key": "o-9", "Number": "9", "Комментарий": "новый", "Запасы": []});
    let planned = stage.flow(1, &[document]).unwrap();
    let [plan] = &planned.records[..] else { panic!("{:?}", planned.records) };
    let [step] = &plan.steps[..] else { panic!("{:?}", plan.steps) };
    assert_eq!((plan.action, step.class), (Action::Create, Class::Keyed));
    assert_eq!(step.probe, Some(("externalId".into(), "o-9".into())));
    assert_eq!(step.write.key, None);
    let link = step.link.as_ref().map(|link| (&*link.left, &*link.right));
    assert_eq!(link, Some(("o-9", "")), "the system's answer has the other key");
    assert_eq!(bodies(plan)[0].2, r#"{"externalId":"o-9","managerComment":"новый"}"#);
}

#[test]
fn a_planned_customer_counts_only_when_it_was_really_created() {
    let mut stage = Stage::new();
    let unknown = [customer(8, "+79990001122"), customer(9, "8 999 000 11 22")];
    stage.crm.records.insert("customer", unknown.to_vec());
    for is_done in [true, false] {
        let mut planner = stage.planner();
        let first = stage.plan_with(&mut planner, 0, &[order(1, 8)]).unwrap();
        assert!(first.exclusive, "others may look for it by its phone");
        planner.settle(first.records.iter().filter(|_| is_done));
        let second = stage.plan_with(&mut planner, 0, &[order(2, 9)]).unwrap();
        let records = second.records.iter().map(|record| (&*record.map, record.action));
        let records: Vec<_> = records.collect();
        if is_done {
            assert_eq!(records, [("Заказ", Action::Hold)], "the card is the first customer's");
            assert_eq!(second.records[0].said[0].reason, "taken");
        } else {
            assert_eq!(records, [("Покупатель", Action::Create), ("Заказ", Action::Create)]);
        }
    }
}

/// I2: a card that is linked with a customer, or recognised as one's, is nobody else's.
#[test]
fn two_records_never_share_a_counterpart() {
    let mut stage = Stage::new();
    let both = [customer(7, "+79123456789"), customer(9, "8 912 345-67-89")];
    stage.crm.records.insert("customer", both.to_vec());
    let planned = stage.plan(&[order(1, 7), order(2, 9)]).unwrap();
    let actions: Vec<_> = planned.records.iter().map(|record| record.action).collect();
    assert_eq!(actions, [Action::Create, Action::Hold], "one of the two in one batch");
    assert_eq!(
        (planned.records[1].said[0].reason, &*planned.records[1].said[0].text),
        ("taken", "7, 9")
    );
    stage.notes.links.insert(("Покупатель->".into(), "c-1".into()), "7".into());
    let planned = stage.plan(&[order(2, 9)]).unwrap();
    let [plan] = &planned.records[..] else { panic!("{:?}", planned.records) };
    assert_eq!((plan.action, plan.said[0].reason), (Action::Hold, "taken"), "one after the other");
    assert_eq!(&*plan.said[0].text, "7, 9");
}

#[test]
fn a_document_that_bears_the_mark_is_adopted() {
    let mut stage = Stage::new();
    stage.crm.records.insert("customer", vec![customer(7, "+79123456789")]);
    let document = json!({"Ref_Key": "o-1", "Number": "00-1", "Posted": true,
        "Комментарий": "позвонить", "Контрагент_Key": "c-1", "Запасы": [{
        "Номенклатура_Key": SHIRT, "Характеристика_Key": XL, "Количество": 2}]});
    stage.erp.records.insert("Document_ЗаказПокупателя", vec![document]);
    let mark = json!({"Объект": "o-1", "Объект_Type": "StandardODATA.Document_ЗаказПокупателя",
        "Свойство_Key": "p-order", "Значение": "1", "Значение_Type": "Edm.String"});
    stage.erp.records.insert("InformationRegister_Сведения", vec![mark.clone()]);
    let planned = stage.plan(&[order(1, 7)]).unwrap();
    let plan = &planned.records[0];
    assert_eq!((plan.action, plan.steps.len()), (Action::Same, 0), "the mark is there already");
    let links: Vec<_> = plan.links.iter().map(|link| (&*link.role, &*link.left)).collect();
    assert_eq!(links, [("Заказ", "o-1"), ("Покупатель", "c-1")], "both are linked from now on");
    assert!(plan.base.is_some());
    let mut other = mark;
    other["Объект_Type"] = "StandardODATA.Catalog_Контрагенты".into();
    stage.erp.records.insert("InformationRegister_Сведения", vec![other]);
    let planned = stage.plan(&[order(1, 7)]).unwrap();
    assert_eq!(planned.records[0].action, Action::Create, "another kind bears that mark");
}
