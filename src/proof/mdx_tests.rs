//! What the checks of pages let through compiles: a parser of MDX, which is slower, says so too.

use markdown::mdast::Node;
use markdown::{Constructs, ParseOptions, to_mdast};
use proptest::prelude::*;

use super::check;
use crate::finding::Site;
use crate::place::Mark;
use crate::render::Product;
use crate::support::{repository, tree};

/// Pieces of pages, good and bad, that mean something to MDX.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        " ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "## ",
        "    ",
        "\t",
        "| ",
        " |",
        "\n|--|--|\n",
        "`",
        "``",
        "\n```\n",
        "*",
        "_",
        "~~",
        "[",
        "](/p)",
        "]: /p",
        "![",
        "\\",
        "<",
        ">",
        "{",
        "}",
        "<b>",
        "</b>",
        "<br />",
        "<br>",
        "<div>",
        "</div>",
        "\n<div>\n",
        "\n</div>\n",
        "<details>",
        "</details>",
        "<summary>",
        "</summary>",
        "<code>",
        "</code>",
        "<C />",
        "<!-- x -->",
        "<CopyableCode code=\"a\" />",
        "\n<CopyableCode code=\"a\" />\n",
        "<a href=\"/p\">",
        "</a>",
        "<https://a.example>",
        "&lt;",
        "&#123;",
        "import a from 'b'",
        "export a",
        ":::info\n",
        "\n:::\n",
        "---\n",
        "===\n",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
    ])
}

fn mdx() -> ParseOptions {
    ParseOptions {
        constructs: Constructs { frontmatter: true, gfm_table: true, gfm_strikethrough: true, ..Constructs::mdx() },
        ..ParseOptions::mdx()
    }
}

fn has_code(node: &Node) -> bool {
    let is_code = matches!(node, Node::MdxFlowExpression(_) | Node::MdxTextExpression(_));
    is_code || node.children().is_some_and(|children| children.iter().any(has_code))
}

fn findings(page: &str) -> Vec<String> {
    let product = Product { path: "docs/index.md".to_owned(), bytes: page.as_bytes().to_vec() };
    let found = check(&[product], None, Site::Config(Mark::default()));
    found.into_iter().map(|finding| format!("{}: {}", finding.rule.id, finding.message)).collect()
}

proptest! {
    #![proptest_config(crate::properties::config(4000))]

    #[test]
    fn what_passes_compiles(pieces in prop::collection::vec(piece(), 0..10)) {
        let page = format!("---\ntitle: a\nslug: /p\n---\n\n{}\n", pieces.concat());
        if findings(&page).is_empty() {
            match std::panic::catch_unwind(|| to_mdast(&page, &mdx())) {
                Ok(Ok(root)) => prop_assert!(!has_code(&root), "{}", page),
                Ok(Err(error)) => prop_assert!(false, "{error}\n{page}"),
                // Among millions of pages are some on which the parser itself panics. That says nothing about the page.
                Err(_) => {}
            }
        }
    }
}

#[test]
fn committed_pages_pass_and_compile() {
    let products: Vec<Product> = tree(&repository().join("generated/okta"))
        .into_iter()
        .map(|(path, bytes)| Product { path, bytes })
        .filter(|product| product.path.ends_with(".md"))
        .collect();
    assert!(products.len() > 90);
    assert_eq!(check(&products, None, Site::Config(Mark::default())), []);
    for product in products {
        let page = String::from_utf8(product.bytes).expect("UTF-8");
        to_mdast(&page, &mdx()).unwrap_or_else(|error| panic!("{}: {error}", product.path));
    }
}
