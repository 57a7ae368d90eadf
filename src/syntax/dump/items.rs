//! Declarations.

use super::expr::{expr, ty};
use super::rules::typed;
use super::{Lines, arrow, clause, name, path};
use crate::source::Spanned;
use crate::syntax::ast::{Item, ItemKind, Param, Serve, Side, Table, Use};

impl Lines {
    pub(super) fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Use(Use::File(file)) => self.line(format!("use {:?}", file.node)),
            ItemKind::Use(Use::Shipped(of)) => self.line(format!("use {}", path(of))),
            ItemKind::Side(it) => self.side(it),
            ItemKind::Const(it) => {
                let filter = clause("where", it.filter.as_ref().map(expr));
                let label = label(it.label.as_ref());
                self.line(format!("const {}{label}{filter}", typed(&it.name, &it.ty)));
            }
            ItemKind::Setting(it) => {
                let default = clause("=", it.default.as_ref().map(expr));
                let when = clause("when", it.when.as_ref().map(expr));
                let label = label(it.label.as_ref());
                self.line(format!("setting {}{default}{label}{when}", typed(&it.name, &it.ty)));
            }
            ItemKind::Table(it) => self.table(it),
            ItemKind::Match(it) => {
                let way = arrow(it.arrow.node);
                self.line(format!("match {} {way} {}", typed(&it.name, &it.left), ty(&it.right)));
                self.inner(&it.body, Lines::match_line);
            }
            ItemKind::Map(it) => {
                let way = arrow(it.arrow.node);
                self.line(format!("map {} {way} {}", typed(&it.name, &it.left), ty(&it.right)));
                self.inner(&it.body, Lines::rule);
            }
            ItemKind::Override(it) => {
                self.line(format!("override {}", name(&it.name)));
                self.inner(&it.body, Lines::rule);
            }
            ItemKind::Flow(it) => {
                let sides = [name(&it.left), arrow(it.arrow.node).to_owned(), name(&it.right)];
                let label = label(it.label.as_ref());
                self.line(format!("flow {}: {}{label}", name(&it.name), sides.join(" ")));
                self.inner(&it.steps, Lines::step);
            }
            ItemKind::Serve(it) => self.serve(it),
            ItemKind::Test(it) => {
                self.line(format!("test {}{}", name(&it.name), label(it.label.as_ref())));
                self.inner(&it.body, Lines::test_line);
            }
            ItemKind::Broken => self.line("broken"),
        }
    }

    fn side(&mut self, side: &Side) {
        let words = side.words.iter().fold(String::new(), |said, word| said + " " + &name(word));
        let schema = label(side.schema.as_ref());
        self.line(format!("side {} = {}{words}{schema}", name(&side.name), name(&side.system)));
        self.inner(&side.options, |lines, (option, value)| {
            lines.line(format!("{} {:?}", name(option), value.node));
        });
    }

    fn table(&mut self, table: &Table) {
        let right = table.right.as_ref();
        let right = right.map(|(way, right)| format!(" {} {}", arrow(way.node), ty(right)));
        let from = clause("from", table.from.as_ref().map(|file| format!("{:?}", file.node)));
        let head = typed(&table.name, &table.left);
        self.line(format!("table {head}{}{from}", right.unwrap_or_default()));
        self.inner(&table.body, Lines::table_line);
    }

    fn serve(&mut self, serve: &Serve) {
        let params: Vec<_> = serve.params.iter().map(param).collect();
        let right = serve.right.as_ref();
        let right = right.map(|(way, right)| format!(" {} {}", arrow(way.node), name(right)));
        let sides = name(&serve.left) + &right.unwrap_or_default();
        let label = label(serve.label.as_ref());
        self.line(format!("serve {}({}): {sides}{label}", name(&serve.name), params.join(", ")));
        self.inner(&serve.steps, Lines::step);
    }
}

fn param(of: &Param) -> String {
    typed(&of.name, &of.ty) + &clause("=", of.default.as_ref().map(expr))
}

fn label(of: Option<&Spanned<Box<str>>>) -> String {
    of.map_or_else(String::new, |label| format!(" {:?}", label.node))
}
