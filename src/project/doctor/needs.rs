//! What the mapping needs of a side, read off its checked form.

use crate::project::Project;
use crate::schema::SideId;
use crate::system::examine::Needs;

/// What the flows that are switched on read and write there, and the codes that are named.
pub(super) fn needs(project: &Project, side: SideId, now: i64) -> Needs {
    let catalog = &project.catalog;
    let used = &project.checked.used;
    let name = &catalog[side].name;
    let of_side = |entities: &std::collections::BTreeSet<crate::schema::EntityId>| {
        let entities = entities.iter().map(|entity| &catalog[*entity]);
        entities.filter(|entity| entity.side == side).map(|entity| entity.name.clone()).collect()
    };
    let mut needs = Needs {
        reads: of_side(&used.read),
        writes: of_side(&used.written),
        zone: catalog[side].zone.clone().or_else(|| project.config.zone.as_deref().map(Into::into)),
        site: project.config.systems.get(&**name).and_then(|it| it.site.as_deref().map(Into::into)),
        now,
        ..Needs::default()
    };
    for (dictionary, code) in project.checked.codes.keys() {
        let dictionary = &catalog[*dictionary];
        if dictionary.side == side {
            needs.codes.entry(dictionary.name.clone()).or_default().insert(code.clone());
        }
    }
    needs
}
