//! The guide pages: what today's API says and a page leaves out, counted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::corpus::{service_documents, yaml};
use crate::engine;
use crate::support::{corpus, repository};
use provgen::config::Style;
use provgen::pipeline::{self, Built, Job};
use provgen::render::Product;

const MAX_PAGE: usize = 40_000;

/// The pages of today's API, and the documents that they are about.
struct Site {
    built: Built,
    pages: BTreeMap<String, String>,
}

/// One resource with the text of all its pages.
struct Subject<'a> {
    doc: &'a Json,
    name: &'a str,
    methods: Vec<&'a String>,
    text: String,
    rows: Vec<Vec<&'a str>>,
}

fn site() -> Option<Site> {
    let spec = corpus("specs/okta-management-2026.06.3.yaml")?;
    let config = repository().join("specs/okta-management/provgen.yaml");
    let job = Job { config, spec: Some(spec), mapping: None, style: Some(Style::Guide) };
    let built = pipeline::build(&job, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let text = |product: &Product| String::from_utf8(product.bytes.clone()).expect("UTF-8");
    let pages = built.products.iter().filter(|product| product.path.starts_with("docs/"));
    let pages = pages.map(|product| (product.path.clone(), text(product))).collect();
    Some(Site { built, pages })
}

impl Site {
    /// Calls for each resource of each service.
    fn each(&self, mut visit: impl FnMut(&Subject<'_>)) {
        for (path, doc) in service_documents(&self.built) {
            let service = path.rsplit('/').next().and_then(|file| file.strip_suffix(".yaml")).expect("service");
            for (name, resource) in doc["components"]["x-stackQL-resources"].as_object().expect("resources") {
                let folder = format!("docs/providers/okta/{service}/{name}/");
                let own = self.pages.iter().filter(|(path, _)| path.starts_with(&folder));
                let own: Vec<&str> = own.map(|(_, text)| text.as_str()).collect();
                assert!(!own.is_empty(), "{folder}");
                let rows = own.iter().flat_map(|text| text.lines()).filter(|line| line.starts_with("| "));
                let rows = rows.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect();
                let methods = resource["methods"].as_object().expect("methods").keys().collect();
                visit(&Subject { doc: &doc, name, methods, text: own.join("\n"), rows });
            }
        }
    }
}

impl Subject<'_> {
    /// The rows in whose cell of this number a text stands as code.
    fn rows_with(&self, cell: usize, text: &str) -> impl Iterator<Item = &Vec<&str>> {
        let code = format!("`{text}`");
        self.rows.iter().filter(move |row| row.get(cell).is_some_and(|cell| cell.contains(&code)))
    }
}

/// A name as code, in double quotes or not.
fn says(cell: &str, name: &str) -> bool {
    cell.contains(&format!("`{name}`")) || cell.contains(&format!("`\"{name}\"`"))
}

#[test]
fn no_page_hides_a_key() {
    let Some(site) = site() else { return };
    let (mut hidden, mut methods) = (Vec::new(), 0);
    site.each(|subject| {
        let provider_wide = subject.text.lines().filter(|line| line.starts_with("Every statement")).collect::<String>();
        for method in &subject.methods {
            methods += 1;
            let required = engine::required_names(subject.doc, subject.name, method);
            let row = subject.rows_with(1, method).next();
            let keys = row.and_then(|row| row.get(2)).copied().unwrap_or_default();
            let is_hidden = |name: &&String| !says(keys, name) && !says(&provider_wide, name);
            hidden.extend(required.iter().filter(is_hidden).map(|name| format!("{} {method}: {name}", subject.name)));
            let given = keys.matches('`').count() / 2;
            let own = required.iter().filter(|name| !says(&provider_wide, name)).count();
            assert_eq!(given, own, "{} {method}: {keys}", subject.name);
        }
    });
    println!("methods whose page hides a required key: {} of {methods}", hidden.len());
    assert_eq!(hidden, Vec::<String>::new());
    assert!(methods > 700, "{methods}");
}

/// A field by its dotted path without brackets, and its schema.
fn fields<'a>(doc: &'a Json, subject: &Subject<'_>) -> BTreeMap<String, &'a Json> {
    let mut found = BTreeMap::new();
    let verbs = &doc["components"]["x-stackQL-resources"][subject.name]["sqlVerbs"]["select"];
    for method in verbs.as_array().expect("list").iter().filter_map(|it| it["$ref"].as_str()?.rsplit('/').next()) {
        let Some(row) = engine::row_schema(doc, subject.name, method) else { continue };
        for (name, schema) in properties(doc, row, 0) {
            add(doc, name, schema, 0, &mut found);
        }
    }
    found
}

fn add<'a>(doc: &'a Json, path: String, schema: &'a Json, depth: usize, found: &mut BTreeMap<String, &'a Json>) {
    let schema = inside(doc, schema);
    found.entry(path.clone()).or_insert(schema);
    if depth < 2 {
        for (name, property) in properties(doc, schema, 0) {
            add(doc, format!("{path}.{name}"), property, depth + 1, found);
        }
    }
}

