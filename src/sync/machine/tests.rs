//! The machine, told what happens by a script.

use std::time::Duration;

use super::{Done, Effect, Input, Machine, Patience, Reason, Seen, Step, Stop, Trouble, Wait, Why};
use crate::endpoint::ErrorKind;
use crate::journal::{Class, Op};

const CREATE: Step = Step { op: Op::Create, class: Class::Keyed, own: true, fresh: false };
const EDIT: Step = Step { op: Op::Edit, class: Class::Absolute, own: false, fresh: false };
const POST: Step = Step { op: Op::Post, class: Class::Absolute, own: false, fresh: true };
const ONCE: Step = Step { op: Op::Create, class: Class::Once, own: true, fresh: false };

const PATIENCE: Patience = Patience { tries: 3, replan_rejected: true };

const OK: Input = Input::Answered(Ok(Done::Planned));
const ABSENT: Input = Input::Probed(Ok(Seen::Absent));

/// What nobody can go on after.
const STOPS: [(ErrorKind, Stop); 2] =
    [(ErrorKind::Credentials, Stop::Credentials), (ErrorKind::Unsupported, Stop::Unsupported)];

fn failed(kind: ErrorKind) -> Input {
    Input::Answered(Err(Trouble { kind, retry_after: None }))
}

fn present(posted: Option<bool>) -> Input {
    Input::Probed(Ok(Seen::Present { posted }))
}

/// Feeds a new plan's machine after its first call was asked for; gives the effects.
fn called(steps: &[Step], inputs: &[Input]) -> Vec<Effect> {
    let mut machine = Machine::new(steps.to_vec(), PATIENCE);
    assert_eq!(machine.next(Input::Start), Effect::CommitPlan);
    assert_eq!(machine.next(Input::Committed), Effect::Call(0));
    inputs.iter().map(|input| machine.next(*input)).collect()
}

fn resumed(steps: &[Step], inputs: &[Input]) -> Vec<Effect> {
    let mut machine = Machine::resumed(steps.to_vec(), PATIENCE);
    assert_eq!(machine.next(Input::Start), Effect::CommitDoubt(0));
    inputs.iter().map(|input| machine.next(*input)).collect()
}

fn confirm(step: usize) -> Effect {
    Effect::CommitConfirm { step, send_next: true }
}

#[test]
fn an_empty_plan_is_closed_at_once() {
    let mut machine = Machine::new(Vec::new(), PATIENCE);
    assert_eq!(machine.next(Input::Start), Effect::CommitClose { again: false });
    assert_eq!(machine.next(Input::Committed), Effect::End);
}

#[test]
fn steps_go_one_after_another() {
    assert_eq!(
        called(&[CREATE, POST], &[OK, Input::Committed, OK, Input::Committed, Input::Committed]),
        [
            confirm(0),
            Effect::Call(1),
            confirm(1),
            Effect::CommitClose { again: false },
            Effect::End
        ]
    );
}

#[test]
fn a_create_in_doubt_is_looked_for_before_it_is_sent_again() {
    let lost = failed(ErrorKind::Transient);
    let doubt = [lost, Input::Committed, Input::Elapsed];
    let asked = [Effect::CommitDoubt(0), Effect::Wait(Wait::Try(1)), Effect::Probe(0)];
    let effects = called(&[CREATE], &[&doubt[..], &[ABSENT, Input::Committed, OK]].concat());
    assert_eq!(effects[..3], asked);
    assert_eq!(effects[3..], [Effect::CommitResend(0), Effect::Call(0), confirm(0)]);
    let found = [present(None), Input::Committed, Input::Committed];
    let effects = called(&[CREATE], &[&doubt[..], &found].concat());
    assert_eq!(effects[3..], [confirm(0), Effect::CommitClose { again: true }, Effect::End]);
}

