//! An office week by week, from tables typed as text: what units handed in, what came of it.
//!
//! The first line of a table names fields by their ids, the rest are its rows, `|` between cells: amounts in 万元,
//! dates as `2023-05-08` or `2023-05`, `/` says that there is nothing, `?` stands for something unusable.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jianbao::catalog::{ApprovalState, Catalog, Field, Form, Status, TaskState};
use jianbao::finding::{Finding, Findings};
use jianbao::ledger::{self, Closing, Ledger, Period, Previous, Project, RowAccounts, Task};
use jianbao::record::{
    Account, Answer, Datum, Entry, Given, Marks, Record, SheetReading, Submission, TableReading, UnitClaim,
    Whose,
};
use jianbao::rollcall::{self, Past, RollCall};
use jianbao::rule::{self, Scene};
use jianbao::sheet::Format;
use jianbao::value::{Amount, Area, Day, KindId, Precision, ProjectCode, UnitId, Wanyuan};

/// The office: what it knows, and what the last published issue left.
pub(crate) struct Office {
    pub(crate) catalog: Catalog,
    pub(crate) previous: Option<Previous>,
    pub(crate) waivers: Option<String>,
    issues: u32,
}

/// What was handed in for one issue.
pub(crate) struct Week<'o> {
    office: &'o mut Office,
    as_of: NaiveDate,
    submissions: Vec<Submission>,
}

/// What came of it.
pub(crate) struct Closed {
    pub(crate) ledger: Ledger,
    pub(crate) rollcall: RollCall,
    pub(crate) accounts: RowAccounts,
    pub(crate) findings: Findings,
}

impl Office {
    pub(crate) fn new() -> Office {
        Office {
            catalog: Catalog::preset(),
            previous: None,
            waivers: None,
            issues: 0,
        }
    }

    /// The next issue, as of a day.
    pub(crate) fn week(&mut self, as_of: &str) -> Week<'_> {
        self.issues += 1;
        Week {
            office: self,
            as_of: as_of.parse().unwrap(),
            submissions: Vec::new(),
        }
    }

    pub(crate) fn unit(&self, name: &str) -> UnitId {
        self.catalog
            .unit_named(name)
            .unwrap_or_else(|| panic!("no unit {name}"))
    }

    fn kind(&self, id: &str) -> KindId {
        self.catalog
            .kind_ids()
            .find(|&kind| self.catalog.kind(kind).id == id)
            .unwrap_or_else(|| panic!("no kind {id}"))
    }

    fn field(&self, id: &str) -> Field {
        let approval = || {
            self.catalog
                .approval_ids()
                .find(|&approval| self.catalog.approval(approval).id == id)
                .map(Field::Approval)
        };
        let named = Field::NAMED.iter().copied().find(|field| field.id() == Some(id));
        named.or_else(approval).unwrap_or_else(|| panic!("no field {id}"))
    }

    fn given(&self, field: Field, text: &str) -> Given {
        Given::Value(match text {
            "/" => return Given::Nothing,
            "?" => return Given::Unusable,
            _ => self.datum(field, text),
        })
    }

    fn datum(&self, field: Field, text: &str) -> Datum {
        match field {
            Field::TotalInvestment
            | Field::AnnualPlan
            | Field::AnnualDone
            | Field::CumulativeDone
            | Field::Granted
            | Field::Disbursed
            | Field::Spent
            | Field::Need
            | Field::CreditLine => Datum::Amount(amount(text)),
            Field::PlannedStart
            | Field::StartedOn
            | Field::PlannedCompletion
            | Field::CompletedOn
            | Field::Due
            | Field::AssignedOn
            | Field::ClosedOn
            | Field::InspectedOn
            | Field::PromisedBy => Datum::Day(day(text)),
            Field::Code => Datum::Code(ProjectCode::parse(text).unwrap_or_else(|| panic!("no code: {text}"))),
            Field::Status => Datum::Status(
                Status::ALL
                    .into_iter()
                    .find(|status| status.word() == text)
                    .unwrap_or_else(|| panic!("no status: {text}")),
            ),
            Field::State => Datum::Task(if text == "已办结" {
                TaskState::Closed
            } else {
                TaskState::Open
            }),
            Field::Locality | Field::ResponsibleUnit => self
                .catalog
                .unit_named(text)
                .map_or_else(|| Datum::Text(text.to_owned()), Datum::Unit),
            Field::Categories => Datum::Kinds(text.split('、').map(|id| self.kind(id)).collect()),
            Field::Approval(_) => approval(text),
            _ => Datum::Text(text.to_owned()),
        }
    }
}

fn approval(text: &str) -> Datum {
    let (word, promised) = text
        .split_once('@')
        .map_or((text, None), |(word, day)| (word, Some(self::day(day))));
    let all = [
        ApprovalState::Granted,
        ApprovalState::InHand,
        ApprovalState::Deferred,
        ApprovalState::Promised,
        ApprovalState::None,
        ApprovalState::NotApplicable,
    ];
    let state = all
        .into_iter()
        .find(|state| state.word() == word)
        .unwrap_or_else(|| panic!("no approval: {text}"));
    Datum::Approval {
        state,
        on: None,
        document: None,
        promised_by: promised,
    }
}

