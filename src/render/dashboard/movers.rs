//! 较上期: who moved 本年完成投资.

use super::chart::{Chart, Sheet, SheetRow, Way, Width, gutter, tick_labels};
use super::svg::{Anchor, Drawing, fit, tick_text, ticks, width_of};
use super::words;
use crate::bulletin::Edition;
use crate::catalog::{Field, Item};
use crate::ledger::{Changes, Mover};
use crate::value::{UnitId, Wanyuan};

/// A locality's bar.
struct Bar {
    unit: Option<UnitId>,
    label: String,
    by: Wanyuan,
    new: Wanyuan,
    doubtful: Wanyuan,
    kept: bool,
    reported: bool,
}

impl Bar {
    fn text(&self, width: Width) -> String {
        if self.kept {
            return if self.reported {
                "沿用上期"
            } else {
                "未报，沿用上期"
            }
            .to_owned();
        }
        let mut parts = vec![if self.by == Wanyuan::ZERO {
            "0".to_owned()
        } else {
            words::wan(self.by)
        }];
        if width == Width::Wide && self.new != Wanyuan::ZERO {
            parts.push(format!("新增项目{}", words::wan(self.new)));
        }
        if width == Width::Wide && self.doubtful != Wanyuan::ZERO {
            parts.push(format!("待核实{}", words::wan(self.doubtful)));
        }
        parts.join("，")
    }
}

/// The chart of movers; `None` for the first issue and where nothing moved.
pub(super) fn chart(edition: &Edition<'_>) -> Option<Chart> {
    let changes = edition.issue.changes.as_ref()?;
    let bars = bars(edition, changes);
    if bars.iter().all(|bar| bar.by == Wanyuan::ZERO) {
        return None;
    }
    let doubtful = bars.iter().any(|bar| bar.doubtful != Wanyuan::ZERO);
    let new = bars.iter().any(|bar| bar.new != Wanyuan::ZERO);
    let fills = match (new, doubtful) {
        (true, true) => "。实心为原有项目，空心为新增项目，斜线为待核实",
        (true, false) => "。实心为原有项目，空心为新增项目",
        (false, true) => "。实心为原有项目，斜线为待核实",
        (false, false) => "",
    };
    Some(Chart {
        id: "f-moves".to_owned(),
        title: title(changes),
        note: format!("各属地本年完成投资较上期的增减，万元{fills}"),
        keys: Vec::new(),
        wide: draw(&bars, Width::Wide),
        narrow: draw(&bars, Width::Narrow),
        sheet: sheet(edition, changes, &bars),
    })
}

/// 本年完成投资较上期增加2.30亿元，其中新增项目带入8117万元
pub(super) fn title(changes: &Changes) -> String {
    let (before, after) = (
        &changes.totals.before.annual_done,
        &changes.totals.after.annual_done,
    );
    let by = after.unwrap_or_default() - before.unwrap_or_default();
    let new: Wanyuan = changes.annual_done.iter().map(|mover| mover.by_new).sum();
    let moved = if by == Wanyuan::ZERO {
        "与上期持平".to_owned()
    } else if by.is_negative() {
        format!("较上期减少{}", words::money(by.abs()))
    } else {
        format!("较上期增加{}", words::money(by))
    };
    let brought = if new == Wanyuan::ZERO {
        String::new()
    } else {
        format!("，其中新增项目带入{}", words::money(new))
    };
    format!("本年完成投资{moved}{brought}")
}

fn bars(edition: &Edition<'_>, changes: &Changes) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    for mover in &changes.annual_done {
        bars.push(bar(edition, mover));
    }
    // Localities that did not move stand at the end, in roster order, with the reason.
    for (unit, metrics) in &edition.issue.localities {
        if metrics.projects > 0 && !bars.iter().any(|bar| bar.unit == Some(*unit)) {
            let still = Mover {
                unit: Some(*unit),
                by: Wanyuan::ZERO,
                by_new: Wanyuan::ZERO,
                projects: Vec::new(),
            };
            bars.push(bar(edition, &still));
        }
    }
    bars.sort_by_key(|bar| (bar.kept, -bar.by));
    bars
}

