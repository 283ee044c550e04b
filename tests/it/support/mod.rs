//! What several subjects' tests share.

pub(crate) mod desk;
pub(crate) mod dump;
pub(crate) mod edit;
pub(crate) mod formats;
pub(crate) mod notation;
pub(crate) mod office;
pub(crate) mod press;
pub(crate) mod program;
pub(crate) mod sample;
pub(crate) mod schema;
pub(crate) mod tree;
pub(crate) mod week;
