//! Runs examples over the documents that are written, on the model of the engine, against a stand-in for the API.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;
use serde_json::Value as Json;

use crate::engine::media_type::is_json;
use crate::engine::predict::{Api, Documents, GRAPHQL, Kind, Request, Response, Session, Settings};
use crate::engine::{Engine, Profile, Release};
use crate::examples::{Example, Examples, Values};
use crate::finding::{EXAMPLE_DROPPED, Finding, Site};
use crate::model::{Method, Provider};
use crate::place::Mark;
use crate::schema::Resolver;

/// How many characters of a message are told.
const MAX_MESSAGE: usize = 120;

/// Takes out the examples that the engine would refuse, or crash on, over the documents of their provider.
pub fn check(documents: &Documents, provider: &Provider, examples: &mut Examples, profile: Profile) -> Vec<Finding> {
    let settings: Vec<Settings> =
        profile.releases().iter().map(|release| Settings { release: *release, ..Settings::default() }).collect();
    let answers = Answers::of(provider);
    let mut by_service: BTreeMap<&str, Vec<(&str, &Example)>> = BTreeMap::new();
    examples.iter().for_each(|(id, example)| by_service.entry(service_of(id)).or_default().push((id, example)));
    let of_services: Vec<(&str, usize, Vec<Fault>)> = by_service
        .into_par_iter()
        .map(|(service, tried)| (service, tried.len(), faults(documents, &settings, &answers, &tried)))
        .collect();
    let findings = of_services.iter().flat_map(|(service, tried, faults)| findings(service, *tried, faults)).collect();
    let failed: HashSet<(String, String)> =
        of_services.into_iter().flat_map(|(.., faults)| faults).map(|it| (it.resource, it.sql)).collect();
    examples.retain(|id, example| !failed.contains(&(id.to_owned(), example.sql.clone())));
    findings
}

/// A finding for each example that fails, or one if no statement of a service works, all for the same reason.
fn findings(service: &str, tried: usize, faults: &[Fault]) -> Vec<Finding> {
    let is_same = faults.windows(2).all(|pair| matches!(pair, [a, b] if a.told == b.told));
    match faults.first() {
        Some(first) if faults.len() == tried && tried > 1 && is_same => {
            let message = format!("no example of the service `{service}` works: {}", first.told);
            vec![Finding::new(&EXAMPLE_DROPPED, Site::Config(Mark::default()), message, "correct the document")]
        }
        _ => faults.iter().map(dropped).collect(),
    }
}

/// An example that fails.
struct Fault {
    /// The id of its resource.
    resource: String,
    title: String,
    sql: String,
    told: String,
}

/// The service in the id of a resource.
fn service_of(id: &str) -> &str {
    id.split('.').nth(1).unwrap_or_default()
}

/// The examples of a service that fail. Each is tried in a process of its own.
fn faults(
    documents: &Documents,
    settings: &[Settings],
    answers: &Answers,
    examples: &[(&str, &Example)],
) -> Vec<Fault> {
    let mut sessions: Vec<(Release, Session<'_>)> =
        settings.iter().map(|settings| (settings.release, Session::new(documents, settings))).collect();
    let mut faults = Vec::new();
    for (id, example) in examples {
        let told = sessions.iter_mut().find_map(|(release, session)| fault(*release, session, answers, example));
        let (title, sql) = (example.title.clone(), example.sql.clone());
        faults.extend(told.map(|told| Fault { resource: (*id).to_owned(), title, sql, told }));
    }
    faults
}

fn fault(release: Release, session: &mut Session<'_>, answers: &Answers, example: &Example) -> Option<String> {
    let mut api = StandIn { answers, is_faithful: true };
    session.restart();
    let outcome = session.run(&example.sql, &mut api);
    let release = release.name();
    match outcome.kind {
        Kind::Done | Kind::Rows => None,
        // What the stand-in makes of XML, text or a query is no answer that could be read.
        Kind::Error if !api.is_faithful => None,
        Kind::Error => Some(format!("the engine {release} says `{}`", beginning(&outcome.message))),
        Kind::Panic => Some(format!("the engine {release} crashes")),
    }
}

/// The beginning of a message, which may repeat the whole statement.
fn beginning(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    match line.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => format!("{}...", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

fn dropped(fault: &Fault) -> Finding {
    let help = "check whether the API's document is right, and write an example by hand";
    let message = format!("the example `{}` of `{}` is left out: {}", fault.title, fault.resource, fault.told);
    Finding::new(&EXAMPLE_DROPPED, Site::Config(Mark::default()), message, help)
}

/// What the stand-in answers to the operations of a provider.
struct Answers {
    by_verb: BTreeMap<String, Vec<Answer>>,
}

struct Answer {
    /// The steps of its path; `None` for one with a placeholder.
    path: Vec<Option<String>>,
    response: Response,
    /// Whether the response is as the operation says. One that is not JSON has a body without a shape.
    is_faithful: bool,
}

impl Answers {
    fn of(provider: &Provider) -> Self {
        let mut by_verb: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
        for service in &provider.services {
            let root = service.components();
            for method in service.resources.iter().flat_map(|resource| &resource.methods) {
                let response = response(method, Resolver::new(&root));
                // The document does not say what a GraphQL API answers.
                let is_query = method.operation.get(GRAPHQL).is_some();
                let is_faithful = !is_query && response.headers.iter().all(|(_, media_type)| is_json(media_type));
                let answer = Answer { path: steps(&method.path), response, is_faithful };
                by_verb.entry(method.http_verb.to_uppercase()).or_default().push(answer);
            }
        }
        Answers { by_verb }
    }

    /// The answer of the operation whose path a request ends in, the most literal first.
    fn answer(&self, request: &Request) -> Option<&Answer> {
        let path = request.url.split(['?', '#']).next()?;
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |answer: &&Answer| {
            let end = asked.len().checked_sub(answer.path.len()).and_then(|start| asked.get(start..));
            end.is_some_and(|end| {
                end.iter().zip(&answer.path).all(|(asked, step)| step.as_ref().is_none_or(|step| step == asked))
            })
        };
        let literal = |answer: &&Answer| answer.path.iter().flatten().count();
        self.by_verb.get(&request.verb)?.iter().filter(fits).max_by_key(literal)
    }
}

/// Stands in for the API of a provider.
struct StandIn<'a> {
    answers: &'a Answers,
    /// Whether all its answers were as the operations say.
    is_faithful: bool,
}

impl Api for StandIn<'_> {
    fn call(&mut self, request: &Request) -> Response {
        let answer = self.answers.answer(request);
        self.is_faithful &= answer.is_some_and(|answer| answer.is_faithful);
        answer.map_or_else(|| Response { status: 404, ..Response::default() }, |answer| answer.response.clone())
    }
}

fn steps(path: &str) -> Vec<Option<String>> {
    let path = path.split('?').next().unwrap_or_default().trim_start_matches('/');
    path.split('/').map(|step| (!step.contains('{')).then(|| step.to_owned())).collect()
}

/// An answer that fits what the operation says.
fn response(method: &Method, resolver: Resolver<'_>) -> Response {
    let engine = Engine { resolver };
    let Some(content) = engine.response(&method.operation).and_then(|(_, content)| content) else {
        return Response { status: 204, ..Response::default() };
    };
    let value = content.schema.map_or(Json::Null, |schema| Values { resolver }.of_schema("value", schema.node));
    let body = if is_json(content.media_type) { value.to_string() } else { "text".to_owned() };
    let headers = vec![("Content-Type".to_owned(), content.media_type.to_owned())];
    Response { status: 200, headers, body: body.into_bytes() }
}
