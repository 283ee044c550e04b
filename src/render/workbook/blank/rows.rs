//! 预填: which forms a unit's role asks for, and what is known of its projects and tasks.

use super::form::{self, Band, Column, Input};
use super::sheet::{BlankSheet, Cell, Content, days_left};
use crate::catalog::{Catalog, Field, Item, ProjectKind, Status, Step, TaskState};
use crate::ledger::{Ledger, Project, Task};
use crate::render::workbook::frame::{Frame, month_day};
use crate::render::workbook::{kind, names, project, tasks};
use crate::value::{KindId, UnitId};

/// Rows for new projects.
const NEW_ROWS: u32 = 10;

/// The unit's forms: its projects, the kinds it leads, the approvals it grants, its tasks, and the lists it keeps.
pub(super) fn sheets(catalog: &Catalog, ledger: &Ledger, unit: UnitId, frame: &Frame) -> Vec<BlankSheet> {
    let of = Of {
        catalog,
        ledger,
        unit,
        frame,
    };
    let mut sheets: Vec<BlankSheet> = catalog
        .kind_ids()
        .filter(|&id| catalog.kind(id).lead == unit)
        .map(|id| of.kind_sheet(id))
        .collect();
    let own = of.own_projects();
    let is_locality = catalog.unit(unit).is_locality();
    if is_locality || !own.is_empty() {
        sheets.insert(0, of.project_sheet(&own));
    }
    sheets.extend(of.approval_sheet());
    sheets.extend(of.financing_sheet());
    sheets.extend(of.inspection_sheet());
    sheets.extend(of.task_sheet());
    if sheets.is_empty() {
        sheets.push(of.project_sheet(&[]));
    }
    sheets
}

/// A kind's word in 项目类型: 三个一批, 地方政府专项债券.
pub(super) fn kind_word(of: &ProjectKind) -> String {
    let name = kind::bare_name(of);
    name.strip_suffix("项目").map_or(name.clone(), str::to_owned)
}

/// Whose forms, and out of what.
struct Of<'a> {
    catalog: &'a Catalog,
    ledger: &'a Ledger,
    unit: UnitId,
    frame: &'a Frame,
}

