//! Paths of the source: from a name to the place where its value lies.

use crate::check::Constant;
use crate::check::behind::BehindNode;
use crate::check::context::{Context, Declared, Space};
use crate::check::nearby::listed;
use crate::check::rows::RowsNode;
use crate::check::scope::{Local, SourceScope, TargetScope, Walk};
use crate::check::tree::{Access, Cell, Expr, ExprKind, Fold, Part};
use crate::check::uses::Unit;
use crate::diag::{Diagnostic, codes};
use crate::schema::{Field, Form, RecordId, Type};
use crate::source::Span;
use crate::syntax::ast;

/// What a path leads to.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A record inside the payload.
    Record(RecordNode),
    /// A scalar, and whether it may be absent.
    Scalar(Access, bool),
    /// Rows.
    Rows(RowsNode),
    /// One field of rows: a value each.
    Column(RowsNode, Box<Expr>),
    /// A record inside each of some rows.
    Inner(RowsNode, RecordNode),
    /// The record behind a reference, or one inside of it.
    Behind(BehindNode),
    /// A value that is no path.
    Value(Expr),
    /// `result`, or a record inside it.
    Result,
    /// `result.Запасы`: rows being built.
    ResultRows(Box<str>, RecordId),
    /// `was`, or a record inside it: none for the record or row at hand.
    Was(Option<TargetScope>),
    /// `was.Запасы`: rows as they stand in the target.
    WasRows(Box<str>, RecordId),
    /// `const`
    Constants,
    /// `setting`
    Settings,
    /// `table`
    Tables,
    /// `table.X`
    Table(u16),
    /// Reported.
    Broken,
}

/// A record inside the payload.
#[derive(Clone, Debug)]
pub(super) struct RecordNode {
    pub(super) scope: SourceScope,
    /// The reference that the record is given by, where it is one.
    pub(super) reference: Option<(Access, bool)>,
}

/// A field of the target that is looked at and not written.
fn standing(path: String, wire: Vec<Box<str>>, field: &Field, span: Span) -> Cell {
    Cell {
        path: path.into(),
        wire,
        tag: field.wire.tag.clone(),
        form: field.wire.form.clone(),
        ty: field.ty.clone(),
        sensitivity: field.sensitivity,
        optional: true,
        required: false,
        create_only: false,
        span,
    }
}

impl Walk<'_, '_> {
    /// Where a path leads.
    pub(super) fn node(&mut self, expr: &ast::Expr) -> Node {
        match &expr.kind {
            ast::ExprKind::Name(name) => self.name(name),
            ast::ExprKind::Dot => {
                Node::Record(RecordNode { scope: self.scope().clone(), reference: None })
            }
            ast::ExprKind::Field(base, name) => self.member(base, name),
            ast::ExprKind::Select(base, condition) => self.select(base, condition),
            ast::ExprKind::Maybe(inner) => self.node(inner),
            ast::ExprKind::Tuple(parts) if parts.len() == 1 => self.node(&parts[0]),
            _ => Node::Value(self.expr(expr, None)),
        }
    }

    fn name(&mut self, name: &ast::Name) -> Node {
        if !name.quoted {
            match &*name.text {
                "const" => return Node::Constants,
                "setting" => return Node::Settings,
                "table" => return Node::Tables,
                "result" if matches!(self.ctx.unit, Some(Unit::Match(_))) => {
                    let wrong = Diagnostic::new(&codes::N113, name.span).at("match");
                    self.ctx.report(wrong.hint("own"));
                    return Node::Broken;
                }
                "result" if !self.target.is_empty() => return Node::Result,
                "was" if !self.target.is_empty() => return Node::Was(None),
                "up" => return self.up(self.source.len() - 1, name.span),
                scope @ ("rows" | "kind") => {
                    let wrong = Diagnostic::new(&codes::N113, name.span);
                    let wrong = wrong.at(if scope == "rows" { "rows" } else { "kind" });
                    self.ctx.report(wrong.hint("other"));
                    return Node::Broken;
                }
                _ => {}
            }
            if let Some(known) = self.local(&name.text) {
                let (local, part) = match known {
                    Local::Known(local, part) => (local, part),
                    Local::Inline(value) => return Node::Value(*value),
                    Local::Reported => return Node::Broken,
                    Local::Lacking(field) => {
                        self.ctx.lacks(&field);
                        return Node::Broken;
                    }
                };
                let expr =
                    Expr { kind: ExprKind::Local(local), types: vec![part], span: name.span };
                return Node::Value(expr);
            }
        }
        let scope = self.scope().clone();
        self.field_of(&scope, name)
    }

