//! Checked tree to programs: places of the source become slots of a shape, fields of the target
//! become cells of a layout, statements are put in an order in which each finds what it needs.

use crate::check::{self, Checked, ExprKind, Stmt};
use crate::program::lower_terms::Lowering;
use crate::program::sensitivity::Spread;
use crate::program::tied::tie;
use crate::program::{
    Absent, Asked, Back, Cell, Column, Composition, Condition, Each, FlowPlan, FlowRows, FlowStep,
    Group, GuardTest, GuardValue, KeyPlan, Layout, Local, Mapping, MatchPlan, Member, Op, Outcome,
    Part, Pattern, Piece, Probe, ProbeKey, Program, Related, Row, SayPart, Search, Set, SetCell,
    Standing, StepPlan, Table, TableRow, TemplatePart, TermId, Toward, Zones,
};
use crate::schema::{Access, Catalog, EntityId, Form, Origin, RecordId, Tags};
use crate::source::Span;
use crate::syntax::ast::Binary;

/// Compiles a checked mapping. Broken parts of it were reported by the checks and are left out.
pub fn lower(checked: &Checked, catalog: &Catalog) -> Mapping {
    let mut mapping = Mapping {
        tables: checked.tables.iter().map(table).collect(),
        matches: checked.matches.iter().map(match_plan).collect(),
        tags: tags(catalog),
        ..Mapping::default()
    };
    for map in &checked.maps {
        for body in &map.bodies {
            let zones = zones(&mut mapping.zones, map, body.toward, catalog);
            mapping.programs.push(program(map, body, zones, checked, catalog));
        }
    }
    mapping.flows = checked.flows.iter().map(|it| flow(catalog, it)).collect();
    mapping
}

/// The names under which composite values name the entities they refer to.
fn tags(catalog: &Catalog) -> Vec<(Box<str>, EntityId)> {
    let entities = (0..).map(EntityId).zip(&catalog.entities);
    entities
        .map(|(id, entity)| (format!("{}{}", Tags::ODATA.entity, entity.name).into(), id))
        .collect()
}

/// The number of the zones between which a map carries moments; none where they do not differ.
fn zones(
    known: &mut Vec<Zones>,
    map: &check::Map,
    toward: Toward,
    catalog: &Catalog,
) -> Option<u16> {
    let zone = |entity: EntityId| catalog[catalog[entity].side].zone.as_deref();
    let zones = match toward {
        Toward::Left => Zones::between(zone(map.right), zone(map.left)),
        Toward::Right => Zones::between(zone(map.left), zone(map.right)),
    }?;
    let number = known.iter().position(|one| *one == zones).unwrap_or_else(|| {
        known.push(zones);
        known.len() - 1
    });
    Some(number as u16)
}

fn program(
    map: &check::Map,
    body: &check::Body,
    zones: Option<u16>,
    checked: &Checked,
    catalog: &Catalog,
) -> Program {
    let (source, target) = match body.toward {
        Toward::Left => (map.right, map.left),
        Toward::Right => (map.left, map.right),
    };
    let mut layout = Layout::default();
    lay_out(&body.statements, &mut layout, None, catalog);
    stand(&body.statements, &mut layout, None, &mut 0);
    marked(&mut layout, catalog[target].record, catalog);
    let mut terms = Lowering::new(checked, &layout);
    terms.zones = zones;
    terms.standing = check::standing(&body.statements);
    terms.source = Some((catalog, source));
    let key = terms.own_key(catalog, source);
    let label = terms.label(catalog, source);
    let mut groups = 0;
    let ops = ops(&body.statements, &mut terms, &layout, None, &mut groups);
    let Lowering { shape, terms, spans, seen, row_cells, names, depth, .. } = terms;
    tie(&terms, &ops, &mut layout);
    let seen = Spread { terms: &terms, row_cells: &row_cells }.over(seen, &ops, &mut layout);
    Program {
        map: map.name.clone(),
        span: map.span,
        toward: body.toward,
        source,
        target,
        shape,
        terms,
        spans,
        seen,
        names,
        ops,
        output: Member::of(&layout, catalog),
        layout,
        locals: body.locals,
        depth,
        key,
        label,
    }
}

