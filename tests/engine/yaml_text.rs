//! Finds plain scalars in written YAML that a YAML 1.1 reader takes for something else.

use super::{Problem, problem};

/// Reads block style YAML line by line, with flow collections inside it.
#[derive(Default)]
pub struct LineReader {
    pub number: usize,
    pub problems: Vec<Problem>,
    /// Deeper lines belong to a block scalar or continue a plain one.
    scalar_column: Option<usize>,
    quote: Option<char>,
    flow_depth: usize,
}

impl LineReader {
    pub fn read(&mut self, line: &str) {
        if self.quote.is_some() || self.flow_depth > 0 {
            return self.read_flow(line);
        }
        let content = line.trim();
        let column = line.len() - line.trim_start().len();
        if content.is_empty() || self.scalar_column.is_some_and(|it| column > it) {
            return;
        }
        self.scalar_column = None;
        self.read_entry(column, content);
    }

    fn read_entry(&mut self, column: usize, content: &str) {
        let marker = ["- ", "? ", ": "].iter().find_map(|it| content.strip_prefix(it));
        if let Some(rest) = marker {
            let inner = rest.trim_start();
            let inner_column = column + content.len() - inner.len();
            return match split_key(inner) {
                Some(_) => self.read_entry(inner_column, inner),
                None if inner.starts_with("- ") => self.read_entry(inner_column, inner),
                None => self.read_value(column, inner),
            };
        }
        match split_key(content) {
            Some((key, value)) => {
                self.judge(key, true);
                self.read_value(column, value);
            }
            None if content.starts_with(['"', '\'', '[', '{']) => self.read_flow(content),
            None => {}
        }
    }

    fn read_value(&mut self, column: usize, value: &str) {
        let (properties, value) = split_properties(value);
        match value.chars().next() {
            None | Some('#' | '*') => {}
            Some('|' | '>') => self.scalar_column = Some(column),
            Some('"' | '\'' | '[' | '{') => self.read_flow(value),
            Some(_) => {
                self.scalar_column = Some(column);
                if !properties {
                    self.judge(without_comment(value), false);
                }
            }
        }
    }

    /// Reads quoted scalars and flow collections, which may go on over several lines.
    fn read_flow(&mut self, content: &str) {
        let mut plain = String::new();
        let mut characters = content.chars().peekable();
        while let Some(character) = characters.next() {
            let next = characters.peek().copied();
            if self.quote.is_some() {
                if self.passes_quoted(character, next) {
                    characters.next();
                }
                continue;
            }
            match character {
                '#' if plain.is_empty() || plain.ends_with(' ') => break,
                _ => self.read_flow_character(character, next, &mut plain),
            }
        }
        self.judge_flow(&plain, false);
    }

    /// Whether the next character is escaped by this one.
    fn passes_quoted(&mut self, character: char, next: Option<char>) -> bool {
        match (self.quote, character) {
            (Some('"'), '\\') => true,
            (Some('\''), '\'') if next == Some('\'') => true,
            (Some(quote), it) if it == quote => {
                self.quote = None;
                false
            }
            _ => false,
        }
    }

    fn read_flow_character(&mut self, character: char, next: Option<char>, plain: &mut String) {
        match character {
            '"' | '\'' if plain.trim().is_empty() => self.quote = Some(character),
            '[' | '{' => self.flow_depth += 1,
            ']' | '}' | ',' => {
                self.judge_flow(plain, false);
                plain.clear();
                let closed = usize::from(character != ',');
                self.flow_depth = self.flow_depth.saturating_sub(closed);
            }
            ':' if next.is_none_or(|it| it == ' ') => {
                self.judge_flow(plain, true);
                plain.clear();
            }
            _ => plain.push(character),
        }
    }

    fn judge_flow(&mut self, plain: &str, is_key: bool) {
        let plain = plain.trim();
        if !plain.is_empty() {
            self.judge(plain, is_key);
        }
    }

