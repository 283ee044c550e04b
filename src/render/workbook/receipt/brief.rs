//! 回执的底稿: all that a unit's receipt says, apart from the unit's own cells – so that it crosses to the process that reads them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::bulletin::{Edition, wording};
use crate::catalog::{Field, TaskState};
use crate::finding::{Code, Finding, Severity};
use crate::record::TableReading;
use crate::render::privacy;
use crate::render::workbook::frame::Frame;
use crate::render::workbook::{submitted, tasks};
use crate::rollcall::{FileState, TableState};
use crate::value::{Area, Ratio, UnitId};

/// What a unit's receipt says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceiptBrief {
    /// Issue, office, print set-up.
    pub frame: Frame,
    /// 报送单位, full name.
    pub unit: String,
    /// The files that count, in the folder's order.
    pub files: Vec<BriefFile>,
    /// 报送情况: 按时（截止5月12日18:00）
    pub delivery: String,
    /// 本期: 错误2处、提醒3处、提示1处
    pub tally: String,
    /// 较上期: 上期1处：已改1处，仍在0处；本期新增6处
    pub compared: String,
    /// 一次通过率: 83.3%（12行中10行没有错误）
    pub first_pass: String,
    /// The list, errors first.
    pub findings: Vec<BriefFinding>,
    /// What was understood and needs nothing: marked on its cell, one line below the list.
    pub understood: Vec<BriefFinding>,
    /// Its own tasks and those that others do for its projects, open ones first.
    pub tasks: Vec<BriefTask>,
}

/// A file that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefFile {
    /// Relative to the input folder.
    pub name: String,
    /// Of its bytes.
    pub sha256: String,
    /// 收到时间, where it is known: the file's time, as part of the input.
    pub received: Option<String>,
    /// Its sheets, in its order.
    pub sheets: Vec<BriefSheet>,
}

/// A sheet of such a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefSheet {
    /// `None` where the file names none.
    pub name: Option<String>,
    /// Is it this unit's, and not another's in the same file?
    pub is_own: bool,
    /// First and last heading row of each table, from 0.
    pub headings: Vec<(u32, u32)>,
}

/// A finding, as the receipt shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefFinding {
    /// Its code.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// The cells.
    pub cell: Option<Area>,
    /// A further cell to mark: where a row said twice differs.
    pub beside: Option<Area>,
    /// The project or task.
    pub project: Option<String>,
    /// Its code.
    pub project_code: Option<String>,
    /// 哪里不对
    pub message: String,
    /// 应为
    pub expected: Option<String>,
    /// 怎样改
    pub help: String,
    /// 情况说明, where it is accepted.
    pub answer: Option<String>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefTask {
    /// `● 逾期`
    pub state: String,
    /// Still to do?
    pub is_open: bool,
    /// 任务编号
    pub number: Option<String>,
    /// 哪个项目
    pub project: String,
    /// 办什么
    pub matter: String,
    /// 到期日
    pub due: Option<NaiveDate>,
    /// 谁承办
    pub responsible: String,
}

impl ReceiptBrief {
    /// For a unit; `None` where no file of it counts, so that there is no workbook to give back.
    pub fn of(edition: &Edition<'_>, unit: UnitId) -> Option<ReceiptBrief> {
        let files = files(edition, unit);
        if files.is_empty() {
            return None;
        }
        let (understood, listed) = listed(edition, unit);
        Some(ReceiptBrief {
            frame: Frame::new(edition.catalog, edition.options),
            unit: edition.catalog.unit(unit).name.clone(),
            delivery: delivery(edition, unit),
            tally: tally(&listed),
            compared: compared(edition, unit, &listed),
            first_pass: first_pass(edition, unit, &listed),
            findings: listed.iter().map(|finding| brief(edition, finding)).collect(),
            understood: understood.iter().map(|finding| brief(edition, finding)).collect(),
            tasks: brief_tasks(edition, unit),
            files,
        })
    }