    /// The scope one step out of the scope of that number.
    fn up(&mut self, from: usize, span: Span) -> Node {
        let Some(outer) = from.checked_sub(1) else {
            self.ctx.report(Diagnostic::new(&codes::N111, span));
            return Node::Broken;
        };
        Node::Record(RecordNode { scope: self.source[outer].clone(), reference: None })
    }

    fn member(&mut self, base: &ast::Expr, name: &ast::Name) -> Node {
        match self.node(base) {
            Node::Record(node) if &*name.text == "up" && !name.quoted => {
                let place = self.source.iter().rposition(|scope| same(scope, &node.scope));
                self.up(place.unwrap_or(0), name.span)
            }
            Node::Record(node) => match self.behind_record(&node, name) {
                Some(behind) => self.field_behind(&behind, name),
                None => self.field_of(&node.scope, name),
            },
            Node::Behind(behind) => self.field_behind(&behind, name),
            Node::Rows(rows) => self.column(rows, None, name, base.span.to(name.span)),
            Node::Inner(rows, node) => self.inner(rows, node, name, base.span.to(name.span)),
            Node::Constants => self.given(Space::Const, name),
            Node::Settings => self.given(Space::Setting, name),
            Node::Tables => match self.ctx.find(Space::Table, &name.text) {
                Some(Declared::Table(table)) => Node::Table(table),
                Some(Declared::Broken) => Node::Broken,
                _ => self.undeclared(Space::Table, name),
            },
            Node::Result => self.result(name),
            Node::Was(scope) => self.was(scope, name),
            Node::WasRows(rows, record) => self.was_column(rows, record, name),
            Node::ResultRows(collection, record) => {
                let Some(field) = self.ctx.catalog.field(record, &name.text) else {
                    self.ctx.unknown_field(record, name);
                    return Node::Broken;
                };
                let ty = field.ty.clone();
                // Of rows that nothing builds it was told.
                if self.is_built(&collection) {
                    self.told_built(name);
                }
                let kind = ExprKind::FoldBuilt(Fold::First, collection, name.text.clone());
                Node::Value(Expr::new(kind, ty, true, name.span))
            }
            Node::Scalar(access, maybe) => self.inside_scalar(access, maybe, base, name),
            Node::Value(value) if !value.is_broken() && !matches!(value.ty(), Type::Ref(_)) => {
                let wrong = Diagnostic::new(&codes::T210, name.span)
                    .arg("field", self.ctx.written(base.span))
                    .arg("type", self.ctx.catalog.show(value.ty()));
                self.ctx.report(wrong);
                Node::Broken
            }
            Node::Value(value) if value.is_broken() => Node::Broken,
            Node::Column(rows, value) => match self.behind(&value) {
                Some(behind) => self.column_behind(rows, &behind, name, base.span.to(name.span)),
                None => self.not_yet(name),
            },
            Node::Value(value) => match self.behind(&value) {
                Some(behind) => self.field_behind(&behind, name),
                None => self.not_yet(name),
            },
            Node::Table(_) => self.not_yet(name),
            Node::Broken => Node::Broken,
        }
    }

    fn not_yet(&mut self, name: &ast::Name) -> Node {
        self.ctx.later(name.span, "path");
        Node::Broken
    }

    /// A field of the record that a scalar refers to; inside of others there is none.
    fn inside_scalar(
        &mut self,
        access: Access,
        maybe: bool,
        base: &ast::Expr,
        name: &ast::Name,
    ) -> Node {
        let inside = Span { start: base.span.end, ..name.span };
        let value = self.value_of(Node::Scalar(access.clone(), maybe), base.span);
        if let Some(behind) = self.behind(&value) {
            return self.field_behind(&behind, name);
        }
        let wrong = Diagnostic::new(&codes::T210, name.span)
            .arg("field", &*access.path)
            .arg("type", self.ctx.catalog.show(&access.ty));
        self.ctx.report(wrong.fix("cut", inside, ""));
        Node::Broken
    }

