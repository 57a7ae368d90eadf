//! Expressions to terms, paths to slots.

use std::collections::{BTreeSet, HashMap};

use crate::builtins::Builtin;
use crate::check::{self, Access, Checked, Constant, ExprKind, Fold, Rows, TextPart};
use crate::program::{
    Behind, Comparison, Conversion, Frame, Layout, Local, Outcome, RowsTerm, Standing,
    TemplatePart, Term, TermId,
};
use crate::schema::{Catalog, EntityId, Sensitivity, Type};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Binary, Unary};
use crate::value::json::{Shape, TableId};

/// Lowering in the making.
pub(super) struct Lowering<'c> {
    pub(super) shape: Shape,
    pub(super) terms: Vec<Term>,
    pub(super) spans: Vec<Span>,
    /// The terms of each place.
    known: HashMap<Span, Vec<TermId>>,
    /// Who may see what the schema says of each term's own place, parallel to `terms`.
    pub(super) seen: Vec<Sensitivity>,
    /// The groups whose cells the terms read.
    pub(super) row_cells: HashMap<TermId, u16>,
    pub(super) names: Vec<(Option<TableId>, u16, Box<str>)>,
    /// The group of the row being built.
    pub(super) group: Option<u16>,
    /// The deepest rows at hand.
    pub(super) depth: u8,
    /// The zones between which moments are carried, where they differ.
    pub(super) zones: Option<u16>,
    /// The record that is read.
    pub(super) source: Option<(&'c Catalog, EntityId)>,
    /// The `let`s that look at what stands in the target.
    pub(super) standing: BTreeSet<u16>,
    checked: &'c Checked,
    layout: &'c Layout,
    /// The list and the object of the rows at hand, the outermost first.
    open: Vec<(TableId, u16)>,
}

