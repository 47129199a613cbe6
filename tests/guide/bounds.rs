//! No page is too long, whatever an API has much of.

use std::collections::BTreeMap;
use std::fs;

use provgen::Job;
use serde_json::{Map, Value as Json, json};

use crate::corpus::yaml;
use crate::support::repository;

const MAX_PAGE: usize = 40_000;

/// The pages of an API by path. Nothing may be wrong with them.
fn pages(spec: &Json, mapping: &str, config: &Json) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("folder");
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).expect("write");
    write("openapi.json", spec.to_string());
    write("mapping.csv", mapping.to_owned());
    write("provgen.yaml", config.to_string());
    let job = Job { config: folder.path().join("provgen.yaml"), spec: None, mapping: None, style: None };
    let built = provgen::build(&job, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let of_pages = built.findings.iter().filter(|finding| finding.rule.starts_with("page-"));
    assert_eq!(of_pages.map(|finding| &finding.message).collect::<Vec<_>>(), Vec::<&String>::new());
    let pages = built.products.into_iter().filter(|product| product.path.ends_with(".md"));
    pages.map(|page| (page.path, String::from_utf8(page.bytes).expect("UTF-8"))).collect()
}

/// A text wherever a document has one.
fn lengthen(node: &mut Json, key: &str, text: &str) {
    let is_text = || ["description", "summary", "title", "example", "default", "pattern"].contains(&key);
    match node {
        Json::Object(entries) => entries.iter_mut().for_each(|(key, node)| lengthen(node, key, text)),
        Json::Array(items) => items.iter_mut().for_each(|node| lengthen(node, key, text)),
        Json::String(old) if key == "enum" => old.push_str(text),
        Json::String(old) if is_text() => text.clone_into(old),
        _ => {}
    }
}

#[test]
fn long_texts_fill_no_page() {
    let read = |name: &str| fs::read(repository().join("specs/okta").join(name)).expect("read");
    let text = "a long word, <b>, {c} | d\n".repeat(800);
    let mut spec = yaml(&read("openapi.yaml"));
    lengthen(&mut spec, "", &text);
    let config = json!({
        "provider": "okta",
        "title": text,
        "description": text,
        "source": { "file": "openapi.json" },
        "services": { "by": "tag", "about": { "application": { "title": text, "description": text } } },
        "servers": [{ "url": "https://{a}.example", "variables": { "a": { "default": text, "description": text } } }],
        "config": { "auth": { "type": "api_key", "credentialsenvvar": "A", "valuePrefix": text } },
        "docs": { "style": "guide", "keywords": [text], "meta_description": text },
    });
    let pages = pages(&spec, &String::from_utf8(read("mapping.csv")).expect("UTF-8"), &config);
    let longest = pages.values().map(String::len).max();
    assert!(pages.len() > 100 && longest <= Some(MAX_PAGE), "{} pages, {longest:?}", pages.len());
}

/// So many services that have one resource each, and one that has as many.
const MANY: usize = 300;

#[test]
fn tables_of_services_and_resources_go_on_on_further_pages() {
    let description =
        "What this one is for is said here at some length, as vendors do, with {braces} in it. ".repeat(3);
    let mut paths = Map::new();
    let mut mapping = "filename,path,verb,stackql_resource_name,stackql_method_name,stackql_verb\n".to_owned();
    let mut add = |service: &str, resource: &str| {
        let path = format!("/{service}/{resource}");
        mapping.push_str(&format!("{service}.yaml,{path},get,{resource},list,select\n"));
        let schema = json!({ "type": "object", "properties": { "id": { "type": "string" } } });
        let response = json!({ "description": "d", "content": { "application/json": { "schema": schema } } });
        let description = format!("{resource} of {service}: {description}");
        paths.insert(path, json!({ "get": { "description": description, "responses": { "200": response } } }));
    };
    (0..MANY).for_each(|n| add(&format!("service_{n}"), "things"));
    (0..MANY).for_each(|n| add("large", &format!("resource_{n}")));
    let about: Map<String, Json> =
        (0..MANY).map(|n| (format!("service_{n}"), json!({ "title": "T", "description": description }))).collect();
    let spec = json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": paths });
    let config = json!({
        "provider": "p",
        "title": "P",
        "description": "d",
        "source": { "file": "openapi.json" },
        "servers": [{ "url": "https://a.example" }],
        "services": { "about": about },
        "docs": { "style": "guide" },
    });
    let pages = pages(&spec, &mapping, &config);
    let number = |start: &str| pages.keys().filter(|path| path.starts_with(start)).count();
    assert!(number("docs/providers/p/services-") > 0 && number("docs/providers/p/large/resources-") > 0);
    for n in 0..MANY {
        let links = |link: String| pages.values().filter(|text| text.contains(&link)).count();
        assert_eq!(links(format!("service_{n}/index.md)")), 1, "service {n}");
        assert_eq!(links(format!("](resource_{n}/index.md)")), 1, "resource {n}");
    }
}
