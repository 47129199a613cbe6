//! The page of a rule: Markdown with a bad and a good example.

/// A page in its parts.
pub struct Page<'a> {
    /// The sentence below the heading.
    pub summary: &'a str,
    /// What fires the rule.
    pub bad: Vec<Block<'a>>,
    /// What does not.
    pub good: Vec<Block<'a>>,
}

/// A fenced block: what is laid over a sound provider, so that it shows only what matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// What stands behind ```` ```yaml ````: `provider.yaml`, or `raw` for a whole service document; nothing for
    /// a part of one; else the name of a file.
    pub kind: &'a str,
    /// What stands in it.
    pub text: &'a str,
}

impl<'a> Page<'a> {
    /// Takes a page apart.
    pub fn parse(markdown: &'a str) -> Self {
        let summary = markdown.split("\n\n").nth(1).unwrap_or_default();
        Page { summary, bad: blocks(section(markdown, "Bad")), good: blocks(section(markdown, "Good")) }
    }
}

fn section<'a>(markdown: &'a str, heading: &str) -> &'a str {
    let behind = markdown.split_once(&format!("\n## {heading}\n")).map_or("", |(_, behind)| behind);
    behind.split_once("\n## ").map_or(behind, |(section, _)| section)
}

fn blocks(section: &str) -> Vec<Block<'_>> {
    let block = |text| {
        let (kind, rest): (&str, &str) = str::split_once(text, '\n')?;
        Some(Block { kind: kind.trim(), text: rest.split_once("\n```").map_or(rest, |(text, _)| text) })
    };
    section.split("```yaml").skip(1).filter_map(block).collect()
}
