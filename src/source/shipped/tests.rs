//! Tests: the mappings that ship with the program, so that `use std.unf3.orders` works without them on disk.

use super::FILES;
use std::path::Path;

/// The list cannot fall behind the folder.
#[test]
fn every_mapping_of_the_standard_set_is_shipped() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/unf3");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".obmen") && name != "tests.obmen" {
            let path = format!("unf3/{name}");
            assert!(FILES.iter().any(|(known, _)| *known == path), "{path} is not shipped");
        }
    }
}