impl<'c> Lowering<'c> {
    pub(super) fn new(checked: &'c Checked, layout: &'c Layout) -> Lowering<'c> {
        Lowering {
            shape: Shape::default(),
            terms: Vec::new(),
            spans: Vec::new(),
            known: HashMap::new(),
            seen: Vec::new(),
            row_cells: HashMap::new(),
            names: Vec::new(),
            group: None,
            depth: 0,
            zones: None,
            source: None,
            standing: BTreeSet::new(),
            checked,
            layout,
            open: Vec::new(),
        }
    }

    fn add(&mut self, term: Term, span: Span) -> TermId {
        // Equal terms are one: a field read twice is one slot and one conversion's code.
        let id = TermId(self.terms.len() as u32);
        let here = self.known.entry(span).or_default();
        if let Some(found) = here.iter().find(|known| self.terms[known.0 as usize] == term) {
            return *found;
        }
        here.push(id);
        self.terms.push(term);
        self.spans.push(span);
        self.seen.push(Sensitivity::Open);
        id
    }

    /// The term that reads the source's own key.
    pub(super) fn own_key(&mut self, catalog: &Catalog, entity: EntityId) -> TermId {
        let name = catalog[entity].key.first().cloned();
        let field = name.and_then(|name| catalog.field(catalog[entity].record, &name));
        let wire = field.map_or_else(Box::default, |field| field.wire.name.clone());
        self.scalar(&wire, Conversion::Text)
    }

    /// The term that reads what people call the source, where it lies in the record itself.
    pub(super) fn label(&mut self, catalog: &Catalog, entity: EntityId) -> Option<TermId> {
        let naming = catalog[entity].naming.as_ref()?;
        let field = catalog.field(catalog[entity].record, naming)?;
        let wire = field.wire.name.clone();
        Some(self.scalar(&wire, Conversion::Text))
    }

    /// The term that reads what people call a row at hand, where its rows are records of their own
    /// kind that have names.
    pub(super) fn row_label(&mut self, rows: &Rows) -> Option<TermId> {
        let (catalog, source) = self.source?;
        let rows_are = catalog.child(source, &rows.path)?;
        let naming = catalog[rows_are].naming.as_ref()?;
        let field = catalog.field(catalog[rows_are].record, naming)?;
        let access = Access {
            frame: u8::try_from(self.open.len()).ok()?,
            wire: vec![field.wire.name.clone()],
            tag: None,
            path: naming.clone(),
            ty: Type::TEXT,
            sensitivity: field.sensitivity,
        };
        Some(self.load(&access, &Type::TEXT, Span::new(FileId(0), 0, 0)))
    }

    fn scalar(&mut self, wire: &str, conversion: Conversion) -> TermId {
        let slot = self.shape.scalar(None, Shape::ROOT, wire);
        let span = Span::new(FileId(0), 0, 0);
        self.add(Term::Load { frame: Frame::Head, slot, conversion }, span)
    }

    /// The list and object of a frame.
    fn frame(&self, frame: u8) -> (Frame, Option<TableId>, u16) {
        match frame.checked_sub(1).and_then(|depth| self.open.get(usize::from(depth))) {
            None => (Frame::Head, None, Shape::ROOT),
            Some((table, object)) => {
                (Frame::Row { table: *table, depth: frame - 1 }, Some(*table), *object)
            }
        }
    }

    /// A place of the source, with who may see it.
    fn load(&mut self, access: &Access, ty: &Type, span: Span) -> TermId {
        let term = self.slot(access, ty, span);
        let marked = self.source.map_or(Sensitivity::Open, |(catalog, source)| {
            catalog.seen_at(catalog[source].record, &access.path)
        });
        let seen = &mut self.seen[term.0 as usize];
        *seen = access.sensitivity.max(marked).max(*seen);
        term
    }

    /// A place of the source as a slot.
    fn slot(&mut self, access: &Access, ty: &Type, span: Span) -> TermId {
        let (frame, table, mut object) = self.frame(access.frame);
        let Some((last, before)) = access.wire.split_last() else {
            // A scalar of a list: its row has one slot.
            let term = Term::Load { frame, slot: 0, conversion: self.conversion(ty) };
            return self.add(term, span);
        };
        for member in before {
            object = self.shape.object(object, member);
        }
        let slot = self.shape.scalar(table, object, last);
        let tag = access.tag.as_ref().map(|tag| self.shape.scalar(table, object, tag));
        if !self.names.iter().any(|(t, s, _)| *t == table && *s == slot) {
            self.names.push((table, slot, access.path.clone()));
        }
        let conversion = match tag {
            Some(tag) if matches!(ty, Type::Any | Type::Union(_)) => Conversion::Tagged { tag },
            _ => self.conversion(ty),
        };
        self.add(Term::Load { frame, slot, conversion }, span)
    }

    /// A field of the record that a value refers to, with who may see it.
    fn behind(&mut self, expr: &check::Expr) -> Option<TermId> {
        let ExprKind::Behind { reference, entity, access } = &expr.kind else { return None };
        let entity = *entity;
        let reference = self.expr(reference)?;
        // Which slot holds the type is settled when the record is read.
        let conversion = match &access.ty {
            Type::Any | Type::Union(_) if access.tag.is_some() => Conversion::Tagged { tag: 0 },
            ty => self.conversion(ty),
        };
        let behind = Behind {
            reference,
            entity,
            wire: access.wire.clone(),
            tag: access.tag.clone(),
            conversion,
            path: access.path.clone(),
        };
        let term = self.add(Term::Behind(Box::new(behind)), expr.span);
        let marked = self.source.and_then(|(catalog, _)| {
            let fields = catalog[catalog[entity].record].fields.values();
            let mut own = fields.filter(|field| access.wire.first() == Some(&field.wire.name));
            own.next().map(|field| field.sensitivity)
        });
        let seen = &mut self.seen[term.0 as usize];
        *seen = access.sensitivity.max(marked.unwrap_or(Sensitivity::Open)).max(*seen);
        Some(term)
    }

    /// How a scalar of that type is read, and carried to the other side's clocks.
    fn conversion(&self, ty: &Type) -> Conversion {
        match (conversion(ty), self.zones) {
            (Conversion::Moment, Some(zones)) => Conversion::Shifted { zones },
            (plain, _) => plain,
        }
    }

    /// Rows, put at hand; every `open_rows` has its `close_rows`.
    pub(super) fn open_rows(&mut self, rows: &Rows) -> Option<RowsTerm> {
        let (frame, table, mut object) = self.frame(rows.frame);
        let (last, before) = rows.wire.split_last()?;
        for member in before {
            object = self.shape.object(object, member);
        }
        let (inner_table, inner, slot) = if rows.scalars {
            let (inner_table, range) = self.shape.list(table, object, last);
            (inner_table, object, range)
        } else {
            self.shape.rows(table, object, last)
        };
        self.open.push((inner_table, inner));
        self.depth = self.depth.max(self.open.len() as u8);
        let depth = self.open.len() as u8 - 1;
        let filter = match &rows.filter {
            None => None,
            Some(filter) => {
                let filter = self.expr(filter);
                if filter.is_none() {
                    self.open.pop();
                    return None;
                }
                filter
            }
        };
        Some(RowsTerm { table: inner_table, frame, slot, depth, filter })
    }

    pub(super) fn close_rows(&mut self) {
        self.open.pop();
    }

    /// An expression; none where it was reported as broken.
    pub(super) fn expr(&mut self, expr: &check::Expr) -> Option<TermId> {
        let span = expr.span;
        let term = match &expr.kind {
            ExprKind::Constant(value) => Term::Constant(value.clone()),
            ExprKind::Field(access) => return Some(self.load(access, expr.ty(), span)),
            ExprKind::Behind { .. } => return self.behind(expr),
            ExprKind::Position(rows) => return self.position(rows, span),
            ExprKind::Local(local) => Term::Local(Local(*local)),
            ExprKind::Built { path, in_row } => {
                let term = self.built(path, *in_row);
                let row = matches!(term, Term::RowCell(_)).then_some(self.group).flatten();
                let id = self.add(term, span);
                self.row_cells.extend(row.map(|group| (id, group)));
                return Some(id);
            }
            ExprKind::Was { cell, in_row } => {
                let group = self.group.filter(|_| *in_row);
                let is_it = |it: &Standing| it.group == group && it.cell.path == cell.path;
                Term::Standing(self.layout.standing.iter().position(is_it)? as u16)
            }
            ExprKind::FoldWas(fold, rows, cell) => {
                let fields = (0..).zip(&self.layout.standing).filter_map(|(number, it)| {
                    let group = it.group.filter(|_| it.cell.path == cell.path)?;
                    let is_it = self.layout.groups[usize::from(group)].path == *rows;
                    is_it.then_some((group, number))
                });
                Term::FoldStanding(*fold, fields.collect())
            }
            ExprKind::FoldBuilt(fold, rows, cell) => self.fold_built(*fold, rows, cell),
            ExprKind::Fold(fold, rows, value) => {
                let rows = self.open_rows(rows)?;
                let value = self.expr(value);
                self.close_rows();
                Term::Fold(*fold, rows, value?)
            }
            ExprKind::Tuple(parts) => Term::Tuple(self.exprs(parts)?),
            ExprKind::Binary(operator, a, b, scale) => {
                // Moments are compared as the clocks of their own side show them, unless with one
                // that was carried over already.
                let zones = self.zones;
                if compares(*operator) && !is_carried(a) && !is_carried(b) {
                    self.zones = None;
                }
                let sides = (self.expr(a), self.expr(b));
                self.zones = zones;
                binary(*operator, sides.0?, sides.1?, *scale)
            }
            ExprKind::Unary(Unary::Not, a) => Term::Not(self.expr(a)?),
            ExprKind::Unary(Unary::Minus, a) => Term::Negate(self.expr(a)?),
            ExprKind::In(a, set) => Term::In(self.expr(a)?, set.clone()),
            ExprKind::Choose { subject, arms, otherwise } => {
                return self.choose(subject, arms, otherwise.as_deref(), span);
            }
            ExprKind::Text(parts) => Term::Template(self.parts(parts)?),
            ExprKind::Call(builtin, args) => self.call(builtin, args)?,
            ExprKind::Lookup { table, toward, key, columns } => Term::Lookup {
                table: *table,
                toward: *toward,
                key: self.exprs(key)?,
                columns: columns.clone(),
            },
            ExprKind::Link { role, toward, key, entity } => {
                Term::Link { role: *role, toward: *toward, key: self.exprs(key)?, entity: *entity }
            }
            ExprKind::Linked { role, left, key } => {
                Term::Linked { role: *role, left: *left, key: self.expr(key)? }
            }
            ExprKind::Compose { role, parts } => self.compose(*role, parts)?,
            ExprKind::Default(a, b) => Term::Default(self.expr(a)?, self.expr(b)?),
            ExprKind::Outcome(outcome) => Term::Outcome(Box::new(self.outcome(outcome))),
            ExprKind::Broken => return None,
        };
        Some(self.add(term, span))
    }

    fn call(&mut self, builtin: &'static Builtin, args: &[check::Expr]) -> Option<Term> {
        let args = self.exprs(args)?;
        if builtin.name == "round"
            && let [number, digits] = args[..]
            && let Term::Constant(Constant::Number(digits)) = &self.terms[digits.0 as usize]
            && let Some(digits) = digits.to_integer().and_then(|digits| u8::try_from(digits).ok())
            && digits <= 18
        {
            return Some(Term::Round(number, digits));
        }
        Some(Term::Call(builtin, args))
    }

    fn exprs(&mut self, exprs: &[check::Expr]) -> Option<Vec<TermId>> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn position(&mut self, rows: &Rows, span: Span) -> Option<TermId> {
        let (frame, table, mut object) = self.frame(rows.frame);
        let (last, before) = rows.wire.split_last()?;
        for member in before {
            object = self.shape.object(object, member);
        }
        let (inner_table, _, slot) = self.shape.rows(table, object, last);
        let depth = rows.depth - 1;
        let rows = Box::new(RowsTerm { table: inner_table, frame, slot, depth, filter: None });
        Some(self.add(Term::Position { depth, rows }, span))
    }

    /// A field of what is being built.
    fn built(&self, path: &str, in_row: bool) -> Term {
        let group = self.group.filter(|_| in_row);
        let cells = match group {
            None => &self.layout.cells,
            Some(group) => &self.layout.groups[usize::from(group)].cells,
        };
        let cell = cells.iter().position(|cell| &*cell.path == path).map(|cell| cell as u16);
        match (cell, group) {
            (Some(cell), None) => Term::Cell(cell),
            (Some(cell), Some(_)) => Term::RowCell(cell),
            // No rule writes the field: it is absent.
            (None, _) => Term::Constant(Constant::Absent),
        }
    }

    fn fold_built(&self, fold: Fold, rows: &str, cell: &str) -> Term {
        let groups = (0..).zip(&self.layout.groups).filter(|(_, group)| &*group.path == rows);
        let cells = groups.filter_map(|(number, group)| {
            let position = group.cells.iter().position(|known| &*known.path == cell)?;
            Some((number, position as u16))
        });
        Term::FoldBuilt(fold, cells.collect())
    }

    /// A choice; one that settings and constants decide is decided now.
    fn choose(
        &mut self,
        subject: &check::Expr,
        arms: &[(Constant, check::Expr)],
        otherwise: Option<&check::Expr>,
        span: Span,
    ) -> Option<TermId> {
        if let ExprKind::Constant(value) = &subject.kind {
            let chosen = arms.iter().find(|(label, _)| label == value).map(|(_, value)| value);
            return match chosen.or(otherwise) {
                Some(chosen) => self.expr(chosen),
                None => Some(self.add(Term::Constant(Constant::Absent), span)),
            };
        }
        let subject = self.expr(subject)?;
        let mut lowered = Vec::new();
        for (label, value) in arms {
            lowered.push((label.clone(), self.expr(value)?));
        }
        let otherwise = match otherwise {
            None => None,
            Some(rest) => Some(self.expr(rest)?),
        };
        Some(self.add(Term::Choose { subject, arms: lowered, otherwise }, span))
    }

    fn parts(&mut self, parts: &[TextPart]) -> Option<Vec<TemplatePart>> {
        let mut lowered = Vec::new();
        for part in parts {
            lowered.push(match part {
                TextPart::Plain(plain) => TemplatePart::Plain(plain.clone()),
                TextPart::Hole(hole) => TemplatePart::Hole(self.expr(hole)?),
                TextPart::About => TemplatePart::Value,
                TextPart::Optional(inner) => TemplatePart::Optional(self.parts(inner)?),
            });
        }
        Some(lowered)
    }

    pub(super) fn outcome(&mut self, outcome: &check::Outcome) -> Outcome {
        let message = outcome.message.as_ref().and_then(|parts| self.parts(parts));
        Outcome { kind: outcome.kind.clone(), message, span: outcome.span }
    }

    /// The text of a match's `key`, made of the keys of its left parts.
    fn compose(&mut self, role: u16, parts: &[check::Expr]) -> Option<Term> {
        let found = self.checked.matches.get(usize::from(role))?;
        let parts = self.exprs(parts)?;
        match &found.key.as_ref()?.left {
            check::Composition::Field { part, .. } => {
                Some(Term::Template(vec![TemplatePart::Hole(*parts.get(usize::from(*part))?)]))
            }
            check::Composition::Template(pieces) => Some(Term::Template(holes(pieces, &parts)?)),
        }
    }
}

