//! What was settled once: the answers that stand in `jianbao.toml`, each with its day and who gave it.

use std::fs;
use std::io;
use std::path::Path;

use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value, value};

use super::print::Printer;
use super::workspace::{CONFIGURATION, today};
use crate::catalog::{Catalog, with_quoted_keys};
use crate::error::{Error, Result};

/// One answer: whose word or heading it is and what it means.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    /// The unit's name as the file has it; `None`: every unit's.
    unit: Option<String>,
    /// What was asked.
    about: About,
    /// As the unit writes it.
    written: String,
    /// `2023-05-12 王晓东`; empty where the file does not say.
    signature: String,
}

/// What an answer is about.
#[derive(Debug, PartialEq, Eq)]
enum About {
    /// A heading: the id of its field.
    Heading(String),
    /// A word of the column of this field, and the known word.
    Word(String, String),
    /// A spelling of the unit's own name.
    Name,
}

/// The configuration, to be written to; empty where there is none.
pub(super) fn read(path: &Path) -> Result<DocumentMut> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Error::disk("读不了", path, error)),
    };
    parse(&text)
}

/// Whatever the program reads as its configuration can be written to.
fn parse(text: &str) -> Result<DocumentMut> {
    let text = with_quoted_keys(text.trim_start_matches('\u{FEFF}'));
    text.parse().map_err(|_| {
        Error::Refused(format!(
            "{CONFIGURATION} 写得不对，先运行 jianbao check 看是第几行"
        ))
    })
}

/// Beside the old file, then over it: a kill leaves one or the other.
pub(super) fn save(path: &Path, document: &DocumentMut) -> Result<()> {
    let incoming = path.with_extension("toml.new");
    fs::write(&incoming, document.to_string()).map_err(|error| Error::disk("写不了", &incoming, error))?;
    fs::rename(&incoming, path).map_err(|error| Error::disk("写不了", path, error))
}

/// `[units.岳村镇.headings] "竣工投产时间" = "planned_completion"  # 2023-05-12 王晓东`
pub(super) fn put(document: &mut DocumentMut, path: &[&str], key: &str, text: &str) -> Result<String> {
    let mut item = value(text);
    if let Some(written) = item.as_value_mut() {
        written.decor_mut().set_suffix(format!("  # {}", signature()?));
    }
    table(document, path)?.insert(key, item);
    Ok(format!("[{}] \"{key}\" = \"{text}\"", path.join(".")))
}

/// `[units.岳村镇] also = [ "岳村政府" ]`, the signature above the spelling.
pub(super) fn put_name(document: &mut DocumentMut, unit: &str, spelling: &str) -> Result<String> {
    let table = table(document, &["units", unit])?;
    let list = table.entry("also").or_insert(value(Array::new()));
    let Some(list) = list.as_array_mut() else {
        return Err(Error::Refused(format!(
            "{CONFIGURATION} 里 [units.{unit}] 的 also 应是方括号里的一串名称"
        )));
    };
    let mut name = Value::from(spelling);
    name.decor_mut().set_prefix(format!("\n  # {}\n  ", signature()?));
    list.push_formatted(name);
    list.set_trailing_comma(true);
    list.set_trailing("\n");
    Ok(format!("[units.{unit}] also 加上 \"{spelling}\""))
}

/// `2023-05-12 王晓东`
fn signature() -> Result<String> {
    let who = ["USERNAME", "USER"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .unwrap_or_default();
    Ok(format!("{} {who}", today()?).trim_end().to_owned())
}

fn table<'a>(document: &'a mut DocumentMut, path: &[&str]) -> Result<&'a mut Table> {
    let mut table = document.as_table_mut();
    for (depth, name) in path.iter().enumerate() {
        let is_last = depth + 1 == path.len();
        let entry = table.entry(name).or_insert_with(|| {
            let mut new = Table::new();
            new.set_implicit(!is_last);
            Item::Table(new)
        });
        table = entry.as_table_mut().ok_or_else(|| {
            Error::Refused(format!(
                "{CONFIGURATION} 里 {} 应是一节（方括号开头）",
                path.join(".")
            ))
        })?;
    }
    Ok(table)
}

