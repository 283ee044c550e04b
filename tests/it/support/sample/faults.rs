//! What clerks get wrong, one of each, in the sheets of the first week; some are still there a week later.

use super::grid::{Cell, Sheet};

/// Spoils a unit's sheet in the way that is this unit's.
pub(super) fn spoil(short: &str, week: u32, sheet: &mut Sheet) {
    // By the second week half of them have been mended.
    let is_mended = week > 1;
    match short {
        "白寨镇" if !is_mended => ten_thousandth(sheet),
        "来集镇" => set(sheet, 2, "代码", Cell::Number(2.304_410_183e23)),
        "刘寨镇" => set(sheet, 1, "竣工", Cell::text("尽快")),
        "超化镇" => raise(sheet, 0, "总投资", 500.0),
        "苟堂镇" if !is_mended => set(sheet, 1, "本年完成", Cell::Formula("=#REF!+120".into(), None)),
        "米村镇" if !is_mended => negate(sheet),
        "大隗镇" => twice(sheet),
        "矿区街道" => set(sheet, 0, "状态", Cell::text("推进")),
        "西大街街道" => set(sheet, 1, "拟开工", Cell::Number(2023.1)),
        "岳村镇" => set(sheet, 2, "计划", Cell::text("约1200")),
        "牛店镇" => set(sheet, 0, "名称", Cell::Blank),
        "城关镇" => set(sheet, 1, "实际开工", Cell::Blank),
        _ => {}
    }
}

/// A task that nobody can chase: no deadline.
pub(super) fn spoil_tasks(sheet: &mut Sheet) {
    set(sheet, 3, "办结时限", Cell::Blank);
}

/// A promise whose day has passed.
pub(super) fn spoil_approvals(sheet: &mut Sheet) {
    set(sheet, 4, "环评", Cell::text("告知承诺（5月20日前）"));
    set(sheet, 6, "用地", Cell::text("告知承诺（5月25日前）"));
}

fn set(sheet: &mut Sheet, row: usize, heading: &str, cell: Cell) {
    if let Some(column) = sheet.column(heading)
        && let Some(row) = sheet.rows.get_mut(row)
    {
        row[column] = cell;
    }
}

fn number(sheet: &Sheet, row: usize, heading: &str) -> Option<f64> {
    match sheet.rows.get(row)?.get(sheet.column(heading)?)? {
        Cell::Number(number) => Some(*number),
        _ => None,
    }
}

/// 亿元 in a column of 万元.
fn ten_thousandth(sheet: &mut Sheet) {
    if let Some(total) = number(sheet, 1, "总投资") {
        set(sheet, 1, "总投资", Cell::Number(total / 10_000.0));
    }
}

fn raise(sheet: &mut Sheet, row: usize, heading: &str, by: f64) {
    if let Some(total) = number(sheet, row, heading) {
        set(sheet, row, heading, Cell::Number(total + by));
    }
}

fn negate(sheet: &mut Sheet) {
    if let Some(plan) = number(sheet, 1, "投资计划") {
        set(sheet, 1, "投资计划", Cell::Number(-plan));
    }
}

/// One project twice, with another total.
fn twice(sheet: &mut Sheet) {
    let Some(mut again) = sheet.rows.first().cloned() else {
        return;
    };
    if let Some(column) = sheet.column("总投资")
        && let Cell::Number(total) = &mut again[column]
    {
        *total += 80.0;
    }
    sheet.rows.insert(sheet.rows.len().min(3), again);
}
