//! The reasons for which records wait, explained by their codes.

use crate::diag::Texts;

/// The codes of all reasons, as `held --format json` gives them.
pub const REASONS: &[&str] = &[
    "absent",
    "ambiguous",
    "bad_data",
    "conflict",
    "dependency",
    "disputed",
    "edited",
    "gone",
    "in_doubt",
    "internal",
    "locked",
    "lost",
    "marked",
    "missing",
    "rejected",
    "skip",
    "taken",
    "totals",
    "unmapped",
    "validation",
];

/// What a reason means.
#[derive(Debug)]
pub struct Reason {
    /// Its code.
    pub code: &'static str,
    /// Why a record waits.
    pub title: String,
    /// What lets it go on.
    pub remedy: String,
}

/// What the reason of that code means; its words may be joined by either mark.
pub fn meaning(texts: &Texts, code: &str) -> Option<Reason> {
    let written = code.to_lowercase().replace('-', "_");
    let code = REASONS.iter().find(|known| **known == written)?;
    let word = code.replace('_', "-");
    let remedy = format!("held-do-{word}");
    let remedy = if texts.has(&remedy) { remedy } else { "held-do-other".to_owned() };
    let record = texts.say("cli-value-record", &[]);
    Some(Reason {
        code,
        title: texts.say(&format!("plan-reason-{word}"), &[]),
        remedy: texts.say(&remedy, &[("record", record.into())]),
    })
}

#[cfg(test)]
mod tests {
    use super::{REASONS, meaning};
    use crate::diag::{Language, Texts};

    #[test]
    fn every_reason_that_has_words_is_explained() {
        let texts = include_str!("../../locales/en.ftl");
        let said = texts.lines().filter_map(|line| line.strip_prefix("plan-reason-"));
        let said = said.filter_map(|line| line.split_once(" =")).map(|(id, _)| id);
        let mut said: Vec<String> =
            said.filter(|id| !id.ends_with("-of")).map(|id| id.replace('-', "_")).collect();
        said.sort();
        assert_eq!(said, REASONS);
        for language in [Language::Russian, Language::English] {
            let texts = Texts::new(language);
            for code in REASONS {
                let told = meaning(&texts, &code.replace('_', "-")).expect("a reason");
                assert!(!told.remedy.contains("{$"), "{}", told.remedy);
            }
        }
        assert!(meaning(&Texts::new(Language::English), "unmaped").is_none());
    }
}
