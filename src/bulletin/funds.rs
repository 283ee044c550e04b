//! 四、资金拨付和金融对接

use super::Block;
use super::facts::Facts;
use super::prose::{Chapter, Placed};
use super::wording::{self, kind_stem};
use crate::catalog::{BankStage, Step};
use crate::ledger::{Financing, MoneyTotals};
use crate::value::{KindId, Ratio, Wanyuan};

/// The chapter.
pub(super) fn blocks(facts: &Facts<'_>, prose: &Placed) -> Vec<Block> {
    let mut blocks = prose.summary_of(Chapter::Funds, facts.catalog);
    let (mut fresh, mut kept) = (String::new(), String::new());
    for (kind, money) in &facts.money {
        let chain = chain(facts, *kind, money);
        let text = if chain.kept_from.is_some() {
            &mut kept
        } else {
            &mut fresh
        };
        text.push_str(&sentence(&chain));
    }
    let text = [fresh, kept, idle(facts), banks(&matching(facts))].concat();
    if !text.is_empty() {
        blocks.push(Block::Para { lead: None, text });
    }
    blocks
}

/// One kind's money.
struct Chain {
    /// 中央预算内投资
    stem: String,
    /// 专项债券: as it is called when its lead is missing.
    short: String,
    words: [String; 3],
    granted: Option<Wanyuan>,
    disbursed: Option<Wanyuan>,
    spent: Option<Wanyuan>,
    before: Option<Ratio>,
    /// Newly granted, and nothing of it disbursed yet.
    fresh: Option<Wanyuan>,
    /// The lead that handed in nothing.
    kept_from: Option<String>,
}

fn chain(facts: &Facts<'_>, kind: KindId, money: &MoneyTotals) -> Chain {
    let of = facts.catalog.kind(kind);
    let before = facts.last.and_then(|last| {
        let (_, money) = last.money.iter().find(|(id, _)| *id == kind)?;
        Ratio::of_amounts(money.disbursed?, money.granted?)
    });
    let is_kept = facts.is_missing(of.lead) && facts.changes.is_some();
    Chain {
        stem: kind_stem(&of.name).to_owned(),
        short: of.short.clone(),
        words: of.money.clone().unwrap_or_default(),
        granted: money.granted,
        disbursed: money.disbursed,
        spent: money.spent,
        before,
        fresh: fresh(facts, kind),
        kept_from: is_kept.then(|| facts.short(of.lead)),
    }
}

/// What was granted since the last issue to projects that were disbursed nothing more; `None` unless that is all of it.
pub(super) fn fresh(facts: &Facts<'_>, kind: KindId) -> Option<Wanyuan> {
    facts.changes?;
    let (mut granted, mut idle) = (Wanyuan::ZERO, Wanyuan::ZERO);
    for project in facts
        .ledger
        .projects
        .iter()
        .filter(|project| project.kinds.contains(&kind))
    {
        let rise = |step| {
            let before = facts.before(project).and_then(|before| before.money(kind, step));
            project.money(kind, step).unwrap_or_default() - before.unwrap_or_default()
        };
        let more = rise(Step::Granted);
        granted += more;
        if more > Wanyuan::ZERO && rise(Step::Disbursed) <= Wanyuan::ZERO {
            idle += more;
        }
    }
    (granted > Wanyuan::ZERO && granted == idle).then_some(idle)
}

/// 政策性开发性金融工具投放19.91亿元，拨付率27.9%，较上期提高1.1个百分点。
fn sentence(of: &Chain) -> String {
    let [grant, disburse, using] = &of.words;
    let Some(granted) = of.granted else {
        return String::new();
    };
    let amount = wording::money(granted);
    let share = |part: Option<Wanyuan>| Ratio::of_amounts(part?, granted);
    let (disbursed, spent) = (share(of.disbursed), share(of.spent));
    if let Some(lead) = &of.kept_from {
        let mut text = format!("{}资金{lead}本期未报，沿用上期：{grant}{amount}", of.short);
        for (word, rate) in [(disburse, disbursed), (using, spent)] {
            if let Some(rate) = rate {
                text.push_str(&format!("，{word}率{}", wording::percent(rate)));
            }
        }
        return text + "。";
    }
    let mut text = format!("{}{grant}{amount}", of.stem);
    match (disbursed, of.disbursed) {
        (Some(rate), _) if rate.is_zero() => text.push_str(&format!("，尚未{disburse}")),
        (Some(rate), _) => text.push_str(&disbursed_clause(of, disburse, rate)),
        (None, _) => text.push_str(&format!("，{disburse}数缺报")),
    }
    text + "。"
}

/// The rate and its change; a rate that fell because more was granted says so.
fn disbursed_clause(of: &Chain, word: &str, rate: Ratio) -> String {
    match (of.before, of.fresh) {
        (Some(before), Some(fresh)) if rate < before && rate.minus(before).scaled(3) != 0 => format!(
            "，其中新增的{}尚未{word}，{word}率由{}回落至{}",
            wording::money(fresh),
            wording::percent(before),
            wording::percent(rate)
        ),
        (Some(before), _) => format!(
            "，{word}率{}，{}",
            wording::percent(rate),
            wording::rate_change(rate, before)
        ),
        (None, _) => format!("，{word}率{}", wording::percent(rate)),
    }
}

