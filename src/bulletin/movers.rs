//! 完成投资的来历: who moved the year's investment since the last issue, and what of it is still being checked.

use std::cmp::{Ordering, Reverse};

use serde::Serialize;

use super::facts::{Facts, holding};
use super::wording;
use crate::catalog::Field;
use crate::finding::Code;
use crate::ledger::{Changes, Mover, Project};
use crate::value::{UnitId, Wanyuan};

/// An increase that an open finding puts in doubt (B01, B02, H01, or X01 on the figure itself).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doubt {
    /// The project's.
    pub key: String,
    /// Its 属地.
    pub locality: Option<UnitId>,
    /// By how much its figure rose.
    pub by: Wanyuan,
    /// 本年完成数大于累计完成数
    why: &'static str,
    /// A figure that cannot be right, not one on which ledgers differ.
    #[serde(skip)]
    is_fault: bool,
}

/// Every doubtful increase, largest first.
pub(super) fn doubts(facts: &Facts<'_>, changes: &Changes) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for mover in &changes.annual_done {
        for (key, _, by) in mover.projects.iter().filter(|(.., by)| *by > Wanyuan::ZERO) {
            let Some(project) = facts.project(key) else {
                continue;
            };
            if let Some((why, is_fault)) = doubt(facts, project) {
                doubts.push(Doubt {
                    key: key.clone(),
                    locality: mover.unit,
                    by: *by,
                    why,
                    is_fault,
                });
            }
        }
    }
    // Ledgers always differ somewhere; only what moves the whole by a tenth is worth a word, and faults that together
    // are half of it.
    let moved = changes
        .annual_done
        .iter()
        .map(|mover| mover.by)
        .sum::<Wanyuan>()
        .abs();
    let faults: Wanyuan = (doubts.iter())
        .filter(|doubt| doubt.is_fault)
        .map(|doubt| doubt.by)
        .sum();
    let are_many = faults + faults >= moved;
    doubts.retain(|doubt| {
        i128::from(doubt.by.yuan()) * 10 >= i128::from(moved.yuan()) || (are_many && doubt.is_fault)
    });
    doubts.sort_by(|a, b| b.by.cmp(&a.by).then_with(|| a.key.cmp(&b.key)));
    doubts
}

fn doubt(facts: &Facts<'_>, project: &Project) -> Option<(&'static str, bool)> {
    const WHY: [(Code, &str); 3] = [
        (Code::B02, "本年完成数大于累计完成数"),
        (Code::B01, "累计完成数大于总投资"),
        (Code::H01, "累计完成数比上期少"),
    ];
    let found = WHY.iter().find(|(code, _)| facts.has_finding(project, &[*code]));
    found.map(|(_, why)| (*why, true)).or_else(|| {
        let disputed =
            holding(project, Field::AnnualDone).is_some_and(|holding| !holding.set_aside.is_empty());
        disputed.then_some(("各台账的本年完成数不一致", false))
    })
}

/// Without a last issue: how much of what is done stands on figures that cannot be right, where that is a tenth or more.
pub(super) fn standing_doubts(facts: &Facts<'_>) -> String {
    let faulty: Vec<Wanyuan> = (facts.ledger.projects.iter())
        .filter(|project| facts.has_finding(project, &[Code::B01, Code::B02]))
        .filter_map(|project| project.wanyuan(Field::AnnualDone))
        .filter(|done| *done > Wanyuan::ZERO)
        .collect();
    let done = facts.totals.annual_done.unwrap_or_default();
    standing_sentence(faulty.len(), faulty.iter().copied().sum(), done)
}

fn standing_sentence(number: usize, faulty: Wanyuan, done: Wanyuan) -> String {
    if number == 0 || i128::from(faulty.yuan()) * 10 < i128::from(done.yuan()) {
        return String::new();
    }
    format!(
        "完成投资中，{number}个项目的{}与累计完成数或总投资不符，正在核实。",
        wording::money(faulty)
    )
}

