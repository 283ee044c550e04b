//! The known headings of every form, ready to be looked up.

use std::collections::BTreeMap;

use super::label::Label;
use super::title::KindNames;
use crate::catalog::{Catalog, Field, Form, FormSchema, ValueKind};
use crate::value::text::fold;
use crate::value::{KindId, UnitId};

/// What a heading means in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// One field.
    Field(Field),
    /// One of these, the one to prefer beside the other first.
    Ambiguous(Vec<Field>),
    /// Known, and the unit's own.
    Own,
}

/// The headings of one form.
pub struct FormLexicon<'a> {
    /// Its schema.
    pub schema: &'a FormSchema,
    labels: BTreeMap<String, Meaning>,
    /// (folded parents, folded leaves, field).
    under: Vec<(Vec<String>, Vec<String>, Field)>,
    /// Every heading of every column, for the nearest one.
    spellings: Vec<(Field, String, Vec<char>)>,
    approval_before: Vec<String>,
    approval_after: Vec<String>,
    /// Ambiguous headings that other tables use as well.
    common: Vec<String>,
}

/// The headings of all forms.
pub struct Lexicon<'a> {
    /// The catalog they come from.
    pub catalog: &'a Catalog,
    /// In the order of the contract.
    pub forms: Vec<FormLexicon<'a>>,
    /// The kinds' names.
    pub kinds: KindNames,
    learned: BTreeMap<(Option<UnitId>, String), Field>,
}

impl<'a> Lexicon<'a> {
    /// Indexes the catalog's forms.
    pub fn new(catalog: &'a Catalog) -> Lexicon<'a> {
        Lexicon {
            catalog,
            forms: catalog
                .forms
                .iter()
                .map(|schema| FormLexicon::new(schema, catalog))
                .collect(),
            kinds: KindNames::new(catalog),
            learned: catalog
                .learned_headings
                .iter()
                .map(|((unit, heading), field)| ((*unit, key(heading)), *field))
                .collect(),
        }
    }

    /// The headings of a form.
    pub fn form(&self, form: Form) -> Option<&FormLexicon<'a>> {
        self.forms.iter().find(|lexicon| lexicon.schema.form == form)
    }

    /// What `resolve` learned about this heading, for this unit or for all.
    pub fn learned(&self, heading: &str, unit: Option<UnitId>) -> Option<Field> {
        if self.learned.is_empty() {
            return None;
        }
        let key = key(heading);
        self.learned
            .get(&(unit, key.clone()))
            .or_else(|| self.learned.get(&(None, key)))
            .copied()
    }

    /// Is this a heading that any form knows?
    pub fn knows(&self, label: &Label) -> bool {
        self.forms.iter().any(|form| form.meaning(label).is_some())
    }