/// Gathers the cells and groups that statements write; `group` is the one at hand.
fn lay_out(statements: &[Stmt], layout: &mut Layout, group: Option<usize>, catalog: &Catalog) {
    for statement in statements {
        match statement {
            Stmt::Set(set) => {
                for cell in &set.cells {
                    let cell = cell_of(cell, set);
                    let cells = match group {
                        None => &mut layout.cells,
                        Some(group) => &mut layout.groups[group].cells,
                    };
                    if !cells.iter().any(|known| known.path == cell.path) {
                        cells.push(cell);
                    }
                }
            }
            Stmt::Each { group, body, span, .. } | Stmt::Row { group, body, span, .. } => {
                let number = layout.groups.len();
                layout.groups.push(group_of(group, *span, catalog));
                lay_out(body, layout, Some(number), catalog);
                let cells = &layout.groups[number].cells;
                let position = |path: &str| {
                    let found = cells.iter().position(|cell| *cell.path == *path);
                    found.map(|position| position as u16)
                };
                layout.groups[number].key =
                    group.key.iter().filter_map(|path| position(path)).collect();
            }
            Stmt::Let { .. } | Stmt::Check { .. } => {}
        }
    }
}

/// Gathers the fields that are looked at as they stand in the target. Groups are counted as the layout
/// has them.
fn stand(statements: &[Stmt], layout: &mut Layout, group: Option<u16>, groups: &mut u16) {
    for statement in statements {
        let span = statement.span();
        statement.visit(&mut |part| {
            let (cell, groups) = match &part.kind {
                ExprKind::Was { cell, in_row } => (cell, vec![group.filter(|_| *in_row)]),
                ExprKind::FoldWas(_, rows, cell) => {
                    let groups = (0..).zip(&layout.groups).filter(|(_, group)| group.path == *rows);
                    (cell, groups.map(|(number, _)| Some(number)).collect())
                }
                _ => return,
            };
            for group in groups {
                let is_same = |it: &Standing| it.group == group && it.cell.path == cell.path;
                if !layout.standing.iter().any(is_same) {
                    layout.standing.push(Standing { group, cell: bare_cell(cell, span) });
                }
            }
        });
        if let Stmt::Each { body, .. } | Stmt::Row { body, .. } = statement {
            let own = *groups;
            *groups += 1;
            stand(body, layout, Some(own), groups);
        }
    }
}

/// Who may see what the cells hold, by what is known of their fields by now.
fn marked(layout: &mut Layout, record: RecordId, catalog: &Catalog) {
    let raise = |rows: &str, cells: &mut [Cell]| {
        for cell in cells {
            let seen = catalog.seen_at(record, &format!("{rows}{}", cell.path));
            cell.sensitivity = cell.sensitivity.max(seen);
        }
    };
    raise("", &mut layout.cells);
    for Standing { group, cell } in &mut layout.standing {
        let path = group.map(|group| &layout.groups[usize::from(group)].path);
        raise(&path.map_or(String::new(), |path| format!("{path}.")), std::slice::from_mut(cell));
    }
    for group in layout.groups.iter_mut().filter(|group| group.related.is_none()) {
        raise(&format!("{}.", group.path), &mut group.cells);
    }
}

fn cell_of(cell: &check::Cell, set: &check::Set) -> Cell {
    Cell {
        opposites: set.opposites.clone(),
        owner: set.owner.clone(),
        once: set.once,
        needed: cell.required && !cell.optional,
        ..bare_cell(cell, set.span)
    }
}

/// A cell of which is known only what its field is.
fn bare_cell(cell: &check::Cell, rule: Span) -> Cell {
    Cell {
        path: cell.path.clone(),
        wire: cell.wire.clone(),
        tag: cell.tag.clone(),
        form: cell.form.clone(),
        ty: cell.ty.clone(),
        rule,
        opposites: Vec::new(),
        owner: None,
        once: false,
        needed: false,
        sensitivity: cell.sensitivity,
    }
}

fn group_of(group: &check::Group, span: crate::source::Span, catalog: &Catalog) -> Group {
    let related = group.related.as_ref().and_then(|(entity, by)| {
        let field = catalog.field(catalog[*entity].record, by)?;
        let (by, tag) = (field.wire.name.clone(), field.wire.tag.clone());
        Some(Related { entity: *entity, by, tag })
    });
    let patterns = group.patterns.iter().map(|pattern| Pattern {
        wire: pattern.field.wire.name.clone(),
        ty: pattern.field.ty.clone(),
        tag: pattern.field.wire.tag.clone(),
        form: pattern.field.wire.form.clone(),
        equal: pattern.equal,
        value: pattern.value.clone(),
        read_only: pattern.field.access == Access::Read,
    });
    Group {
        path: group.path.clone(),
        wire: group.wire.clone(),
        patterns: patterns.collect(),
        always: group.always,
        cells: Vec::new(),
        key: Vec::new(),
        tied: Vec::new(),
        single: group.single,
        owner: group.owner.clone(),
        rule: span,
        related,
        back: back(catalog, group.record),
    }
}

