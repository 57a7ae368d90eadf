//! Expressions: names to places, types of operands and results.

use crate::builtins::{self, Builtin, Kind};
use crate::check::Constant;
use crate::check::context::Context;
use crate::check::path::Node;
use crate::check::scope::Walk;
use crate::check::tree::{Expr, ExprKind, Fold, Outcome, OutcomeKind, Part, TextPart};
use crate::diag::{Diagnostic, codes};
use crate::schema::{Fit, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Binary, Unary};
use crate::value::Decimal;

/// Digits that a division keeps inside `round`, which then decides.
const DIVISION_SCALE: u8 = 12;

impl Walk<'_, '_> {
    /// An expression; texts take the type `wanted` where one is given.
    pub(super) fn expr(&mut self, expr: &ast::Expr, wanted: Option<&Type>) -> Expr {
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Name(_)
            | ast::ExprKind::Dot
            | ast::ExprKind::Field(..)
            | ast::ExprKind::Select(..)
            | ast::ExprKind::Maybe(_) => {
                let node = self.node(expr);
                self.value_of(node, span)
            }
            ast::ExprKind::Index(base, _) => {
                self.ctx.later(base.span, "index");
                Expr::broken(span)
            }
            ast::ExprKind::Call(name, args) => self.call(name, args, span),
            ast::ExprKind::Text(text) => self.text(text, wanted),
            ast::ExprKind::Number(text) => match self.ctx.number(text, span) {
                Some(number) => constant(Constant::Number(number), number_type(number), span),
                None => Expr::broken(span),
            },
            ast::ExprKind::Duration(text) => self.duration(text, span),
            ast::ExprKind::Bool(truth) => constant(Constant::Bool(*truth), Type::Bool, span),
            ast::ExprKind::Empty => {
                let ty = wanted.cloned().unwrap_or(Type::Any);
                Expr::new(ExprKind::Constant(Constant::Absent), ty, true, span)
            }
            ast::ExprKind::Tuple(parts) => self.tuple(parts, span),
            ast::ExprKind::List(_) => {
                self.ctx.report(Diagnostic::new(&codes::T215, span));
                Expr::broken(span)
            }
            ast::ExprKind::Choose(choose) => self.choose(choose, wanted, span),
            ast::ExprKind::Unary(operator, operand) => self.unary(operator.node, operand, span),
            ast::ExprKind::Binary(operator, a, b) => self.binary(operator.node, a, b, span),
            ast::ExprKind::Via(operand, via) => self.via(operand, via, span),
            ast::ExprKind::As(operand, ty) => self.narrow(operand, ty, span),
            ast::ExprKind::Outcome(outcome) => Expr {
                kind: ExprKind::Outcome(self.outcome(outcome)),
                types: Context::anything(),
                span,
            },
            ast::ExprKind::Broken => Expr::broken(span),
        }
    }

    /// A condition.
    pub(super) fn condition(&mut self, expr: &ast::Expr) -> Expr {
        let condition = self.expr(expr, Some(&Type::Bool));
        if !condition.is_broken() && *condition.ty() != Type::Bool && *condition.ty() != Type::Any {
            let shown = self.ctx.catalog.show(condition.ty());
            self.ctx.report(Diagnostic::new(&codes::T203, expr.span).arg("type", shown));
        }
        condition
    }

    fn duration(&mut self, text: &str, span: Span) -> Expr {
        match seconds(text) {
            Some(seconds) => constant(Constant::Span(seconds), Type::Duration, span),
            None => {
                let wrong = Diagnostic::new(&codes::T208, span).arg("text", text);
                self.ctx.report(wrong.arg("type", "duration"));
                Expr::broken(span)
            }
        }
    }

    fn tuple(&mut self, parts: &[ast::Expr], span: Span) -> Expr {
        if let [only] = parts {
            return Expr { span, ..self.expr(only, None) };
        }
        let parts: Vec<Expr> = parts
            .iter()
            .map(|part| {
                let mut value = self.expr(part, None);
                if matches!(part.kind, ast::ExprKind::Maybe(_)) {
                    value.types.iter_mut().for_each(|part| part.maybe = true);
                }
                value
            })
            .collect();
        if parts.iter().any(Expr::is_broken) {
            return Expr::broken(span);
        }
        let types = parts.iter().flat_map(|part| part.types.first().cloned()).collect();
        Expr { kind: ExprKind::Tuple(parts), types, span }
    }

    /// A text: plain, of the wanted type; or a template.
    fn text(&mut self, text: &ast::Text, wanted: Option<&Type>) -> Expr {
        if let Some(plain) = plain(text) {
            let wanted = wanted.cloned().unwrap_or(Type::TEXT);
            return match self.ctx.literal(&plain, &wanted, text.span) {
                Some(Constant::Text(empty)) if empty.is_empty() => {
                    Expr::new(ExprKind::Constant(Constant::Absent), wanted, true, text.span)
                }
                Some(value) => constant(value, wanted, text.span),
                None => Expr::broken(text.span),
            };
        }
        let (parts, maybe) = self.text_parts(&text.parts, &[]);
        Expr::new(ExprKind::Text(parts), Type::TEXT, maybe, text.span)
    }

    /// The parts of a template, and whether it may be absent. `about` are the names of holes that
    /// stand for what an outcome is about.
    pub(super) fn text_parts(
        &mut self,
        parts: &[ast::TextPart],
        about: &[&str],
    ) -> (Vec<TextPart>, bool) {
        let mut maybe = false;
        let parts = parts.iter().map(|part| match part {
            ast::TextPart::Plain(plain) => TextPart::Plain(plain.clone()),
            ast::TextPart::Hole(hole) => {
                if let ast::ExprKind::Name(name) = &hole.kind
                    && about.contains(&&*name.text)
                {
                    return TextPart::About;
                }
                let value = self.expr(hole, None);
                maybe |= value.maybe();
                TextPart::Hole(value)
            }
            ast::TextPart::Optional(inner) => TextPart::Optional(self.text_parts(inner, about).0),
        });
        let parts = parts.collect();
        (parts, maybe)
    }

    /// An outcome, whose words may name what it is about.
    pub(super) fn outcome(&mut self, outcome: &ast::Outcome) -> Outcome {
        let about = ["value", "keys", "message", "path"];
        let message = outcome.message.as_ref().map(|text| self.text_parts(&text.parts, &about).0);
        Outcome { kind: outcome_kind(&outcome.kind), message, span: outcome.span }
    }

    fn choose(&mut self, choose: &ast::Choose, wanted: Option<&Type>, span: Span) -> Expr {
        let subject = self.expr(&choose.subject, None);
        if subject.is_broken() {
            return Expr::broken(span);
        }
        let mut arms = Vec::new();
        let mut broken = false;
        for arm in &choose.arms {
            let label = self.expr(&arm.label, Some(subject.ty()));
            let value = self.expr(&arm.value, wanted);
            match label.kind {
                ExprKind::Constant(label) => arms.push((label, value)),
                _ => broken = true,
            }
        }
        let otherwise = choose.otherwise.as_ref().map(|rest| Box::new(self.expr(rest, wanted)));
        self.total(&subject, &arms, otherwise.is_some(), span);
        let branches = || arms.iter().map(|(_, value)| value).chain(otherwise.as_deref());
        if broken || branches().any(Expr::is_broken) {
            return Expr::broken(span);
        }
        // Both branches of a choice that settings decide are checked; one of them is taken.
        let decided = match &subject.kind {
            ExprKind::Constant(value) => {
                let arm = arms.iter().find(|(label, _)| label == value).map(|(_, value)| value);
                arm.or(otherwise.as_deref()).map(|chosen| chosen.types.clone())
            }
            _ => None,
        };
        let open = otherwise.is_none() && !self.is_closed(subject.ty());
        let types =
            decided.unwrap_or_else(|| self.joined_types(&branches().collect::<Vec<_>>(), open));
        let types = match &subject.kind {
            ExprKind::Constant(_) => types,
            _ if subject.maybe() && otherwise.is_none() => {
                types.into_iter().map(|part| Part { maybe: true, ..part }).collect()
            }
            _ => types,
        };
        Expr { kind: ExprKind::Choose { subject: Box::new(subject), arms, otherwise }, types, span }
    }

    /// The type of a `choose`: that of its branches, outcomes aside.
    fn joined_types(&mut self, branches: &[&Expr], open: bool) -> Vec<Part> {
        let valued = branches.iter().filter(|branch| !matches!(branch.kind, ExprKind::Outcome(_)));
        let empty = |branch: &Expr| matches!(branch.kind, ExprKind::Constant(Constant::Absent));
        let mut typed = valued.clone().filter(|branch| !empty(branch));
        let Some(first) = typed.next() else { return Context::anything() };
        let mut types = first.types.clone();
        for other in typed {
            if other.types.len() != types.len() {
                self.ctx.report(Diagnostic::new(&codes::T209, other.span));
                return types;
            }
            for (part, other_part) in types.iter_mut().zip(&other.types) {
                part.maybe |= other_part.maybe;
                if self.ctx.catalog.fits(&other_part.ty, &part.ty).is_safe() {
                    continue;
                }
                if self.ctx.catalog.fits(&part.ty, &other_part.ty).is_safe() {
                    part.ty = other_part.ty.clone();
                } else if part.ty.is_number() && other_part.ty.is_number() {
                    part.ty = Type::NUMBER;
                } else {
                    let members = vec![part.ty.clone(), other_part.ty.clone()];
                    part.ty = Type::Union(members);
                }
            }
        }
        let some_empty = valued.clone().any(|branch| empty(branch)) || open;
        types.iter_mut().for_each(|part| part.maybe |= some_empty);
        types
    }

    /// Whether all values of a type can be named.
    fn is_closed(&self, ty: &Type) -> bool {
        matches!(ty, Type::Literals(_) | Type::Enum(_) | Type::Bool)
    }

    /// A `choose` must name every member of what decides, or say what else.
    fn total(&mut self, subject: &Expr, arms: &[(Constant, Expr)], has_else: bool, span: Span) {
        if has_else {
            return;
        }
        let members: Vec<Box<str>> = match subject.ty() {
            Type::Literals(members) => members.clone(),
            Type::Enum(id) => self.ctx.catalog[*id].members.clone(),
            Type::Bool => {
                let both = [true, false]
                    .iter()
                    .all(|truth| arms.iter().any(|(label, _)| *label == Constant::Bool(*truth)));
                if !both {
                    self.ctx
                        .report(Diagnostic::new(&codes::C304, span).arg("missing", "true, false"));
                }
                return;
            }
            _ => {
                self.ctx.report(Diagnostic::new(&codes::C304, span).arg("missing", ""));
                return;
            }
        };
        let named = |member: &&Box<str>| {
            !arms.iter().any(|(label, _)| matches!(label, Constant::Text(text) if text == *member))
        };
        let missing: Vec<&str> = members.iter().filter(named).map(|member| &**member).collect();
        if !missing.is_empty() {
            let missing = missing.iter().map(|m| format!("\"{m}\"")).collect::<Vec<_>>().join(", ");
            self.ctx.report(Diagnostic::new(&codes::C304, span).arg("missing", missing));
        }
    }

    fn unary(&mut self, operator: Unary, operand: &ast::Expr, span: Span) -> Expr {
        let value = match operator {
            Unary::Not => self.condition(operand),
            Unary::Minus => self.expr(operand, None),
        };
        if value.is_broken() {
            return value;
        }
        if let (Unary::Minus, ExprKind::Constant(Constant::Number(number))) =
            (operator, &value.kind)
        {
            return constant(Constant::Number(number.negate()), value.ty().clone(), span);
        }
        let (ty, maybe) = match operator {
            Unary::Not => (Type::Bool, false),
            Unary::Minus => {
                self.need_number(&value);
                (value.ty().clone(), value.maybe())
            }
        };
        Expr::new(ExprKind::Unary(operator, Box::new(value)), ty, maybe, span)
    }

    fn binary(&mut self, operator: Binary, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        match operator {
            Binary::Or | Binary::And => {
                let (a, b) = (self.condition(a), self.condition(b));
                if a.is_broken() || b.is_broken() {
                    return Expr::broken(span);
                }
                Expr::new(
                    ExprKind::Binary(operator, Box::new(a), Box::new(b), 0),
                    Type::Bool,
                    false,
                    span,
                )
            }
            Binary::In => self.within(a, b, span),
            Binary::Under => {
                self.ctx.later(span, "under");
                Expr::broken(span)
            }
            Binary::Equal
            | Binary::NotEqual
            | Binary::Less
            | Binary::LessEqual
            | Binary::Greater
            | Binary::GreaterEqual => self.comparison(operator, a, b, span),
            Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide => {
                self.arithmetic(operator, a, b, span)
            }
        }
    }

    fn within(&mut self, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        let a = self.expr(a, None);
        if a.is_broken() {
            return a;
        }
        let set = match &b.kind {
            ast::ExprKind::List(members) => {
                let mut set = Vec::new();
                for member in members {
                    if let ExprKind::Constant(member) = self.expr(member, Some(a.ty())).kind {
                        set.push(member);
                    }
                }
                set
            }
            _ => match self.node(b) {
                Node::Table(table) => {
                    let rows = &self.ctx.table(table).rows;
                    rows.iter().filter_map(|row| row.left.first().cloned()).collect()
                }
                Node::Rows(rows) => return self.among(a, rows, span),
                Node::Broken => return Expr::broken(span),
                _ => {
                    self.ctx.report(Diagnostic::new(&codes::T216, b.span));
                    return Expr::broken(span);
                }
            },
        };
        Expr::new(ExprKind::In(Box::new(a), set), Type::Bool, false, span)
    }

    /// `x in list`: whether some scalar of a list equals it.
    fn among(&mut self, a: Expr, mut rows: super::path::RowsNode, span: Span) -> Expr {
        let wire = Vec::new();
        let access = super::tree::Access {
            frame: rows.rows.depth,
            wire,
            tag: None,
            path: rows.rows.path.clone(),
            ty: a.ty().clone(),
        };
        let member = Expr::new(ExprKind::Field(access), a.ty().clone(), true, span);
        let kind = ExprKind::Binary(Binary::Equal, Box::new(member), Box::new(a), 0);
        rows.rows.filter = Some(Box::new(Expr::new(kind, Type::Bool, false, span)));
        let zero = constant(Constant::Number(Decimal::ZERO), Type::Int, span);
        let count = Self::count(rows, span);
        let kind = ExprKind::Binary(Binary::Greater, Box::new(count), Box::new(zero), 0);
        Expr::new(kind, Type::Bool, false, span)
    }

    fn comparison(&mut self, operator: Binary, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        let (left, right) = if is_literal(a) {
            let right = self.operand(b, None);
            let left = self.operand(a, (!right.is_broken()).then(|| right.ty()));
            (left, right)
        } else {
            let left = self.operand(a, None);
            let right = self.operand(b, (!left.is_broken()).then(|| left.ty()));
            (left, right)
        };
        if left.is_broken() || right.is_broken() {
            return Expr::broken(span);
        }
        if !self.comparable(left.ty(), right.ty()) {
            let wrong = Diagnostic::new(&codes::T202, span)
                .arg("left", self.ctx.catalog.show(left.ty()))
                .arg("right", self.ctx.catalog.show(right.ty()));
            self.ctx.report(wrong);
        }
        let kind = ExprKind::Binary(operator, Box::new(left), Box::new(right), 0);
        Expr::new(kind, Type::Bool, false, span)
    }

    /// An operand of a comparison: rows count as their number, compared with `empty`.
    fn operand(&mut self, expr: &ast::Expr, wanted: Option<&Type>) -> Expr {
        if is_path(expr) {
            return match self.node(expr) {
                Node::Rows(rows) if rows.related.is_none() => {
                    let counted = Self::count(rows, expr.span);
                    // No rows are empty: zero counts as absent here.
                    let kind = ExprKind::Choose {
                        subject: Box::new(counted.clone()),
                        arms: vec![(
                            Constant::Number(Decimal::ZERO),
                            Expr::new(
                                ExprKind::Constant(Constant::Absent),
                                Type::Int,
                                true,
                                expr.span,
                            ),
                        )],
                        otherwise: Some(Box::new(counted)),
                    };
                    Expr::new(kind, Type::Any, true, expr.span)
                }
                node => self.value_of(node, expr.span),
            };
        }
        self.expr(expr, wanted)
    }

    fn comparable(&self, a: &Type, b: &Type) -> bool {
        let numbers = a.is_number() && b.is_number();
        let possible = |fit: Fit| fit.is_possible();
        numbers
            || possible(self.ctx.catalog.fits(a, b))
            || possible(self.ctx.catalog.fits(b, a))
            || (matches!(a, Type::Code(_)) && b.is_number())
            || (matches!(b, Type::Code(_)) && a.is_number())
    }

    fn need_number(&mut self, value: &Expr) {
        if !value.ty().is_number() && *value.ty() != Type::Any {
            let shown = self.ctx.catalog.show(value.ty());
            self.ctx.report(Diagnostic::new(&codes::T221, value.span).arg("type", shown));
        }
    }

    fn arithmetic(&mut self, operator: Binary, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        let (left, right) = (self.expr(a, None), self.expr(b, None));
        if left.is_broken() || right.is_broken() {
            return Expr::broken(span);
        }
        let maybe = left.maybe() || right.maybe();
        let timed = matches!(left.ty(), Type::Date | Type::DateTime | Type::Duration)
            && *right.ty() == Type::Duration
            && matches!(operator, Binary::Add | Binary::Subtract);
        let ty = if timed {
            left.ty().clone()
        } else {
            self.need_number(&left);
            self.need_number(&right);
            result_type(operator, left.ty(), right.ty())
        };
        if operator == Binary::Divide && self.rounding == 0 {
            self.ctx.report(Diagnostic::new(&codes::T217, span).hint("round"));
        }
        let maybe = maybe || operator == Binary::Divide;
        let kind = ExprKind::Binary(operator, Box::new(left), Box::new(right), DIVISION_SCALE);
        Expr::new(kind, ty, maybe, span)
    }

    fn call(&mut self, name: &ast::Name, args: &[ast::Expr], span: Span) -> Expr {
        let fold = match &*name.text {
            "sum" => Some(Fold::Sum),
            "first" => Some(Fold::First),
            "count" => Some(Fold::Count),
            "min" if args.len() == 1 => Some(Fold::Min),
            "max" if args.len() == 1 => Some(Fold::Max),
            _ => None,
        };
        if let (Some(fold), [arg]) = (fold, args) {
            return self.fold(fold, arg, span);
        }
        if &*name.text == "linked" {
            self.ctx.later(span, "linked");
            return Expr::broken(span);
        }
        let Some(builtin) = builtins::find(&name.text) else {
            let known =
                builtins::all().map(|builtin| builtin.name).chain(["sum", "first", "count"]);
            let unknown = Diagnostic::new(&codes::N107, name.span).arg("name", &*name.text);
            let near = crate::schema::nearest(&name.text, known);
            self.ctx.report(super::context::suggest(unknown, name.span, near));
            return Expr::broken(span);
        };
        let rounds = builtin.name == "round";
        self.rounding += u8::from(rounds);
        let values: Vec<Expr> = args.iter().map(|arg| self.expr(arg, None)).collect();
        self.rounding -= u8::from(rounds);
        self.apply(builtin, values, span)
    }

    /// A function applied to values.
    pub(super) fn apply(&mut self, builtin: &'static Builtin, args: Vec<Expr>, span: Span) -> Expr {
        let count = builtin.params.len();
        if args.len() > count || args.len() + builtin.optional < count {
            let wrong = Diagnostic::new(&codes::T206, span)
                .arg("name", builtin.name)
                .arg("wanted", count)
                .arg("given", args.len());
            self.ctx.report(wrong);
            return Expr::broken(span);
        }
        if args.iter().any(Expr::is_broken) {
            return Expr::broken(span);
        }
        for (arg, (_, kind)) in args.iter().zip(builtin.params) {
            if !fits_kind(arg.ty(), *kind) {
                let wrong = Diagnostic::new(&codes::T218, arg.span)
                    .arg("name", builtin.name)
                    .arg("type", self.ctx.catalog.show(arg.ty()));
                self.ctx.report(wrong);
            }
        }
        let maybe = builtin.fallible || args.iter().any(Expr::maybe);
        let ty = returned(builtin, &args);
        Expr::new(ExprKind::Call(builtin, args), ty, maybe, span)
    }

    fn fold(&mut self, fold: Fold, arg: &ast::Expr, span: Span) -> Expr {
        let (rows, value) = match self.node(arg) {
            Node::Column(rows, value) => (rows, *value),
            Node::Rows(rows) if fold == Fold::Count => return Self::count(rows, span),
            Node::Value(Expr { kind: ExprKind::FoldBuilt(_, rows, cell), types, .. }) => {
                let maybe = !matches!(fold, Fold::Sum | Fold::Count);
                let ty = types.first().map_or(Type::Any, |part| part.ty.clone());
                return Expr::new(ExprKind::FoldBuilt(fold, rows, cell), ty, maybe, span);
            }
            Node::Broken => return Expr::broken(span),
            _ => {
                self.ctx.report(Diagnostic::new(&codes::T219, arg.span));
                return Expr::broken(span);
            }
        };
        if value.is_broken() {
            return Expr::broken(span);
        }
        if rows.related.is_some() {
            self.ctx.later(span, "related");
            return Expr::broken(span);
        }
        if fold == Fold::Sum {
            self.need_number(&value);
        }
        let ty = if fold == Fold::Count { Type::Int } else { value.ty().clone() };
        let maybe = !matches!(fold, Fold::Sum | Fold::Count);
        Expr::new(ExprKind::Fold(fold, rows.rows, Box::new(value)), ty, maybe, span)
    }

    /// `Значение as text`: the value if it is of that type, else absent.
    fn narrow(&mut self, operand: &ast::Expr, ty: &ast::TypeExpr, span: Span) -> Expr {
        let value = self.expr(operand, None);
        let Some((ty, _)) = self.ctx.type_of(ty) else { return Expr::broken(span) };
        if value.is_broken() {
            return value;
        }
        let composite = matches!(value.ty(), Type::Any | Type::Union(_));
        if !composite {
            let shown = self.ctx.catalog.show(value.ty());
            self.ctx.report(Diagnostic::new(&codes::T220, span).arg("type", shown));
        }
        Expr { types: vec![Part { ty, maybe: true }], span, ..value }
    }
}

