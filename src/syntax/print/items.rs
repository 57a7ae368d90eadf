//! Declarations and the file.

use super::body::{Entry, Layout, arrow_text};
use super::{At, Printer, name, path, quoted};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Arrow, Const, Item, ItemKind, Param, Serve, Setting, Side, Table, TypeExpr, Use,
};

impl Printer<'_> {
    /// The whole file.
    pub(super) fn file(&self) -> String {
        let at = At::indent(0);
        let mut entries: Vec<_> = self.file.items.iter().map(|item| self.entry(item, at)).collect();
        if let Some(lang) = &self.file.lang {
            let text = format!("{} {}", self.word("lang"), lang.node);
            let line = Entry { span: lang.span, layout: Layout::Text(text) };
            let place = entries.partition_point(|entry| entry.span.start < lang.span.start);
            entries.insert(place, line);
        }
        let body = self.body(0, self.text.len() as u32, at, &entries);
        let body = body.trim_start();
        if body.is_empty() { String::new() } else { format!("{body}\n") }
    }

    fn entry(&self, item: &Item, at: At) -> Entry {
        Entry { span: item.span, layout: Layout::Text(self.item(item, at)) }
    }

    fn item(&self, item: &Item, at: At) -> String {
        let inside = |lost: &Span| item.span.start <= lost.start && lost.end <= item.span.end;
        if self.lost.iter().any(inside) {
            return self.verbatim(item.span);
        }
        match &item.kind {
            ItemKind::Use(Use::File(file)) => {
                format!("{} {}", self.word("use"), quoted(&file.node))
            }
            ItemKind::Use(Use::Shipped(of)) => format!("{} {}", self.word("use"), path(of)),
            ItemKind::Side(side) => self.side(side, item.span, at),
            ItemKind::Const(it) => self.constant(it, at),
            ItemKind::Setting(it) => self.setting(it, at),
            ItemKind::Table(table) => self.table(table, item.span, at),
            ItemKind::Match(it) => {
                let head = format!("{} {}: ", self.word("match"), name(&it.name));
                let head = head + &self.pair(&it.left, &it.arrow, &it.right, at);
                let braces = self.braces(it.right.span.end, item.span);
                self.block(&head, braces, at, &|at| self.match_lines(&it.body, at))
            }
            ItemKind::Map(it) => {
                let head = format!("{} {}: ", self.word("map"), name(&it.name));
                let head = head + &self.pair(&it.left, &it.arrow, &it.right, at);
                let braces = self.braces(it.right.span.end, item.span);
                self.block(&head, braces, at, &|at| self.rules(&it.body, at))
            }
            ItemKind::Override(it) => {
                let head = format!("{} {}", self.word("override"), name(&it.name));
                let braces = self.braces(it.name.span.end, item.span);
                self.block(&head, braces, at, &|at| self.rules(&it.body, at))
            }
            ItemKind::Flow(it) => {
                let sides =
                    [&name(&it.left), arrow_text(it.arrow.node), &name(&it.right)].join(" ");
                let head = format!("{} {}: {sides}", self.word("flow"), name(&it.name));
                let end = it.label.as_ref().map_or(it.right.span, |label| label.span).end;
                let braces = self.braces(end, item.span);
                let head = head + &label(it.label.as_ref());
                self.block(&head, braces, at, &|at| self.steps(&it.steps, at))
            }
            ItemKind::Serve(it) => self.serve(it, item.span, at),
            ItemKind::Test(it) => {
                let head = format!("{} {}", self.word("test"), name(&it.name));
                let head = head + &label(it.label.as_ref());
                let end = it.label.as_ref().map_or(it.name.span, |label| label.span).end;
                let braces = self.braces(end, item.span);
                self.block(&head, braces, at, &|at| self.test_lines(&it.body, at))
            }
            ItemKind::Broken => self.verbatim(item.span),
        }
    }

    fn pair(&self, left: &TypeExpr, arrow: &Spanned<Arrow>, right: &TypeExpr, at: At) -> String {
        format!("{} {} {}", self.ty(left, at), arrow_text(arrow.node), self.ty(right, at))
    }

    fn side(&self, side: &Side, span: Span, at: At) -> String {
        let mut said = vec![self.word("side").to_owned(), name(&side.name), "=".to_owned()];
        said.push(name(&side.system));
        said.extend(side.words.iter().map(name));
        said.extend(side.schema.iter().map(|schema| quoted(&schema.node)));
        let last = side.words.last().unwrap_or(&side.system).span;
        let end = side.schema.as_ref().map_or(last, |schema| schema.span).end;
        if self.brace(end).is_none() {
            return said.join(" ");
        }
        self.block(&said.join(" "), self.braces(end, span), at, &|_| {
            let entry = |(option, value): &(crate::syntax::ast::Name, Spanned<Box<str>>)| Entry {
                span: option.span.to(value.span),
                layout: Layout::Text(format!("{} {}", name(option), quoted(&value.node))),
            };
            side.options.iter().map(entry).collect()
        })
    }

    fn constant(&self, of: &Const, at: At) -> String {
        let head = format!("{} {}: {}", self.word("const"), name(&of.name), self.ty(&of.ty, at));
        head + &label(of.label.as_ref()) + &self.clause("where", of.filter.as_ref(), at)
    }

    fn setting(&self, of: &Setting, at: At) -> String {
        let head = format!("{} {}: {}", self.word("setting"), name(&of.name), self.ty(&of.ty, at));
        let initial = of.default.as_ref().map(|value| format!(" = {}", self.expr(value, at)));
        let head = head + &initial.unwrap_or_default() + &label(of.label.as_ref());
        head + &self.clause("when", of.when.as_ref(), at)
    }

    fn table(&self, of: &Table, span: Span, at: At) -> String {
        let mut head = format!("{} {}: ", self.word("table"), name(&of.name));
        let mut end = of.left.span.end;
        head += &match &of.right {
            Some((arrow, right)) => {
                end = right.span.end;
                self.pair(&of.left, arrow, right, at)
            }
            None => self.ty(&of.left, at),
        };
        if let Some(file) = &of.from {
            head = format!("{head} {} {}", self.word("from"), quoted(&file.node));
            end = file.span.end;
        }
        if self.brace(end).is_none() {
            return head;
        }
        self.block(&head, self.braces(end, span), at, &|at| self.table_lines(&of.body, at))
    }

    fn serve(&self, of: &Serve, span: Span, at: At) -> String {
        let mut head = format!("{} {}", self.word("serve"), name(&of.name));
        if !of.params.is_empty() {
            head += &self.params(of, at);
        }
        head = format!("{head}: {}", name(&of.left));
        let mut end = of.left.span.end;
        if let Some((arrow, right)) = &of.right {
            head = format!("{head} {} {}", arrow_text(arrow.node), name(right));
            end = right.span.end;
        }
        head += &label(of.label.as_ref());
        let end = of.label.as_ref().map_or(end, |label| label.span.end);
        self.block(&head, self.braces(end, span), at, &|at| self.steps(&of.steps, at))
    }

    fn params(&self, of: &Serve, at: At) -> String {
        let end = |param: &Param| {
            param.default.as_ref().map_or(param.ty.span, |default| default.span).end
        };
        let places: Vec<_> =
            of.params.iter().map(|param| (param.name.span.start, end(param))).collect();
        let last = places.last().map_or(of.name.span.end, |place| place.1);
        let close = self.text[last as usize..].find(')').map_or(last, |at| last + at as u32 + 1);
        self.bracketed(["(", ")"], (of.name.span.end, close), &places, at, &|index, at| {
            let param = &of.params[index];
            let said = format!("{}: {}", name(&param.name), self.ty(&param.ty, at));
            let default = param.default.as_ref();
            said + &default.map_or_else(String::new, |value| format!(" = {}", self.expr(value, at)))
        })
    }
}

fn label(of: Option<&Spanned<Box<str>>>) -> String {
    of.map_or_else(String::new, |label| format!(" {}", quoted(&label.node)))
}
