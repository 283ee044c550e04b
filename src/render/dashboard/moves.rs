//! 进出和调整: what came, went and turned since the last issue.

use std::collections::BTreeSet;

use serde::Serialize;

use super::words;
use crate::bulletin::Edition;
use crate::catalog::Field;
use crate::ledger::{Mover, ProjectNote};

/// A line of the list: what, how many, which projects.
#[derive(Debug, Serialize)]
pub(super) struct Move {
    /// 新增项目
    name: String,
    /// 3个
    count: String,
    /// Sentences with their projects.
    parts: Vec<MovePart>,
}

/// 转红：甲、乙
#[derive(Debug, Serialize)]
struct MovePart {
    /// 转红; empty where the line's name says it.
    lead: String,
    /// The projects.
    projects: Vec<Mention>,
    /// 等12个 where not all are named.
    rest: String,
}

/// A project named in a list.
#[derive(Debug, Serialize)]
pub(super) struct Mention {
    /// Its name.
    pub(super) name: String,
    /// What is said before it: 甲项目更名为
    pub(super) before: String,
    /// What is said after it: （1.33亿元）
    pub(super) after: String,
    /// Is it in the project table?
    pub(super) listed: bool,
}

/// What is said before and after a project's name.
type Say = fn(&ProjectNote) -> (String, String);

/// 进出和调整; nothing for the first issue.
pub(super) fn list(edition: &Edition<'_>) -> Vec<Move> {
    let Some(changes) = edition.issue.changes.as_ref() else {
        return Vec::new();
    };
    let (before, after) = (&changes.totals.before, &changes.totals.after);
    let turned_red = changes
        .lights
        .iter()
        .filter(|note| note.after.as_deref() == Some("红"))
        .collect();
    let left_red = changes
        .lights
        .iter()
        .filter(|note| note.before.as_deref() == Some("红"))
        .collect();
    let mut list = List::of(edition);
    list.simple("新增项目", &changes.new, with_amount);
    list.simple("退出项目", &changes.left, with_fate);
    list.simple("去向不明", &changes.vanished, with_amount);
    list.simple("新开工", &changes.started, plain);
    list.simple("竣工投产", &changes.finished, plain);
    list.turned(
        "红灯",
        words::count_change(after.red, before.red, "个"),
        ("转红", turned_red),
        ("退出红灯", left_red),
    );
    list.turned(
        "应开未开",
        words::count_change(after.overdue_start, before.overdue_start, "个"),
        ("新出现", changes.newly_overdue.iter().collect()),
        ("不再是", changes.no_longer_overdue.iter().collect()),
    );
    list.simple("状态倒退", &changes.went_back, with_status);
    list.simple("更名", &changes.renamed, with_former_name);
    list.adjusted("总投资调整", Field::TotalInvestment, &changes.total_investment);
    list.adjusted("计划调整", Field::AnnualPlan, &changes.annual_plan);
    list.moves
}

fn plain(_: &ProjectNote) -> (String, String) {
    (String::new(), String::new())
}

fn with_amount(note: &ProjectNote) -> (String, String) {
    let total = note
        .total_investment
        .map(|total| format!("（{}）", words::money(total)));
    (String::new(), total.unwrap_or_default())
}

fn with_fate(note: &ProjectNote) -> (String, String) {
    let fate = note.after.as_ref().map(|word| format!("（{word}）"));
    (String::new(), fate.unwrap_or_default())
}

fn with_status(note: &ProjectNote) -> (String, String) {
    match (&note.before, &note.after) {
        (Some(before), Some(after)) => (String::new(), format!("由{before}改报{after}")),
        _ => plain(note),
    }
}

fn with_former_name(note: &ProjectNote) -> (String, String) {
    let former = note
        .before
        .as_ref()
        .map(|name| format!("{}更名为", words::no_phone(name)));
    (former.unwrap_or_default(), String::new())
}

/// The list under construction.
struct List<'a> {
    edition: &'a Edition<'a>,
    /// How many projects a part names.
    most: usize,
    /// Keys of the projects in the table.
    listed: BTreeSet<&'a str>,
    moves: Vec<Move>,
}

impl<'a> List<'a> {
    fn of(edition: &'a Edition<'a>) -> List<'a> {
        List {
            edition,
            most: edition.catalog.limits.list_length.max(1),
            listed: edition
                .ledger
                .projects
                .iter()
                .map(|project| project.key.as_str())
                .collect(),
            moves: Vec::new(),
        }
    }

    fn part(&self, lead: &str, notes: &[&ProjectNote], say: Say) -> MovePart {
        let mentions = notes.iter().take(self.most).map(|note| {
            let (before, after) = say(note);
            Mention {
                name: words::no_phone(&note.name),
                before,
                after,
                listed: self.listed.contains(note.key.as_str()),
            }
        });
        MovePart {
            lead: lead.to_owned(),
            projects: mentions.collect(),
            rest: self.rest(notes.len()),
        }
    }

    fn rest(&self, total: usize) -> String {
        if total > self.most {
            format!("等{total}个")
        } else {
            String::new()
        }
    }

    fn simple(&mut self, name: &str, notes: &[ProjectNote], say: Say) {
        let notes: Vec<&ProjectNote> = notes.iter().collect();
        if !notes.is_empty() {
            let part = self.part("", &notes, say);
            self.push(name, format!("{}个", notes.len()), vec![part]);
        }
    }

    fn turned(
        &mut self,
        name: &str,
        count: String,
        came: (&str, Vec<&ProjectNote>),
        went: (&str, Vec<&ProjectNote>),
    ) {
        let parts: Vec<MovePart> = [came, went]
            .into_iter()
            .filter(|(_, notes)| !notes.is_empty())
            .map(|(lead, notes)| self.part(lead, &notes, plain))
            .collect();
        if !parts.is_empty() {
            self.push(name, count, parts);
        }
    }

    /// 由3618万元上调为4052万元: projects that stood in the last issue and whose figure is another now.
    fn adjusted(&mut self, name: &str, field: Field, movers: &[Mover]) {
        let Some(previous) = self.edition.previous else {
            return;
        };
        let mut mentions: Vec<Mention> = Vec::new();
        for (key, _, _) in movers.iter().flat_map(|mover| &mover.projects) {
            let mut now = self.edition.ledger.projects.iter();
            let new = now.find(|project| project.key == *key);
            let old = new.and_then(|new| {
                let key = new.previous_key.as_ref()?;
                previous
                    .ledger
                    .projects
                    .iter()
                    .find(|project| project.key == *key)
            });
            let (Some(old), Some(new)) = (old, new) else {
                continue;
            };
            let said = match (old.wanyuan(field), new.wanyuan(field)) {
                (Some(before), Some(after)) if before != after => {
                    let turn = if after > before { "上调" } else { "下调" };
                    format!("由{}{turn}为{}", words::money(before), words::money(after))
                }
                (Some(before), None) => format!("缺报（上期{}）", words::money(before)),
                (None, Some(after)) => format!("补报{}", words::money(after)),
                _ => continue,
            };
            mentions.push(Mention {
                name: words::no_phone(&new.name),
                before: String::new(),
                after: said,
                listed: true,
            });
        }
        let total = mentions.len();
        if total > 0 {
            mentions.truncate(self.most);
            let rest = self.rest(total);
            self.push(
                name,
                format!("{total}个"),
                vec![MovePart {
                    lead: String::new(),
                    projects: mentions,
                    rest,
                }],
            );
        }
    }

    fn push(&mut self, name: &str, count: String, parts: Vec<MovePart>) {
        self.moves.push(Move {
            name: name.to_owned(),
            count,
            parts,
        });
    }
}
