//! `obmen plan`: both systems and the journal are read, nothing is written anywhere.

use crate::cli::console::Console;
use crate::cli::exchange::sides::{Exchange, Sides};
use crate::cli::exchange::stage::{Stage, stage};
use crate::cli::exchange::trouble::Trouble;
use crate::cli::lower::Records;
use crate::endpoint::Cursor;
use crate::eval::Said;
use crate::journal::{JournalReader, Lane};
use crate::program::{FlowPlan, OutcomeKind};
use crate::report::{FlowReport, Kind, Report};
use crate::sync::{Captured, Options, Prepared, Session, Status};

/// Where a feed began and where it came to, as people read it.
pub(super) type Stretch = Option<(Box<str>, Box<str>)>;

impl<'a> Exchange<'a> {
    /// What a run would do.
    pub(super) async fn preview(
        &self,
        flows: &[&'a FlowPlan],
        console: &mut Console,
    ) -> Result<Report, Trouble> {
        let reader = JournalReader::open(&self.journal_path())?;
        let mut report = Report { kind: Kind::Plan, flows: Vec::new() };
        for flow in flows {
            report.flows.push(self.preview_flow(flow, &reader, console).await?);
        }
        Ok(report)
    }

    async fn preview_flow(
        &self,
        flow: &'a FlowPlan,
        reader: &JournalReader,
        console: &mut Console,
    ) -> Result<FlowReport, Trouble> {
        let sides = self.sides(flow)?;
        let origin = self.origin(flow, &sides);
        let feed = origin.feed(flow, &sides);
        stage(Stage::Asking, flow, self.project, console);
        let (lanes, cursor) = match &self.plan.records {
            Records::Changed => {
                self.warn_of_today(&feed, flow, reader, console)?;
                self.must_reach(&feed).await?;
                let captured = feed.preview(reader, self.clock, &Options::default()).await?;
                let cursor = stretch(&sides, flow, &captured);
                if let Some(said) = self.shrunk(flow, &captured) {
                    let drawn = self.drawn(flow, Prepared::default(), cursor);
                    return Ok(FlowReport { stopped: Some(said), ..drawn.report });
                }
                let waiting = self.waiting(reader, flow)?;
                let waiting =
                    waiting.into_iter().filter(|lane| !captured.lanes.contains_key(&lane.key));
                let waiting: Vec<Lane> = waiting.collect();
                (captured.lanes.into_values().chain(waiting).collect(), cursor)
            }
            Records::Numbers(_) | Records::Ids(_) | Records::Saved => {
                (self.named(&feed, flow), None)
            }
        };
        stage(Stage::Reading, flow, self.project, console);
        let memory = self.remembered(reader, flow, &lanes);
        let keys = self.keys(&sides);
        let rules = self.project.fingerprint();
        let telling = self.telling(&rules);
        let session = Session::new(self.world(&sides, &memory, &keys), flow, telling);
        let prepared = session.prepare(&lanes, self.plan.explain).await?;
        self.must_be_there(&prepared)?;
        let mut report = self.drawn(flow, prepared, cursor);
        let planned = std::mem::take(&mut report.planned);
        let records = planned.into_iter().map(|record| (record, Status::Planned));
        report.report.records = records.collect();
        Ok(report.report)
    }

    /// What is said of a source that lost more of its records than it may: it is likely broken, or shows
    /// a part of itself.
    pub(super) fn shrunk(&self, flow: &FlowPlan, captured: &Captured) -> Option<Said> {
        if !captured.shrank(self.project.config.guards.shrink_percent()) {
            return None;
        }
        let args = [
            ("known", captured.known.into()),
            ("gone", captured.gone.len().into()),
            ("shrink", (&*self.project.config.guards.shrink).into()),
        ];
        Some(Said {
            kind: OutcomeKind::Stop,
            text: self.texts.say("run-shrunk", &args).into(),
            bare: None,
            reason: "shrink",
            fault: None,
            span: flow.span,
        })
    }

    /// Records that were named and are not there are a mistake of who named them.
    pub(super) fn must_be_there(&self, prepared: &Prepared) -> Result<(), Trouble> {
        match prepared.missing.first() {
            Some(lane) if matches!(self.plan.records, Records::Numbers(_) | Records::Ids(_)) => {
                let args = [("record", (&*lane.key).into())];
                Err(Trouble::Nothing(self.texts.say("run-no-record", &args)))
            }
            _ => Ok(()),
        }
    }

    /// The report of a flow whose records are still to be carried out, or only to be shown.
    pub(super) fn drawn(&self, flow: &FlowPlan, prepared: Prepared, cursor: Stretch) -> Drawn {
        let report = FlowReport {
            flow: flow.name.clone(),
            source: Some(flow.source),
            cursor,
            rules: Some(self.project.fingerprint().chars().take(4).collect::<String>().into()),
            dictionaries: self.project.fetched.clone(),
            read: prepared.read,
            filtered: prepared.filtered,
            skipped: prepared.skipped,
            stopped: prepared.stopped,
            names: prepared.names,
            gone: prepared.gone.into_iter().map(|(lane, how)| (lane.key, how)).collect(),
            marked: prepared.marked,
            missing: prepared.missing.into_iter().map(|lane| lane.key).collect(),
            payloads: prepared.payloads,
            ..FlowReport::default()
        };
        Drawn { report, planned: prepared.records }
    }
}

/// A report without its records, and the records as they were planned.
pub(super) struct Drawn {
    pub(super) report: FlowReport,
    pub(super) planned: Vec<crate::sync::RecordPlan>,
}

/// Both ends of what was read of a feed, where it has such.
pub(super) fn stretch(sides: &Sides<'_>, flow: &FlowPlan, captured: &Captured) -> Stretch {
    let shown = |cursor: &Cursor| match cursor {
        Cursor::Since(moment) => Box::from(moment.as_str()),
        Cursor::After(position) => Box::from(position.as_str()),
    };
    let compares = sides.source(flow.toward).capability().compares;
    (!compares).then(|| (shown(&captured.reached), shown(&captured.to)))
}
