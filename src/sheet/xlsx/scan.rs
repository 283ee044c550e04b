//! A worksheet's XML, cell for cell: what each holds, and what stands beside the cells.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::super::grid::{COLS, Frame, ROWS};
use super::super::refusal::Refusal;
use super::super::xml::{raw, resolved};
use super::events::Events;
use super::fault::Fault;
use super::strings::Rich;
use crate::value::{Area, column_index};

/// What a cell's `t` says its value is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number.
    #[default]
    Number,
    /// An index into the shared texts.
    Shared,
    /// A text of its own, which may be empty: a formula's result.
    Text,
    /// A text of its own, in runs.
    Inline,
    /// An ISO date.
    Iso,
    /// 0 or 1.
    Bool,
    /// An error value.
    Error,
    /// Something that no edition of the format knows.
    Odd,
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
    /// The text of `<v>`, or of `<is>` put together.
    pub(super) value: String,
    /// Is the value the text of an `<is>`?
    pub(super) is_rich: bool,
    /// Is there a `<v>` with anything in it, or `t="str"` with an empty one, or an `<is>`?
    pub(super) has_value: bool,
    /// Its formula.
    pub(super) formula: Option<Written>,
}

/// A formula as it is written.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The text; empty where it repeats another's.
    pub(super) text: String,
    /// The number under which it is shared with other cells.
    pub(super) shared: Option<u32>,
}

/// Where in a cell the scanner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Value,
    Formula,
    Rich,
}

/// The scanner.
pub(super) struct Scanner<'p, R> {
    events: Events<'p, R>,
    row: u32,
    col: u32,
    /// The cell last scanned.
    pub(super) cell: Scanned,
    rich: Rich,
    /// What stands beside the cells, complete after [`Scanner::finish`].
    pub(super) frame: Frame,
}

