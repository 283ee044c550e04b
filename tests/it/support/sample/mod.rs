//! Weeks of an invented city: real-looking ledgers with real-looking faults, the same bytes for the same plan.
//!
//! Enters: a seed and sizes. Leaves: the files of a drop folder. The test-suite, the benches and
//! `cargo run --example sample_week` use it.

mod faults;
mod grid;
mod ledgers;
mod rng;
pub(crate) mod world;

use jianbao::catalog::Catalog;

use grid::{Sheet, xlsx};
use world::{Project, World};

/// What to invent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Another seed, another city.
    pub(crate) seed: u64,
    /// How many localities have projects.
    pub(crate) units: usize,
    /// How many projects.
    pub(crate) rows: usize,
    /// From 1, seven days apart; the first ends on 2 June 2023.
    pub(crate) week: u32,
    /// Everybody hands in, and nobody gets anything wrong.
    pub(crate) is_tidy: bool,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            seed: 2023,
            units: 18,
            rows: 150,
            week: 1,
            is_tidy: false,
        }
    }
}

/// A file of the drop folder.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct File {
    /// Relative to the folder, `市发展改革委/任务清单.xlsx`.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// The unit that hands in nothing.
pub(crate) const SILENT: &str = "袁庄乡";

/// The city as it stands in the plan's week: the truth behind its files.
pub(crate) fn invent(plan: &Plan, catalog: &Catalog) -> World {
    let mut world = World::new(catalog, plan.seed, plan.units, plan.rows);
    for _ in 1..plan.week {
        world.advance(catalog);
    }
    world
}

/// The files of a week and its as-of date.
pub(crate) fn week(plan: &Plan) -> (Vec<File>, chrono::NaiveDate) {
    let catalog = Catalog::preset();
    let world = invent(plan, &catalog);
    let mut desk = Desk {
        catalog: &catalog,
        world: &world,
        is_tidy: plan.is_tidy,
        files: Vec::new(),
    };
    desk.localities();
    desk.departments();
    desk.leads();
    desk.asides();
    desk.prose();
    let mut files = desk.files;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    (files, world.as_of)
}

struct Desk<'a> {
    catalog: &'a Catalog,
    world: &'a World,
    is_tidy: bool,
    files: Vec<File>,
}

