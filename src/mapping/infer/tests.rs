//! What `provgen map` proposes, compared with what people chose: rules are right if they hold for vendors that nobody
//! looked at while writing them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample;

use super::{NameFrom, State};
use crate::config::{ConfigFile, PathParameters};
use crate::finding::{Finding, Severity};
use crate::mapping::{self, Row};
use crate::normalise::{self, Document};
use crate::proposal::{self, Proposal};
use crate::source;
use crate::source::Overlays;
use crate::support::{self, corpus};
use crate::tree::Node;

const OKTA: &str = "mapping/okta-5.1.0-all_services.csv";

fn config(text: &str) -> ConfigFile {
    let text = format!("provider: p\ntitle: P\ndescription: d\nsource: {{file: a.yaml}}\n{text}");
    ConfigFile::read(text.as_bytes(), Path::new("provgen.yaml")).unwrap_or_else(|error| panic!("{error}"))
}

fn okta_config() -> ConfigFile {
    config("services: {by: path, skip: [{service: _well_known, reason: public metadata}]}\n")
}

fn document(bytes: &[u8], path: &Path) -> (Document, Node) {
    let (source, _) =
        source::parse(bytes, path, &Overlays::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (normalise::normalise(&source.document, PathParameters::AsIs).0, source.tree)
}

fn okta(version: &str) -> Option<Document> {
    let path = corpus(&format!("specs/okta-management-{version}.yaml"))?;
    Some(document(&fs::read(&path).expect("read spec"), &path).0)
}

fn okta_rows() -> Option<Vec<Row>> {
    let path = corpus(OKTA)?;
    Some(mapping::read(&fs::read(&path).expect("read mapping"), &path).unwrap_or_else(|error| panic!("{error}")))
}

/// What a person or a rule said about an operation.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Said {
    resource: (String, String),
    method: String,
    verb: String,
    object_key: String,
}

type Operations = HashMap<(String, String), Said>;

fn said(row: &Row, service: &str) -> ((String, String), Said) {
    let said = Said {
        resource: (service.to_owned(), row.resource.clone()),
        method: row.method.clone(),
        verb: row.sql_verb.clone(),
        object_key: row.object_key.clone(),
    };
    ((row.path.clone(), row.verb.clone()), said)
}

fn proposed(proposal: &Proposal) -> Operations {
    proposal.inference.proposed.iter().map(|proposed| said(&proposed.row, &proposed.service)).collect()
}

/// How far a proposal agrees with what people chose.
#[derive(Default)]
struct Agreement {
    operations: usize,
    methods: usize,
    verbs: usize,
    names: usize,
    /// Pairs of operations in one resource: of the rules, of people, of both.
    pairs: [usize; 3],
    /// Object keys: of the rules, of people, of both.
    keys: [usize; 3],
}

impl Agreement {
    fn add(&mut self, people: &Operations, rules: &Operations) {
        let missing = || panic!("a rule left out an operation");
        let both: Vec<(&Said, &Said)> =
            people.iter().map(|(operation, said)| (said, rules.get(operation).unwrap_or_else(missing))).collect();
        let count = |agrees: &dyn Fn(&Said, &Said) -> bool| both.iter().filter(|(a, b)| agrees(a, b)).count();
        self.operations += both.len();
        self.methods += count(&|a, b| a.method == b.method);
        self.verbs += count(&|a, b| a.verb == b.verb);
        self.names += count(&|a, b| a.resource.1 == b.resource.1);
        let [by_rules, by_people, by_both] = &mut self.pairs;
        *by_rules += pairs(both.iter().map(|(_, rule)| &rule.resource));
        *by_people += pairs(both.iter().map(|(person, _)| &person.resource));
        *by_both += pairs(both.iter().map(|(person, rule)| (&person.resource, &rule.resource)));
        let selects = || both.iter().filter(|(a, b)| a.verb == "select" && b.verb == "select");
        let [by_rules, by_people, by_both] = &mut self.keys;
        *by_rules += selects().filter(|(_, rule)| !rule.object_key.is_empty()).count();
        *by_people += selects().filter(|(person, _)| !person.object_key.is_empty()).count();
        *by_both += selects().filter(|(a, b)| !a.object_key.is_empty() && a.object_key == b.object_key).count();
    }

