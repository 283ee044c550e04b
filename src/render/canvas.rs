//! A drawing surface for charts: shapes and texts whose boxes are known, so that no label collides or is clipped.

use std::fmt::Write;

use super::measure;

/// An SVG in the making; lengths are CSS pixels.
#[derive(Debug)]
pub(super) struct Canvas {
    width: f64,
    height: f64,
    shapes: String,
    labels: Vec<Label>,
}

/// A text and the box it fills.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    /// What it says.
    pub(super) text: String,
    /// Left edge.
    pub(super) x: f64,
    /// Middle of its line.
    pub(super) y: f64,
    /// Room it takes.
    pub(super) width: f64,
    /// Of its type.
    pub(super) size: f64,
    class: &'static str,
}

/// Where a label's `x` is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Align {
    /// Its left edge.
    Left,
    /// Its middle.
    Middle,
    /// Its right edge.
    Right,
}

impl Canvas {
    /// An empty one.
    pub(super) fn new(width: f64, height: f64) -> Canvas {
        Canvas {
            width,
            height,
            shapes: String::new(),
            labels: Vec::new(),
        }
    }

    /// A rectangle.
    pub(super) fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        if width > 0.0 {
            let _ = write!(
                self.shapes,
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                number(x),
                number(y),
                number(width),
                number(height)
            );
        }
    }

    /// A line through points.
    pub(super) fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut data = String::new();
        for (at, (x, y)) in points.iter().enumerate() {
            let _ = write!(
                data,
                "{}{} {}",
                if at == 0 { "M" } else { "L" },
                number(*x),
                number(*y)
            );
        }
        let _ = write!(self.shapes, "<path class=\"{class}\" d=\"{data}\"/>");
    }

    /// A dot.
    pub(super) fn dot(&mut self, class: &str, x: f64, y: f64) {
        let _ = write!(
            self.shapes,
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"2.6\"/>",
            number(x),
            number(y)
        );
    }

    /// A text; it is moved inwards where it would be clipped.
    pub(super) fn label(
        &mut self,
        class: &'static str,
        text: &str,
        (x, y): (f64, f64),
        align: Align,
        size: f64,
    ) {
        let width = measure::width(text) * size;
        let left = match align {
            Align::Left => x,
            Align::Middle => x - width / 2.0,
            Align::Right => x - width,
        };
        self.labels.push(Label {
            text: text.to_owned(),
            x: left.min(self.width - width).max(0.0),
            y,
            width,
            size,
            class,
        });
    }

    /// The whole, with its name and its reading for those who cannot see it.
    pub(super) fn finish(self, id: &str, title: &str, description: &str) -> String {
        let mut svg = format!(
            "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{}",
            number(self.width),
            number(self.height),
            escaped(title),
            escaped(description),
            self.shapes
        );
        for label in &self.labels {
            let class = if label.class.is_empty() {
                String::new()
            } else {
                format!(" class=\"{}\"", label.class)
            };
            // The baseline lies a third of the type's size below the middle of the line.
            let _ = write!(
                svg,
                "<text{class} x=\"{}\" y=\"{}\" font-size=\"{}\">{}</text>",
                number(label.x),
                number(label.y + label.size * 0.35),
                number(label.size),
                escaped(&label.text)
            );
        }
        svg.push_str("</svg>");
        svg
    }

    /// Labels that leave the canvas or meet another, for tests.
    #[cfg(test)]
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (at, a) in self.labels.iter().enumerate() {
            if a.x < -0.01
                || a.x + a.width > self.width + 0.01
                || a.y - a.size / 2.0 < -0.01
                || a.y + a.size / 2.0 > self.height + 0.01
            {
                faults.push(format!("{} is clipped", a.text));
            }
            for b in &self.labels[at + 1..] {
                let apart_x = a.x + a.width <= b.x + 0.01 || b.x + b.width <= a.x + 0.01;
                let apart_y = (a.y - b.y).abs() + 0.01 >= f64::midpoint(a.size, b.size);
                if !apart_x && !apart_y {
                    faults.push(format!("{} meets {}", a.text, b.text));
                }
            }
        }
        faults
    }
}

/// At most two decimals, no trailing zeros, never `-0`: the same bytes on every machine.
pub(super) fn number(value: f64) -> String {
    let text = format!("{:.2}", if value.is_finite() { value } else { 0.0 });
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" || text.is_empty() {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
