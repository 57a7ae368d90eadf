//! The decisions of carrying out a lane's plan, without I/O.
//!
//! The driver hands in what happened ([`Input`]) and does what it is told ([`Effect`]), one thing at
//! a time. After a crash the same machine is started from the intents that were stored. No call is
//! asked for before the journal said that its intent is stored as sent.
//!
//! ```text
//!  CommitPlan ─► Call ─► CommitConfirm ─► Call ─► CommitConfirm ─► CommitClose
//!                 │ not known whether it was done
//!                 └─► CommitDoubt ─► Wait ─┬► Probe ─► CommitConfirm | CommitResend ─► Call   (K, posts)
//!                                          ├► Replan                                          (A)
//!                                          └► Park                                            (N)
//! ```

use std::time::Duration;

use crate::endpoint::ErrorKind;
use crate::journal::{Class, Op};

/// What the decisions need to know of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub op: Op,
    /// How it can be repeated.
    pub class: Class,
    /// Of a create: whether it makes a record of its own, and not what belongs to another.
    pub own: bool,
    /// Of a post: whether the last thing done to the document was its creation, so that a posted one
    /// is posted as it is meant to be. After an edit it may be posted as it was before.
    pub fresh: bool,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The plan is there, or the stored steps are.
    Start,
    /// The transaction that was asked for is durable.
    Committed,
    /// The plan could not be stored: a key is linked to another record.
    Taken,
    /// The call came back.
    Answered(Result<Done, Trouble>),
    /// The probe came back.
    Probed(Result<Seen, Trouble>),
    /// The time to wait is over.
    Elapsed,
}

/// How a call was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// As it was planned.
    Planned,
    /// Under a key of the system's own, and not the one that it was sent.
    Renamed,
}

/// A call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What kind of trouble.
    pub kind: ErrorKind,
    /// How long to wait, where the system says so.
    pub retry_after: Option<Duration>,
}

/// What a probe saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// No such record.
    Absent,
    /// The record, and whether it is posted, where that can be told.
    Present {
        /// Whether it is posted.
        posted: Option<bool>,
    },
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// T2: store the plan, its first step as sent.
    CommitPlan,
    /// Send the step.
    Call(usize),
    /// T3: store the answer to the step; the next one becomes sent, if it is to be.
    CommitConfirm {
        /// The step.
        step: usize,
        /// Whether the next one is sent.
        send_next: bool,
    },
    /// Store that it is not known whether the step was done.
    CommitDoubt(usize),
    /// Store that the step is sent once more.
    CommitResend(usize),
    /// Look whether the step was done.
    Probe(usize),
    /// Let time pass.
    Wait(Wait),
    /// T4: store what both sides agree on.
    CommitClose {
        /// Whether the lane is looked at once more: some steps were found done and not seen done.
        again: bool,
    },
    /// Lay the lane aside.
    Park(Reason),
    /// Give up what is left of the plan and make a new one.
    Replan(Why),
    /// Leave the lane as it is for a later time; what is in doubt stays so.
    Postpone,
    /// Nobody can go on: end the run, or the flow.
    Stop {
        /// The step.
        at: usize,
        /// Why.
        why: Stop,
        /// Whether the step is known not to be done; otherwise it stays in doubt.
        undone: bool,
    },
    /// The lane is closed.
    End,
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Longer each time: before the try of that number.
    Try(u32),
    /// As the system said.
    Told(Duration),
    /// Until the call of the step cannot land any more.
    Landed(usize),
}

/// Why a lane is laid aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The system refused the step.
    Rejected(usize),
    /// Somebody else holds the record that the step writes.
    Locked(usize),
    /// The record that the step writes is not there.
    Missing(usize),
    /// It cannot be found out whether the step was done, and it must not be done twice.
    InDoubt(usize),
    /// A record is linked to another one already.
    Ambiguous,
}

/// Why a new plan is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The record changed after it was read; the step was not done.
    Conflict(usize),
    /// The step was refused; what it was made of may be out of date.
    Rejected(usize),
    /// The step was done or not: the present state tells.
    Doubt,
    /// What is left was planned long ago.
    Stale,
    /// A record was created under another key than the one that the plan speaks of.
    Renamed,
}

/// Why nobody can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Key, login or rights: the run ends.
    Credentials,
    /// The system does not know the request: the flow ends.
    Unsupported,
}

/// How patient it is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How often a step is tried, and a probe, before the lane is put off.
    pub tries: u32,
    /// Whether a refusal is answered by a new plan first.
    pub replan_rejected: bool,
}

