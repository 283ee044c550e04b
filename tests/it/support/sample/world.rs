//! The invented projects, tasks and talks with banks of a city, and how a week changes them.

use chrono::{Days, NaiveDate};
use jianbao::catalog::Catalog;

use super::rng::Rng;

const PLACES: [&str; 12] = [
    "青藤路",
    "望溪",
    "古槐",
    "云栖",
    "长堤",
    "石桥",
    "清泉湾",
    "枫林",
    "向阳坡",
    "松岗",
    "梧桐里",
    "柳荫",
];
/// What is built, and the department that looks after it.
const SUBJECTS: [(&str, &str); 24] = [
    ("智慧停车场", "城管局"),
    ("生活垃圾分拣中心", "城管局"),
    ("街区照明提升", "城管局"),
    ("净水厂扩建", "水利局"),
    ("河道护坡整治", "水利局"),
    ("灌区渠系配套", "水利局"),
    ("光电元件产业园", "科工信局"),
    ("再生骨料综合利用", "科工信局"),
    ("储能电站", "科工信局"),
    ("社区养老服务中心", "卫健委"),
    ("疾控实验室", "卫健委"),
    ("乡镇卫生院病房楼", "卫健委"),
    ("初级中学新建", "教育局"),
    ("寄宿制小学宿舍楼", "教育局"),
    ("乡道提升", "交通局"),
    ("公交枢纽站", "交通局"),
    ("预制菜加工基地", "商务局"),
    ("城乡冷库", "商务局"),
    ("职工活动中心", "文广旅体局"),
    ("非遗展示馆", "文广旅体局"),
    ("公共租赁住房", "住建局"),
    ("集中供热管网", "住建局"),
    ("苗木繁育基地", "林业局"),
    ("荒坡造林", "林业局"),
];
const SURNAMES: [&str; 12] = [
    "尚", "戚", "裴", "邬", "滕", "乔", "宁", "甘", "樊", "柏", "卓", "温",
];
const GIVEN: [&str; 12] = [
    "知远", "予安", "明澈", "书航", "景行", "若谷", "望舒", "清和", "思齐", "立言", "亦凡", "怀瑾",
];
pub(crate) const BANKS: [&str; 4] = ["甲银行新密支行", "乙银行新密支行", "丙银行新密支行", "丁农商银行"];
pub(crate) const STAGES: [&str; 5] = ["推荐", "对接", "尽调", "审批", "签约"];
const PROBLEMS: [&str; 5] = [
    "征迁尚有2户未签协议",
    "施工图审查意见未回复",
    "配套资金未到位",
    "砂石料供应紧张",
    "高压线迁改未完成",
];

/// An invented project; amounts are whole 万元.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) name: String,
    /// Empty before approval.
    pub(crate) code: String,
    /// Index of the locality on the roster.
    pub(crate) locality: usize,
    /// Short name of the department.
    pub(crate) department: &'static str,
    /// Indices of the kinds.
    pub(crate) kinds: Vec<usize>,
    pub(crate) owner: String,
    pub(crate) nature: &'static str,
    pub(crate) total: i64,
    pub(crate) plan: i64,
    pub(crate) done: i64,
    pub(crate) cumulative: i64,
    pub(crate) planned_start: NaiveDate,
    pub(crate) started: Option<NaiveDate>,
    pub(crate) planned_end: NaiveDate,
    pub(crate) status: &'static str,
    pub(crate) progress: String,
    pub(crate) problem: &'static str,
    pub(crate) approvals: Vec<String>,
    /// Granted, disbursed, spent of each kind that follows money.
    pub(crate) money: Vec<(usize, [i64; 3])>,
    pub(crate) person: String,
}

/// An invented task.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub(crate) no: String,
    pub(crate) project: usize,
    pub(crate) matter: String,
    pub(crate) kind: &'static str,
    pub(crate) unit: String,
    pub(crate) person: String,
    pub(crate) supervisor: String,
    pub(crate) assigned: NaiveDate,
    pub(crate) due: NaiveDate,
    pub(crate) closed: Option<NaiveDate>,
}

/// 存在问题: three projects in ten have one.
fn trouble(rng: &mut Rng) -> &'static str {
    if rng.chance(30) {
        rng.pick::<&str>(&PROBLEMS)
    } else {
        ""
    }
}

/// The city in one week.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) as_of: NaiveDate,
    pub(crate) week: u32,
    pub(crate) projects: Vec<Project>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) rng: Rng,
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn later(from: NaiveDate, days: i64) -> NaiveDate {
    let span = Days::new(days.unsigned_abs());
    if days < 0 {
        from.checked_sub_days(span)
    } else {
        from.checked_add_days(span)
    }
    .unwrap_or(from)
}

