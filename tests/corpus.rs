//! Real specs, read in place: the classic pages byte for byte, and today's API by its figures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::corpus;
use crate::{engine, support};
use provgen::finding::Severity;
use provgen::pipeline::{self, Built, Job};
use provgen::render::Product;
use provgen::schema::grammar::VERBS;
use provgen::tree::Node;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

const OKTA_V1: &str = "specs/okta-v1-2.8.1.swagger.yaml";

/// Builds a provider from a configuration that is written here.
fn build(config: &Json) -> Built {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("provgen.yaml");
    fs::write(&path, config.to_string()).expect("write config");
    pipeline::build(&Job { config: path, spec: None, mapping: None, style: None }, &|_| {})
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Every switch of the lowering off, so that documents and pages are what they were before there was any.
pub fn as_published() -> Json {
    let switches = ["variants", "all_of", "rows", "object_keys", "booleans", "columns", "links"];
    switches.into_iter().map(|switch| (switch.to_owned(), Json::Bool(false))).collect::<serde_json::Map<_, _>>().into()
}

pub fn yaml(bytes: &[u8]) -> Json {
    yaml_serde::from_slice(bytes).expect("YAML")
}

/// The provider of 2023: its spec, its mapping with its mistakes, its service titles.
fn classic() -> Option<Built> {
    let provider = yaml(&fs::read(corpus("golden/classic-provider.yaml")?).expect("read"));
    let services = provider["providerServices"].as_object().expect("services");
    let about: BTreeMap<_, _> = services
        .iter()
        .map(|(name, s)| (name, json!({"title": s["title"], "description": s["description"]})))
        .collect();
    Some(build(&json!({
        "provider": "okta", "title": "Okta", "description": "Authentication and authorization services.",
        "source": {"file": corpus(OKTA_V1)?},
        "mapping": corpus("mapping/okta-v1.csv")?,
        "services": {"by": "tag", "version": "v1", "about": about},
        "servers": [{"url": "https://{subdomain}.okta.com/", "variables": {"subdomain": {"default": "my-domain"}}}],
        "config": provider["config"],
        "lower": as_published(),
        "docs": {"published_version": "v23.03.00121", "image": "/img/providers/okta/stackql-okta-provider-featured-image.png"},
    })))
}

/// Today's management API, with the published mapping of version 5.1.0.
fn management(version: &str) -> Option<Built> {
    management_with(version, json!({}))
}

pub fn management_with(version: &str, lower: Json) -> Option<Built> {
    Some(build(&management_config(version, lower)?))
}

pub fn management_config(version: &str, lower: Json) -> Option<Json> {
    Some(json!({
        "provider": "okta", "title": "Okta", "description": "Identity and access management.",
        "source": {"file": corpus(&format!("specs/okta-management-{version}.yaml"))?},
        "mapping": corpus("mapping/okta-5.1.0-all_services.csv")?,
        "services": {"by": "path", "skip": [{"service": "_well_known", "reason": "public metadata, without the org's host"}]},
        "servers": [{"url": "https://{subdomain}.okta.com/", "variables": {"subdomain": {"default": "my-domain"}}}],
        "lower": lower,
    }))
}

fn page<'a>(built: &'a Built, path: &str) -> &'a Product {
    built.products.iter().find(|product| product.path == path).unwrap_or_else(|| panic!("no {path}"))
}

fn totals(built: &Built) -> [usize; 4] {
    let counts = built.counts;
    [counts.services, counts.resources, counts.selectable, counts.methods]
}

fn rules(built: &Built) -> BTreeMap<&str, usize> {
    let mut rules = BTreeMap::new();
    built.findings.iter().for_each(|finding| *rules.entry(finding.rule).or_default() += 1);
    rules
}

pub fn service_documents(built: &Built) -> impl Iterator<Item = (&str, Json)> {
    service_products(built).map(|product| (product.path.as_str(), yaml(&product.bytes)))
}

pub fn service_products(built: &Built) -> impl Iterator<Item = &Product> {
    // A provider or a service can be called `services` as well.
    let is_service = |path: &str| path.starts_with("src/") && path.split('/').nth(3) == Some("services");
    built.products.iter().filter(move |product| is_service(&product.path))
}

#[test]
fn classic_pages_come_out_byte_for_byte() {
    let (Some(built), Some(golden)) = (classic(), corpus("golden/classic/providers")) else { return };
    let mut compared = 0;
    for (path, published) in support::tree(&golden) {
        let page = &page(&built, &format!("docs/providers/{path}")).bytes;
        compared += 1;
        if path == "okta/application/keys/index.md" {
            assert_eq!(without_row(&published, "false"), without_row(page, "n"), "{path}");
        } else {
            assert_eq!(String::from_utf8_lossy(&published), String::from_utf8_lossy(page), "{path}");
        }
    }
    assert!(compared >= 20, "{compared} pages");
}

