//! What can be typed. Help is Chinese, ids and options English; every command has a Chinese alias.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";
const FIRST_TEMPLATE: &str = "{about-with-newline}把各单位报来的表格放进 input/，运行 jianbao（即 build），结果在 output/。\n\n\
    用法：{usage}\n\n{all-args}{after-help}";

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "jianbao",
    version,
    about = "简报：从各单位台账到总账、简报、回执、督办函和存档",
    override_usage = "jianbao [命令] [选项]",
    help_template = FIRST_TEMPLATE,
    subcommand_help_heading = "命令（冒号前是中文名，一样用）",
    next_help_heading = "选项",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = false,
    after_help = "某个命令的用法：jianbao check --help"
)]
pub(super) struct Cli {
    /// What to do; nothing: build.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Options of `build`, which is also what runs without a command.
    #[command(flatten)]
    pub(super) build: Build,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Options that hold for every command.
#[derive(Debug, Clone, Args)]
pub(super) struct Common {
    /// 工作文件夹；不写则从当前文件夹往上找
    #[arg(
        short = 'C',
        value_name = "文件夹",
        global = true,
        hide_possible_values = true
    )]
    pub(super) workspace: Option<PathBuf>,
    /// 结果放在哪里；默认是 output
    #[arg(long, value_name = "文件夹", global = true)]
    pub(super) output: Option<PathBuf>,
    /// 把显示的内容写进文件，记事本和 Excel 都认
    #[arg(short = 'o', value_name = "文件", global = true)]
    pub(super) report: Option<PathBuf>,
    /// 只显示错误
    #[arg(long, global = true)]
    pub(super) quiet: bool,
    /// 不用颜色
    #[arg(long, global = true)]
    pub(super) no_color: bool,
    /// 显示用法
    #[arg(short = 'h', long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// Where and when: options of every command that reads `input/`.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Reading {
    /// 各单位台账所在的文件夹；默认是 input
    #[arg(long, value_name = "文件夹")]
    pub(super) input: Option<PathBuf>,
    /// 截止日，如 2023-05-12；默认按配置，再没有就是今天
    #[arg(long, value_name = "日期", value_parser = super::words::date)]
    pub(super) as_of: Option<NaiveDate>,
    /// 期数；默认是上一期加一
    #[arg(long, value_name = "期数", value_parser = super::words::issue_number)]
    pub(super) issue: Option<u32>,
    /// 同时读几份文件；默认按处理器个数
    #[arg(long, value_name = "个数", value_parser = super::words::count)]
    pub(super) jobs: Option<usize>,
}

/// `build`
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) reading: Reading,
    /// 有错误时退出状态为 1
    #[arg(long)]
    pub(super) strict: bool,
}

/// How `check` prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs: the findings of `issue.json`.
    Json,
    /// For editors and CI.
    Sarif,
}

/// How `status`, `diff` and `verify` print.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum PlainFormat {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
}

