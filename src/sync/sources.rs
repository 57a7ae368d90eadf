//! Which members of the source payload a cell comes from, for reports.

use std::collections::HashMap;

use crate::program::{Frame, Op, Program, RowsTerm, Set, TemplatePart, Term, TermId};

/// The members by cell.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// Of the record's cells.
    pub(crate) cells: Vec<Vec<Box<str>>>,
    /// Of the cells of each group.
    pub(crate) groups: Vec<Vec<Vec<Box<str>>>>,
}

/// Goes through a program's rules.
pub(crate) fn sources(program: &Program) -> Sources {
    let mut lets = HashMap::new();
    locals(&program.ops, &mut lets);
    let context = Context { program, lets };
    let layout = &program.layout;
    let groups = layout.groups.iter().map(|group| vec![Vec::new(); group.cells.len()]);
    let mut sources =
        Sources { cells: vec![Vec::new(); layout.cells.len()], groups: groups.collect() };
    for op in &program.ops {
        match op {
            Op::Set(set) => note(&context, set, &mut sources.cells),
            Op::Each(each) => {
                body(&context, &each.body, &mut sources.groups[usize::from(each.group)]);
            }
            Op::Row(row) => {
                body(&context, &row.body, &mut sources.groups[usize::from(row.group)]);
            }
            Op::Let { .. } | Op::Check { .. } => {}
        }
    }
    sources
}

/// A program with what its locals stand for.
struct Context<'p> {
    program: &'p Program,
    lets: HashMap<u16, TermId>,
}

/// The locals of a record and of its rows; each has a number of its own.
fn locals(ops: &[Op], lets: &mut HashMap<u16, TermId>) {
    for op in ops {
        match op {
            Op::Let { local, value, .. } => drop(lets.insert(local.0, *value)),
            Op::Each(each) => locals(&each.body, lets),
            Op::Row(row) => locals(&row.body, lets),
            Op::Set(_) | Op::Check { .. } => {}
        }
    }
}

fn body(context: &Context<'_>, ops: &[Op], cells: &mut [Vec<Box<str>>]) {
    for op in ops {
        if let Op::Set(set) = op {
            note(context, set, cells);
        }
    }
}

fn note(context: &Context<'_>, set: &Set, cells: &mut [Vec<Box<str>>]) {
    let mut members = Vec::new();
    collect(context, set.value, &mut members);
    for cell in &set.cells {
        if let Some(known) = cells.get_mut(usize::from(cell.cell)) {
            let new = members.iter().filter(|member| !known.contains(member));
            let new: Vec<Box<str>> = new.cloned().collect();
            known.extend(new);
        }
    }
}

fn collect(context: &Context<'_>, id: TermId, members: &mut Vec<Box<str>>) {
    let Some(term) = context.program.terms.get(id.0 as usize) else { return };
    let mut inner = |id: &TermId| collect(context, *id, members);
    match term {
        Term::Load { frame, slot, .. } => {
            let table = match frame {
                Frame::Head => None,
                Frame::Row { table, .. } => Some(*table),
            };
            let named =
                context.program.names.iter().find(|name| name.0 == table && name.1 == *slot);
            if let Some((_, _, name)) = named
                && !members.contains(name)
            {
                members.push(name.clone());
            }
        }
        Term::Fold(_, rows, value) => {
            filter(context, rows, members);
            collect(context, *value, members);
        }
        Term::Tuple(terms) | Term::Call(_, terms) => terms.iter().for_each(inner),
        Term::Add(a, b)
        | Term::Subtract(a, b)
        | Term::Multiply(a, b)
        | Term::Divide(a, b, _)
        | Term::And(a, b)
        | Term::Or(a, b)
        | Term::Compare(_, a, b)
        | Term::Default(a, b) => [a, b].into_iter().for_each(inner),
        Term::Part(a, _)
        | Term::Round(a, _)
        | Term::Negate(a)
        | Term::Not(a)
        | Term::In(a, _)
        | Term::Linked { key: a, .. } => inner(a),
        Term::Choose { subject, arms, otherwise } => {
            inner(subject);
            for (_, arm) in arms {
                inner(arm);
            }
            otherwise.iter().for_each(inner);
        }
        Term::Local(local) => context.lets.get(&local.0).iter().for_each(|term| inner(term)),
        Term::Template(parts) => template(context, parts, members),
        Term::Lookup { key, .. } | Term::Link { key, .. } => key.iter().for_each(inner),
        Term::Constant(_)
        | Term::Position { .. }
        | Term::Cell(_)
        | Term::RowCell(_)
        | Term::FoldBuilt(..)
        | Term::Outcome(_) => {}
    }
}

fn filter(context: &Context<'_>, rows: &RowsTerm, members: &mut Vec<Box<str>>) {
    if let Some(filter) = rows.filter {
        collect(context, filter, members);
    }
}

fn template(context: &Context<'_>, parts: &[TemplatePart], members: &mut Vec<Box<str>>) {
    for part in parts {
        match part {
            TemplatePart::Plain(_) | TemplatePart::Value => {}
            TemplatePart::Hole(term) => collect(context, *term, members),
            TemplatePart::Optional(inner) => template(context, inner, members),
        }
    }
}
