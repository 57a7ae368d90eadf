//! Whether the key is this journal's alone. By its key alone a system tells our edits from those of
//! others, so one that another program uses too makes their edits look like ours.

use std::collections::BTreeSet;

use crate::endpoint::{Answer, Cursor, ErrorKind, Source};
use crate::journal::JournalReader;
use crate::project::doctor::live::Patient;
use crate::project::doctor::{Finding, Said, State};
use crate::schema::{EntityId, SideId};

/// How far back is looked, in milliseconds.
const BACK: i64 = 24 * 60 * 60 * 1000;

/// The most pages of a feed that are looked at.
const PAGES: usize = 10;

/// How many records are told.
const SHOWN: usize = 5;

/// Whether the feeds of a side show edits with our key that this journal never sent. A side that
/// only compares versions tells of nobody's key.
pub(super) async fn dedicated(
    patient: &Patient<'_>,
    side: SideId,
    source: &dyn Source,
) -> Answer<Option<Finding>> {
    let capability = source.capability();
    if !capability.changes || capability.compares {
        return Ok(None);
    }
    let mut strange = BTreeSet::new();
    let mut own = BTreeSet::new();
    for entity in followed(patient, side) {
        let name = patient.project.catalog[entity].name.to_string();
        let edited = match own_edits(patient, side, &name, source).await {
            Ok(edited) => edited,
            // It has no feed of its own.
            Err(error) if error.kind == ErrorKind::Unsupported => continue,
            Err(error) => return Err(error),
        };
        for key in edited {
            let known =
                patient.reader.map_or(Ok(false), |reader| wrote(reader, patient, side, &key));
            match known {
                Ok(true) => drop(own.insert(format!("{name} {key}"))),
                Ok(false) => drop(strange.insert(format!("{name} {key}"))),
                Err(error) => return Ok(Some(Finding::end("key", Said::Journal(error)))),
            }
        }
    }
    if strange.is_empty() {
        let fine = Finding::new("key", "doctor-key-own", State::Fine);
        return Ok(Some(fine.fact("count", own.len())));
    }
    let more = if strange.len() > SHOWN { ", …" } else { "" };
    let shown: Vec<&str> = strange.iter().take(SHOWN).map(String::as_str).collect();
    let words = match patient.reader {
        Some(_) => "doctor-key-shared",
        None => "doctor-key-foreign",
    };
    let shared = Finding::new("key", words, State::Warning).fact("count", strange.len());
    Ok(Some(shared.fact("records", format!("{}{more}", shown.join(", ")))))
}

fn wrote(
    reader: &JournalReader,
    patient: &Patient<'_>,
    side: SideId,
    key: &str,
) -> Result<bool, crate::journal::JournalError> {
    reader.wrote(&patient.project.catalog[side].name, key)
}

/// The entities of a side whose changes are told, among those that the exchange touches.
fn followed(patient: &Patient<'_>, side: SideId) -> BTreeSet<EntityId> {
    let (catalog, used) = (&patient.project.catalog, &patient.project.checked.used);
    let touched = used.followed.iter().chain(&used.read).chain(&used.written).copied();
    touched.filter(|entity| catalog[*entity].side == side && catalog[*entity].changes).collect()
}

/// The keys of records that were edited with our key of late.
async fn own_edits(
    patient: &Patient<'_>,
    side: SideId,
    entity: &str,
    source: &dyn Source,
) -> Answer<BTreeSet<String>> {
    let zone = patient.project.catalog[side].zone.as_deref();
    let zone = zone.or(patient.project.config.zone.as_deref()).unwrap_or("UTC");
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let from = patient.around.clock.now().plus(-BACK);
    let from = jiff::Timestamp::from_millisecond(from.0).unwrap_or_default();
    let from = zone.to_datetime(from).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let mut cursor = Cursor::Since(from);
    let mut keys = BTreeSet::new();
    for _ in 0..PAGES {
        let page = source.changes(entity, &cursor).await?;
        keys.extend(page.changes.into_iter().filter(|change| change.own).map(|change| change.key));
        if !page.more {
            break;
        }
        cursor = page.next;
    }
    Ok(keys)
}
