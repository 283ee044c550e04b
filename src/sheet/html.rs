//! Web pages that office systems hand out as `.xls`: their tables as one nameless sheet, laid out as Excel does.

use std::collections::BTreeMap;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::grid::{Budget, COLS, Formats, Grid, ROWS};
use super::refusal::Refusal;
use super::text::{decode, number};
use super::{Format, RawValue, RawWorkbook, Visibility};
use crate::catalog::Limits;

/// Reads the tables of a page, one below the other, and the text between them as rows of their own.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<RawWorkbook, Refusal> {
    let page = decode(bytes, declared(bytes).as_deref())?;
    if breaks_off(&page) {
        return Err(Refusal::Incomplete);
    }
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page.as_str());
    let mut layout = Layout {
        grid: Grid::new(None),
        budget: Budget::new(limits),
        formats: Formats::new(),
        styles: stylesheet(&page),
        row: 0,
        spans: Vec::new(),
        tables: 0,
    };
    layout.page(&dom.document)?;
    if layout.tables == 0 {
        return Err(Refusal::NotASpreadsheet("没有表格的网页"));
    }
    Ok(RawWorkbook {
        format: Format::Html,
        sheets: vec![layout.grid.finish(Visibility::Visible, Format::Html)?],
        formats: layout.formats.into_codes(),
        stamp: None,
    })
}

/// Does a table begin that never ends, on a page that does not end either? A browser would show what there is of it.
fn breaks_off(page: &str) -> bool {
    let lower = page.to_ascii_lowercase();
    let count = |tag| lower.matches(tag).count();
    count("<table") > count("</table") && !lower.contains("</html")
}

/// The encoding that a page says it has.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let said = head.split_once("charset=")?.1.trim_start_matches(['"', '\'']);
    let end = said
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
        .unwrap_or(said.len());
    Some(said[..end].to_owned())
}

/// A page being laid out on a grid.
struct Layout {
    grid: Grid,
    budget: Budget,
    formats: Formats,
    /// Class → number format, from the page's style sheet.
    styles: BTreeMap<String, String>,
    /// The next row.
    row: u32,
    /// Cells that reach down from above: first and last column, first row that is free again.
    spans: Vec<(u32, u32, u32)>,
    tables: usize,
}

impl Layout {
    /// Walks the page outside of tables, without recursion: pages may be nested a million deep.
    fn page(&mut self, document: &Handle) -> Result<(), Refusal> {
        let mut open = vec![document.clone()];
        let mut line = String::new();
        while let Some(node) = open.pop() {
            match &node.data {
                NodeData::Text { contents } => line.push_str(&contents.borrow()),
                NodeData::Element { name, .. } => match &*name.local {
                    "head" | "script" | "style" | "title" | "template" => {}
                    "table" if !holds_table(&node) => {
                        self.line(&mut line)?;
                        self.table(&node)?;
                    }
                    block => {
                        if matches!(
                            block,
                            "p" | "div"
                                | "br"
                                | "h1"
                                | "h2"
                                | "h3"
                                | "h4"
                                | "li"
                                | "center"
                                | "body"
                                | "td"
                                | "tr"
                        ) {
                            self.line(&mut line)?;
                        }
                        open.extend(node.children.borrow().iter().rev().cloned());
                    }
                },
                NodeData::Document => open.extend(node.children.borrow().iter().rev().cloned()),
                _ => {}
            }
        }
        self.line(&mut line)
    }

    /// Text between tables takes a row.
    fn line(&mut self, line: &mut String) -> Result<(), Refusal> {
        let text = collapse(line);
        line.clear();
        if !text.is_empty() {
            self.grid
                .push((self.row, 0), RawValue::Text(text), 0, None, &mut self.budget)?;
            self.row += 1;
        }
        Ok(())
    }

    /// Lays out a table's rows below what stands there.
    fn table(&mut self, table: &Handle) -> Result<(), Refusal> {
        self.tables += 1;
        self.spans.clear();
        let (mut rows, mut col) = (Vec::new(), 0);
        let mut open = vec![table.clone()];
        while let Some(node) = open.pop() {
            let NodeData::Element { name, .. } = &node.data else {
                continue;
            };
            match &*name.local {
                "tr" => rows.push(node),
                "col" => {
                    let span = count(&node, "span").min(COLS.saturating_sub(col));
                    if is_hidden(&node) && span > 0 {
                        self.grid.frame.hide_cols(col, col + span - 1);
                    }
                    col += span;
                }
                _ => open.extend(node.children.borrow().iter().rev().cloned()),
            }
        }
        for (left, row) in (1..=rows.len()).rev().zip(&rows) {
            self.table_row(row, u32::try_from(left).unwrap_or(ROWS))?;
        }
        Ok(())
    }

