//! What `obmen.yaml` says must fit: zones that exist, a system for each side, addresses that may be
//! used, schedules of flows that there are. What is found here needs neither a system nor a secret.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use serde::Deserialize;
use serde_yaml::Spanned;

use crate::check::{Checked, Flow, FlowStep, Map, Toward};
use crate::diag::{Diagnostic, codes};
use crate::project::exposed::{exposed, is_own};
use crate::project::schedule::is_schedule;
use crate::project::yaml::{Entries, cell_span, key_span};
use crate::project::zone;
use crate::project::{Config, FILE, secrets};
use crate::schema::{Catalog, Member, SideId, nearest};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast::{self, ItemKind};
use crate::system;

/// The parts of the file that are looked at, with their places.
#[derive(Deserialize)]
struct Written {
    zone: Option<Spanned<String>>,
    #[serde(default)]
    systems: Entries<WrittenSystem>,
    #[serde(default)]
    schedules: Entries<Spanned<String>>,
    guards: Option<WrittenGuards>,
    #[serde(default)]
    webhooks: Entries<WrittenWebhook>,
}

#[derive(Deserialize)]
struct WrittenSystem {
    kind: Spanned<String>,
    address: Option<Spanned<String>>,
    embedded: Option<String>,
    files: Option<Spanned<String>>,
    key: Option<Spanned<String>>,
    password: Option<Spanned<String>>,
    user: Option<Spanned<String>>,
    rate: Option<Spanned<NonZeroU32>>,
    site: Option<Spanned<String>>,
    #[serde(default)]
    local: bool,
}

#[derive(Deserialize)]
struct WrittenWebhook {
    secret: Option<Spanned<String>>,
}

#[derive(Deserialize)]
struct WrittenGuards {
    shrink: Option<Spanned<String>>,
    first_run: Option<Spanned<String>>,
}

/// What is known of the systems.
pub(super) struct Known<'a> {
    pub(super) catalog: &'a Catalog,
    /// The sides whose dictionaries the project saved itself.
    pub(super) asked: &'a [SideId],
}

/// Says what does not fit in the text of the file. A file that could not be read was told of before.
pub(super) fn check(
    files: &[&ast::File],
    known: &Known<'_>,
    (text, sources): (&str, &Sources),
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some((file, _)) = sources.files().find(|(_, source)| *source.name == *FILE) else {
        return;
    };
    let Ok(written) = serde_yaml::from_str::<Written>(text) else { return };
    let mut told = Told { file, sources, diagnostics };
    if let Some(written) = &written.zone
        && !zone::is_zone(&written.value)
    {
        let place = told.place(written);
        let wrong = Diagnostic::new(&codes::P121, place).arg("name", written.value.as_str());
        told.say(zone::meant(wrong, place, &written.value, ""));
    }
    for (name, system) in &written.systems.0 {
        told.system(name, system);
        told.site(name, system, known);
    }
    for (name, webhook) in &written.webhooks.0 {
        told.secret(("webhooks", name, "secret"), webhook.secret.as_ref());
    }
    for side in sides(files) {
        told.side(side, &written);
    }
    told.schedules(&written.schedules, files);
    if let Some(guards) = &written.guards {
        told.guards(guards);
    }
}

/// Tells flows that are switched on and read changes which no system tells, or write where files
/// stand for a system.
pub(super) fn followed(
    checked: &Checked,
    catalog: &Catalog,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let is_files = |side: SideId| {
        config.systems.get(&*catalog[side].name).is_some_and(|system| system.files.is_some())
    };
    for flow in checked.flows.iter().filter(|flow| flow.enabled) {
        let source = &catalog[flow.source];
        if flow.changed && !source.changes && !is_files(source.side) {
            let wrong = Diagnostic::new(&codes::P126, flow.span).arg("name", &*flow.name);
            diagnostics.push(wrong.arg("record", catalog.entity_name(flow.source)));
        }
        for side in targets(checked, catalog, flow).into_iter().filter(|side| is_files(*side)) {
            let wrong = Diagnostic::new(&codes::P128, flow.span).arg("flow", &*flow.name);
            diagnostics.push(wrong.arg("name", &*catalog[side].name).hint("address"));
        }
    }
}

