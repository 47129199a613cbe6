//! Removes HTML tags from descriptions, but keeps their contents.

/// Elements that format text. Other words in angle brackets are placeholders, unless they have attributes or a closing
/// tag.
const ELEMENTS: [&str; 56] = [
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "script",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
    "nobr",
];

/// Inline elements. All others end a word.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "nobr", "s", "small",
    "span", "strike", "strong", "tt", "u", "wbr",
];

/// Elements whose contents are removed.
const HIDDEN: [&str; 2] = ["script", "style"];

/// Removes tags and comments from a part of a description.
pub fn without_tags(html: &str, description: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, from_tag)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        words.push_str(before);
        rest = match markup(from_tag, description) {
            Some(Markup { end, is_word_end }) => {
                words.push_str(if is_word_end { " " } else { "" });
                from_tag.get(end..).unwrap_or_default()
            }
            None => {
                words.push('<');
                from_tag.get(1..).unwrap_or_default()
            }
        };
    }
    words.push_str(rest);
    words
}

/// A tag or comment at the start of a text.
struct Markup {
    end: usize,
    is_word_end: bool,
}

/// The tag or comment at the start of a text. An unclosed one extends to the end.
fn markup(text: &str, description: &str) -> Option<Markup> {
    let until = |mark: &str| text.find(mark).map_or(text.len(), |at| at + mark.len());
    if text.starts_with("<!--") {
        return Some(Markup { end: until("-->"), is_word_end: false });
    }
    if text.starts_with("<!") || text.starts_with("<?") {
        return Some(Markup { end: until(">"), is_word_end: false });
    }
    let (name, is_start) = element(text, description)?;
    let is_hidden = is_start && HIDDEN.contains(&name.as_str());
    let end = if is_hidden { until(&format!("</{name}>")) } else { until(">") };
    let is_block = ELEMENTS.contains(&name.as_str()) && !INLINE.contains(&name.as_str());
    Some(Markup { end, is_word_end: is_block })
}

/// The element of the tag at the start of a text, and whether it is a start tag.
fn element(text: &str, description: &str) -> Option<(String, bool)> {
    let inside = text.strip_prefix('<')?;
    let (inside, is_start) = inside.strip_prefix('/').map_or((inside, true), |inside| (inside, false));
    let length = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inside.len());
    let (name, after) = inside.split_at_checked(length).filter(|(name, _)| !name.is_empty())?;
    let is_tag = after.starts_with(['>', '/', ' ', '\t', '\n', '\r']) || after.is_empty();
    let has_attributes = after.split('>').next().is_some_and(|attributes| attributes.contains('='));
    let is_closed = || !is_start || description.contains(&format!("</{name}>"));
    let lower = name.to_ascii_lowercase();
    let is_element = ELEMENTS.contains(&lower.as_str()) || has_attributes || is_closed();
    (is_tag && is_element).then_some((lower, is_start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_words_stay() {
        for (html, words) in [
            ("<p>a <b>b</b>c</p>", " a bc "),
            ("one<br/>two<BR>three", "one two three"),
            ("/users/<uuid>/<user-id>, <Foo bar>", "/users/<uuid>/<user-id>, <Foo bar>"),
            ("a <!-- b > c --> d<!-- never closed", "a  d"),
            ("<a\n href=\"x\">y</a> < z", "y < z"),
            ("<script>a < b</script><style>c</style>d", "  d"),
            ("</p", " "),
            ("<script>never closed", " "),
            ("<äöü> <", "<äöü> <"),
            ("<x-mark class=\"a\"></x-mark>b <Note>c</Note> </gone>", "b c "),
        ] {
            assert_eq!(without_tags(html, html), words, "{html}");
        }
    }
}