/// Prints what was settled before, with the day and who settled it.
pub(super) fn list(printer: &mut Printer, catalog: &Catalog, document: &DocumentMut) {
    let answers = answers(document);
    if answers.is_empty() {
        return;
    }
    printer.line(&format!("已经认得{}处（{CONFIGURATION} 里可改）", answers.len()));
    for answer in answers {
        let whose = answer.unit.as_deref().unwrap_or("各单位");
        let written = &answer.written;
        let column = |id: &str| any_label(catalog, id);
        let text = match &answer.about {
            About::Heading(field) => format!("表头“{written}”是“{}”", column(field)),
            About::Word(field, means) => format!("“{}”栏的“{written}”是“{means}”", column(field)),
            About::Name => format!("“{written}”是它的名称"),
        };
        printer.hanging(2, "", &format!("{whose}  {text}"), &answer.signature);
    }
}

/// What a field is called, in the first form that has it; an approval by its own name.
fn any_label(catalog: &Catalog, id: &str) -> String {
    let approval = catalog.approval_ids().map(|approval| catalog.approval(approval));
    let mut columns = catalog.forms.iter().flat_map(|form| &form.columns);
    columns
        .find(|column| column.field.id() == Some(id))
        .map(|column| column.label.clone())
        .or_else(|| {
            approval
                .into_iter()
                .find(|approval| approval.id == id)
                .map(|approval| approval.name.clone())
        })
        .unwrap_or_else(|| id.to_owned())
}

/// Every answer that the file holds, in its order.
fn answers(document: &DocumentMut) -> Vec<Answer> {
    let root = document.as_table();
    let mut answers = Vec::new();
    for (unit, own) in sections(root.get("units")) {
        let whose = Some(unit);
        for (heading, field) in texts(own.get("headings")) {
            answers.push(answer(whose, About::Heading(field.0), heading, field.1));
        }
        for (column, words) in sections(own.get("words")) {
            push_words(&mut answers, whose, column, words);
        }
        let names = own.get("also").and_then(Item::as_array);
        // Only a signed spelling was asked for; the roster's own names were not.
        for name in names.into_iter().flatten() {
            let signature = comment(name.decor().prefix().and_then(|raw| raw.as_str()));
            if let Some(spelling) = name.as_str().filter(|_| !signature.is_empty()) {
                answers.push(answer(whose, About::Name, spelling, signature));
            }
        }
    }
    for (heading, field) in texts(root.get("headings")) {
        answers.push(answer(None, About::Heading(field.0), heading, field.1));
    }
    for (_, form) in sections(root.get("headings")) {
        for (heading, field) in texts_of(form) {
            answers.push(answer(None, About::Heading(field.0), heading, field.1));
        }
    }
    let meanings = root.get("words").and_then(|words| words.get("meanings"));
    for (column, words) in sections(meanings) {
        push_words(&mut answers, None, column, words);
    }
    answers
}

fn push_words(answers: &mut Vec<Answer>, unit: Option<&str>, column: &str, words: &dyn TableLike) {
    for (word, (means, signature)) in texts_of(words) {
        let about = About::Word(column.to_owned(), means);
        answers.push(answer(unit, about, word, signature));
    }
}

fn answer(unit: Option<&str>, about: About, written: &str, signature: String) -> Answer {
    Answer {
        unit: unit.map(str::to_owned),
        about,
        written: written.to_owned(),
        signature,
    }
}

fn sections(item: Option<&Item>) -> impl Iterator<Item = (&str, &dyn TableLike)> {
    let table = item.and_then(Item::as_table_like);
    table
        .into_iter()
        .flat_map(|table| table.iter())
        .filter_map(|(key, item)| Some((key, item.as_table_like()?)))
}

