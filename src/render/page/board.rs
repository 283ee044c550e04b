//! 一览表 for HTML: heading rows, shared-out widths, every cell as it prints.

use serde::Serialize;

use super::super::{chart, measure};
use crate::bulletin::{Board, BoardCell, BoardColumn, BoardRow, Emphasis, wording};
use crate::value::Ratio;

/// A board as `components/board.html` prints it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::render) struct BoardView {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) subtitle: Option<String>,
    unit_line: Option<String>,
    /// Widths in percent, one a column, adding up to 100.
    widths: Vec<String>,
    heads: Vec<Vec<Head>>,
    rows: Vec<Row>,
    notes: Option<String>,
    pub(super) is_wide: bool,
    /// So many rows, or another board on the same page, that they stand closer.
    pub(super) is_full: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Head {
    title: String,
    colspan: usize,
    rowspan: usize,
    scale: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    class: &'static str,
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, Serialize)]
struct Cell {
    class: String,
    colspan: usize,
    label: String,
    text: String,
    kept: bool,
    svg: Option<String>,
}

impl BoardView {
    /// The board of an issue of `year`, whose dates print without the year.
    pub(in crate::render) fn of(board: &Board, year: i32) -> BoardView {
        let ends: Vec<f64> = (0..board.columns.len()).map(|at| bar_end(board, at)).collect();
        let rows = board
            .rows
            .iter()
            .map(|row| row_view(row, &board.columns, &ends, year))
            .collect::<Vec<_>>();
        BoardView {
            id: board.id.clone(),
            title: board.title.clone(),
            subtitle: None,
            unit_line: board.unit_line.clone(),
            widths: widths(board, &rows),
            heads: heads(&board.columns, &ends),
            is_full: board.is_wide && rows.len() > 16,
            rows,
            notes: notes(&board.notes),
            is_wide: board.is_wide,
        }
    }

    /// How high the table stands in the type area, in mm, about.
    pub(super) fn height(&self) -> f64 {
        let rows: f64 = self.rows.iter().map(|row| self.row_height(row)).sum();
        let notes = self
            .notes
            .as_deref()
            .map_or(0.0, |notes| lines(notes, 100.0) * 5.12 + 1.5);
        rows + notes + 12.6
    }

    fn row_height(&self, row: &Row) -> f64 {
        let most = row
            .cells
            .iter()
            .zip(&self.widths)
            .fold(1.0_f64, |most, (cell, width)| {
                let share = if cell.colspan > 1 {
                    100.0
                } else {
                    width.parse().unwrap_or(10.0)
                };
                most.max(lines(&cell.text, share))
            });
        most * 4.42 + 1.45
    }
}

/// A digit of 仿宋 or of what stands in for it, in em.
const NARROW: f64 = 0.52;

/// Lines that a text of 10 pt takes in a share of 156 mm.
fn lines(text: &str, percent: f64) -> f64 {
    let room = (156.0 * percent / 100.0 - 2.0).max(3.5) / 3.53;
    let width: f64 = (text.chars())
        .map(|c| if measure::is_wide(c) { 1.0 } else { NARROW })
        .sum();
    (width / room).ceil().max(1.0)
}

/// `注：` and the notes, numbered where there are several.
fn notes(notes: &[String]) -> Option<String> {
    match notes {
        [] => None,
        [one] => Some(format!("注：{one}")),
        several => {
            let numbered = several
                .iter()
                .enumerate()
                .map(|(at, note)| format!("{}. {note}", at + 1));
            Some(format!("注：{}", numbered.collect::<String>()))
        }
    }
}

/// One heading row, or two where columns share an upper heading.
fn heads(columns: &[BoardColumn], ends: &[f64]) -> Vec<Vec<Head>> {
    let is_grouped = columns.iter().any(|column| column.group.is_some());
    let mut upper = Vec::new();
    let mut lower = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let single = Head {
            title: column.title.clone(),
            colspan: 1,
            rowspan: if is_grouped && column.group.is_none() {
                2
            } else {
                1
            },
            scale: (ends[at] > 0.0).then(|| chart::cell_scale(ends[at])),
        };
        let Some(group) = &column.group else {
            upper.push(single);
            continue;
        };
        let continues = at > 0 && columns[at - 1].group.as_ref() == Some(group);
        match upper.last_mut() {
            Some(head) if continues => head.colspan += 1,
            _ => upper.push(Head {
                title: group.clone(),
                colspan: 1,
                rowspan: 1,
                scale: None,
            }),
        }
        lower.push(single);
    }
    if is_grouped {
        vec![upper, lower]
    } else {
        vec![upper]
    }
}

