//! A column of a table: where it stands, what it holds, and how that was settled.

use super::label::Label;
use crate::catalog::{Field, ValueKind};
use crate::value::{CellRef, Scale};

/// A column of a table.
#[derive(Debug, Clone)]
pub struct TableColumn {
    /// Where.
    pub col: u16,
    /// Its heading as written, 已支付›中央预算内投资.
    pub heading: String,
    /// The heading's cell.
    pub at: CellRef,
    /// What it holds; `None` for the unit's own.
    pub field: Option<Field>,
    /// What its cells are read as.
    pub kind: ValueKind,
    /// 金额单位
    pub scale: Scale,
    /// Where the unit of money was said; `None` where nothing says it.
    pub scale_said: bool,
    /// Does the heading say %?
    pub percent: bool,
    /// How an ambiguous heading was settled, or that it was not (S06).
    pub doubt: Option<Doubt>,
    /// The known heading it comes near to, for S02.
    pub near: Option<Field>,
    pub(super) candidates: Vec<Field>,
}

/// How an ambiguous heading was settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// By the column beside it, whose heading this is.
    Neighbour(String),
    /// By its figures; the sentence says which.
    Figures(&'static str),
    /// Not at all: the column is not used. These are what it could mean.
    Open(Vec<Field>),
}

impl TableColumn {
    /// Makes it the unit's own column.
    pub(super) fn disown(&mut self) {
        self.field = None;
        self.candidates.clear();
        self.kind = ValueKind::Text;
    }

    /// The column of one value on a card.
    pub(super) fn of_card(
        field: Field,
        kind: ValueKind,
        heading: &str,
        label: &Label,
        at: CellRef,
    ) -> TableColumn {
        TableColumn {
            col: at.col,
            heading: crate::value::text::one_line(heading),
            at,
            field: Some(field),
            kind,
            scale: label.scale.unwrap_or(Scale::Wan),
            scale_said: label.scale.is_some(),
            percent: label.percent,
            doubt: None,
            near: None,
            candidates: Vec::new(),
        }
    }
}
