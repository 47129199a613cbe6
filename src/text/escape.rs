//! Escapes text from outside, with one function for each place in a page.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::tree::yaml_writer;

/// Escapes text for a cell of a Markdown table. Markdown works; MDX tags and expressions, line breaks and pipes do not.
pub fn table_cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    let mut letters = letters(text).peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // The next character is escaped here, and the backslash would escape that escape.
            '\\' if letters.peek().is_some_and(|next| "<>{}|".contains(*next)) => {}
            // After a backslash, `\|` would be an escaped backslash and a column border.
            '|' if cell.ends_with('\\') => cell.push_str("&#124;"),
            '|' => cell.push_str("\\|"),
            '\r' if letters.peek() == Some(&'\n') => {}
            _ => push_text(&mut cell, letter),
        }
    }
    cell
}

/// Escapes text between HTML tags in MDX. Emphasis, code and links would reach across the tags, and do not work.
pub fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut letters = letters(text).peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let is_inside_word = before.is_alphanumeric() && letters.peek().is_some_and(|after| after.is_alphanumeric());
        match letter {
            '_' if is_inside_word => escaped.push('_'),
            '`' | '*' | '_' | '~' | '[' | ']' | '\\' => push_entity(&mut escaped, letter),
            '\r' if letters.peek() == Some(&'\n') => {}
            _ => push_text(&mut escaped, letter),
        }
        before = letter;
    }
    escaped
}

/// Escapes text as a line of MDX that stays a paragraph. Markdown in it works, but no heading, list, import, directive
/// or code block.
pub fn paragraph(text: &str) -> String {
    let text: String = letters(text).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let mut escaped = String::with_capacity(line.len());
    for (index, letter) in line.chars().enumerate() {
        if index == 0 && starts_block(&line) {
            push_entity(&mut escaped, letter)
        } else {
            push_text(&mut escaped, letter)
        }
    }
    escaped
}

fn starts_block(line: &str) -> bool {
    let is_definition = line.starts_with('[') && line.contains("]:");
    let is_marker = is_definition || line.starts_with(['#', '-', '+', '*', '>', '|', '=', ':', '`', '~', '_']);
    let is_number = line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')']);
    is_marker || is_number || line.starts_with("import") || line.starts_with("export")
}

/// Escapes text so that Markdown has no effect, on one line, for a paragraph or a table cell.
pub fn prose(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut letters = letters(text).peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let is_inside_word = before.is_alphanumeric() && letters.peek().is_some_and(|after| after.is_alphanumeric());
        match letter {
            '_' if is_inside_word => escaped.push('_'),
            '`' | '*' | '_' | '~' | '[' | ']' | '\\' | '|' => push_entity(&mut escaped, letter),
            '&' => escaped.push_str("&amp;"),
            '\t' | '\r' | '\n' => escaped.push(' '),
            _ => push_text(&mut escaped, letter),
        }
        before = letter;
    }
    escaped
}

/// Keeps a line of escaped Markdown a paragraph: no heading, list, import, directive or code block.
pub fn own_line(line: String) -> String {
    let mut rest = line.chars();
    match rest.next() {
        Some(first) if first != '`' && first != '[' && starts_block(&line) => {
            format!("&#{};{}", u32::from(first), rest.as_str())
        }
        _ => line,
    }
}

/// Returns text as code on one line, for a paragraph or a table cell; empty if there is none.
pub fn code(text: &str) -> String {
    let text = line(text);
    match text.trim() {
        "" => String::new(),
        // Backticks allow no escapes.
        text if text.contains(['`', '|', '\\']) => format!("<code>{}</code>", prose(text)),
        text => format!("`{text}`"),
    }
}

/// Escapes text on one line, with code between backticks. Backticks without a partner are text.
pub fn with_code(text: &str) -> String {
    if !text.matches('`').count().is_multiple_of(2) {
        return prose(text);
    }
    let part = |(index, part): (usize, &str)| if index % 2 == 0 { prose(part) } else { code(part) };
    text.split('`').enumerate().map(part).collect()
}

/// The longest URL that all browsers accept, in bytes.
const MAX_ADDRESS: usize = 2_000;

/// ASCII characters that a URI must not contain unencoded (RFC 3986, section 2).
const NOT_IN_URI: AsciiSet =
    CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// Also the characters that end the target of a Markdown link.
const NOT_IN_TARGET: &AsciiSet = &NOT_IN_URI.add(b'(').add(b')').add(b'[').add(b']');

/// Returns the target of a link, if it is a web address. Percent-encodes what would end it in Markdown or has a meaning
/// in MDX.
pub fn address(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let has_host = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    (has_host && url.len() <= MAX_ADDRESS).then(|| utf8_percent_encode(url, NOT_IN_TARGET).to_string())
}

/// Returns a block of code, between fences that its content cannot end.
pub fn fenced(language: &str, code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let code: String = letters(code).collect();
    format!("{fence}{language}\n{}\n{fence}", code.trim_end())
}

