//! No text from outside can break a page: it is read back with the parser that Docusaurus builds on, in Rust.

use markdown::mdast::Node;
use markdown::{Constructs, ParseOptions, to_mdast};
use proptest::prelude::*;

use super::escape::{
    address, attribute, code, code_cell, fenced, front_matter, html, line, own_line, paragraph, prose, table_cell,
    with_code,
};
use super::plain;

/// Letters that mean something to Markdown, MDX, YAML or a terminal, and some that do not.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("|"),
        Just("\\"),
        Just("`"),
        Just("<"),
        Just(">"),
        Just("{"),
        Just("}"),
        Just("*"),
        Just("_"),
        Just("~"),
        Just("["),
        Just("]"),
        Just("("),
        Just(")"),
        Just("!"),
        Just("\""),
        Just("'"),
        Just("&"),
        Just("#"),
        Just("-"),
        Just("+"),
        Just("="),
        Just(":"),
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just("\t"),
        Just(" "),
        Just("    "),
        Just("<br>"),
        Just("</td>"),
        Just("<!--"),
        Just("import x"),
        Just("export "),
        Just("1."),
        Just(":::note"),
        Just("---"),
        Just("```"),
        Just("https://a.example/"),
        Just("&amp;"),
        Just("a"),
        Just("é"),
        Just("\u{2028}"),
        Just("\u{85}"),
        Just("\u{0}"),
        Just("\u{1b}[31m"),
    ];
    let pieces = prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    prop_oneof![3 => pieces, 1 => any::<String>()]
}

fn mdx() -> ParseOptions {
    ParseOptions {
        constructs: Constructs { frontmatter: true, gfm_table: true, gfm_strikethrough: true, ..Constructs::mdx() },
        ..ParseOptions::mdx()
    }
}

fn parsed(page: &str) -> Vec<Node> {
    let root = to_mdast(page, &mdx()).unwrap_or_else(|error| panic!("{error}\n{page}"));
    root.children().cloned().unwrap_or_default()
}

/// Whether a tree has an expression, a module or a tag that the page's layout did not put there.
fn has_code(node: &Node) -> bool {
    let is_code = match node {
        Node::MdxFlowExpression(_) | Node::MdxTextExpression(_) | Node::MdxjsEsm(_) => true,
        Node::MdxJsxTextElement(element) => {
            !matches!(element.name.as_deref(), Some("br" | "b" | "C" | "code" | "tr" | "td"))
        }
        Node::MdxJsxFlowElement(element) => {
            !matches!(element.name.as_deref(), Some("br" | "table" | "tbody" | "tr" | "td"))
        }
        _ => false,
    };
    is_code || node.children().is_some_and(|children| children.iter().any(has_code))
}

fn cells(table: &Node) -> Vec<usize> {
    let rows = table.children().expect("rows");
    rows.iter().map(|row| row.children().map_or(0, Vec::len)).collect()
}

#[test]
fn addresses_that_no_browser_takes_are_no_links() {
    let url = |length: usize| format!("https://a.example/{}", "x".repeat(length - 18));
    assert_eq!(address(&url(2_000)), Some(url(2_000)));
    assert_eq!(address(&url(2_001)), None);
}

#[test]
fn a_backtick_without_a_partner_is_text() {
    assert_eq!(with_code("a `b` c"), "a `b` c");
    assert_eq!(with_code("a `b c"), "a &#96;b c");
}

proptest! {
    #![proptest_config(crate::properties::config(256))]

    #[test]
    fn a_cell_stays_in_its_row(first in nasty(), second in nasty(), third in nasty()) {
        let row = format!("| <C code=\"{}\" /> | {} | {} |", attribute(&first), code_cell(&second), table_cell(&third));
        let page = format!("## T\n| A | B | C |\n|:--|:--|:--|\n{row}\n| x | y | z |\n\nEnd.\n");
        let nodes = parsed(&page);
        prop_assert_eq!(nodes.len(), 3, "{}", page);
        prop_assert!(matches!(nodes[1], Node::Table(_)), "{}", page);
        prop_assert_eq!(cells(&nodes[1]), vec![3, 3, 3], "{}", page);
        prop_assert!(!has_code(&nodes[1]), "{}", page);
    }

    #[test]
    fn text_between_tags_stays_there(title in nasty(), description in nasty()) {
        let row = |text: &str| format!("<tr><td><b>Name</b></td><td>{}</td></tr>\n", html(text));
        let page = format!("<table><tbody>\n{}{}</tbody></table>\n\nEnd.\n", row(&title), row(&description));
        let nodes = parsed(&page);
        prop_assert_eq!(nodes.len(), 2, "{}", page);
        prop_assert!(!has_code(&nodes[0]), "{}", page);
    }

    #[test]
    fn a_paragraph_stays_a_paragraph(text in nasty()) {
        let page = format!("---\ntitle: x\n---\n\n{}  \n    \n:::info Summary\n\nEnd.\n", paragraph(&text));
        let nodes = parsed(&page);
        let is_empty = paragraph(&text).is_empty();
        prop_assert!(is_empty || matches!(nodes[1], Node::Paragraph(_)), "{}", page);
        prop_assert_eq!(nodes.len(), if is_empty { 3 } else { 4 }, "{}", page);
        prop_assert!(!nodes.iter().any(has_code), "{}", page);
    }

    #[test]
    fn prose_and_code_stay_where_they_are(first in nasty(), second in nasty(), third in nasty()) {
        let row = format!("| {} | {} |", prose(&first), code(&second));
        let table = format!("| A | B |\n|:--|:--|\n{row}\n| x | y |\n");
        let page = format!("{table}\n{}\n\n{}\n\nEnd.\n", fenced("sql", &second), own_line(prose(third.trim())));
        let nodes = parsed(&page);
        prop_assert!(matches!(nodes[0], Node::Table(_)), "{}", page);
        prop_assert_eq!(cells(&nodes[0]), vec![2, 2, 2], "{}", page);
        prop_assert!(matches!(nodes[1], Node::Code(_)), "{}", page);
        prop_assert!(nodes[2..].iter().all(|node| matches!(node, Node::Paragraph(_))), "{}", page);
        prop_assert!(!nodes.iter().any(has_code), "{}", page);
    }

    #[test]
    fn front_matter_is_yaml_without_backslashes(text in nasty()) {
        let read: serde_json::Value = yaml_serde::from_str(&format!("key: {}\n", front_matter(&text))).expect("YAML");
        let expected = line(&text).replace('\\', "/");
        prop_assert!(!expected.contains(char::is_control));
        prop_assert_eq!(read["key"].as_str(), Some(expected.as_str()));
    }

    #[test]
    fn a_message_holds_no_control_character(text in nasty()) {
        prop_assert!(!plain(&text).chars().any(char::is_control));
    }
}
