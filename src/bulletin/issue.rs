//! 期: one issue as data.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Board, Doubt};
use crate::catalog::Catalog;
use crate::finding::Finding;
use crate::ledger::{ApprovalCount, Changes, Ledger, Metrics, MoneyTotals, Previous, TaskCount};
use crate::narrative::{Narrative, Section};
use crate::record::Submission;
use crate::rollcall::RollCall;
use crate::value::{ApprovalId, KindId, Ratio, TeamId, UnitId, Wanyuan};

/// All that went into an issue, side by side, for those who print it.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    /// What the office knows.
    pub catalog: &'a Catalog,
    /// Number, day, draft or final.
    pub options: &'a IssueOptions,
    /// Every file read.
    pub submissions: &'a [Submission],
    /// Which of them count.
    pub rollcall: &'a RollCall,
    /// The master ledger.
    pub ledger: &'a Ledger,
    /// Earlier issues.
    pub previous: Option<&'a Previous>,
    /// 文字材料
    pub narratives: &'a [Narrative],
    /// All findings, errors first, waived ones included.
    pub findings: &'a [Finding],
    /// The bulletin as data.
    pub issue: &'a Issue,
}

/// What the bulletin is written from: everything of an [`Edition`] but the issue itself and the findings, which grow.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// What the office knows.
    pub catalog: &'a Catalog,
    /// Number, day, draft or final.
    pub options: &'a IssueOptions,
    /// Every file read.
    pub submissions: &'a [Submission],
    /// Which of them count.
    pub rollcall: &'a RollCall,
    /// The master ledger.
    pub ledger: &'a Ledger,
    /// Earlier issues.
    pub previous: Option<&'a Previous>,
    /// 较上期; `None` for the first issue.
    pub changes: Option<&'a Changes>,
    /// 文字材料
    pub narratives: &'a [Narrative],
}

/// What is true for one issue only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct IssueOptions {
    /// Year.
    pub year: i32,
    /// 期数
    pub number: u32,
    /// 截止日
    pub as_of: NaiveDate,
    /// 征求意见稿 until published.
    pub is_draft: bool,
    /// 总期号, counted over the years.
    pub series: u32,
    /// Tag manifest hash of the issue before, for the foot.
    pub seal_before: Option<String>,
}

/// 期: the bulletin as data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Issue {
    /// 报头和报尾
    pub head: Head,
    /// 时序进度
    pub time_progress: Ratio,
    /// 全市, duplicates counted once.
    pub totals: Metrics,
    /// What is done beyond what the time asks of the year's plan, 万元; negative where it falls short, `None` where
    /// either is missing.
    pub ahead_of_time: Option<Wanyuan>,
    /// By kind, in the plan's order.
    pub kinds: Vec<(KindId, Metrics)>,
    /// By kind that follows money.
    pub money: Vec<(KindId, MoneyTotals)>,
    /// By locality, roster order.
    pub localities: Vec<(UnitId, Metrics)>,
    /// By responsible department, roster order; only those with projects.
    pub departments: Vec<(UnitId, Metrics)>,
    /// By task force: the projects of the kinds it leads.
    pub teams: Vec<(TeamId, Metrics)>,
    /// By approval.
    pub approvals: Vec<(ApprovalId, ApprovalCount)>,
    /// Tasks.
    pub tasks: TaskCount,
    /// 较上期; `None` for the first issue.
    pub changes: Option<Changes>,
    /// Increases of 本年完成 that are still being checked, largest first.
    pub doubts: Vec<Doubt>,
    /// 补报、反馈、开会、印发 days.
    pub days: Days,
    /// 小结、计划 that task forces owe and did not send, in the order of the task forces.
    pub owed: Vec<(TeamId, Vec<Section>)>,
    /// 按语: paragraphs, without the leading 按：.
    pub preface: Vec<Block>,
    /// The body, 一、 to the end.
    pub body: Vec<Block>,
    /// 附表
    pub annexes: Vec<Board>,
    /// 督办函
    pub letters: Vec<Letter>,
    /// 交办单
    pub slips: Vec<Slip>,
    /// 会议材料
    pub agenda: Agenda,
    /// 催报.txt
    pub reminder: String,
}

