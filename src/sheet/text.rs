//! Text files: which encoding, and delimited text (csv, tsv) as cells.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::grid::{Budget, Grid};
use super::refusal::Refusal;
use super::{Format, RawValue, RawWorkbook, Visibility};
use crate::catalog::Limits;

/// Reads delimited text as a workbook of one nameless sheet.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<RawWorkbook, Refusal> {
    let text = decode(bytes, None)?;
    let (text, delimiter) = delimiter(&text);
    if ends_within_a_row(text, delimiter) {
        return Err(Refusal::Incomplete);
    }
    let mut grid = Grid::new(None);
    let mut budget = Budget::new(limits);
    for (row, record) in (0..).zip(Records::new(text, delimiter)) {
        for (col, field) in (0..).zip(record) {
            let value = number(&field).map_or(RawValue::Text(field), RawValue::Number);
            grid.push((row, col), value, 0, None, &mut budget)?;
        }
    }
    Ok(RawWorkbook {
        format: Format::Csv,
        sheets: vec![grid.finish(Visibility::Visible, Format::Csv)?],
        formats: vec!["General".to_owned()],
        stamp: None,
    })
}

/// The beginning of a text, leniently decoded; `None` where it is no text.
pub(super) fn peek(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(4096)];
    let (encoding, skip) = guess(head).unwrap_or_else(|| match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_some() => (GB18030, 0),
        _ => (UTF_8, 0),
    });
    let text = encoding.decode_without_bom_handling(&head[skip..]).0;
    let odd = text
        .chars()
        .filter(|&c| c == char::REPLACEMENT_CHARACTER || (c.is_control() && !matches!(c, '\t' | '\n' | '\r')))
        .count();
    (odd * 50 <= text.chars().count()).then(|| text.into_owned())
}

/// Decodes a whole text: by its mark, else strict UTF-8, else the encoding it declares, else GB18030 – never with a
/// character lost. Zeros are what a copy leaves that has not come to its end.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<String, Refusal> {
    let text = decode_all(bytes, declared)?;
    if text.contains('\0') {
        return Err(Refusal::Incomplete);
    }
    Ok(text)
}

fn decode_all(bytes: &[u8], declared: Option<&str>) -> Result<String, Refusal> {
    let strictly = |encoding: &'static Encoding, bytes: &[u8]| {
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
    };
    if let Some((encoding, skip)) = guess(bytes) {
        return strictly(encoding, &bytes[skip..]).ok_or(Refusal::Encoding);
    }
    let broken = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error,
    };
    // So many Chinese characters are not valid UTF-8 by chance: it is UTF-8, damaged, or cut off within its last one.
    let (enough, fault) = match broken.error_len() {
        None => (4, Refusal::Incomplete),
        Some(_) => (20, Refusal::Encoding),
    };
    let valid = String::from_utf8_lossy(&bytes[..broken.valid_up_to()]);
    if valid.chars().filter(|c| !c.is_ascii()).take(enough).count() == enough {
        return Err(fault);
    }
    declared
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .filter(|&encoding| encoding != UTF_8)
        .and_then(|encoding| strictly(encoding, bytes))
        .or_else(|| strictly(GB18030, bytes))
        .ok_or(Refusal::Encoding)
}

