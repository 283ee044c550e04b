//! The shipped catalog says what the plan says, and holds together.

use std::collections::BTreeSet;

use jianbao::catalog::{BankStage, Catalog, Form, PlanMatter, UnitClass};

#[test]
fn the_roster_is_the_plans() {
    let catalog = Catalog::preset();
    let count = |wanted: &[UnitClass]| {
        catalog
            .units
            .iter()
            .filter(|unit| wanted.contains(&unit.class))
            .count()
    };
    assert_eq!(count(&[UnitClass::Subdistrict]), 4);
    assert_eq!(count(&[UnitClass::Township]), 13);
    assert_eq!(count(&[UnitClass::AdminCommittee]), 1);
    assert_eq!(count(&[UnitClass::Department]), 16);
    assert_eq!(count(&[UnitClass::Centre]), 1);
    let names: Vec<&str> = catalog.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names[0], "青屏街街道办事处");
    assert_eq!(names[17], "伏羲山管委会");
    assert_eq!(names[18], "市发展改革委");
    assert_eq!(names[34], "市发展改革服务中心");
}

#[test]
fn loose_names_find_their_unit_and_near_ones_stay_apart() {
    let catalog = Catalog::preset();
    let short = |name: &str| catalog.unit_named(name).map(|id| catalog.unit(id).short.as_str());
    for (name, unit) in [
        ("发改委", "发展改革委"),
        ("市发改委", "发展改革委"),
        ("新密市发展和改革委员会", "发展改革委"),
        ("市发展改革服务中心", "发展改革服务中心"),
        ("发改服务中心", "发展改革服务中心"),
        ("青屏街办", "青屏街街道"),
        ("青屏街道办事处", "青屏街街道"),
        ("西大街街办", "西大街街道"),
        ("伏羲山", "伏羲山管委会"),
        ("环保局", "生态环境分局"),
        ("生态环境局新密分局", "生态环境分局"),
        ("新密市超化镇人民政府", "超化镇"),
        ("超 化　镇", "超化镇"),
        ("城关", "城关镇"),
        ("城管", "城管局"),
        ("财政", "财政局"),
    ] {
        assert_eq!(short(name), Some(unit), "{name}");
    }
    for stranger in ["发展改革", "城", "市", "新密市", "城官镇", "农业农村局"] {
        assert_eq!(short(stranger), None, "{stranger}");
    }
    assert!(
        catalog
            .units
            .iter()
            .all(|unit| unit.names().all(|name| name != "财政"))
    );
}

#[test]
fn teams_kinds_and_approvals_are_the_plans() {
    let catalog = Catalog::preset();
    let teams: Vec<(&str, &str, usize)> = (catalog.teams.iter())
        .map(|team| {
            (
                team.id.as_str(),
                catalog.unit(team.lead).short.as_str(),
                team.members.len(),
            )
        })
        .collect();
    assert_eq!(
        teams,
        [
            ("coordination", "发展改革委", 1),
            ("joint_approval", "发展改革服务中心", 11),
            ("fiscal", "财政局", 2),
            ("financing", "金融工作服务中心", 2),
            ("delivery", "发展改革服务中心", 19),
        ]
    );
    let kinds: Vec<(&str, &str)> = (catalog.kinds.iter())
        .map(|kind| (kind.id.as_str(), catalog.unit(kind.lead).short.as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            ("three_batches", "发展改革服务中心"),
            ("key_project", "发展改革服务中心"),
            ("central_budget", "发展改革委"),
            ("special_bond", "财政局"),
            ("policy_tool", "发展改革委"),
            ("term_loan", "发展改革委"),
        ]
    );
    let chains: Vec<Option<String>> = catalog
        .kinds
        .iter()
        .map(|kind| kind.money.as_ref().map(|chain| chain.join("→")))
        .collect();
    assert_eq!(chains[2].as_deref(), Some("下达→拨付→支付"));
    assert_eq!(chains[5].as_deref(), Some("授信→投放→使用"));
    assert_eq!(chains[0], None);
    let owners: Vec<&str> = catalog
        .approvals
        .iter()
        .map(|item| catalog.unit(item.owner).short.as_str())
        .collect();
    assert_eq!(
        owners,
        [
            "发展改革委",
            "发展改革委",
            "生态环境分局",
            "资源规划局",
            "资源规划局",
            "住建局"
        ]
    );
}

#[test]
fn everything_that_is_named_has_a_name_of_its_own() {
    let catalog = Catalog::preset();
    let unique = |names: Vec<&str>| names.iter().collect::<BTreeSet<_>>().len() == names.len();
    assert!(unique(
        catalog.units.iter().map(|unit| unit.short.as_str()).collect()
    ));
    assert!(unique(
        catalog.kinds.iter().map(|kind| kind.short.as_str()).collect()
    ));
    assert!(
        catalog
            .units
            .iter()
            .all(|unit| unique(unit.also.iter().map(String::as_str).collect()))
    );
    assert_eq!(catalog.forms.len(), Form::ALL.len());
}

#[test]
fn limits_are_those_of_the_contract() {
    let limits = Catalog::preset().limits;
    assert_eq!(limits.file_bytes, 200 << 20);
    assert_eq!(limits.unpacked_bytes, 512 << 20);
    assert_eq!(limits.sheet_cells, 5_000_000);
    assert_eq!(limits.sheets, 200);
    assert_eq!((limits.yellow_points, limits.yellow_days), (10, 30));
}

#[test]
fn the_catalog_survives_json_and_the_readers_pipe() {
    let catalog = Catalog::preset();
    let json = serde_json::to_string(&catalog).unwrap();
    assert_eq!(serde_json::from_str::<Catalog>(&json).unwrap(), catalog);
    let bytes = postcard::to_stdvec(&catalog).unwrap();
    assert_eq!(postcard::from_bytes::<Catalog>(&bytes).unwrap(), catalog);
}

#[test]
fn a_plan_finds_its_place_and_a_bank_its_stage_by_words_that_are_data() {
    let words = Catalog::preset().words;
    for (step, matter) in [
        ("对应开未开项目逐个现场督导", Some(PlanMatter::Starts)),
        ("对逾期任务印发督办函", Some(PlanMatter::Tasks)),
        ("加快专项债券资金使用", Some(PlanMatter::Funds)),
        ("集中办理用地手续", Some(PlanMatter::Approvals)),
        ("核对各单位台账", Some(PlanMatter::Reports)),
        ("召开一次培训会", None),
    ] {
        assert_eq!(words.plan_matter(step), matter, "{step}");
    }
    for (said, stage) in [
        ("已签约", Some(BankStage::Signed)),
        ("拟签约", Some(BankStage::NotSigned)),
        ("推荐", Some(BankStage::Early)),
        ("授信审批", None),
    ] {
        assert_eq!(words.bank_stage(said), stage, "{said}");
    }
    let told = Catalog::load(Some(("jianbao.toml", "[words.plans]\nreports = [\"培训\"]\n")));
    assert_eq!(
        told.unwrap().0.words.plan_matter("召开一次培训会"),
        Some(PlanMatter::Reports)
    );
}