fn holes(pieces: &[check::Piece], parts: &[TermId]) -> Option<Vec<TemplatePart>> {
    let mut lowered = Vec::new();
    for piece in pieces {
        lowered.push(match piece {
            check::Piece::Plain(plain) => TemplatePart::Plain(plain.clone()),
            check::Piece::Key(part) => TemplatePart::Hole(*parts.get(usize::from(*part))?),
            check::Piece::Optional(inner) => TemplatePart::Optional(holes(inner, parts)?),
        });
    }
    Some(lowered)
}

fn compares(operator: Binary) -> bool {
    match operator {
        Binary::Equal
        | Binary::NotEqual
        | Binary::Less
        | Binary::LessEqual
        | Binary::Greater
        | Binary::GreaterEqual => true,
        Binary::Or
        | Binary::And
        | Binary::Add
        | Binary::Subtract
        | Binary::Multiply
        | Binary::Divide
        | Binary::In
        | Binary::Under => false,
    }
}

/// Whether a value is of the record being built, or was computed for it.
fn is_carried(expr: &check::Expr) -> bool {
    match &expr.kind {
        ExprKind::Built { .. }
        | ExprKind::Was { .. }
        | ExprKind::FoldWas(..)
        | ExprKind::FoldBuilt(..)
        | ExprKind::Local(_) => true,
        ExprKind::Binary(_, a, b, _) => is_carried(a) || is_carried(b),
        ExprKind::Call(_, args) => args.iter().any(is_carried),
        _ => false,
    }
}

