//! A small 1C base over HTTP: entities from an EDMX text, records and rules from a world.
//!
//! What a world's folder holds, and what this server cannot do, stands in `README.md` beside.
//! A request goes from here to `read` or `write`; what may not be done comes back as a `Refusal`
//! with the interface's own code.

mod address;
mod answer;
mod atom;
mod call;
mod evaluate;
mod exchange;
mod filter;
mod finish;
mod iis;
mod json_body;
mod key;
mod lexer;
mod listing;
mod movements;
mod options;
mod periods;
mod pinned;
mod posting;
mod read;
mod refusal;
mod rows;
mod rules;
mod seed;
mod select;
mod sessions;
mod sums;
mod tables;
mod values;
mod world;
mod write;

use std::path::Path;
use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::endpoint::emulate::{
    Emulator, FaultKind, LedgerEntry, Request, Response, Tx, World, WorldError, percent_decode,
};
use crate::system::onec_odata::model::{Model, Shape};

use address::Segment;
use options::{Detail, Options};
use refusal::Refusal;
use rows::{Record, Rows};
use sessions::Sessions;
use world::Settings;
use write::{Change, Conditions, Writer, Written};

pub use world::BadWorld;

/// The content type of answers in JSON.
const JSON: &str = "application/json;charset=utf-8";

/// Where the interface begins in an address.
const ROOT: &str = "/odata/standard.odata";

/// Where people's edits come in, without credentials.
const SANDBOX: &str = "/sandbox";

/// A base that is served.
pub struct OneCEmulator {
    settings: Settings,
    world: World,
    rows: RwLock<Rows>,
    sessions: Sessions,
}

/// A request, taken apart.
struct Call<'a> {
    request: &'a Request,
    options: Options,
    segments: Vec<Segment>,
    /// The form of the answer; none for one that is not given.
    detail: Option<Detail>,
    /// The time on the server's wall.
    moment: String,
    /// The address of the service root, for links.
    root: String,
    /// Whether a person does it.
    by_hand: bool,
}

impl OneCEmulator {
    /// The base of a world's folder, its state in `file`; a new file is filled from the folder.
    pub fn open(folder: &Path, file: &Path) -> Result<OneCEmulator, BadWorld> {
        let settings = Settings::read(folder)?;
        let world =
            World::open(file, |tx| seed::fill(folder, &settings, tx)).map_err(BadWorld::Records)?;
        let rows = world.write(|tx| seed::load(&settings.model, tx)).map_err(BadWorld::Records)?;
        let sessions = Sessions::new(settings.sessions);
        Ok(OneCEmulator { settings, world, rows: RwLock::new(rows), sessions })
    }

    /// The accepted writes so far.
    pub fn ledger(&self) -> Result<Vec<LedgerEntry>, WorldError> {
        self.world.ledger()
    }

    /// The login and password that this base takes.
    pub fn credentials(&self) -> (&str, &str) {
        (&self.settings.user, self.settings.password.reveal())
    }

    fn respond(&self, call: &Call) -> Result<Response, Refusal> {
        let read = matches!(call.request.method.as_str(), "GET" | "HEAD");
        if let [first, ..] = call.segments.as_slice() {
            match first.name.as_str() {
                "$metadata" => return Ok(self.metadata()),
                // A batch has no form of its own, so the refusal comes in the interface's XML.
                "$batch" => return Ok(Refusal::unsupported().answer(false)),
                "ledger" if call.by_hand => return self.ledger_answer(),
                "SelectChanges" => return self.exchange(call, false),
                "NotifyChangesReceived" => return self.exchange(call, true),
                _ => {}
            }
        }
        match call.segments.as_slice() {
            [.., last]
                if call.segments.len() == 2 && matches!(last.name.as_str(), "Post" | "Unpost") =>
            {
                self.post(call, last.name == "Post")
            }
            _ if read => read::answer(&self.settings, &self.read_rows(), call),
            [set] => self.change(call, set),
            _ => Err(Refusal::bad_method()),
        }
    }

    fn metadata(&self) -> Response {
        Response::new(200, "application/xml;charset=utf-8", self.settings.edmx.clone())
    }

