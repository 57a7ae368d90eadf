//! An overlay over the catalog.

use std::fmt;

use super::{Overlay, TypeNote, related};
use crate::schema::notation::{self, Lookup, Notation, NotationError};
use crate::schema::pairs::{Pair, Pairs};
use crate::schema::{
    Access, At, Catalog, EntityId, Enum, Field, Form, Layer, Member, RecordId, Sensitivity, SideId,
    Type, Union, nearest,
};

/// Something in an overlay that the catalog does not bear out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands in the overlay.
    pub at: At,
    /// What it is.
    pub trouble: Trouble,
}

/// What can be wrong between an overlay and the catalog.
///
/// The first two are slips in a project's own overlay; for one that is shipped they also say that
/// this base publishes or holds less, and the rest of the overlay stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The side has no entity of that name; the nearest ones.
    Entity(String, Vec<String>),
    /// The entity has no field of that path; the nearest ones.
    Field {
        /// The entity.
        entity: String,
        /// The path.
        path: String,
        /// Names near to its unknown part.
        near: Vec<String>,
    },
    /// A type cannot be read or names nothing.
    Notation(NotationError),
    /// The field holds something else and cannot hold this.
    Unfit {
        /// The field.
        path: String,
        /// What it holds.
        has: String,
        /// What the overlay says.
        wants: String,
    },
    /// The name is taken by another member or field.
    Taken(String),
    /// Records of the entity do not point here by that field.
    Pointing {
        /// The entity.
        entity: String,
        /// Its field.
        by: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.trouble)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let near = |f: &mut fmt::Formatter<'_>, near: &[String]| match near {
            [] => Ok(()),
            names => write!(f, " (near: {})", names.join(", ")),
        };
        match self {
            Trouble::Entity(name, names) => {
                write!(f, "no entity {name}")?;
                near(f, names)
            }
            Trouble::Field { entity, path, near: names } => {
                write!(f, "{entity} has no field {path}")?;
                near(f, names)
            }
            Trouble::Notation(error) => error.fmt(f),
            Trouble::Unfit { path, has, wants } => write!(f, "{path} is {has}, not {wants}"),
            Trouble::Taken(name) => write!(f, "{name} is already there"),
            Trouble::Pointing { entity, by } => {
                write!(f, "{entity}.{by} does not point at this entity")
            }
        }
    }
}

/// Refines a side by an overlay, and says what in it does not fit; the rest is applied.
pub fn apply(catalog: &mut Catalog, side: SideId, overlay: &Overlay) -> Vec<Problem> {
    let mut over = Over { catalog, side, problems: Vec::new() };
    for pair in overlay.enums.iter() {
        over.add_enum(pair);
    }
    for pair in overlay.unions.iter() {
        over.add_union(pair);
    }
    for pair in overlay.names.iter() {
        over.name(pair);
    }
    for (entity, pair) in each(&overlay.types) {
        over.retype(entity, pair);
    }
    over.mark(&overlay.required, |field| field.required = true);
    over.mark(&overlay.always, |field| field.always = true);
    over.mark(&overlay.blank, |field| {
        field.blank_zero = true;
        field.always = false;
    });
    over.mark(&overlay.read, |field| field.access = Access::Read);
    over.mark(&overlay.sensitive.personal, |field| field.sensitivity = Sensitivity::Personal);
    over.mark(&overlay.sensitive.secret, |field| field.sensitivity = Sensitivity::Secret);
    for (entity, pair) in each(&overlay.labels) {
        for (record, name) in over.fields(&entity.key, &pair.key, pair.at) {
            over.change(record, &name, |field| field.label = Some(pair.value.as_str().into()));
        }
    }
    for (entity, pair) in each(&overlay.derives) {
        over.derive(entity, pair);
    }
    for (entity, pair) in each(&overlay.rows) {
        related::add(&mut over, &entity.key, pair);
    }
    over.problems
}

/// The entries of the mappings in a mapping, each with the entry it is in.
fn each<V>(notes: &Pairs<Pairs<V>>) -> impl Iterator<Item = (&Pair<Pairs<V>>, &Pair<V>)> {
    notes.iter().flat_map(|entity| entity.value.iter().map(move |pair| (entity, pair)))
}

