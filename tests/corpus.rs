//! The APIs of `tests/corpus` by what holds for all of them, and real specs, read in place: the classic pages byte for
//! byte, and today's API by its figures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::support::{corpus, corpus_as_well};
use crate::{engine, support};
use provgen::{Built, Job, Product, Severity};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

const VERBS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

const OKTA_V1: &str = "specs/okta-v1-2.8.1.swagger.yaml";

/// Builds a provider from a configuration that is written here.
fn build(config: &Json) -> Built {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("provgen.yaml");
    fs::write(&path, config.to_string()).expect("write config");
    provgen::build(&Job { config: path, spec: None, mapping: None, style: None }, &|_| {})
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
    Some(build(&management_config(version, json!({}))?))
}

pub fn management_config(version: &str, lower: Json) -> Option<Json> {
    Some(json!({
        "provider": "okta", "title": "Okta", "description": "Identity and access management.",
        "source": {"file": corpus(&format!("specs/okta-management-{version}.yaml"))?},
        "mapping": management_mapping()?,
        "services": {"by": "path", "skip": [{"service": "_well_known", "reason": "public metadata, without the org's host"}]},
        "servers": [{"url": "https://{subdomain}.okta.com/", "variables": {"subdomain": {"default": "my-domain"}}}],
        "lower": lower,
    }))
}

/// The published mapping of version 5.1.0, which has an HTTP verb as the SQL verb of a row, with EXEC there.
fn management_mapping() -> Option<PathBuf> {
    static CORRECTED: OnceLock<Option<PathBuf>> = OnceLock::new();
    let correct = || {
        let text = fs::read_to_string(corpus("mapping/okta-5.1.0-all_services.csv")?).expect("mapping");
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("okta-5.1.0-all_services.csv");
        assert_eq!(text.matches("_resource,post\r\n").count(), 1, "rows with an HTTP verb");
        fs::write(&path, text.replace("_resource,post\r\n", "_resource,exec\r\n")).expect("write mapping");
        Some(path)
    };
    CORRECTED.get_or_init(correct).clone()
}

/// An API with all that a provider is built from.
pub struct Api {
    /// What it is called in messages.
    pub name: String,
    /// Its documents, as its vendor wrote them.
    pub documents: Vec<PathBuf>,
    config: PathBuf,
    settings: Json,
    mapping: PathBuf,
}

impl Api {
    /// Of a folder of `tests/corpus`; if it has several versions, the first one.
    fn of_folder(folder: &Path) -> Self {
        let config = folder.join("provgen.yaml");
        let settings = yaml(&fs::read(&config).expect("read"));
        let documents = match settings["source"]["dir"].as_str() {
            Some(dir) => support::tree(&folder.join(dir)).into_keys().map(|file| folder.join(dir).join(file)).collect(),
            None => vec![folder.join(settings["source"]["file"].as_str().expect("a document"))],
        };
        let (name, mapping) = (support::name(folder).to_owned(), folder.join("mapping.csv"));
        Api { name, documents, config, settings, mapping }
    }

    /// The second version of a folder of `tests/corpus`, with a mapping of its own.
    fn of_second_version(folder: &Path) -> Option<Self> {
        let document = Some(folder.join("openapi-2.yaml")).filter(|path| path.exists())?;
        let api = Api::of_folder(folder);
        let (name, mapping) = (format!("{} 2", api.name), folder.join("mapping-2.csv"));
        Some(Api { name, documents: vec![document], mapping, ..api })
    }

    /// Today's management API, with the published mapping of version 5.1.0.
    fn of_management(version: &str) -> Option<Self> {
        let settings = management_config(version, json!({}))?;
        let path = |setting: &Json| PathBuf::from(setting.as_str().expect("a path"));
        let (document, mapping) = (path(&settings["source"]["file"]), path(&settings["mapping"]));
        let config = PathBuf::from("provgen.yaml");
        Some(Api { name: format!("okta {version}"), documents: vec![document], config, settings, mapping })
    }

    /// Whether it is of `tests/corpus`.
    pub fn is_own(&self) -> bool {
        self.config.is_absolute()
    }

    /// Its only document; nothing if it has one for each service.
    fn document(&self) -> Option<&PathBuf> {
        self.documents.first().filter(|_| self.documents.len() == 1)
    }

