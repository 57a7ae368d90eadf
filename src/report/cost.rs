//! What carrying a plan out costs.

use std::collections::BTreeMap;

use crate::endpoint::WriteKind;
use crate::report::Report;
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
        let records = || report.flows.iter().flat_map(|flow| &flow.records);
        let requests = records().map(|(record, _)| record.steps.len()).sum::<usize>();
        let reposts = records().filter(|(record, _)| is_reposted(record)).count();
        Cost { requests, seconds: requests.div_ceil(PACE), reposts }
    }
}

fn is_reposted(record: &RecordPlan) -> bool {
    record.action != Action::Create
        && record.steps.len() > 1
        && record.steps.iter().any(|step| step.write.kind == WriteKind::Post)
}

/// How many fields and rows each rule changes, the busiest first.
pub(crate) fn by_rule(report: &Report) -> Vec<(Span, usize)> {
    let mut counts: BTreeMap<Span, usize> = BTreeMap::new();
    for (record, _) in report.flows.iter().flat_map(|flow| &flow.records) {
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
