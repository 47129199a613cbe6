//! Providers that are read back: those of registries by their figures, and those of `generate` as it had them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use provgen::{Job, Provider, Resource, SqlVerb, Style, side};
use serde_json::{Value as Json, json};
use yaml_serde::Value as Yaml;

use crate::corpus::apis;
use crate::rules::base;
use crate::support::{cases, corpus_as_well, name, own, provgen, registries, repository, transcript, tree};

/// The providers of a registry by name.
fn providers(root: &Path) -> Vec<Provider> {
    side(root.to_str().expect("text")).unwrap_or_else(|error| panic!("{error}"))
}

/// Services, resources and methods by a plain count over the YAML of the services that exist.
fn plain_count(root: &Path, provider: &Provider) -> [usize; 3] {
    let read = |path: &Path| -> Yaml {
        let text = fs::read_to_string(path).expect("read");
        // `yaml_serde` refuses a tag that only JavaScript knows, and a number above 64 bits.
        let text = text.replace("!<tag:yaml.org,2002:js/undefined> ", "").replace("18446744073709552000", "0");
        yaml_serde::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let root = root.join("src");
    let mut counts = [0; 3];
    let folder = root.join(&provider.name);
    let version =
        fs::read_dir(&folder).expect("a provider").flatten().map(|entry| entry.path()).max().expect("a version");
    let provider = read(&version.join("provider.yaml"));
    for entry in provider["providerServices"].as_mapping().expect("services").values() {
        let file = root.join(entry["service"]["$ref"].as_str().expect("file"));
        if !file.is_file() {
            continue;
        }
        counts[0] += 1;
        let document = read(&file);
        let resources = document["components"]["x-stackQL-resources"].as_mapping().expect("resources");
        for resource in resources.values() {
            let methods = resource.get("methods").and_then(Yaml::as_mapping).map_or(0, yaml_serde::Mapping::len);
            counts[1] += usize::from(methods > 0);
            counts[2] += methods;
        }
    }
    counts
}

#[test]
fn providers_are_read_with_all_that_they_have() {
    let mut read = BTreeMap::new();
    for root in registries() {
        for provider in providers(&root) {
            let expected = plain_count(&root, &provider);
            let counts = provider.counts();
            assert_eq!([counts.services, counts.resources, counts.methods], expected, "{}", provider.name);
            read.insert(provider.name, expected);
        }
    }
    assert_eq!(read["orchard"], [3, 6, 11]);
    assert_eq!(read["aquarium"], [2, 5, 12], "views are not counted");
    assert_eq!(read["fairground"], [2, 5, 9], "one service has no file");
    if let Some(okta) = read.get("okta") {
        assert_eq!(*okta, [56, 188, 700], "the file of one service has another case than its reference");
        assert_eq!(read.len(), 3 + 11, "{read:?}");
    }
}

/// Writes the pages of providers in both styles.
fn check_pages(registry: &Path, providers: &[&str], page: &str) {
    let out = tempfile::tempdir().expect("temporary folder");
    let arguments = [&["docs", "--from-registry", registry.to_str().expect("text")], providers].concat();
    let output = provgen(out.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", transcript(&output));
    let pages = tree(&out.path().join("pages"));
    assert!(pages.contains_key(page), "{:?}", pages.keys());
    let again = transcript(&provgen(out.path(), &arguments));
    assert!(again.contains("(0 written, 0 removed)"), "{again}");
    let guide = [&arguments[..], &["--style", "guide", "--out", "guides"]].concat();
    let guide = transcript(&provgen(out.path(), &guide));
    assert!(
        guide.contains("exit code: 0") && !guide.replace("warning[example-dropped]", "").contains("warning["),
        "{guide}"
    );
    let service = page.rsplit('/').nth(1).expect("a folder");
    let page = fs::read_to_string(out.path().join("guides").join(page)).expect("page");
    assert!(page.contains(&format!("edit `{service}.yaml` or `provider.yaml`, and generate it anew")), "{page}");
}

#[test]
fn providers_get_pages() {
    let page = "aquarium/docs/providers/aquarium/feeding/index.md";
    check_pages(&own().join("registry"), &["aquarium", "orchard"], page);
    let Some(root) = corpus_as_well("registry") else { return };
    check_pages(&root, &["deno", "clickhouse", "homebrew"], "deno/docs/providers/deno/project/index.md");
}

#[test]
fn a_service_without_a_file_is_no_secret_of_its_pages() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let version = folder.path().join("src/p/v1");
    fs::create_dir_all(&version).expect("folder");
    let document = "id: p\nname: p\nversion: v1\nproviderServices:\n  a:\n    service:\n      $ref: p/v1/services/a.yaml\n  b: 1\n";
    fs::write(version.join("provider.yaml"), document).expect("write");
    let told = transcript(&provgen(folder.path(), &["docs", "--from-registry", "."]));
    insta::assert_snapshot!(told);
}

/// What SQL users see of a resource.
fn facts(resource: &Resource) -> Vec<String> {
    let mut facts = vec![format!("{} view: {:?}", resource.id, resource.view)];
    for verb in SqlVerb::LISTED {
        let names: Vec<&str> = resource.methods_of(verb).iter().map(|method| method.name.as_str()).collect();
        facts.push(format!("{}: {}", verb.name(), names.join(" ")));
    }
    for method in &resource.methods {
        let columns = method
            .fields
            .as_ref()
            .map(|fields| fields.iter().map(|field| format!("{}:{}", field.name, field.datatype)).collect::<Vec<_>>());
        facts.push(format!(
            "{} {} {:?} {:?}",
            method.name,
            method.verb.name(),
            method.object_key,
            method.required_keys()
        ));
        facts.push(format!("{} {} {:?}", method.path, method.http_verb, method.server_variables));
        facts.push(format!("{columns:?} {:?} {:?} {}", method.request_media_type, method.response, method.is_list));
        facts.push(format!("{:?} {:?}", method.body_names, method.transform));
    }
    facts
}

fn all_facts(provider: &Provider) -> Vec<String> {
    let mut facts = vec![format!("{} {} {}", provider.name, provider.version, provider.description)];
    for service in &provider.services {
        facts.push(format!("{} {} {} {}", service.name, service.id, service.title, service.description));
        facts.extend(service.resources.iter().flat_map(self::facts));
    }
    facts
}

/// Writes the documents of a provider and reads them back.
fn check_round_trip(label: &str, job: &Job) {
    let built = provgen::build(job, &|_| {}).unwrap_or_else(|error| panic!("{label}: {error}"));
    let root = tempfile::tempdir().expect("temporary folder");
    for product in built.products.iter().filter(|product| product.path.starts_with("src/")) {
        let path = root.path().join(&product.path);
        fs::create_dir_all(path.parent().expect("folder")).expect("folder");
        fs::write(path, &product.bytes).expect("write");
    }
    let (expected, found) = (all_facts(&built.provider), all_facts(&providers(root.path())[0]));
    for (expected, found) in expected.iter().zip(&found) {
        assert_eq!(expected, found, "{label}");
    }
    assert_eq!(expected.len(), found.len(), "{label}");
}

#[test]
fn what_generate_writes_is_read_as_it_was() {
    let job = |config| Job { config, spec: None, mapping: None, style: None };
    check_round_trip("okta", &job(repository().join("specs/okta/provgen.yaml")));
    for case in cases("generate") {
        check_round_trip(name(&case), &job(case.join("provgen.yaml")));
    }
    for api in apis(&["2026.06.3"]) {
        api.run(&json!(null), |job| check_round_trip(&api.name, job));
    }
}

/// A view beside methods, and a resource whose id is not its name.
#[test]
fn names_are_those_that_statements_use() {
    let root = tempfile::tempdir().expect("temporary folder");
    let folder = root.path().join("src/p/v1");
    fs::create_dir_all(folder.join("services")).expect("folder");
    let provider = json!({
        "name": "p",
        "providerServices": {"s": {"service": {"$ref": "p/v1/services/s.yaml"}}},
    });
    let row = json!({"type": "object", "properties": {"AddressLine1": {"type": "string"}, "ok": {"type": "string"}}});
    let content = json!({"application/json": {"schema": row}});
    let answer = json!({"get": {"responses": {"200": {"description": "", "content": content}}}});
    let method = |path: &str| json!({"operation": {"$ref": format!("#/paths/~1{path}/get")}});
    let view = json!({"views": {"select": {"ddl": "SELECT ok FROM p.s.rows"}}});
    let resources = json!({
        "rows": {"id": "p.s.other", "methods": {"list": method("a")},
            "sqlVerbs": {"select": [{"$ref": "#/components/x-stackQL-resources/rows/methods/list"}]}},
        "seen": {"id": "p.s.seen", "methods": {"act": method("b")}, "sqlVerbs": {}, "config": view},
    });
    let service = json!({
        "openapi": "3.0.3", "servers": [{"url": "https://p.example"}], "paths": {"/a": answer, "/b": answer},
        "components": {"x-stackQL-resources": resources},
    });
    fs::write(folder.join("provider.yaml"), provider.to_string()).expect("write");
    fs::write(folder.join("services/s.yaml"), service.to_string()).expect("write");
    let provider = providers(root.path()).remove(0);
    let rows = &provider.services[0].resources[0];
    let names: Vec<&str> = rows.methods[0].fields.iter().flatten().map(|field| field.name.as_str()).collect();
    assert_eq!((rows.id.as_str(), names), ("p.s.rows", vec!["AddressLine1", "ok"]));
    for style in [Style::Classic, Style::Guide] {
        let documented = provgen::docs(root.path(), style).unwrap_or_else(|error| panic!("{error}"));
        let page = documented.pages.iter().find(|page| page.path.ends_with("/seen/index.md")).expect("a page");
        let text = String::from_utf8_lossy(&page.bytes);
        assert!(!text.contains("cannot read this resource") && !text.contains("not supported"), "{text}");
    }
}

/// Documents that lack something: a name for each, and the two documents; `null` for a service document that is no part.
fn bare_documents() -> Vec<(String, Json, Json)> {
    let provider = || base("provider.yaml");
    let service = || base("store.yaml");
    let without = |mut tree: Json, pointer: &str| {
        let (above, key) = pointer.rsplit_once('/').expect("a pointer");
        tree.pointer_mut(above).and_then(Json::as_object_mut).expect("an object").remove(key).expect("a key");
        tree
    };
    let with = |mut tree: Json, pointer: &str, value: Json| {
        *tree.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        tree
    };
    let resources = "/components/x-stackQL-resources";
    let resource = format!("{resources}/users");
    let mut all = vec![("no services".to_owned(), with(provider(), "/providerServices", json!({})), Json::Null)];
    for value in [json!(null), json!([]), json!(""), json!(1)] {
        all.push((format!("services {value}"), with(provider(), "/providerServices", value), Json::Null));
    }
    for pointer in [
        "/id",
        "/name",
        "/version",
        "/title",
        "/description",
        "/providerServices",
        "/providerServices/store/title",
        "/providerServices/store/description",
        "/providerServices/store/name",
    ] {
        let tree = provider();
        if tree.pointer(pointer).is_some() {
            all.push((format!("provider without {pointer}"), without(tree, pointer), service()));
            all.push((format!("provider with empty {pointer}"), with(provider(), pointer, json!("")), service()));
        }
    }
    let parts = [
        "/info",
        "/info/title",
        "/servers",
        "/paths",
        "/components",
        "/components/schemas",
        resources,
        &resource,
        &format!("{resource}/methods"),
        &format!("{resource}/sqlVerbs"),
        &format!("{resource}/id"),
        &format!("{resource}/name"),
    ];
    for pointer in parts {
        if service().pointer(pointer).is_none() {
            continue;
        }
        all.push((format!("service without {pointer}"), provider(), without(service(), pointer)));
        for value in [json!({}), json!([]), json!(null), json!("")] {
            all.push((format!("service with {pointer} {value}"), provider(), with(service(), pointer, value)));
        }
    }
    let view = json!({"views": {"select": {"predicate": "sqlDialect == \"sqlite3\"", "ddl": "SELECT 1 AS a"}}});
    let only_view = json!({"users": {"id": "shop.store.users", "name": "users", "title": "users", "methods": {}, "sqlVerbs": {}, "config": view}});
    all.push(("only a view".to_owned(), provider(), with(service(), resources, only_view)));
    all
}

#[test]
fn what_documents_lack_is_no_fault_of_provgen() {
    let mut wrong = Vec::new();
    let all = bare_documents();
    for (name, provider_tree, service) in &all {
        let root = tempfile::tempdir().expect("temporary folder");
        let folder = root.path().join("src/shop/v00.00.00000");
        fs::create_dir_all(folder.join("services")).expect("folder");
        fs::write(folder.join("provider.yaml"), provider_tree.to_string()).expect("write");
        if !service.is_null() {
            fs::write(folder.join("services/store.yaml"), service.to_string()).expect("write");
        }
        let here = tempfile::tempdir().expect("temporary folder");
        let registry = root.path().to_str().expect("text");
        for arguments in [
            &["docs", "--from-registry", registry, "--style", "guide"][..],
            &["docs", "--from-registry", registry, "--style", "classic"],
            &["validate", registry, "--fail-on", "never"],
            &["diff", registry, registry],
        ] {
            let told = transcript(&provgen(here.path(), arguments));
            if told.contains("fault of provgen") || told.contains("bug in provgen") || told.contains("undefined") {
                wrong.push(format!("{name}: {}: {}", arguments[0], told.chars().take(300).collect::<String>()));
            }
        }
    }
    assert!(wrong.is_empty() && all.len() > 50, "{} of {}: {wrong:#?}", wrong.len(), all.len());
}

#[test]
fn a_page_says_where_describe_shows_other_columns() {
    let page = |service: &Json| {
        let root = tempfile::tempdir().expect("temporary folder");
        let folder = root.path().join("src/shop/v00.00.00000");
        fs::create_dir_all(folder.join("services")).expect("folder");
        fs::write(folder.join("provider.yaml"), base("provider.yaml").to_string()).expect("write");
        fs::write(folder.join("services/store.yaml"), service.to_string()).expect("write");
        let documented = provgen::docs(root.path(), Style::Guide).unwrap_or_else(|error| panic!("{error}"));
        let page = documented.pages.iter().find(|it| it.path.ends_with("store/users/index.md")).expect("a page");
        String::from_utf8(page.bytes.clone()).expect("UTF-8")
    };
    let mut service = base("store.yaml");
    assert!(!page(&service).contains("`DESCRIBE` shows"));
    service["components"]["schemas"]["User"].as_object_mut().expect("a schema").remove("type");
    assert!(page(&service).contains("`DESCRIBE` shows one column, `column_anon`."), "{}", page(&service));
}