    /// The harmonic mean of precision and recall over pairs.
    fn grouping(&self) -> f64 {
        let [by_rules, by_people, by_both] = self.pairs;
        if by_rules + by_people == 0 { 1.0 } else { 2.0 * by_both as f64 / (by_rules + by_people) as f64 }
    }

    fn share(&self, agreed: usize) -> f64 {
        agreed as f64 / self.operations.max(1) as f64
    }

    fn line(&self, name: &str, other_names: &Agreement) -> String {
        let [by_rules, by_people, by_both] = self.keys;
        format!(
            "{name:12} {:5} operations: grouping F1 {:.3}, verbs {:5.1} %, methods {:5.1} %, names {:5.1} % (path) {:5.1} % (operation-id), \
             object keys {by_both} of {by_people} ({by_rules} proposed)",
            self.operations,
            self.grouping(),
            100.0 * self.share(self.verbs),
            100.0 * self.share(self.methods),
            100.0 * self.share(self.names),
            100.0 * other_names.share(other_names.names),
        )
    }
}

fn pairs<T: std::hash::Hash + Eq>(labels: impl Iterator<Item = T>) -> usize {
    let mut sizes: HashMap<T, usize> = HashMap::new();
    labels.for_each(|label| *sizes.entry(label).or_default() += 1);
    sizes.values().map(|size| size * (size - 1) / 2).sum()
}

/// In sample: the rules were tuned while looking at this mapping.
#[test]
fn a_mapping_from_nothing_is_much_like_the_published_one() {
    let (Some(document), Some(rows)) = (okta("5.1.0"), okta_rows()) else { return };
    let people: Operations = rows
        .iter()
        .filter(|row| !row.resource.is_empty())
        .map(|row| said(row, row.service().expect("service")))
        .collect();
    assert_eq!(people.len(), 699);
    let of = |from| {
        let proposal = proposal::propose(&document, &[], &okta_config(), None, from);
        let mut agreement = Agreement::default();
        agreement.add(&people, &proposed(&proposal));
        (agreement, proposal)
    };
    let ((by_path, proposal), (by_id, _)) = (of(NameFrom::Path), of(NameFrom::OperationId));
    let services = proposal
        .inference
        .proposed
        .iter()
        .map(|proposed| ((proposed.row.path.clone(), proposed.row.verb.clone()), &proposed.service));
    let wrong: Vec<_> = services.filter(|(key, service)| people[key].resource.0 != **service).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    println!("{}, {} clashes", by_path.line("okta 5.1.0", &by_id), proposal.clashes.len());
    assert_eq!(by_path.methods, 699);
    assert!(by_path.share(by_path.verbs) >= 0.96 && by_path.grouping() >= 0.94);
    assert!(by_path.share(by_path.names) >= 0.45 && by_id.share(by_id.names) >= 0.59);
}

#[test]
fn a_newer_spec_gets_new_rows_and_keeps_the_old_ones() {
    let (Some(document), Some(rows)) = (okta("2026.06.3"), okta_rows()) else { return };
    let path = corpus(OKTA).expect("mapping");
    let before = fs::read(&path).expect("read mapping");
    let proposal = proposal::propose(&document, &rows, &okta_config(), None, NameFrom::Path);
    let standing: Vec<_> = proposal.inference.standing.iter().collect();
    let proposed: Vec<_> = proposal.inference.proposed.iter().collect();
    let after =
        mapping::sheet::complete(&before, &path, &standing, &proposed).unwrap_or_else(|error| panic!("{error}"));
    let completed = mapping::read(&after, &path).unwrap_or_else(|error| panic!("{error}"));
    let of_state = |state| standing.iter().filter(|standing| standing.state == state).count();
    let (marked, others): (Vec<&Row>, Vec<&Row>) = completed.iter().partition(|row| row.is_guessed());
    println!(
        "okta 2026.06.3: {} kept, {} stale, {} new, {} of them marked, {} clashes",
        of_state(State::Kept),
        of_state(State::Stale),
        proposed.len(),
        marked.len(),
        proposal.clashes.len()
    );
    assert_eq!([of_state(State::Kept), of_state(State::Filled), of_state(State::Stale)], [683, 0, 16]);
    assert_eq!((marked.len(), others.len()), (43, rows.len()));
    let without_place = |row: &Row| Row { mark: crate::place::Mark::default(), ..row.clone() };
    let kept: Vec<Row> = others.into_iter().map(without_place).collect();
    assert_eq!(kept, rows.iter().map(without_place).collect::<Vec<_>>(), "a row of a person was changed");
}