fn bar(edition: &Edition<'_>, mover: &Mover) -> Bar {
    let in_doubt = edition
        .issue
        .doubts
        .iter()
        .filter(|doubt| doubt.locality == mover.unit);
    let label = mover.unit.map_or_else(
        || "没有属地".to_owned(),
        |unit| edition.catalog.unit(unit).short.clone(),
    );
    Bar {
        unit: mover.unit,
        label,
        by: mover.by,
        new: mover.by_new,
        doubtful: in_doubt.map(|doubt| doubt.by).sum(),
        kept: mover.by == Wanyuan::ZERO && is_kept(edition, mover.unit),
        reported: mover
            .unit
            .is_none_or(|unit| !edition.rollcall.missing.contains(&unit)),
    }
}

/// Are all of a locality's figures of this year's done an earlier issue's?
pub(super) fn is_kept(edition: &Edition<'_>, unit: Option<UnitId>) -> bool {
    let mut held = edition
        .ledger
        .projects
        .iter()
        .filter(|project| project.locality == unit)
        .filter_map(|project| project.values.get(&Item::Field(Field::AnnualDone)))
        .filter(|holding| holding.datum().is_some())
        .peekable();
    held.peek().is_some() && held.all(|holding| holding.kept.is_some())
}

/// Does a locality hold a project whose figures are in doubt?
pub(super) fn is_doubtful(edition: &Edition<'_>, unit: UnitId) -> bool {
    edition
        .issue
        .doubts
        .iter()
        .any(|doubt| doubt.locality == Some(unit))
}

fn sheet(edition: &Edition<'_>, changes: &Changes, bars: &[Bar]) -> Sheet {
    let figures = |unit: Option<UnitId>| {
        let found = changes.localities.iter().find(|(other, _)| Some(*other) == unit);
        found.map_or_else(
            || ["—".to_owned(), "—".to_owned()],
            |(_, change)| [change.before.annual_done, change.after.annual_done].map(words::wan_or_missing),
        )
    };
    let rows = bars.iter().map(|bar| {
        let mut cells = figures(bar.unit).to_vec();
        cells.push(if bar.kept {
            "沿用".to_owned()
        } else {
            words::wan_change(bar.by)
        });
        cells.extend([bar.new, bar.doubtful].map(words::wan_change));
        let which = bar
            .unit
            .map(|unit| format!("loc={}", edition.catalog.unit(unit).short));
        SheetRow {
            head: bar.label.clone(),
            cells,
            way: which.map(|which| Way::source("done", which)),
        }
    });
    let totals = [
        changes.totals.before.annual_done,
        changes.totals.after.annual_done,
    ];
    let by = totals[1].unwrap_or_default() - totals[0].unwrap_or_default();
    let sum = |of: fn(&Bar) -> Wanyuan| words::wan_change(bars.iter().map(of).sum());
    let total = SheetRow {
        head: "合计".to_owned(),
        cells: vec![
            words::wan_or_missing(totals[0]),
            words::wan_or_missing(totals[1]),
            words::wan_change(by),
            sum(|bar| bar.new),
            sum(|bar| bar.doubtful),
        ],
        way: Some(Way::source("done", "")),
    };
    Sheet {
        caption: "各属地本年完成投资的变动（万元）".to_owned(),
        head: ["属地", "上期", "本期", "增减", "其中新增项目", "其中待核实"]
            .map(str::to_owned)
            .to_vec(),
        rows: std::iter::once(total).chain(rows).collect(),
        notes: vec![
            "待核实：增加数占全部增减一成以上，而本年完成数大于累计数、累计数大于总投资、累计数比上期少或各台账不一致，还没有说明。"
                .to_owned(),
        ],
    }
}

