//! Ids of what the catalog lists: positions in its own order, which is the office's order.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            /// The position in the catalog's list.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    )*};
}

ids! {
    /// 单位: an organisation on the roster, in roster order.
    UnitId;
    /// 专班: a task force.
    TeamId;
    /// 项目类别: one of the kinds of projects, in the plan's order.
    KindId;
    /// 手续: one of the approvals before start.
    ApprovalId;
}
