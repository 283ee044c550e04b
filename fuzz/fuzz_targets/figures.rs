//! Narratives with figures to fill in, `{{ totals.annual_done | yi }}`, and with figures typed into the prose.

#![no_main]

use std::sync::LazyLock;

use jianbao::bulletin::{self, IssueOptions, Material};
use jianbao::finding::{Code, Findings};
use jianbao::ledger::{self, Ledger};
use jianbao::narrative;
use jianbao::record::{self, Submission};
use jianbao::rollcall::{self, Past, RollCall};
use jianbao_fuzz::{CATALOG, as_of};
use libfuzzer_sys::fuzz_target;

/// An issue of one project.
struct Week {
    options: IssueOptions,
    submissions: Vec<Submission>,
    rollcall: RollCall,
    ledger: Ledger,
}

static WEEK: LazyLock<Week> = LazyLock::new(|| {
    let options = IssueOptions {
        year: 2023,
        number: 1,
        as_of: as_of(),
        is_draft: true,
        series: 1,
        seal_before: None,
    };
    let sheet = "白寨镇三级重点项目台账\n序号,项目名称,项目代码,总投资,2023年度计划投资,2023年累计完成投资,项目状态\n1,甲路,2301-410183-04-01-000001,9000,5000,1200.5,在建\n";
    let submissions = vec![record::read(sheet.as_bytes(), "白寨镇/台账.csv", &CATALOG, options.as_of)];
    let mut findings = Findings::default();
    let rollcall = rollcall::call(&CATALOG, &submissions, &[], &[], &Past::default(), options.as_of, &mut findings);
    let consolidated = ledger::consolidate(&CATALOG, &submissions, &rollcall, None, &options.period(), &mut findings);
    assert_eq!(consolidated.ledger.projects.len(), 1);
    Week { options, submissions, rollcall, ledger: consolidated.ledger }
});

fuzz_target!(|data: &[u8]| {
    let mut findings = Findings::default();
    let file = "白寨镇/工作小结.md";
    let Some(narrative) = narrative::read(data, file, &CATALOG, &mut findings) else {
        return;
    };
    let narratives = [narrative];
    let material = Material {
        catalog: &CATALOG,
        options: &WEEK.options,
        submissions: &WEEK.submissions,
        rollcall: &WEEK.rollcall,
        ledger: &WEEK.ledger,
        previous: None,
        changes: None,
        narratives: &narratives,
    };
    bulletin::check_prose(&material, &mut findings);
    assert!(findings.0.iter().all(|finding| finding.code == Code::N01));
    let _ = bulletin::compose(&material, &findings);
});
