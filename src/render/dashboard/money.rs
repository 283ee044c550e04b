//! 资金链: granted, disbursed, spent of each kind that follows money.

use super::chart::{Chart, Sheet, SheetRow, Way, Width, gutter, tick_labels};
use super::svg::{Anchor, Drawing, fit, tick_text, ticks, width_of};
use super::words;
use crate::bulletin::{Edition, wording};
use crate::catalog::{Item, Step};
use crate::ledger::MoneyTotals;
use crate::value::{KindId, Ratio, Wanyuan};

/// One kind's chain.
struct Chain<'a> {
    kind: KindId,
    name: &'a str,
    steps: &'a [String; 3],
    totals: &'a MoneyTotals,
    before: Option<&'a MoneyTotals>,
    /// 财政局未报，沿用上期
    kept: Option<String>,
}

impl Chain<'_> {
    fn amount(&self, step: Step) -> Option<Wanyuan> {
        self.totals.step(step)
    }

    /// A step's share of the first one.
    fn rate(&self, step: Step) -> Option<Ratio> {
        rate_of(self.totals, step)
    }

    fn disbursement_change(&self) -> String {
        if self.kept.is_some() {
            return "沿用".to_owned();
        }
        let before = self.before.and_then(|before| rate_of(before, Step::Disbursed));
        match (self.rate(Step::Disbursed), before) {
            (Some(now), Some(before)) => words::signed_points(now.minus(before)),
            _ => "—".to_owned(),
        }
    }
}

fn rate_of(totals: &MoneyTotals, step: Step) -> Option<Ratio> {
    Ratio::of_amounts(totals.step(step)?, totals.step(Step::Granted)?)
}

/// The chart; `None` where no money is followed.
pub(super) fn chart(edition: &Edition<'_>) -> Option<Chart> {
    let chains = chains(edition);
    if chains.is_empty() {
        return None;
    }
    let steps = |position: usize| {
        wording::first_and_others(chains.iter().map(|chain| chain.steps[position].as_str()))
    };
    Some(Chart {
        id: "f-money".to_owned(),
        title: title(&chains),
        note: format!(
            "{}→{}→{}。率以第一步为分母，各类不相加",
            steps(0),
            steps(1),
            steps(2)
        ),
        keys: Vec::new(),
        wide: draw(&chains, Width::Wide),
        narrow: draw(&chains, Width::Narrow),
        sheet: sheet(edition, &chains),
    })
}

fn chains<'a>(edition: &Edition<'a>) -> Vec<Chain<'a>> {
    let past = edition.previous.and_then(|previous| previous.issues.last());
    let mut chains = Vec::new();
    for (kind, totals) in &edition.issue.money {
        let entry = edition.catalog.kind(*kind);
        if let Some(steps) = &entry.money
            && Step::ALL.iter().any(|&step| totals.step(step).is_some())
        {
            chains.push(Chain {
                kind: *kind,
                name: &entry.short,
                steps,
                totals,
                before: past.and_then(|past| {
                    past.money
                        .iter()
                        .find(|(other, _)| other == kind)
                        .map(|(_, money)| money)
                }),
                kept: kept(edition, *kind),
            });
        }
    }
    chains
}

/// Are all of a kind's amounts an earlier issue's?
fn kept(edition: &Edition<'_>, kind: KindId) -> Option<String> {
    let mut holdings = edition
        .ledger
        .projects
        .iter()
        .flat_map(|project| Step::ALL.map(|step| project.values.get(&Item::Money(kind, step))))
        .flatten()
        .filter(|holding| holding.datum().is_some())
        .peekable();
    holdings.peek()?;
    if !holdings.all(|holding| holding.kept.is_some()) {
        return None;
    }
    let lead = edition.catalog.kind(kind).lead;
    Some(if edition.rollcall.missing.contains(&lead) {
        format!("{}未报，沿用上期", edition.catalog.unit(lead).short)
    } else {
        "沿用上期".to_owned()
    })
}

