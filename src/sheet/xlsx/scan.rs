//! A worksheet's XML, read beside calamine, cell for cell: what calamine does not say about a sheet.
//!
//! Both count the same `<c>` elements, so that a cell which calamine cannot read still has its address, and a
//! disagreement about addresses is found instead of shifting values.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::grid::{COLS, Frame, ROWS};
use super::super::refusal::Refusal;
use crate::value::{Area, column_index};

/// What went wrong while scanning.
#[derive(Debug)]
pub(super) enum Fault {
    /// The XML, or the stream under it (a wrong checksum, an end too early).
    Xml(quick_xml::Error),
    /// It ends within the sheet.
    End,
    /// An address outside the grid or none at all.
    Address,
    /// A DOCTYPE.
    Doctype,
}

/// What a cell's `t` says its value is, as far as it matters here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number, a truth value, an error.
    #[default]
    Plain,
    /// An index into the shared texts.
    Shared,
    /// A text of its own, which may be empty.
    Text,
    /// An ISO date.
    Iso,
}

/// One `<c>` element.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Row and column from 0.
    pub(super) at: (u32, u32),
    /// Index into the cell formats.
    pub(super) style: usize,
    /// What sort of value `t` announces.
    pub(super) kind: Kind,
    /// The text of `<v>`, as it stands.
    pub(super) value: String,
    /// Is there a `<v>` with anything in it, or `t="str"` with an empty one?
    pub(super) has_value: bool,
    /// Is there an `<f>`?
    pub(super) has_formula: bool,
}

/// The scanner.
pub(super) struct Scanner<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    row: u32,
    col: u32,
    /// The cell last scanned.
    pub(super) cell: Scanned,
    /// What stands beside the cells, complete after [`Scanner::finish`].
    pub(super) frame: Frame,
}

impl<R: BufRead> Scanner<R> {
    /// Reads up to the cells; `None` where there are none (a chart or macro sheet).
    pub(super) fn open(stream: R) -> Result<Option<Scanner<R>>, Fault> {
        let mut reader = Reader::from_reader(stream);
        let config = reader.config_mut();
        // The same leniency as calamine's.
        config.check_end_names = false;
        config.check_comments = false;
        config.expand_empty_elements = true;
        let mut scanner = Scanner {
            reader,
            buffer: Vec::with_capacity(1024),
            row: 0,
            col: 0,
            cell: Scanned::default(),
            frame: Frame::default(),
        };
        loop {
            scanner.buffer.clear();
            match scanner.reader.read_event_into(&mut scanner.buffer)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "sheetData" => return Ok(Some(scanner)),
                    "col" => note_columns(&element, &mut scanner.frame),
                    _ => {}
                },
                Event::DocType(_) => return Err(Fault::Doctype),
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// Goes on to the next cell, [`Scanner::cell`]; `false` at the end of the cells.
    pub(super) fn advance(&mut self) -> Result<bool, Fault> {
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
                Event::Start(element) if element.local_name().as_ref() == "row" => {
                    let row = note_row(&element, self.row, &mut self.frame)?;
                    self.row = row;
                }
                Event::End(element) if element.local_name().as_ref() == "row" => {
                    self.row += 1;
                    self.col = 0;
                }
                Event::Start(element) if element.local_name().as_ref() == "c" => {
                    self.cell.start(&element, (self.row, self.col))?;
                    self.col = self.cell.at.1 + 1;
                    self.body()?;
                    return Ok(true);
                }
                Event::End(element) if element.local_name().as_ref() == "sheetData" => return Ok(false),
                Event::Eof => return Err(Fault::End),
                _ => {}
            }
        }
    }

    /// Reads a cell's children.
    fn body(&mut self) -> Result<(), Fault> {
        let mut within_value = false;
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "f" => self.cell.has_formula = true,
                    "v" => {
                        within_value = true;
                        self.cell.has_value |= self.cell.kind == Kind::Text;
                    }
                    "is" => self.cell.has_value = true,
                    _ => {}
                },
                Event::Text(text) if within_value => {
                    self.cell.value.push_str(&text);
                    self.cell.has_value |= !text.is_empty();
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "v" => within_value = false,
                    "c" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Err(Fault::End),
                _ => {}
            }
        }
    }

    /// Reads the rest to the end of the stream, which also proves its checksum.
    pub(super) fn finish(mut self) -> Result<Frame, Fault> {
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "mergeCell" => {
                        if let Some((first, last)) = raw(&element, "ref").and_then(corners) {
                            self.frame.merge(first, last);
                        }
                    }
                    "col" => note_columns(&element, &mut self.frame),
                    _ => {}
                },
                Event::Eof => return Ok(self.frame),
                _ => {}
            }
        }
    }
}

impl Scanned {
    /// Why the file is refused because of this cell.
    pub(super) fn refusal(&self, sheet: &str, why: &'static str) -> Refusal {
        Refusal::Cell {
            sheet: sheet.to_owned(),
            at: Area::cell(self.at.0, u16::try_from(self.at.1).unwrap_or(u16::MAX)),
            why,
        }
    }

    /// Takes a `<c>` element's attributes.
    fn start(&mut self, element: &BytesStart<'_>, next: (u32, u32)) -> Result<(), Fault> {
        self.at = next;
        self.style = 0;
        self.kind = Kind::Plain;
        self.value.clear();
        self.has_value = false;
        self.has_formula = false;
        for attribute in element.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => self.at = address(&attribute.value).ok_or(Fault::Address)?,
                "s" => self.style = attribute.value.parse().unwrap_or(0),
                "t" => {
                    self.kind = match attribute.value.as_ref() {
                        "s" => Kind::Shared,
                        "d" => Kind::Iso,
                        "str" | "inlineStr" | "is" => Kind::Text,
                        _ => Kind::Plain,
                    };
                }
                _ => {}
            }
        }
        if self.at.0 >= ROWS || self.at.1 >= COLS {
            return Err(Fault::Address);
        }
        Ok(())
    }
}

