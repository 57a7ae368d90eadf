//! What is looked up around a call: whether the record is still as it was planned, whether a call that
//! got no answer was done, and what of it stands.

use std::time::Duration;

use super::Work;
use crate::endpoint::{Answer, EndpointError, ErrorKind, Payload};
use crate::journal::{Intent, IntentState, Op};
use crate::sync::intents::{probe, written};
use crate::sync::lane_plan::{LanePlanner, Stopped};
use crate::sync::machine::{Seen, Trouble};
use crate::sync::mutant::{Rule, breaks};
use crate::sync::perform::{late, nobody};
use crate::sync::replaced::{is_moved, replaces_list};

impl<P: LanePlanner> Work<'_, P> {
    /// Whether what is about to be written stands as it did when that was planned: lists, and everything
    /// where the system has no version to refuse an old state by.
    pub(super) async fn look_again(&self, step: usize) -> Answer<()> {
        let intent = &self.intents[step];
        let record = self.record_of(step).filter(|(_, first)| *first == step);
        let seen = record.and_then(|(record, _)| record.seen.as_ref()?.wrote.as_ref());
        let (Some((planned, _)), Some(body), Some(query)) = (seen, &intent.body, probe(intent))
        else {
            return Ok(());
        };
        let wanted = intent.version.is_none() || replaces_list(body);
        let Some(system) = self.driver.system(&intent.side).filter(|_| wanted) else {
            return Ok(());
        };
        if breaks(Rule::LookAgain) {
            return Ok(());
        }
        // Nothing was sent yet, so there is no doubt whether it was done: a new plan reads again.
        let found = system.endpoint.read(&query).await.map_err(|error| match error.kind {
            ErrorKind::Transient | ErrorKind::BadData | ErrorKind::Limit => {
                EndpointError { kind: ErrorKind::Conflict, ..error }
            }
            _ => error,
        })?;
        let moved = |now: &Payload| is_moved(body, planned.text.as_bytes(), &now.bytes);
        if found.first().is_some_and(moved) {
            let text = "somebody edited it at the same time";
            return Err(EndpointError::new(ErrorKind::Conflict, &intent.entity, text));
        }
        Ok(())
    }

    /// Whether the record of a step in doubt is there.
    pub(super) async fn probe(&mut self, step: usize) -> Result<Seen, Trouble> {
        if breaks(Rule::Probe) {
            return Ok(Seen::Absent);
        }
        let intent = &self.intents[step];
        let found = match (probe(intent), self.driver.system(&intent.side)) {
            (Some(query), Some(system)) => {
                let limit = Duration::from_millis(intent.deadline.unsigned_abs());
                match tokio::time::timeout(limit, system.endpoint.read(&query)).await {
                    Ok(answer) => answer,
                    Err(_) => Err(late(&intent.entity)),
                }
            }
            (_, None) => Err(nobody(&intent.side)),
            (None, _) => {
                let text = "nothing tells the record apart";
                Err(EndpointError::new(ErrorKind::Unsupported, &intent.entity, text))
            }
        };
        let found = found.map(|payloads| match payloads.first() {
            Some(payload) => {
                let posted = self.driver.planner.is_posted(&intent.side, &intent.entity, payload);
                (Seen::Present { posted }, Some(written(payload)))
            }
            None => (Seen::Absent, None),
        });
        let is_create = intent.op == Op::Create;
        let seen = found.map(|(seen, written)| {
            if is_create && written.is_some() {
                self.found.push(step);
            }
            self.written[step] = written;
            seen
        });
        self.note(seen)
    }

    /// What the edit in doubt has done is agreed on. Where that cannot be looked up, the new plan takes
    /// it for what it finds.
    pub(super) async fn agree_landed(&self) -> Result<(), Stopped> {
        let doubtful = |intent: &Intent| intent.state != IntentState::Confirmed;
        let Some(step) = self.intents.iter().position(doubtful) else { return Ok(()) };
        let intent = &self.intents[step];
        let meant = self.driver.journal.reader().meant(intent.id)?;
        let (Some(meant), Some(sent), Some(query), Some(system)) =
            (meant, &intent.body, probe(intent), self.driver.system(&intent.side))
        else {
            return Ok(());
        };
        let limit = Duration::from_millis(intent.deadline.unsigned_abs());
        let read = tokio::time::timeout(limit, system.endpoint.read(&query)).await;
        let Some(found) = read.ok().and_then(Result::ok).and_then(|found| found.into_iter().next())
        else {
            return Ok(());
        };
        if let Ok(Some(agreed)) = self.driver.planner.landed(&meant, sent, &found).await {
            self.driver.journal.agree(vec![agreed]).await?;
        }
        Ok(())
    }
}
