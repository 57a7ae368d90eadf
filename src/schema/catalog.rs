//! Which system has which entities with which fields, and how they look on the wire.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::schema::{Rows, Type};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
    )*};
}

ids! {
    /// A side, by its number in the catalog.
    SideId
    /// An entity, by its number in the catalog.
    EntityId
    /// A record type, by its number in the catalog.
    RecordId
    /// A dictionary, by its number in the catalog.
    DictionaryId
    /// A closed set of names, by its number in the catalog.
    EnumId
    /// A named union of entities, by its number in the catalog.
    UnionId
}

/// The schemas of all sides of a project.
#[derive(Debug, Default)]
pub struct Catalog {
    /// The sides, as the mapping names them.
    pub sides: Vec<Side>,
    /// All entities.
    pub entities: Vec<Entity>,
    /// All record types.
    pub records: Vec<Record>,
    /// All dictionaries.
    pub dictionaries: Vec<Dictionary>,
    /// All closed sets of names.
    pub enums: Vec<Enum>,
    /// All named unions of entities.
    pub unions: Vec<Union>,
}

/// One system as a mapping sees it.
#[derive(Debug)]
pub struct Side {
    /// The name that the `side` declaration gives: `erp`.
    pub name: Box<str>,
    /// Which system it is: a row of the table of systems (`odata`, `retailcrm`).
    pub system: Box<str>,
    /// The zone of its clocks, an IANA name.
    pub zone: Option<Box<str>>,
    /// Everything that can follow `side.`: entities, their collections, dictionaries, named types.
    pub members: IndexMap<Box<str>, Member>,
}

/// What a name after `side.` means.
#[derive(Clone, Debug, PartialEq)]
pub enum Member {
    /// An entity: `crm.order`.
    Entity(EntityId),
    /// All records of an entity, as a source: `crm.orders`. In 1C both have one name.
    Collection(EntityId),
    /// A dictionary: `crm.statuses`.
    Dictionary(DictionaryId),
    /// A named union: `erp.ДокументОплаты`.
    Union(UnionId),
    /// A type that several fields share: `crm.vatRate`.
    Type(Type),
}

/// A kind of record that the system keeps under keys of its own.
#[derive(Debug)]
pub struct Entity {
    /// Its side.
    pub side: SideId,
    /// Its name: `Document_ЗаказПокупателя`, `order`.
    pub name: Box<str>,
    /// Its fields.
    pub record: RecordId,
    /// The names of the fields that are its key: one for objects, several for registers.
    pub key: Vec<Box<str>>,
    /// The field that names a record in a text or a table cell.
    pub naming: Option<Box<str>>,
    /// Names of its records, saved from the live system; empty when never pulled.
    pub names: Vec<SavedName>,
    /// The entity and the field in whose rows it lives: a payment in its order.
    pub parent: Option<(EntityId, Box<str>)>,
    /// Whether it has the action `post`.
    pub postable: bool,
    /// Whether the system tells which of its records changed.
    pub changes: bool,
    /// Whether records can be created.
    pub creatable: bool,
    /// Whether records can be edited.
    pub editable: bool,
}

/// A record's key with what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedName {
    /// The key as text: a GUID in 1C.
    pub key: Box<str>,
    /// What the naming field holds.
    pub name: Box<str>,
    /// The code, where the entity has one.
    pub code: Option<Box<str>>,
    /// The name a predefined record has in the configuration.
    pub predefined: Option<Box<str>>,
    /// What the fields hold that conditions of constants ask for.
    pub fields: BTreeMap<Box<str>, Box<str>>,
}

