//! Names that may have been meant by one that nothing has: the nearest, else the list of all.

use std::collections::HashSet;

use crate::check::context::{Context, Space};
use crate::check::scope::{SourceScope, Walk};
use crate::check::tree::Toward;
use crate::check::uses::Unit;
use crate::diag::{Diagnostic, Fact, Fix, Hint, codes};
use crate::schema::{RecordId, Type, akin, nearest};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::syntax::keywords::{KEYWORDS, SCOPES};

/// The most names that a list shows.
const SHOWN: usize = 8;

/// The most fields of a record that are listed where none is near.
const FEW: usize = 16;

/// Adds the nearest names as remedies.
pub(super) fn suggest(mut diagnostic: Diagnostic, span: Span, names: Vec<&str>) -> Diagnostic {
    for name in names.into_iter().take(3) {
        diagnostic = diagnostic.fix("nearest", span, name);
    }
    diagnostic
}

/// Adds as remedies the names nearest to a misspelt text, in quotes; where none is near, the list of
/// what there is.
pub(super) fn offer(
    diagnostic: Diagnostic,
    span: Span,
    written: &str,
    names: &[&str],
) -> Diagnostic {
    let near = meant(written, names.iter().copied());
    let quoted: Vec<String> = near.iter().map(|name| format!("\"{name}\"")).collect();
    if !quoted.is_empty() || names.is_empty() {
        return suggest(diagnostic, span, quoted.iter().map(String::as_str).collect());
    }
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    listed(diagnostic, &names)
}

/// Adds as remedies the names nearest to a misspelt one; where none is near, the list of what there
/// is.
pub(super) fn among(
    diagnostic: Diagnostic,
    span: Span,
    written: &str,
    names: &[&str],
) -> Diagnostic {
    let near = meant(written, names.iter().copied());
    if near.is_empty() && !names.is_empty() {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        return listed(diagnostic, &names);
    }
    suggest(diagnostic, span, near)
}

/// The names nearest to a misspelt one; else those that hold it.
pub(super) fn meant<'a>(
    written: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Vec<&'a str> {
    let near = nearest(written, names.clone());
    if near.is_empty() { akin(written, names) } else { near }
}

/// Adds the list of what there is, not longer than anyone reads.
pub(super) fn listed(mut diagnostic: Diagnostic, names: &[String]) -> Diagnostic {
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    let rest = names.len().saturating_sub(SHOWN);
    let args = vec![("known", shown.join(", ").into()), ("rest", rest.into())];
    diagnostic.hints.push(Hint { text: "known", args, fix: None });
    diagnostic
}

/// What the remedies of these put in.
pub(super) fn offered(found: &[Diagnostic]) -> HashSet<&str> {
    let fixes = found.iter().flat_map(|told| &told.hints).filter_map(|hint| hint.fix.as_ref());
    fixes.map(|fix| &*fix.text).collect()
}

/// Whether a name that nothing uses is one that a misspelt name means: that was told.
pub(super) fn is_meant(unused: &Diagnostic, offered: &HashSet<&str>) -> bool {
    let name = unused.args.iter().find(|(arg, _)| *arg == "name");
    let Some((_, Fact::Text(name))) = name.filter(|_| unused.code == &codes::C326) else {
        return false;
    };
    offered.contains(&**name)
}

