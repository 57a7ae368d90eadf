//! Not more diagnostics of one file than anyone reads: one correction often removes many.

use std::collections::BTreeMap;

use super::{Diagnostic, Fact, codes};
use crate::source::FileId;

/// How many diagnostics one file gives.
const MOST: usize = 100;

/// Leaves the gravest of each file, those first in the text first, and says how many more there are.
pub fn fewer(diagnostics: &mut Vec<Diagnostic>) {
    let mut files: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (at, told) in diagnostics.iter().enumerate() {
        if let Some(span) = told.span {
            files.entry(span.file).or_default().push(at);
        }
    }
    files.retain(|_, of_file| of_file.len() > MOST + 1);
    let mut left_out = vec![false; diagnostics.len()];
    let mut said = Vec::new();
    for mut of_file in files.into_values() {
        // What was left out of the file before is counted anew.
        of_file.sort_by_key(|at| {
            let told = &diagnostics[*at];
            (told.code == &codes::S003, std::cmp::Reverse(told.severity), told.span)
        });
        let rest: usize = of_file[MOST..].iter().map(|at| weight(&diagnostics[*at])).sum();
        let last = of_file[..MOST].iter().filter_map(|at| diagnostics[*at].span).max();
        said.extend(last.map(|place| Diagnostic::new(&codes::S003, place).arg("rest", rest)));
        of_file[MOST..].iter().for_each(|at| left_out[*at] = true);
    }
    let mut left_out = left_out.into_iter();
    diagnostics.retain(|_| !left_out.next().unwrap_or(false));
    diagnostics.append(&mut said);
}

/// How many diagnostics one stands for.
fn weight(told: &Diagnostic) -> usize {
    let rest = told.args.iter().find(|_| told.code == &codes::S003);
    match rest {
        Some((_, Fact::Count(rest))) => usize::try_from(*rest).unwrap_or(1),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn many(file: u32, count: u32, code: &'static super::super::Code) -> Vec<Diagnostic> {
        (0..count)
            .map(|at| Diagnostic::new(code, Span { file: FileId(file), start: at, end: at }))
            .collect()
    }

    fn rests(diagnostics: &[Diagnostic]) -> Vec<usize> {
        diagnostics.iter().filter(|told| told.code == &codes::S003).map(weight).collect()
    }

    #[test]
    fn the_gravest_of_each_file_are_left() {
        let mut told = many(0, 300, &codes::C326);
        told.extend(many(0, 5, &codes::C303));
        told.extend(many(1, 7, &codes::C303));
        fewer(&mut told);
        assert_eq!(told.iter().filter(|told| told.code == &codes::C303).count(), 12);
        assert_eq!(told.iter().filter(|told| told.code == &codes::C326).count(), MOST - 5);
        assert_eq!(rests(&told), [205]);
    }

    #[test]
    fn what_was_left_out_before_counts() {
        let mut told = many(0, 150, &codes::S100);
        fewer(&mut told);
        told.extend(many(0, 20, &codes::C303));
        fewer(&mut told);
        assert_eq!(told.len(), MOST + 1);
        assert_eq!(rests(&told), [70]);
    }
}