/// The sides whose records a flow writes.
fn targets(checked: &Checked, catalog: &Catalog, flow: &Flow) -> BTreeSet<SideId> {
    fn written(steps: &[FlowStep], names: &mut Vec<Box<str>>) {
        for step in steps {
            match step {
                FlowStep::Upsert(map) => names.push(map.clone()),
                FlowStep::Each(rows) => written(&rows.steps, names),
                FlowStep::Post | FlowStep::Say(_) => {}
            }
        }
    }
    let mut names = Vec::new();
    written(&flow.steps, &mut names);
    let maps = checked.maps.iter().filter(|map| names.contains(&map.name));
    let target = |map: &Map| if flow.toward == Toward::Left { map.left } else { map.right };
    maps.map(|map| catalog[target(map)].side).collect()
}

/// The sides that talk to a system.
fn sides<'f>(files: &[&'f ast::File]) -> impl Iterator<Item = &'f ast::Side> {
    let items: Vec<_> = files.iter().flat_map(|file| &file.items).collect();
    let sides = items.into_iter().filter_map(|item| match &item.kind {
        ItemKind::Side(side) => Some(side),
        _ => None,
    });
    sides.filter(|side| system::find(&side.system.text).is_some())
}

/// Says that there is no such kind of system, and which there are.
pub(super) fn unknown_system(place: Span, name: &str) -> Diagnostic {
    let kinds = || system::SYSTEMS.iter().map(|system| system.name);
    let unknown = Diagnostic::new(&codes::P109, place).arg("name", name);
    let unknown = unknown.arg("known", kinds().collect::<Vec<_>>().join(", "));
    match nearest(name, kinds()).first() {
        Some(near) => unknown.fix("nearest", place, *near),
        None => unknown,
    }
}