/// The plain text of a text without holes.
pub(super) fn plain(text: &ast::Text) -> Option<String> {
    let mut plain = String::new();
    for part in &text.parts {
        match part {
            ast::TextPart::Plain(characters) => plain.push_str(characters),
            ast::TextPart::Hole(_) | ast::TextPart::Optional(_) => return None,
        }
    }
    Some(plain)
}

/// `15m`, `30s`, `2h`, `1d`, with Russian units too, in seconds.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: i64 = text[..digits].parse().ok()?;
    let unit = match &text[digits..] {
        "s" | "с" => 1,
        "m" | "м" => 60,
        "h" | "ч" => 3_600,
        "d" | "д" => 86_400,
        _ => return None,
    };
    number.checked_mul(unit)
}

pub(super) fn outcome_kind(kind: &ast::OutcomeKind) -> OutcomeKind {
    match kind {
        ast::OutcomeKind::Skip => OutcomeKind::Skip,
        ast::OutcomeKind::Hold { retry } => {
            OutcomeKind::Hold(retry.as_ref().and_then(|retry| seconds(&retry.node)))
        }
        ast::OutcomeKind::Stop => OutcomeKind::Stop,
        ast::OutcomeKind::Keep => OutcomeKind::Keep,
        ast::OutcomeKind::Warn => OutcomeKind::Warn,
        ast::OutcomeKind::Create { via } => {
            OutcomeKind::Create(via.as_ref().map(|name| name.text.clone()))
        }
        ast::OutcomeKind::Retry { attempts, backoff } => OutcomeKind::Retry {
            attempts: attempts.as_ref().and_then(|n| n.node.parse().ok()).unwrap_or(1),
            backoff: backoff.as_ref().and_then(|b| seconds(&b.node)).unwrap_or(0),
        },
    }
}