/// What a list or a map holds in the end.
fn inside<'a>(doc: &'a Json, schema: &'a Json) -> &'a Json {
    let mut schema = engine::dereference(doc, schema).unwrap_or(schema);
    for _ in 0..3 {
        let own = schema.get("properties").and_then(Json::as_object).is_some_and(|it| !it.is_empty());
        let values = schema.get("additionalProperties").filter(|values| !own && values.is_object());
        let Some(next) = schema.get("items").or(values) else { break };
        schema = engine::dereference(doc, next).unwrap_or(next);
    }
    schema
}

fn properties<'a>(doc: &'a Json, schema: &'a Json, depth: usize) -> Vec<(String, &'a Json)> {
    let Some(schema) = engine::dereference(doc, schema) else { return Vec::new() };
    let own = schema.get("properties").and_then(Json::as_object).into_iter().flatten();
    let mut all: Vec<(String, &Json)> = own.map(|(name, property)| (name.clone(), property)).collect();
    for member in ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| schema.get(key)?.as_array()).flatten() {
        if depth < 5 {
            all.extend(properties(doc, member, depth + 1));
        }
    }
    all
}

/// The cells of each field, by its path without brackets and the word for a key.
fn field_rows<'a>(subject: &'a Subject<'_>) -> BTreeMap<String, (&'a str, &'a str)> {
    let mut rows = BTreeMap::new();
    for row in &subject.rows {
        let name = row[0].trim_matches('`').trim_matches('"').replace("[]", "").replace(".KEY", "");
        match row.as_slice() {
            [_, kind, sql, notes] if sql.starts_with("`json_extract(") => rows.insert(name, (*kind, *notes)),
            [_, kind, notes] if row[0].starts_with('`') => rows.insert(name, (*kind, *notes)),
            _ => None,
        };
    }
    rows
}

#[test]
fn fields_show_what_is_inside_them() {
    let Some(site) = site() else { return };
    let (mut stops, mut missing, mut total) = (Vec::new(), Vec::new(), 0);
    site.each(|subject| {
        let rows = field_rows(subject);
        for (path, schema) in fields(subject.doc, subject) {
            total += 1;
            let Some((kind, notes)) = rows.get(&path) else {
                missing.push(format!("{} {path}", subject.name));
                continue;
            };
            let is_bare = ["object", "array", "list", "map", "list of object", "map of object"].contains(kind);
            let below = format!("{path}.");
            let has_more = notes.contains("holds ")
                || rows.range(below.clone()..).next().is_some_and(|(it, _)| it.starts_with(&below));
            if is_bare && !has_more && !properties(subject.doc, schema, 0).is_empty() {
                stops.push(format!("{} {path}", subject.name));
            }
        }
    });
    println!(
        "field rows that stop at object or array: {} of {total}; fields without a row: {}",
        stops.len(),
        missing.len()
    );
    assert!(stops.len() * 50 <= total, "{stops:#?}");
    assert_eq!(missing, Vec::<String>::new());
    assert!(total > 5_000, "{total}");
}