/// A catalog under change.
pub(super) struct Over<'c> {
    pub(super) catalog: &'c mut Catalog,
    pub(super) side: SideId,
    problems: Vec<Problem>,
}

impl Over<'_> {
    pub(super) fn trouble(&mut self, at: At, trouble: Trouble) {
        self.problems.push(Problem { at, trouble });
    }

    /// The entity of that name, or a problem.
    pub(super) fn entity(&mut self, name: &str, at: At) -> Option<EntityId> {
        let found = self.catalog.entity(self.side, name);
        if found.is_none() {
            let trouble = self.unknown_entity(name);
            self.trouble(at, trouble);
        }
        found
    }

    fn unknown_entity(&self, name: &str) -> Trouble {
        let members = &self.catalog[self.side].members;
        let entities = members.iter().filter(|(_, member)| matches!(member, Member::Entity(_)));
        let near = nearest(name, entities.map(|(name, _)| &**name));
        Trouble::Entity(name.to_owned(), near.into_iter().map(str::to_owned).collect())
    }

    /// The fields that a path means: in the entity, and in the virtual tables made of it.
    fn fields(&mut self, entity: &str, path: &str, at: At) -> Vec<(RecordId, String)> {
        let Some(id) = self.entity(entity, at) else { return Vec::new() };
        let mut found = match self.walk(self.catalog[id].record, path) {
            Ok(field) => vec![field],
            Err(near) => {
                let (entity, path) = (entity.to_owned(), path.to_owned());
                self.trouble(at, Trouble::Field { entity, path, near });
                return Vec::new();
            }
        };
        let prefix = format!("{entity}.");
        let tables = &self.catalog[self.side].members;
        for (_, member) in tables.iter().filter(|(name, _)| name.starts_with(&prefix)) {
            if let Member::Entity(table) = member {
                found.extend(self.walk(self.catalog[*table].record, path));
            }
        }
        found
    }

    /// The record and the name that a path through rows ends at, or names near to the wrong part.
    fn walk(&self, mut record: RecordId, path: &str) -> Result<(RecordId, String), Vec<String>> {
        let (rows, last) = path.rsplit_once('.').map_or((None, path), |(a, b)| (Some(a), b));
        let near = |record: RecordId, name: &str| {
            let names = self.catalog[record].fields.keys().map(|name| &**name);
            nearest(name, names).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        for step in rows.into_iter().flat_map(|rows| rows.split('.')) {
            record = match self.catalog.field(record, step).map(|field| &field.ty) {
                Some(Type::Rows(rows)) => rows.record,
                Some(Type::Record(inner)) => *inner,
                _ => return Err(near(record, step)),
            };
        }
        match self.catalog.field(record, last) {
            Some(_) => Ok((record, last.to_owned())),
            None => Err(near(record, last)),
        }
    }

    fn change(&mut self, record: RecordId, name: &str, change: impl FnOnce(&mut Field)) {
        if let Some(field) = self.catalog[record].fields.get_mut(name) {
            change(field);
            field.layer = Layer::Overlay;
        }
    }

    fn mark(&mut self, notes: &Pairs<Vec<String>>, change: impl Fn(&mut Field)) {
        for pair in notes.iter() {
            for path in &pair.value {
                for (record, name) in self.fields(&pair.key, path, pair.at) {
                    self.change(record, &name, &change);
                }
            }
        }
    }

    fn is_taken(&mut self, name: &str, at: At) -> bool {
        let taken = self.catalog[self.side].members.contains_key(name);
        if taken {
            self.trouble(at, Trouble::Taken(name.to_owned()));
        }
        taken
    }

    fn add_enum(&mut self, pair: &Pair<Vec<String>>) {
        if self.is_taken(&pair.key, pair.at) {
            return;
        }
        let name: Box<str> = pair.key.as_str().into();
        let members = pair.value.iter().map(|member| member.as_str().into()).collect();
        let id = self.catalog.add_enum(Enum { name: name.clone(), members });
        self.catalog[self.side].members.insert(name, Member::Type(Type::Enum(id)));
    }

    fn add_union(&mut self, pair: &Pair<Vec<String>>) {
        if self.is_taken(&pair.key, pair.at) {
            return;
        }
        let name: Box<str> = pair.key.as_str().into();
        let entities =
            pair.value.iter().filter_map(|entity| self.entity(entity, pair.at)).collect();
        let union = Union { side: self.side, name: name.clone(), entities };
        let id = self.catalog.add_union(union);
        self.catalog[self.side].members.insert(name, Member::Union(id));
    }

    fn name(&mut self, pair: &Pair<String>) {
        if self.fields(&pair.key, &pair.value, pair.at).is_empty() {
            return;
        }
        if let Some(entity) = self.catalog.entity(self.side, &pair.key) {
            self.catalog[entity].naming = Some(pair.value.as_str().into());
        }
    }

    fn retype(&mut self, entity: &Pair<Pairs<TypeNote>>, pair: &Pair<TypeNote>) {
        let Some(ty) = self.type_of(&pair.value, pair.at) else { return };
        for (record, name) in self.fields(&entity.key, &pair.key, pair.at) {
            let field = &self.catalog[record].fields[name.as_str()];
            if can_hold(field, &ty) {
                self.change(record, &name, |field| field.ty = ty.clone());
            } else {
                let (has, wants) = (self.catalog.show(&field.ty), self.catalog.show(&ty));
                let path = format!("{}.{}", entity.key, pair.key);
                self.trouble(pair.at, Trouble::Unfit { path, has, wants });
            }
        }
    }

    /// The type of a note. Members of a union that the base does not publish are left out.
    fn type_of(&mut self, note: &TypeNote, at: At) -> Option<Type> {
        let parsed = match note {
            TypeNote::One(text) => notation::parse(text),
            TypeNote::Union(texts) => {
                let members: Result<_, _> =
                    texts.iter().map(|text| notation::parse(text)).collect();
                members.map(notation::union)
            }
        };
        let members = match parsed {
            Ok(Notation::Union(members)) => members,
            Ok(one) => vec![one],
            Err(error) => {
                self.trouble(at, Trouble::Notation(error));
                return None;
            }
        };
        let lookup = Lookup { side: self.side, record: &|_| None };
        let mut types = Vec::new();
        for member in members {
            match lookup.resolve(self.catalog, &member) {
                Ok(ty) => types.push(ty),
                Err(NotationError::Unknown("entity", name)) => {
                    let trouble = self.unknown_entity(&name);
                    self.trouble(at, trouble);
                }
                Err(error) => self.trouble(at, Trouble::Notation(error)),
            }
        }
        match types.len() {
            0 => None,
            1 => types.pop(),
            _ => Some(Type::Union(types)),
        }
    }

    fn derive(&mut self, entity: &Pair<Pairs<Vec<String>>>, pair: &Pair<Vec<String>>) {
        for (record, name) in self.fields(&entity.key, &pair.key, pair.at) {
            for derived in &pair.value {
                if let Err(near) = self.walk(record, derived) {
                    let (entity, path) = (entity.key.clone(), derived.clone());
                    self.trouble(pair.at, Trouble::Field { entity, path, near });
                }
            }
            let derives = pair.value.iter().map(|derived| derived.as_str().into()).collect();
            self.change(record, &name, |field| field.derives = derives);
        }
    }
}

/// Whether values of the field, as the metadata describes them, can be of the type.
fn can_hold(field: &Field, ty: &Type) -> bool {
    let is_composite = field.wire.form == Form::Tagged;
    match ty {
        Type::Record(_) | Type::Rows(_) => false,
        _ if is_composite => true,
        Type::Union(_) | Type::Any => false,
        Type::Ref(_) | Type::Guid => field.wire.form == Form::Guid,
        Type::Int | Type::Decimal { .. } => field.ty.is_number(),
        Type::Date | Type::DateTime => field.wire.form == Form::DateTimeT,
        Type::Bool => field.ty == Type::Bool,
        Type::Duration => field.ty.is_number() || field.ty.is_textual(),
        _ => field.ty.is_textual(),
    }
}
