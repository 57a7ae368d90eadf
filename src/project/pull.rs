//! What a project saves of its live systems: `$metadata`, dictionaries, fields of the account, names
//! of small catalogues.
//!
//! Nothing is written here: each file comes with its path, its text and what differs from the saved
//! one.

mod condition;
pub mod tables;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::check::Named;
use crate::endpoint::{EndpointError, ErrorKind, Filter, Query, Selector, Source};
use crate::project::Project;
use crate::project::connect::Connected;
use crate::project::schemas::saved_path;
use crate::schema::dictionary::{self, Dictionaries};
use crate::schema::names::{self, Names};
use crate::schema::{Catalog, EntityId, Member, SideId, Type};
use crate::syntax::ast;
use crate::system::{onec_odata, retailcrm};

/// A file to be saved.
#[derive(Debug)]
pub struct Fetched {
    /// Its path from the project's folder.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What differs from the saved one; none where nothing was saved.
    pub changes: Option<Changes>,
    /// Dictionaries that the system would not give, and what it said.
    pub refused: Vec<(String, String)>,
}

/// What differs between two descriptions, by names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// What is new.
    pub added: Vec<String>,
    /// What is gone.
    pub removed: Vec<String>,
    /// What is something else now.
    pub changed: Vec<String>,
}

/// A description as names and what each stands for.
type Facts = BTreeMap<String, String>;

/// Fetches `$metadata` and dictionaries of all sides. `date` says when.
pub async fn schemas(
    project: &Project,
    connected: &Connected,
    date: &str,
) -> Result<Vec<Fetched>, EndpointError> {
    let mut fetched = Vec::new();
    for side in project.sides() {
        let Some((_, endpoint)) = connected.system(&side.name.text) else { continue };
        fetched.extend(schema(project, side, &**endpoint, date).await?);
    }
    Ok(fetched)
}

/// Fetches `$metadata` or the dictionaries of one side; files describe nothing.
pub async fn schema(
    project: &Project,
    side: &ast::Side,
    source: &dyn Source,
    date: &str,
) -> Result<Option<Fetched>, EndpointError> {
    if is_files(project, side) {
        return Ok(None);
    }
    Ok(match (&*side.system.text, &side.schema) {
        ("odata", Some(path)) => Some(metadata(project, side, &path.node, source, date).await?),
        ("retailcrm", _) => Some(dictionaries(project, side, source, date).await?),
        _ => None,
    })
}

/// Fetches the names of the records by which mappings, tables and settings mean them, and of those
/// that were saved before. The project's schemas are those just fetched.
pub async fn record_names(
    project: &Project,
    connected: &Connected,
    date: &str,
) -> Result<Vec<Fetched>, EndpointError> {
    let mut fetched = Vec::new();
    for side in project.sides() {
        let Some((_, endpoint)) = connected.system(&side.name.text) else { continue };
        fetched.extend(names_of(project, side, &**endpoint, date).await?);
    }
    Ok(fetched)
}

/// Fetches the names of one side, where records are meant by name.
pub async fn names_of(
    project: &Project,
    side: &ast::Side,
    source: &dyn Source,
    date: &str,
) -> Result<Option<Fetched>, EndpointError> {
    let id = project.catalog.side(&side.name.text);
    let id = id.filter(|_| &*side.system.text == "odata" && !is_files(project, side));
    let Some(id) = id else { return Ok(None) };
    let path = place(side, "names");
    let before = saved(project, &path).and_then(|text| names::read(&text).ok());
    let old = before.clone().unwrap_or_default();
    let mut found = Names { date: date.to_owned(), ..Names::default() };
    for (entity, which) in meant(project, id, &old) {
        let name = &project.catalog[entity].name;
        let records = source.read(&wanted(project, entity, which)).await?;
        let records: Result<Vec<Value>, _> =
            records.iter().map(|record| parsed(&record.bytes, name)).collect();
        let (catalog, asked) = (&project.catalog, asked(project, entity));
        let names = onec_odata::schema::names(catalog, entity, asked, &records?);
        found.names.insert(name.to_string(), names);
    }
    let changes = before.map(|old| compare(&facts_of_names(&old), &facts_of_names(&found)));
    Ok(Some(Fetched { path, text: names::write(&found), changes, refused: Vec::new() }))
}

