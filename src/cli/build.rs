//! `build`, `check` and what they share: a run over `input/`.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use super::args::{Build, Common, Format, Reading};
use super::print::{Printer, pad};
use super::progress::Bar;
use super::report::{self, Summary};
use super::workspace::{Run, Workspace, program, shown};
use super::{findings, index};
use crate::archive::{self, Fresh, InputFile, IssueName, Layout, Recipe, SystemDisk};
use crate::bulletin::wording;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::finding::Severity;
use crate::intake::{Folder, Reader};
use crate::pipeline::{self, Built, Checked, Order};
use crate::render;

/// A reader of `jobs` processes of this very program.
pub(super) fn reader(reading: &Reading) -> Result<Reader> {
    Ok(Reader::processes(program()?, reading.jobs))
}

/// The office week up to the findings.
pub(super) fn checked(
    workspace: &Workspace,
    run: &Run,
    reading: &Reading,
    folder: &Folder,
    is_whole_week: bool,
    common: &Common,
) -> Result<Checked> {
    let reader = reader(reading)?;
    let waivers = workspace.waivers()?;
    let order = Order {
        catalog: &workspace.catalog,
        options: &run.options,
        previous: run.previous.as_ref(),
        reader: &reader,
        waivers: waivers.as_deref(),
        is_whole_week,
    };
    let bar = Bar::new(common.quiet);
    pipeline::check(&order, folder, &bar)
}

