//! How the program ends. The numbers are frozen: scripts rely on them.

use std::process::ExitCode;

/// An outcome of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done; nothing is left to change.
    Done,
    /// 1: usage, configuration, parse or check error.
    Mistake,
    /// 2: `plan` found changes; `fmt --check` found a text that is not canonical.
    Pending,
    /// 3: finished, but records are held, in conflict or over a guard, a test failed, or a
    /// precondition is not met.
    Held,
    /// 4: a system, the journal or the disk could not be used; the result is incomplete.
    Unusable,
    /// 5: the saved plan is stale or was used already.
    Stale,
}

/// Which outcome is told where several hold.
const PRECEDENCE: [Exit; 6] =
    [Exit::Mistake, Exit::Unusable, Exit::Stale, Exit::Held, Exit::Pending, Exit::Done];

impl Exit {
    /// Its number.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Mistake => 1,
            Exit::Pending => 2,
            Exit::Held => 3,
            Exit::Unusable => 4,
            Exit::Stale => 5,
        }
    }

    /// The outcome of two things that both happened.
    pub fn and(self, other: Exit) -> Exit {
        let first = PRECEDENCE.into_iter().find(|exit| [self, other].contains(exit));
        first.expect("the precedence has every outcome")
    }

    /// What `--exit-zero` makes of it: changes and held records are no failure, trouble still is.
    pub fn softened(self) -> Exit {
        match self {
            Exit::Pending | Exit::Held => Exit::Done,
            Exit::Done | Exit::Mistake | Exit::Unusable | Exit::Stale => self,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::{Exit, PRECEDENCE};

    #[test]
    fn numbers_are_frozen() {
        let numbers = PRECEDENCE.map(Exit::code);
        assert_eq!(numbers, [1, 4, 5, 3, 2, 0]);
    }

    #[test]
    fn the_graver_outcome_is_told() {
        for (rank, graver) in PRECEDENCE.into_iter().enumerate() {
            for lighter in &PRECEDENCE[rank..] {
                assert_eq!(graver.and(*lighter), graver);
                assert_eq!(lighter.and(graver), graver);
            }
        }
    }

    #[test]
    fn exit_zero_forgives_findings_but_no_trouble() {
        let softened = PRECEDENCE.map(|exit| exit.softened().code());
        assert_eq!(softened, [1, 4, 5, 0, 0, 0]);
    }
}
