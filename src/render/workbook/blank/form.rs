//! 栏目: what each column of a blank is called, what goes into it, and what will be checked – the one source of the heading's
//! note, the input message and the 填报说明.

use crate::finding::Code;

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// 序号
    Serial,
    /// Anything.
    Text,
    /// Anything, centred: names, numbers.
    Short,
    /// 项目代码
    Code,
    /// 项目类型
    Kinds,
    /// 建设性质
    Nature,
    /// 万元
    Amount,
    /// A day that has come.
    Day,
    /// A day to come, as exact as it is known: text, or Excel makes 2023年10月 the first of October.
    PlannedDay,
    /// 项目状态
    Status,
    /// 任务办理状态
    TaskState,
    /// 手续办理状态
    Approval,
    /// Computed.
    Computed,
}

/// The group of headings a column stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Band {
    /// 基本情况
    Basic,
    /// What was accepted last.
    Accepted,
    /// To fill in.
    Now,
    /// 自查
    Check,
}

impl Band {
    /// Its words. None of them says 上期: the columns below would be another week's.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Band::Basic => "基本情况（灰底：已核定，不用填）",
            Band::Accepted => "已核定的数（灰底：供对照，不用填）",
            Band::Now => "本期填报（浅黄底）",
            Band::Check => "核对",
        }
    }
}

/// A column of a blank.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Heading.
    pub heading: String,
    /// Its group.
    pub band: Band,
    /// In digits.
    pub width: f64,
    /// What it takes.
    pub input: Input,
    /// 填什么
    pub what: String,
    /// 例
    pub example: &'static str,
    /// 会核对什么
    pub checks: &'static [Code],
    /// Open in the rows for what is new?
    pub is_open_in_new: bool,
}

impl Column {
    /// A column that a new row leaves grey.
    pub(super) fn new(heading: impl Into<String>, band: Band, width: f64, input: Input) -> Column {
        Column {
            heading: heading.into(),
            band,
            width,
            input,
            what: String::new(),
            example: "",
            checks: &[],
            is_open_in_new: band == Band::Now,
        }
    }

    /// What goes into it, for example what, and what will be checked.
    #[must_use]
    pub(super) fn guide(
        mut self,
        what: impl Into<String>,
        example: &'static str,
        checks: &'static [Code],
    ) -> Column {
        self.what = what.into();
        self.example = example;
        self.checks = checks;
        self
    }

    /// Open in a new row too.
    #[must_use]
    pub(super) fn open_in_new(mut self) -> Column {
        self.is_open_in_new = true;
        self
    }

    /// The heading's note.
    pub(super) fn note(&self) -> Option<String> {
        (!self.what.is_empty()).then(|| {
            let mut note = format!("{}\n{}", self.heading, self.what);
            if !self.example.is_empty() {
                note.push_str(&format!("\n例：{}", self.example));
            }
            note
        })
    }
}

/// 序号 to 建设性质; 属地 where the unit is none itself.
pub(super) fn identity(has_locality: bool) -> Vec<Column> {
    let basic = |heading, width, input| Column::new(heading, Band::Basic, width, input).open_in_new();
    let mut columns = vec![
        Column::new("序号", Band::Basic, 5.5, Input::Serial),
        basic("项目名称", 30.0, Input::Text).guide(
            "与批复一致的全称；已有项目不用填",
            "东区实验小学扩建项目",
            &[Code::V01],
        ),
        basic("项目代码", 25.0, Input::Code).guide(
            "24位，文本格式；还没有赋码的留空",
            "2301-410183-04-01-123456",
            &[Code::V05, Code::V09],
        ),
    ];
    if has_locality {
        columns.push(basic("属地", 11.0, Input::Short).guide("项目所在的乡镇、街道、管委会", "", &[]));
    }
    columns.extend([
        basic("项目类型", 17.0, Input::Kinds).guide(
            "各类之一；属几类的用“、”隔开",
            "三级重点、中长期贷款",
            &[],
        ),
        basic("建设单位", 17.0, Input::Text).guide("项目法人全称", "某某城投实业有限公司", &[]),
        basic("建设性质", 8.0, Input::Nature).guide("新建、续建、改扩建", "续建", &[]),
    ]);
    columns
}

