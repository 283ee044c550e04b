//! 文字材料: Markdown, txt and docx narratives → sections of text, and whose they are.
//!
//! Enters: a file's bytes and name. Leaves: a [`Narrative`] in Markdown, and findings for what could not be taken.

mod docx;
mod heading;
mod plain;
mod tag;

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::finding::{Code, Finding, Findings, Place};
use crate::value::{TeamId, UnitId};

/// The most that one narrative may hold: some ten pages. More is no 小结, and is not printed.
const MAX_BYTES: usize = 64 * 1024;

/// Where a narrative goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Section {
    /// 按语
    Preface,
    /// 工作小结
    Summary,
    /// 工作计划
    Plan,
    /// 会议决定
    Decisions,
    /// 需协调事项
    Requests,
    /// 更正: what earlier issues said wrong, and what is right
    Correction,
    /// 通报 and anything else: printed under its own title.
    Other,
}

/// One narrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrative {
    /// Relative to the input folder.
    pub file: String,
    /// Of the bytes.
    pub sha256: String,
    /// Where it goes.
    pub section: Section,
    /// Its own title, where it has one.
    pub title: Option<String>,
    /// 专班
    pub team: Option<TeamId>,
    /// 单位
    pub unit: Option<UnitId>,
    /// Place among its like.
    pub order: i32,
    /// Markdown (`CommonMark`), front matter gone, placeholders as written.
    pub markdown: String,
    /// Line of the file on which `markdown` starts, from 1, for messages.
    pub first_line: usize,
    /// Does anything say where it belongs: a section, a task force, a unit? A stray note is kept, but not printed.
    pub is_addressed: bool,
}

/// Reads one narrative: Markdown, plain text in any encoding that offices use, or a Word document.
///
/// `file` is relative to the input folder. `None` where it can't be used; a finding says why.
pub fn read(bytes: &[u8], file: &str, catalog: &Catalog, findings: &mut Findings) -> Option<Narrative> {
    let text = match text(bytes, file) {
        Ok(text) => text,
        Err(fault) => {
            findings.push(finding(fault, file, catalog));
            return None;
        }
    };
    let (given, body, first_line) = heading::front_matter(&text);
    let named = heading::from_file_name(file, catalog);
    let markdown = match ending(file).as_str() {
        "txt" => plain::to_markdown(body),
        "docx" => body.to_owned(),
        _ => tag::without_tags(body),
    };
    let unit = given.unit(catalog).or(named.unit);
    let team = given
        .team(catalog)
        .or(named.team)
        .or_else(|| heading::team_led_by(unit, catalog));
    let section = given.section().or(named.section).unwrap_or(Section::Other);
    let whose: Vec<&str> = (team.iter())
        .flat_map(|team| {
            let team = catalog.team(*team);
            std::iter::once(&team.name).chain(&team.also).map(String::as_str)
        })
        .chain(unit.iter().flat_map(|unit| catalog.unit(*unit).names()))
        .collect();
    let titled = heading::title_lines(&markdown, section, &whose);
    let (first_line, markdown) = (first_line + titled, below(&markdown, titled));
    let is_addressed =
        given.section().is_some() || named.section.is_some() || team.is_some() || unit.is_some();
    if !is_addressed {
        findings.push(stray(file));
    }
    Some(Narrative {
        file: file.to_owned(),
        sha256: crate::value::sha256(bytes),
        section,
        title: given.title(),
        team,
        unit,
        order: given.order().unwrap_or(0),
        markdown: markdown.trim_end().to_owned(),
        first_line,
        is_addressed,
    })
}

/// A file's characters, within the limits.
fn text(bytes: &[u8], file: &str) -> Result<String, docx::Fault> {
    let is_document = ending(file) == "docx";
    if !is_document && bytes.len() > MAX_BYTES {
        return Err(docx::Fault::TooLong);
    }
    let text = if is_document {
        docx::to_markdown(bytes)?
    } else {
        plain::decode(bytes).ok_or(docx::Fault::Garbled)?
    };
    match text.len() {
        length if length > MAX_BYTES => Err(docx::Fault::TooLong),
        _ if text.trim().is_empty() => Err(docx::Fault::Empty),
        _ => Ok(text),
    }
}

/// F09: read, but for no place in the bulletin.
fn stray(file: &str) -> Finding {
    Finding::new(
        Code::F09,
        Place::file(file),
        "不是台账，也看不出是哪个专班、单位的什么材料，没有印入简报",
        "要印的，在文件名里写上专班或单位和材料名（如“财政专班工作小结”）；不用印的，可以不管",
    )
}

/// Is this no text at all, whatever its ending says: a package or a compound file, as workbooks are?
pub fn is_something_else(bytes: &[u8], file: &str) -> bool {
    let is_package = bytes.starts_with(b"PK\x03\x04");
    let is_compound = bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    (is_package || is_compound) && ending(file) != "docx"
}

/// The text below its first lines.
fn below(text: &str, lines: usize) -> &str {
    let above: usize = text.split_inclusive('\n').take(lines).map(str::len).sum();
    &text[above..]
}

fn ending(file: &str) -> String {
    let ending = file.rsplit('.').next();
    ending.unwrap_or_default().to_ascii_lowercase()
}

fn finding(fault: docx::Fault, file: &str, catalog: &Catalog) -> Finding {
    let (code, message, help) = match fault {
        docx::Fault::Damaged => (
            Code::F01,
            "文字材料打不开，不是完好的 Word 文档",
            "在 Word 或 WPS 里打开后另存为 .docx，或存为 .md、.txt 再放入",
        ),
        docx::Fault::Garbled => (
            Code::F01,
            "文字材料不完整（可能还在复制），或编码认不出来，没有采用",
            "确认能打开后，存为 UTF-8 编码的文本重新放入",
        ),
        docx::Fault::Empty => (
            Code::F01,
            "文字材料是空的，没有内容",
            "写好后重新放入；没有要说的，可以删去",
        ),
        docx::Fault::Locked => (Code::F02, "文字材料有打开密码，读不了", "取消密码后再放入"),
        docx::Fault::TooLong => (
            Code::F08,
            "文字材料超过64KB，没有采用",
            "只留要印入简报的文字，图片和附件另存",
        ),
    };
    let unit = heading::from_file_name(file, catalog).unit;
    Finding::new(code, Place::file(file), message, help).unit(unit)
}
