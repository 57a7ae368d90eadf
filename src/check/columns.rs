//! A `let` of rows as a column of them: `sum(Запасы.скидка)` outside of the `each` in which it stands.
//!
//! Its value is reckoned anew in the row at hand, from the record that is read. Rows that the `each`
//! passes over have none. Outside a field and a `let` of one name are a mistake; backticks mean the field.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::check::Constant;
use crate::check::block::first_of;
use crate::check::mentions::{bare_names, visit};
use crate::check::path::Node;
use crate::check::rows::{RowsNode, row_scope};
use crate::check::scope::{Local, SourceScope, Walk};
use crate::check::tree::{Expr, ExprKind, Part, Toward};
use crate::diag::{Diagnostic, codes};
use crate::schema::Type;
use crate::syntax::ast::{self, Arrow, Let, Name, Rule, RuleKind};

/// The `let`s of one `each`.
#[derive(Clone)]
pub(super) struct RowLets {
    /// What gives the rows: the sources of the blocks around the `each`, then its own.
    chain: Vec<ast::Expr>,
    lets: Vec<Let>,
    /// Those of blocks inside of it, which are no columns.
    deep: Vec<Let>,
}

impl RowLets {
    fn named(&self, name: &str) -> Option<&Let> {
        self.lets.iter().find(|declared| *declared.name.text == *name)
    }

    /// The `let` of that name and those of the rows that it reads.
    fn needed(&self, name: &str) -> Vec<&Let> {
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        let mut waiting: Vec<&str> =
            self.named(name).map(|it| &*it.name.text).into_iter().collect();
        while let Some(name) = waiting.pop() {
            if wanted.insert(name)
                && let Some(declared) = self.named(name)
            {
                waiting.extend(read_by(declared));
            }
        }
        self.lets.iter().filter(|declared| wanted.contains(&*declared.name.text)).collect()
    }
}

/// The `let`s of all rows that count in a direction.
pub(super) fn row_lets(rules: &[Rule], toward: Toward) -> Vec<RowLets> {
    let mut found = Vec::new();
    gather(rules, toward, &mut Vec::new(), &mut found);
    found
}

fn gather(rules: &[Rule], toward: Toward, chain: &mut Vec<ast::Expr>, found: &mut Vec<RowLets>) {
    let counts = |arrow: Arrow| match toward {
        Toward::Left => arrow != Arrow::Right,
        Toward::Right => arrow != Arrow::Left,
    };
    for rule in rules {
        let (left, arrow, right, body, is_each) = match &rule.kind {
            RuleKind::Block(it, body) => (&it.left, it.arrow.node, &it.right, body, false),
            RuleKind::Each(it) => (&it.left, it.arrow.node, &it.right, &it.body, true),
            _ => continue,
        };
        if !counts(arrow) {
            continue;
        }
        let giving = if toward == Toward::Left { right } else { left };
        chain.push(giving.clone());
        if is_each {
            let lets = body.iter().filter_map(|rule| match &rule.kind {
                RuleKind::Let(declared) => Some(declared),
                _ => None,
            });
            let lets = lets.filter(|it| it.arrow.as_ref().is_none_or(|arrow| counts(arrow.node)));
            let (lets, mut deep) = (lets.cloned().collect(), Vec::new());
            inside(body, &mut deep);
            found.push(RowLets { chain: chain.clone(), lets, deep });
        }
        gather(body, toward, chain, found);
        chain.pop();
    }
}

/// The `let`s of the blocks among these rules.
fn inside(rules: &[Rule], found: &mut Vec<Let>) {
    for rule in rules {
        if let RuleKind::Block(_, body) = &rule.kind {
            found.extend(body.iter().filter_map(|rule| match &rule.kind {
                RuleKind::Let(declared) => Some(declared.clone()),
                _ => None,
            }));
            inside(body, found);
        }
    }
}

fn values_of(declared: &Let) -> impl Iterator<Item = &ast::Expr> {
    std::iter::once(&declared.value).chain(&declared.default)
}

fn read_by(declared: &Let) -> Vec<&str> {
    values_of(declared).flat_map(bare_names).collect()
}

/// The names that may be columns of rows: behind a point, and in brackets.
fn members(expr: &ast::Expr) -> Vec<&str> {
    let mut found = Vec::new();
    visit(expr, &mut |part| match &part.kind {
        ast::ExprKind::Field(_, name) => found.push(&*name.text),
        ast::ExprKind::Select(_, condition) => found.extend(bare_names(condition)),
        _ => {}
    });
    found
}