fn person(rng: &mut Rng) -> String {
    format!("{}{}", rng.pick(&SURNAMES), rng.pick(&GIVEN))
}

impl World {
    /// Week 1, 2 June 2023: so many projects in the first `units` localities of the roster.
    pub(crate) fn new(catalog: &Catalog, seed: u64, units: usize, rows: usize) -> World {
        let as_of = day(2023, 6, 2);
        let mut rng = Rng::new(seed);
        let localities = catalog
            .units
            .iter()
            .filter(|unit| unit.is_locality())
            .count()
            .min(units.max(1));
        let projects: Vec<Project> = (0..rows)
            .map(|number| project(catalog, &mut rng, number, localities, as_of))
            .collect();
        let mut world = World {
            as_of,
            week: 1,
            projects,
            tasks: Vec::new(),
            rng,
        };
        for number in 0..rows / 2 {
            world.assign(catalog, number);
        }
        world
    }

    fn assign(&mut self, catalog: &Catalog, number: usize) {
        let rng = &mut self.rng;
        let index = rng.below(self.projects.len());
        let project = &mut self.projects[index];
        let open: Vec<usize> = (0..project.approvals.len())
            .filter(|&at| project.approvals[at] == "办理中")
            .collect();
        let (matter, kind, unit) = match open.first() {
            Some(&at) => {
                let item = &catalog.approvals[at];
                (
                    format!("办理{}手续", item.name),
                    "前期手续",
                    catalog.unit(item.owner).name.clone(),
                )
            }
            None if rng.chance(30) => ("拨付项目资金".into(), "资金拨付", "市财政局".into()),
            None => (
                "完成征地拆迁".into(),
                "难点堵点",
                catalog.units[project.locality].name.clone(),
            ),
        };
        let assigned = later(self.as_of, -rng.between(0, 70));
        let due = later(assigned, rng.between(10, 45));
        let closed = (due <= self.as_of && rng.chance(75)).then(|| later(due, -rng.between(0, 6)));
        self.tasks.push(Task {
            no: format!("JB2023-{:04}", number + 1),
            project: index,
            matter,
            kind,
            unit,
            person: person(rng),
            supervisor: person(rng),
            assigned,
            due,
            closed,
        });
    }

    /// Seven days on: money is spent, works start, tasks close and come, one project vanishes, one is renamed, one figure falls.
    pub(crate) fn advance(&mut self, catalog: &Catalog) {
        self.week += 1;
        self.as_of = later(self.as_of, 7);
        for project in &mut self.projects {
            if project.status == "前期" && project.planned_start <= self.as_of && self.rng.chance(30) {
                project.status = "在建";
                project.started = Some(later(self.as_of, -self.rng.between(0, 6)));
            }
            if matches!(project.status, "在建" | "续建") {
                let more = project.plan * self.rng.between(5, 35) / 1000;
                let more = more.min(project.total - project.cumulative).max(0);
                project.done += more;
                project.cumulative += more;
                project.progress = progress(&mut self.rng, project);
            }
            for (_, [granted, disbursed, spent]) in &mut project.money {
                *disbursed = (*disbursed + *granted / 20).min(*granted);
                *spent = (*spent + *granted / 25).min(*disbursed);
            }
            for state in &mut project.approvals {
                if state == "办理中" && self.rng.chance(25) {
                    "已办结".clone_into(state);
                }
            }
        }
        for task in &mut self.tasks {
            if task.closed.is_none() && self.rng.chance(20) {
                task.closed = Some(later(self.as_of, -self.rng.between(0, 6)));
            }
        }
        let count = self.tasks.len();
        for number in count..count + 6 {
            self.assign(catalog, number);
        }
        let renamed = self.week as usize * 7 % self.projects.len();
        let name = &mut self.projects[renamed].name;
        *name = name.replace("项目", "工程");
        let falls = self.week as usize * 11 % self.projects.len();
        let fallen = &mut self.projects[falls];
        fallen.cumulative = (fallen.cumulative - 60).max(fallen.done.min(fallen.cumulative));
    }

    /// The projects that ledgers have.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &Project> {
        let vanished = self.vanished();
        let projects = self.projects.iter().enumerate();
        projects
            .filter(move |(at, _)| Some(*at) != vanished)
            .map(|(_, project)| project)
    }

    /// The project that no ledger has any more from week 2 on.
    pub(crate) fn vanished(&self) -> Option<usize> {
        (self.week > 1).then(|| 5 % self.projects.len())
    }
}

