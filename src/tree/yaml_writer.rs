//! Writes a [`Node`] tree as YAML that every reader of a provider reads as the same value.
//!
//! The engine reads some files as YAML 1.1 and some as 1.2, and each of its readers has quirks. So text is unquoted
//! only if no version could read it as anything else, and numbers have a spelling on which all agree.

use std::borrow::Cow;

use crate::tree::scalar::{Number, number};
use crate::tree::{Mapping, Node, Value};

/// YAML requires `?` before keys longer than 1024 characters. Counted in bytes, which is cheaper.
const LONGEST_IMPLICIT_KEY: usize = 1024;

/// The indentation of each level, and of the lines of a literal block.
const INDENT: &str = "  ";

/// Initial capacity, enough for a common service document. Measuring the tree costs more than growing.
const CAPACITY: usize = 1 << 16;

/// Returns a document that gopkg.in/yaml.v2 (YAML 1.1), yaml.v3, ghodss, js-yaml 4 and PyYAML read as the same value.
///
/// It ends with exactly one newline.
pub fn document(root: &Node) -> String {
    let mut writer = Writer { out: String::with_capacity(CAPACITY), margin: String::new(), kept: None };
    if has_lines(&root.value) {
        writer.lines(&root.value);
    } else {
        writer.leaf(&root.value);
    }
    writer.finish()
}

/// Returns a text as a scalar on one line, such as a front matter value.
pub fn inline(text: &str) -> Cow<'_, str> {
    let style = line_style(text, traits_of(text));
    if style == Style::Plain {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 2);
    push_styled(&mut out, text, style);
    Cow::Owned(out)
}

/// Whether a value has lines of its own: lists and objects that are not empty.
fn has_lines(value: &Value) -> bool {
    match value {
        Value::Sequence(items) => !items.is_empty(),
        Value::Mapping(entries) => !entries.is_empty(),
        _ => false,
    }
}

/// The output, and the indentation of the next line.
struct Writer<'a> {
    out: String,
    margin: String,
    /// The latest `|+` block: its start and its text.
    kept: Option<(usize, &'a str)>,
}

impl<'a> Writer<'a> {
    /// Quotes a block at the end whose blank lines matter, since those easily get lost.
    fn finish(mut self) -> String {
        if let Some((start, text)) = self.kept.filter(|_| self.out.ends_with("\n\n")) {
            self.out.truncate(start);
            push_double(&mut self.out, text);
            self.out.push('\n');
        }
        self.out
    }

    /// Writes a list or object, whose first line is already indented.
    fn lines(&mut self, value: &'a Value) {
        match value {
            Value::Sequence(items) => self.items(items),
            Value::Mapping(entries) => self.entries(entries),
            _ => self.leaf(value),
        }
    }

    fn nested_lines(&mut self, value: &'a Value) {
        self.margin.push_str(INDENT);
        self.lines(value);
        self.margin.truncate(self.margin.len() - INDENT.len());
    }

    fn items(&mut self, items: &'a [Node]) {
        for (index, item) in items.iter().enumerate() {
            self.start_line(index);
            self.out.push_str("- ");
            if has_lines(&item.value) {
                self.nested_lines(&item.value);
            } else {
                self.leaf(&item.value);
            }
        }
    }

    fn entries(&mut self, entries: &'a Mapping) {
        for (index, (key, node)) in entries.iter().enumerate() {
            self.start_line(index);
            self.key(key);
            if has_lines(&node.value) {
                self.out.push('\n');
                self.out.push_str(&self.margin);
                self.out.push_str(INDENT);
                self.nested_lines(&node.value);
            } else {
                self.out.push(' ');
                self.leaf(&node.value);
            }
        }
    }

    fn start_line(&mut self, index: usize) {
        if index > 0 {
            self.out.push_str(&self.margin);
        }
    }

