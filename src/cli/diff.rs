//! `diff`: what changed since an earlier issue, and who moved each total.

use super::args::{Common, PlainFormat, Reading};
use super::build::checked;
use super::print::{Printer, Tone, pad};
use super::workspace::Workspace;
use crate::archive::{self, IssueName};
use crate::bulletin::wording;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::ledger::{self, Changes, Mover, ProjectNote, TaskNote};
use crate::pipeline;
use crate::value::{UnitId, Wanyuan};

/// Reads `input/` and compares it with the last issue, or with issue N.
pub(super) fn run(
    printer: &mut Printer,
    workspace: &Workspace,
    before: Option<IssueName>,
    reading: &Reading,
    all: bool,
    format: PlainFormat,
    common: &Common,
) -> Result<()> {
    let run = workspace.run(reading)?;
    let folder = pipeline::gather(&run.input)?;
    let checked = checked(workspace, &run, reading, &folder, true, common)?;
    let last = run
        .previous
        .ref_or("还没有印发过，没有可比的上一期；印发：jianbao publish")?;
    let other = match before {
        Some(name) => Some(state_of(workspace, name)?),
        None => None,
    };
    let compared = other.as_ref().unwrap_or(last);
    let changes = ledger::changes(&workspace.catalog, &checked.ledger, &checked.findings, compared);
    if format == PlainFormat::Json {
        printer.line(&serde_json::to_string_pretty(&changes).unwrap_or_default());
        return Ok(());
    }
    print(
        printer,
        &workspace.catalog,
        run.options.number,
        run.options.as_of,
        &changes,
        all,
    );
    Ok(())
}

fn state_of(workspace: &Workspace, issue: IssueName) -> Result<crate::ledger::Previous> {
    let published = workspace.layout.published();
    let name = published
        .into_iter()
        .rev()
        .find(|known| known.number == issue.number && (issue.year == 0 || known.year == issue.year))
        .ok_or_else(|| {
            Error::Refused(format!(
                "存档里没有第{}期；已印发的见 output/index.html",
                issue.number
            ))
        })?;
    let after = IssueName {
        year: name.year,
        number: name.number + 1,
    };
    archive::history(&workspace.layout, Some(after), &workspace.catalog)?
        .map(|(state, _)| state)
        .ok_or_else(|| Error::Refused(format!("{}的存档读不出来；运行 jianbao verify", name.title())))
}

trait RefOr<T> {
    fn ref_or(&self, refusal: &str) -> Result<&T>;
}

impl<T> RefOr<T> for Option<T> {
    fn ref_or(&self, refusal: &str) -> Result<&T> {
        self.as_ref().ok_or_else(|| Error::Refused(refusal.to_owned()))
    }
}

fn print(
    printer: &mut Printer,
    catalog: &Catalog,
    number: u32,
    as_of: chrono::NaiveDate,
    changes: &Changes,
    all: bool,
) {
    printer.line(&format!(
        "第{number}期与第{}期相比（{} / {}）",
        changes.number,
        as_of.format("%-m月%-d日"),
        changes.as_of.format("%-m月%-d日")
    ));
    printer.gap();
    let (before, after) = (&changes.totals.before, &changes.totals.after);
    let mut line = |label: &str, text: &str| printer.hanging(2, &pad(label, 10), text, "");
    line("项目", &projects(changes));
    line(
        "总投资",
        &amount(
            catalog,
            before.total_investment,
            after.total_investment,
            &changes.total_investment,
        ),
    );
    line(
        "年度计划",
        &amount(
            catalog,
            before.annual_plan,
            after.annual_plan,
            &changes.annual_plan,
        ),
    );
    line(
        "本年完成",
        &amount(
            catalog,
            before.annual_done,
            after.annual_done,
            &changes.annual_done,
        ),
    );
    if let Some(rate) = after.completion_rate() {
        let change = before.completion_rate().map_or(String::new(), |before| {
            format!("，{}", wording::rate_change(rate, before))
        });
        line("完成率", &format!("{}{change}", wording::percent(rate)));
    }
    line(
        "应开未开",
        &count(after.overdue_start, before.overdue_start, "个"),
    );
    let (old, new) = changes.tasks;
    line(
        "任务",
        &format!(
            "新交办{}项，新办结{}项，逾期{}",
            changes.tasks_new.len(),
            changes.tasks_closed.len(),
            count(new.overdue, old.overdue, "项")
        ),
    );
    let (mended, open, fresh) = changes.findings;
    line(
        "核对",
        &format!("已更正{mended}处，仍在{open}处，新出现{fresh}处"),
    );
    if all {
        lists(printer, catalog, changes);
    } else {
        printer.gap();
        printer.line("逐项目列出：jianbao diff --all");
    }
}