    fn result(&mut self, name: &ast::Name) -> Node {
        let Some(target) = self.target.last().cloned() else { return Node::Broken };
        // In a row `result` is the row, unless the record has rows or a field of that name.
        let outermost = self.target.first().cloned().unwrap_or_else(|| target.clone());
        for (scope, in_row) in [(target, true), (outermost, false)] {
            let Some(field) = self.ctx.catalog.field(scope.record, &name.text) else { continue };
            let field = field.clone();
            self.told_built(name);
            if let Type::Rows(rows) = &field.ty {
                return Node::ResultRows(name.text.clone(), rows.record);
            }
            let in_row = in_row && scope.in_row;
            let path = format!("{}{}", scope.path, name.text).into();
            let ty = field.ty.clone();
            return Node::Value(Expr::new(ExprKind::Built { path, in_row }, ty, true, name.span));
        }
        let record = self.target[0].record;
        let row = self.target.last().map_or(record, |target| target.record);
        self.ctx.unknown_among(&[record, row], &[], &[], name);
        Node::Broken
    }

    /// What stands in the target: of the row at hand, or of the record, or inside a record of either.
    fn was(&mut self, inside: Option<TargetScope>, name: &ast::Name) -> Node {
        let scopes = match inside {
            Some(scope) => vec![scope],
            None => self.target.last().into_iter().chain(self.target.first()).cloned().collect(),
        };
        for scope in &scopes {
            let Some(field) = self.ctx.catalog.field(scope.record, &name.text).cloned() else {
                continue;
            };
            let mut wire = scope.wire.clone();
            wire.push(field.wire.name.clone());
            let path = format!("{}{}", scope.path, name.text);
            match field.ty {
                Type::Record(record) => {
                    let (path, in_row) = (format!("{path}."), scope.in_row);
                    return Node::Was(Some(TargetScope { wire, path, record, in_row }));
                }
                // Rows are read where rules write some of them.
                Type::Rows(rows) if self.is_built(&name.text) => {
                    return Node::WasRows(path.into(), rows.record);
                }
                Type::Rows(_) => {
                    self.ctx.later(name.span, "was-rows");
                    return Node::Broken;
                }
                _ => {}
            }
            let cell = standing(path, wire, &field, name.span);
            let kind = ExprKind::Was { cell: Box::new(cell), in_row: scope.in_row };
            return Node::Value(Expr::new(kind, field.ty, true, name.span));
        }
        let records: Vec<_> = scopes.iter().rev().map(|scope| scope.record).collect();
        self.ctx.unknown_among(&records, &[], &[], name);
        Node::Broken
    }

    /// A field of rows that stand in the target.
    fn was_column(&mut self, rows: Box<str>, record: RecordId, name: &ast::Name) -> Node {
        let Some(field) = self.ctx.catalog.field(record, &name.text).cloned() else {
            self.ctx.unknown_field(record, name);
            return Node::Broken;
        };
        if matches!(field.ty, Type::Rows(_) | Type::Record(_)) {
            self.ctx.later(name.span, "was-rows");
            return Node::Broken;
        }
        let wire = vec![field.wire.name.clone()];
        let cell = standing(name.text.to_string(), wire, &field, name.span);
        let kind = ExprKind::FoldWas(Fold::First, rows, Box::new(cell));
        Node::Value(Expr::new(kind, field.ty, true, name.span))
    }

    fn given(&mut self, space: Space, name: &ast::Name) -> Node {
        let given = match self.ctx.find(space, &name.text) {
            Some(Declared::Given(given)) => given,
            // What is wrong with the declaration was told there.
            Some(_) => return Node::Broken,
            None => return self.undeclared(space, name),
        };
        let given = &self.ctx.checked.givens[given];
        // One that must be filled in counts as filled: flows that read it do not run before it is.
        let (ty, maybe) = (given.ty.clone(), given.optional && given.value.is_none());
        let value = given.value.clone().unwrap_or(Constant::Absent);
        Node::Value(Expr::new(ExprKind::Constant(value), ty, maybe, name.span))
    }

