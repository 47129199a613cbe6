//! Reduces descriptions, which are Markdown with HTML, to safe and short text: words, code and links to the web stay.

use std::borrow::Cow;

use html_escape::decode_html_entities;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::text::escape::{address, code, own_line, prose};
use crate::text::{sentence_end, without_tags};

/// The maximum number of bytes to parse of a description.
const MAX_READ: usize = 8_000;

/// The maximum number of bytes to parse for the first sentence.
const MAX_READ_FOR_SENTENCE: usize = 1_500;

/// A description ends after the block that reaches this length, in bytes.
const ENOUGH: usize = 400;

/// The maximum length of a block, in bytes.
const MAX_BLOCK: usize = 2_000;

/// The maximum length of a sentence, in bytes.
const MAX_SENTENCE: usize = 600;

/// The maximum length of a title, a value or other text that is not a description, in bytes.
const MAX_SHORT: usize = 300;

/// Truncates a title, a value or other text that is not a description.
pub fn short(text: &str) -> Cow<'_, str> {
    let kept = up_to(text, MAX_SHORT);
    if kept.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(format!("{kept}…")) }
}

/// Formats a description for a table cell.
pub fn cell(text: &str) -> String {
    Writer::run(text, Mode::Cell)
}

/// Formats the first sentence of a description, for a paragraph or a cell.
pub fn sentence(text: &str) -> String {
    own_line(Writer::run(text, Mode::Sentence))
}

/// The first sentence of a description, without markup and escapes.
pub fn plain_sentence(text: &str) -> String {
    Writer::run(text, Mode::Plain)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Cell,
    Sentence,
    Plain,
}

struct Writer<'t> {
    text: &'t str,
    out: String,
    mode: Mode,
    /// Where the current block begins in `out`.
    block: usize,
    /// Where the text before the current block ends in `out`.
    before: usize,
    /// What to write before the first word of the current block.
    prefix: &'static str,
    /// The target of the open link, and where its text begins in `out`.
    link: Option<(Option<String>, usize)>,
    /// The number of open tables.
    hidden: usize,
    /// The open block of HTML.
    html: String,
    is_done: bool,
}

impl<'t> Writer<'t> {
    fn run(text: &'t str, mode: Mode) -> String {
        let limit = if mode == Mode::Cell { MAX_READ } else { MAX_READ_FOR_SENTENCE };
        let text = up_to(text, limit);
        if mode != Mode::Plain && is_words(text) && text.len() <= ENOUGH {
            let text = if mode == Mode::Sentence { text.get(..sentence_end(text)).unwrap_or(text) } else { text };
            return text.to_owned();
        }
        let mut writer = Writer {
            text,
            out: String::new(),
            mode,
            block: 0,
            before: 0,
            prefix: "",
            link: None,
            hidden: 0,
            html: String::new(),
            is_done: false,
        };
        let mut events = Parser::new_ext(text, Options::ENABLE_TABLES);
        for event in events.by_ref() {
            writer.event(&event);
            if writer.is_done {
                break;
            }
        }
        writer.end_link();
        if mode == Mode::Cell && events.any(|event| matches!(event, Event::Text(_) | Event::Code(_))) {
            writer.end_with_dots();
        }
        writer.out.trim().to_owned()
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Table(_)) => self.hidden += 1,
            Event::End(TagEnd::Table) => self.hidden = self.hidden.saturating_sub(1),
            _ if self.hidden > 0 => {}
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.start_block();
                self.link = Some((address(dest_url), self.out.len()));
            }
            Event::End(TagEnd::Link) => self.end_link(),
            Event::Start(Tag::Item) => self.prefix = "• ",
            Event::Text(text) => self.text(text),
            Event::Code(text) => self.code(text),
            Event::InlineHtml(html) => self.inline_html(html),
            Event::Html(html) => self.html.push_str(html),
            Event::SoftBreak | Event::HardBreak if !self.out.ends_with(' ') => self.out.push(' '),
            Event::End(TagEnd::HtmlBlock) => self.html_block(),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock) => self.end_block(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if text.trim().is_empty() && self.out.len() == self.block {
            return;
        }
        self.start_block();
        let text = if self.out.ends_with(' ') { text.trim_start() } else { text };
        let end = if self.mode == Mode::Cell || self.link.is_some() { text.len() } else { sentence_end(text) };
        let most = if self.mode == Mode::Cell { MAX_BLOCK } else { MAX_SENTENCE };
        let room = most.saturating_sub(self.out.len().saturating_sub(self.block));
        let kept = up_to(text, end.min(room));
        if self.mode == Mode::Plain {
            self.out.push_str(kept)
        } else {
            self.out.push_str(&prose(kept))
        }
        if kept.len() < end {
            self.out.push('…');
        }
        self.is_done |= kept.len() < text.len();
    }

    fn inline_html(&mut self, html: &str) {
        let words = without_tags(html, self.text);
        if !words.trim().is_empty() {
            self.text(&words);
        } else if !words.is_empty() && !self.out.ends_with(' ') && self.out.len() > self.block {
            self.out.push(' ');
        }
    }

    fn html_block(&mut self) {
        let html = std::mem::take(&mut self.html);
        let words = without_tags(&html, self.text);
        // Markdown decodes entities outside of HTML only.
        let words = decode_html_entities(&words);
        self.text(&words.split_whitespace().collect::<Vec<_>>().join(" "));
        self.end_block();
    }

    fn code(&mut self, text: &str) {
        self.start_block();
        let text = short(text);
        let text = text.as_ref();
        if self.mode == Mode::Plain { self.out.push_str(text) } else { self.out.push_str(&code(text)) }
    }

    fn start_block(&mut self) {
        if self.out.len() == self.block {
            self.before = self.block;
            if self.block > 0 {
                self.out.push_str("<br />");
            }
            let prefix = if self.mode == Mode::Cell { self.prefix } else { "" };
            self.out.push_str(prefix);
            self.prefix = "";
        }
    }

    fn end_block(&mut self) {
        self.end_link();
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        self.block = length;
        self.is_done |= length > 0 && (self.mode != Mode::Cell || length >= ENOUGH);
    }

    /// Ends truncated text, without a sentence that only introduces what is left out.
    fn end_with_dots(&mut self) {
        if self.out.ends_with(':') && self.before > 0 {
            self.out.truncate(self.before);
        }
        if !self.out.ends_with('…') {
            self.out.push_str(" …");
        }
    }

    /// Writes a link; only its words if it has no target on the web.
    fn end_link(&mut self) {
        let Some((target, start)) = self.link.take() else { return };
        let words = self.out.get(start..).unwrap_or_default().trim().to_owned();
        if let Some(target) = target.filter(|_| !words.is_empty() && self.mode != Mode::Plain) {
            self.out.truncate(start);
            self.out.push_str(&format!("[{words}]({target})"));
        }
    }
}