/// 沉淀: disbursed and not yet spent, kind by kind.
fn idle(facts: &Facts<'_>) -> String {
    let parts: Vec<String> = (facts.money.iter())
        .filter_map(|(kind, money)| {
            let idle = money.disbursed? - money.spent?;
            (idle > Wanyuan::ZERO)
                .then(|| format!("{}{}", facts.catalog.kind(*kind).short, wording::money(idle)))
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!("已到位尚未使用（沉淀）的资金，{}。", parts.join("、"))
}

fn stage(facts: &Facts<'_>, line: &Financing) -> Option<BankStage> {
    facts.catalog.words.bank_stage(line.stage.as_deref()?)
}

/// Still recommended or matched, nothing agreed?
pub(super) fn is_early(facts: &Facts<'_>, line: &Financing) -> bool {
    stage(facts, line) == Some(BankStage::Early)
}

/// 银企对接: number and need of all, of the signed, of those still at the start.
struct Matching {
    all: (usize, Wanyuan),
    signed: (usize, Wanyuan),
    early: (usize, Wanyuan),
    is_kept: bool,
}

fn matching(facts: &Facts<'_>) -> Matching {
    let lines = &facts.ledger.financing;
    let of = |belongs: &dyn Fn(&Financing) -> bool| {
        let of: Vec<&Financing> = lines.iter().filter(|line| belongs(line)).collect();
        (of.len(), of.iter().filter_map(|line| line.need).sum())
    };
    Matching {
        all: of(&|_| true),
        signed: of(&|line| stage(facts, line) == Some(BankStage::Signed)),
        early: of(&|line| is_early(facts, line)),
        is_kept: !lines.is_empty() && lines.iter().all(|line| line.kept.is_some()),
    }
}

fn banks(of: &Matching) -> String {
    let (number, need) = of.all;
    if number == 0 {
        return String::new();
    }
    let kept = if of.is_kept { "（沿用上期）" } else { "" };
    let mut text = format!("银企对接项目{number}个{kept}、融资需求{}", wording::money(need));
    if of.signed.0 > 0 {
        text.push_str(&format!(
            "，已签约{}个、{}",
            of.signed.0,
            wording::money(of.signed.1)
        ));
    } else {
        text.push_str("，尚无签约");
    }
    if of.early.0 > 0 {
        text.push_str(&format!(
            "；仍在推荐、对接阶段的{}个、{}",
            of.early.0,
            wording::money(of.early.1)
        ));
        if let Some(share) = Ratio::of_amounts(of.early.1, need) {
            text.push_str(&format!("，占需求的{}", wording::percent(share)));
        }
    }
    text + "。"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wan(amount: i64) -> Wanyuan {
        Wanyuan::from_yuan(amount * 10_000)
    }

    fn chain(stem: &str, words: [&str; 3], granted: i64, disbursed: i64) -> Chain {
        Chain {
            stem: stem.to_owned(),
            short: stem.to_owned(),
            words: words.map(str::to_owned),
            granted: Some(wan(granted)),
            disbursed: Some(wan(disbursed)),
            spent: None,
            before: None,
            fresh: None,
            kept_from: None,
        }
    }

    #[test]
    fn a_chain_is_told_in_its_own_words() {
        let tool = Chain {
            before: Ratio::of(268, 1000),
            ..chain("政策性开发性金融工具", ["投放", "拨付", "支付"], 199_115, 55_550)
        };
        assert_eq!(
            sentence(&tool),
            "政策性开发性金融工具投放19.91亿元，拨付率27.9%，较上期提高1.1个百分点。"
        );
        assert_eq!(
            sentence(&chain("中长期贷款", ["授信", "投放", "使用"], 50_000, 0)),
            "中长期贷款授信5.00亿元，尚未投放。"
        );
    }

    #[test]
    fn a_rate_that_fell_because_more_was_granted_says_so() {
        let budget = Chain {
            before: Ratio::of(195, 1000),
            fresh: Some(wan(17_800)),
            ..chain("中央预算内投资", ["下达", "拨付", "支付"], 178_297, 33_099)
        };
        assert_eq!(
            sentence(&budget),
            "中央预算内投资下达17.83亿元，其中新增的1.78亿元尚未拨付，拨付率由19.5%回落至18.6%。"
        );
    }

    #[test]
    fn a_missing_lead_keeps_the_last_figures_and_says_so() {
        let bond = Chain {
            short: "专项债券".to_owned(),
            spent: Some(wan(34_175)),
            before: Ratio::of(202, 1000),
            kept_from: Some("财政局".to_owned()),
            ..chain("地方政府专项债券", ["发行", "拨付", "使用"], 211_018, 42_729)
        };
        assert_eq!(
            sentence(&bond),
            "专项债券资金财政局本期未报，沿用上期：发行21.10亿元，拨付率20.2%，使用率16.2%。"
        );
    }

    #[test]
    fn matching_says_how_much_is_signed_and_how_much_is_not() {
        let of = Matching {
            all: (32, wan(234_500)),
            signed: (7, wan(37_700)),
            early: (12, wan(117_700)),
            is_kept: false,
        };
        assert_eq!(
            banks(&of),
            "银企对接项目32个、融资需求23.45亿元，已签约7个、3.77亿元；仍在推荐、对接阶段的12个、11.77亿元，占需求的50.2%。"
        );
    }
}
