//! `publish` and `rebuild`: freezing the draft, and making a frozen issue again.

use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Write};

use super::args::{Common, Reading};
use super::build::{inputs, reader, write_index};
use super::print::{Printer, Tone};
use super::progress::Bar;
use super::verify::grouped;
use super::workspace::{Workspace, shown};
use crate::archive::{self, Draft, Final, IssueName, Recipe, SystemDisk};
use crate::bulletin::IssueOptions;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::finding::Severity;
use crate::ledger::Previous;
use crate::pipeline::{self, Built, Order};
use crate::render::Templates;

/// `publish`: shows what is open, asks, freezes.
pub(super) fn publish(
    printer: &mut Printer,
    workspace: &Workspace,
    approved_by: Option<String>,
    yes: bool,
    common: &Common,
) -> Result<()> {
    let layout = &workspace.layout;
    let Some(draft) = archive::read_draft(layout)? else {
        let Some(&newest) = layout.published().last() else {
            return Err(Error::Refused(
                "还没有可印发的稿子；先运行 jianbao build".to_owned(),
            ));
        };
        archive::put_back(&SystemDisk, layout, newest)?;
        let seal = archive::seal(layout, newest)?;
        printer.line(&format!(
            "{}已经印发过，没有新的稿子。校验值 {}",
            newest.title(),
            grouped(&seal)
        ));
        return Ok(());
    };
    let catalog = frozen_catalog(&draft.recipe)?;
    let history = archive::history(layout, Some(draft.name), &catalog)?;
    let newest = layout.published().last().copied();
    if let Some(newest) = newest.filter(|&newest| newest > draft.name) {
        return Err(Error::Refused(format!(
            "{}已经印发，不能在它前面补发{}",
            newest.title(),
            draft.name.title()
        )));
    }
    let options = IssueOptions {
        is_draft: false,
        seal_before: history.as_ref().map(|(_, seal)| seal.clone()),
        ..draft.recipe.options.clone()
    };
    let recipe = Recipe {
        options,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..draft.recipe.clone()
    };
    let previous = history.as_ref().map(|(state, _)| state);
    let made = Made::from(&recipe, &catalog, &draft.input, previous, common)?;
    show(printer, &catalog, &draft, &made, previous)?;
    let approved_by = confirm(approved_by, yes)?;
    let open = |severity| made.built.checked.findings.open(severity);
    let sealed = archive::publish(
        &SystemDisk,
        layout,
        &Final {
            name: draft.name,
            outputs: &made.built.outputs,
            recipe: &recipe,
            inputs: &made.inputs,
            state: &made.built.state,
            approved_by,
            open_findings: (open(Severity::Error), open(Severity::Warning)),
        },
    )?;
    write_index(layout, &catalog, None, &made.templates)?;
    printer.line(&format!(
        "已归档 → {}/（{}个文件）",
        shown(&sealed.folder),
        sealed.files
    ));
    printer.line(&format!("封存校验值 {}", grouped(&sealed.seal)));
    printer.line("（下一期简报末页会印出；请记入印发登记簿）");
    distribution(printer, &made.built);
    Ok(())
}