/// The published page calls the column `n` by a boolean's name.
fn without_row(page: &[u8], column: &str) -> String {
    let row = format!("| <CopyableCode code=\"{column}\" /> |");
    let text = String::from_utf8_lossy(page);
    assert_eq!(text.lines().filter(|line| line.starts_with(&row)).count(), 1, "{column}");
    text.lines().filter(|line| !line.starts_with(&row)).collect::<Vec<_>>().join("\n")
}

#[test]
fn classic_totals_are_the_published_ones() {
    let Some(built) = classic() else { return };
    assert_eq!(totals(&built), [24, 73, 66, 283]);
    // The published pages have these links too: they lead to headings of the vendor's own site.
    assert_eq!(rules(&built), BTreeMap::from([("mapping-row-incomplete", 16), ("page-anchor-dead", 4)]));
}

/// All 97 resource and service pages, read once and compared with the rules of the format.
#[test]
fn classic_pages_stay_as_they_were_read() {
    let Some(built) = classic() else { return };
    let mut digest = Sha256::new();
    let mut pages: Vec<_> =
        built.products.iter().filter(|product| product.path.starts_with("docs/providers/")).collect();
    pages.sort_by_key(|product| &product.path);
    pages.iter().for_each(|product| digest.update(&product.bytes));
    let hash: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((pages.len(), hash.as_str()), (97, CLASSIC_PAGES));
}

const CLASSIC_PAGES: &str = "af43b19479c64a31424176b9eb068d4cfa8d35362be439b91a114546d0a6bf78";

#[test]
fn the_current_provider_is_what_its_mapping_says() {
    let Some(built) = management("5.1.0") else { return };
    let [services, resources, _, methods] = totals(&built);
    assert_eq!([services, resources, methods], [55, 190, 699]);
    assert_eq!(rules(&built), BTreeMap::from([("mapping-verb-unknown", 1), ("operation-no-success-response", 3)]));
    let mut wanted = mapped_verbs();
    for (path, document) in service_documents(&built) {
        let service = Path::new(path).file_stem().and_then(|stem| stem.to_str()).expect("service").to_owned();
        for (resource, method, verb) in listed_verbs(&document) {
            let key = (service.clone(), resource, method);
            assert_eq!(wanted.remove(&key), Some(verb), "{key:?}");
        }
    }
    assert!(wanted.is_empty(), "{wanted:?}");
}

type MethodKey = (String, String, String);

/// The verbs of the mapping; its one misspelt verb is EXEC.
fn mapped_verbs() -> BTreeMap<MethodKey, String> {
    let path = corpus("mapping/okta-5.1.0-all_services.csv").expect("mapping");
    let mut reader = csv::Reader::from_path(path).expect("CSV");
    let rows = reader.deserialize().map(|row: Result<BTreeMap<String, String>, _>| row.expect("row"));
    let named = rows.filter(|row| !row["stackql_resource_name"].is_empty() && row["filename"] != "_well_known.yaml");
    let entry = |row: BTreeMap<String, String>| {
        let service = row["filename"].trim_end_matches(".yaml").to_owned();
        let verb = if row["stackql_verb"] == "post" { "exec" } else { &row["stackql_verb"] };
        ((service, row["stackql_resource_name"].clone(), row["stackql_method_name"].clone()), verb.to_owned())
    };
    named.map(entry).collect()
}

fn listed_verbs(document: &Json) -> Vec<(String, String, String)> {
    let mut listed = Vec::new();
    for (name, resource) in document["components"]["x-stackQL-resources"].as_object().expect("resources") {
        let verb_of = |method: &str| {
            let verbs = resource["sqlVerbs"].as_object().expect("sqlVerbs");
            let holds = |list: &Json| {
                list.as_array()
                    .expect("list")
                    .iter()
                    .any(|entry| entry["$ref"].as_str().is_some_and(|r| r.ends_with(&format!("/{method}"))))
            };
            verbs.iter().find(|(_, list)| holds(list)).map_or("exec", |(verb, _)| verb).to_owned()
        };
        let methods = resource["methods"].as_object().expect("methods");
        listed.extend(methods.keys().map(|method| (name.clone(), method.clone(), verb_of(method))));
    }
    listed
}

#[test]
fn a_newer_spec_with_an_older_mapping_is_built_as_far_as_it_goes() {
    let Some(built) = management("2026.06.3") else { return };
    let [services, resources, _, methods] = totals(&built);
    assert_eq!([services, resources, methods], [53, 186, 683]);
    let expected = [
        ("mapping-row-stale", 16),
        ("mapping-verb-unknown", 1),
        ("operation-no-success-response", 3),
        ("operation-unmapped", 43),
    ];
    assert_eq!(rules(&built), BTreeMap::from(expected));
}

