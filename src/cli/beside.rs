//! What a command tells beside its answer, kept for programs: where a command ends before it has an
//! answer, this is the document.

use serde_json::Value;

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::diag::{Diagnostic, Texts, render};
use crate::source::Sources;

/// What was told so far.
pub(super) struct Beside {
    answer: Answer,
    document: Value,
}

impl Beside {
    /// Nothing yet, of a command whose answer is asked for so; none where that is for people.
    pub(super) fn of(answer: &Answer, texts: &Texts) -> Option<Beside> {
        let none = Sources::default();
        let document = match answer.format {
            Format::Text => return None,
            Format::Json => render::json(&[], &none, texts),
            Format::Sarif => render::sarif(&[], &none, texts),
        };
        Some(Beside { answer: answer.clone(), document })
    }

    /// Keeps diagnostics.
    pub(super) fn diagnostics(&mut self, found: &[Diagnostic], sources: &Sources, texts: &Texts) {
        self.take(match self.answer.format {
            Format::Text => return,
            Format::Json => render::json(found, sources, texts),
            Format::Sarif => render::sarif(found, sources, texts),
        });
    }

    /// Keeps the words of a mistake that has no code.
    pub(super) fn mistake(&mut self, text: &str, texts: &Texts) {
        self.take(match self.answer.format {
            Format::Text => return,
            Format::Json => render::json_mistake(text),
            Format::Sarif => render::sarif_mistake(text, texts),
        });
    }

    /// What was told, each as in the document.
    pub(super) fn told(&self) -> Vec<Value> {
        self.document["diagnostics"].as_array().cloned().unwrap_or_default()
    }

    /// The document, with how it was asked for.
    pub(super) fn end(self) -> (Answer, Value) {
        (self.answer, self.document)
    }

    fn take(&mut self, mut more: Value) {
        // Each run of SARIF names its own rules; one that found nothing gives way.
        if let Some(Value::Array(runs)) = self.document.get_mut("runs") {
            runs.retain(|run| run["results"].as_array().is_some_and(|found| !found.is_empty()));
        }
        for list in ["diagnostics", "runs"] {
            if let (Some(Value::Array(known)), Some(Value::Array(new))) =
                (self.document.get_mut(list), more.get_mut(list))
            {
                known.append(new);
            }
        }
        let Some(Value::Object(counts)) = self.document.get_mut("summary") else { return };
        for (name, count) in counts {
            let sum = count.as_u64().unwrap_or(0) + more["summary"][name].as_u64().unwrap_or(0);
            *count = sum.into();
        }
    }
}
