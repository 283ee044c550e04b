//! 银企对接: projects and needs by stage, from first introduction to signature.

use super::chart::{Chart, Sheet, SheetRow, Width, gutter, tick_labels};
use super::svg::{Anchor, Drawing, fit, tick_text, ticks, width_of};
use super::words;
use crate::bulletin::Edition;
use crate::ledger::Financing;
use crate::value::{Ratio, Wanyuan};

/// The stages in the order a project goes through them; others follow as they come.
const ORDER: [&str; 10] = [
    "推荐", "对接", "受理", "尽调", "审批", "授信", "签约", "投放", "放款", "未填",
];

/// One stage.
#[derive(Debug, Default)]
struct Stage {
    name: String,
    projects: usize,
    need: Wanyuan,
}

impl Stage {
    /// With a contract?
    fn is_signed(&self) -> bool {
        self.says(&["签约", "签订", "已签", "放款", "投放", "发放"]) && !self.says(&["未签", "拟签"])
    }

    /// Before a bank has taken it up?
    fn is_early(&self) -> bool {
        self.says(&["推荐", "对接", "推介", "接触"])
    }

    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.name.contains(word))
    }
}

/// The chart; `None` where no list was sent.
pub(super) fn chart(edition: &Edition<'_>) -> Option<Chart> {
    let stages = stages(&edition.ledger.financing);
    if stages.is_empty() {
        return None;
    }
    Some(Chart {
        id: "f-financing".to_owned(),
        title: title(&stages),
        note: "各阶段的融资需求。空心为推荐、对接，灰色为受理到审批，实心为已签约".to_owned(),
        keys: Vec::new(),
        wide: draw(&stages, Width::Wide),
        narrow: draw(&stages, Width::Narrow),
        sheet: sheet(&stages),
    })
}

fn stages(financing: &[Financing]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for line in financing {
        let said = line.stage.as_deref().unwrap_or("未填");
        let as_written = said.contains("未签") || said.contains("拟签");
        let known = ORDER.iter().find(|known| !as_written && said.contains(*known));
        let name = known.map_or(said, |known| *known);
        let position = stages
            .iter()
            .position(|stage| stage.name == name)
            .unwrap_or_else(|| {
                stages.push(Stage {
                    name: name.to_owned(),
                    ..Stage::default()
                });
                stages.len() - 1
            });
        stages[position].projects += 1;
        stages[position].need += line.need.unwrap_or_default();
    }
    let place = |stage: &Stage| {
        ORDER
            .iter()
            .position(|known| *known == stage.name)
            .unwrap_or(ORDER.len())
    };
    stages.sort_by_key(place);
    stages
}

fn sum(stages: &[Stage], wanted: impl Fn(&Stage) -> bool) -> (usize, Wanyuan) {
    let chosen = || stages.iter().filter(|stage| wanted(stage));
    (
        chosen().map(|stage| stage.projects).sum(),
        chosen().map(|stage| stage.need).sum(),
    )
}

fn title(stages: &[Stage]) -> String {
    let (projects, need) = sum(stages, |_| true);
    let (signed, signed_need) = sum(stages, Stage::is_signed);
    let whole = format!("银企对接项目{projects}个、融资需求{}", words::money(need));
    match signed {
        0 => format!("{whole}，尚无签约"),
        _ if signed == projects => format!("{whole}，已全部签约"),
        _ => format!("{whole}，已签约{signed}个、{}", words::money(signed_need)),
    }
}

fn sheet(stages: &[Stage]) -> Sheet {
    let (projects, need) = sum(stages, |_| true);
    let row = |head: &str, count: usize, part: Wanyuan| SheetRow {
        head: head.to_owned(),
        cells: vec![
            count.to_string(),
            words::wan(part),
            words::rate_or_dash(Ratio::of_amounts(part, need)),
        ],
        way: None,
    };
    let mut rows = vec![row("合计", projects, need)];
    rows.extend(
        stages
            .iter()
            .map(|stage| row(&stage.name, stage.projects, stage.need)),
    );
    Sheet {
        caption: "银企对接（个、万元、%）".to_owned(),
        head: ["阶段", "项目", "融资需求", "占比"].map(str::to_owned).to_vec(),
        rows,
        notes: Vec::new(),
    }
}

fn draw(stages: &[Stage], width: Width) -> String {
    const STEP: f64 = 27.0;
    let mut drawing = Drawing::new(width.px());
    let left = gutter("", stages.iter().map(|stage| stage.name.as_str()), 100.0);
    let text = |stage: &Stage| format!("{}个，{}", stage.projects, words::money(stage.need));
    let largest = stages.iter().map(|stage| stage.need.to_f64()).fold(0.0, f64::max);
    let room = stages
        .iter()
        .map(|stage| width_of("small", &text(stage)))
        .fold(0.0, f64::max);
    let (unit, factor) = if largest >= 10_000.0 {
        ("亿元", 10_000.0)
    } else {
        ("万元", 1.0)
    };
    let (step, count) = ticks(largest / factor, if width == Width::Wide { 4 } else { 3 });
    let scale = (width.px() - left - 8.0 - room) / (step * f64::from(count) * factor);
    let bottom = 4.0 + STEP * stages.len() as f64;
    drawing.line("axis", (left, 4.0), (left, bottom));
    let end = left + step * f64::from(count) * factor * scale;
    drawing.line("axis", (left, bottom), (end, bottom));
    let mut labels = Vec::new();
    for tick in 0..=count {
        let value = step * f64::from(tick);
        let x = left + value * factor * scale;
        drawing.line("axis", (x, bottom), (x, bottom + 4.0));
        labels.push((x, tick_text(value, step) + if tick == count { unit } else { "" }));
    }
    tick_labels(&mut drawing, bottom + 19.0, &labels);
    for (index, stage) in stages.iter().enumerate() {
        let y = 9.0 + STEP * index as f64;
        let class = match (stage.is_signed(), stage.is_early()) {
            (true, _) => "bar",
            (false, true) => "open",
            (false, false) => "middle",
        };
        let long = stage.need.to_f64().max(0.0) * scale;
        drawing.label(
            "",
            Anchor::End,
            left - 6.0,
            y + 13.0,
            &fit("", &stage.name, left - 6.0),
        );
        drawing.rect(class, left, y, long, 16.0);
        drawing.label(
            "small strong",
            Anchor::Start,
            left + long + 6.0,
            y + 13.0,
            &text(stage),
        );
    }
    let said: Vec<String> = stages
        .iter()
        .map(|stage| format!("{}{}", stage.name, text(stage).replace('，', "、")))
        .collect();
    let description = format!("{}。", said.join("；"));
    drawing.finish(
        width.class(),
        &width.id("financing"),
        bottom + 24.0,
        "银企对接各阶段的项目和融资需求",
        &description,
    )
}
