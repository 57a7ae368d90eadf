//! Tables at run time: sorted once, searched by their key columns either way.

use std::collections::HashMap;

use crate::program::{Constant, Outcome, Toward};
use crate::schema::Type;

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name: `erp`, `crm`, or as declared.
    pub name: Box<str>,
    /// Its type.
    pub ty: Type,
}

/// A row. `None` in a cell of the key side means any.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// The cells of the left side.
    pub left: Vec<Constant>,
    /// The cells of the right side.
    pub right: Vec<Constant>,
    /// The direction in which it counts; both where there is none.
    pub toward: Option<Toward>,
    /// What happens instead, where a cell is an outcome.
    pub outcome: Option<Outcome>,
    /// Where it stands.
    pub span: crate::source::Span,
}

/// A correspondence, or a set.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: Box<str>,
    /// The columns of the left side.
    pub left: Vec<Column>,
    /// The columns of the right side; none of a set.
    pub right: Vec<Column>,
    /// The rows, as declared.
    pub rows: Vec<TableRow>,
    /// What happens to a value without a row.
    pub otherwise: Option<Outcome>,
    /// What happens when there are no rows at all.
    pub no_rows: Option<Outcome>,
    index: [Index; 2],
}

impl Table {
    /// A table with its rows, indexed both ways.
    pub fn new(
        name: Box<str>,
        columns: [Vec<Column>; 2],
        rows: Vec<TableRow>,
        otherwise: Option<Outcome>,
        no_rows: Option<Outcome>,
    ) -> Table {
        let [left, right] = columns;
        let mut table = Table {
            name,
            left,
            right,
            rows,
            otherwise,
            no_rows,
            index: [Index::default(), Index::default()],
        };
        table.index = [table.indexed(Toward::Left), table.indexed(Toward::Right)];
        table
    }

    /// The row whose key cells fit `key`, for values that go `toward` a side. The fewest cells that
    /// mean any win, then the first row.
    pub fn find(&self, toward: Toward, key: &[&crate::value::Value<'_>]) -> Option<&TableRow> {
        if let [value] = key
            && let Some(text) = single(value)
        {
            let index = &self.index[toward as usize];
            let row = index.find(text).or_else(|| index.find_by_value(text));
            let row = row.map(|row| &self.rows[row as usize]);
            if row.is_some() || !index.any {
                return row;
            }
        }
        let counts = |row: &&TableRow| row.toward.is_none_or(|only| only == toward);
        let stars = |row: &TableRow| {
            let mut any = 0;
            for (cell, value) in key_cells(row, toward).iter().zip(key) {
                match cell {
                    Constant::Absent if !value.is_absent() => any += 1,
                    cell if cell.value() == **value => {}
                    _ => return None,
                }
            }
            Some(any)
        };
        let fitting = self.rows.iter().filter(counts).filter_map(|row| Some((stars(row)?, row)));
        fitting.min_by_key(|(any, _)| *any).map(|(_, row)| row)
    }

    fn indexed(&self, toward: Toward) -> Index {
        let mut keys = Vec::new();
        let mut any = false;
        for (number, row) in (0..).zip(&self.rows) {
            if row.toward.is_some_and(|only| only != toward) {
                continue;
            }
            if let [cell] = key_cells(row, toward) {
                any |= cell.is_absent();
                keys.extend(single(&cell.value()).map(|text| (text.into(), number)));
            }
        }
        Index::new(keys, any)
    }
}

/// Rows by their texts: the place of a text follows from its bytes, the next free one is taken.
#[derive(Clone, Debug, Default)]
struct Index {
    keys: Vec<(Box<str>, u32)>,
    /// Rows whose texts are numbers with noughts at their end, `20.00`, by these numbers, `20`.
    numbers: HashMap<Box<str>, u32>,
    /// Numbers of keys, from one; zero is free. A power of two of them, half of them free.
    places: Vec<u32>,
    /// Whether a row takes any value.
    any: bool,
}

impl Index {
    fn new(keys: Vec<(Box<str>, u32)>, any: bool) -> Index {
        let mut places = vec![0; (keys.len() * 2).next_power_of_two().max(2)];
        for (number, (key, _)) in (1..).zip(&keys) {
            let mut at = place(key, places.len());
            // Of equal keys the first counts, and the others take no place: each would be looked
            // for behind all those before it.
            while let Some(taken) = (places[at] as usize).checked_sub(1) {
                if keys[taken].0 == *key {
                    break;
                }
                at = (at + 1) % places.len();
            }
            if places[at] == 0 {
                places[at] = number;
            }
        }
        let mut numbers = HashMap::new();
        for (key, row) in &keys {
            if let Some(number) = without_noughts(key) {
                numbers.entry(number.into()).or_insert(*row);
            }
        }
        Index { keys, numbers, places, any }
    }