/// 四类资金拨付（投放）率18.6%至27.9%，支付（使用）率14.8%至22.3%
fn title(chains: &[Chain<'_>]) -> String {
    let mut parts = Vec::new();
    for (position, step) in [(1, Step::Disbursed), (2, Step::Spent)] {
        let rates: Vec<Ratio> = chains.iter().filter_map(|chain| chain.rate(step)).collect();
        if let (Some(&low), Some(&high)) = (rates.iter().min(), rates.iter().max()) {
            let word = wording::first_and_others(chains.iter().map(|chain| chain.steps[position].as_str()));
            parts.push(if words::percent(low) == words::percent(high) {
                format!("{word}率{}", words::percent(low))
            } else {
                format!("{word}率{}至{}", words::percent(low), words::percent(high))
            });
        }
    }
    let subject = match chains {
        [only] => format!("{}资金", only.name),
        _ => format!("{}类资金", wording::chinese_number(chains.len())),
    };
    if parts.is_empty() {
        format!("{subject}尚未{}", chains[0].steps[1])
    } else {
        subject + &parts.join("，")
    }
}

fn sheet(edition: &Edition<'_>, chains: &[Chain<'_>]) -> Sheet {
    let compares = edition.previous.is_some();
    let mut head = vec!["资金", "第一步", "第二步", "第三步", "第二步占"];
    if compares {
        head.push("较上期");
    }
    head.extend(["第三步占", "沉淀"]);
    let rows = chains.iter().map(|chain| {
        let mut cells: Vec<String> = Step::ALL
            .iter()
            .map(|&step| words::wan_or_missing(chain.amount(step)))
            .collect();
        cells.push(words::rate_or_dash(chain.rate(Step::Disbursed)));
        if compares {
            cells.push(chain.disbursement_change());
        }
        cells.push(words::rate_or_dash(chain.rate(Step::Spent)));
        let idle = match (chain.amount(Step::Disbursed), chain.amount(Step::Spent)) {
            (Some(disbursed), Some(spent)) => words::wan(disbursed - spent),
            _ => "缺".to_owned(),
        };
        cells.push(idle);
        SheetRow {
            head: format!("{}（{}）", chain.name, chain.steps.join("→")),
            cells,
            way: Some(Way::source(
                "money",
                format!("kind={}", edition.catalog.kind(chain.kind).id),
            )),
        }
    });
    Sheet {
        caption: "各类资金（万元、%）".to_owned(),
        head: head.into_iter().map(str::to_owned).collect(),
        rows: rows.collect(),
        notes: vec![
            "第二步、第三步占第一步的比率；沉淀＝第二步－第三步。授信不是到位资金，各类不相加。".to_owned(),
        ],
    }
}

/// What stands at the end of a bar: the amount and, after the first step, its rate.
fn end_text(chain: &Chain<'_>, position: usize, step: Step, width: Width) -> String {
    let Some(amount) = chain.amount(step) else {
        return "缺".to_owned();
    };
    let said = words::money(amount);
    match (position, chain.rate(step)) {
        (0, _) | (_, None) => said,
        (_, Some(rate)) if width == Width::Wide => {
            format!("{said}，{}率{}", chain.steps[position], words::percent(rate))
        }
        (_, Some(rate)) => format!("{said}，{}", words::percent(rate)),
    }
}