    /// The names of the files whose cells it needs.
    pub fn file_names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.name.as_str())
    }
}

/// A unit's findings: what was understood and needs nothing, and the list, errors first, numbered from 1 wherever it is shown.
pub(in crate::render) fn listed<'a>(
    edition: &Edition<'a>,
    unit: UnitId,
) -> (Vec<&'a Finding>, Vec<&'a Finding>) {
    let own = edition
        .findings
        .iter()
        .filter(|finding| finding.unit == Some(unit));
    let own = submitted::sorted(own.collect());
    own.into_iter().partition(|finding| needs_nothing(finding))
}

/// Understood as written: for the record only.
fn needs_nothing(finding: &Finding) -> bool {
    finding.code == Code::V07 && finding.severity == Severity::Note && finding.waived.is_none()
}

fn files(edition: &Edition<'_>, unit: UnitId) -> Vec<BriefFile> {
    let mut files = Vec::new();
    for (at, submission) in edition.submissions.iter().enumerate() {
        // A lower level's 总账 goes back to that level alone, whatever localities' rows it holds.
        let is_rollup = submission.is_ledger_of_ours();
        if is_rollup && submission.whose.unit() != Some(unit) {
            continue;
        }
        let mut counts = false;
        let mut sheets = Vec::new();
        for (sheet_at, sheet) in submission.sheets.iter().enumerate() {
            let states: Vec<_> = (0..sheet.tables.len())
                .map(|table| edition.rollcall.table(at, sheet_at, table))
                .collect();
            let is_ledger = |table: &TableReading| table.form.is_some();
            counts |= sheet.tables.iter().zip(&states).any(|(table, (state, whose))| {
                is_ledger(table) && *state == TableState::Counted && (is_rollup || *whose == Some(unit))
            });
            let others = states
                .iter()
                .any(|(_, whose)| whose.is_some_and(|whose| whose != unit));
            let own = states.iter().any(|(_, whose)| *whose == Some(unit));
            sheets.push(BriefSheet {
                name: sheet.name.clone(),
                is_own: own || !others || is_rollup,
                headings: sheet.tables.iter().filter_map(|table| table.heading).collect(),
            });
        }
        if counts {
            files.push(BriefFile {
                name: submission.file.clone(),
                sha256: submission.sha256.clone(),
                received: None,
                sheets,
            });
        }
    }
    files
}

fn brief(edition: &Edition<'_>, finding: &Finding) -> BriefFinding {
    let place = &finding.place;
    BriefFinding {
        code: finding.code,
        severity: finding.severity,
        file: place.file.to_string(),
        sheet: place.sheet.as_deref().map(str::to_owned),
        cell: place.cell,
        beside: beside(edition, finding),
        project: finding.project.clone(),
        project_code: finding.project_code.clone(),
        message: finding.message.clone(),
        expected: finding.expected.clone(),
        help: finding.help.clone(),
        answer: finding.waived.as_ref().map(|waived| waived.reason.clone()),
    }
}

/// X02 stands on the later row's name: the cell that differs is under the heading that the finding names.
fn beside(edition: &Edition<'_>, finding: &Finding) -> Option<Area> {
    let (cell, heading) = (finding.place.cell?, finding.column.as_deref()?);
    if finding.code != Code::X02 {
        return None;
    }
    let submission = edition
        .submissions
        .iter()
        .find(|submission| submission.file.as_str() == &*finding.place.file)?;
    let sheet = submission
        .sheets
        .iter()
        .find(|sheet| sheet.name.as_deref() == finding.place.sheet.as_deref())?;
    let columns = sheet.tables.iter().flat_map(|table| &table.columns);
    let (col, _, _) = columns
        .filter(|(col, _, _)| *col != cell.first.col)
        .find(|(_, _, written)| written == heading)?;
    Some(Area::cell(cell.first.row, *col))
}

