//! 手续: of those that apply, how many are granted, in hand, promised, not begun.

use super::chart::{Chart, Sheet, SheetRow, Way, Width, gutter, tick_labels};
use super::svg::{Anchor, Drawing, fit, tick_text, ticks, width_of};
use super::words;
use crate::bulletin::{Edition, wording};
use crate::catalog::ApprovalState;
use crate::ledger::ApprovalCount;
use crate::value::{ApprovalId, Ratio};

/// One approval's count.
struct Bar {
    id: Option<ApprovalId>,
    label: String,
    applicable: usize,
    granted: usize,
    in_hand: usize,
    promised: usize,
}

impl Bar {
    fn rest(&self) -> usize {
        self.applicable
            .saturating_sub(self.granted + self.in_hand + self.promised)
    }

    fn open(&self) -> usize {
        self.applicable.saturating_sub(self.granted)
    }

    fn rate(&self) -> Option<Ratio> {
        Ratio::of_counts(self.granted, self.applicable)
    }
}

/// The chart; `None` where no approval applies to any project.
pub(super) fn chart(edition: &Edition<'_>) -> Option<Chart> {
    let bars = bars(edition);
    let total = total(&bars);
    total.rate()?;
    Some(Chart {
        id: "f-approvals".to_owned(),
        title: title(edition, &total),
        note: note(&total),
        keys: if total.open() > 0 {
            vec![
                ("key middle".to_owned(), format!("正在办理{}", total.in_hand)),
                (
                    "key gap".to_owned(),
                    format!("容缺办理或告知承诺{}", total.promised),
                ),
                ("key open".to_owned(), format!("尚未启动{}", total.rest())),
            ]
        } else {
            Vec::new()
        },
        wide: draw(&bars, Width::Wide),
        narrow: draw(&bars, Width::Narrow),
        sheet: sheet(edition, &bars, &total),
    })
}

fn bars(edition: &Edition<'_>) -> Vec<Bar> {
    let count = |id: ApprovalId, wanted: &[ApprovalState]| {
        let projects = edition.ledger.projects.iter();
        projects
            .filter(|project| wanted.contains(&project.approval(id, edition.options.as_of).state))
            .count()
    };
    edition
        .issue
        .approvals
        .iter()
        .map(|&(id, ApprovalCount { applicable, granted })| Bar {
            id: Some(id),
            label: edition.catalog.approval(id).name.clone(),
            applicable,
            granted,
            in_hand: count(id, &[ApprovalState::InHand]),
            promised: count(id, &[ApprovalState::Deferred, ApprovalState::Promised]),
        })
        .collect()
}

fn total(bars: &[Bar]) -> Bar {
    Bar {
        id: None,
        label: "合计".to_owned(),
        applicable: bars.iter().map(|bar| bar.applicable).sum(),
        granted: bars.iter().map(|bar| bar.granted).sum(),
        in_hand: bars.iter().map(|bar| bar.in_hand).sum(),
        promised: bars.iter().map(|bar| bar.promised).sum(),
    }
}

fn title(edition: &Edition<'_>, total: &Bar) -> String {
    let subject = format!(
        "{}项手续应办{}项",
        wording::chinese_number(edition.issue.approvals.len()),
        total.applicable
    );
    match total.rate() {
        Some(rate) if !rate.is_one() => format!(
            "{subject}，已办{}项，办结率{}",
            total.granted,
            words::percent(rate)
        ),
        _ => format!("{subject}，已全部办结"),
    }
}

fn note(total: &Bar) -> String {
    if total.open() == 0 {
        "项。不涉及的不计".to_owned()
    } else {
        format!("项。不涉及的不计。未办结{}项：", total.open())
    }
}

