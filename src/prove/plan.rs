//! The statements that prove a provider.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::examples::{self, Extent, Given, Trial};
use crate::model::{Method, Resource, Service};
use crate::sql::{self, SqlVerb};
use crate::tree::Node;

use super::Subject;
use super::line::on_one_line;
use super::only::Only;

/// How many rows the statements with a limit ask for.
const LIMIT: usize = 2;

/// A name that no provider has.
const UNKNOWN: &str = "no_such_key";

/// What a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// `SHOW METHODS`.
    ShowMethods,
    /// `DESCRIBE`.
    Describe,
    /// An example of a page.
    Example,
    /// A method with as little as it takes.
    Least,
    /// A method with all that it takes.
    Most,
    /// An optional key of SELECT.
    Key,
    /// SELECT with a limit.
    Limit,
    /// A key that is wrong or missing, so that nothing may be called.
    Wrong,
}

impl Purpose {
    /// All purposes, in the order of reports.
    pub const ALL: [Purpose; 8] = [
        Purpose::ShowMethods,
        Purpose::Describe,
        Purpose::Example,
        Purpose::Least,
        Purpose::Most,
        Purpose::Key,
        Purpose::Limit,
        Purpose::Wrong,
    ];

    /// Returns the name of a purpose in reports.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::ShowMethods => "SHOW METHODS",
            Purpose::Describe => "DESCRIBE",
            Purpose::Example => "examples",
            Purpose::Least => "smallest",
            Purpose::Most => "fullest",
            Purpose::Key => "optional keys",
            Purpose::Limit => "LIMIT",
            Purpose::Wrong => "wrong keys",
        }
    }
}

/// A statement with what it is expected to do.
pub struct Statement<'s> {
    /// What it is for.
    pub purpose: Purpose,
    /// The service.
    pub service: &'s Service,
    /// The resource.
    pub resource: &'s Resource,
    /// The method that it means; none where it means the resource, or nothing.
    pub method: Option<&'s Method>,
    /// The verb, if it calls a method.
    pub verb: Option<SqlVerb>,
    /// The statement.
    pub sql: String,
    /// The values of parameters and server variables by name.
    pub given: Vec<Given>,
    /// The body that it means, if it gives one.
    pub body: Option<Json>,
    /// How many rows it asks for at most.
    pub limit: Option<usize>,
}

/// Returns the statements that prove a provider, service by service. Where `sample` is given, no more than that many of
/// each purpose, spread over the provider.
pub fn plan<'s>(subject: &'s Subject, only: &Only, sample: Option<usize>) -> Vec<Statement<'s>> {
    let of_services = subject.provider.services.iter();
    let mut statements: Vec<Statement<'s>> =
        of_services.flat_map(|service| of_service(subject, service, only)).collect();
    if let Some(most) = sample {
        let kept = spread(&statements, most);
        let mut index = 0..;
        statements.retain(|_| index.next().is_some_and(|index| kept.contains(&index)));
    }
    statements
}

