//! 差距构成: how far the year's investment is behind the time progress, and where.

use super::facts::Facts;
use super::wording;
use crate::catalog::Field;
use crate::value::Wanyuan;

/// The sentence; empty where the whole is not behind.
pub(super) fn sentence(facts: &Facts<'_>) -> String {
    said(&figures(facts))
}

/// 差距构成: who is behind the time progress, and by how much.
struct Shortfall {
    total: Wanyuan,
    not_due: (usize, Wanyuan),
    red: Wanyuan,
}

/// What is done beyond what the time asks; of the totals, so that it agrees with the figures beside it.
pub(super) fn ahead_of_time(facts: &Facts<'_>) -> Option<Wanyuan> {
    let (plan, done) = facts.totals.annual_plan.zip(facts.totals.annual_done)?;
    Some(done - facts.expected(plan))
}

fn figures(facts: &Facts<'_>) -> Shortfall {
    let mut of = Shortfall {
        total: ahead_of_time(facts).map_or(Wanyuan::ZERO, |ahead| Wanyuan::ZERO - ahead),
        not_due: (0, Wanyuan::ZERO),
        red: Wanyuan::ZERO,
    };
    for project in &facts.ledger.projects {
        let Some(short) = facts.shortfall(project) else {
            continue;
        };
        let is_planned_later = project
            .day(Field::PlannedStart)
            .is_some_and(|day| day.date > facts.as_of);
        if !project.standing.started && is_planned_later {
            of.not_due.0 += 1;
            of.not_due.1 += short;
        }
    }
    of.red = facts
        .red
        .iter()
        .filter_map(|project| facts.shortfall(project))
        .sum();
    of
}

fn said(of: &Shortfall) -> String {
    if of.total <= Wanyuan::ZERO {
        return String::new();
    }
    let mut parts = Vec::new();
    if of.not_due.1 > Wanyuan::ZERO {
        parts.push(format!(
            "未到计划开工时间的{}个项目{}",
            of.not_due.0,
            wording::money(of.not_due.1)
        ));
    }
    if of.red > Wanyuan::ZERO {
        parts.push(format!("红灯项目{}", wording::money(of.red)));
    }
    // What others did ahead of time: without it the parts would be more than the whole.
    let ahead = of.not_due.1 + of.red - of.total;
    if !parts.is_empty() && ahead > Wanyuan::ZERO {
        parts.push(format!("其余项目相抵后多完成{}", wording::money(ahead)));
    }
    let parts = if parts.is_empty() {
        String::new()
    } else {
        format!("，其中{}", parts.join("，"))
    };
    format!("与时序进度相比，少完成{}{parts}。", wording::money(of.total))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wan(amount: i64) -> Wanyuan {
        Wanyuan::from_yuan(amount * 10_000)
    }

    #[test]
    fn the_shortfall_names_its_parts() {
        let of = Shortfall {
            total: wan(155_858),
            not_due: (44, wan(101_939)),
            red: wan(49_538),
        };
        assert_eq!(
            said(&of),
            "与时序进度相比，少完成15.59亿元，其中未到计划开工时间的44个项目10.19亿元，红灯项目4.95亿元。"
        );
        assert_eq!(
            said(&Shortfall {
                total: wan(149_477),
                ..of
            }),
            "与时序进度相比，少完成14.95亿元，其中未到计划开工时间的44个项目10.19亿元，红灯项目4.95亿元，其余项目相抵后多完成2000万元。"
        );
        assert_eq!(said(&Shortfall { total: wan(-1), ..of }), "");
    }
}
