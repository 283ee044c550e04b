//! Charts, drawn by our own code: bars against a line, bars in cells, trends. Told apart without colour, the same bytes every time.

use super::canvas::{Align, Canvas, number};
use super::measure;
use crate::bulletin::{Chart, wording};
use crate::value::Ratio;

/// Where a chart is shown, and how large it is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Medium {
    width: f64,
    size: f64,
    row: f64,
    name: &'static str,
}

impl Medium {
    /// Across the type area of 156 mm, in 11 pt.
    pub(super) const PAGE: Medium = Medium {
        width: 590.0,
        size: 14.5,
        row: 25.0,
        name: "page",
    };
    /// Across a phone.
    pub(super) const PHONE: Medium = Medium {
        width: 330.0,
        size: 13.0,
        row: 30.0,
        name: "phone",
    };
}

/// Bars of rates, then and now, against a line.
pub(super) fn bars(chart: &Chart, medium: Medium) -> String {
    let canvas = draw_bars(chart, medium);
    let id = format!("{}-{}", chart.id, medium.name);
    canvas.finish(&id, &chart.title, &description(chart))
}

fn draw_bars(chart: &Chart, medium: Medium) -> Canvas {
    let Medium { width, size, row, .. } = medium;
    let values: Vec<String> = chart.bars.iter().map(value_text).collect();
    let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
    let label_room = widest(&mut chart.bars.iter().map(|bar| measure::width(&bar.0) * size)).min(width * 0.4);
    // The unit of the axis stands in the same column, below the values.
    let value_room = widest(&mut values.iter().map(|text| measure::width(text) * size)).max(size * 3.5);
    let left = label_room + size * 0.5;
    let right = (width - value_room - size * 0.6).max(left + 40.0);

    let (names, top) = (legend(chart), size * 0.9);
    let key_y = top + size * 1.7;
    let line_y = key_y + size * 1.6;
    let body = line_y + size * 0.9;
    let foot = body + row * count(chart.bars.len());
    let mut canvas = Canvas::new(width, foot + size * 1.7);

    let most = scale_end(chart);
    let x = |rate: f64| left + (rate / most).clamp(0.0, 1.0) * (right - left);
    canvas.label(
        "cap",
        &measure::cut(&chart.caption, width / size),
        (0.0, top),
        Align::Left,
        size,
    );
    draw_legend(&mut canvas, &names, key_y, size);
    draw_axis(&mut canvas, most, (left, right), (body, foot), size);
    for (at, (bar, text)) in chart.bars.iter().zip(&values).enumerate() {
        let y = body + row * (count(at) + 0.5);
        let label = measure::cut(&bar.0, label_room / size + 0.01);
        canvas.label("", &label, (left - size * 0.5, y), Align::Right, size);
        draw_bar(&mut canvas, bar, &x, y, row * 0.56);
        canvas.label("", text, (right + size * 0.6, y), Align::Left, size);
    }
    canvas.path("axis", &[(left, body), (left, foot)]);
    if let Some((name, rate)) = &chart.line {
        let at = x(rate.to_f64());
        canvas.path("ref", &[(at, body - 2.0), (at, foot)]);
        let text = format!("{name}{}", wording::percent(*rate));
        canvas.label("", &text, (at, line_y), Align::Middle, size);
    }
    canvas
}

/// Filled: the last issue's. Outlined: gained since. Dashed: lost since, or kept because nobody reported.
fn draw_bar(canvas: &mut Canvas, bar: &Bar, x: &impl Fn(f64) -> f64, y: f64, height: f64) {
    let (_, now, before, kept) = bar;
    let Some(now) = now.map(Ratio::to_f64) else { return };
    let top = y - height / 2.0;
    let before = before.map_or(now, Ratio::to_f64);
    let (low, high) = (x(now.min(before)), x(now.max(before)));
    if *kept {
        canvas.rect("kept-bar", x(0.0), top, high - x(0.0), height);
        return;
    }
    canvas.rect("before", x(0.0), top, low - x(0.0), height);
    let class = if now >= before { "now" } else { "kept-bar" };
    if high - low > 0.05 {
        canvas.rect(class, low, top, high - low, height);
    }
}