fn project(catalog: &Catalog, rng: &mut Rng, number: usize, localities: usize, as_of: NaiveDate) -> Project {
    let locality = number % localities;
    let unit = &catalog.units[locality];
    let stem = unit
        .short
        .trim_end_matches("管委会")
        .trim_end_matches("街道")
        .trim_end_matches(['镇', '乡']);
    // A place is taken with a subject once in a round of 288, so that no two names are alike.
    let (subject, department) = SUBJECTS[(number / localities * 5 + locality * 7) % SUBJECTS.len()];
    let place = PLACES[(number / localities + locality * 5) % PLACES.len()];
    let phase = match number / localities / 12 {
        0 => String::new(),
        round => format!("（{}号地块）", round + 1),
    };
    let total = rng.between(60, 4200) * if rng.chance(25) { 20 } else { 5 };
    let plan = total * rng.between(20, 70) / 100;
    let planned_start = later(day(2023, 1, 10), rng.between(0, 270));
    let is_due = planned_start <= as_of;
    let (status, started) = match rng.below(100) {
        0..4 => ("储备", None),
        4..20 => ("续建", Some(later(day(2022, 3, 1), rng.between(0, 240)))),
        20..23 => ("停工", Some(later(day(2022, 3, 1), rng.between(0, 240)))),
        23..27 => ("竣工", Some(later(day(2022, 1, 5), rng.between(0, 120)))),
        _ if is_due && rng.chance(80) => ("在建", Some(later(planned_start, rng.between(-5, 12)).min(as_of))),
        _ => ("前期", None),
    };
    let planned_start = match started {
        Some(started) if started < day(2023, 1, 1) => later(started, -3),
        _ => planned_start,
    };
    let done = if started.is_some() {
        plan * rng.between(120, 560) / 1000
    } else {
        0
    };
    let before = if started.is_some_and(|day| day.format("%Y").to_string() == "2022") {
        (total - plan) / 2
    } else {
        0
    };
    let mut kinds = vec![rng.below(catalog.kinds.len())];
    if rng.chance(25) {
        let second = rng.below(catalog.kinds.len());
        if !kinds.contains(&second) {
            kinds.push(second);
        }
        kinds.sort_unstable();
    }
    let money = kinds
        .iter()
        .filter(|&&kind| catalog.kinds[kind].money.is_some())
        .map(|&kind| {
            let granted = total * rng.between(20, 55) / 100;
            let disbursed = granted * rng.between(10, 80) / 100;
            (kind, [granted, disbursed, disbursed * rng.between(40, 95) / 100])
        })
        .collect();
    let approvals = (0..catalog.approvals.len())
        .map(|_| approval(rng, started.is_some(), as_of))
        .collect();
    let code = if status == "储备" || (status == "前期" && rng.chance(25)) {
        String::new()
    } else {
        format!(
            "{}{:02}-410183-{:02}-{:02}-{:06}",
            22 + number % 2,
            1 + number % 12,
            4 + number % 60,
            1 + number % 4,
            500_000 + number * 37
        )
    };
    let mut project = Project {
        name: format!("{stem}{place}{subject}{phase}项目"),
        code,
        locality,
        department,
        kinds,
        owner: format!(
            "新密{place}{}有限公司",
            ["建设投资", "产业发展", "城乡运营"][number % 3]
        ),
        nature: if status == "续建" { "续建" } else { "新建" },
        total,
        plan,
        done,
        cumulative: (before + done).min(total),
        planned_start,
        started,
        planned_end: later(planned_start, rng.between(240, 700)),
        status,
        progress: String::new(),
        problem: trouble(rng),
        approvals,
        money,
        person: person(rng),
    };
    project.progress = progress(rng, &project);
    project
}

fn approval(rng: &mut Rng, is_started: bool, as_of: NaiveDate) -> String {
    match rng.below(100) {
        0..8 => "/".into(),
        8..12 => "容缺办理".into(),
        12..15 => later(as_of, 40).format("告知承诺（%-m月%-d日前）").to_string(),
        15..30 if !is_started => "办理中".into(),
        30..40 if !is_started => "未办".into(),
        _ => "已办结".into(),
    }
}

fn progress(rng: &mut Rng, project: &Project) -> String {
    match project.status {
        "储备" => "正在编制项目建议书".into(),
        "前期" => format!(
            "已完成方案比选，正在办理{}",
            rng.pick(&["用地预审", "招标手续", "施工图审查"])
        ),
        "停工" => "因配套资金未到位停工".into(),
        "竣工" => "已通过竣工验收".into(),
        _ => {
            let part = rng.pick(&["基础", "主体", "管线", "装修", "附属工程"]);
            format!("{part}施工完成{}%", rng.between(10, 95))
        }
    }
}