fn binary(operator: Binary, a: TermId, b: TermId, scale: u8) -> Term {
    match operator {
        Binary::Or => Term::Or(a, b),
        Binary::And => Term::And(a, b),
        Binary::Equal => Term::Compare(Comparison::Equal, a, b),
        Binary::NotEqual => Term::Compare(Comparison::NotEqual, a, b),
        Binary::Less => Term::Compare(Comparison::Less, a, b),
        Binary::LessEqual => Term::Compare(Comparison::LessEqual, a, b),
        Binary::Greater => Term::Compare(Comparison::Greater, a, b),
        Binary::GreaterEqual => Term::Compare(Comparison::GreaterEqual, a, b),
        Binary::Add => Term::Add(a, b),
        Binary::Subtract => Term::Subtract(a, b),
        Binary::Multiply => Term::Multiply(a, b),
        Binary::Divide => Term::Divide(a, b, scale),
        // Both were turned into sets by the checks.
        Binary::In | Binary::Under => Term::In(a, Vec::new()),
    }
}

/// How a scalar of that type is read.
fn conversion(ty: &Type) -> Conversion {
    match ty {
        Type::Bool => Conversion::Bool,
        Type::Int | Type::Decimal { .. } => Conversion::Number,
        Type::Date => Conversion::Day,
        Type::DateTime => Conversion::Moment,
        Type::Guid => Conversion::Guid,
        Type::Ref(entity) => Conversion::Reference(*entity),
        Type::Text { .. }
        | Type::Code(_)
        | Type::Phone
        | Type::Email
        | Type::Enum(_)
        | Type::Literals(_)
        | Type::Kind(_)
        | Type::Duration
        | Type::Any
        | Type::Union(_)
        | Type::Record(_)
        | Type::Rows(_) => Conversion::Text,
    }
}
