//! Outcomes: which of them a place allows, whether they say enough, what their words may name.

use crate::check::context::Context;
use crate::check::expr::{outcome_kind, seconds};
use crate::check::nearby::{meant, suggest};
use crate::check::place::names;
use crate::check::tree::{Access, Expr, ExprKind, Outcome, TextPart};
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Form, RecordId, Type};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, OutcomeKind};

/// What becomes of a record whose rule, table or match has no answer.
pub(super) const USUAL: &[&str] = &["skip", "hold", "stop", "keep", "warn"];
/// What a record comes to that a `check` does not let through: there is no field that it could leave.
pub(super) const CHECKED: &[&str] = &["skip", "hold", "stop", "warn"];
/// What a match does when it finds nobody.
pub(super) const ON_NONE: &[&str] = &["create", "skip", "hold", "stop", "keep", "warn"];
/// What a flow does about an error.
pub(super) const ON_ERROR: &[&str] = &["retry", "hold", "skip", "stop"];
/// How a record of a test can end.
pub(super) const EXPECTED: &[&str] = &["skip", "hold", "stop", "warn"];

/// Reports an outcome that may not stand there, or that says nothing.
pub(super) fn judged(ctx: &mut Context<'_>, outcome: &ast::Outcome, allowed: &[&'static str]) {
    let name = name(&outcome.kind);
    let silent = outcome.message.is_none() && matches!(name, "skip" | "hold" | "stop" | "warn");
    if possible(ctx, outcome, allowed) && silent {
        let word = ctx.word(name, outcome.span);
        let mute = Diagnostic::new(&codes::C344, outcome.span).arg("outcome", word);
        ctx.report(mute.hint("words"));
    }
}

/// Whether the outcome may stand there.
pub(super) fn possible(
    ctx: &mut Context<'_>,
    outcome: &ast::Outcome,
    allowed: &[&'static str],
) -> bool {
    let name = name(&outcome.kind);
    if !allowed.contains(&name) {
        let words: Vec<&str> = allowed.iter().map(|word| ctx.word(word, outcome.span)).collect();
        let wrong = Diagnostic::new(&codes::C308, outcome.span)
            .arg("outcome", ctx.word(name, outcome.span))
            .arg("possible", words.join(", "));
        ctx.report(wrong.hint("possible"));
        return false;
    }
    pauses(ctx, &outcome.kind);
    true
}

/// The most attempts of a retry, and the longest of its pauses in seconds: a year.
const ATTEMPTS: u32 = 1000;
const PAUSE: i64 = 366 * 86_400;

/// Nothing is tried again no times or by halves, nor without a pause or after one that never ends.
fn pauses(ctx: &mut Context<'_>, kind: &OutcomeKind) {
    let mut idle = |written: &Spanned<Box<str>>, is_vain: bool, remedy: &'static str| {
        if is_vain {
            let idle = Diagnostic::new(&codes::C343, written.span).arg("number", &*written.node);
            ctx.report(idle.fix("more", written.span, remedy));
        }
    };
    match kind {
        OutcomeKind::Hold { retry: Some(retry) } => {
            idle(retry, !is_pause(&retry.node), "15m");
        }
        OutcomeKind::Retry { attempts, backoff } => {
            if let Some(attempts) = attempts {
                let number = attempts.node.parse::<u32>();
                let is_whole = number.is_ok_and(|number| (1..=ATTEMPTS).contains(&number));
                idle(attempts, !is_whole, "5");
            }
            if let Some(backoff) = backoff {
                idle(backoff, !is_pause(&backoff.node), "30s");
            }
        }
        _ => {}
    }
}

fn is_pause(written: &str) -> bool {
    seconds(written).is_some_and(|seconds| (1..=PAUSE).contains(&seconds))
}

fn name(kind: &OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Skip => "skip",
        OutcomeKind::Hold { .. } => "hold",
        OutcomeKind::Stop => "stop",
        OutcomeKind::Keep => "keep",
        OutcomeKind::Warn => "warn",
        OutcomeKind::Create { .. } => "create",
        OutcomeKind::Retry { .. } => "retry",
    }
}

/// What the holes of an outcome outside of a map may name.
pub(super) struct Holes<'n> {
    /// The names that stand for what the outcome is about.
    pub(super) about: &'n [&'n str],
    /// Records whose fields may be named too; one that has the field is enough.
    pub(super) records: &'n [EntityId],
    /// What is said to lack the name.
    pub(super) owner: &'n str,
}