fn back(catalog: &Catalog, record: RecordId) -> Back {
    let mut back = Back::default();
    for field in catalog[record].fields.values().filter(|field| field.origin == Origin::Own) {
        let wire = &field.wire;
        match &wire.form {
            _ if field.access == Access::Read => back.shown.push(wire.name.clone()),
            Form::Keyed(key) => back.keyed.push((wire.name.clone(), key.clone())),
            _ => {}
        }
    }
    back
}

/// The statements as operations, each after those it needs.
fn ops(
    statements: &[Stmt],
    terms: &mut Lowering<'_>,
    layout: &Layout,
    group: Option<u16>,
    groups: &mut u16,
) -> Vec<Op> {
    let mut ops: Vec<(usize, Op)> = Vec::new();
    let order = check::order(statements);
    // Groups are numbered in the order of the file, as the layout has them.

    let numbers: Vec<u16> = statements.iter().map(|statement| number(statement, groups)).collect();

    for index in order {
        if let Some(op) = op(&statements[index], terms, layout, group, numbers[index]) {
            ops.push((index, op));
        }
    }
    ops.into_iter().map(|(_, op)| op).collect()
}

/// The number of a statement's group; counts it and those inside it.
fn number(statement: &Stmt, groups: &mut u16) -> u16 {
    let own = *groups;
    if let Stmt::Each { body, .. } | Stmt::Row { body, .. } = statement {
        *groups += 1;
        for inner in body {
            number(inner, groups);
        }
    }
    own
}

fn op(
    statement: &Stmt,
    terms: &mut Lowering<'_>,
    layout: &Layout,
    group: Option<u16>,
    number: u16,
) -> Option<Op> {
    terms.group = group;
    match statement {
        Stmt::Set(set) => Some(Op::Set(self::set(set, terms, layout, group)?)),
        Stmt::Let { local, value } => {
            let mut late = true;
            value.visit(&mut |part| {
                let is_built = matches!(
                    part.kind,
                    ExprKind::Built { .. }
                        | ExprKind::Was { .. }
                        | ExprKind::FoldWas(..)
                        | ExprKind::FoldBuilt(..)
                );
                late &= !is_built;
            });
            Some(Op::Let { local: Local(*local), value: terms.expr(value)?, late })
        }
        Stmt::Each { rows: source, when, body, .. } => {
            let when = optional(terms, when.as_ref())?;
            let rows = terms.open_rows(source)?;
            let label = terms.row_label(source);
            let path = source.path.clone();
            let mut inner = number + 1;
            let body = ops(body, terms, layout, Some(number), &mut inner);
            terms.close_rows();
            Some(Op::Each(Each { group: number, rows, path, label, when, body }))
        }
        Stmt::Row { when, body, .. } => {
            let when = optional(terms, when.as_ref())?;
            let mut inner = number + 1;
            let body = ops(body, terms, layout, Some(number), &mut inner);
            Some(Op::Row(Row { group: number, when, body }))
        }
        Stmt::Check { condition: check, otherwise, .. } => {
            let condition = terms.expr(check)?;
            let standing = check::looks(check, &terms.standing).is_some();
            Some(Op::Check { condition, otherwise: terms.outcome(otherwise), standing })
        }
    }
}

/// A condition that may be missing; none when it is there and broken.
#[expect(clippy::option_option, reason = "missing and broken are not the same")]
fn optional(terms: &mut Lowering<'_>, condition: Option<&check::Expr>) -> Option<Option<TermId>> {
    match condition {
        None => Some(None),
        Some(condition) => terms.expr(condition).map(Some),
    }
}

