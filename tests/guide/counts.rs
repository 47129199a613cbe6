//! What pages leave out or get wrong, counted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::site::{Site, Subject, says};
use super::{shapes, statements};
use crate::engine;

const MAX_PAGE: usize = 40_000;

/// How often something is wrong, and of how many.
#[derive(Default)]
pub struct Count {
    /// What is counted.
    pub name: &'static str,
    /// The places where it is wrong.
    pub faults: Vec<String>,
    /// How many there are.
    pub of: usize,
    /// How many percent may be wrong.
    pub most: usize,
}

/// All that is counted.
pub struct Counts {
    pub keys: Count,
    pub links: Count,
    pub links_of_tool: Count,
    pub stops: Count,
    pub stops_raw: Count,
    pub missing: Count,
    pub enums: Count,
    pub enums_raw: Count,
    pub equal: Count,
    pub statements: Count,
    pub dropped: Count,
    pub large: Count,
    pub marks: Count,
    pub found: Count,
}

impl Counts {
    /// Counts everything.
    pub fn of(site: &Site) -> Self {
        let count = |name| Count { name, ..Count::default() };
        let mut counts = Counts {
            keys: count("methods whose page hides a required key"),
            links: count("dead links and anchors"),
            links_of_tool: count("dead links and anchors, by the tool"),
            stops: Count { most: 2, ..count("field rows that stop at object or array") },
            stops_raw: Count { most: 2, ..count("field rows that stop there, by the vendor's document") },
            missing: count("fields without a row"),
            enums: count("enums that lose a value"),
            // A base type may allow what none of its subtypes has, and what stands in the document is the subtypes'.
            enums_raw: Count { most: 2, ..count("enums that lose a value, by the vendor's document") },
            equal: count("pages with two equal examples"),
            statements: count("examples that do not parse, or name an unknown column"),
            dropped: count("examples that were dropped"),
            large: count("pages over 40 kB"),
            marks: count("scopes and lifecycle marks that are not shown"),
            found: count("other findings in pages and examples"),
        };
        site.each(|subject| {
            counts.keys(subject);
            counts.fields(subject);
            counts.enums(subject);
            counts.marks(subject);
            counts.statements(subject);
        });
        counts.of_vendor(site);
        counts.of_pages(site);
        counts
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Count> {
        let first = [&self.keys, &self.links, &self.links_of_tool, &self.stops, &self.stops_raw, &self.missing];
        let rest = [&self.enums, &self.enums_raw, &self.equal, &self.statements, &self.dropped, &self.large];
        first.into_iter().chain(rest).chain([&self.marks, &self.found])
    }

    /// A row for each count.
    pub fn table(&self) -> String {
        let row = |count: &Count| format!("| {} | {} | {} |\n", count.name, count.faults.len(), count.of);
        format!("| count | found | of |\n|:--|--:|--:|\n{}", self.all().map(row).collect::<String>())
    }

    /// The head of a table with a row for each provider.
    pub fn head() -> &'static str {
        "| provider | pages | methods | hide a key | dead links | findings | dropped examples | untrue examples \
         | equal examples | over 40 kB | stop at object | without a row | enums lost |\n\
         |:--|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    }

    /// The row of a provider.
    pub fn row(&self, site: &Site) -> String {
        let part = |count: &Count| format!("{} of {}", count.faults.len(), count.of);
        let dead = self.links.faults.len() + self.links_of_tool.faults.len();
        let cells = [
            site.provider.clone(),
            site.pages.len().to_string(),
            self.keys.of.to_string(),
            self.keys.faults.len().to_string(),
            format!("{dead} of {}", self.links.of),
            self.found.faults.len().to_string(),
            self.dropped.faults.len().to_string(),
            part(&self.statements),
            self.equal.faults.len().to_string(),
            self.large.faults.len().to_string(),
            part(&self.stops),
            self.missing.faults.len().to_string(),
            part(&self.enums),
        ];
        format!("| {} |", cells.join(" | "))
    }

    fn keys(&mut self, subject: &Subject<'_>) {
        let wide = subject.text.lines().filter(|line| line.starts_with("Every statement")).collect::<String>();
        for method in &subject.methods {
            self.keys.of += 1;
            let required = engine::required_names(subject.doc, subject.name, method);
            let row = subject.rows_with(2, method).next();
            let keys = row.and_then(|row| row.get(1)).copied().unwrap_or_default();
            let hidden: Vec<&String> = required.iter().filter(|it| !says(keys, it) && !says(&wide, it)).collect();
            // What a body has under the name of a server variable may stand there too.
            let given = keys.split(", ").map(|key| key.trim_matches('`').trim_matches('"'));
            let is_needless = given.filter(|key| !["none", ""].contains(key)).any(|key| !required.contains(key));
            if !hidden.is_empty() || row.is_none() || is_needless {
                self.keys.faults.push(format!("{} {method}: {required:?}, and the page has {keys}", subject.id()));
            }
        }
    }

    fn fields(&mut self, subject: &Subject<'_>) {
        let rows = field_rows(subject);
        for (path, schemas) in shapes::fields(subject.doc, subject) {
            self.stops.of += 1;
            self.missing.of += 1;
            if !rows.contains_key(&path) {
                self.missing.faults.push(format!("{} {path}", subject.id()));
            } else if stops(subject.doc, &rows, &path, &schemas) {
                self.stops.faults.push(format!("{} {path}", subject.id()));
            }
        }
    }

    /// The same by what the vendor says, before anything was done for SQL.
    fn of_vendor(&mut self, site: &Site) {
        let Some(mut raw) = site.raw.clone() else { return };
        for (index, (service, _)) in site.docs.iter().enumerate() {
            site.raw_with_resources(index, &mut raw);
            site.each(|subject| {
                if subject.service == service {
                    self.of_vendors_resource(&raw, subject);
                }
            });
        }
    }

    fn of_vendors_resource(&mut self, raw: &Json, subject: &Subject<'_>) {
        let rows = field_rows(subject);
        for (path, schemas) in shapes::fields(raw, subject) {
            self.stops_raw.of += 1;
            if stops(raw, &rows, &path, &schemas) || !rows.contains_key(&path) {
                self.stops_raw.faults.push(format!("{} {path}", subject.id()));
            }
            for schema in schemas {
                self.enums_raw.see(subject, &path, &shapes::values(raw, schema));
            }
        }
    }

    fn enums(&mut self, subject: &Subject<'_>) {
        let doc = subject.doc;
        for (path, schemas) in shapes::fields(doc, subject) {
            schemas.iter().for_each(|schema| self.enums.see(subject, &path, &shapes::values(doc, schema)));
        }
        for method in &subject.methods {
            for parameter in shapes::parameters(doc, subject, method) {
                let content = || parameter.get("content")?.as_object()?.values().next()?.get("schema");
                if let Some(schema) = parameter.get("schema").or_else(content) {
                    self.enums.see(
                        subject,
                        parameter["name"].as_str().unwrap_or_default(),
                        &shapes::values(doc, schema),
                    );
                }
            }
            for (name, schema) in shapes::body(doc, subject, method) {
                let schema = engine::dereference(doc, schema).unwrap_or(schema);
                if schema.get("readOnly") != Some(&Json::Bool(true)) {
                    self.enums.see(subject, &name, &shapes::values(doc, schema));
                }
            }
        }
    }

    fn marks(&mut self, subject: &Subject<'_>) {
        for method in &subject.methods {
            let Some((operation, item)) = engine::operation(subject.doc, subject.name, method) else { continue };
            let security = operation.get("security").or(subject.doc.get("security")).and_then(Json::as_array);
            let requirements = security.into_iter().flatten().filter_map(Json::as_object);
            let scopes = requirements.flat_map(|it| it.values()).filter_map(Json::as_array).flatten();
            let scopes: BTreeSet<&str> = scopes.filter_map(Json::as_str).collect();
            let mark = [operation, item].iter().find_map(|it| lifecycle(it));
            let is_own =
                |row: &&Vec<&str>| matches!(row[0], "Read" | "Write") && row.last().is_some_and(|it| says(it, method));
            let rows: Vec<String> = subject.rows.iter().filter(is_own).map(|row| row.join(" | ")).collect();
            self.marks.of += usize::from(!scopes.is_empty()) + usize::from(mark.is_some());
            let is_hidden = |text: &&str| !rows.iter().any(|row| row.contains(text));
            let hidden = scopes.iter().copied().chain(mark).filter(is_hidden);
            self.marks.faults.extend(hidden.map(|it| format!("{} {method}: {it}", subject.id())));
        }
    }

    fn statements(&mut self, subject: &Subject<'_>) {
        let known = statements::known(subject);
        let all: Vec<&str> = statements::on(&subject.text).collect();
        let distinct: BTreeSet<&str> = all.iter().copied().collect();
        self.equal.of += 1;
        if distinct.len() < all.len() {
            self.equal.faults.push(subject.id());
        }
        for statement in all {
            self.statements.of += 1;
            if let Err(fault) = statements::check(statement, subject, &known) {
                self.statements.faults.push(format!("{}: {fault}\n{statement}", subject.id()));
            }
        }
    }

    fn of_pages(&mut self, site: &Site) {
        let anchors: BTreeMap<&str, BTreeSet<String>> =
            site.pages.iter().map(|(path, text)| (path.as_str(), anchors(text))).collect();
        for (path, text) in &site.pages {
            self.large.of += 1;
            if text.len() > MAX_PAGE {
                self.large.faults.push(format!("{path}: {} bytes", text.len()));
            }
            for target in targets(text).filter(|target| !target.contains("://")) {
                self.links.of += 1;
                let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
                let file = if file.is_empty() { path.clone() } else { joined(path, file) };
                if !anchors.get(file.as_str()).is_some_and(|known| anchor.is_empty() || known.contains(anchor)) {
                    self.links.faults.push(format!("{path}: {target}"));
                }
            }
        }
        self.links_of_tool.of = self.links.of;
        self.links_of_tool.faults = site.found("page-link").chain(site.found("page-anchor")).collect();
        self.dropped.of = self.statements.of;
        self.dropped.faults = site.found("example-").collect();
        self.found.of = site.pages.len();
        self.found.faults =
            ["page-front", "page-too", "page-markup"].into_iter().flat_map(|it| site.found(it)).collect();
    }
}

impl Count {
    /// An enum, of which the pages should have each value.
    fn see(&mut self, subject: &Subject<'_>, path: &str, values: &[&Json]) {
        self.of += usize::from(!values.is_empty());
        let is_lost = |value: &&&Json| {
            let text = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned());
            !subject.text.contains(&format!("`{text}`")) && !text.is_empty()
        };
        if let Some(value) = values.iter().find(is_lost) {
            self.faults.push(format!("{} {path}: {value}", subject.id()));
        }
    }
}

