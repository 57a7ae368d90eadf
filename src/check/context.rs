//! What every check works with: the catalog, what was filled in, what is declared, what was found.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::nearby::{among, suggest};
use crate::check::spoiled::Spoiled;
use crate::check::tree::{Checked, Match, Table, Toward};
use crate::check::uses::{Unit, Use};
use crate::check::values::Values;
use crate::diag::{Diagnostic, Fix, Hint, codes};
use crate::schema::{Catalog, EntityId, Member, Side, SideId};
use crate::source::{FileId, Span};
use crate::syntax::ast::{BareCondition, ItemKind, Keywords, Name, RuleKind, TypeExpr, TypeKind};
use crate::syntax::{keywords, parse, print_expr};

/// What a declared name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    /// A constant or setting, by its number.
    Given(usize),
    /// A table, by its number.
    Table(u16),
    /// A match, by its number.
    Match(u16),
    /// A map; maps are found by name.
    Map,
    /// A flow.
    Flow,
    /// Something whose declaration was reported; what uses it is not to blame.
    Broken,
}

/// The kinds of declarations that have name spaces of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Space {
    Const,
    Setting,
    Table,
    Match,
    Map,
    Flow,
}

/// Everything at hand while a mapping is checked.
pub(super) struct Context<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) values: &'a Values,
    pub(super) declared: BTreeMap<(Space, Box<str>), (Declared, Span)>,
    pub(super) checked: Checked,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The language of each file's keywords.
    pub(super) keywords: Vec<(FileId, Keywords)>,
    /// The text of each file.
    pub(super) texts: Vec<(FileId, &'a str)>,
    /// Conditions of other languages that ask a bare field.
    pub(super) conditions: Vec<&'a BareCondition>,
    /// Texts that name records of sides of which no names were saved yet.
    pub(super) unnamed: BTreeMap<SideId, Vec<Span>>,
    /// The entity of which a constant that is being looked at chooses a record.
    pub(super) choosing: Option<EntityId>,
    /// On whose behalf names are looked up.
    pub(super) unit: Option<Unit>,
    /// Whether settings rule out what is being looked at: how many times over.
    pub(super) idle: u32,
    /// The missing fields of what is being looked at, where it may lack some: `if known`.
    pub(super) lacking: Option<Vec<Box<str>>>,
    /// Two-way rules of which one direction was told not to fit.
    pub(super) misfits: Vec<Span>,
    /// Settings of which the default was reported.
    pub(super) misgiven: Vec<Span>,
    /// Who reads what.
    pub(super) uses: Vec<Use>,
    /// What reported rules would have written, by map and direction.
    pub(super) spoiled: BTreeMap<(Box<str>, Toward), Spoiled>,
    /// One-way rules that name an owner, and where they do.
    pub(super) owned: Vec<(Span, Span)>,
    /// The unknown names of each file that were compared with all that there are.
    searched: BTreeMap<FileId, BTreeSet<u32>>,
}

/// How many unknown names of a file are compared with all that there are: more than are shown.
const MOST_SEARCHED: usize = 300;

