//! 台账格式: the columns of each form and how their headings are recognised.

use serde::{Deserialize, Serialize};

use super::Field;
use crate::error::{Error, Result};

/// The forms that are recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// 项目台账: a locality's, a department's or a lead's
    Project,
    /// 任务清单
    Task,
    /// 手续办理台账
    Approval,
    /// 银企对接
    Financing,
    /// 督导记录
    Inspection,
}

impl Form {
    /// In the order of the contract.
    pub const ALL: [Form; 5] = [
        Form::Project,
        Form::Task,
        Form::Approval,
        Form::Financing,
        Form::Inspection,
    ];

    /// `project`, as in `issue.json`.
    pub const fn id(self) -> &'static str {
        match self {
            Form::Project => "project",
            Form::Task => "task",
            Form::Approval => "approval",
            Form::Financing => "financing",
            Form::Inspection => "inspection",
        }
    }
}

/// What a column's cells are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// Free text.
    Text,
    /// 金额
    Amount,
    /// 日期
    Day,
    /// 项目代码
    Code,
    /// 项目状态
    Status,
    /// 手续办理状态
    Approval,
    /// 任务办理状态
    TaskState,
    /// 比率
    Rate,
    /// 单位
    Unit,
    /// 项目类型
    Kinds,
}

/// One column of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// What it holds.
    pub field: Field,
    /// The canonical heading, 总投资.
    pub label: String,
    /// Other headings, as people write them; units, years and brackets are left out before comparing.
    pub also: Vec<String>,
    /// Parents (upper headings) under which one of `leaf` means this field.
    pub under: Vec<String>,
    /// Leaves that mean this field under such a parent only: 已支付 › 中央.
    pub leaf: Vec<String>,
    /// What its cells are read as.
    pub kind: ValueKind,
    /// V01 where it is missing.
    pub required: bool,
    /// S03 where no column holds it.
    pub expected: bool,
    /// Does it speak for this form among the others?
    pub telling: bool,
}

/// Headings that several fields could mean, as 累计完成投资.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ambiguous {
    /// The fields, the one to prefer beside the other first.
    pub means: Vec<Field>,
    /// The headings.
    pub labels: Vec<String>,
    /// Do other tables use them as well, so that they speak for no form? 开始时间.
    #[serde(default)]
    pub common: bool,
}

/// A form: its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSchema {
    /// Which form.
    pub form: Form,
    /// 项目台账, as shown.
    pub name: String,
    /// Words in a sheet's name or title that speak for it.
    pub also: Vec<String>,
    /// The column without which it is not this form.
    pub name_field: Field,
    /// In the order of the canonical sheet.
    pub columns: Vec<Column>,
    /// Headings that several fields could mean.
    pub ambiguous: Vec<Ambiguous>,
    /// Headings that are known to be units' own columns.
    pub own: Vec<String>,
    /// What may stand before an approval's name in a heading of it: 是否取得.
    pub approval_before: Vec<String>,
    /// What may stand behind it: 批复.
    pub approval_after: Vec<String>,
}

impl FormSchema {
    /// The column that holds a field.
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// Reads `catalog/forms/<form>.toml`; `file` is its name for messages.
    pub fn parse(file: &str, text: &str) -> Result<FormSchema> {
        let raw: RawForm = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let problem = format!(
                "写法不对，多半是栏目名写错、少了引号或逗号：{}",
                line_text(text, at)
            );
            Error::Config {
                file: file.to_owned(),
                line: line_of(text, at),
                problem,
            }
        })?;
        let unknown = |id: &toml::Spanned<String>| Error::Config {
            file: file.to_owned(),
            line: line_of(text, id.span().start),
            problem: unknown_field(id.get_ref()),
        };
        let field = |id: &toml::Spanned<String>| Field::named(id.get_ref()).ok_or_else(|| unknown(id));
        Ok(FormSchema {
            form: raw.form,
            name_field: field(&raw.name_field)?,
            name: raw.name,
            also: raw.also,
            columns: raw
                .column
                .into_iter()
                .map(|column| {
                    Ok(Column {
                        field: field(&column.field)?,
                        label: column.label,
                        also: column.also,
                        under: column.under,
                        leaf: column.leaf,
                        kind: column.kind,
                        required: column.required,
                        expected: column.expected,
                        telling: column.telling,
                    })
                })
                .collect::<Result<_>>()?,
            ambiguous: raw
                .ambiguous
                .into_iter()
                .map(|entry| {
                    Ok(Ambiguous {
                        means: entry.means.iter().map(field).collect::<Result<_>>()?,
                        labels: entry.labels,
                        common: entry.common,
                    })
                })
                .collect::<Result<_>>()?,
            own: raw.own.labels,
            approval_before: raw.approval.before,
            approval_after: raw.approval.after,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawForm {
    form: Form,
    name: String,
    name_field: toml::Spanned<String>,
    #[serde(default)]
    also: Vec<String>,
    column: Vec<RawColumn>,
    #[serde(default)]
    ambiguous: Vec<RawAmbiguous>,
    #[serde(default)]
    own: RawOwn,
    #[serde(default)]
    approval: RawApproval,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    field: toml::Spanned<String>,
    label: String,
    kind: ValueKind,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    under: Vec<String>,
    #[serde(default)]
    leaf: Vec<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    expected: bool,
    #[serde(default)]
    telling: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAmbiguous {
    means: Vec<toml::Spanned<String>>,
    labels: Vec<String>,
    #[serde(default)]
    common: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOwn {
    labels: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawApproval {
    before: Vec<String>,
    after: Vec<String>,
}

fn unknown_field(id: &str) -> String {
    let nearest = Field::NAMED
        .iter()
        .filter_map(|field| field.id())
        .max_by(|a, b| strsim::jaro_winkler(a, id).total_cmp(&strsim::jaro_winkler(b, id)))
        .unwrap_or("name");
    format!("没有“{id}”这个栏目，最接近的是“{nearest}”")
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1
}

fn line_text(text: &str, at: usize) -> &str {
    text.lines().nth(line_of(text, at) - 1).unwrap_or("").trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_preset_reads() {
        for (form, text) in [
            (Form::Project, include_str!("../../catalog/forms/project.toml")),
            (Form::Task, include_str!("../../catalog/forms/task.toml")),
            (Form::Approval, include_str!("../../catalog/forms/approval.toml")),
            (
                Form::Financing,
                include_str!("../../catalog/forms/financing.toml"),
            ),
            (
                Form::Inspection,
                include_str!("../../catalog/forms/inspection.toml"),
            ),
        ] {
            let schema = FormSchema::parse("form.toml", text).unwrap();
            assert_eq!(schema.form, form);
            assert!(schema.column(schema.name_field).is_some());
        }
    }

    #[test]
    fn a_misspelt_field_is_answered_with_line_and_nearest_word() {
        let text = "form = \"task\"\nname = \"任务\"\nname_field = \"matter\"\n[[column]]\nfield = \"mater\"\nlabel = \"事项\"\nkind = \"text\"\n";
        let said = FormSchema::parse("catalog/forms/task.toml", text)
            .unwrap_err()
            .to_string();
        assert!(said.contains("第5行") && said.contains("matter"), "{said}");
    }
}
