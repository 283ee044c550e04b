//! Display filters: how a template prints an amount, a rate, a day. The figures come exact and are rounded here, once.

use serde::ser::SerializeTuple;
use serde::{Serialize, Serializer};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::figure;
use crate::bulletin::wording;
use crate::value::{Ratio, Wanyuan};

/// The filters beside Tera's own, for messages.
pub(super) const NAMES: &[&str] = &[
    "wanyuan", "exact", "money", "percent", "rate", "points", "count", "href",
];

/// Adds the filters; to be called before any template is loaded.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("wanyuan", |v: &Value, _: Kwargs, _: &State| {
        amount(v, wording::table_money)
    });
    tera.register_filter("exact", |v: &Value, _: Kwargs, _: &State| {
        amount(v, figure::exact)
    });
    tera.register_filter("money", |v: &Value, _: Kwargs, _: &State| {
        amount(v, wording::money)
    });
    tera.register_filter("percent", |v: &Value, _: Kwargs, _: &State| {
        rate(v, wording::table_percent)
    });
    tera.register_filter("rate", |v: &Value, _: Kwargs, _: &State| {
        rate(v, wording::percent)
    });
    tera.register_filter("points", |v: &Value, _: Kwargs, _: &State| {
        rate(v, wording::table_points)
    });
    tera.register_filter("count", |v: i64, _: Kwargs, _: &State| figure::count(v));
    tera.register_filter("href", |v: &str, _: Kwargs, _: &State| href(v));
}

/// A rate on its way into a template: numerator and denominator, so that the filter rounds the exact fraction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exact(pub(super) Ratio);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (numerator, denominator) = self.0.parts();
        let mut pair = serializer.serialize_tuple(2)?;
        pair.serialize_element(&numerator)?;
        pair.serialize_element(&denominator)?;
        pair.end()
    }
}

/// An amount comes as a number of 万元 with at most four decimals, none at all as nothing: —.
fn amount(value: &Value, print: fn(Wanyuan) -> String) -> TeraResult<String> {
    if value.is_none() {
        return Ok("—".to_owned());
    }
    let wanyuan = value.as_f64().ok_or_else(|| unfit("amount", value))?;
    #[expect(clippy::cast_possible_truncation, reason = "amounts stay far below 2^53 yuan")]
    let yuan = (wanyuan * 10_000.0).round() as i64;
    Ok(print(Wanyuan::from_yuan(yuan)))
}

fn rate(value: &Value, print: fn(Ratio) -> String) -> TeraResult<String> {
    if value.is_none() {
        return Ok("—".to_owned());
    }
    let parts = value.as_array().and_then(|pair| match pair {
        [numerator, denominator] => Ratio::of(numerator.as_i128()?, denominator.as_i128()?),
        _ => None,
    });
    parts.map(print).ok_or_else(|| unfit("rate", value))
}

fn unfit(expected: &str, value: &Value) -> Error {
    Error::message(format!("expected type {expected}, got {}", value.name()))
}

/// A path as a link: what would end or change an address is percent-encoded, Chinese stays readable.
pub(super) fn href(path: &str) -> String {
    use std::fmt::Write;
    let mut link = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_control()
            || matches!(
                c,
                ' ' | '%' | '#' | '?' | ':' | '\\' | '"' | '<' | '>' | '`' | '^' | '{' | '|' | '}'
            )
        {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(link, "%{byte:02X}");
            }
        } else {
            link.push(c);
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;
    use tera::Context;

    fn printed(template: &str, value: &impl Serialize) -> String {
        let mut tera = Tera::new();
        register(&mut tera);
        tera.add_raw_template("t", template).unwrap();
        let mut context = Context::new();
        context.insert("v", value);
        tera.render("t", &context).unwrap()
    }

    #[test]
    fn filters_round_the_exact_value_once() {
        let amount = Wanyuan::from_yuan(12_345_000);
        assert_eq!(printed("{{ v | wanyuan }}", &amount), "1,235");
        assert_eq!(printed("{{ v | exact }}", &amount), "1,234.5");
        assert_eq!(printed("{{ v | money }}", &amount), "1235万元");
        let rate = Ratio::of(2225, 10_000).map(Exact);
        assert_eq!(printed("{{ v | percent }}", &rate), "22.3");
        assert_eq!(printed("{{ v | rate }}", &rate), "22.3%");
        assert_eq!(printed("{{ v | points }}", &rate), "+22.3");
        assert_eq!(printed("{{ v | count }}", &12_345), "12,345");
    }

    #[test]
    fn nothing_prints_as_a_dash() {
        assert_eq!(printed("{{ v | wanyuan }}{{ v | percent }}", &None::<i64>), "——");
    }

    #[test]
    fn a_link_cannot_leave_its_path() {
        assert_eq!(href("督办函/甲 镇#1?.html"), "督办函/甲%20镇%231%3F.html");
        assert_eq!(href("javascript:alert(1)"), "javascript%3Aalert(1)");
    }
}
