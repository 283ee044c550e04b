//! 用词: the states that code branches on, and the words that data gives for them.

use serde::{Deserialize, Serialize};

use crate::value::text::fold;

/// 项目状态
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// 储备、谋划
    Reserve,
    /// 前期、签约、未开工
    Preparing,
    /// 在建、续建
    Building,
    /// 停工、缓建
    Halted,
    /// 完工、主体完工
    Finished,
    /// 竣工
    Completed,
    /// 投产
    Operating,
    /// 达效
    AtCapacity,
    /// 退库、取消、合并、终止: takes the project out
    Withdrawn,
}

impl Status {
    /// All that a project can be in.
    pub const ALL: [Status; 9] = [
        Status::Reserve,
        Status::Preparing,
        Status::Building,
        Status::Halted,
        Status::Finished,
        Status::Completed,
        Status::Operating,
        Status::AtCapacity,
        Status::Withdrawn,
    ];

    /// The word of `issue.json` and the bulletin.
    pub const fn word(self) -> &'static str {
        match self {
            Status::Reserve => "储备",
            Status::Preparing => "前期",
            Status::Building => "在建",
            Status::Halted => "停工",
            Status::Finished => "完工",
            Status::Completed => "竣工",
            Status::Operating => "投产",
            Status::AtCapacity => "达效",
            Status::Withdrawn => "退出",
        }
    }

    /// Does it say that work has started?
    pub const fn is_started(self) -> bool {
        !matches!(self, Status::Reserve | Status::Preparing | Status::Withdrawn)
    }
}

/// 手续办理状态
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    /// 已办结、即审即办、a document number, a date not after as-of
    Granted,
    /// 办理中、受理、a date to come
    InHand,
    /// 容缺办理: work may start, a document follows
    Deferred,
    /// 告知承诺: a promise with a date
    Promised,
    /// ×、未办, or never mentioned: applicable all the same
    None,
    /// 不涉及: leaves the denominator
    NotApplicable,
}

impl ApprovalState {
    /// `in_hand`, as in `issue.json`.
    pub const fn id(self) -> &'static str {
        match self {
            ApprovalState::Granted => "granted",
            ApprovalState::InHand => "in_hand",
            ApprovalState::Deferred => "deferred",
            ApprovalState::Promised => "promised",
            ApprovalState::None => "none",
            ApprovalState::NotApplicable => "not_applicable",
        }
    }

    /// 已办结, 办理中, 容缺办理 …
    pub const fn word(self) -> &'static str {
        match self {
            ApprovalState::Granted => "已办结",
            ApprovalState::InHand => "办理中",
            ApprovalState::Deferred => "容缺办理",
            ApprovalState::Promised => "告知承诺",
            ApprovalState::None => "未办",
            ApprovalState::NotApplicable => "不涉及",
        }
    }
}

/// 任务办理状态
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// 未办结
    Open,
    /// 已办结、已销号
    Closed,
}

/// 银企对接阶段, told from what stands in the cell; the first whose word is in it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BankStage {
    /// 未签约, 拟签约: the word of the signature, but none yet
    NotSigned,
    /// 签约, 放款
    Signed,
    /// 推荐, 对接
    Early,
}

impl BankStage {
    /// Every stage with its key, in the order in which they are looked for.
    pub const ALL: [(&str, BankStage); 3] = [
        ("not_signed", BankStage::NotSigned),
        ("signed", BankStage::Signed),
        ("early", BankStage::Early),
    ];
}

/// 下步工作: what a step of a plan is about; the first whose word is in it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanMatter {
    /// 抓销号
    Tasks,
    /// 抓开工
    Starts,
    /// 抓手续
    Approvals,
    /// 抓资金
    Funds,
    /// 抓报送
    Reports,
}

impl PlanMatter {
    /// Every matter with its key, in the order in which they are looked for.
    pub const ALL: [(&str, PlanMatter); 5] = [
        ("tasks", PlanMatter::Tasks),
        ("starts", PlanMatter::Starts),
        ("approvals", PlanMatter::Approvals),
        ("funds", PlanMatter::Funds),
        ("reports", PlanMatter::Reports),
    ];
}

/// The words for each state, folded and exact; those of banks and plans are looked for within a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// 项目状态
    pub statuses: Vec<(Status, Vec<String>)>,
    /// 手续
    pub approvals: Vec<(ApprovalState, Vec<String>)>,
    /// 任务
    pub tasks: Vec<(TaskState, Vec<String>)>,
    /// 银企对接阶段
    #[serde(default)]
    pub banks: Vec<(BankStage, Vec<String>)>,
    /// 工作计划
    #[serde(default)]
    pub plans: Vec<(PlanMatter, Vec<String>)>,
    /// `/`, `无`, `不涉及`, `暂无`: there is no such value
    pub nothing: Vec<String>,
    /// `同上`, `〃`: the cell above
    pub ditto: Vec<String>,
    /// 约, 左右: understood, with V07
    pub about: Vec<String>,
}

impl Words {
    /// Where a matching of bank and project stands; `None` for what lies between, as 授信 or 审批.
    pub fn bank_stage(&self, said: &str) -> Option<BankStage> {
        first_within(&BankStage::ALL, &self.banks, said)
    }

    /// What a step of a plan is about.
    pub fn plan_matter(&self, step: &str) -> Option<PlanMatter> {
        first_within(&PlanMatter::ALL, &self.plans, step)
    }
}

fn first_within<S: Copy + PartialEq>(
    order: &[(&str, S)],
    told: &[(S, Vec<String>)],
    text: &str,
) -> Option<S> {
    let text = fold(text);
    let says = |state: S| {
        let mut of = told.iter().filter(|(other, _)| *other == state);
        of.any(|(_, words)| words.iter().any(|word| text.contains(word.as_str())))
    };
    order.iter().map(|(_, state)| *state).find(|state| says(*state))
}
