//! 简报 as data: every figure and every sentence is made here; templates only print.
//!
//! Enters: an [`Edition`]'s ledger, roll-call, findings and history. Leaves: the [`Issue`].

mod absent;
mod agenda;
mod annex;
mod annex_lists;
mod annex_units;
mod approvals;
mod board;
mod calendar;
mod departments;
mod facts;
mod figures;
mod funds;
mod head;
mod issue;
mod kinds;
mod letters;
mod localities;
mod movers;
mod next_steps;
mod obstacles;
mod overview;
mod owed;
mod preface;
mod prose;
mod reminder;
mod requests;
mod shortfall;
mod slips;
mod state;
mod tasks;
mod typed_figures;
pub mod wording;

pub use board::{Board, BoardCell, BoardColumn, BoardRow, Emphasis};
pub use departments::members as department_projects;
pub use issue::{
    Agenda, Block, Chart, Days, Edition, Head, Issue, IssueOptions, Letter, Material, Slip, SlipRow,
};
pub use movers::Doubt;

use crate::finding::Findings;
use crate::narrative::Section;
use facts::Facts;
use prose::Placed;

/// Adds N01 for figures typed into the prose that contradict the tables, and for placeholders that name none.
pub fn check_prose(material: &Material<'_>, findings: &mut Findings) {
    let contradictions = typed_figures::check(&Facts::gather(material, &findings.0));
    findings.extend(contradictions);
}

/// Writes the issue: figures, sentences, boards, letters, slips, the agenda and the reminder.
pub fn compose(material: &Material<'_>, findings: &Findings) -> Issue {
    let facts = Facts::gather(material, &findings.0);
    let prose = Placed::fill(&facts);
    let letters = letters::letters(&facts);
    let slips = slips::slips(&facts);
    let requests = requests::board(&facts, &prose);
    let agenda = agenda::agenda(
        &facts,
        &prose,
        requests.as_ref().map_or(0, |board| board.rows.len()),
    );
    let mut annexes = annex_units::summary(&facts);
    annexes.push(annex_units::localities(&facts));
    annexes.push(annex_units::departments(&facts));
    annexes.extend(annex_lists::red(&facts));
    annexes.extend(annex_lists::overdue_tasks(&facts));
    let preface = preface::blocks(&facts, &prose, requests.is_some());
    annexes.extend(requests);
    Issue {
        head: head::head(&facts),
        preface,
        body: body(&facts, &prose, letters.len(), slips.len()),
        annexes,
        letters,
        slips,
        agenda,
        reminder: reminder::reminder(&facts),
        doubts: material
            .changes
            .map_or_else(Vec::new, |changes| movers::doubts(&facts, changes)),
        changes: material.changes.cloned(),
        ahead_of_time: shortfall::ahead_of_time(&facts),
        days: facts.days,
        owed: facts.owed,
        time_progress: facts.time,
        totals: facts.totals,
        kinds: facts.kinds,
        money: facts.money,
        localities: facts.localities,
        departments: facts.departments,
        teams: facts.teams,
        approvals: facts.approvals,
        tasks: facts.tasks,
    }
}

/// The chapters, numbered as they stand: one without a word leaves no gap.
fn body(facts: &Facts<'_>, prose: &Placed, letters: usize, slips: usize) -> Vec<Block> {
    let kinds = format!("{}类项目进展", wording::chinese_number(facts.catalog.kinds.len()));
    let mut chapters = vec![
        ("更正".to_owned(), prose.of(Section::Correction)),
        ("总体情况".to_owned(), overview::blocks(facts, prose)),
        (kinds, kinds::blocks(facts)),
        (
            "前期手续（联审联批）办理".to_owned(),
            approvals::blocks(facts, prose),
        ),
        ("资金拨付和金融对接".to_owned(), funds::blocks(facts, prose)),
        ("各属地、部门情况".to_owned(), localities::blocks(facts)),
        (
            "任务交办和督办".to_owned(),
            tasks::blocks(facts, prose, letters, slips),
        ),
        ("存在问题".to_owned(), obstacles::blocks(facts)),
        ("下步工作".to_owned(), next_steps::blocks(facts, prose)),
    ];
    chapters.extend(prose.others(facts.catalog));
    let mut body = Vec::new();
    let written = chapters.into_iter().filter(|(_, blocks)| !blocks.is_empty());
    for (at, (title, blocks)) in written.enumerate() {
        body.push(Block::Heading {
            level: 1,
            text: format!("{}、{title}", wording::chinese_number(at + 1)),
        });
        body.extend(blocks);
    }
    body
}