type Bar = (String, Option<Ratio>, Option<Ratio>, bool);

/// What the bars of this chart mean: class and word.
fn legend(chart: &Chart) -> Vec<(&'static str, &'static str)> {
    let has = |wanted: fn(&Bar) -> bool| chart.bars.iter().any(wanted);
    let mut names = Vec::new();
    if has(|bar| !bar.3 && bar.2.is_some()) {
        names.push(("before", "上期"));
        if has(|bar| !bar.3 && bar.2.is_some() && bar.1 > bar.2) {
            names.push(("now", "本期新增"));
        }
        if has(|bar| !bar.3 && bar.2.is_some() && bar.1.is_some() && bar.1 < bar.2) {
            names.push(("kept-bar", "本期减少"));
        }
    } else if has(|bar| !bar.3 && bar.1.is_some()) {
        names.push(("before", "本期"));
    }
    if has(|bar| bar.3) {
        names.push(("kept-bar", "沿用上期"));
    }
    names
}

fn draw_legend(canvas: &mut Canvas, names: &[(&'static str, &'static str)], y: f64, size: f64) {
    let mut at = 1.0;
    for (class, name) in names {
        canvas.rect(class, at, y - size * 0.32, size * 1.4, size * 0.64);
        at += size * 1.7;
        canvas.label("", name, (at, y), Align::Left, size * 0.92);
        at += measure::width(name) * size * 0.92 + size;
    }
}

/// Ticks at round percentages, as many as stand apart; the unit stands behind the last.
fn draw_axis(canvas: &mut Canvas, most: f64, (left, right): (f64, f64), (top, foot): (f64, f64), size: f64) {
    let small = size * 0.86;
    let room = small * 3.2;
    let step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|step| (right - left) * step / most >= room)
        .unwrap_or(most);
    let mut tick = 0;
    while f64::from(tick) * step <= most + 1e-9 {
        let rate = f64::from(tick) * step;
        let x = left + rate / most * (right - left);
        if tick > 0 {
            canvas.path("grid", &[(x, top), (x, foot)]);
        }
        let text = number(rate * 100.0);
        canvas.label("", &text, (x, foot + small), Align::Middle, small);
        tick += 1;
    }
    canvas.label(
        "",
        "（%）",
        (right + small * 1.5, foot + small),
        Align::Left,
        small,
    );
    canvas.path("axis", &[(left, foot), (right, foot)]);
}

/// A round end for the scale, beyond the longest bar and the line.
fn scale_end(chart: &Chart) -> f64 {
    let longest = chart
        .bars
        .iter()
        .flat_map(|bar| [bar.1, bar.2])
        .chain([chart.line.as_ref().map(|line| line.1)])
        .flatten()
        .fold(0.0, |most: f64, rate| most.max(rate.to_f64()));
    round_end(longest)
}

fn round_end(longest: f64) -> f64 {
    [
        0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0,
    ]
    .into_iter()
    .find(|end| *end >= longest * 1.02)
    .unwrap_or(longest)
}

/// `22.3%（+1.5）`, `6.8%（沿用）`, `—`.
fn value_text((_, now, before, kept): &Bar) -> String {
    match (now, before) {
        (None, _) => "—".to_owned(),
        (Some(now), _) if *kept => format!("{}（沿用）", wording::percent(*now)),
        (Some(now), Some(before)) => format!(
            "{}（{}）",
            wording::percent(*now),
            wording::table_points(now.minus(*before))
        ),
        (Some(now), None) => wording::percent(*now),
    }
}

/// The chart read aloud.
fn description(chart: &Chart) -> String {
    let mut parts: Vec<String> = chart
        .bars
        .iter()
        .map(|bar| format!("{}{}", bar.0, value_text(bar)))
        .collect();
    if let Some((name, rate)) = &chart.line {
        parts.push(format!("{name}{}", wording::percent(*rate)));
    }
    format!("{}。", parts.join("，"))
}

