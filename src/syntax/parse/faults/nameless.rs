//! Declarations without a name: `map : erp.X <- crm.y`, `flow erp <- crm`; names with a blank inside.

use super::bad::Bad;
use super::lex::{Kind, Token, tokens};
use super::place::Place;
use crate::diag::{Diagnostic, codes};
use crate::syntax::parse::reader::Reader;

impl Reader<'_> {
    /// Says that a declaration has no name, where it reads with one.
    pub(super) fn nameless(&self, bad: &Bad<'_>) -> Option<Diagnostic> {
        let has_name = matches!(
            bad.place,
            Place::Const
                | Place::Setting
                | Place::Table
                | Place::Match
                | Place::Map
                | Place::Flow
                | Place::Serve
        );
        let [keyword, next, after, ..] = &bad.tokens[..] else { return None };
        if !has_name {
            return None;
        }
        let name = self.name_meant(bad);
        let (range, with) = if next.text == ":" {
            (keyword.end()..next.start, format!(" {name}"))
        } else if next.kind == Kind::Word && (after.text == "." || after.is_arrow()) {
            (next.start..next.start, format!("{name}: "))
        } else {
            return None;
        };
        if !bad.mends(&range, &with) {
            return None;
        }
        let said = Diagnostic::new(&codes::S136, bad.part(&keyword.range()));
        Some(said.arg("word", keyword.text).fix("name", bad.part(&range), with))
    }

    /// `Дата рождения <- birthday`: a name is one word.
    pub(super) fn spaced_name(&self, bad: &Bad<'_>) -> Option<Diagnostic> {
        let here = bad.here().filter(|here| here.kind == Kind::Word && !bad.arrow_before(here))?;
        let before = bad.before().filter(|before| before.kind == Kind::Word)?;
        let next = bad.tokens.iter().find(|token| token.start >= here.end())?;
        if bad.place != Place::Statement || !next.is_arrow() {
            return None;
        }
        // An odd blank is told as one.
        let between = bad.part(&(before.start..here.end()));
        if self.original[between.range()] != self.text[between.range()] {
            return None;
        }
        let mut letters = here.text.chars();
        let capital: String = letters.next()?.to_uppercase().chain(letters).collect();
        let range = before.start..here.end();
        let name = format!("{}{capital}", before.text);
        let said = Diagnostic::new(&codes::S100, bad.part(&here.range())).arg("found", here.text);
        bad.cures(&range, &name).then(|| said.at("arrow").fix("joined", bad.part(&range), name))
    }

    /// The name that a declaration was meant to have: for a map the one that a flow writes by and
    /// that no map has, else what the records on its left are called.
    fn name_meant(&self, bad: &Bad<'_>) -> String {
        if bad.place == Place::Map {
            let named = |words: &[&str]| {
                let lines = self.text.lines();
                let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
                lines
                    .filter_map(move |line| {
                        let found = tokens(line);
                        let at = found.iter().position(|it| words.iter().any(|w| w == it.text))?;
                        found.get(at + 1).filter(|it| it.kind == Kind::Word).map(|it| it.text)
                    })
                    .collect::<Vec<_>>()
            };
            let maps = named(&["map", "правило"]);
            let meant = named(&["upsert", "записать"]).into_iter().find(|it| !maps.contains(it));
            if let Some(meant) = meant {
                return meant.to_owned();
            }
        }
        let point = bad.tokens.iter().position(|token| token.text == ".");
        let entity =
            point.and_then(|at| bad.tokens.get(at + 1)).map(|token: &Token<'_>| token.text);
        let name = entity.map(|name| name.rsplit_once('_').map_or(name, |(_, name)| name));
        name.unwrap_or("Имя").to_owned()
    }
}