/// A locality and what it added, less new projects and doubtful figures.
#[derive(Debug, Clone)]
struct Added {
    name: String,
    by: Wanyuan,
}

#[derive(Debug, Clone)]
struct Moved {
    by: Wanyuan,
    by_new: Wanyuan,
    /// The only new project that brought something in.
    only_new: Option<String>,
    added: Vec<Added>,
    /// Who took most away: name, by how much, and whether it corrected a figure it still reports.
    fell: Option<(String, Wanyuan, bool)>,
    doubtful: Vec<Doubtful>,
    /// Doubtful projects besides those named, and what they added.
    others: (usize, Wanyuan),
}

#[derive(Debug, Clone)]
struct Doubtful {
    unit: String,
    by: Wanyuan,
    project: String,
    project_by: Wanyuan,
    why: &'static str,
}

/// The sentences; empty where nothing moved and nothing came.
pub(super) fn sentences(facts: &Facts<'_>, changes: &Changes) -> String {
    let (Some(now), Some(before)) = (
        changes.totals.after.annual_done,
        changes.totals.before.annual_done,
    ) else {
        return String::new();
    };
    let doubts = doubts(facts, changes);
    let name = |unit: Option<UnitId>| unit.map(|unit| facts.short(unit));
    let in_doubt = |unit: Option<UnitId>| -> Wanyuan {
        doubts
            .iter()
            .filter(|doubt| doubt.locality == unit)
            .map(|doubt| doubt.by)
            .sum()
    };
    let mut added: Vec<Added> = (changes.annual_done.iter())
        .filter_map(|mover| {
            let by = mover.by - mover.by_new - in_doubt(mover.unit);
            (by > Wanyuan::ZERO).then_some(Added {
                name: name(mover.unit)?,
                by,
            })
        })
        .collect();
    added.sort_by_key(|added| Reverse(added.by));
    let doubtful = doubtful(facts, changes, &doubts);
    let named: Wanyuan = doubtful.iter().map(|doubt| doubt.project_by).sum();
    let moved = Moved {
        by: now - before,
        by_new: changes.annual_done.iter().map(|mover| mover.by_new).sum(),
        only_new: only_new(facts, changes),
        added,
        fell: fell(facts, &changes.annual_done),
        others: (
            doubts.len() - doubtful.len(),
            doubts.iter().map(|doubt| doubt.by).sum::<Wanyuan>() - named,
        ),
        doubtful,
    };
    sentence(&moved)
}

/// The new project that alone brought investment in.
fn only_new(facts: &Facts<'_>, changes: &Changes) -> Option<String> {
    let is_new = |key: &str| changes.new.iter().any(|note| note.key == key);
    let projects = changes.annual_done.iter().flat_map(|mover| &mover.projects);
    let mut brought = projects.filter(|(key, _, by)| *by > Wanyuan::ZERO && is_new(key));
    match (brought.next(), brought.next()) {
        (Some((key, name, _)), None) => Some(match facts.project(key) {
            Some(project) => facts.name(project),
            None => name.clone(),
        }),
        _ => None,
    }
}

fn fell(facts: &Facts<'_>, movers: &[Mover]) -> Option<(String, Wanyuan, bool)> {
    let mover = movers
        .iter()
        .filter(|mover| mover.by < Wanyuan::ZERO)
        .min_by_key(|mover| mover.by)?;
    let least = mover.projects.iter().min_by_key(|(.., by)| *by);
    let corrected =
        least.is_some_and(|(key, ..)| facts.ledger.projects.iter().any(|project| project.key == *key));
    Some((facts.short(mover.unit?), mover.by, corrected))
}