fn draw(bars: &[Bar], width: Width) -> String {
    const STEP: f64 = 21.0;
    let mut drawing = Drawing::new(width.px());
    let left = gutter(
        "small",
        bars.iter().map(|bar| bar.label.as_str()),
        if width == Width::Wide { 110.0 } else { 78.0 },
    );
    let value = |bar: &Bar| bar.by.to_f64();
    let highest = bars.iter().map(value).fold(0.0, f64::max);
    let lowest = bars.iter().map(value).fold(0.0, f64::min);
    // A fall reaches to the left of the axis and its number stands to the right of it, so that labels keep apart.
    let room = |bar: &Bar| width_of("small strong", &bar.text(width)) + 8.0;
    let fits = |scale: f64| {
        let zero = left - lowest * scale;
        bars.iter()
            .all(|bar| zero + value(bar).max(0.0) * scale + room(bar) <= width.px())
    };
    let mut scale = (width.px() - left) / (highest - lowest);
    while !fits(scale) && scale > 1e-9 {
        scale *= 0.98;
    }
    let zero = left - lowest * scale;
    let bottom = 6.0 + STEP * bars.len() as f64;
    drawing.line("axis", (zero, 6.0), (zero, bottom));
    axis(&mut drawing, zero, bottom, highest, scale, width);
    for (index, bar) in bars.iter().enumerate() {
        let y = 10.0 + STEP * index as f64;
        drawing.label(
            "small",
            Anchor::End,
            left - 6.0,
            y + 11.0,
            &fit("small", &bar.label, left - 6.0),
        );
        let long = value(bar) * scale;
        if long < 0.0 {
            drawing.rect("bar", zero + long, y, -long, 13.0);
        } else {
            let doubtful = (bar.doubtful.to_f64() * scale).min(long);
            let new = (bar.new.to_f64().max(0.0) * scale).min(long - doubtful);
            drawing.rect("bar", zero, y, long - new - doubtful, 13.0);
            drawing.rect("added", zero + long - new - doubtful, y, new, 13.0);
            drawing.rect("gap", zero + long - doubtful, y, doubtful, 13.0);
        }
        let class = if bar.kept { "small red" } else { "small strong" };
        drawing.label(
            class,
            Anchor::Start,
            zero + long.max(0.0) + 6.0,
            y + 11.0,
            &bar.text(width),
        );
    }
    let said: Vec<String> = bars.iter().map(spoken).collect();
    let description = format!("{}。", said.join("；"));
    drawing.finish(
        width.class(),
        &width.id("moves"),
        bottom + 24.0,
        "各属地本年完成投资较上期的增减",
        &description,
    )
}

fn axis(drawing: &mut Drawing, zero: f64, y: f64, highest: f64, scale: f64, width: Width) {
    let (step, count) = ticks(highest, if width == Width::Wide { 4 } else { 2 });
    let reach = |value: f64| {
        let half = width_of("small", &format!("{}万元", tick_text(value, step))) / 2.0;
        zero + value * scale + half <= width.px()
    };
    let values: Vec<f64> = (0..=count)
        .map(|tick| step * f64::from(tick))
        .filter(|&value| reach(value))
        .collect();
    let last = values.len().saturating_sub(1);
    let mut labels = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let x = zero + value * scale;
        drawing.line("axis", (x, y), (x, y + 4.0));
        labels.push((
            x,
            tick_text(*value, step) + if index == last { "万元" } else { "" },
        ));
    }
    if let Some(value) = values.last() {
        drawing.line("axis", (zero, y), (zero + value * scale, y));
    }
    tick_labels(drawing, y + 17.0, &labels);
}

fn spoken(bar: &Bar) -> String {
    if bar.kept {
        format!("{}{}", bar.label, bar.text(Width::Narrow))
    } else if bar.by == Wanyuan::ZERO {
        format!("{}没有增减", bar.label)
    } else if bar.by.is_negative() {
        format!("{}减少{}", bar.label, words::money(bar.by.abs()))
    } else {
        format!("{}增加{}", bar.label, words::money(bar.by))
    }
}