/// The fields of an entity, of a row or of a record inside a record.
#[derive(Debug, Default)]
pub struct Record {
    /// The name shown in messages: `Document_ЗаказПокупателя.Запасы`.
    pub name: Box<str>,
    /// The fields in the order of the schema.
    pub fields: IndexMap<Box<str>, Field>,
    /// Whether it may hold fields that nobody described yet: custom fields that were never pulled.
    pub open: bool,
    /// Whether the account defines its fields: a new one is known after the next `schema pull`.
    pub account: bool,
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it holds.
    pub ty: Type,
    /// The members of a reference that come with the payload, without another read.
    pub inline: Option<RecordId>,
    /// How it looks in a payload.
    pub wire: Wire,
    /// Where it is read from.
    pub origin: Origin,
    /// What may be written.
    pub access: Access,
    /// Whether a record cannot be created without it.
    pub required: bool,
    /// Whether every record read has it filled.
    pub always: bool,
    /// Whether its zero (or `false`) means that nobody filled it, and is read as absent.
    pub blank_zero: bool,
    /// What people call it.
    pub label: Option<Box<str>>,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// Fields of the same record that the system computes from this one.
    pub derives: Vec<Box<str>>,
    /// The field of the same record that refers to the owner of the record that this one refers to:
    /// its system finds that record only by its owner.
    pub owner: Option<Box<str>>,
    /// The layer that had the last word.
    pub layer: Layer,
}

/// Where a field's value is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The record itself.
    Own,
    /// Records of another entity that point at this one: a register, an owned catalogue.
    Related {
        /// The entity.
        entity: EntityId,
        /// Its field that holds this record.
        by: Box<str>,
    },
}

/// What may be written to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anything.
    Write,
    /// Only when the record is created.
    Create,
    /// Nothing: the system fills it.
    Read,
}

/// Who may see a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitivity {
    /// Everybody.
    Open,
    /// Masked in reports and logs.
    Personal,
    /// Never shown.
    Secret,
}

/// Where a fact about a field came from; later ones refine earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Shipped with the program.
    Shipped,
    /// Fetched from the system: `$metadata`.
    Metadata,
    /// The overlay file.
    Overlay,
    /// The account's own fields.
    Account,
}

/// How a field looks in a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// The member's name: `Контрагент_Key`.
    pub name: Box<str>,
    /// The member that holds the type of a composite value: `Номенклатура_Type`.
    pub tag: Option<Box<str>>,
    /// The form of the value.
    pub form: Form,
}

/// The form of a value in a payload. Readers accept every form a type can have; writers use this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// As JSON has it: text, number, boolean, object, array.
    Plain,
    /// A number without quotes, although the value is a code: `"managerId": 28`.
    Number,
    /// A number in quotes, as OData writes 64-bit integers.
    QuotedNumber,
    /// `2025-09-12T14:05:31`; a day has midnight.
    DateTimeT,
    /// `2025-09-12 14:05:31`
    DateTimeSpace,
    /// `2025-09-12`
    Day,
    /// A GUID in quotes; the nil GUID is blank.
    Guid,
    /// A value and its type in a member beside it.
    Tagged,
    /// An object with the key of the referenced record: `{"id": 5}`.
    Keyed(Box<str>),
    /// Rows as an object whose member names mean nothing, or as an array; written as an array.
    RowMap,
}

/// The entries of a dictionary, if they were ever pulled.
#[derive(Debug)]
pub struct Dictionary {
    /// Its side.
    pub side: SideId,
    /// Its name: `statuses`.
    pub name: Box<str>,
    /// The saved entries; none when never pulled, and nothing can then be said of codes.
    pub entries: Option<Vec<DictionaryEntry>>,
    /// The fields that a `pull ... where` may name.
    pub record: RecordId,
}

/// One entry of a dictionary.
#[derive(Clone, Debug, PartialEq)]
pub struct DictionaryEntry {
    /// Its code, as orders carry it.
    pub code: Box<str>,
    /// What people call it.
    pub name: Box<str>,
    /// Whether it is in use.
    pub active: bool,
    /// What else `pull ... where` may ask about it: `group`, `sites`.
    pub attributes: IndexMap<Box<str>, Attribute>,
}

