//! How fast workbooks are read, and in how much memory: `cargo bench --bench reading [-- WORKBOOKS [ROWS]]`.
//!
//! Writes 34 ledgers of 2,000 rows × 30 columns (or as many as are asked for) into a temporary folder, reads them as
//! the program does – in processes, with the preset – and reports cells a second and the most memory that the main
//! process and its largest reading process took (on Linux).

#![expect(clippy::print_stdout, reason = "what it measures is printed")]

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use chrono::NaiveDate;
use jianbao::catalog::Catalog;
use jianbao::finding::Findings;
use jianbao::intake::{self, Reader};
use rust_xlsxwriter::{Workbook, XlsxError};

const COLUMNS: u16 = 30;

fn main() {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.first().is_some_and(|word| word == intake::WORKER_COMMAND) {
        intake::worker(io::stdin().lock(), io::stdout().lock());
        return;
    }
    let number = |at: usize, default| {
        words
            .get(at)
            .and_then(|word| word.parse().ok())
            .unwrap_or(default)
    };
    let (workbooks, rows) = (number(0, 34), number(1, 2_000));
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for at in 0..workbooks {
        write(&folder.path().join(format!("{at:05}.xlsx")), at, rows).expect("a workbook can be written");
    }
    let catalog = Catalog::preset();
    let program = env::current_exe().expect("the benchmark knows where it lies");
    // Files as fresh as these would be waited for where they look cut.
    thread::sleep(Duration::from_secs(2));
    let started = Instant::now();
    let (records, workers) = with_largest_worker(|| read(folder.path(), &catalog, program.clone()));
    let seconds = started.elapsed().as_secs_f64();
    let cells = f64::from(workbooks) * f64::from(rows) * f64::from(COLUMNS);
    println!("{workbooks} workbooks × {rows} rows × {COLUMNS} columns, {records} records");
    println!("{seconds:.2} s, {:.2} million cells/s", cells / seconds / 1e6);
    println!(
        "peak memory: main {} MiB, largest reader {workers} MiB",
        peak("self")
    );
}

/// Reads a folder; how many records there were.
fn read(folder: &Path, catalog: &Catalog, program: std::path::PathBuf) -> usize {
    let reader = Reader::processes(program, None);
    let mut findings = Findings::default();
    let as_of = NaiveDate::from_ymd_opt(2023, 5, 5).expect("a day of the calendar");
    let folder = intake::gather(folder).expect("the folder is there");
    let intake =
        intake::read_all(&folder, &reader, catalog, as_of, &(), &mut findings).expect("it can be read");
    let tables = intake
        .submissions
        .iter()
        .flat_map(|submission| &submission.sheets)
        .flat_map(|sheet| &sheet.tables);
    tables.map(|table| table.records.len()).sum()
}

/// Writes one locality's ledger, like the ones that come in.
fn write(path: &Path, number: u32, rows: u32) -> Result<(), XlsxError> {
    const HEADINGS: [&str; 14] = [
        "序号",
        "项目名称",
        "项目代码",
        "属地",
        "项目单位",
        "建设性质",
        "总投资（万元）",
        "2023年度计划投资（万元）",
        "2023年完成投资（万元）",
        "开工以来累计完成投资（万元）",
        "计划开工时间",
        "项目状态",
        "形象进度",
        "存在问题",
    ];
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("项目台账")?;
    for col in 0..COLUMNS {
        match HEADINGS.get(usize::from(col)) {
            Some(heading) => sheet.write_string(0, col, *heading)?,
            None => sheet.write_string(0, col, format!("自有栏目{col}"))?,
        };
    }
    for row in 1..=rows {
        let id = number * rows + row;
        let total = f64::from(1_000 + id % 90_000);
        for col in 0..COLUMNS {
            match col {
                0 => sheet.write_number(row, col, row)?,
                1 => sheet.write_string(row, col, format!("第{id}号基础设施项目"))?,
                2 => sheet.write_string(row, col, format!("2301-410183-04-01-{:06}", id % 1_000_000))?,
                3 => sheet.write_string(row, col, "超化镇")?,
                4 => sheet.write_string(row, col, format!("建设单位{}", id % 97))?,
                5 => sheet.write_string(row, col, "新建")?,
                6 => sheet.write_number(row, col, total)?,
                7..=9 => sheet.write_number(row, col, (total / f64::from(col)).round())?,
                10 => sheet.write_string(row, col, "2023年3月")?,
                11 => sheet.write_string(row, col, "在建")?,
                col if col % 2 == 0 => {
                    sheet.write_string(row, col, format!("说明文字{}", (id + u32::from(col)) % 50))?
                }
                _ => sheet.write_number(row, col, id + u32::from(col))?,
            };
        }
    }
    workbook.save(path)
}

/// Runs a job and watches what the largest of this process's children takes, in MiB.
fn with_largest_worker<T>(job: impl FnOnce() -> T) -> (T, u64) {
    let (done, most) = (AtomicBool::new(false), AtomicU64::new(0));
    let result = thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for child in children() {
                    most.fetch_max(peak(&child), Ordering::Relaxed);
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        let result = job();
        done.store(true, Ordering::Relaxed);
        result
    });
    (result, most.into_inner())
}

fn children() -> Vec<String> {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    tasks
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// The most memory a process has had, in MiB; 0 where the system does not say.
fn peak(process: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}
