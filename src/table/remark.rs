//! What is to be said about a table's headings: S02, S03, S06, and S07 for what a sheet hides.

use super::{Doubt, Grid, Lexicon, RowKind, Table, TableColumn};
use crate::catalog::{Field, Form};
use crate::finding::{Code, Finding, Place};
use crate::sheet::Visibility;
use crate::value::column_name;

/// Findings about the headings of a sheet's tables and about what it hides.
pub fn remarks(grid: &Grid<'_>, lexicon: &Lexicon<'_>, place: &Place, tables: &[Table]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in tables {
        let Some(form) = table.form.and_then(|form| lexicon.form(form)) else {
            continue;
        };
        let held = |field: Field| table.columns.iter().any(|column| column.field == Some(field));
        for column in &table.columns {
            if let Some(doubt) = &column.doubt {
                findings.push(ambiguous(lexicon, form.schema.form, place, column, doubt));
            }
            if let Some(near) = column.near.filter(|near| !held(*near)) {
                findings.push(unrecognised(lexicon, form.schema.form, place, column, near));
            }
        }
        if table.card.is_none() {
            findings.extend(missing(form.schema, place, table));
        }
    }
    findings.extend(hidden(grid, place, tables));
    findings
}

fn label_of(lexicon: &Lexicon<'_>, form: Form, field: Field) -> String {
    match field {
        Field::Approval(id) => lexicon.catalog.approval(id).name.clone(),
        field => lexicon
            .form(form)
            .and_then(|form| form.schema.column(field))
            .map_or_else(|| field.to_string(), |column| column.label.clone()),
    }
}

fn ambiguous(
    lexicon: &Lexicon<'_>,
    form: Form,
    place: &Place,
    column: &TableColumn,
    doubt: &Doubt,
) -> Finding {
    let taken = column.field.map(|field| label_of(lexicon, form, field));
    let (message, help) = match (doubt, taken) {
        (Doubt::Neighbour(beside), Some(taken)) => (
            format!(
                "“{}”有两种理解，旁边已有“{beside}”，按“{taken}”采用",
                column.heading
            ),
            format!("请把这一栏的名称写成“{taken}”"),
        ),
        (Doubt::Figures(why), Some(taken)) => (
            format!("“{}”有两种理解，{why}，按“{taken}”采用", column.heading),
            format!("请把这一栏的名称写成“{taken}”"),
        ),
        _ => {
            let means: &[Field] = if let Doubt::Open(means) = doubt {
                means
            } else {
                &[]
            };
            let names: Vec<String> = means
                .iter()
                .map(|field| format!("“{}”", label_of(lexicon, form, *field)))
                .collect();
            (
                format!(
                    "“{}”分不清是{}，这一栏没有采用",
                    column.heading,
                    names.join("还是")
                ),
                format!("请把这一栏的名称写成{}", names.join("或")),
            )
        }
    };
    Finding::new(Code::S06, place.at(column.at.row, column.at.col), message, help)
        .column(column.heading.clone())
}

fn unrecognised(
    lexicon: &Lexicon<'_>,
    form: Form,
    place: &Place,
    column: &TableColumn,
    near: Field,
) -> Finding {
    let label = label_of(lexicon, form, near);
    let id = near.id().unwrap_or("");
    Finding::new(
        Code::S02,
        place.at(column.at.row, column.at.col),
        format!("表头“{}”没有认出，最接近的是“{label}”，这一栏没有采用", column.heading),
        format!(
            "如果就是“{label}”，请改成这个名称；或运行 jianbao 认表，也可以在 jianbao.toml 的 [headings] 下写一行 \"{}\" = \"{id}\"",
            column.heading
        ),
    )
    .column(column.heading.clone())
    .expected(label)
}

fn missing(schema: &crate::catalog::FormSchema, place: &Place, table: &Table) -> Option<Finding> {
    let named = |field: Field| {
        table.columns.iter().any(|column| {
            column.field == Some(field)
                || matches!(&column.doubt, Some(Doubt::Open(means)) if means.contains(&field))
        })
    };
    let lacking: Vec<String> = schema
        .columns
        .iter()
        .filter(|column| (column.expected || column.required) && !named(column.field))
        .map(|column| format!("“{}”", column.label))
        .collect();
    let (row, _) = table.heading?;
    let first = table.columns.first()?;
    (!lacking.is_empty()).then(|| {
        Finding::new(
            Code::S03,
            place.at(row, first.at.col),
            format!("{}里没有{}", schema.name, lacking.join("、")),
            "请补上这些栏目；确实不掌握的，不用补",
        )
    })
}

/// S07: hidden rows, columns or sheet that hold data; once a sheet.
fn hidden(grid: &Grid<'_>, place: &Place, tables: &[Table]) -> Option<Finding> {
    let is_data = |kind: &RowKind| {
        matches!(
            kind,
            RowKind::Record | RowKind::Total(_) | RowKind::Group(_) | RowKind::Continuation(_)
        )
    };
    let records = tables
        .iter()
        .any(|table| table.rows.iter().any(|(_, kind)| is_data(kind)));
    let sheet = grid.sheet();
    let what = if sheet.visibility != Visibility::Visible && records {
        "这张表是隐藏的，里面有数据".to_owned()
    } else {
        let rows: Vec<String> = tables
            .iter()
            .filter(|table| !table.is_beside && table.form.is_some())
            .flat_map(|table| table.rows.iter())
            .filter(|(row, kind)| is_data(kind) && sheet.is_row_hidden(*row))
            .map(|(row, _)| (row + 1).to_string())
            .collect();
        let cols: Vec<String> = tables
            .iter()
            .filter(|table| table.form.is_some())
            .flat_map(|table| {
                table
                    .columns
                    .iter()
                    .filter(|column| {
                        sheet.is_col_hidden(column.col)
                            && table
                                .rows
                                .iter()
                                .any(|(row, kind)| is_data(kind) && grid.own(*row, column.col).is_some())
                    })
                    .map(|column| format!("{}列（{}）", column_name(column.col), column.heading))
            })
            .collect();
        match (rows.as_slice(), cols.as_slice()) {
            ([], []) => return None,
            (rows, []) => format!("隐藏的第{}行有数据", list(rows)),
            ([], cols) => format!("隐藏的{}有数据", list(cols)),
            (rows, cols) => format!("隐藏的第{}行、{}有数据", list(rows), list(cols)),
        }
    };
    Some(Finding::new(
        Code::S07,
        place.clone(),
        format!("{what}，已一并读取"),
        "请取消隐藏核对；不要的数据请删去后再报",
    ))
}

/// The first few, then how many.
fn list(items: &[String]) -> String {
    const FEW: usize = 6;
    if items.len() <= FEW {
        items.join("、")
    } else {
        format!("{}等{}处", items[..FEW].join("、"), items.len())
    }
}
