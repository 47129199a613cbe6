//! Checks tags and braces as MDX reads them.

/// The tags in templates. Text from outside has none, as it is escaped.
const NAMES: [&str; 17] = [
    "CopyableCode",
    "a",
    "b",
    "br",
    "code",
    "details",
    "div",
    "em",
    "i",
    "p",
    "span",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "tr",
];

/// Something that MDX rejects or takes for markup.
#[derive(Debug)]
pub struct Flaw {
    /// Its place on the page.
    pub offset: usize,
    pub message: String,
}

/// A link in a tag.
pub struct Href<'a> {
    /// Its place on the page.
    pub offset: usize,
    /// As written.
    pub target: &'a str,
}

/// The open tags, and what was found so far.
#[derive(Default)]
pub struct Markup<'a> {
    open: Vec<(&'a str, usize)>,
    /// The number of open tags at the start of each enclosing block.
    floors: Vec<usize>,
    pub flaws: Vec<Flaw>,
    pub hrefs: Vec<Href<'a>>,
}

impl<'a> Markup<'a> {
    /// Begins a block: tags that are opened in it must be closed in it.
    pub fn begin(&mut self) {
        self.floors.push(self.open.len());
    }

    /// Ends a block.
    pub fn end(&mut self) {
        let floor = self.floors.pop().unwrap_or_default();
        for (name, offset) in self.open.drain(floor.min(self.open.len())..) {
            self.flaws.push(Flaw { offset, message: format!("the tag `<{name}>` is not closed in its block") });
        }
    }

    /// Adds a flaw.
    pub fn flaw(&mut self, offset: usize, message: impl Into<String>) {
        self.flaws.push(Flaw { offset, message: message.into() });
    }

    /// Checks text outside of tags and code, whose first character may be escaped.
    pub fn text(&mut self, text: &str, offset: usize, is_escaped: bool) {
        for (index, _) in text.match_indices(['<', '{']).filter(|(index, _)| *index > 0 || !is_escaped) {
            let letter = text.get(index..=index).unwrap_or_default();
            self.flaw(offset + index, format!("a raw `{letter}`, which MDX reads as markup"));
        }
    }

    /// Checks HTML with text and code between its tags.
    pub fn html(&mut self, html: &'a str, offset: usize) {
        let mut at = 0;
        while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
            let step = match rest.find(['<', '{', '`', '\\']) {
                None => break,
                Some(0) => self.step(rest, offset + at),
                Some(plain) => plain,
            };
            at += step;
        }
    }

    /// Checks what the text begins with, and returns its length.
    fn step(&mut self, text: &'a str, offset: usize) -> usize {
        if text.starts_with('<') {
            return self.tag(text, offset);
        }
        if text.starts_with('`') {
            return code_span(text);
        }
        if text.starts_with('{') {
            self.text("{", offset, false);
            return 1;
        }
        text.chars().take(2).map(char::len_utf8).sum()
    }

    fn tag(&mut self, text: &'a str, offset: usize) -> usize {
        let Some(tag) = Tag::read(text) else {
            self.text("<", offset, false);
            return 1;
        };
        if !NAMES.contains(&tag.name) {
            self.flaw(offset, format!("the tag `<{}>` does not come from a template", tag.name));
        }
        self.hrefs.extend(tag.href.map(|target| Href { offset, target }));
        let floor = self.floors.last().copied().unwrap_or_default();
        match tag.kind {
            Kind::Complete => {}
            Kind::Opening => self.open.push((tag.name, offset)),
            Kind::Closing if self.open.len() > floor && self.open.last().is_some_and(|open| open.0 == tag.name) => {
                self.open.pop();
            }
            Kind::Closing => self.flaw(offset, format!("`</{}>` closes no tag", tag.name)),
        }
        tag.length
    }
}

/// The length of a code span, or of backticks that do not begin one.
fn code_span(text: &str) -> usize {
    let ticks = text.bytes().take_while(|byte| *byte == b'`').count();
    let (fence, rest) = text.split_at_checked(ticks).unwrap_or((text, ""));
    let is_end = |at: usize| rest.get(at + ticks..).is_none_or(|after| !after.starts_with('`'));
    let end = rest.match_indices(fence).map(|(at, _)| at).find(|at| is_end(*at) && !ends_in_tick(rest, *at));
    end.map_or(ticks, |end| ticks + end + ticks)
}

fn ends_in_tick(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with('`'))
}

enum Kind {
    Opening,
    Closing,
    Complete,
}

struct Tag<'a> {
    name: &'a str,
    kind: Kind,
    href: Option<&'a str>,
    length: usize,
}

impl<'a> Tag<'a> {
    /// Parses a tag with quoted attributes; no others are in use, and a blank line would end it.
    fn read(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('<')?;
        let (is_closing, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let (name, mut rest) = word(inner)?;
        let mut href = None;
        loop {
            let trimmed = rest.trim_start_matches([' ', '\n']);
            let end = [("/>", Kind::Complete), (">", if is_closing { Kind::Closing } else { Kind::Opening })];
            for (mark, kind) in end {
                if let Some(after) = trimmed.strip_prefix(mark) {
                    let length = text.len() - after.len();
                    return text.get(..length).filter(|tag| !tag.contains("\n\n")).map(|_| Tag {
                        name,
                        kind,
                        href,
                        length,
                    });
                }
            }
            let (key, after) = word(trimmed).filter(|_| trimmed.len() < rest.len() && !is_closing)?;
            let (value, after) = after.strip_prefix("=\"")?.split_once('"')?;
            href = if matches!(key, "href" | "src") { Some(value) } else { href };
            rest = after;
        }
    }
}

fn word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len());
    text.split_at_checked(end).filter(|(word, _)| word.starts_with(|c: char| c.is_ascii_alphabetic()))
}