/// `build`: everything for the coming issue, in `output/`. Gives how many errors are open.
pub(super) fn run(
    printer: &mut Printer,
    workspace: &Workspace,
    build: &Build,
    common: &Common,
) -> Result<usize> {
    let started = Instant::now();
    let run = workspace.run(&build.reading)?;
    let folder = something(&run)?;
    let (templates, overrides) = workspace.templates()?;
    let reader = reader(&build.reading)?;
    let waivers = workspace.waivers()?;
    let order = Order {
        catalog: &workspace.catalog,
        options: &run.options,
        previous: run.previous.as_ref(),
        reader: &reader,
        waivers: waivers.as_deref(),
        is_whole_week: true,
    };
    let made = pipeline::build(&order, &folder, &templates, &Bar::new(common.quiet))?;
    // What the issue was made from, to be kept with it.
    let recipe = Recipe {
        options: run.options.clone(),
        catalog: serde_json::to_string(&workspace.catalog).unwrap_or_default(),
        templates: overrides,
        waivers: waivers.clone(),
        times: folder.times(run.options.as_of),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let name = IssueName {
        year: run.options.year,
        number: run.options.number,
    };
    let layout = &workspace.layout;
    let draft = Fresh {
        name,
        outputs: &made.outputs,
        recipe: &recipe,
        inputs: &inputs(&folder, &made.checked),
        drop_folder: &run.input,
    };
    let place = archive::write_draft(&SystemDisk, layout, &draft)?;
    write_index(layout, &workspace.catalog, Some(&made), &templates)?;
    if !common.quiet {
        summary(printer, workspace, &made, name, &place, started);
    }
    Ok(made.checked.findings.open(Severity::Error))
}

/// What lies in the drop folder, which must be something.
fn something(run: &Run) -> Result<Folder> {
    let folder = pipeline::gather(&run.input)?;
    if folder.is_empty() {
        return Err(Error::Refused(format!(
            "{} 里没有文件。把各单位的台账放进去再运行；没有台账想先看看：jianbao init --demo 样例",
            run.input.display()
        )));
    }
    Ok(folder)
}

/// Every input that was read or named, with the sum it had then.
pub(super) fn inputs(folder: &Folder, checked: &Checked) -> Vec<InputFile> {
    let sums = checked
        .submissions
        .iter()
        .map(|submission| (submission.file.as_str(), submission.sha256.as_str()))
        .chain(
            checked
                .narratives
                .iter()
                .map(|narrative| (narrative.file.as_str(), narrative.sha256.as_str())),
        )
        .chain(
            checked
                .asides
                .iter()
                .filter_map(|aside| Some((aside.file.as_str(), aside.sha256.as_deref()?))),
        );
    // A file that could not even be opened has no sum, and nothing of it can be kept.
    let sums: std::collections::BTreeMap<&str, &str> = sums.filter(|(_, sum)| !sum.is_empty()).collect();
    folder
        .files()
        .filter_map(|(name, path)| {
            let sha256 = (*sums.get(name)?).to_owned();
            Some(InputFile {
                name: name.to_owned(),
                path: path.to_path_buf(),
                sha256,
            })
        })
        .collect()
}

/// `output/index.html`: every published issue, and the draft if there is one, by the lists that the latest of them goes by.
pub(super) fn write_index(
    layout: &Layout,
    catalog: &Catalog,
    draft: Option<&Built>,
    templates: &render::Templates,
) -> Result<()> {
    let history = archive::history(layout, None, catalog)?;
    let seals = layout
        .published()
        .into_iter()
        .map(|name| Ok((name, archive::seal(layout, name)?)))
        .collect::<Result<Vec<_>>>()?;
    let published = history.as_ref().map(|(state, _)| state);
    let page = index::page(
        catalog,
        published,
        &seals,
        draft.map(|built| &built.state),
        templates,
    )?;
    archive::write_index(&SystemDisk, layout, &page.bytes)
}

/// The last lines: what came out and what to do next.
fn summary(
    printer: &mut Printer,
    workspace: &Workspace,
    built: &Built,
    name: IssueName,
    place: &std::path::Path,
    started: Instant,
) {
    let catalog = &workspace.catalog;
    let checked = &built.checked;
    let as_of = checked.ledger.as_of;
    let seconds = started.elapsed().as_secs_f64();
    printer.line(&format!(
        "{}（截至{}）已生成 → {}/    用时{seconds:.1}秒",
        name.title(),
        as_of.format("%-m月%-d日"),
        shown(place)
    ));
    printer.gap();
    for (label, text) in overview(catalog, checked) {
        printer.hanging(2, &format!("{label}  "), &text, "");
    }
    printer.gap();
    printer.line("下一步");
    let with_errors: std::collections::BTreeSet<_> = checked
        .open()
        .filter(|finding| finding.severity == Severity::Error)
        .filter_map(|finding| finding.unit)
        .collect();
    let letters = built
        .outputs
        .iter()
        .filter(|output| output.path.starts_with("督办函/"))
        .count();
    let mut step = |label: &str, text: &str| printer.line(&format!("  {}{text}", pad(label, 12)));
    step("催报催改", "催报.txt 可直接粘贴到工作群");
    if with_errors.is_empty() {
        step("退回核实", "回执/ 每个单位一份，标出了要核实的地方");
    } else {
        step(
            "退回更正",
            &format!("回执/ 中{}个单位的台账有错，已在格子上标出", with_errors.len()),
        );
    }
    if letters > 0 {
        step("督办", &format!("督办函/ 有{letters}份待签发"));
    }
    step("看稿", "简报.html（jianbao open）");
    step("定稿归档", "jianbao publish");
}

/// `check`: findings only. Gives how many errors are open.
pub(super) fn check(
    printer: &mut Printer,
    workspace: &Workspace,
    paths: &[PathBuf],
    reading: &Reading,
    all: bool,
    format: Format,
    common: &Common,
) -> Result<usize> {
    let (run, folder) = if paths.is_empty() {
        let run = workspace.run(reading)?;
        let folder = something(&run)?;
        (run, folder)
    } else {
        let run = workspace.run_without_input(reading)?;
        (run, Folder::of_paths(paths)?)
    };
    let checked = checked(workspace, &run, reading, &folder, paths.is_empty(), common)?;
    let list = &checked.findings.0;
    match format {
        Format::Json => printer.line(&findings::json(list, &workspace.catalog)),
        Format::Sarif => printer.line(&findings::sarif(list, &workspace.catalog)),
        Format::Human => {
            let files = checked.submissions.len() + checked.narratives.len() + checked.asides.len();
            let tables = checked
                .submissions
                .iter()
                .flat_map(|file| &file.sheets)
                .flat_map(|sheet| &sheet.tables);
            let (tables, rows) = tables
                .filter(|table| table.form.is_some())
                .fold((0, 0), |(tables, rows), table| {
                    (tables + 1, rows + table.rows.read)
                });
            let as_of = run.options.as_of;
            let summary = Summary {
                read: (files, tables, rows),
                as_of: as_of.format("%Y年%-m月%-d日").to_string(),
            };
            report::print(printer, &workspace.catalog, &summary, list, all);
        }
    }
    Ok(checked.findings.open(Severity::Error))
}

/// Takes a workspace's own folder for the draft page.
pub(super) fn draft_page(layout: &Layout) -> Result<PathBuf> {
    let found = archive::read_draft(layout)?.map(|draft| layout.issue(draft.name));
    let newest = layout.published().last().map(|&name| layout.issue(name));
    found
        .or(newest)
        .map(|folder| folder.join("简报.html"))
        .filter(|page| fs::metadata(page).is_ok())
        .ok_or_else(|| Error::Refused("还没有稿子；先运行 jianbao build".to_owned()))
}

/// 报送、项目、任务、校核, a line each.
fn overview(catalog: &Catalog, checked: &Checked) -> [(&'static str, String); 4] {
    let issue = &checked.issue;
    let total = catalog.units.len();
    let missing: Vec<String> = checked
        .rollcall
        .missing
        .iter()
        .map(|&unit| catalog.unit(unit).short.clone())
        .collect();
    let handed_in = if missing.is_empty() {
        format!("{total}个单位已全部报送")
    } else {
        format!(
            "应报{total}个单位，已报{}个；未报：{}",
            total - missing.len(),
            missing.join("、")
        )
    };
    let mut projects = format!("{}个", issue.totals.projects);
    if let Some(total) = issue.totals.total_investment {
        projects.push_str(&format!("，总投资{}", wording::money(total)));
    }
    if let Some(done) = issue.totals.annual_done {
        projects.push_str(&format!("；本年完成{}", wording::money(done)));
    }
    if let Some(rate) = issue.totals.completion_rate() {
        let beside = wording::against_time_progress(rate, issue.time_progress);
        projects.push_str(&format!("，完成率{}，{beside}", wording::percent(rate)));
    }
    let tasks = issue.tasks;
    let tasks = format!(
        "交办{}项，办结{}项，逾期{}项",
        tasks.total, tasks.closed, tasks.overdue
    );
    let open = |severity| checked.findings.open(severity);
    let findings = format!(
        "错误{}处（未采用），提醒{}处",
        open(Severity::Error),
        open(Severity::Warning)
    );
    [
        ("报送", handed_in),
        ("项目", projects),
        ("任务", tasks),
        ("校核", findings),
    ]
}