/// `--format` of those that print for people or programs.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct Printed {
    /// 格式：human（给人看）、json
    #[arg(
        long,
        value_name = "格式",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(super) format: PlainFormat,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 成稿：读台账、核对、汇总，生成这一期的全部材料
    #[command(alias = "成稿", override_usage = "jianbao build [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Build(Build),
    /// 初始化：建工作文件夹、配置、双击即用的启动文件、使用说明
    #[command(alias = "初始化", override_usage = "jianbao init [文件夹] [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Init {
        /// 建在哪里；默认是当前文件夹
        #[arg(value_name = "文件夹", help_heading = "参数")]
        folder: Option<PathBuf>,
        /// 带上一周的样例台账
        #[arg(long)]
        demo: bool,
        /// 把模板写出来，供修改
        #[arg(long)]
        templates: bool,
    },
    /// 空表：备好发给各单位填的空白台账，按上一期预填
    #[command(alias = "空表", override_usage = "jianbao blank [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Blank {
        #[command(flatten)]
        reading: Reading,
    },
    /// 核对：逐单位、逐单元格说明哪里不对、怎么改
    #[command(alias = "核对", override_usage = "jianbao check [文件或文件夹…] [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Check {
        /// 只核对这些文件；不写则核对 input 里的全部
        #[arg(value_name = "文件", help_heading = "参数")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// 全部列出，不只一屏
        #[arg(long)]
        all: bool,
        /// 格式：human（给人看）、json、sarif
        #[arg(
            long,
            value_name = "格式",
            value_enum,
            default_value_t,
            hide_default_value = true,
            hide_possible_values = true
        )]
        format: Format,
        /// 有错误时退出状态为 1（check 本来如此）
        #[arg(long, hide = true)]
        strict: bool,
    },
    /// 点名：谁报了、谁没报、每份文件算作谁的什么表
    #[command(alias = "点名", override_usage = "jianbao status [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Status {
        #[command(flatten)]
        reading: Reading,
        /// 列出每张表是怎样读的
        #[arg(long)]
        tables: bool,
        #[command(flatten)]
        printed: Printed,
    },
    /// 对比：与上期相比的变化，各项总数是谁带动的
    #[command(alias = "对比", override_usage = "jianbao diff [期数] [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Diff {
        /// 与哪一期相比；默认是上一期
        #[arg(value_name = "期数", help_heading = "参数", value_parser = super::words::issue_name)]
        issue_before: Option<crate::archive::IssueName>,
        #[command(flatten)]
        reading: Reading,
        /// 逐个项目列出
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        printed: Printed,
    },
    /// 印发：去掉征求意见字样，封存这一期
    #[command(alias = "印发", override_usage = "jianbao publish [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Publish {
        /// 批准人
        #[arg(long, value_name = "姓名")]
        approved_by: Option<String>,
        /// 不再询问，直接印发
        #[arg(long)]
        yes: bool,
    },
    /// 重制：用封存的台账重做某一期，看是否一字不差
    #[command(alias = "重制", override_usage = "jianbao rebuild <期数> [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Rebuild {
        /// 哪一期：2 或 2023-002
        #[arg(value_name = "期数", help_heading = "参数", value_parser = super::words::issue_name)]
        issue: crate::archive::IssueName,
    },
    /// 值守：input 里一有变化就重新生成
    #[command(alias = "值守", override_usage = "jianbao watch [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Watch {
        #[command(flatten)]
        reading: Reading,
    },
    /// 验档：存档是否完整、是否被改过
    #[command(alias = "验档", override_usage = "jianbao verify [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Verify {
        /// 与印出或登记的校验值核对
        #[arg(long, value_name = "校验值")]
        expect: Option<String>,
        #[command(flatten)]
        printed: Printed,
    },
    /// 说明：某条问题是什么意思、怎么改；不写代码则列出全部
    #[command(alias = "说明", override_usage = "jianbao explain [代码]", help_template = TEMPLATE, next_help_heading = "选项")]
    Explain {
        /// 问题的代码，如 B09
        #[arg(value_name = "代码", help_heading = "参数")]
        code: Option<String>,
    },
    /// 认表：逐一确认没有认出的表头、单位和用词，记进 jianbao.toml
    #[command(alias = "认表", override_usage = "jianbao resolve [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Resolve {
        #[command(flatten)]
        reading: Reading,
    },
    /// 打开：在浏览器里看这一期的简报
    #[command(alias = "打开", override_usage = "jianbao open", help_template = TEMPLATE, next_help_heading = "选项")]
    Open,
    /// 命令补全脚本：bash、zsh、fish、powershell、elvish
    #[command(override_usage = "jianbao completions <终端>", help_template = TEMPLATE, next_help_heading = "选项")]
    Completions {
        /// 哪种终端
        #[arg(
            value_name = "终端",
            help_heading = "参数",
            value_enum,
            hide_possible_values = true
        )]
        shell: clap_complete::Shell,
    },
    /// 手册页，或《使用说明》网页
    #[command(override_usage = "jianbao man [选项]", help_template = TEMPLATE, next_help_heading = "选项")]
    Man {
        /// 给出《使用说明》网页；存成文件用 -o
        #[arg(long)]
        html: bool,
    },
    /// The reading process; started by the program itself.
    #[command(name = "__reader", hide = true)]
    Reader,
}
