//! 手续 and 资金: each project's approvals, and its money kind by kind.

use super::cell::Entry;
use super::frame::Frame;
use super::listing::{self, Column, Listing, Rule};
use super::style::Look;
use super::{kind, project, told};
use crate::bulletin::Edition;
use crate::catalog::{ApprovalState, Field, Item, Step};
use crate::ledger::Project;
use crate::value::{ApprovalId, KindId, Ratio, UnitId, Wanyuan, column_name};

/// The sheet of approvals.
pub(super) const SHEET: &str = "手续";
/// The sheet of money.
pub(super) const MONEY_SHEET: &str = "资金";
/// The first step, whatever a kind calls it.
pub(super) const GRANTED: &str = "到位（万元）";
/// The second.
pub(super) const DISBURSED: &str = "拨付（万元）";
/// The third.
pub(super) const SPENT: &str = "支付（万元）";

const APPLICABLE: &str = "应办（项）";
const CLOSED: &str = "已办结（项）";
const NOT_APPLICABLE: &str = told::approval_sign(ApprovalState::NotApplicable);
const GRANTED_SIGN: &str = told::approval_sign(ApprovalState::Granted);

/// Approvals of all projects, or of one kind's.
pub(super) fn listing(edition: &Edition<'_>, frame: &Frame, of: Option<KindId>) -> Listing {
    let projects = of_kind(edition, of);
    let mut listing = Listing {
        sheet: SHEET.into(),
        title: "手续办理情况".into(),
        lead: lead(edition, frame, projects.len()),
        columns: columns(edition),
        frozen: 2,
        has_cover: true,
        is_record: true,
        ..Listing::default()
    };
    listing.rows = (1..)
        .zip(&projects)
        .map(|(number, project)| row(edition, number, project))
        .collect();
    listing.figures = figures(edition, &projects, if of.is_some() { "本类" } else { "全市" });
    listing
}

/// The projects of a kind, or all.
pub(super) fn of_kind<'a>(edition: &Edition<'a>, of: Option<KindId>) -> Vec<&'a Project> {
    edition
        .ledger
        .projects
        .iter()
        .filter(|project| of.is_none_or(|kind| project.kinds.contains(&kind)))
        .collect()
}

fn lead(edition: &Edition<'_>, frame: &Frame, projects: usize) -> String {
    if projects == 0 {
        return format!("{}　没有项目", frame.line());
    }
    format!(
        "{}　{}项手续，不涉及的不计入应办；容缺＝容缺办理、承诺＝告知承诺，可以开工，承诺要兑现，不算办结",
        frame.line(),
        crate::bulletin::wording::chinese_number(edition.catalog.approvals.len())
    )
}

fn columns(edition: &Edition<'_>) -> Vec<Column> {
    let mut columns = project::identity_columns();
    columns[0].band.clear();
    for approval in &edition.catalog.approvals {
        let owner = &edition.catalog.unit(approval.owner).short;
        columns.push(
            Column::new(super::names::column(&approval.name), 10.2)
                .note(format!("以{owner}为准。"))
                .rule(Rule::Signs),
        );
    }
    columns.extend([
        Column::new(APPLICABLE, 8.6)
            .note("各项手续减去不涉及的。")
            .formula(count_formula(edition, &format!("<>{NOT_APPLICABLE}"))),
        Column::new(CLOSED, 9.0).formula(count_formula(edition, GRANTED_SIGN)),
        Column::new("办结率", 8.6).formula(rate_formula()),
    ]);
    columns
}

/// How many of the row's approvals are so.
fn count_formula(edition: &Edition<'_>, criterion: &str) -> String {
    let name = |at: usize| {
        let approval = edition.catalog.approvals.get(at);
        approval
            .map(|approval| super::names::column(&approval.name))
            .unwrap_or_default()
    };
    let (first, last) = (name(0), name(edition.catalog.approvals.len().saturating_sub(1)));
    format!(
        "COUNTIF({}[[#This Row],[{first}]:[{last}]],\"{criterion}\")",
        super::names::table(SHEET)
    )
}

fn rate_formula() -> String {
    let (applicable, closed) = (listing::this(SHEET, APPLICABLE), listing::this(SHEET, CLOSED));
    format!("IF({applicable}=0,\"\",{closed}/{applicable})")
}

fn row(edition: &Edition<'_>, number: usize, project: &Project) -> Vec<Entry> {
    let mut row = project::identity(edition, number, project);
    let (mut applicable, mut granted) = (0, 0);
    for id in edition.catalog.approval_ids() {
        let state = project.approval(id, edition.options.as_of).state;
        applicable += usize::from(state != ApprovalState::NotApplicable);
        granted += usize::from(state == ApprovalState::Granted);
        row.push(entry(edition, project, id));
    }
    let rate = Ratio::of_counts(granted, applicable).map(Ratio::to_f64);
    row.extend([
        Entry::formula(
            count_formula(edition, &format!("<>{NOT_APPLICABLE}")),
            Some(applicable as f64),
            Look::Count,
        ),
        Entry::formula(
            count_formula(edition, GRANTED_SIGN),
            Some(granted as f64),
            Look::Count,
        ),
        Entry::formula(rate_formula(), rate, Look::Rate),
    ]);
    row
}

