//! How far proposals are what people chose, over the providers of a registry.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use super::tests::{config, document};
use super::{Cell, Mapper, agreement, group, service};
use crate::mapping::{Marks, Row, Sureness};
use crate::normalise::{Document, Operation};
use crate::proposal::{self, Proposal};
use crate::support::{self, corpus};
use crate::tree::Node;

/// What a person or a rule said about an operation.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Said {
    pub resource: (String, String),
    method: String,
    verb: String,
    object_key: String,
}

/// By path and HTTP verb.
pub type Operations = HashMap<(String, String), Said>;

pub fn said(row: &Row, service: &str) -> ((String, String), Said) {
    let said = Said {
        resource: (service.to_owned(), row.resource.clone()),
        method: row.method.clone(),
        verb: row.sql_verb.clone(),
        object_key: row.object_key.clone(),
    };
    ((row.path.clone(), row.verb.clone()), said)
}

fn cell(said: &Said, cell: Cell) -> &str {
    match cell {
        Cell::Service => &said.resource.0,
        Cell::Resource => &said.resource.1,
        Cell::Method => &said.method,
        Cell::Verb => &said.verb,
        Cell::ObjectKey => &said.object_key,
    }
}

/// How far a proposal agrees with what people chose.
#[derive(Default)]
pub struct Agreement {
    pub operations: usize,
    pub methods: usize,
    pub verbs: usize,
    pub names: usize,
    /// Rows of which resource, SQL verb, method and object key are right; and rows but for their methods.
    pub whole: usize,
    but_methods: usize,
    /// Pairs of operations in one resource: of the rules, of people, of both.
    pairs: [usize; 3],
    /// Object keys: of the rules, of people, of both.
    keys: [usize; 3],
    /// Guesses of each kind of cell, and those that are right. Keys where people gave none are not counted.
    guesses: BTreeMap<(Sureness, Cell), [usize; 2]>,
    /// Kinds of misses, with one of each.
    misses: BTreeMap<String, (usize, String)>,
}

impl Agreement {
    pub fn add(&mut self, people: &Operations, proposal: &Proposal) {
        let proposed = &proposal.inference.proposed;
        let of = |proposed: &super::Proposed| (said(&proposed.row, &proposed.service), proposed.marks.clone());
        let rules: HashMap<_, (Said, Marks)> =
            proposed.iter().map(of).map(|((operation, said), marks)| (operation, (said, marks))).collect();
        let mut both = Vec::new();
        for (operation, person) in people {
            let (rule, marks) = rules.get(operation).unwrap_or_else(|| panic!("a rule left out an operation"));
            self.guessed(person, rule, marks);
            self.missed(operation, person, rule);
            both.push((person, rule));
        }
        self.count(&both);
    }

