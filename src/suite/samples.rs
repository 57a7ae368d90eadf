//! The records that a test gives: files, places in them, records that others carry inside.

use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;

use crate::check::{Sample, Test};
use crate::diag::Machine;
use crate::endpoint::Payload;
use crate::project::Project;
use crate::project::payloads::{NoJson, inside, key, key_members, no_json, unwrapped};
use crate::schema::{Catalog, EntityId, SideId};
use crate::source::Span;
use crate::suite::Unfit;
use crate::suite::compiled::View;
use crate::sync::{Members, Opened, rows};
use crate::system::files::Files;

/// What a test's records are read from.
pub(super) struct World {
    /// The left side and its records.
    pub(super) left: (SideId, Files),
    /// The right side and its records.
    pub(super) right: (SideId, Files),
    /// The records that go through.
    pub(super) subjects: Vec<Payload>,
}

impl World {
    /// The records of a side.
    pub(super) fn files(&self, side: SideId) -> &Files {
        if self.left.0 == side { &self.left.1 } else { &self.right.1 }
    }
}

/// Reads what a test gives.
pub(super) fn read(project: &Project, view: View<'_>, test: &Test) -> Result<World, (Span, Unfit)> {
    let catalog = &project.catalog;
    let map = view.checked.maps.iter().find(|map| map.name == test.map);
    let map = map.expect("the test's check found it");
    let mut world = World {
        left: (catalog[map.left].side, Files::default()),
        right: (catalog[map.right].side, Files::default()),
        subjects: Vec::new(),
    };
    assume(catalog, view, &mut world);
    for sample in &test.samples {
        let records = records(project, sample).map_err(|reason| (sample.file.span, reason))?;
        for (number, text) in records.iter().enumerate() {
            let key = key(catalog, sample.entity, text);
            // A record that is not in its system yet has no key; its number will do.
            let key = key.unwrap_or_else(|| format!("#{}", number + 1));
            world.put(catalog, sample.entity, &key, text, true);
            if sample.is_subject {
                let bytes = text.as_bytes().into();
                world.subjects.push(Payload { key, version: None, bytes, fault: None });
            }
        }
    }
    for number in 0..world.subjects.len() {
        let shown = String::from_utf8_lossy(&world.subjects[number].bytes).into_owned();
        let entity = test.samples.iter().find(|sample| sample.is_subject);
        let entity = entity.expect("the test's check found it").entity;
        let mut put = |entity, key: &str, text: &str| world.put(catalog, entity, key, text, false);
        inside(catalog, catalog[entity].record, &Opened::new(&shown), &mut put);
    }
    Ok(world)
}

/// Records that a `key` names exist unless the test says which do.
fn assume(catalog: &Catalog, view: View<'_>, world: &mut World) {
    for plan in view.mapping.matches.iter().filter(|plan| plan.key.is_some()) {
        let left = plan.left.iter().map(|part| part.entity);
        for entity in left.chain(plan.right.iter().copied()) {
            let side = catalog[entity].side;
            let files = if side == world.left.0 { &mut world.left.1 } else { &mut world.right.1 };
            if let Some(member) = key_members(catalog, entity).first() {
                files.assume(&catalog[entity].name, member);
            }
        }
    }
}

impl World {
    /// Puts a record there; one that others carry inside only where it says more than what is there.
    fn put(&mut self, catalog: &Catalog, entity: EntityId, key: &str, text: &str, given: bool) {
        let files =
            if catalog[entity].side == self.left.0 { &mut self.left.1 } else { &mut self.right.1 };
        let name = &catalog[entity].name;
        let poorer = |known: &str| known.len() >= text.len();
        if given || !files.get(name, key).is_some_and(poorer) {
            files.put(name, key, text);
        }
    }
}

/// The texts of the records of a sample.
fn records(project: &Project, sample: &Sample) -> Result<Vec<String>, Unfit> {
    let path = project.dir.join(&*sample.file.node);
    let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => Unfit::Encoding,
        _ => Unfit::Unread(Machine::from(&error)),
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let found = match &sample.at {
        None => vec![text.to_owned()],
        Some(at) => chosen(text, &at.node)?,
    };
    let mut records = Vec::new();
    for text in found {
        records.extend(unwrapped(&project.catalog, sample.entity, &text).map_err(unfit)?);
    }
    if records.is_empty() {
        return Err(Unfit::Empty);
    }
    Ok(records)
}

fn unfit(text: NoJson) -> Unfit {
    let NoJson { line, column, is_short, .. } = text;
    if is_short { Unfit::Short(line, column) } else { Unfit::Json(line, column) }
}

/// The column that a JSONPath cannot be read from: the library tells it in words, ` --> 1:5`.
pub(crate) fn path_column(error: &str) -> usize {
    let place = error.split_once("--> 1:").map_or("", |(_, place)| place);
    let digits = place.bytes().take_while(u8::is_ascii_digit).count();
    place[..digits].parse().unwrap_or(1)
}

/// What a path finds. Numbers stay as they were written: the path only says where to cut.
fn chosen(text: &str, path: &str) -> Result<Vec<String>, Unfit> {
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| unfit(no_json(text, &error)))?;
    let query =
        parse_json_path(path).map_err(|error| Unfit::Path(path_column(&error.to_string())))?;
    let found = js_path_process(&query, &value).map_err(|_| Unfit::Path(1))?;
    let cut = found.into_iter().filter_map(|found| cut(text, &found.path()));
    Ok(cut.map(str::to_owned).collect())
}

/// The part of a text at a normalised path: `$['orders'][2]`.
fn cut<'t>(text: &'t str, path: &str) -> Option<&'t str> {
    let mut value = text;
    let mut rest = path.strip_prefix('$')?;
    while let Some(step) = rest.strip_prefix('[') {
        if let Some(quoted) = step.strip_prefix('\'') {
            let end = quoted.find("']")?;
            value = Members::of(value)?.get(&quoted[..end])?;
            rest = &quoted[end + 2..];
        } else {
            let end = step.find(']')?;
            value = rows(value).get(step[..end].parse::<usize>().ok()?).copied()?;
            rest = &step[end + 1..];
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests;
