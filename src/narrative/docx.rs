//! Word documents: paragraphs, headings and plain tables → Markdown. Pictures, comments and deleted text are left out.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

use super::plain::escape;

/// The document's own part is read this far; a text of 64 KB is some 1 MB of Word's XML.
const MAX_PART: u64 = 16 * 1024 * 1024;

/// Why a narrative can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not a whole Word document.
    Damaged,
    /// Not a whole text, or in no encoding that is known.
    Garbled,
    /// Nothing in it.
    Empty,
    /// Encrypted: an OLE container instead of a zip.
    Locked,
    /// Over the limits.
    TooLong,
}

/// The text of a `.docx`.
pub(super) fn to_markdown(bytes: &[u8]) -> Result<String, Fault> {
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        // Word encrypts into an OLE container; a .doc renamed to .docx has no such stream.
        let name: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let is_locked = bytes.windows(name.len()).any(|window| window == name);
        return Err(if is_locked { Fault::Locked } else { Fault::Damaged });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
    let document = part(&mut archive, "word/document.xml")?.ok_or(Fault::Damaged)?;
    let levels = match part(&mut archive, "word/styles.xml")? {
        Some(styles) => heading_styles(&styles)?,
        None => BTreeMap::new(),
    };
    blocks(&document, &levels)
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<String>, Fault> {
    let Ok(file) = archive.by_name(name) else {
        return Ok(None);
    };
    let mut text = String::new();
    let read = file.take(MAX_PART + 1).read_to_string(&mut text);
    read.map_err(|_| Fault::Damaged)?;
    if text.len() as u64 > MAX_PART {
        return Err(Fault::TooLong);
    }
    Ok(Some(text))
}

/// The level of each heading style: `1` → 1 for Word's own, by name for WPS (标题 1).
fn heading_styles(styles: &str) -> Result<BTreeMap<String, u8>, Fault> {
    let mut levels = BTreeMap::new();
    let mut style = String::new();
    let mut reader = Reader::from_str(styles);
    loop {
        match reader.read_event().map_err(|_| Fault::Damaged)? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "style" => style = attribute(&e, "styleId").unwrap_or_default(),
                "name" => {
                    let name = attribute(&e, "val").unwrap_or_default().to_lowercase();
                    let level = ["heading", "标题"]
                        .iter()
                        .find_map(|word| name.strip_prefix(word)?.trim().parse::<u8>().ok());
                    if let Some(level) = level.filter(|level| (1..=6).contains(level)) {
                        levels.insert(style.clone(), level);
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(levels),
            _ => {}
        }
    }
}

/// The paragraph, table or cell that is being read.
#[derive(Default)]
struct Writer {
    blocks: Vec<String>,
    paragraph: String,
    level: u8,
    is_item: bool,
    /// Rows of the table being read; `None` outside tables.
    table: Option<Vec<Vec<String>>>,
    /// Tables within tables: their text goes into the cell that holds them.
    depth: usize,
    /// Inside a cell: its paragraphs.
    cell: Vec<String>,
}

impl Writer {
    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        let text = text.trim();
        let (level, is_item) = (std::mem::take(&mut self.level), std::mem::take(&mut self.is_item));
        if text.is_empty() {
            return;
        }
        if self.depth > 0 {
            self.cell.push(escape(text));
        } else if level > 0 {
            self.blocks
                .push(format!("{} {}", "#".repeat(level.into()), escape(text)));
        } else if is_item {
            self.blocks.push(format!("- {}", escape(text)));
        } else {
            self.blocks.push(escape(text));
        }
    }

    fn end_table(&mut self) {
        let rows = self.table.take().unwrap_or_default();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut lines = Vec::new();
        for (number, mut row) in rows.into_iter().enumerate() {
            row.resize(width, String::new());
            lines.push(format!("| {} |", row.join(" | ")));
            if number == 0 {
                lines.push(format!("|{}", " --- |".repeat(width)));
            }
        }
        if !lines.is_empty() {
            self.blocks.push(lines.join("\n"));
        }
    }

    fn start(&mut self, e: &BytesStart<'_>, levels: &BTreeMap<String, u8>) {
        match e.local_name().as_ref() {
            "pStyle" => {
                let level = attribute(e, "val").and_then(|style| levels.get(&style).copied());
                self.level = level.unwrap_or(self.level);
            }
            "outlineLvl" if self.level == 0 => {
                let level = attribute(e, "val").and_then(|level| level.parse::<u8>().ok());
                self.level = level.filter(|level| *level < 6).map_or(0, |level| level + 1);
            }
            "numPr" => self.is_item = true,
            "tab" | "br" | "cr" => self.paragraph.push(' '),
            "tbl" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.table = Some(Vec::new());
                }
            }
            "tr" if self.depth == 1 => {
                if let Some(table) = &mut self.table {
                    table.push(Vec::new());
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.end_paragraph(),
            "tc" if self.depth == 1 => {
                let text = std::mem::take(&mut self.cell).join(" ");
                if let Some(row) = self.table.as_mut().and_then(|table| table.last_mut()) {
                    row.push(text);
                }
            }
            "tbl" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_table();
                }
            }
            _ => {}
        }
    }
}