/// `rebuild`: the issue again from what is frozen; says file by file what differs. `true`: the same bytes.
pub(super) fn rebuild(
    printer: &mut Printer,
    workspace: &Workspace,
    issue: IssueName,
    common: &Common,
) -> Result<bool> {
    let layout = &workspace.layout;
    let published = layout.published();
    let name = published
        .iter()
        .rev()
        .copied()
        .find(|known| known.number == issue.number && (issue.year == 0 || known.year == issue.year))
        .ok_or_else(|| {
            Error::Refused(format!(
                "存档里没有第{}期；已印发的见 output/index.html",
                issue.number
            ))
        })?;
    let (recipe, input) = archive::recipe(layout, name)?;
    let catalog = frozen_catalog(&recipe)?;
    let history = archive::history(layout, Some(name), &catalog)?;
    let previous = history.as_ref().map(|(state, _)| state);
    let made = Made::from(&recipe, &catalog, &input, previous, common)?;
    let frozen: BTreeMap<String, Vec<u8>> = archive::read_outputs(layout, name)?
        .into_iter()
        .map(|output| (output.path, output.bytes))
        .collect();
    let again: BTreeMap<String, Vec<u8>> = made
        .built
        .outputs
        .into_iter()
        .map(|output| (output.path, output.bytes))
        .collect();
    let all: std::collections::BTreeSet<&String> = frozen.keys().chain(again.keys()).collect();
    let differing: Vec<&&String> = all
        .iter()
        .filter(|path| frozen.get(**path) != again.get(**path))
        .collect();
    if differing.is_empty() {
        printer.line(&format!(
            "{}重制完毕：{}个文件与存档一字不差",
            name.title(),
            frozen.len()
        ));
        return Ok(true);
    }
    let word = printer.toned(Tone::Red, "不一样");
    printer.line(&format!(
        "{}重制完毕：{}个文件中{}个{word}",
        name.title(),
        all.len(),
        differing.len()
    ));
    for path in &differing {
        let why = match (frozen.contains_key(**path), again.contains_key(**path)) {
            (true, false) => "这次没有做出来",
            (false, true) => "存档里没有",
            _ => "内容不同",
        };
        printer.line(&format!("  {path}  {why}"));
    }
    if recipe.version != env!("CARGO_PKG_VERSION") {
        printer.line(&format!(
            "这一期由 jianbao {} 印发，现在是 {}；换回那个版本再试",
            recipe.version,
            env!("CARGO_PKG_VERSION")
        ));
    }
    Ok(false)
}

/// The configuration that an issue was made with.
fn frozen_catalog(recipe: &Recipe) -> Result<Catalog> {
    serde_json::from_str(&recipe.catalog).map_err(|_| {
        Error::Refused(format!(
            "当时的配置是 {} 版存下的，本版（{}）读不出来；没有印发的，重新运行 jianbao build，已经印发的，用那一版重制",
            recipe.version,
            env!("CARGO_PKG_VERSION")
        ))
    })
}

/// An issue made from a recipe.
struct Made {
    built: Built,
    inputs: Vec<archive::InputFile>,
    templates: Templates,
}

impl Made {
    fn from(
        recipe: &Recipe,
        catalog: &Catalog,
        input: &std::path::Path,
        previous: Option<&Previous>,
        common: &Common,
    ) -> Result<Made> {
        let templates = Templates::load(&recipe.templates)?;
        let reader = reader(&Reading::default())?;
        let folder = pipeline::gather(input)?.with_times(&recipe.times);
        let order = Order {
            catalog,
            options: &recipe.options,
            previous,
            reader: &reader,
            waivers: recipe.waivers.as_deref(),
            is_whole_week: true,
        };
        let built = pipeline::build(&order, &folder, &templates, &Bar::new(common.quiet))?;
        let inputs = inputs(&folder, &built.checked);
        Ok(Made {
            built,
            inputs,
            templates,
        })
    }
}

fn show(
    printer: &mut Printer,
    catalog: &Catalog,
    draft: &Draft,
    made: &Made,
    previous: Option<&Previous>,
) -> Result<()> {
    let checked = &made.built.checked;
    let as_of = draft.recipe.options.as_of;
    let mut lines = vec![format!(
        "即将印发 {}（截至{}）",
        draft.name.title(),
        as_of.format("%-m月%-d日")
    )];
    let errors: Vec<_> = checked
        .open()
        .filter(|finding| finding.severity == Severity::Error)
        .collect();
    let units: std::collections::BTreeSet<_> = errors.iter().filter_map(|finding| finding.unit).collect();
    let warnings = checked.findings.open(Severity::Warning);
    let missing = checked.rollcall.missing.len();
    let mut parts = Vec::new();
    if errors.is_empty() {
        parts.push("没有未更正的错误".to_owned());
    } else {
        parts.push(format!(
            "仍有错误{}处未更正（{}个单位）",
            errors.len(),
            units.len()
        ));
    }
    parts.push(format!("提醒{warnings}处"));
    let text = match (missing, previous.is_some()) {
        (0, _) => format!("{}；各单位均已报送", parts.join("，")),
        (count, true) => format!("{}；{count}个单位未报，沿用上期", parts.join("，")),
        (count, false) => format!("{}；{count}个单位未报", parts.join("，")),
    };
    lines.push(format!("  {text}"));
    for finding in errors.iter().take(20) {
        let unit = finding.unit.map_or("", |unit| catalog.unit(unit).short.as_str());
        lines.push(format!(
            "  {unit}  {}  {}  {}",
            finding.place, finding.message, finding.code
        ));
    }
    if errors.len() > 20 {
        lines.push(format!("  ……还有{}处", errors.len() - 20));
    }
    if let Some(input) = draft.drop_folder.as_deref().filter(|folder| folder.is_dir())
        && let Some(change) = changed_since(input, made)?
    {
        lines.push(format!(
            "  注意：{change}；印发的是上一次生成的稿子。要用新的台账，先运行 jianbao build"
        ));
    }
    lines.push("  印发后不能更改；更正写在下一期（更正.md）".to_owned());
    // Whoever confirms must have seen this first, so it does not wait for the end of the report.
    for line in &lines {
        printer.now(line);
    }
    Ok(())
}

