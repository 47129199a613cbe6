//! Reads a page: its address, its anchors and links, and what MDX would reject.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};
use yaml_serde::Value;

use crate::render::Product;

use super::address::page_url;
use super::heading::{Ids, own_id};
use super::markup::{Flaw, Markup};

/// Part of all imports in templates, which are the only module lines there.
const COMPONENTS: &str = " from '@site/src/components/";

pub struct Page<'a> {
    /// Relative to the root of the tree.
    pub path: &'a str,
    /// The URL on a site, with a slash at both ends.
    pub url: String,
    pub text: &'a str,
    pub front_matter_flaw: Option<String>,
    /// The ids of headings.
    pub anchors: HashSet<String>,
    /// Links, without those in code.
    pub links: Vec<Link>,
    /// What MDX rejects or takes for markup.
    pub flaws: Vec<Flaw>,
}

pub struct Link {
    /// Its place on the page.
    pub offset: usize,
    pub target: String,
}

impl<'a> Page<'a> {
    /// Reads a product; `None` if it is not a page.
    pub fn read(product: &'a Product) -> Option<Self> {
        let name = product.path.strip_prefix("docs/").and_then(|path| path.strip_suffix(".md"))?;
        let text = std::str::from_utf8(&product.bytes).ok()?;
        let (front_matter, start) = front_matter(text);
        let (url, front_matter_flaw) = match front_matter {
            Ok(front_matter) => (url(name, front_matter.get("slug")), None),
            Err(flaw) => (url(name, None), Some(flaw)),
        };
        let mut reader = Reader::new(text.get(start..).unwrap_or_default(), start);
        reader.read();
        let Reader { anchors, mut links, markup, .. } = reader;
        links.extend(markup.hrefs.iter().map(|href| Link { offset: href.offset, target: unescaped(href.target) }));
        Some(Page { path: &product.path, url, text, front_matter_flaw, anchors, links, flaws: markup.flaws })
    }

    /// The line of an offset, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }
}

/// The front matter, or what is wrong with it, and the offset of the body.
fn front_matter(text: &str) -> (Result<BTreeMap<String, Value>, String>, usize) {
    let block = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let Some((block, body)) = block else { return (Err("no block between two lines `---`".to_owned()), 0) };
    (yaml_serde::from_str(block).map_err(|error| error.to_string()), text.len() - body.len())
}

fn url(name: &str, slug: Option<&Value>) -> String {
    let folder = name.strip_suffix("index").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    page_url(slug.and_then(Value::as_str).or(folder).unwrap_or(name))
}

/// Decodes an attribute value.
fn unescaped(value: &str) -> String {
    value.replace("&quot;", "\"").replace("&amp;", "&")
}

