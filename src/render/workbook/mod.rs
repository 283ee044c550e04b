//! 工作簿: 总账, the leads' ledgers, receipts and blanks – real tables, formulas with their results, print set-up.
//!
//! Enters: an [`Edition`], or a receipt's brief and the unit's files. Leaves: the bytes of an `.xlsx`, the same for the
//! same input. No text of a unit becomes a formula or a link, no amount loses a decimal, and every workbook says in a
//! very hidden sheet what it is ([`crate::sheet::Stamp`]).

mod approvals;
mod blank;
mod cell;
mod cover;
mod frame;
mod kind;
mod listing;
mod master;
mod names;
mod package;
mod project;
mod receipt;
mod style;
mod submitted;
mod summary;
mod tasks;
mod told;

pub use blank::blank;
pub use frame::Frame;
pub(in crate::render) use receipt::listed;
pub use receipt::{BriefFile, BriefFinding, BriefSheet, BriefTask, ReceiptBrief, receipt};

use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Output, file_name};
use crate::bulletin::{Edition, IssueOptions};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::sheet::Stamp;
use crate::value::{KindId, UnitId, column_name};

use cover::Content;
use listing::Listing;
use style::Styles;

/// `总账.xlsx`: cover, summary, every project, the kinds, tasks, approvals, money, what is late, submissions, findings, terms.
pub fn master(edition: &Edition<'_>) -> Result<Vec<u8>> {
    let frame = Frame::new(edition.catalog, edition.options);
    master_workbook(edition, &frame).map_err(frame::failed("总账"))
}

/// `台账/<kind>.xlsx`: cover, the kind's ledger, its tasks, approvals, money and findings, terms.
pub fn kind_ledger(edition: &Edition<'_>, kind: KindId) -> Result<Vec<u8>> {
    let frame = Frame::new(edition.catalog, edition.options);
    kind_workbook(edition, &frame, kind).map_err(frame::failed(&edition.catalog.kind(kind).short))
}

/// 总账 and 台账, side by side.
pub fn ledgers(edition: &Edition<'_>) -> Result<Vec<Output>> {
    let kinds: Vec<KindId> = edition.catalog.kind_ids().collect();
    let names = edition
        .catalog
        .kinds
        .iter()
        .map(kind::bare_name)
        .collect::<Vec<String>>();
    let names = file_name::distinct(names.iter().map(String::as_str));
    let (whole, of_kinds) = rayon::join(
        || master(edition),
        || {
            kinds
                .par_iter()
                .zip(names)
                .map(|(&kind, name)| {
                    Ok(Output {
                        path: format!("台账/{name}.xlsx"),
                        bytes: kind_ledger(edition, kind)?,
                    })
                })
                .collect::<Result<Vec<Output>>>()
        },
    );
    let mut outputs = vec![Output {
        path: "总账.xlsx".to_owned(),
        bytes: whole?,
    }];
    outputs.extend(of_kinds?);
    Ok(outputs)
}

/// The receipts to be made: each one's path and brief. Units without a usable file have none.
pub fn receipts(edition: &Edition<'_>) -> Vec<(String, ReceiptBrief)> {
    unit_names(edition.catalog)
        .into_iter()
        .filter_map(|(unit, name)| Some((format!("回执/{name}.xlsx"), ReceiptBrief::of(edition, unit)?)))
        .collect()
}

/// 空白台账 for every unit of the roster.
pub fn blanks(catalog: &Catalog, last: Option<&Ledger>, options: &IssueOptions) -> Result<Vec<Output>> {
    unit_names(catalog)
        .into_par_iter()
        .map(|(unit, name)| {
            Ok(Output {
                path: format!("空白台账/{name}.xlsx"),
                bytes: blank(catalog, last, unit, options)?,
            })
        })
        .collect()
}

/// Units and their names in paths.
fn unit_names(catalog: &Catalog) -> Vec<(UnitId, String)> {
    let names = catalog.units.iter().map(|unit| unit.name.as_str());
    catalog.unit_ids().zip(file_name::distinct(names)).collect()
}