/// A published document without what it says of its mapping beside its operations.
fn unhinted(bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).expect("UTF-8").to_owned();
    let keys = ["resource", "method", "verb", "objectKey"];
    let spellings = keys.iter().flat_map(|key| ["x-stackQL-", "x-stackql-"].map(|prefix| (prefix, key)));
    spellings
        .fold(text, |text, (prefix, key)| text.replace(&format!("{prefix}{key}:"), &format!("x-{key}:")))
        .into_bytes()
}

/// How far proposals agree with the providers of a registry, with names from paths and from operationIds.
fn agreements(registry: &Path) -> BTreeMap<String, [Agreement; 2]> {
    let mut vendors: BTreeMap<String, [Agreement; 2]> = BTreeMap::new();
    for (path, bytes) in support::tree(registry).into_iter().filter(|(path, _)| path.contains("/services/")) {
        let (vendor, service) = (path.split('/').next().expect("vendor"), Path::new(&path).file_stem().expect("stem"));
        let service = service.to_str().expect("UTF-8");
        let (document, tree) = document(&unhinted(&bytes), Path::new(&path));
        let people = published(&document, &tree, service);
        let agreements = vendors.entry(vendor.to_owned()).or_default();
        for (agreement, from) in agreements.iter_mut().zip([NameFrom::Path, NameFrom::OperationId]) {
            let proposal = proposal::propose(&document, &[], &config(""), Some(service), from);
            agreement.add(&people, &proposed(&proposal));
        }
    }
    let mut table = String::new();
    for (vendor, [by_path, by_id]) in &vendors {
        let _ = writeln!(table, "{}", by_path.line(vendor, by_id));
    }
    println!("{table}");
    vendors
}

/// Grouping, verbs and names by path of all vendors but one, weighted by their operations.
fn weighted(vendors: &BTreeMap<String, [Agreement; 2]>, but: &str) -> [f64; 3] {
    let others = || vendors.iter().filter(|(vendor, _)| *vendor != but).map(|(_, [by_path, _])| by_path);
    let total = |of: &dyn Fn(&Agreement) -> f64| others().map(|a| of(a) * a.operations as f64).sum::<f64>();
    let operations = total(&|_| 1.0);
    let [grouping, verbs, names] =
        [total(&Agreement::grouping), total(&|a| a.share(a.verbs)), total(&|a| a.share(a.names))]
            .map(|sum| sum / operations);
    println!("grouping F1 {grouping:.3}, verbs {verbs:.3}, names by path {names:.3}");
    [grouping, verbs, names]
}

/// Providers of our own, two of them written by hand.
#[test]
fn mappings_of_other_tools_are_met() {
    let vendors = agreements(&support::repository().join("tests/corpus/registry/src"));
    let [grouping, verbs, names] = weighted(&vendors, "");
    assert!(vendors.len() == 3 && grouping >= 0.99 && verbs >= 0.99 && names >= 0.99, "{grouping} {verbs} {names}");
}

/// Out of sample: ten vendors, as their providers are published. Their maintainers had habits of their own.
#[test]
fn mappings_of_other_vendors_are_met_as_well() {
    let Some(registry) = corpus("registry/src") else { return };
    let vendors = agreements(&registry);
    let [grouping, verbs, names] = weighted(&vendors, "okta");
    assert!(vendors.len() >= 10 && grouping >= 0.84 && verbs >= 0.84 && names >= 0.60);
    let keys = |of: usize| vendors.values().map(move |[by_path, _]| by_path.keys.get(of).copied().unwrap_or_default());
    let (by_people, by_both): (usize, usize) = (keys(1).sum(), keys(2).sum());
    assert!(by_both * 100 >= by_people * 97, "{by_both} of {by_people} object keys");
}

