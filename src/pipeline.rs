//! The office week as one function.
