//! The first paragraph of a text that says something. Before it, documents have headings, badges, links and settings.

use std::ops::Range;
use std::sync::LazyLock;

use html_escape::decode_html_entities;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use regex::Regex;

use super::tags::without_tags;

/// Maximum number of bytes to look at.
const MAX_READ: usize = 20_000;

/// Elements of HTML that hold no text of a paragraph, and comments.
static HIDDEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let element = |name: &str| format!(r"<{name}(?:\s[^>]*)?>.*?</{name}\s*>");
    let hidden = ["h[1-6]", "style", "script", "title", "table", "pre"].map(element).join("|");
    Regex::new(&format!("(?is){hidden}|<!--.*?-->")).ok()
});

/// What ends a paragraph in HTML.
static BREAK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)</?(?:p|div|br|li|ul|ol|hr|center|section)(?:\s[^>]*)?/?>").ok());

static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?is)<a(?:\s[^>]*)?>.*?</a\s*>").ok());

/// Returns the first paragraph that says something, on one line. Its Markdown stays.
pub fn opening(text: &str) -> Option<String> {
    let end = (0..=MAX_READ.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    let text = text.get(..end?)?.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut search = Search { text, ..Search::default() };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if let Some(found) = search.event(&event, range) {
            return Some(found);
        }
    }
    search.single
}

#[derive(Default)]
struct Search<'t> {
    text: &'t str,
    /// The number of open blocks whose paragraphs do not count, such as lists.
    apart: usize,
    /// The number of open links.
    links: usize,
    /// The number of open pictures.
    pictures: usize,
    /// The number of open words in bold or italics.
    strong: usize,
    lines: Vec<Line>,
    html: String,
    /// A single word, which is most likely a heading, unless nothing else is found.
    single: Option<String>,
}

/// A line of the current paragraph.
#[derive(Default)]
struct Line {
    /// Where its words stand.
    source: Vec<Range<usize>>,
    /// Where pictures and HTML stand, and what stays of them.
    cuts: Vec<(Range<usize>, String)>,
    /// Whether it has words that are not those of a link.
    says_something: bool,
    /// Whether it has words that are not set apart like a heading.
    is_plain: bool,
}

impl Search<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) -> Option<String> {
        match event {
            Event::Start(
                Tag::BlockQuote(_) | Tag::List(_) | Tag::Table(_) | Tag::MetadataBlock(_) | Tag::Heading { .. },
            ) => self.apart += 1,
            Event::End(
                TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Table | TagEnd::MetadataBlock(_) | TagEnd::Heading(_),
            ) => self.apart = self.apart.saturating_sub(1),
            Event::Start(Tag::Paragraph) => self.lines = vec![Line::default()],
            Event::Start(Tag::HtmlBlock) => self.html.clear(),
            Event::Html(html) => self.html.push_str(html),
            Event::End(TagEnd::HtmlBlock) if self.apart == 0 => {
                return of_html(&self.html).and_then(|found| self.judged(found));
            }
            Event::End(TagEnd::Paragraph) if self.apart == 0 => {
                return self.paragraph().and_then(|found| self.judged(found));
            }
            _ => self.inline(event, range),
        }
        None
    }

    fn inline(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Link { .. }) => self.links += 1,
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::Start(Tag::Strong | Tag::Emphasis) => self.strong += 1,
            Event::End(TagEnd::Link) => self.links = self.links.saturating_sub(1),
            Event::End(TagEnd::Image) => self.pictures = self.pictures.saturating_sub(1),
            Event::End(TagEnd::Strong | TagEnd::Emphasis) => self.strong = self.strong.saturating_sub(1),
            Event::InlineHtml(html) if html.to_ascii_lowercase().starts_with("</a") => {
                self.links = self.links.saturating_sub(1);
            }
            Event::InlineHtml(html) if is_link(html) => self.links += 1,
            _ => {}
        }
        let (links, strong) = (self.links, self.strong);
        let Some(line) = self.lines.last_mut() else { return };
        match event {
            Event::SoftBreak | Event::HardBreak => self.lines.push(Line::default()),
            Event::Start(Tag::Image { .. }) => line.cuts.push((range, String::new())),
            _ if self.pictures > 0 => {}
            Event::InlineHtml(html) => {
                line.source.push(range.clone());
                line.cuts.push((range, without_tags(html, self.text)));
            }
            Event::Text(words) | Event::Code(words) => {
                let has_words = words.split_whitespace().any(is_word);
                line.says_something |= has_words && links == 0;
                line.is_plain |= has_words && strong == 0;
                line.source.push(range);
            }
            Event::Start(Tag::Link { .. } | Tag::Strong | Tag::Emphasis) => line.source.push(range),
            _ => {}
        }
    }

    /// The current paragraph without lines of links and pictures; nothing if no line is left, or if all is set apart.
    fn paragraph(&mut self) -> Option<String> {
        let lines: Vec<Line> = std::mem::take(&mut self.lines).into_iter().filter(|it| it.says_something).collect();
        let text: Vec<String> = lines.iter().map(|line| line.text(self.text)).collect();
        let text = on_one_line(&text.join(" "));
        let is_heading = !lines.iter().any(|line| line.is_plain) && !text.trim_end_matches(['*', '_']).ends_with('.');
        (!is_heading).then_some(text).filter(|text| !text.is_empty())
    }

    fn judged(&mut self, found: String) -> Option<String> {
        let is_single = !found.contains(' ') && !found.ends_with(['.', '!', '?']);
        if !is_single {
            return Some(found);
        }
        self.single.get_or_insert(found);
        None
    }
}

