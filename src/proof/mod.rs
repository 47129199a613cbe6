//! Between stages 6 and 7: checks pages as MDX and a site would read them.
//!
//! A parser of plain Markdown reads each page once. MDX differs in a few points, which are checked here: a tag must be
//! well formed and closed, `{` begins an expression, lines that begin with `import` are code, and indented text is not.

mod address;
mod heading;
mod markup;
#[cfg(test)]
mod mdx_tests;
mod page;
mod statements;

use std::collections::HashMap;

use rayon::prelude::*;

use crate::finding::{
    Finding, PAGE_ANCHOR_DEAD, PAGE_FRONT_MATTER_INVALID, PAGE_LINK_DEAD, PAGE_MARKUP_RAW, PAGE_TOO_LARGE, Rule, Site,
};
use crate::render::Product;

use address::Target;
use page::{Link, Page};

pub use statements::check as statements;

/// Checks the pages among the products. Findings point to the place that configures pages, as pages are no input.
/// `limit` is the maximum of bytes in a page.
pub fn check(products: &[Product], limit: Option<usize>, site: Site) -> Vec<Finding> {
    let pages: Vec<Page<'_>> = products.par_iter().filter_map(Page::read).collect();
    let map = Map::new(&pages);
    let found: Vec<Vec<Finding>> = pages.par_iter().map(|page| map.check(page, limit, site)).collect();
    found.into_iter().flatten().collect()
}

/// Pages by path and URL.
struct Map<'a> {
    by_path: HashMap<&'a str, &'a Page<'a>>,
    by_url: HashMap<&'a str, &'a Page<'a>>,
}

impl<'a> Map<'a> {
    fn new(pages: &'a [Page<'a>]) -> Self {
        Map {
            by_path: pages.iter().map(|page| (page.path, page)).collect(),
            by_url: pages.iter().map(|page| (page.url.as_str(), page)).collect(),
        }
    }

    fn check(&self, page: &Page<'_>, limit: Option<usize>, site: Site) -> Vec<Finding> {
        let finding = |rule: &'static Rule, message: String, help: &str| Finding::new(rule, site, message, help);
        let mut findings = Vec::new();
        if let Some(flaw) = &page.front_matter_flaw {
            let message = format!("the front matter of `{}` is not valid YAML: {flaw}", page.path);
            findings.push(finding(&PAGE_FRONT_MATTER_INVALID, message, FAULT));
        }
        if let Some(limit) = limit.filter(|limit| page.text.len() > *limit) {
            let message = format!("`{}` has {} bytes, more than {limit}", page.path, page.text.len());
            findings.push(finding(
                &PAGE_TOO_LARGE,
                message,
                "shorten descriptions, or give the resource fewer methods",
            ));
        }
        for flaw in &page.flaws {
            let message = format!("`{}`, line {}: {}", page.path, page.line(flaw.offset), flaw.message);
            findings.push(finding(&PAGE_MARKUP_RAW, message, FAULT));
        }
        let dead = page.links.iter().filter_map(|link| self.dead(page, link));
        findings.extend(dead.map(|(rule, message)| finding(rule, message, DEAD)));
        findings
    }

    /// The finding about a dead link.
    fn dead(&self, page: &Page<'_>, link: &Link) -> Option<(&'static Rule, String)> {
        let (target, anchor) = match address::target(&link.target, page.path, &page.url) {
            Target::Elsewhere => return None,
            Target::Page(anchor) => (Some(page), anchor),
            Target::Path(path, anchor) => (self.by_path.get(path.as_str()).copied(), anchor),
            Target::Url(url, anchor) => (self.by_url.get(url.as_str()).copied(), anchor),
        };
        let place = format!("`{}`, line {}", page.path, page.line(link.offset));
        let Some(target) = target else {
            return Some((
                &PAGE_LINK_DEAD,
                format!("{place}: the link `{}` points to a page that does not exist", link.target),
            ));
        };
        let is_dead = !anchor.is_empty() && !target.anchors.contains(anchor);
        is_dead.then(|| {
            (&PAGE_ANCHOR_DEAD, format!("{place}: the link `{}` points to a heading that does not exist", link.target))
        })
    }
}

