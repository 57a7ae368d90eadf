//! Which records are meant by their keys or by the numbers that people see.

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::report::held::Waiting;
use crate::schema::nearest;

/// The record that goes by that name, by its place in the list. One that no record or several go by
/// is a mistake.
pub(super) fn one(all: &[Waiting], name: &str, console: &mut Console) -> Result<usize, Exit> {
    let called = || all.iter().enumerate().filter(|(_, one)| one.is_called(name));
    // A record that waits comes before one of the same name that once did.
    let waiting: Vec<usize> = called().filter(|(_, one)| is_open(one)).map(|(at, _)| at).collect();
    let found = if waiting.is_empty() { called().map(|(at, _)| at).collect() } else { waiting };
    match found[..] {
        [at] => Ok(at),
        [] => Err(unknown(all, name, console)),
        _ => {
            let told = found.iter().map(|at| {
                let key = &all[*at].parked.lane;
                format!("\n  {} ({} {}): --flow {}", all[*at].name(), key.entity, key.key, key.flow)
            });
            let told: String = told.collect();
            let args = [("record", name.into()), ("found", told.into())];
            let text = console.texts().say("held-several", &args);
            console.mistake(&text);
            Err(Exit::Mistake)
        }
    }
}

/// Whether something can still be decided about it.
pub(super) fn is_open(one: &Waiting) -> bool {
    one.parked.waits() || one.parked.aside().is_some()
}

fn unknown(all: &[Waiting], name: &str, console: &mut Console) -> Exit {
    let open: Vec<&Waiting> = all.iter().filter(|one| is_open(one)).collect();
    let names =
        open.iter().flat_map(|one| [one.label().unwrap_or_default(), &*one.parked.lane.key]);
    let near = nearest(name, names.filter(|name| !name.is_empty()));
    let id = if near.is_empty() { "held-unknown" } else { "held-unknown-near" };
    let args = [("record", name.into()), ("near", near.join(", ").into())];
    let text = console.texts().say(id, &args);
    console.mistake(&text);
    Exit::Mistake
}