impl Line {
    fn text(&self, text: &str) -> String {
        let bounds = self.source.iter().map(|range| range.start).min().zip(self.source.iter().map(|it| it.end).max());
        let Some((mut from, end)) = bounds else { return String::new() };
        let mut source = String::new();
        for (cut, kept) in &self.cuts {
            source.push_str(text.get(from..cut.start).unwrap_or_default());
            source.push_str(kept);
            from = from.max(cut.end);
        }
        source + text.get(from..end).unwrap_or_default()
    }
}

fn is_word(text: &str) -> bool {
    let is_address = ["http://", "https://", "www."].iter().any(|start| text.starts_with(start));
    !is_address && text.contains(char::is_alphanumeric)
}

fn is_link(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    html.starts_with("<a ") || html.starts_with("<a>")
}

/// The first paragraph of a block of HTML that says more than a link.
fn of_html(html: &str) -> Option<String> {
    let shown = without(&HIDDEN, html, " ");
    let parts = without(&BREAK, &shown, "\u{0}");
    let mut parts = parts.split('\u{0}').flat_map(|part| part.split("\n\n"));
    let says_something = |part: &&str| words_of(&without(&LINK, part, " ")).split_whitespace().any(is_word);
    parts.find(says_something).map(words_of)
}

fn words_of(html: &str) -> String {
    on_one_line(&decode_html_entities(&without_tags(html, html)))
}

fn without(pattern: &LazyLock<Option<Regex>>, text: &str, instead: &str) -> String {
    pattern.as_ref().map_or_else(|| text.to_owned(), |pattern| pattern.replace_all(text, instead).into_owned())
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_are_those_of_a_paragraph() {
        for (text, expected) in [
            ("Things for sale.", Some("Things for sale.")),
            ("Things\nfor  sale.\n\nMore.", Some("Things for sale.")),
            ("# Introduction\nThings for sale.", Some("Things for sale.")),
            ("Introduction\n============\n\nThings for sale.", Some("Things for sale.")),
            ("Overview\n--------\nThings.", Some("Things.")),
            ("**Introduction**\n\nThings for sale.", Some("Things for sale.")),
            ("**Things** for sale.", Some("**Things** for sale.")),
            ("Introduction\n\nThings for sale.", Some("Things for sale.")),
            ("Introduction", Some("Introduction")),
            ("<h1>Introduction</h1>\nThings for sale.", Some("Things for sale.")),
            ("<h2 id='a'>The\nstart</h2><p>Things &amp; <b>more</b>.</p><p>Else.</p>", Some("Things & more.")),
            ("<div>\n\n# Shop\n\n</div>\n\nThings for sale.", Some("Things for sale.")),
            ("<!-- A\n\ncomment -->\nThings for sale.", Some("Things for sale.")),
            ("![logo](a.png)\n\n[![b](c)](d) ![e](f)\nThings for sale.", Some("Things for sale.")),
            ("![logo](a.png) Things for sale.", Some("Things for sale.")),
            ("<a href='x'><img src='y'></a>\n\n<a href='x'>Docs</a>\n\nThings for sale.", Some("Things for sale.")),
            ("[Docs](https://a.b) | [Help](https://c.d)\n\nThings for sale.", Some("Things for sale.")),
            ("https://a.b\n\nThings for sale.", Some("Things for sale.")),
            ("<https://a.b>\n\nThings for sale.", Some("Things for sale.")),
            ("See [docs](https://a.b) and `x`.", Some("See [docs](https://a.b) and `x`.")),
            ("---\ntitle: Shop\nlayout: api\n---\n\nThings for sale.", Some("Things for sale.")),
            ("+++\ntitle = 'Shop'\n+++\nThings for sale.", Some("Things for sale.")),
            ("\n\n  \n***\n\nThings for sale.", Some("Things for sale.")),
            ("* one\n* two\n\n> quoted\n\n| a |\n|---|\n| b |\n\nThings for sale.", Some("Things for sale.")),
            ("```\ncode\n```\nThings for sale.", Some("Things for sale.")),
            ("Things of <id> & {x} | y.", Some("Things of <id> & {x} | y.")),
            ("<x-y a=\"b\"></x-y>[Things](a) for sale.", Some("[Things](a) for sale.")),
            ("Things <br/> for <i>sale</i>.", Some("Things for sale.")),
            ("# Introduction", None),
            ("[Docs](https://a.b)", None),
            ("https://a.b", None),
            ("Things ![b](c) for [sale](d) ![e](f)", Some("Things for [sale](d)")),
            ("", None),
        ] {
            assert_eq!(opening(text).as_deref(), expected, "{text}");
        }
    }
}