/// A fact about a dictionary's entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `paymentComplete: true`
    Flag(bool),
    /// `group: new`
    Text(Box<str>),
    /// `sites: [main, spb]`
    List(Vec<Box<str>>),
}

/// A closed set of names.
#[derive(Debug)]
pub struct Enum {
    /// Its name as messages show it: `Document_ЗаказПокупателя.ВидОперации`.
    pub name: Box<str>,
    /// The members as the payload has them.
    pub members: Vec<Box<str>>,
}

/// A named union of entities.
#[derive(Debug)]
pub struct Union {
    /// Its side.
    pub side: SideId,
    /// Its name: `ДокументОплаты`.
    pub name: Box<str>,
    /// Its members.
    pub entities: Vec<EntityId>,
}

impl Field {
    /// A field that holds `ty` in the member `wire`, writable and not mandatory.
    pub fn new(ty: Type, wire: &str, form: Form, layer: Layer) -> Field {
        Field {
            ty,
            inline: None,
            wire: Wire { name: wire.into(), tag: None, form },
            origin: Origin::Own,
            access: Access::Write,
            required: false,
            always: false,
            blank_zero: false,
            label: None,
            sensitivity: Sensitivity::Open,
            derives: Vec::new(),
            owner: None,
            layer,
        }
    }
}

impl Catalog {
    /// The side of that name.
    pub fn side(&self, name: &str) -> Option<SideId> {
        let position = self.sides.iter().position(|side| &*side.name == name)?;
        Some(SideId(position as u32))
    }

    /// What `side.name` means.
    pub fn member(&self, side: SideId, name: &str) -> Option<&Member> {
        self[side].members.get(name)
    }

    /// The entity of that name, in whichever way it is a member of the side.
    pub fn entity(&self, side: SideId, name: &str) -> Option<EntityId> {
        match self.member(side, name)? {
            Member::Entity(entity) | Member::Collection(entity) => Some(*entity),
            Member::Dictionary(_) | Member::Union(_) | Member::Type(_) => None,
        }
    }

    /// The entity whose records live in that field of another entity: `crm.order.payments`.
    pub fn child(&self, parent: EntityId, field: &str) -> Option<EntityId> {
        let lives_there = |entity: &Entity| {
            entity.parent.as_ref().is_some_and(|(owner, name)| *owner == parent && **name == *field)
        };
        let position = self.entities.iter().position(lives_there)?;
        Some(EntityId(position as u32))
    }

    /// The field of an entity's records that refers to the record in which they live.
    pub fn back_reference(&self, entity: EntityId) -> Option<&Field> {
        let (owner, _) = self[entity].parent.as_ref()?;
        self[self[entity].record].fields.values().find(|field| field.ty == Type::Ref(*owner))
    }

    /// What the longest beginning of a path after `side.` means, and how many names it takes: names
    /// of members may hold points (`AccumulationRegister_X.Balance`).
    pub fn member_at(&self, side: SideId, path: &[&str]) -> Option<(&Member, usize)> {
        (1..=path.len()).rev().find_map(|count| {
            let member = self.member(side, &path[..count].join("."))?;
            Some((member, count))
        })
    }

    /// Rows of scalars: each row has the one field `value`, which is the element itself.
    pub fn list_of(&mut self, element: Type) -> Rows {
        let name = format!("list({})", self.show(&element)).into();
        let value = Field::new(element, "", Form::Plain, Layer::Shipped);
        let fields = IndexMap::from([("value".into(), value)]);
        let record = self.add_record(Record { name, fields, ..Record::default() });
        Rows { record, key: vec!["value".into()] }
    }

    /// The field of that name in the record.
    pub fn field(&self, record: RecordId, name: &str) -> Option<&Field> {
        self[record].fields.get(name)
    }