/// Returns text as a front matter value (YAML) on one line. Replaces backslashes, which Docusaurus does not escape when
/// it copies the value into JavaScript.
pub fn front_matter(text: &str) -> String {
    yaml_writer::inline(&line(text).replace('\\', "/")).into_owned()
}

/// Returns text on one line, for formats that need no escaping, such as JSON.
pub fn line(text: &str) -> String {
    letters(text).map(|letter| if matches!(letter, '\t' | '\r' | '\n') { ' ' } else { letter }).collect()
}

/// Escapes text for a quoted attribute of a JSX tag, in a table or not.
pub fn attribute(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in letters(text) {
        match letter {
            '"' => escaped.push_str("&quot;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '`' | '\\' => push_entity(&mut escaped, letter),
            '\r' | '\n' => escaped.push(' '),
            _ => push_text(&mut escaped, letter),
        }
    }
    escaped
}

/// Returns text as inline code in a table; empty if there is none. Code allows no escapes, so text that needs them is
/// not shown as code.
pub fn code_cell(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | ',' | ':' | '(' | ')' | '/');
    match text.trim() {
        "" => String::new(),
        text if text.chars().all(is_plain) => format!("`{text}`"),
        text => table_cell(text),
    }
}

/// Removes control characters, which would control a terminal that shows the page.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\t' | '\r' | '\n'))
}

fn push_text(escaped: &mut String, letter: char) {
    match letter {
        '<' => escaped.push_str("&lt;"),
        '>' => escaped.push_str("&gt;"),
        '{' | '}' => push_entity(escaped, letter),
        '\r' | '\n' => escaped.push_str("<br />"),
        _ => escaped.push(letter),
    }
}

fn push_entity(escaped: &mut String, letter: char) {
    escaped.push_str(&format!("&#{};", u32::from(letter)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_its_row() {
        assert_eq!(
            table_cell("a < b > {c}\r\nd\ne|f\\|g\rh"),
            "a &lt; b &gt; &#123;c&#125;<br />d<br />e\\|f\\|g<br />h"
        );
        assert_eq!(table_cell(r"a \< \{b\} \\| c"), r"a &lt; &#123;b&#125; \&#124; c");
        assert_eq!(table_cell("**bold** `code` [x](#y) & q"), "**bold** `code` [x](#y) & q");
    }

    #[test]
    fn markdown_cannot_reach_across_tags() {
        assert_eq!(html("a*b `c` <d> _e f_g"), "a&#42;b &#96;c&#96; &lt;d&gt; &#95;e f_g");
    }

    #[test]
    fn a_paragraph_stays_one() {
        assert_eq!(paragraph("# Not\n  a   heading"), "&#35; Not a heading");
        assert_eq!(paragraph("import x from 'y'"), "&#105;mport x from 'y'");
        assert_eq!(paragraph("[a]: b"), "&#91;a]: b");
        assert_eq!(paragraph("[a](b) c"), "[a](b) c");
        assert_eq!(paragraph("Okta user management."), "Okta user management.");
    }

    #[test]
    fn prose_and_code_mean_nothing_else() {
        assert_eq!(
            prose("a_b *c* [d](e) | <f> {g} &lt;"),
            "a_b &#42;c&#42; &#91;d&#93;(e) &#124; &lt;f&gt; &#123;g&#125; &amp;lt;"
        );
        assert_eq!(code("{{ a }}"), "`{{ a }}`");
        assert_eq!(code("a|`b"), "<code>a&#124;&#96;b</code>");
        assert_eq!(code(" \n"), "");
        assert_eq!(own_line("import a".to_owned()), "&#105;mport a");
        assert_eq!(own_line("`a` b".to_owned()), "`a` b");
        assert_eq!(fenced("sql", "SELECT '```'\n"), "````sql\nSELECT '```'\n````");
        assert_eq!(address("https://a.example/b c(d)"), Some("https://a.example/b%20c%28d%29".to_owned()));
        assert_eq!(address("javascript:alert(1)"), None);
        assert_eq!(address("https:///x"), None);
    }

    #[test]
    fn an_address_keeps_what_neither_markdown_nor_mdx_reads() {
        let is_kept = |c: &char| address(&format!("https://a/{c}")) == Some(format!("https://a/{c}"));
        let kept: String = ('\0'..='\u{7f}').filter(is_kept).collect();
        let plain = kept.replace(|c: char| c.is_ascii_alphanumeric(), "");
        assert_eq!((kept.len() - plain.len(), plain.as_str()), (62, "!#$%&'*+,-./:;=?@_~"));
        assert_eq!(address("https://a/é{").as_deref(), Some("https://a/%C3%A9%7B"));
    }

    #[test]
    fn an_attribute_ends_where_it_should() {
        assert_eq!(attribute("a\"b&c|d\ne"), "a&quot;b&amp;c&#124;d e");
        assert_eq!(code_cell("date-time"), "`date-time`");
        assert_eq!(code_cell("a`|b"), "a`\\|b");
        assert_eq!(code_cell(" "), "");
    }
}
