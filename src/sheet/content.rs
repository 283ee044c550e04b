//! What a file really is, told from its first bytes, and what its ending promises.

use super::Format;
use super::refusal::Refusal;
use super::text;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A zip package: xlsx, xlsb, ods, or no spreadsheet at all.
    Zip,
    /// A compound file: xls, et, an encrypted workbook, a Word document …
    Compound,
    /// A web page.
    Html,
    /// `SpreadsheetML` 2003.
    Xml2003,
    /// Text in lines.
    Text,
}

const PACKAGE: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Tells what the bytes are; a refusal names what they are instead of a spreadsheet.
pub(super) fn tell(bytes: &[u8], ending: &str) -> Result<Content, Refusal> {
    if bytes.iter().all(|&byte| byte == 0) {
        return Err(if bytes.is_empty() {
            Refusal::Empty
        } else {
            Refusal::Incomplete
        });
    }
    if bytes.starts_with(PACKAGE) || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Content::Zip);
    }
    if bytes.starts_with(COMPOUND) {
        return Ok(Content::Compound);
    }
    if PACKAGE.starts_with(bytes) || COMPOUND.starts_with(bytes) {
        return Err(Refusal::Incomplete);
    }
    if let Some(what) = foreign(bytes) {
        return Err(Refusal::NotASpreadsheet(what));
    }
    // BIFF2 to 5 without a compound file around them.
    if let [0x09, 0x00 | 0x02 | 0x04 | 0x08, 4..=16, 0, ..] = bytes {
        return Err(Refusal::TooOld("很旧的 Excel 格式（Excel 5.0 以前）"));
    }
    match text::peek(bytes) {
        None if is_spreadsheet_ending(ending) => Err(Refusal::Damaged("认不出是哪种表格".into())),
        None => Err(Refusal::NotASpreadsheet("别的文件")),
        Some(head) => markup(&head, ending),
    }
}

/// Text: which markup, if any.
fn markup(head: &str, ending: &str) -> Result<Content, Refusal> {
    let lower = head.trim_start().to_ascii_lowercase();
    if lower.starts_with("<?xml") || lower.starts_with("<workbook") || lower.starts_with("<ss:workbook") {
        if lower.contains("urn:schemas-microsoft-com:office:spreadsheet") && !lower.contains("<html") {
            return Ok(Content::Xml2003);
        }
        if lower.contains("<office:document") {
            return Err(Refusal::TooOld("单个 XML 的 OpenDocument 表格（.fods）"));
        }
    }
    if lower.starts_with('<')
        && [
            "<html",
            "<table",
            "<!doctype html",
            "<head",
            "<body",
            "<style",
            "<meta",
            "<div",
            "<tr",
        ]
        .iter()
        .any(|tag| lower.contains(tag))
    {
        return Ok(Content::Html);
    }
    if lower.starts_with("mime-version:") || lower.contains("content-type: multipart/related") {
        return Err(Refusal::TooOld("网页存档（.mht）"));
    }
    if lower.starts_with("id;p") {
        return Err(Refusal::TooOld("SYLK 格式（.slk）"));
    }
    if is_spreadsheet_ending(ending) && !lower.starts_with("<?xml") {
        return Ok(Content::Text);
    }
    Err(Refusal::NotASpreadsheet(if lower.starts_with("<?xml") {
        "XML 数据"
    } else {
        "文本文件"
    }))
}

