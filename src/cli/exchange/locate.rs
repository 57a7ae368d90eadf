//! Records that were named on the command line: in the sources of which flows they are.

use std::collections::HashMap;

use crate::cli::args::Level;
use crate::cli::console::Console;
use crate::cli::exchange::sides::Exchange;
use crate::cli::exchange::trouble::Trouble;
use crate::cli::lower::Records;
use crate::endpoint::{ErrorKind, Query, Selector, Source};
use crate::program::FlowPlan;

/// The keys of the named records, by the flow whose source has them.
pub(super) type Named = HashMap<Box<str>, Vec<String>>;

impl<'a> Exchange<'a> {
    /// Looks for the named records in the sources of all these flows, and gives the flows that have
    /// any of them. A record that none of them has is a mistake of who named it, and nothing is done.
    pub(super) async fn locate(
        &mut self,
        flows: Vec<&'a FlowPlan>,
        console: &mut Console,
    ) -> Result<Vec<&'a FlowPlan>, Trouble> {
        let names = match &self.plan.records {
            Records::Changed | Records::Saved => return Ok(flows),
            Records::Numbers(names) | Records::Ids(names) => names,
        };
        let mut found = vec![false; names.len()];
        let mut refused = None;
        for flow in &flows {
            let mut keys = Vec::new();
            let mut silent = None;
            for (name, found) in names.iter().zip(&mut found) {
                match self.sought(flow, name, flows.len() == 1).await {
                    Err(Trouble::System(error)) if flows.len() > 1 && is_of_source(error.kind) => {
                        silent.get_or_insert(error);
                    }
                    other => {
                        let there = other?;
                        *found |= !there.is_empty();
                        keys.extend(there);
                    }
                }
            }
            if let (true, Some(error)) = (keys.is_empty(), silent) {
                let reason = (&*error.message).into();
                let args = [("name", (&*flow.name).into()), ("reason", reason)];
                console.log(Level::Warn, &self.texts.say("run-not-asked-so", &args));
                refused.get_or_insert(error);
                continue;
            }
            self.named.insert(flow.name.clone(), keys);
        }
        if let (true, Some(error)) = (self.named.is_empty(), refused) {
            return Err(Trouble::System(error));
        }
        if let Some((name, _)) = names.iter().zip(found).find(|(_, found)| !found) {
            let args = [("record", name.as_str().into())];
            return Err(Trouble::Nothing(self.texts.say("run-no-record", &args)));
        }
        self.named.retain(|_, keys| !keys.is_empty());
        Ok(flows.into_iter().filter(|flow| self.named.contains_key(&flow.name)).collect())
    }

    /// The keys that a name stands for in a flow's source. It is asked for each name alone: a key
    /// of another system among them could have all of them refused. With a flow alone, ids need not
    /// be looked for: its plan reads them anyway.
    async fn sought(
        &self,
        flow: &FlowPlan,
        name: &str,
        alone: bool,
    ) -> Result<Vec<String>, Trouble> {
        let selector = if matches!(self.plan.records, Records::Numbers(_)) {
            let naming = self.project.catalog[flow.source].naming.as_deref().unwrap_or_default();
            Selector::Alternate(naming.to_owned(), vec![name.to_owned()])
        } else {
            let key = self.key_of(name, flow);
            if alone {
                return Ok(vec![key]);
            }
            Selector::Keys(vec![key])
        };
        let source = self.sides(flow)?.source(flow.toward);
        self.keys_of(source, flow, selector).await
    }

    async fn keys_of(
        &self,
        source: &dyn Source,
        flow: &FlowPlan,
        selector: Selector,
    ) -> Result<Vec<String>, Trouble> {
        let entity = self.project.catalog[flow.source].name.to_string();
        let query = Query { entity, selector, fields: Vec::new() };
        let found = source.read(&query).await.map_err(Trouble::System)?;
        Ok(found.into_iter().map(|payload| payload.key).collect())
    }

    /// A key, or that of the record whose card has that address.
    fn key_of(&self, id: &str, flow: &FlowPlan) -> String {
        let catalog = &self.project.catalog;
        let side = &catalog[catalog[flow.source].side];
        let system = self.connected.system(&side.name);
        system.and_then(|(kind, _)| (kind.card)(id)).unwrap_or(id).to_owned()
    }
}

/// Whether a source refused the question, and not this moment or this caller.
fn is_of_source(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Unsupported | ErrorKind::Rejected)
}
