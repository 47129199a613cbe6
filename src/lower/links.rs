//! Makes relative links in descriptions absolute or turns them into text: they resolve only on the vendor's own pages,
//! not where descriptions are shown in SQL.

use std::ops::Range;

use fluent_uri::{Uri, UriRef};
use percent_encoding::{AsciiSet, utf8_percent_encode};
use pulldown_cmark::{Event, LinkType, Parser, Tag};

use crate::schema::grammar::Kind;
use crate::tree::Node;
use crate::tree::change;
use crate::tree::change::Change;

/// Returns a part of a document with the links of its descriptions made absolute or, without a base, reduced to their
/// text. Returns `None` if nothing changes.
pub fn mended(node: &Node, kind: Kind, base: Option<&Uri<&str>>, count: &mut usize) -> Option<Node> {
    match kind {
        Kind::Object(_) | Kind::SchemaOrFlag => change::children(node, |key, child| match (key, kind.child(key)) {
            ("description", Kind::Text) => description(child, base, count),
            (_, kind) => mended(child, kind, base, count).into(),
        }),
        Kind::Map(_) => change::children(node, |key, child| mended(child, kind.child(key), base, count).into()),
        Kind::List(_) => change::children(node, |_, child| mended(child, kind.item(), base, count).into()),
        _ => None,
    }
}

fn description(node: &Node, base: Option<&Uri<&str>>, count: &mut usize) -> Change {
    let changed = node.as_str().and_then(|text| text_mended(text, base));
    *count += usize::from(changed.is_some());
    changed.map(|text| Node::string(text, node.mark)).into()
}

struct Link {
    range: Range<usize>,
    /// The visible part, if any.
    text: Option<Range<usize>>,
    target: String,
    title: String,
    is_image: bool,
}

/// Runs twice, so that images inside links are handled too.
fn text_mended(text: &str, base: Option<&Uri<&str>>) -> Option<String> {
    let once = outer_mended(text, base)?;
    Some(outer_mended(&once, base).unwrap_or(once))
}

fn outer_mended(text: &str, base: Option<&Uri<&str>>) -> Option<String> {
    if !text.contains("](") && !text.contains("]:") {
        return None;
    }
    let mut mended = String::with_capacity(text.len());
    let mut done = 0;
    for link in relative_links(text) {
        mended.push_str(text.get(done..link.range.start)?);
        let seen = link.text.clone().and_then(|seen| text.get(seen)).unwrap_or_default();
        mended.push_str(&link.mended(seen, base));
        done = link.range.end;
    }
    mended.push_str(text.get(done..)?);
    (done > 0).then_some(mended)
}

/// Returns the relative links in text order. Of nested ones, such as an image in a link, only the outer one.
fn relative_links(text: &str) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for (event, range) in Parser::new(text).into_offset_iter() {
        let is_inside = links.last().is_some_and(|link| range.end <= link.range.end && range.start > link.range.start);
        match event {
            _ if is_inside => {
                if let Some(link) = links.last_mut() {
                    let seen = link.text.clone().unwrap_or(range.clone());
                    link.text = Some(seen.start.min(range.start)..seen.end.max(range.end));
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) if is_relative(link_type, &dest_url) => {
                links.push(Link::new(range, &dest_url, &title, false));
            }
            Event::Start(Tag::Image { link_type, dest_url, title, .. }) if is_relative(link_type, &dest_url) => {
                links.push(Link::new(range, &dest_url, &title, true));
            }
            _ => {}
        }
    }
    links
}

/// Whether a target has neither a scheme nor a host. `<a@b>` has neither and is not relative.
fn is_relative(link_type: LinkType, target: &str) -> bool {
    let is_written_out = !matches!(link_type, LinkType::Autolink | LinkType::Email);
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    let has_scheme = scheme.is_some_and(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    is_written_out && !has_scheme && !target.starts_with("//")
}

impl Link {
    fn new(range: Range<usize>, target: &str, title: &str, is_image: bool) -> Self {
        Link { range, text: None, target: target.to_owned(), title: title.to_owned(), is_image }
    }

    fn mended(&self, text: &str, base: Option<&Uri<&str>>) -> String {
        let Some(target) = base.and_then(|base| absolute(&self.target, base)) else { return text.to_owned() };
        let mark = if self.is_image { "!" } else { "" };
        let title =
            if self.title.is_empty() { String::new() } else { format!(" \"{}\"", self.title.replace('"', "'")) };
        format!("{mark}[{text}]({target}{title})")
    }
}

/// Characters that would end the target of a link in Markdown.
const PARENTHESES: &AsciiSet = &AsciiSet::EMPTY.add(b'(').add(b')');

/// Resolves a target against a base (RFC 3986, section 5.2).
fn absolute(target: &str, base: &Uri<&str>) -> Option<String> {
    let target = UriRef::parse(target).ok()?.resolve_against(base).ok()?;
    Some(utf8_percent_encode(target.as_str(), PARENTHESES).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(text: &str) -> (String, String) {
        let base = Uri::parse("https://shop.example/docs/api/").expect("URI");
        let mended = |base| text_mended(text, base).unwrap_or_else(|| text.to_owned());
        (mended(None), mended(Some(&base)))
    }

    #[test]
    fn relative_links_become_text_or_absolute() {
        let cases = [
            (
                "See [things](/openapi/things/) now",
                "See things now",
                "See [things](https://shop.example/openapi/things/) now",
            ),
            (
                "[a](#tag/A) and [b](./b \"B\")",
                "a and b",
                "[a](https://shop.example/docs/api/#tag/A) and [b](https://shop.example/docs/api/b \"B\")",
            ),
            (
                "[the `code` *way*](../x(1))",
                "the `code` *way*",
                "[the `code` *way*](https://shop.example/docs/x%281%29)",
            ),
            ("[a][1]\n\n[1]: /one\n", "a\n\n[1]: /one\n", "[a](https://shop.example/one)\n\n[1]: /one\n"),
            ("![a plan](plan.png)", "a plan", "![a plan](https://shop.example/docs/api/plan.png)"),
            (
                "[![a plan](plan.png)](/plans)",
                "a plan",
                "[![a plan](https://shop.example/docs/api/plan.png)](https://shop.example/plans)",
            ),
            ("[](/empty)", "", "[](https://shop.example/empty)"),
            ("[x](/a b)", "[x](/a b)", "[x](/a b)"),
        ];
        for (text, without, with) in cases {
            assert_eq!(both(text), (without.to_owned(), with.to_owned()), "{text}");
        }
    }

    #[test]
    fn code_and_absolute_links_stay() {
        for text in [
            "`[a](/b)`",
            "```\n[a](/b)\n```",
            "    [a](/b)",
            "[a](https://b.example/c)",
            "[a](mailto:b@c.example)",
            "[a](//b.example)",
            "<a@b.example>",
            "a [b] (c)",
            "\\[a](/b)",
        ] {
            assert_eq!(both(text), (text.to_owned(), text.to_owned()), "{text}");
        }
    }
}
