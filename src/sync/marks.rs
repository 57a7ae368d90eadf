//! Marks: the key of the source record, written into its counterpart once, so that others recognise it.

use crate::endpoint::{Filter, Query, Selector, Write, WriteKind};
use crate::program::{Constant, Search, StepPlan, Toward};
use crate::schema::{EntityId, Form, Type};
use crate::sync::dialect::Dialect;
use crate::sync::draft::Draft;
use crate::sync::overlay::Overlay;
use crate::sync::plan::Class;
use crate::sync::raw::{Opened, Tree};
use crate::sync::record::Target;
use crate::sync::related::created;
use crate::sync::resolve::offered;
use crate::sync::search::{field, fitting, operand, value};
use crate::sync::world::{PlanError, World};

/// The marks that a record still lacks. A linked record got its marks when it was linked.
pub(crate) async fn marks(
    world: &World<'_>,
    overlay: &Overlay,
    draft: &Draft<'_>,
    target: &Target,
) -> Result<Vec<(Class, Write)>, PlanError> {
    let program = draft.program;
    let role = world.role(&program.map);
    let (Some(role), Some(key)) = (role, &target.key) else { return Ok(Vec::new()) };
    if target.linked || program.toward != Toward::Left {
        return Ok(Vec::new());
    }
    let mut writes = Vec::new();
    let steps = world.mapping.matches[usize::from(role)].steps.iter();
    for step in steps.filter(|step| step.mark) {
        let keys = offered(world, overlay, step, &draft.payload)?;
        let Some([mark]) = keys.first().map(Vec::as_slice) else { continue };
        let owner = (program.target, &**key);
        if target.new || !is_marked(world, overlay, step, owner).await? {
            writes.extend(write(&world.dialect(Toward::Left), step, owner, mark));
        }
    }
    Ok(writes)
}

/// Whether the place of the mark is taken, by whatever mark.
async fn is_marked(
    world: &World<'_>,
    overlay: &Overlay,
    step: &StepPlan,
    owner: (EntityId, &str),
) -> Result<bool, PlanError> {
    let dialect = world.dialect(Toward::Left);
    match &step.search {
        Search::Related { entity, by, patterns, .. } => {
            let record = world.catalog[*entity].record;
            let mut filter = fitting(&dialect, record, patterns);
            let key = Constant::Reference(owner.0, owner.1.into());
            filter.push(Filter::Equal(by.to_string(), operand(&dialect, record, by, &key)));
            let query = Query {
                entity: world.catalog[*entity].name.to_string(),
                selector: Selector::Filter(Filter::All(filter)),
                fields: Vec::new(),
            };
            Ok(!world.left.source.read(&query).await?.is_empty())
        }
        Search::Fields(wires) => {
            let Some(payload) = overlay.payload(owner.0, owner.1) else { return Ok(true) };
            let shown = String::from_utf8_lossy(&payload.bytes);
            let opened = Opened::new(&shown);
            let record = world.catalog[owner.0].record;
            let filled = |wire: &str| value(&dialect, record, &opened, wire) != Constant::Absent;
            Ok(wires.iter().any(|wire| filled(wire)))
        }
        Search::Rows { .. } => Ok(true),
    }
}

fn write(
    dialect: &Dialect<'_>,
    step: &StepPlan,
    owner: (EntityId, &str),
    mark: &Constant,
) -> Option<(Class, Write)> {
    let mut body = Tree::default();
    match &step.search {
        Search::Related { entity, by, patterns, field } => {
            let reference = Constant::Reference(owner.0, owner.1.into());
            put(dialect, *entity, &mut body, by, &reference);
            for (wire, wanted) in patterns {
                put(dialect, *entity, &mut body, wire, wanted);
            }
            put(dialect, *entity, &mut body, field, mark);
            Some(created(dialect, *entity, &body))
        }
        Search::Fields(wires) => {
            let [wire] = &wires[..] else { return None };
            put(dialect, owner.0, &mut body, wire, mark);
            let write = Write {
                kind: WriteKind::Edit,
                entity: dialect.catalog[owner.0].name.to_string(),
                key: Some(owner.1.to_owned()),
                body: body.to_text().as_bytes().into(),
                version: None,
                scope: None,
            };
            Some((Class::Absolute, write))
        }
        Search::Rows { .. } => None,
    }
}

/// Puts a value into the member of that name, with its type beside it where the field is composite.
fn put(dialect: &Dialect<'_>, entity: EntityId, body: &mut Tree, wire: &str, value: &Constant) {
    let field = field(dialect.catalog, dialect.catalog[entity].record, wire);
    let (ty, form) = match field {
        Some(field) => (field.ty.clone(), field.wire.form.clone()),
        None => (Type::TEXT, Form::Plain),
    };
    body.set(&[wire.into()], dialect.write(&ty, &form, value));
    let tag = field.and_then(|field| field.wire.tag.as_ref());
    if let (Some(tag), Some(name)) = (tag, dialect.write_tag(value)) {
        body.set(std::slice::from_ref(tag), name);
    }
}
