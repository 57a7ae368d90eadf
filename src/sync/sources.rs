//! Which members of the source payload a cell comes from, for reports.

use crate::program::{Op, Program, Reads, Set, TermId};

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
    let context = Context { program, reads: Reads::new(&program.terms, &program.ops) };
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

/// A program with what its expressions read.
struct Context<'p> {
    program: &'p Program,
    reads: Reads<'p>,
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
    for read in context.reads.of(id) {
        let Some(name) = context.program.name_of(read.term) else { continue };
        if !members.contains(name) {
            members.push(name.clone());
        }
    }
}