/// Whether files stand for the system: they describe nothing.
fn is_files(project: &Project, side: &ast::Side) -> bool {
    let system = project.config.systems.get(&*side.name.text);
    system.is_some_and(|system| system.files.is_some())
}

async fn metadata(
    project: &Project,
    side: &ast::Side,
    path: &str,
    source: &dyn Source,
    date: &str,
) -> Result<Fetched, EndpointError> {
    let bytes = source.describe("schema").await?;
    let strange = |text: String| EndpointError::new(ErrorKind::BadData, "GET $metadata", text);
    let text = String::from_utf8(bytes).map_err(|error| strange(error.to_string()))?;
    let new = facts_of_metadata(&side.name.text, &text).map_err(strange)?;
    let old = saved(project, path).and_then(|old| facts_of_metadata("", &old).ok());
    let hash = crate::schema::hash(&text);
    let text = format!("{}\n<!-- obmen schema pull {date}, {hash} -->\n", text.trim_end());
    let changes = old.map(|old| compare(&old, &new));
    Ok(Fetched { path: path.to_owned(), text, changes, refused: Vec::new() })
}

async fn dictionaries(
    project: &Project,
    side: &ast::Side,
    source: &dyn Source,
    date: &str,
) -> Result<Fetched, EndpointError> {
    let name = &*side.name.text;
    let path = place(side, "dictionaries");
    let mut catalog = Catalog::default();
    let id = retailcrm::schema::schema(&mut catalog, name);
    let strange = |name: &str, error: retailcrm::schema::NotPulled| {
        EndpointError::new(ErrorKind::BadData, &format!("GET {name}"), error.to_string())
    };
    let mut found = Dictionaries { date: date.to_owned(), ..Dictionaries::default() };
    let mut refused = Vec::new();
    for (name, member) in &catalog[id].members {
        let Member::Dictionary(dictionary) = member else { continue };
        let answer = match source.describe(name).await {
            Ok(answer) => json!({ &**name: parsed::<Value>(&answer, name)? }),
            Err(error) if is_refusal(&error) => {
                refused.push((name.to_string(), error.message));
                continue;
            }
            Err(error) => return Err(error),
        };
        let entries = retailcrm::schema::dictionary(&catalog, *dictionary, &answer);
        let entries = entries.map_err(|error| strange(name, error))?;
        found.dictionaries.insert(name.to_string(), entries);
    }
    let own = source.describe("customDictionaries").await?;
    let own = json!({ "customDictionaries": parsed::<Value>(&own, "customDictionaries")? });
    let own = retailcrm::schema::custom_dictionaries(&own);
    found.dictionaries.extend(own.map_err(|error| strange("customDictionaries", error))?);
    let fields = source.describe("customFields").await?;
    let fields = json!({ "customFields": parsed::<Value>(&fields, "customFields")? });
    let fields = retailcrm::schema::account_fields(&fields);
    found.fields = fields.map_err(|error| strange("customFields", error))?;
    let old = saved(project, &path).and_then(|text| dictionary::read(&text).ok());
    let changes =
        old.map(|old| compare(&facts_of_dictionaries(&old), &facts_of_dictionaries(&found)));
    Ok(Fetched { path, text: dictionary::write(&found), changes, refused })
}

/// Whether a system has no such dictionary, or not for this key: the others are still of use.
fn is_refusal(error: &EndpointError) -> bool {
    matches!(error.kind, ErrorKind::Rejected | ErrorKind::Missing | ErrorKind::Unsupported)
}

/// The entities whose names are needed, in the order of the saved file and then of the schema.
fn meant(project: &Project, side: SideId, old: &Names) -> Vec<(EntityId, Named)> {
    let catalog = &project.catalog;
    let mut wanted = project.checked.named.clone();
    for table in &project.checked.tables {
        for column in table.left.iter().chain(&table.right) {
            wanted.extend(references(&column.ty).into_iter().map(|entity| (entity, Named::All)));
        }
    }
    let mut meant: Vec<EntityId> =
        old.names.keys().filter_map(|name| catalog.entity(side, name)).collect();
    for entity in wanted.keys() {
        if catalog[*entity].side == side && !meant.contains(entity) {
            meant.push(*entity);
        }
    }
    meant.retain(|entity| catalog[*entity].naming.is_some());
    let which = |entity| wanted.get(&entity).cloned().unwrap_or(Named::All);
    meant.into_iter().map(|entity| (entity, which(entity))).collect()
}

