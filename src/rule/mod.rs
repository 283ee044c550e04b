//! What the office checks on the consolidated ledger: codes B, X and H. One rule, one function, one page.
