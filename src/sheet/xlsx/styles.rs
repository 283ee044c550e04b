//! Cell formats: the number format behind each.

use std::collections::BTreeMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::super::Look;
use super::super::grid::Formats;
use super::super::look;
use super::super::refusal::Refusal;
use super::super::xml::{attribute, number};
use super::fault::Fault;

/// Excel allows some 65,000 cell formats.
const CELL_FORMATS: usize = 200_000;

/// A cell format, as far as it says how a number is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Into the workbook's formats.
    pub(super) format: u16,
    /// How it shows a number.
    pub(super) look: Look,
    /// Is its number a day or an hour, counted from the workbook's first day (and not a span of time)?
    pub(super) is_moment: bool,
}

/// Of a cell that names no format, or one that is not there.
pub(super) const GENERAL: Style = Style {
    format: 0,
    look: Look::General,
    is_moment: false,
};

/// Reads the formats that cells name by number, to the end of the stream, which also proves its checksum.
pub(super) fn read(
    stream: impl BufRead,
    formats: &mut Formats,
) -> Result<Result<Vec<Style>, Refusal>, Fault> {
    let mut reader = Reader::from_reader(stream);
    reader.config_mut().check_end_names = false;
    let (mut codes, mut styles) = (BTreeMap::new(), Vec::new());
    let mut within = String::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                // The same elements stand elsewhere, for what is no cell.
                block @ ("numFmts" | "cellXfs" | "cellStyleXfs" | "dxfs") => block.clone_into(&mut within),
                "numFmt" if within == "numFmts" => {
                    if let (Some(id), Some(code)) =
                        (number(&element, "numFmtId"), attribute(&element, "formatCode"))
                    {
                        codes.insert(id, code);
                    }
                }
                "xf" if within == "cellXfs" => {
                    if styles.len() >= CELL_FORMATS {
                        let what = format!("单元格样式超过{CELL_FORMATS}条");
                        return Ok(Err(Refusal::TooBig(what)));
                    }
                    let id = number(&element, "numFmtId").unwrap_or(0);
                    let builtin = || look::builtin(u16::try_from(id).unwrap_or(0));
                    let code = codes.get(&id).map_or_else(builtin, String::as_str);
                    styles.push(style(code, formats));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == within => within.clear(),
            Event::DocType(_) => return Err(Fault::Doctype),
            Event::Eof => return Ok(Ok(styles)),
            _ => {}
        }
    }
}

fn style(code: &str, formats: &mut Formats) -> Style {
    let look = look::look(code);
    Style {
        format: formats.number(code),
        look,
        is_moment: look == Look::Date && !look::is_span(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_formats_of_cells_are_counted() {
        let xml = "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"0.0%\"/></numFmts>\
            <cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>\
            <cellXfs><xf/><xf numFmtId=\"176\"><alignment/></xf><xf numFmtId=\"14\"/><xf numFmtId=\"46\"/></cellXfs>\
            <dxfs><dxf><numFmt numFmtId=\"176\" formatCode=\"@\"/></dxf></dxfs></styleSheet>";
        let styles = read(xml.as_bytes(), &mut Formats::new()).unwrap().unwrap();
        let looks: Vec<_> = styles.iter().map(|style| (style.look, style.is_moment)).collect();
        assert_eq!(
            looks,
            [
                (Look::General, false),
                (Look::Percent(1), false),
                (Look::Date, true),
                (Look::Date, false)
            ]
        );
    }
}
