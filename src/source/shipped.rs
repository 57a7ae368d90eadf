//! The mappings that ship with the program, so that `use std.unf3.orders` works without them on disk.

/// A shipped file: its path under `mappings/`, its text.
type Shipped = (&'static str, &'static str);

macro_rules! shipped {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../mappings/", $path)))),*]
    };
}

/// All shipped files.
static FILES: &[Shipped] = shipped![
    "unf3/customers.obmen",
    "unf3/goods.obmen",
    "unf3/orders.obmen",
    "unf3/settings.obmen",
    "unf3/systems.obmen",
    "unf3/tables.obmen",
    "unf3/schema/unf3.edmx",
    "unf3/schema/unf3.overlay.yaml",
];

/// The text of a shipped file.
pub(crate) fn file(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
}

/// The shipped mappings, as `use` names them: `std.unf3.orders`.
pub(crate) fn names() -> impl Iterator<Item = String> {
    FILES.iter().filter_map(|(path, _)| {
        let path = path.strip_suffix(".obmen")?;
        Some(format!("std.{}", path.replace('/', ".")))
    })
}

#[cfg(test)]
mod tests;
