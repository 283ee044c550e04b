//! A TOML document read key by key: whatever is wrong is answered in Chinese, at its line, with the nearest right word.

use std::sync::Arc;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::nearest;
use super::syntax;
use crate::error::{Error, Result};

/// Where something stands: file and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct At {
    file: Arc<str>,
    /// From 1.
    line: usize,
}

impl At {
    /// The error that says what is wrong here.
    pub(super) fn error(&self, problem: impl Into<String>) -> Error {
        Error::Config {
            file: self.file.to_string(),
            line: self.line,
            problem: problem.into(),
        }
    }

    /// Is it in this file?
    pub(super) fn is_in(&self, file: &str) -> bool {
        &*self.file == file
    }

    /// The first line of a file, for what is missing in it altogether.
    pub(super) fn start_of(file: &str) -> At {
        At {
            file: file.into(),
            line: 1,
        }
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told<T> {
    pub(super) value: T,
    pub(super) at: At,
}

/// A file's text, to find lines by.
struct Source<'d> {
    file: Arc<str>,
    text: &'d str,
}

impl Source<'_> {
    fn at(&self, offset: usize) -> At {
        let before = self.text.get(..offset).unwrap_or(self.text);
        At {
            file: Arc::clone(&self.file),
            line: before.matches('\n').count() + 1,
        }
    }
}

/// Reads a document: `read` takes what it knows, and a key that is left over is an error.
pub(super) fn read<T>(file: &str, text: &str, read: impl FnOnce(&mut Section<'_>) -> Result<T>) -> Result<T> {
    let source = Source {
        file: file.into(),
        text,
    };
    let table = syntax::parse(text).map_err(|fault| source.at(fault.offset).error(fault.problem))?;
    let mut section = Section::new(&source, String::new(), table.get_ref());
    let value = read(&mut section)?;
    section.finish()?;
    Ok(value)
}

/// A table of the document. Keys are taken one by one; those never asked for are mistakes.
pub(super) struct Section<'d> {
    source: &'d Source<'d>,
    /// `units.超化镇`, empty at the top.
    path: String,
    left: Vec<(Told<String>, &'d Spanned<DeValue<'d>>)>,
    asked: Vec<&'static str>,
}

impl<'d> Section<'d> {
    fn new(source: &'d Source<'d>, path: String, table: &'d DeTable<'d>) -> Section<'d> {
        let left = table
            .iter()
            .map(|(key, value)| {
                let key = Told {
                    value: key.get_ref().to_string(),
                    at: source.at(key.span().start),
                };
                (key, value)
            })
            .collect();
        Section {
            source,
            path,
            left,
            asked: Vec::new(),
        }
    }

    fn take(&mut self, key: &'static str) -> Option<Entry<'d>> {
        self.asked.push(key);
        let index = self.left.iter().position(|(name, _)| name.value == key)?;
        let (key, item) = self.left.remove(index);
        Some(self.entry(key, item))
    }

    fn entry(&self, key: Told<String>, item: &'d Spanned<DeValue<'d>>) -> Entry<'d> {
        let path = if self.path.is_empty() {
            key.value.clone()
        } else {
            format!("{}.{}", self.path, key.value)
        };
        Entry {
            source: self.source,
            key,
            path,
            item,
        }
    }

    /// A piece of text.
    pub(super) fn text(&mut self, key: &'static str) -> Result<Option<Told<String>>> {
        self.take(key).map(|entry| entry.text()).transpose()
    }

    /// Several pieces of text; one alone counts as a list of one.
    pub(super) fn texts(&mut self, key: &'static str) -> Result<Option<Vec<Told<String>>>> {
        self.take(key).map(|entry| entry.texts()).transpose()
    }

    /// true or false.
    pub(super) fn flag(&mut self, key: &'static str) -> Result<Option<bool>> {
        self.take(key).map(|entry| entry.flag()).transpose()
    }

    /// A whole number from `least` to `most`.
    pub(super) fn count(&mut self, key: &'static str, least: u64, most: u64) -> Result<Option<u64>> {
        self.take(key).map(|entry| entry.count(least, most)).transpose()
    }

    /// A day, as a TOML date or as text `2023-05-12`.
    pub(super) fn day(&mut self, key: &'static str) -> Result<Option<Told<NaiveDate>>> {
        self.take(key).map(|entry| entry.day()).transpose()
    }

    /// A word of a closed list.
    pub(super) fn word<T: Copy>(&mut self, key: &'static str, known: &[(&str, T)]) -> Result<Option<T>> {
        self.take(key).map(|entry| entry.word(known)).transpose()
    }

    /// Words of a closed list.
    pub(super) fn words<T: Copy>(
        &mut self,
        key: &'static str,
        known: &[(&str, T)],
    ) -> Result<Option<Vec<T>>> {
        self.take(key)
            .map(|entry| entry.items()?.iter().map(|item| item.word(known)).collect())
            .transpose()
    }

    /// The items of a list.
    pub(super) fn items(&mut self, key: &'static str) -> Result<Option<Vec<Entry<'d>>>> {
        self.take(key).map(|entry| entry.items()).transpose()
    }

    /// A table within this one.
    pub(super) fn section(&mut self, key: &'static str) -> Result<Option<Section<'d>>> {
        self.take(key).map(|entry| entry.section()).transpose()
    }

    /// What is left, for tables whose keys are free: names of units, headings.
    pub(super) fn rest(&mut self) -> Vec<Entry<'d>> {
        std::mem::take(&mut self.left)
            .into_iter()
            .map(|(key, item)| self.entry(key, item))
            .collect()
    }

    /// Nothing may be left.
    pub(super) fn finish(&mut self) -> Result<()> {
        let Some((key, _)) = self.left.first() else {
            return Ok(());
        };
        let inside = if self.path.is_empty() {
            String::new()
        } else {
            format!("[{}] 里", self.path)
        };
        Err(key.at.error(unknown(&inside, &key.value, &self.asked)))
    }
}

