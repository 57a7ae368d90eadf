//! `obmen init`: a small project to start from, which passes `check` as it stands.
//!
//! Its files are those of `mappings/template`, compiled into the program.

use std::fs;
use std::path::Path;

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
        return refuse("init-exists", ("file", &file), console);
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
    console.say("init-done", &[("folder", folder.into()), ("count", template.len().into())]);
    Exit::Done
}

fn refuse(text: &str, (name, fact): (&'static str, &str), console: &mut Console) -> Exit {
    let text = console.texts().say(text, &[(name, fact.into())]);
    console.mistake(&text);
    Exit::Mistake
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::TEMPLATES;
    use crate::cli::tests::ran_in;
    use crate::cli::{Exit, PROJECT_FILE, files};
    use crate::source::Sources;
    use crate::syntax::{parse, print};

    #[test]
    fn a_project_is_written_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (exit, out, err) = ran_in(folder.path(), "obmen init магазин");
        assert_eq!((exit, err.as_str()), (Exit::Done, ""));
        assert!(out.contains("`магазин`"), "{out}");
        let project = folder.path().join("магазин");
        assert!(project.join(PROJECT_FILE).is_file());
        fs::write(project.join("settings.yaml"), "своё").unwrap();
        fs::remove_file(project.join(PROJECT_FILE)).unwrap();
        let (exit, _, err) = ran_in(folder.path(), "obmen init магазин");
        assert_eq!(exit, Exit::Mistake);
        assert!(err.contains("уже есть"), "{err}");
        assert_eq!(fs::read_to_string(project.join("settings.yaml")).unwrap(), "своё");
        assert!(!project.join(PROJECT_FILE).exists());
    }

    #[test]
    fn an_unknown_configuration_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (exit, _, err) = ran_in(folder.path(), "obmen init a --config zup");
        assert_eq!(exit, Exit::Mistake);
        assert!(err.contains("`zup`"), "{err}");
        assert!(!folder.path().join("a").exists());
    }

    #[test]
    fn every_file_of_a_template_is_compiled_in() {
        for ((_, template), folder) in TEMPLATES.iter().zip(["template", "template_unf3"]) {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings").join(folder);
            let mut count = 0;
            for extension in ["obmen", "yaml", "json", "edmx"] {
                count += files::under(&folder, extension).unwrap().len();
            }
            assert_eq!(template.iter().filter(|(path, _)| *path != ".gitignore").count(), count);
            for (path, text) in template.iter().filter(|(path, _)| *path != ".gitignore") {
                assert_eq!(fs::read_to_string(folder.join(path)).unwrap(), *text, "{path}");
            }
        }
    }

    #[test]
    fn a_configuration_brings_its_set() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(ran_in(folder.path(), "obmen init a --config unf3").0, Exit::Done);
        let text = fs::read_to_string(folder.path().join("a/mappings/shop.obmen")).unwrap();
        assert!(text.contains("\nuse std.unf3."), "{text}");
        for command in ["obmen check -C a", "obmen test -C a"] {
            let (exit, out, err) = ran_in(folder.path(), command);
            assert_eq!(exit, Exit::Done, "{command}: {out}{err}");
        }
    }

    #[test]
    fn its_mappings_are_sound_and_canonical() {
        let texts = TEMPLATES.iter().flat_map(|(_, template)| template.iter());
        for (path, text) in texts.filter(|(_, text)| text.contains("\nlang 1\n")) {
            let (tree, diagnostics) = parse(Sources::default().add(path, text), text);
            assert_eq!(diagnostics, [], "{path}");
            assert_eq!(print(&tree, text, None), *text, "{path}");
        }
    }
}