    fn key(&mut self, key: &str) {
        let start = self.out.len();
        push_styled(&mut self.out, key, line_style(key, traits_of(key)));
        if self.out.len() - start > LONGEST_IMPLICIT_KEY {
            self.out.insert_str(start, "? ");
            self.out.push('\n');
            self.out.push_str(&self.margin);
        }
        self.out.push(':');
    }

    /// Writes a value that starts on the line of its key or dash.
    fn leaf(&mut self, value: &'a Value) {
        match value {
            Value::Null => self.out.push_str("null\n"),
            Value::Bool(true) => self.out.push_str("true\n"),
            Value::Bool(false) => self.out.push_str("false\n"),
            Value::Number(spelling) => self.number(spelling),
            Value::String(text) => self.text(text),
            Value::Sequence(_) => self.out.push_str("[]\n"),
            Value::Mapping(_) => self.out.push_str("{}\n"),
        }
    }

    fn number(&mut self, spelling: &'a str) {
        match number(spelling) {
            None => return self.text(spelling),
            Some(Number::Float(_)) if !spelling.contains(['.', 'e', 'E']) => {
                // Only Python reads integers beyond 64 bits exactly, and some readers reject them.
                push_decimal(&mut self.out, spelling);
                self.out.push_str(".0");
            }
            Some(_) if is_common_number(spelling) => self.out.push_str(spelling),
            Some(Number::Natural(value)) if is_radix(spelling) => self.out.push_str(&value.to_string()),
            Some(_) => push_decimal(&mut self.out, spelling),
        }
        self.out.push('\n');
    }

    fn text(&mut self, text: &'a str) {
        let traits = traits_of(text);
        if is_literal(text, traits) {
            return self.literal(text);
        }
        push_styled(&mut self.out, text, line_style(text, traits));
        self.out.push('\n');
    }

    fn literal(&mut self, text: &'a str) {
        let body = text.trim_end_matches('\n');
        let breaks = text.get(body.len()..).unwrap_or_default();
        if breaks.len() > 1 {
            self.kept = Some((self.out.len(), text));
        }
        self.out.push_str(match breaks.len() {
            0 => "|-",
            1 => "|",
            _ => "|+",
        });
        for line in body.split('\n') {
            self.literal_line(line);
        }
        self.out.push_str(if breaks.is_empty() { "\n" } else { breaks });
    }

    fn literal_line(&mut self, line: &str) {
        self.out.push('\n');
        if !line.is_empty() {
            self.out.push_str(&self.margin);
            self.out.push_str(INDENT);
            self.out.push_str(line);
        }
    }
}

/// How a text is written on one line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
}

/// A line break.
const BREAK: u8 = 1;
/// A control character, which no reader accepts unquoted.
const CONTROL: u8 = 2;
/// A tab, which a literal block may hold within a line.
const TAB: u8 = 4;
/// The first byte of a character that may need an escape.
const WIDE: u8 = 8;
/// A colon or hash, which has a meaning next to a blank.
const MARK: u8 = 16;

const TRAITS: [u8; 256] = traits_of_bytes();

const fn traits_of_bytes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut rest = table.as_mut_slice();
    let mut byte = 0_u8;
    while let Some((slot, others)) = rest.split_first_mut() {
        *slot = trait_of(byte);
        byte = byte.wrapping_add(1);
        rest = others;
    }
    table
}

const fn trait_of(byte: u8) -> u8 {
    match byte {
        b'\n' => BREAK,
        b'\t' => TAB,
        0..=0x1F | 0x7F => CONTROL,
        b':' | b'#' => MARK,
        0xC2 | 0xE2 | 0xEF | 0xF0..=0xF4 => WIDE,
        _ => 0,
    }
}

fn traits_of(text: &str) -> u8 {
    text.bytes().fold(0, |seen, byte| seen | TRAITS.get(usize::from(byte)).copied().unwrap_or_default())
}

