//! Mapping files and what they use, each once, those that are used first.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::diag::{Diagnostic, codes};
use crate::project::unreadable;
use crate::source::{FileId, Sources, Span, Spanned, shipped};
use crate::syntax::ast::{self, ItemKind, Keywords, Use};
use crate::syntax::keywords;
use crate::syntax::parse;

/// Where a mapping file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A file of the project, by its path from the folder.
    Project(PathBuf),
    /// A shipped file, by its path under `mappings/`.
    Shipped(String),
}

/// The mapping files of a project.
#[derive(Debug)]
pub struct Files {
    dir: PathBuf,
    seen: Vec<Place>,
    parsed: Vec<(Place, ast::File)>,
    lost: bool,
    /// The places of names that are wrong and in whose place the nearest was read.
    guessed: Vec<Span>,
    /// Texts that stand for files of the project, by their paths: what was fetched and not saved.
    fetched: BTreeMap<String, String>,
}

impl Files {
    pub(super) fn new(dir: &Path, fetched: BTreeMap<String, String>) -> Files {
        let (seen, parsed) = (Vec::new(), Vec::new());
        let guessed = Vec::new();
        Files { dir: dir.to_owned(), seen, parsed, lost: false, guessed, fetched }
    }

    /// Takes in a mapping file of the project, by its path from the folder, with what it uses.
    pub(super) fn take(
        &mut self,
        path: &str,
        named: Option<Span>,
        sources: &mut Sources,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        match inside(Path::new(path)) {
            Some(path) => self.load(Place::Project(path), named, sources, diagnostics),
            None => self.lose(outside(path, named), diagnostics),
        }
    }

    /// Whether a file is missing from these, or is none that could be read.
    pub(super) fn is_any_lost(&self) -> bool {
        self.lost
    }

    /// Whether a diagnostic is of a name in whose place the nearest was read: nothing is missing.
    pub(super) fn is_guessed(&self, told: &Diagnostic) -> bool {
        told.span.is_some_and(|span| self.guessed.contains(&span))
    }

    fn lose(&mut self, told: Diagnostic, diagnostics: &mut Vec<Diagnostic>) {
        self.lost = true;
        diagnostics.push(told);
    }

    /// The files, those that are used before those that use them.
    pub fn parsed(&self) -> impl Iterator<Item = &ast::File> {
        self.parsed.iter().map(|(_, file)| file)
    }

    /// Whether the file ships with the program.
    pub(super) fn is_shipped(&self, id: FileId) -> bool {
        let shipped = |place: &Place| matches!(place, Place::Shipped(_));
        self.parsed.iter().any(|(place, file)| file.id == id && shipped(place))
    }

    pub(super) fn into_parsed(self) -> Vec<ast::File> {
        self.parsed.into_iter().map(|(_, file)| file).collect()
    }

    /// The text of a file that a mapping names: the project's own first, then the one beside the
    /// mapping that names it. With the name that messages call it by.
    ///
    /// # Errors
    /// The file is there and cannot be read; `None` where it is not there.
    pub(super) fn beside(
        &self,
        mapping: &ast::File,
        path: &Spanned<Box<str>>,
    ) -> Option<Result<(String, String), Box<Diagnostic>>> {
        let named = &*path.node;
        if let Some(text) = self.fetched.get(named) {
            return Some(Ok((named.to_owned(), text.clone())));
        }
        match inside(Path::new(named)).map(|path| std::fs::read_to_string(self.dir.join(path))) {
            Some(Ok(text)) => return Some(Ok((named.to_owned(), text))),
            Some(Err(error)) if error.kind() != std::io::ErrorKind::NotFound => {
                let mut wrong = unreadable(Path::new(named), &error);
                wrong.span = Some(path.span);
                return Some(Err(Box::new(wrong)));
            }
            _ => {}
        }
        let (place, _) = self.parsed.iter().find(|(_, file)| file.id == mapping.id)?;
        let Place::Shipped(name) = place else { return None };
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = format!("{folder}/{named}");
        shipped::file(&name).map(|text| Ok((format!("std/{name}"), text.to_owned())))
    }