fn constant(value: Constant, ty: Type, span: Span) -> Expr {
    Expr::new(ExprKind::Constant(value), ty, false, span)
}

fn number_type(number: Decimal) -> Type {
    if number.scale() == 0 {
        return Type::Int;
    }
    Type::Decimal { precision: None, scale: Some(number.scale()) }
}

fn is_literal(expr: &ast::Expr) -> bool {
    matches!(expr.kind, ast::ExprKind::Text(_) | ast::ExprKind::Number(_) | ast::ExprKind::Empty)
}

fn is_path(expr: &ast::Expr) -> bool {
    matches!(
        expr.kind,
        ast::ExprKind::Name(_) | ast::ExprKind::Field(..) | ast::ExprKind::Select(..)
    )
}

/// What arithmetic gives: the scales of a product add up, those of a sum are the larger one.
fn result_type(operator: Binary, a: &Type, b: &Type) -> Type {
    let scale = |ty: &Type| match ty {
        Type::Int => Some(0),
        Type::Decimal { scale, .. } => *scale,
        _ => None,
    };
    let scale = match (operator, scale(a), scale(b)) {
        (Binary::Multiply, Some(a), Some(b)) => Some(a.saturating_add(b)),
        (Binary::Add | Binary::Subtract, Some(a), Some(b)) => Some(a.max(b)),
        _ => None,
    };
    match scale {
        Some(0) => Type::Int,
        scale => Type::Decimal { precision: None, scale },
    }
}

