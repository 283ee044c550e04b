//! Pages: what each of them shows, as its template prints it. A view holds nothing that its page does not show.

mod board;
mod bulletin;
mod check;
mod findings;
mod index;
mod letter;
mod meeting;
mod receipt;
mod slip;
mod text;
mod title;
mod words;

pub(super) use board::BoardView;
pub use index::{Index, IndexEntry, index_html};

use serde::Serialize;

use super::{Output, Templates, file_name};
use crate::bulletin::{Board, Edition};
use crate::error::Result;
use crate::record::Account;
use text::Anchors;

/// Every page of an issue. `accounts` are the row accounts by submission, sheet and table, merged rows included.
pub(super) fn pages(
    edition: &Edition<'_>,
    accounts: &[Vec<Vec<Account>>],
    templates: &Templates,
) -> Result<Vec<Output>> {
    let mut pages = vec![
        bulletin::page(edition, templates)?,
        meeting::page(edition, templates)?,
        check::page(edition, accounts, templates)?,
    ];
    pages.extend(letter::pages(edition, templates)?);
    pages.extend(slip::pages(edition, templates)?);
    pages.extend(receipt::pages(edition, templates)?);
    Ok(pages)
}

/// The files of a folder, one a name, told apart: `督办函/超化镇人民政府.html`.
fn paths<'a>(folder: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let names = file_name::distinct(names);
    names.iter().map(|name| format!("{folder}/{name}.html")).collect()
}

fn output(path: impl Into<String>, html: String) -> Output {
    Output {
        path: path.into(),
        bytes: html.into_bytes(),
    }
}

/// 附表 with the boards that continue it.
#[derive(Debug, Clone, Serialize)]
struct AnnexView {
    id: Option<String>,
    label: Option<String>,
    title: String,
    is_wide: bool,
    boards: Vec<BoardView>,
    /// The last one, with room for 报尾 at its foot.
    is_end: bool,
}

/// The boards as annexes: one without a number continues the annex before it.
fn annexes(boards: &[Board], year: i32) -> Vec<AnnexView> {
    let mut annexes: Vec<AnnexView> = Vec::new();
    for board in boards {
        let mut view = BoardView::of(board, year);
        match annexes.last_mut() {
            Some(annex) if board.label.is_none() => {
                view.subtitle = Some(board.title.clone());
                annex.boards.push(view);
                for board in &mut annex.boards {
                    board.is_full = annex.is_wide;
                }
            }
            _ => {
                let id = std::mem::take(&mut view.id);
                annexes.push(AnnexView {
                    id: Some(id),
                    label: board.label.clone(),
                    title: board.title.clone(),
                    is_wide: board.is_wide,
                    boards: vec![view],
                    is_end: false,
                });
            }
        }
    }
    annexes
}

/// What a text may name: each annex by its number.
fn anchors(boards: &[Board]) -> Anchors {
    let labelled = boards
        .iter()
        .filter_map(|board| Some((board.label.clone()?, board.id.clone())));
    labelled.collect()
}
