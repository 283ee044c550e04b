//! The same small table in every format that units send, whole to the last byte.

use std::io::{Cursor, Write};

use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A cell of the table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
}

/// A table of so many projects, its heading above.
pub(crate) fn table(projects: u32) -> Vec<Vec<Cell>> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let heading = ["序号", "项目名称", "总投资", "项目状态"].map(text).to_vec();
    let project = |at: u32| {
        vec![
            Cell::Number(f64::from(at)),
            Cell::Text(format!("第{at}号农村公路项目")),
            Cell::Number(f64::from(at) * 100.5),
            text("在建"),
        ]
    };
    std::iter::once(heading)
        .chain((1..=projects).map(project))
        .collect()
}

/// The table in each format: file name → bytes.
pub(crate) fn every(rows: &[Vec<Cell>]) -> Vec<(&'static str, Vec<u8>)> {
    let csv = csv(rows);
    let utf16 = csv.encode_utf16().flat_map(u16::to_le_bytes);
    vec![
        ("甲.xlsx", xlsx(rows)),
        ("甲.xlsb", xlsb(rows)),
        ("甲.xls", xls(rows, 1200)),
        ("甲.ods", ods(rows)),
        ("甲（网页）.xls", html(rows).into_bytes()),
        ("甲（XML）.xls", xml2003(rows).into_bytes()),
        ("甲（国标）.csv", encoding_rs::GB18030.encode(&csv).0.into_owned()),
        (
            "甲（UTF-16）.csv",
            [0xff, 0xfe].into_iter().chain(utf16).collect(),
        ),
        ("甲.csv", csv.into_bytes()),
    ]
}

fn each(rows: &[Vec<Cell>]) -> impl Iterator<Item = (u32, u16, &Cell)> {
    (0..)
        .zip(rows)
        .flat_map(|(row, cells)| (0..).zip(cells).map(move |(col, cell)| (row, col, cell)))
}

pub(crate) fn xlsx(rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, col, cell) in each(rows) {
        match cell {
            Cell::Text(text) => sheet.write_string(row, col, text).unwrap(),
            Cell::Number(number) => sheet.write_number(row, col, *number).unwrap(),
        };
    }
    workbook.save_to_buffer().unwrap()
}

