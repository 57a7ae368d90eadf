//! Whether what mappings, tables and settings name is there: the project is checked once more,
//! against what the systems have now instead of what was saved of them.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::endpoint::Source;
use crate::project::connect::Connected;
use crate::project::doctor::{Finding, Said, State};
use crate::project::{Project, open_with, pull};
use crate::schema::{DictionaryId, SideId};
use crate::source::Span;

/// Checks the project against what was fetched, by the paths under which it would be saved, and
/// against the names that the systems have.
pub(super) async fn named(
    project: &Project,
    connected: &Connected,
    mut fetched: BTreeMap<String, String>,
    date: &str,
) -> Vec<Finding> {
    let mut found = Vec::new();
    if fetched.is_empty() {
        return found;
    }
    // Whose names are needed is said by the schemas.
    let renewed = open_with(&project.dir, fetched.clone());
    for side in renewed.sides() {
        let name = &*side.name.text;
        let Some((_, endpoint)) = connected.system(name) else { continue };
        // A system that could not be examined is not asked again.
        let source: &dyn Source = &**endpoint;
        let is_known = renewed.catalog.side(name).is_some();
        if !is_known || !has_described(project, name, &fetched) {
            continue;
        }
        match pull::names_of(&renewed, side, source, date).await {
            Ok(Some(names)) => drop(fetched.insert(names.path, names.text)),
            Ok(None) => {}
            Err(error) => found.push(Finding::end("names", Said::System(error)).of(name)),
        }
    }
    let live = open_with(&project.dir, fetched);
    found.extend(unfit(project, &live));
    for side in (0..live.catalog.sides.len()).map(|at| SideId(at as u32)) {
        found.extend(codes(&live, side));
    }
    found
}

/// Whether something was fetched of that side.
fn has_described(project: &Project, name: &str, fetched: &BTreeMap<String, String>) -> bool {
    let side = project.sides().find(|side| &*side.name.text == name);
    let schema = side.and_then(|side| side.schema.as_ref());
    match schema {
        Some(path) => fetched.contains_key(&*path.node),
        None => true,
    }
}

/// What does not fit any more, and was no mistake of the project as it is.
fn unfit(project: &Project, live: &Project) -> Vec<Finding> {
    let same =
        |one: &Diagnostic, other: &Diagnostic| one.code == other.code && one.args == other.args;
    let mut found: Vec<Finding> = Vec::new();
    for told in live.diagnostics.iter().filter(|told| told.is_error()) {
        if project.diagnostics.iter().any(|known| known.is_error() && same(known, told)) {
            continue;
        }
        let place = told.span.map(|span| place(live, span));
        let said = Said::Told(told.clone(), place);
        found.push(Finding { ends: false, ..Finding::end("names", said) });
    }
    if found.is_empty() && !live.is_broken() {
        let records = live.checked.named.len();
        found.push(
            Finding::new("names", "doctor-names-fine", State::Fine)
                .fact("codes", live.checked.codes.len())
                .fact("records", records),
        );
    }
    found
}

/// The codes of each dictionary that are named: all of them are there, or the project would not
/// pass; those that are out of use are told.
fn codes(live: &Project, side: SideId) -> Vec<Finding> {
    let (catalog, name) = (&live.catalog, &*live.catalog[side].name);
    let mut counts: BTreeMap<DictionaryId, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for ((dictionary, code), span) in &live.checked.codes {
        if catalog[*dictionary].side != side {
            continue;
        }
        *counts.entry(*dictionary).or_default() += 1;
        let entries = catalog[*dictionary].entries.iter().flatten();
        let idle = entries.into_iter().find(|entry| entry.code == *code && !entry.active);
        if let Some(entry) = idle {
            let (file, line) = place(live, *span);
            found.push(
                Finding::new("codes", "doctor-codes-idle", State::Warning)
                    .fact("dictionary", &*catalog[*dictionary].name)
                    .fact("code", &**code)
                    .fact("name", &*entry.name)
                    .fact("place", format!("{file}:{line}"))
                    .of(name),
            );
        }
    }
    if found.is_empty() && !counts.is_empty() {
        let shown: Vec<String> = counts
            .iter()
            .map(|(dictionary, count)| format!("{} {count}", catalog[*dictionary].name))
            .collect();
        let fine = Finding::new("codes", "doctor-codes-fine", State::Fine).of(name);
        found.push(fine.fact("codes", shown.join(", ")));
    }
    found
}

/// The file and line of a place.
fn place(project: &Project, span: Span) -> (String, usize) {
    let place = project.sources.place(span);
    (project.sources.file(span.file).name.to_string(), place.line as usize)
}
