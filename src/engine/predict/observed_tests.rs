//! What the model prints of the resources of a registry, against what the engine printed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde_json::Value as Json;

use super::{Api, Documents, Kind, Outcome, Request, Response, Session, Settings};
use crate::engine::RESOURCES;
use crate::model::Resource;
use crate::registry;
use crate::sql::SqlVerb;
use crate::support::corpus;
use crate::tree::{Node, yaml};

/// How many of a thousand resources have to agree, as far as their service is here.
const LEAST: usize = 990;

/// Resources whose pages have other columns than DESCRIBE, and why.
const EXPECTED: &[(&str, &str)] = &[
    ("sumologic.monitors.usage_info:", "a row without a type: SELECT has its properties, as pages do"),
    ("sumologic.slos.usage_info:", "the same"),
    ("okta.mappings.profile_mappings:", "the same"),
    ("homebrew.formula.vw_", "a view without methods: its page shows its query"),
    ("linode.managed.statistics:", "an object with `items`, which SELECT reads as NULL: `items-stray`"),
];

/// DESCRIBE and SHOW METHODS call nobody.
struct Nobody;

impl Api for Nobody {
    fn call(&mut self, _: &Request) -> Response {
        panic!("a statement about documents has called an API")
    }
}

fn documents(folder: &Path) -> Documents {
    let read = |path: &Path| yaml::read(&fs::read(path).expect("read"), path).expect("YAML");
    let provider = read(&folder.join("provider.yaml"));
    let root = folder.parent().and_then(Path::parent).expect("a root");
    let file = |entry: &Node| Some(root.join(entry.get("service")?.reference()?)).filter(|path| path.is_file());
    let entries = provider.entries("providerServices").filter_map(|(key, entry)| Some((key.to_string(), file(entry)?)));
    let services = entries.map(|(key, path)| (key, read(&path))).collect();
    Documents { provider, services }
}

/// The cells of a column, by the cell of another one.
fn table(outcome: &Outcome) -> Vec<BTreeMap<&str, String>> {
    let row = |row: &Vec<Option<String>>| {
        let cells = row.iter().map(|cell| cell.clone().unwrap_or_default());
        outcome.columns.iter().map(String::as_str).zip(cells).collect()
    };
    outcome.rows.iter().map(row).collect()
}

fn columns(outcome: &Outcome) -> Option<BTreeSet<(String, String)>> {
    let cell = |row: &BTreeMap<&str, String>, name| row.get(name).cloned().unwrap_or_default();
    let is_table = matches!(outcome.kind, Kind::Rows);
    is_table.then(|| table(outcome).iter().map(|row| (cell(row, "name"), cell(row, "type"))).collect())
}

fn methods(outcome: &Outcome) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let cell = |row: &BTreeMap<&str, String>, name| row.get(name).cloned().unwrap_or_default();
    let names = |text: String| text.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let rows = table(outcome);
    let of = |row: &BTreeMap<&str, String>| {
        (cell(row, "MethodName"), (cell(row, "SQLVerb"), names(cell(row, "RequiredParams"))))
    };
    rows.iter().map(of).collect()
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Where a resource differs from what was observed.
fn difference(documents: &Documents, seen: &Json) -> Option<String> {
    let id = text(&seen["resource"]);
    let settings = Settings::default();
    let mut session = Session::new(documents, &settings);
    let described = session.run(&format!("DESCRIBE {};", quoted(&id)), &mut Nobody);
    let expected = seen["columns"]
        .as_array()
        .map(|columns| columns.iter().map(|column| (text(&column[0]), text(&column[1]))).collect::<BTreeSet<_>>());
    if columns(&described) != expected {
        return Some(format!("{id}: columns {:?}, seen {expected:?}", columns(&described)));
    }
    // The first statement about a service may fail for a fault of another method.
    session.run(&format!("SHOW METHODS IN {};", quoted(&id)), &mut Nobody);
    let shown = methods(&session.run(&format!("SHOW METHODS IN {};", quoted(&id)), &mut Nobody));
    for (name, method) in seen["methods"].as_object().into_iter().flatten() {
        let required = method["required"].as_array().into_iter().flatten().map(text).collect::<BTreeSet<_>>();
        let verb = text(&method["verb"]);
        let found = shown.get(name);
        // A method under two verbs has either, by chance.
        let agrees = found.is_some_and(|(it, names)| verb.split('|').any(|verb| verb == it) && *names == required);
        if !agrees {
            return Some(format!("{id}.{name}: {found:?}, seen {verb} {required:?}"));
        }
    }
    None
}