/// A package of parts, stored as they are.
pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(*name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A package whose one sheet has this XML.
pub(crate) fn xlsx_of(sheet: &str) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    package(&[
        (
            "_rels/.rels",
            relation("officeDocument", "xl/workbook.xml").as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relation("worksheet", "worksheets/sheet1.xml").as_bytes(),
        ),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"甲\" r:id=\"r1\"/></sheets></workbook>".as_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// Records of a binary workbook: type, length, data.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// BIFF8, with the code page that it says it has.
pub(crate) fn xls(rows: &[Vec<Cell>], code_page: u16) -> Vec<u8> {
    let begin = |kind: u8| {
        let mut data = vec![0; 16];
        (data[1], data[2]) = (6, kind);
        record(0x0809, &data)
    };
    let mut sheet = begin(0x10);
    for (row, col, cell) in each(rows) {
        let row = u16::try_from(row).unwrap();
        let mut data = [row, col, 0].map(u16::to_le_bytes).concat();
        match cell {
            Cell::Text(text) => {
                let units = wide(text);
                data.extend(u16::try_from(units.len() / 2).unwrap().to_le_bytes());
                data.push(1);
                data.extend(units);
                sheet.extend(record(0x0204, &data));
            }
            Cell::Number(number) => {
                data.extend(number.to_le_bytes());
                sheet.extend(record(0x0203, &data));
            }
        }
    }
    sheet.extend(record(0x000a, &[]));
    let mut stream = begin(5);
    stream.extend(record(0x0042, &code_page.to_le_bytes()));
    // Position of the sheet, shown, a worksheet, its name.
    let name = [&[1, 1][..], &wide("甲")].concat();
    let end = record(0x000a, &[]);
    let at = stream.len() + 4 + 6 + name.len() + end.len();
    let bound = [&u32::try_from(at).unwrap().to_le_bytes()[..], &[0, 0], &name].concat();
    stream.extend(record(0x0085, &bound));
    stream.extend(end);
    stream.extend(sheet);
    compound("Workbook", &stream)
}

/// A compound file with one stream, of up to 60 KB.
pub(crate) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xffff_fffe;
    let sectors = stream.len().max(4096).div_ceil(SECTOR);
    assert!(sectors + 2 <= SECTOR / 4, "one sector of links is enough");
    let id = |sector: usize| u32::try_from(sector).unwrap();
    let mut file = vec![0; SECTOR];
    file[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        file[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    file[76..].fill(0xff);
    // Links, directory, shortest stream of large sectors, no small sectors, no further lists, the sector of the links.
    for (at, value) in [
        (44, 1),
        (48, id(sectors)),
        (56, 4096),
        (60, END),
        (68, END),
        (76, id(sectors + 1)),
    ] {
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    file.extend_from_slice(stream);
    file.resize(SECTOR * (1 + sectors), 0);
    for (name, kind, child, start, size) in [
        ("Root Entry", 5, 1, END, 0),
        (name, 2, u32::MAX, 0, stream.len().max(4096)),
    ] {
        let units = wide(&format!("{name}\0"));
        let mut entry = vec![0; 128];
        entry[..units.len()].copy_from_slice(&units);
        entry[64] = u8::try_from(units.len()).unwrap();
        entry[66] = kind;
        for (at, value) in [
            (68, u32::MAX),
            (72, u32::MAX),
            (76, child),
            (116, start),
            (120, id(size)),
        ] {
            entry[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        file.extend(entry);
    }
    file.resize(SECTOR * (2 + sectors), 0);
    let chain = (1..sectors).map(id).chain([END, END, 0xffff_fffd]);
    file.extend(chain.flat_map(u32::to_le_bytes));
    file.resize(SECTOR * (3 + sectors), 0xff);
    file
}

fn seven_bits(number: usize) -> u8 {
    u8::try_from(number & 0x7f).unwrap()
}

/// Records of a part of an xlsb: type and length in seven bits a byte.
fn part(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut part = Vec::new();
    for (kind, data) in records {
        match u8::try_from(*kind) {
            Ok(kind) if kind < 0x80 => part.push(kind),
            _ => part.extend([seven_bits((*kind).into()) | 0x80, seven_bits((kind >> 7).into())]),
        }
        let mut length = data.len();
        while length >= 0x80 {
            part.push(seven_bits(length) | 0x80);
            length >>= 7;
        }
        part.push(u8::try_from(length).unwrap());
        part.extend_from_slice(data);
    }
    part
}

/// A text with its length before it.
fn counted(text: &str) -> Vec<u8> {
    let units = wide(text);
    let length = u32::try_from(units.len() / 2).unwrap();
    [&length.to_le_bytes()[..], &units].concat()
}

pub(crate) fn xlsb(rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut records = vec![(0x0094, vec![0; 16]), (0x0091, Vec::new())];
    let mut last = None;
    for (row, col, cell) in each(rows) {
        if last.replace(row) != Some(row) {
            let mut data = row.to_le_bytes().to_vec();
            data.resize(25, 0);
            records.push((0x0000, data));
        }
        let at = [u32::from(col).to_le_bytes(), [0; 4]].concat();
        records.push(match cell {
            // Every other text as one with formatting of its own, of which there is none.
            Cell::Text(text) if col % 2 == 1 => (0x003e, [at, vec![0], counted(text)].concat()),
            Cell::Text(text) => (0x0006, [at, counted(text)].concat()),
            Cell::Number(number) => (0x0005, [at, number.to_le_bytes().to_vec()].concat()),
        });
    }
    records.push((0x0092, Vec::new()));
    let bundle = [vec![0; 8], counted("r1"), counted("甲")].concat();
    let workbook = part(&[(0x009c, bundle), (0x0090, Vec::new()), (0x0084, Vec::new())]);
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"worksheet\" Target=\"worksheets/sheet1.bin\"/></Relationships>";
    package(&[
        ("xl/workbook.bin", &workbook),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &part(&records)),
    ])
}

/// The rows in tags: what stands around a text, and around a number.
fn tagged(rows: &[Vec<Cell>], row: &str, text: (&str, &str), number: (&str, &str)) -> String {
    let line = |cells: &Vec<Cell>| {
        let cell = |cell: &Cell| match cell {
            Cell::Text(said) => format!("{}{said}{}", text.0, text.1),
            Cell::Number(said) => format!("{}{said}{}", number.0.replace("{}", &said.to_string()), number.1),
        };
        let cells: String = cells.iter().map(cell).collect();
        format!("<{row}>{cells}</{row}>\n")
    };
    rows.iter().map(line).collect()
}

pub(crate) fn ods(rows: &[Vec<Cell>]) -> Vec<u8> {
    let end = "</text:p></table:table-cell>";
    let rows = tagged(
        rows,
        "table:table-row",
        ("<table:table-cell office:value-type=\"string\"><text:p>", end),
        (
            "<table:table-cell office:value-type=\"float\" office:value=\"{}\"><text:p>",
            end,
        ),
    );
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"甲\">{rows}\
        </table:table></office:spreadsheet></office:body></office:document-content>"
    );
    package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ])
}

pub(crate) fn html(rows: &[Vec<Cell>]) -> String {
    let rows = tagged(rows, "tr", ("<td>", "</td>"), ("<td>", "</td>"));
    format!("<html><head><meta charset=\"utf-8\"></head><body><table>\n{rows}</table></body></html>")
}

pub(crate) fn xml2003(rows: &[Vec<Cell>]) -> String {
    let rows = tagged(
        rows,
        "Row",
        ("<Cell><Data ss:Type=\"String\">", "</Data></Cell>"),
        ("<Cell><Data ss:Type=\"Number\">", "</Data></Cell>"),
    );
    let space = "urn:schemas-microsoft-com:office:spreadsheet";
    format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"{space}\" xmlns:ss=\"{space}\"><Worksheet ss:Name=\"甲\"><Table>\n\
        {rows}</Table></Worksheet></Workbook>"
    )
}

fn csv(rows: &[Vec<Cell>]) -> String {
    let line = |cells: &Vec<Cell>| {
        let cell = |cell: &Cell| match cell {
            Cell::Text(said) => said.clone(),
            Cell::Number(said) => said.to_string(),
        };
        let fields: Vec<String> = cells.iter().map(cell).collect();
        fields.join(",") + "\r\n"
    };
    rows.iter().map(line).collect()
}
