//! XML to the model, streaming.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::model::{EdmType, End, Function, Model, Navigation, Property, Set, Structure, bare};
use super::{Fault, Trouble};

/// The metadata of a large configuration has 15 MB.
const LONGEST: usize = 128 << 20;
/// `Edmx/DataServices/Schema/EntityContainer/FunctionImport/Parameter` is six deep.
const DEEPEST: usize = 32;

type Parsed<T> = Result<T, Fault>;

/// Reads the document.
pub(super) fn parse(xml: &str) -> Parsed<Model> {
    if xml.len() > LONGEST {
        return Err(Fault::new(Trouble::TooLong, LONGEST));
    }
    let mut reader = Reader::from_str(xml.strip_prefix('\u{feff}').unwrap_or(xml));
    let shift = xml.len() - xml.trim_start_matches('\u{feff}').len();
    let mut parser = Parser::default();
    loop {
        let at = shift + reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| {
            Fault::new(Trouble::Xml(error.to_string()), shift + reader.error_position() as usize)
        })?;
        match event {
            Event::Start(element) => {
                parser.open(&element, at)?;
                parser.depth += 1;
                if parser.depth > DEEPEST {
                    return Err(Fault::new(Trouble::TooDeep, at));
                }
            }
            Event::Empty(element) => {
                parser.open(&element, at)?;
                parser.close(element.local_name().as_ref());
            }
            Event::End(element) => {
                parser.depth -= 1;
                parser.close(element.local_name().as_ref());
            }
            Event::DocType(_) => return Err(Fault::new(Trouble::Doctype, at)),
            Event::Eof => return parser.finish(at),
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

/// The model so far and what is open in it; the last of each list is what an inner element means.
#[derive(Default)]
struct Parser {
    model: Model,
    structure: Option<(bool, Box<str>, Structure)>,
    members: Option<(Box<str>, Vec<Box<str>>)>,
    ends: Option<(Box<str>, Vec<End>)>,
    function: Option<Function>,
    depth: usize,
    rooted: bool,
}

impl Parser {
    fn open(&mut self, element: &BytesStart<'_>, at: usize) -> Parsed<()> {
        let local = element.local_name();
        let local: &str = local.as_ref();
        if self.depth == 0 {
            if self.rooted || local != "Edmx" {
                return Err(Fault::new(Trouble::Root(local.to_owned()), at));
            }
            self.rooted = true;
            return Ok(());
        }
        let attributes = Attributes { element, at };
        match local {
            "EntityType" | "ComplexType" => {
                let name = attributes.required("EntityType", "Name")?;
                let is_entity = local == "EntityType";
                self.structure = Some((is_entity, name, Structure::default()));
                self.check_new_structure(at)
            }
            "PropertyRef" | "Property" | "NavigationProperty" => self.part(local, &attributes),
            "EnumType" => {
                let name = attributes.required("EnumType", "Name")?;
                self.members = Some((name, Vec::new()));
                Ok(())
            }
            "Member" => {
                let name = attributes.required("Member", "Name")?;
                self.members.iter_mut().for_each(|(_, members)| members.push(name.clone()));
                Ok(())
            }
            "Association" => {
                let name = attributes.required("Association", "Name")?;
                self.ends = Some((name, Vec::new()));
                Ok(())
            }
            "End" => self.end(&attributes),
            "EntitySet" => self.set(&attributes),
            "FunctionImport" | "Parameter" => self.function(local, &attributes),
            _ => Ok(()),
        }
    }

    fn check_new_structure(&self, at: usize) -> Parsed<()> {
        let Some((_, name, _)) = &self.structure else { return Ok(()) };
        if self.model.entities.contains_key(name) || self.model.complexes.contains_key(name) {
            return Err(Fault::new(Trouble::Twice(name.to_string()), at));
        }
        Ok(())
    }

    /// What stands inside `<EntityType>` or `<ComplexType>`.
    fn part(&mut self, local: &str, attributes: &Attributes<'_, '_>) -> Parsed<()> {
        let Some((_, _, structure)) = &mut self.structure else { return Ok(()) };
        let name = attributes.required("Property", "Name")?;
        match local {
            "PropertyRef" => structure.key.push(name),
            "NavigationProperty" => {
                let relationship = attributes.required("NavigationProperty", "Relationship")?;
                let to = attributes.required("NavigationProperty", "ToRole")?;
                let relationship = bare(&relationship).into();
                structure.navigation.insert(name, Navigation { relationship, to });
            }
            _ => {
                let property = Property {
                    ty: EdmType::parse(&attributes.required("Property", "Type")?),
                    max: attributes.number("MaxLength")?,
                    precision: attributes.number("Precision")?,
                    scale: attributes.number("Scale")?,
                    at: attributes.at,
                };
                if structure.properties.insert(name.clone(), property).is_some() {
                    return Err(Fault::new(Trouble::Twice(name.into()), attributes.at));
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, attributes: &Attributes<'_, '_>) -> Parsed<()> {
        // `<End>` stands in an association set too, without a type.
        let Some((_, ends)) = &mut self.ends else { return Ok(()) };
        let ty = attributes.required("End", "Type")?;
        ends.push(End { role: attributes.required("End", "Role")?, ty: bare(&ty).into() });
        Ok(())
    }

    fn set(&mut self, attributes: &Attributes<'_, '_>) -> Parsed<()> {
        let name = attributes.required("EntitySet", "Name")?;
        let ty = attributes.required("EntitySet", "EntityType")?;
        let set = Set { ty: bare(&ty).into(), at: attributes.at };
        match self.model.sets.insert(name.clone(), set) {
            Some(_) => Err(Fault::new(Trouble::Twice(name.into()), attributes.at)),
            None => Ok(()),
        }
    }

    fn function(&mut self, local: &str, attributes: &Attributes<'_, '_>) -> Parsed<()> {
        match (&mut self.function, local) {
            (Some(function), "Parameter") if function.bound.is_none() => {
                let ty = attributes.required("Parameter", "Type")?;
                function.bound = Some(bare(&ty).into());
            }
            (_, "Parameter") => {}
            _ => {
                let name = attributes.required("FunctionImport", "Name")?;
                let returns = attributes.optional("ReturnType")?;
                let returns = returns.map(|text| EdmType::parse(&text));
                self.function = Some(Function { name, bound: None, returns });
            }
        }
        Ok(())
    }

    fn close(&mut self, local: &str) {
        match local {
            "EntityType" | "ComplexType" => {
                if let Some((is_entity, name, structure)) = self.structure.take() {
                    let model = &mut self.model;
                    let list = if is_entity { &mut model.entities } else { &mut model.complexes };
                    list.insert(name, structure);
                }
            }
            "EnumType" => self.model.enums.extend(self.members.take()),
            "Association" => self.model.associations.extend(self.ends.take()),
            "FunctionImport" => self.model.functions.extend(self.function.take()),
            _ => {}
        }
    }

    fn finish(self, at: usize) -> Parsed<Model> {
        if self.depth > 0 || !self.rooted {
            return Err(Fault::new(Trouble::Cut, at));
        }
        if self.model.sets.is_empty() {
            return Err(Fault::new(Trouble::Empty, at));
        }
        Ok(self.model)
    }
}

/// The attributes of the element that begins at a byte.
struct Attributes<'e, 'x> {
    element: &'e BytesStart<'x>,
    at: usize,
}

impl Attributes<'_, '_> {
    fn optional(&self, name: &str) -> Parsed<Option<Box<str>>> {
        let bad = |message: String| Fault::new(Trouble::Xml(message), self.at);
        for attribute in self.element.attributes() {
            let attribute = attribute.map_err(|error| bad(error.to_string()))?;
            let key: &str = attribute.key.as_ref();
            if key == name {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                return Ok(Some(value.map_err(|error| bad(error.to_string()))?.into()));
            }
        }
        Ok(None)
    }

    fn required(&self, element: &'static str, name: &'static str) -> Parsed<Box<str>> {
        let lacking = Trouble::Attribute { element, name };
        self.optional(name)?.ok_or(Fault::new(lacking, self.at))
    }

    /// A facet; `MaxLength="Max"` and the like say nothing.
    fn number<N: std::str::FromStr>(&self, name: &str) -> Parsed<Option<N>> {
        Ok(self.optional(name)?.and_then(|text| text.parse().ok()))
    }
}
