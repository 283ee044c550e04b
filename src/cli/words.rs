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

/// The sentence for a clap error: what is wrong with what was typed, and the nearest right word.
pub(super) fn sentence(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let said = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let option = said.split([' ', '=']).next().unwrap_or("").to_owned();
    match error.kind() {
        ErrorKind::UnknownArgument => stray(&option, nearest(error, ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => no_command(
            &context(ContextKind::InvalidSubcommand),
            nearest(error, ContextKind::SuggestedSubcommand),
        ),
        ErrorKind::InvalidValue if value.is_empty() => {
            let what = said.split(['<', '>']).nth(1).unwrap_or("一个值");
            format!("{option} 后面要写{what}")
        }
        ErrorKind::InvalidValue => format!(
            "{option} 不能是“{value}”，可以是：{}",
            context(ContextKind::ValidValue)
        ),
        ErrorKind::ValueValidation => std::error::Error::source(error)
            .map_or_else(|| format!("{option} 的值“{value}”不对"), ToString::to_string),
        ErrorKind::MissingRequiredArgument => format!("还缺：{said}"),
        ErrorKind::ArgumentConflict => format!("{option} 写了两次，只能写一次"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{option} 后面的值个数不对")
        }
        ErrorKind::NoEquals => format!("{option} 后面要写等号"),
        ErrorKind::InvalidUtf8 => "有的参数不是可读的文字".to_owned(),
        _ => "命令写法不对".to_owned(),
    }
}

/// The best of clap's proposals, which it lists with the best last.
fn nearest(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text),
        Some(ContextValue::Strings(texts)) => texts.last().map(String::as_str),
        _ => None,
    }
}

fn with_nearest(said: String, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("{said}。是不是 {near}？"),
        None => said,
    }
}

/// An option that there is not, or a word too many.
fn stray(word: &str, near: Option<&str>) -> String {
    if is_wide_dash(word) {
        wide_dash(word)
    } else if word.starts_with('-') {
        with_nearest(format!("没有这个选项：{word}"), near)
    } else {
        format!("多写了“{word}”；名字里有空格的，两头加上英文引号")
    }
}

fn no_command(word: &str, near: Option<&str>) -> String {
    if is_wide_dash(word) {
        wide_dash(word)
    } else if std::path::Path::new(word).exists() {
        format!("“{word}”不是命令。只核对它：jianbao check {word}")
    } else {
        with_nearest(format!("没有这个命令：{word}"), near)
    }
}

/// A dash as a Chinese input method types it.
fn is_wide_dash(word: &str) -> bool {
    word.starts_with(['－', '—', '–', '−', '―'])
}

fn wide_dash(word: &str) -> String {
    format!("“{word}”开头的横线是中文的，换成英文的 -")
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