fn texts(item: Option<&Item>) -> impl Iterator<Item = (&str, (String, String))> {
    let table = item.and_then(Item::as_table_like);
    table.into_iter().flat_map(texts_of)
}

/// The keys whose values are texts: value and signature.
fn texts_of(table: &dyn TableLike) -> impl Iterator<Item = (&str, (String, String))> {
    table.iter().filter_map(|(key, item)| {
        let value = item.as_value()?;
        let signature = comment(value.decor().suffix().and_then(|raw| raw.as_str()));
        Some((key, (value.as_str()?.to_owned(), signature)))
    })
}

/// What stands behind `#`.
fn comment(decor: Option<&str>) -> String {
    let behind = decor.and_then(|decor| decor.split_once('#'));
    behind.map_or(String::new(), |(_, said)| {
        said.lines().next().unwrap_or_default().trim().to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_with_bare_chinese_keys_can_be_written_to() {
        let text = "[units.岳村镇]\nalso = [\"岳村政府\"]\n\n[words.meanings.status]\n开建2 = \"在建\"\n";
        let mut document = parse(text).unwrap();
        let path = ["units", "岳村镇", "headings"];
        put(&mut document, &path, "投产", "completed_on").unwrap();
        let text = document.to_string();
        assert!(text.contains("[units.\"岳村镇\"]\nalso"), "{text}");
        assert!(text.contains("\"开建2\" = \"在建\""), "{text}");
        assert!(text.contains("\"投产\" = \"completed_on\""), "{text}");
    }

    #[test]
    fn an_answer_keeps_what_the_file_says_and_signs_itself() {
        let mut document: DocumentMut = "# 我们的配置\nas_of = 2023-05-12\n\n[office]\nbulletin = \"简报\"\n"
            .parse()
            .unwrap();
        let path = ["units", "岳村镇", "headings"];
        put(&mut document, &path, "竣工投产时间", "planned_completion").unwrap();
        put_name(&mut document, "岳村镇", "岳村政府").unwrap();
        put_name(&mut document, "岳村镇", "岳村镇府").unwrap();
        let text = document.to_string();
        assert!(text.starts_with("# 我们的配置\nas_of = 2023-05-12\n"), "{text}");
        assert!(text.contains("[units.\"岳村镇\".headings]"), "{text}");
        assert!(
            text.contains("\"竣工投产时间\" = \"planned_completion\"  # 20"),
            "{text}"
        );
        assert!(text.contains("\n  \"岳村政府\",\n  # 20"), "{text}");
        assert!(text.contains("\n  \"岳村镇府\",\n]"), "{text}");
    }

    #[test]
    fn what_was_settled_is_read_back_with_day_and_name() {
        let text = "[headings]\n\"盘子\" = \"total_investment\"\n[headings.task]\n\"卡点\" = \"matter\" # 2023-05-01\n\
                    [units.\"岳村镇\"]\nalso = [\"岳村\",\n  # 2023-05-12 王晓东\n  \"岳村政府\",\n]\n\
                    [units.\"岳村镇\".headings]\n\"投产时间\" = \"completed_on\"  # 2023-05-12 王晓东\n\
                    [units.\"岳村镇\".words.eia]\n\"批了\" = \"已办结\"\n[words.meanings.status]\n\"开建\" = \"在建\"\n";
        let document = parse(text).unwrap();
        let settled: Vec<(String, String, String)> = answers(&document)
            .into_iter()
            .map(|answer| (answer.unit.unwrap_or_default(), answer.written, answer.signature))
            .collect();
        let of = |unit: &str, written: &str, signature: &str| {
            (unit.to_owned(), written.to_owned(), signature.to_owned())
        };
        assert_eq!(
            settled,
            [
                of("岳村镇", "投产时间", "2023-05-12 王晓东"),
                of("岳村镇", "批了", ""),
                of("岳村镇", "岳村政府", "2023-05-12 王晓东"),
                of("", "盘子", ""),
                of("", "卡点", "2023-05-01"),
                of("", "开建", ""),
            ]
        );
    }
}