/// What was accepted last; `leads` is for a kind's lead, who gives 总投资 anew.
pub(super) fn accepted(leads: bool, year: i32, money: Option<&[String; 3]>) -> Vec<Column> {
    let kept = |heading: &str, width, input| {
        Column::new(heading, Band::Accepted, width, input).guide("上期核定的，供对照，不用填", "", &[])
    };
    let total = if leads {
        kept("上期总投资（万元）", 12.0, Input::Amount)
    } else {
        Column::new("总投资（万元）", Band::Accepted, 12.0, Input::Amount)
            .guide(
                "批复的总投资；已有项目以牵头单位为准，有变化写在“更正说明”",
                "8437",
                &[Code::V02, Code::H04],
            )
            .open_in_new()
    };
    let mut columns = vec![
        total,
        Column::new("年度计划投资（万元）", Band::Accepted, 12.0, Input::Amount)
            .guide(
                format!("{year}年计划完成的投资；有变化写在“更正说明”"),
                "3977",
                &[Code::B09],
            )
            .open_in_new(),
        kept("上期本年完成（万元）", 12.0, Input::Amount),
        kept("上期累计完成（万元）", 12.0, Input::Amount),
        Column::new("计划开工时间", Band::Accepted, 15.0, Input::PlannedDay)
            .guide(
                "批准的计划开工日期，可到月",
                "2023-06-01，或2023年10月",
                &[Code::V10],
            )
            .open_in_new(),
        kept("上期项目状态", 8.5, Input::Short),
    ];
    for word in money.into_iter().flatten() {
        columns.push(kept(&format!("上期{word}（万元）"), 11.0, Input::Amount));
    }
    columns
}

/// This week's columns.
pub(super) fn now(leads: bool, money: Option<&[String; 3]>) -> Vec<Column> {
    let now = |heading: &str, width, input| Column::new(heading, Band::Now, width, input);
    let mut columns = Vec::new();
    if leads {
        columns.push(now("总投资（万元）", 12.0, Input::Amount).guide(
            "批复的总投资，以本单位为准；没有变化可不填",
            "8437",
            &[Code::V02, Code::H04],
        ));
    }
    for word in money.into_iter().flatten() {
        columns.push(now(&format!("{word}金额（万元）"), 12.0, Input::Amount).guide(
            format!("到截止日累计{word}的资金；没有变化可不填"),
            "1200",
            &[Code::B06, Code::B07, Code::H01],
        ));
    }
    columns.extend([
        now("本年完成投资（万元）", 12.0, Input::Amount).guide(
            "1月1日到截止日完成的投资；数字，不写“万元”“约”；没有完成填0，没有变化可不填",
            "1650.5",
            &[Code::V02, Code::B02, Code::H01],
        ),
        now("开工以来累计完成投资（万元）", 14.6, Input::Amount).guide(
            "开工到截止日完成的投资；没有变化可不填",
            "4163.5",
            &[Code::B01, Code::H01],
        ),
        now("实际开工时间", 12.6, Input::Day).guide(
            "已经开工的填日期，不晚于截止日；计划时间不填在这里",
            "2023-05-16",
            &[Code::V03, Code::B03],
        ),
        now("项目状态", 8.5, Input::Status).guide(
            "储备、前期、在建、停工、完工、竣工、投产、达效，从下拉中选；退库、取消的选“退库”",
            "在建",
            &[Code::V04, Code::H03],
        ),
        now("形象进度", 20.0, Input::Text).guide(
            "做到哪一步，写具体；不要照抄上期",
            "主体施工至三层",
            &[Code::H06],
        ),
        now("存在问题", 20.0, Input::Text).guide(
            "卡在哪里、哪个部门；没有的留空",
            "施工许可未办，住建局在审",
            &[],
        ),
        now("下步计划", 18.0, Input::Text).guide("下周做什么", "5月底前完成主体封顶", &[]),
        now("更正说明", 18.0, Input::Text).guide(
            "灰底的数有误时，写明改成什么、依据",
            "总投资调整为9120，见批复文件",
            &[],
        ),
    ]);
    columns
}

