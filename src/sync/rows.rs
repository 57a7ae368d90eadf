//! Which rows of two lists are the same row: equal keys, and among equal keys the order.

use crate::program::{Constant, Group};
use crate::sync::base::BaseRow;
use crate::sync::dialect::text;
use crate::sync::same::normal;

/// The key that a row of the group is recognised by; one row alone needs none.
pub(crate) fn key(group: &Group, cells: &[Constant]) -> String {
    key_of(group, |number| cells.get(number).cloned().unwrap_or(Constant::Absent))
}

/// The key of a row as the last agreement has it.
pub(crate) fn base_key(group: &Group, row: &BaseRow) -> String {
    key_of(group, |number| {
        let cell = row.get(&group.cells[number].path);
        cell.map_or(Constant::Absent, |cell| cell.gave.clone())
    })
}

fn key_of(group: &Group, cell: impl Fn(usize) -> Constant) -> String {
    if group.single {
        return String::new();
    }
    let mut key = String::new();
    for number in group.key.iter().copied().map(usize::from) {
        let value = normal(&group.cells[number].ty, &cell(number));
        if let Constant::Reference(entity, _) = value {
            key.push_str(&entity.0.to_string());
            key.push(':');
        }
        key.push_str(&text(&value));
        key.push('\u{1f}');
    }
    key
}

/// For each key of `these` the number of its partner among `others`. Equal keys pair up in their order.
pub(crate) fn partners(these: &[String], others: &[String]) -> Vec<Option<usize>> {
    let mut taken = vec![false; others.len()];
    let mut partner = |key: &String| {
        let free = |(number, other): &(usize, &String)| !taken[*number] && *other == key;
        let found = others.iter().enumerate().find(free).map(|(number, _)| number);
        if let Some(number) = found {
            taken[number] = true;
        }
        found
    };
    these.iter().map(&mut partner).collect()
}

#[cfg(test)]
mod tests {
    use super::partners;

    #[test]
    fn equal_keys_pair_up_in_their_order() {
        let keys = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let found = partners(&keys("a b a c"), &keys("a a b a"));
        assert_eq!(found, [Some(0), Some(2), Some(1), None]);
    }
}
