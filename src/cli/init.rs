//! `obmen init`: a small project to start from, which passes `check` as it stands.
//!
//! Its files are those of `mappings/template`, compiled into the program.

use std::fs;
use std::path::Path;

use crate::cli::PROJECT_FILE;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::files;

/// A project that ships with the program: paths and texts.
type Template = &'static [(&'static str, &'static str)];

/// The templates by the name of `--config`; the one without a name is the usual one.
static TEMPLATES: &[(Option<&str>, Template)] = &[(None, FIRST), (Some("unf3"), UNF3)];

/// Five plain rules over one entity.
static FIRST: Template = &[
    (".gitignore", include_str!("../../mappings/template/gitignore")),
    ("mappings/first.obmen", include_str!("../../mappings/template/mappings/first.obmen")),
    ("obmen.yaml", include_str!("../../mappings/template/obmen.yaml")),
    ("samples/customer.json", include_str!("../../mappings/template/samples/customer.json")),
    ("schema/erp.edmx", include_str!("../../mappings/template/schema/erp.edmx")),
    ("settings.yaml", include_str!("../../mappings/template/settings.yaml")),
];

/// The standard set with its tables still empty.
static UNF3: Template = &[
    (".gitignore", include_str!("../../mappings/template/gitignore")),
    ("mappings/shop.obmen", include_str!("../../mappings/template_unf3/mappings/shop.obmen")),
    ("obmen.yaml", include_str!("../../mappings/template_unf3/obmen.yaml")),
    ("settings.yaml", include_str!("../../mappings/template_unf3/settings.yaml")),
    ("tables/delivery.yaml", include_str!("../../mappings/template_unf3/tables/delivery.yaml")),
    ("tables/managers.yaml", include_str!("../../mappings/template_unf3/tables/managers.yaml")),
    (
        "tables/organisations.yaml",
        include_str!("../../mappings/template_unf3/tables/organisations.yaml"),
    ),
    (
        "tables/statuses_in.yaml",
        include_str!("../../mappings/template_unf3/tables/statuses_in.yaml"),
    ),
    (
        "tables/statuses_out.yaml",
        include_str!("../../mappings/template_unf3/tables/statuses_out.yaml"),
    ),
    ("tables/stores.yaml", include_str!("../../mappings/template_unf3/tables/stores.yaml")),
];

/// Writes a project into a folder; nothing that is there is overwritten.
pub(crate) fn init(
    folder: &Path,
    config: Option<&str>,
    here: &Path,
    console: &mut Console,
) -> Exit {
    let Some((_, template)) = TEMPLATES.iter().find(|(name, _)| *name == config) else {
        let config = config.unwrap_or_default();
        return refuse("init-config", ("config", config), console);
    };
    if let Some((path, _)) = template.iter().find(|(path, _)| folder.join(path).exists()) {
        let file = files::shown(&folder.join(path), here);
        if folder.join(PROJECT_FILE).exists() {
            let folder = files::shown(folder, here);
            let folder = if folder.is_empty() { "." } else { &*folder };
            return refuse("init-project", ("folder", folder), console);
        }
        return refuse("init-exists", ("file", &file), console);
    }
    if let Some(file) = folder.ancestors().find(|path| path.is_file()) {
        return refuse("init-file", ("folder", &files::shown(file, here)), console);
    }
    for (path, text) in *template {
        let path = folder.join(path);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        if let Err(error) = made.and_then(|()| files::replace(&path, text)) {
            return console.unwritten(&files::shown(&path, here), &error);
        }
    }
    let folder = files::shown(folder, here);
    let folder = if folder.is_empty() { "." } else { &folder };
    let args = [
        ("folder", folder.into()),
        ("quoted", files::quoted(Path::new(folder)).into()),
        ("count", template.len().into()),
    ];
    console.say("init-done", &args);
    Exit::Done
}

fn refuse(text: &str, (name, fact): (&'static str, &str), console: &mut Console) -> Exit {
    let text = console.texts().say(text, &[(name, fact.into())]);
    console.mistake(&text);
    Exit::Mistake
}

#[cfg(test)]
mod tests;