#[test]
fn a_refused_create_waits_for_the_call_before_it_that_got_no_answer() {
    let lost = [failed(ErrorKind::Transient), Input::Committed, Input::Elapsed, ABSENT];
    let waits = [Effect::CommitResend(0), Effect::Call(0), Effect::Wait(Wait::Landed(0))];
    for kind in [ErrorKind::Rejected, ErrorKind::Locked, ErrorKind::Missing, ErrorKind::Conflict] {
        let refused = [Input::Committed, failed(kind), Input::Elapsed];
        let until = [&lost[..], &refused].concat();
        let effects = called(&[CREATE], &[&until[..], &[present(None)]].concat());
        assert_eq!(effects[3..], [&waits[..], &[Effect::Probe(0), confirm(0)]].concat());
        let effects = called(&[CREATE], &[&until[..], &[ABSENT]].concat());
        assert_eq!(effects[7..], [Effect::Replan(Why::Rejected(0))]);
    }
}

#[test]
fn who_cannot_go_on_leaves_in_doubt_what_a_call_before_may_have_done() {
    let lost = [failed(ErrorKind::Transient), Input::Committed, Input::Elapsed, ABSENT];
    for (kind, why) in STOPS {
        let effects = called(&[CREATE], &[&lost[..], &[Input::Committed, failed(kind)]].concat());
        assert_eq!(effects.last(), Some(&Effect::Stop { at: 0, why, undone: false }));
    }
}

/// It may belong to a shop that the key does not see: sending it for ever would tell nobody.
#[test]
fn what_exists_and_is_not_shown_is_a_refusal_in_the_end() {
    let round = [failed(ErrorKind::Exists), ABSENT, Input::Committed];
    let rounds = round.repeat(4);
    let found = called(&[CREATE], &rounds[..rounds.len() - 1]);
    assert_eq!(found[..3], [Effect::Probe(0), Effect::CommitResend(0), Effect::Call(0)]);
    assert_eq!(found.last(), Some(&Effect::Park(Reason::Rejected(0))));
    let doubt = [failed(ErrorKind::Exists), ABSENT, Input::Committed, failed(ErrorKind::Transient)];
    let found = called(&[CREATE], &doubt);
    assert_eq!(found.last(), Some(&Effect::CommitDoubt(0)));
}

#[test]
fn an_edit_in_doubt_is_planned_anew_and_never_sent_again() {
    for kind in [ErrorKind::Transient, ErrorKind::BadData] {
        assert_eq!(
            called(&[EDIT, POST], &[failed(kind), Input::Committed, Input::Elapsed]),
            [Effect::CommitDoubt(0), Effect::Wait(Wait::Landed(0)), Effect::Replan(Why::Doubt)]
        );
    }
}

#[test]
fn what_must_not_be_done_twice_waits_for_a_person() {
    let parked = [Effect::CommitDoubt(0), Effect::Park(Reason::InDoubt(0))];
    assert_eq!(called(&[ONCE], &[failed(ErrorKind::Transient), Input::Committed]), parked);
    assert_eq!(resumed(&[ONCE], &[Input::Committed]), parked[1..]);
}

#[test]
fn a_post_in_doubt_goes_by_what_the_document_says() {
    let doubt = [failed(ErrorKind::Transient), Input::Committed, Input::Elapsed];
    let after =
        |step: Step, seen: Input| *called(&[step], &[&doubt[..], &[seen]].concat()).last().unwrap();
    let edited = Step { fresh: false, ..POST };
    assert_eq!(after(POST, present(Some(true))), confirm(0));
    assert_eq!(after(POST, present(Some(false))), Effect::CommitResend(0));
    assert_eq!(after(edited, present(Some(true))), Effect::CommitResend(0));
    assert_eq!(after(POST, present(None)), Effect::CommitResend(0));
    assert_eq!(after(POST, ABSENT), Effect::Park(Reason::Missing(0)));
    let unpost = Step { op: Op::Unpost, ..POST };
    assert_eq!(after(unpost, present(Some(false))), confirm(0));
    assert_eq!(after(unpost, present(Some(true))), Effect::CommitResend(0));
}