fn quoted(id: &str) -> String {
    id.split('.').map(|part| format!("\"{part}\"")).collect::<Vec<_>>().join(".")
}

#[test]
fn the_registry_is_described_as_it_was_seen() {
    let (Some(observed), Some(registry)) = (corpus("engine/observed"), corpus("registry/src")) else { return };
    let mut all = (0, 0);
    for file in fs::read_dir(&observed).expect("read").flatten().map(|entry| entry.path()) {
        let provider = file.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let folder = registry.join(provider).join("v00.00.00000");
        if !folder.is_dir() {
            continue;
        }
        let documents = documents(&folder);
        let lines = fs::read_to_string(&file).expect("read");
        let seen: Vec<Json> = lines.lines().skip(1).map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let is_here = |seen: &&Json| {
            let id = text(&seen["resource"]);
            let mut parts = id.split('.').skip(1);
            let service = parts.next().and_then(|key| documents.services.get(key));
            service.and_then(|it| it.get("components")?.get(RESOURCES)).is_some()
        };
        let seen: Vec<&Json> = seen.iter().filter(is_here).collect();
        let differences: Vec<String> = seen.par_iter().filter_map(|seen| difference(&documents, seen)).collect();
        println!("{provider}: {} of {} resources agree", seen.len() - differences.len(), seen.len());
        differences.iter().for_each(|line| println!("  {}", line.chars().take(600).collect::<String>()));
        all = (all.0 + seen.len() - differences.len(), all.1 + seen.len());
    }
    println!("all: {} of {}", all.0, all.1);
    assert!(all.1 > 500 && all.0 * 1000 >= all.1 * LEAST, "{all:?}");
}

/// The columns of the method that DESCRIBE shows, as rules and pages have them.
fn of_pages(resource: &Resource) -> BTreeSet<(String, String)> {
    let first = resource.methods_of(SqlVerb::Select).into_iter().next();
    let fields = first.and_then(|method| method.fields.as_ref()).into_iter().flatten();
    fields.map(|field| (field.property.clone(), field.datatype.clone())).collect()
}

#[test]
fn pages_show_the_columns_that_were_seen() {
    let (Some(observed), Some(registry)) = (corpus("engine/observed"), corpus("registry/src")) else { return };
    let (mut all, mut differences) = (0, Vec::new());
    for file in fs::read_dir(&observed).expect("read").flatten().map(|entry| entry.path()) {
        let provider = file.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let folder = registry.join(provider);
        if !folder.is_dir() {
            continue;
        }
        let folder = registry::newest(&folder).expect("a provider").remove(0);
        let provider = registry::load(folder).into_provider();
        let resources = provider.services.iter().flat_map(|service| &service.resources);
        let resources: BTreeMap<&str, &Resource> = resources.map(|it| (it.id.as_str(), it)).collect();
        let lines = fs::read_to_string(&file).expect("read");
        for seen in lines.lines().skip(1).map(|line| serde_json::from_str::<Json>(line).expect("JSON")) {
            let (Some(resource), Some(columns)) =
                (resources.get(&*text(&seen["resource"])), seen["columns"].as_array())
            else {
                continue;
            };
            all += 1;
            let seen: BTreeSet<_> = columns.iter().map(|column| (text(&column[0]), text(&column[1]))).collect();
            let own = of_pages(resource);
            if own != seen {
                let lost: Vec<_> = seen.difference(&own).take(4).collect();
                let extra: Vec<_> = own.difference(&seen).take(4).collect();
                differences.push(format!("{}: not there {lost:?}, not seen {extra:?}", resource.id));
            }
        }
    }
    println!("{} of {all} resources have the columns that were seen", all - differences.len());
    differences.iter().for_each(|line| println!("  {line}"));
    let is_known = |line: &String| EXPECTED.iter().any(|(start, _)| line.starts_with(start));
    let unknown: Vec<&String> = differences.iter().filter(|line| !is_known(line)).collect();
    assert!(all > 400 && unknown.is_empty(), "{unknown:#?}");
}
