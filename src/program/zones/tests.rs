//! Tests: moments between sides whose clocks show different zones.

use super::Zones;

#[test]
fn a_moment_is_what_the_other_clocks_show_and_a_day_stays() {
    let zones = Zones::between(Some("Europe/Moscow"), Some("Asia/Vladivostok")).unwrap();
    let shifted = |text: &str| zones.shift(text.parse().unwrap()).to_string();
    assert_eq!(shifted("2025-10-01T15:29:17"), "2025-10-01T22:29:17");
    assert_eq!(shifted("2025-10-01T23:29:17"), "2025-10-02T06:29:17");
    assert_eq!(shifted("2025-10-01T00:00:00"), "2025-10-01T00:00:00");
}

#[test]
fn where_nothing_differs_nothing_is_shifted() {
    assert_eq!(Zones::between(Some("Europe/Moscow"), Some("Europe/Moscow")), None);
    assert_eq!(Zones::between(None, Some("Europe/Moscow")), None);
    assert_eq!(Zones::between(Some("Europe/Moscow"), None), None);
}