#[test]
fn the_engine_loads_every_document_and_reaches_every_method() {
    let builds = [classic(), management("5.1.0"), management("2026.06.3")];
    let mut checked = 0;
    for built in builds.iter().flatten() {
        let files: BTreeSet<String> =
            service_documents(built).filter_map(|(path, _)| path.strip_prefix("src/").map(str::to_owned)).collect();
        let provider = yaml(&page(built, "src/okta/v00.00.00000/provider.yaml").bytes);
        assert_eq!(problems(engine::check_provider_document(&provider, &files)), "");
        for (path, document) in service_documents(built) {
            checked += 1;
            assert_eq!(problems(engine::check_all(&document)), "", "{path}");
            assert_eq!(engine::unreached_components(&document), Vec::<String>::new(), "{path}");
            let bytes = &page(built, path).bytes;
            let ours = provgen::tree::yaml::read(bytes, Path::new(path)).expect("YAML");
            assert_eq!(serde_json::to_value(&ours).expect("JSON"), document, "{path}: readers disagree");
            let text = String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(problems(engine::check_yaml_1_1_text(&text)), "", "{path}");
        }
    }
    let is_whole = builds.iter().all(Option::is_some);
    assert!(!is_whole || checked == 24 + 55 + 53, "{checked} documents");
}

fn problems(problems: Vec<engine::Problem>) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

/// Published service documents as input, most of OpenAPI 3.0 and some of 3.1, each operation a method of its own.
#[test]
fn documents_of_other_vendors_become_providers_that_the_engine_loads() {
    let (Some(registry), Some(specs)) = (corpus("registry/src"), corpus("specs")) else { return };
    let documents = support::tree(&registry).into_iter().filter(|(path, _)| path.contains("/services/"));
    let documents = documents.map(|(path, bytes)| (registry.join(path), bytes));
    let specs = support::tree(&specs).into_iter().map(|(path, bytes)| (specs.join(path), bytes));
    let mut built = 0;
    let mut wrong = Vec::new();
    for (file, bytes) in documents.chain(specs) {
        let path = file.display().to_string();
        let document =
            provgen::tree::yaml::read(&bytes, Path::new(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let provider = mechanical(&file, &document);
        built += 1;
        for product in service_products(&provider) {
            // Not `yaml_serde`: it refuses numbers above 64 bits, which some examples have.
            let document = provgen::tree::yaml::read(&product.bytes, Path::new(&product.path)).expect("YAML");
            let (service, document) = (&product.path, serde_json::to_value(&document).expect("JSON"));
            let found = engine::check_all(&document);
            wrong.extend(found.iter().map(|problem| format!("{path}: {service}: {problem}")));
            // The loader does not follow a discriminator's mapping; some published ones lead nowhere.
            let unreached = engine::unreached_components(&document);
            let unreached = unreached.iter().filter(|name| !name.starts_with("dangling: "));
            wrong.extend(unreached.map(|name| format!("{path}: {service}: unreached {name}")));
        }
        wrong.extend(
            provider
                .findings
                .iter()
                .filter(|f| f.severity == Severity::Error)
                .map(|f| format!("{path}: {}: {}", f.rule, f.message)),
        );
    }
    assert!(built > 100, "{built} documents");
    assert!(wrong.is_empty(), "{} problems, such as {:#?}", wrong.len(), wrong.iter().take(40).collect::<Vec<_>>());
}

/// Every operation is a method of the resource `all`; GET is SELECT, the rest is EXEC.
pub fn mechanical_mapping(document: &Node) -> String {
    let mut mapping = String::from("path,verb,stackql_resource_name,stackql_method_name,stackql_verb\n");
    let mut number = 0;
    for (path, item) in document.entries("paths") {
        for verb in
            item.as_mapping().into_iter().flatten().map(|(key, _)| key).filter(|key| VERBS.contains(&key.as_ref()))
        {
            number += 1;
            let sql = if &**verb == "get" { "select" } else { "exec" };
            let quoted = path.replace('"', "\"\"");
            mapping.push_str(&format!("\"{quoted}\",{verb},all,method_{number},{sql}\n"));
        }
    }
    mapping
}

/// Builds a provider that has all operations of a document.
pub fn mechanical(spec: &Path, document: &Node) -> Built {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("mapping.csv");
    fs::write(&path, mechanical_mapping(document)).expect("write mapping");
    build(
        &json!({"provider": "vendor", "title": "Vendor", "description": "An API.", "source": {"file": spec}, "mapping": path, "services": {"by": "path"}}),
    )
}
