//! `obmen sandbox play SCENE`: edits that people make in the embedded systems.
//!
//! Each is a request to what an emulator opens for people: asked of the emulator itself where the
//! world is free, and over HTTP where a running `obmen sandbox` serves it. Nothing is remembered of a
//! scene: played again, its edits are made again, and what is not possible twice the system refuses.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Embedded, embedded, mistaken, project_of};
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::cli::lower::{PROJECT_FILE, Play};
use crate::diag::{Diagnostic, Language};
use crate::endpoint::EndpointError;
use crate::endpoint::emulate::{Emulator, Request};
use crate::endpoint::http::{HttpClient, HttpRequest};
use crate::project::connect::{emulate, in_use, served_at};
use crate::project::scene::{self, Edit, Scene};
use crate::project::{self, Config};
use crate::schema::nearest;
use crate::source::Sources;

/// How long a served system may take for an edit.
const PATIENCE: Duration = Duration::from_secs(30);

/// As much of an answer as is shown where it says nothing in words.
const SHOWN: usize = 200;

/// Plays a scene, or lists them.
pub(crate) fn play(command: &Play, console: &mut Console) -> Exit {
    let folder = project_of(&command.folder);
    if !folder.join(PROJECT_FILE).is_file() {
        let folder = folder.display().to_string();
        return mistaken("sandbox-no-project", &[("folder", &folder)], console);
    }
    let (config, mut sources, diagnostics) = project::settings(&folder);
    if diagnostics.iter().any(Diagnostic::is_error) {
        console.diagnostics(&diagnostics, &sources);
        return Exit::Mistake;
    }
    let known = scene::names(&folder);
    let Some(name) = &command.scene else {
        return listed(command, &folder, &known, (&config, sources), console);
    };
    if !known.contains(name) {
        return unknown(name, &folder, &known, console);
    }
    let scene = match scene::read(&folder, name, &config, &mut sources) {
        Ok(scene) => scene,
        Err(diagnostics) => {
            console.diagnostics(&diagnostics, &sources);
            return Exit::Mistake;
        }
    };
    let stage = match Stage::open(&folder, &config, &scene) {
        Ok(stage) => stage,
        Err(diagnostic) => {
            console.diagnostics(&[diagnostic], &Sources::default());
            return Exit::Unusable;
        }
    };
    let done = played(&scene, &stage, console);
    told(command, name, &scene, &done, console)
}

/// Tells of a scene that there is not.
fn unknown(name: &str, folder: &Path, known: &[String], console: &mut Console) -> Exit {
    if known.is_empty() {
        let folder = folder.join("scenes").display().to_string();
        return mistaken("play-no-scenes", &[("folder", &folder)], console);
    }
    let all = known.join(", ");
    let near = nearest(name, known.iter().map(String::as_str)).join(", ");
    let facts = [("name", name), ("known", &*all), ("near", &*near)];
    let id = if near.is_empty() { "play-unknown" } else { "play-unknown-near" };
    mistaken(id, &facts, console)
}

/// Lists the scenes with what happens in them.
fn listed(
    command: &Play,
    folder: &Path,
    known: &[String],
    (config, mut sources): (&Config, Sources),
    console: &mut Console,
) -> Exit {
    if known.is_empty() {
        return unknown("", folder, known, console);
    }
    let language = console.texts().language();
    let mut scenes = Vec::new();
    for name in known {
        match scene::read(folder, name, config, &mut sources) {
            Ok(scene) => scenes.push((name, scene.about.text(language).to_owned())),
            Err(diagnostics) => {
                console.diagnostics(&diagnostics, &sources);
                return Exit::Mistake;
            }
        }
    }
    if command.answer.format == Format::Json {
        let scenes = scenes.iter().map(|(name, about)| json!({ "scene": name, "about": about }));
        let scenes: Vec<Value> = scenes.collect();
        command.answer.write(&json!({ "format_version": 1, "scenes": scenes }), console);
        return Exit::Done;
    }
    let width = known.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    for (name, about) in scenes {
        console.answer(&format!("{name:width$}   {about}\n"));
    }
    Exit::Done
}

