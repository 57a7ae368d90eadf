//! Expectations: paths of `result` become leaves, what is left is checked as any expression.
//!
//! A path such as `result.Запасы[0].Сумма` is replaced by a `let` of its type, so that literals,
//! comparisons and functions around it are checked as in a rule.

use crate::check::expr::plain;
use crate::check::place::names;
use crate::check::scope::{Local, Walk};
use crate::check::spoiled::Spoiled;
use crate::check::test::tree::{Claim, Leaf, Seen, Written};
use crate::check::tree::{Fold, Part, Toward};
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Field, Form, Layer, RecordId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Binary, ExprKind, Name, TextPart};

/// Where expectations look.
pub(super) struct Reader<'w, 'c, 'a> {
    walk: Walk<'c, 'a>,
    /// The record that comes out.
    result: RecordId,
    /// The fields that rules write.
    written: &'w [Written],
    /// Those that reported rules would write.
    spoiled: Spoiled,
    /// The record of the row at hand, inside brackets.
    row: Option<(RecordId, Box<str>)>,
    leaves: Vec<Leaf>,
}

/// A path, step by step.
struct Path<'e> {
    /// Whether it begins at the row at hand, not at `result`.
    in_row: bool,
    steps: Vec<Step<'e>>,
}

enum Step<'e> {
    Field(&'e Name),
    Select(&'e ast::Expr),
    Index(usize, Span),
}

/// Rows that a path goes through.
#[derive(Default)]
struct Through {
    rows: Option<Box<str>>,
    filter: Option<Box<Claim>>,
    index: Option<usize>,
}

impl<'w, 'c, 'a> Reader<'w, 'c, 'a> {
    /// A reader of records of `target` that come from records of `source`.
    pub(super) fn new(
        ctx: &'c mut crate::check::context::Context<'a>,
        toward: Toward,
        source: EntityId,
        target: EntityId,
        written: &'w [Written],
        spoiled: Spoiled,
    ) -> Reader<'w, 'c, 'a> {
        let result = ctx.catalog[target].record;
        let walk = Walk::new(ctx, toward, source, None);
        Reader { walk, result, written, spoiled, row: None, leaves: Vec::new() }
    }

    /// The claims that an expectation makes: each of its conjuncts is one.
    pub(super) fn claims(&mut self, expr: &ast::Expr, claims: &mut Vec<Claim>) {
        if let ExprKind::Binary(operator, a, b) = &expr.kind
            && operator.node == Binary::And
        {
            self.claims(a, claims);
            self.claims(b, claims);
            return;
        }
        claims.extend(self.claim(expr));
    }

    fn claim(&mut self, expr: &ast::Expr) -> Option<Claim> {
        let outer = std::mem::take(&mut self.leaves);
        let rewritten = self.rewrite(expr);
        let leaves = std::mem::replace(&mut self.leaves, outer);
        let condition = self.walk.condition(&rewritten?);
        let whole = !condition.is_broken();
        whole.then_some(Claim { condition, leaves, span: expr.span })
    }

    /// The expression with names of leaves for paths; none when something was reported.
    fn rewrite(&mut self, expr: &ast::Expr) -> Option<ast::Expr> {
        if let Some(path) = self.path(expr) {
            return self.leaf(&path, None, expr.span);
        }
        if self.is_bare_result(expr) {
            return None;
        }
        let kind = match &expr.kind {
            ExprKind::Call(name, args) => match (fold(name), &args[..]) {
                (Some(fold), [arg]) if self.path(arg).is_some() => {
                    let path = self.path(arg)?;
                    return self.leaf(&path, Some(fold), expr.span);
                }
                _ => ExprKind::Call(name.clone(), self.all(args)?),
            },
            ExprKind::Unary(operator, a) => ExprKind::Unary(*operator, self.boxed(a)?),
            ExprKind::Binary(operator, a, b) => {
                let (a, b) = (self.boxed(a), self.boxed(b));
                ExprKind::Binary(*operator, a?, b?)
            }
            ExprKind::Tuple(parts) => ExprKind::Tuple(self.all(parts)?),
            ExprKind::List(parts) => ExprKind::List(self.all(parts)?),
            ExprKind::Via(operand, via) => ExprKind::Via(self.boxed(operand)?, via.clone()),
            ExprKind::As(operand, ty) => ExprKind::As(self.boxed(operand)?, ty.clone()),
            ExprKind::Maybe(inner) => ExprKind::Maybe(self.boxed(inner)?),
            ExprKind::Text(text) if plain(text).is_none() => {
                let parts = text.parts.iter().map(|part| self.part(part)).collect::<Option<_>>()?;
                ExprKind::Text(ast::Text { parts, span: text.span })
            }
            ExprKind::Choose(choose) => {
                let mut choose = (**choose).clone();
                choose.subject = self.rewrite(&choose.subject)?;
                for arm in &mut choose.arms {
                    arm.value = self.rewrite(&arm.value)?;
                }
                if let Some(otherwise) = &mut choose.otherwise {
                    *otherwise = self.rewrite(otherwise)?;
                }
                ExprKind::Choose(Box::new(choose))
            }
            other => other.clone(),
        };
        Some(ast::Expr { kind, span: expr.span })
    }

    /// Reports a field of what came out that is named without `result`.
    fn is_bare_result(&mut self, expr: &ast::Expr) -> bool {
        let Some(first) = names(expr).and_then(|path| path.into_iter().next()) else {
            return false;
        };
        let record = self.walk.scope().record;
        let catalog = self.walk.ctx.catalog;
        let is_of = |record| catalog.field(record, &first.text).is_some();
        if self.row.is_some() || catalog[record].open || is_of(record) || !is_of(self.result) {
            return false;
        }
        let word = self.walk.ctx.word("result", first.span);
        let unknown = Diagnostic::new(&codes::N104, first.span)
            .arg("name", &*first.text)
            .arg("record", &*catalog[record].name)
            .fix("nearest", first.span, format!("{word}.{}", first.text));
        self.walk.ctx.report(unknown);
        true
    }

    fn boxed(&mut self, expr: &ast::Expr) -> Option<Box<ast::Expr>> {
        self.rewrite(expr).map(Box::new)
    }

    fn all(&mut self, parts: &[ast::Expr]) -> Option<Vec<ast::Expr>> {
        parts.iter().map(|part| self.rewrite(part)).collect()
    }

    fn part(&mut self, part: &TextPart) -> Option<TextPart> {
        Some(match part {
            TextPart::Plain(_) => part.clone(),
            TextPart::Hole(hole) => TextPart::Hole(self.rewrite(hole)?),
            TextPart::Optional(inner) => {
                TextPart::Optional(inner.iter().map(|part| self.part(part)).collect::<Option<_>>()?)
            }
        })
    }

    /// The path, if the expression is one that begins at `result` or at the row at hand.
    fn path<'e>(&self, expr: &'e ast::Expr) -> Option<Path<'e>> {
        let mut path = match &expr.kind {
            ExprKind::Name(name) if !name.quoted && &*name.text == "result" => {
                return Some(Path { in_row: false, steps: Vec::new() });
            }
            ExprKind::Name(name) if self.row.is_some() => {
                let scope = ["const", "setting", "table", "up"].contains(&&*name.text);
                if scope && !name.quoted {
                    return None;
                }
                return Some(Path { in_row: true, steps: vec![Step::Field(name)] });
            }
            ExprKind::Field(base, _) | ExprKind::Select(base, _) | ExprKind::Index(base, _) => {
                self.path(base)?
            }
            _ => return None,
        };
        path.steps.push(match &expr.kind {
            ExprKind::Field(_, name) => Step::Field(name),
            ExprKind::Select(_, condition) => Step::Select(condition),
            ExprKind::Index(_, number) => {
                Step::Index(number.node.parse().unwrap_or(usize::MAX), number.span)
            }
            _ => return None,
        });
        Some(path)
    }

    /// Notes a leaf and gives the name that stands for it.
    fn leaf(&mut self, path: &Path<'_>, fold: Option<Fold>, span: Span) -> Option<ast::Expr> {
        let (seen, ty) = self.seen(path, fold, span)?;
        let number = self.leaves.len() as u16;
        let scope = self.walk.source.last_mut().expect("a walk begins with a scope");
        // No name of a mapping looks like this.
        let text: Box<str> = format!("\u{1}{}", scope.lets.len()).into();
        let known = Local::Known(number, Part { ty: ty.clone(), maybe: true });
        std::rc::Rc::make_mut(&mut scope.lets).insert(text.clone(), known);
        self.leaves.push(Leaf { seen, ty, span });
        Some(ast::Expr { kind: ExprKind::Name(Name { text, span, quoted: false }), span })
    }

    fn seen(&mut self, path: &Path<'_>, fold: Option<Fold>, span: Span) -> Option<(Seen, Type)> {
        let mut through = Through::default();
        let mut record = self.result;
        if path.in_row {
            record = self.row.as_ref()?.0;
        }
        let mut prefix = String::new();
        let mut steps = path.steps.iter();
        while let Some(step) = steps.next() {
            let name = match step {
                Step::Field(name) => name,
                Step::Select(condition) if through.rows.is_some() && through.index.is_none() => {
                    let filter = self.filter(record, through.rows.clone()?, condition)?;
                    through.filter = Some(Box::new(filter));
                    continue;
                }
                Step::Index(number, _) if through.rows.is_some() && through.index.is_none() => {
                    through.index = Some(*number);
                    continue;
                }
                Step::Select(other) => return self.not_rows(other.span),
                Step::Index(_, span) => return self.not_rows(*span),
            };
            let field = self.field(record, name)?;
            let rest = steps.len();
            match (&field.ty, &field.inline) {
                (Type::Record(inner), _) | (Type::Ref(_), Some(inner)) if rest > 0 => {
                    prefix = format!("{prefix}{}.", name.text);
                    record = *inner;
                }
                (Type::Rows(rows), _) if through.rows.is_none() && !path.in_row => {
                    through.rows = Some(format!("{prefix}{}", name.text).into());
                    prefix.clear();
                    record = rows.record;
                }
                (Type::Ref(entity), None) if rest > 0 => {
                    let first = self.finish(path, &prefix, name, &field, through, fold, span)?;
                    return self.beyond(first, *entity, steps.as_slice(), span);
                }
                _ if rest > 0 => {
                    let shown = self.walk.ctx.catalog.show(&field.ty);
                    let wrong = Diagnostic::new(&codes::T210, name.span);
                    let wrong = wrong.arg("field", &*name.text).arg("type", shown);
                    self.walk.ctx.report(wrong);
                    return None;
                }
                _ => {
                    let seen = self.finish(path, &prefix, name, &field, through, fold, span)?;
                    let ty = if fold == Some(Fold::Count) { Type::Int } else { field.ty.clone() };
                    return Some((seen, ty));
                }
            }
        }
        // Rows themselves can only be counted.
        let (Some(rows), None, Some(Fold::Count)) = (through.rows, through.index, fold) else {
            self.walk.ctx.report(Diagnostic::new(&codes::C409, span).hint("row"));
            return None;
        };
        let written = Written { rows: Some(rows), path: "".into(), wire: "".into() };
        Some((Seen::Fold(Fold::Count, written, through.filter), Type::Int))
    }

    #[expect(clippy::too_many_arguments, reason = "all that is known of the path so far")]
    fn finish(
        &mut self,
        path: &Path<'_>,
        prefix: &str,
        name: &Name,
        field: &Field,
        through: Through,
        fold: Option<Fold>,
        span: Span,
    ) -> Option<Seen> {
        let rows = match &self.row {
            Some((_, rows)) if path.in_row => Some(rows.clone()),
            _ => through.rows.clone(),
        };
        let written = Written {
            rows,
            path: format!("{prefix}{}", name.text).into(),
            wire: field.wire.name.clone(),
        };
        self.known(&written, name);
        match (through.rows, through.index, fold) {
            (None, _, None) if path.in_row => Some(Seen::AtHand(written)),
            (None, _, None) => Some(Seen::Field(written)),
            (Some(_), Some(index), None) => Some(Seen::Cell(written, through.filter, index)),
            (Some(_), None, Some(fold)) => Some(Seen::Fold(fold, written, through.filter)),
            _ => {
                self.walk.ctx.report(Diagnostic::new(&codes::C409, span).hint("row"));
                None
            }
        }
    }

    /// A field of the record that a reference names.
    fn beyond(
        &mut self,
        first: Seen,
        entity: EntityId,
        rest: &[Step<'_>],
        span: Span,
    ) -> Option<(Seen, Type)> {
        let [Step::Field(name)] = rest else {
            self.walk.ctx.later(span, "path");
            return None;
        };
        let field = self.field(self.walk.ctx.catalog[entity].record, name)?;
        let ty = field.ty.clone();
        let seen = Seen::Through(Box::new(first), entity, name.text.clone(), Box::new(field));
        Some((seen, ty))
    }

    fn filter(&mut self, record: RecordId, rows: Box<str>, expr: &ast::Expr) -> Option<Claim> {
        let outer = self.row.replace((record, rows));
        let claim = self.claim(expr);
        self.row = outer;
        claim
    }

    fn field(&mut self, record: RecordId, name: &Name) -> Option<Field> {
        let catalog = self.walk.ctx.catalog;
        if let Some(field) = catalog.field(record, &name.text) {
            return Some(field.clone());
        }
        if catalog[record].open {
            return Some(Field::new(Type::Any, &name.text, Form::Plain, Layer::Account));
        }
        self.walk.ctx.unknown_field(record, name);
        None
    }

    /// What no rule writes is always absent: an expectation on it proves nothing.
    fn known(&mut self, written: &Written, name: &Name) {
        let same = |known: &Written| {
            known.rows == written.rows
                && (known.path == written.path
                    || (known.path.is_empty() && known.wire == written.wire))
        };
        let rows = written.rows.as_deref().unwrap_or_default();
        if self.spoiled.has(&written.path) || self.spoiled.has(rows) {
            return;
        }
        if !self.written.iter().any(same) {
            let unwritten = Diagnostic::new(&codes::C405, name.span).arg("field", &*name.text);
            self.walk.ctx.report(unwritten);
        }
    }

    fn not_rows<T>(&mut self, span: Span) -> Option<T> {
        self.walk.ctx.report(Diagnostic::new(&codes::T211, span));
        None
    }
}

fn fold(name: &Name) -> Option<Fold> {
    match &*name.text {
        "sum" => Some(Fold::Sum),
        "first" => Some(Fold::First),
        "count" => Some(Fold::Count),
        "min" => Some(Fold::Min),
        "max" => Some(Fold::Max),
        _ => None,
    }
}
