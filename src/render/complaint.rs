//! What is wrong with a template, in the words of the one who wrote it: file, line, what is available.
//! Tera's own English is read here and never printed.

use std::collections::BTreeMap;

use tera::ErrorKind;

use super::filter;
use crate::error::Error;

/// Our error for Tera's. `asked` is the template that was to be rendered.
pub(super) fn of(error: &tera::Error, asked: &str, sources: &BTreeMap<String, String>) -> Error {
    let (file, line, problem) = match error.kind() {
        ErrorKind::SyntaxError(report) => {
            let file = report.filename().to_owned();
            let unpaired = sources.get(&file).and_then(|text| unpaired(text));
            let (line, problem) =
                unpaired.unwrap_or_else(|| (report.span().start_line, syntax(report.message())));
            (file, line, problem)
        }
        ErrorKind::RenderingError(report) => (
            report.filename().to_owned(),
            report.span().start_line,
            translated(report.message(), sources),
        ),
        ErrorKind::CircularExtend { tpl, .. } => (tpl.clone(), 1, "模板互相继承，绕成了圈".to_owned()),
        ErrorKind::CircularInclude { tpl, .. } => {
            let line = line_of(sources, tpl, "include");
            (tpl.clone(), line, "模板互相包含，绕成了圈".to_owned())
        }
        ErrorKind::MissingParent { current, parent } => {
            let line = line_of(sources, current, "extends");
            (current.clone(), line, lacks("模板", parent, &names(sources)))
        }
        ErrorKind::TemplateNotFound(name) | ErrorKind::ComponentNotFound(name) => {
            (asked.to_owned(), 1, lacks("模板", name, &names(sources)))
        }
        ErrorKind::Msg(text) => message(text, asked, sources),
        _ => (asked.to_owned(), 1, "排不出这一页；检查填入的内容".to_owned()),
    };
    Error::Template {
        file: format!("templates/{}", if file.is_empty() { asked } else { &file }),
        line: line.max(1),
        problem,
    }
}

/// Several complaints in one text, each with `--> file:line:column`; the first one is answered.
fn message(text: &str, asked: &str, sources: &BTreeMap<String, String>) -> (String, usize, String) {
    let place = text
        .split_once("--> ")
        .and_then(|(_, rest)| rest.lines().next())
        .and_then(|place| {
            let mut parts = place.rsplitn(3, ':').skip(1);
            let line = parts.next()?.parse().ok()?;
            Some((parts.next()?.to_owned(), line))
        });
    let (file, line) = place.unwrap_or_else(|| (asked.to_owned(), 1));
    (file, line, translated(text, sources))
}

/// Tera names what is missing between backticks, and behind `Available fields:` what there is.
fn translated(text: &str, sources: &BTreeMap<String, String>) -> String {
    let first = text.lines().next().unwrap_or_default();
    let Some(name) = quoted(first) else {
        return if first.contains("rgument") || first.contains("type") {
            "这里的数据类型不合用；检查过滤器和它前面的变量".to_owned()
        } else {
            "这一行算不出来；检查变量、过滤器和运算".to_owned()
        };
    };
    if let Some((_, available)) = first.split_once("Available ") {
        let list = available.split_once(": ").map_or("", |(_, list)| list);
        let names: Vec<String> = list.split(", ").map(str::to_owned).collect();
        return lacks("", name, &names);
    }
    let has = |word: &str| first.contains(word);
    if has("filter `") && has("Unknown") {
        let filters: Vec<String> = filter::NAMES.iter().map(|&name| name.to_owned()).collect();
        lacks("过滤器", name, &filters)
    } else if has("component `") && has("Unknown") {
        lacks("组件", name, &components(sources))
    } else if has("template `") && has("Unknown") {
        lacks("模板", name, &names(sources))
    } else if has("Unknown") || has("not registered") {
        lacks("函数或判断", name, &[])
    } else if has("Block `") {
        format!("上级模板里没有名为“{name}”的块")
    } else if has("is not defined") || has("undefined") {
        lacks("", name, &[])
    } else {
        format!("“{name}”用得不对；检查它的类型和参数")
    }
}

/// The first tag that is opened and not closed, or closed and not opened: Tera names the place where it noticed.
fn unpaired(text: &str) -> Option<(usize, String)> {
    const PAIRED: [&str; 6] = ["if", "for", "block", "component", "filter", "raw"];
    let mut open: Vec<(&str, usize)> = Vec::new();
    for (at, _) in text.match_indices("{%") {
        let line = text[..at].matches('\n').count() + 1;
        let tag = text[at + 2..].trim_start_matches('-').trim_start();
        let word = tag
            .split(|c: char| !c.is_ascii_alphabetic())
            .next()
            .unwrap_or_default();
        if PAIRED.contains(&word) {
            open.push((word, line));
            continue;
        }
        let Some(closed) = word.strip_prefix("end").filter(|word| PAIRED.contains(word)) else {
            continue;
        };
        match open.pop() {
            Some((last, _)) if last == closed => {}
            Some((last, line)) if open.iter().any(|(word, _)| *word == closed) => {
                return Some(unclosed(last, line));
            }
            _ => return Some((line, format!("多了一个 {{% end{closed} %}}"))),
        }
    }
    open.pop().map(|(word, line)| unclosed(word, line))
}

fn unclosed(word: &str, line: usize) -> (usize, String) {
    let problem = format!("这一行的 {{% {word} %}} 没有写 {{% end{word} %}}");
    (line, problem)
}

fn syntax(text: &str) -> String {
    if text.contains("end of input") {
        "模板没有写完：有 {% if %}、{% for %} 或 {% block %} 缺少结尾".to_owned()
    } else {
        "模板语法不对；检查这一行的 {{ }} 和 {% %} 是否写完整、成对".to_owned()
    }
}

/// `没有过滤器“x”；最像的是 y；可用的有：…`
fn lacks(sort: &str, name: &str, available: &[String]) -> String {
    let mut text = format!("没有{sort}“{name}”");
    let near = available
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, _)| *distance <= 2 && distance * 2 < name.chars().count())
        .min_by_key(|(distance, _)| *distance);
    if let Some((_, known)) = near {
        text.push_str("；最像的是 ");
        text.push_str(known);
    }
    if !available.is_empty() {
        text.push_str("；可用的有：");
        text.push_str(&available.join("、"));
    }
    text
}

fn quoted(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('`')?;
    rest.split_once('`').map(|(name, _)| name)
}

fn names(sources: &BTreeMap<String, String>) -> Vec<String> {
    sources.keys().cloned().collect()
}

fn components(sources: &BTreeMap<String, String>) -> Vec<String> {
    let mut names: Vec<String> = sources
        .values()
        .flat_map(|text| text.split("{% component ").skip(1))
        .filter_map(|rest| rest.split_once('(').map(|(name, _)| name.trim().to_owned()))
        .collect();
    names.sort();
    names
}

fn line_of(sources: &BTreeMap<String, String>, file: &str, word: &str) -> usize {
    let text = sources.get(file).map_or("", String::as_str);
    text.lines()
        .position(|line| line.contains(word))
        .map_or(1, |at| at + 1)
}
