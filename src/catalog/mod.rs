//! What the office knows: units, task forces, kinds, approvals, forms, words, authority, limits – all data.
//!
//! Enters: the embedded `catalog/*.toml` and the workspace's `jianbao.toml`. Leaves: one [`Catalog`], cross-checked.

mod document;
mod draft;
mod field;
mod form;
mod kind;
mod limits;
mod load;
mod nearest;
mod office;
mod overlay;
mod renumber;
mod settings;
mod settle;
mod syntax;
mod unit;
mod words;

pub use field::{Field, Item, Step};
pub use form::{Ambiguous, Column, Form, FormSchema, ValueKind};
pub use kind::{ApprovalItem, ProjectKind};
pub use limits::{Authority, BundleCount, Limits, Money, Node, Rank};
pub use office::{Calendar, Letters, Office};
pub use renumber::EarlierLists;
pub use settings::Settings;
pub(crate) use syntax::with_quoted_keys;
pub use unit::{Team, Unit, UnitClass};
pub use words::{ApprovalState, BankStage, PlanMatter, Status, TaskState, Words};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::finding::{Code, Severity};
use crate::value::{ApprovalId, KindId, TeamId, UnitId};

/// Everything that another city would change, in the office's own order.
///
/// It crosses to the reading process and is frozen with a published issue, so it serialises whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Catalog {
    /// The region's name as in 新密市 and its code as in 410183.
    pub region: String,
    /// Six digits.
    pub region_code: String,
    /// 单位, in roster order: localities, departments, service centre.
    pub units: Vec<Unit>,
    /// 专班.
    pub teams: Vec<Team>,
    /// 项目类别, in the plan's order.
    pub kinds: Vec<ProjectKind>,
    /// 手续.
    pub approvals: Vec<ApprovalItem>,
    /// 台账格式: the columns of each form and their synonyms.
    pub forms: Vec<FormSchema>,
    /// 用词: states, nothing-there marks, ditto marks.
    pub words: Words,
    /// Whose value counts when ledgers disagree.
    pub authority: Authority,
    /// Numbers that policy may change.
    pub limits: Limits,
    /// 报头、报送、函件: names, recipients, letters, contact.
    pub office: Office,
    /// Deadlines and holidays.
    pub calendar: Calendar,
    /// 金额单位 where none is written.
    pub money: Money,
    /// Every spelling of a unit, folded; those that count only alone are in it too.
    pub unit_names: BTreeMap<String, UnitId>,
    /// Is the ranking (红黑榜) printed?
    pub ranking: bool,
    /// How bundles (打捆) count.
    pub bundles: BundleCount,
    /// Severities that differ from the codes' own.
    pub severities: BTreeMap<Code, Severity>,
    /// What `resolve` learned, per unit (`None`: every unit): heading as folded → field.
    #[serde(with = "pairs")]
    pub learned_headings: BTreeMap<(Option<UnitId>, String), Field>,
    /// What `resolve` learned about words, per unit (`None`: every unit): field and word as folded → the known word.
    #[serde(with = "pairs")]
    pub learned_words: LearnedWords,
}

/// (Unit – `None`: every unit –, field, word as folded) → the known word.
pub type LearnedWords = BTreeMap<(Option<UnitId>, Field, String), String>;

impl Catalog {
    /// The embedded preset, 新密市 2023.
    ///
    /// # Panics
    /// If the embedded data is wrong, which the tests exclude.
    pub fn preset() -> Catalog {
        load::preset()
    }

    /// The preset overlaid with a workspace's configuration: its file name (for messages) and its text.
    pub fn load(overlay: Option<(&str, &str)>) -> Result<(Catalog, Settings)> {
        load::load(overlay)
    }

    /// The unit with this id.
    pub fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id.index()]
    }

    /// The kind with this id.
    pub fn kind(&self, id: KindId) -> &ProjectKind {
        &self.kinds[id.index()]
    }

    /// The approval with this id.
    pub fn approval(&self, id: ApprovalId) -> &ApprovalItem {
        &self.approvals[id.index()]
    }

    /// The task force with this id.
    pub fn team(&self, id: TeamId) -> &Team {
        &self.teams[id.index()]
    }

    /// Ids of all units, in roster order.
    pub fn unit_ids(&self) -> impl Iterator<Item = UnitId> + use<> {
        (0..u16::try_from(self.units.len()).unwrap_or(u16::MAX)).map(UnitId)
    }

    /// Ids of all kinds, in the plan's order.
    pub fn kind_ids(&self) -> impl Iterator<Item = KindId> + use<> {
        (0..u16::try_from(self.kinds.len()).unwrap_or(u16::MAX)).map(KindId)
    }

    /// Ids of all task forces.
    pub fn team_ids(&self) -> impl Iterator<Item = TeamId> + use<> {
        (0..u16::try_from(self.teams.len()).unwrap_or(u16::MAX)).map(TeamId)
    }

    /// Ids of all approvals.
    pub fn approval_ids(&self) -> impl Iterator<Item = ApprovalId> + use<> {
        (0..u16::try_from(self.approvals.len()).unwrap_or(u16::MAX)).map(ApprovalId)
    }

    /// The unit whose full name, short name or alias this is, folded and exact – never fuzzy.
    pub fn unit_named(&self, name: &str) -> Option<UnitId> {
        self.unit_names.get(&crate::value::text::fold(name)).copied()
    }

    /// The known word that a unit's own word stands for in a column, as the configuration says.
    pub fn learned_word(&self, unit: Option<UnitId>, field: Field, folded: &str) -> Option<&str> {
        if self.learned_words.is_empty() {
            return None;
        }
        let of = |unit: Option<UnitId>| self.learned_words.get(&(unit, field, folded.to_owned()));
        unit.and_then(|unit| of(Some(unit)))
            .or_else(|| of(None))
            .map(String::as_str)
    }

    /// A field's id as in `issue.json`, an approval's being its own.
    pub fn field_id(&self, field: Field) -> String {
        match field {
            Field::Approval(id) => self.approval(id).id.clone(),
            named => named.to_string(),
        }
    }

    /// The schema of a form.
    pub fn form(&self, form: Form) -> Option<&FormSchema> {
        self.forms.iter().find(|schema| schema.form == form)
    }
}

/// Maps whose keys are pairs, as lists of entries: JSON allows only text as keys.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(super) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Vec::<(K, V)>::deserialize(deserializer).map(|entries| entries.into_iter().collect())
    }
}