/// A bar in a cell: as wide as the cell, whatever its width; the figures stand beside it.
pub(super) fn cell_bar(now: Ratio, before: Option<Ratio>, line: Ratio, most: f64) -> String {
    let at = |rate: Ratio| number((rate.to_f64() / most).clamp(0.0, 1.0) * 96.0);
    let before = before.unwrap_or(now);
    let (low, high) = (now.min(before), now.max(before));
    let class = if now >= before { "now" } else { "kept-bar" };
    let gain = number(((high.to_f64() - low.to_f64()) / most).clamp(0.0, 1.0) * 96.0);
    format!(
        "<svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"before\" y=\"1.6\" width=\"{}\" height=\"4.8\"/><rect class=\"{class}\" x=\"{}\" y=\"1.6\" width=\"{gain}\" height=\"4.8\" vector-effect=\"non-scaling-stroke\"/><path class=\"axis\" d=\"M0 0V8\" vector-effect=\"non-scaling-stroke\"/><path class=\"ref\" d=\"M{} 0V8\" vector-effect=\"non-scaling-stroke\"/></svg>",
        at(low),
        at(low),
        at(line),
    )
}

/// The scale above a column of bars: 0, half, end, in percent.
pub(super) fn cell_scale(most: f64) -> String {
    format!(
        "<span class=\"scale\"><i>0</i><i>{}</i><i>{}</i></span>",
        number(most * 50.0),
        number(most * 100.0)
    )
}

/// The end of the scale of a column of bars.
pub(super) fn cell_end(rates: impl Iterator<Item = Ratio>) -> f64 {
    round_end(rates.fold(0.0, |most, rate| most.max(rate.to_f64())))
}

/// A trend of more points than these has a dot at its end only.
const MOST_DOTS: usize = 20;

/// One figure over the issues: a line from 0, the last point open where it is a draft's, an optional line to compare with.
#[derive(Debug, Clone)]
pub(super) struct Trend {
    /// Unique in its page.
    pub(super) id: String,
    /// 年度投资完成率
    pub(super) name: String,
    /// Day as `5.12`, value, and the value as it is printed; oldest first.
    pub(super) points: Vec<(String, f64, String)>,
    /// 时序进度 at each point.
    pub(super) line: Option<Vec<f64>>,
    /// Is the last point a draft's?
    pub(super) ends_in_draft: bool,
}

impl Trend {
    /// The drawing.
    pub(super) fn draw(&self) -> String {
        let reading: Vec<String> = self
            .points
            .iter()
            .map(|(day, _, text)| format!("{day}：{text}"))
            .collect();
        self.canvas()
            .finish(&self.id, &self.name, &format!("{}。", reading.join("，")))
    }

    fn canvas(&self) -> Canvas {
        const SIZE: f64 = 11.0;
        let (width, top, foot) = (220.0, 8.0, 64.0);
        let mut canvas = Canvas::new(width, foot + SIZE * 1.7);
        let line = self.line.iter().flatten().copied();
        let most = self
            .points
            .iter()
            .map(|point| point.1)
            .chain(line)
            .fold(0.0, f64::max)
            .max(1e-9)
            * 1.08;
        let last = count(self.points.len().saturating_sub(1)).max(1.0);
        let x = |at: usize| 14.0 + count(at) / last * (width - 28.0);
        let y = |value: f64| foot - (value / most).clamp(0.0, 1.0) * (foot - top);
        canvas.path("axis", &[(6.0, foot), (width - 6.0, foot)]);
        if let Some(line) = &self.line {
            let points: Vec<_> = line
                .iter()
                .enumerate()
                .map(|(at, value)| (x(at), y(*value)))
                .collect();
            canvas.path("ref", &points);
        }
        let points: Vec<_> = self
            .points
            .iter()
            .enumerate()
            .map(|(at, point)| (x(at), y(point.1)))
            .collect();
        canvas.path("line", &points);
        // So many dots would be a band; the line alone tells it then, and its end.
        let first = if points.len() > MOST_DOTS {
            points.len() - 1
        } else {
            0
        };
        for (at, (px, py)) in points.iter().enumerate().skip(first) {
            let open = self.ends_in_draft && at + 1 == points.len();
            canvas.dot(if open { "hollow" } else { "dot" }, *px, *py);
        }
        self.label_days(&mut canvas, &x, foot + SIZE, SIZE);
        canvas
    }

