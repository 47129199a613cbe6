//! Runs examples over the documents that are written, on the model of the engine, against a stand-in for the API.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::Value as Json;

use crate::engine::media_type::is_json;
use crate::engine::predict::{Api, Documents, Kind, Request, Response, Session, Settings};
use crate::engine::{Engine, Release};
use crate::examples::{Example, Examples, Values};
use crate::finding::{EXAMPLE_DROPPED, Finding, Site};
use crate::model::{Method, Provider};
use crate::place::Mark;
use crate::render;
use crate::schema::Resolver;

/// The releases that statements are tried on.
const RELEASES: [Release; 2] = [Release::August2026, Release::AnySdk055];

/// Takes out the examples that the engine would refuse, or crash on.
pub fn check(provider: &Provider, examples: &mut Examples) -> Vec<Finding> {
    let documents = Documents {
        provider: render::provider_node(provider),
        services: provider.services.par_iter().map(|it| (it.name.clone(), render::service_node(it))).collect(),
    };
    let answers = Answers::of(provider);
    let failed: Vec<(String, String, String)> = examples
        .by_resource()
        .collect::<Vec<_>>()
        .into_par_iter()
        .flat_map_iter(|(id, examples)| faults(&documents, &answers, id, examples))
        .collect();
    examples.retain(|id, example| !failed.iter().any(|(of, sql, _)| of == id && *sql == example.sql));
    failed.into_iter().map(|(id, _, message)| dropped(&id, &message)).collect()
}

/// The examples of a resource that fail: the resource, the statement, and why.
fn faults<'e>(
    documents: &'e Documents,
    answers: &'e Answers,
    id: &'e str,
    examples: &'e [Example],
) -> impl Iterator<Item = (String, String, String)> + 'e {
    let settings = RELEASES.map(|release| Settings { release, ..Settings::default() });
    examples.iter().filter_map(move |example| {
        let told = settings.iter().find_map(|settings| fault(documents, settings, answers, example))?;
        Some((id.to_owned(), example.sql.clone(), format!("`{}`: {told}", example.title)))
    })
}

fn fault(documents: &Documents, settings: &Settings, answers: &Answers, example: &Example) -> Option<String> {
    let mut api = answers;
    let outcome = Session::new(documents, settings).run(&example.sql, &mut api);
    let release = settings.release.name();
    match outcome.kind {
        Kind::Done | Kind::Rows => None,
        Kind::Error => Some(format!("the engine {release} says `{}`", outcome.message)),
        Kind::Panic => Some(format!("the engine {release} crashes")),
    }
}

fn dropped(id: &str, message: &str) -> Finding {
    let help = "check whether the API's document is right, and write an example by hand";
    let message = format!("an example of `{id}` is left out: {message}");
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
}

impl Answers {
    fn of(provider: &Provider) -> Self {
        let mut by_verb: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
        for service in &provider.services {
            let root = service.components();
            for method in service.resources.iter().flat_map(|resource| &resource.methods) {
                let response = response(method, Resolver::new(&root));
                let answer = Answer { path: steps(&method.path), response };
                by_verb.entry(method.http_verb.to_uppercase()).or_default().push(answer);
            }
        }
        Answers { by_verb }
    }

    /// The answer of the operation whose path a request ends in, the most literal first.
    fn answer(&self, request: &Request) -> Option<&Response> {
        let path = request.url.split(['?', '#']).next()?;
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |answer: &&Answer| {
            let end = asked.len().checked_sub(answer.path.len()).and_then(|start| asked.get(start..));
            end.is_some_and(|end| {
                end.iter().zip(&answer.path).all(|(asked, step)| step.as_ref().is_none_or(|step| step == asked))
            })
        };
        let literal = |answer: &&Answer| answer.path.iter().flatten().count();
        let found = self.by_verb.get(&request.verb)?.iter().filter(fits).max_by_key(literal);
        found.map(|answer| &answer.response)
    }
}

impl Api for &Answers {
    fn call(&mut self, request: &Request) -> Response {
        self.answer(request).cloned().unwrap_or_else(|| Response { status: 404, ..Response::default() })
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