    fn undeclared(&mut self, space: Space, name: &ast::Name) -> Node {
        self.ctx.undeclared(space, name);
        Node::Broken
    }

    /// A field of a record of the payload.
    pub(super) fn field_of(&mut self, scope: &SourceScope, name: &ast::Name) -> Node {
        if let Some(column) = self.column_let(scope, name) {
            return column;
        }
        let Some(field) = self.ctx.catalog.field(scope.record, &name.text).cloned() else {
            if &*name.text == "position"
                && let Some(rows) = &scope.rows
            {
                let kind = ExprKind::Position(rows.clone());
                return Node::Value(Expr::new(kind, Type::Int, false, name.span));
            }
            if self.ctx.catalog[scope.record].open {
                let field =
                    Field::new(Type::Any, &name.text, Form::Plain, crate::schema::Layer::Account);
                return self.found(scope, name, &field);
            }
            self.unknown(scope, name);
            return Node::Broken;
        };
        self.found(scope, name, &field)
    }

    /// Reports an unknown field; a field of that name one step out is the likeliest remedy.
    fn unknown(&mut self, scope: &SourceScope, name: &ast::Name) {
        let is_bare = same(scope, self.scope());
        if !(is_bare && self.is_no_field(name)) && self.ctx.lacks(&name.text) {
            return;
        }
        let place = self.source.iter().rposition(|known| same(known, scope)).unwrap_or(0);
        let outer = self.source[..place]
            .iter()
            .rev()
            .position(|outer| self.ctx.catalog.field(outer.record, &name.text).is_some());
        match outer {
            Some(steps) => {
                let up = format!("{}.", self.ctx.word("up", name.span));
                let path = format!("{}{}", up.repeat(steps + 1), name.text);
                let unknown = Diagnostic::new(&codes::N104, name.span)
                    .arg("name", &*name.text)
                    .arg("record", &*self.ctx.catalog[scope.record].name);
                self.ctx.report(unknown.fix("up", name.span, path));
            }
            None if self.is_of_target(name) => {
                let other = Diagnostic::new(&codes::N112, name.span)
                    .arg("name", &*name.text)
                    .arg("record", &*self.ctx.catalog[scope.record].name);
                self.ctx.report(other);
            }
            // Only the scope at hand has names that stand alone.
            None if same(scope, self.scope()) => self.unknown_name(&scope.clone(), name),
            None => self.ctx.unknown_field(scope.record, name),
        }
    }

    /// Whether the record being written has such a field: the two sides of a rule were mixed up.
    fn is_of_target(&self, name: &ast::Name) -> bool {
        let target = self.target.last();
        target.is_some_and(|target| self.ctx.catalog.field(target.record, &name.text).is_some())
    }

    fn found(&mut self, scope: &SourceScope, name: &ast::Name, field: &Field) -> Node {
        let mut wire = scope.wire.clone();
        wire.push(field.wire.name.clone());
        let path = format!("{}{}", scope.path, name.text);
        match (&field.ty, &field.inline) {
            (Type::Rows(rows), _) => self.rows_field(scope, rows, wire, path, field),
            (Type::Record(record), _) => Node::Record(RecordNode {
                scope: SourceScope {
                    wire,
                    path: path + ".",
                    record: *record,
                    entity: None,
                    rows: None,
                    is_root: false,
                    is_outside: false,
                    lets: std::rc::Rc::default(),
                    ..scope.clone()
                },
                reference: None,
            }),
            (Type::Ref(entity), Some(inline)) => {
                let inner = SourceScope {
                    wire: wire.clone(),
                    path: path.clone() + ".",
                    record: *inline,
                    entity: Some(*entity),
                    rows: None,
                    is_root: false,
                    is_outside: false,
                    lets: std::rc::Rc::default(),
                    ..scope.clone()
                };
                if let Form::Keyed(key) = &field.wire.form {
                    wire.push(key.clone());
                }
                let access = access(scope.frame, wire, path, field);
                Node::Record(RecordNode { scope: inner, reference: Some((access, !field.always)) })
            }
            _ => {
                if let Form::Keyed(key) = &field.wire.form {
                    wire.push(key.clone());
                }
                Node::Scalar(access(scope.frame, wire, path, field), !field.always)
            }
        }
    }

