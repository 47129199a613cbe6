//! SQL examples of a resource with realistic values.
//!
//! Handwritten examples come first. All are checked against the model before they go on a page: they parse, their names
//! exist, and the engine chooses the intended method.

#[cfg(test)]
mod allowed_tests;
mod change;
mod check;
mod example;
mod exec;
mod fit;
mod handwritten;
mod insert;
pub mod made;
mod names;
pub mod pattern;
mod select;
mod subject;
mod trial;
mod value;
mod variants;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::finding::{EXAMPLE_DROPPED, Finding, Site};
use crate::model::{Method, Provider, Resource, Service};
use crate::place::Mark;
use crate::sql::SqlVerb;
use crate::tree::Node;

pub use check::{Problem, check};
pub use example::Example;
pub use handwritten::{File, parse};
pub use subject::{Given, Subject};
pub use trial::{Extent, Trial, by_key, limited, trial, with_unknown, without};
pub use value::Values;

const VERB_ORDER: [SqlVerb; 6] =
    [SqlVerb::Select, SqlVerb::Insert, SqlVerb::Update, SqlVerb::Replace, SqlVerb::Delete, SqlVerb::Exec];

/// The valid examples of a provider.
#[derive(Debug, Default)]
pub struct Examples {
    of_resources: BTreeMap<String, Vec<Example>>,
}

impl Examples {
    /// The examples of a resource by its id, without duplicates.
    pub fn of(&self, id: &str) -> &[Example] {
        self.of_resources.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// All examples with the ids of their resources.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Example)> {
        self.by_resource().flat_map(|(id, examples)| examples.iter().map(move |example| (id, example)))
    }

    /// The examples of each resource, by its id.
    pub(crate) fn by_resource(&self) -> impl Iterator<Item = (&str, &[Example])> {
        self.of_resources.iter().map(|(id, examples)| (id.as_str(), examples.as_slice()))
    }

    /// Takes out the examples that are not to be kept.
    pub(crate) fn retain(&mut self, is_kept: impl Fn(&str, &Example) -> bool) {
        for (id, examples) in &mut self.of_resources {
            examples.retain(|example| is_kept(id, example));
        }
    }
}

/// All examples of a provider that are true, and what is wrong with the others. `files` are those that maintainers have
/// written.
pub fn all(provider: &Provider, files: &[File]) -> (Examples, Vec<Finding>) {
    let (mut written, mut findings) = handwritten::checked(provider, files);
    let resources: Vec<_> =
        provider.services.iter().flat_map(|it| it.api_resources().map(move |resource| (it, resource))).collect();
    let generated: Vec<_> = resources
        .into_par_iter()
        .map(|(service, resource)| (resource, true_ones(provider, of(provider, service, resource), resource)))
        .collect();
    let mut examples = Examples::default();
    for (resource, (mut generated, mut found)) in generated {
        let mut of_resource = written.remove(resource.id.as_str()).unwrap_or_default();
        of_resource.append(&mut generated);
        examples.of_resources.insert(resource.id.clone(), distinct(of_resource));
        findings.append(&mut found);
    }
    examples.of_resources.extend(written);
    (examples, findings)
}

/// Derives examples of a resource from the API document, not yet checked.
pub fn of(provider: &Provider, service: &Service, resource: &Resource) -> Vec<Example> {
    let root = Node::default().with("components", service.api.components.clone());
    let subject = Subject::new(provider, service, resource, &root);
    let of_verb = |verb: &SqlVerb| {
        // Methods with the fewest required keys first.
        let mut methods = resource.methods_of(*verb);
        methods.sort_by_key(|method| method.required_keys().len());
        // Statements without filters first.
        let (mut plain, mut others) = (Vec::new(), Vec::new());
        for method in methods {
            let mut examples = of_method(&subject, method).into_iter();
            plain.extend(examples.next());
            others.extend(examples);
        }
        plain.append(&mut others);
        plain
    };
    let mut examples: Vec<Example> = VERB_ORDER.iter().flat_map(of_verb).collect();
    // The example of a SELECT method may be EXEC, if SELECT cannot read it.
    examples.sort_by_key(|example| VERB_ORDER.iter().position(|verb| *verb == example.verb));
    distinct(examples)
}

