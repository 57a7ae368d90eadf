//! A source record on its way to a plan.

use bumpalo::Bump;

use crate::endpoint::Payload;
use crate::eval::{Ask, Lack, Located, Said, run};
use crate::program::{Cell, Constant, Mapping, Program};
use crate::schema::EntityId;
use crate::sync::desired::Desired;
use crate::sync::overlay::{Overlay, Question, question};
use crate::value::json::Slots;
use crate::value::{Fault, FaultKind};

/// A record, its program, and what running it came to so far.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    /// The program.
    pub(crate) program: &'a Program,
    /// The source record.
    pub(crate) payload: Payload,
    /// The record of the flow whose row it is, by its key.
    pub(crate) within: Option<Box<str>>,
    /// What the rules want.
    pub(crate) desired: Desired,
    /// Why it cannot go on.
    pub(crate) verdict: Option<Said>,
    /// Outcomes that only say something.
    pub(crate) warnings: Vec<Said>,
    /// What went wrong with its values.
    pub(crate) faults: Vec<Located>,
    /// Questions nobody has answered yet.
    pub(crate) asks: Vec<Ask>,
    /// Records behind references that nobody has read yet.
    pub(crate) records: Vec<(EntityId, Box<str>)>,
    /// All questions it ever asked: what has to be planned before it.
    pub(crate) needs: Vec<Question>,
}

impl<'a> Draft<'a> {
    /// A record that no program has seen yet.
    pub(crate) fn new(program: &'a Program, payload: Payload) -> Draft<'a> {
        Draft {
            program,
            payload,
            within: None,
            desired: Desired::default(),
            verdict: None,
            warnings: Vec::new(),
            faults: Vec::new(),
            asks: Vec::new(),
            records: Vec::new(),
            needs: Vec::new(),
        }
    }

    /// Runs the program with what is known by now.
    pub(crate) fn evaluate(&mut self, mapping: &Mapping, overlay: &Overlay, slots: &mut Slots) {
        let arena = Bump::new();
        self.asks.clear();
        self.records.clear();
        if let Some(fault) = &self.payload.fault {
            self.faults = vec![Located::new(fault.clone(), self.program.span)];
            return;
        }
        let evaluated = match std::str::from_utf8(&self.payload.bytes) {
            Ok(text) => {
                let evaluated = run(mapping, self.program, text, slots, overlay, &arena);
                evaluated.map_err(Fault::from)
            }
            Err(broken) => Err(Fault::new(FaultKind::Unreadable, broken.valid_up_to().to_string())),
        };
        let evaluated = match evaluated {
            Ok(evaluated) => evaluated,
            Err(fault) => {
                let span = self.program.span;
                self.faults = vec![Located::new(fault, span)];
                return;
            }
        };
        self.desired = Desired::of(&evaluated.built);
        self.verdict = evaluated.verdict;
        self.warnings = evaluated.warnings;
        self.faults = evaluated.faults;
        self.asks = evaluated.asks;
        self.records = evaluated.records;
        for ask in &self.asks {
            let question = question(ask);
            if !self.needs.contains(&question) {
                self.needs.push(question);
            }
        }
    }

    /// Notes what a new record lacks that its system creates none without: a rule that leaves a field
    /// as it is fills nothing in one.
    pub(crate) fn lacks(&mut self) {
        if !self.is_sound() {
            return;
        }
        let layout = &self.program.layout;
        let lacking =
            |cells: &[Cell], values: &[Constant], rows: &str, found: &mut Vec<Located>| {
                let open =
                    cells.iter().zip(values).filter(|(cell, it)| cell.needed && it.is_absent());
                found.extend(open.map(|(cell, _)| {
                    let fault = Fault::new(FaultKind::Missing, format!("{rows}{}", cell.path));
                    let lack = Some(Box::new(Lack { left: true, ..Lack::default() }));
                    Located { lack, ..Located::new(fault, cell.rule) }
                }));
            };
        lacking(&layout.cells, &self.desired.cells, "", &mut self.faults);
        for (group, built) in layout.groups.iter().zip(&self.desired.groups) {
            for (number, row) in built.rows.iter().enumerate().filter(|_| group.related.is_none()) {
                let rows = format!("{}[{number}].", group.path);
                lacking(&group.cells, row, &rows, &mut self.faults);
            }
        }
    }

    /// Whether every rule gave what it has to give, whatever the checks say of it.
    pub(crate) fn is_reckoned(&self) -> bool {
        let of_check = self.verdict.as_ref().is_none_or(Said::is_of_check);
        of_check && self.faults.is_empty() && !self.is_open()
    }

    /// Whether nothing stands in the way of writing it.
    pub(crate) fn is_sound(&self) -> bool {
        self.verdict.is_none() && self.faults.is_empty() && !self.is_open()
    }

    /// Whether something has to be found out before it is known what the rules give.
    pub(crate) fn is_open(&self) -> bool {
        !self.asks.is_empty() || !self.records.is_empty()
    }
}