    /// Runs a stage with its inputs, and with a `lower` block unless that is null.
    pub fn run<T>(&self, lower: &Json, stage: impl FnOnce(&Job) -> T) -> T {
        let folder = tempfile::tempdir().expect("temporary folder");
        let mut settings = self.settings.clone();
        if !lower.is_null() {
            settings["lower"] = lower.clone();
        }
        if let Some(inputs) = self.config.parent().filter(|inputs| inputs.is_dir()) {
            support::copy(inputs, folder.path());
        }
        let config = folder.path().join("provgen.yaml");
        fs::write(&config, settings.to_string()).expect("write config");
        let (spec, mapping) = (self.document().cloned(), Some(self.mapping.clone()));
        stage(&Job { config, spec, mapping, style: None })
    }

    /// Builds its provider.
    pub fn build(&self, lower: &Json) -> Built {
        self.run(lower, |job| provgen::build(job, &|_| {})).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// Its documents, each with those that are built from it for the engine.
    pub fn compared(&self, lower: &Json) -> Vec<(Json, Vec<Json>)> {
        let built = self.build(lower);
        let by_service = self.document().is_none();
        let of = |document: &PathBuf| {
            let stem = document.file_stem().and_then(|stem| stem.to_str()).expect("a stem");
            let is_of = |product: &&Product| !by_service || product.path.ends_with(&format!("/{stem}.yaml"));
            let products = service_products(&built).filter(is_of);
            let documents = products.map(|product| read(&product.bytes)).collect();
            (read(&fs::read(document).expect("read")), documents)
        };
        self.documents.iter().map(of).collect()
    }
}

/// The APIs of `tests/corpus`, and today's management API in these versions where the reference data is present.
pub fn apis(versions: &[&str]) -> Vec<Api> {
    let folders = support::providers();
    let own = folders.iter().flat_map(|folder| [Some(Api::of_folder(folder)), Api::of_second_version(folder)]);
    let is_present = versions.is_empty() || corpus_as_well("specs").is_some();
    let vendors = versions.iter().filter(|_| is_present).filter_map(|version| Api::of_management(version));
    own.flatten().chain(vendors).collect()
}

/// Whether a document is of OpenAPI 3, and can be walked as it is written.
pub fn is_openapi(document: &Json) -> bool {
    document.get("openapi").is_some()
}

/// A document as JSON. `yaml_serde` refuses a tag that only JavaScript knows, and numbers above 64 bits.
pub fn read(bytes: &[u8]) -> Json {
    let lenient = |_| {
        let text = std::str::from_utf8(bytes).expect("UTF-8").replace("!<tag:yaml.org,2002:js/undefined> ", "");
        let large = regex::Regex::new(r"\b\d{19,}\b").expect("a pattern");
        yaml(large.replace_all(&text, "0").as_bytes())
    };
    yaml_serde::from_slice(bytes).unwrap_or_else(lenient)
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

/// Pages of a Swagger 2.0 document, read once and compared with the rules of the format.
#[test]
fn classic_pages_of_the_corpus_stay_as_they_were_read() {
    let library = Api::of_folder(&support::own().join("library"));
    let built = library.build(&as_published());
    let folder = support::own().join("library/pages");
    let pages = built.products.iter().filter_map(|it| Some((it.path.strip_prefix("docs/providers/")?, &it.bytes)));
    let pages: BTreeMap<&str, &Vec<u8>> = pages.collect();
    if std::env::var_os("PROVGEN_UPDATE_CASES").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (path, bytes) in &pages {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("folder")).expect("create folder");
            fs::write(path, bytes).expect("write page");
        }
    }
    let expected = support::tree(&folder);
    assert_eq!(expected.keys().collect::<Vec<_>>(), pages.keys().collect::<Vec<_>>());
    for (path, page) in &expected {
        assert_eq!(String::from_utf8_lossy(page), String::from_utf8_lossy(pages[path.as_str()]), "{path}");
    }
    assert_eq!(totals(&built), [3, 8, 7, 20]);
    assert_eq!(
        rules(&built),
        BTreeMap::from([("body-unsendable", 1), ("page-anchor-dead", 1), ("select-schema-unsuitable", 1)])
    );
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
    assert_eq!(
        rules(&built),
        BTreeMap::from([("body-unsendable", 11), ("method-touches-many", 7), ("operation-no-success-response", 3)])
    );
    let mapping = management_mapping().expect("mapping");
    let mut wanted = mapped_verbs(&mapping);
    wanted.retain(|(service, ..), _| service != "_well_known");
    assert_eq!(wanted, listed_verbs(&built, true));
}

