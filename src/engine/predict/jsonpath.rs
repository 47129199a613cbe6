//! Paths in JSON as the engine's library reads them.

use super::value::Value;

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    Index(i64),
    All,
    /// From one index to before another; those below zero count from the end.
    Range(i64, i64),
}

impl Step {
    /// Whether it may take several values.
    fn is_open(&self) -> bool {
        matches!(self, Step::All | Step::Range(..))
    }
}

/// Returns what a path leads to: a list, maybe an empty one, as soon as one step may take several values.
pub fn get(path: &str, value: &Value) -> Result<Value, String> {
    let steps = parse(path)?;
    if !steps.iter().any(Step::is_open) {
        return follow(value, &steps).cloned();
    }
    let mut found = Vec::new();
    collect(value, &steps, &mut found);
    Ok(Value::List(found))
}

fn follow<'v>(value: &'v Value, steps: &[Step]) -> Result<&'v Value, String> {
    steps.iter().try_fold(value, one)
}

fn one<'v>(value: &'v Value, step: &Step) -> Result<&'v Value, String> {
    match (value, step) {
        (Value::Object(entries), Step::Key(key)) => entries.get(key).ok_or_else(|| format!("unknown key {key}")),
        (Value::Object(entries), Step::Index(index)) => {
            entries.get(&index.to_string()).ok_or_else(|| format!("unknown key {index}"))
        }
        (Value::List(items), Step::Index(index)) => usize::try_from(*index)
            .ok()
            .and_then(|at| items.get(at))
            .ok_or_else(|| format!("index {index} out of bounds")),
        (Value::List(_), Step::Key(key)) => {
            Err(format!("could not select value, invalid key: expected number but got {key} (string)"))
        }
        _ => {
            Err("unsupported value type for select, expected map[string]interface{}, []interface{} or Array".to_owned())
        }
    }
}

fn collect(value: &Value, steps: &[Step], found: &mut Vec<Value>) {
    match steps.split_first() {
        None => found.push(value.clone()),
        Some((Step::All, rest)) => match value {
            Value::List(items) => items.iter().for_each(|item| collect(item, rest, found)),
            Value::Object(entries) => entries.values().for_each(|item| collect(item, rest, found)),
            _ => {}
        },
        Some((Step::Range(from, to), rest)) => {
            if let Value::List(items) = value {
                let place = |index: i64| place(index, items.len());
                let (from, to) = (place(*from), place(*to));
                items.iter().take(to).skip(from).for_each(|item| collect(item, rest, found));
            }
        }
        Some((step, rest)) => {
            if let Ok(below) = one(value, step) {
                collect(below, rest, found);
            }
        }
    }
}

/// Returns the place of an index in a list of a length, or its end.
fn place(index: i64, length: usize) -> usize {
    let size = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
    if index < 0 { length.saturating_sub(size) } else { size.min(length) }
}

/// Reads `FROM:TO`, either of which may be left out.
fn range(text: &str) -> Option<Step> {
    let (from, to) = text.split_once(':')?;
    let number = |text: &str, default: i64| if text.is_empty() { Some(default) } else { text.parse().ok() };
    Some(Step::Range(number(from, 0)?, number(to, i64::MAX)?))
}

fn parse(path: &str) -> Result<Vec<Step>, String> {
    let unexpected = |rest: &str| Err(format!("parsing error: {path} - unexpected {rest:?} while scanning"));
    let mut steps = Vec::new();
    let mut rest = match path.strip_prefix('$') {
        Some(rest) => rest,
        // A name alone is a name of the language that paths are part of.
        None if is_name(path) => return Err(format!("unknown parameter {path}")),
        None => return unexpected(path),
    };
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(|letter: char| !is_letter(letter)).unwrap_or(after.len());
            let (name, after_name) = after.split_at(end);
            if after.starts_with('*') {
                steps.push(Step::All);
                rest = after.get(1..).unwrap_or_default();
            } else if is_name(name) {
                steps.push(Step::Key(name.to_owned()));
                rest = after_name;
            } else {
                return unexpected(after);
            }
        } else if let Some((inner, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            let quoted = inner.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
            steps.push(match (quoted, inner.parse()) {
                (Some(key), _) => Step::Key(key.to_owned()),
                (None, Ok(index)) => Step::Index(index),
                (None, Err(_)) if inner == "*" => Step::All,
                (None, Err(_)) => match range(inner) {
                    Some(range) => range,
                    None => return unexpected(inner),
                },
            });
            rest = after;
        } else {
            return unexpected(rest);
        }
    }
    Ok(steps)
}

fn is_letter(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

fn is_name(text: &str) -> bool {
    text.chars().all(is_letter) && text.chars().next().is_some_and(|first| !first.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_indexes_and_all_are_followed() {
        let value = Value::parse(r#"{"a":[{"b":1},{"c":2}],"@x":"y"}"#).expect("JSON");
        let text = |path: &str| get(path, &value).map(|it| it.to_json());
        assert_eq!(text("$.a[*].b"), Ok("[1]".to_owned()));
        assert_eq!(text("$.a[1]"), Ok("{\"c\":2}".to_owned()));
        assert_eq!(text("$[\"@x\"]"), Ok("\"y\"".to_owned()));
        assert_eq!(text("$.z"), Err("unknown key z".to_owned()));
        assert_eq!(text("$.a[-1:].c"), Ok("[2]".to_owned()));
        assert_eq!(text("$.z[*]"), Ok("[]".to_owned()));
        assert!(text("$.a[-1]").is_err());
        assert!(text("$.a-b").is_err() && text("$['a']").is_err() && text("a").is_err() && text("$..a").is_err());
    }
}
