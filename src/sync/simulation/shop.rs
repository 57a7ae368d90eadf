//! The mapping that the simulation exchanges by, compiled as any other.

use std::cell::Cell;
use std::sync::LazyLock;

use crate::check::{Values, check};
use crate::program::{self, Mapping};
use crate::schema::{Catalog, SideId, dictionary, overlay};
use crate::source::Sources;
use crate::sync::evidence::Telling;
use crate::syntax::parse;
use crate::system::{onec_odata, retailcrm};

const MAPPING: &str = include_str!("shop/orders.obmen");
const METADATA: &str = include_str!("shop/shop.edmx");
const OVERLAY: &str = include_str!("shop/shop.overlay.yaml");
const DICTIONARIES: &str = include_str!("shop/crm.dictionaries.yaml");

/// The mapping and what it was compiled against.
pub(super) struct Shop {
    pub(super) catalog: Catalog,
    pub(super) mapping: Mapping,
    pub(super) sources: Sources,
    pub(super) erp: SideId,
    pub(super) crm: SideId,
}

impl Shop {
    /// What plans are told with.
    pub(super) fn telling(&self) -> Telling<'_> {
        Telling { catalog: &self.catalog, sources: &self.sources, rules: "" }
    }
}

/// Rules that go both ways.
static WHOLE: LazyLock<Shop> = LazyLock::new(|| read(MAPPING));

/// The same rules, each as two that go one way.
static HALVES: LazyLock<Shop> = LazyLock::new(|| {
    let split = |line: &str| match line.split_once(" <-> ") {
        Some((left, right)) if line.ends_with("owner crm") || line.ends_with("clear") => {
            format!("{left} <- {right}\n{left} -> {right}\n")
        }
        _ => format!("{line}\n"),
    };
    let halves: String = MAPPING.lines().map(split).collect();
    assert!(halves.lines().count() > MAPPING.lines().count());
    read(&halves)
});

thread_local! {
    static SPLIT: Cell<bool> = const { Cell::new(false) };
}

/// Chooses the shop of this thread.
pub(super) fn split(rules: bool) {
    SPLIT.set(rules);
}

/// The shop of this thread.
pub(super) fn shop() -> &'static Shop {
    if SPLIT.get() { &HALVES } else { &WHOLE }
}

fn read(mapping: &str) -> Shop {
    let mut catalog = Catalog::default();
    let overlay = overlay::read(OVERLAY).unwrap();
    let (erp, problems) =
        onec_odata::schema::schema(&mut catalog, "erp", METADATA, Some(&overlay)).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let crm = retailcrm::schema::schema(&mut catalog, "crm");
    let saved = dictionary::read(DICTIONARIES).unwrap();
    assert!(dictionary::apply(&mut catalog, crm, &saved).is_empty());
    let mut sources = Sources::default();
    let id = sources.add("orders.obmen", mapping);
    let (file, mut found) = parse(id, mapping);
    let values = Values::default();
    let (checked, more) = check(&[&file], &catalog, &values);
    found.extend(more);
    found.retain(crate::diag::Diagnostic::is_error);
    assert!(found.is_empty(), "{found:#?}");
    let mapping = program::lower(&checked, &catalog);
    Shop { catalog, mapping, sources, erp, crm }
}