/// Other kinds of file, known by their first bytes.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const SIGNS: [(&[u8], &str); 16] = [
        (b"%PDF", "PDF 文件"),
        (b"\x89PNG", "图片"),
        (b"\xff\xd8\xff", "图片"),
        (b"GIF8", "图片"),
        (b"BM", "图片"),
        (b"II*\0", "图片"),
        (b"MM\0*", "图片"),
        (b"{\\rtf", "Word 文档（.rtf）"),
        (b"Rar!", "压缩包，请解压后放入"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包，请解压后放入"),
        (b"\x1f\x8b", "压缩包，请解压后放入"),
        (b"MZ", "程序"),
        (b"\x7fELF", "程序"),
        (b"ID3", "录音"),
        (b"L\0\0\0\x01\x14\x02\0", "快捷方式"),
        (b"SQLite format 3\0", "数据库"),
    ];
    let media = bytes.get(4..8).is_some_and(|kind| kind == b"ftyp");
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12).is_some_and(|kind| kind == b"WEBP");
    let is_text = |sign: &[u8]| sign.len() == 2 && std::str::from_utf8(&bytes[..bytes.len().min(64)]).is_ok();
    SIGNS
        .iter()
        // Two letters alone also begin many a text.
        .find(|(sign, _)| {
            bytes.starts_with(sign) && !(sign.iter().all(u8::is_ascii_alphabetic) && is_text(sign))
        })
        .map(|&(_, what)| what)
        .or(media.then_some("视频或图片"))
        .or(webp.then_some("图片"))
}

/// The ending of a file's name, in lower case without the dot.
pub(super) fn ending(file_name: &str) -> String {
    let name = file_name.rsplit('/').next().unwrap_or(file_name);
    name.rsplit_once('.')
        .map_or(String::new(), |(_, ending)| ending.to_lowercase())
}

/// Is it an ending of spreadsheets?
fn is_spreadsheet_ending(ending: &str) -> bool {
    !promised(ending).is_empty()
}

/// The formats that an ending may stand for. WPS saves both under `.et`.
fn promised(ending: &str) -> &'static [Format] {
    match ending {
        "xlsx" | "xlsm" | "xltx" | "xltm" => &[Format::Xlsx],
        "xlsb" => &[Format::Xlsb],
        "xls" | "xlt" => &[Format::Xls],
        "et" | "ett" => &[Format::Xls, Format::Xlsx],
        "ods" | "ots" => &[Format::Ods],
        "csv" | "tsv" | "tab" => &[Format::Csv],
        _ => &[],
    }
}

/// What a format is called, where a name's ending promises another.
pub(super) fn misnamed(ending: &str, format: Format) -> Option<&'static str> {
    (!promised(ending).contains(&format)).then_some(match format {
        Format::Xlsx => "xlsx 表格",
        Format::Xlsb => "xlsb 表格",
        Format::Xls => "xls 表格",
        Format::Ods => "ods 表格",
        Format::Csv => "文本表格",
        Format::Html => "网页表格",
        Format::Xml2003 => "XML 表格",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_goes_before_the_ending() {
        assert_eq!(tell(b"PK\x03\x04...", "xls"), Ok(Content::Zip));
        assert_eq!(tell("<html><table>".as_bytes(), "xls"), Ok(Content::Html));
        assert_eq!(tell("序号,名称\n1,甲".as_bytes(), "xls"), Ok(Content::Text));
        assert_eq!(
            tell(b"%PDF-1.7", "xlsx"),
            Err(Refusal::NotASpreadsheet("PDF 文件"))
        );
        assert_eq!(
            tell(b"\xff\xd8\xff\xe0", "xlsx"),
            Err(Refusal::NotASpreadsheet("图片"))
        );
        assert_eq!(tell(b"", "xlsx"), Err(Refusal::Empty));
        assert_eq!(tell(&[0; 512], "xls"), Err(Refusal::Incomplete));
        assert_eq!(tell(b"PK", "xlsx"), Err(Refusal::Incomplete));
        assert_eq!(tell(&[0xd0, 0xcf], "et"), Err(Refusal::Incomplete));
        assert_eq!(tell(b"BM,x\n1,2", "csv"), Ok(Content::Text));
        assert_eq!(
            tell("说明".as_bytes(), "log"),
            Err(Refusal::NotASpreadsheet("文本文件"))
        );
    }

    #[test]
    fn an_ending_promises_a_format() {
        assert_eq!(misnamed("xls", Format::Html), Some("网页表格"));
        assert_eq!(misnamed("et", Format::Xls), None);
        assert_eq!(misnamed("xlsm", Format::Xlsx), None);
        assert_eq!(ending("白寨镇/台账.XLSX"), "xlsx");
        assert_eq!(ending("白寨镇.1/台账"), "");
    }
}
