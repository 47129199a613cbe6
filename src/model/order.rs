//! Orders the methods of a verb. The engine takes the first method whose required parameters are all given, so methods
//! that require more must come first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::engine::reach::{self, Hidden, Listed, Relation};
use crate::finding::{Finding, METHOD_TOUCHES_MANY, METHOD_UNREACHABLE, Site};
use crate::mapping::MappedMethod;
use crate::place::Mark;
use crate::sql::SqlVerb;
use crate::text::listed;

use super::{Method, Resource};

/// Returns the methods of each verb, by index, in the order that makes as many as possible reachable. `mapped` says which
/// verbs a method has besides its first.
pub fn lists(methods: &[Method], mapped: &[&MappedMethod]) -> BTreeMap<SqlVerb, Vec<usize>> {
    let also: HashMap<&str, &[SqlVerb]> = mapped.iter().map(|it| (it.name.as_str(), it.also.as_slice())).collect();
    let mut lists: BTreeMap<SqlVerb, Vec<usize>> = SqlVerb::LISTED.map(|verb| (verb, Vec::new())).into();
    for (index, method) in methods.iter().enumerate() {
        let also = also.get(method.name.as_str()).copied().unwrap_or_default();
        for verb in [&method.verb].into_iter().chain(also) {
            lists.entry(*verb).or_default().push(index);
        }
    }
    lists.remove(&SqlVerb::Exec);
    for list in lists.values_mut() {
        list.sort_by_key(|index| methods.get(*index).map(rank));
    }
    lists
}

/// Returns the methods of each verb, by index, in the order of the rows of the mapping.
pub fn as_mapped(methods: &[Method], mapped: &[MappedMethod]) -> BTreeMap<SqlVerb, Vec<usize>> {
    let by_name: HashMap<&str, usize> =
        methods.iter().enumerate().map(|(index, method)| (method.name.as_str(), index)).collect();
    let mut lists: BTreeMap<SqlVerb, Vec<usize>> = SqlVerb::LISTED.map(|verb| (verb, Vec::new())).into();
    for mapped in mapped {
        let Some((index, method)) = by_name.get(mapped.name.as_str()).and_then(|it| Some((*it, methods.get(*it)?)))
        else {
            continue;
        };
        for verb in [&method.verb].into_iter().chain(&mapped.also) {
            lists.entry(*verb).or_default().push(index);
        }
    }
    lists.remove(&SqlVerb::Exec);
    lists
}

/// Smaller ranks come first. The sort is stable, so that ties stay in the order of the spec. The second part stands for
/// server variables, which count only for a method with a request body.
fn rank(method: &Method) -> Reverse<(usize, bool)> {
    Reverse((required(method).len(), method.body_schema.is_some()))
}

/// Returns the names of parameters and body properties that a statement must give.
pub fn required(method: &Method) -> BTreeSet<&str> {
    let parameters = method.required_parameters().map(|parameter| parameter.name.as_str());
    parameters.chain(method.required_body.iter().map(String::as_str)).collect()
}

/// A method that the engine never chooses under a verb.
#[derive(Clone, Copy, Debug)]
pub struct Shadowed<'a> {
    /// The verb.
    pub verb: SqlVerb,
    /// The index of the method in the verb's list.
    pub index: usize,
    /// The method.
    pub method: &'a Method,
    /// The one before it that requires nothing else.
    pub by: &'a Method,
    /// What that one requires.
    pub relation: Relation,
}

/// The methods of a resource that the engine never chooses, by verb and in the order in which it tries them.
pub fn shadowed(resource: &Resource) -> Vec<Shadowed<'_>> {
    SqlVerb::LISTED.into_iter().flat_map(|verb| shadowed_in(verb, &resource.methods_of(verb))).collect()
}

fn shadowed_in<'a>(verb: SqlVerb, methods: &[&'a Method]) -> Vec<Shadowed<'a>> {
    let listed = |method: &&'a Method| Listed { name: &method.name, required: method.required_keys() };
    let listed: Vec<Listed<'_>> = methods.iter().map(listed).collect();
    let shadowed = |Hidden { index, by, relation }: Hidden| {
        Some(Shadowed { verb, index, method: methods.get(index)?, by: methods.get(by)?, relation })
    };
    reach::hidden(&listed).into_iter().filter_map(shadowed).collect()
}

/// Reports methods that the engine can never choose.
pub fn unreachable(resource: &Resource, mark: impl Fn(&Method) -> Mark) -> Vec<Finding> {
    let report = |Shadowed { method, by, .. }: Shadowed| {
        let message = format!(
            "{} never reaches the method `{}` of `{}`: `{}` has the same required parameters ({})",
            method.verb.name().to_uppercase(),
            method.name,
            resource.id,
            by.name,
            wanted(method),
        );
        let help = "give one of them the SQL verb exec, or a resource of its own";
        Finding::new(&METHOD_UNREACHABLE, Site::Mapping(mark(method)), message, help)
    };
    shadowed(resource).into_iter().map(report).collect()
}

/// Reports methods that change many things, and that a statement for one thing reaches if it leaves out or misspells a
/// key.
pub fn touching_many(resource: &Resource, mark: impl Fn(&Method) -> Mark) -> Vec<Finding> {
    let report = |verb: SqlVerb, many: &Method, one: &Method| {
        let [wanted, more] = [required(many), required(one)];
        let keys: Vec<&str> = more.difference(&wanted).copied().collect();
        let message = format!(
            "{} of `{}` that leaves out or misspells {} reaches not `{}`, but `{}`, which changes all",
            verb.name().to_uppercase(),
            resource.id,
            listed(&keys),
            one.name,
            many.name,
        );
        let help = format!("give `{}` the SQL verb exec, or a resource of its own", many.name);
        Finding::new(&METHOD_TOUCHES_MANY, Site::Mapping(mark(many)), message, help)
    };
    let mut findings = Vec::new();
    for verb in [SqlVerb::Update, SqlVerb::Replace, SqlVerb::Delete] {
        let methods = resource.methods_of(verb);
        let items: HashMap<&str, &Method> =
            methods.iter().rev().filter_map(|it| Some((collection(it)?, *it))).collect();
        for many in methods {
            let one = items.get(many.path.trim_end_matches('/'));
            let one = one.filter(|one| required(many).is_subset(&required(one)));
            findings.extend(one.map(|one| report(verb, many, one)));
        }
    }
    findings
}

/// The path of the collection of whose item a method's path is: all but a placeholder at its end.
fn collection(method: &Method) -> Option<&str> {
    let (above, last) = method.path.rsplit_once('/')?;
    (last.starts_with('{') && last.ends_with('}')).then_some(above)
}

/// Returns in words what a statement must give for the engine to choose a method.
pub fn wanted(method: &Method) -> String {
    let wanted = method.required_keys();
    if wanted.is_empty() { "nothing".to_owned() } else { wanted.into_iter().collect::<Vec<_>>().join(", ") }
}