impl<'p, R: Read> Scanner<'p, R> {
    /// Reads up to the cells.
    pub(super) fn open(events: Events<'p, R>) -> Result<Scanner<'p, R>, Fault> {
        let mut scanner = Scanner {
            events,
            row: 0,
            col: 0,
            cell: Scanned::default(),
            rich: Rich::default(),
            frame: Frame::default(),
        };
        loop {
            match scanner.events.event()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "sheetData" => return Ok(scanner),
                    "col" => note_columns(&element, &mut scanner.frame),
                    _ => {}
                },
                Event::DocType(_) => return Err(Fault::Doctype),
                Event::Eof => return Err(Fault::End),
                _ => {}
            }
        }
    }

    /// Goes on to the next cell, [`Scanner::cell`]; `false` at the end of the cells.
    pub(super) fn advance(&mut self) -> Result<bool, Fault> {
        loop {
            match self.events.event()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "row" => self.row = note_row(&element, self.row, &mut self.frame)?,
                    "c" => {
                        self.cell.start(&element, (self.row, self.col))?;
                        self.col = self.cell.at.1 + 1;
                        // Beside `<is>` a `<v>` says the same again, so which of them counts is for the body to tell.
                        let plain = (self.cell.kind != Kind::Inline).then(|| self.events.plain_value());
                        match plain.flatten() {
                            Some(value) => self.cell.take(value),
                            None => self.body()?,
                        }
                        return Ok(true);
                    }
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "row" => (self.row, self.col) = (self.row + 1, 0),
                    "sheetData" => return Ok(false),
                    _ => {}
                },
                Event::Eof => return Err(Fault::End),
                _ => {}
            }
        }
    }

    /// Reads a cell's children.
    fn body(&mut self) -> Result<(), Fault> {
        let mut within = Within::Nothing;
        loop {
            let cell = &mut self.cell;
            match self.events.event()? {
                Event::Start(element) if within == Within::Rich => self.rich.start(&element),
                Event::Start(element) => within = cell.child(&element).unwrap_or(within),
                Event::Text(text) => cell.push(within, &mut self.rich, &text.xml10_content()),
                Event::CData(text) => cell.push(within, &mut self.rich, &text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let text = resolved(&reference).ok_or(Fault::Reference)?;
                    cell.push(within, &mut self.rich, &text);
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "c" => return Ok(()),
                    "v" | "f" if within != Within::Rich => within = Within::Nothing,
                    "is" => {
                        cell.value = self.rich.take();
                        within = Within::Nothing;
                    }
                    name => self.rich.end(name),
                },
                Event::Eof => return Err(Fault::End),
                _ => {}
            }
        }
    }

    /// Reads the rest to the end of the stream, which also proves its checksum.
    pub(super) fn finish(mut self) -> Result<Frame, Fault> {
        loop {
            match self.events.event()? {
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
        self.kind = Kind::Number;
        self.value.clear();
        (self.is_rich, self.has_value) = (false, false);
        self.formula = None;
        for attribute in element.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => self.at = address(&attribute.value).ok_or(Fault::Address)?,
                "s" => self.style = attribute.value.parse().unwrap_or(0),
                "t" => {
                    self.kind = match attribute.value.as_ref() {
                        "n" => Kind::Number,
                        "s" => Kind::Shared,
                        "d" => Kind::Iso,
                        "b" => Kind::Bool,
                        "e" => Kind::Error,
                        "str" => Kind::Text,
                        "inlineStr" | "is" => Kind::Inline,
                        _ => Kind::Odd,
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

    /// Takes the text of its only child, `<v>`.
    fn take(&mut self, value: &str) {
        self.value.push_str(value);
        self.has_value = self.kind == Kind::Text || !value.is_empty();
    }

    /// Takes the beginning of a child: where the scanner is from here on.
    fn child(&mut self, element: &BytesStart<'_>) -> Option<Within> {
        match element.local_name().as_ref() {
            "f" => {
                let shared = raw(element, "t") == Some("shared");
                self.formula = Some(Written {
                    text: String::new(),
                    shared: raw(element, "si")
                        .filter(|_| shared)
                        .and_then(|number| number.parse().ok()),
                });
                Some(Within::Formula)
            }
            // Beside `<is>` it says the same again.
            "v" if self.kind != Kind::Inline => {
                self.value.clear();
                self.is_rich = false;
                self.has_value |= self.kind == Kind::Text;
                Some(Within::Value)
            }
            "is" => {
                (self.is_rich, self.has_value) = (true, true);
                Some(Within::Rich)
            }
            _ => None,
        }
    }

    /// Takes characters.
    fn push(&mut self, within: Within, rich: &mut Rich, text: &str) {
        match within {
            Within::Value => {
                self.value.push_str(text);
                self.has_value |= !text.is_empty();
            }
            Within::Formula => {
                if let Some(formula) = &mut self.formula {
                    formula.text.push_str(text);
                }
            }
            Within::Rich => rich.push(text),
            Within::Nothing => {}
        }
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

#[cfg(test)]
mod tests {
    use super::super::events::Part;
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
        let mut scanner = Scanner::open(Events::<&[u8]>::whole(xml.as_bytes())).unwrap();
        assert!(scanner.advance().unwrap());
        assert_eq!((scanner.cell.at, scanner.cell.has_value), ((1, 1), true));
        assert!(scanner.advance().unwrap());
        assert_eq!(
            (
                scanner.cell.at,
                scanner.cell.has_value,
                scanner.cell.formula.is_some()
            ),
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

    #[test]
    fn a_cell_is_the_same_however_its_part_is_read() {
        let cells = [
            "<c r='A1'><v>1.5</v></c>",
            "<c t='s'><v>0</v></c>",
            "<c t='str'><v></v></c>",
            "<c t='str'><v>甲&amp;乙</v></c>",
            "<c t='str'><v>甲\r\n乙</v></c>",
            "<c><v>2</v ></c>",
            "<c><v>3</v><f>A1</f></c>",
            "<c><f>A1</f><v>4</v></c>",
            "<c t='inlineStr'><v>5</v></c>",
            "<c t='inlineStr'><is><t>丙</t></is><v>丙</v></c>",
            "<c/><v>6</v>",
            "<c s='1'/>",
            "<c s='1'></c>",
            "<x:c><x:v>7</x:v></x:c>",
            "<c><!-- --><v>8</v></c>",
            "<c><v><![CDATA[9]]></v></c>",
        ];
        let xml = format!(
            "<worksheet><sheetData><row>{}</row><row r='7'>{}</row></sheetData></worksheet>",
            cells.concat(),
            cells.iter().rev().copied().collect::<String>()
        );
        let scanned = |mut part: Part<&[u8]>| {
            let mut scanner = Scanner::open(part.events()).unwrap();
            let mut cells = Vec::new();
            while scanner.advance().unwrap() {
                cells.push(format!("{:?}", scanner.cell));
            }
            scanner.finish().unwrap();
            cells
        };
        let short = scanned(Part::take(xml.as_bytes()).unwrap());
        assert_eq!(short.len(), cells.len() * 2);
        assert_eq!(short, scanned(Part::take_up_to(8, xml.as_bytes()).unwrap()));
    }
}