#[test]
fn no_enum_is_lost() {
    let Some(site) = site() else { return };
    let (mut lost, mut enums) = (Vec::new(), 0);
    site.each(|subject| {
        for (path, schema) in fields(subject.doc, subject) {
            let Some(values) = schema.get("enum").and_then(Json::as_array) else { continue };
            enums += 1;
            let is_lost = |value: &&Json| {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                !subject.text.contains(&format!("`{text}`")) && !text.is_empty()
            };
            lost.extend(values.iter().filter(is_lost).map(|value| format!("{} {path}: {value}", subject.name)));
        }
    });
    println!("values of enums that are lost: {} in {enums} enums", lost.len());
    assert_eq!(lost, Vec::<String>::new());
    assert!(enums > 300, "{enums}");
}

#[test]
fn each_scope_and_lifecycle_mark_is_shown() {
    let Some(site) = site() else { return };
    let (mut hidden, mut scopes_seen, mut marks_seen) = (Vec::new(), 0, 0);
    site.each(|subject| {
        for method in &subject.methods {
            let (operation, item) = engine::operation(subject.doc, subject.name, method).expect("operation");
            let security = operation.get("security").or(subject.doc.get("security")).and_then(Json::as_array);
            let scopes: BTreeSet<&str> = security
                .into_iter()
                .flatten()
                .flat_map(|it| it.as_object().expect("requirement").values())
                .flat_map(|it| it.as_array().expect("scopes"))
                .filter_map(Json::as_str)
                .collect();
            let mark = [operation, item].iter().find_map(|it| it.get("x-okta-lifecycle")?.get("lifecycle")?.as_str());
            scopes_seen += usize::from(!scopes.is_empty());
            marks_seen += usize::from(mark.is_some());
            let rows: Vec<String> = subject
                .rows
                .iter()
                .filter(|row| matches!(row[0], "Read" | "Write") && row.last().is_some_and(|it| says(it, method)))
                .map(|row| row.join(" | "))
                .collect();
            let shows = |text: &str| rows.iter().any(|row| row.contains(text));
            let wanted = scopes.iter().copied().chain(mark);
            hidden.extend(wanted.filter(|it| !shows(it)).map(|it| format!("{} {method}: {it}", subject.name)));
        }
    });
    println!(
        "operations whose page hides a scope or mark: {} of {scopes_seen} with a scope, {marks_seen} with a mark",
        hidden.len()
    );
    assert_eq!(hidden, Vec::<String>::new());
    assert!(scopes_seen > 700 && marks_seen > 700, "{scopes_seen} {marks_seen}");
}

#[test]
fn links_lead_somewhere_and_no_page_is_too_long() {
    let Some(site) = site() else { return };
    let (mut dead, mut links) = (Vec::new(), 0);
    for (path, text) in &site.pages {
        assert!(text.len() <= MAX_PAGE, "{path}: {} bytes", text.len());
        for target in targets(text).filter(|target| !target.contains("://")) {
            links += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { path.clone() } else { joined(path, file) };
            let is_there =
                site.pages.get(&file).is_some_and(|text| anchor.is_empty() || anchors(text).contains(anchor));
            if !is_there {
                dead.push(format!("{path}: {target}"));
            }
        }
    }
    println!("dead links: {} of {links}; longest page: {:?}", dead.len(), site.pages.values().map(String::len).max());
    assert_eq!(dead, Vec::<String>::new());
    assert!(links > 900, "{links}");
}

fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("](").filter_map(|(at, _)| text.get(at + 2..)?.split(')').next())
}

fn joined(from: &str, to: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// As GitHub and Docusaurus make them of headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    headings.map(|it| it.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-")).collect()
}

#[test]
fn every_page_has_its_own_first_sentence_and_description() {
    let Some(site) = site() else { return };
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, text) in &site.pages {
        let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).expect("front matter");
        let front_matter = yaml(front.0.as_bytes());
        assert!(front_matter["title"].is_string() && front_matter["description"].is_string(), "{path}");
        let description = front.0.lines().find(|line| line.starts_with("description: ")).expect("description");
        let sentence = front.1.lines().find(|line| !line.is_empty() && !line.starts_with('#')).expect("sentence");
        let is_first = path.ends_with("index.md");
        for line in [description, sentence].into_iter().filter(|_| is_first) {
            let other = seen.insert(line, path);
            assert!(other.is_none(), "{path} and {other:?}: {line}");
        }
    }
    println!("pages: {}", site.pages.len());
}