const FAULT: &str = "if the text comes from a description, fix it with an overlay; otherwise this is a bug in \
     provgen: please report it";
const DEAD: &str = "set `docs.link_base` for links in the API's document, or fix the description with an overlay";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Mark;

    fn page(path: &str, text: &str) -> Product {
        Product { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    /// Findings in a page that stands beside a valid one.
    fn found(text: &str) -> Vec<String> {
        let other = "---\ntitle: b\nslug: /b\n---\n\n## A heading, *really*\n\n## A heading, really\n\n### x {#own}\n";
        let pages = [page("docs/index.md", other), page("docs/a/index.md", &format!("---\ntitle: a\n---\n\n{text}\n"))];
        let findings = check(&pages, None, Site::Config(Mark::default()));
        findings.into_iter().map(|finding| format!("{}: {}", finding.rule.id, finding.message)).collect()
    }

    #[test]
    fn good_pages_pass() {
        let good = [
            "[a](/b) [b](/b/#a-heading-really-1) [c](../index.md#own) [d](./) [e](https://x.example/y#z) [f](mailto:a@b)",
            "## Here\n\n[a](#here) <a href=\"/b#a-heading-really\">x</a>",
            "<div class=\"row\">\n<div>\n<a href=\"/b/\">x</a><br />\n</div>\n</div>",
            "<details>\n\n<summary>`{x}` <b>y</b></summary>\n\n```sql\nSELECT '<a>{b}'\n```\n\n</details>",
            "a \\< b \\{ `<` &lt; &#123; }\n\n| `{a}` | \\| |\n|:--|:--|\n| <br /> | x |",
            "import CopyableCode from '@site/src/components/CopyableCode/CopyableCode';\n\n<CopyableCode code=\"a|b\" />",
        ];
        for text in good {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn each_fault_is_named_with_its_line() {
        let bad = [
            "\n[a](/c)",
            "[a](c.md)",
            "[a](../b/x)",
            "![a](x.png)",
            "<a href=\"/d/\">x</a>",
            "[a](#nowhere)",
            "[a](/b#nowhere)",
            "a < b",
            "a {b}",
            "<https://a.example>",
            "<!-- a -->",
            "<b>a",
            "a</b>",
            "<a href=b>x</a>",
            "<script>a</script>",
            "import x from 'y'",
            "export const a = 1",
            "    a {b}",
            "<b>\n\nx",
            "<br>",
            "- a <b>x\n- b</b>",
            "x <b title={y}>z</b>",
            "| <b>a | b</b> |\n|--|--|",
            "## a {b}",
            "<div>{x}</div>",
            "<CopyableCode code=\"a\n\nb\" />",
            "[`<`][a]\n\n[a]: /gone",
            "<b>\n- </b>",
            "<b>\na\n</b> c",
            "<div>\n`</div>",
            "`\n<`",
        ];
        let findings: Vec<String> =
            bad.iter().flat_map(|text| [format!("# {text:?}")].into_iter().chain(found(text))).collect();
        insta::assert_snapshot!(findings.join("\n"));
    }

    #[test]
    fn a_page_may_be_too_large() {
        let pages = [page("docs/index.md", "---\ntitle: a\n---\nabc")];
        let found = |limit| check(&pages, Some(limit), Site::Config(Mark::default()));
        assert_eq!(found(20), []);
        let messages: Vec<String> = found(19).into_iter().map(|finding| finding.message).collect();
        assert_eq!(messages, ["`docs/index.md` has 20 bytes, more than 19"]);
    }

    #[test]
    fn front_matter_has_to_be_yaml() {
        for text in ["", "---\ntitle: a\n", "---\n- a\n---\n", "---\na: b: c\n---\n", "---\ntitle: [a\n---\n"] {
            let findings = check(&[page("docs/index.md", text)], None, Site::Config(Mark::default()));
            assert_eq!(
                findings.iter().map(|finding| finding.rule.id).collect::<Vec<_>>(),
                ["page-front-matter-invalid"],
                "{text:?}"
            );
        }
    }
}
