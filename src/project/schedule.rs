//! When a flow runs by itself: `30s`, `15m`, `2h`, or `daily 03:00`.

/// Whether a text says when.
pub(super) fn is_schedule(text: &str) -> bool {
    let text = text.trim();
    if let Some(time) = text.strip_prefix("daily ").or_else(|| text.strip_prefix("ежедневно "))
    {
        return is_time(time.trim());
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (count, unit) = text.split_at(digits);
    let counts = count.parse::<u32>().is_ok_and(|count| count > 0);
    counts && ["s", "m", "h", "с", "м", "ч"].contains(&unit)
}

fn is_time(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else { return false };
    let below = |text: &str, most: u8| text.len() == 2 && text.parse().is_ok_and(|n: u8| n < most);
    below(hours, 24) && below(minutes, 60)
}

#[cfg(test)]
mod tests {
    use super::is_schedule;

    #[test]
    fn spans_and_times_of_day_are_schedules() {
        for text in ["30s", "15m", "2h", "30с", "15м", "2ч", "daily 03:00", "ежедневно 23:59"]
        {
            assert!(is_schedule(text), "{text}");
        }
        for text in
            ["", "0s", "30", "часто", "s", "-5m", "daily", "daily 24:00", "daily 3:00", "1d"]
        {
            assert!(!is_schedule(text), "{text}");
        }
    }
}