/// Collects anchors, links and flaws of a page.
struct Reader<'a> {
    text: &'a str,
    start: usize,
    anchors: HashSet<String>,
    links: Vec<Link>,
    markup: Markup<'a>,
    ids: Ids,
    /// The text of the current heading, and where its explicit id begins.
    heading: Option<(String, Option<usize>)>,
    /// The number of enclosing blocks.
    depth: usize,
    is_code: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, start: usize) -> Self {
        let (anchors, links, markup, ids) = Default::default();
        Reader { text, start, anchors, links, markup, ids, heading: None, depth: 0, is_code: false }
    }

    fn read(&mut self) {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        let events: OffsetIter<'a, _> = Parser::new_ext(self.text, options).into_offset_iter();
        self.markup.begin();
        for (event, range) in events {
            match event {
                Event::Start(tag) => self.begin(&tag, range),
                Event::End(tag) => self.end(tag),
                Event::Text(text) => self.text(&text, range),
                Event::Code(code) => self.code(&code, range),
                Event::InlineHtml(_) => self.html(range),
                Event::SoftBreak | Event::HardBreak => self.say(" "),
                _ => {}
            }
        }
        self.markup.end();
    }

    fn begin(&mut self, tag: &Tag<'a>, range: Range<usize>) {
        let offset = self.start + range.start;
        match tag {
            Tag::Paragraph if self.depth == 0 => self.module_lines(range),
            Tag::Heading { .. } => self.begin_heading(range),
            Tag::HtmlBlock => self.html_block(range),
            Tag::CodeBlock(kind) => self.is_code = matches!(kind, CodeBlockKind::Fenced(_)),
            Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. } => {
                self.markup.flaw(offset, "an address between `<` and `>`, which MDX reads as a tag");
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push(Link { offset, target: dest_url.to_string() });
            }
            _ => {}
        }
        self.depth += 1;
        if is_closed(&tag.to_end()) {
            self.markup.begin();
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.depth = self.depth.saturating_sub(1);
        if is_closed(&tag) {
            self.markup.end();
        }
        match tag {
            TagEnd::CodeBlock => self.is_code = false,
            TagEnd::Heading(_) => self.end_heading(),
            _ => {}
        }
    }

    /// Reports module code: in MDX a paragraph that begins with these words is code.
    fn module_lines(&mut self, range: Range<usize>) {
        let paragraph = self.text.get(range.clone()).unwrap_or_default();
        if !paragraph.starts_with("import ") && !paragraph.starts_with("export ") {
            return;
        }
        let is_ours = |line: &str| line.starts_with("import ") && line.contains(COMPONENTS) && line.ends_with("';");
        if !paragraph.trim_end().lines().all(is_ours) {
            self.markup.flaw(self.start + range.start, "a line of code, because it begins with `import` or `export`");
        }
    }

    fn begin_heading(&mut self, range: Range<usize>) {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        let own = own_id(raw);
        self.anchors.extend(own.map(|(_, id)| id.to_owned()));
        self.heading = Some((String::new(), own.map(|(at, _)| range.start + at)));
    }

    fn end_heading(&mut self) {
        if let Some((text, None)) = self.heading.take() {
            self.anchors.insert(self.ids.next(&text));
        }
    }

    fn say(&mut self, text: &str) {
        if let Some((heading, _)) = &mut self.heading {
            heading.push_str(text);
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        self.say(text);
        if self.is_code {
            return;
        }
        let own_id = self.heading.as_ref().and_then(|(_, own_id)| *own_id).unwrap_or(usize::MAX);
        let end = range.end.min(own_id.max(range.start));
        let is_escaped = range.start > 0 && self.text.get(..range.start).is_some_and(|before| before.ends_with('\\'));
        let raw = self.text.get(range.start..end).unwrap_or_default();
        self.markup.text(raw, self.start + range.start, is_escaped);
    }

    /// Reports tags and expressions at the beginning of a code line, which MDX reads before code.
    fn code(&mut self, code: &str, range: Range<usize>) {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        if raw.lines().skip(1).any(|line| line.trim_start().starts_with(['<', '{'])) {
            self.markup.flaw(self.start + range.start, "code over several lines, in which MDX reads a tag");
        }
        self.say(code);
    }

    /// Reports HTML blocks that MDX reads differently. In Markdown they end at a blank line; in MDX a list begins a new
    /// block, in which earlier tags cannot be closed.
    fn html_block(&mut self, range: Range<usize>) {
        let block = self.text.get(range.clone()).unwrap_or_default();
        if block.lines().skip(1).any(|line| begins_block(line) || closes_amid_text(line)) {
            self.markup.flaw(self.start + range.start, "a tag before a list or the like, without a blank line between");
        }
        self.html(range);
    }

    fn html(&mut self, range: Range<usize>) {
        let offset = self.start + range.start;
        self.markup.html(self.text.get(range).unwrap_or_default(), offset);
    }
}

fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    let behind_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = behind_number.len() < line.len() && behind_number.starts_with(['.', ')']);
    is_numbered || line.starts_with(['-', '+', '*', '>', '#'])
}

/// Whether a line closes an earlier tag beside text, so that MDX puts the closing tag into the paragraph of that text.
fn closes_amid_text(line: &str) -> bool {
    let is_of_earlier_line = |(at, _): (usize, &str)| {
        let (before, tag) = line.split_at_checked(at).unwrap_or_default();
        let name: String = tag.chars().skip(2).take_while(char::is_ascii_alphanumeric).collect();
        !before.contains(&format!("<{name}"))
    };
    line.match_indices("</").any(is_of_earlier_line) && !is_all_tags(line)
}

fn is_all_tags(line: &str) -> bool {
    let mut rest = line.trim();
    while let Some((_, after)) = rest.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
        rest = after.trim_start();
    }
    rest.is_empty()
}

/// Whether MDX requires tags that are opened in a block to be closed in it.
fn is_closed(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::List(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::TableCell
    )
}
