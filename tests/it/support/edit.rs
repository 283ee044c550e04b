//! A clerk at a workbook: cells of an .xlsx typed over in the file itself, all else as it was.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;

/// The workbook with these cells of its n-th sheet (from 1) typed over: an amount where it is one, else text.
pub(crate) fn typed(bytes: &[u8], sheet: usize, cells: &[(&str, &str)]) -> Vec<u8> {
    let part = format!("xl/worksheets/sheet{sheet}.xml");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut edited = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().to_string();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if name == part {
            let text = String::from_utf8(content).unwrap();
            content = cells
                .iter()
                .fold(text, |text, (cell, value)| over(&text, cell, value))
                .into_bytes();
        }
        edited.start_file(name, SimpleFileOptions::default()).unwrap();
        edited.write_all(&content).unwrap();
    }
    edited.finish().unwrap().into_inner()
}

fn over(xml: &str, cell: &str, value: &str) -> String {
    let start = xml
        .find(&format!("<c r=\"{cell}\""))
        .unwrap_or_else(|| panic!("no cell {cell}"));
    let tag = start + xml[start..].find('>').unwrap() + 1;
    let end = if xml[..tag].ends_with("/>") {
        tag
    } else {
        tag + xml[tag..].find("</c>").unwrap() + "</c>".len()
    };
    let style = xml[start..tag]
        .split_once(" s=\"")
        .map_or("0", |(_, rest)| rest.split_once('"').unwrap().0);
    let cell = if value.parse::<f64>().is_ok() {
        format!("<c r=\"{cell}\" s=\"{style}\"><v>{value}</v></c>")
    } else {
        format!("<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{value}</t></is></c>")
    };
    format!("{}{cell}{}", &xml[..start], &xml[end..])
}
