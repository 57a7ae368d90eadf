//! Names that mix letters which look alike: what only follows from one of them is not told again.
//!
//! Such a name is found by its letters, wherever it stands. Where it is declared, all that use it
//! seem to name something unknown; where it is used, it seems unknown itself. Both are one slip, and
//! its remedy is at the letters.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Fact, Severity, codes};
use crate::source::Span;

/// Codes that say of a name that there is none, that it fits nowhere or that nothing uses it.
const UNKNOWN: &[&Code] = &[
    &codes::N101,
    &codes::N102,
    &codes::N103,
    &codes::N104,
    &codes::N105,
    &codes::N107,
    &codes::N108,
    &codes::N109,
    &codes::N110,
    &codes::N112,
    &codes::N114,
    &codes::N115,
    &codes::N116,
    &codes::N117,
    &codes::T205,
    &codes::C326,
    &codes::C331,
    &codes::C332,
    &codes::C401,
    &codes::P124,
    &codes::S101,
    &codes::S112,
    &codes::S116,
];

/// Leaves out what a name of mixed letters explains; the name weighs as much as that did. Of a
/// condition told by the syntax and again by the check the check knows more.
pub fn told_once(diagnostics: &mut Vec<Diagnostic>) {
    let conditions = diagnostics.iter().enumerate().filter(|(_, told)| told.code == &codes::S132);
    let last: BTreeMap<Option<Span>, usize> =
        conditions.map(|(at, told)| (told.span, at)).collect();
    let mut at = 0..;
    diagnostics.retain(|told| {
        let at = at.next();
        told.code != &codes::S132 || last.get(&told.span).copied() == at
    });
    let (mut mixed, others): (Vec<Diagnostic>, Vec<Diagnostic>) =
        std::mem::take(diagnostics).into_iter().partition(|told| told.code == &codes::S301);
    for told in others {
        let mut explains = mixed.iter_mut().filter(|mixed| explains(mixed, &told)).peekable();
        if explains.peek().is_none() {
            diagnostics.push(told);
            continue;
        }
        for name in explains.filter(|_| told.is_error()) {
            name.severity = Severity::Error;
        }
    }
    diagnostics.append(&mut mixed);
}

fn explains(mixed: &Diagnostic, told: &Diagnostic) -> bool {
    if !UNKNOWN.contains(&told.code) {
        return false;
    }
    let inside = match (mixed.span, told.span) {
        (Some(name), Some(told)) => {
            name.file == told.file && told.start <= name.start && name.end <= told.end
        }
        _ => false,
    };
    let fixes = mixed.hints.iter().filter_map(|hint| hint.fix.as_ref());
    let spellings: Vec<&str> = fixes.map(|fix| &*fix.text).chain(name(mixed)).collect();
    // Letters are looked at word by word: `Document_Заказ` is two.
    inside || name(told).is_some_and(|name| name.split('_').any(|word| spellings.contains(&word)))
}

fn name(told: &Diagnostic) -> Option<&str> {
    told.args.iter().find_map(|(arg, fact)| match fact {
        Fact::Text(name) if *arg == "name" => Some(&**name),
        _ => None,
    })
}
