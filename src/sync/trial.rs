//! What the rules make of one record, before it is compared with anything: for tests of mappings.

use crate::endpoint::Payload;
use crate::eval::{Located, Said};
use crate::program::Program;
use crate::sync::desired::Desired;
use crate::sync::draft::Draft;
use crate::sync::planner::Planner;
use crate::sync::world::PlanError;

/// What came of a record.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The record that the rules want; of use when there is neither verdict nor fault.
    pub desired: Desired,
    /// Why it cannot go on.
    pub verdict: Option<Said>,
    /// Outcomes that only say something.
    pub warnings: Vec<Said>,
    /// What went wrong with its values.
    pub faults: Vec<Located>,
}

impl<'a> Planner<'a> {
    /// Runs a program on a record, its matches answered as in a run.
    pub async fn try_out(
        &mut self,
        program: &'a Program,
        payload: &Payload,
    ) -> Result<Trial, PlanError> {
        let mut drafts = [Draft::new(program, payload.clone())];
        self.answer(&mut drafts, 0).await?;
        let [Draft { desired, verdict, warnings, faults, .. }] = drafts;
        Ok(Trial { desired, verdict, warnings, faults })
    }
}