    /// The last day, and every so many before it as have room.
    fn label_days(&self, canvas: &mut Canvas, x: &impl Fn(usize) -> f64, y: f64, size: f64) {
        let widest = self
            .points
            .iter()
            .map(|point| measure::width(&point.0) * size)
            .fold(0.0, f64::max);
        let apart = (x(1) - x(0)).max(1e-6);
        let mut every = 1;
        while apart * count(every) < widest + size {
            every += 1;
        }
        for (at, point) in self.points.iter().enumerate().rev().step_by(every) {
            canvas.label("", &point.0, (x(at), y), Align::Middle, size);
        }
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(part: i128, base: i128) -> Option<Ratio> {
        Ratio::of(part, base)
    }

    fn chart(bars: Vec<Bar>) -> Chart {
        Chart {
            id: "progress".to_owned(),
            title: "六类项目均低于时序进度".to_owned(),
            caption: "图1　年度投资完成率与时序进度".to_owned(),
            bars,
            line: of(362, 1000).map(|rate| ("时序进度".to_owned(), rate)),
        }
    }

    #[test]
    fn a_bar_says_what_it_is_and_how_it_moved() {
        let bar = |now, before, kept| value_text(&("甲".to_owned(), now, before, kept));
        assert_eq!(bar(of(223, 1000), of(208, 1000), false), "22.3%（+1.5）");
        assert_eq!(bar(of(68, 1000), of(68, 1000), true), "6.8%（沿用）");
        assert_eq!(bar(of(1, 5), None, false), "20.0%");
        assert_eq!(bar(None, None, false), "—");
    }

    #[test]
    fn the_same_chart_has_the_same_bytes_and_no_colour_of_its_own() {
        let chart = chart(vec![(
            "全市（剔重）".to_owned(),
            of(223, 1000),
            of(208, 1000),
            false,
        )]);
        let svg = bars(&chart, Medium::PAGE);
        assert_eq!(svg, bars(&chart, Medium::PAGE));
        assert!(!svg.contains("style=") && !svg.contains('#'), "{svg}");
        assert!(svg.contains("role=\"img\"") && svg.contains("全市（剔重）22.3%（+1.5），时序进度36.2%。"));
    }

    #[test]
    fn an_empty_chart_still_draws() {
        assert!(draw_bars(&chart(Vec::new()), Medium::PHONE).faults().is_empty());
    }

    #[test]
    fn days_of_a_long_trend_stay_apart() {
        for length in 0..60 {
            let points = (0..length)
                .map(|at| (format!("12.{at}"), f64::from(at), at.to_string()))
                .collect();
            let trend = Trend {
                id: "t".to_owned(),
                name: "红灯项目".to_owned(),
                points,
                line: None,
                ends_in_draft: true,
            };
            assert_eq!(trend.canvas().faults(), Vec::<String>::new());
        }
    }

    proptest! {
        #[test]
        fn no_label_collides_or_is_clipped(
            rows in proptest::collection::vec(("[一-龥a-z0-9（）]{1,24}", 0..3000_i128, proptest::option::of(0..3000_i128), any::<bool>()), 0..24),
            line in 0..1000_i128,
        ) {
            let bars = rows.into_iter().map(|(name, now, before, kept)| (name, of(now, 1000), before.and_then(|before| of(before, 1000)), kept)).collect();
            let mut chart = chart(bars);
            chart.line = of(line, 1000).map(|rate| ("时序进度".to_owned(), rate));
            for medium in [Medium::PAGE, Medium::PHONE] {
                let faults = draw_bars(&chart, medium).faults();
                prop_assert!(faults.is_empty(), "{faults:?}");
            }
        }
    }
}
