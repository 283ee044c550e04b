//! Field ids: what a column can hold, and what a project can hold.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::{ApprovalId, KindId};

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident $id:literal,)*) => {
        /// What a column of a ledger holds. The ids are those of `issue.json` (`columns`, `origin`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Field {
            $($(#[$doc])* $field,)*
            /// 手续: one of the approvals; its id is the catalog's.
            Approval(ApprovalId),
        }

        impl Field {
            /// The fields with an id of their own, that is all but the approvals.
            pub const NAMED: &'static [Field] = &[$(Field::$field,)*];

            /// The id, `total_investment`; `None` for an approval, whose id the catalog knows.
            pub const fn id(self) -> Option<&'static str> {
                match self { $(Field::$field => Some($id),)* Field::Approval(_) => None }
            }

            /// The field with this id; an approval's id is the catalog's to know.
            pub fn named(id: &str) -> Option<Field> {
                Field::NAMED.iter().copied().find(|field| field.id() == Some(id))
            }
        }
    };
}

fields! {
    /// 序号
    Serial "serial",
    /// 项目名称, in every form
    Name "name",
    /// 项目代码
    Code "code",
    /// 属地
    Locality "locality",
    /// 项目类型: the kinds
    Categories "categories",
    /// 项目单位、建设单位
    Owner "owner",
    /// 建设性质
    Nature "nature",
    /// 项目级别
    Level "level",
    /// 批次、期数 of 三个一批
    Batch "batch",
    /// 责任单位, and a task's 责任部门
    ResponsibleUnit "responsible_unit",
    /// 责任人
    ResponsiblePerson "responsible_person",
    /// 联系电话: never leaves the unit's own workbook
    Phone "phone",
    /// 建设内容及规模
    Content "content",
    /// 总投资
    TotalInvestment "total_investment",
    /// 年度计划投资
    AnnualPlan "annual_plan",
    /// 本周完成投资
    WeeklyDone "weekly_done",
    /// 本年完成投资
    AnnualDone "annual_done",
    /// 累计完成投资, since the start
    CumulativeDone "cumulative_done",
    /// 完成率 as stated
    CompletionRate "completion_rate",
    /// 计划开工时间
    PlannedStart "planned_start",
    /// 实际开工时间
    StartedOn "started_on",
    /// 计划竣工时间
    PlannedCompletion "planned_completion",
    /// 实际竣工时间
    CompletedOn "completed_on",
    /// 项目状态
    Status "status",
    /// 形象进度
    PhysicalProgress "physical_progress",
    /// 存在问题; in an inspection record 发现问题
    Problem "problem",
    /// 备注
    Remarks "remarks",
    /// 下达、发行、投放、授信: the first step of the kind's money chain
    Granted "granted",
    /// 拨付、放款: the second step
    Disbursed "disbursed",
    /// 支付、使用: the third step
    Spent "spent",
    /// 承诺时限 of 容缺办理 and 告知承诺
    PromisedBy "promised_by",
    /// 任务编号
    No "no",
    /// 任务事项
    Matter "matter",
    /// 任务类型
    TaskKind "kind",
    /// 督办专员
    Supervisor "supervisor",
    /// 交办时间
    AssignedOn "assigned_on",
    /// 办结时限
    Due "due",
    /// 办结时间
    ClosedOn "closed_on",
    /// 办理状态
    State "state",
    /// 融资需求
    Need "need",
    /// 对接银行
    Bank "bank",
    /// 对接阶段
    Stage "stage",
    /// 授信额度
    CreditLine "credit_line",
    /// 督导时间
    InspectedOn "inspected_on",
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.id(), self) {
            (Some(id), _) => f.write_str(id),
            (None, Field::Approval(id)) => write!(f, "approval.{}", id.0),
            (None, _) => Ok(()),
        }
    }
}

/// A step of a kind's money chain, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 下达、发行、投放、授信
    Granted,
    /// 拨付、投放 of loans
    Disbursed,
    /// 支付、使用
    Spent,
}

impl Step {
    /// In the order of the chain.
    pub const ALL: [Step; 3] = [Step::Granted, Step::Disbursed, Step::Spent];

    /// `granted`, as in `issue.json`.
    pub const fn id(self) -> &'static str {
        match self {
            Step::Granted => "granted",
            Step::Disbursed => "disbursed",
            Step::Spent => "spent",
        }
    }

    /// The column that holds it.
    pub const fn field(self) -> Field {
        match self {
            Step::Granted => Field::Granted,
            Step::Disbursed => Field::Disbursed,
            Step::Spent => Field::Spent,
        }
    }
}

/// What a consolidated project holds under one key: a field, or a step of one kind's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Item {
    /// A field of its own.
    Field(Field),
    /// Money is held per project and kind.
    Money(KindId, Step),
}
