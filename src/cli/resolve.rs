//! `resolve`: what was not recognised, one by one; the answers go into `jianbao.toml` with date and who.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, value};

use super::args::{Common, Reading};
use super::build::checked;
use super::print::Printer;
use super::publish::ask;
use super::workspace::{CONFIGURATION, Workspace, today};
use crate::catalog::{ApprovalState, Catalog, Column, Field, Form, Status, TaskState, with_quoted_keys};
use crate::error::{Error, Result};
use crate::finding::{Code, Finding};
use crate::pipeline::{self, Checked};
use crate::value::UnitId;
use crate::value::text::{fold, one_line};

/// One thing to settle.
struct Question {
    /// 岳村镇 岳村镇项目台账.xlsx › 5.12 › L1
    place: String,
    kind: Kind,
}

enum Kind {
    /// A heading: of whose sheet, in which form, as written, the nearest field.
    Heading {
        unit: Option<UnitId>,
        form: Form,
        heading: String,
        near: Option<Field>,
    },
    /// A word in a column with a fixed vocabulary.
    Word {
        field: Field,
        word: String,
        near: Option<String>,
    },
    /// A file whose unit cannot be told.
    Owner { file: String },
}

/// Lists, proposes, asks, writes.
pub(super) fn run(
    printer: &mut Printer,
    workspace: &Workspace,
    reading: &Reading,
    common: &Common,
) -> Result<()> {
    let run = workspace.run(reading)?;
    let folder = pipeline::gather(&run.input)?;
    let checked = checked(workspace, &run, reading, &folder, true, common)?;
    let questions = questions(&workspace.catalog, &checked);
    if questions.is_empty() {
        printer.line("表头、单位和用词都认识，没有要确认的。");
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        printer.line(&format!(
            "{}处没有认出；在终端里运行 jianbao resolve 可逐一确认并记下",
            questions.len()
        ));
        for question in &questions {
            printer.hanging(
                2,
                "",
                &format!("{}  {}", question.place, question.kind.text(&workspace.catalog)),
                "",
            );
        }
        return Ok(());
    }
    printer.now(&format!(
        "{}处没有认出，逐一确认；回车采用建议，n 跳过，q 退出",
        questions.len()
    ));
    let path = workspace.root.join(CONFIGURATION);
    let mut document = read(&path)?;
    let mut written = 0;
    for (number, question) in questions.iter().enumerate() {
        printer.now("");
        printer.now(&format!(
            "{}/{}  {}  {}",
            number + 1,
            questions.len(),
            question.place,
            question.kind.text(&workspace.catalog)
        ));
        match settle(printer, &workspace.catalog, &question.kind, &mut document)? {
            Answer::Quit => break,
            Answer::Skip => {}
            Answer::Written(line) => {
                written += 1;
                printer.now(&format!("已记下 {line}"));
            }
        }
    }
    if written == 0 {
        printer.line("什么也没有改动。");
        return Ok(());
    }
    save(&path, &document)?;
    printer.line(&format!(
        "{written}处已记入 {CONFIGURATION}；重新运行 jianbao check 看结果"
    ));
    Ok(())
}

enum Answer {
    Written(String),
    Skip,
    Quit,
}

fn questions(catalog: &Catalog, checked: &Checked) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for finding in checked.open() {
        let Some(kind) = kind(catalog, checked, finding) else {
            continue;
        };
        let is_known = questions.iter().any(|known| known.kind.is_same(&kind));
        if !is_known {
            let unit = finding.unit.map_or("", |unit| catalog.unit(unit).short.as_str());
            let place = format!("{unit} {}", finding.place).trim().to_owned();
            questions.push(Question { place, kind });
        }
    }
    questions
}

fn kind(catalog: &Catalog, checked: &Checked, finding: &Finding) -> Option<Kind> {
    match finding.code {
        Code::F04 => Some(Kind::Owner {
            file: finding.place.file.to_string(),
        }),
        Code::S02 | Code::S06 => {
            let heading = one_line(finding.column.as_deref()?);
            let form = table_form(checked, finding)?;
            let near = nearest_field(catalog, form, finding.expected.as_deref().unwrap_or(&heading));
            Some(Kind::Heading {
                unit: finding.unit,
                form,
                heading,
                near,
            })
        }
        Code::V04 => {
            let field = column_field(checked, finding)?;
            let word = finding.message.split('“').nth(1)?.split('”').next()?.to_owned();
            let near = nearest(&word, vocabulary(field).into_iter());
            Some(Kind::Word { field, word, near })
        }
        _ => None,
    }
}

fn table_form(checked: &Checked, finding: &Finding) -> Option<Form> {
    tables(checked, finding).find_map(|table| table.form)
}

fn column_field(checked: &Checked, finding: &Finding) -> Option<Field> {
    let cell = finding.place.cell?.first;
    tables(checked, finding)
        .flat_map(|table| &table.columns)
        .find(|(col, _, _)| *col == cell.col)
        .map(|(_, field, _)| *field)
}