fn delivery(edition: &Edition<'_>, unit: UnitId) -> String {
    let lines = edition.rollcall.lines.iter();
    let is_late = lines
        .filter(|line| line.unit == Some(unit) && line.state == FileState::Received)
        .any(|line| line.late);
    let frame = Frame::new(edition.catalog, edition.options);
    format!(
        "{}（截止{}）",
        if is_late { "迟报" } else { "按时" },
        frame.deadline()
    )
}

fn tally(listed: &[&Finding]) -> String {
    let open = |severity| {
        let found = listed.iter();
        found
            .filter(|finding| finding.severity == severity && finding.waived.is_none())
            .count()
    };
    let answered = listed.iter().filter(|finding| finding.waived.is_some()).count();
    let mut parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (severity, open(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{}{count}处", severity.word()))
        .collect();
    if answered > 0 {
        parts.push(format!("已说明{answered}处"));
    }
    if parts.is_empty() {
        "没有发现问题".to_owned()
    } else {
        parts.join("、")
    }
}

/// 已改, 仍在, 新增 since the last receipt.
fn compared(edition: &Edition<'_>, unit: UnitId, listed: &[&Finding]) -> String {
    let Some(previous) = edition.previous else {
        return "没有上一期".to_owned();
    };
    let mut before: BTreeMap<String, usize> = BTreeMap::new();
    let old = previous
        .findings
        .iter()
        .filter(|finding| finding.unit == Some(unit) && finding.waived.is_none() && !needs_nothing(finding));
    for finding in old {
        *before.entry(finding.subject()).or_default() += 1;
    }
    let total: usize = before.values().sum();
    let (mut still, mut new) = (0, 0);
    for finding in listed.iter().filter(|finding| finding.waived.is_none()) {
        match before.get_mut(&finding.subject()).filter(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                still += 1;
            }
            None => new += 1,
        }
    }
    format!(
        "上期{total}处：已改{}处，仍在{still}处；本期新增{new}处",
        total - still
    )
}

/// Rows without an error ÷ rows of data.
fn first_pass(edition: &Edition<'_>, unit: UnitId, listed: &[&Finding]) -> String {
    let (_, _, data) = submitted::rows(edition, unit);
    let errors: BTreeSet<(&str, Option<&str>, u32)> = listed
        .iter()
        .filter(|finding| finding.severity == Severity::Error && finding.waived.is_none())
        .filter_map(|finding| {
            let place = &finding.place;
            Some((&*place.file, place.sheet.as_deref(), place.cell?.first.row))
        })
        .collect();
    let good = data.saturating_sub(errors.len());
    match Ratio::of_counts(good, data) {
        Some(rate) => format!("{}（{data}行中{good}行没有错误）", wording::percent(rate)),
        None => "没有数据行".to_owned(),
    }
}

/// Its own tasks, and those of others for its projects; open ones first, then by deadline.
fn brief_tasks(edition: &Edition<'_>, unit: UnitId) -> Vec<BriefTask> {
    let mut own: Vec<_> = edition
        .ledger
        .tasks
        .iter()
        .filter(|task| {
            let project = tasks::project_of(edition, task);
            task.responsible_unit == Some(unit)
                || project.is_some_and(|project| project.locality == Some(unit))
        })
        .collect();
    own.sort_by_key(|task| (task.state == TaskState::Closed, task.due().is_none(), task.due()));
    own.into_iter()
        .map(|task| {
            let project = tasks::project_of(edition, task);
            BriefTask {
                state: tasks::state_word(task).to_owned(),
                is_open: task.state == TaskState::Open,
                number: task.no.clone(),
                project: privacy::mask(&tasks::project_name(task, project), &[]),
                matter: privacy::mask(&tasks::text(task, Field::Matter), &[]),
                due: task.due(),
                responsible: tasks::responsible(edition, task),
            }
        })
        .collect()
}
