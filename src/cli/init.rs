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
static TEMPLATES: &[(Option<&str>, Template)] = &[(None, FIRST)];

/// Five plain rules over one entity.
static FIRST: Template = &[
    (".gitignore", include_str!("../../mappings/template/gitignore")),
    ("mappings/first.obmen", include_str!("../../mappings/template/mappings/first.obmen")),
    ("obmen.yaml", include_str!("../../mappings/template/obmen.yaml")),
    ("samples/customer.json", include_str!("../../mappings/template/samples/customer.json")),
    ("schema/erp.edmx", include_str!("../../mappings/template/schema/erp.edmx")),
    ("settings.yaml", include_str!("../../mappings/template/settings.yaml")),
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
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/template");
        let mut count = 0;
        for extension in ["obmen", "yaml", "json", "edmx"] {
            count += files::under(&template, extension).unwrap().len();
        }
        let (_, first) = TEMPLATES[0];
        assert_eq!(first.iter().filter(|(path, _)| *path != ".gitignore").count(), count);
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
