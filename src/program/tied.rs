//! Which numbers of a row hang together.
//!
//! Where a row's quantity keeps what its owner edited, a sum that the rules reckon from the other
//! side's quantity belongs to another row than the one that will stand there.

use std::collections::BTreeSet;

use crate::program::{Layout, Op, Reads, Set, Term};

/// Notes in each group which cells are reckoned from the same member of the source as one that has an
/// owner, or from such a cell.
pub(super) fn tie(terms: &[Term], ops: &[Op], layout: &mut Layout) {
    let reads = Reads::new(terms, ops);
    for op in ops {
        let (group, body) = match op {
            Op::Each(each) => (each.group, &each.body),
            Op::Row(row) => (row.group, &row.body),
            Op::Set(_) | Op::Let { .. } | Op::Check { .. } => continue,
        };
        let sets: Vec<&Set> = body
            .iter()
            .filter_map(|op| if let Op::Set(set) = op { Some(set) } else { None })
            .collect();
        let group = &mut layout.groups[usize::from(group)];
        let cells = &group.cells;
        let numbers = |owned: bool| {
            let wanted = cells.iter().enumerate().filter(move |(_, cell)| {
                cell.ty.is_number() && cell.owner.is_some() == owned && !cell.once
            });
            wanted.map(|(number, _)| u16::try_from(number).unwrap_or(u16::MAX))
        };
        let of_cell =
            |cell: u16| sets.iter().filter(move |set| set.cells.iter().any(|one| one.cell == cell));
        let mut tied = Vec::new();
        for owned in numbers(true) {
            let places: Vec<_> = of_cell(owned).flat_map(|set| reads.places(set.value)).collect();
            let mut hanging = BTreeSet::from([owned]);
            // What is reckoned from a sum hangs on what the sum hangs on.
            loop {
                let hangs = |cell: &u16| {
                    of_cell(*cell).any(|set| {
                        reads.places(set.value).iter().any(|place| places.contains(place))
                            || reads.row_cells(set.value).iter().any(|one| hanging.contains(one))
                    })
                };
                let all: BTreeSet<u16> = numbers(false).filter(hangs).chain([owned]).collect();
                if all.len() == hanging.len() {
                    break;
                }
                hanging = all;
            }
            hanging.remove(&owned);
            tied.extend(hanging.into_iter().map(|cell| (owned, cell)));
        }
        group.tied = tied;
    }
}
