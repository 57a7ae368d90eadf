//! Whose value a field of the target gets: the rule's, the target's own, or nobody's yet.

use crate::program::Constant;
use crate::schema::{Sensitivity, Type};
use crate::source::Span;
use crate::sync::base::BaseCell;
use crate::sync::mutant::{Rule, breaks};
use crate::sync::same::same;

/// Whose edit wins when both sides moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The rule goes one way: it belongs to its source, and nobody need be told.
    Rule,
    /// The source's side was appointed.
    Source,
    /// The target's side was appointed.
    Target,
    /// People decide.
    Hold,
}

/// Who won where both sides moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Winner {
    /// What the rule gives is written.
    Source,
    /// The target keeps what it has.
    Target,
    /// People decide; until then nothing is written.
    Nobody,
}

/// A field, or a row, that both sides changed since they last agreed.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The field in the words of the mapping.
    pub path: Box<str>,
    /// The key of the row it belongs to, as the target's fields hold it; empty for a field of the record.
    pub row: Vec<(Constant, Sensitivity)>,
    /// Whether it is about a whole row: then the values say which side has it.
    pub whole_row: bool,
    /// What the rule gives.
    pub rule_gives: Constant,
    /// What the target holds.
    pub target_holds: Constant,
    /// Who wins.
    pub winner: Winner,
    /// The rule.
    pub rule: Span,
    /// Who may see the values.
    pub sensitivity: Sensitivity,
}

/// What becomes of a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Merged {
    /// Whether the rule's value is written.
    pub(crate) write: bool,
    /// Who won, where that is worth telling.
    pub(crate) winner: Option<Winner>,
    /// What is agreed on from now; none where nothing ever was.
    pub(crate) base: Option<BaseCell>,
}

impl Owner {
    /// The owner by the name that the mapping gives, for data that comes from the side `source`.
    pub(crate) fn of(name: Option<&str>, source: &str) -> Owner {
        match name {
            None => Owner::Rule,
            Some("hold") => Owner::Hold,
            Some(side) if side == source => Owner::Source,
            Some(_) => Owner::Target,
        }
    }
}

/// Merges what the rule gives with what the target holds and what was last agreed on.
pub(crate) fn merge(
    ty: &Type,
    gives: &Constant,
    holds: &Constant,
    base: Option<&BaseCell>,
    owner: Owner,
) -> Merged {
    let keep = |base| Merged { write: false, winner: None, base };
    if matches!(gives, Constant::Absent) {
        return keep(base.cloned());
    }
    let settled = Some(BaseCell { gave: gives.clone(), holds: holds.clone() });
    let base = base.filter(|_| !breaks(Rule::Merge));
    let owner = if breaks(Rule::Owner) { Owner::Rule } else { owner };
    if same(ty, gives, holds) && !breaks(Rule::Echo) {
        return keep(settled);
    }
    let write =
        |winner| Merged { write: true, winner, base: Some(BaseCell::agreed(gives.clone())) };
    let Some(base) = base else {
        return match owner {
            // Nothing is emptied before both sides have agreed once.
            _ if matches!(gives, Constant::Clear) => keep(settled),
            Owner::Rule | Owner::Source => write(None),
            Owner::Target | Owner::Hold if same(ty, holds, &Constant::Clear) => write(None),
            Owner::Target => Merged { write: false, winner: Some(Winner::Target), base: None },
            Owner::Hold => Merged { write: false, winner: Some(Winner::Nobody), base: None },
        };
    };
    if same(ty, gives, &base.gave) && !breaks(Rule::Echo) {
        return keep(Some(base.clone()));
    }
    if same(ty, holds, &base.holds) {
        return write(None);
    }
    match owner {
        Owner::Rule => write(None),
        Owner::Source => write(Some(Winner::Source)),
        // Until the way back has carried it over, the source has not seen what its edit lost to.
        Owner::Target | Owner::Hold => {
            let winner = if owner == Owner::Target { Winner::Target } else { Winner::Nobody };
            Merged { write: false, winner: Some(winner), base: Some(base.clone()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Owner, Winner, merge};
    use crate::program::Constant;
    use crate::schema::Type;
    use crate::sync::base::BaseCell;

    fn text(text: &str) -> Constant {
        if text.is_empty() { Constant::Absent } else { Constant::Text(text.into()) }
    }

    /// Whether it is written and who won, for a base (`gave`, `holds`), the rule's and the target's value.
    fn decided(
        base: Option<(&str, &str)>,
        gives: &str,
        holds: &str,
        owner: Owner,
    ) -> (bool, Option<Winner>) {
        let base = base.map(|(gave, holds)| BaseCell { gave: text(gave), holds: text(holds) });
        let merged = merge(&Type::TEXT, &text(gives), &text(holds), base.as_ref(), owner);
        (merged.write, merged.winner)
    }

    #[test]
    fn who_moved_decides_then_the_owner() {
        let agreed = Some(("a", "a"));
        for owner in [Owner::Rule, Owner::Source, Owner::Target, Owner::Hold] {
            assert_eq!(decided(agreed, "a", "hand", owner), (false, None), "the target stays");
            assert_eq!(decided(agreed, "b", "a", owner), (true, None), "the rule moved");
            assert_eq!(decided(agreed, "b", "b", owner), (false, None), "both moved alike");
            assert_eq!(decided(agreed, "", "a", owner), (false, None), "absent leaves");
            assert_eq!(decided(Some(("a", "A!")), "b", "A!", owner), (true, None), "it rounds");
            assert_eq!(decided(Some(("a", "A!")), "a", "A!", owner), (false, None), "it rounds");
        }
        assert_eq!(decided(agreed, "b", "c", Owner::Rule), (true, None));
        assert_eq!(decided(agreed, "b", "c", Owner::Source), (true, Some(Winner::Source)));
        assert_eq!(decided(agreed, "b", "c", Owner::Target), (false, Some(Winner::Target)));
        assert_eq!(decided(agreed, "b", "c", Owner::Hold), (false, Some(Winner::Nobody)));
    }

    #[test]
    fn at_the_first_exchange_the_owner_has_it_and_blanks_are_filled() {
        assert_eq!(decided(None, "b", "c", Owner::Rule), (true, None));
        assert_eq!(decided(None, "b", "c", Owner::Target), (false, Some(Winner::Target)));
        assert_eq!(decided(None, "b", "", Owner::Target), (true, None));
        assert_eq!(decided(None, "b", "c", Owner::Hold), (false, Some(Winner::Nobody)));
        let clear = merge(&Type::TEXT, &Constant::Clear, &text("c"), None, Owner::Rule);
        assert!(!clear.write, "nothing is emptied at the first exchange");
        let base = BaseCell::agreed(text("c"));
        let clear = merge(&Type::TEXT, &Constant::Clear, &text("c"), Some(&base), Owner::Rule);
        assert!(clear.write);
    }
}