/// A plan being carried out.
#[derive(Debug)]
pub struct Machine {
    steps: Vec<Step>,
    at: usize,
    state: State,
    tries: u32,
    /// Whether the steps were stored by somebody who is gone.
    resumed: bool,
    /// Whether a step was found done without its answer.
    found: bool,
    /// Whether the system says of a record that it exists.
    exists: bool,
    /// Whether the system gave a record another key than it was sent.
    renamed: bool,
    /// Whether a call of the step got no answer: it may still be under way.
    doubted: bool,
    /// Whether a later call of the same step was refused.
    refused: bool,
    patience: Patience,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Planning,
    Calling,
    Confirming,
    Doubting,
    /// Waiting before the step is sent again.
    Cooling,
    /// Waiting before it is looked at, or given up.
    Settling,
    Probing,
    Resending,
    Closing,
    Over,
}

impl Machine {
    /// For a new plan.
    pub fn new(steps: Vec<Step>, patience: Patience) -> Machine {
        Machine {
            steps,
            at: 0,
            state: State::New,
            tries: 0,
            resumed: false,
            found: false,
            exists: false,
            renamed: false,
            doubted: false,
            refused: false,
            patience,
        }
    }

    /// For the steps that a plan left open, the first of them sent or in doubt.
    pub fn resumed(steps: Vec<Step>, patience: Patience) -> Machine {
        Machine { resumed: true, doubted: true, ..Machine::new(steps, patience) }
    }

    /// What follows.
    pub fn next(&mut self, input: Input) -> Effect {
        match (self.state, input) {
            (State::New, Input::Start) => self.start(),
            (State::Planning | State::Resending, Input::Committed) => self.call(),
            (State::Planning, Input::Taken) => self.over(Effect::Park(Reason::Ambiguous)),
            (State::Calling, Input::Answered(Ok(done))) => {
                self.renamed = done == Done::Renamed;
                self.confirm()
            }
            (State::Calling, Input::Answered(Err(trouble))) => self.failed(trouble),
            (State::Confirming, Input::Committed) => self.advance(),
            (State::Doubting, Input::Committed) => self.settle(),
            (State::Cooling, Input::Elapsed) => {
                self.to(State::Resending, Effect::CommitResend(self.at))
            }
            (State::Settling, Input::Elapsed) => self.look(),
            (State::Probing, Input::Probed(Ok(seen))) => self.seen(seen),
            (State::Probing, Input::Probed(Err(trouble))) => self.unseen(trouble),
            (State::Closing, Input::Committed) => self.over(Effect::End),
            (state, input) => unreachable!("{input:?} while {state:?}: the driver lost its place"),
        }
    }

    fn to(&mut self, state: State, effect: Effect) -> Effect {
        self.state = state;
        effect
    }

    fn over(&mut self, effect: Effect) -> Effect {
        self.to(State::Over, effect)
    }

    fn start(&mut self) -> Effect {
        if self.steps.is_empty() {
            return self.close();
        }
        if self.resumed {
            return self.to(State::Doubting, Effect::CommitDoubt(0));
        }
        self.to(State::Planning, Effect::CommitPlan)
    }

    fn call(&mut self) -> Effect {
        self.to(State::Calling, Effect::Call(self.at))
    }

    fn close(&mut self) -> Effect {
        let again = self.resumed || self.found;
        self.to(State::Closing, Effect::CommitClose { again })
    }

    fn confirm(&mut self) -> Effect {
        let effect = Effect::CommitConfirm { step: self.at, send_next: !self.is_stale() };
        self.to(State::Confirming, effect)
    }

    /// Whether what comes next was planned by somebody who is gone and holds a state that may be
    /// out of date. Marks and posts hold none. What speaks of a key that no record has is worse.
    fn is_stale(&self) -> bool {
        let holds_state = |step: &Step| step.op == Op::Edit || step.own;
        self.renamed || self.resumed && self.steps[self.at + 1..].iter().any(holds_state)
    }

    fn advance(&mut self) -> Effect {
        if self.renamed {
            return self.over(Effect::Replan(Why::Renamed));
        }
        if self.is_stale() {
            return self.over(Effect::Replan(Why::Stale));
        }
        self.at += 1;
        (self.tries, self.exists, self.doubted, self.refused) = (0, false, false, false);
        if self.at == self.steps.len() { self.close() } else { self.call() }
    }

    fn failed(&mut self, trouble: Trouble) -> Effect {
        let (at, step) = (self.at, self.steps[self.at]);
        self.exists = trouble.kind == ErrorKind::Exists;
        match trouble.kind {
            ErrorKind::Transient | ErrorKind::BadData => {
                self.doubted = true;
                self.to(State::Doubting, Effect::CommitDoubt(at))
            }
            ErrorKind::Limit => self.wait(State::Cooling, trouble.retry_after),
            ErrorKind::Exists if step.class == Class::Keyed => {
                self.to(State::Probing, Effect::Probe(at))
            }
            // Nothing is known by that of a call before it, which may still create the record.
            ErrorKind::Rejected
            | ErrorKind::Exists
            | ErrorKind::Conflict
            | ErrorKind::Missing
            | ErrorKind::Locked
                if step.op == Op::Create && self.doubted =>
            {
                (self.doubted, self.refused) = (false, true);
                self.to(State::Settling, Effect::Wait(Wait::Landed(at)))
            }
            ErrorKind::Conflict => self.over(Effect::Replan(Why::Conflict(at))),
            ErrorKind::Missing => self.over(Effect::Park(Reason::Missing(at))),
            ErrorKind::Locked => self.over(Effect::Park(Reason::Locked(at))),
            ErrorKind::Rejected | ErrorKind::Exists => self.refuse(),
            ErrorKind::Credentials => self.stop(Stop::Credentials, !self.doubted),
            ErrorKind::Unsupported => self.stop(Stop::Unsupported, !self.doubted),
        }
    }

