//! What carrying a plan out costs.

use std::collections::BTreeMap;

use crate::endpoint::WriteKind;
use crate::report::{FlowReport, Report};
use crate::source::Span;
use crate::sync::{Action, RecordPlan};

/// How many requests a second are counted on; systems allow a little more.
const PACE: usize = 8;

/// Requests, time and documents that are posted again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Requests that write.
    pub requests: usize,
    /// Seconds that they take at least.
    pub seconds: usize,
    /// Documents that were there before and are posted again.
    pub reposts: usize,
}

impl Cost {
    /// What the whole report costs.
    pub fn of(report: &Report) -> Cost {
        let requests = carried_out(report).map(|record| record.steps.len()).sum::<usize>();
        let reposts = carried_out(report).filter(|record| is_reposted(record)).count();
        Cost { requests, seconds: requests.div_ceil(PACE), reposts }
    }
}

/// The records that are written, or would be.
fn carried_out(report: &Report) -> impl Iterator<Item = &RecordPlan> {
    let acted = report.flows.iter().flat_map(FlowReport::acted);
    acted.filter(|(_, action)| *action != Action::Hold).map(|(record, _)| record)
}

fn is_reposted(record: &RecordPlan) -> bool {
    record.action != Action::Create
        && record.steps.len() > 1
        && record.steps.iter().any(|step| step.write.kind == WriteKind::Post)
}

/// How many fields and rows each rule changes, the busiest first.
pub(crate) fn by_rule(report: &Report) -> Vec<(Span, usize)> {
    let mut counts: BTreeMap<Span, usize> = BTreeMap::new();
    for record in carried_out(report) {
        for field in &record.fields {
            *counts.entry(field.rule).or_default() += 1;
        }
        for row in &record.rows {
            if row.action == Some(Action::Edit) {
                for field in &row.fields {
                    *counts.entry(field.rule).or_default() += 1;
                }
            } else {
                *counts.entry(row.rule).or_default() += 1;
            }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(span, count)| (std::cmp::Reverse(*count), *span));
    counts
}
