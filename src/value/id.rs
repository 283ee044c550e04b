//! Ids of what the catalog lists: positions in its own order, which is the office's order.

use std::cell::RefCell;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $list:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
            pub struct $name(pub u16);

            impl $name {
                /// The position in the catalog's list.
                pub fn index(self) -> usize {
                    usize::from(self.0)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                    let number = u16::deserialize(deserializer)?;
                    RENUMBERING.with_borrow(|renumbering| match renumbering {
                        None => Ok($name(number)),
                        Some(lists) => {
                            let today = lists.$list.get(usize::from(number)).copied().flatten();
                            today.ok_or_else(|| D::Error::custom("an id that no list has today"))
                        }
                    })
                }
            }
        )*

        /// Where the lists of an earlier catalog stand in today's: by earlier position, `None` for what is listed no more.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Renumbering {
            $(
                $(#[$doc])*
                pub $list: Vec<Option<$name>>,
            )*
        }
    };
}

ids! {
    /// 单位: an organisation on the roster, in roster order.
    UnitId, units;
    /// 专班: a task force.
    TeamId, teams;
    /// 项目类别: one of the kinds of projects, in the plan's order.
    KindId, kinds;
    /// 手续: one of the approvals before start.
    ApprovalId, approvals;
}

thread_local! {
    /// In force while this thread reads something that bears an earlier catalog's ids. Ids stand at every depth of it, and
    /// serde hands nothing down to them.
    static RENUMBERING: RefCell<Option<Renumbering>> = const { RefCell::new(None) };
}

impl Renumbering {
    /// Reads something in which every id is an earlier catalog's; one that is listed no more fails the reading.
    pub fn while_reading<T>(self, read: impl FnOnce() -> T) -> T {
        RENUMBERING.set(Some(self));
        let result = read();
        RENUMBERING.set(None);
        result
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn ids_of_an_earlier_list_are_read_as_todays_at_every_depth() {
        let renumbering = Renumbering {
            units: vec![Some(UnitId(1)), Some(UnitId(0)), None],
            ..Renumbering::default()
        };
        let read = |text: &str| {
            let parse = || serde_json::from_str::<BTreeMap<UnitId, Vec<Option<UnitId>>>>(text);
            renumbering.clone().while_reading(parse)
        };
        let expected = BTreeMap::from([(UnitId(1), vec![Some(UnitId(0)), None])]);
        assert_eq!(read(r#"{"0":[1,null]}"#).unwrap(), expected);
        assert!(read(r#"{"0":[2]}"#).is_err() && read(r#"{"0":[3]}"#).is_err());
        assert_eq!(serde_json::from_str::<UnitId>("2").unwrap(), UnitId(2));
    }
}
