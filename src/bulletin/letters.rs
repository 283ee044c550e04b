//! 督办函: one for each unit with late starts, red projects or overdue tasks.

mod annex;
mod body;

use super::Letter;
use super::facts::{Facts, responsible};
use super::wording;
use crate::catalog::{Field, Status};
use crate::ledger::{Light, Project, Task};
use crate::value::UnitId;

/// The letters, in roster order, numbered on from the last one of the year.
pub(super) fn letters(facts: &Facts<'_>) -> Vec<Letter> {
    let matters = facts
        .catalog
        .unit_ids()
        .filter_map(|unit| Matters::of(facts, unit));
    let first = last_number(facts) + 1;
    (first..)
        .zip(matters)
        .map(|(ordinal, matters)| letter(facts, &matters, ordinal))
        .collect()
}

/// Numbers begin anew each year.
fn last_number(facts: &Facts<'_>) -> u32 {
    let previous = facts.material.previous;
    let same_year =
        previous.filter(|previous| previous.issues.last().is_some_and(|past| past.year == facts.year));
    same_year.map_or(0, |previous| previous.last_letter)
}

/// What one unit is to be reminded of.
struct Matters<'a> {
    unit: UnitId,
    late: Vec<&'a Project>,
    /// Red by their rate, started or not yet late.
    slow: Vec<&'a Project>,
    halted: Vec<&'a Project>,
    tasks: Vec<&'a Task>,
}

impl<'a> Matters<'a> {
    /// `None` where there is nothing to remind of; a halt alone is no cause for a letter.
    fn of(facts: &Facts<'a>, unit: UnitId) -> Option<Matters<'a>> {
        let is_own = |project: &&&Project| responsible(project) == Some(unit);
        let late: Vec<&Project> = facts.overdue.iter().filter(is_own).copied().collect();
        let is_late = |project: &Project| project.standing.overdue_days.is_some();
        let slow: Vec<&Project> = (facts.red.iter().filter(is_own).copied())
            .filter(|project| !is_late(project) && project.status() != Some(Status::Halted))
            .collect();
        let halted: Vec<&Project> = (facts.ledger.projects.iter())
            .filter(|project| responsible(project) == Some(unit) && project.status() == Some(Status::Halted))
            .collect();
        let tasks: Vec<&Task> = (facts.overdue_tasks.iter().copied())
            .filter(|task| task.responsible_unit == Some(unit))
            .collect();
        let halted_red = halted
            .iter()
            .any(|project| project.standing.light == Some(Light::Red));
        let has_cause = !late.is_empty() || !slow.is_empty() || halted_red || !tasks.is_empty();
        has_cause.then_some(Matters {
            unit,
            late,
            slow,
            halted,
            tasks,
        })
    }

    fn projects(&self) -> impl Iterator<Item = &'a Project> {
        self.late.iter().chain(&self.slow).chain(&self.halted).copied()
    }
}

fn letter(facts: &Facts<'_>, of: &Matters<'_>, ordinal: u32) -> Letter {
    let office = &facts.catalog.office;
    let (letters, options) = (&office.letters, facts.material.options);
    let first = of.projects().next().map(|project| facts.name(project));
    let annex = annex::annex(facts, of);
    Letter {
        unit: of.unit,
        organ: letters.organ.clone(),
        number: if options.is_draft {
            format!("{}〔{}〕　号", letters.code, facts.year)
        } else {
            number(&letters.code, facts.year, ordinal)
        },
        ordinal,
        title: title(first.as_deref(), of.projects().count(), of.tasks.len()),
        addressee: facts.full(of.unit),
        body: body::body(facts, of),
        annex_line: Some(format!("附件：{}", annex.title)),
        annex: Some(annex),
        signature: letters.organ.clone(),
        seal_note: (!office.seal_note.is_empty()).then(|| office.seal_note.clone()),
        dated: wording::full_date(facts.days.print),
        contact: contact(facts, of),
        copy_to: (!letters.copy_to.is_empty()).then(|| format!("{}。", letters.copy_to.join("，"))),
        keys: (of.projects().map(|project| project.key.clone()))
            .chain(of.tasks.iter().map(|task| task.key.clone()))
            .collect(),
    }
}

/// 新密攻坚督〔2023〕4号
fn number(code: &str, year: i32, ordinal: u32) -> String {
    format!("{code}〔{year}〕{ordinal}号")
}

/// 关于限期推进……等项目和办结逾期任务的督办函
fn title(first: Option<&str>, projects: usize, tasks: usize) -> String {
    let push = first.map(|name| match projects {
        1 => format!("限期推进{name}"),
        _ => format!("限期推进{}等项目", name.strip_suffix("项目").unwrap_or(name)),
    });
    match (push, tasks) {
        (Some(push), 0) => format!("关于{push}的督办函"),
        (Some(push), _) => format!("关于{push}和办结逾期任务的督办函"),
        (None, 1) => "关于限期办结逾期任务的督办函".to_owned(),
        (None, tasks) => format!("关于限期办结{tasks}项逾期任务的督办函"),
    }
}

/// 联系人; the office's own, or the supervisor of the first task. A telephone only from the configuration.
fn contact(facts: &Facts<'_>, of: &Matters<'_>) -> Option<String> {
    let letters = &facts.catalog.office.letters;
    let supervisor = of.tasks.iter().find_map(|task| task.text(Field::Supervisor));
    let who = match (letters.contact.as_str(), supervisor) {
        ("", Some(supervisor)) => format!("督办专员{supervisor}"),
        ("", None) => return None,
        (contact, _) => contact.to_owned(),
    };
    let phone = match letters.phone.as_str() {
        "" => "　　　　　　　",
        phone => phone,
    };
    Some(format!("（联系人：{who}，电话：{phone}）"))
}

/// The number of the letter that named this before, this year or last: 新密攻坚督〔2023〕3号.
fn reminded(facts: &Facts<'_>, key: &str, before: Option<&str>) -> Option<String> {
    let letters = &facts.material.previous?.letters;
    let last = letters
        .iter()
        .rfind(|(.., keys)| keys.iter().any(|of| of == key || Some(of.as_str()) == before))?;
    Some(number(&facts.catalog.office.letters.code, last.1, last.3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_tortoise_shell_brackets() {
        assert_eq!(number("新密攻坚督", 2023, 4), "新密攻坚督〔2023〕4号");
    }

    #[test]
    fn titles_name_the_first_project_or_count_the_tasks() {
        assert_eq!(
            title(Some("矿区密州服装智能制造项目"), 9, 1),
            "关于限期推进矿区密州服装智能制造等项目和办结逾期任务的督办函"
        );
        assert_eq!(title(Some("甲项目"), 1, 0), "关于限期推进甲项目的督办函");
        assert_eq!(title(None, 0, 3), "关于限期办结3项逾期任务的督办函");
    }
}
