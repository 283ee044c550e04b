//! An issue made from files in memory, with its workbooks.

use chrono::{Datelike, NaiveDate};
use jianbao::bulletin::{self, Edition, Issue, IssueOptions, Material};
use jianbao::catalog::Catalog;
use jianbao::finding::{Finding, Findings};
use jianbao::ledger::{self, Ledger, Previous};
use jianbao::record::{self, Submission};
use jianbao::render::workbook::{self, ReceiptBrief};
use jianbao::rollcall::{self, Past, RollCall};
use jianbao::rule::{self, Scene};
use jianbao::sheet;
use jianbao::value::UnitId;

/// An issue, as the pipeline would make it.
pub(crate) struct Printed {
    pub(crate) catalog: Catalog,
    pub(crate) options: IssueOptions,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) submissions: Vec<Submission>,
    pub(crate) rollcall: RollCall,
    pub(crate) ledger: Ledger,
    pub(crate) previous: Option<Previous>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) issue: Issue,
}

impl Printed {
    /// From files by name and the issue before.
    pub(crate) fn of(
        catalog: Catalog,
        as_of: &str,
        previous: Option<Previous>,
        files: Vec<(String, Vec<u8>)>,
    ) -> Printed {
        let as_of: NaiveDate = as_of.parse().unwrap();
        let number = previous.as_ref().map_or(1, |previous| previous.ledger.number + 1);
        let options = IssueOptions {
            year: as_of.year(),
            number,
            as_of,
            is_draft: true,
            series: number,
            seal_before: None,
        };
        let submissions: Vec<Submission> = files
            .iter()
            .map(|(name, bytes)| record::read(bytes, name, &catalog, as_of))
            .collect();
        let mut findings = Findings::default();
        let past = previous.as_ref().map_or_else(Past::default, Previous::past);
        let rollcall = rollcall::call(&catalog, &submissions, &[], &[], &past, as_of, &mut findings);
        let ledger = ledger::consolidate(
            &catalog,
            &submissions,
            &rollcall,
            previous.as_ref(),
            &options.period(),
            &mut findings,
        )
        .ledger;
        let scene = Scene {
            catalog: &catalog,
            submissions: &submissions,
            rollcall: &rollcall,
            ledger: &ledger,
            previous: previous.as_ref(),
            as_of,
            is_whole_week: true,
        };
        rule::check_all(&scene, &mut findings);
        let changes = previous
            .as_ref()
            .map(|previous| ledger::changes(&catalog, &ledger, &findings, previous));
        let material = Material {
            catalog: &catalog,
            options: &options,
            submissions: &submissions,
            rollcall: &rollcall,
            ledger: &ledger,
            previous: previous.as_ref(),
            changes: changes.as_ref(),
            narratives: &[],
        };
        bulletin::check_prose(&material, &mut findings);
        rule::settle(&scene, None, &mut findings).unwrap();
        let issue = bulletin::compose(&material, &findings);
        Printed {
            options,
            files,
            submissions,
            rollcall,
            ledger,
            previous,
            findings: findings.0,
            issue,
            catalog,
        }
    }

    /// Side by side, for those who print it.
    pub(crate) fn edition(&self) -> Edition<'_> {
        Edition {
            catalog: &self.catalog,
            options: &self.options,
            submissions: &self.submissions,
            rollcall: &self.rollcall,
            ledger: &self.ledger,
            previous: self.previous.as_ref(),
            narratives: &[],
            findings: &self.findings,
            issue: &self.issue,
        }
    }

    /// What it leaves to the next one, once published.
    pub(crate) fn state(&self) -> Previous {
        Previous::after(&self.edition())
    }

    /// The unit of this name.
    pub(crate) fn unit(&self, name: &str) -> UnitId {
        self.catalog
            .unit_named(name)
            .unwrap_or_else(|| panic!("no unit {name}"))
    }

    /// 总账.xlsx
    pub(crate) fn master(&self) -> Vec<u8> {
        workbook::master(&self.edition()).unwrap()
    }

    /// 回执/<unit>.xlsx
    pub(crate) fn receipt(&self, unit: &str) -> Vec<u8> {
        let brief = ReceiptBrief::of(&self.edition(), self.unit(unit)).expect("the unit handed in");
        self.receipt_of(&brief)
    }

    /// A receipt from its brief.
    pub(crate) fn receipt_of(&self, brief: &ReceiptBrief) -> Vec<u8> {
        let open = |wanted: &str| {
            let (name, bytes) = self.files.iter().find(|(name, _)| name == wanted)?;
            sheet::open(bytes, name, &self.catalog.limits).workbook
        };
        let files: Vec<_> = brief.file_names().map(open).collect();
        workbook::receipt(brief, &files).unwrap()
    }

    /// `H01 I5` for each open finding of a unit.
    pub(crate) fn found(&self, unit: &str) -> Vec<String> {
        let unit = self.unit(unit);
        let mut found: Vec<String> = self
            .findings
            .iter()
            .filter(|finding| finding.unit == Some(unit) && finding.waived.is_none())
            .map(|finding| {
                let cell = finding
                    .place
                    .cell
                    .map(|cell| format!(" {cell}"))
                    .unwrap_or_default();
                format!("{}{cell}", finding.code)
            })
            .collect();
        found.sort();
        found
    }
}
