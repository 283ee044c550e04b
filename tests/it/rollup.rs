//! Roll-up: a lower level's 总账 is an intake of the higher one, and our own is nobody's.

use jianbao::catalog::Catalog;
use jianbao::finding::Severity;
use jianbao::ledger::{ApprovalCount, Ledger, Metrics, MoneyTotals, TaskCount};
use jianbao::render::workbook::ReceiptBrief;
use jianbao::rollcall::FileState;

use crate::support::press::Printed;
use crate::support::sample::{Plan, week};

/// A week of the lower level.
fn lower() -> Printed {
    let (files, as_of) = week(&Plan {
        rows: 60,
        ..Plan::default()
    });
    let files = files
        .into_iter()
        .filter(|file| file.path.ends_with(".xlsx") || file.path.ends_with(".csv"))
        .filter(|file| !file.path.contains('~'))
        .map(|file| (file.path, file.bytes))
        .collect();
    Printed::of(Catalog::preset(), &as_of.to_string(), None, files)
}

/// What the higher level makes of the lower one's 总账.
fn rolled_up(lower: &Printed, configuration: &str) -> Printed {
    let (catalog, _) = Catalog::load(Some(("jianbao.toml", configuration))).unwrap();
    let files = vec![("总账.xlsx".to_owned(), lower.master())];
    Printed::of(catalog, &lower.options.as_of.to_string(), None, files)
}