fn fits_kind(ty: &Type, kind: Kind) -> bool {
    match kind {
        _ if *ty == Type::Any => true,
        Kind::Any | Kind::Same => true,
        Kind::Number => ty.is_number(),
        Kind::Text | Kind::Phone => ty.is_textual() || *ty == Type::Guid,
        Kind::Shown => !matches!(ty, Type::Record(_) | Type::Rows(_)),
        Kind::Day => *ty == Type::Date,
        Kind::Moment => matches!(ty, Type::Date | Type::DateTime),
        Kind::Span => *ty == Type::Duration,
    }
}

fn returned(builtin: &Builtin, args: &[Expr]) -> Type {
    match (builtin.name, builtin.returns) {
        // The digits of a rounded number are known when they are written out.
        ("round", _) => match args.get(1).map(|arg| &arg.kind) {
            Some(ExprKind::Constant(Constant::Number(digits))) => Type::Decimal {
                precision: None,
                scale: digits.to_integer().and_then(|digits| u8::try_from(digits).ok()),
            },
            _ => Type::NUMBER,
        },
        (_, Kind::Number) => match args {
            [only] if only.ty().is_number() => only.ty().clone(),
            [a, b] if a.ty().is_number() && b.ty().is_number() => {
                result_type(Binary::Add, a.ty(), b.ty())
            }
            _ => Type::NUMBER,
        },
        (_, Kind::Text | Kind::Shown) => Type::TEXT,
        (_, Kind::Phone) => Type::Phone,
        (_, Kind::Day) => Type::Date,
        (_, Kind::Moment) => Type::DateTime,
        (_, Kind::Span) => Type::Duration,
        (_, Kind::Any | Kind::Same) => args.first().map_or(Type::Any, |arg| arg.ty().clone()),
    }
}