    fn count(&mut self, both: &[(&Said, &Said)]) {
        let count = |agrees: &dyn Fn(&Said, &Said) -> bool| both.iter().filter(|(a, b)| agrees(a, b)).count();
        let is_right =
            |a: &Said, b: &Said| (&a.resource, &a.verb, &a.object_key) == (&b.resource, &b.verb, &b.object_key);
        self.operations += both.len();
        self.methods += count(&|a, b| a.method == b.method);
        self.verbs += count(&|a, b| a.verb == b.verb);
        self.names += count(&|a, b| a.resource.1 == b.resource.1);
        self.whole += count(&|a, b| is_right(a, b) && a.method == b.method);
        self.but_methods += count(&is_right);
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

    fn guessed(&mut self, person: &Said, rule: &Said, marks: &Marks) {
        for (kind, sureness) in &marks.guessed {
            if *kind == Cell::ObjectKey && person.object_key.is_empty() {
                continue;
            }
            let [all, right] = self.guesses.entry((*sureness, *kind)).or_default();
            *all += 1;
            *right += usize::from(cell(person, *kind) == cell(rule, *kind));
        }
    }

    fn missed(&mut self, (path, http_verb): &(String, String), person: &Said, rule: &Said) {
        let mut miss = |kind: String| {
            let example = format!(
                "{} {path}: {} {}, people {} {}",
                http_verb.to_uppercase(),
                rule.resource.1,
                rule.verb,
                person.resource.1,
                person.verb
            );
            let (count, known) = self.misses.entry(kind).or_default();
            *count += 1;
            if known.is_empty() || example < *known {
                *known = example;
            }
        };
        if person.verb != rule.verb {
            miss(format!("{} is {}, people say {}", http_verb.to_uppercase(), rule.verb, person.verb));
        }
        if person.resource.1 != rule.resource.1 {
            miss(format!("name {}", of_names(&rule.resource.1, &person.resource.1)));
        }
        if person.object_key != rule.object_key && person.verb == "select" && rule.verb == "select" {
            miss(format!("object key {}", of_names(&rule.object_key, &person.object_key)));
        }
    }

    /// The harmonic mean of precision and recall over pairs.
    pub fn grouping(&self) -> f64 {
        let [by_rules, by_people, by_both] = self.pairs;
        if by_rules + by_people == 0 { 1.0 } else { 2.0 * by_both as f64 / (by_rules + by_people) as f64 }
    }

    pub fn percent(&self, agreed: usize) -> f64 {
        100.0 * agreed as f64 / self.operations.max(1) as f64
    }

    pub fn line(&self, name: &str) -> String {
        let [by_rules, by_people, by_both] = self.keys;
        let [names, verbs, methods, whole, but] =
            [self.names, self.verbs, self.methods, self.whole, self.but_methods].map(|of| self.percent(of));
        format!(
            "{name:20} {:5} operations: grouping F1 {:.3}, names {names:5.1} %, verbs {verbs:5.1} %, methods {methods:5.1} %, \
             whole rows {whole:5.1} % ({but:.1} but for methods), object keys {by_both} of {by_people} ({by_rules} proposed)",
            self.operations,
            self.grouping(),
        )
    }
}

/// How a name of a rule differs from that of people.
fn of_names(rule: &str, person: &str) -> &'static str {
    let words = |name: &str| name.split(['_', '.']).map(super::words::singular).collect::<Vec<_>>();
    let (ours, theirs) = (words(rule), words(person));
    let within = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
    match (person.is_empty(), rule.is_empty()) {
        (true, _) => "that people did not give",
        (_, true) => "that people gave, and no rule",
        _ if ours == theirs => "in another number",
        _ if within(&ours, &theirs) => "of fewer words than that of people",
        _ if within(&theirs, &ours) => "of more words than that of people",
        _ => "of other words than that of people",
    }
}

