//! What fits into what, and what is said where it does not.

use indexmap::IndexMap;

use super::{Fit, Misfit};
use crate::schema::{
    Catalog, Dictionary, DictionaryId, Entity, EntityId, Enum, EnumId, Record, RecordId, Rows,
    Side, SideId, Type,
};

/// Two sides with two entities and a dictionary each, and an enumeration.
fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    for name in ["erp", "crm"] {
        let members = IndexMap::new();
        let side = Side { name: name.into(), system: name.into(), zone: None, members };
        let side = catalog.add_side(side);
        let record = catalog.add_record(Record::default());
        catalog.add_dictionary(Dictionary { side, name: name.into(), entries: None, record });
        for entity in ["a", "b"] {
            catalog.add_entity(entity_of(side, entity, record));
        }
    }
    catalog.add_enum(Enum { name: "e".into(), members: vec!["one".into(), "two".into()] });
    catalog
}

fn entity_of(side: SideId, name: &str, record: RecordId) -> Entity {
    Entity {
        side,
        name: name.into(),
        record,
        key: Vec::new(),
        naming: None,
        names: Vec::new(),
        parent: None,
        postable: false,
        changes: false,
        creatable: true,
        editable: true,
    }
}

fn decimal(precision: u8, scale: u8) -> Type {
    Type::Decimal { precision: Some(precision), scale: Some(scale) }
}

fn text(max: u32) -> Type {
    Type::Text { max: Some(max) }
}

fn literals(texts: &[&str]) -> Type {
    Type::Literals(texts.iter().map(|text| (*text).into()).collect())
}

fn reference(entity: u32) -> Type {
    Type::Ref(EntityId(entity))
}

/// One of everything, and more where size matters.
fn types() -> Vec<Type> {
    let record = RecordId(0);
    vec![
        Type::TEXT,
        text(3),
        text(40),
        Type::Code(DictionaryId(0)),
        Type::Code(DictionaryId(1)),
        Type::Bool,
        Type::Int,
        Type::NUMBER,
        decimal(5, 2),
        Type::MONEY,
        decimal(25, 4),
        Type::Date,
        Type::DateTime,
        Type::Duration,
        Type::Guid,
        Type::Phone,
        Type::Email,
        Type::Enum(EnumId(0)),
        literals(&["one"]),
        literals(&["one", "three"]),
        literals(&["four"]),
        Type::Record(record),
        Type::Rows(Rows { record, key: Vec::new() }),
        reference(0),
        reference(1),
        reference(2),
        Type::Kind(crate::schema::UnionId(0)),
        Type::Union(vec![reference(0), text(3)]),
        Type::Union(vec![reference(0), text(40), Type::Int]),
        Type::Any,
    ]
}

#[test]
fn every_type_fits_itself_exactly_and_no_other() {
    let catalog = catalog();
    for from in types() {
        for to in types() {
            assert_eq!(catalog.fits(&from, &to) == Fit::Exact, from == to, "{from:?} {to:?}");
        }
    }
}

#[test]
fn what_widens_twice_widens_once() {
    let catalog = catalog();
    for a in types() {
        for b in types().iter().filter(|b| catalog.fits(&a, b).is_safe()) {
            for c in types().iter().filter(|c| catalog.fits(b, c).is_safe()) {
                assert!(catalog.fits(&a, c).is_safe(), "{a:?} -> {b:?} -> {c:?}");
            }
        }
    }
}

#[test]
fn nothing_widens_both_ways() {
    let catalog = catalog();
    for a in types() {
        for b in types().iter().filter(|b| **b != a) {
            let both = catalog.fits(&a, b) == Fit::Widening && catalog.fits(b, &a) == Fit::Widening;
            assert!(!both, "{a:?} and {b:?}");
        }
    }
}

#[test]
fn references_are_nominal() {
    let catalog = catalog();
    let fits = |from: &Type, to: &Type| catalog.fits(from, to);
    assert_eq!(fits(&reference(0), &reference(1)), Fit::No(Misfit::Entity));
    assert_eq!(fits(&reference(0), &reference(2)), Fit::No(Misfit::Side));
    assert_eq!(fits(&reference(0), &Type::TEXT), Fit::No(Misfit::Reference));
    assert_eq!(fits(&Type::Guid, &reference(0)), Fit::No(Misfit::Reference));
    let union = Type::Union(vec![Type::TEXT, reference(0)]);
    assert_eq!(fits(&reference(0), &union), Fit::Widening);
    assert_eq!(fits(&reference(2), &union), Fit::No(Misfit::Side));
    assert_eq!(fits(&union, &reference(0)), Fit::Converts);
    assert_eq!(fits(&union, &reference(1)), Fit::No(Misfit::Reference));
}

#[test]
fn sizes_decide_whether_a_value_may_overflow() {
    let catalog = catalog();
    let fits = |from: &Type, to: &Type| catalog.fits(from, to);
    assert_eq!(fits(&text(3), &text(40)), Fit::Widening);
    assert_eq!(fits(&text(40), &text(3)), Fit::Converts);
    assert_eq!(fits(&Type::TEXT, &text(40)), Fit::Converts);
    assert_eq!(fits(&decimal(5, 2), &Type::MONEY), Fit::Widening);
    assert_eq!(fits(&decimal(25, 4), &Type::MONEY), Fit::Converts);
    assert_eq!(fits(&Type::MONEY, &Type::Int), Fit::Converts);
    assert_eq!(fits(&Type::Int, &Type::NUMBER), Fit::Widening);
    assert_eq!(fits(&Type::Int, &Type::TEXT), Fit::Widening);
    assert_eq!(fits(&Type::Guid, &text(36)), Fit::Widening);
    assert_eq!(fits(&Type::Guid, &text(35)), Fit::Converts);
}

#[test]
fn words_fit_by_their_members() {
    let catalog = catalog();
    let members = Type::Enum(EnumId(0));
    let fits = |from: &Type, to: &Type| catalog.fits(from, to);
    assert_eq!(fits(&literals(&["one"]), &members), Fit::Widening);
    assert_eq!(fits(&literals(&["one", "three"]), &members), Fit::Converts);
    assert_eq!(fits(&literals(&["four"]), &members), Fit::No(Misfit::Members));
    assert_eq!(fits(&members, &text(3)), Fit::Widening);
    assert_eq!(fits(&members, &text(2)), Fit::Converts);
    assert_eq!(fits(&Type::TEXT, &members), Fit::Converts);
    let (one, other) = (Type::Code(DictionaryId(0)), Type::Code(DictionaryId(1)));
    assert_eq!(fits(&one, &other), Fit::No(Misfit::Dictionary));
    assert_eq!(fits(&literals(&["a"]), &one), Fit::Converts);
}

#[test]
fn what_has_no_one_spelling_must_be_spelt_by_the_rule() {
    let catalog = catalog();
    for from in [Type::MONEY, Type::Date, Type::DateTime, Type::Bool, Type::Duration] {
        assert_eq!(catalog.fits(&from, &Type::TEXT), Fit::No(Misfit::Spelling), "{from:?}");
        assert_eq!(catalog.fits(&Type::TEXT, &from), Fit::Converts, "{from:?}");
    }
    assert_eq!(catalog.fits(&Type::Date, &Type::Bool), Fit::No(Misfit::Kind));
    assert_eq!(catalog.fits(&Type::Date, &Type::DateTime), Fit::Widening);
    assert_eq!(catalog.fits(&Type::DateTime, &Type::Date), Fit::Converts);
}
