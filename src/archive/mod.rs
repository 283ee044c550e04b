//! The only writer of `output/`: drafts whole or not at all, published issues in bags, chained.
