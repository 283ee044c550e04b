//! As much of JSON Schema as `docs/schema/issue.schema.json` uses, to hold outputs against it.

use serde_json::Value;

/// Every fault of `value` against `schema`, each with its path; `root` resolves `$ref`.
pub(crate) fn faults(value: &Value, schema: &Value, root: &Value, path: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap();
        return faults(value, target, root, path);
    }
    if schema == &Value::Bool(false) {
        return vec![format!("{path}: not in the schema")];
    }
    let mut found = Vec::new();
    if let Some(constant) = schema.get("const")
        && constant != value
    {
        found.push(format!("{path}: {value} is not {constant}"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{path}: {value} is none of {words:?}"));
    }
    if let Some(kinds) = schema.get("type")
        && !is_of(value, kinds)
    {
        found.push(format!("{path}: {value} is no {kinds}"));
    }
    if schema["format"] == "date"
        && let Some(text) = value.as_str()
        && text.parse::<chrono::NaiveDate>().is_err()
    {
        found.push(format!("{path}: {text} is no date"));
    }
    if let Some(object) = value.as_object() {
        for required in schema["required"].as_array().into_iter().flatten() {
            if !object.contains_key(required.as_str().unwrap()) {
                found.push(format!("{path}: {required} is missing"));
            }
        }
        for (key, inner) in object {
            let path = format!("{path}.{key}");
            if let Some(schema) = schema["properties"].get(key) {
                found.extend(faults(inner, schema, root, &path));
            } else if let Some(schema) = schema.get("additionalProperties") {
                found.extend(faults(inner, schema, root, &path));
            } else if schema.get("properties").is_some() {
                found.push(format!("{path}: not in the schema"));
            }
        }
    }
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        for (at, item) in items.iter().enumerate() {
            found.extend(faults(item, schema, root, &format!("{path}[{at}]")));
        }
    }
    found
}

fn is_of(value: &Value, kinds: &Value) -> bool {
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match kinds {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}