fn draw(chains: &[Chain<'_>], width: Width) -> String {
    const GROUP: f64 = 90.0;
    let mut drawing = Drawing::new(width.px());
    let step_words = chains
        .iter()
        .flat_map(|chain| chain.steps.iter().map(String::as_str));
    let left = gutter("small", step_words, 80.0);
    let bars: Vec<(f64, f64)> = chains
        .iter()
        .flat_map(|chain| {
            Step::ALL.into_iter().enumerate().map(move |(position, step)| {
                let value = chain.amount(step).unwrap_or_default().to_f64().max(0.0);
                (value, width_of("small", &end_text(chain, position, step, width)))
            })
        })
        .collect();
    let largest = bars.iter().map(|(value, _)| *value).fold(0.0, f64::max);
    // Every bar leaves room for its label.
    let scale = bars
        .iter()
        .filter(|(value, _)| *value > 0.0)
        .map(|(value, label)| ((width.px() - left - 8.0 - label) / value).max(0.0))
        .fold(f64::INFINITY, f64::min);
    let scale = if scale.is_finite() { scale } else { 0.0 };
    let bottom = GROUP * chains.len() as f64;
    for (index, chain) in chains.iter().enumerate() {
        group(&mut drawing, chain, left, GROUP * index as f64, scale, width);
    }
    axis(&mut drawing, left, bottom, largest, scale, width);
    let said: Vec<String> = chains.iter().map(spoken).collect();
    let description = format!("{}。", said.join("；"));
    drawing.finish(
        width.class(),
        &width.id("money"),
        bottom + 24.0,
        "各类资金的下达、拨付和支付",
        &description,
    )
}

fn group(drawing: &mut Drawing, chain: &Chain<'_>, left: f64, y: f64, scale: f64, width: Width) {
    let name_room = width.px()
        - chain
            .kept
            .as_deref()
            .map_or(0.0, |kept| width_of("small", kept) + 10.0);
    let name = fit("", chain.name, name_room);
    drawing.label("strong", Anchor::Start, 0.0, y + 18.0, &name);
    if let Some(kept) = &chain.kept {
        drawing.label(
            "small red",
            Anchor::Start,
            width_of("", &name) + 10.0,
            y + 18.0,
            kept,
        );
    }
    drawing.line("axis", (left, y + 25.0), (left, y + 81.0));
    for (position, step) in Step::ALL.into_iter().enumerate() {
        let top = y + 27.0 + 19.0 * position as f64;
        drawing.label(
            "small quiet",
            Anchor::End,
            left - 6.0,
            top + 11.0,
            &fit("small", &chain.steps[position], left - 6.0),
        );
        let long = chain.amount(step).unwrap_or_default().to_f64().max(0.0) * scale;
        drawing.rect(["open", "middle", "bar"][position], left, top, long, 14.0);
        let class = if position == 0 { "small" } else { "small strong" };
        drawing.label(
            class,
            Anchor::Start,
            left + long + 6.0,
            top + 11.0,
            &end_text(chain, position, step, width),
        );
    }
}

/// In 亿元 or 万元, as far as the longest bar's scale reaches.
fn axis(drawing: &mut Drawing, left: f64, y: f64, largest: f64, scale: f64, width: Width) {
    if scale <= 0.0 {
        return;
    }
    let (unit, factor) = if largest >= 10_000.0 {
        ("亿元", 10_000.0)
    } else {
        ("万元", 1.0)
    };
    let (step, count) = ticks(largest / factor, if width == Width::Wide { 4 } else { 2 });
    let reach = width.px()
        - width_of(
            "small",
            &format!("{}{unit}", tick_text(step * f64::from(count), step)),
        ) / 2.0;
    let positions: Vec<(f64, f64)> = (0..=count)
        .map(|tick| {
            (
                step * f64::from(tick),
                left + step * f64::from(tick) * factor * scale,
            )
        })
        .filter(|(_, x)| *x <= reach)
        .collect();
    let last = positions.len().saturating_sub(1);
    let mut labels = Vec::new();
    for (index, (value, x)) in positions.iter().enumerate() {
        drawing.line("axis", (*x, y), (*x, y + 5.0));
        labels.push((
            *x,
            tick_text(*value, step) + if index == last { unit } else { "" },
        ));
    }
    if let Some((_, x)) = positions.last() {
        drawing.line("axis", (left, y), (*x, y));
    }
    tick_labels(drawing, y + 19.0, &labels);
}

fn spoken(chain: &Chain<'_>) -> String {
    let steps: Vec<String> = Step::ALL
        .into_iter()
        .enumerate()
        .map(|(position, step)| {
            let amount = chain.amount(step).map_or_else(|| "缺数".to_owned(), words::money);
            format!("{}{amount}", chain.steps[position])
        })
        .collect();
    let kept = chain
        .kept
        .as_deref()
        .map(|kept| format!("（{kept}）"))
        .unwrap_or_default();
    format!("{}{}{kept}", chain.name, steps.join("、"))
}