impl Context<'_> {
    /// The names of a kind that are nearest to a misspelt one.
    pub(super) fn nearest_declared(&self, space: Space, name: &str) -> Vec<String> {
        let names = self.declared.keys().filter(|(s, _)| *s == space).map(|(_, name)| &**name);
        nearest(name, names).into_iter().map(str::to_owned).collect()
    }

    /// The names of some kinds of declarations.
    pub(super) fn names_of(&self, spaces: &[Space]) -> Vec<&str> {
        let declared = self.declared.keys().filter(|(space, _)| spaces.contains(space));
        declared.map(|(_, name)| &**name).collect()
    }

    /// Says that a record has no such field.
    pub(super) fn unknown_field(&mut self, record: RecordId, name: &Name) {
        self.unknown_among(&[record], &[], &[], name);
    }

    /// Whether a bare name stands where a text may: in no hole of one, and it is no word of the language.
    fn is_value(&self, name: &Name) -> bool {
        let before = Span { start: name.span.start.saturating_sub(1), ..name.span };
        let is_word =
            KEYWORDS.iter().any(|(english, twin)| [*english, *twin].contains(&&*name.text));
        !name.quoted && !is_word && !self.written(before).starts_with('{')
    }

    /// What a bare name means that is declared: `const.Store`.
    fn scoped(&self, name: &Name) -> Option<String> {
        let scopes =
            [(Space::Const, "const"), (Space::Setting, "setting"), (Space::Table, "table")];
        let is_declared = |space: Space| self.declared.contains_key(&(space, name.text.clone()));
        let found = scopes.into_iter().find(|(space, _)| is_declared(*space));
        found.map(|(_, word)| format!("{}.{}", self.word(word, name.span), name.text))
    }

    /// What stands behind a name in its path: `.phone`.
    fn path_behind(&self, span: Span) -> &str {
        let text = self.texts.iter().find(|(file, _)| *file == span.file);
        let behind = text.and_then(|(_, text)| text.get(span.range().end..)).unwrap_or_default();
        let end = behind.find(|c: char| !(c.is_alphanumeric() || "._".contains(c)));
        &behind[..end.unwrap_or(behind.len())]
    }

    /// Whether a name is all that a rule gives.
    fn is_whole_value(&self, span: Span) -> bool {
        let text = self.texts.iter().find(|(file, _)| *file == span.file);
        let Some((_, text)) = text else { return false };
        let before = text.get(..span.range().start).unwrap_or_default().trim_end();
        let behind = text.get(span.range().end..).unwrap_or_default().trim_start_matches(' ');
        let is_end = behind.is_empty() || behind.starts_with(['\n', '\r', ';', '}', '#']);
        (before.ends_with("<-") || before.ends_with("<->")) && is_end || behind.starts_with("->")
    }

    /// Whether what stands behind a name is there behind a field that may be meant by it.
    fn leads_on(&self, records: &[RecordId], near: &str, behind: &str) -> bool {
        let Some(next) = behind.strip_prefix('.').and_then(|rest| rest.split('.').next()) else {
            return true;
        };
        let Some(field) = records.iter().find_map(|record| self.catalog.field(*record, near))
        else {
            return true;
        };
        let inner = match &field.ty {
            Type::Record(record) => Some(*record),
            Type::Ref(entity) => Some(field.inline.unwrap_or(self.catalog[*entity].record)),
            Type::Any => return true,
            _ => field.inline,
        };
        inner.is_some_and(|record| {
            self.catalog[record].open || self.catalog.field(record, next).is_some()
        })
    }

    /// How one value is taken of a list that may be meant where a field was written; none where it is
    /// no list, or a list fits.
    fn rows_meant(&self, records: &[RecordId], near: &str, span: Span) -> Option<Hint> {
        let field = records.iter().find_map(|record| self.catalog.field(*record, near))?;
        let Type::Rows(rows) = &field.ty else { return None };
        let (_, text) = self.texts.iter().find(|(file, _)| *file == span.file)?;
        let (before, behind) = (text.get(..span.range().start)?, text.get(span.range().end..)?);
        let line = before.rsplit(['\n', '{', ';']).next().unwrap_or(before).trim_start();
        let is_each = ["each ", "каждый "].iter().any(|word| line.starts_with(word));
        let takes = behind.trim_start_matches([' ', '\t']).starts_with(['[', '{', '.']);
        if is_each || takes || before.ends_with('(') {
            return None;
        }
        let path = before.rfind(|c: char| !(c.is_alphanumeric() || "._".contains(c)));
        let start = path.map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let rows_path = format!("{}{near}", &before[start..]);
        let is_one = |ty: &Type| !matches!(ty, Type::Rows(_) | Type::Record(_) | Type::Ref(_));
        let fields = &self.catalog[rows.record].fields;
        let mut values = fields.iter().filter(|(_, field)| is_one(&field.ty));
        let only = values.next().filter(|_| values.next().is_none());
        // On the receiving side, and in a match, a row is named otherwise.
        let statement = before.rsplit(['\n', ';']).next().unwrap_or(before);
        let behind = behind.trim_start();
        let gives = match (statement.rfind("<-"), statement.rfind("->")) {
            (Some(left), right) => right.is_none_or(|right| right <= left + 1),
            (None, right) => right.is_none() && behind.starts_with("->"),
        };
        let gives = gives && !behind.starts_with("<-") && matches!(self.unit, Some(Unit::Map(..)));
        let fix = only.filter(|_| gives).map(|(field, _)| Fix {
            span: Span { start: start as u32, ..span },
            text: format!("first({rows_path}.{field})"),
        });
        let args = vec![("rows", rows_path.into())];
        Some(Hint { text: if fix.is_some() { "first" } else { "rows" }, args, fix })
    }

    /// Says that a record, the first of these, has no such field. Other names may be meant, or where
    /// none is near, one of those further out.
    pub(super) fn unknown_among(
        &mut self,
        records: &[RecordId],
        others: &[&str],
        outer: &[String],
        name: &Name,
    ) {
        let unknown = Diagnostic::new(&codes::N104, name.span)
            .arg("name", &*name.text)
            .arg("record", &*self.catalog[records[0]].name);
        if !self.searches(name.span) {
            return self.report(unknown);
        }
        let meant = match &*name.text.to_lowercase() {
            "null" | "nil" | "undefined" | "неопределено" => Some("empty"),
            "true" | "истина" => Some("true"),
            "false" | "ложь" => Some("false"),
            _ => None,
        };
        let is_outcome = matches!(
            &*name.text,
            "keep"
                | "оставить"
                | "clear"
                | "очистить"
                | "skip"
                | "пропустить"
                | "hold"
                | "отложить"
        );
        let diagnostic = if is_outcome && self.is_whole_value(name.span) {
            let default = self.word("default", name.span);
            unknown.arg("default", default).hint("outcome")
        } else if meant == Some("empty") && self.is_whole_value(name.span) {
            self.worded(unknown, &["default", "clear"]).hint("clear")
        } else if let Some(word) = meant {
            unknown.fix("value", name.span, self.word(word, name.span))
        } else {
            let fields = records.iter().flat_map(|record| self.catalog[*record].fields.keys());
            let names = fields.clone().map(|name| &**name).chain(others.iter().copied());
            let mut near = nearest(&name.text, names);
            if near.is_empty() {
                near = akin(&name.text, fields.clone().map(|name| &**name));
            }
            if near.is_empty() {
                near = outer.iter().map(String::as_str).collect();
            }
            let behind = self.path_behind(name.span);
            near.retain(|near| self.leads_on(records, near, behind));
            let few = fields.clone().count() <= FEW;
            if near.is_empty() && few {
                let fields: Vec<String> = fields.map(|name| format!("`{name}`")).collect();
                listed(unknown, &fields)
            } else {
                near.into_iter().take(3).fold(unknown, |unknown, near| {
                    match self.rows_meant(records, near, name.span) {
                        Some(hint) => {
                            Diagnostic { hints: [unknown.hints, vec![hint]].concat(), ..unknown }
                        }
                        None => unknown.fix("nearest", name.span, near),
                    }
                })
            }
        };
        let account = meant.is_none() && !is_outcome && self.catalog[records[0]].account;
        // A word that nothing resembles may be a text that lost its quotes; other names come from scopes.
        let is_whole = self.path_behind(name.span).is_empty();
        let may_be_text =
            is_whole && !others.is_empty() && diagnostic.hints.is_empty() && self.is_value(name);
        let diagnostic = if may_be_text {
            let text = format!("\"{}\"", name.text);
            diagnostic.fix("quote", name.span, text).hint("remedy")
        } else {
            diagnostic
        };
        self.report(if account { diagnostic.hint("pull") } else { diagnostic });
    }
}