impl<'a> Context<'a> {
    pub(super) fn new(catalog: &'a Catalog, values: &'a Values) -> Context<'a> {
        Context {
            catalog,
            values,
            declared: BTreeMap::new(),
            checked: Checked::default(),
            diagnostics: Vec::new(),
            keywords: Vec::new(),
            texts: Vec::new(),
            conditions: Vec::new(),
            unnamed: BTreeMap::new(),
            choosing: None,
            unit: None,
            idle: 0,
            lacking: None,
            misfits: Vec::new(),
            misgiven: Vec::new(),
            uses: Vec::new(),
            spoiled: BTreeMap::new(),
            owned: Vec::new(),
            searched: BTreeMap::new(),
        }
    }

    /// A keyword, given in English, in the language of the file that a remedy is for.
    pub(super) fn word(&self, english: &'static str, at: Span) -> &'static str {
        keywords::word(english, self.language(at))
    }

    /// The language of the keywords of the file that a remedy is for.
    pub(super) fn language(&self, at: Span) -> Keywords {
        let found = self.keywords.iter().find(|(file, _)| *file == at.file);
        found.map_or(Keywords::English, |(_, keywords)| *keywords)
    }

    /// Whether the words of a file are Russian: its keywords, or the names that it uses.
    pub(super) fn is_russian(&self, at: Span) -> bool {
        let is_cyrillic = |c: char| ('а'..='я').contains(&c);
        let text = self.texts.iter().find(|(file, _)| *file == at.file);
        text.is_some_and(|(_, text)| text.chars().any(is_cyrillic))
    }

    /// A path, given with English keywords, with those of that language.
    pub(super) fn path_in(&self, path: &str, keywords: Keywords) -> String {
        let (file, _) = parse(FileId(0), &format!("override A {{ drop {path} }}"));
        match file.items.first().map(|item| &item.kind) {
            Some(ItemKind::Override(it)) => match it.body.first().map(|rule| &rule.kind) {
                Some(RuleKind::Drop(expr)) => print_expr(expr, keywords),
                _ => path.to_owned(),
            },
            _ => path.to_owned(),
        }
    }

    /// What stands there, as it was written.
    pub(super) fn written(&self, at: Span) -> &'a str {
        let found = self.texts.iter().find(|(file, _)| *file == at.file);
        found.and_then(|(_, text)| text.get(at.range())).unwrap_or_default()
    }

    /// Gives a diagnostic the keywords that its words name, in the language of its file.
    pub(super) fn worded(&self, told: Diagnostic, words: &[&'static str]) -> Diagnostic {
        let Some(at) = told.span else { return told };
        words.iter().fold(told, |told, word| told.arg(word, self.word(word, at)))
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether something is known to be wrong there.
    pub(super) fn is_told(&self, place: Span) -> bool {
        let inside = |span: Span| {
            span.file == place.file && span.start >= place.start && span.end <= place.end
        };
        self.diagnostics.iter().any(|told| told.is_error() && told.span.is_some_and(inside))
    }

    /// Declares a name; a second one of its kind is reported.
    pub(super) fn declare(&mut self, space: Space, name: &Name, what: Declared) {
        let key = (space, name.text.clone());
        if let Some((_, first)) = self.declared.get(&key) {
            let first = *first;
            let twice = Diagnostic::new(&codes::N106, name.span).arg("name", &*name.text);
            self.report(twice.label(first, "first"));
            return;
        }
        self.declared.insert(key, (what, name.span));
    }

    pub(super) fn find(&mut self, space: Space, name: &str) -> Option<Declared> {
        let (what, _) = *self.declared.get(&(space, name.into()))?;
        if let Some(unit) = &self.unit {
            let (unit, idle) = (unit.clone(), self.idle > 0);
            self.uses.push(Use { unit, space, name: name.into(), idle });
        }
        Some(what)
    }

    /// Whether the names that an unknown one may mean are looked for: of a name that nobody is shown
    /// nobody reads them.
    pub(super) fn searches(&mut self, unknown: Span) -> bool {
        let of_file = self.searched.entry(unknown.file).or_default();
        of_file.contains(&unknown.start)
            || of_file.len() < MOST_SEARCHED && of_file.insert(unknown.start)
    }

    /// Says that there is no declaration of that name.
    pub(super) fn undeclared(&mut self, space: Space, name: &Name) {
        let unknown = Diagnostic::new(&codes::N105, name.span).arg("name", &*name.text);
        if !self.searches(name.span) {
            return self.report(unknown);
        }
        let unknown = among(unknown, name.span, &name.text, &self.names_of(&[space]));
        self.report(unknown);
    }

    pub(super) fn table(&self, id: u16) -> &Table {
        &self.checked.tables[usize::from(id)]
    }

    pub(super) fn role(&self, id: u16) -> &Match {
        &self.checked.matches[usize::from(id)]
    }

    /// The side of that name.
    pub(super) fn side(&mut self, name: &Name) -> Option<SideId> {
        let found = self.catalog.side(&name.text);
        if found.is_none() {
            let unknown = Diagnostic::new(&codes::N101, name.span).arg("name", &*name.text);
            if !self.searches(name.span) {
                self.report(unknown);
                return None;
            }
            let names: Vec<&str> = self.catalog.sides.iter().map(|side| &*side.name).collect();
            let has = |side: &&Side| side.members.contains_key(&name.text);
            let whole = self.catalog.sides.iter().find(has);
            let whole = whole.map(|side| format!("{}.{}", side.name, name.text));
            self.report(match whole {
                Some(whole) => unknown.fix("side", name.span, whole),
                None => among(unknown, name.span, &name.text, &names),
            });
        }
        found
    }

    /// What a path after a side means, and how many of its names that takes, the side included.
    pub(super) fn member(&mut self, path: &[Name]) -> Option<(SideId, Member, usize)> {
        let side = self.side(path.first()?)?;
        let Some(second) = path.get(1) else {
            let bare = Diagnostic::new(&codes::N102, path[0].span)
                .arg("kind", "bare")
                .arg("name", "")
                .arg("side", &*path[0].text);
            self.report(bare.hint("point"));
            return None;
        };
        let names: Vec<&str> = path[1..].iter().map(|name| &*name.text).collect();
        let Some((member, count)) = self.catalog.member_at(side, &names) else {
            let unknown = Diagnostic::new(&codes::N102, second.span)
                .arg("kind", "unknown")
                .arg("name", &*second.text)
                .arg("side", &*path[0].text);
            if !self.searches(second.span) {
                self.report(unknown);
                return None;
            }
            // `erp.Document.X`, as 1C writes it: the kind and the name are one word here.
            if let Some(third) = path.get(2) {
                let tail = format!("_{}", third.text);
                let of_kind =
                    |name: &&str| name.strip_suffix(&*tail).is_some_and(|kind| !kind.contains('_'));
                let members = self.catalog[side].members.keys().map(|name| &**name);
                let joined: Vec<&str> = members.filter(of_kind).collect();
                if !joined.is_empty() {
                    let span = second.span.to(third.span);
                    self.report(suggest(unknown, span, joined));
                    return None;
                }
            }
            // Of a whole base nobody reads a list: those of the same kind are told.
            let kind = second.text.split_once('_').map(|(kind, _)| format!("{kind}_"));
            let kind = kind.unwrap_or_default();
            let members = self.catalog[side].members.iter();
            let mut members: Vec<(&str, &Member)> =
                members.map(|(name, member)| (&**name, member)).collect();
            // Records come first: dictionaries are rarely meant.
            members.sort_by_key(|(_, member)| !matches!(member, Member::Collection(_)));
            let known: Vec<&str> = members.into_iter().map(|(name, _)| name).collect();
            let known: Vec<&str> =
                known.into_iter().filter(|name| name.starts_with(&kind)).collect();
            self.report(among(unknown, second.span, &second.text, &known));
            return None;
        };
        Some((side, member.clone(), count + 1))
    }

    /// The entity that a heading names: `erp.Document_X`, `crm.order.payments`.
    pub(super) fn entity(&mut self, ty: &TypeExpr) -> Option<EntityId> {
        let TypeKind::Path(path) = &ty.kind else {
            if ty.kind != TypeKind::Broken {
                self.later(ty.span, "heading");
            }
            return None;
        };
        let (_, member, taken) = self.member(path)?;
        let mut entity = match member {
            Member::Entity(entity) | Member::Collection(entity) => entity,
            Member::Dictionary(_) | Member::Type(_) => {
                let wrong = Diagnostic::new(&codes::N103, ty.span).arg("name", joined(path));
                self.report(wrong);
                return None;
            }
            Member::Union(_) => {
                self.later(ty.span, "union");
                return None;
            }
        };
        for name in &path[taken..] {
            let Some(child) = self.catalog.child(entity, &name.text) else {
                let wrong = Diagnostic::new(&codes::N103, name.span).arg("name", joined(path));
                self.report(wrong);
                return None;
            };
            entity = child;
        }
        Some(entity)
    }

    /// Says that no row is taken by its number, and how the one that is meant can be.
    ///
    /// `one` tells of a path whether it is one value of a row.
    pub(super) fn numbered(
        &mut self,
        rows: Span,
        number: &str,
        span: Span,
        one: impl Fn(&str) -> bool,
    ) {
        let told = self.diagnostics.len();
        self.later(span, "index");
        let rows = self.written(rows);
        let behind = self.texts.iter().find(|(file, _)| *file == span.file);
        let behind = behind.and_then(|(_, text)| text.get(span.range().end..)).unwrap_or_default();
        let path = behind.find(|c: char| !(c.is_alphanumeric() || "._".contains(c)));
        let path = &behind[..path.unwrap_or(behind.len())];
        for wrong in &mut self.diagnostics[told..] {
            let whole = Span { end: span.end + path.len() as u32, ..span };
            let code = format!("first({rows}{path})");
            let is_first = number == "0" && path.strip_prefix('.').is_some_and(&one);
            wrong.hints.push(Hint {
                text: if is_first { "first" } else { "row" },
                args: vec![("rows", rows.into())],
                fix: is_first.then_some(Fix { span: whole, text: code }),
            });
        }
    }

    /// Says that a construct of the language is not there yet.
    pub(super) fn later(&mut self, span: Span, what: &'static str) {
        let line = self.written(span).lines().next().unwrap_or_default().trim_end();
        let mut code: String = line.chars().take(40).collect();
        if code.len() < self.written(span).len() {
            code.push('…');
        }
        self.report(Diagnostic::new(&codes::C399, span).arg("what", what).arg("code", code));
    }
}

/// A clause that a declaration has once: a second one is reported.
pub(super) fn once(
    ctx: &mut Context<'_>,
    seen: &mut Vec<(&'static str, Span)>,
    clause: &'static str,
    span: Span,
) {
    match seen.iter().find(|(known, _)| *known == clause) {
        Some((_, first)) => {
            let twice = Diagnostic::new(&codes::S107, span).arg("word", ctx.word(clause, span));
            ctx.report(twice.label(*first, "first").fix("drop", span, ""));
        }
        None => seen.push((clause, span)),
    }
}

/// A path as it is written.
pub(super) fn joined(path: &[Name]) -> String {
    path.iter().map(|name| &*name.text).collect::<Vec<_>>().join(".")
}
