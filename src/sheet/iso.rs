//! ISO dates and times as some formats write them, and the serial numbers behind them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// The format of a date that came without one.
pub(super) const CODE: &str = "yyyy-mm-dd";

/// `2023-05-08`, `2023-05-08T09:30:00`, `09:30:00`, `PT09H30M00S` → days since 30 December 1899, as Excel counts.
pub(super) fn serial(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('Z');
    if let Some(span) = text.strip_prefix("PT") {
        return duration(span);
    }
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(days(day));
    }
    if let Ok(moment) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f") {
        return Some(days(moment.date()) + fraction(moment.time()));
    }
    NaiveTime::parse_from_str(text.trim_start_matches('T'), "%H:%M:%S%.f")
        .ok()
        .map(fraction)
}

/// `09H30M00S` as a fraction of a day.
fn duration(span: &str) -> Option<f64> {
    let (mut seconds, mut number) = (0.0, String::new());
    for letter in span.chars() {
        let unit = match letter {
            '0'..='9' | '.' => {
                number.push(letter);
                continue;
            }
            'H' => 3600.0,
            'M' => 60.0,
            'S' => 1.0,
            _ => return None,
        };
        seconds += number.parse::<f64>().ok()? * unit;
        number.clear();
    }
    Some(seconds / 86_400.0)
}

/// Excel's serial of a day: 1 March 1900 is 61, and days before it are one less, for the 29 February that never was.
fn days(day: NaiveDate) -> f64 {
    let since = day.signed_duration_since(NaiveDate::default()).num_days() + 25_569;
    (if (1..=60).contains(&since) {
        since - 1
    } else {
        since
    }) as f64
}

fn fraction(time: NaiveTime) -> f64 {
    time.signed_duration_since(NaiveTime::MIN).num_milliseconds() as f64 / 86_400_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_dates_become_excels_serials() {
        assert_eq!(serial("2023-05-08"), Some(45054.0));
        assert_eq!(serial("1900-01-01"), Some(1.0));
        assert_eq!(serial("1900-03-01"), Some(61.0));
        assert_eq!(serial("2023-05-08T12:00:00"), Some(45054.5));
        assert_eq!(serial("2023-05-08T18:00:00.000Z"), Some(45054.75));
        assert_eq!(serial("12:00:00"), Some(0.5));
        assert_eq!(serial("PT36H00M00S"), Some(1.5));
        assert_eq!(serial("2023年5月8日"), None);
        assert_eq!(serial("2023-02-30"), None);
    }
}
