//! A walk over content.xml: which cells there are and how often, their formats, what is hidden, what is merged – and
//! whether unfolding the repeats would fit into memory, before anything unfolds them.

use std::collections::BTreeMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::grid::{COLS, Formats, Frame, ROWS};
use super::super::package::refuse_io;
use super::super::refusal::Refusal;
use super::super::xml::{attribute, number};
use crate::catalog::Limits;

/// calamine lays a sheet out densely, values and formulas, twice over; this many cells take some 300 MB.
const DENSE_CELLS: u64 = 3_000_000;

/// One table.
#[derive(Default)]
pub(super) struct Table {
    /// Rows that hold anything, in order.
    pub(super) rows: Vec<Rows>,
    /// Rows, columns, merges.
    pub(super) frame: Frame,
}

/// Rows that are all alike.
pub(super) struct Rows {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) runs: Vec<Run>,
}

/// Neighbouring cells that are all alike and hold something.
pub(super) struct Run {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) format: u16,
    pub(super) is_day: bool,
    pub(super) is_error: bool,
}

/// Walks the content.
pub(super) fn content(
    stream: impl BufRead,
    formats: &mut Formats,
    limits: &Limits,
) -> Result<Vec<Table>, Refusal> {
    let mut reader = Reader::from_reader(stream);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut walk = Walk {
        styles: Styles::default(),
        formats,
        tables: Vec::new(),
        depth: 0,
        col: 0,
        dense: 0,
        row: Row::default(),
        limits,
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => walk.start(&element)?,
            Ok(Event::End(element)) => walk.end(element.local_name().as_ref())?,
            Ok(Event::Text(text)) => walk.styles.text(&text.xml10_content()),
            Ok(Event::DocType(_)) => return Err(Refusal::Doctype),
            Ok(Event::Eof) => return Ok(walk.tables),
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) => return Err(refuse_io(&error, "content.xml")),
            Err(_) => return Err(Refusal::Damaged("内部格式有误".into())),
        }
    }
}

struct Walk<'w> {
    styles: Styles,
    formats: &'w mut Formats,
    tables: Vec<Table>,
    /// Tables within tables are calamine's to refuse.
    depth: u32,
    col: u32,
    /// Cells that calamine will hold for all tables.
    dense: u64,
    row: Row,
    limits: &'w Limits,
}

/// The row being read, and how far its table has come.
#[derive(Default)]
struct Row {
    first: u32,
    last: u32,
    next: u32,
    col: u32,
    pending: u32,
    runs: Vec<Run>,
    widest: u64,
    top: Option<u32>,
}

impl Walk<'_> {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        match element.local_name().as_ref() {
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    if self.tables.len() >= self.limits.sheets {
                        return Err(Refusal::TooBig(format!("表多于{}张", self.limits.sheets)));
                    }
                    self.tables.push(Table::default());
                    self.row = Row::default();
                    self.col = 0;
                }
            }
            "table-column" => self.column(element),
            "table-row" => self.start_row(element),
            "table-cell" | "covered-table-cell" if self.depth == 1 => self.cell(element)?,
            _ => self.styles.start(element, self.formats),
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "table" => self.depth = self.depth.saturating_sub(1),
            "table-row" if self.depth == 1 => self.end_row()?,
            _ => self.styles.end(name),
        }
        Ok(())
    }

    fn column(&mut self, element: &BytesStart<'_>) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let count = number(element, "number-columns-repeated")
            .unwrap_or(1)
            .clamp(1, COLS);
        let (first, last) = (self.col, self.col.saturating_add(count - 1));
        self.col = last.saturating_add(1);
        if first >= COLS {
            return;
        }
        let width = attribute(element, "style-name").and_then(|name| self.styles.widths.get(&name).copied());
        if is_hidden(element) {
            table.frame.hide_cols(first, last);
        } else if let Some(width) = width {
            table.frame.widen(first, last, width);
        }
    }

    fn start_row(&mut self, element: &BytesStart<'_>) {
        let count = number(element, "number-rows-repeated")
            .unwrap_or(1)
            .clamp(1, ROWS);
        let first = self.row.next;
        self.row = Row {
            first,
            last: first.saturating_add(count - 1).min(ROWS - 1),
            next: first.saturating_add(count).min(ROWS),
            widest: self.row.widest,
            top: self.row.top,
            ..Row::default()
        };
        if is_hidden(element)
            && let Some(table) = self.tables.last_mut()
        {
            table.frame.hide_rows(first, self.row.last);
        }
    }

    fn cell(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let (mut count, mut kind, mut style, mut wide, mut high) = (1, None, None, 1, 1);
        let (mut has_formula, mut is_error) = (false, false);
        for attribute in element.attributes().with_checks(false).flatten() {
            let number = || attribute.value.parse::<u32>().unwrap_or(1).max(1);
            match (attribute.key.as_ref(), attribute.key.local_name().as_ref()) {
                (_, "number-columns-repeated") => count = number().min(COLS),
                (_, "number-columns-spanned") => wide = number(),
                (_, "number-rows-spanned") => high = number(),
                (_, "style-name") => style = Some(attribute.value.to_string()),
                ("calcext:value-type", _) => is_error = attribute.value == "error",
                (_, "value-type") => kind = Some(attribute.value.to_string()),
                (_, "formula") => has_formula = true,
                _ => {}
            }
        }
        let first = self.row.col;
        self.row.col = first.saturating_add(count);
        if first >= COLS {
            return Ok(());
        }
        let last = (self.row.col - 1).min(COLS - 1);
        if (wide > 1 || high > 1)
            && let Some(table) = self.tables.last_mut()
        {
            let at = self.row.first;
            table.frame.merge(
                (at, first),
                (at.saturating_add(high - 1), first.saturating_add(wide - 1)),
            );
        }
        if kind.is_none() && !has_formula {
            // Empty cells count only when another follows.
            self.row.pending += last - first + 1;
            return Ok(());
        }
        self.hold(u64::from(self.row.pending + last - first + 1))?;
        self.row.pending = 0;
        self.row.runs.push(Run {
            first,
            last,
            format: style
                .and_then(|name| self.styles.cells.get(&name).copied())
                .unwrap_or(0),
            is_day: matches!(kind.as_deref(), Some("date" | "time")),
            is_error,
        });
        Ok(())
    }

    /// Counts cells that calamine will hold.
    fn hold(&mut self, cells: u64) -> Result<(), Refusal> {
        self.dense = self.dense.saturating_add(cells);
        if self.dense > DENSE_CELLS {
            return Err(Refusal::TooBig("表的使用范围太大".into()));
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        let runs = std::mem::take(&mut self.row.runs);
        let Some(last) = runs.last() else { return Ok(()) };
        self.row.widest = self.row.widest.max(u64::from(last.last) + 1);
        let top = *self.row.top.get_or_insert(self.row.first);
        // The whole table, from its first filled row to this one, as wide as its widest.
        if (u64::from(self.row.last - top) + 1).saturating_mul(self.row.widest) > DENSE_CELLS {
            return Err(Refusal::TooBig("表的使用范围太大".into()));
        }
        if let Some(table) = self.tables.last_mut() {
            table.rows.push(Rows {
                first: self.row.first,
                last: self.row.last,
                runs,
            });
        }
        Ok(())
    }
}