impl<'a> Of<'a> {
    fn short(&self) -> &'a str {
        &self.catalog.unit(self.unit).short
    }

    fn lead(&self, what: &str) -> String {
        format!(
            "{what}{}前把本文件发回。每栏怎么填：鼠标停在栏目名上，或见“填报说明”。",
            self.frame.deadline()
        )
    }

    /// A locality's are those within it; another unit's, those of which it gave a figure and leads no kind.
    fn own_projects(&self) -> Vec<&'a Project> {
        let is_locality = self.catalog.unit(self.unit).is_locality();
        let leads = |project: &Project| {
            project
                .kinds
                .iter()
                .any(|&kind| self.catalog.kind(kind).lead == self.unit)
        };
        let gives = |project: &Project| {
            let items = [
                Field::TotalInvestment,
                Field::AnnualPlan,
                Field::AnnualDone,
                Field::CumulativeDone,
                Field::Status,
                Field::PlannedStart,
            ];
            items.iter().any(|&field| {
                project.values.get(&Item::Field(field)).is_some_and(|holding| {
                    holding
                        .chosen
                        .iter()
                        .chain(&holding.others)
                        .any(|claim| claim.unit == self.unit)
                })
            })
        };
        self.ledger
            .projects
            .iter()
            .filter(|project| {
                if is_locality {
                    project.locality == Some(self.unit)
                } else {
                    !leads(project) && gives(project)
                }
            })
            .collect()
    }

    fn project_sheet(&self, projects: &[&Project]) -> BlankSheet {
        self.investment_sheet(
            "项目台账".to_owned(),
            format!("{}项目台账", self.short()),
            projects,
            None,
        )
    }

    fn kind_sheet(&self, id: KindId) -> BlankSheet {
        let of = self.catalog.kind(id);
        let projects: Vec<&Project> = self
            .ledger
            .projects
            .iter()
            .filter(|project| project.kinds.contains(&id))
            .collect();
        self.investment_sheet(
            names::sheet(&of.short),
            format!("{}台账", kind::bare_name(of)),
            &projects,
            Some(id),
        )
    }

    fn investment_sheet(
        &self,
        name: String,
        title: String,
        projects: &[&Project],
        leads: Option<KindId>,
    ) -> BlankSheet {
        let has_locality = !self.catalog.unit(self.unit).is_locality();
        let money = leads.and_then(|id| self.catalog.kind(id).money.as_ref());
        let mut columns = form::identity(has_locality);
        columns.extend(form::accepted(leads.is_some(), self.frame.year, money));
        columns.extend(form::now(leads.is_some(), money));
        columns.push(Column::new("自查", Band::Check, 15.0, Input::Computed).guide(
            "自动核对，不用填；不是“√”的请看一遍",
            "√",
            &[],
        ));
        let check = self_check(&columns);
        let rows = (1..)
            .zip(projects)
            .map(|(number, project)| {
                let mut row = self.identity(number, project, has_locality);
                row.extend(self.accepted(project, leads));
                row.extend(self.now(project, leads));
                row.push(Cell::Computed(check.clone(), None));
                row
            })
            .collect();
        BlankSheet {
            name,
            title,
            lead: self.lead("没有变化的可以不填；新增项目写在下面的空行；"),
            columns,
            rows,
            new_rows: NEW_ROWS,
        }
    }

    fn identity(&self, number: u32, project: &Project, has_locality: bool) -> Vec<Cell> {
        let known = |content| Cell::Known(content);
        let kinds: Vec<String> = project
            .kinds
            .iter()
            .map(|&id| kind_word(self.catalog.kind(id)))
            .collect();
        let mut name = project.name.clone();
        for sign in &project.marks.signs {
            name.insert_str(0, sign);
        }
        if project.marks.is_bundle && !name.contains("打捆") {
            name.push_str("（打捆）");
        }
        let mut row = vec![
            known(Content::Number(number)),
            known(Content::text(name)),
            match &project.code {
                Some(code) => known(Content::text(code.as_str())),
                // A code granted meanwhile can be filled in.
                None => Cell::Open(Content::Empty),
            },
        ];
        if has_locality {
            row.push(known(Content::text(self.locality(project))));
        }
        row.extend([
            known(Content::text(kinds.join("、"))),
            known(Content::text(project::text(project, Field::Owner))),
            known(Content::text(project::text(project, Field::Nature))),
        ]);
        row
    }

    fn locality(&self, project: &Project) -> String {
        project
            .locality
            .map(|unit| self.catalog.unit(unit).short.clone())
            .unwrap_or_default()
    }

    fn accepted(&self, project: &Project, leads: Option<KindId>) -> Vec<Cell> {
        let amount = |field| Cell::Accepted(Content::amount(project.wanyuan(field)));
        // What nobody ever gave can be given now, where the column is the field's own.
        let asked = |field| match project.wanyuan(field) {
            None => Cell::Open(Content::Empty),
            Some(amount) => Cell::Accepted(Content::Amount(amount)),
        };
        let status = project.status().map(Status::word).unwrap_or_default();
        let mut row = vec![
            if leads.is_some() {
                amount(Field::TotalInvestment)
            } else {
                asked(Field::TotalInvestment)
            },
            asked(Field::AnnualPlan),
            amount(Field::AnnualDone),
            amount(Field::CumulativeDone),
            match project.day(Field::PlannedStart) {
                None => Cell::Open(Content::Empty),
                Some(day) => Cell::Accepted(Content::Day(day)),
            },
            Cell::Accepted(Content::text(status)),
        ];
        if let Some(id) = leads.filter(|&id| self.catalog.kind(id).money.is_some()) {
            row.extend(Step::ALL.map(|step| Cell::Accepted(Content::amount(project.money(id, step)))));
        }
        row
    }

    /// Open, but for the actual start where it has been accepted.
    fn now(&self, project: &Project, leads: Option<KindId>) -> Vec<Cell> {
        let money = leads.is_some_and(|id| self.catalog.kind(id).money.is_some());
        let before = usize::from(leads.is_some()) + if money { 3 } else { 0 };
        let open = |count| std::iter::repeat_n(Cell::Open(Content::Empty), count);
        let mut row: Vec<Cell> = open(before + 2).collect();
        row.push(match project.day(Field::StartedOn) {
            Some(day) => Cell::Accepted(Content::Day(day)),
            None => Cell::Open(Content::Empty),
        });
        row.extend(open(5));
        row
    }

    /// For the department that grants them.
    fn approval_sheet(&self) -> Option<BlankSheet> {
        let ids: Vec<_> = self
            .catalog
            .approval_ids()
            .filter(|&id| self.catalog.approval(id).owner == self.unit)
            .collect();
        if ids.is_empty() {
            return None;
        }
        let names: Vec<&str> = ids
            .iter()
            .map(|&id| self.catalog.approval(id).name.as_str())
            .collect();
        let rows = (1..)
            .zip(&self.ledger.projects)
            .map(|(number, project)| {
                let mut row = vec![
                    Cell::Known(Content::Number(number)),
                    Cell::Known(Content::text(project.name.as_str())),
                    Cell::Known(Content::text(project.code.clone().unwrap_or_default())),
                    Cell::Known(Content::text(self.locality(project))),
                ];
                row.extend(ids.iter().map(|&id| {
                    let state = project.approval(id, self.frame.as_of).state;
                    Cell::Accepted(Content::text(state.word()))
                }));
                row.extend(std::iter::repeat_n(Cell::Open(Content::Empty), ids.len() + 2));
                row
            })
            .collect();
        Some(BlankSheet {
            name: "手续办理".to_owned(),
            title: format!("{}手续办理台账", self.short()),
            lead: self.lead("没有变化的可以不填；"),
            columns: form::approvals(&names),
            rows,
            new_rows: NEW_ROWS,
        })
    }

    /// 银企对接: a list says what is so now; it stands as it was, to be changed where it changed.
    fn financing_sheet(&self) -> Option<BlankSheet> {
        let lines: Vec<_> = self
            .ledger
            .financing
            .iter()
            .filter(|line| line.unit == self.unit)
            .collect();
        if lines.is_empty() {
            return None;
        }
        let rows = (1..)
            .zip(lines)
            .map(|(number, line)| {
                let text =
                    |text: &Option<String>| Cell::Open(Content::text(text.clone().unwrap_or_default()));
                vec![
                    Cell::Known(Content::Number(number)),
                    Cell::Known(Content::text(line.name.as_str())),
                    Cell::Open(Content::amount(line.need)),
                    text(&line.bank),
                    text(&line.stage),
                    Cell::Open(Content::amount(line.credit_line)),
                ]
            })
            .collect();
        Some(BlankSheet {
            name: "银企对接".to_owned(),
            title: format!("{}银企对接台账", self.short()),
            lead: self.lead("有变化的直接改，没有变化的不动；"),
            columns: form::financing(),
            rows,
            new_rows: NEW_ROWS,
        })
    }

    /// 督导记录: each week's visits are new.
    fn inspection_sheet(&self) -> Option<BlankSheet> {
        self.ledger
            .inspections
            .iter()
            .any(|visit| visit.unit == self.unit)
            .then(|| BlankSheet {
                name: "督导记录".to_owned(),
                title: format!("{}督导记录", self.short()),
                lead: self.lead("一次督导一行；"),
                columns: form::inspections(),
                rows: Vec::new(),
                new_rows: NEW_ROWS * 2,
            })
    }

    /// Its own open tasks to fill in; those of others for its projects for information.
    fn task_sheet(&self) -> Option<BlankSheet> {
        let open = self
            .ledger
            .tasks
            .iter()
            .filter(|task| task.state == TaskState::Open);
        let mut own: Vec<&Task> = Vec::new();
        let mut others: Vec<&Task> = Vec::new();
        for task in open {
            let project = self
                .ledger
                .projects
                .iter()
                .find(|project| task.project.as_deref() == Some(project.key.as_str()));
            if task.responsible_unit == Some(self.unit) {
                own.push(task);
            } else if project.is_some_and(|project| project.locality == Some(self.unit)) {
                others.push(task);
            }
        }
        if own.is_empty() && others.is_empty() {
            return None;
        }
        own.sort_by_key(|task| (task.due().is_none(), task.due()));
        others.sort_by_key(|task| (task.due().is_none(), task.due()));
        let rows = own
            .iter()
            .map(|task| self.task_row(task, true))
            .chain(others.iter().map(|task| self.task_row(task, false)))
            .collect();
        Some(BlankSheet {
            name: "任务清单".to_owned(),
            title: format!("{}任务清单", self.short()),
            lead: format!(
                "你单位承办的填浅黄底；别的单位为你单位项目办的列在后面，供知悉，不用填。截至{}。",
                month_day(self.frame.as_of)
            ),
            columns: form::tasks(),
            rows,
            new_rows: 0,
        })
    }

    fn task_row(&self, task: &Task, is_own: bool) -> Vec<Cell> {
        let known = |content| {
            if is_own {
                Cell::Known(content)
            } else {
                Cell::Accepted(content)
            }
        };
        let text = |field| known(Content::text(tasks::text(task, field)));
        // A person that nobody named can be named now.
        let person = |field| {
            let name = tasks::text(task, field);
            if is_own && name.is_empty() {
                Cell::Open(Content::Empty)
            } else {
                known(Content::text(name))
            }
        };
        let responsible = match task.responsible_unit {
            Some(unit) => self.catalog.unit(unit).short.clone(),
            None => tasks::text(task, Field::ResponsibleUnit),
        };
        let left = task.due().map(|due| (due - self.frame.as_of).num_days());
        let project = self
            .ledger
            .projects
            .iter()
            .find(|project| task.project.as_deref() == Some(project.key.as_str()));
        let open = || {
            if is_own {
                Cell::Open(Content::Empty)
            } else {
                Cell::Accepted(Content::Empty)
            }
        };
        vec![
            known(Content::text(task.no.clone().unwrap_or_default())),
            known(Content::text(tasks::project_name(task, project))),
            text(Field::Matter),
            text(Field::TaskKind),
            known(Content::text(responsible)),
            person(Field::ResponsiblePerson),
            person(Field::Supervisor),
            known(Content::day(task.day(Field::AssignedOn))),
            known(Content::day(task.day(Field::Due))),
            Cell::Computed(days_left(8), left),
            open(),
            open(),
            open(),
        ]
    }
}