/// What a published document says about its operations; the first method counts.
fn published(document: &Document, tree: &Node, service: &str) -> Operations {
    let mut operations = Operations::new();
    let known: BTreeSet<(String, String)> =
        document.operations.iter().map(|operation| (operation.path.to_string(), operation.verb.to_owned())).collect();
    let resources = tree.at_pointer("/components/x-stackQL-resources").and_then(Node::as_mapping);
    for (name, resource) in resources.into_iter().flatten() {
        let verbs: HashMap<&str, &str> = resource
            .entries("sqlVerbs")
            .flat_map(|(verb, methods)| methods.as_sequence().into_iter().flatten().map(move |method| (verb, method)))
            .filter_map(|(verb, method)| Some((method.reference()?.rsplit('/').next()?, &**verb)))
            .collect();
        for (method, node) in resource.entries("methods") {
            let reference = node.get("operation").and_then(Node::reference).expect("operation");
            let (path, verb) = reference.trim_start_matches("#/paths/").rsplit_once('/').expect("path and verb");
            let operation = (path.replace("~1", "/").replace("~0", "~"), verb.to_owned());
            let said = Said {
                resource: (service.to_owned(), name.to_string()),
                method: method.to_string(),
                verb: verbs.get(&**method).copied().unwrap_or("exec").to_owned(),
                object_key: node.get("response").and_then(|r| r.text("objectKey")).unwrap_or_default().to_owned(),
            };
            if known.contains(&operation) {
                operations.entry(operation).or_insert(said);
            }
        }
    }
    operations
}

/// Segments of paths, with such as no name can be made of, and such as are one name to SQL or to a file system.
const SEGMENTS: [&str; 22] = [
    "api",
    "v1",
    "users",
    "Users",
    "USERS",
    "{id}",
    "{other}",
    "list",
    "all",
    "con",
    "2fa",
    "größe",
    "--",
    "activate",
    "bulk-delete",
    "lifecycle",
    "me",
    "default",
    "skip_this_resource",
    "x:cancel",
    "a b ",
    "\"q\",\n",
];

const IDS: [&str; 12] = [
    "",
    "listUsers",
    "list_users",
    "getUser",
    "2fa",
    "--",
    "createUser",
    "post-boot-user",
    "größe",
    "usersGet",
    " x ",
    "list,\"quoted\"",
];

#[derive(Clone, Debug)]
struct Api {
    operations: BTreeMap<(String, &'static str), (&'static str, &'static str)>,
    /// For each operation: whether a person named nothing, all, or a part of it, and how the file ends its lines.
    rows: Vec<u8>,
    newline: &'static str,
    by: &'static str,
    from: NameFrom,
}

fn api() -> impl Strategy<Value = Api> {
    let path = vec(sample::select(&SEGMENTS[..]), 0..6).prop_map(|segments| format!("/{}", segments.join("/")));
    let verb = sample::select(&["get", "post", "put", "patch", "delete", "head"][..]);
    let about = (sample::select(&IDS[..]), sample::select(&["", "users", "2 Users", "con", "größe"][..]));
    let newline = sample::select(&["\n", "\r\n"][..]);
    let from = sample::select(&[NameFrom::Path, NameFrom::OperationId][..]);
    let by = sample::select(&["tag", "path"][..]);
    (btree_map((path, verb), about, 1..12), vec(0..8_u8, 12), newline, by, from)
        .prop_map(|(operations, rows, newline, by, from)| Api { operations, rows, newline, by, from })
}

impl Api {
    fn document(&self) -> Document {
        let mut paths = serde_json::Map::new();
        for ((path, verb), (id, tag)) in &self.operations {
            let item = paths.entry(path).or_insert_with(|| serde_json::json!({}));
            item[verb] =
                serde_json::json!({"operationId": id, "tags": [tag], "responses": {"200": {"description": "ok"}}});
        }
        let text =
            serde_json::json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths}).to_string();
        document(text.as_bytes(), Path::new("openapi.json")).0
    }

    /// The rows of a person, who named some operations in whole or in part, with notes of their own.
    fn mapping(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new();
        if self.newline == "\r\n" {
            writer.terminator(csv::Terminator::CRLF);
        }
        let mut writer = writer.from_writer(Vec::new());
        let header =
            ["note", "path", "verb", "operationId", "stackql_resource_name", "stackql_method_name", "stackql_verb"];
        writer.write_record(header).expect("header");
        for (number, (((path, verb), (id, _)), kind)) in self.operations.iter().zip(&self.rows).enumerate() {
            let method = format!("method_{number}");
            let [resource, method, sql] = match kind {
                0 => ["people", &method, "select"],
                1 => ["people", "", ""],
                2 => ["", "", ""],
                3 => ["", &method, "exec"],
                4 => ["skip_this_resource", "", ""],
                _ => continue,
            };
            writer.write_record(["a, b", path, verb, id, resource, method, sql]).expect("row");
        }
        writer.write_record(["gone", "/gone", "get", "", "people", "gone", "select"]).expect("row");
        writer.into_inner().expect("bytes")
    }
}