impl Walk<'_, '_> {
    /// Says that a bare name is nothing in its scope. A `let`, a word of the language or a field of
    /// a record outside may be meant.
    pub(super) fn unknown_name(&mut self, scope: &SourceScope, name: &Name) {
        if self.foreign.contains(&name.text) {
            let (own, other) = match self.toward {
                Toward::Left => ("<-", "->"),
                Toward::Right => ("->", "<-"),
            };
            let unknown = Diagnostic::new(&codes::N104, name.span)
                .arg("name", &*name.text)
                .arg("record", &*self.ctx.catalog[scope.record].name)
                .arg("arrow", own)
                .arg("other", other);
            self.ctx.report(unknown.at("foreign").hint("let"));
            return;
        }
        if !self.ctx.searches(name.span) {
            return self.ctx.unknown_among(&[scope.record], &[], &[], name);
        }
        let lets = self.source.iter().flat_map(|scope| scope.lets.keys());
        let lets: Vec<Box<str>> = lets.cloned().collect();
        let words = SCOPES.iter().map(|(word, _)| self.ctx.word(word, name.span));
        let others: Vec<&str> = lets.iter().map(|name| &**name).chain(words).collect();
        let up = format!("{}.", self.ctx.word("up", name.span));
        let mut outer: Vec<String> = self.ctx.scoped(name).into_iter().collect();
        for (step, around) in self.source.iter().rev().skip(1).enumerate() {
            let fields = self.ctx.catalog[around.record].fields.keys().map(|field| &**field);
            let near = nearest(&name.text, fields);
            outer.extend(near.iter().map(|field| format!("{}{field}", up.repeat(step + 1))));
        }
        self.ctx.unknown_among(&[scope.record], &others, &outer, name);
    }
}
