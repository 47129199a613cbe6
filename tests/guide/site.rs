//! The pages of a provider, and the documents that they are about.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use provgen::{Documented, Job, Product, Style};
use serde_json::{Value as Json, json};

use crate::corpus::{apis, is_openapi, read, service_documents, yaml};
use crate::support::{corpus, corpus_as_well, repository};

const TODAY: &str = "specs/okta-management-2026.06.3.yaml";

const RESOURCES: &str = "x-stackQL-resources";

/// The pages of a provider, and the documents that they are about.
pub struct Site {
    /// The name of the provider.
    pub provider: String,
    /// The documents of its services, by the names of those.
    pub docs: Vec<(String, Json)>,
    /// The API's document as its vendor publishes it, if it is here.
    pub raw: Option<Json>,
    /// Its pages by path.
    pub pages: BTreeMap<String, String>,
    /// Whether columns have names in snake case.
    pub has_aliases: bool,
    /// Rule and message of what was found in the pages and examples.
    pub findings: Vec<(&'static str, String)>,
}

/// One resource with the text of all its pages.
pub struct Subject<'a> {
    /// The document of its service.
    pub doc: &'a Json,
    /// Whether columns have names in snake case.
    pub has_aliases: bool,
    /// Its service.
    pub service: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The names of its methods.
    pub methods: Vec<&'a String>,
    /// The text of its pages.
    pub text: String,
    /// The cells of all rows of tables.
    pub rows: Vec<Vec<&'a str>>,
}

impl Site {
    /// Of each API of `tests/corpus`.
    pub fn of_corpus() -> impl Iterator<Item = Self> {
        apis(&[]).into_iter().map(|api| {
            // A document for each service, or of another kind, is not read as its vendor wrote it.
            let raw = Some(&api.documents).filter(|documents| documents.len() == 1);
            let raw = raw.map(|documents| read(&fs::read(&documents[0]).expect("read")));
            api.run(&json!(null), |job| {
                Self::of_job(Job { style: Some(Style::Guide), ..job.clone() }, raw.filter(is_openapi))
            })
        })
    }

    /// Of `specs/okta-management`, with today's document.
    pub fn of_todays_api() -> Option<Self> {
        Some(Self::of_spec(corpus(TODAY)?))
    }

    /// The same for a test that has run without it.
    pub fn of_todays_api_as_well() -> Option<Self> {
        Some(Self::of_spec(corpus_as_well(TODAY)?))
    }

    fn of_spec(spec: PathBuf) -> Self {
        let config = repository().join("specs/okta-management/provgen.yaml");
        let raw = yaml(&fs::read(&spec).expect("read"));
        Self::of_job(Job { config, spec: Some(spec), mapping: None, style: Some(Style::Guide) }, Some(raw))
    }

    fn of_job(job: Job, raw: Option<Json>) -> Self {
        let built = provgen::build(&job, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        let name = |path: &str| path.rsplit('/').next().and_then(|file| file.strip_suffix(".yaml")).map(str::to_owned);
        let docs = service_documents(&built).map(|(path, doc)| (name(path).expect("service"), doc)).collect();
        let findings = built.findings.iter().map(|finding| (finding.rule, finding.message.clone())).collect();
        let pages = pages(&built.products);
        Site { provider: built.provider.name, docs, raw, pages, has_aliases: false, findings }
    }

    /// Of a published provider, as `provgen docs --from-registry` makes them.
    pub fn of_published(root: &Path, name: &str) -> Self {
        let documented = provgen::docs(&root.join("src").join(name), Style::Guide);
        let Documented { provider, pages: products, findings, .. } =
            documented.unwrap_or_else(|error| panic!("{name}: {error}"));
        let services = provider.services.iter().filter_map(|it| Some((&it.name, it.file.as_ref()?)));
        let folder = root.join("src").join(name).join(&provider.version);
        let read_in = |file: &str| read(&fs::read(folder.join(file)).expect("read"));
        let has_aliases = read_in("provider.yaml")["config"]["snake_case_aliases"] == json!(true);
        let docs = services.map(|(service, file)| (service.clone(), read_in(&format!("services/{file}")))).collect();
        // What the engine makes of a published document is no fault of its pages.
        let is_of_page = |finding: &provgen::Finding| !finding.message.contains(": the engine ");
        let findings = findings.into_iter().filter(is_of_page).map(|it| (it.rule, it.message)).collect();
        Site { provider: provider.name, docs, raw: None, pages: pages(&products), has_aliases, findings }
    }

    /// The messages of rules that begin so.
    pub fn found(&self, rules: &str) -> impl Iterator<Item = String> {
        self.findings.iter().filter(move |(rule, _)| rule.starts_with(rules)).map(|(_, message)| message.clone())
    }

    /// Calls for each resource of each service.
    pub fn each(&self, mut visit: impl FnMut(&Subject<'_>)) {
        for (service, doc) in &self.docs {
            for (name, resource) in doc["components"][RESOURCES].as_object().expect("resources") {
                let methods: Vec<&String> =
                    resource["methods"].as_object().into_iter().flat_map(|it| it.keys()).collect();
                if methods.is_empty() {
                    continue;
                }
                let folder = format!("docs/providers/{}/{service}/{name}/", self.provider);
                let own = self.pages.iter().filter(|(path, _)| path.starts_with(&folder));
                let own: Vec<&str> = own.map(|(_, text)| text.as_str()).collect();
                assert!(!own.is_empty(), "{folder}");
                let rows = own.iter().flat_map(|text| text.lines()).filter(|line| line.starts_with("| "));
                let rows = rows.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect();
                let has_aliases = self.has_aliases;
                visit(&Subject { doc, has_aliases, service, name, methods, text: own.join("\n"), rows });
            }
        }
    }

    /// The vendor's document with the resources of a service, so that methods are found in it.
    pub fn raw_with_resources(&self, service: usize, raw: &mut Json) {
        raw["components"][RESOURCES] = self.docs[service].1["components"][RESOURCES].clone();
    }
}

fn pages(products: &[Product]) -> BTreeMap<String, String> {
    let pages = products.iter().filter(|product| product.path.ends_with(".md"));
    pages.map(|it| (it.path.clone(), String::from_utf8(it.bytes.clone()).expect("UTF-8"))).collect()
}

impl Subject<'_> {
    /// The rows in whose cell of this number a text stands as code.
    pub fn rows_with(&self, cell: usize, text: &str) -> impl Iterator<Item = &Vec<&str>> {
        let code = format!("`{text}`");
        self.rows.iter().filter(move |row| row.get(cell).is_some_and(|cell| cell.contains(&code)))
    }

    /// Where it is, for messages.
    pub fn id(&self) -> String {
        format!("{}.{}", self.service, self.name)
    }

    /// The methods that SELECT lists.
    pub fn selects(&self) -> Vec<&str> {
        let verbs = self.doc["components"][RESOURCES][self.name]["sqlVerbs"]["select"].as_array();
        verbs.into_iter().flatten().filter_map(|it| it["$ref"].as_str()?.rsplit('/').next()).collect()
    }
}

/// A name as code, in double quotes or not.
pub fn says(cell: &str, name: &str) -> bool {
    cell.contains(&format!("`{name}`")) || cell.contains(&format!("`\"{name}\"`"))
}
