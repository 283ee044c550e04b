//! 合计, 小计 and stated counts, held against the rows they sum up (X06).

use std::collections::BTreeSet;

use super::cell::Said;
use super::check::money;
use super::row::{Rows, TableReader, plain_heading};
use super::submission::{Datum, Given};
use crate::catalog::ValueKind;
use crate::finding::{Code, Finding};
use crate::table::{Group, RowKind, Style, TableColumn, Total};
use crate::value::{Amount, Wanyuan};

/// Rows that a stated figure may be meant to sum up.
struct Span {
    rows: Vec<u32>,
}

impl TableReader<'_, '_> {
    /// Totals and counts that are not what their rows say.
    pub(super) fn totals(&self, rows: &Rows, parts: &[(u32, u32)], findings: &mut Vec<Finding>) {
        let listed = &self.table.rows;
        let parts: BTreeSet<u32> = parts.iter().map(|(_, part)| *part).collect();
        for (index, (row, kind)) in listed.iter().enumerate() {
            match kind {
                RowKind::Total(total) => {
                    let spans = self.spans_of_total(index, total);
                    self.sums(*row, &spans, rows, &parts, findings);
                }
                RowKind::Group(group) => {
                    let members = self.members(index, group);
                    self.count(group, &members, &parts, findings);
                    if !members.is_empty() {
                        let span = Span { rows: members };
                        self.sums(*row, &[span], rows, &parts, findings);
                    }
                }
                _ => {}
            }
        }
    }

    /// What a total can be meant to sum up, the likeliest first.
    fn spans_of_total(&self, index: usize, total: &Total) -> Vec<Span> {
        let listed = &self.table.rows;
        let records = |range: &mut dyn Iterator<Item = &(u32, RowKind)>| -> Vec<u32> {
            range
                .filter(|(_, kind)| *kind == RowKind::Record)
                .map(|(row, _)| *row)
                .collect()
        };
        let is_total = |kind: &RowKind| matches!(kind, RowKind::Total(_));
        let is_break = |kind: &RowKind| matches!(kind, RowKind::Total(_) | RowKind::Group(_));
        let is_whole = |kind: &RowKind| matches!(kind, RowKind::Total(total) if !total.is_part);
        let (above, below) = (&listed[..index], &listed[index + 1..]);
        let all = records(&mut listed.iter());
        let all_above = records(&mut above.iter());
        let all_below = records(&mut below.iter());
        let block_above = records(&mut above.iter().rev().take_while(|(_, kind)| !is_break(kind)));
        let since_total = records(&mut above.iter().rev().take_while(|(_, kind)| !is_total(kind)));
        let since_whole = records(&mut above.iter().rev().take_while(|(_, kind)| !is_whole(kind)));
        let block_below = records(
            &mut below
                .iter()
                .skip_while(|(_, kind)| is_break(kind))
                .take_while(|(_, kind)| !is_break(kind)),
        );
        let until_total = records(&mut below.iter().take_while(|(_, kind)| !is_total(kind)));
        let until_whole = records(&mut below.iter().take_while(|(_, kind)| !is_whole(kind)));
        let ordered = if total.is_part {
            [
                block_above,
                since_total,
                block_below,
                until_total,
                since_whole,
                until_whole,
                all_above,
                all_below,
                all,
            ]
        } else if all_above.is_empty() {
            [
                until_whole,
                all_below,
                until_total,
                block_below,
                all,
                block_above,
                since_total,
                since_whole,
                all_above,
            ]
        } else {
            [
                all_above,
                since_whole,
                all,
                since_total,
                block_above,
                until_whole,
                until_total,
                block_below,
                all_below,
            ]
        };
        ordered
            .into_iter()
            .filter(|rows| !rows.is_empty())
            .map(|rows| Span { rows })
            .collect()
    }