impl Walk<'_, '_> {
    /// The names that a `let` reads by the columns which it names: those of their values.
    pub(super) fn read_by_columns<'l>(&'l self, declared: &'l Let) -> BTreeSet<&'l str> {
        let mut read: BTreeSet<&str> = BTreeSet::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut waiting = vec![declared];
        while let Some(declared) = waiting.pop() {
            for name in values_of(declared).flat_map(members).filter(|name| seen.insert(name)) {
                for needed in self.row_lets.iter().flat_map(|lets| lets.needed(name)) {
                    read.extend(read_by(needed));
                    waiting.push(needed);
                }
            }
        }
        read
    }

    /// The `let` that a name means in rows that are looked at from outside of their `each`.
    pub(super) fn column_let(&mut self, scope: &SourceScope, name: &Name) -> Option<Node> {
        if name.quoted || !scope.is_outside || scope.lets.contains_key(&name.text) {
            return None;
        }
        let rows = scope.rows.clone()?;
        let all = Rc::clone(&self.row_lets);
        let named: Vec<&RowLets> = all.iter().filter(|it| it.named(&name.text).is_some()).collect();
        if named.is_empty() {
            return self.deep_let(&all, scope, name);
        }
        if self.opening.contains(&name.text) {
            let circle = Diagnostic::new(&codes::C325, name.span);
            self.ctx.report(circle.arg("name", &*name.text));
            return Some(Node::Broken);
        }
        self.opening.push(name.text.clone());
        let mut found: Vec<(&RowLets, Vec<SourceScope>, RowsNode)> = Vec::new();
        for lets in named {
            if let Some((around, taken)) = self.rows_of(lets, scope.frame)
                && (taken.rows.frame, &taken.rows.wire) == (rows.frame, &rows.wire)
            {
                found.push((lets, around, taken));
            }
        }
        let value = self.column_of(scope, name, found);
        self.opening.pop();
        value
    }

    /// A `let` of a block inside of an `each`, taken for a column.
    fn deep_let(&mut self, all: &[RowLets], scope: &SourceScope, name: &Name) -> Option<Node> {
        if self.ctx.catalog.field(scope.record, &name.text).is_some() {
            return None;
        }
        let mut deep = all.iter().flat_map(|lets| &lets.deep);
        let declared = deep.find(|declared| declared.name.text == name.text)?;
        let unseen = Diagnostic::new(&codes::N104, name.span)
            .at("row")
            .arg("name", &*name.text)
            .arg("record", &*self.ctx.catalog[scope.record].name)
            .arg("arrow", if self.toward == Toward::Left { "<-" } else { "->" })
            .arg("value", self.ctx.written(declared.value.span));
        self.ctx.report(unseen.hint("written"));
        Some(Node::Broken)
    }

    /// The one of several `let`s that is meant, and what it comes to.
    fn column_of(
        &mut self,
        scope: &SourceScope,
        name: &Name,
        found: Vec<(&RowLets, Vec<SourceScope>, RowsNode)>,
    ) -> Option<Node> {
        let (first, rest) = found.split_first()?;
        let declared = first.0.named(&name.text)?;
        let wrong = Diagnostic::new(&codes::N120, name.span)
            .arg("name", &*name.text)
            .arg("record", &*self.ctx.catalog[scope.record].name)
            .arg("value", self.ctx.written(declared.value.span));
        let is_field = self.ctx.catalog.field(scope.record, &name.text).is_some();
        if is_field {
            let field = format!("`{}`", name.text);
            let wrong = wrong.at("field").fix("quoted", name.span, field);
            self.ctx.report(wrong.hint("rename").label(declared.name.span, "let"));
            return Some(Node::Broken);
        }
        if let Some(other) = rest.iter().find_map(|(lets, ..)| lets.named(&name.text)) {
            let wrong = wrong.at("several").hint("rename");
            let wrong = wrong.label(declared.name.span, "let");
            self.ctx.report(wrong.label(other.name.span, "let"));
            return Some(Node::Broken);
        }
        let needed = first.0.needed(&name.text);
        let made =
            needed.iter().find_map(|declared| made_of(declared).map(|made| (made, declared)));
        if let Some((made, declared)) = made {
            let wrong = wrong.at("made").arg("made", &*made.text).hint("source");
            let wrong = if &*made.text == "result" { wrong.hint("built") } else { wrong };
            self.ctx.report(wrong.label(declared.name.span, "let"));
            return Some(Node::Broken);
        }
        let (_, around, rows) = found.into_iter().next()?;
        Some(Node::Value(self.in_its_row(scope, around, rows, name, &needed)))
    }

