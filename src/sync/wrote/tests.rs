//! What was written is told from what somebody else wrote in the same moment.

use super::Wrote;
use crate::program::{Constant, Layout};
use crate::schema::{Form, Type};
use crate::sync::diff::{CellChange, Difference, RowEdit};
use crate::sync::target::{Present, PresentRow, PresentRows};
use crate::sync::tests::{cell, group, number, text};

fn layout() -> Layout {
    let rows = vec![
        cell("Good", Type::TEXT, Form::Plain),
        cell("Count", Type::NUMBER, Form::Plain),
        cell("Price", Type::NUMBER, Form::Plain),
    ];
    let cells = vec![cell("Note", Type::TEXT, Form::Plain), cell("Stage", Type::TEXT, Form::Plain)];
    Layout { cells, groups: vec![group("Lines", Vec::new(), rows, vec![0])], ..Layout::default() }
}

fn state(cells: [&str; 2], rows: &[[&str; 3]]) -> Present {
    let row = |(at, [good, count, price]): (usize, &[&str; 3])| PresentRow {
        at,
        cells: vec![text(good), number(count), number(price)],
        text: "".into(),
    };
    let rows = PresentRows { rows: rows.iter().enumerate().map(row).collect() };
    Present { text: "".into(), cells: cells.map(text).to_vec(), groups: vec![rows] }
}

#[test]
fn what_others_wrote_meanwhile_is_seen() {
    let layout = layout();
    let before = state(["a", "Open"], &[["shirt", "1", "10"], ["socks", "2", "5"]]);
    let change = |cell, after| CellChange { cell, before: Constant::Absent, after };
    let difference = Difference {
        cells: vec![change(0, text("b"))],
        groups: vec![vec![
            RowEdit::Edit(0, vec![change(1, number("7"))]),
            RowEdit::Add(vec![text("hat"), number("1"), number("3")]),
        ]],
        ..Difference::default()
    };
    let wrote = Wrote::of(&layout, &difference, &before);
    assert!(wrote.has(0) && !wrote.has(1));
    let alone = |cells, rows: &[[&str; 3]]| wrote.is_all(&layout, &before, &state(cells, rows));
    let shirt = ["shirt", "7", "10"];
    let (socks, hat) = (["socks", "2", "5"], ["hat", "1", "3"]);
    assert!(alone(["b", "Open"], &[shirt, socks, hat]));
    assert!(alone(["B, as the system writes it", "Open"], &[hat, shirt, socks]), "it rewrites");
    assert!(!alone(["b", "Sent"], &[shirt, socks, hat]), "a field of somebody else");
    assert!(!alone(["b", "Open"], &[["shirt", "7", "11"], socks, hat]), "a cell of our row");
    assert!(!alone(["b", "Open"], &[shirt, ["socks", "3", "5"], hat]), "a row");
    assert!(!alone(["b", "Open"], &[shirt, hat]), "a row that is gone");
    assert!(!alone(["b", "Open"], &[shirt, socks, hat, ["tie", "1", "1"]]), "a row more");
}
