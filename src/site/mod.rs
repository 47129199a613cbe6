//! Creates a Docusaurus site around generated pages. Adds the files of `templates/site/`; only `providers.json` differs
//! between sites.

mod read;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::render::Product;
use crate::text::escape::line;

pub use read::{Generated, read};

/// Files that are the same in every site.
const FILES: [(&str, &str); 16] = [
    (".gitignore", include_str!("../../templates/site/gitignore")),
    ("docusaurus.config.js", include_str!("../../templates/site/docusaurus.config.js")),
    ("package-lock.json", include_str!("../../templates/site/package-lock.json")),
    ("package.json", include_str!("../../templates/site/package.json")),
    ("sidebars.js", include_str!("../../templates/site/sidebars.js")),
    (
        "src/components/CopyableCode/CopyableCode.js",
        include_str!("../../templates/site/src/components/CopyableCode/CopyableCode.js"),
    ),
    (
        "src/components/CopyableCode/CopyableCode.module.css",
        include_str!("../../templates/site/src/components/CopyableCode/CopyableCode.module.css"),
    ),
    ("src/css/custom.css", include_str!("../../templates/site/src/css/custom.css")),
    ("src/pages/index.js", include_str!("../../templates/site/src/pages/index.js")),
    ("src/pages/index.module.css", include_str!("../../templates/site/src/pages/index.module.css")),
    ("src/remark/labels.mjs", include_str!("../../templates/site/src/remark/labels.mjs")),
    ("src/remark/links.mjs", include_str!("../../templates/site/src/remark/links.mjs")),
    ("src/remark/walk.mjs", include_str!("../../templates/site/src/remark/walk.mjs")),
    ("src/sidebar.mjs", include_str!("../../templates/site/src/sidebar.mjs")),
    ("static/img/favicon.svg", include_str!("../../templates/site/static/img/favicon.svg")),
    ("README.md", include_str!("../../templates/site/README.md")),
];

/// The files of a site with the pages of these providers, whose names must differ.
pub fn site(mut providers: Vec<Generated>) -> Vec<Product> {
    providers.sort_by(|a, b| a.name.cmp(&b.name));
    let entries: Vec<Entry<'_>> = providers.iter().map(Entry::of).collect();
    let entries = serde_json::to_value(&entries).unwrap_or_default();
    let mut products = vec![file("providers.json", format!("{entries:#}\n").into_bytes())];
    products.extend(FILES.iter().map(|(path, text)| file(path, text.as_bytes().to_vec())));
    products.extend(providers.into_iter().flat_map(Generated::into_files));
    products
}

fn file(path: &str, bytes: Vec<u8>) -> Product {
    Product { path: path.to_owned(), bytes }
}

/// A provider on the home page and in the sidebar.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    title: String,
    description: String,
    url: String,
    id: String,
    services: Vec<Item<'a>>,
}

/// A page in the sidebar and the pages below it.
#[derive(Serialize)]
struct Item<'a> {
    name: &'a str,
    id: String,
    items: Vec<Item<'a>>,
}

impl<'a> Entry<'a> {
    fn of(provider: &'a Generated) -> Self {
        let base = format!("providers/{}", provider.name);
        let names = provider.pages.keys().filter_map(|path| path.strip_suffix(".md"));
        Entry {
            name: &provider.name,
            title: line(&provider.title),
            description: line(&provider.description),
            url: format!("/{base}/"),
            id: provider.index_id.clone().unwrap_or_else(|| provider.name.clone()),
            services: items(&base, &names.collect()),
        }
    }
}

/// Nests pages by name: `user/users/index` and `user/more` go below `user/index`.
fn items<'a>(base: &str, names: &BTreeSet<&'a str>) -> Vec<Item<'a>> {
    let mut below: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut items = Vec::new();
    for name in names.iter().filter(|name| **name != "index") {
        match name.split_once('/') {
            Some((folder, rest)) => drop(below.entry(folder).or_default().insert(rest)),
            None => items.push(Item { name, id: format!("{base}/{name}"), items: Vec::new() }),
        }
    }
    let folder = |(name, names): (&'a str, BTreeSet<&'a str>)| {
        let base = format!("{base}/{name}");
        Item { name, id: format!("{base}/index"), items: self::items(&base, &names) }
    };
    items.extend(below.into_iter().map(folder));
    items
}