    fn judge(&mut self, scalar: &str, is_key: bool) {
        if let Some(reading) = misreading(scalar, is_key) {
            let message = format!("plain {scalar} is read as {reading}");
            self.problems.push(problem(format!("line {}", self.number), message));
        }
    }
}

/// Key (with its quotes) and value of a block mapping entry.
fn split_key(content: &str) -> Option<(&str, &str)> {
    let end = match content.chars().next()? {
        quote @ ('"' | '\'') => closing_quote(content, quote)? + 1,
        '[' | '{' | '#' | '|' | '>' => return None,
        _ => content.find(": ").or_else(|| content.strip_suffix(':').map(str::len))?,
    };
    let key = &content[..end];
    let value = content[end..].strip_prefix(':')?;
    let separated = value.is_empty() || value.starts_with(' ');
    (separated && !key.contains(" #")).then(|| (key, value.trim()))
}

fn closing_quote(content: &str, quote: char) -> Option<usize> {
    let mut reader = LineReader { quote: Some(quote), ..LineReader::default() };
    let mut characters = content.char_indices().skip(1).peekable();
    while let Some((index, character)) = characters.next() {
        let next = characters.peek().map(|(_, it)| *it);
        if reader.passes_quoted(character, next) {
            characters.next();
        }
        if reader.quote.is_none() {
            return Some(index);
        }
    }
    None
}

/// Drops tags and anchors, and tells whether there were any.
fn split_properties(value: &str) -> (bool, &str) {
    let mut rest = value;
    while rest.starts_with(['!', '&']) {
        rest = rest.split_once(' ').map_or("", |(_, after)| after.trim_start());
    }
    (rest.len() != value.len(), rest)
}

fn without_comment(value: &str) -> &str {
    value.split_once(" #").map_or(value, |(before, _)| before).trim()
}

fn misreading(scalar: &str, is_key: bool) -> Option<&'static str> {
    let word = scalar.to_ascii_lowercase();
    match word.as_str() {
        "y" | "n" | "yes" | "no" | "on" | "off" => Some("a boolean"),
        "true" | "false" if is_key => Some("a boolean"),
        "null" | "~" if is_key => Some("null"),
        "<<" if is_key => Some("a merge"),
        ".inf" | "+.inf" | "-.inf" | ".nan" => Some("a number"),
        word if is_date(word) => Some("a date"),
        word if is_sexagesimal(word) => Some("a base 60 number"),
        word if is_odd_number(word) || (is_key && is_fraction(word)) => Some("a number"),
        _ => None,
    }
}

fn all_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit())
}

fn is_date(word: &str) -> bool {
    let date = word.split(['t', ' ']).next().unwrap_or_default();
    let parts = date.split('-').collect::<Vec<_>>();
    let lengths = parts.iter().map(|it| it.len()).collect::<Vec<_>>();
    let digits = parts.iter().all(|it| all_digits(it));
    digits && matches!(lengths[..], [4, 1..=2, 1..=2])
}

fn is_sexagesimal(word: &str) -> bool {
    let whole = word.split_once('.').map_or(word, |(before, _)| before);
    let mut parts = unsigned(whole).split(':');
    let first = parts.next().is_some_and(all_digits);
    let rest = parts.collect::<Vec<_>>();
    let below_sixty = |it: &&str| all_digits(it) && it.parse::<u8>().is_ok_and(|it| it < 60);
    first && !rest.is_empty() && rest.iter().all(below_sixty)
}

/// Numbers in a notation that no writer uses for a number: other bases, digit separators.
fn is_odd_number(word: &str) -> bool {
    let digits = unsigned(word);
    let based = ["0x", "0b", "0o"].iter().find_map(|it| digits.strip_prefix(it));
    if let Some(digits) = based {
        let digits = digits.replace('_', "");
        return !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_hexdigit());
    }
    let octal = digits.len() > 1 && digits.starts_with('0') && all_digits(digits);
    octal || (digits.contains('_') && is_decimal(&digits.replace('_', ""), digits))
}