/// Localities among the three that moved most, whose rise is largely one doubtful figure.
fn doubtful(facts: &Facts<'_>, changes: &Changes, doubts: &[Doubt]) -> Vec<Doubtful> {
    let mut most: Vec<&Mover> = changes.annual_done.iter().collect();
    most.sort_by(|a, b| b.by.cmp(&a.by).then(a.unit.cmp(&b.unit)));
    let mut list = Vec::new();
    for mover in most.into_iter().take(3).filter(|mover| mover.by > Wanyuan::ZERO) {
        let Some((unit, doubt)) = mover
            .unit
            .zip(doubts.iter().find(|doubt| doubt.locality == mover.unit))
        else {
            continue;
        };
        let Some(project) = facts.project(&doubt.key) else {
            continue;
        };
        list.push(Doubtful {
            unit: facts.short(unit),
            by: mover.by,
            project: wording::project_here(&project.name, project.locality, facts.catalog),
            project_by: doubt.by,
            why: doubt.why,
        });
    }
    list
}

fn sentence(moved: &Moved) -> String {
    let mut text = match moved.by.cmp(&Wanyuan::ZERO) {
        Ordering::Less => {
            let main = moved.fell.as_ref().map(|(unit, by, corrected)| {
                let how = if *corrected { "更正" } else { "" };
                format!("，主要是{unit}{how}减少{}", wording::money(*by))
            });
            let main = main.unwrap_or_default();
            format!("完成投资较上期减少{}{main}。", wording::money(moved.by))
        }
        Ordering::Equal => "完成投资与上期持平。".to_owned(),
        Ordering::Greater => format!("完成投资增加{}{}。", wording::money(moved.by), parts(moved)),
    };
    for of in &moved.doubtful {
        text.push_str(&format!(
            "{}上报增加{}，其中{}{}，{}，正在核实。",
            of.unit,
            wording::money(of.by),
            of.project,
            wording::money(of.project_by),
            of.why
        ));
    }
    let (number, by) = moved.others;
    if number > 0 {
        let (whose, also) = if moved.doubtful.is_empty() {
            ("其中", "正")
        } else {
            ("另有", "也")
        };
        text.push_str(&format!(
            "{whose}{number}个项目上报增加的{}与其他数据不符，{also}在核实。",
            wording::money(by)
        ));
    }
    text
}