/// The lifecycle mark of an operation or of its path item, by whatever vendor.
fn lifecycle(node: &Json) -> Option<&str> {
    let marks = node.as_object()?.iter().filter(|(key, _)| key.ends_with("-lifecycle"));
    marks.filter_map(|(_, mark)| mark.get("lifecycle")?.as_str()).next()
}

/// Whether a row says only that it is an object or a list, though the document says more.
fn stops(doc: &Json, rows: &BTreeMap<String, (&str, &str)>, path: &str, schemas: &[&Json]) -> bool {
    let Some((kind, notes)) = rows.get(path) else { return false };
    let kind = kind.trim_start_matches('[').split("](").next().unwrap_or_default();
    let is_bare = ["object", "array", "list", "map", "list of object", "map of object", "string"].contains(&kind);
    let below = format!("{path}.");
    let has_more =
        notes.contains("holds ") || rows.range(below.clone()..).next().is_some_and(|(it, _)| it.starts_with(&below));
    let has_shape = |schema: &&Json| !shapes::properties(doc, schema).is_empty();
    is_bare && !has_more && schemas.iter().any(has_shape)
}

/// The cells of each field, by its path without brackets and the word for a key.
fn field_rows<'a>(subject: &'a Subject<'_>) -> BTreeMap<String, (&'a str, &'a str)> {
    let mut rows = BTreeMap::new();
    for row in &subject.rows {
        // A value that is an object here and a list there has two ways to its fields.
        let name = row[0].split("` or `").next().unwrap_or_default();
        let name = name.trim_matches('`').trim_matches('"').replace("[]", "").replace(".KEY", "");
        match row.as_slice() {
            [_, kind, sql, notes] if sql.contains("json_extract(") => rows.insert(name, (*kind, *notes)),
            [_, kind, notes] if row[0].starts_with('`') => rows.insert(name, (*kind, *notes)),
            _ => None,
        };
    }
    rows
}

fn targets(text: &str) -> impl Iterator<Item = &str> {
    // Patterns in code look like links.
    let outside = text.split('`').step_by(2);
    outside.flat_map(|text| text.match_indices("](").filter_map(|(at, _)| text.get(at + 2..)?.split(')').next()))
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
