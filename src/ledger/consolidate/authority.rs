//! Authority: in which order the rows about one project are heard, value by value.

use std::cmp::Reverse;

use super::row::{Row, TableAt};
use crate::catalog::{Catalog, Field, Form, Rank};
use crate::rollcall::Recency;
use crate::value::{ApprovalId, KindId, UnitId};

/// The rows of one project, in the order in which they are heard about one value.
pub(super) struct Hearing<'c> {
    catalog: &'c Catalog,
    kinds: Vec<KindId>,
    locality: Option<UnitId>,
}

/// A place in the queue: rank, place within it, fitting form first, newer first, then as the files stand.
type Turn = (usize, usize, bool, Reverse<Recency>, TableAt, u32);

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
    /// 名称: the lead's, else the locality's.
    Name,
    /// 总投资
    Total,
    /// 年度计划, 完成, 日期, 状态, 进度
    Progress,
    /// 手续
    Approval(ApprovalId),
    /// Everything else.
    Other,
}

impl Matter {
    /// A number for each matter, to keep its order by.
    pub(super) fn slot(self) -> u32 {
        match self {
            Matter::Name => 0,
            Matter::Total => 1,
            Matter::Progress => 2,
            Matter::Other => 3,
            Matter::Approval(id) => 4 + u32::from(id.0),
        }
    }

    /// Which order a field is heard in.
    pub(super) fn of(field: Field) -> Matter {
        match field {
            Field::Name => Matter::Name,
            Field::TotalInvestment => Matter::Total,
            Field::Approval(id) => Matter::Approval(id),
            Field::AnnualPlan
            | Field::AnnualDone
            | Field::CumulativeDone
            | Field::PlannedStart
            | Field::StartedOn
            | Field::PlannedCompletion
            | Field::CompletedOn
            | Field::Status
            | Field::PhysicalProgress
            | Field::Problem => Matter::Progress,
            _ => Matter::Other,
        }
    }
}

impl<'c> Hearing<'c> {
    /// For a project of these kinds at this locality.
    pub(super) fn new(catalog: &'c Catalog, kinds: &[KindId], locality: Option<UnitId>) -> Hearing<'c> {
        Hearing {
            catalog,
            kinds: kinds.to_vec(),
            locality,
        }
    }

    /// Positions of rows, best authority first.
    pub(super) fn order(&self, matter: Matter, members: &[usize], rows: &[Row<'_>]) -> Vec<usize> {
        let mut order = members.to_vec();
        order.sort_by_cached_key(|&row| self.turn(matter, &rows[row]));
        order
    }

    fn turn(&self, matter: Matter, row: &Row<'_>) -> Turn {
        const NAME: [Rank; 5] = [
            Rank::KindLead,
            Rank::OtherLeads,
            Rank::OwnLocality,
            Rank::Localities,
            Rank::Departments,
        ];
        let authority = &self.catalog.authority;
        let (ranks, approval): (&[Rank], _) = match matter {
            Matter::Name => (&NAME, None),
            Matter::Total => (&authority.total_investment, None),
            Matter::Progress => (&authority.progress, None),
            Matter::Approval(id) => (&authority.approvals, Some(id)),
            Matter::Other => (&authority.other, None),
        };
        let found = ranks
            .iter()
            .enumerate()
            .find_map(|(at, &rank)| Some((at, self.within(rank, approval, row)?)));
        let (rank, within) = found.unwrap_or((ranks.len(), row.unit.index()));
        let fits = (row.form == Form::Approval) == approval.is_some();
        (rank, within, !fits, Reverse(row.recency), row.at, row.record.row)
    }

    /// The place within a rank; `None` where the row is not of it.
    fn within(&self, rank: Rank, approval: Option<ApprovalId>, row: &Row<'_>) -> Option<usize> {
        let unit = self.catalog.unit(row.unit);
        match rank {
            Rank::KindLead => row
                .kind
                .filter(|kind| self.kinds.contains(kind) && self.catalog.kind(*kind).lead == row.unit)
                .map(KindId::index),
            Rank::OwnLocality => (self.locality == Some(row.unit)).then_some(0),
            Rank::ApprovalOwner => approval
                .filter(|&id| self.catalog.approval(id).owner == row.unit)
                .map(|_| 0),
            Rank::OtherLeads => self.place_as_lead(row),
            Rank::Localities => unit.is_locality().then_some(row.unit.index()),
            Rank::Departments => (!unit.is_locality()).then_some(row.unit.index()),
        }
    }

    /// A lead's ledgers in the order of kinds, then what else it handed in.
    fn place_as_lead(&self, row: &Row<'_>) -> Option<usize> {
        let led = |kind: &KindId| self.catalog.kind(*kind).lead == row.unit;
        let first = self.catalog.kind_ids().find(led)?;
        let own = row.kind.filter(led);
        Some(own.map_or(self.catalog.kinds.len() + first.index(), KindId::index))
    }
}