/// What the increase is made of: new projects, and the localities that added most.
fn parts(moved: &Moved) -> String {
    let old = moved.by - moved.by_new;
    let mut text = String::new();
    if moved.by_new > Wanyuan::ZERO {
        let who = match &moved.only_new {
            Some(name) => format!("新增的{name}"),
            None => "新增项目".to_owned(),
        };
        text.push_str(&format!("，其中{who}带入{}", wording::money(moved.by_new)));
        text.push_str(&match old.cmp(&Wanyuan::ZERO) {
            Ordering::Greater => format!("，原有项目增加{}", wording::money(old)),
            Ordering::Less => format!("，原有项目减少{}", wording::money(old)),
            Ordering::Equal => String::new(),
        });
    }
    let [first, ..] = moved.added.as_slice() else {
        return text;
    };
    // One that adds more than half of it is named alone.
    if first.by.yuan() > old.yuan() / 2 || moved.added.len() == 1 {
        text.push_str(&format!("，其中{}{}", first.name, wording::money(first.by)));
        return text;
    }
    let names: Vec<String> = (moved.added.iter().take(3))
        .map(|added| format!("{}（{}）", added.name, wording::money(added.by)))
        .collect();
    text.push_str(if moved.by_new > Wanyuan::ZERO {
        "；"
    } else {
        "，"
    });
    text.push_str(&format!("{}增加较多", wording::join(&names)));
    // Who took away as much as they added belongs beside them.
    let least = moved.added.iter().take(3).next_back().map(|added| added.by);
    if let Some((unit, by, corrected)) = &moved.fell
        && least.is_some_and(|least| by.abs() >= least)
    {
        let how = if *corrected { "更正" } else { "" };
        text.push_str(&format!("，{unit}{how}减少{}", wording::money(*by)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wan(amount: i64) -> Wanyuan {
        Wanyuan::from_yuan(amount * 10_000)
    }

    fn moved(by: i64, by_new: i64, added: &[(&str, i64)]) -> Moved {
        Moved {
            by: wan(by),
            by_new: wan(by_new),
            only_new: None,
            added: (added.iter())
                .map(|(name, by)| Added {
                    name: (*name).to_owned(),
                    by: wan(*by),
                })
                .collect(),
            fell: None,
            doubtful: Vec::new(),
            others: (0, Wanyuan::ZERO),
        }
    }

    const THREE: [(&str, i64); 3] = [("伏羲山管委会", 1945), ("矿区街道", 1882), ("白寨镇", 1011)];

    #[test]
    fn an_increase_is_told_by_new_projects_and_by_who_added_most() {
        let with_new = Moved {
            only_new: Some("苟堂镇溱水路老旧小区改造项目".to_owned()),
            ..moved(23_001, 8117, &THREE)
        };
        assert_eq!(
            sentence(&with_new),
            "完成投资增加2.30亿元，其中新增的苟堂镇溱水路老旧小区改造项目带入8117万元，原有项目增加1.49亿元；伏羲山管委会（1945万元）、矿区街道（1882万元）和白寨镇（1011万元）增加较多。"
        );
        assert_eq!(
            sentence(&moved(14_884, 0, &THREE)),
            "完成投资增加1.49亿元，伏羲山管委会（1945万元）、矿区街道（1882万元）和白寨镇（1011万元）增加较多。"
        );
    }

    #[test]
    fn what_cannot_be_right_is_said_in_the_first_issue_too() {
        assert_eq!(
            standing_sentence(12, wan(268_000), wan(325_632)),
            "完成投资中，12个项目的26.80亿元与累计完成数或总投资不符，正在核实。"
        );
        assert_eq!(standing_sentence(1, wan(3000), wan(325_632)), "");
        assert_eq!(standing_sentence(0, wan(0), wan(0)), "");
    }

    #[test]
    fn who_took_away_as_much_as_they_added_is_named_beside_them() {
        let of = |by| Moved {
            fell: Some(("袁庄乡".to_owned(), wan(by), true)),
            ..moved(14_884, 0, &THREE)
        };
        assert_eq!(
            sentence(&of(-2348)),
            "完成投资增加1.49亿元，伏羲山管委会（1945万元）、矿区街道（1882万元）和白寨镇（1011万元）增加较多，袁庄乡更正减少2348万元。"
        );
        assert!(!sentence(&of(-174)).contains("袁庄乡"));
    }

    #[test]
    fn one_that_adds_more_than_half_is_named_alone() {
        assert_eq!(
            sentence(&moved(3000, 0, &[("甲镇", 2100), ("乙镇", 900)])),
            "完成投资增加3000万元，其中甲镇2100万元。"
        );
    }

    #[test]
    fn a_fall_names_who_corrected() {
        let fell = Moved {
            fell: Some(("乙镇".to_owned(), wan(-800), true)),
            ..moved(-500, 0, &[])
        };
        assert_eq!(
            sentence(&fell),
            "完成投资较上期减少500万元，主要是乙镇更正减少800万元。"
        );
        assert_eq!(sentence(&moved(0, 0, &[])), "完成投资与上期持平。");
    }

    #[test]
    fn a_doubtful_increase_is_said_to_be_checked() {
        let of = Moved {
            doubtful: vec![Doubtful {
                unit: "袁庄乡".to_owned(),
                by: wan(3008),
                project: "西部中心幼儿园项目".to_owned(),
                project_by: wan(2754),
                why: "本年完成数大于累计完成数",
            }],
            ..moved(14_884, 0, &THREE)
        };
        assert!(sentence(&of).ends_with(
            "袁庄乡上报增加3008万元，其中西部中心幼儿园项目2754万元，本年完成数大于累计完成数，正在核实。"
        ));
        let more = Moved {
            others: (14, wan(183_000)),
            ..of
        };
        assert!(
            sentence(&more).ends_with("正在核实。另有14个项目上报增加的18.30亿元与其他数据不符，也在核实。")
        );
        let unnamed = Moved {
            doubtful: Vec::new(),
            ..more
        };
        assert!(
            sentence(&unnamed)
                .ends_with("增加较多。其中14个项目上报增加的18.30亿元与其他数据不符，正在核实。")
        );
    }
}