fn tables<'a>(
    checked: &'a Checked,
    finding: &'a Finding,
) -> impl Iterator<Item = &'a crate::record::TableReading> {
    checked
        .submissions
        .iter()
        .filter(|submission| *submission.file == *finding.place.file)
        .flat_map(|submission| &submission.sheets)
        .filter(|sheet| sheet.name.as_deref() == finding.place.sheet.as_deref())
        .flat_map(|sheet| &sheet.tables)
}

fn nearest_field(catalog: &Catalog, form: Form, text: &str) -> Option<Field> {
    let text = fold(text);
    let columns = &catalog.form(form)?.columns;
    let score = |column: &Column| {
        let names = std::iter::once(&column.label).chain(&column.also);
        names
            .map(|name| strsim::normalized_levenshtein(&fold(name), &text))
            .fold(0.0_f64, f64::max)
    };
    columns
        .iter()
        .map(|column| (score(column), column.field))
        .filter(|(score, _)| *score >= 0.5)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, field)| field)
}

fn nearest(word: &str, known: impl Iterator<Item = String>) -> Option<String> {
    known
        .map(|known| (strsim::normalized_levenshtein(&known, word), known))
        .filter(|(score, _)| *score > 0.0)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, known)| known)
}

/// The words a column may be settled to.
fn vocabulary(field: Field) -> Vec<String> {
    match field {
        Field::Status => Status::ALL
            .iter()
            .map(|status| status.word().to_owned())
            .collect(),
        Field::State => vec![
            task_word(TaskState::Open).to_owned(),
            task_word(TaskState::Closed).to_owned(),
        ],
        Field::Approval(_) => [
            ApprovalState::Granted,
            ApprovalState::InHand,
            ApprovalState::Deferred,
            ApprovalState::Promised,
            ApprovalState::None,
            ApprovalState::NotApplicable,
        ]
        .map(|state| state.word().to_owned())
        .to_vec(),
        _ => Vec::new(),
    }
}

const fn task_word(state: TaskState) -> &'static str {
    match state {
        TaskState::Open => "未办结",
        TaskState::Closed => "已办结",
    }
}

impl Kind {
    fn text(&self, catalog: &Catalog) -> String {
        match self {
            Kind::Heading {
                form, heading, near, ..
            } => {
                let near = near.map_or(String::new(), |field| {
                    format!("，近似“{}”", label(catalog, *form, field))
                });
                format!("表头“{heading}”{near}")
            }
            Kind::Word { word, near, .. } => {
                let near = near
                    .as_ref()
                    .map_or(String::new(), |near| format!("，近似“{near}”"));
                format!("用词“{word}”{near}")
            }
            Kind::Owner { file } => format!("“{file}”分不清填报单位"),
        }
    }

    /// The same heading of the same unit, the same word of the same column: one answer settles both.
    fn is_same(&self, other: &Kind) -> bool {
        match (self, other) {
            (
                Kind::Heading {
                    unit, heading, form, ..
                },
                Kind::Heading {
                    unit: unit2,
                    heading: heading2,
                    form: form2,
                    ..
                },
            ) => (unit, heading, form) == (unit2, heading2, form2),
            (
                Kind::Word { field, word, .. },
                Kind::Word {
                    field: field2,
                    word: word2,
                    ..
                },
            ) => (field, word) == (field2, word2),
            (Kind::Owner { file }, Kind::Owner { file: file2 }) => file == file2,
            _ => false,
        }
    }
}

/// What a field is called in a form.
fn label(catalog: &Catalog, form: Form, field: Field) -> String {
    let columns = catalog
        .form(form)
        .map(|schema| schema.columns.as_slice())
        .unwrap_or_default();
    columns
        .iter()
        .find(|column| column.field == field)
        .map_or_else(|| field.to_string(), |column| column.label.clone())
}

fn settle(
    printer: &mut Printer,
    catalog: &Catalog,
    kind: &Kind,
    document: &mut DocumentMut,
) -> Result<Answer> {
    match kind {
        Kind::Heading {
            unit,
            form,
            heading,
            near,
        } => {
            let labels: Vec<(String, Field)> = catalog
                .form(*form)
                .map(|schema| {
                    schema
                        .columns
                        .iter()
                        .map(|column| (column.label.clone(), column.field))
                        .collect()
                })
                .unwrap_or_default();
            let near = near
                .and_then(|field| labels.iter().find(|(_, known)| *known == field))
                .map(|(label, _)| label.clone());
            let names: Vec<String> = labels.iter().map(|(label, _)| label.clone()).collect();
            let Some(chosen) = choose(printer, near, &names, "这一列是什么？写表头名称")? else {
                return Ok(Answer::Quit);
            };
            let Some((_, field)) = labels.iter().find(|(label, _)| *label == chosen) else {
                return Ok(Answer::Skip);
            };
            let id = catalog.field_id(*field);
            Ok(Answer::Written(match unit {
                Some(unit) => {
                    let short = catalog.unit(*unit).short.clone();
                    put(document, &["units", &short, "headings"], heading, &id)?
                }
                None => put(document, &["headings", form.id()], heading, &id)?,
            }))
        }
        Kind::Word { field, word, near } => {
            let names = vocabulary(*field);
            let Some(chosen) = choose(printer, near.clone(), &names, "这个词是什么意思？")? else {
                return Ok(Answer::Quit);
            };
            if chosen.is_empty() {
                return Ok(Answer::Skip);
            }
            let id = catalog.field_id(*field);
            Ok(Answer::Written(put(
                document,
                &["words", "meanings", &id],
                word,
                &chosen,
            )?))
        }
        Kind::Owner { file } => {
            let names: Vec<String> = catalog.units.iter().map(|unit| unit.short.clone()).collect();
            let Some(chosen) = choose(printer, None, &names, "是哪个单位的？写单位名称")? else {
                return Ok(Answer::Quit);
            };
            if chosen.is_empty() {
                return Ok(Answer::Skip);
            }
            let spelling = ask(&format!(
                "文件名“{file}”里哪几个字指{chosen}？（以后见到就认，回车不记）："
            ))?;
            if spelling.is_empty() || !file.contains(&spelling) {
                printer.now("没有记下；也可以把文件放进以单位命名的文件夹");
                return Ok(Answer::Skip);
            }
            Ok(Answer::Written(put_alias(document, &chosen, &spelling)?))
        }
    }
}

