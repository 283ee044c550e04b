//! The nearest right word, for answers only: nothing is ever matched by nearness.

/// The candidate that a slip of the keyboard would turn into `word`; `None` where none is near.
pub(super) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let folded = word.trim().to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            let score = strsim::normalized_damerau_levenshtein(&folded, &candidate.to_lowercase());
            (candidate, score)
        })
        .filter(|&(candidate, score)| score >= if candidate.is_ascii() { 0.6 } else { 0.5 })
        .fold(None, |best: Option<(&str, f64)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        })
        .map(|(candidate, _)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_finds_none() {
        let keys = ["lights", "limits", "letters", "calendar"];
        assert_eq!(nearest("ligths", keys), Some("lights"));
        assert_eq!(nearest("Calender", keys), Some("calendar"));
        assert_eq!(nearest("名称", keys), None);
        assert_eq!(nearest("市财正局", ["市财政局", "市教育局"]), Some("市财政局"));
    }
}
