//! The language in which people are told things.

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `ru`
    Russian,
    /// `en`
    English,
}

impl Language {
    /// Every language, the usual one first.
    pub const ALL: [Language; 2] = [Language::Russian, Language::English];

    /// What was asked for on the command line, else `OBMEN_LANG`, else the locale; Russian unless
    /// that is English. An empty variable counts as none.
    pub fn choose(
        asked: Option<Language>,
        obmen_lang: Option<&str>,
        locale: Option<&str>,
    ) -> Language {
        let said = |text: Option<&str>| text.filter(|text| !text.trim().is_empty()).map(read);
        asked.or_else(|| said(obmen_lang)).or_else(|| said(locale)).unwrap_or(Language::Russian)
    }

    /// `ru`, `en`
    pub fn tag(self) -> &'static str {
        match self {
            Language::Russian => "ru",
            Language::English => "en",
        }
    }
}

/// `en`, `en_US.UTF-8`, `English_United States.1252` are English, all else is Russian.
fn read(text: &str) -> Language {
    let word = text.trim().split(['_', '-', '.', '@']).next().unwrap_or_default();
    if word.eq_ignore_ascii_case("en") || word.eq_ignore_ascii_case("english") {
        Language::English
    } else {
        Language::Russian
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, English, Russian};

    #[test]
    fn the_nearest_wish_wins() {
        assert_eq!(Language::choose(Some(Russian), Some("en"), Some("en_US.UTF-8")), Russian);
        assert_eq!(Language::choose(None, Some("en"), Some("ru_RU.UTF-8")), English);
        assert_eq!(Language::choose(None, Some(" "), Some("en_GB")), English);
        assert_eq!(Language::choose(None, None, Some("English_United States.1252")), English);
    }

    #[test]
    fn what_is_not_english_is_russian() {
        for locale in [None, Some(""), Some("C.UTF-8"), Some("de_DE"), Some("enm"), Some("POSIX")] {
            assert_eq!(Language::choose(None, None, locale), Russian, "{locale:?}");
        }
    }
}