/// Styles as far as they say how numbers look and how wide columns are.
#[derive(Default)]
struct Styles {
    /// Cell style → format.
    cells: BTreeMap<String, u16>,
    /// Column style → width in characters.
    widths: BTreeMap<String, f64>,
    /// Data style → code.
    codes: BTreeMap<String, String>,
    /// The style being read.
    open: Option<String>,
    /// The data style being read, and its code so far.
    data: Option<(String, String)>,
}

impl Styles {
    fn start(&mut self, element: &BytesStart<'_>, formats: &mut Formats) {
        let decimals = || {
            let places = number(element, "decimal-places").unwrap_or(0).min(15) as usize;
            if places == 0 {
                "0".to_owned()
            } else {
                format!("0.{}", "0".repeat(places))
            }
        };
        match element.local_name().as_ref() {
            "number-style" | "percentage-style" | "date-style" | "time-style" | "currency-style"
            | "text-style" => {
                self.data = attribute(element, "name").map(|name| (name, String::new()));
            }
            "style" => {
                self.open = attribute(element, "name");
                if let (Some(name), Some(data)) = (&self.open, attribute(element, "data-style-name")) {
                    let code = self.codes.get(&data).map_or("General", String::as_str);
                    let number = formats.number(code);
                    self.cells.insert(name.clone(), number);
                }
            }
            "table-column-properties" => {
                let width = attribute(element, "column-width").and_then(|width| characters(&width));
                if let (Some(name), Some(width)) = (&self.open, width) {
                    self.widths.insert(name.clone(), width);
                }
            }
            "number" => self.code(&decimals()),
            "text-content" => self.code("@"),
            "year" => self.code("yyyy"),
            "month" => self.code("m"),
            "day" => self.code("d"),
            "hours" => self.code("h"),
            "minutes" => self.code("mm"),
            "seconds" => self.code("ss"),
            "scientific-number" => self.code("0.00E+00"),
            _ => {}
        }
    }

    fn code(&mut self, part: &str) {
        if let Some((_, code)) = &mut self.data {
            code.push_str(part);
        }
    }

    /// Literal text within a data style: 年, %, a dash.
    fn text(&mut self, text: &str) {
        if let Some((_, code)) = &mut self.data {
            match text {
                "%" | "-" | "/" | ":" | " " => code.push_str(text),
                other if other.trim().is_empty() => {}
                other => {
                    code.push('"');
                    code.push_str(&other.replace('"', ""));
                    code.push('"');
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "number-style" | "percentage-style" | "date-style" | "time-style" | "currency-style"
            | "text-style" => {
                if let Some((name, code)) = self.data.take() {
                    self.codes.insert(
                        name,
                        if code.is_empty() {
                            "General".to_owned()
                        } else {
                            code
                        },
                    );
                }
            }
            "style" => self.open = None,
            _ => {}
        }
    }
}

/// `collapse` or `filter`: not shown.
fn is_hidden(element: &BytesStart<'_>) -> bool {
    attribute(element, "visibility").is_some_and(|visibility| visibility != "visible")
}

/// A length as characters of the default font, two millimetres each.
fn characters(length: &str) -> Option<f64> {
    let digits = length.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let millimetres = match &length[digits.len()..] {
        "cm" => 10.0,
        "mm" => 1.0,
        "in" => 25.4,
        "pt" => 25.4 / 72.0,
        _ => return None,
    };
    let width = digits.parse::<f64>().ok()? * millimetres / 2.0;
    (width.is_finite() && width > 0.0).then_some(width)
}
