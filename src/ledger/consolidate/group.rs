//! A group: rows about one project, and what is known of it before they are read.

use super::row::Row;
use crate::ledger::Project;
use crate::value::UnitId;

/// Rows about one project, this week's and the last issue's.
#[derive(Debug, Default)]
pub(super) struct Group<'a> {
    /// 项目代码 that counts.
    pub(super) code: Option<String>,
    /// Its name as compared; of several, the first met.
    pub(super) name: String,
    /// 属地, the locality's own ledger first.
    pub(super) locality: Option<UnitId>,
    /// Rows, by position.
    pub(super) rows: Vec<usize>,
    /// The last issue's project.
    pub(super) previous: Option<&'a Project>,
    /// The group of the bundle it is part of, by position.
    pub(super) part_of: Option<usize>,
}

impl Group<'_> {
    /// Takes a row in; one of the locality's own ledger says where it is.
    pub(super) fn adopt(&mut self, position: usize, row: &Row<'_>, is_own: bool) {
        if self.rows.is_empty() && self.name.is_empty() {
            self.name.clone_from(&row.name);
        }
        self.rows.push(position);
        if is_own || self.locality.is_none() {
            self.locality = row.locality.or(self.locality);
        }
    }
}
