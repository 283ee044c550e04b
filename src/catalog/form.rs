//! 台账格式: the columns of each form and how their headings are recognised.

use serde::{Deserialize, Serialize};

use super::Field;

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
    /// Other headings, folded; units, years and brackets are left out before comparing.
    pub also: Vec<String>,
    /// Parents (upper headings) under which a leaf that is otherwise ambiguous means this field.
    pub under: Vec<String>,
    /// What its cells are read as.
    pub kind: ValueKind,
    /// V01 where it is missing.
    pub required: bool,
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
}
