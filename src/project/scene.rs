//! Scenes: edits that people make in the embedded systems, one file each in `scenes/`.
//!
//! ```yaml
//! about: { ru: Заказ передан в доставку, en: An order is passed to delivery }
//! edits:
//!   - system: crm
//!     who: { ru: менеджер Олег Сомов, en: manager Oleg Somov }
//!     request: POST orders/1005/edit?user=12
//!     body: { status: delivering }
//! ```
//!
//! A request goes to what the emulator of the system opens for people (`/sandbox`); its README says
//! what there is.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_yaml::Spanned;

use crate::diag::{Diagnostic, Language, codes};
use crate::project::{Config, unreadable, yaml};
use crate::source::Sources;

/// The folder of a project that holds its scenes.
const FOLDER: &str = "scenes";

/// How their files end.
const END: &str = ".yaml";

/// What people may ask of a system.
const METHODS: [&str; 4] = ["GET", "POST", "PATCH", "DELETE"];

/// A scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// What happens in it.
    pub about: Told,
    /// The edits in their order.
    pub edits: Vec<Edit>,
}

/// What a person does.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// In which system, by its name in `obmen.yaml`.
    pub system: Box<str>,
    /// Who it is.
    pub who: Told,
    /// `POST`
    pub method: &'static str,
    /// Below what the system opens for people, with the query: `orders/1005/edit?user=12`.
    pub path: Box<str>,
    /// What is sent, if anything is.
    pub body: Option<Value>,
}

/// A text of a scene in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    ru: String,
    en: String,
}

impl Told {
    /// The text in that language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Russian => &self.ru,
            Language::English => &self.en,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenScene {
    about: Told,
    edits: Vec<WrittenEdit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEdit {
    system: Spanned<String>,
    who: Told,
    request: Spanned<String>,
    #[serde(default)]
    body: Option<Value>,
}

/// The names of the scenes of a project, sorted; none where it has no such folder.
pub fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir.join(FOLDER)).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> =
        files.filter_map(|file| file.strip_suffix(END).map(str::to_owned)).collect();
    names.sort_unstable();
    names
}

/// Reads a scene, one of [`names`].
///
/// # Errors
/// Everything that is wrong with its file, with places in the sources.
pub fn read(
    dir: &Path,
    name: &str,
    config: &Config,
    sources: &mut Sources,
) -> Result<Scene, Vec<Diagnostic>> {
    let shown = format!("{FOLDER}/{name}{END}");
    let text = std::fs::read_to_string(dir.join(&shown))
        .map_err(|error| vec![unreadable(Path::new(&shown), &error)])?;
    let file = sources.add(&shown, &text);
    let mut diagnostics = Vec::new();
    let written: Option<WrittenScene> = yaml::parse(file, sources, &mut diagnostics);
    let Some(written) = written else { return Err(diagnostics) };
    let embedded = config.systems.iter().filter(|(_, system)| system.embedded.is_some());
    let known: Vec<&str> = embedded.map(|(name, _)| name.as_str()).collect();
    let mut edits = Vec::new();
    for edit in written.edits {
        let at = |found: &Spanned<String>| yaml::cell_span(found, file, sources);
        if !known.contains(&&*edit.system.value) {
            let wrong = Diagnostic::new(&codes::P130, at(&edit.system));
            let wrong = wrong.arg("name", edit.system.value.as_str());
            diagnostics.push(wrong.arg("known", known.join(", ")));
        }
        let Some((method, path)) = request(&edit.request.value) else {
            let wrong = Diagnostic::new(&codes::P129, at(&edit.request));
            let wrong = wrong.arg("request", edit.request.value.as_str());
            diagnostics.push(wrong.arg("methods", METHODS.join(", ")).hint("form"));
            continue;
        };
        let system = edit.system.value.into();
        edits.push(Edit { system, who: edit.who, method, path: path.into(), body: edit.body });
    }
    if diagnostics.is_empty() {
        Ok(Scene { about: written.about, edits })
    } else {
        Err(diagnostics)
    }
}

/// `POST orders/1005/edit`: the method and the path.
fn request(text: &str) -> Option<(&'static str, &str)> {
    let (method, path) = text.trim().split_once(' ')?;
    let method = METHODS.into_iter().find(|known| *known == method)?;
    let path = path.trim().trim_start_matches('/');
    (!path.is_empty()).then_some((method, path))
}