#[test]
fn providers_of_the_corpus_are_what_their_mappings_say() {
    for api in apis(&[]) {
        let built = api.build(&Json::Null);
        let wanted = mapped_verbs(&api.mapping);
        let has_services = wanted.keys().all(|(service, ..)| !service.is_empty());
        assert_eq!(wanted, listed_verbs(&built, has_services), "{}", api.name);
        assert_eq!(built.counts.methods, wanted.len(), "{}", api.name);
        let wanted = mapped_keys(&api.mapping);
        let keys = object_keys(&built);
        for (method, key) in &wanted {
            assert_eq!(keys.get(method), Some(key), "{}: {method:?}", api.name);
        }
        let errors = built.findings.iter().filter(|finding| finding.severity == Severity::Error);
        assert_eq!(errors.map(|it| &it.message).collect::<Vec<_>>(), Vec::<&String>::new(), "{}", api.name);
    }
}

type MethodKey = (String, String, String);

/// The rows of a mapping that name a method.
fn mapped_rows(mapping: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(mapping).expect("CSV");
    let rows = reader.deserialize().map(|row: Result<BTreeMap<String, String>, _>| row.expect("row"));
    rows.filter(|row| !row["stackql_resource_name"].is_empty()).collect()
}

/// The verbs of a mapping, without services if it names none.
fn mapped_verbs(mapping: &Path) -> BTreeMap<MethodKey, String> {
    let entry = |row: BTreeMap<String, String>| {
        let file = row.get("filename").map(String::as_str).unwrap_or_default();
        let service = file.trim_end_matches(".yaml").trim_end_matches(".json").to_owned();
        (
            (service, row["stackql_resource_name"].clone(), row["stackql_method_name"].clone()),
            row["stackql_verb"].clone(),
        )
    };
    mapped_rows(mapping).into_iter().map(entry).collect()
}

/// The object keys of a mapping by resource and method.
fn mapped_keys(mapping: &Path) -> BTreeMap<(String, String), String> {
    let rows = mapped_rows(mapping).into_iter().filter(|row| !row["stackql_object_key"].is_empty());
    let name = |row: &BTreeMap<String, String>, column: &str| row[column].clone();
    rows.map(|it| {
        let method = (name(&it, "stackql_resource_name"), name(&it, "stackql_method_name"));
        (method, name(&it, "stackql_object_key"))
    })
    .collect()
}

/// The object keys of a provider by resource and method.
fn object_keys(built: &Built) -> BTreeMap<(String, String), String> {
    let mut keys = BTreeMap::new();
    for (_, document) in service_documents(built) {
        for (resource, value) in document["components"]["x-stackQL-resources"].as_object().expect("resources") {
            for (method, value) in value["methods"].as_object().into_iter().flatten() {
                if let Some(key) = value["response"]["objectKey"].as_str() {
                    keys.insert((resource.clone(), method.clone()), key.to_owned());
                }
            }
        }
    }
    keys
}

/// The verb of each method of a provider; without services on request.
fn listed_verbs(built: &Built, has_services: bool) -> BTreeMap<MethodKey, String> {
    let mut listed = BTreeMap::new();
    for (path, document) in service_documents(built) {
        let service = Path::new(path).file_stem().and_then(|stem| stem.to_str()).filter(|_| has_services);
        let service = service.unwrap_or_default();
        let verbs = verbs_of_document(&document).into_iter();
        listed.extend(verbs.map(|(resource, method, verb)| ((service.to_owned(), resource, method), verb)));
    }
    listed
}

fn verbs_of_document(document: &Json) -> Vec<(String, String, String)> {
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
        let methods = resource["methods"].as_object().into_iter().flat_map(|methods| methods.keys());
        listed.extend(methods.map(|method| (name.clone(), method.clone(), verb_of(method))));
    }
    listed
}

#[test]
fn a_newer_spec_with_an_older_mapping_is_built_as_far_as_it_goes() {
    let Some(built) = management("2026.06.3") else { return };
    let [services, resources, _, methods] = totals(&built);
    assert_eq!([services, resources, methods], [53, 186, 683]);
    let expected = [
        ("body-unsendable", 9),
        ("mapping-row-stale", 16),
        ("method-touches-many", 7),
        ("operation-no-success-response", 3),
        ("operation-unmapped", 43),
    ];
    assert_eq!(rules(&built), BTreeMap::from(expected));
}

