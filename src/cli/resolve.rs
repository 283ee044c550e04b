//! `resolve`: what was not recognised, one by one; the answers go into `jianbao.toml` with date and who.

use std::io::{self, IsTerminal};

use toml_edit::DocumentMut;

use super::args::{Common, Reading};
use super::build::checked;
use super::print::Printer;
use super::publish::ask;
use super::settled;
use super::workspace::{CONFIGURATION, Workspace};
use crate::catalog::{ApprovalState, Catalog, Column, Field, Form, Status, TaskState};
use crate::error::Result;
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
    /// A word in a column with a fixed vocabulary, of whose sheet.
    Word {
        unit: Option<UnitId>,
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
    let path = workspace.root.join(CONFIGURATION);
    let mut document = settled::read(&path)?;
    if questions.is_empty() {
        settled::list(printer, &workspace.catalog, &document);
        printer.gap();
        printer.line("表头、单位和用词都认识，没有要确认的。");
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        settled::list(printer, &workspace.catalog, &document);
        printer.gap();
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
    let mut written = 0;
    let mut said: Vec<(Field, String, String)> = Vec::new();
    for (number, question) in questions.iter().enumerate() {
        printer.now("");
        printer.now(&format!(
            "{}/{}  {}  {}",
            number + 1,
            questions.len(),
            question.place,
            question.kind.text(&workspace.catalog)
        ));
        match settle(
            printer,
            &workspace.catalog,
            &question.kind,
            &mut said,
            &mut document,
        )? {
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
    settled::save(&path, &document)?;
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
            Some(Kind::Word {
                unit: finding.unit,
                field,
                word,
                near,
            })
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

    /// The same heading or the same word of the same unit's column: one answer settles both.
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
                Kind::Word {
                    unit, field, word, ..
                },
                Kind::Word {
                    unit: unit2,
                    field: field2,
                    word: word2,
                    ..
                },
            ) => (unit, field, word) == (unit2, field2, word2),
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
    said: &mut Vec<(Field, String, String)>,
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
                    settled::put(document, &["units", &short, "headings"], heading, &id)?
                }
                None => settled::put(document, &["headings", form.id()], heading, &id)?,
            }))
        }
        Kind::Word {
            unit,
            field,
            word,
            near,
        } => {
            // Another unit's answer about the same word is the best proposal.
            let earlier = said.iter().find(|(of, asked, _)| of == field && asked == word);
            let near = earlier.map(|(_, _, answer)| answer.clone()).or(near.clone());
            let names = vocabulary(*field);
            let Some(chosen) = choose(printer, near, &names, "这个词是什么意思？")? else {
                return Ok(Answer::Quit);
            };
            if chosen.is_empty() {
                return Ok(Answer::Skip);
            }
            let id = catalog.field_id(*field);
            let line = match unit {
                Some(unit) => {
                    let path = ["units", &catalog.unit(*unit).short, "words", &id];
                    settled::put(document, &path, word, &chosen)?
                }
                None => settled::put(document, &["words", "meanings", &id], word, &chosen)?,
            };
            said.push((*field, word.clone(), chosen));
            Ok(Answer::Written(line))
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
            Ok(Answer::Written(settled::put_name(document, &chosen, &spelling)?))
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
