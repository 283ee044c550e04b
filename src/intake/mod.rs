//! The drop folder: which files there are, that they have settled, and reading each in a process of its own.
