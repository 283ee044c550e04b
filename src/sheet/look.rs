//! Number format codes: how a cell shows its number.

use super::{Look, RawWorkbook};

impl RawWorkbook {
    /// How a format (a [`super::RawCell::format`]) shows a number; General for one that is not listed.
    pub fn look(&self, format: u16) -> Look {
        self.formats
            .get(usize::from(format))
            .map_or(Look::General, |code| look(code))
    }
}

/// The look of a format code, from its first section (positive numbers).
pub(super) fn look(code: &str) -> Look {
    let mut decimals = None;
    let mut percent = false;
    let mut digits = false;
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => break,
            '"' => while letters.next().is_some_and(|inner| inner != '"') {},
            '\\' | '_' | '*' => {
                letters.next();
            }
            '[' => {
                let inner: String = letters.by_ref().take_while(|&inner| inner != ']').collect();
                if is_elapsed(&inner) {
                    return Look::Date;
                }
            }
            '@' if !digits => return Look::Text,
            '%' | '％' => percent = true,
            '.' if digits || matches!(letters.peek(), Some('0' | '#' | '?')) => {
                decimals.get_or_insert(0);
                digits = true;
            }
            '0' | '#' | '?' => {
                digits = true;
                if let Some(count) = decimals.as_mut() {
                    *count = u8::saturating_add(*count, 1);
                }
            }
            'E' | 'e' if matches!(letters.peek(), Some('+' | '-')) => {
                letters.next();
                while letters
                    .next_if(|&inner| matches!(inner, '0' | '#' | '?'))
                    .is_some()
                {}
            }
            'G' | 'g' => {
                let word: String = std::iter::once(letter).chain(letters.clone().take(6)).collect();
                if !word.eq_ignore_ascii_case("general") {
                    return Look::Date;
                }
                letters.nth(5);
                if !percent && !digits && letters.peek().is_none_or(|&next| next == ';') {
                    return Look::General;
                }
            }
            // Years, months, days, hours, seconds; `e`, `b` and `aaa` are the East-Asian year, era and weekday.
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'b' | 'B' | 'a' | 'A'
                if !digits =>
            {
                return Look::Date;
            }
            _ => {}
        }
    }
    match (percent, digits) {
        (true, _) => Look::Percent(decimals.unwrap_or(0)),
        (false, true) => Look::Decimals(decimals.unwrap_or(0)),
        (false, false) => Look::General,
    }
}

/// Does a format show a span of time, `[h]:mm`, which no workbook counts from its first day?
pub(super) fn is_span(code: &str) -> bool {
    code.split('[')
        .skip(1)
        .any(|rest| rest.split_once(']').is_some_and(|(inner, _)| is_elapsed(inner)))
}

/// `[h]`, `[mm]`, `[ss]`: hours, minutes or seconds beyond their round.
fn is_elapsed(inner: &str) -> bool {
    ["h", "m", "s"]
        .iter()
        .any(|unit| !inner.is_empty() && inner.to_ascii_lowercase().replace(unit, "").is_empty())
}

/// The code behind an id that needs no entry in the file; East-Asian dates (27–36, 50–58) included.
pub(super) fn builtin(id: u16) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 6 => "#,##0;-#,##0",
        7 | 8 => "#,##0.00;-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        37 | 38 => "#,##0 ;(#,##0)",
        39 | 40 => "#,##0.00;(#,##0.00)",
        41 | 42 => "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ",
        43 | 44 => "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => "General",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(code: &str, expected: Look) {
        assert_eq!(look(code), expected, "{code}");
    }

    #[test]
    fn numbers_show_their_decimals() {
        case("General", Look::General);
        case("", Look::General);
        case("0", Look::Decimals(0));
        case("#,##0.00", Look::Decimals(2));
        case("0.00_);[Red]\\(0.00\\)", Look::Decimals(2));
        case("0.0000\"万元\"", Look::Decimals(4));
        case("[Red][<-25]General;[Blue]0.0", Look::General);
        case(
            "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
            Look::Decimals(2),
        );
        case("0.00E+00", Look::Decimals(2));
        case("[$￥-804]#,##0.00", Look::Decimals(2));
    }

    #[test]
    fn percent_is_percent_whatever_its_decimals() {
        case("0%", Look::Percent(0));
        case("0.00%", Look::Percent(2));
        case("[Red]0.0%;-0.0%", Look::Percent(1));
    }

    #[test]
    fn dates_are_dates_in_every_dialect() {
        for code in [
            "yyyy-mm-dd",
            "yyyy/m/d",
            "yyyy\"年\"m\"月\"d\"日\"",
            "yyyy年m月",
            "[$-804]yyyy\"年\"m\"月\";@",
            "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"",
            "m/d/yy h:mm",
            "[h]:mm:ss",
            "mmm-yy",
            "e年m月",
        ] {
            case(code, Look::Date);
        }
    }

    #[test]
    fn text_and_quoted_words_are_no_dates() {
        case("@", Look::Text);
        case("\"day\"0", Look::Decimals(0));
        case("0\\d", Look::Decimals(0));
        case("#,##0\"m\"", Look::Decimals(0));
    }

    #[test]
    fn ids_without_an_entry_are_known() {
        assert_eq!(look(builtin(14)), Look::Date);
        assert_eq!(look(builtin(57)), Look::Date);
        assert_eq!(look(builtin(10)), Look::Percent(2));
        assert_eq!(look(builtin(49)), Look::Text);
        assert_eq!(look(builtin(0)), Look::General);
        assert_eq!(look(builtin(999)), Look::General);
    }
}
