//! Why a file is not read: a closed list, each with a plain sentence and what to do about it.

use std::sync::Arc;

use crate::finding::{Code, Finding, Place};
use crate::value::Area;

/// Why a file, or one of its sheets, is not read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Refusal {
    /// Nothing in it.
    Empty,
    /// Cut off, or still being copied.
    Incomplete,
    /// A part whose checksum is wrong, named.
    Checksum(String),
    /// Damaged in another way; what, in a clerk's words.
    Damaged(String),
    /// A password is needed to open it.
    Password,
    /// Larger than allowed; what, in a clerk's words.
    TooBig(String),
    /// A DOCTYPE or entity, which no spreadsheet program writes.
    Doctype,
    /// A form too old or too odd to be read; what it is.
    TooOld(&'static str),
    /// Text in no encoding that is known.
    Encoding,
    /// A cell that cannot be trusted, and why; the whole file is refused rather than a wrong value read.
    Cell {
        /// Its sheet.
        sheet: String,
        /// Where.
        at: Area,
        /// Why.
        why: &'static str,
    },
    /// Not a spreadsheet at all; what it is.
    NotASpreadsheet(&'static str),
}

impl Refusal {
    /// The finding that says it, for this file.
    pub(super) fn finding(&self, file: &str) -> Finding {
        const RESEND: &str =
            "请用 Excel 或 WPS 打开确认内容完整，另存为 .xlsx 后重新报送；打不开的，请向报送单位重新索取";
        let place = Place::file(file);
        let (code, message, help): (Code, String, &str) = match self {
            Refusal::Empty => (Code::F01, "文件是空的，没有内容".into(), "请重新报送填好的表"),
            Refusal::Incomplete => (
                Code::F01,
                "文件不完整（可能还在复制，或传输中断），读不了".into(),
                "请等文件复制完，确认能打开后重新放入",
            ),
            Refusal::Checksum(part) => (
                Code::F01,
                format!("文件内容已损坏（“{part}”校验不符），为避免错数不予采用"),
                RESEND,
            ),
            Refusal::Damaged(what) => (Code::F01, format!("文件已损坏，读不了：{what}"), RESEND),
            Refusal::Encoding => (
                Code::F01,
                "文字编码认不出来，读出来会是乱码，没有采用".into(),
                "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送",
            ),
            Refusal::Password => (
                Code::F02,
                "文件设有打开密码，读不了".into(),
                "请取消密码后重新报送（有的密码 Excel 会自动打开，看不出来：在“另存为”的“工具→常规选项”里清空密码）",
            ),
            Refusal::TooBig(what) => (
                Code::F08,
                format!("超过安全限度，没有读：{what}"),
                "请删去多余的空白行列、图片和无关的表，另存后重新报送；确实需要的，请管理员在配置里放宽限度",
            ),
            Refusal::Doctype => (
                Code::F01,
                "文件里有不允许的外部定义，已拒绝读取".into(),
                "请向报送单位核实文件来源，用 Excel 或 WPS 另存为 .xlsx 后重新报送",
            ),
            Refusal::TooOld(what) => (
                Code::F01,
                format!("文件是{what}，读不了"),
                "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送",
            ),
            Refusal::Cell { sheet, at, why } => {
                let place = Place {
                    sheet: Some(Arc::from(sheet.as_str())),
                    cell: Some(*at),
                    ..place
                };
                return Finding::new(
                    Code::F01,
                    place,
                    format!("{why}，为避免错数整份文件不予采用"),
                    RESEND,
                );
            }
            Refusal::NotASpreadsheet(what) => (
                Code::F09,
                format!("不是表格，是{what}，没有采用"),
                "需要统计的内容请填在 Excel 表里报送；文字材料请用 .docx、.txt 或 .md",
            ),
        };
        Finding::new(code, place, message, help)
    }
}