fn projects(changes: &Changes) -> String {
    let mut parts = vec![format!("{}个", changes.totals.after.projects)];
    for (list, word) in [
        (&changes.new, "新增"),
        (&changes.left, "退出"),
        (&changes.renamed, "更名"),
    ] {
        if !list.is_empty() {
            parts.push(format!("{word}{}个", list.len()));
        }
    }
    if !changes.vanished.is_empty() {
        let names: Vec<&str> = changes
            .vanished
            .iter()
            .take(3)
            .map(|note| note.name.as_str())
            .collect();
        parts.push(format!(
            "{}个本期没有单位再报，暂仍计入（{}）",
            changes.vanished.len(),
            names.join("、")
        ));
    }
    parts.join("，")
}

fn amount(catalog: &Catalog, before: Option<Wanyuan>, after: Option<Wanyuan>, movers: &[Mover]) -> String {
    let Some(after) = after else {
        return "没有数".to_owned();
    };
    let mut text = wording::money(after);
    if let Some(before) = before {
        text = format!("{text}，{}", wording::amount_change(after, before));
    }
    let moved: Vec<String> = movers
        .iter()
        .filter(|mover| mover.by != Wanyuan::ZERO)
        .map(|mover| {
            let sign = if mover.by.is_negative() { "-" } else { "+" };
            let sum = wording::money(mover.by.abs());
            format!(
                "{} {sign}{}",
                unit(catalog, mover.unit),
                sum.trim_end_matches('元')
            )
        })
        .collect();
    let more = if moved.len() > 4 { " ……" } else { "" };
    format!(
        "{text}    {}{more}",
        moved
            .iter()
            .take(4)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("  ")
    )
}

fn count(after: usize, before: usize, word: &str) -> String {
    match after.cmp(&before) {
        std::cmp::Ordering::Greater => format!("{after}{word}，增加{}{word}", after - before),
        std::cmp::Ordering::Less => format!("{after}{word}，减少{}{word}", before - after),
        std::cmp::Ordering::Equal => format!("{after}{word}，没有变化"),
    }
}

fn unit(catalog: &Catalog, unit: Option<UnitId>) -> &str {
    unit.map_or("属地不明", |unit| catalog.unit(unit).short.as_str())
}

fn lists(printer: &mut Printer, catalog: &Catalog, changes: &Changes) {
    let lists: [(&str, &[ProjectNote]); 10] = [
        ("新增项目", &changes.new),
        ("退出项目", &changes.left),
        ("不再有单位报的项目", &changes.vanished),
        ("更名", &changes.renamed),
        ("新开工", &changes.started),
        ("竣工投产", &changes.finished),
        ("状态倒退", &changes.went_back),
        ("新出现的应开未开", &changes.newly_overdue),
        ("不再是应开未开", &changes.no_longer_overdue),
        ("亮灯变化", &changes.lights),
    ];
    for (title, notes) in lists.into_iter().filter(|(_, notes)| !notes.is_empty()) {
        heading(printer, title, notes.len());
        for note in notes {
            let from = note
                .before
                .as_deref()
                .map_or(String::new(), |before| format!("  {before}"));
            let to = note
                .after
                .as_deref()
                .map_or(String::new(), |after| format!(" → {after}"));
            let sum = note
                .total_investment
                .map_or(String::new(), |sum| format!("  {}", wording::money(sum)));
            printer.hanging(
                2,
                "",
                &format!("{}（{}）{sum}{from}{to}", note.name, unit(catalog, note.locality)),
                "",
            );
        }
    }
    let lists: [(&str, &[TaskNote]); 4] = [
        ("新交办任务", &changes.tasks_new),
        ("新办结任务", &changes.tasks_closed),
        ("新逾期任务", &changes.tasks_overdue),
        ("上期逾期、已办结", &changes.tasks_cleared),
    ];
    for (title, notes) in lists.into_iter().filter(|(_, notes)| !notes.is_empty()) {
        heading(printer, title, notes.len());
        for note in notes {
            let no = note.no.as_deref().unwrap_or("（未编号）");
            printer.hanging(
                2,
                "",
                &format!("{no}  {}（{}）", note.matter, unit(catalog, note.unit)),
                "",
            );
        }
    }
    movers(printer, catalog, "本年完成投资逐项目", &changes.annual_done);
    movers(printer, catalog, "总投资逐项目", &changes.total_investment);
}

fn movers(printer: &mut Printer, catalog: &Catalog, title: &str, movers: &[Mover]) {
    let moved: Vec<&Mover> = movers.iter().filter(|mover| !mover.projects.is_empty()).collect();
    if moved.is_empty() {
        return;
    }
    heading(
        printer,
        title,
        moved.iter().map(|mover| mover.projects.len()).sum(),
    );
    for mover in moved {
        printer.line(&format!("  {}", unit(catalog, mover.unit)));
        for (_, name, by) in mover.projects.iter().filter(|(_, _, by)| *by != Wanyuan::ZERO) {
            let sign = if by.is_negative() { "-" } else { "+" };
            printer.hanging(4, "", &format!("{name}  {sign}{}", wording::money(by.abs())), "");
        }
    }
}

fn heading(printer: &mut Printer, title: &str, count: usize) {
    printer.gap();
    let title = printer.toned(Tone::Bold, &format!("{title} {count}"));
    printer.line(&title);
}