fn master_workbook(edition: &Edition<'_>, frame: &Frame) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut listings = vec![(
        master::listing(edition, frame),
        "全部项目，一个项目一行".to_owned(),
    )];
    for id in edition.catalog.kind_ids() {
        let kind = edition.catalog.kind(id);
        let about = if kind.money.is_some() {
            "节点、投资、资金"
        } else {
            "节点、投资"
        };
        let about = format!("{}：{about}", kind::bare_name(kind));
        listings.push((kind::listing(edition, frame, id), about));
    }
    let units = edition.catalog.units.len();
    listings.extend([
        (
            tasks::listing(edition, frame, None),
            "交办、办结、逾期的任务".to_owned(),
        ),
        (
            approvals::listing(edition, frame, None),
            format!(
                "{}项前期手续，逐项目",
                crate::bulletin::wording::chinese_number(edition.catalog.approvals.len())
            ),
        ),
        (
            approvals::money(edition, frame, None),
            "各类资金：到位→拨付→支付".to_owned(),
        ),
        (
            tasks::late(edition, frame),
            "应开未开的项目，逾期的任务和承诺".to_owned(),
        ),
        (
            submitted::listing(edition, frame),
            format!("{units}个单位：报没报、按不按时、错几处"),
        ),
        (
            submitted::faults_listing(edition, frame, edition.findings.iter().collect()),
            "错误、提醒、提示，落到单元格".to_owned(),
        ),
        (cover::terms(edition, frame), "词、符号、算法、舍入".to_owned()),
    ]);
    let mut contents = vec![Content {
        sheet: summary::SHEET.to_owned(),
        about: "各类、属地、资金链，图".to_owned(),
        rows: None,
    }];
    contents.extend(contents_of(&listings));
    let mut workbook = frame.workbook("总账")?;
    let mut styles = Styles::default();
    cover::write(
        &mut workbook,
        edition,
        frame,
        &cover::title(frame, "项目总账"),
        &contents,
    )?;
    summary::write(&mut workbook, edition, frame, &mut styles)?;
    finish(workbook, frame, listings, &mut styles)
}

fn kind_workbook(
    edition: &Edition<'_>,
    frame: &Frame,
    id: KindId,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let kind = edition.catalog.kind(id);
    let mut listings = vec![
        (
            kind::listing(edition, frame, id),
            "本类项目，一个项目一行".to_owned(),
        ),
        (
            tasks::listing(edition, frame, Some(id)),
            "本类项目的任务".to_owned(),
        ),
        (
            approvals::listing(edition, frame, Some(id)),
            "本类项目的前期手续".to_owned(),
        ),
    ];
    if kind.money.is_some() {
        listings.push((
            approvals::money(edition, frame, Some(id)),
            "到位→拨付→支付".to_owned(),
        ));
    }
    listings.extend([
        (
            submitted::faults_listing(edition, frame, findings_of(edition, id)),
            "本类项目和牵头单位台账的问题，落到单元格".to_owned(),
        ),
        (cover::terms(edition, frame), "词、符号、算法、舍入".to_owned()),
    ]);
    let title = format!("{}台账", kind::bare_name(kind));
    let contents = contents_of(&listings);
    let mut workbook = frame.workbook(&title)?;
    cover::write(
        &mut workbook,
        edition,
        frame,
        &cover::title(frame, &title),
        &contents,
    )?;
    finish(workbook, frame, listings, &mut Styles::default())
}

/// The findings about a kind's projects, and those of its lead that are about no project.
fn findings_of<'a>(edition: &Edition<'a>, id: KindId) -> Vec<&'a Finding> {
    let lead = edition.catalog.kind(id).lead;
    let projects = approvals::of_kind(edition, Some(id));
    edition
        .findings
        .iter()
        .filter(|finding| match (&finding.project_code, &finding.project) {
            (Some(code), _) => projects.iter().any(|project| project.code.as_ref() == Some(code)),
            (None, Some(name)) => projects.iter().any(|project| project.name == *name),
            (None, None) => finding.unit == Some(lead),
        })
        .collect()
}

fn contents_of(listings: &[(Listing, String)]) -> Vec<Content> {
    listings
        .iter()
        .map(|(listing, about)| Content {
            sheet: listing.sheet.clone(),
            about: about.clone(),
            rows: Some(listing.rows.len()),
        })
        .collect()
}

/// For a higher level that reads the workbook: which sheets are no ledgers, and which columns are reckoned.
fn told_apart(listings: &[(Listing, String)]) -> Vec<Vec<String>> {
    let row = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    let (records, others): (Vec<&Listing>, Vec<&Listing>) = listings
        .iter()
        .map(|(listing, _)| listing)
        .partition(|listing| listing.is_record);
    let mut rows: Vec<Vec<String>> = [cover::SHEET, summary::SHEET]
        .into_iter()
        .chain(others.iter().map(|listing| listing.sheet.as_str()))
        .map(|sheet| row(&[Stamp::TAG_ADDED, sheet, "summary"]))
        .collect();
    for listing in records {
        for (col, column) in (0..).zip(&listing.columns) {
            if column.title == project::col::START {
                let area = column_name(col);
                let area = format!("{area}1:{area}1048576");
                rows.push(row(&[Stamp::TAG_REFERENCE, &listing.sheet, &area]));
            }
        }
    }
    rows
}

fn finish(
    mut workbook: Workbook,
    frame: &Frame,
    listings: Vec<(Listing, String)>,
    styles: &mut Styles,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let rows = told_apart(&listings);
    for (listing, _) in listings {
        listing.write(&mut workbook, frame, styles)?;
    }
    frame.stamp(&mut workbook, Stamp::SHEET, Stamp::LEDGER, None, &rows)?;
    package::save(&mut workbook)
}
