//! Text from outside in every place of a page that takes it, read back by a Markdown parser.
#![no_main]

use libfuzzer_sys::fuzz_target;
use markdown::mdast::Node;
use markdown::{Constructs, ParseOptions, to_mdast};

fn options() -> ParseOptions {
    let constructs = Constructs { frontmatter: true, gfm_table: true, gfm_strikethrough: true, ..Constructs::mdx() };
    ParseOptions { constructs, ..ParseOptions::mdx() }
}

fuzz_target!(|text: &str| {
    let page = provgen::fuzzing::page(text);
    let root = to_mdast(&page, &options()).unwrap_or_else(|error| panic!("{error}\n{page}"));
    let nodes = root.children().expect("children");
    assert_eq!(nodes.len(), 4, "{page}");
    let Node::Table(table) = &nodes[2] else { panic!("no table: {page}") };
    assert!(table.children.iter().all(|row| row.children().is_some_and(|cells| cells.len() == 3)), "{page}");
});
