//! RawSheet + schemas → Table: heading found, columns matched, body told apart from the rest (codes S…).
