//! A `$metadata` document in its own words.

use indexmap::IndexMap;

/// What the document declares. Types are named without their namespace.
#[derive(Debug, Default)]
pub(super) struct Model {
    /// `<EntityType>`
    pub(super) entities: IndexMap<Box<str>, Structure>,
    /// `<ComplexType>`
    pub(super) complexes: IndexMap<Box<str>, Structure>,
    /// `<EnumType>` and its members.
    pub(super) enums: IndexMap<Box<str>, Vec<Box<str>>>,
    /// `<Association>` and its ends.
    pub(super) associations: IndexMap<Box<str>, Vec<End>>,
    /// `<EntitySet>` and what it holds.
    pub(super) sets: IndexMap<Box<str>, Set>,
    /// `<FunctionImport>`
    pub(super) functions: Vec<Function>,
}

/// `<EntityType>` or `<ComplexType>`
#[derive(Debug, Default)]
pub(super) struct Structure {
    /// `<Key><PropertyRef>`
    pub(super) key: Vec<Box<str>>,
    /// `<Property>`
    pub(super) properties: IndexMap<Box<str>, Property>,
    /// `<NavigationProperty>`
    pub(super) navigation: IndexMap<Box<str>, Navigation>,
}

/// `<Property Name="Code" Type="Edm.String" MaxLength="9"/>`
#[derive(Debug)]
pub(super) struct Property {
    pub(super) ty: EdmType,
    pub(super) max: Option<u32>,
    pub(super) precision: Option<u8>,
    pub(super) scale: Option<u8>,
    pub(super) at: usize,
}

/// The type of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EdmType {
    /// `Edm.String`, by the name after the point.
    Simple(Box<str>),
    /// `StandardODATA.TypeDescription`
    Named(Box<str>),
    /// `Collection(StandardODATA.Document_X_Y_RowType)`
    Collection(Box<str>),
    /// `Collection(Edm.String)`
    SimpleCollection,
}

/// `<NavigationProperty Relationship="StandardODATA.X_Y" ToRole="End"/>`
#[derive(Debug)]
pub(super) struct Navigation {
    pub(super) relationship: Box<str>,
    pub(super) to: Box<str>,
}

/// `<End Role="End" Type="StandardODATA.X"/>`
#[derive(Debug)]
pub(super) struct End {
    pub(super) role: Box<str>,
    pub(super) ty: Box<str>,
}

/// `<EntitySet EntityType="StandardODATA.X"/>`
#[derive(Debug)]
pub(super) struct Set {
    pub(super) ty: Box<str>,
    pub(super) at: usize,
}

/// `<FunctionImport Name="Post">` with its first parameter, which says what it hangs on.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: Box<str>,
    pub(super) bound: Option<Box<str>>,
    pub(super) returns: Option<EdmType>,
}

impl EdmType {
    /// The type that an attribute writes.
    pub(super) fn parse(text: &str) -> EdmType {
        let inner = text.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
        match (inner, inner.unwrap_or(text).strip_prefix("Edm.")) {
            (None, Some(simple)) => EdmType::Simple(simple.into()),
            (None, None) => EdmType::Named(bare(text).into()),
            (Some(_), Some(_)) => EdmType::SimpleCollection,
            (Some(inner), None) => EdmType::Collection(bare(inner).into()),
        }
    }
}

/// A type's name without its namespace.
pub(super) fn bare(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, bare)| bare)
}

impl Model {
    /// The entity type that a navigation property of the structure leads to.
    pub(super) fn target(&self, structure: &Structure, navigation: &str) -> Option<&str> {
        let Navigation { relationship, to } = structure.navigation.get(navigation)?;
        let ends = self.associations.get(relationship)?;
        ends.iter().find(|end| end.role == *to).map(|end| &*end.ty)
    }
}