    fn load(
        &mut self,
        place: Place,
        named: Option<Span>,
        sources: &mut Sources,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if self.seen.contains(&place) {
            return;
        }
        self.seen.push(place.clone());
        let (name, text) = match &place {
            Place::Project(path) => match std::fs::read_to_string(self.dir.join(path)) {
                Ok(text) => (path.display().to_string(), text),
                Err(error) => {
                    let (told, near) = self.unreadable(path, &error, named, sources);
                    let Some((near, place)) = near else { return self.lose(told, diagnostics) };
                    diagnostics.push(told);
                    self.guessed.push(place);
                    return self.load(Place::Project(near), Some(place), sources, diagnostics);
                }
            },
            Place::Shipped(path) => match shipped::file(path) {
                Some(text) => (format!("std/{path}"), text.to_owned()),
                None => return,
            },
        };
        let id = sources.add(&name.replace('\\', "/"), &text);
        let (file, found) = parse(id, &text);
        let is_read = file.items.iter().any(|item| !matches!(item.kind, ItemKind::Broken));
        self.lost |= !is_read && found.iter().any(Diagnostic::is_error);
        diagnostics.extend(found);
        for item in &file.items {
            if let ItemKind::Use(used) = &item.kind {
                let place = (&place, file.keywords);
                self.use_(place, used, item.span, sources, diagnostics);
            }
        }
        self.parsed.push((place, file));
    }

    /// The diagnostic of a mapping file; in place of one that is not there the nearest of its folder
    /// is offered, in the words of the place that names it, and read.
    fn unreadable(
        &self,
        path: &Path,
        error: &std::io::Error,
        named: Option<Span>,
        sources: &Sources,
    ) -> (Diagnostic, Option<(PathBuf, Span)>) {
        let mut wrong = unreadable(path, error);
        wrong.span = named;
        let Some(place) = named.filter(|_| wrong.code == &codes::P101) else {
            return (wrong, None);
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let there = mappings_in(&self.dir.join(path).with_file_name(""));
        match crate::schema::nearest(&name, there.iter().map(String::as_str)).first() {
            Some(near) => {
                let written = &sources.file(place.file).text[place.range()];
                let fix = written.replace(&*name, near);
                (wrong.fix("near", place, fix), Some((path.with_file_name(near), place)))
            }
            None => (wrong.hint("path"), None),
        }
    }

    fn use_(
        &mut self,
        (from, keywords): (&Place, Keywords),
        used: &Use,
        span: Span,
        sources: &mut Sources,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        match used {
            Use::Shipped(path) => {
                let name: Vec<&str> = path.iter().map(|name| &*name.text).collect();
                let file = format!("{}.obmen", name[1..].join("/"));
                if name[0] == "std" && shipped::file(&file).is_some() {
                    self.load(Place::Shipped(file), Some(span), sources, diagnostics);
                } else {
                    let name = name.join(".");
                    let known: Vec<String> = shipped::names().collect();
                    let near = crate::schema::nearest(&name, known.iter().map(String::as_str));
                    let unknown = Diagnostic::new(&codes::P105, span).arg("name", name.as_str());
                    let unknown = unknown.arg("known", known.join(", "));
                    let Some(near) = near.first() else {
                        return self.lose(unknown, diagnostics);
                    };
                    let word = keywords::word("use", keywords);
                    diagnostics.push(unknown.fix("nearest", span, format!("{word} {near}")));
                    self.guessed.push(span);
                    let path = near.trim_start_matches("std.").replace('.', "/");
                    let place = Place::Shipped(format!("{path}.obmen"));
                    self.load(place, Some(span), sources, diagnostics);
                }
            }
            Use::File(path) => {
                let place = match from {
                    Place::Project(file) => {
                        let folder = file.parent().unwrap_or(Path::new(""));
                        inside(&folder.join(&*path.node)).map(Place::Project)
                    }
                    Place::Shipped(file) => {
                        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                        Some(Place::Shipped(format!("{folder}/{}", path.node)))
                    }
                };
                match place {
                    Some(place) => self.load(place, Some(path.span), sources, diagnostics),
                    None => self.lose(outside(&path.node, Some(path.span)), diagnostics),
                }
            }
        }
    }
}

/// The names of the mapping files in a folder.
fn mappings_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".obmen")).collect();
    names.sort_unstable();
    names
}

/// The diagnostic of a path that leads out of the project's folder.
fn outside(path: &str, named: Option<Span>) -> Diagnostic {
    let mut wrong = Diagnostic::placeless(&codes::P104).arg("file", path).hint("inside");
    wrong.span = named;
    wrong
}

/// A path that stays inside the folder, without `.` and `..`.
pub(crate) fn inside(path: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => clean.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !clean.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(clean)
}
