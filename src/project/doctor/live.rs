//! One system: is it reached, with which rights, does its clock go, is what was saved of it still
//! so.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::diag::Diagnostic;
use crate::endpoint::http::{Sent, Watcher, watched};
use crate::endpoint::{EndpointError, Source};
use crate::journal::JournalReader;
use crate::project::Project;
use crate::project::connect::{Connected, connect_side};
use crate::project::doctor::needs::needs;
use crate::project::doctor::once::Once;
use crate::project::doctor::{Finding, Said, State, Surroundings, own_key};
use crate::project::pull::{self, Changes, Fetched};
use crate::schema::SideId;
use crate::syntax::ast;
use crate::system::System;
use crate::system::examine::is_refusal;

/// A clock that is further off than so many seconds is told of.
const OFF: i64 = 60;

/// How many changed names are told.
const SHOWN: usize = 5;

/// A system that is examined.
pub(super) struct Patient<'a> {
    pub(super) project: &'a Project,
    pub(super) side: &'a ast::Side,
    pub(super) reader: Option<&'a JournalReader>,
    pub(super) around: &'a Surroundings<'a>,
}

impl Patient<'_> {
    /// Connects to the system and looks at it. What it describes is put to `fetched`, by the path
    /// under which it would be saved.
    pub(super) async fn examine(
        &self,
        connected: &mut Connected,
        fetched: &mut BTreeMap<String, String>,
    ) -> Vec<Finding> {
        let name = &*self.side.name.text;
        let before = connected.systems.len();
        let joined = connect_side(self.project, self.side, self.around.variables, connected).await;
        if let Err(wrong) = joined {
            return vec![Finding::end(check_of(&wrong), Said::Told(wrong, None)).of(name)];
        }
        if connected.systems.len() == before {
            return Vec::new();
        }
        let Some((kind, endpoint)) = connected.system(name) else { return Vec::new() };
        if self.project.config.systems.get(name).is_some_and(|system| system.files.is_some()) {
            return vec![Finding::new("reach", "doctor-reach-files", State::Fine).of(name)];
        }
        let clocks = Clocks::default();
        let once = Once::new(&**endpoint);
        let work = self.look(kind, &once, fetched);
        let mut found = watched(clocks.watcher(self), work).await;
        found.extend(clocks.told());
        found.into_iter().map(|finding| finding.of(name)).collect()
    }

    async fn look(
        &self,
        kind: &System,
        source: &dyn Source,
        fetched: &mut BTreeMap<String, String>,
    ) -> Vec<Finding> {
        let now = self.around.clock.now();
        let side = self.project.catalog.side(&self.side.name.text);
        let needs = side.map(|side| needs(self.project, side, now.0)).unwrap_or_default();
        let observed = match (kind.examine)(source, &needs).await {
            Ok(observed) => observed,
            Err(error) => return vec![Finding::end("reach", Said::System(error))],
        };
        let mut found = vec![Finding::new("reach", "doctor-reach-fine", State::Fine)];
        found.extend(observed.into_iter().map(|seen| Finding {
            system: None,
            check: seen.check,
            state: seen.state,
            said: Said::Words(seen.words, seen.facts),
            ends: false,
        }));
        if let (Some(side), true) = (side, source.capability().own_keys) {
            found.extend(self.own_keys(side));
        }
        if let Some(side) = side {
            match own_key::dedicated(self, side, source).await {
                Ok(finding) => found.extend(finding),
                Err(error) => found.push(refused("history", error)),
            }
        }
        match pull::schema(self.project, self.side, source, self.around.date).await {
            Ok(Some(description)) => {
                found.extend(drift(&description));
                fetched.insert(description.path, description.text);
            }
            Ok(None) => {}
            Err(error) => found.push(refused("schema", error)),
        }
        found
    }

    /// Whether the system keeps the keys that we choose is seen by what it did with those so far.
    fn own_keys(&self, side: SideId) -> Option<Finding> {
        let name = &self.project.catalog[side].name;
        let count = self.reader.map_or(Ok((0, 0)), |reader| reader.own_keys(name));
        Some(match count {
            Ok((0, 0)) => Finding::new("own-keys", "doctor-own-keys-untold", State::Unknown),
            Ok((kept, 0)) => {
                Finding::new("own-keys", "doctor-own-keys-kept", State::Fine).fact("count", kept)
            }
            Ok((_, lost)) => {
                Finding::new("own-keys", "doctor-own-keys-lost", State::Failure).fact("count", lost)
            }
            Err(error) => Finding::end("own-keys", Said::Journal(error)),
        })
    }
}