#[test]
fn a_newer_document_of_the_corpus_with_an_older_mapping_is_built_as_far_as_it_goes() {
    let folder = support::own().join("bakery");
    let out = tempfile::tempdir().expect("temporary folder");
    let output = support::provgen(
        &folder,
        &["generate", "provgen.yaml", "--spec", "openapi-2.yaml", "--out", out.path().to_str().expect("UTF-8")],
    );
    let told = support::transcript(&output);
    assert!(told.contains("3 services, 3 resources (3 selectable), 12 methods"), "{told}");
    let found: Vec<&str> = told.split("warning[").skip(1).filter_map(|it| it.split(']').next()).collect();
    assert_eq!(
        found,
        ["mapping-row-stale", "operation-unmapped", "operation-unmapped", "operation-unmapped"],
        "{told}"
    );
    assert!(told.starts_with("exit code: 0\n") && told.contains("\n0 errors, 4 warnings\n"), "{told}");
}

#[test]
fn the_engine_loads_every_document_and_reaches_every_method() {
    let own = apis(&[]).into_iter().map(|api| api.build(&Json::Null));
    let mut checked = 0;
    for built in own {
        assert_eq!(loaded(&built), built.counts.services);
        checked += built.counts.services;
    }
    assert_eq!(checked, 3 + 3 + 5 + 3 + 3 + 3 + 3, "services of the corpus");
    if corpus_as_well("specs").is_none() {
        return;
    }
    for (built, services) in [(classic(), 24), (management("5.1.0"), 55), (management("2026.06.3"), 53)] {
        assert_eq!(loaded(&built.expect("corpus")), services);
    }
}

/// How many documents of a provider the engine loads; panics if it cannot load or reach something.
fn loaded(built: &Built) -> usize {
    let files: BTreeSet<String> =
        service_documents(built).filter_map(|(path, _)| path.strip_prefix("src/").map(str::to_owned)).collect();
    let path = format!("src/{}/v00.00.00000/provider.yaml", built.provider.name);
    let provider = yaml(&page(built, &path).bytes);
    assert_eq!(problems(engine::check_provider_document(&provider, &files)), "", "{path}");
    for (path, document) in service_documents(built) {
        assert_eq!(problems(engine::check_all(&document)), "", "{path}");
        assert_eq!(engine::unreached_components(&document), Vec::<String>::new(), "{path}");
        let bytes = &page(built, path).bytes;
        assert_eq!(read(bytes), document, "{path}: readers disagree");
        let text = String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(problems(engine::check_yaml_1_1_text(&text)), "", "{path}");
    }
    files.len()
}

fn problems(problems: Vec<engine::Problem>) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

/// Documents of our own and published ones as input, each operation a method of its own.
#[test]
fn documents_become_providers_that_the_engine_loads() {
    let mut wrong = Vec::new();
    for (file, bytes) in support::documents() {
        let path = file.display();
        let provider = mechanical(&file, &read(&bytes));
        for product in service_products(&provider) {
            let (service, document) = (&product.path, read(&product.bytes));
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
    assert!(wrong.is_empty(), "{} problems, such as {:#?}", wrong.len(), wrong.iter().take(40).collect::<Vec<_>>());
}

/// Every operation is a method of the resource `all`; GET is SELECT, the rest is EXEC.
pub fn mechanical_mapping(document: &Json) -> String {
    let mut mapping = String::from("path,verb,stackql_resource_name,stackql_method_name,stackql_verb\n");
    let mut number = 0;
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for verb in
            item.as_object().into_iter().flatten().map(|(key, _)| key).filter(|key| VERBS.contains(&key.as_str()))
        {
            number += 1;
            let sql = if verb == "get" { "select" } else { "exec" };
            let quoted = path.replace('"', "\"\"");
            mapping.push_str(&format!("\"{quoted}\",{verb},all,method_{number},{sql}\n"));
        }
    }
    mapping
}

/// Builds a provider that has all operations of a document.
pub fn mechanical(spec: &Path, document: &Json) -> Built {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("mapping.csv");
    fs::write(&path, mechanical_mapping(document)).expect("write mapping");
    build(
        &json!({"provider": "vendor", "title": "Vendor", "description": "An API.", "source": {"file": spec}, "mapping": path, "services": {"by": "path"}}),
    )
}