/// 不认识“treshold”。是不是“thresholds”？ – or, where nothing is near, what may stand here.
pub(super) fn unknown(inside: &str, word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("{inside}不认识“{word}”。是不是“{near}”？"),
        None => format!("{inside}不认识“{word}”。这里可以写：{}", known.join("、")),
    }
}

/// One key with its value, or one item of a list.
pub(super) struct Entry<'d> {
    source: &'d Source<'d>,
    pub(super) key: Told<String>,
    path: String,
    item: &'d Spanned<DeValue<'d>>,
}

impl<'d> Entry<'d> {
    /// Where the value stands.
    pub(super) fn at(&self) -> At {
        self.source.at(self.item.span().start)
    }

    /// A table?
    pub(super) fn is_section(&self) -> bool {
        self.item.get_ref().is_table()
    }

    fn wrong(&self, expected: &str) -> Error {
        let found = match self.item.get_ref() {
            DeValue::String(_) => "文字",
            DeValue::Integer(_) | DeValue::Float(_) => "数",
            DeValue::Boolean(_) => "true 或 false",
            DeValue::Datetime(_) => "日期",
            DeValue::Array(_) => "方括号里的列表",
            DeValue::Table(_) => "一节",
        };
        self.at()
            .error(format!("“{}”应写{expected}，这里写的是{found}", self.path))
    }

    /// A piece of text.
    pub(super) fn text(&self) -> Result<Told<String>> {
        match self.item.get_ref() {
            DeValue::String(text) => Ok(Told {
                value: text.to_string(),
                at: self.at(),
            }),
            _ => Err(self.wrong("文字，用英文引号括起来，如 \"超化镇\"")),
        }
    }

    /// Several pieces of text.
    pub(super) fn texts(&self) -> Result<Vec<Told<String>>> {
        match self.item.get_ref() {
            DeValue::String(_) => Ok(vec![self.text()?]),
            DeValue::Array(_) => self.items()?.iter().map(Entry::text).collect(),
            _ => Err(self.wrong("几段文字，如 [\"发改委\", \"市发改委\"]")),
        }
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Result<Vec<Entry<'d>>> {
        let DeValue::Array(items) = self.item.get_ref() else {
            return Err(self.wrong("方括号里的列表，各项用英文逗号隔开"));
        };
        Ok(items
            .iter()
            .map(|item| Entry {
                source: self.source,
                key: self.key.clone(),
                path: self.path.clone(),
                item,
            })
            .collect())
    }

    /// true or false.
    pub(super) fn flag(&self) -> Result<bool> {
        match self.item.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => Err(self.wrong(" true（是）或 false（否），不加引号")),
        }
    }

    /// A whole number within bounds.
    pub(super) fn count(&self, least: u64, most: u64) -> Result<u64> {
        let DeValue::Integer(number) = self.item.get_ref() else {
            return Err(self.wrong("整数，不加引号"));
        };
        i128::from_str_radix(number.as_str(), number.radix())
            .ok()
            .and_then(|number| u64::try_from(number).ok())
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| {
                self.at().error(format!(
                    "“{}”应在{least}到{most}之间，这里是{}",
                    self.path,
                    number.as_str()
                ))
            })
    }

    /// A day.
    pub(super) fn day(&self) -> Result<Told<NaiveDate>> {
        let written = match self.item.get_ref() {
            DeValue::Datetime(moment) if moment.time.is_none() => moment.to_string(),
            DeValue::String(text) => text.trim().to_owned(),
            _ => return Err(self.wrong("日期，如 2023-05-12")),
        };
        let value = NaiveDate::parse_from_str(&written, "%Y-%m-%d").map_err(|_| {
            self.at().error(format!(
                "“{}”不是日期：{written}。写成年-月-日，如 2023-05-12",
                self.path
            ))
        })?;
        Ok(Told { value, at: self.at() })
    }

    /// A word of a closed list.
    pub(super) fn word<T: Copy>(&self, known: &[(&str, T)]) -> Result<T> {
        let told = self.text()?;
        known
            .iter()
            .find(|(word, _)| *word == told.value.trim())
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| {
                let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
                told.at
                    .error(unknown(&format!("“{}”", self.path), &told.value, &words))
            })
    }

    /// A table.
    pub(super) fn section(&self) -> Result<Section<'d>> {
        match self.item.get_ref() {
            DeValue::Table(table) => Ok(Section::new(self.source, self.path.clone(), table)),
            _ => Err(self.wrong(&format!("一节：单独一行 [{}]，下面逐行写", self.path))),
        }
    }
}
