//! The orders map of the shipped set, run by the program.

use std::collections::HashMap;
use std::path::Path;

use bumpalo::Bump;
use obmen::eval::{self, Built, Evaluated, Facts, Found};
use obmen::program::{Constant, Program, Toward};
use obmen::project::{self, Project};
use obmen::schema::EntityId;
use obmen::value::json::Slots;

use super::generate::{self, COMPANIES, CUSTOMERS, GOODS};

/// The shipped set with the settings of its own tests. What is wrong with its flows matters little
/// here: that the map does what it says is seen by the outputs.
pub(crate) fn project() -> Project {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/unf3");
    project::open(&dir)
}

/// What matches answer: goods are there, customers are planned.
pub(crate) struct Known {
    answers: Vec<HashMap<Box<str>, Found>>,
}

impl Known {
    /// The answers to everything that generated orders ask.
    pub(crate) fn new(project: &Project) -> Known {
        let mapping = &project.mapping;
        let mut answers: Vec<HashMap<Box<str>, Found>> = Vec::new();
        answers.resize_with(mapping.matches.len(), HashMap::new);
        let role = |name: &str| mapping.matches.iter().position(|known| &*known.name == name);
        let entity = |name: &str| {
            let found = project.catalog.entities.iter().position(|known| &*known.name == name);
            EntityId(found.expect("the schema has it") as u32)
        };
        let good = &mut answers[role("Товар").expect("the set has it")];
        for number in 0..GOODS {
            let (key, variant) = generate::offer_keys(number);
            let item = Constant::Reference(entity("Catalog_Номенклатура"), key.into());
            let variant = variant.map_or(Constant::Absent, |key| {
                Constant::Reference(entity("Catalog_ХарактеристикиНоменклатуры"), key.into())
            });
            let code = generate::offer_code(number);
            good.insert(code.into(), Found::Records(vec![item, variant]));
        }
        let mut people = |name: &str, keys: std::ops::Range<u64>| {
            let answers = &mut answers[role(name).expect("the set has it")];
            for id in keys {
                let planned =
                    Constant::Planned(entity("Catalog_Контрагенты"), planned_key(id).into());
                answers.insert(id.to_string().into(), Found::Records(vec![planned]));
            }
        };
        people("Покупатель", 100..100 + CUSTOMERS);
        people("Компания", 500..500 + COMPANIES);
        Known { answers }
    }
}

/// The key that a planned customer will have.
pub(crate) fn planned_key(id: u64) -> String {
    format!("7e57{id:04x}-5a1c-41f0-8d10-00155d0c7e02")
}

impl Facts for Known {
    fn find(&self, role: u16, _: Toward, key: &str) -> Option<&Found> {
        self.answers[usize::from(role)].get(key)
    }
}

/// The program that turns an order of RetailCRM into one of 1C.
pub(crate) fn program(project: &Project) -> &Program {
    project.mapping.program("Заказ", Toward::Left).expect("the set has it")
}

/// Maps orders one after another, with buffers that are kept.
pub(crate) struct Mapper<'p> {
    project: &'p Project,
    program: &'p Program,
    known: &'p Known,
    slots: Slots,
    arena: Bump,
}

impl<'p> Mapper<'p> {
    /// A mapper with empty buffers.
    pub(crate) fn new(project: &'p Project, known: &'p Known) -> Mapper<'p> {
        let program = program(project);
        Mapper { project, program, known, slots: Slots::default(), arena: Bump::new() }
    }

    /// Appends the 1C order for `text`.
    pub(crate) fn map(&mut self, text: &str, out: &mut String) {
        let (mapping, program) = (&self.project.mapping, self.program);
        eval::write(mapping, program, &self.built(text), out);
    }

    /// What the program makes of an order; a generated one goes through without a word.
    pub(crate) fn built<'a>(&'a mut self, text: &'a str) -> Built<'a> {
        let Evaluated { built, verdict, faults, asks, .. } = self.run(text);
        assert!(faults.is_empty() && asks.is_empty(), "{faults:?} {asks:?}");
        assert!(verdict.is_none(), "{verdict:?}");
        built
    }

    /// What the program comes to.
    pub(crate) fn run<'a>(&'a mut self, text: &'a str) -> Evaluated<'a> {
        self.arena.reset();
        let Mapper { project, program, known, slots, arena } = self;
        eval::run(&project.mapping, program, text, slots, *known, arena).expect("it is JSON")
    }
}