/// 任务清单
pub(super) fn tasks() -> Vec<Column> {
    let basic = |heading, width, input| Column::new(heading, Band::Basic, width, input);
    let now = |heading, width, input| Column::new(heading, Band::Now, width, input);
    let mut columns = vec![
        basic("任务编号", 13.0, Input::Text),
        basic("项目名称", 30.0, Input::Text),
        basic("任务事项", 28.0, Input::Text),
        basic("任务类型", 10.0, Input::Short),
        basic("责任部门", 14.0, Input::Text),
        basic("责任人", 9.0, Input::Short).guide("办这件事的人", "", &[Code::V01]),
        basic("督办专员", 9.0, Input::Short),
        basic("交办时间", 11.5, Input::Day),
        basic("办结时限", 11.5, Input::Day),
        basic("剩余天数", 9.0, Input::Computed),
        now("办理状态", 10.0, Input::TaskState).guide(
            "办理中、已办结，从下拉中选；没有变化可不填",
            "已办结",
            &[Code::V04],
        ),
        now("办结时间", 12.0, Input::Day).guide("已办结的填日期，不晚于截止日", "2023-05-17", &[Code::B08]),
        now("进展情况", 40.0, Input::Text).guide("办到哪一步，卡在哪里", "材料已补齐，5月17日上会", &[]),
    ];
    for column in &mut columns {
        column.is_open_in_new = false;
    }
    columns
}

/// 手续办理: for the department that grants them.
pub(super) fn approvals(names: &[&str]) -> Vec<Column> {
    let mut columns = vec![
        Column::new("序号", Band::Basic, 5.5, Input::Serial),
        Column::new("项目名称", Band::Basic, 34.0, Input::Text).open_in_new(),
        Column::new("项目代码", Band::Basic, 25.0, Input::Code).open_in_new(),
        Column::new("属地", Band::Basic, 11.0, Input::Short).open_in_new(),
    ];
    for name in names {
        columns.push(
            Column::new(format!("上期{name}"), Band::Accepted, 11.0, Input::Short).guide(
                "上期的办理状态，供对照，不用填",
                "",
                &[],
            ),
        );
    }
    for name in names {
        columns.push(Column::new(*name, Band::Now, 13.0, Input::Approval).guide(
            format!("{name}办到哪一步，从下拉中选；也可以填文号或办结日期；没有变化可不填"),
            "已办结",
            &[Code::V04],
        ));
    }
    columns.extend([
        Column::new("承诺时限", Band::Now, 12.0, Input::PlannedDay).guide(
            "容缺办理、告知承诺的，填承诺补齐的日期",
            "2023-06-30",
            &[],
        ),
        Column::new("备注", Band::Now, 26.0, Input::Text).guide("缺什么材料、卡在哪里", "", &[]),
    ]);
    columns
}

/// 银企对接
pub(super) fn financing() -> Vec<Column> {
    let now = |heading: &str, width, input| Column::new(heading, Band::Now, width, input);
    vec![
        Column::new("序号", Band::Basic, 5.5, Input::Serial),
        Column::new("项目名称", Band::Basic, 34.0, Input::Text).open_in_new(),
        now("融资需求（万元）", 13.0, Input::Amount).guide(
            "需要融资的金额；有变化直接改",
            "5000",
            &[Code::V02],
        ),
        now("对接银行", 18.0, Input::Text).guide("正在对接的银行；有变化直接改", "", &[]),
        now("对接阶段", 12.0, Input::Short).guide(
            "推荐、对接、受理、尽调、审批、签约、放款；有变化直接改",
            "审批",
            &[],
        ),
        now("授信额度（万元）", 13.0, Input::Amount).guide(
            "银行批准的额度；有变化直接改",
            "3000",
            &[Code::V02],
        ),
    ]
}

/// 督导记录
pub(super) fn inspections() -> Vec<Column> {
    let now = |heading: &str, width, input| Column::new(heading, Band::Now, width, input);
    vec![
        Column::new("序号", Band::Basic, 5.5, Input::Serial),
        now("项目名称", 34.0, Input::Text).guide("去看的项目，写全称", "", &[Code::V01]),
        now("督导时间", 12.6, Input::Day).guide("去现场的日期", "2023-05-16", &[Code::V03]),
        now("发现问题", 40.0, Input::Text).guide("现场看到的问题；没有的填“无”", "施工力量不足", &[]),
        now("备注", 26.0, Input::Text),
    ]
}