fn sheet(edition: &Edition<'_>, bars: &[Bar], total: &Bar) -> Sheet {
    let row = |bar: &Bar| {
        let owner = bar.id.map(|id| {
            let owner = edition.catalog.approval(id).owner;
            edition.catalog.unit(owner).short.clone()
        });
        let mut cells = vec![
            owner.unwrap_or_default(),
            bar.applicable.to_string(),
            bar.granted.to_string(),
        ];
        cells.extend([bar.in_hand, bar.promised, bar.rest()].map(words::count));
        cells.push(words::rate_or_dash(bar.rate()));
        let which = bar
            .id
            .map_or("any", |id| edition.catalog.approval(id).id.as_str());
        SheetRow {
            head: bar.label.clone(),
            cells,
            way: (bar.open() > 0).then(|| Way::Projects {
                text: format!("未办结{}项", bar.open()),
                which: format!("permit={which}"),
            }),
        }
    };
    Sheet {
        caption: "各项手续（项、%）".to_owned(),
        head: [
            "手续",
            "办理部门",
            "应办",
            "已办",
            "正在办理",
            "容缺承诺",
            "未启动",
            "办结率",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: std::iter::once(total).chain(bars).map(row).collect(),
        notes: Vec::new(),
    }
}

fn draw(bars: &[Bar], width: Width) -> String {
    const TOP: f64 = 22.0;
    const STEP: f64 = 34.0;
    let mut drawing = Drawing::new(width.px());
    let left = gutter("", bars.iter().map(|bar| bar.label.as_str()), 120.0);
    let right = width.px() - 64.0;
    let largest = bars.iter().map(|bar| bar.applicable).max().unwrap_or(0).max(1);
    let (step, count) = ticks(largest as f64, if width == Width::Wide { 4 } else { 3 });
    let (step, count) = if step < 1.0 {
        (1.0, u32::try_from(largest).unwrap_or(1))
    } else {
        (step, count)
    };
    let scale = (right - left) / (step * f64::from(count));
    let bottom = TOP + STEP * bars.len() as f64 + 2.0;
    let mut labels = Vec::new();
    for tick in 0..=count {
        let x = left + step * f64::from(tick) * scale;
        drawing.line(if tick == 0 { "axis" } else { "grid" }, (x, TOP), (x, bottom));
        let unit = if tick == count { "项" } else { "" };
        labels.push((x, tick_text(step * f64::from(tick), step) + unit));
    }
    tick_labels(&mut drawing, bottom + 16.0, &labels);
    drawing.label("small quiet", Anchor::End, width.px(), 14.0, "办结率");
    for (index, bar) in bars.iter().enumerate() {
        let y = TOP + STEP * index as f64 + 8.0;
        drawing.label(
            "",
            Anchor::End,
            left - 6.0,
            y + 13.0,
            &fit("", &bar.label, left - 6.0),
        );
        let mut x = left;
        for (class, part) in [
            ("bar", bar.granted),
            ("middle", bar.in_hand),
            ("gap", bar.promised),
            ("open", bar.rest()),
        ] {
            drawing.rect(class, x, y, part as f64 * scale, 18.0);
            x += part as f64 * scale;
        }
        let long = format!("已办{}，应办{}", bar.granted, bar.applicable);
        let short = format!("{}／{}", bar.granted, bar.applicable);
        let room = bar.granted as f64 * scale - 16.0;
        // In the dark bar where it fits; the table has it in any case.
        if let Some(text) = [long, short]
            .into_iter()
            .find(|text| width_of("small", text) <= room)
        {
            drawing.label("small inverse", Anchor::Start, left + 8.0, y + 13.0, &text);
        }
        drawing.label(
            "strong",
            Anchor::End,
            width.px(),
            y + 13.0,
            &words::rate_or_dash(bar.rate()),
        );
    }
    let said: Vec<String> = bars
        .iter()
        .map(|bar| format!("{}应办{}项、已办{}项", bar.label, bar.applicable, bar.granted))
        .collect();
    let description = format!("{}。", said.join("；"));
    drawing.finish(
        width.class(),
        &width.id("approvals"),
        bottom + 24.0,
        "各项手续办理情况",
        &description,
    )
}