/// An outcome of a table, a match or a flow, with its words.
pub(super) fn words(
    ctx: &mut Context<'_>,
    outcome: &ast::Outcome,
    allowed: &[&'static str],
    holes: &Holes<'_>,
) -> Outcome {
    judged(ctx, outcome, allowed);
    let message = outcome.message.as_ref().map(|text| parts(ctx, &text.parts, holes));
    Outcome { kind: outcome_kind(&outcome.kind), message, span: outcome.span }
}

fn parts(ctx: &mut Context<'_>, written: &[ast::TextPart], holes: &Holes<'_>) -> Vec<TextPart> {
    let mut checked = Vec::new();
    for part in written {
        checked.push(match part {
            ast::TextPart::Plain(plain) => TextPart::Plain(plain.clone()),
            ast::TextPart::Hole(hole) => match self::hole(ctx, hole, holes) {
                Some(field) => TextPart::Hole(field),
                None => TextPart::About,
            },
            ast::TextPart::Optional(inner) => TextPart::Optional(parts(ctx, inner, holes)),
        });
    }
    checked
}

/// The field that a hole names; none where it names what the outcome is about, or nothing.
fn hole(ctx: &mut Context<'_>, hole: &ast::Expr, holes: &Holes<'_>) -> Option<Expr> {
    if matches!(hole.kind, ast::ExprKind::Broken) {
        return None;
    }
    let path = names(hole);
    if let Some([only]) = path.as_deref()
        && holes.about.contains(&&*only.text)
    {
        return None;
    }
    let unknown = |span: Span, name: &str| {
        Diagnostic::new(&codes::N104, span).arg("name", name).arg("record", holes.owner)
    };
    let Some(path) = path else {
        let known = holes.about.first().copied().unwrap_or_default();
        ctx.report(suggest(unknown(hole.span, "…"), hole.span, vec![known]));
        return None;
    };
    let mut missing = Vec::new();
    for entity in holes.records {
        match found(ctx, ctx.catalog[*entity].record, &path) {
            Ok(access) => {
                let ty = access.ty.clone();
                return Some(Expr::new(ExprKind::Field(access), ty, true, hole.span));
            }
            Err(Some(lost)) => missing.push(lost),
            Err(None) => return None,
        }
    }
    match missing.first() {
        // Inside a record that there is, only its own fields are near.
        Some((record, name)) if name.span != path[0].span => ctx.unknown_field(*record, name),
        first => {
            let fields = first
                .into_iter()
                .flat_map(|(record, _)| ctx.catalog[*record].fields.keys().map(|name| &**name));
            let known = holes.about.iter().copied().chain(fields);
            let near = meant(&path[0].text, known);
            let near = match (near.is_empty(), holes.records) {
                (true, []) => holes.about.to_vec(),
                _ => near,
            };
            // What a table or an error speaks of has no fields: the whole path is replaced.
            let span = if holes.records.is_empty() { hole.span } else { path[0].span };
            ctx.report(suggest(unknown(span, &path[0].text), span, near));
        }
    }
    None
}

/// Where a path leads in a record; else its first name that leads nowhere, where that is known.
fn found<'p>(
    ctx: &Context<'_>,
    record: RecordId,
    path: &'p [ast::Name],
) -> Result<Access, Option<(RecordId, &'p ast::Name)>> {
    let mut record = record;
    let mut wire = Vec::new();
    for (at, name) in path.iter().enumerate() {
        if ctx.catalog[record].open {
            return Err(None);
        }
        let Some(field) = ctx.catalog.field(record, &name.text) else {
            return Err(Some((record, name)));
        };
        wire.push(field.wire.name.clone());
        record = match (&field.ty, field.inline, path.get(at + 1)) {
            (Type::Record(inner), ..) => *inner,
            (_, Some(inner), Some(_)) => inner,
            (.., Some(next)) => return Err(Some((record, next))),
            (ty, _, None) => {
                if let Form::Keyed(key) = &field.wire.form {
                    wire.push(key.clone());
                }
                let path: Vec<&str> = path.iter().map(|name| &*name.text).collect();
                return Ok(Access {
                    frame: 0,
                    wire,
                    tag: None,
                    path: path.join(".").into(),
                    ty: ty.clone(),
                    sensitivity: field.sensitivity,
                });
            }
        };
    }
    Err(None)
}