/// An approval with its sign, its mark, and what is known of it in the note.
fn entry(edition: &Edition<'_>, project: &Project, id: ApprovalId) -> Entry {
    let view = project.approval(id, edition.options.as_of);
    let name = &edition.catalog.approval(id).name;
    let (flag, note) = told::of_item(
        edition,
        project,
        Item::Field(Field::Approval(id)),
        &format!("{name}手续"),
    );
    let mut lines: Vec<String> = note.into_iter().collect();
    lines.extend(view.document.map(|document| format!("文号：{document}")));
    lines.extend(view.on.map(|on| format!("办结日期：{}", told::day_text(on))));
    if let Some(by) = view.promised_by {
        let late = if view.is_promise_overdue {
            "，已过期未办结"
        } else {
            ""
        };
        lines.push(format!("承诺时限：{}{late}", told::day_text(by)));
    }
    let note = (!lines.is_empty()).then(|| lines.join("\n"));
    Entry::text(told::approval_sign(view.state), Look::Centre)
        .flag(flag)
        .note(note)
}

/// 应办, 已办结, 办结率 of each approval, above the headings.
fn figures(edition: &Edition<'_>, projects: &[&Project], whose: &str) -> Vec<(String, Vec<(usize, Entry)>)> {
    let (mut applicable, mut granted, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for (id, approval) in edition.catalog.approval_ids().zip(&edition.catalog.approvals) {
        let col = 4 + id.index();
        let states = projects
            .iter()
            .map(|project| project.approval(id, edition.options.as_of).state);
        let (all, done) = states.fold((0, 0), |(all, done), state| {
            (
                all + usize::from(state != ApprovalState::NotApplicable),
                done + usize::from(state == ApprovalState::Granted),
            )
        });
        let column = listing::all(SHEET, &super::names::column(&approval.name));
        let serial = listing::all(SHEET, "序号");
        let name = column_name(u16::try_from(col).unwrap_or(0));
        let total = |formula: String, result, look| {
            Entry::formula(formula, result, look).flag(super::style::Flag::Total)
        };
        applicable.push((
            col,
            total(
                format!("COUNT({serial})-COUNTIF({column},\"{NOT_APPLICABLE}\")"),
                Some(all as f64),
                Look::Serial,
            ),
        ));
        granted.push((
            col,
            total(
                format!("COUNTIF({column},\"{GRANTED_SIGN}\")"),
                Some(done as f64),
                Look::Serial,
            ),
        ));
        rates.push((
            col,
            total(
                format!("IF({name}4=0,\"\",{name}5/{name}4)"),
                Ratio::of_counts(done, all).map(Ratio::to_f64),
                Look::CentreRate,
            ),
        ));
    }
    vec![
        (format!("{whose}应办（项）"), applicable),
        (format!("{whose}已办结（项）"), granted),
        (format!("{whose}办结率"), rates),
    ]
}

/// Money, a row a project and kind; of one kind where `of` says so.
pub(super) fn money(edition: &Edition<'_>, frame: &Frame, of: Option<KindId>) -> Listing {
    let lines = money_lines(edition, of);
    let mut listing = Listing {
        sheet: MONEY_SHEET.into(),
        title: "资金到位和支付情况".into(),
        lead: money_lead(edition, frame, &lines),
        columns: money_columns(edition),
        has_totals: true,
        frozen: 3,
        has_cover: true,
        ..Listing::default()
    };
    listing.rows = (1..)
        .zip(&lines)
        .map(|(number, (kind, project))| money_row(edition, number, *kind, project))
        .collect();
    listing.totals = money_totals(&listing, &lines);
    listing
}

/// Kind by kind, the projects of which any step is known.
fn money_lines<'a>(edition: &Edition<'a>, of: Option<KindId>) -> Vec<(KindId, &'a Project)> {
    let kinds = edition
        .catalog
        .kind_ids()
        .filter(|&kind| edition.catalog.kind(kind).money.is_some() && of.is_none_or(|of| of == kind));
    let mut lines = Vec::new();
    for kind in kinds {
        for project in &edition.ledger.projects {
            let has_any = Step::ALL.iter().any(|&step| {
                project
                    .values
                    .get(&Item::Money(kind, step))
                    .is_some_and(|holding| holding.chosen.is_some())
            });
            if project.kinds.contains(&kind) && has_any {
                lines.push((kind, project));
            }
        }
    }
    lines
}

