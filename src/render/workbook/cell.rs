//! 单元格: what a cell of our own sheets holds, and how it is written – text always as text, a note big enough to read.

use rust_xlsxwriter::{Format, Formula, Note, Url, Worksheet, XlsxError};

use super::names;
use super::style::{self, Flag, Look, Styles};
use crate::render::privacy;
use crate::value::{Day, Wanyuan};

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// What it holds.
    pub value: Value,
    /// How it is shown.
    pub look: Look,
    /// What it says beside.
    pub flag: Flag,
    /// In words.
    pub note: Option<String>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Nobody gave it.
    Blank,
    /// Text, whatever it looks like.
    Text(String),
    /// A number.
    Number(f64),
    /// 万元
    Amount(Wanyuan),
    /// A date.
    Day(Day),
    /// A formula of ours and its result.
    Formula(String, Outcome),
    /// A link to a sheet of this workbook: its name, the text.
    Link(String, String),
}

/// A formula's result.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// A number.
    Number(f64),
    /// 万元
    Amount(Wanyuan),
    /// Text; empty: nothing to show.
    Text(String),
}

impl Entry {
    /// A cell without a flag.
    pub(super) fn new(value: Value, look: Look) -> Entry {
        Entry {
            value,
            look,
            flag: Flag::Plain,
            note: None,
        }
    }

    /// Nothing.
    pub(super) fn blank(look: Look) -> Entry {
        Entry::new(Value::Blank, look)
    }

    /// Text; an empty one is nothing.
    pub(super) fn text(text: impl Into<String>, look: Look) -> Entry {
        let text = text.into();
        let value = if text.is_empty() {
            Value::Blank
        } else {
            Value::Text(text)
        };
        Entry::new(value, look)
    }

    /// A count.
    pub(super) fn count(count: usize) -> Entry {
        Entry::new(Value::Number(count as f64), Look::Count)
    }

    /// A count; none is nothing.
    pub(super) fn some_count(count: usize) -> Entry {
        if count == 0 {
            Entry::blank(Look::Count)
        } else {
            Entry::count(count)
        }
    }

    /// 万元; its format is chosen when its column is written.
    pub(super) fn amount(amount: Option<Wanyuan>) -> Entry {
        let value = amount.map_or(Value::Blank, Value::Amount);
        Entry::new(value, Look::Amount { decimals: 0, of: 0 })
    }

    /// A date.
    pub(super) fn day(day: Option<Day>) -> Entry {
        match day {
            Some(day) => Entry::new(Value::Day(day), Look::day(day)),
            None => Entry::blank(Look::Day("yyyy-mm-dd".into())),
        }
    }

    /// A formula with a number as its result, or nothing to show.
    pub(super) fn formula(formula: impl Into<String>, result: Option<f64>, look: Look) -> Entry {
        let outcome = result.map_or_else(|| Outcome::Text(String::new()), Outcome::Number);
        Entry::new(Value::Formula(formula.into(), outcome), look)
    }

    /// A formula that sums 万元.
    pub(super) fn amount_formula(formula: impl Into<String>, result: Wanyuan) -> Entry {
        Entry::new(
            Value::Formula(formula.into(), Outcome::Amount(result)),
            Look::Amount { decimals: 0, of: 0 },
        )
    }

    /// With a flag.
    #[must_use]
    pub(super) fn flag(mut self, flag: Flag) -> Entry {
        self.flag = flag;
        self
    }

    /// With a note.
    #[must_use]
    pub(super) fn note(mut self, note: Option<String>) -> Entry {
        self.note = note;
        self
    }

    /// 万元 in it, whether typed or computed.
    pub(super) fn wanyuan(&self) -> Option<Wanyuan> {
        match &self.value {
            Value::Amount(amount) | Value::Formula(_, Outcome::Amount(amount)) => Some(*amount),
            _ => None,
        }
    }

    pub(super) fn shown(&self) -> &str {
        match &self.value {
            Value::Text(text) | Value::Link(_, text) | Value::Formula(_, Outcome::Text(text)) => text,
            _ => "",
        }
    }
}

/// Writes one cell.
pub(super) fn write_entry(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    entry: &Entry,
    styles: &mut Styles,
) -> Result<(), XlsxError> {
    let format = styles.cell(&entry.look, entry.flag);
    match &entry.value {
        Value::Blank => sheet.write_blank(row, col, format)?,
        // A code is no telephone number, whatever its digits.
        Value::Text(text) if entry.look == Look::Code => {
            sheet.write_string_with_format(row, col, names::cut(text), format)?
        }
        Value::Text(text) => {
            let text = privacy::mask(text, &[]);
            sheet.write_string_with_format(row, col, names::cut(&text), format)?
        }
        Value::Number(number) => sheet.write_number_with_format(row, col, *number, format)?,
        Value::Amount(amount) => sheet.write_number_with_format(row, col, amount.to_f64(), format)?,
        Value::Day(day) => match style::serial(day.date) {
            Some(serial) => sheet.write_number_with_format(row, col, serial, format)?,
            None => sheet.write_string_with_format(row, col, day.date.to_string(), format)?,
        },
        Value::Formula(formula, outcome) => {
            let result = match outcome {
                Outcome::Number(number) => number.to_string(),
                Outcome::Amount(amount) => amount.to_f64().to_string(),
                Outcome::Text(text) => text.clone(),
            };
            let formula = Formula::new(formula).set_result(result);
            sheet.write_formula_with_format(row, col, formula, format)?
        }
        Value::Link(target, text) => {
            let target_cell = format!("internal:{}!A1", names::quoted(target));
            let url = internal_link(&target_cell, text, &format!("打开{target}"));
            sheet.write_url_with_format(row, col, url, format)?
        }
    };
    if let Some(note) = &entry.note {
        sheet.insert_note(row, col, &made_note(&privacy::mask(note, &[])))?;
    }
    Ok(())
}

/// A link to a sheet's first cell.
pub(super) fn write_link(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    target: &str,
    text: &str,
    tip: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    write_cell_link(
        sheet,
        (row, col),
        &format!("internal:{}!A1", names::quoted(target)),
        text,
        tip,
        format,
    )
}

/// The way back from any sheet, in its third row.
pub(super) fn write_way_to_cover(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    write_link(
        sheet,
        (2, 0),
        "封面",
        "返回目录",
        "回到封面的目录",
        &style::link(),
    )
}

/// A link to a place in this workbook: `internal:'项目台账'!I6`.
pub(super) fn write_cell_link(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    target: &str,
    text: &str,
    tip: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.write_url_with_format(row, col, internal_link(target, text, tip), format)?;
    Ok(())
}

fn internal_link(target: &str, text: &str, tip: &str) -> Url {
    Url::new(target).set_text(text).set_tip(names::cut_to(tip, 255))
}

/// A note big enough for its text.
pub(super) fn made_note(text: &str) -> Note {
    let text = names::cut(text);
    let widest = text.split('\n').map(style::text_width).fold(10.0, f64::max);
    let columns = widest.clamp(20.0, 46.0);
    let lines = style::lines(text, columns);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a note is some hundred pixels wide"
    )]
    let width = (columns * 7.0 + 14.0) as u32;
    Note::new(text)
        .add_author_prefix(false)
        .set_width(width)
        .set_height((lines * 18 + 12).min(700))
        .set_background_color(style::NOTE_FILL)
        .set_font_name(style::DENG)
        .set_font_size(9)
}
