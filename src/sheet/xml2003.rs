//! `SpreadsheetML` 2003: the XML that some office systems write under `.xls`.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::grid::{Budget, COLS, Formats, Frame, Grid, ROWS};
use super::refusal::Refusal;
use super::text::decode;
use super::xml::{attribute, number, resolved};
use super::{Format, RawFormula, RawValue, RawWorkbook, Visibility, iso};
use crate::catalog::Limits;

/// Points to characters of the default font, as Excel counts a column's width.
const POINTS_A_CHARACTER: f64 = 5.25;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<RawWorkbook, Refusal> {
    let text = decode(bytes, None)?;
    let mut reading = Reading {
        budget: Budget::new(limits),
        formats: Formats::new(),
        styles: BTreeMap::new(),
        style: None,
        sheets: Vec::new(),
        limits,
        row: 0,
        next_row: 0,
        next_col: 0,
        next_column: 0,
        cell: None,
        has_ended: false,
    };
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(element) => reading.start(&element)?,
            Event::End(element) => reading.end(element.local_name().as_ref())?,
            Event::Text(text) => reading.text(&text.xml10_content()),
            Event::CData(text) => reading.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                reading.text(&resolved(&reference).ok_or_else(damaged)?);
            }
            Event::DocType(_) => return Err(Refusal::Doctype),
            Event::Eof if !reading.has_ended => return Err(Refusal::Incomplete),
            Event::Eof => break,
            _ => {}
        }
    }
    reading.finish()
}

fn damaged() -> Refusal {
    Refusal::Damaged("XML 格式有误".into())
}

/// A cell being read.
struct Cell {
    at: (u32, u32),
    format: u16,
    has_formula: bool,
    kind: Option<String>,
    text: String,
    within_data: bool,
}

/// A workbook being read.
struct Reading<'l> {
    budget: Budget,
    formats: Formats,
    /// Style id → format.
    styles: BTreeMap<String, u16>,
    style: Option<String>,
    sheets: Vec<(Grid, Visibility)>,
    limits: &'l Limits,
    row: u32,
    next_row: u32,
    next_col: u32,
    next_column: u32,
    cell: Option<Cell>,
    has_ended: bool,
}

