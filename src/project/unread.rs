//! Declarations whose heads could not be read: that was told, so what names them is not to blame.

use crate::diag::{Code, Diagnostic, Fact, codes};
use crate::project::Files;
use crate::source::Sources;
use crate::syntax::ast::{Item, ItemKind};

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
];

/// The keywords and names of declarations that could not be read.
pub(super) struct Unread(Vec<(String, String)>);

impl Unread {
    pub(super) fn of(files: &Files, sources: &Sources) -> Unread {
        let broken = |item: &&Item| matches!(item.kind, ItemKind::Broken);
        let items = files.parsed().flat_map(|file| &file.items).filter(broken);
        let heads = items.filter_map(|item| {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let mut words = sources.text(item.span).split_whitespace();
            let (keyword, rest) = (words.next()?, words.next()?);
            let name: String =
                rest.trim_start_matches('`').chars().take_while(|c| is_name(*c)).collect();
            Some((keyword.to_owned(), name))
        });
        Unread(heads.collect())
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
        named.is_some_and(|named| {
            // A keyword that is none may have been meant for any.
            let is_known =
                |keyword: &str| UNKNOWN.iter().any(|(_, known)| known.contains(&keyword));
            let same = |(keyword, name): &(String, String)| {
                let keyword = keyword.as_str();
                (keywords.contains(&keyword) || !is_known(keyword)) && name == named
            };
            self.0.iter().any(same)
        })
    }
}
