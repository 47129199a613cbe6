//! Templates that the engine puts between a body and its rows (provider-format 2.5).

use crate::tree::Text;

/// The types of templates that the engine has.
pub const TYPES: [&str; 10] = [
    "golang_template_mxj_v0.1.0",
    "golang_template_mxj_v0.2.0",
    "golang_template_mxj_v0.3.0",
    "golang_template_json_v0.1.0",
    "golang_template_json_v0.3.0",
    "golang_template_text_v0.1.0",
    "golang_template_text_v0.3.0",
    "golang_template_v0.1.0",
    "golang_template_v0.3.0",
    "schema_driven_xml_v0.1.0",
];

/// What stands for two braces in a statement, which the program takes for a template as a whole.
pub const BRACES: &str = "{{\"{{\"}}";

/// Returns a statement as the program reads it, if no part of it is a template. It takes a statement for one before
/// anything else: what stands between two braces is a function, which it may not know, or a value that it replaces
/// without a word.
pub fn without_template(sql: &str) -> Option<String> {
    (!sql.replace(BRACES, "").contains("{{")).then(|| sql.replace(BRACES, "{{"))
}

/// A template that the engine puts between the values of a statement and a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestTransform {
    /// Its kind, by the engine's name.
    pub kind: Text,
    /// The template.
    pub body: String,
}

/// A template that the engine puts between a response and its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transform {
    /// Its kind, by the engine's name.
    pub kind: Text,
    /// The template.
    pub body: String,
    /// The schema of what it gives, by its name in the document.
    pub schema: Text,
}

/// The functions that every type has, beside those of Go.
const FUNCTIONS: [&str; 9] = [
    "separator",
    "jsonMapFromString",
    "getXPath",
    "getXPathAllOuter",
    "getRegexpFirstMatch",
    "getRegexpAllMatches",
    "safeIndex",
    "toBool",
    "toInt",
];

/// The functions that came with v0.2.0.
const NEWER_FUNCTIONS: [&str; 3] = ["toJson", "kindOf", "plus1"];

/// The functions and keywords of Go's `text/template`.
#[rustfmt::skip]
const OF_GO: [&str; 32] = [
    "and", "block", "break", "call", "continue", "define", "else", "end", "eq", "false", "ge", "gt", "html", "if",
    "index", "js", "le", "len", "lt", "ne", "nil", "not", "or", "print", "printf", "println", "range", "slice",
    "template", "true", "urlquery", "with",
];

/// The functions that a template calls and its type does not have, each once.
pub fn unknown_functions<'t>(kind: &str, template: &'t str) -> Vec<&'t str> {
    if !kind.starts_with("golang_template_") || !TYPES.contains(&kind) {
        return Vec::new();
    }
    let is_newer = !kind.ends_with("v0.1.0");
    let is_known = |name: &str| {
        FUNCTIONS.contains(&name) || OF_GO.contains(&name) || (is_newer && NEWER_FUNCTIONS.contains(&name))
    };
    let mut unknown: Vec<&str> = called(template).into_iter().filter(|name| !is_known(name)).collect();
    unknown.sort_unstable();
    unknown.dedup();
    unknown
}

/// The bare words in the actions of a template: functions and keywords. Fields begin with a dot, variables with `$`.
fn called(template: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = template;
    while let Some((_, action)) = rest.split_once("{{") {
        rest = in_action(action, &mut words);
    }
    words
}

/// Adds the words of an action, and returns what is behind it.
fn in_action<'t>(action: &'t str, words: &mut Vec<&'t str>) -> &'t str {
    let mut rest = action.trim_start_matches('-').trim_start();
    if let Some(comment) = rest.strip_prefix("/*") {
        return comment.split_once("*/").map_or("", |(_, behind)| behind);
    }
    while let Some(first) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix("}}") {
            return behind;
        }
        let behind = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            '"' | '`' | '\'' => behind_quote(behind, first),
            '.' | '$' | '0'..='9' => behind.trim_start_matches(is_word),
            _ if is_word(first) => {
                let after = behind.trim_start_matches(is_word);
                words.push(rest.get(..rest.len() - after.len()).unwrap_or_default());
                after
            }
            _ => behind,
        };
    }
    rest
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn behind_quote(text: &str, quote: char) -> &str {
    let mut is_escaped = false;
    for (index, letter) in text.char_indices() {
        if letter == quote && !is_escaped {
            return text.get(index + quote.len_utf8()..).unwrap_or_default();
        }
        is_escaped = letter == '\\' && !is_escaped && quote != '`';
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_bare_words_in_actions() {
        let template = r#"{"a": {{- toJson .rows }}, {{/* upper */}} {{ range $i, $v := .x }}{{ upper "toJson" | printf "%s" }}{{ end -}} plus1"#;
        assert_eq!(unknown_functions("golang_template_json_v0.3.0", template), ["upper"]);
        assert_eq!(unknown_functions("golang_template_json_v0.1.0", template), ["toJson", "upper"]);
        assert_eq!(unknown_functions("schema_driven_xml_v0.1.0", template), [""; 0]);
    }
}