    /// What a path leads to, as a value.
    pub(super) fn value_of(&mut self, node: Node, span: Span) -> Expr {
        match node {
            Node::Scalar(access, maybe) => {
                let ty = access.ty.clone();
                let maybe = maybe && !self.filled.contains(&access.path);
                Expr::new(ExprKind::Field(access), ty, maybe, span)
            }
            Node::Record(node) => self.record_value(node, span),
            Node::Inner(rows, node) => {
                let value = self.in_row(&rows, |walk| walk.record_value(node, span));
                if value.is_broken() {
                    return value;
                }
                self.value_of(Node::Column(rows, Box::new(value)), span)
            }
            Node::Column(rows, value) if self.folding.is_some() => self.folded(rows, *value, span),
            Node::Column(rows, value) => self.only_row(rows, *value, span),
            Node::Behind(_) => {
                self.ctx.report(
                    Diagnostic::new(&codes::T213, span).arg("record", self.ctx.written(span)),
                );
                Expr::broken(span)
            }
            Node::Value(expr) => Expr { span, ..expr },
            Node::Rows(rows) => {
                let wrong = Diagnostic::new(&codes::T212, span).arg("rows", &*rows.rows.path);
                self.ctx.report(wrong);
                Expr::broken(span)
            }
            Node::ResultRows(rows, _) | Node::WasRows(rows, _) => {
                self.ctx.report(Diagnostic::new(&codes::T212, span).arg("rows", &*rows));
                Expr::broken(span)
            }
            Node::Result
            | Node::Was(_)
            | Node::Constants
            | Node::Settings
            | Node::Tables
            | Node::Table(_) => {
                self.ctx.report(Diagnostic::new(&codes::N113, span));
                Expr::broken(span)
            }
            Node::Broken => Expr::broken(span),
        }
    }

    /// A record as a value is its reference.
    pub(super) fn record_value(&mut self, node: RecordNode, span: Span) -> Expr {
        if let Some((access, maybe)) = node.reference {
            let ty = access.ty.clone();
            return Expr::new(ExprKind::Field(access), ty, maybe, span);
        }
        let Some(entity) = node.scope.entity else {
            let name = &self.ctx.catalog[node.scope.record].name;
            let wrong = Diagnostic::new(&codes::T213, span).arg("record", &**name);
            let written = self.ctx.written(span);
            let inside = if written == "." { String::new() } else { format!("{written}.") };
            let fields = self.ctx.catalog[node.scope.record].fields.keys();
            let fields: Vec<String> = fields.map(|field| format!("`{inside}{field}`")).collect();
            self.ctx.report(listed(wrong, &fields));
            return Expr::broken(span);
        };
        let Some(key) = self.ctx.catalog[entity].key.first().cloned() else {
            return Expr::broken(span);
        };
        let Some(field) = self.ctx.catalog.field(node.scope.record, &key).cloned() else {
            return Expr::broken(span);
        };
        let mut wire = node.scope.wire.clone();
        wire.push(field.wire.name.clone());
        let path = format!("{}{key}", node.scope.path);
        let mut access = access(node.scope.frame, wire, path, &field);
        access.ty = Type::Ref(entity);
        Expr::new(ExprKind::Field(access), Type::Ref(entity), false, span)
    }
}

fn same(a: &SourceScope, b: &SourceScope) -> bool {
    a.frame == b.frame && a.wire == b.wire && a.record == b.record
}

fn access(frame: u8, wire: Vec<Box<str>>, path: String, field: &Field) -> Access {
    let tag = field.wire.tag.clone();
    let sensitivity = field.sensitivity;
    Access { frame, wire, tag, path: path.into(), ty: field.ty.clone(), sensitivity }
}

impl Context<'_> {
    /// The type of an expression's parts that an outcome or a broken expression stands for.
    pub(super) fn anything() -> Vec<Part> {
        vec![Part { ty: Type::Any, maybe: true }]
    }
}