/// A row's own index, its height, and whether it is hidden.
fn note_row(element: &BytesStart<'_>, next: u32, frame: &mut Frame) -> Result<u32, Fault> {
    let (mut row, mut hidden, mut height, mut custom) = (next, false, None, false);
    for attribute in element.attributes().with_checks(false).flatten() {
        match attribute.key.as_ref() {
            "r" => {
                let number: u32 = attribute.value.parse().map_err(|_| Fault::Address)?;
                row = number
                    .checked_sub(1)
                    .filter(|&row| row < ROWS)
                    .ok_or(Fault::Address)?;
            }
            "hidden" => hidden = is_true(&attribute.value),
            "ht" => {
                height = attribute
                    .value
                    .parse::<f64>()
                    .ok()
                    .filter(|height| height.is_finite());
            }
            "customHeight" => custom = is_true(&attribute.value),
            _ => {}
        }
    }
    if hidden || height == Some(0.0) {
        frame.hide_rows(row, row);
    } else if let (Some(height), true) = (height, custom) {
        frame.heights.insert(row, height);
    }
    Ok(row)
}

/// `<col min max width hidden>`
fn note_columns(element: &BytesStart<'_>, frame: &mut Frame) {
    let number = |name| raw(element, name).and_then(|text| text.parse::<u32>().ok());
    let (Some(first), Some(last)) = (
        number("min").and_then(|first| first.checked_sub(1)),
        number("max").and_then(|last| last.checked_sub(1)),
    ) else {
        return;
    };
    let width = raw(element, "width")
        .and_then(|text| text.parse::<f64>().ok())
        .filter(|width| width.is_finite());
    if raw(element, "hidden").is_some_and(is_true) || width == Some(0.0) {
        frame.hide_cols(first, last);
    } else if let Some(width) = width
        && raw(element, "customWidth").is_none_or(is_true)
    {
        frame.widen(first, last, width);
    }
}

/// An attribute as it stands.
fn raw<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<&'e str> {
    let attribute = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)?;
    match attribute.value {
        std::borrow::Cow::Borrowed(text) => Some(text),
        std::borrow::Cow::Owned(_) => None,
    }
}

fn is_true(text: &str) -> bool {
    matches!(text, "1" | "true")
}

/// `G13` → row 12, column 6; `None` for anything else, or outside the grid.
fn address(text: &str) -> Option<(u32, u32)> {
    let digits = text.bytes().position(|byte| byte.is_ascii_digit())?;
    let (letters, number) = text.split_at(digits);
    let col = column_index(letters)?;
    let row: u32 = number.parse().ok()?;
    Some((row.checked_sub(1).filter(|&row| row < ROWS)?, u32::from(col)))
}

/// `A1:B2` → its corners.
fn corners(text: &str) -> Option<((u32, u32), (u32, u32))> {
    match text.split_once(':') {
        Some((first, last)) => Some((address(first)?, address(last)?)),
        None => address(text).map(|cell| (cell, cell)),
    }
}

impl From<quick_xml::Error> for Fault {
    fn from(error: quick_xml::Error) -> Fault {
        Fault::Xml(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_outside_the_grid_are_none() {
        assert_eq!(address("G13"), Some((12, 6)));
        assert_eq!(address("XFD1048576"), Some((1_048_575, 16_383)));
        for wrong in [
            "",
            "13",
            "G",
            "G0",
            "XFE1",
            "A1048577",
            "A4294967298",
            "A-1",
            "甲1",
            "A1B",
        ] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_frame_of_a_sheet_is_seen() {
        let xml = r#"<worksheet><cols><col min="2" max="3" width="9.5" customWidth="1"/><col min="4" max="4" hidden="1"/></cols>
            <sheetData><row r="2" hidden="1"><c r="B2"><v>1</v></c></row><row r="3" hidden="true"/>
            <row r="5" ht="30" customHeight="1"><c><f>A1</f></c><c t="s" s="3"><v>0</v></c></row></sheetData>
            <mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B9"/></mergeCells></worksheet>"#;
        let mut scanner = Scanner::open(xml.as_bytes()).unwrap().unwrap();
        assert!(scanner.advance().unwrap());
        assert_eq!((scanner.cell.at, scanner.cell.has_value), ((1, 1), true));
        assert!(scanner.advance().unwrap());
        assert_eq!(
            (scanner.cell.at, scanner.cell.has_value, scanner.cell.has_formula),
            ((4, 0), false, true)
        );
        assert!(scanner.advance().unwrap());
        assert_eq!(
            (scanner.cell.at, scanner.cell.style, scanner.cell.kind),
            ((4, 1), 3, Kind::Shared)
        );
        assert!(!scanner.advance().unwrap());
        let frame = scanner.finish().unwrap();
        assert_eq!(frame.merges.len(), 1);
        assert_eq!(frame.hidden_rows, [(1, 2)]);
        assert_eq!(frame.hidden_cols, [(3, 3)]);
        assert_eq!(frame.widths.get(&2), Some(&9.5));
        assert_eq!(frame.heights.get(&4), Some(&30.0));
    }
}
