//! Maps whose keys are no strings, as lists of pairs: JSON knows no other keys.
//!
//! Used as `#[serde(with = "crate::value::pairs")]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes the map as a list of `[key, value]`, in the order of its keys.
pub fn serialize<K, V, S>(map: &BTreeMap<K, V>, serializer: S) -> Result<S::Ok, S::Error>
where
    K: Serialize,
    V: Serialize,
    S: Serializer,
{
    serializer.collect_seq(map)
}

/// Reads what [`serialize`] wrote.
pub fn deserialize<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Shelf(#[serde(with = "super")] BTreeMap<(u8, Option<u8>), String>);

    #[test]
    fn a_map_with_keys_that_are_no_strings_survives_json() {
        let shelf = Shelf(BTreeMap::from([
            ((1, None), "甲".to_owned()),
            ((2, Some(3)), "乙".to_owned()),
        ]));
        let json = serde_json::to_string(&shelf).unwrap();
        assert_eq!(serde_json::from_str::<Shelf>(&json).unwrap(), shelf);
    }
}
