//! The words of `locales/*.ftl` by code, attribute and language. The only file that names fluent.
//!
//! A missing text is a bug that a test finds; at run time its name stands in for it, so that what
//! happened can still be looked up.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::diag::cut::cut;
use crate::diag::{Code, Diagnostic, Fact, Fix, Hint, Language, harmless};

const RUSSIAN: &str = include_str!("../../locales/ru.ftl");
const ENGLISH: &str = include_str!("../../locales/en.ftl");

/// The words of one language.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The words of that language.
    ///
    /// # Panics
    /// On a broken file of texts, which a test would have found.
    pub fn new(language: Language) -> Texts {
        let source = match language {
            Language::Russian => RUSSIAN,
            Language::English => ENGLISH,
        };
        Texts::of(language, source)
    }

    /// The words of `source`.
    fn of(language: Language, source: &str) -> Texts {
        let tag: LanguageIdentifier = language.tag().parse().expect("a well-formed tag");
        let resource = FluentResource::try_new(source.to_owned())
            .map_err(|(_, errors)| errors)
            .expect("the shipped texts are well formed");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks would stand invisible in every output.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).expect("no text is named twice");
        Texts { language, bundle }
    }

    /// The shipped words and others beside them, for tests that need a code of their own.
    #[cfg(test)]
    pub(super) fn with(language: Language, more: &str) -> Texts {
        let source = match language {
            Language::Russian => RUSSIAN,
            Language::English => ENGLISH,
        };
        Texts::of(language, &format!("{source}\n{more}"))
    }

    /// Which language it is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// What the diagnostic says.
    pub fn message(&self, diagnostic: &Diagnostic) -> String {
        self.words(diagnostic.code.id, None, &shown(&diagnostic.args))
    }

    /// The words of a label: the attribute `name` of the code.
    pub fn label(&self, code: &Code, name: &str, args: &[(&'static str, Fact)]) -> String {
        self.words(code.id, Some(name), &shown(args))
    }

    /// The words of a hint of that diagnostic, whose facts it may use too.
    pub fn hint(&self, diagnostic: &Diagnostic, hint: &Hint) -> String {
        let args: Vec<_> = diagnostic.args.iter().chain(&hint.args).cloned().collect();
        self.words(diagnostic.code.id, Some(hint.text), &shown(&args))
    }

    /// What to do about the diagnostic, the likeliest first: its own remedies, else the one of its code
    /// that always helps.
    pub fn remedies<'d>(&self, diagnostic: &'d Diagnostic) -> Vec<(String, Option<&'d Fix>)> {
        let own = diagnostic.hints.iter();
        let own: Vec<_> =
            own.map(|hint| (self.hint(diagnostic, hint), hint.fix.as_ref())).collect();
        if own.is_empty() {
            return self.remedy(diagnostic.code).map(|words| (words, None)).into_iter().collect();
        }
        own
    }

    /// What helps against every diagnostic of a code, where nothing nearer is known.
    pub fn remedy(&self, code: &Code) -> Option<String> {
        self.try_words(code.id, Some("remedy"), &[]).ok()
    }

    /// What diagnostics of a code say, `…` for the facts of each.
    pub fn title(&self, code: &Code) -> String {
        let text = self.words(code.id, None, &[]);
        let mut title = String::new();
        let mut rest = text.as_str();
        // A fact that was not given is shown as `{$name}`.
        while let Some((before, after)) = rest.split_once("{$") {
            title.push_str(before);
            title.push('…');
            rest = after.split_once('}').map_or("", |(_, after)| after);
        }
        title + rest
    }

    /// What a code means.
    pub fn about(&self, code: &Code) -> String {
        self.words(code.id, Some("about"), &[])
    }

    /// A message of the program itself, as its name stands in the section "Interface".
    pub fn say(&self, id: &str, args: &[(&'static str, Fact)]) -> String {
        self.words(id, None, args)
    }

    /// Whether there are words of that name.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.get_message(id).is_some_and(|message| message.value().is_some())
    }

    /// The texts and facts that a diagnostic names and the words lack, for tests.
    pub fn gaps(&self, diagnostic: &Diagnostic) -> Vec<String> {
        let labels = diagnostic.labels.iter().filter_map(|label| label.text);
        let own = labels.chain(diagnostic.text).map(|name| (name, Vec::new()));
        let hints = diagnostic.hints.iter().map(|hint| (hint.text, hint.args.clone()));
        let mut gaps = Vec::new();
        let mut look = |attribute: Option<&str>, extra: &[(&'static str, Fact)]| {
            let args: Vec<_> = diagnostic.args.iter().chain(extra).cloned().collect();
            if let Err(gap) = self.try_words(diagnostic.code.id, attribute, &args) {
                gaps.push(gap);
            }
        };
        look(None, &[]);
        for (name, extra) in own.chain(hints) {
            look(Some(name), &extra);
        }
        gaps
    }

    fn words(&self, id: &str, attribute: Option<&str>, args: &[(&'static str, Fact)]) -> String {
        self.try_words(id, attribute, args).unwrap_or_else(|gap| gap)
    }

    /// The words, or what stands in for them where something is missing.
    fn try_words(
        &self,
        id: &str,
        attribute: Option<&str>,
        args: &[(&'static str, Fact)],
    ) -> Result<String, String> {
        let message = self.bundle.get_message(id);
        let pattern = message.and_then(|message| match attribute {
            Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else {
            return Err(attribute.map_or_else(|| id.to_owned(), |name| format!("{id}.{name}")));
        };
        let mut errors = Vec::new();
        let args = values(args);
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if errors.is_empty() { Ok(text) } else { Err(text) }
    }
}

/// The facts of a diagnostic as they are shown.
fn shown(args: &[(&'static str, Fact)]) -> Vec<(&'static str, Fact)> {
    let shown = args.iter().map(|(name, fact)| match fact {
        Fact::Text(text) => (*name, Fact::Text(cut(text).into_owned())),
        Fact::Count(_) => (*name, fact.clone()),
    });
    shown.collect()
}

fn values<'a>(args: &'a [(&'static str, Fact)]) -> FluentArgs<'a> {
    args.iter()
        .map(|(name, fact)| {
            let value = match fact {
                Fact::Text(text) => FluentValue::from(harmless(text)),
                Fact::Count(count) => FluentValue::from(*count),
            };
            (*name, value)
        })
        .collect()
}

#[cfg(test)]
mod tests;