fn amount(text: &str) -> Amount {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let step = 10_i64.pow(4 - u32::try_from(decimals.len()).unwrap());
    let fraction: i64 = if decimals.is_empty() {
        0
    } else {
        decimals.parse::<i64>().unwrap() * step
    };
    Amount {
        value: Wanyuan::from_yuan(whole.parse::<i64>().unwrap() * 10_000 + fraction),
        step: Wanyuan::from_yuan(step),
    }
}

fn day(text: &str) -> Day {
    match text.len() {
        7 => Day::coarse(format!("{text}-01").parse().unwrap(), Precision::Month),
        _ => Day::exact(text.parse().unwrap()),
    }
}

impl Week<'_> {
    /// A unit's file with one sheet: `sheet` may be `项目台账` or `三个一批@three_batches`, a lead's ledger of a kind.
    pub(crate) fn hands_in(mut self, unit: &str, file: &str, sheet: &str, form: Form, rows: &str) -> Self {
        let table = self.table(sheet, form, rows);
        let (name, _) = sheet.split_once('@').unwrap_or((sheet, ""));
        let reading = SheetReading {
            name: Some(name.to_owned()),
            hidden: false,
            prefilled: Vec::new(),
            tables: vec![table],
        };
        if let Some(known) = self.submissions.iter_mut().find(|known| known.file == file) {
            known.sheets.push(reading);
            known.sha256 = format!("{}+{sheet}{rows}", known.sha256);
        } else {
            let whose = match unit {
                "" => Whose::Unknown(Vec::new()),
                unit => Whose::Known(self.office.unit(unit), UnitClaim::FileName),
            };
            self.submissions.push(Submission {
                sheets: vec![reading],
                sha256: format!("{file}{rows}"),
                format: Some(Format::Xlsx),
                ..empty(file, whose)
            });
        }
        self
    }

    /// A workbook, read as the program reads it.
    pub(crate) fn reads(mut self, file: &str, bytes: &[u8]) -> Self {
        self.submissions.push(jianbao::record::read(
            bytes,
            file,
            &self.office.catalog,
            self.as_of,
        ));
        self
    }

    /// Says of the last file what it is, beyond its tables.
    pub(crate) fn and(mut self, change: impl FnOnce(&mut Submission)) -> Self {
        change(self.submissions.last_mut().unwrap());
        self
    }

    /// 本周无变化
    pub(crate) fn says_no_change(mut self, unit: &str, file: &str) -> Self {
        let whose = Whose::Known(self.office.unit(unit), UnitClaim::FileName);
        self.submissions.push(Submission {
            says_no_change: true,
            format: Some(Format::Xlsx),
            ..empty(file, whose)
        });
        self
    }

    /// A locality's project ledger.
    pub(crate) fn locality(self, unit: &str, rows: &str) -> Self {
        let file = format!("{unit}.xlsx");
        self.hands_in(unit, &file, "项目台账", Form::Project, rows)
    }

    /// A lead's ledger of a kind.
    pub(crate) fn lead(self, unit: &str, kind: &str, rows: &str) -> Self {
        let (file, sheet) = (format!("{unit}{kind}.xlsx"), format!("台账@{kind}"));
        self.hands_in(unit, &file, &sheet, Form::Project, rows)
    }

    fn table(&self, sheet: &str, form: Form, rows: &str) -> TableReading {
        let kind = sheet.split_once('@').map(|(_, kind)| self.office.kind(kind));
        let mut lines = rows.lines().map(str::trim).filter(|line| !line.is_empty());
        let split = |line: &str| {
            line.split('|')
                .map(|cell| cell.trim().to_owned())
                .collect::<Vec<_>>()
        };
        let fields: Vec<Field> = lines
            .next()
            .map(split)
            .unwrap_or_default()
            .iter()
            .map(|id| self.office.field(id))
            .collect();
        let body: Vec<Vec<String>> = lines.map(split).collect();
        let count = u32::try_from(body.len()).unwrap();
        let records = body
            .iter()
            .zip(1..)
            .map(|(cells, row)| self.record(&fields, cells, row))
            .collect();
        let label = |field: &Field| {
            let column = |form| {
                self.office
                    .catalog
                    .form(form)?
                    .columns
                    .iter()
                    .find(|column| column.field == *field)
            };
            column(form).map_or_else(|| field.to_string(), |column| column.label.clone())
        };
        TableReading {
            form: Some(form),
            is_other: false,
            kind,
            unit: None,
            dated: None,
            heading: Some((0, 0)),
            body: Some((1, count)),
            columns: fields
                .iter()
                .zip(0..)
                .map(|(field, col)| (col, *field, label(field)))
                .collect(),
            scales: Vec::new(),
            own_columns: Vec::new(),
            rows: Account {
                read: count + 1,
                accepted: count,
                merged: 0,
                non_data: 1,
                rejected: 0,
            },
            records,
            parts: Vec::new(),
        }
    }

    fn record(&self, fields: &[Field], cells: &[String], row: u32) -> Record {
        let mut marks = Marks::default();
        let entries = fields
            .iter()
            .zip(cells)
            .zip(0..)
            .filter(|((_, cell), _)| !cell.is_empty());
        let entries = entries
            .map(|((&field, cell), col)| {
                let cell = match cell.strip_prefix('★') {
                    Some(rest) => {
                        marks.signs.push("★".to_owned());
                        rest
                    }
                    None => cell,
                };
                Entry {
                    field,
                    at: Area::cell(row, col),
                    given: self.office.given(field, cell),
                }
            })
            .collect();
        Record { row, marks, entries }
    }

    /// Calls the roll, consolidates, checks – and publishes: the next week starts from what this one leaves.
    pub(crate) fn close(self) -> Closed {
        let Week {
            office,
            as_of,
            submissions,
        } = self;
        let catalog = &office.catalog;
        let mut findings = Findings::default();
        let past = office
            .previous
            .as_ref()
            .map_or_else(Past::default, Previous::past);
        let rollcall = rollcall::call(catalog, &submissions, &[], &[], &past, as_of, &mut findings);
        let period = Period {
            year: chrono::Datelike::year(&as_of),
            number: office.issues,
            as_of,
        };
        let previous = office.previous.as_ref();
        let consolidated =
            ledger::consolidate(catalog, &submissions, &rollcall, previous, &period, &mut findings);
        let ledger = consolidated.ledger;
        let scene = Scene {
            catalog,
            submissions: &submissions,
            rollcall: &rollcall,
            ledger: &ledger,
            previous,
            as_of,
            is_whole_week: true,
        };
        rule::check_all(&scene, &mut findings);
        rule::settle(&scene, office.waivers.as_deref(), &mut findings).unwrap();
        let closing = Closing {
            catalog,
            ledger: &ledger,
            submissions: &submissions,
            rollcall: &rollcall,
            narratives: &[],
            findings: &findings.0,
            letters: &[],
            previous,
        };
        // Through JSON, as the archive keeps it.
        let kept = serde_json::to_string(&Previous::next(&closing)).unwrap();
        let state: Previous = serde_json::from_str(&kept).unwrap();
        office.previous = Some(state);
        Closed {
            ledger,
            rollcall,
            accounts: consolidated.accounts,
            findings,
        }
    }
}

