//! Bytes → cells at absolute addresses; no meaning yet. The only user of calamine.
//!
//! Enters: a file's bytes and name. Leaves: a [`RawWorkbook`], or the finding that says why not (codes F01, F02, F03, F08, F09).

mod content;
mod grid;
mod html;
mod iso;
mod look;
mod ods;
mod ours;
mod package;
mod raw;
mod refusal;
mod stamp;
mod text;
mod xls;
mod xlsb;
mod xlsx;
mod xml;
mod xml2003;

pub use raw::{
    Format, Look, RawCell, RawFormula, RawRow, RawSheet, RawValue, RawWorkbook, Stamp, Visibility,
};
pub use stamp::{FilledIn, ListedFinding, ListedTask, ReturnedSheet};

use std::panic;

use self::content::Content;
use self::package::{Kind, Package};
use self::refusal::Refusal;
use crate::catalog::Limits;
use crate::finding::{Code, Finding, Place};

/// What became of a file's bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The cells, where it could be read.
    pub workbook: Option<RawWorkbook>,
    /// Why not, or that it is not what its ending says.
    pub findings: Vec<Finding>,
}

/// Opens a file by what it holds, whatever its name says. Never panics, never fails: what cannot be read is a finding.
pub fn open(bytes: &[u8], file_name: &str, limits: &Limits) -> Opened {
    let ending = content::ending(file_name);
    // calamine's older formats have panics left for damaged files; a reading process dies of nothing else.
    let read = panic::catch_unwind(|| read(bytes, &ending, limits))
        .unwrap_or_else(|_| Err(Refusal::Damaged("内部结构有误".into())));
    match read {
        Ok(mut workbook) => {
            ours::take_stamp(&mut workbook);
            Opened {
                findings: misnamed(file_name, &ending, workbook.format)
                    .into_iter()
                    .collect(),
                workbook: Some(workbook),
            }
        }
        Err(refusal) => Opened {
            workbook: None,
            findings: vec![refusal.finding(file_name)],
        },
    }
}

/// The characters of a text file in any encoding that offices use: UTF-8, UTF-16 or GB18030. `None` where one would be
/// lost: it is cut off, its tail is zeros, or it is in no encoding that is known.
pub fn decode(bytes: &[u8]) -> Option<String> {
    text::decode(bytes, None).ok()
}

fn read(bytes: &[u8], ending: &str, limits: &Limits) -> Result<RawWorkbook, Refusal> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Refusal::TooBig(format!(
            "文件有{}MB，限度是{}MB",
            bytes.len() >> 20,
            limits.file_bytes >> 20
        )));
    }
    match content::tell(bytes, ending)? {
        Content::Zip => {
            let mut package = Package::open(bytes, limits)?;
            match package.kind() {
                Kind::Xlsx => xlsx::read(&mut package, limits),
                Kind::Xlsb => xlsb::read(bytes, &mut package, limits),
                Kind::Ods => ods::read(bytes, &mut package, limits),
                Kind::Other(what) => Err(Refusal::NotASpreadsheet(what)),
            }
        }
        Content::Compound => xls::read(bytes, limits),
        Content::Html => html::read(bytes, limits),
        Content::Xml2003 => xml2003::read(bytes, limits),
        Content::Text => text::read(bytes, limits),
    }
}

/// F03: read all the same, but not what its ending says.
fn misnamed(file_name: &str, ending: &str, format: Format) -> Option<Finding> {
    let really = content::misnamed(ending, format)?;
    let said = if ending.is_empty() {
        "文件没有扩展名".to_owned()
    } else {
        format!("扩展名是 .{ending}")
    };
    Some(Finding::new(
        Code::F03,
        Place::file(file_name),
        format!("{said}，实际是{really}，已照常读取"),
        "请用 Excel 或 WPS 打开，另存为 .xlsx 后报送",
    ))
}

#[cfg(test)]
mod tests {
    use crate::catalog::Limits;

    /// The contract's limits.
    pub(super) fn limits() -> Limits {
        Limits {
            file_bytes: 200 << 20,
            unpacked_bytes: 512 << 20,
            sheet_cells: 5_000_000,
            sheets: 200,
            read_seconds: 10,
            read_memory_mib: 512,
            yellow_points: 10,
            yellow_days: 30,
            nodes: Vec::new(),
            kept_issues: 4,
            due_soon_days: 7,
            list_length: 5,
        }
    }
}