/// The indexes of at most so many statements of each purpose, at equal distances.
fn spread(statements: &[Statement<'_>], most: usize) -> BTreeSet<usize> {
    let mut kept = BTreeSet::new();
    for purpose in Purpose::ALL {
        let all: Vec<usize> =
            (0..statements.len()).filter(|at| statements.get(*at).is_some_and(|it| it.purpose == purpose)).collect();
        let wanted = most.min(all.len());
        kept.extend((0..wanted).filter_map(|nth| all.get(nth * all.len() / wanted).copied()));
    }
    kept
}

fn of_service<'s>(subject: &'s Subject, service: &'s Service, only: &Only) -> Vec<Statement<'s>> {
    let root = service.components();
    let resources = service.resources.iter().filter(|resource| only.has_resource(&service.name, resource));
    resources.flat_map(|resource| of_resource(subject, (service, resource), &root, only)).collect()
}

fn of_resource<'s>(
    subject: &'s Subject,
    (service, resource): (&'s Service, &'s Resource),
    root: &Node,
    only: &Only,
) -> Vec<Statement<'s>> {
    let new = |purpose, method: Option<&'s Method>, trial: Trial, limit| Statement {
        purpose,
        service,
        resource,
        method,
        verb: method.map(|_| trial.verb),
        sql: on_one_line(&trial.sql),
        given: trial.given,
        body: trial.body,
        limit,
    };
    let about = |purpose, words: &str| {
        let names = [subject.provider.name.as_str(), service.name.as_str(), resource.name.as_str()];
        let sql = format!("{words} {};", sql::path(&names));
        new(purpose, None, Trial { verb: SqlVerb::Select, sql, given: Vec::new(), body: None }, None)
    };
    let mut found = Vec::new();
    let is_whole = only.has_whole(&service.name, resource);
    if is_whole && !resource.methods.is_empty() {
        found.push(about(Purpose::ShowMethods, "SHOW METHODS IN"));
    }
    if is_whole && (resource.is_selectable() || resource.view.is_some()) {
        found.push(about(Purpose::Describe, "DESCRIBE"));
    }
    for example in subject.examples.of(&resource.id) {
        let method = resource.methods.iter().find(|method| method.name == example.method);
        let is_wanted = method.is_none_or(|method| only.has_method(&service.name, resource, method));
        let trial = Trial { verb: example.verb, sql: example.sql.clone(), given: Vec::new(), body: None };
        found.extend(is_wanted.then(|| new(Purpose::Example, method, trial, None)));
    }
    let parts = examples::Subject::new(&subject.provider, service, resource, root);
    for method in resource.methods.iter().filter(|method| only.has_method(&service.name, resource, method)) {
        found.extend(of_method(&parts, method).into_iter().map(|(purpose, trial, limit)| {
            let is_meant = purpose != Purpose::Wrong;
            new(purpose, is_meant.then_some(method), trial, limit)
        }));
    }
    found
}

type Tried = (Purpose, Trial, Option<usize>);

fn of_method(subject: &examples::Subject<'_>, method: &Method) -> Vec<Tried> {
    let least = examples::trial(subject, method, Extent::Least);
    let most = examples::trial(subject, method, Extent::Most);
    let least_sql = least.as_ref().map(|trial| trial.sql.clone());
    let is_other = |trial: &Trial| least_sql.as_ref() != Some(&trial.sql);
    let mut tried: Vec<Tried> = Vec::new();
    tried.extend(least.map(|trial| (Purpose::Least, trial, None)));
    tried.extend(most.filter(is_other).map(|trial| (Purpose::Most, trial, None)));
    if method.verb == SqlVerb::Select && tried.first().is_some_and(|(_, trial, _)| trial.verb == SqlVerb::Select) {
        tried.extend(examples::by_key(subject, method).into_iter().map(|(_, trial)| (Purpose::Key, trial, None)));
        let limited = examples::limited(subject, method, LIMIT).filter(|_| method.is_list);
        tried.extend(limited.map(|trial| (Purpose::Limit, trial, Some(LIMIT))));
        tried.extend(wrong(subject, method).into_iter().map(|trial| (Purpose::Wrong, trial, None)));
    }
    tried
}

/// Statements that may call nothing: one with a key that does not exist, one without a key that is required.
fn wrong(subject: &examples::Subject<'_>, method: &Method) -> Vec<Trial> {
    let mut found = Vec::new();
    found.extend(examples::with_unknown(subject, method, UNKNOWN));
    if let Some(key) = method.required_parameters().next() {
        let trial = examples::without(subject, method, &key.name);
        let given = trial.given.iter().map(|(name, _)| name.as_str());
        // With the rest, the statement may mean another method.
        let is_of_none = subject.resource.chosen(SqlVerb::Select, given).is_none();
        found.extend(is_of_none.then_some(trial));
    }
    found
}
