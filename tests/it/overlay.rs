//! `jianbao.toml`: what it changes, and how a mistake in it is answered.

use chrono::NaiveDate;
use jianbao::catalog::{BundleCount, Catalog, Field, Form, Settings, Status};
use jianbao::error::Error;
use jianbao::finding::{Code, Severity};
use jianbao::value::Scale;

const TEMPLATE: &str = include_str!("../../templates/workspace/jianbao.toml");

fn load(text: &str) -> (Catalog, Settings) {
    Catalog::load(Some(("jianbao.toml", text))).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[track_caller]
fn refused(text: &str, line: usize, says: &str) {
    match Catalog::load(Some(("jianbao.toml", text))) {
        Err(Error::Config {
            file,
            line: at,
            problem,
        }) => {
            assert_eq!((file.as_str(), at), ("jianbao.toml", line), "{problem}\n{text}");
            assert!(problem.contains(says), "{problem}\nshould say {says}\n{text}");
            let foreign = [
                "expected",
                "unknown",
                "invalid",
                "missing",
                "duplicate",
                "key with",
            ];
            assert!(foreign.iter().all(|word| !problem.contains(word)), "{problem}");
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("accepted:\n{text}"),
    }
}

#[test]
fn the_template_as_it_is_handed_out_changes_nothing() {
    let (catalog, settings) = load(TEMPLATE);
    assert_eq!(catalog, Catalog::preset());
    assert_eq!(settings, Settings::default());
}

/// Prose has a space behind its mark, an example has none.
fn with_examples() -> String {
    let bare = |line: &str| {
        line.strip_prefix('#')
            .filter(|rest| !rest.starts_with(' '))
            .map(str::to_owned)
    };
    TEMPLATE
        .lines()
        .map(|line| bare(line).unwrap_or_default() + "\n")
        .collect()
}

#[test]
fn the_templates_examples_show_the_preset() {
    let (mut catalog, settings) = load(&with_examples());
    let preset = Catalog::preset();
    assert_eq!(settings.as_of, NaiveDate::from_ymd_opt(2023, 5, 12));
    assert_eq!(settings.input.as_deref(), Some("input"));
    assert_eq!(catalog.severities.remove(&Code::B01), Some(Severity::Warning));
    assert_eq!(catalog.learned_headings.len(), 1);
    catalog.learned_headings.clear();
    catalog.forms.clone_from(&preset.forms);
    assert_eq!(catalog, preset);
}

#[test]
fn windows_endings_and_a_byte_order_mark_are_no_matter() {
    let text = format!("\u{FEFF}{}", with_examples().replace('\n', "\r\n"));
    assert_eq!(load(&text).0, load(&with_examples()).0);
}

#[test]
fn units_are_added_changed_moved_and_removed() {
    let (catalog, _) = load(
        "[units.云峰镇]\nname = \"云峰镇人民政府\"\nclass = \"township\"\nafter = \"超化镇\"\nalso = [\"云峰\"]\n\
         [units.\"市水利局\"]\nalso = [\"河长办\"]\n[units.审计局]\nremove = true\n\
         [units.农业农村局]\nname = \"市农业农村局\"\nclass = \"department\"\n",
    );
    let short = |name| catalog.unit_named(name).map(|id| catalog.unit(id).short.clone());
    let preset = Catalog::preset().units.len();
    assert_eq!(catalog.units.len(), preset + 2 - 1);
    assert_eq!(short("河长办").as_deref(), Some("水利局"));
    assert_eq!(short("新密市云峰镇人民政府").as_deref(), Some("云峰镇"));
    assert_eq!(short("审计局"), None);
    let position = |name| catalog.units.iter().position(|unit| unit.short == name);
    assert_eq!(position("云峰镇"), position("超化镇").map(|at| at + 1));
    assert!(position("农业农村局") < position("发展改革服务中心"));
    assert_eq!(
        catalog
            .teams
            .iter()
            .find(|team| team.id == "delivery")
            .unwrap()
            .members
            .len(),
        20
    );
    assert_eq!(
        catalog
            .teams
            .iter()
            .find(|team| team.id == "fiscal")
            .unwrap()
            .members
            .len(),
        1
    );
}

#[test]
fn everything_else_can_be_changed_too() {
    let (catalog, settings) = load(
        r#"
as_of = "2023-07-07"
ranking = true
bundles = "parts"
[folders]
input = "收件"
[lights]
yellow_points = 5
nodes = [{ on = 2023-06-30, percent = 55 }, { on = 2023-03-31, percent = 20 }]
[money]
read_as = "亿元"
[severities]
B12 = "note"
[kinds.urban_renewal]
name = "城市更新项目"
task_force = "delivery"
milestones = ["立项", "开工", "竣工"]
[kinds.term_loan]
remove = true
[approvals.flood]
name = "防洪影响评价"
owner = "水利局"
[headings]
"计划总盘子" = "total_investment"
"防洪批文" = "flood"
[headings.task]
"卡点" = "matter"
[units.岳村镇.headings]
"竣工投产时间" = "planned_completion"   # 2023-05-12 王晓东
[forms.project.columns.annual_plan]
label = "本年盘子"
required = true
[words.statuses]
"停工" = ["收尾"]
[words.meanings.status]
"开建中" = "在建"
"#,
    );
    assert_eq!(settings.as_of, NaiveDate::from_ymd_opt(2023, 7, 7));
    assert_eq!(settings.input.as_deref(), Some("收件"));
    assert!(catalog.ranking);
    assert_eq!(catalog.bundles, BundleCount::Parts);
    assert_eq!(
        catalog
            .limits
            .nodes
            .iter()
            .map(|node| node.thousandths)
            .collect::<Vec<_>>(),
        [200, 550]
    );
    assert_eq!(catalog.money.read_as, Scale::Yi);
    assert_eq!(catalog.severities[&Code::B12], Severity::Note);
    assert_eq!(catalog.kinds.last().unwrap().short, "城市更新");
    assert_eq!(catalog.kinds.len(), 6);
    let yuecun = catalog.unit_named("岳村镇");
    assert_eq!(
        catalog.learned_headings[&(yuecun, "竣工投产时间".into())],
        Field::PlannedCompletion
    );
    assert!(matches!(
        catalog.learned_headings[&(None, "防洪批文".into())],
        Field::Approval(_)
    ));
    let task = catalog.form(Form::Task).unwrap().column(Field::Matter).unwrap();
    assert!(task.also.contains(&"卡点".to_owned()));
    let plan = catalog
        .form(Form::Project)
        .unwrap()
        .column(Field::AnnualPlan)
        .unwrap();
    assert!(plan.required && plan.label == "本年盘子" && plan.also.contains(&"年度计划投资".to_owned()));
    let says = |status: Status, word: &str| {
        catalog
            .words
            .statuses
            .iter()
            .any(|(known, words)| *known == status && words.iter().any(|w| w == word))
    };
    assert!(says(Status::Halted, "收尾") && !says(Status::Finished, "收尾"));
    assert_eq!(
        catalog.learned_words[&(None, Field::Status, "开建中".into())],
        "在建"
    );
}

#[test]
fn a_misspelt_key_is_answered_at_its_line_with_the_nearest_one() {
    for (text, line, near) in [
        ("asof = 2023-05-12", 1, "as_of"),
        ("rankings = true", 1, "ranking"),
        ("bundle = \"parts\"", 1, "bundles"),
        ("\n[ofice]\ntitle = \"甲\"", 2, "office"),
        ("[office]\nreport = []\ntitel = \"甲\"", 2, "report_to"),
        ("[office]\ntitel = \"甲\"", 2, "title"),
        ("[leters]\ncode = \"甲\"", 1, "letters"),
        ("[letters]\nphones = \"甲\"", 2, "phone"),
        ("[calender]\nreply_days = 3", 1, "calendar"),
        ("[calendar]\n\nreply_day = 3", 3, "reply_days"),
        ("[calendar]\nholiday = []", 2, "holidays"),
        ("[ligths]\nyellow_days = 3", 1, "lights"),
        ("[lights]\nyelow_days = 3", 2, "yellow_days"),
        (
            "[lights]\nnodes = [{ on = 2023-03-31, percnt = 2 }]",
            2,
            "percent",
        ),
        ("[limit]\nsheets = 3", 1, "limits"),
        ("[limits]\nsheet = 3", 2, "sheets"),
        ("[lists]\nname = 3", 2, "names"),
        ("[money]\nread_at = \"万元\"", 2, "read_as"),
        ("[money]\nread_as = \"亿\"", 2, "亿元"),
        ("[autority]\nother = []", 1, "authority"),
        ("[authority]\nprogres = []", 2, "progress"),
        ("[authority]\nother = [\"kind_leed\"]", 2, "kind_lead"),
        ("[severity]\nB01 = \"note\"", 1, "severities"),
        ("[severities]\nB01 = \"warn\"", 2, "warning"),
        ("[severities]\nB0l = \"note\"", 2, "B01"),
        ("[units.超化镇]\nalias = [\"甲\"]", 2, "also"),
        ("[units.超化镇]\nclass = \"town\"", 2, "township"),
        (
            "[units.超化镇.headings]\n\"甲\" = \"total_invest\"",
            2,
            "total_investment",
        ),
        ("[task_force.fiscal]\nlead = \"市财政局\"", 1, "task_forces"),
        ("[task_forces.fiscal]\nleed = \"市财政局\"", 2, "lead"),
        ("[task_forces.fiscal]\nlead = \"市财正局\"", 2, "市财政局"),
        ("[kinds.special_bond]\nfund = []", 2, "funds"),
        ("[kinds.special_bond]\ntask_force = \"fiscel\"", 2, "fiscal"),
        ("[approvals.eia]\nowners = \"市水利局\"", 2, "owner"),
        ("[approvals.eia]\nowner = \"市水力局\"", 2, "市水利局"),
        ("[words.status]\n\"在建\" = []", 1, "statuses"),
        ("[words.statuses]\n\"再建\" = []", 2, "在建"),
        ("[words.approvals]\ngrant = []", 2, "granted"),
        ("[words.tasks]\nclose = []", 2, "closed"),
        ("[words.marks]\nditt = []", 2, "ditto"),
        ("[headings.projects]\n\"甲\" = \"name\"", 1, "project"),
        ("[headings]\n\"甲\" = \"nmae\"", 2, "name"),
        (
            "[forms.project.columns.total_investmant]\nlabel = \"甲\"",
            1,
            "total_investment",
        ),
        ("[forms.project.columns.name]\nlable = \"甲\"", 2, "label"),
        ("replace = [\"unit\"]", 1, "units"),
        ("[folders]\ninputs = \"甲\"", 2, "input"),
        ("[region]\ncodes = \"410183\"", 2, "code"),
        ("[units.超华镇]\nalso = [\"甲\"]", 1, "超化镇"),
    ] {
        refused(text, line, near);
    }
}

#[test]
fn a_wrong_value_is_answered_with_what_belongs_there() {
    for (text, line, says) in [
        ("as_of = 20230512", 1, "日期"),
        ("as_of = \"5月12日\"", 1, "2023-05-12"),
        ("ranking = \"是\"", 1, "true"),
        ("[office]\ncopies = \"60\"", 2, "整数"),
        ("[office]\ntitle = 3", 2, "文字"),
        ("[lights]\nyellow_points = 200", 2, "0到100"),
        ("[calendar]\ndeadline_time = \"六点\"", 2, "18:00"),
        ("[calendar]\nholidays = [[2023-05-03, 2023-04-29]]", 2, "早于"),
        ("[calendar]\nholidays = [2023-05-03]", 2, "列表"),
        ("[region]\ncode = \"4101\"", 2, "六位"),
        ("office = \"甲\"", 1, "[office]"),
        ("[kinds.special_bond]\nmoney = [\"发行\", \"使用\"]", 2, "3个"),
        ("[units.审计局]\nremove = true\nname = \"甲\"", 3, "name"),
        ("[units.农业局]\nremove = true", 1, "没有"),
        ("[units.财政局]\nremove = true", 1, "牵头单位"),
        ("[units.财政局]\nalso = [\"市水利局\"]", 2, "只能归一家"),
        ("[kinds.urban]\nname = \"城市更新\"", 1, "task_force"),
    ] {
        refused(text, line, says);
    }
}

#[test]
fn bad_grammar_is_answered_in_chinese() {
    for (text, line, says) in [
        ("ranking = true\nranking = false", 2, "写了两次"),
        ("[office]\ntitle = 全市情况", 2, "引号"),
        ("[office]\ntitle = “全市情况”", 2, "中文标点"),
        ("[office]\nsend_to = [\"甲\"，\"乙\"]", 2, "中文标点"),
        ("[office]\nsend_to = [\"甲\" \"乙\"]", 2, "逗号"),
        ("[office\ntitle = \"甲\"", 1, "方括号"),
        ("[office]\ntitle", 2, "名 = 值"),
        ("[office]\ntitle =", 2, "名 = 值"),
        ("[office]\ntitle = \"甲", 2, "引号"),
        ("as_of = 2023-02-30", 1, "日期"),
        ("as_of = 2023.5.12", 1, "写法不对"),
    ] {
        refused(text, line, says);
    }
}

#[test]
fn a_whole_roster_can_be_replaced() {
    let (catalog, _) = load(
        "replace = [\"units\", \"task_forces\", \"kinds\", \"approvals\"]\n\
         [units.甲镇]\nname = \"甲镇人民政府\"\nclass = \"township\"\n\
         [units.发改局]\nname = \"县发改局\"\nclass = \"department\"\n\
         [task_forces.office]\nname = \"项目办\"\nlead = \"县发改局\"\nmembers = [\"全部属地\"]\n\
         [kinds.all]\nname = \"重点项目\"\ntask_force = \"office\"\n",
    );
    assert_eq!(
        (catalog.units.len(), catalog.kinds.len(), catalog.approvals.len()),
        (2, 1, 0)
    );
    assert_eq!(catalog.teams[0].members.len(), 1);
    refused(
        "replace = [\"units\"]\n[units.甲镇]\nname = \"甲镇人民政府\"\nclass = \"township\"\n",
        1,
        "花名册上已经没有",
    );
}