/// A higher level with one locality and one kind of its own.
fn elsewhere(region: &str, code: &str, locality: &str) -> String {
    format!(
        "replace = [\"units\", \"task_forces\", \"kinds\", \"approvals\"]
         [region]
         name = \"{region}\"
         code = \"{code}\"
         {locality}
         [units.\"发改委\"]
         name = \"市发改委\"
         class = \"department\"
         [task_forces.office]
         name = \"综合专班\"
         lead = \"市发改委\"
         members = [\"市发改委\"]
         [kinds.special_bond]
         name = \"地方政府专项债券项目\"
         short = \"专项债券\"
         task_force = \"office\"
         milestones = [\"发行\", \"开工\", \"竣工\"]
         money = [\"发行\", \"拨付\", \"使用\"]
         [approvals.eia]
         name = \"环评\"
         owner = \"市发改委\"
"
    )
}

/// What could not be read; a blank in the lower level's own ledgers is a blank here.
fn wrong(printed: &Printed) -> Vec<String> {
    let wrong = printed.findings.iter().filter(|finding| {
        matches!(finding.code.id().as_bytes()[0], b'S' | b'V')
            && finding.code.id() != "V01"
            && finding.severity == Severity::Error
    });
    wrong
        .map(|finding| format!("{} {} {}", finding.code, finding.place, finding.message))
        .collect()
}

/// Everything that is counted, kind by kind.
fn figures(catalog: &Catalog, ledger: &Ledger) -> Vec<String> {
    let mut figures = vec![format!("{:?}", Metrics::of(&ledger.projects))];
    for kind in catalog.kind_ids() {
        let of_kind = || {
            ledger
                .projects
                .iter()
                .filter(|project| project.kinds.contains(&kind))
        };
        figures.push(format!("{kind:?} {:?}", Metrics::of(of_kind())));
        if catalog.kind(kind).money.is_some() {
            figures.push(format!("{kind:?} {:?}", MoneyTotals::of(of_kind(), kind)));
        }
    }
    for id in catalog.approval_ids() {
        let count = ApprovalCount::of(&ledger.projects, id, ledger.as_of);
        figures.push(format!("{id:?} {count:?}"));
    }
    let tasks = TaskCount::of(&ledger.tasks);
    figures.push(format!("{tasks:?}"));
    figures
}

#[test]
fn a_lower_levels_master_ledger_gives_the_higher_one_the_same_figures() {
    let lower = lower();
    let upper = rolled_up(
        &lower,
        "[region]\nname = \"郑州市\"\ncode = \"410100\"\n\
         [units.\"新密市\"]\nname = \"新密市人民政府\"\nclass = \"township\"\n",
    );
    assert_eq!(wrong(&upper), Vec::<String>::new());
    assert_eq!(
        figures(&upper.catalog, &upper.ledger),
        figures(&lower.catalog, &lower.ledger)
    );
    // Its localities are units here, and each has handed in its own rows.
    for unit in lower.catalog.unit_ids() {
        let name = &lower.catalog.unit(unit).name;
        let of = |printed: &Printed| {
            let unit = printed.unit(name);
            let own = printed.ledger.projects.iter();
            Metrics::of(own.filter(|project| project.locality == Some(unit)))
        };
        assert_eq!(of(&upper), of(&lower), "{name}");
        let has_projects = of(&upper).projects > 0;
        if has_projects {
            assert!(upper.rollcall.is_present(upper.unit(name)), "{name}");
        }
    }
}

#[test]
fn a_lower_levels_master_ledger_goes_back_to_that_level_alone() {
    let upper = rolled_up(
        &lower(),
        "[region]\nname = \"郑州市\"\ncode = \"410100\"\n\
         [units.\"新密市\"]\nname = \"新密市人民政府\"\nclass = \"township\"\n",
    );
    let has_receipt = |name: &str| ReceiptBrief::of(&upper.edition(), upper.unit(name)).is_some();
    assert!(has_receipt("新密市人民政府"));
    assert!(!has_receipt("超化镇人民政府"));
}

#[test]
fn where_its_localities_are_unknown_the_lower_level_itself_is_the_unit() {
    let lower = lower();
    let upper = rolled_up(
        &lower,
        &elsewhere(
            "郑州市",
            "410100",
            "[units.\"新密市\"]\nname = \"新密市人民政府\"\nclass = \"township\"",
        ),
    );
    assert_eq!(wrong(&upper), Vec::<String>::new());
    let unit = upper.unit("新密市人民政府");
    assert_eq!(upper.ledger.projects.len(), lower.ledger.projects.len());
    assert!(
        upper
            .ledger
            .projects
            .iter()
            .all(|project| project.locality == Some(unit))
    );
    let bonds = |printed: &Printed| {
        let is_bond = |id: &str| id == "special_bond";
        let kind = printed
            .catalog
            .kind_ids()
            .find(|&kind| is_bond(&printed.catalog.kind(kind).id))
            .unwrap();
        let of_kind = printed
            .ledger
            .projects
            .iter()
            .filter(|project| project.kinds.contains(&kind));
        format!("{:?}", MoneyTotals::of(of_kind, kind))
    };
    assert_eq!(bonds(&upper), bonds(&lower));
}

#[test]
fn a_lower_level_that_nobody_knows_is_named_and_not_counted() {
    let upper = rolled_up(
        &lower(),
        &elsewhere(
            "洛阳市",
            "410300",
            "[units.\"偃师区\"]\nname = \"偃师区人民政府\"\nclass = \"township\"",
        ),
    );
    assert!(upper.ledger.projects.is_empty());
    let said = upper.findings.iter().find(|finding| finding.code.id() == "F04");
    assert!(said.unwrap().message.contains("下级的总账"));
}

#[test]
fn our_own_ledgers_left_in_the_drop_folder_are_set_aside() {
    let lower = lower();
    let mut files = lower.files.clone();
    files.push(("总账.xlsx".to_owned(), lower.master()));
    let again = Printed::of(Catalog::preset(), &lower.options.as_of.to_string(), None, files);
    assert_eq!(again.ledger, lower.ledger);
    let line = again
        .rollcall
        .lines
        .iter()
        .find(|line| line.file.as_deref() == Some("总账.xlsx"))
        .unwrap();
    assert_eq!(line.state, FileState::Skipped);
    assert!(line.why.as_deref().unwrap().contains("本级自己"));
}
