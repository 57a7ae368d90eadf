//! Crashes at every boundary of small scenes, and by name at the points of the protocol.

use super::people::{Deed, Text, good_of};
use super::seeds::number;
use super::store::plain;
use super::world::{Call, Crash, Fault, Name};
use super::{ALL, Stage, erp};
use crate::endpoint::WriteKind;

/// Scenes with everything that a plan can hold: a buyer that is created first, edits of either side,
/// of both, cards that go the other way.
pub(super) const SCENES: [(&str, &[Deed], &[Deed]); 4] = [
    ("a new order", &[], &[Deed::Order]),
    (
        "edits on both sides",
        &[Deed::Order],
        &[
            Deed::Text(Name::Crm, Text::Note),
            Deed::Quantity(Name::Erp),
            Deed::Price,
            Deed::Add(Name::Crm),
            Deed::Day(Name::Erp),
        ],
    ),
    (
        "one field on both sides",
        &[Deed::Order],
        &[
            Deed::Text(Name::Erp, Text::Note),
            Deed::Text(Name::Crm, Text::Note),
            Deed::Stage(Name::Crm),
            Deed::Stage(Name::Erp),
            Deed::Quantity(Name::Crm),
        ],
    ),
    (
        "buyers both ways",
        &[Deed::Card],
        &[Deed::CardWithoutPhone, Deed::Customer, Deed::Rename(Name::Erp), Deed::Rename(Name::Crm)],
    ),
];

/// A scene up to the point where the second part of it was done.
pub(super) fn scene(before: &[Deed], deeds: &[Deed]) -> Stage {
    let stage = Stage::new(7).done(before);
    if !before.is_empty() {
        stage.settle().unwrap();
        stage.world.state().diary.0.clear();
    }
    stage.done(deeds)
}

/// The scene with those crashes, one a life.
pub(super) fn crashed(
    before: &[Deed],
    deeds: &[Deed],
    faults: &[Fault],
    crashes: &[Crash],
) -> Result<usize, String> {
    let stage = scene(before, deeds);
    stage.faults(faults);
    for crash in crashes {
        stage.life(&ALL, Some(crash.clone()));
    }
    stage.ends_well().map_err(|text| format!("{crashes:?} {faults:?}: {text}"))
}

#[test]
fn scenes_without_any_trouble_end_well() {
    for (name, before, deeds) in SCENES {
        let passed =
            crashed(before, deeds, &[], &[]).unwrap_or_else(|text| panic!("{name}: {text}"));
        assert!(passed > 30, "{name}: {passed} boundaries");
    }
    let stage = scene(&[], &[Deed::Order]);
    stage.ends_well().unwrap();
    assert_eq!((stage.count(Name::Erp, erp::ORDER), stage.count(Name::Erp, erp::BUYER)), (1, 1));
    assert_eq!(stage.accepted(WriteKind::Post, erp::ORDER), 1);
    assert_eq!(stage.accepted(WriteKind::Edit, "order"), 1, "its number, and nothing else");
}

#[test]
fn a_crash_at_any_boundary_loses_and_doubles_nothing() {
    for (name, before, deeds) in SCENES {
        let boundaries = u32::try_from(crashed(before, deeds, &[], &[]).unwrap()).unwrap();
        // Every scene begins elsewhere, so that together they meet most kinds of boundaries.
        let step = usize::try_from(number("OBMEN_CRASH_STEP", 17)).unwrap();
        for at in (1 + u32::try_from(name.len() % step).unwrap()..=boundaries).step_by(step) {
            crashed(before, deeds, &[], &[Crash::At(at)])
                .unwrap_or_else(|text| panic!("{name}: {text}"));
        }
    }
}