/// Has `input/` other files than the draft was made from?
fn changed_since(input: &std::path::Path, made: &Made) -> Result<Option<String>> {
    let folder = pipeline::gather(input)?;
    let then: BTreeMap<&str, &str> = made
        .inputs
        .iter()
        .map(|file| (file.name.as_str(), file.sha256.as_str()))
        .collect();
    let now: BTreeMap<&str, &std::path::Path> = folder.files().collect();
    let is_same = |(name, sum): (&&str, &&str)| {
        let opened = now.get(name).map(std::fs::File::open);
        let summed = opened.map(|file| file.and_then(crate::value::sha256_of));
        summed.is_some_and(|summed| summed.is_ok_and(|(now, _)| now == **sum))
    };
    let new = folder
        .ledgers()
        .filter(|(name, _)| !then.contains_key(name))
        .count();
    let changed = new + then.iter().filter(|&file| !is_same(file)).count();
    Ok((changed > 0).then(|| format!("输入文件夹里有{changed}个文件在生成之后变过")))
}

fn confirm(approved_by: Option<String>, yes: bool) -> Result<Option<String>> {
    if yes {
        return Ok(approved_by);
    }
    if !io::stdin().is_terminal() {
        return Err(Error::Refused(
            "没有人在终端前确认；要直接印发，加 --yes（批准人用 --approved-by 写明）".to_owned(),
        ));
    }
    let approved_by = match approved_by {
        Some(name) => name,
        None => ask("批准人：")?,
    };
    if ask("确认印发？输入“印发”继续：")? != "印发" {
        return Err(Error::Refused("没有印发；稿子还在，什么也没有动".to_owned()));
    }
    Ok(Some(approved_by).filter(|name| !name.is_empty()))
}

/// One line from the terminal.
pub(super) fn ask(question: &str) -> Result<String> {
    let failed = |error: io::Error| Error::Refused(format!("终端读不了：{}", crate::error::reason(&error)));
    let mut out = io::stderr().lock();
    out.write_all(question.as_bytes())
        .and_then(|()| out.flush())
        .map_err(failed)?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(failed)?;
    Ok(answer.trim().to_owned())
}

/// 分送: what goes to whom.
fn distribution(printer: &mut Printer, built: &Built) {
    let count = |prefix: &str| {
        built
            .outputs
            .iter()
            .filter(|output| output.path.starts_with(prefix))
            .count()
    };
    let head = &built.checked.issue.head;
    printer.gap();
    printer.line("分送");
    printer.hanging(
        2,
        "简报.html → ",
        &format!(
            "报：{} 送：{} 发：{}",
            head.report_to, head.send_to, head.distribute_to
        ),
        "",
    );
    printer.line("  回执/ → 各单位");
    if count("督办函/") > 0 {
        printer.line(&format!("  督办函/ {}份 → 用印后发出", count("督办函/")));
    }
    if count("交办单/") > 0 {
        printer.line(&format!("  交办单/ {}份 → 承办单位签收", count("交办单/")));
    }
    printer.gap();
    printer.line("下一周：jianbao blank 备好发给各单位的空白台账；input/ 换成新收到的表");
}
