//! Places of the target: which fields a rule writes, and what a value goes through on its way there.

use crate::builtins;
use crate::check::Constant;
use crate::check::scope::{TargetScope, Walk};
use crate::check::tree::{Cell, Expr, ExprKind, Group, Pattern, Toward};
use crate::check::via::Through;
use crate::diag::{Diagnostic, codes};
use crate::schema::{Access, Field, Form, Origin, Type};
use crate::source::Span;
use crate::syntax::ast;

/// Where a rule writes.
pub(super) struct Place<'e> {
    /// The fields.
    pub(super) cells: Vec<Cell>,
    /// The row that holds them, where the path goes through a selected one.
    pub(super) row: Option<Group>,
    /// What the value goes through first, the outermost first.
    pub(super) through: Vec<Way<'e>>,
}

/// What a value goes through on its way to a place.
#[derive(Clone, Debug)]
pub(super) enum Way<'e> {
    /// A table, match or conversion.
    Via(&'e ast::Via, Span),
    /// A text around the value, which is taken off: its beginning and its end.
    Around(Box<str>, Box<str>, Span),
}

impl Walk<'_, '_> {
    /// The place that an expression on the receiving side stands for; none when it was reported.
    pub(super) fn place<'e>(&mut self, expr: &'e ast::Expr) -> Option<Place<'e>> {
        match &expr.kind {
            ast::ExprKind::Via(inner, via) => {
                let mut place = self.place(inner)?;
                place.through.insert(0, Way::Via(via, expr.span));
                Some(place)
            }
            ast::ExprKind::Tuple(parts) => {
                let mut cells = Vec::new();
                for part in parts {
                    cells.append(&mut self.place(part)?.cells);
                }
                Some(Place { cells, row: None, through: Vec::new() })
            }
            ast::ExprKind::Maybe(inner) => {
                let mut place = self.place(inner)?;
                for cell in &mut place.cells {
                    cell.optional = true;
                }
                Some(place)
            }
            ast::ExprKind::Field(base, name) if is_selected(base) => self.place_in_row(base, name),
            ast::ExprKind::Name(_) | ast::ExprKind::Field(..) => {
                let scope = self.target.last().cloned()?;
                let cell = self.cell(&scope, expr)?;
                Some(Place { cells: vec![cell], row: None, through: Vec::new() })
            }
            ast::ExprKind::Broken => None,
            ast::ExprKind::Text(text) if around(text).is_some() => {
                let (before, hole, after) = around(text)?;
                let mut place = self.place(hole)?;
                place.through.insert(0, Way::Around(before, after, expr.span));
                Some(place)
            }
            ast::ExprKind::Text(_) => {
                self.ctx.report(Diagnostic::new(&codes::T230, expr.span).hint("pair"));
                None
            }
            _ => {
                self.ctx.report(Diagnostic::new(&codes::T226, expr.span));
                None
            }
        }
    }

    /// `Сведения[Свойство == "x"].Значение`
    fn place_in_row<'e>(&mut self, rows: &'e ast::Expr, name: &'e ast::Name) -> Option<Place<'e>> {
        let scope = self.target.last().cloned()?;
        let (group, inner) = self.group(&scope, rows)?;
        let expr = ast::Expr { kind: ast::ExprKind::Name(name.clone()), span: name.span };
        let cell = self.cell(&inner, &expr)?;
        Some(Place { cells: vec![cell], row: Some(group), through: Vec::new() })
    }

    /// A field of the target by its path.
    fn cell(&mut self, scope: &TargetScope, expr: &ast::Expr) -> Option<Cell> {
        let names = names(expr).or_else(|| {
            self.ctx.report(Diagnostic::new(&codes::T226, expr.span));
            None
        })?;
        if let Some(first) = names.first().filter(|first| names.len() > 1 && !first.quoted) {
            let reason = match &*first.text {
                "const" | "setting" => Some("given"),
                "table" => Some("table"),
                "result" => Some("result"),
                "was" => Some("was"),
                "up" => Some("up"),
                _ => None,
            };
            if let Some(reason) = reason {
                self.ctx.report(Diagnostic::new(&codes::T226, expr.span).at(reason));
                return None;
            }
        }
        let mut record = scope.record;
        let mut wire = scope.wire.clone();
        let mut path = scope.path.clone();
        let (last, before) = names.split_last()?;
        for name in before {
            let field = self.target_field(record, name)?;
            let Type::Record(inner) = field.ty else {
                let shown = self.ctx.catalog.show(&field.ty);
                let wrong = Diagnostic::new(&codes::T210, name.span)
                    .arg("field", &*name.text)
                    .arg("type", shown);
                self.ctx.report(match field.ty {
                    Type::Ref(_) => wrong.at("written").hint("map"),
                    _ => wrong,
                });
                return None;
            };
            wire.push(field.wire.name.clone());
            path = format!("{path}{}.", name.text);
            record = inner;
        }
        let field = self.target_field(record, last)?;
        if matches!(field.ty, Type::Rows(_) | Type::Record(_)) {
            let wrong = Diagnostic::new(&codes::T212, expr.span).arg("rows", &*last.text);
            self.ctx.report(wrong);
            return None;
        }
        if field.access == Access::Read {
            let read_only = Diagnostic::new(&codes::T222, last.span).arg("field", &*last.text);
            self.ctx.report(read_only);
            return None;
        }
        wire.push(field.wire.name.clone());
        Some(Cell {
            path: format!("{path}{}", last.text).into(),
            wire,
            tag: field.wire.tag.clone(),
            form: field.wire.form.clone(),
            ty: field.ty.clone(),
            sensitivity: field.sensitivity,
            optional: false,
            required: field.required,
            create_only: field.access == Access::Create,
            span: expr.span,
        })
    }

    pub(super) fn target_field(
        &mut self,
        record: crate::schema::RecordId,
        name: &ast::Name,
    ) -> Option<Field> {
        if let Some(field) = self.ctx.catalog.field(record, &name.text) {
            return Some(field.clone());
        }
        if self.ctx.catalog[record].open {
            return Some(Field::new(
                Type::Any,
                &name.text,
                Form::Plain,
                crate::schema::Layer::Account,
            ));
        }
        if self.ctx.lacks(&name.text) {
            return None;
        }
        let of_source = self
            .source
            .last()
            .is_some_and(|scope| self.ctx.catalog.field(scope.record, &name.text).is_some());
        if of_source {
            let other = Diagnostic::new(&codes::N112, name.span)
                .arg("name", &*name.text)
                .arg("record", &*self.ctx.catalog[record].name);
            self.ctx.report(other);
        } else {
            self.ctx.unknown_field(record, name);
        }
        None
    }

    /// Rows of the target: the group and the scope of its rows.
    pub(super) fn group(
        &mut self,
        scope: &TargetScope,
        expr: &ast::Expr,
    ) -> Option<(Group, TargetScope)> {
        let (base, condition) = match &expr.kind {
            ast::ExprKind::Select(base, condition) => (&**base, Some(&**condition)),
            _ => (expr, None),
        };
        let names = names(base).or_else(|| {
            self.ctx.report(Diagnostic::new(&codes::T226, base.span));
            None
        })?;
        let [name] = &names[..] else {
            self.ctx.later(base.span, "path");
            return None;
        };
        let field = self.target_field(scope.record, name)?;
        let Type::Rows(rows) = &field.ty else {
            self.ctx.report(Diagnostic::new(&codes::T211, base.span));
            return None;
        };
        let inner = TargetScope {
            wire: Vec::new(),
            path: String::new(),
            record: rows.record,
            in_row: true,
        };
        let patterns = match condition {
            Some(condition) => {
                let patterns = self.patterns(&inner, condition)?;
                self.can_be_met(&patterns, condition);
                patterns
            }
            None => Vec::new(),
        };
        let mut wire = scope.wire.clone();
        wire.push(field.wire.name.clone());
        let related = match &field.origin {
            Origin::Own => None,
            Origin::Related { entity, by } => Some((*entity, by.clone())),
        };
        let group = Group {
            path: format!("{}{}", scope.path, name.text).into(),
            wire,
            patterns,
            always: field.always,
            key: Vec::new(),
            single: false,
            owner: None,
            around: None,
            related,
            record: inner.record,
        };
        Some((group, inner))
    }

    /// `Вид == "Телефон" and Номенклатура != const.Доставка`: only what is fixed for the record.
    fn patterns(&mut self, scope: &TargetScope, condition: &ast::Expr) -> Option<Vec<Pattern>> {
        match &condition.kind {
            ast::ExprKind::Binary(operator, a, b) if operator.node == ast::Binary::And => {
                let mut patterns = self.patterns(scope, a)?;
                patterns.append(&mut self.patterns(scope, b)?);
                Some(patterns)
            }
            ast::ExprKind::Tuple(parts) if parts.len() == 1 => self.patterns(scope, &parts[0]),
            ast::ExprKind::Binary(operator, field, value)
                if matches!(operator.node, ast::Binary::Equal | ast::Binary::NotEqual) =>
            {
                let ast::ExprKind::Name(name) = &field.kind else {
                    self.ctx.report(Diagnostic::new(&codes::T223, field.span).arg("what", "form"));
                    return None;
                };
                let field = self.target_field(scope.record, name)?;
                let found = self.expr(value, Some(&field.ty));
                if found.is_broken() {
                    return None;
                }
                let ExprKind::Constant(constant) = found.kind else {
                    self.ctx.report(Diagnostic::new(&codes::T223, value.span).arg("what", "value"));
                    return None;
                };
                let equal = operator.node == ast::Binary::Equal;
                // A constant that the shop has not filled in yet stands for no row at all.
                let name = name.text.clone();
                let span = condition.span;
                Some(vec![Pattern { name, field, equal, value: constant, span }])
            }
            _ => {
                self.ctx.report(Diagnostic::new(&codes::T223, condition.span).arg("what", "form"));
                None
            }
        }
    }

    /// A value on its way to a place, through what stands there.
    pub(super) fn backward(&mut self, value: Expr, through: &[Way<'_>]) -> Expr {
        let mut value = value;
        for way in through {
            let (via, span) = match way {
                Way::Via(via, span) => (via, span),
                Way::Around(before, after, span) => {
                    value = self.inside(value, before, after, *span);
                    continue;
                }
            };
            value = match self.through(via) {
                Some(Through::Conversion(builtin)) => self.converted(builtin, value, via, *span),
                Some(Through::Table(table)) => self.lookup(table, value, via, *span),
                Some(Through::Match(role)) => self.linked_value(role, value, *span),
                None => return Expr::broken(*span),
            };
        }
        value
    }

    /// What stands between the beginning and the end of a template.
    fn inside(&mut self, value: Expr, before: &str, after: &str, span: Span) -> Expr {
        let (Some(builtin), Some(shown)) = (builtins::find("between"), builtins::find("text"))
        else {
            return Expr::broken(span);
        };
        let value = match value.ty() {
            _ if value.is_broken() => return value,
            ty if ty.is_textual() || *ty == Type::Any => value,
            ty => {
                let ty = ty.clone();
                if !self.fits(&ty, &Type::TEXT, value.span) {
                    return Expr::broken(span);
                }
                self.apply(shown, vec![value], span)
            }
        };
        let text = |text: &str| {
            let kind = ExprKind::Constant(Constant::Text(text.into()));
            Expr::new(kind, Type::TEXT, false, span)
        };
        self.apply(builtin, vec![value, text(before), text(after)], span)
    }

    /// A place whose value is the text of a match's `key` is the key's field of that record:
    /// `offer via Товар` written means `offer.xmlId`.
    pub(super) fn key_place<'e>(&mut self, expr: &'e ast::Expr) -> Option<Place<'e>> {
        let ast::ExprKind::Via(inner, via) = &expr.kind else { return None };
        if self.toward != Toward::Right {
            return None;
        }
        let name = via.path.first()?;
        let Some(crate::check::context::Declared::Match(role)) =
            self.ctx.find(crate::check::context::Space::Match, &name.text)
        else {
            return None;
        };
        let key = self.ctx.role(role).key.as_ref()?.right.clone();
        let scope = self.target.last().cloned()?;
        let names = names(inner)?;
        let [name] = &names[..] else { return None };
        let field = self.target_field(scope.record, name)?;
        let record = match (&field.ty, field.inline) {
            (Type::Ref(_), Some(record)) => record,
            (Type::Record(record), _) => *record,
            _ => return None,
        };
        let inner_field = self.ctx.catalog.field(record, &key)?.clone();
        let mut wire = scope.wire.clone();
        wire.extend([field.wire.name.clone(), inner_field.wire.name.clone()]);
        let cell = Cell {
            path: format!("{}{}.{key}", scope.path, name.text).into(),
            wire,
            tag: None,
            form: inner_field.wire.form.clone(),
            ty: inner_field.ty.clone(),
            sensitivity: inner_field.sensitivity,
            optional: false,
            required: false,
            create_only: false,
            span: expr.span,
        };
        Some(Place { cells: vec![cell], row: None, through: vec![Way::Via(via, expr.span)] })
    }
}