/// What became of an edit.
type Made = Result<u16, Refused>;

/// An edit that was not made.
enum Refused {
    /// The system said no: the status and its words.
    Said(u16, String),
    /// It did not answer.
    Silent(Box<Diagnostic>),
}

/// The systems of a scene, each as it can be reached.
struct Stage {
    systems: BTreeMap<Box<str>, Reached>,
    client: Option<(HttpClient, tokio::runtime::Runtime)>,
}

enum Reached {
    Here(Arc<dyn Emulator>),
    Served(String),
}

impl Stage {
    /// Opens the systems that a scene speaks of, all before the first edit.
    fn open(folder: &Path, config: &Config, scene: &Scene) -> Result<Stage, Diagnostic> {
        let mut systems = BTreeMap::new();
        let wanted =
            |system: &Embedded<'_>| scene.edits.iter().any(|it| *it.system == *system.name);
        for Embedded { name, kind, world, .. } in embedded(config).filter(wanted) {
            let reached = match emulate(folder, name, kind, world) {
                Ok(emulated) => Reached::Here(emulated.emulator),
                Err(diagnostic) if diagnostic.code == in_use(name).code => {
                    Reached::Served(served_at(folder, name).ok_or(diagnostic)?)
                }
                Err(diagnostic) => return Err(diagnostic),
            };
            systems.insert(name.into(), reached);
        }
        let is_served = systems.values().any(|it| matches!(it, Reached::Served(_)));
        Ok(Stage { systems, client: if is_served { Some(client()?) } else { None } })
    }

    /// Makes an edit.
    fn make(&self, edit: &Edit) -> Made {
        let (status, body) = match (self.systems.get(&edit.system), &self.client) {
            (Some(Reached::Here(emulator)), _) => {
                let response = emulator.answer(&request(edit));
                (response.status, response.body)
            }
            (Some(Reached::Served(address)), Some((client, runtime))) => {
                let answer = runtime.block_on(client.send(wire(edit, address)));
                let answer = answer.map_err(|error| {
                    let system = Some(edit.system.clone());
                    Refused::Silent(Box::new(failure::system(&EndpointError { system, ..error })))
                })?;
                (answer.status, answer.body)
            }
            // Scenes name embedded systems only, and each was opened.
            (Some(Reached::Served(_)) | None, _) => (404, Vec::new()),
        };
        if (200..300).contains(&status) {
            Ok(status)
        } else {
            Err(Refused::Said(status, words(&body)))
        }
    }
}

fn client() -> Result<(HttpClient, tokio::runtime::Runtime), Diagnostic> {
    let client = HttpClient::new().map_err(|error| failure::system(&error))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failure::unusable(None, error.to_string()))?;
    Ok((client, runtime))
}

const HEADERS: [(&str, &str); 2] =
    [("accept", "application/json"), ("content-type", "application/json")];

fn body(edit: &Edit) -> Vec<u8> {
    edit.body.as_ref().map(|body| body.to_string().into_bytes()).unwrap_or_default()
}

/// The edit as an emulator takes it.
fn request(edit: &Edit) -> Request {
    let (path, query) = edit.path.split_once('?').unwrap_or((&edit.path, ""));
    Request {
        method: edit.method.to_owned(),
        path: format!("/sandbox/{path}"),
        query: query.to_owned(),
        headers: HEADERS.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: body(edit),
        fault: None,
    }
}

/// The same for a server.
fn wire(edit: &Edit, address: &str) -> HttpRequest {
    let (accept, kind) = (HEADERS[0], HEADERS[1].1);
    HttpRequest {
        operation: format!("{} {}", edit.method, edit.path),
        method: edit.method,
        url: format!("{address}/sandbox/{}", edit.path),
        headers: vec![(accept.0.to_owned(), accept.1.to_owned())],
        body: Some((kind.to_owned(), body(edit))),
        deadline: PATIENCE,
    }
}