    /// Lays out one row; so many are left of its table, this one included.
    fn table_row(&mut self, row: &Handle, left: u32) -> Result<(), Refusal> {
        let at = self.row;
        self.spans.retain(|span| span.2 > at);
        if is_hidden(row) {
            self.grid.frame.hide_rows(at, at);
        }
        let mut col = 0;
        for cell in row.children.borrow().iter() {
            let NodeData::Element { name, .. } = &cell.data else {
                continue;
            };
            if !matches!(&*name.local, "td" | "th") {
                continue;
            }
            while let Some(span) = self.spans.iter().find(|span| span.0 <= col && col <= span.1) {
                col = span.1 + 1;
            }
            if col >= COLS || at >= ROWS {
                return Err(Refusal::TooBig("表格超出了 Excel 的范围".into()));
            }
            let wide = count(cell, "colspan").min(COLS - col);
            let high = count(cell, "rowspan").min(left).min(ROWS - at);
            self.grid.frame.merge((at, col), (at + high - 1, col + wide - 1));
            if high > 1 {
                self.spans.push((col, col + wide - 1, at + high));
            }
            let (value, code) = self.value(cell);
            let format = self.formats.number(&code);
            self.grid.push((at, col), value, format, None, &mut self.budget)?;
            col += wide;
        }
        self.row = at + 1;
        Ok(())
    }

    /// What a cell holds, and its number format.
    fn value(&self, cell: &Handle) -> (RawValue, String) {
        let text = cell_text(cell);
        let code = attribute(cell, "style")
            .and_then(|style| number_format(&style))
            .or_else(|| {
                let classes = attribute(cell, "class")?;
                classes
                    .split_whitespace()
                    .find_map(|class| self.styles.get(class))
                    .cloned()
            })
            .unwrap_or_else(|| "General".to_owned());
        let raw = attribute(cell, "x:num").map(|raw| raw.trim().to_owned());
        let value = match raw {
            Some(raw) if !raw.is_empty() => raw.parse().ok(),
            _ if code == "@" || attribute(cell, "x:str").is_some() => None,
            _ => number(text.trim()),
        };
        (value.map_or(RawValue::Text(text), RawValue::Number), code)
    }
}

/// Does a table hold another? Then it only arranges the page.
fn holds_table(table: &Handle) -> bool {
    let mut open: Vec<Handle> = table.children.borrow().iter().rev().cloned().collect();
    while let Some(node) = open.pop() {
        if let NodeData::Element { name, .. } = &node.data {
            if &*name.local == "table" {
                return true;
            }
            open.extend(node.children.borrow().iter().rev().cloned());
        }
    }
    false
}

/// The text of a cell: line breaks are kept, other white space is not.
fn cell_text(cell: &Handle) -> String {
    let mut text = String::new();
    let mut line = String::new();
    let mut open: Vec<Handle> = cell.children.borrow().iter().rev().cloned().collect();
    let mut end = |line: &mut String| {
        let done = collapse(line);
        line.clear();
        if !text.is_empty() && !done.is_empty() {
            text.push('\n');
        }
        text.push_str(&done);
    };
    while let Some(node) = open.pop() {
        match &node.data {
            NodeData::Text { contents } => line.push_str(&contents.borrow()),
            NodeData::Element { name, .. } => {
                match &*name.local {
                    "script" | "style" => continue,
                    "br" | "p" | "div" | "tr" | "li" => end(&mut line),
                    "td" | "th" => line.push(' '),
                    _ => {}
                }
                open.extend(node.children.borrow().iter().rev().cloned());
            }
            _ => {}
        }
    }
    end(&mut line);
    text
}

/// White space as a browser shows it; a no-break space is a space to a reader.
fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attribute(node: &Handle, name: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else {
        return None;
    };
    attrs
        .borrow()
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| attribute.value.to_string())
}

/// A span of one or more.
fn count(node: &Handle, name: &str) -> u32 {
    attribute(node, name)
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(1)
        .max(1)
}

fn is_hidden(node: &Handle) -> bool {
    attribute(node, "hidden").is_some()
        || attribute(node, "style").is_some_and(|style| {
            let style = style.to_ascii_lowercase().replace(' ', "");
            style.contains("display:none") || style.contains("visibility:hidden")
        })
}