struct Told<'a> {
    file: FileId,
    sources: &'a Sources,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Told<'_> {
    fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn place<T>(&self, found: &Spanned<T>) -> Span {
        cell_span(found, self.file, self.sources)
    }

    fn system(&mut self, name: &str, system: &WrittenSystem) {
        let kind = self.place(&system.kind);
        if system::find(&system.kind.value).is_none() {
            self.say(unknown_system(kind, &system.kind.value));
        }
        if system.embedded.is_some() || system.files.is_some() {
            return;
        }
        let Some(address) = &system.address else {
            let none = Diagnostic::new(&codes::P113, kind).arg("name", name);
            let known = system::find(&system.kind.value);
            self.say(known.map_or(none.clone(), |known| none.hint(known.remedy)));
            return;
        };
        if !system.local
            && let Some((code, host)) = exposed(&address.value)
        {
            let wrong = Diagnostic::new(code, self.place(address));
            self.say(wrong.arg("name", name).arg("host", host).hint("local"));
        } else if let Some(known) = system::find(&system.kind.value)
            && let Err(reason) = (known.address)(&address.value, system.local)
        {
            let wrong = Diagnostic::new(&codes::P112, self.place(address)).arg("name", name);
            self.say(wrong.arg("reason", reason).hint(known.remedy));
        }
        let Some(known) = system::find(&system.kind.value) else { return };
        let unusable = |place: Span, reason: String| {
            let wrong = Diagnostic::new(&codes::P112, place).arg("name", name);
            wrong.arg("reason", reason)
        };
        if let Some(rate) = &system.rate
            && let Err(reason) = (known.rate)(rate.value, system.local)
        {
            self.say(unusable(self.place(rate), reason).hint("rate"));
        }
        // One that stands elsewhere is read where it is used.
        if let Some(user) = system.user.as_ref().filter(|it| !secrets::is_elsewhere(&it.value))
            && let Err(reason) = (known.login)(&user.value)
        {
            self.say(unusable(self.place(user), reason).hint("login"));
        }
        // A program on this machine that somebody tries out has none worth keeping.
        if !is_own(&address.value) {
            self.secret(("systems", name, "key"), system.key.as_ref());
            self.secret(("systems", name, "password"), system.password.as_ref());
        }
    }

    /// A secret stands elsewhere: the file goes into git, and from hand to hand.
    fn secret(
        &mut self,
        (section, name, what): (&str, &str, &str),
        written: Option<&Spanned<String>>,
    ) {
        let Some(written) = written.filter(|it| !secrets::is_elsewhere(&it.value)) else { return };
        let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let parts = ["obmen", &letters, what].into_iter().filter(|part| !part.is_empty());
        let variable = parts.collect::<Vec<_>>().join("_").to_ascii_uppercase();
        let wrong = Diagnostic::new(&codes::P133, self.place(written))
            .arg("name", format!("{section}.{name}.{what}"))
            .arg("what", what)
            .arg("variable", variable);
        self.say(wrong.hint("elsewhere"));
    }

    /// The shop is one of those that were saved; of an account that was never asked nothing is known.
    fn site(&mut self, name: &str, system: &WrittenSystem, known: &Known<'_>) {
        let catalog = known.catalog;
        // An embedded system has the shops of its world, whatever was saved of another.
        let is_live = system.embedded.is_none() && system.files.is_none();
        let side = catalog.side(name).filter(|side| is_live && known.asked.contains(side));
        let (Some(site), Some(side)) = (&system.site, side) else { return };
        let sites = system::find(&system.kind.value).and_then(|known| known.sites);
        let Some(Member::Dictionary(sites)) = sites.and_then(|sites| catalog.member(side, sites))
        else {
            return;
        };
        let Some(entries) = &catalog[*sites].entries else { return };
        let known: Vec<&str> = entries.iter().map(|entry| &*entry.code).collect();
        if known.is_empty() || known.contains(&site.value.as_str()) {
            return;
        }
        let place = self.place(site);
        let wrong = Diagnostic::new(&codes::P132, place).arg("name", name);
        let wrong = wrong.arg("site", site.value.as_str());
        let wrong = match nearest(&site.value, known.iter().copied()).first() {
            Some(near) => wrong.fix("nearest", place, *near),
            None => {
                let shown = known.iter().take(8).copied().collect::<Vec<_>>().join(", ");
                let rest = known.len().saturating_sub(8);
                wrong.arg("known", shown).arg("rest", rest).hint("known")
            }
        };
        self.say(wrong.hint("pull"));
    }

    /// Each side of the mappings has its system, of the kind that they expect.
    fn side(&mut self, side: &ast::Side, written: &Written) {
        let name = &*side.name.text;
        let wanted = &*side.system.text;
        match written.systems.0.iter().find(|(known, _)| known == name) {
            None => {
                let none = Diagnostic::new(&codes::P110, self.heading("systems"));
                self.say(none.arg("name", name));
            }
            Some((_, system)) => {
                let given = &system.kind.value;
                if given != wanted && system::find(given).is_some() {
                    let wrong = Diagnostic::new(&codes::P111, self.place(&system.kind));
                    let wrong = wrong.arg("name", name).arg("given", given.as_str());
                    self.say(wrong.arg("wanted", wanted));
                }
            }
        }
    }

    fn schedules(&mut self, schedules: &Entries<Spanned<String>>, files: &[&ast::File]) {
        let items = files.iter().flat_map(|file| &file.items);
        let flows: Vec<&str> = items
            .filter_map(|item| match &item.kind {
                ItemKind::Flow(flow) => Some(&*flow.name.text),
                _ => None,
            })
            .collect();
        for (name, when) in &schedules.0 {
            let place = self.place(when);
            if !flows.contains(&name.as_str()) {
                let text = &self.sources.file(self.file).text;
                let at = key_span(name, place, text).unwrap_or(place);
                let unknown = Diagnostic::new(&codes::P124, at).arg("name", name.as_str());
                let known = if flows.is_empty() { "—".to_owned() } else { flows.join(", ") };
                let unknown = unknown.arg("known", known);
                let near = nearest(name, flows.iter().copied());
                self.say(match near.first() {
                    Some(near) => unknown.fix("nearest", at, *near),
                    None => unknown,
                });
            }
            if !is_schedule(&when.value) {
                self.unfit(place, name, &when.value, "30s, 15m, 2h, daily 03:00");
            }
        }
    }

    fn guards(&mut self, guards: &WrittenGuards) {
        if let Some(shrink) = &guards.shrink {
            let digits = shrink.value.strip_suffix('%').map(str::trim);
            let fits = digits.and_then(|text| text.parse::<u8>().ok()).is_some_and(|n| n <= 100);
            if !fits {
                self.unfit(self.place(shrink), "shrink", &shrink.value, "30%");
            }
        }
        if let Some(first) = &guards.first_run
            && !["ask", "run"].contains(&first.value.as_str())
        {
            self.unfit(self.place(first), "first_run", &first.value, "ask, run");
        }
    }

    fn unfit(&mut self, place: Span, name: &str, value: &str, wanted: &str) {
        let wrong = Diagnostic::new(&codes::P125, place).arg("name", name).arg("value", value);
        self.say(wrong.arg("wanted", wanted));
    }

    /// The place of a section's name; without one the beginning of the file.
    fn heading(&self, name: &str) -> Span {
        let text = &self.sources.file(self.file).text;
        let start = format!("{name}:");
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if line.starts_with(&start) {
                return Span::new(self.file, at, at + name.len());
            }
            at += line.len();
        }
        Span::new(self.file, 0, 0)
    }
}
