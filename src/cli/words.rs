//! clap in Chinese: values are parsed here, and its errors become our own by kind.

use chrono::NaiveDate;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::archive::IssueName;

/// A day as people type it: `2023-05-12`, `2023.5.12`, `20230512`.
pub(super) fn date(text: &str) -> Result<NaiveDate, String> {
    let folded = crate::value::text::fold_width(text.trim());
    let parts: Vec<&str> = folded
        .split(['-', '.', '/', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .collect();
    let parsed = match parts.as_slice() {
        [year, month, day] => ymd(year, month, day),
        [digits] if digits.len() == 8 && digits.is_ascii() => ymd(&digits[..4], &digits[4..6], &digits[6..]),
        _ => None,
    };
    parsed.ok_or_else(|| format!("日期写法不对：“{text}”。请写成 2023-05-12"))
}

fn ymd(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let year = year.parse().ok().filter(|year| (1990..=2200).contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// A positive number of an issue, below 10,000.
pub(super) fn issue_number(text: &str) -> Result<u32, String> {
    let digits = text.trim().trim_start_matches('第').trim_end_matches('期');
    digits
        .parse()
        .ok()
        .filter(|number| (1..10_000).contains(number))
        .ok_or_else(|| format!("期数应是 1 到 9999 的整数，不是“{text}”"))
}

/// `2`, `第2期` or `2023-002`; year 0 stands for "the year of the newest".
pub(super) fn issue_name(text: &str) -> Result<IssueName, String> {
    IssueName::parse(text.trim())
        .map_or_else(
            || issue_number(text).map(|number| IssueName { year: 0, number }),
            Ok,
        )
        .map_err(|_| format!("期数写成 2 或 2023-002，不是“{text}”"))
}

/// A count of at least one.
pub(super) fn count(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|count| (1..=256).contains(count))
        .ok_or_else(|| format!("个数应是 1 到 256 的整数，不是“{text}”"))
}

/// The sentence for a clap error, with where to read more.
pub(super) fn sentence(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let said = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let near = |kind| match context(kind) {
        text if text.is_empty() => String::new(),
        text => format!("是不是 {text}？"),
    };
    let option = said.split([' ', '=']).next().unwrap_or("").to_owned();
    match error.kind() {
        ErrorKind::UnknownArgument => {
            format!("没有这个选项：{option}。{}", near(ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidSubcommand => format!(
            "没有这个命令：{}。{}",
            context(ContextKind::InvalidSubcommand),
            near(ContextKind::SuggestedSubcommand)
        ),
        ErrorKind::InvalidValue if value.is_empty() => format!("{option} 后面要写一个值"),
        ErrorKind::InvalidValue => {
            format!(
                "{option} 不能是“{value}”，可以是：{}",
                context(ContextKind::ValidValue)
            )
        }
        ErrorKind::ValueValidation => std::error::Error::source(error)
            .map_or_else(|| format!("{option} 的值“{value}”不对"), ToString::to_string),
        ErrorKind::MissingRequiredArgument => format!("还缺：{said}"),
        ErrorKind::ArgumentConflict => format!("{option} 不能同时写两次，或与别的选项一起写"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{option} 后面的值个数不对")
        }
        ErrorKind::NoEquals => format!("{option} 后面要写等号"),
        ErrorKind::InvalidUtf8 => "有的参数不是可读的文字".to_owned(),
        _ => "命令写法不对".to_owned(),
    }
    .trim_end()
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_taken_as_people_type_them() {
        let day = NaiveDate::from_ymd_opt(2023, 5, 12).unwrap();
        for text in [
            "2023-05-12",
            "2023.5.12",
            "2023/5/12",
            "20230512",
            "2023年5月12日",
            "２０２３-05-12",
        ] {
            assert_eq!(date(text), Ok(day), "{text}");
        }
        for text in ["5月32日", "2023-13-01", "12", "", "明天"] {
            assert!(date(text).unwrap_err().contains("2023-05-12"), "{text}");
        }
    }

    #[test]
    fn an_issue_is_a_number_or_a_name() {
        assert_eq!(
            issue_name("2023-015"),
            Ok(IssueName {
                year: 2023,
                number: 15
            })
        );
        assert_eq!(issue_name("第2期"), Ok(IssueName { year: 0, number: 2 }));
        assert!(issue_name("零").is_err());
    }
}