fn pairs<T: std::hash::Hash + Eq>(labels: impl Iterator<Item = T>) -> usize {
    let mut sizes: HashMap<T, usize> = HashMap::new();
    labels.for_each(|label| *sizes.entry(label).or_default() += 1);
    sizes.values().map(|size| size * (size - 1) / 2).sum()
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

/// A published document of one service.
struct Published {
    service: String,
    document: Document,
    people: Operations,
}

/// The documents of a registry by vendor.
fn vendors(registry: &Path) -> BTreeMap<String, Vec<Published>> {
    let mut vendors: BTreeMap<String, Vec<Published>> = BTreeMap::new();
    for (path, bytes) in support::tree(registry).into_iter().filter(|(path, _)| path.contains("/services/")) {
        let (vendor, service) = (path.split('/').next().expect("vendor"), Path::new(&path).file_stem().expect("stem"));
        let service = service.to_str().expect("UTF-8").to_owned();
        let (document, tree) = document(&unhinted(&bytes), Path::new(&path));
        let people = published(&document, &tree, &service);
        vendors.entry(vendor.to_owned()).or_default().push(Published { service, document, people });
    }
    vendors
}

/// How far proposals for the documents of one vendor agree with them. What names are after is chosen over all of them;
/// what methods are, by what most of the published ones are.
fn agreed(documents: &[Published]) -> Agreement {
    let operations: Vec<Operation> =
        documents.iter().flat_map(|published| &published.document.operations).cloned().collect();
    let plain = config("");
    let facts = service::facts(&mut Mapper::new(&operations, &plain, Some("all")), &[]);
    let from = agreement::by_document(&group::group(&facts), &facts);
    let of = |settings: &str| {
        let mut agreement = Agreement::default();
        for published in documents {
            let config = config(settings);
            let proposal = proposal::propose(&published.document, &[], &config, Some(&published.service), from);
            agreement.add(&published.people, &proposal);
        }
        agreement
    };
    let (whole, short) = (of(""), of("methods: {names: verb}"));
    if short.methods > whole.methods { short } else { whole }
}

/// Measures the providers of a registry, and prints a line for each, the sureness of guesses, and the kinds of misses.
fn measured(registry: &Path) -> BTreeMap<String, Agreement> {
    let vendors: BTreeMap<String, Agreement> =
        vendors(registry).into_iter().map(|(vendor, documents)| (vendor, agreed(&documents))).collect();
    let mut guesses: BTreeMap<(Sureness, Cell), [usize; 2]> = BTreeMap::new();
    let mut misses: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for (vendor, agreement) in &vendors {
        println!("{}", agreement.line(vendor));
        for (kind, [all, right]) in &agreement.guesses {
            let sum = guesses.entry(*kind).or_default();
            *sum = [sum[0] + all, sum[1] + right];
        }
        for (kind, (count, example)) in &agreement.misses {
            misses.entry(kind).or_insert((0, example)).0 += count;
        }
    }
    for ((sureness, cell), [all, right]) in guesses {
        println!("{} {}: {right} of {all}, {:.1} %", sureness.name(), cell.name(), 100.0 * right as f64 / all as f64);
    }
    let mut misses: Vec<_> = misses.into_iter().collect();
    misses.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    misses.iter().take(12).for_each(|(kind, (count, example))| println!("{count:5} {kind}: {example}"));
    vendors
}

/// A figure over all vendors, weighted by their operations.
fn weighted(vendors: &BTreeMap<String, Agreement>, of: impl Fn(&Agreement) -> f64) -> f64 {
    let operations: usize = vendors.values().map(|agreement| agreement.operations).sum();
    vendors.values().map(|agreement| of(agreement) * agreement.operations as f64).sum::<f64>() / operations as f64
}

/// Of the guesses that are called sure, per cent that are right.
fn sure(vendors: &BTreeMap<String, Agreement>) -> f64 {
    let sure = vendors.values().flat_map(|agreement| &agreement.guesses).filter(|((of, _), _)| *of == Sureness::High);
    let (all, right) = sure.fold((0, 0), |(all, right), (_, counts)| (all + counts[0], right + counts[1]));
    100.0 * f64::from(u32::try_from(right).unwrap_or(0)) / f64::from(u32::try_from(all).unwrap_or(1))
}

/// Providers of our own, two of them written by hand. One method's answer is a single value, of which a person made rows.
#[test]
fn mappings_of_other_tools_are_met() {
    let vendors = measured(&support::repository().join("tests/corpus/registry/src"));
    let [grouping, verbs, names] = [
        weighted(&vendors, Agreement::grouping),
        weighted(&vendors, |it| it.percent(it.verbs)),
        weighted(&vendors, |it| it.percent(it.names)),
    ];
    assert!(vendors.len() == 3 && grouping >= 0.99 && verbs >= 96.0 && names >= 99.0, "{grouping} {verbs} {names}");
}

/// Eleven vendors, as their providers are published. Their maintainers had habits of their own.
#[test]
fn mappings_of_other_vendors_are_met_as_well() {
    let Some(registry) = corpus("registry/src") else { return };
    let vendors = measured(&registry);
    let [grouping, verbs, names, whole] = [
        weighted(&vendors, Agreement::grouping),
        weighted(&vendors, |it| it.percent(it.verbs)),
        weighted(&vendors, |it| it.percent(it.names)),
        weighted(&vendors, |it| it.percent(it.whole)),
    ];
    let sure = sure(&vendors);
    println!(
        "grouping F1 {grouping:.3}, verbs {verbs:.1} %, names {names:.1} %, whole rows {whole:.1} %, sure {sure:.1} %"
    );
    assert!(vendors.len() >= 10 && grouping >= 0.89 && verbs >= 90.0 && names >= 60.0 && whole >= 49.0);
    assert!(sure >= 95.0, "{sure}");
    let keys = |of: usize| vendors.values().map(move |it| it.keys.get(of).copied().unwrap_or_default());
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