/// 自查: blank until something is typed; what it says is a question, never a block.
fn self_check(columns: &[Column]) -> String {
    let cell = |heading: &str| {
        let at = columns
            .iter()
            .position(|column| column.heading.starts_with(heading));
        let col = at.and_then(|at| u16::try_from(at).ok()).unwrap_or(0);
        format!("{}{{row}}", crate::value::column_name(col))
    };
    let (done, cumulative) = (cell("本年完成投资"), cell("开工以来累计"));
    let (done_before, cumulative_before) = (cell("上期本年完成"), cell("上期累计完成"));
    let total = if columns
        .iter()
        .any(|column| column.heading.starts_with("上期总投资"))
    {
        cell("上期总投资")
    } else {
        cell("总投资")
    };
    let (start, status) = (cell("实际开工时间"), cell("项目状态"));
    format!(
        "IF(AND({done}=\"\",{cumulative}=\"\",{status}=\"\"),\"\",\
         IF(AND({done}<>\"\",{done_before}<>\"\",N({done})<N({done_before})),\"本年比上期少\",\
         IF(AND({cumulative}<>\"\",{cumulative_before}<>\"\",N({cumulative})<N({cumulative_before})),\"累计比上期少\",\
         IF(AND({done}<>\"\",{cumulative}<>\"\",N({done})>N({cumulative})),\"本年大于累计\",\
         IF(AND({cumulative}<>\"\",{total}<>\"\",N({cumulative})>N({total})),\"累计大于总投资\",\
         IF(AND(OR({status}=\"在建\",{status}=\"竣工\",{status}=\"投产\"),{start}=\"\"),\"缺实际开工时间\",\"√\"))))))"
    )
}