/// What was wrong when connecting: secrets, or other settings, or this machine.
fn check_of(wrong: &Diagnostic) -> &'static str {
    if wrong.code == &crate::diag::codes::P114 { "secrets" } else { "settings" }
}

/// Something that a system would not tell of: its refusal is a failure, its silence ends it all.
fn refused(check: &'static str, error: EndpointError) -> Finding {
    let ends = !is_refusal(&error);
    Finding { ends, ..Finding::end(check, Said::System(error)) }
}

/// What differs from what was saved.
fn drift(description: &Fetched) -> Vec<Finding> {
    let path = description.path.as_str();
    let mut found: Vec<Finding> = description
        .refused
        .iter()
        .map(|(name, words)| {
            Finding::new("schema", "doctor-schema-refused", State::Warning)
                .fact("name", name.as_str())
                .fact("words", words.as_str())
        })
        .collect();
    let Some(Changes { added, removed, changed }) = &description.changes else {
        found
            .push(Finding::new("schema", "doctor-schema-first", State::Unknown).fact("path", path));
        return found;
    };
    let names: Vec<String> = [("−", removed), ("~", changed), ("+", added)]
        .into_iter()
        .flat_map(|(mark, names)| names.iter().map(move |name| format!("{mark} {name}")))
        .collect();
    if names.is_empty() {
        found.push(Finding::new("schema", "doctor-schema-same", State::Fine).fact("path", path));
        return found;
    }
    let more = if names.len() > SHOWN { ", …" } else { "" };
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    found.push(
        Finding::new("schema", "doctor-schema-drift", State::Warning)
            .fact("path", path)
            .fact("count", names.len())
            .fact("names", format!("{shown}{more}")),
    );
    found
}

/// How far the system's clock is from this machine's, by each of its answers, in seconds.
#[derive(Clone, Default)]
struct Clocks(Arc<Mutex<Vec<i64>>>);

impl Clocks {
    fn watcher(&self, patient: &Patient<'_>) -> Watcher {
        let (clocks, log) = (self.clone(), patient.around.log.clone());
        Arc::new(move |sent: &Sent| {
            if let Some(off) = sent.date.as_deref().and_then(difference) {
                clocks.0.lock().unwrap_or_else(PoisonError::into_inner).push(off);
            }
            if let Some(log) = &log {
                log(sent);
            }
        })
    }

    /// An answer may have waited on its way, so the nearest counts.
    fn told(&self) -> Option<Finding> {
        let clocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(off) = clocks.iter().copied().min_by_key(|off| off.abs()) else {
            return Some(Finding::new("clock", "doctor-clock-untold", State::Unknown));
        };
        let (words, state) = match (off.abs() > OFF, off > 0) {
            (false, _) => ("doctor-clock-fine", State::Fine),
            (true, true) => ("doctor-clock-ahead", State::Warning),
            (true, false) => ("doctor-clock-behind", State::Warning),
        };
        let seconds = usize::try_from(off.abs()).unwrap_or(usize::MAX);
        Some(Finding::new("clock", words, state).fact("seconds", seconds))
    }
}

/// How many seconds a clock is ahead of this machine's.
fn difference(date: &str) -> Option<i64> {
    let theirs = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    let ours = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(theirs.as_second() - i64::try_from(ours.as_secs()).ok()?)
}