/// The encoding that a byte order mark, or zero bytes at every other place, give away; and the mark's length.
fn guess(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    if let Some(known) = Encoding::for_bom(bytes) {
        return Some(known);
    }
    let head = &bytes[..bytes.len().min(512)];
    let zeros = |first: usize| {
        head.iter()
            .skip(first)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    match head.len() {
        ..4 => None,
        length if odd * 8 > length && even == 0 => Some((UTF_16LE, 0)),
        length if even * 8 > length && odd == 0 => Some((UTF_16BE, 0)),
        _ => None,
    }
}

/// The delimiter that divides most lines alike. A first line `sep=;` says it, and is no row (Excel hides it).
fn delimiter(text: &str) -> (&str, char) {
    if let Some(rest) = text.strip_prefix("sep=").or_else(|| text.strip_prefix("SEP="))
        && let Some(said) = rest
            .chars()
            .next()
            .filter(|c| c.is_ascii_punctuation() || *c == '\t')
    {
        let rest = &rest[said.len_utf8()..];
        return (
            rest.strip_prefix('\r')
                .unwrap_or(rest)
                .strip_prefix('\n')
                .unwrap_or(rest),
            said,
        );
    }
    // On a tie the earlier one: tabs do not occur in what people type.
    let best = ['|', ';', ',', '\t']
        .into_iter()
        .max_by_key(|&delimiter| alike(text, delimiter))
        .unwrap_or(',');
    (text, best)
}

/// Does the text break off in the middle of a row? Programs end the last row like every other; people leave its line
/// end out, but not half of it, not the end of a quotation, and not its last fields. What is signed below a table
/// (填报人：…) is no row of it.
fn ends_within_a_row(text: &str, delimiter: char) -> bool {
    if text.ends_with('\r') && text.contains("\r\n") {
        return true;
    }
    if text.ends_with(['\n', '\r']) {
        return false;
    }
    let mut widths = BTreeMap::new();
    let mut last = Vec::new();
    let mut records = Records::new(text, delimiter);
    let mut breaks_a_quotation = false;
    while let was_quoting = records.quoting
        && let Some(record) = records.next()
    {
        breaks_a_quotation = was_quoting && !records.quoting;
        *widths.entry(record.len()).or_insert(0_usize) += 1;
        last = record;
    }
    if breaks_a_quotation {
        return true;
    }
    let usual = widths.into_iter().max_by_key(|&(_, count)| count);
    let is_signed = last.iter().any(|field| field.contains([':', '：']));
    let is_row = match last.as_slice() {
        [only] => number(only).is_some(),
        several => several.iter().any(|field| !field.trim().is_empty()),
    };
    usual.is_some_and(|(width, count)| count > 2 && last.len() < width) && is_row && !is_signed
}

/// How many of the first lines a delimiter divides into the same number of fields, two or more.
fn alike(text: &str, delimiter: char) -> usize {
    let mut widths = BTreeMap::new();
    for record in Records::new(text, delimiter)
        .take(200)
        .filter(|record| record.len() > 1)
    {
        *widths.entry(record.len()).or_insert(0) += 1;
    }
    widths.into_values().max().unwrap_or(0)
}

/// Plain decimals are numbers, as a spreadsheet program would take them. Codes stay text: leading zeros, more digits
/// than a number holds, exponents.
pub(super) fn number(field: &str) -> Option<f64> {
    let digits = field.strip_prefix('-').unwrap_or(field);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    // A month of a year, not a number that would lose its zero: 2023.10 is October.
    let is_october =
        fraction == "10" && whole.len() == 4 && (whole.starts_with("19") || whole.starts_with("20"));
    let plain = all_digits(whole)
        && all_digits(fraction)
        && !is_october
        && whole.len() + fraction.len() <= 15
        && (whole == "0" || !whole.starts_with('0'));
    plain.then(|| field.parse().ok()).flatten()
}

/// Records of delimited text, blank lines included, so that row numbers are those a spreadsheet program shows.
pub(super) struct Records<'t> {
    rest: &'t str,
    delimiter: char,
    quoting: bool,
}

