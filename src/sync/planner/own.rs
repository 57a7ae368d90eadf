//! The counterparts of the records that a flow is about: there already, or to be created.

use std::collections::BTreeSet;

use crate::eval::{Ask, Found, Said};
use crate::program::Constant;
use crate::sync::draft::Draft;
use crate::sync::overlay::{Question, question};
use crate::sync::planner::Planner;
use crate::sync::record::waiting;
use crate::sync::resolve::resolve;
use crate::sync::world::PlanError;

/// What is known of a record's own counterpart.
pub(super) enum Own {
    /// It is there: the question that found it, its key, whether the journal had the link.
    Edit(Option<Question>, Box<str>, bool),
    /// It has to be created.
    Create(Option<Question>),
    /// This run creates it already, for another record.
    Planned,
    /// The match says what happens instead.
    Said(Said),
}

impl Planner<'_> {
    /// The records' own counterparts.
    pub(super) async fn own(&mut self, drafts: &[Draft<'_>]) -> Result<Vec<Own>, PlanError> {
        let Some(first) = drafts.first() else { return Ok(Vec::new()) };
        let program = first.program;
        let Some(role) = self.world.role(&program.map) else {
            return drafts.iter().map(|draft| self.linked_only(draft)).collect();
        };
        let sound = drafts.iter().filter(|draft| draft.is_sound());
        let asks: Vec<Ask> = sound.map(|draft| own_ask(role, draft)).collect();
        let creations = resolve(&self.world, &mut self.overlay, &asks).await?;
        let new: BTreeSet<Box<str>> =
            creations.into_iter().map(|creation| creation.ask.key).collect();
        let mut owns = Vec::new();
        for draft in drafts {
            let ask = own_ask(role, draft);
            let question = question(&ask);
            owns.push(match self.overlay.answer(&question) {
                _ if new.contains(&ask.key) => Own::Create(Some(question)),
                Some(Found::Records(records)) => match records.first() {
                    Some(Constant::Planned(..)) => Own::Planned,
                    Some(Constant::Reference(_, key)) => {
                        let linked = self.overlay.recognised(&question).is_none();
                        Own::Edit(Some(question.clone()), key.clone(), linked)
                    }
                    _ => Own::Said(waiting("missing", program)),
                },
                Some(Found::Outcome(said)) => Own::Said(said.clone()),
                None => {
                    let text = self.spoken(&ask);
                    Own::Said(Said { text, ..waiting("dependency", program) })
                }
            });
        }
        Ok(owns)
    }

    /// A map without a match of its name goes by the link alone.
    fn linked_only(&self, draft: &Draft<'_>) -> Result<Own, PlanError> {
        let program = draft.program;
        let found = self.world.memory.counterpart(&program.map, program.toward, &draft.payload.key);
        Ok(match found.map_err(PlanError::Journal)? {
            Some(key) => Own::Edit(None, key.into(), true),
            None => Own::Create(None),
        })
    }
}

fn own_ask(role: u16, draft: &Draft<'_>) -> Ask {
    Ask {
        role,
        toward: draft.program.toward,
        key: draft.payload.key.as_str().into(),
        entity: Some(draft.program.source),
    }
}