fn set(
    set: &check::Set,
    terms: &mut Lowering<'_>,
    layout: &Layout,
    group: Option<u16>,
) -> Option<Set> {
    let cells = match group {
        None => &layout.cells,
        Some(group) => &layout.groups[usize::from(group)].cells,
    };
    let written = set.cells.iter().filter_map(|cell| {
        let position = cells.iter().position(|known| known.path == cell.path)?;
        Some(SetCell { cell: position as u16, optional: cell.optional })
    });
    let written = written.collect();
    Some(Set {
        cells: written,
        value: terms.expr(&set.value)?,
        absent: if set.required { Absent::Required } else { Absent::Leave },
        when: optional(terms, set.when.as_ref())?,
        span: set.span,
    })
}

fn table(table: &check::Table) -> Table {
    let columns = |columns: &[check::Column]| {
        columns.iter().map(|c| Column { name: c.name.clone(), ty: c.ty.clone() }).collect()
    };
    let rows = table.rows.iter().map(|row| TableRow {
        left: row.left.clone(),
        right: row.right.clone(),
        toward: row.toward,
        outcome: row.outcome.as_ref().map(plain_outcome),
        span: row.span,
    });
    Table::new(
        table.name.clone(),
        [columns(&table.left), columns(&table.right)],
        rows.collect(),
        table.otherwise.as_ref().map(plain_outcome),
        table.no_rows.as_ref().map(plain_outcome),
    )
}

/// An outcome whose words have no holes but what it is about.
fn plain_outcome(outcome: &check::Outcome) -> Outcome {
    let message = outcome.message.as_ref().map(|parts| plain_parts(parts));
    Outcome { kind: outcome.kind.clone(), message, span: outcome.span }
}

fn plain_parts(parts: &[check::TextPart]) -> Vec<TemplatePart> {
    let part = |part: &check::TextPart| match part {
        check::TextPart::Plain(plain) => TemplatePart::Plain(plain.clone()),
        check::TextPart::Hole(check::Expr { kind: ExprKind::Field(access), .. }) => {
            TemplatePart::Member(Box::new(Asked {
                wire: access.wire.clone(),
                ty: access.ty.clone(),
                sensitivity: access.sensitivity,
            }))
        }
        check::TextPart::Hole(_) | check::TextPart::About => TemplatePart::Value,
        check::TextPart::Optional(inner) => TemplatePart::Optional(plain_parts(inner)),
    };
    parts.iter().map(part).collect()
}

fn match_plan(found: &check::Match) -> MatchPlan {
    let part = |part: &check::MatchPart| Part {
        name: part.name.clone(),
        entity: part.entity,
        optional: part.optional,
    };
    MatchPlan {
        name: found.name.clone(),
        left: found.left.iter().map(part).collect(),
        right: found.right.clone(),
        key: found
            .key
            .as_ref()
            .map(|key| KeyPlan { left: composition(&key.left), right: key.right.clone() }),
        guards: found.guards.iter().map(|any| any.iter().map(guard_test).collect()).collect(),
        steps: found.steps.iter().map(step).collect(),
        many: found.many.as_ref().map(plain_outcome),
        none: found.none.as_ref().map(plain_outcome),
        span: found.span,
    }
}

fn guard_test(test: &check::GuardTest) -> GuardTest {
    let value = |value: &check::GuardValue| match value {
        check::GuardValue::Field(part, wire) => GuardValue::Field(*part, wire.clone()),
        check::GuardValue::Key(part) => GuardValue::Key(*part),
        check::GuardValue::Known(known) => GuardValue::Known(known.clone()),
    };
    GuardTest { left: value(&test.left), right: value(&test.right), equal: test.equal }
}

fn composition(composition: &check::Composition) -> Composition {
    match composition {
        check::Composition::Field { part, wire, is_key } => {
            Composition::Field { part: *part, wire: wire.clone(), is_key: *is_key }
        }
        check::Composition::Template(pieces_) => Composition::Template(pieces(pieces_)),
    }
}

fn pieces(parts: &[check::Piece]) -> Vec<Piece> {
    let piece = |piece: &check::Piece| match piece {
        check::Piece::Plain(plain) => Piece::Plain(plain.clone()),
        check::Piece::Key(part) => Piece::Key(*part),
        check::Piece::Optional(inner) => Piece::Optional(pieces(inner)),
    };
    parts.iter().map(piece).collect()
}

