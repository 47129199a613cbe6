//! A statement on one line, as the shell of the engine takes it.

use serde_json::Value as Json;

/// Returns a statement without its semicolon and without line breaks outside of texts. Texts that hold JSON are written
/// without line breaks as well, which means the same.
pub fn on_one_line(sql: &str) -> String {
    let mut line = String::new();
    let mut rest = sql.trim().trim_end_matches(';');
    while let Some((before, behind)) = rest.split_once('\'') {
        line.push_str(&joined(before));
        let (text, after) = literal(behind);
        line.push_str(&format!("'{}'", compact(text)));
        rest = after;
    }
    line.push_str(&joined(rest));
    line.trim().to_owned()
}

/// Words with single blanks between them, and at the ends where there were some.
fn joined(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let blank = |has: bool| if has { " " } else { "" };
    match words.is_empty() {
        true => blank(!text.is_empty()).to_owned(),
        false => {
            let (start, end) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
            format!("{}{words}{}", blank(start), blank(end))
        }
    }
}

/// A text up to its closing quote, with its quotes still doubled, and what follows.
fn literal(behind: &str) -> (&str, &str) {
    let mut from = 0;
    while let Some(found) = behind.get(from..).and_then(|rest| rest.find('\'')) {
        let end = from + found;
        match behind.get(end + 1..) {
            Some(after) if after.starts_with('\'') => from = end + 2,
            after => return (behind.get(..end).unwrap_or_default(), after.unwrap_or_default()),
        }
    }
    (behind, "")
}

fn compact(text: &str) -> String {
    let is_json = text.starts_with(['{', '[']) && text.contains('\n');
    let value = is_json.then(|| serde_json::from_str::<Json>(&text.replace("''", "'")).ok()).flatten();
    value.map_or_else(|| text.to_owned(), |value| value.to_string().replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_keep_their_meaning() {
        for (sql, expected) in [
            ("SELECT *\nFROM a.b.c\nWHERE x = 'a  b'\n  AND y = 1;", "SELECT * FROM a.b.c WHERE x = 'a  b' AND y = 1"),
            (
                "EXEC a.b.c.d @x='it''s'\n  @@json='{\n  \"a\": \"it''s\"\n}';",
                "EXEC a.b.c.d @x='it''s' @@json='{\"a\":\"it''s\"}'",
            ),
            ("SELECT 'a\nb', '{not\njson'", "SELECT 'a\nb', '{not\njson'"),
            ("SELECT '", "SELECT ''"),
            (" ; ", ""),
        ] {
            assert_eq!(on_one_line(sql), expected);
        }
    }
}