    /// A type in the words of the language: `ref(erp.Catalog_Контрагенты)`.
    pub fn show(&self, ty: &Type) -> String {
        match ty {
            Type::Text { max: None } => "text".into(),
            Type::Text { max: Some(max) } => format!("text({max})"),
            Type::Code(id) => {
                let dictionary = &self[*id];
                format!("code({}.{})", self[dictionary.side].name, dictionary.name)
            }
            Type::Bool => "bool".into(),
            Type::Int => "int".into(),
            Type::Decimal { precision: Some(15), scale: Some(2) } => "money".into(),
            Type::Decimal { precision: Some(p), scale: Some(s) } => format!("decimal({p},{s})"),
            Type::Decimal { .. } => "decimal".into(),
            Type::Date => "date".into(),
            Type::DateTime => "datetime".into(),
            Type::Duration => "duration".into(),
            Type::Guid => "guid".into(),
            Type::Phone => "phone".into(),
            Type::Email => "email".into(),
            Type::Enum(id) => format!("enum({})", self[*id].name),
            Type::Literals(texts) => {
                let quoted: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
                quoted.join(" | ")
            }
            Type::Record(id) => self[*id].name.to_string(),
            Type::Rows(rows) => format!("rows({})", self[rows.record].name),
            Type::Ref(id) => format!("ref({})", self.entity_name(*id)),
            Type::Kind(id) => format!("kind({}.{})", self[self[*id].side].name, self[*id].name),
            Type::Union(members) => {
                let shown: Vec<String> = members.iter().map(|member| self.show(member)).collect();
                shown.join(" | ")
            }
            Type::Any => "any".into(),
        }
    }

    /// The field at the end of a path as mappings write it (`items[].offer.name`), and the record it
    /// stands in.
    pub fn field_at(&self, record: RecordId, path: &str) -> Option<(RecordId, &Field)> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(a, b)| (a, Some(b)));
        let field = self.field(record, first.strip_suffix("[]").unwrap_or(first))?;
        match (rest, &field.ty) {
            (None, _) => Some((record, field)),
            (Some(rest), Type::Record(inner)) => self.field_at(*inner, rest),
            (Some(rest), Type::Rows(rows)) => self.field_at(rows.record, rest),
            (Some(rest), _) => self.field_at(field.inline?, rest),
        }
    }

    /// Who may see the field at the end of a path; everybody where there is no such field.
    pub fn seen_at(&self, record: RecordId, path: &str) -> Sensitivity {
        self.field_at(record, path).map_or(Sensitivity::Open, |(_, field)| field.sensitivity)
    }

    /// Who may see what records of the entity are called.
    pub fn naming(&self, id: EntityId) -> Sensitivity {
        let entity = &self[id];
        let field = entity.naming.as_ref().and_then(|name| self.field(entity.record, name));
        field.map_or(Sensitivity::Open, |field| field.sensitivity)
    }

    /// An entity as mappings name it: `erp.Catalog_Контрагенты`.
    pub fn entity_name(&self, id: EntityId) -> String {
        let entity = &self[id];
        format!("{}.{}", self[entity.side].name, entity.name)
    }
}

macro_rules! lists {
    ($($id:ident => $list:ident: $item:ident by $add:ident;)*) => {
        $(
            impl std::ops::Index<$id> for Catalog {
                type Output = $item;
                fn index(&self, id: $id) -> &$item {
                    &self.$list[id.0 as usize]
                }
            }

            impl std::ops::IndexMut<$id> for Catalog {
                fn index_mut(&mut self, id: $id) -> &mut $item {
                    &mut self.$list[id.0 as usize]
                }
            }
        )*

        impl Catalog {
            $(
                /// Takes one more in and gives it its number.
                pub fn $add(&mut self, item: $item) -> $id {
                    self.$list.push(item);
                    $id(self.$list.len() as u32 - 1)
                }
            )*
        }
    };
}

lists! {
    SideId => sides: Side by add_side;
    EntityId => entities: Entity by add_entity;
    RecordId => records: Record by add_record;
    DictionaryId => dictionaries: Dictionary by add_dictionary;
    EnumId => enums: Enum by add_enum;
    UnionId => unions: Union by add_union;
}