    /// The kind's own word for a step, standing in a heading of that kind's ledger: 投放金额.
    pub fn money_step(&self, kind: Option<KindId>, plain: &str) -> Option<Field> {
        const MONEY: [&str; 14] = [
            "",
            "金额",
            "资金",
            "额度",
            "额",
            "数",
            "投资",
            "情况",
            "资金额",
            "数额",
            "债券",
            "基金",
            "贷款",
            "金额情况",
        ];
        let words = self.catalog.kind(kind?).money.as_ref()?;
        let rest = [
            "财政",
            "项目单位",
            "累计",
            "已",
            "实际",
            "资金",
            "基金",
            "贷款",
            "债券",
            "专项债券",
        ]
        .iter()
        .fold(plain, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
        let steps = [Field::Granted, Field::Disbursed, Field::Spent];
        words.iter().zip(steps).find_map(|(word, step)| {
            let behind = rest.strip_prefix(word.as_str())?;
            MONEY.contains(&behind).then_some(step)
        })
    }

    /// Does this leaf name the fund of the kind: 中央预算内投资 in a ledger of 中央预算内投资 projects?
    pub fn is_fund(&self, kind: Option<KindId>, plain: &str) -> bool {
        let of = |kind: KindId| {
            self.catalog
                .kind(kind)
                .funds
                .iter()
                .any(|fund| fold(fund) == plain)
        };
        match kind {
            Some(kind) => of(kind),
            None => self.catalog.kind_ids().any(of),
        }
    }
}

impl<'a> FormLexicon<'a> {
    fn new(schema: &'a FormSchema, catalog: &Catalog) -> FormLexicon<'a> {
        let mut labels = BTreeMap::new();
        for heading in &schema.own {
            labels.insert(key(heading), Meaning::Own);
        }
        for entry in &schema.ambiguous {
            for heading in &entry.labels {
                labels.insert(key(heading), Meaning::Ambiguous(entry.means.clone()));
            }
        }
        if matches!(schema.form, Form::Project | Form::Approval) {
            for id in catalog.approval_ids() {
                let approval = catalog.approval(id);
                for name in std::iter::once(&approval.name).chain(&approval.also) {
                    labels.insert(key(name), Meaning::Field(Field::Approval(id)));
                }
            }
        }
        let common = schema.ambiguous.iter().filter(|entry| entry.common);
        let common = common
            .flat_map(|entry| &entry.labels)
            .map(|label| key(label))
            .collect();
        let mut spellings = Vec::new();
        for column in &schema.columns {
            for heading in std::iter::once(&column.label).chain(&column.also) {
                let key = key(heading);
                if column.field != Field::Serial {
                    spellings.push((column.field, key.clone(), sorted(&key)));
                }
                labels.insert(key, Meaning::Field(column.field));
            }
        }
        let folded = |words: &[String]| words.iter().map(|word| key(word)).collect::<Vec<_>>();
        // An approval is named alike in a ledger of projects and in one of approvals.
        let around = catalog.forms.iter().find(|form| form.form == Form::Approval);
        FormLexicon {
            schema,
            common,
            labels,
            under: schema
                .columns
                .iter()
                .filter(|column| !column.under.is_empty())
                .map(|column| (folded(&column.under), folded(&column.leaf), column.field))
                .collect(),
            spellings,
            approval_before: around
                .iter()
                .flat_map(|form| &form.approval_before)
                .map(|word| fold(word))
                .collect(),
            approval_after: around
                .iter()
                .flat_map(|form| &form.approval_after)
                .map(|word| fold(word))
                .collect(),
        }
    }

    /// What a heading means, its brackets read first with and then without.
    pub fn meaning(&self, label: &Label) -> Option<&Meaning> {
        // 县(市、区), 开工时间(计划): with what stands in brackets, as if there were none.
        let opened = || {
            label
                .full
                .contains('(')
                .then(|| label.full.replace(['(', ')', '、'], ""))
        };
        self.exact(&label.full)
            .or_else(|| opened().and_then(|opened| self.exact(&opened)))
            .or_else(|| self.exact(&label.plain))
    }

    /// Is this an ambiguous heading that speaks for no form?
    pub fn is_common(&self, label: &Label) -> bool {
        self.common.contains(&label.plain)
    }

    /// What a folded heading means.
    pub fn exact(&self, folded: &str) -> Option<&Meaning> {
        self.labels.get(folded)
    }

    /// The step of the money chain that a parent names: 已支付.
    pub fn step_of_parent(&self, parent: &str) -> Option<Field> {
        self.under
            .iter()
            .find(|(parents, _, _)| parents.iter().any(|known| known == parent))
            .map(|(_, _, field)| *field)
    }

    /// Is this a leaf that means the step of its parent?
    pub fn is_step_leaf(&self, field: Field, leaf: &str) -> bool {
        self.under
            .iter()
            .any(|(_, leaves, step)| *step == field && leaves.iter().any(|known| known == leaf))
    }

    /// The approval that a heading names with words around it: 是否取得施工许可证, 环评批复.
    pub fn approval_within(&self, plain: &str) -> Option<Field> {
        if !matches!(self.schema.form, Form::Project | Form::Approval) {
            return None;
        }
        let starts = std::iter::once(plain).chain(
            self.approval_before
                .iter()
                .filter_map(|word| plain.strip_prefix(word.as_str())),
        );
        starts
            .flat_map(|start| {
                std::iter::once(start).chain(
                    self.approval_after
                        .iter()
                        .filter_map(move |word| start.strip_suffix(word.as_str())),
                )
            })
            .find_map(|core| match self.exact(core) {
                Some(Meaning::Field(field @ Field::Approval(_))) => Some(*field),
                _ => None,
            })
    }

    /// The field whose heading comes nearest to this one, if any comes near; for S02.
    pub fn nearest(&self, plain: &str) -> Option<Field> {
        /// How alike two headings are, 1 being the same, that come near to each other.
        const NEAR: f64 = 0.72;
        /// Less than any two shares of so few letters differ by.
        const ALIKE: f64 = 1e-6;
        let letters = sorted(plain);
        let mut best = (None, NEAR);
        for (field, known, theirs) in &self.spellings {
            // However alike, two texts are no nearer than the letters that both of them hold.
            let longer = letters.len().max(theirs.len()).max(1);
            if (common(&letters, theirs) as f64 / longer as f64) < best.1 - ALIKE {
                continue;
            }
            let score = strsim::normalized_damerau_levenshtein(known, plain);
            if score >= best.1 {
                best = (Some(*field), score);
            }
        }
        best.0
    }

    /// What the cells under a field are read as.
    pub fn value_kind(&self, field: Field) -> ValueKind {
        match field {
            Field::Approval(_) => ValueKind::Approval,
            field => self
                .schema
                .column(field)
                .map_or(ValueKind::Text, |column| column.kind),
        }
    }
}

/// A known heading in the form in which headings are compared.
fn key(heading: &str) -> String {
    let label = Label::of(heading);
    if label.full.is_empty() {
        fold(heading)
    } else {
        label.full
    }
}

/// A text's letters in their order in the alphabet.
fn sorted(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// How many letters two sorted texts share.
fn common(one: &[char], other: &[char]) -> usize {
    let (mut at, mut shared) = (0, 0);
    for letter in one {
        while other.get(at).is_some_and(|theirs| theirs < letter) {
            at += 1;
        }
        if other.get(at) == Some(letter) {
            shared += 1;
            at += 1;
        }
    }
    shared
}