    fn ledger_answer(&self) -> Result<Response, Refusal> {
        let entries = self.ledger()?.into_iter().map(|entry| {
            json!({
                "id": entry.id, "time": entry.time, "operation": entry.operation,
                "key": entry.key, "body": entry.body, "status": entry.status,
            })
        });
        Ok(Response::new(200, JSON, Value::Array(entries.collect()).to_string()))
    }

    /// `POST Set`, `PATCH Set(key)`, `DELETE Set(key)`
    fn change(&self, call: &Call, target: &Segment) -> Result<Response, Refusal> {
        let set = target.name.as_str();
        let shape = self.shape(set)?;
        if self.settings.model.parts.contains_key(set) {
            return Err(Refusal::rows_alone());
        }
        let inside = target.inside.as_deref();
        let key = inside.map(|inside| self.key(call, set, shape, inside)).transpose()?;
        let version = call.request.header("if-match");
        match (call.request.method.as_str(), key) {
            ("POST", None) => {
                call.detail.ok_or_else(Refusal::bad_format)?;
                let body = body(&self.settings.model, shape, call.request)?;
                let written = self
                    .write(call, 201, &format!("POST {set}"), |it| it.create(set, shape, &body))?;
                let mut response =
                    read::written(&self.settings.model, set, &written.record, call, 201)?;
                let address = key::address(set, shape, &written.record);
                let location = encoded(&format!("{}{address}", call.root));
                response.headers.push(("location".to_owned(), location));
                Ok(response)
            }
            ("PATCH" | "MERGE" | "PUT", Some(key)) => {
                call.detail.ok_or_else(Refusal::bad_format)?;
                let body = body(&self.settings.model, shape, call.request)?;
                let operation = format!("PATCH {set}");
                let written = self.write(call, 200, &operation, |it| {
                    let is_alone = shape.is_record_set() || set.starts_with("Constant_");
                    if is_alone && it.rows.get(set, &key).is_none() {
                        let body = key::filled(shape, &key, body);
                        return it.create(set, shape, &body);
                    }
                    let whole = call.request.method == "PUT";
                    it.edit(set, shape, &key, &body, Conditions { version, whole })
                })?;
                read::written(&self.settings.model, set, &written.record, call, 200)
            }
            ("DELETE", Some(key)) => {
                let operation = format!("DELETE {set}");
                self.write(call, 204, &operation, |it| it.delete(set, &key, version))?;
                Ok(Response { status: 204, headers: Vec::new(), body: Vec::new() })
            }
            _ => Err(Refusal::bad_method()),
        }
    }

    /// `Document_X(key)/Post`. A mere GET does it too, as live bases do.
    fn post(&self, call: &Call, posted: bool) -> Result<Response, Refusal> {
        let target = &call.segments[0];
        let set = target.name.as_str();
        let shape = self.shape(set)?;
        let function = if posted { "Post" } else { "Unpost" };
        let on = self.settings.model.sets.get(set).map_or(set, String::as_str);
        if !self.settings.model.has_function(on, function) {
            return Err(Refusal::no_method());
        }
        if !matches!(call.request.method.as_str(), "POST" | "GET") {
            return Err(Refusal::bad_method());
        }
        let inside = target.inside.as_deref().ok_or_else(Refusal::bad_address)?;
        let key = self.key(call, set, shape, inside)?;
        let operation = format!("POST {set}/{function}");
        self.write(call, 200, &operation, |it| posting::post(it, set, shape, &key, posted))?;
        Ok(Response { status: 200, headers: Vec::new(), body: Vec::new() })
    }

    /// The key that an address means. People know records by what they read in them: the first that
    /// holds the value in the field named by `by`.
    fn key(&self, call: &Call, set: &str, shape: &Shape, inside: &str) -> Result<String, Refusal> {
        let Some(field) = call.options.get("by").filter(|_| call.by_hand) else {
            return key::parse(shape, inside);
        };
        if !shape.properties.contains_key(field) {
            return Err(Refusal::no_property(field));
        }
        let value = address::unquoted(inside);
        let holds = |record: &Record| record.get(field).and_then(Value::as_str) == Some(&*value);
        let rows = self.read_rows();
        let found = rows.all(set).find(|(_, record)| holds(record)).map(|(key, _)| key.to_owned());
        found.ok_or_else(Refusal::no_record)
    }