/// What an answer says in words: its longest text, else its beginning.
fn words(body: &[u8]) -> String {
    fn longest(value: &Value) -> &str {
        let inner: Vec<&str> = match value {
            Value::String(text) => return text,
            Value::Array(values) => values.iter().map(longest).collect(),
            Value::Object(members) => members.values().map(longest).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
        };
        inner.into_iter().max_by_key(|text| text.chars().count()).unwrap_or_default()
    }
    let said = serde_json::from_slice::<Value>(body).map(|value| longest(&value).to_owned());
    said.unwrap_or_else(|_| String::from_utf8_lossy(body).chars().take(SHOWN).collect())
}

/// Makes the edits in their order, up to the first that is not made.
fn played(scene: &Scene, stage: &Stage, console: &mut Console) -> Vec<Made> {
    let mut done = Vec::new();
    for edit in &scene.edits {
        let made = stage.make(edit);
        let ends = made.is_err();
        if let Err(Refused::Silent(diagnostic)) = &made {
            console.diagnostics(&[(**diagnostic).clone()], &Sources::default());
        }
        done.push(made);
        if ends {
            break;
        }
    }
    done
}

/// Tells what was done, and how it ended.
fn told(command: &Play, name: &str, scene: &Scene, done: &[Made], console: &mut Console) -> Exit {
    let language = console.texts().language();
    if command.answer.format == Format::Json {
        let mut value = report(name, scene, done, language);
        value["diagnostics"] = console.told().into();
        command.answer.write(&value, console);
    } else {
        let about = scene.about.text(language).to_owned();
        console.say("play-scene", &[("name", name.into()), ("about", about.into())]);
        for (edit, _) in scene.edits.iter().zip(done).filter(|(_, made)| made.is_ok()) {
            let who = edit.who.text(language);
            let line = format!("  {} · {who}: {} {}\n", edit.system, edit.method, edit.path);
            console.answer(&line);
        }
    }
    let refused = scene.edits.iter().zip(done).find_map(|(edit, made)| match made {
        Err(Refused::Said(status, words)) => Some((edit, Some((*status, words.as_str())))),
        Err(Refused::Silent(_)) => Some((edit, None)),
        Ok(_) => None,
    });
    let Some((edit, said)) = refused else {
        if command.answer.format == Format::Text {
            console.say("play-done", &[("count", done.len().into())]);
        }
        return Exit::Done;
    };
    if let Some((status, words)) = said {
        let left = scene.edits.len() - done.len();
        let request = format!("{} {}", edit.method, edit.path);
        let (status, left) = (status.to_string(), left.to_string());
        let facts = [
            ("system", &*edit.system),
            ("request", &request),
            ("status", &status),
            ("words", words),
            ("left", &left),
        ];
        mistaken("play-refused", &facts, console);
    }
    Exit::Unusable
}

fn report(name: &str, scene: &Scene, done: &[Made], language: Language) -> Value {
    let edits = scene.edits.iter().enumerate().map(|(number, edit)| {
        let (status, refused) = match done.get(number) {
            Some(Ok(status)) => (Some(*status), None),
            Some(Err(Refused::Said(status, words))) => (Some(*status), Some(words.as_str())),
            Some(Err(Refused::Silent(_))) | None => (None, None),
        };
        json!({
            "system": edit.system,
            "who": edit.who.text(language),
            "request": format!("{} {}", edit.method, edit.path),
            "made": matches!(done.get(number), Some(Ok(_))),
            "status": status,
            "refused": refused,
        })
    });
    json!({
        "format_version": 1,
        "scene": name,
        "about": scene.about.text(language),
        "edits": edits.collect::<Vec<_>>(),
    })
}
