//! The names that a system gives to the types of composite values.

/// How a system writes the type of a value in the member beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tags {
    /// What stands before the name of an entity.
    pub entity: &'static str,
    /// No value.
    pub nothing: &'static str,
    /// A text.
    pub text: &'static str,
    /// A number.
    pub number: &'static str,
    /// A boolean.
    pub boolean: &'static str,
    /// A day or moment.
    pub moment: &'static str,
}

/// What a type's name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagMeaning<'a> {
    /// There is no value.
    Nothing,
    /// A record of the entity of that name.
    Entity(&'a str),
    /// A text.
    Text,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A day or moment.
    Moment,
    /// Something that mappings cannot speak of.
    Unknown,
}

impl Tags {
    /// As 1C's OData has them.
    pub const ODATA: Tags = Tags {
        entity: "StandardODATA.",
        nothing: "StandardODATA.Undefined",
        text: "Edm.String",
        number: "Edm.Double",
        boolean: "Edm.Boolean",
        moment: "Edm.DateTime",
    };

    /// What a type's name says. Systems have several kinds of numbers; each is one.
    pub fn meaning<'a>(&self, tag: &'a str) -> TagMeaning<'a> {
        if tag.is_empty() || tag == self.nothing {
            TagMeaning::Nothing
        } else if let Some(entity) = tag.strip_prefix(self.entity) {
            TagMeaning::Entity(entity)
        } else if tag == self.text {
            TagMeaning::Text
        } else if tag == self.boolean {
            TagMeaning::Boolean
        } else if tag == self.moment {
            TagMeaning::Moment
        } else if tag == self.number || NUMBERS.iter().any(|name| tag.ends_with(name)) {
            TagMeaning::Number
        } else {
            TagMeaning::Unknown
        }
    }
}

/// How the names of the other kinds of numbers end.
const NUMBERS: [&str; 4] = [".Int16", ".Int32", ".Int64", ".Decimal"];

#[cfg(test)]
mod tests {
    use super::{TagMeaning, Tags};

    #[test]
    fn names_of_types_are_understood() {
        let meaning = |tag| Tags::ODATA.meaning(tag);
        assert_eq!(meaning("StandardODATA.Undefined"), TagMeaning::Nothing);
        assert_eq!(meaning("StandardODATA.Catalog_A"), TagMeaning::Entity("Catalog_A"));
        assert_eq!(meaning("Edm.Int64"), TagMeaning::Number);
        assert_eq!(meaning("Edm.Stream"), TagMeaning::Unknown);
    }
}