    /// The records of a group: up to the next group on its level or above.
    fn members(&self, index: usize, group: &Group) -> Vec<u32> {
        let listed = &self.table.rows;
        // A level is above when groups numbered so were open before this one came.
        let mut open: Vec<Style> = Vec::new();
        for (_, kind) in &listed[..index] {
            if let RowKind::Group(earlier) = kind {
                enter(&mut open, earlier.style);
            }
        }
        enter(&mut open, group.style);
        listed[index + 1..]
            .iter()
            .take_while(|(_, kind)| match kind {
                RowKind::Group(next) => !open.contains(&next.style),
                RowKind::Total(total) => total.is_part,
                _ => true,
            })
            .filter(|(_, kind)| *kind == RowKind::Record)
            .map(|(row, _)| *row)
            .collect()
    }

    fn count(&self, group: &Group, members: &[u32], parts: &BTreeSet<u32>, findings: &mut Vec<Finding>) {
        let Some((at, stated)) = group.count else { return };
        let count = |rows: &mut dyn Iterator<Item = &u32>| u32::try_from(rows.count()).unwrap_or(u32::MAX);
        let all = count(&mut members.iter());
        let without_parts = count(&mut members.iter().filter(|row| !parts.contains(row)));
        if stated == all || stated == without_parts {
            return;
        }
        findings.push(
            Finding::new(
                Code::X06,
                self.place.at(at.row, at.col),
                format!("“{}”写的是{stated}项，下面有{all}项", group.text),
                "核对这一组有没有漏报、多报，或改正写的项数",
            )
            .expected(format!("{all}项")),
        );
    }

    /// Compares a row of sums, column by column.
    fn sums(
        &self,
        row: u32,
        spans: &[Span],
        rows: &Rows,
        parts: &BTreeSet<u32>,
        findings: &mut Vec<Finding>,
    ) {
        for column in &self.table.columns {
            if column.kind != ValueKind::Amount
                || column.field.is_none()
                || rows.conflicting.contains(&column.col)
            {
                continue;
            }
            let Some(stated) = self.stated(row, column) else {
                continue;
            };
            let Some(likeliest) = spans.first() else { continue };
            let unusable = |span: &Span| {
                span.rows
                    .iter()
                    .any(|row| rows.amounts.get(&(column.col, *row)).is_some_and(Option::is_none))
            };
            if unusable(likeliest) {
                continue;
            }
            let sum = |span: &Span, with_parts: bool| -> Wanyuan {
                span.rows
                    .iter()
                    .filter(|row| with_parts || !parts.contains(row))
                    .filter_map(|row| rows.amounts.get(&(column.col, *row)).copied().flatten())
                    .sum()
            };
            let agrees =
                |sum: Wanyuan| (stated.value - sum).abs().yuan().saturating_mul(2) <= stated.step.yuan();
            if spans
                .iter()
                .any(|span| agrees(sum(span, true)) || agrees(sum(span, false)))
            {
                continue;
            }
            let computed = sum(likeliest, true);
            let heading = plain_heading(&column.heading);
            findings.push(
                Finding::new(
                    Code::X06,
                    self.place.at(row, column.col),
                    format!(
                        "{heading}合计写的是{}，各行相加是{}",
                        money(stated.value, column.scale),
                        money(computed, column.scale)
                    ),
                    "核对有没有漏加、隐藏或删去的行，改正合计数",
                )
                .column(column.heading.clone())
                .expected(money(computed, column.scale)),
            );
        }
    }

    fn stated(&self, row: u32, column: &TableColumn) -> Option<Amount> {
        let cell = self.grid.own(row, column.col)?;
        match self.reader.amount(cell, column.scale) {
            Said::Given(Given::Value(Datum::Amount(amount)), _) => Some(amount),
            _ => None,
        }
    }
}

/// Opens a level: levels below the same one are closed.
fn enter(open: &mut Vec<Style>, style: Style) {
    if let Some(at) = open.iter().position(|known| *known == style) {
        open.truncate(at);
    }
    open.push(style);
}