fn step(step: &check::MatchStep) -> StepPlan {
    let (checked, layout) = (Checked::default(), Layout::default());
    let mut terms = Lowering::new(&checked, &layout);
    let mut keys = Vec::new();
    for offer in &step.offers {
        let key = match &offer.rows {
            None => terms.expr(&offer.value).map(|value| (value, None)),
            Some(rows) => terms.open_rows(rows).and_then(|rows| {
                let value = terms.expr(&offer.value);
                terms.close_rows();
                value.map(|value| (value, Some(rows)))
            }),
        };
        if let Some((value, rows)) = key {
            keys.push(ProbeKey { value, rows, optional: offer.optional });
        }
    }
    let Lowering { shape, terms, spans, .. } = terms;
    StepPlan {
        probe: Some(Probe { shape, terms, spans, keys }),
        search: search(&step.search),
        mark: step.mark,
        span: step.span,
    }
}

fn search(found: &check::Search) -> Search {
    match found {
        check::Search::Fields(fields) => {
            Search::Fields(fields.iter().map(|(wire, _)| wire.clone()).collect())
        }
        check::Search::Rows { collection, patterns, field, via } => Search::Rows {
            collection: collection.clone(),
            patterns: patterns.clone(),
            field: field.clone(),
            via: *via,
        },
        check::Search::Related { entity, by, patterns, field } => Search::Related {
            entity: *entity,
            by: by.clone(),
            patterns: patterns.clone(),
            field: field.clone(),
        },
    }
}

fn flow(catalog: &Catalog, flow: &check::Flow) -> FlowPlan {
    let key = catalog[flow.source].key.first();
    FlowPlan {
        name: flow.name.clone(),
        label: flow.label.clone(),
        enabled: flow.enabled,
        toward: flow.toward,
        source: flow.source,
        changed: flow.changed,
        since: match &flow.since {
            Some(check::Constant::Moment(moment)) => Some(*moment),
            Some(check::Constant::Day(day)) => Some(jiff::civil::DateTime::from(*day)),
            _ => None,
        },
        since_is_open: flow.since.as_ref().is_some_and(check::Constant::is_absent),
        filter: flow.filter.as_ref().and_then(condition),
        linked: flow.filter.as_ref().and_then(|filter| demanded_link(filter, key?)),
        skips: flow.skips.iter().filter_map(condition).collect(),
        steps: flow.steps.iter().map(flow_step).collect(),
        errors: flow.errors.iter().map(|(class, o)| (class.clone(), plain_outcome(o))).collect(),
        span: flow.span,
    }
}

/// The match in which a record with that key member must be linked to fulfil a condition, and whether
/// it is the left end.
fn demanded_link(condition: &check::Expr, own: &str) -> Option<(u16, bool)> {
    match &condition.kind {
        ExprKind::Binary(Binary::And, a, b, _) => {
            demanded_link(a, own).or_else(|| demanded_link(b, own))
        }
        ExprKind::Linked { role, left, key } => match &key.kind {
            ExprKind::Field(access) if access.frame == 0 && *access.wire == [own.into()] => {
                Some((*role, *left))
            }
            _ => None,
        },
        _ => None,
    }
}

/// A condition over a record; none where it is broken.
pub fn condition(expr: &check::Expr) -> Option<Condition> {
    let (checked, layout) = (Checked::default(), Layout::default());
    let mut terms = Lowering::new(&checked, &layout);
    let root = terms.expr(expr)?;
    let Lowering { shape, terms, spans, seen, row_cells, .. } = terms;
    let seen =
        Spread { terms: &terms, row_cells: &row_cells }.over(seen, &[], &mut Layout::default());
    Some(Condition { shape, terms, spans, seen, root })
}

fn flow_step(step: &check::FlowStep) -> FlowStep {
    match step {
        check::FlowStep::Upsert(map) => FlowStep::Upsert { map: map.clone() },
        check::FlowStep::Post => FlowStep::Post,
        check::FlowStep::Each(rows) => FlowStep::Each(FlowRows {
            entity: rows.entity,
            wire: rows.wire.clone(),
            filter: rows.filter.as_ref().and_then(condition),
            steps: rows.steps.iter().map(flow_step).collect(),
        }),
        check::FlowStep::Say(parts) => FlowStep::Say(
            parts
                .iter()
                .map(|part| match part {
                    check::SayPart::Plain(plain) => SayPart::Plain(plain.clone()),
                    check::SayPart::Result(path, ty, sensitivity) => {
                        SayPart::Result(path.clone(), ty.clone(), *sensitivity)
                    }
                })
                .collect(),
        ),
    }
}