fn is_fraction(word: &str) -> bool {
    let digits = unsigned(word);
    !all_digits(digits) && is_decimal(digits, digits)
}

fn is_decimal(cleaned: &str, written: &str) -> bool {
    let starts = written.starts_with(|it: char| it.is_ascii_digit() || it == '.');
    starts && cleaned.parse::<f64>().is_ok()
}

fn unsigned(word: &str) -> &str {
    word.strip_prefix(['+', '-']).unwrap_or(word)
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use crate::engine::check_yaml_1_1_text;

    #[track_caller]
    fn assert_text(written: &str, lines: &[usize]) {
        let found = check_yaml_1_1_text(written);
        let expected = lines.iter().map(|it| format!("line {it}")).collect::<Vec<_>>();
        let found = found.into_iter().map(|it| it.pointer).collect::<Vec<_>>();
        assert_eq!(found, expected, "{written}");
    }

    #[test]
    fn words_read_as_booleans_are_flagged() {
        for word in ["y", "N", "yes", "No", "on", "OFF"] {
            assert_text(&format!("key: {word}\n"), &[1]);
            assert_text(&format!("{word}: value\n"), &[1]);
            assert_text(&format!("key:\n- {word}\n- a: {word} # why\n"), &[2, 3]);
            assert_text(&format!("- - {word}\n- {word}:\n    a: b\n"), &[1, 2]);
            assert_text(&format!("key: [a, {word}, {{{word}: b}}]\n"), &[1, 1]);
            assert_text(&format!("key: '{word}'\n\"{word}\": !!str {word}\n"), &[]);
        }
        assert_text("a: true\nb: null\nc: nothing\n", &[]);
    }

    #[test]
    fn keys_that_are_no_strings_are_flagged() {
        for key in ["true", "False", "null", "~", "<<", "1.0", ".5", "1e3"] {
            assert_text(&format!("{key}: value\n"), &[1]);
        }
        assert_text("200: value\n'true': value\n", &[]);
        assert_text("1abc: value\ninf: value\nnan: value\n", &[]);
    }

    #[test]
    fn dates_and_odd_numbers_are_flagged() {
        let odd = [
            "2024-01-31",
            "2024-1-3 10:00:00",
            "2024-01-31T10:00:00Z",
            "12:30",
            "1:02:03.5",
            "0777",
            "0x1F",
            "0b101",
            "1_000",
            ".inf",
            ".NaN",
        ];
        for scalar in odd {
            assert_text(&format!("key: {scalar}\n"), &[1]);
            assert_text(&format!("key: \"{scalar}\"\n"), &[]);
        }
        for scalar in ["12", "-1.5", "1e3", "0", "0.5", "0xyz", "12:60", "v2024-01-31", "a_1", "2024-01"] {
            assert_text(&format!("key: {scalar}\n"), &[]);
        }
    }

    #[test]
    fn scalars_over_several_lines_are_left_alone() {
        assert_text("a: |\n  yes: no\n\n  on\nb: no\n", &[5]);
        assert_text("- a: >-\n    y: n\n  b: off\n", &[3]);
        assert_text("- |\n  y: n\n- no\n", &[3]);
        assert_text("a: some\n  yes\nb: no\n", &[3]);
        assert_text("a: 'it''s\n  no: yes'\nb: no\n", &[3]);
        assert_text("a: \"b \\\" c\n  no: yes\"\nb: no\n", &[3]);
        assert_text("a: [b,\n  no, c]\nd: no\n", &[2, 3]);
        assert_text("# no: yes\na: b # no: yes\n", &[]);
        assert_text("a: [b, # no, yes\n  c]\n- no # since: then\n", &[3]);
        assert_text("\"a\": |\n  yes: no\n'b': no\n", &[3]);
    }
}