    /// `POST SelectChanges?…`, `POST NotifyChangesReceived?…`: Atom only, POST only.
    fn exchange(&self, call: &Call, confirms: bool) -> Result<Response, Refusal> {
        if call.request.method != "POST" {
            return Err(Refusal::bad_method());
        }
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        let (response, changes) = self.world.write(|tx| {
            let at = (call.root.as_str(), call.moment.as_str());
            let done = exchange::call(&self.settings, &rows, tx, confirms, &call.options, at)?;
            write::keep(tx, &done.1)?;
            Ok::<_, Refusal>(done)
        })?;
        take_in(&mut rows, &changes);
        Ok(response)
    }

    /// Does one write in one transaction: into the file first, then into what readers see.
    fn write(
        &self,
        call: &Call,
        status: u16,
        operation: &str,
        work: impl FnOnce(Writer) -> Result<Written, Refusal>,
    ) -> Result<Written, Refusal> {
        match call.request.fault {
            Some(FaultKind::Locked) => return Err(Refusal::locked()),
            Some(FaultKind::Closed) => return Err(Refusal::closed()),
            _ => {}
        }
        let load = call.request.header("1c_odata-dataloadmode").is_some_and(|it| it == "true");
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        let written = self.world.write(|tx| {
            let moment = self.moment(tx)?;
            let settings = &self.settings;
            let by_hand = call.by_hand;
            let writer = Writer { settings, rows: &rows, tx, moment: &moment, by_hand, load };
            let written = work(writer)?;
            write::keep(tx, &written.changes)?;
            if !load {
                exchange::register(settings, &rows, tx, &written.changes, &moment)?;
            }
            let operation =
                if by_hand { format!("sandbox {operation}") } else { operation.to_owned() };
            tx.enter(&moment, &operation, &written.key, &call.request.text(), status)?;
            Ok::<_, Refusal>(written)
        })?;
        take_in(&mut rows, &written.changes);
        Ok(written)
    }

    /// The time on the server's wall.
    fn moment(&self, tx: &Tx<'_>) -> Result<String, Refusal> {
        let Some(start) = self.settings.clock else { return Ok(self.wall()) };
        let now = start.saturating_add(jiff::SignedDuration::from_secs(tx.next("clock")?));
        Ok(now.strftime("%Y-%m-%dT%H:%M:%S").to_string())
    }

    /// The time on the server's wall, for what is not written: a clock of the world's own stands.
    fn wall(&self) -> String {
        let now = || self.settings.zone.to_datetime(Timestamp::now());
        let now = self.settings.clock.unwrap_or_else(now);
        now.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }

    fn shape(&self, set: &str) -> Result<&Shape, Refusal> {
        self.settings.model.shape_of(set).ok_or_else(|| Refusal::no_set(set))
    }

    fn read_rows(&self) -> std::sync::RwLockReadGuard<'_, Rows> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_known(&self, request: &Request) -> bool {
        let given = request.header("authorization").and_then(|it| it.strip_prefix("Basic "));
        let wanted = format!("{}:{}", self.settings.user, self.settings.password.reveal());
        given.and_then(|text| STANDARD.decode(text.trim()).ok()) == Some(wanted.into_bytes())
    }
}