impl Desk<'_> {
    fn put(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.push(File {
            path: path.into(),
            bytes: bytes.into(),
        });
    }

    fn put_workbook(&mut self, path: impl Into<String>, sheets: &[Sheet]) {
        let bytes = xlsx(sheets, self.world.as_of);
        self.put(path, bytes);
    }

    /// `6.2`
    fn stamp(&self) -> String {
        self.world.as_of.format("%-m.%-d").to_string()
    }

    fn projects(&self, keep: impl Fn(&Project) -> bool) -> Vec<&Project> {
        self.world.listed().filter(|project| keep(project)).collect()
    }

    fn localities(&mut self) {
        let stamp = self.stamp();
        let catalog = self.catalog;
        for (at, unit) in catalog
            .units
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.is_locality())
        {
            let projects = self.projects(|project| project.locality == at);
            if (unit.short == SILENT && !self.is_tidy) || projects.is_empty() {
                continue;
            }
            let mut sheet = ledgers::locality(catalog, self.world, at, &projects);
            if !self.is_tidy {
                faults::spoil(&unit.short, self.world.week, &mut sheet);
            }
            let short = &unit.short;
            match short.as_str() {
                // Some systems still write the code page of old Windows.
                "平陌镇" => {
                    let text = sheet.csv();
                    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
                    let bytes = bytes.into_owned();
                    self.put(format!("{short}项目台账{stamp}.csv"), bytes);
                }
                "曲梁镇" => self.put(format!("{short}{stamp}.csv"), format!("\u{FEFF}{}", sheet.csv())),
                "城关镇" => self.put(format!("附件：{short}项目进展情况表{stamp}.xls"), sheet.html()),
                _ => match at % 4 {
                    0 => self.put_workbook(format!("{short}{stamp}.xlsx"), &[sheet]),
                    1 => self.put_workbook(format!("{stamp}{short}上报.xlsx"), &[sheet]),
                    2 => self.put_workbook(format!("{short}/项目台账.xlsx"), &[sheet]),
                    _ => self.put_workbook(format!("{short}项目台账（{stamp}）.xlsx"), &[sheet]),
                },
            }
        }
    }

    fn departments(&mut self) {
        let stamp = self.stamp();
        for short in [
            "教育局",
            "科工信局",
            "住建局",
            "交通局",
            "水利局",
            "城管局",
            "商务局",
            "卫健委",
            "文广旅体局",
            "林业局",
        ] {
            let projects = self.projects(|project| project.department == short);
            let mut sheets = vec![ledgers::department(self.catalog, self.world, short, &projects)];
            if short == "住建局" {
                let all = self.projects(|project| project.status != "储备");
                sheets.push(ledgers::approvals(self.catalog, &all, Some(short)));
            }
            self.put_workbook(format!("市{short}{stamp}.xlsx"), &sheets);
        }
        let all = self.projects(|project| project.status != "储备");
        let land = ledgers::approvals(self.catalog, &all, Some("资源规划局"));
        let eia = ledgers::approvals(self.catalog, &all, Some("生态环境分局"));
        self.put_workbook(format!("市资源规划局{stamp}.xlsx"), &[land]);
        self.put_workbook(format!("生态环境分局{stamp}.xlsx"), &[eia]);
    }

    fn leads(&mut self) {
        let stamp = self.stamp();
        let of_kind = |desk: &Self, kind: usize| {
            let projects = desk.projects(|project| project.kinds.contains(&kind));
            ledgers::kind(desk.catalog, desk.world, kind, &projects)
        };
        let delivery = [
            of_kind(self, 0),
            of_kind(self, 1),
            ledgers::inspections(self.catalog, self.world),
        ];
        self.put_workbook(format!("市发展改革服务中心{stamp}.xlsx"), &delivery);
        for kind in [2, 4, 5] {
            let name = &self.catalog.kinds[kind].name;
            self.put_workbook(format!("市发展改革委/{name}{stamp}.xlsx"), &[of_kind(self, kind)]);
        }
        self.put_workbook(format!("市财政局{stamp}.xlsx"), &[of_kind(self, 3)]);
        let mut tasks = ledgers::tasks(self.world);
        if !self.is_tidy {
            faults::spoil_tasks(&mut tasks);
        }
        self.put_workbook("市发展改革委/任务清单.xlsx", &[tasks]);
        let all = self.projects(|project| project.status != "储备");
        let mut approvals = ledgers::approvals(self.catalog, &all, None);
        if !self.is_tidy {
            faults::spoil_approvals(&mut approvals);
        }
        self.put_workbook("市发展改革委/手续办理台账.xlsx", &[approvals]);
        let banking = ledgers::financing(self.catalog, self.world);
        self.put_workbook(format!("市金融工作服务中心{stamp}.xlsx"), &[banking]);
    }

    /// What lies in every drop folder besides ledgers.
    fn asides(&mut self) {
        let stamp = self.stamp();
        self.put(format!("市审计局{stamp}.csv"), "市审计局,,\r\n本周无变化,,\r\n");
        self.put("~$青屏街街道.xlsx", "lock");
        if self.is_tidy {
            return;
        }
        // A picture of one grey dot, and the head of an old Word document.
        self.put(
            "微信图片_20230602.jpg",
            [
                0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xFF,
                0xD9,
            ],
        );
        self.put(
            format!("岳村镇情况说明{stamp}.doc"),
            "{\\rtf1\\ansi 岳村镇本周项目推进情况说明}".as_bytes(),
        );
    }

    fn prose(&mut self) {
        for (path, text) in [
            ("按语.md", include_str!("prose/按语.md")),
            ("综合专班工作小结.md", include_str!("prose/综合专班工作小结.md")),
            ("综合专班工作计划.md", include_str!("prose/综合专班工作计划.md")),
            ("财政专班工作小结.md", include_str!("prose/财政专班工作小结.md")),
            (
                "项目推进和督导服务专班工作计划.md",
                include_str!("prose/项目推进和督导服务专班工作计划.md"),
            ),
            ("会议决定.md", include_str!("prose/会议决定.md")),
        ] {
            self.put(path, text);
        }
    }
}