    fn stop(&mut self, why: Stop, undone: bool) -> Effect {
        self.over(Effect::Stop { at: self.at, why, undone })
    }

    fn refuse(&mut self) -> Effect {
        let at = self.at;
        let post = matches!(self.steps[at].op, Op::Post | Op::Unpost);
        if self.patience.replan_rejected && !post {
            return self.over(Effect::Replan(Why::Rejected(at)));
        }
        self.over(Effect::Park(Reason::Rejected(at)))
    }

    /// The doubt is stored: when is it looked at?
    fn settle(&mut self) -> Effect {
        let step = self.steps[self.at];
        // A call that nobody waits for any more may still be under way. So may one that an edit
        // lost, and it must not land on top of the next; a second create or post does no harm.
        let may_land = self.resumed && self.at == 0 && self.tries == 0;
        match (step.class, step.op) {
            (Class::Once, _) => self.over(Effect::Park(Reason::InDoubt(self.at))),
            (Class::Absolute, Op::Edit | Op::Create) => {
                self.to(State::Settling, Effect::Wait(Wait::Landed(self.at)))
            }
            (Class::Keyed, _) | (Class::Absolute, Op::Post | Op::Unpost) => {
                if may_land {
                    return self.to(State::Settling, Effect::Wait(Wait::Landed(self.at)));
                }
                self.wait(State::Settling, None)
            }
        }
    }

    /// The time to look has come.
    fn look(&mut self) -> Effect {
        let step = self.steps[self.at];
        match (step.class, step.op) {
            (Class::Absolute, Op::Edit | Op::Create) => self.over(Effect::Replan(Why::Doubt)),
            (Class::Once, _) => self.over(Effect::Park(Reason::InDoubt(self.at))),
            (Class::Keyed, _) | (Class::Absolute, Op::Post | Op::Unpost) => {
                self.to(State::Probing, Effect::Probe(self.at))
            }
        }
    }

    fn seen(&mut self, seen: Seen) -> Effect {
        let step = self.steps[self.at];
        let done = match (step.op, seen) {
            (Op::Create, Seen::Present { .. }) => true,
            (Op::Post | Op::Unpost | Op::Edit, Seen::Absent) => {
                return self.over(Effect::Park(Reason::Missing(self.at)));
            }
            (Op::Post, Seen::Present { posted }) => step.fresh && posted == Some(true),
            (Op::Unpost, Seen::Present { posted }) => posted == Some(false),
            (Op::Edit, Seen::Present { .. }) | (Op::Create, Seen::Absent) => false,
        };
        if done {
            self.found = true;
            return self.confirm();
        }
        if self.refused {
            return self.refuse();
        }
        if self.resumed && step.own {
            // Nothing of it is there and nothing can come any more: what it was planned from may be
            // out of date by now.
            return self.over(Effect::Replan(Why::Stale));
        }
        if self.tries >= self.patience.tries {
            // What exists and is shown to nobody is in nobody's way but a person's.
            let refused = Effect::Park(Reason::Rejected(self.at));
            return self.over(if self.exists { refused } else { Effect::Postpone });
        }
        self.tries += 1;
        self.to(State::Resending, Effect::CommitResend(self.at))
    }

    fn unseen(&mut self, trouble: Trouble) -> Effect {
        match trouble.kind {
            ErrorKind::Credentials => self.stop(Stop::Credentials, false),
            ErrorKind::Missing => self.seen(Seen::Absent),
            ErrorKind::Unsupported => self.over(Effect::Park(Reason::InDoubt(self.at))),
            ErrorKind::Transient
            | ErrorKind::Locked
            | ErrorKind::Limit
            | ErrorKind::Rejected
            | ErrorKind::Conflict
            | ErrorKind::Exists
            | ErrorKind::BadData => self.wait(State::Settling, trouble.retry_after),
        }
    }

    /// Waits before another try, or leaves it for later.
    fn wait(&mut self, state: State, told: Option<Duration>) -> Effect {
        if self.tries >= self.patience.tries {
            return self.over(Effect::Postpone);
        }
        self.tries += 1;
        let wait = told.map_or(Wait::Try(self.tries), Wait::Told);
        self.to(state, Effect::Wait(wait))
    }
}

#[cfg(test)]
mod tests;