fn money_lead(edition: &Edition<'_>, frame: &Frame, lines: &[(KindId, &Project)]) -> String {
    if lines.is_empty() {
        return format!("{}　没有资金数据", frame.line());
    }
    let mut lead = format!("{}　一个项目一类资金一行，共{}行", frame.line(), lines.len());
    for kind in edition.catalog.kind_ids() {
        let of_kind = edition.catalog.kind(kind);
        let is_missing = edition.rollcall.missing.contains(&of_kind.lead);
        if is_missing && lines.iter().any(|(of, _)| *of == kind) {
            let unit: UnitId = of_kind.lead;
            lead.push_str(&format!(
                "；{}牵头单位{}本期未报，沿用上期（斜体灰底）",
                of_kind.short,
                edition.catalog.unit(unit).name
            ));
        }
    }
    lead
}

fn money_columns(edition: &Edition<'_>) -> Vec<Column> {
    let words = |step: usize| {
        let kinds = edition.catalog.kinds.iter();
        let named: Vec<String> = kinds
            .filter_map(|kind| Some(format!("{}＝{}", kind.short, kind.money.as_ref()?[step])))
            .collect();
        named.join("\n")
    };
    let this = |column| listing::this(MONEY_SHEET, column);
    let share = |part| format!("IF(N({g})>0,N({p})/{g},\"\")", g = this(GRANTED), p = this(part));
    let rest = |whole, part| format!("N({})-N({})", this(whole), this(part));
    vec![
        Column::new("序号", 5.5).band("项目"),
        Column::new("类别", 14.5),
        Column::new("项目名称", 37.0),
        Column::new("项目代码", 24.0),
        Column::new("属地", 11.0),
        Column::new(GRANTED, 12.0).band("资金链").note(words(0)),
        Column::new(DISBURSED, 12.0).note(words(1)),
        Column::new(SPENT, 12.0).note(words(2)),
        Column::new("拨付率", 9.0)
            .note("拨付÷到位")
            .rule(Rule::Bar)
            .formula(share(DISBURSED)),
        Column::new("支付率", 9.0)
            .note("支付÷到位")
            .rule(Rule::Bar)
            .formula(share(SPENT)),
        Column::new("未拨付（万元）", 14.0)
            .note("到位－拨付")
            .formula(rest(GRANTED, DISBURSED)),
        Column::new("已拨未付（万元）", 15.5)
            .note("拨付－支付，就是沉淀的资金")
            .formula(rest(DISBURSED, SPENT)),
        Column::new("沿用上期", 8.0).note("这一行有沿用上期的数。"),
    ]
}

fn money_row(edition: &Edition<'_>, number: usize, id: KindId, project: &Project) -> Vec<Entry> {
    let of_kind = edition.catalog.kind(id);
    let columns = money_columns(edition);
    let formula = |at: usize| columns[at].formula.clone().unwrap_or_default();
    let amount = |step| project.money(id, step).unwrap_or_default();
    let [granted, disbursed, spent] = Step::ALL.map(amount);
    let mut identity = project::identity(edition, number, project);
    identity.insert(1, Entry::text(of_kind.short.as_str(), Look::Line));
    let mut row = identity;
    if let Some(words) = &of_kind.money {
        for (step, word) in Step::ALL.into_iter().zip(words) {
            row.push(kind::money(edition, project, id, step, word));
        }
    }
    let kept = project::kept_cells(&row);
    row.extend([
        Entry::formula(formula(8), kind::share(project, id, Step::Disbursed), Look::Rate),
        Entry::formula(formula(9), kind::share(project, id, Step::Spent), Look::Rate),
        Entry::amount_formula(formula(10), granted - disbursed),
        Entry::amount_formula(formula(11), disbursed - spent),
        Entry::text(if kept > 0 { "是" } else { "" }, Look::Centre),
    ]);
    row
}

fn money_totals(listing: &Listing, lines: &[(KindId, &Project)]) -> Vec<(usize, Entry)> {
    let sum = |step| -> Wanyuan {
        lines
            .iter()
            .filter_map(|(kind, project)| project.money(*kind, step))
            .sum()
    };
    let [granted, disbursed, spent] = Step::ALL.map(sum);
    let subtotal = |at: usize, result| {
        let column = &listing.columns[at].title;
        let formula = format!("SUBTOTAL(109,{})", listing::all(MONEY_SHEET, column));
        (at, Entry::amount_formula(formula, result))
    };
    let share = |at: usize, part: usize, result: Wanyuan| {
        let (base, part) = (listing.total_cell(5), listing.total_cell(part));
        let rate = Ratio::of_amounts(result, granted).map(Ratio::to_f64);
        (
            at,
            Entry::formula(format!("IF({base}=0,\"\",{part}/{base})"), rate, Look::Rate),
        )
    };
    vec![
        subtotal(5, granted),
        subtotal(6, disbursed),
        subtotal(7, spent),
        share(8, 6, disbursed),
        share(9, 7, spent),
        subtotal(10, granted - disbursed),
        subtotal(11, disbursed - spent),
    ]
}