/// 报头和报尾.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Head {
    /// 简报名称
    pub name: String,
    /// 第2期
    pub number: String,
    /// （总第2期）; `None` while it equals the number.
    pub series: Option<String>,
    /// 编印单位
    pub issued_by: String,
    /// 印发日期 2023年5月15日
    pub printed_on: String,
    /// 标题
    pub title: String,
    /// 密级或“内部资料 注意保存”
    pub marking: Option<String>,
    /// 征求意见稿
    pub draft_mark: Option<String>,
    /// 报
    pub report_to: String,
    /// 送
    pub send_to: String,
    /// 发
    pub distribute_to: String,
    /// 共印60份
    pub copies: String,
    /// 第1期校验值：…
    pub seal_before: Option<String>,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Block {
    /// 一、 at level 1, （一） at level 2, 1. at level 3; the number is part of the text.
    Heading {
        /// 1 to 4.
        level: u8,
        /// With its number.
        text: String,
    },
    /// A paragraph; `lead` is set in 楷体 before the rest (（一）“三个一批”项目。).
    Para {
        /// Run-in heading.
        lead: Option<String>,
        /// The sentences.
        text: String,
    },
    /// 文字材料 as sent: Markdown with placeholders already filled in.
    Prose {
        /// Where it came from.
        file: String,
        /// Markdown.
        markdown: String,
    },
    /// A chart.
    Chart(Chart),
    /// A table in the text.
    Board(Board),
}

/// A chart as data; `render` draws it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    /// `progress-by-kind`
    pub id: String,
    /// The finding it shows, by rule: 六类项目均低于时序进度.
    pub title: String,
    /// 图1 六类项目完成率（%）
    pub caption: String,
    /// The rows: label, value now, value before, is it kept?
    pub bars: Vec<(String, Option<Ratio>, Option<Ratio>, bool)>,
    /// The line to compare with: label, value.
    pub line: Option<(String, Ratio)>,
}

/// The days that the issue names, from the office's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Days {
    /// 补报: ledgers that are missing or to be mended are due.
    pub resubmit: NaiveDate,
    /// 反馈: answers to letters and 整改情况 are due.
    pub reply: NaiveDate,
    /// 协调会
    pub meeting: NaiveDate,
    /// 印发, and the date on letters.
    pub print: NaiveDate,
}

/// 督办函
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Letter {
    /// To whom.
    pub unit: UnitId,
    /// 发文机关标志, in red.
    pub organ: String,
    /// 新密攻坚督〔2023〕4号; drafts leave the number open.
    pub number: String,
    /// Its number this year, given when the issue is published; drafts count on all the same.
    pub ordinal: u32,
    /// 标题
    pub title: String,
    /// 主送, full name.
    pub addressee: String,
    /// From 根据 to the last demand: headings and paragraphs.
    pub body: Vec<Block>,
    /// 附件：矿区街道督办事项清单
    pub annex_line: Option<String>,
    /// 附件: the list as a table.
    pub annex: Option<Board>,
    /// 落款
    pub signature: String,
    /// （市发展改革委代章）
    pub seal_note: Option<String>,
    /// 成文日期
    pub dated: String,
    /// （联系人：…，电话：…）
    pub contact: Option<String>,
    /// 抄送
    pub copy_to: Option<String>,
    /// Keys of the projects and tasks it names.
    pub keys: Vec<String>,
}

/// 交办单
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slip {
    /// Its task's key.
    pub key: String,
    /// What names its file: the 任务编号, else unit and matter.
    pub no: String,
    /// 标题
    pub title: String,
    /// 编号：XM2023-0063
    pub number: Option<String>,
    /// 交办日期：2023年5月10日
    pub assigned_on: Option<String>,
    /// The framed form, row by row.
    pub rows: Vec<SlipRow>,
}

/// A row of the form: one field, or two side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SlipRow {
    /// Label and text; line breaks count. An empty text is room to write.
    pub fields: Vec<(String, String)>,
    /// Height of the row, in lines.
    pub lines: u8,
    /// What is to be signed at the foot of the row: 签字：　　　　年　　月　　日
    pub foot: Option<String>,
}

/// 会议材料
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agenda {
    /// “项目投资攻坚年”行动周调度会
    pub title: String,
    /// 时间, 地点, 主持, 参加: label and text; an empty text is room to write.
    pub particulars: Vec<(String, String)>,
    /// 会议议程, each with its number.
    pub steps: Vec<String>,
    /// 指标、本期、上期、变化
    pub figures: Board,
    /// What was decided or arranged last time and what became of it; `None` where nothing was.
    pub decisions: Option<Board>,
    /// What is stuck, by responsible unit, oldest first, with room for the decision.
    pub stuck: Board,
}
