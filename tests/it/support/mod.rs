//! What several subjects' tests share.

pub(crate) mod notation;
pub(crate) mod office;