/// The end of the scale of a column of bars; 0 where it is none.
fn bar_end(board: &Board, column: usize) -> f64 {
    let cells = board.rows.iter().filter_map(|row| row.cells.get(column));
    let rates: Vec<Ratio> = cells
        .flat_map(|cell| match cell {
            BoardCell::Bar { now, before, line } => [Some(*now), *before, Some(*line)],
            _ => [None; 3],
        })
        .flatten()
        .collect();
    if rates.is_empty() {
        0.0
    } else {
        chart::cell_end(rates.into_iter())
    }
}

fn row_view(row: &BoardRow, columns: &[BoardColumn], ends: &[f64], year: i32) -> Row {
    let is_title = row.emphasis == Emphasis::Group && row.cells.iter().skip(1).all(is_blank);
    let class = match (row.emphasis, is_title) {
        (Emphasis::Item, _) => "",
        (Emphasis::Group, true) => "group whole",
        (Emphasis::Group, false) => "group",
        (Emphasis::Total, _) => "total",
    };
    let cells = if is_title {
        let text = row
            .cells
            .first()
            .map_or_else(String::new, |cell| printed(cell, year));
        vec![Cell {
            class: "l".to_owned(),
            colspan: columns.len(),
            label: String::new(),
            text,
            kept: false,
            svg: None,
        }]
    } else {
        let key = columns
            .iter()
            .position(|column| !column.is_number && column.title != "序号");
        columns
            .iter()
            .zip(&row.cells)
            .enumerate()
            .map(|(at, (column, cell))| cell_view(cell, column, key == Some(at), ends[at], year))
            .collect()
    };
    Row { class, cells }
}

fn is_blank(cell: &BoardCell) -> bool {
    match cell {
        BoardCell::None => true,
        BoardCell::Text(text) => text.is_empty(),
        _ => false,
    }
}

fn cell_view(cell: &BoardCell, column: &BoardColumn, is_key: bool, end: f64, year: i32) -> Cell {
    let (cell, kept) = match cell {
        BoardCell::Kept(inner) => (&**inner, !matches!(**inner, BoardCell::Text(_))),
        other => (other, false),
    };
    let text = printed(cell, year);
    let mut classes = Vec::new();
    if matches!(cell, BoardCell::Bar { .. }) || (end > 0.0 && is_blank(cell)) {
        classes.push("bar");
    } else if column.title == "序号" {
        classes.push("off");
    } else {
        if is_key {
            classes.push("k");
        }
        if column.is_number {
            classes.push("n");
        } else if is_key || measure::width(&text) > 9.0 {
            classes.push("l");
        }
        if !is_key && measure::width(&text) > 14.0 {
            classes.push("w");
        }
    }
    let svg = match cell {
        BoardCell::Bar { now, before, line } => Some(chart::cell_bar(*now, *before, *line, end)),
        _ => None,
    };
    Cell {
        class: classes.join(" "),
        colspan: 1,
        label: label(column),
        text,
        kept,
        svg,
    }
}

/// What stands over a figure on a phone: the group goes before a heading that says too little without it.
fn label(column: &BoardColumn) -> String {
    column.title.replace(['\n', ' '], "")
}

fn printed(cell: &BoardCell, year: i32) -> String {
    match cell {
        BoardCell::None => "—".to_owned(),
        BoardCell::Missing => "缺".to_owned(),
        BoardCell::NotRanked => "不参与排名".to_owned(),
        BoardCell::Text(text) => text.clone(),
        BoardCell::Count(number) => super::super::figure::count(*number),
        BoardCell::Wanyuan(amount) => wording::table_money(*amount),
        BoardCell::Percent(rate) => wording::table_percent(*rate),
        BoardCell::Points(difference) => wording::table_points(*difference),
        BoardCell::Day(day) => wording::date(*day, year),
        BoardCell::Light(light) => format!("{}{}", light.sign(), light.word()),
        BoardCell::Bar { .. } => String::new(),
        BoardCell::Kept(inner) => printed(inner, year),
    }
}