    /// The rows of an `each`, as its heading gives them, and the scopes in which that stands. None where
    /// it stands in rows of its own which are not at hand here.
    fn rows_of(&mut self, lets: &RowLets, frame: u8) -> Option<(Vec<SourceScope>, RowsNode)> {
        let root = self.source.iter().take_while(|scope| scope.is_root).count();
        let here = self.source.clone();
        let (depth, folding) = (self.depth, self.folding.take());
        self.source.truncate(root);
        let mut found = None;
        for (step, giving) in lets.chain.iter().enumerate() {
            let is_last = step + 1 == lets.chain.len();
            self.depth = if is_last { frame - 1 } else { 0 };
            let known = |scope: &SourceScope, other: &SourceScope| {
                (scope.frame, &scope.wire, scope.record) == (other.frame, &other.wire, other.record)
            };
            match self.node(first_of(giving).unwrap_or(giving)) {
                Node::Rows(rows) if is_last => found = Some((self.source.clone(), rows)),
                Node::Rows(rows) => {
                    let at_hand = here.iter().find(|scope| {
                        let same = scope.rows.as_ref().is_some_and(|known| {
                            (known.frame, &known.wire) == (rows.rows.frame, &rows.rows.wire)
                        });
                        same && !scope.is_outside
                    });
                    let Some(at_hand) = at_hand else { break };
                    self.source.push(at_hand.clone());
                }
                Node::Record(node) => {
                    let at_hand = here.iter().skip(root).find(|scope| known(scope, &node.scope));
                    self.source.push(at_hand.cloned().unwrap_or(node.scope));
                }
                _ => break,
            }
        }
        (self.source, self.depth, self.folding) = (here, depth, folding);
        found
    }

    /// The value of a `let` in the row at hand: absent where its `each` passes the row over.
    fn in_its_row(
        &mut self,
        scope: &SourceScope,
        around: Vec<SourceScope>,
        rows: RowsNode,
        name: &Name,
        needed: &[&Let],
    ) -> Expr {
        let taken = rows.rows.filter.clone();
        let row = SourceScope { frame: scope.frame, ..row_scope(&rows) };
        let here = std::mem::replace(&mut self.source, around);
        let (target, folding) = (std::mem::take(&mut self.target), self.folding.take());
        self.source.push(row);
        for (declared, is_circle) in self.in_order(needed) {
            let value = if is_circle { None } else { self.let_value(declared) };
            let known = value.filter(|value| !value.is_broken());
            let known = known.map_or(Local::Reported, |value| Local::Inline(Box::new(value)));
            if let Some(scope) = self.source.last_mut() {
                Rc::make_mut(&mut scope.lets).insert(declared.name.text.clone(), known);
            }
        }
        let value = self.local(&name.text);
        (self.source, self.target, self.folding) = (here, target, folding);
        let Some(Local::Inline(value)) = value else { return Expr::broken(name.span) };
        let value = Expr { span: name.span, ..*value };
        match taken {
            None => value,
            Some(taken) if taken.is_broken() => Expr::broken(name.span),
            Some(taken) => only_where(*taken, value),
        }
    }
}

/// A value that is there where a condition holds.
fn only_where(condition: Expr, value: Expr) -> Expr {
    let span = value.span;
    let types = value.types.iter().map(|part| Part { maybe: true, ..part.clone() }).collect();
    let absent = Expr::new(ExprKind::Constant(Constant::Absent), Type::Any, true, span);
    let kind = ExprKind::Choose {
        subject: Box::new(condition),
        arms: vec![(Constant::Bool(true), value)],
        otherwise: Some(Box::new(absent)),
    };
    Expr { kind, types, span }
}

/// `result` or `was`, where a `let` is made of what only its own row has.
fn made_of(declared: &Let) -> Option<&Name> {
    let mut found = None;
    for value in values_of(declared) {
        visit(value, &mut |part| {
            if let ast::ExprKind::Name(name) = &part.kind
                && !name.quoted
                && matches!(&*name.text, "result" | "was")
            {
                found.get_or_insert(name);
            }
        });
    }
    found
}