    /// A number that a payload holds comes without noughts at its end, whatever it was written with.
    fn find_by_value(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    fn find(&self, text: &str) -> Option<u32> {
        let mut at = place(text, self.places.len());
        loop {
            let (key, row) = self.keys.get((self.places[at] as usize).checked_sub(1)?)?;
            if **key == *text {
                return Some(*row);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }
}

/// `20` of `20.00`; none of what is no such number.
fn without_noughts(text: &str) -> Option<&str> {
    let (whole, part) = text.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    let plain = digits(unsigned) && (unsigned == "0" || !unsigned.starts_with('0'));
    if !plain || !digits(part) || !part.ends_with('0') {
        return None;
    }
    Some(text.trim_end_matches('0').trim_end_matches('.'))
}

/// Where a text is looked for first.
fn place(text: &str, places: usize) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain(std::iter::once(&last)).map(|word| u64::from_le_bytes(*word));
    let mixed = words
        .fold(text.len() as u64, |mixed, word| (mixed.rotate_left(23) ^ word).wrapping_mul(FACTOR));
    (mixed >> 32) as usize & (places - 1)
}

fn key_cells(row: &TableRow, toward: Toward) -> &[Constant] {
    match toward {
        Toward::Left => &row.right,
        Toward::Right => &row.left,
    }
}

/// The text that a single-column key is found by.
fn single<'a>(value: &crate::value::Value<'a>) -> Option<&'a str> {
    match value {
        crate::value::Value::Text(text) => Some(text),
        crate::value::Value::Reference(reference) => Some(reference.key.text()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Index, without_noughts};

    /// Its own text comes first.
    #[test]
    fn a_row_is_found_by_the_value_of_its_number() {
        let keys = [("20.00", 0), ("10.0", 1), ("10", 2), ("none", 3)];
        let index = Index::new(keys.map(|(key, row)| (key.into(), row)).into(), false);
        let found = |text: &str| index.find(text).or_else(|| index.find_by_value(text));
        for (text, row) in
            [("20", Some(0)), ("20.00", Some(0)), ("10", Some(2)), ("none", Some(3)), ("2", None)]
        {
            assert_eq!(found(text), row, "{text}");
        }
    }

    #[test]
    fn rows_of_one_text_take_one_place() {
        let keys: Vec<_> =
            (0..500).map(|row| ("a".into(), row)).chain([("b".into(), 500)]).collect();
        let index = Index::new(keys, false);
        assert_eq!((index.find("a"), index.find("b")), (Some(0), Some(500)));
        assert_eq!(index.places.iter().filter(|place| **place != 0).count(), 2);
    }

    #[test]
    fn only_a_number_has_noughts_that_say_nothing() {
        for (text, number) in [
            ("20.00", Some("20")),
            ("7.50", Some("7.5")),
            ("0.00", Some("0")),
            ("200.0", Some("200")),
            ("-1.0", Some("-1")),
            ("20", None),
            ("7.5", None),
            ("007.0", None),
            ("1.2.0", None),
            ("v1.0", None),
            (".0", None),
            ("1.", None),
        ] {
            assert_eq!(without_noughts(text), number, "{text}");
        }
    }
}
