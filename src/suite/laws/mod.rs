//! Laws: what holds of every record that goes through a map.

mod idempotent;
mod roundtrip;
mod total;

use crate::check::{Law, LawKind};
use crate::endpoint::Write;
use crate::program::{Constant, Layout, Program};
use crate::schema::{EntityId, Form, Type};
use crate::suite::trial::{Came, Trials};
use crate::sync::{
    Class, Desired, Dialect, NotRecord, Opened, Present, Tree, Way, create_body, diff, present,
    related_writes, rows,
};
use crate::value::Decimal;

/// A field, what it should hold, what it does.
type Broken = (String, String, String);

/// Where a law does not hold of a record; empty where it does.
pub(super) fn broken(trials: &Trials<'_>, came: &Came, law: &Law) -> Vec<Broken> {
    let mut broken = match law.kind {
        LawKind::Idempotent => idempotent::broken(trials, came),
        LawKind::Roundtrip => roundtrip::broken(trials, came, law),
        LawKind::Total => total::broken(trials, came),
    };
    broken.retain(|(field, ..)| !law.except.iter().any(|path| **path == **field));
    broken
}

/// A record as its system would show it after it was created.
struct Written {
    text: String,
    beside: Vec<(EntityId, Box<str>)>,
}

/// Laws are about values alone, whoever owns them.
const NO_SIDE: Way<'_> = Way { source: "", back: false };

impl Written {
    /// The record that a program built.
    fn of(trials: &Trials<'_>, program: &Program, desired: &Desired) -> Written {
        let dialect = trials.dialect(trials.catalog()[program.target].side);
        let layout = &program.layout;
        let new = diff(layout, NO_SIDE, desired, None, None);
        let body = create_body(&dialect, layout, &new, None);
        let text = numbered(&dialect, layout, &body.to_text());
        let owner = (program.target, "");
        let writes = related_writes(&dialect, layout, &new, None, owner);
        let beside = writes.into_iter().filter_map(|(_, write): (Class, Write)| {
            let entity = trials.catalog().entity(dialect.side, &write.entity)?;
            Some((entity, String::from_utf8_lossy(&write.body).into()))
        });
        Written { text, beside: beside.collect() }
    }

    /// What a map's target sees of it.
    fn present(&self, dialect: &Dialect<'_>, layout: &Layout) -> Result<Present, NotRecord> {
        let related = |group: usize| {
            let entity = layout.groups[group].related.as_ref().map(|related| related.entity);
            let rows = self.beside.iter().filter(|(known, _)| Some(*known) == entity);
            rows.map(|(_, text)| text.clone()).collect()
        };
        present(dialect, layout, self.text.as_bytes(), &related)
    }
}

/// Systems number the lines of a collection themselves: their numbers are put there.
fn numbered(dialect: &Dialect<'_>, layout: &Layout, text: &str) -> String {
    let mut body = Tree::of(text);
    for group in layout.groups.iter().filter(|group| group.related.is_none()) {
        let number = |ty: &Type| ty.is_number();
        let Some(line) = group.patterns.iter().find(|p| p.read_only && number(&p.ty)) else {
            continue;
        };
        let shown = body.to_text();
        let Some(list) = Opened::new(&shown).at(&group.wire) else { continue };
        let rows = rows(list).into_iter().zip(1..).map(|(row, number): (&str, i64)| {
            let mut row = Tree::of(row);
            let number = Constant::Number(Decimal::from(number));
            let form: &Form = &line.form;
            row.set(std::slice::from_ref(&line.wire), dialect.write(&line.ty, form, &number));
            row.to_text()
        });
        let rows = rows.collect::<Vec<_>>().join(",");
        body.set(&group.wire, format!("[{rows}]"));
    }
    body.to_text()
}
