//! Declarations that could not be read: that was told, so what names them is not to blame.

use crate::diag::{Code, Diagnostic, Fact, codes};
use crate::project::Files;
use crate::source::Sources;
use crate::syntax::ast::{Item, ItemKind};
use crate::syntax::keywords;

/// Codes that say of a name that nothing is declared by it, and by which keywords it would be.
const UNKNOWN: &[(&Code, &[&str])] = &[
    (&codes::N101, &["side", "сторона"]),
    (&codes::N105, &["const", "константа", "setting", "настройка", "table", "таблица"]),
    (&codes::N109, &["table", "таблица", "match", "сопоставление"]),
    (&codes::N114, &["map", "правило"]),
    (&codes::N117, &["match", "сопоставление"]),
    (&codes::C331, &["map", "правило"]),
    (&codes::C332, &["const", "константа", "setting", "настройка"]),
    (&codes::C401, &["map", "правило", "flow", "обмен"]),
    (&codes::P124, &["flow", "обмен"]),
];

/// What could not be read.
pub(super) struct Unread {
    /// The keywords and names of declarations whose heads could be told apart; a name that is not there
    /// may have been any.
    heads: Vec<(String, String)>,
    /// Whether anything may have been declared in what was lost: a file that is not there or is no
    /// mapping, a `use`.
    any: bool,
}

impl Unread {
    pub(super) fn of(files: &Files, sources: &Sources) -> Unread {
        let broken = |item: &&Item| matches!(item.kind, ItemKind::Broken);
        let items = files.parsed().flat_map(|file| &file.items).filter(broken);
        let (mut heads, mut any) = (Vec::new(), files.is_any_lost());
        for item in items {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let mut words = sources.text(item.span).split_whitespace();
            let keyword = words.next().unwrap_or_default();
            any |= !keyword.chars().all(is_name) || keywords::declaration(keyword) == Some("use");
            let rest = words.next().unwrap_or_default().trim_start_matches('`');
            let name: String = rest.chars().take_while(|c| is_name(*c)).collect();
            // `map erp.X <- crm.y`, `flow erp <- crm`
            let is_side = rest[name.len()..].starts_with('.')
                || words.next().is_some_and(|word| ["<-", "->", "<->"].contains(&word));
            heads.push((keyword.to_owned(), if is_side { String::new() } else { name }));
        }
        Unread { heads, any }
    }

    /// Whether a diagnostic only says again that a declaration is not there.
    pub(super) fn explains(&self, found: &Diagnostic) -> bool {
        let Some((_, keywords)) = UNKNOWN.iter().find(|(code, _)| *code == found.code) else {
            return false;
        };
        let named = found.args.iter().find_map(|(arg, fact)| match fact {
            Fact::Text(name) if *arg == "name" => Some(name),
            _ => None,
        });
        let same = |(keyword, name): &(String, String)| {
            // A keyword that is none may have been meant for any.
            let meant = keywords.contains(&&**keyword) || keywords::declaration(keyword).is_none();
            let is_lost = name.is_empty() && !keyword.is_empty();
            meant && named.is_some_and(|named| is_lost || name == named)
        };
        self.any || self.heads.iter().any(same)
    }
}
