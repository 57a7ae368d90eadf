//! What a 1C base holds: its `$metadata`.

use crate::schema::edmx::{self, EdmxError};
use crate::schema::{Catalog, Side, SideId};

/// Adds a side of that name with the entities of the metadata.
pub fn schema(catalog: &mut Catalog, side_name: &str, edmx: &str) -> Result<SideId, EdmxError> {
    let members = indexmap::IndexMap::new();
    let (name, system) = (side_name.into(), "odata".into());
    let side = catalog.add_side(Side { name, system, zone: None, members });
    edmx::read(catalog, side, edmx)?;
    Ok(side)
}