/// Shares of the width: as the board says, the rest by what stands in the columns.
fn widths(board: &Board, rows: &[Row]) -> Vec<String> {
    let stated: u32 = board.columns.iter().map(|column| u32::from(column.width)).sum();
    let needs: Vec<f64> = board
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let texts = rows
                .iter()
                .filter(|row| row.cells.len() > 1)
                .filter_map(|row| row.cells.get(at));
            let widest = texts.map(|cell| measure::width(&cell.text)).fold(0.0, f64::max);
            let heading = (measure::width(&column.title) / 2.0).clamp(2.0, 4.0);
            let most = if column.is_number { 12.0 } else { 22.0 };
            widest.clamp(heading, most) + 1.0
        })
        .collect();
    let open: f64 = board
        .columns
        .iter()
        .zip(&needs)
        .filter(|(column, _)| column.width == 0)
        .map(|(_, need)| need)
        .sum();
    // Stated shares that leave nothing for the others are scaled down with them.
    let rest = if open > 0.0 {
        (100.0 - f64::from(stated)).max(f64::from(stated) * 0.2).max(10.0)
    } else {
        0.0
    };
    let total = (f64::from(stated) + rest).max(1.0);
    board
        .columns
        .iter()
        .zip(&needs)
        .map(|(column, need)| {
            let share = if column.width > 0 {
                f64::from(column.width)
            } else {
                need / open * rest
            };
            format!("{:.2}", share * 100.0 / total)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Wanyuan;

    fn column(title: &str, group: Option<&str>, is_number: bool) -> BoardColumn {
        BoardColumn {
            title: title.to_owned(),
            group: group.map(str::to_owned),
            is_number,
            width: 0,
        }
    }

    fn board() -> Board {
        Board {
            id: "annex-1".to_owned(),
            label: Some("附表1".to_owned()),
            title: "六类项目汇总表".to_owned(),
            unit_line: None,
            columns: vec![
                column("序号", None, true),
                column("项目类别", None, false),
                column("年度计划", Some("年度投资"), true),
                column("完成率", Some("年度投资"), true),
            ],
            rows: vec![
                BoardRow {
                    emphasis: Emphasis::Group,
                    cells: vec![
                        BoardCell::Text("一、应开未开".to_owned()),
                        BoardCell::None,
                        BoardCell::None,
                        BoardCell::None,
                    ],
                    keys: Vec::new(),
                },
                BoardRow {
                    emphasis: Emphasis::Item,
                    cells: vec![
                        BoardCell::Count(1),
                        BoardCell::Text("三级重点".to_owned()),
                        BoardCell::Kept(Box::new(BoardCell::Wanyuan(Wanyuan::from_yuan(12_345_000)))),
                        BoardCell::Missing,
                    ],
                    keys: Vec::new(),
                },
            ],
            notes: vec!["甲。".to_owned(), "乙。".to_owned()],
            is_wide: false,
        }
    }

    #[test]
    fn columns_of_a_group_share_an_upper_heading() {
        let view = BoardView::of(&board(), 2023);
        let shape: Vec<Vec<(&str, usize, usize)>> = view
            .heads
            .iter()
            .map(|row| {
                row.iter()
                    .map(|head| (head.title.as_str(), head.colspan, head.rowspan))
                    .collect()
            })
            .collect();
        assert_eq!(
            shape,
            [
                vec![("序号", 1, 2), ("项目类别", 1, 2), ("年度投资", 2, 1)],
                vec![("年度计划", 1, 1), ("完成率", 1, 1)]
            ]
        );
    }

    #[test]
    fn a_group_row_with_a_title_alone_spans_the_table() {
        let view = BoardView::of(&board(), 2023);
        assert_eq!(view.rows[0].cells.len(), 1);
        assert_eq!(view.rows[0].cells[0].colspan, 4);
    }

    #[test]
    fn a_kept_value_prints_with_its_mark_and_a_missing_one_in_words() {
        let view = BoardView::of(&board(), 2023);
        let cells = &view.rows[1].cells;
        assert_eq!((cells[2].text.as_str(), cells[2].kept), ("1,235", true));
        assert_eq!(cells[3].text, "缺");
        assert_eq!(cells[1].class, "k l");
        assert_eq!(view.notes.as_deref(), Some("注：1. 甲。2. 乙。"));
    }

    #[test]
    fn shares_add_up_to_the_whole_width() {
        for stated in [[0, 0, 0, 0], [10, 20, 30, 40], [50, 60, 0, 0], [5, 0, 0, 0]] {
            let mut board = board();
            for (column, width) in board.columns.iter_mut().zip(stated) {
                column.width = width;
            }
            let total: f64 = BoardView::of(&board, 2023)
                .widths
                .iter()
                .map(|width| width.parse::<f64>().unwrap())
                .sum();
            assert!((total - 100.0).abs() < 0.05, "{stated:?} {total}");
        }
    }
}