/// `mso-number-format:"0\.00%"` → `0.00%`; Excel escapes points and separators.
fn number_format(style: &str) -> Option<String> {
    let rest = style.split_once("mso-number-format:")?.1.trim_start();
    let (code, is_quoted) = match rest.strip_prefix(['"', '\'']) {
        Some(inner) => (inner.split(['"', '\'']).next()?, true),
        None => (rest.split([';', '}']).next()?.trim(), false),
    };
    let plain = code.replace("\\0022", "\"").replace('\\', "");
    Some(match plain.as_str() {
        "Percent" => "0.00%".to_owned(),
        "Fixed" => "0.00".to_owned(),
        "Standard" => "#,##0.00".to_owned(),
        "Short Date" | "Medium Date" | "Long Date" | "General Date" => "yyyy/m/d".to_owned(),
        other if !is_quoted && other.chars().all(|c| c.is_ascii_alphabetic() || c == ' ') => {
            "General".to_owned()
        }
        other => other.to_owned(),
    })
}

/// The number formats of the classes in a page's own style sheets.
fn stylesheet(page: &str) -> BTreeMap<String, String> {
    let mut styles = BTreeMap::new();
    for sheet in page.split("<style").skip(1) {
        let sheet = sheet.split("</style").next().unwrap_or("");
        for rule in sheet.split('}') {
            if let Some((selector, body)) = rule.rsplit_once('{')
                && let Some(code) = number_format(body)
                && let Some((_, class)) = selector.trim().rsplit_once('.')
            {
                styles.insert(class.trim().to_owned(), code);
            }
        }
    }
    styles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn workbook(page: &str) -> RawWorkbook {
        let limits = super::super::tests::limits();
        read(page.as_bytes(), &limits).unwrap()
    }

    #[test]
    fn spans_push_later_cells_aside_and_become_merges() {
        let read = workbook(
            "<table><tr><td rowspan=2>序号</td><td colspan=2>投资</td></tr><tr><td>总投资</td><td>本年</td></tr>
             <tr><td>1</td><td>1,200</td><td x:num=\"45054\" style='mso-number-format:\"yyyy-mm-dd\"'>2023-05-08</td></tr></table>",
        );
        let sheet = &read.sheets[0];
        let merges: Vec<_> = sheet.merges.iter().map(ToString::to_string).collect();
        assert_eq!(merges, ["A1:A2", "B1:C1"]);
        assert_eq!(sheet.cell(1, 1).unwrap().value, RawValue::Text("总投资".into()));
        assert_eq!(sheet.cell(2, 0).unwrap().value, RawValue::Number(1.0));
        assert_eq!(sheet.cell(2, 1).unwrap().value, RawValue::Text("1,200".into()));
        let dated = sheet.cell(2, 2).unwrap();
        assert_eq!(dated.value, RawValue::Number(45054.0));
        assert_eq!(read.look(dated.format), super::super::Look::Date);
    }

    #[test]
    fn line_breaks_stay_and_text_between_tables_takes_a_row() {
        let read = workbook(
            "<h3>台账</h3><table><tr><td>一<br>二</td></tr></table>单位：万元<table><tr><td>甲</td></tr></table>",
        );
        let texts: Vec<_> = read.sheets[0]
            .rows
            .iter()
            .map(|row| row.cells[0].value.clone())
            .collect();
        assert_eq!(
            texts,
            ["台账", "一\n二", "单位：万元", "甲"].map(|text| RawValue::Text(text.into()))
        );
    }

    #[test]
    fn formats_come_from_classes_too() {
        assert_eq!(
            number_format("mso-number-format:\"0\\.00%\";color:red"),
            Some("0.00%".into())
        );
        assert_eq!(number_format("mso-number-format:'\\@'"), Some("@".into()));
        assert_eq!(
            number_format("mso-number-format:General;"),
            Some("General".into())
        );
        let read = workbook(
            "<style>.xl65{mso-number-format:\"\\@\";}</style><table><tr><td class=xl65>0012</td><td class=xl65>12</td></tr></table>",
        );
        assert_eq!(
            read.sheets[0].cell(0, 1).unwrap().value,
            RawValue::Text("12".into())
        );
    }

    #[test]
    fn a_page_that_breaks_off_within_a_table_is_incomplete() {
        let limits = super::super::tests::limits();
        let whole = "<html><body><table><tr><td>甲</td></tr><tr><td>乙</td></tr></table></body></html>";
        let end = whole.find("</table").unwrap();
        for cut in (whole.find("<tr").unwrap()..=end).filter(|&at| whole.is_char_boundary(at)) {
            assert_eq!(
                read(&whole.as_bytes()[..cut], &limits),
                Err(Refusal::Incomplete),
                "{cut}"
            );
        }
        assert!(read(whole.replace("</table>", "").as_bytes(), &limits).is_ok());
    }

    #[test]
    fn a_page_nested_without_end_is_read() {
        let page = format!("{}<table><tr><td>1</td></tr></table>", "<div>".repeat(1_000));
        assert_eq!(workbook(&page).sheets[0].rows.len(), 1);
    }
}
