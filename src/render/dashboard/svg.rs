//! A drawing: rectangles, lines and labels that are known by their boxes, so that none is clipped or touches another.

use std::fmt::Write as _;

use crate::render::measure;

/// A label's type size in px; the stylesheet sets the same.
const BODY: f64 = 13.0;
/// The size of axis labels and notes, class `small`.
const SMALL: f64 = 12.0;

/// Where a label stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// To the right of it.
    Start,
    /// Around it.
    Middle,
    /// To the left of it.
    End,
}

/// One SVG under construction. Nothing is scaled: a unit is a pixel on screen.
pub(super) struct Drawing {
    width: f64,
    marks: String,
    /// Known to the tests, which hold them apart.
    #[cfg(test)]
    labels: Vec<Label>,
}

/// A label's box: an upper bound of what the faces in use take.
#[cfg(test)]
#[derive(Debug, Clone)]
struct Label {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    text: String,
}

#[cfg(test)]
impl Label {
    fn of(class: &str, anchor: Anchor, (x, y): (f64, f64), text: &str) -> Label {
        let (size, width) = (size_of(class), width_of(class, text));
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Label {
            left,
            right: left + width,
            top: y - size * 0.86,
            bottom: y + size * 0.16,
            text: text.to_owned(),
        }
    }
}

impl Drawing {
    /// An empty drawing of this width.
    pub(super) fn new(width: f64) -> Drawing {
        Drawing {
            width,
            marks: String::new(),
            #[cfg(test)]
            labels: Vec::new(),
        }
    }

    /// Its width.
    pub(super) fn width(&self) -> f64 {
        self.width
    }

    /// A rectangle; one without an extent is left out.
    pub(super) fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        if width > 0.04 && height > 0.04 {
            let _ = write!(
                self.marks,
                r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}"/>"#,
                number(x),
                number(y),
                number(width),
                number(height)
            );
        }
    }

    /// A straight line from point to point.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.path(class, &[from, to]);
    }

    /// A line through these points.
    pub(super) fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut path = String::new();
        for (index, (x, y)) in points.iter().enumerate() {
            let _ = write!(
                path,
                "{}{} {}",
                if index == 0 { 'M' } else { 'L' },
                number(*x),
                number(*y)
            );
        }
        let _ = write!(self.marks, r#"<path class="{class}" d="{path}"/>"#);
    }

    /// A dot.
    pub(super) fn dot(&mut self, class: &str, x: f64, y: f64) {
        let _ = write!(
            self.marks,
            r#"<circle class="{class}" cx="{}" cy="{}" r="3"/>"#,
            number(x),
            number(y)
        );
    }

    /// A label on its base line.
    pub(super) fn label(&mut self, class: &str, anchor: Anchor, x: f64, y: f64, text: &str) {
        #[cfg(test)]
        self.labels.push(Label::of(class, anchor, (x, y), text));
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let class = if class.is_empty() {
            String::new()
        } else {
            format!(r#" class="{class}""#)
        };
        let _ = write!(
            self.marks,
            r#"<text x="{}" y="{}"{anchor}{class}>{}</text>"#,
            number(x),
            number(y),
            escape(text)
        );
    }

    /// The finished picture with its name and every number in words. `id` is unique in the page.
    pub(super) fn finish(self, class: &str, id: &str, height: f64, title: &str, description: &str) -> String {
        format!(
            concat!(
                r#"<svg class="{class}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" "#,
                r#"role="img" aria-labelledby="{id}t {id}d"><title id="{id}t">{title}</title>"#,
                r#"<desc id="{id}d">{description}</desc>{marks}</svg>"#
            ),
            class = class,
            width = number(self.width),
            height = number(height),
            id = id,
            title = escape(title),
            description = escape(description),
            marks = self.marks
        )
    }

    /// Labels that are clipped or touch one another; the browser tests hold every page to the same.
    #[cfg(test)]
    pub(super) fn faults(&self, height: f64) -> Vec<String> {
        let mut faults = Vec::new();
        for (index, label) in self.labels.iter().enumerate() {
            if label.left < -0.5
                || label.right > self.width + 0.5
                || label.top < -0.5
                || label.bottom > height + 0.5
            {
                faults.push(format!("clipped: {}", label.text));
            }
            for other in &self.labels[..index] {
                if label.left < other.right
                    && other.left < label.right
                    && label.top < other.bottom
                    && other.top < label.bottom
                {
                    faults.push(format!("touch: {} / {}", other.text, label.text));
                }
            }
        }
        faults
    }
}

/// A label's width under its class.
pub(super) fn width_of(class: &str, text: &str) -> f64 {
    measure::width(text) * size_of(class)
}

/// As much of a label as fits, with … where something is left out.
pub(super) fn fit(class: &str, text: &str, room: f64) -> String {
    measure::cut(text, room / size_of(class) + 1e-6)
}

fn size_of(class: &str) -> f64 {
    if class.split(' ').any(|word| word == "small") {
        SMALL
    } else {
        BODY
    }
}

/// A round step and how many of it reach `largest`, at most `count`.
pub(super) fn ticks(largest: f64, count: u32) -> (f64, u32) {
    if !largest.is_finite() || largest <= 0.0 {
        return (1.0, 1);
    }
    let rough = largest / f64::from(count);
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| step * f64::from(count) >= largest * 0.999_999)
        .unwrap_or(power * 10.0);
    let needed = (1..=count)
        .find(|&needed| step * f64::from(needed) >= largest * 0.999_999)
        .unwrap_or(count);
    (step, needed)
}

/// A tick's number: as many decimals as its step needs.
pub(super) fn tick_text(value: f64, step: f64) -> String {
    let decimals = if step >= 1.0 {
        0
    } else {
        usize::try_from(
            format!("{step:e}")
                .rsplit('-')
                .next()
                .and_then(|digits| digits.parse::<u32>().ok())
                .unwrap_or(1),
        )
        .unwrap_or(1)
    };
    format!("{value:.decimals$}")
}

/// A coordinate: to a tenth of a pixel, without a needless zero.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Text as it stands in HTML, within elements and quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_touch_or_are_clipped_are_found() {
        let mut drawing = Drawing::new(100.0);
        drawing.label("", Anchor::Start, 0.0, 20.0, "立项");
        drawing.label("", Anchor::Start, 20.0, 20.0, "能评");
        drawing.label("", Anchor::End, 10.0, 60.0, "施工许可");
        assert_eq!(drawing.faults(80.0), ["touch: 立项 / 能评", "clipped: 施工许可"]);
    }

    #[test]
    fn an_axis_reaches_its_largest_value_in_round_steps() {
        for (largest, count, expected) in [
            (38.0, 5, (10.0, 4)),
            (8_435.0, 5, (2_000.0, 5)),
            (21.1, 4, (10.0, 3)),
            (0.3, 5, (0.1, 3)),
            (0.0, 5, (1.0, 1)),
        ] {
            let (step, needed) = ticks(largest, count);
            assert!(
                (step - expected.0).abs() < 1e-9 && needed == expected.1,
                "{largest}: {step} × {needed}"
            );
        }
        assert_eq!(tick_text(0.3, 0.1), "0.3");
        assert_eq!(tick_text(20.0, 10.0), "20");
    }

    #[test]
    fn a_label_too_long_for_its_room_ends_in_an_ellipsis() {
        assert_eq!(fit("small", "伏羲山管委会", 100.0), "伏羲山管委会");
        assert_eq!(fit("small", "高新技术产业开发区管委会", 62.0), "高新技术…");
    }
}