fn empty(file: &str, whose: Whose) -> Submission {
    Submission {
        file: file.to_owned(),
        sha256: file.to_owned(),
        saved_at: None,
        format: None,
        whose,
        sheets: Vec::new(),
        schema: None,
        answers: Vec::<Answer>::new(),
        progress: Vec::new(),
        says_no_change: false,
        findings: Vec::new(),
    }
}

impl Closed {
    /// `B01 甲镇.xlsx!C3` for every finding, those of the roll-call (F07) and of gaps (V01) aside.
    pub(crate) fn found(&self) -> Vec<String> {
        let said = self
            .findings
            .0
            .iter()
            .filter(|finding| !["F07", "V01", "X05"].contains(&finding.code.id()));
        said.map(place).collect()
    }

    /// All findings of a code.
    pub(crate) fn of(&self, code: &str) -> Vec<&Finding> {
        self.findings
            .0
            .iter()
            .filter(|finding| finding.code.id() == code)
            .collect()
    }

    pub(crate) fn project(&self, name: &str) -> &Project {
        let all = || {
            self.ledger
                .projects
                .iter()
                .chain(&self.ledger.uncounted)
                .chain(&self.ledger.left)
        };
        all().find(|project| project.name == name).unwrap_or_else(|| {
            panic!(
                "no {name} among {:?}",
                all().map(|project| &project.name).collect::<Vec<_>>()
            )
        })
    }

    pub(crate) fn task(&self, matter: &str) -> &Task {
        self.ledger
            .tasks
            .iter()
            .find(|task| task.text(Field::Matter) == Some(matter))
            .unwrap()
    }

    pub(crate) fn names(&self) -> BTreeSet<&str> {
        self.ledger
            .projects
            .iter()
            .map(|project| project.name.as_str())
            .collect()
    }

    /// Accepted, merged, rejected of all tables.
    pub(crate) fn rows(&self) -> (u32, u32, u32) {
        let all = self.accounts.iter().flatten().flatten();
        all.fold((0, 0, 0), |(accepted, merged, rejected), account| {
            assert_eq!(
                account.read,
                account.accepted + account.merged + account.non_data + account.rejected
            );
            (
                accepted + account.accepted,
                merged + account.merged,
                rejected + account.rejected,
            )
        })
    }
}

fn place(finding: &Finding) -> String {
    let cell = finding
        .place
        .cell
        .map(|cell| format!("!{cell}"))
        .unwrap_or_default();
    let file = &finding.place.file;
    let subject = if file.is_empty() {
        finding.project.as_deref().unwrap_or_default()
    } else {
        file
    };
    format!("{} {subject}{cell}", finding.code)
}