impl Reading<'_> {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        match element.local_name().as_ref() {
            "Style" => self.style = attribute(element, "ID"),
            "NumberFormat" => {
                if let (Some(style), Some(code)) = (&self.style, attribute(element, "Format")) {
                    let number = self.formats.number(named_format(&code));
                    self.styles.insert(style.clone(), number);
                }
            }
            "Worksheet" => {
                if self.sheets.len() >= self.limits.sheets {
                    return Err(Refusal::TooBig(format!("表多于{}张", self.limits.sheets)));
                }
                self.sheets
                    .push((Grid::new(attribute(element, "Name")), Visibility::Visible));
                (self.next_row, self.next_column) = (0, 0);
            }
            "Column" => self.column(element),
            "Row" => self.start_row(element)?,
            "Cell" => self.start_cell(element)?,
            "Data" => {
                if let Some(cell) = &mut self.cell {
                    cell.kind = attribute(element, "Type");
                    cell.within_data = true;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn frame(&mut self) -> Option<&mut Frame> {
        self.sheets.last_mut().map(|(grid, _)| &mut grid.frame)
    }

    fn column(&mut self, element: &BytesStart<'_>) {
        let first = index(element).unwrap_or(self.next_column).min(COLS);
        let last = first
            .saturating_add(number(element, "Span").unwrap_or(0))
            .min(COLS - 1);
        self.next_column = last + 1;
        let is_hidden = attribute(element, "Hidden").is_some_and(|hidden| hidden == "1");
        let width = attribute(element, "Width").and_then(|width| width.parse::<f64>().ok());
        let Some(frame) = self.frame() else { return };
        if is_hidden {
            frame.hide_cols(first, last);
        } else if let Some(width) = width.filter(|width| width.is_finite()) {
            frame.widen(first, last, width / POINTS_A_CHARACTER);
        }
    }

    fn start_row(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let row = index(element).unwrap_or(self.next_row);
        let last = row.saturating_add(number(element, "Span").unwrap_or(0));
        if last >= ROWS {
            return Err(damaged());
        }
        (self.row, self.next_row, self.next_col) = (row, last + 1, 0);
        let is_hidden = attribute(element, "Hidden").is_some_and(|hidden| hidden == "1");
        let height = attribute(element, "Height").and_then(|height| height.parse::<f64>().ok());
        if let Some(frame) = self.frame() {
            if is_hidden {
                frame.hide_rows(row, last);
            } else if let Some(height) = height.filter(|height| height.is_finite()) {
                frame.heights.insert(row, height);
            }
        }
        Ok(())
    }

    fn start_cell(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let col = index(element).unwrap_or(self.next_col);
        let across = number(element, "MergeAcross").unwrap_or(0);
        let down = number(element, "MergeDown").unwrap_or(0);
        if col.saturating_add(across) >= COLS || self.row.saturating_add(down) >= ROWS {
            return Err(damaged());
        }
        let at = (self.row, col);
        self.next_col = col + across + 1;
        if let Some(frame) = self.frame() {
            frame.merge(at, (at.0 + down, col + across));
        }
        self.cell = Some(Cell {
            at,
            format: attribute(element, "StyleID")
                .and_then(|id| self.styles.get(&id).copied())
                .unwrap_or(0),
            has_formula: attribute(element, "Formula").is_some(),
            kind: None,
            text: String::new(),
            within_data: false,
        });
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.within_data) {
            cell.text.push_str(text);
        }
        if self.cell.is_none()
            && let Some((_, visibility)) = self.sheets.last_mut()
        {
            match text.trim() {
                "SheetHidden" => *visibility = Visibility::Hidden,
                "SheetVeryHidden" => *visibility = Visibility::VeryHidden,
                _ => {}
            }
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "Style" => self.style = None,
            "Workbook" => self.has_ended = true,
            "Data" => {
                if let Some(cell) = &mut self.cell {
                    cell.within_data = false;
                }
            }
            "Cell" => {
                if let (Some(cell), Some((grid, _))) = (self.cell.take(), self.sheets.last_mut()) {
                    let (value, is_day) = cell.value();
                    let format = match (is_day, cell.format) {
                        (true, 0) => self.formats.number(iso::CODE),
                        (_, format) => format,
                    };
                    // Formulas are in R1C1 notation, which nothing after this understands.
                    let formula = cell.has_formula.then(|| RawFormula {
                        text: String::new(),
                        external: false,
                    });
                    if let Some(value) = value {
                        grid.push(cell.at, value, format, formula, &mut self.budget)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<RawWorkbook, Refusal> {
        Ok(RawWorkbook {
            format: Format::Xml2003,
            sheets: self
                .sheets
                .into_iter()
                .map(|(grid, visibility)| grid.finish(visibility, Format::Xml2003))
                .collect::<Result<_, _>>()?,
            formats: self.formats.into_codes(),
            stamp: None,
        })
    }
}

impl Cell {
    /// What it holds, and whether it is typed as a date.
    fn value(&self) -> (Option<RawValue>, bool) {
        let text = || Some(RawValue::Text(self.text.clone()));
        match self.kind.as_deref() {
            None => (self.has_formula.then_some(RawValue::NoResult), false),
            Some("Number") => (
                self.text
                    .trim()
                    .parse()
                    .map_or_else(|_| text(), |number| Some(RawValue::Number(number))),
                false,
            ),
            Some("DateTime") => match iso::serial(&self.text) {
                Some(serial) => (Some(RawValue::Number(serial)), true),
                None => (text(), false),
            },
            Some("Boolean") => (Some(RawValue::Bool(self.text.trim() == "1")), false),
            Some("Error") => (Some(RawValue::Error(self.text.trim().to_owned())), false),
            Some(_) => (text(), false),
        }
    }
}

/// `ss:Index` counts from 1.
fn index(element: &BytesStart<'_>) -> Option<u32> {
    number(element, "Index")?.checked_sub(1)
}

/// The code behind a format's name.
fn named_format(name: &str) -> &str {
    match name {
        "General Date" | "Short Date" | "Medium Date" | "Long Date" => "yyyy/m/d",
        "Short Time" | "Medium Time" | "Long Time" => "h:mm:ss",
        "Percent" => "0.00%",
        "Fixed" => "0.00",
        "Standard" | "Currency" => "#,##0.00",
        "Scientific" => "0.00E+00",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_find_their_places_and_types() {
        let xml = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
        <Styles><Style ss:ID="s1"><NumberFormat ss:Format="Percent"/></Style></Styles>
        <Worksheet ss:Name="台账"><Table><Column ss:Index="3" ss:Hidden="1"/>
        <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">甲&amp;乙</Data></Cell><Cell><Data ss:Type="Number">1.5</Data></Cell></Row>
        <Row ss:Index="4"><Cell ss:Index="2" ss:StyleID="s1"><Data ss:Type="Number">0.5</Data></Cell>
        <Cell><Data ss:Type="DateTime">2023-05-08T00:00:00.000</Data></Cell><Cell ss:Formula="=RC[-1]"/></Row></Table>
        <WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"#;
        let limits = super::super::tests::limits();
        let workbook = read(xml.as_bytes(), &limits).unwrap();
        let sheet = &workbook.sheets[0];
        assert_eq!(sheet.visibility, Visibility::Hidden);
        assert_eq!(sheet.merges[0].to_string(), "A1:B1");
        assert_eq!(sheet.hidden_cols, [(2, 2)]);
        assert_eq!(sheet.cell(0, 0).unwrap().value, RawValue::Text("甲&乙".into()));
        assert_eq!(sheet.cell(0, 2).unwrap().value, RawValue::Number(1.5));
        assert_eq!(
            workbook.look(sheet.cell(3, 1).unwrap().format),
            super::super::Look::Percent(2)
        );
        let day = sheet.cell(3, 2).unwrap();
        assert_eq!(
            (&day.value, workbook.look(day.format)),
            (&RawValue::Number(45054.0), super::super::Look::Date)
        );
        assert_eq!(sheet.cell(3, 3).unwrap().value, RawValue::NoResult);
        for cut in (1..xml.len() - 1).filter(|&at| xml.is_char_boundary(at)) {
            assert!(read(&xml.as_bytes()[..cut], &limits).is_err(), "{cut}");
        }
    }
}