/// `Some("")`: skipped. `None`: no more questions.
fn choose(
    printer: &mut Printer,
    near: Option<String>,
    names: &[String],
    question: &str,
) -> Result<Option<String>> {
    if let Some(near) = near {
        match ask(&format!(
            "     建议：{near}。采用？[回车采用／n 跳过／q 退出，或写别的]："
        ))?
        .as_str()
        {
            "" | "y" | "是" => return Ok(Some(near)),
            "n" | "否" => return Ok(Some(String::new())),
            "q" => return Ok(None),
            other if names.iter().any(|name| name == other) => return Ok(Some(other.to_owned())),
            _ => {}
        }
    }
    printer.now(&format!("     可以是：{}", names.join("、")));
    loop {
        match ask(&format!("     {question}（n 跳过，q 退出）："))?.as_str() {
            "n" | "否" | "" => return Ok(Some(String::new())),
            "q" => return Ok(None),
            other if names.iter().any(|name| name == other) => return Ok(Some(other.to_owned())),
            other => printer.now(&format!("     没有“{other}”")),
        }
    }
}

fn read(path: &Path) -> Result<DocumentMut> {
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
fn save(path: &Path, document: &DocumentMut) -> Result<()> {
    let incoming = path.with_extension("toml.new");
    fs::write(&incoming, document.to_string()).map_err(|error| Error::disk("写不了", &incoming, error))?;
    fs::rename(&incoming, path).map_err(|error| Error::disk("写不了", path, error))
}

/// `[units.岳村镇.headings] "竣工投产时间" = "planned_completion"  # 2023-05-12 王晓东`
fn put(document: &mut DocumentMut, path: &[&str], key: &str, text: &str) -> Result<String> {
    let table = table(document, path)?;
    table.insert(key, signed(text)?);
    Ok(format!("[{}] \"{key}\" = \"{text}\"", path.join(".")))
}

fn put_alias(document: &mut DocumentMut, unit: &str, spelling: &str) -> Result<String> {
    let table = table(document, &["units", unit])?;
    let list = table.entry("also").or_insert(value(toml_edit::Array::new()));
    let Some(list) = list.as_array_mut() else {
        return Err(Error::Refused(format!(
            "{CONFIGURATION} 里 [units.{unit}] 的 also 应是方括号里的一串名称"
        )));
    };
    list.push(spelling);
    Ok(format!("[units.{unit}] also 加上 \"{spelling}\""))
}

fn signed(text: &str) -> Result<Item> {
    let who = ["USERNAME", "USER"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .unwrap_or_default();
    let mut item = value(text);
    if let Some(written) = item.as_value_mut() {
        written
            .decor_mut()
            .set_suffix(format!("  # {} {who}", today()?).trim_end());
    }
    Ok(item)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_with_bare_chinese_keys_can_be_written_to() {
        let text = "[units.岳村镇]\nalso = [\"岳村政府\"]\n\n[words.meanings.status]\n开建2 = \"在建\"\n";
        let mut document = parse(text).unwrap();
        put(
            &mut document,
            &["units", "岳村镇", "headings"],
            "投产",
            "completed_on",
        )
        .unwrap();
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
        put(
            &mut document,
            &["units", "岳村镇", "headings"],
            "竣工投产时间",
            "planned_completion",
        )
        .unwrap();
        put_alias(&mut document, "岳村镇", "岳村政府").unwrap();
        let text = document.to_string();
        assert!(text.starts_with("# 我们的配置\nas_of = 2023-05-12\n"), "{text}");
        assert!(text.contains("[units.\"岳村镇\".headings]"), "{text}");
        assert!(
            text.contains("\"竣工投产时间\" = \"planned_completion\"  # 20"),
            "{text}"
        );
        assert!(text.contains("also = [\"岳村政府\"]"), "{text}");
    }
}