#[test]
fn each_kind_of_trouble_has_its_outcome() {
    let outcome = |step, kind| called(&[step], &[failed(kind)])[0];
    assert_eq!(outcome(EDIT, ErrorKind::Limit), Effect::Wait(Wait::Try(1)));
    assert_eq!(outcome(EDIT, ErrorKind::Conflict), Effect::Replan(Why::Conflict(0)));
    assert_eq!(outcome(EDIT, ErrorKind::Missing), Effect::Park(Reason::Missing(0)));
    assert_eq!(outcome(EDIT, ErrorKind::Rejected), Effect::Replan(Why::Rejected(0)));
    assert_eq!(outcome(POST, ErrorKind::Rejected), Effect::Park(Reason::Rejected(0)));
    assert_eq!(outcome(CREATE, ErrorKind::Exists), Effect::Probe(0));
    assert_eq!(outcome(ONCE, ErrorKind::Exists), Effect::Replan(Why::Rejected(0)));
    for (kind, why) in STOPS {
        assert_eq!(outcome(EDIT, kind), Effect::Stop { at: 0, why, undone: true });
    }
    let mut machine = Machine::new(vec![EDIT], Patience { replan_rejected: false, ..PATIENCE });
    machine.next(Input::Start);
    machine.next(Input::Committed);
    let refused = machine.next(failed(ErrorKind::Rejected));
    assert_eq!(refused, Effect::Park(Reason::Rejected(0)));
    let mut machine = Machine::new(vec![CREATE], PATIENCE);
    machine.next(Input::Start);
    assert_eq!(machine.next(Input::Taken), Effect::Park(Reason::Ambiguous));
}

#[test]
fn a_limit_is_waited_for_and_stored_as_sent_again() {
    let told = Input::Answered(Err(Trouble {
        kind: ErrorKind::Limit,
        retry_after: Some(Duration::from_secs(7)),
    }));
    assert_eq!(
        called(&[EDIT], &[told, Input::Elapsed, Input::Committed]),
        [
            Effect::Wait(Wait::Told(Duration::from_secs(7))),
            Effect::CommitResend(0),
            Effect::Call(0)
        ]
    );
}

#[test]
fn patience_ends_and_leaves_the_doubt_stored() {
    let mut machine = Machine::new(vec![CREATE], PATIENCE);
    let mut input = Input::Start;
    let mut calls = 0;
    for _ in 0..100 {
        input = match machine.next(input) {
            Effect::Call(_) => {
                calls += 1;
                failed(ErrorKind::Transient)
            }
            Effect::Probe(_) => ABSENT,
            Effect::Wait(_) => Input::Elapsed,
            Effect::Postpone => break,
            _ => Input::Committed,
        };
    }
    assert!((2..=4).contains(&calls), "{calls} calls");
}

#[test]
fn what_was_planned_for_a_key_that_no_record_has_is_planned_anew() {
    let other = Input::Answered(Ok(Done::Renamed));
    for steps in [&[CREATE, POST][..], &[CREATE]] {
        assert_eq!(
            called(steps, &[other, Input::Committed]),
            [Effect::CommitConfirm { step: 0, send_next: false }, Effect::Replan(Why::Renamed)]
        );
    }
}

#[test]
fn a_probe_that_fails_is_repeated() {
    let lost = Input::Probed(Err(Trouble { kind: ErrorKind::Transient, retry_after: None }));
    let inputs = [Input::Committed, Input::Elapsed, lost, Input::Elapsed, present(None)];
    assert_eq!(
        resumed(&[CREATE], &inputs),
        [
            Effect::Wait(Wait::Landed(0)),
            Effect::Probe(0),
            Effect::Wait(Wait::Try(1)),
            Effect::Probe(0),
            confirm(0)
        ]
    );
}

#[test]
fn what_was_left_open_goes_on_but_for_edits() {
    let inputs = [Input::Committed, Input::Elapsed, present(None), Input::Committed];
    assert_eq!(resumed(&[CREATE, POST], &inputs)[2..], [confirm(0), Effect::Call(1)]);
    assert_eq!(
        resumed(&[CREATE, EDIT, POST], &inputs)[2..],
        [Effect::CommitConfirm { step: 0, send_next: false }, Effect::Replan(Why::Stale)]
    );
    // A record that is still to be created, or was not, is planned from what stands there by now.
    let mark = Step { own: false, ..CREATE };
    assert_eq!(resumed(&[mark, CREATE], &inputs)[3..], [Effect::Replan(Why::Stale)]);
    let absent = [Input::Committed, Input::Elapsed, ABSENT];
    assert_eq!(resumed(&[CREATE, POST], &absent)[2..], [Effect::Replan(Why::Stale)]);
    assert_eq!(resumed(&[mark, POST], &absent)[2..], [Effect::CommitResend(0)]);
}