fn blocks(document: &str, levels: &BTreeMap<String, u8>) -> Result<String, Fault> {
    let mut writer = Writer::default();
    let mut reader = Reader::from_str(document);
    let mut is_text = false;
    loop {
        match reader.read_event().map_err(|_| Fault::Damaged)? {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => is_text = true,
                // Deleted text, field codes, drawings and their fallbacks are not what a reader sees.
                "del" | "instrText" | "drawing" | "pict" | "Fallback" => {
                    let end = e.to_end().into_owned();
                    reader.read_to_end(end.name()).map_err(|_| Fault::Damaged)?;
                }
                _ => writer.start(&e, levels),
            },
            Event::Empty(e) => writer.start(&e, levels),
            Event::Text(text) if is_text => writer.paragraph.push_str(&text),
            Event::GeneralRef(entity) if is_text => {
                let character = entity.resolve_char_ref().ok().flatten();
                match character {
                    Some(character) => writer.paragraph.push(character),
                    None => writer
                        .paragraph
                        .push_str(quick_xml::escape::resolve_predefined_entity(&entity).unwrap_or_default()),
                }
            }
            Event::CData(text) if is_text => writer.paragraph.push_str(&text),
            Event::End(e) => {
                let name = e.local_name();
                is_text = is_text && name.as_ref() != "t";
                writer.end(name.as_ref());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(writer.blocks.join("\n\n"))
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = e
        .attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name);
    found.map(|a| a.value.into_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    const STYLES: &str =
        r#"<w:styles xmlns:w="w"><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>"#;

    fn docx(document: &str) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [("word/document.xml", document), ("word/styles.xml", STYLES)] {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn headings_paragraphs_lists_and_tables_become_markdown() {
        let bytes = docx(
            r#"<w:document xmlns:w="w"><w:body>
            <w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>一、小结</w:t></w:r></w:p>
            <w:p><w:r><w:t>完成</w:t></w:r><w:r><w:t xml:space="preserve">3项 &amp; </w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>
            <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>盯办</w:t></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>单位</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>项数</w:t></w:r></w:p></w:tc></w:tr>
            <w:tr><w:tc><w:p><w:r><w:t>甲|乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            </w:body></w:document>"#,
        );
        assert_eq!(
            to_markdown(&bytes).unwrap(),
            "# 一、小结\n\n完成3项 \\&\n\n- 盯办\n\n| 单位 | 项数 |\n| --- | --- |\n| 甲\\|乙 |  |"
        );
    }

    #[test]
    fn what_is_no_word_document_is_told_apart_from_a_locked_one() {
        assert_eq!(to_markdown(b"hello"), Err(Fault::Damaged));
        let ole = [&[0xD0, 0xCF, 0x11, 0xE0][..], &[0; 600]].concat();
        assert_eq!(to_markdown(&ole), Err(Fault::Damaged));
        let name: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(to_markdown(&[ole, name].concat()), Err(Fault::Locked));
    }

    proptest! {
        #[test]
        fn damaged_documents_never_panic(document in ".{0,200}", cut in 0_usize..400) {
            let bytes = docx(&document);
            let _ = to_markdown(&bytes);
            let _ = to_markdown(&bytes[..cut.min(bytes.len())]);
        }
    }
}
