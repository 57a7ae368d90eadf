//! What becomes of the links of a record that is gone, or that is there again.
//!
//! A link never vanishes with its record: as a tombstone it stops the record from coming back as a
//! new one. Of a record that was merged into another the link moves there, if that one has none.

use crate::journal::reader::find_link;
use crate::journal::table::Db;
use crate::journal::{Base, End, JournalError, Link, LinkState, Stamp, Tombstone};

/// What happened to a record that may be linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The match.
    pub role: Box<str>,
    /// The end of the link that the record is at.
    pub end: End,
    /// Its key.
    pub key: Box<str>,
    /// How it went; none of one that is there again.
    pub gone: Option<Tombstone>,
}

/// Lets a link follow its record.
pub(super) fn follow(db: Db<'_>, fate: &Fate, at: Stamp) -> Result<(), JournalError> {
    let Some(link) = find_link(db, &fate.role, fate.end, &fate.key)? else { return Ok(()) };
    match (&fate.gone, link.state) {
        (None, LinkState::Tombstone) if link.left.is_some() && link.right.is_some() => {
            db.put(&Link { state: LinkState::Live, since: at, ..link })
        }
        (Some(Tombstone::Merged(into)), LinkState::Live)
            if find_link(db, &fate.role, fate.end, into)?.is_none() =>
        {
            hand_over(db, link, fate, into, at)
        }
        (Some(_), LinkState::Live) => {
            db.put(&Link { state: LinkState::Tombstone, since: at, ..link })
        }
        // Whoever creates the other record settles what is only proposed first.
        (_, LinkState::Proposed)
        | (None, LinkState::Live | LinkState::Tombstone)
        | (Some(_), LinkState::Tombstone) => Ok(()),
    }
}

/// Moves a link to the record that stays; the key that goes is kept, alone, as a tombstone.
fn hand_over(
    db: Db<'_>,
    link: Link,
    fate: &Fate,
    into: &str,
    at: Stamp,
) -> Result<(), JournalError> {
    let ends = |key: &str, other: Option<Box<str>>| match fate.end {
        End::Left => (Some(key.into()), other),
        End::Right => (other, Some(key.into())),
    };
    let other = match fate.end {
        End::Left => link.right.clone(),
        End::Right => link.left.clone(),
    };
    let (left, right) = ends(into, other);
    let moved = Link { left, right, since: at, ..link };
    let (left, right) = ends(&fate.key, None);
    let id = db.next::<Link>("id")?;
    let alias = Link { id, left, right, state: LinkState::Tombstone, born: None, ..moved.clone() };
    // The key has to be free before it stands in the alias.
    db.put(&moved)?;
    db.put(&alias)?;
    if fate.end == End::Left {
        let base: Option<Base> = db.row("WHERE role = ? AND key = ?", &[&fate.role, &fate.key])?;
        if let Some(base) = base {
            db.execute("DELETE FROM base WHERE role = ? AND key = ?", &[&fate.role, &fate.key])?;
            db.put(&Base { key: into.into(), ..base })?;
        }
    }
    Ok(())
}
