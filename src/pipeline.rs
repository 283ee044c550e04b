//! The office week as one function: a folder of ledgers and the issue before in, an issue with all its files out.

use std::path::Path;

use crate::bulletin::{self, Edition, Issue, IssueOptions, Material};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::finding::{Finding, Findings};
use crate::intake::{self, Aside, Copies, Folder, Progress, Reader};
use crate::ledger::{self, Ledger, Previous, RowAccounts};
use crate::narrative::Narrative;
use crate::record::Submission;
use crate::render::{self, Output, Templates};
use crate::rollcall::{self, RollCall};
use crate::rule::{self, Scene};
use crate::sheet;

/// What a run is made from.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// What the office knows.
    pub catalog: &'a Catalog,
    /// Number, day, draft or final.
    pub options: &'a IssueOptions,
    /// The last published issue.
    pub previous: Option<&'a Previous>,
    /// How workbooks are read.
    pub reader: &'a Reader,
    /// `waivers.toml`
    pub waivers: Option<&'a str>,
    /// Does the folder hold the whole week? Where only some files are checked, nobody is missing.
    pub is_whole_week: bool,
}

/// Everything up to the findings: what `check` and `status` show.
#[derive(Debug)]
pub struct Checked {
    /// Every file read, in the folder's order.
    pub submissions: Vec<Submission>,
    /// Their cells, for the receipts.
    pub copies: Copies,
    /// 文字材料
    pub narratives: Vec<Narrative>,
    /// Files that are neither.
    pub asides: Vec<Aside>,
    /// What counts, who is missing.
    pub rollcall: RollCall,
    /// The master ledger.
    pub ledger: Ledger,
    /// Rows accepted and merged, by submission, sheet and table.
    pub accounts: RowAccounts,
    /// All findings, errors first.
    pub findings: Findings,
    /// The bulletin as data.
    pub issue: Issue,
    /// Number and day.
    pub options: IssueOptions,
}

/// A finished issue.
#[derive(Debug)]
pub struct Built {
    /// What it was made of.
    pub checked: Checked,
    /// Its files.
    pub outputs: Vec<Output>,
    /// What the next issue needs to know, should this one be published.
    pub state: Previous,
}

/// Reads, checks, consolidates and composes; writes nothing.
pub fn check(order: &Order<'_>, folder: &Folder, progress: &dyn Progress) -> Result<Checked> {
    let Order {
        catalog,
        options,
        previous,
        ..
    } = *order;
    let mut findings = Findings::default();
    let intake = intake::read_all(
        folder,
        order.reader,
        catalog,
        options.as_of,
        progress,
        &mut findings,
    )?;
    let (submissions, copies) = (intake.submissions, intake.copies);
    let (narratives, asides) = (intake.narratives, intake.asides);
    progress.begin("核对汇总", 0);
    let past = previous.map(Previous::past).unwrap_or_default();
    let rollcall = rollcall::call(
        catalog,
        &submissions,
        &asides,
        &narratives,
        &past,
        options.as_of,
        &mut findings,
    );
    let consolidated = ledger::consolidate(
        catalog,
        &submissions,
        &rollcall,
        previous,
        &options.period(),
        &mut findings,
    );
    let scene = Scene {
        catalog,
        submissions: &submissions,
        rollcall: &rollcall,
        ledger: &consolidated.ledger,
        previous,
        as_of: options.as_of,
        is_whole_week: order.is_whole_week,
    };
    rule::check_all(&scene, &mut findings);
    let changes = |findings: &Findings| {
        previous.map(|previous| ledger::changes(catalog, &consolidated.ledger, findings, previous))
    };
    let unsettled = changes(&findings);
    let mut material = Material {
        catalog,
        options,
        submissions: &submissions,
        rollcall: &rollcall,
        ledger: &consolidated.ledger,
        previous,
        changes: unsettled.as_ref(),
        narratives: &narratives,
    };
    bulletin::check_prose(&material, &mut findings);
    rule::settle(&scene, order.waivers, &mut findings)?;
    // What was mended and what is open depends on what is accepted, so the changes are counted again.
    let settled = changes(&findings);
    material.changes = settled.as_ref();
    let issue = bulletin::compose(&material, &findings);
    Ok(Checked {
        submissions,
        copies,
        narratives,
        asides,
        rollcall,
        ledger: consolidated.ledger,
        accounts: consolidated.accounts,
        findings,
        issue,
        options: options.clone(),
    })
}

/// The whole job but the writing.
pub fn build(
    order: &Order<'_>,
    folder: &Folder,
    templates: &Templates,
    progress: &dyn Progress,
) -> Result<Built> {
    let checked = check(order, folder, progress)?;
    progress.begin("生成材料", 0);
    let edition = checked.edition(order);
    let limits = &order.catalog.limits;
    let original = |name: &str| {
        let again = || sheet::open(&folder.read(name)?, name, limits).workbook;
        checked.copies.workbook(name).or_else(again)
    };
    let outputs = render::render_all(&edition, &checked.accounts, templates, &original)?;
    let state = Previous::after(&edition);
    Ok(Built {
        checked,
        outputs,
        state,
    })
}

impl Checked {
    /// Side by side, for those who print it.
    pub fn edition<'a>(&'a self, order: &Order<'a>) -> Edition<'a> {
        Edition {
            catalog: order.catalog,
            options: order.options,
            submissions: &self.submissions,
            rollcall: &self.rollcall,
            ledger: &self.ledger,
            previous: order.previous,
            narratives: &self.narratives,
            findings: &self.findings.0,
            issue: &self.issue,
        }
    }

    /// Findings nobody has answered.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.0.iter().filter(|finding| finding.waived.is_none())
    }
}

/// Gathers `input/`.
pub fn gather(input: &Path) -> Result<Folder> {
    intake::gather(input)
}