/// An order whose price somebody edits in the account when the exchange has planned to send its rows
/// and has not done so yet. Gives what stands there in the end, and what was put there.
pub(super) fn edited_before_the_call() -> (String, String) {
    let stage = scene(&[Deed::Order], &[Deed::Quantity(Name::Erp)]);
    stage.world.state().cue = Some(("after plan", Deed::Price));
    stage.life(&ALL, None);
    let edit = stage.world.state().diary.0.iter().find(|edit| edit.side == Name::Crm).cloned();
    let edit = edit.expect("somebody edited the order");
    stage.settle().unwrap();
    let state = stage.world.state();
    let (_, order) = state.crm.store.all("order").next().expect("it is there");
    let rows = order.json["items"].as_array().expect("it has rows");
    let row = rows.iter().find(|row| edit.field.ends_with(&good_of(Name::Crm, row)));
    (row.map(|row| plain(&row["initialPrice"])).unwrap_or_default(), edit.value)
}

#[test]
fn what_was_edited_since_the_plan_is_seen_before_the_call() {
    let (stands, edited) = edited_before_the_call();
    assert_eq!(stands, edited);
}

/// A crash point of the protocol, and how often the document of the order is sent because of it.
struct Point {
    name: &'static str,
    crashes: &'static [Crash],
    faults: &'static [Fault],
    sent: usize,
    posts: usize,
}

/// Once, at the first boundary whose name begins so.
const fn at(name: &'static str, crashes: &'static [Crash]) -> Point {
    Point { name, crashes, faults: &[], sent: 1, posts: 1 }
}

/// The points that an import and an export of orders can meet. C14 (a bulk upload) and C15 (a file
/// that is written) are of other flows; C13 is met as the feed of versions, which has no message to
/// acknowledge; C17 and C18 are about a journal that is gone.
const POINTS: [Point; 14] = [
    at("C1 before a page is read", &[Crash::On("ask Crm order", 1)]),
    at("C2 a page is read and not stored", &[Crash::On("before capture", 1)]),
    at("C3 a page is stored", &[Crash::On("after capture", 1)]),
    at("C4 reading for the plan", &[Crash::On("seen Erp Catalog_Goods", 1)]),
    at("C5 the plan is stored, nothing is sent", &[Crash::On("after plan", 1)]),
    at("C6 it is done, nobody hears of it", &[Crash::On("answer Create Document_Order", 1)]),
    Point {
        name: "C7 it arrives after the restart",
        crashes: &[Crash::On("answer Create Document_Order", 1)],
        faults: &[Fault::None, Fault::None, Fault::Late(60_000)],
        sent: 1,
        posts: 1,
    },
    at("C8 the answer is heard and not stored", &[Crash::On("before confirm", 3)]),
    at("C9 the answer is stored, the next step is not sent", &[Crash::On("after confirm", 3)]),
    at("C10 created and not posted", &[Crash::On("send Post Document_Order", 1)]),
    at("C11 created, the order does not know of it", &[Crash::On("send Edit order", 1)]),
    at("C12 all is done, the lane is not closed", &[Crash::On("before close", 1)]),
    at("C13 the versions are read and not stored", &[Crash::On("told Erp Document_Order", 1)]),
    at(
        "C16 while what C6 left is looked after",
        &[Crash::On("answer Create Document_Order", 1), Crash::On("before confirm", 1)],
    ),
];

#[test]
fn every_crash_point_of_the_protocol_has_its_outcome() {
    let (_, before, deeds) = SCENES[0];
    for point in POINTS {
        let stage = scene(before, deeds);
        stage.faults(point.faults);
        for crash in point.crashes {
            stage.life(&ALL, Some(crash.clone()));
            assert!(stage.world.state().crashed, "{}: it did not die", point.name);
        }
        stage.ends_well().unwrap_or_else(|text| panic!("{}: {text}", point.name));
        assert_eq!(stage.count(Name::Erp, erp::ORDER), 1, "{}", point.name);
        let is_creation =
            |call: &&Call| call.write.kind == WriteKind::Create && call.write.entity == erp::ORDER;
        let sent = stage.world.state().calls.iter().filter(is_creation).count();
        assert_eq!(sent, point.sent, "{}: how often it was sent", point.name);
        assert_eq!(stage.accepted(WriteKind::Post, erp::ORDER), point.posts, "{}", point.name);
    }
}
