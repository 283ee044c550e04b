//! Issue → bytes. The only user of Tera, pulldown-cmark, ammonia and `rust_xlsxwriter`.

mod canvas;
mod chart;
mod complaint;
mod dashboard;
mod figure;
pub mod file_name;
mod filter;
mod html;
pub mod json;
mod manual;
mod measure;
mod note;
mod package;
mod page;
pub mod privacy;
pub mod workbook;

pub use dashboard::dashboard_html;
pub use html::{EMBEDDED, Templates, policy_hash};
pub use manual::manual_html;
pub use page::{Index, IndexEntry, index_html};

use rayon::prelude::*;

use self::workbook::ReceiptBrief;
use crate::bulletin::Edition;
use crate::error::Result;
use crate::record::Account;
use crate::sheet::RawWorkbook;

/// A file to be written: path below the issue's folder, with `/`, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// `督办函/超化镇人民政府.html`
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The cells of an input file by its name; a receipt gives the unit its own workbook back.
pub type Originals<'a> = &'a (dyn Fn(&str) -> Option<RawWorkbook> + Sync);

/// Every file of an issue. `accounts` are the row accounts by submission, sheet and table, merged rows included.
pub fn render_all(
    edition: &Edition<'_>,
    accounts: &[Vec<Vec<Account>>],
    templates: &Templates,
    originals: Originals<'_>,
) -> Result<Vec<Output>> {
    let (pages, workbooks) = rayon::join(
        || texts(edition, accounts, templates),
        || workbooks(edition, originals),
    );
    let mut outputs = pages?;
    outputs.extend(workbooks?);
    Ok(outputs)
}

fn texts(
    edition: &Edition<'_>,
    accounts: &[Vec<Vec<Account>>],
    templates: &Templates,
) -> Result<Vec<Output>> {
    let mut outputs = page::pages(edition, accounts, templates)?;
    outputs.push(Output {
        path: "看板.html".to_owned(),
        bytes: dashboard_html(edition, templates)?.into_bytes(),
    });
    outputs.push(Output {
        path: "issue.json".to_owned(),
        bytes: json::issue_json(edition, accounts),
    });
    outputs.push(Output {
        path: "催报.txt".to_owned(),
        bytes: edition.issue.reminder.clone().into_bytes(),
    });
    outputs.extend(package::package(edition));
    Ok(guarded(outputs, &edition.catalog.office.letters.phone))
}

/// 总账, the leads' ledgers and the receipts, side by side.
fn workbooks(edition: &Edition<'_>, originals: Originals<'_>) -> Result<Vec<Output>> {
    let (ledgers, receipts) = rayon::join(
        || workbook::ledgers(edition),
        || {
            workbook::receipts(edition)
                .into_par_iter()
                .map(|(path, brief)| receipt(path, &brief, originals))
                .collect::<Result<Vec<Output>>>()
        },
    );
    let mut outputs = ledgers?;
    outputs.extend(receipts?);
    Ok(outputs)
}

fn receipt(path: String, brief: &ReceiptBrief, originals: Originals<'_>) -> Result<Output> {
    let files: Vec<Option<RawWorkbook>> = brief.file_names().map(originals).collect();
    Ok(Output {
        path,
        bytes: workbook::receipt(brief, &files)?,
    })
}

/// No telephone or identity number leaves in a text, whoever typed it; workbooks see to it themselves.
fn guarded(outputs: Vec<Output>, own_phone: &str) -> Vec<Output> {
    outputs
        .into_iter()
        .map(|output| {
            let is_text = [".html", ".json", ".csv", ".txt"]
                .iter()
                .any(|ending| output.path.ends_with(ending));
            match (is_text, String::from_utf8(output.bytes)) {
                (true, Ok(text)) => Output {
                    path: output.path,
                    bytes: privacy::mask(&text, &[own_phone]).into_bytes(),
                },
                (_, Ok(text)) => Output {
                    path: output.path,
                    bytes: text.into_bytes(),
                },
                (_, Err(error)) => Output {
                    path: output.path,
                    bytes: error.into_bytes(),
                },
            }
        })
        .collect()
}