fn cells(bytes: &[u8]) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().expect("header").iter().map(str::to_owned).collect();
    (header, reader.records().map(|record| record.expect("record")).collect())
}

proptest! {
    #![proptest_config(crate::properties::config(200))]

    /// Whatever the API and whatever a person wrote: their cells stay, a second run has nothing to add, and what comes
    /// out can be built.
    #[test]
    fn any_mapping_is_completed_once_and_for_all(api in api()) {
        let (document, before) = (api.document(), api.mapping());
        let config = config(&format!("services: {{by: {}}}\n", api.by));
        let path = Path::new("mapping.csv");
        let complete = |bytes: &[u8]| {
            let rows = mapping::read(bytes, path).expect("mapping");
            let proposal = proposal::propose(&document, &rows, &config, None, api.from);
            let (standing, proposed): (Vec<_>, Vec<_>) =
                (proposal.inference.standing.iter().collect(), proposal.inference.proposed.iter().collect());
            let after = mapping::sheet::complete(bytes, path, &standing, &proposed).expect("mapping");
            (after, proposal)
        };
        let (after, proposal) = complete(&before);
        let (again, second) = complete(&after);
        prop_assert_eq!(String::from_utf8_lossy(&after), String::from_utf8_lossy(&again));
        prop_assert!(second.inference.proposed.is_empty());
        let ((old_header, old), (new_header, new)) = (cells(&before), cells(&after));
        prop_assert_eq!(&new_header[..old_header.len()], &old_header[..]);
        let mut new = new.iter();
        for record in &old {
            let is_kept = |new: &&csv::StringRecord| record.iter().zip(new.iter()).all(|(old, new)| old.is_empty() || old == new);
            prop_assert!(new.any(|new| is_kept(&new)), "{:?} is gone", record);
        }
        let rows = mapping::read(&after, path).expect("mapping");
        let (errors, unmapped) = built(&document, &rows, &config);
        prop_assert_eq!(unmapped, proposal.inference.unnameable.len());
        // A person may have begun a service that SQL cannot name.
        let (known, _) = built(&document, &mapping::read(&before, path).expect("mapping"), &config);
        let new: Vec<_> = errors.difference(&known).collect();
        prop_assert!(new.is_empty(), "{:?}", new);
    }
}

/// The errors of a build, with methods that SQL cannot reach in resources that no person named, and how many
/// operations have no row.
fn built(document: &Document, rows: &[Row], config: &ConfigFile) -> (BTreeSet<String>, usize) {
    let (mapped, findings) = mapping::map(&document.operations, rows, config, None);
    let (_, found) = crate::model::services(document, &mapped.services, config);
    let is_error = |finding: &&Finding| match finding.rule.id {
        "method-unreachable" => !finding.message.contains(".people`"),
        _ => finding.severity == Severity::Error,
    };
    let all: Vec<Finding> = findings.into_iter().chain(found).chain(mapping::check(&[&mapped], config)).collect();
    let unmapped = all.iter().filter(|finding| finding.rule.id == "operation-unmapped").count();
    (all.iter().filter(is_error).map(|finding| finding.message.clone()).collect(), unmapped)
}