fn of_method(subject: &Subject<'_>, method: &Method) -> Vec<Example> {
    if why_none(method).is_some() {
        return Vec::new();
    }
    let by_verb = match method.verb {
        SqlVerb::Select => select::examples(subject, method),
        SqlVerb::Insert => insert::example(subject, method).into_iter().collect(),
        SqlVerb::Update | SqlVerb::Replace => change::example(subject, method).into_iter().collect(),
        SqlVerb::Delete => change::delete(subject, method).into_iter().collect(),
        SqlVerb::Exec => Vec::new(),
    };
    if by_verb.is_empty() { exec::example(subject, method).into_iter().collect() } else { by_verb }
}

/// Why no statement can call a method; `None` if one can.
pub fn why_none(method: &Method) -> Option<&'static str> {
    let attributes = method.body_attributes();
    let is_hidden = |name: &String| !attributes.iter().any(|it| it.name == *name);
    match method {
        _ if method.has_form() => Some("its request body is a form with parts"),
        _ if method.has_list_body() => Some("its request body is a list"),
        _ if !method.can_send_body() => Some("its request body is neither JSON nor XML"),
        _ if method.required_body.iter().any(is_hidden) => Some("a parameter hides a required property of its body"),
        _ => None,
    }
}

fn true_ones(provider: &Provider, examples: Vec<Example>, resource: &Resource) -> (Vec<Example>, Vec<Finding>) {
    let mut findings = Vec::new();
    let is_true = |example: &Example| {
        let problems = check(provider, example);
        findings.extend(problems.first().map(|problem| dropped(resource, example, problem)));
        problems.is_empty()
    };
    (examples.into_iter().filter(is_true).collect(), findings)
}

fn dropped(resource: &Resource, example: &Example, problem: &Problem) -> Finding {
    let message =
        format!("an example of the method `{}` of `{}` is left out: {}", example.method, resource.id, problem.message);
    let help = "check whether the API's document is right, and write an example by hand";
    Finding::new(&EXAMPLE_DROPPED, Site::Config(Mark::default()), message, help)
}

/// Removes duplicate statements, and makes titles unique.
fn distinct(examples: Vec<Example>) -> Vec<Example> {
    let mut statements = BTreeSet::new();
    let mut titles: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Example> = Vec::new();
    for mut example in examples {
        if !statements.insert(example.sql.clone()) {
            continue;
        }
        if titles.contains_key(&example.title) && !example.title.ends_with('`') {
            example.title = format!("{}, with `{}`", example.title, example.method);
        }
        let count = titles.entry(example.title.clone()).or_default();
        *count += 1;
        if *count > 1 {
            example.title = format!("{} ({count})", example.title);
        }
        kept.push(example);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(title: &str, sql: &str, method: &str) -> Example {
        let verb = SqlVerb::Select;
        Example { title: title.to_owned(), sql: sql.to_owned(), method: method.to_owned(), verb, is_written: false }
    }

    #[test]
    fn statements_and_titles_are_distinct() {
        let all = [("A", "1", "a"), ("A", "1", "b"), ("A", "2", "b"), ("A", "3", "b"), ("B", "4", "a")];
        let kept = distinct(all.iter().map(|(title, sql, method)| example(title, sql, method)).collect());
        let titles: Vec<_> = kept.iter().map(|example| example.title.as_str()).collect();
        assert_eq!(titles, ["A", "A, with `b`", "A, with `b` (2)", "B"]);
    }

    #[test]
    fn what_is_not_true_is_left_out_with_a_finding() {
        let resource = Resource {
            name: "r".to_owned(),
            id: "p.s.r".to_owned(),
            methods: Vec::new(),
            verbs: BTreeMap::new(),
            view: None,
            block: Node::default(),
        };
        let provider = Provider {
            name: "p".to_owned(),
            folder: "p".to_owned(),
            version: String::new(),
            title: String::new(),
            description: String::new(),
            protocol: None,
            config: None,
            inputs: Vec::new(),
            services: Vec::new(),
        };
        let (kept, findings) = true_ones(&provider, vec![example("A", "SELECT id FROM p.s.r;", "get")], &resource);
        assert_eq!((kept.len(), findings.len()), (0, 1));
        let message = "an example of the method `get` of `p.s.r` is left out: unknown service `s`";
        assert_eq!(findings[0].message, message);
    }
}
