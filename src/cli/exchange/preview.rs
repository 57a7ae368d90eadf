//! `obmen plan`: both systems and the journal are read, nothing is written anywhere.

use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::exchange::sides::{Exchange, Sides};
use crate::cli::exchange::stage::{Stage, stage};
use crate::cli::exchange::teller::Teller;
use crate::cli::exchange::trouble::Trouble;
use crate::cli::lower::Records;
use crate::endpoint::Cursor;
use crate::eval::Said;
use crate::journal::{JournalReader, Lane};
use crate::program::{FlowPlan, OutcomeKind};
use crate::report::FlowReport;
use crate::sync::{Agreed, Captured, LeftOut, Options, Prepared, RecordPlan, Session, Status};

/// Where a feed began and where it came to, as people read it.
pub(super) type Stretch = Option<(Box<str>, Box<str>)>;

impl<'a> Exchange<'a> {
    /// What a run would do.
    pub(super) async fn preview(
        &self,
        flows: &[&'a FlowPlan],
        teller: &mut Teller<'_>,
        console: &mut Console,
    ) -> Result<(), Trouble> {
        let reader = JournalReader::open(&self.journal_path())?;
        let mut agreed = Agreed::new();
        for flow in flows {
            let more = self.preview_flow(flow, (&reader, &agreed), teller, console).await?;
            agreed.extend(more);
        }
        Ok(())
    }

    /// Gives what the flow would agree on without writing anything.
    async fn preview_flow(
        &self,
        flow: &'a FlowPlan,
        (reader, before): (&JournalReader, &Agreed),
        teller: &mut Teller<'_>,
        console: &mut Console,
    ) -> Result<Agreed, Trouble> {
        let sides = self.sides(flow)?;
        let origin = self.origin(flow, &sides);
        let feed = origin.feed(flow, &sides);
        stage(Stage::Asking, flow, self.project, console);
        let mut left = Vec::new();
        let (lanes, cursor) = match &self.plan.records {
            Records::Changed => {
                self.warn_of_today(&feed, flow, reader, console)?;
                self.must_reach(&feed).await?;
                let captured = feed.preview(reader, self.clock, &Options::default()).await?;
                let cursor = stretch(&sides, flow, &captured);
                if let Some(said) = self.shrunk(flow, &captured) {
                    let mut report = self.opened(flow, cursor);
                    report.stopped = Some(said);
                    teller.part(&mut report, true, console);
                    return Ok(Agreed::new());
                }
                let mut due = self.waiting(reader, flow, false)?;
                due.lanes.retain(|lane| !captured.lanes.contains_key(&lane.key));
                drop_gone(&mut due.lanes, &captured, reader)?;
                due.left.retain(|row| !captured.lanes.contains_key(&row.lane));
                left = due.told(flow.source);
                (captured.lanes.into_values().chain(due.lanes).collect(), cursor)
            }
            Records::Numbers(_) | Records::Ids(_) | Records::Saved => {
                (self.named(&feed, flow), None)
            }
        };
        stage(Stage::Reading, flow, self.project, console);
        let memory = self.remembered(reader, flow, &lanes).after(before);
        let keys = self.keys(&sides);
        let rules = self.project.fingerprint();
        let telling = self.telling(&rules);
        let session = Session::new(self.world(&sides, &memory, &keys), flow, telling);
        let mut report = self.opened(flow, cursor);
        report.waiting.extend(left);
        let mut agreed = Agreed::new();
        let mut parts = self.parts(&lanes).into_iter().peekable();
        while let Some(part) = parts.next() {
            let prepared = session.prepare(part, self.plan.explain).await;
            let prepared = match prepared.map_err(Trouble::from) {
                Ok(prepared) => prepared,
                Err(trouble) => {
                    // What was told of the flow is told to its end.
                    if teller.is_open() {
                        teller.part(&mut report, true, console);
                    }
                    return Err(trouble);
                }
            };
            self.must_be_there(&prepared)?;
            agreed.extend(session.standing(&prepared.records).await?);
            for record in self.take(&mut report, prepared) {
                report.records.add(record, Status::Planned);
            }
            let last = parts.peek().is_none() || report.stopped.is_some();
            teller.part(&mut report, last, console);
            if last {
                break;
            }
        }
        Ok(agreed)
    }

    /// The lanes in parts; no lanes are a part too. Records that were named are looked at together:
    /// one that is not there is told before anything is done.
    pub(super) fn parts<'l>(&self, lanes: &'l [Lane]) -> Vec<&'l [Lane]> {
        match self.plan.records {
            Records::Changed | Records::Saved if !lanes.is_empty() => {
                lanes.chunks(self.part.max(1)).collect()
            }
            _ => vec![lanes],
        }
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

    /// Notes in a report what planning a part came to; its records are given back.
    pub(super) fn take(&self, report: &mut FlowReport, prepared: Prepared) -> Vec<RecordPlan> {
        report.read += prepared.read;
        report.filtered += prepared.filtered;
        report.skipped += prepared.skipped;
        let told = prepared.left_out.into_iter().filter(|one| self.is_told(one));
        report.left_out.extend(told);
        report.stopped = prepared.stopped;
        report.names = prepared.names;
        report.gone.extend(prepared.gone.into_iter().map(|(lane, how)| (lane.key, how)));
        report.marked.extend(prepared.marked);
        report.missing.extend(prepared.missing.into_iter().map(|lane| lane.key));
        report.payloads = prepared.payloads;
        prepared.records
    }

    /// Whether a record that the flow does not take has a line of its own: where it was asked for, or
    /// everything is explained. Programs are told of each that is skipped.
    fn is_told(&self, one: &LeftOut) -> bool {
        let named = matches!(self.plan.records, Records::Numbers(_) | Records::Ids(_));
        let document = !matches!(self.plan.answer.format, Format::Text);
        named || self.plan.explain || one.skipped && document
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

    /// The report of a flow of which nothing was planned yet.
    pub(super) fn opened(&self, flow: &FlowPlan, cursor: Stretch) -> FlowReport {
        FlowReport {
            flow: flow.name.clone(),
            source: Some(flow.source),
            cursor,
            rules: Some(self.project.fingerprint().chars().take(4).collect::<String>().into()),
            dictionaries: self.project.fetched.clone(),
            ..FlowReport::default()
        }
    }
}

/// Leaves out the lanes of records that the source does not show any more and of which nothing was ever
/// sent: a run forgets them.
fn drop_gone(
    lanes: &mut Vec<Lane>,
    captured: &Captured,
    reader: &JournalReader,
) -> Result<(), Trouble> {
    let mut left = Vec::with_capacity(lanes.len());
    for lane in lanes.drain(..) {
        let is_gone = captured.gone.contains(&lane.key.key);
        if !is_gone || !reader.intents(&lane.key)?.is_empty() {
            left.push(lane);
        }
    }
    *lanes = left;
    Ok(())
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
