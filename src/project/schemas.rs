//! The catalog of a project: what its `side`s name, with overlays and what was saved.

use crate::diag::{Diagnostic, codes};
use crate::project::Files;
use crate::project::sound::unknown_system;
use crate::project::{yaml, zone};
use crate::schema::overlay::{YamlError, YamlFault};
use crate::schema::{Catalog, SideId, dictionary, names, overlay};
use crate::source::{FileId, Sources, Span, Spanned};
use crate::syntax::ast::{self, ItemKind};
use crate::system;

/// How the names of shipped files begin.
const SHIPPED: &str = "std/";

/// What a `side` may say in its braces.
const OPTIONS: [&str; 4] = ["overlay", "zone", "dictionaries", "names"];

/// What was built of the sides.
pub(super) struct Built {
    pub(super) catalog: Catalog,
    /// When the dictionaries among what was saved were fetched.
    pub(super) fetched: Option<Box<str>>,
    /// The sides whose dictionaries were saved in the project itself: those that ship with a mapping
    /// are of some account.
    pub(super) asked: Vec<SideId>,
}

/// Builds the catalog of all sides that the files declare.
pub(super) fn build(
    files: &Files,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Built {
    let mut built = Built { catalog: Catalog::default(), fetched: None, asked: Vec::new() };
    for file in files.parsed() {
        for item in &file.items {
            if let ItemKind::Side(side) = &item.kind {
                if built.catalog.side(&side.name.text).is_some() {
                    diagnostics.push(
                        Diagnostic::new(&codes::N106, side.name.span).arg("name", &*side.name.text),
                    );
                    continue;
                }
                add(&mut built, files, file, side, sources, diagnostics);
            }
        }
    }
    built
}

fn add(
    built: &mut Built,
    files: &Files,
    file: &ast::File,
    side: &ast::Side,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let catalog = &mut built.catalog;
    let name = &*side.name.text;
    let option = |wanted: &str| {
        side.options.iter().find(|(option, _)| &*option.text == wanted).map(|(_, value)| value)
    };
    for (option, _) in &side.options {
        if !OPTIONS.contains(&&*option.text) {
            let unknown = Diagnostic::new(&codes::P106, option.span).arg("name", &*option.text);
            let near = crate::schema::nearest(&option.text, OPTIONS.iter().copied());
            diagnostics.push(match near.first() {
                Some(near) => unknown.fix("nearest", option.span, *near),
                None => unknown.arg("known", OPTIONS.join(", ")).hint("known"),
            });
        }
    }
    version(side, diagnostics);
    let id = match &*side.system.text {
        "retailcrm" => system::retailcrm::schema::schema(catalog, name),
        "odata" => {
            let Some(schema) = &side.schema else {
                diagnostics.push(Diagnostic::new(&codes::P107, side.system.span));
                return;
            };
            let Some((_, edmx)) = text(files, file, schema, diagnostics) else { return };
            let overlay = option("overlay")
                .and_then(|path| read(files, file, path, sources, diagnostics, overlay::read));
            match system::onec_odata::schema::schema(catalog, name, &edmx, None) {
                Ok((id, _)) => {
                    if let Some((overlay, _)) = overlay {
                        // A shop's own base may lack what the shipped overlay speaks of.
                        overlay::apply(catalog, id, &overlay);
                    }
                    id
                }
                Err(error) => {
                    let wrong =
                        Diagnostic::new(&codes::P108, schema.span).arg("file", &*schema.node);
                    let wrong = wrong
                        .arg("kind", error.trouble.kind())
                        .arg("what", error.trouble.what())
                        .arg("line", error.place.line.to_string())
                        .arg("column", error.place.column.to_string());
                    diagnostics.push(wrong);
                    return;
                }
            }
        }
        other => {
            diagnostics.push(unknown_system(side.system.span, other));
            return;
        }
    };
    if let Some(named) = option("zone") {
        if zone::is_zone(&named.node) {
            catalog[id].zone = Some(named.node.clone());
        } else {
            let wrong = Diagnostic::new(&codes::P121, named.span).arg("name", &*named.node);
            diagnostics.push(zone::meant(wrong, named.span, &named.node, "\""));
        }
    }
    saved(built, id, files, file, side, sources, diagnostics);
}

/// Says that the system has no such version.
fn version(side: &ast::Side, diagnostics: &mut Vec<Diagnostic>) {
    let Some(known) = system::find(&side.system.text) else { return };
    for (at, word) in side.words.iter().enumerate() {
        let version = known.version.filter(|_| at == 0);
        if version == Some(&*word.text) {
            continue;
        }
        let wrong = Diagnostic::new(&codes::P131, word.span)
            .arg("system", known.name)
            .arg("version", &*word.text)
            .arg("known", known.version.unwrap_or("—"));
        diagnostics.push(match version {
            Some(version) => wrong.fix("write", word.span, version),
            None => wrong.fix("drop", word.span, ""),
        });
    }
}

/// What was saved of the live system: dictionaries, the account's fields, names of records.
fn saved(
    built: &mut Built,
    id: SideId,
    files: &Files,
    file: &ast::File,
    side: &ast::Side,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let place = |wanted: &str| {
        let option = side.options.iter().find(|(option, _)| &*option.text == wanted);
        option.map_or_else(
            || Spanned::new(saved_path(&side.name.text, wanted).into(), side.name.span),
            |(_, path)| path.clone(),
        )
    };
    // What was never pulled is not there: codes cannot be judged then, and that is no mistake.
    let dictionaries = place("dictionaries");
    if files.beside(file, &dictionaries).is_some()
        && let Some((found, id_of_file)) =
            read(files, file, &dictionaries, sources, diagnostics, dictionary::read)
    {
        dictionary::apply(&mut built.catalog, id, &found);
        built.fetched = built.fetched.take().or_else(|| Some(found.date.as_str().into()));
        if !sources.file(id_of_file).name.starts_with(SHIPPED) {
            built.asked.push(id);
        }
    }
    let names = place("names");
    if files.beside(file, &names).is_some()
        && let Some((found, _)) = read(files, file, &names, sources, diagnostics, names::read)
    {
        names::apply(&mut built.catalog, id, &found);
    }
}

/// Where `dictionaries` or `names` of a side are saved when it does not say.
pub(super) fn saved_path(side: &str, what: &str) -> String {
    format!("schema/{side}.{what}.yaml")
}

fn read<T>(
    files: &Files,
    file: &ast::File,
    path: &Spanned<Box<str>>,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
    parse: impl Fn(&str) -> Result<T, YamlError>,
) -> Option<(T, FileId)> {
    let (name, text) = text(files, file, path, diagnostics)?;
    let id = sources.add(&name, &text);
    match parse(&text) {
        Ok(found) => Some((found, id)),
        Err(error) => {
            let span = error.at.map_or(Span::new(id, 0, 0), |at| {
                let line = at.line.saturating_sub(1);
                let start =
                    sources.file(id).lines().offset(&text, line, at.column.saturating_sub(1));
                Span::new(id, start, start)
            });
            let known = |key: &str| Span { end: span.start + key.len() as u32, ..span };
            diagnostics.push(match error.fault {
                YamlFault::UnknownKey(key, keys) => yaml::unknown_key(known(&key), &key, &keys),
                YamlFault::Missing(key) => Diagnostic::new(&codes::P116, span).arg("name", key),
                YamlFault::Twice(key) => {
                    Diagnostic::new(&codes::P117, known(&key)).arg("name", key)
                }
                YamlFault::Other => yaml::other(&text, span, id, sources),
            });
            None
        }
    }
}

/// The text of a file that has to be there, with the name that messages call it by.
fn text(
    files: &Files,
    file: &ast::File,
    path: &Spanned<Box<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(String, String)> {
    let missing = || {
        let missing = Diagnostic::new(&codes::P101, path.span).arg("file", &*path.node);
        Box::new(missing.arg("reason", "").hint("pull"))
    };
    let found = files.beside(file, path).unwrap_or_else(|| Err(missing()));
    found.map_err(|wrong| diagnostics.push(*wrong)).ok()
}
