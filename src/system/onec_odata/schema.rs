//! What a 1C base holds: its `$metadata`, refined by an overlay.

use crate::schema::edmx::{self, EdmxError};
use crate::schema::overlay::{self, Overlay, Problem};
use crate::schema::{Catalog, Side, SideId};

/// Adds a side of that name with the entities of the metadata, and says what of the overlay does
/// not fit them; the rest of the overlay is applied.
pub fn schema(
    catalog: &mut Catalog,
    side_name: &str,
    edmx: &str,
    overlay: Option<&Overlay>,
) -> Result<(SideId, Vec<Problem>), EdmxError> {
    let members = indexmap::IndexMap::new();
    let (name, system) = (side_name.into(), "odata".into());
    let side = catalog.add_side(Side { name, system, zone: None, members });
    edmx::read(catalog, side, edmx)?;
    let problems = overlay.map(|overlay| overlay::apply(catalog, side, overlay));
    Ok((side, problems.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::schema;
    use crate::schema::edmx::Trouble;
    use crate::schema::{Catalog, overlay};

    const EDMX: &str = r#"<Edmx><EntityType Name="Catalog_A"><Key><PropertyRef Name="Ref_Key"/></Key>
        <Property Name="Ref_Key" Type="Edm.Guid"/><Property Name="Code" Type="Edm.String"/></EntityType>
        <EntitySet Name="Catalog_A" EntityType="S.Catalog_A"/></Edmx>"#;

    #[test]
    fn the_overlay_lies_over_the_metadata() {
        let mut catalog = Catalog::default();
        let overlay = overlay::read("types: { Catalog_A: { Code: text(9), Kode: text } }").unwrap();
        let (side, problems) = schema(&mut catalog, "erp", EDMX, Some(&overlay)).unwrap();
        let entity = catalog.entity(side, "Catalog_A").unwrap();
        let code = &catalog[catalog[entity].record].fields["Code"];
        assert_eq!(catalog.show(&code.ty), "text(9)");
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn what_is_no_metadata_is_refused() {
        let refused = schema(&mut Catalog::default(), "erp", "<html/>", None);
        assert_eq!(refused.unwrap_err().trouble, Trouble::Root("html".into()));
    }
}