/// The members of records by which people and mappings name them.
fn wanted(project: &Project, entity: EntityId, which: Named) -> Query {
    let (catalog, id) = (&project.catalog, entity);
    let entity = &catalog[id];
    let naming = entity.naming.as_deref().unwrap_or_default();
    let wire = |name: &str| Some(catalog.field(entity.record, name)?.wire.name.to_string());
    let mut fields = vec!["Ref_Key".to_owned()];
    for name in
        [naming, "Code", "PredefinedDataName", "DeletionMark"].into_iter().chain(asked(project, id))
    {
        fields.extend(wire(name).filter(|name| !fields.contains(name)));
    }
    let selector = match which {
        Named::All => Selector::All,
        Named::Chosen(filters) => Selector::Filter(Filter::Any(filters)),
    };
    Query { entity: entity.name.to_string(), selector, fields }
}

/// The fields that are saved beside the names, since conditions of constants ask for them.
fn asked(project: &Project, entity: EntityId) -> impl Iterator<Item = &str> + Clone {
    project.checked.asked.get(&entity).into_iter().flatten().map(|field| &**field)
}

fn references(ty: &Type) -> Vec<EntityId> {
    match ty {
        Type::Ref(entity) => vec![*entity],
        Type::Union(members) => members.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// Where a side's names or dictionaries are saved.
fn place(side: &ast::Side, what: &str) -> String {
    let found = side.options.iter().find(|(name, _)| &*name.text == what);
    found.map_or_else(|| saved_path(&side.name.text, what), |(_, path)| path.node.to_string())
}

/// The saved file, where there is one.
fn saved(project: &Project, path: &str) -> Option<String> {
    std::fs::read_to_string(project.dir.join(path)).ok()
}

fn parsed<T: serde::de::DeserializeOwned>(answer: &[u8], name: &str) -> Result<T, EndpointError> {
    serde_json::from_slice(answer).map_err(|error| {
        EndpointError::new(ErrorKind::BadData, &format!("GET {name}"), error.to_string())
    })
}

fn facts_of_metadata(side: &str, text: &str) -> Result<Facts, String> {
    let mut catalog = Catalog::default();
    onec_odata::schema::schema(&mut catalog, side, text, None)
        .map_err(|error| error.to_string())?;
    let mut facts = Facts::new();
    for entity in &catalog.entities {
        facts.insert(entity.name.to_string(), String::new());
        for (name, field) in &catalog[entity.record].fields {
            // The side's own name is no part of what a base has.
            let ty = catalog.show(&field.ty).replace(&format!("({side}."), "(.");
            facts.insert(format!("{}.{name}", entity.name), ty);
        }
    }
    Ok(facts)
}

fn facts_of_dictionaries(saved: &Dictionaries) -> Facts {
    let mut facts = Facts::new();
    for (name, entries) in &saved.dictionaries {
        for entry in entries {
            facts.insert(format!("{name}.{}", entry.code), format!("{entry:?}"));
        }
    }
    for (name, fields) in &saved.fields {
        for field in fields {
            facts.insert(format!("{name}.{}", field.code), format!("{field:?}"));
        }
    }
    facts
}

fn facts_of_names(saved: &Names) -> Facts {
    let mut facts = Facts::new();
    for (entity, names) in &saved.names {
        for name in names {
            facts.insert(format!("{entity} «{}»", name.name), format!("{name:?}"));
        }
    }
    facts
}

fn compare(old: &Facts, new: &Facts) -> Changes {
    let absent = |from: &Facts, other: &Facts| -> Vec<String> {
        from.keys().filter(|name| !other.contains_key(*name)).cloned().collect()
    };
    let changed = new.iter().filter(|(name, fact)| old.get(*name).is_some_and(|old| old != *fact));
    Changes {
        added: absent(new, old),
        removed: absent(old, new),
        changed: changed.map(|(name, _)| name.clone()).collect(),
    }
}
