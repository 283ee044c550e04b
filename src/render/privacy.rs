//! The last guard before anything leaves: telephone and identity numbers in free text are masked, whoever typed them.

/// The text with every mobile, fixed-line and identity number masked, but those the office publishes itself.
pub fn mask(text: &str, own_numbers: &[&str]) -> String {
    let kept: Vec<Vec<char>> = own_numbers
        .iter()
        .map(|number| digits(number.chars()))
        .filter(|digits| digits.len() >= 7)
        .collect();
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let is_start = chars[at].is_numeric() && (at == 0 || !joins(chars[at - 1]));
        let run = if is_start { run_of_digits(&chars[at..]) } else { 0 };
        if run == 0 {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let number = &chars[at..at + run];
        let is_own = kept.contains(&digits(number.iter().copied()));
        if is_own || !is_private(number) {
            out.extend(number);
        } else {
            out.extend(masked(number));
        }
        at += run;
    }
    out
}

/// Letters and digits before a number belong to it: a hash, a code, a unit's numbering.
fn joins(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '.' || c == '_' || c.is_numeric()
}

/// How many characters the number starting here has: digits (half or full width), single separators between, X at the end of an identity number.
fn run_of_digits(chars: &[char]) -> usize {
    let mut end = 0;
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if digit(c).is_some() {
            at += 1;
            end = at;
        } else if is_separator(c) && chars.get(at + 1).copied().and_then(digit).is_some() {
            at += 1;
        } else if matches!(c, 'x' | 'X' | 'Ｘ') && digits(chars[..at].iter().copied()).len() == 17 {
            return at + 1;
        } else {
            break;
        }
    }
    match chars.get(end) {
        // 13812345678abc is a name of something, 3.5 a decimal.
        Some(c) if c.is_ascii_alphabetic() => 0,
        _ => end,
    }
}

fn is_private(number: &[char]) -> bool {
    let digits = digits(number.iter().copied());
    let groups: Vec<usize> = number.split(|&c| is_separator(c)).map(<[char]>::len).collect();
    let starts = |prefix: &[char]| digits.starts_with(prefix);
    let is_mobile = digits.len() == 11
        && starts(&['1'])
        && digits[1] >= '3'
        && (groups.len() == 1 || groups == [3, 4, 4] || groups == [3, 8] || groups == [4, 4, 3]);
    let is_foreign_mobile = digits.len() == 13 && starts(&['8', '6', '1']) && digits[3] >= '3';
    let is_landline = starts(&['0'])
        && matches!(digits.len(), 10..=12)
        && matches!(groups.as_slice(), [_] | [3 | 4, 7 | 8]);
    let is_identity = digits.len() == 18 && groups.len() == 1 && is_birthday(&digits[6..14]);
    let has_x = number.last().is_some_and(|c| matches!(c, 'x' | 'X' | 'Ｘ'));
    is_mobile || is_foreign_mobile || is_landline || is_identity || has_x
}

/// 19900101: tells an identity number from any other of 18 digits.
fn is_birthday(digits: &[char]) -> bool {
    let number =
        |range: std::ops::Range<usize>| digits[range].iter().collect::<String>().parse().unwrap_or(0);
    (1900..2100).contains(&number(0..4))
        && (1..=12).contains(&number(4..6))
        && (1..=31).contains(&number(6..8))
}

/// The first three and the last two digits stay, so that the writer finds the place.
fn masked(number: &[char]) -> impl Iterator<Item = char> + '_ {
    let last = number.len().saturating_sub(2);
    number.iter().enumerate().map(move |(at, &c)| {
        if at < 3 || at >= last || is_separator(c) {
            c
        } else {
            '*'
        }
    })
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '-' | '－' | '‐' | '‑' | '–' | '—' | '\u{a0}' | '\u{3000}'
    )
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
        _ => None,
    }
}

fn digits(chars: impl Iterator<Item = char>) -> Vec<char> {
    chars.filter_map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_numbers_are_masked() {
        for (text, expected) in [
            ("电话13812345678。", "电话138******78。"),
            ("１３８１２３４５６７８", "１３８******７８"),
            ("138 1234 5678", "138 **** **78"),
            ("138-1234-5678", "138-****-**78"),
            ("0371-69812345", "037*-******45"),
            ("037169812345", "037*******45"),
            ("+8613812345678", "+861********78"),
            ("410183199001011234", "410*************34"),
            ("41018319900101123X", "410*************3X"),
        ] {
            assert_eq!(mask(text, &[]), expected);
        }
    }

    #[test]
    fn figures_codes_days_and_hashes_stay() {
        for text in [
            "2301-410183-04-01-123456",
            "23014101830401123456",
            "2023-05-12",
            "20230512",
            "3,149,856",
            "a13812345678b",
            "dc8993d17b81edc6da9475eee8eb2c454a1219176996afa8f0e00b8745b50e2b",
            "M4.0 28.6 L50.0 26.6",
            "XM2023-0003",
            "12345678901",
            "0.13812345678",
        ] {
            assert_eq!(mask(text, &[]), text);
        }
    }

    #[test]
    fn the_offices_own_number_stays() {
        let own = ["0371-69812345"];
        assert_eq!(
            mask("联系电话：0371-69812345，037169812345", &own),
            "联系电话：0371-69812345，037169812345"
        );
        assert_eq!(mask("13812345678", &own), "138******78");
    }
}