/// A template of one hole that can be read backwards: what stands before and after it.
fn around(text: &ast::Text) -> Option<(Box<str>, &ast::Expr, Box<str>)> {
    let plain = |parts: &[ast::TextPart]| -> Option<Box<str>> {
        let mut said = String::new();
        for part in parts {
            let ast::TextPart::Plain(plain) = part else { return None };
            said.push_str(plain);
        }
        Some(said.into())
    };
    let at = text.parts.iter().position(|part| matches!(part, ast::TextPart::Hole(_)))?;
    let ast::TextPart::Hole(hole) = &text.parts[at] else { return None };
    Some((plain(&text.parts[..at])?, hole, plain(&text.parts[at + 1..])?))
}

fn is_selected(expr: &ast::Expr) -> bool {
    matches!(expr.kind, ast::ExprKind::Select(..))
}

/// The names of a plain path.
pub(super) fn names(expr: &ast::Expr) -> Option<Vec<ast::Name>> {
    match &expr.kind {
        ast::ExprKind::Name(name) => Some(vec![name.clone()]),
        ast::ExprKind::Field(base, name) => {
            let mut path = names(base)?;
            path.push(name.clone());
            Some(path)
        }
        _ => None,
    }
}

impl Pattern {
    /// Whether the pattern can never be met: the shop has not filled in the constant.
    pub fn is_open(&self) -> bool {
        self.value == Constant::Absent
    }
}