/// Whether readers drop or reject a character or take it for a line break, or editors do not show it.
fn is_special(c: char) -> bool {
    let is_control = c.is_control() && !matches!(c, '\n' | '\t');
    let is_non_character = u32::from(c) & 0xFFFE == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}');
    is_control || is_non_character || matches!(c, '\u{A0}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}')
}

fn needs_escape(text: &str, traits: u8) -> bool {
    traits & CONTROL != 0 || (traits & WIDE != 0 && text.chars().any(is_special))
}

/// Whether every reader returns these lines unchanged from a literal block.
fn is_literal(text: &str, traits: u8) -> bool {
    traits & BREAK != 0
        && !text.starts_with(['\n', ' '])
        && !needs_escape(text, traits)
        && !text.split('\n').any(|line| line.starts_with('\t') || line.ends_with([' ', '\t']))
}

fn line_style(text: &str, traits: u8) -> Style {
    if traits & (BREAK | TAB) != 0 || needs_escape(text, traits) {
        Style::Double
    } else if is_plain(text, traits) {
        Style::Plain
    } else {
        Style::Single
    }
}

/// Whether a text without line breaks needs no quotes. Numbers, dates and the like start with bytes that are not
/// listed.
fn is_plain(text: &str, traits: u8) -> bool {
    let starts_well = matches!(
        text.as_bytes().first(),
        Some(b'A'..=b'Z' | b'a'..=b'z' | b'/' | b'_' | b'$' | b'(' | b'^' | b';' | b'\\' | 0x80..)
    );
    let ends_well = !text.ends_with(|c: char| c == ':' || c.is_whitespace());
    starts_well && ends_well && (traits & MARK == 0 || !has_indicator(text)) && !is_reserved(text)
}

fn has_indicator(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| matches!(pair, b": " | b" #"))
}

/// Whether a reader may take a word for a boolean or null, with all cases of letters to be safe.
fn is_reserved(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn push_styled(out: &mut String, text: &str, style: Style) {
    match style {
        Style::Plain => out.push_str(text),
        Style::Single => push_single(out, text),
        Style::Double => push_double(out, text),
    }
}

fn push_single(out: &mut String, text: &str) {
    out.push('\'');
    for (index, part) in text.split('\'').enumerate() {
        if index > 0 {
            out.push_str("''");
        }
        out.push_str(part);
    }
    out.push('\'');
}

fn push_double(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_special(c) => push_escape(out, c),
            _ => out.push(c),
        }
    }
    out.push('"');
}

fn push_escape(out: &mut String, c: char) {
    let code = u32::from(c);
    out.push_str(&if code > 0xFFFF { format!("\\U{code:08X}") } else { format!("\\u{code:04X}") });
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?`, which means the same number everywhere.
fn is_common_number(spelling: &str) -> bool {
    let unsigned = spelling.strip_prefix('-').unwrap_or(spelling);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(fraction) && (whole.len() == 1 || !whole.starts_with('0'))
}

fn is_radix(spelling: &str) -> bool {
    spelling.starts_with("0x") || spelling.starts_with("0o")
}

/// Writes a decimal number with the same digits: no superfluous sign or zero in front, a digit on both sides of its
/// dot, and a dot and a sign if it has an exponent, without which PyYAML sees text.
fn push_decimal(out: &mut String, spelling: &str) {
    let unsigned = spelling.trim_start_matches(['-', '+']);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    if spelling.starts_with('-') {
        out.push('-');
    }
    push_mantissa(out, mantissa, exponent.is_some());
    if let Some(exponent) = exponent {
        out.push_str(if exponent.starts_with(['-', '+']) { "e" } else { "e+" });
        out.push_str(exponent);
    }
}

fn push_mantissa(out: &mut String, mantissa: &str, needs_dot: bool) {
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let significant = whole.trim_start_matches('0');
    out.push_str(if significant.is_empty() { "0" } else { significant });
    if needs_dot || mantissa.contains('.') {
        out.push('.');
        out.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
}