impl<'t> Records<'t> {
    /// The records of a text.
    pub(super) fn new(text: &'t str, delimiter: char) -> Records<'t> {
        Records {
            rest: text,
            delimiter,
            quoting: true,
        }
    }

    /// Takes a quoted field's text; `None` where its end is missing.
    fn quoted(&mut self) -> Option<String> {
        let mut field = String::new();
        let mut rest = self.rest.strip_prefix('"')?;
        loop {
            let end = rest.find('"')?;
            field.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            let Some(after) = rest.strip_prefix('"') else {
                self.rest = rest;
                return Some(field);
            };
            field.push('"');
            rest = after;
        }
    }

    /// Takes text up to the next delimiter or line end.
    fn plain(&mut self) -> &'t str {
        let delimiter = self.delimiter;
        let end = self.rest.find([delimiter, '\n', '\r']).unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at(end);
        self.rest = rest;
        field
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut record = Vec::new();
        loop {
            let mut field = String::new();
            if self.quoting && self.rest.starts_with('"') {
                match self.quoted() {
                    Some(text) => field = text,
                    // A stray quote must not swallow the rows below it: from here on quotes are characters.
                    None => self.quoting = false,
                }
            }
            field.push_str(self.plain());
            record.push(field);
            if let Some(rest) = self.rest.strip_prefix(self.delimiter) {
                self.rest = rest;
                continue;
            }
            let rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
            self.rest = rest.strip_prefix('\n').unwrap_or(rest);
            return Some(record);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn records(text: &str) -> Vec<Vec<String>> {
        let (text, delimiter) = delimiter(text);
        Records::new(text, delimiter).collect()
    }

    #[test]
    fn the_encoding_is_told_from_the_bytes() {
        for encoded in [
            "项目名称,总投资".as_bytes().to_vec(),
            [b"\xef\xbb\xbf", "项目名称,总投资".as_bytes()].concat(),
            GB18030.encode("项目名称,总投资").0.into_owned(),
            "\u{feff}项目名称,总投资"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
            "\u{feff}项目名称,总投资"
                .encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect(),
        ] {
            assert_eq!(decode(&encoded, None), Ok("项目名称,总投资".to_owned()));
        }
    }

    #[test]
    fn cut_off_utf8_is_not_taken_for_another_encoding() {
        let text = "项目名称".repeat(20);
        for length in [text.len() - 1, 14, 13] {
            assert_eq!(decode(&text.as_bytes()[..length], None), Err(Refusal::Incomplete));
        }
        let mut damaged = text.into_bytes();
        damaged[100] = 0xff;
        assert_eq!(decode(&damaged, None), Err(Refusal::Encoding));
    }

    #[test]
    fn october_keeps_its_zero() {
        assert_eq!(number("2023.10"), None);
        assert_eq!(number("2023.1"), Some(2023.1));
        assert_eq!(number("1200.10"), Some(1200.1));
    }

    #[test]
    fn the_delimiter_is_told_from_the_content() {
        assert_eq!(
            records("甲\t乙\n1,000\t2,0,0"),
            [["甲", "乙"], ["1,000", "2,0,0"]]
        );
        assert_eq!(records("甲;乙\n1;2"), [["甲", "乙"], ["1", "2"]]);
        assert_eq!(records("sep=;\n甲;乙"), [["甲", "乙"]]);
        assert_eq!(records("甲,乙\n1,2"), [["甲", "乙"], ["1", "2"]]);
    }

    #[test]
    fn blank_lines_and_quoted_line_ends_keep_the_row_numbers() {
        let rows = records("甲,乙\r\n\r\n\"一\n二\",\"说\"\"好\"\"\"\r\n3,4");
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[1], [""]);
        assert_eq!(rows[2], ["一\n二", "说\"好\""]);
    }

    #[test]
    fn a_text_that_breaks_off_within_a_row_is_incomplete() {
        let limits = super::super::tests::limits();
        let whole = "序号,项目名称,总投资\n1,甲路,1200\n2,乙路,900\n3,丙路,800";
        for end in [
            "",
            "\n",
            "\n,",
            "\n合计,,2900",
            "\n填报人：张三",
            "\n填报人：张三,审核人：李四",
        ] {
            let text = format!("{whole}{end}");
            assert!(read(text.as_bytes(), &limits).is_ok(), "{end}");
        }
        for end in [
            "\n4",
            "\n4,丁路",
            "\n4,",
            "\n\0\0\0\0",
            "\n4,丁路,\"1,2",
            "\n4,丁路,\"",
        ] {
            let text = format!("{whole}{end}");
            assert_eq!(read(text.as_bytes(), &limits), Err(Refusal::Incomplete), "{end}");
        }
        let lines = whole.replace('\n', "\r\n");
        assert!(read(format!("{lines}\r\n").as_bytes(), &limits).is_ok());
        assert_eq!(
            read(format!("{lines}\r").as_bytes(), &limits),
            Err(Refusal::Incomplete)
        );
    }

    #[test]
    fn a_stray_quote_swallows_no_rows() {
        let rows = records("甲,乙\n\"未完,2\n3,4\n");
        assert_eq!(rows, [vec!["甲", "乙"], vec!["\"未完", "2"], vec!["3", "4"]]);
    }

    #[test]
    fn codes_are_no_numbers() {
        assert_eq!(number("1200"), Some(1200.0));
        assert_eq!(number("-0.5"), Some(-0.5));
        for text in [
            "007",
            "1,200",
            "2303410183040112345678",
            "4.1E+11",
            "",
            "-",
            "1.",
            ".5",
            "１２",
            "85%",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_lost_and_none_panics(text in "[\"甲,;\t\r\n a|]{0,80}") {
            let (rest, delimiter) = delimiter(&text);
            let kept: String = Records::new(rest, delimiter).flatten().collect();
            let letters = |text: &str| text.matches('甲').count();
            prop_assert_eq!(letters(&kept), letters(rest));
        }

        #[test]
        fn any_bytes_decode_or_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = (peek(&bytes), decode(&bytes, Some("gb2312")));
        }
    }
}