/// The start of a text up to a number of bytes, in whole characters.
fn up_to(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// Whether a text is plain words on one line, which need no parsing and escaping.
fn is_words(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b" ,.'\"()/;?-".contains(&b);
    text.bytes().all(is_plain) && text.starts_with(|c: char| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_words_code_and_links_into_the_web() {
        let cases = [
            ("Plain words.", "Plain words."),
            ("**Bold** `a|b` <x-y z=\"1\"></x-y>c {d}", "Bold <code>a&#124;b</code> c &#123;d&#125;"),
            ("[a](https://b.example/c) [d](#e)", "[a](https://b.example/c) d"),
            ("One.\n\n* two\n* three\n", "One.<br />• two<br />• three"),
            ("<p>Four</p>\n\nfive", "Four<br />five"),
            ("| a | b |\n|---|---|\n| c | d |\n\nAfter", "After"),
            ("<!-- hidden -->", ""),
            ("`open", "&#96;open"),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(text), expected, "{text}");
        }
    }

    #[test]
    fn a_sentence_ends_where_a_reader_would_end_it() {
        assert_eq!(sentence("Lists users, e.g. yours. Then more."), "Lists users, e.g. yours.");
        assert_eq!(sentence("# Title\n\nText"), "Title");
        assert_eq!(sentence("Version 1.2 of `a. B`. C"), "Version 1.2 of `a. B`.");
        assert_eq!(plain_sentence("A `b` [c](https://d.example). E"), "A b c.");
    }

    #[test]
    fn a_cell_says_that_it_leaves_something_out_and_leads_to_nothing_that_is_not_there() {
        let words = "word ".repeat(90);
        let words = words.trim();
        assert_eq!(cell(&format!("{words}\n\nMore.")), format!("{words} …"));
        assert_eq!(cell(&format!("{words}\n\n")), words);
        assert_eq!(cell(&format!("One.\n\n{words}:\n\n* more")), "One. …");
        assert_eq!(cell(&format!("{words}:\n\n* more")), format!("{words}: …"));
    }

    #[test]
    fn entities_say_what_they_stand_for_wherever_html_begins() {
        let shown = "AT&amp;T &lt;x&gt; é";
        for html in [
            "AT&amp;T &lt;x&gt; &eacute;",
            "<p>AT&amp;T &lt;x&gt; &eacute;</p>",
            "<div>\n<b>AT&amp;T</b>&nbsp;&lt;x&#62; &#xe9;\n</div>",
            "<ul> <li> <p>AT&amp;T &lt;x&gt; &eacute;</p> </li> </ul>",
            "<em>AT&amp;T</em> &lt;x&gt; &eacute;",
        ] {
            assert_eq!(cell(html), shown, "{html}");
            assert_eq!(plain_sentence(html), "AT&T <x> é", "{html}");
        }
        assert_eq!(cell("<p>&amp;lt; is an entity, &none; is none</p>"), "&amp;lt; is an entity, &amp;none; is none");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert!(cell(&"ä".repeat(50_000)).len() < 2_100);
    }
}