impl Emulator for OneCEmulator {
    fn answer(&self, request: &Request) -> Response {
        if self.settings.iis
            && let Some(refused) = iis::refused(request)
        {
            return refused;
        }
        let Some((before, path, by_hand)) = below_root(&request.path) else {
            return Response::new(404, "text/html", "<html><body><h1>404</h1></body></html>");
        };
        if !by_hand && !self.is_known(request) {
            let realm = "Basic realm=\"1C:Enterprise\"".to_owned();
            let headers = vec![("www-authenticate".to_owned(), realm)];
            return Response { status: 401, headers, body: Vec::new() };
        }
        let Some(_session) = self.sessions.enter() else { return sessions::refused() };
        let options = Options::parse(&request.query);
        let detail = options.detail(request);
        // People's edits always speak JSON: scenes need not say so.
        let detail = match detail {
            None | Some(Detail::Atom) if by_hand => Some(Detail::Minimal),
            other => other,
        };
        let host = request.header("host").unwrap_or("localhost");
        let root = format!("http://{host}{before}{ROOT}/");
        let answer = match address::segments(path.trim_matches('/')) {
            Some(segments) => {
                let moment = self.wall();
                self.respond(&Call { request, options, segments, detail, moment, root, by_hand })
            }
            None => Err(Refusal::bad_address()),
        };
        let mut response = answer
            .unwrap_or_else(|refusal| refusal.answer(detail.is_some_and(|it| it != Detail::Atom)));
        response.headers.push(("dataserviceversion".to_owned(), "3.0".to_owned()));
        response
    }

    fn operation(&self, request: &Request) -> String {
        let Some((_, path, _)) = below_root(&request.path) else {
            return format!("{} {}", request.method, request.path);
        };
        let names = address::segments(path.trim_matches('/')).unwrap_or_default();
        let names: Vec<String> = names.into_iter().map(|segment| segment.name).collect();
        format!("{} {}", request.method, names.join("/"))
    }

    fn operations(&self) -> Vec<String> {
        let sets = self.settings.model.sets.keys();
        let of = |set: &String| {
            ["GET", "POST", "PATCH", "DELETE"]
                .map(|method| format!("{method} {set}"))
                .into_iter()
                .chain(["Post", "Unpost"].map(|action| format!("POST {set}/{action}")))
                .collect::<Vec<_>>()
        };
        let mut all: Vec<String> = sets.flat_map(of).collect();
        all.extend(self.settings.model.functions.iter().map(|one| format!("GET */{}", one.name)));
        all.push("GET $metadata".into());
        all
    }

    fn forbidden(&self) -> Response {
        Refusal::no_rights().answer(true)
    }

    fn refusal(&self, status: u16) -> Response {
        match status {
            400 => return Refusal::bad_option("$filter").answer(true),
            401 => return Response::new(401, JSON, Vec::new()),
            403 => return sessions::refused(),
            404 => return Refusal::no_record().answer(true),
            _ => {}
        }
        let title = "1C:Enterprise 8 application error";
        let page = format!(
            "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><html><head><title>{title}</title>\
             </head><body><h2>{title}:</h2>Unrecoverable error<br><b>by reason: </b><br>{status}\
             </body></html>"
        );
        Response::new(status, "text/html;charset=utf-8", page)
    }
}

/// Lets readers see changes that the world has.
fn take_in(rows: &mut Rows, changes: &[Change]) {
    for (set, key, stored) in changes {
        match stored {
            Some(stored) => rows.put(set, key, stored.clone()),
            None => rows.remove(set, key),
        }
    }
}

/// What stands before the service root, the decoded path below it, and whether a person asks.
fn below_root(path: &str) -> Option<(&str, String, bool)> {
    if let Some(rest) = path.strip_prefix(SANDBOX) {
        return Some(("", percent_decode(rest), true));
    }
    let (before, rest) = path.split_once(ROOT)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| (before, percent_decode(rest), false))
}

/// The record that came with a request, in JSON or as an Atom entry.
fn body(model: &Model, shape: &Shape, request: &Request) -> Result<Record, Refusal> {
    let text = request.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&request.body);
    if text.trim_ascii_start().starts_with(b"<") {
        let text = std::str::from_utf8(text).map_err(|_| Refusal::bad_body())?;
        return atom::read(model, shape, text);
    }
    match serde_json::from_slice::<json_body::Members>(text) {
        Ok(members) if members.doubled => Err(Refusal::doubled()),
        Ok(members) => Ok(members.record),
        Err(_) => Err(Refusal::bad_body()),
    }
}

/// An address as a header can hold it.
fn encoded(address: &str) -> String {
    percent_encoding::utf8_percent_encode(address, percent_encoding::CONTROLS).to_string()
}
