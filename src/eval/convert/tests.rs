//! Tests: scalars of a payload to values. Blanks of either system are absent.

use bumpalo::Bump;

use super::{Value, lower, moment};
use crate::program::Conversion;
use crate::value::json::{Raw, RawKind};

#[test]
fn guids_have_one_form_and_other_keys_are_left_alone() {
    let arena = Bump::new();
    let guid = "1F2A0001-5C1E-11F0-8B1E-00155D0A1B01";
    let value = super::guid(guid, &arena).unwrap();
    assert_eq!(value, Value::Text("1f2a0001-5c1e-11f0-8b1e-00155d0a1b01"));
    assert_eq!(lower(guid, &arena), "1f2a0001-5c1e-11f0-8b1e-00155d0a1b01");
    for key in ["201A", "НФ-1", "1F2A0001-5C1E-11F0-8B1E-00155D0A1B0Я", ""] {
        assert_eq!(lower(key, &arena), key);
    }
}

#[test]
fn reads_moments_of_both_systems() {
    let shown = |text: &str| moment(text).unwrap().map(|m| m.to_string());
    assert_eq!(shown("2025-09-12T14:05:31").unwrap(), "2025-09-12T14:05:31");
    assert_eq!(shown("2025-09-12 14:05:31+03:00").unwrap(), "2025-09-12T14:05:31");
    assert_eq!(shown("2025-09-12").unwrap(), "2025-09-12T00:00:00");
    assert_eq!(shown("0001-01-01T00:00:00"), None);
    for wrong in [
        "",
        "12.09.2025",
        "2025-13-01",
        "2025-02-30",
        "2025-09-12T25:00:00",
        "2025-09-12x14:05:31",
        "вчера было",
    ] {
        assert!(moment(wrong).is_err(), "{wrong}");
    }
}

/// A number that names something names it whatever noughts it is written with; a text is what it is.
#[test]
fn a_number_as_a_text_has_one_form() {
    let arena = Bump::new();
    let text = r#"{"a": 12.0, "b": 1.20e1, "c": 12, "d": 12.50, "e": "12.0", "f": 1e400}"#;
    for (name, shown) in
        [("a", "12"), ("b", "12"), ("c", "12"), ("d", "12.5"), ("e", "12.0"), ("f", "1e400")]
    {
        let start = text.find(&format!("\"{name}\": ")).unwrap() + 5;
        let quoted = text[start..].starts_with('"');
        let start = start + usize::from(quoted);
        let end = start + text[start..].find(['"', ',', '}']).unwrap();
        let kind = if quoted { RawKind::Text } else { RawKind::Number };
        let (start, len) = (u32::try_from(start).unwrap(), u32::try_from(end - start).unwrap());
        let raw = Raw { start, len, kind };
        assert_eq!(super::scalar_text(text, raw, &arena), Some(shown), "{name}");
        let converted = super::convert(text, raw, Conversion::Text, &arena).unwrap();
        let fast = super::Value::Text(shown);
        assert_eq!(converted, fast, "{name}");
    }
}
