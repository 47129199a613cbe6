//! Requests find their operations.

use std::path::Path;

use super::*;
use crate::standin::Asked;
use crate::tree::yaml;

const FIRST: &str = "
servers: [{url: 'https://{org}.a.example/api/{version}', variables: {version: {default: v1}}}]
paths:
  /users:
    parameters: [{name: q, in: query}, {name: limit, in: query, required: true}]
    get: {operationId: list, parameters: [{name: q, in: query, required: true}]}
    post: {operationId: create}
  /users/me: {get: {operationId: me}}
  /users/{id}: {get: {operationId: get}, delete: {operationId: delete}}
  /users/{id}/photo.{kind}: {get: {operationId: photo}}
  /users/{id}:lock: {post: {operationId: lock}}
  /act?action=start: {post: {operationId: start}}
  /act?action=stop&now: {post: {operationId: stop}}
  /form#Action=Go: {post: {operationId: go}}
  /other: {servers: [{url: /own}], get: {operationId: other}}
  /referred: {$ref: '#/paths/~1other'}
  x-paths: {get: {operationId: extension}}
  /odd: [1]
";

const SECOND: &str = "
servers: [{url: 'https://b.example/api/v1'}]
paths: {/users: {get: {operationId: second}}, /only: {get: {operationId: only}}}
";

fn routes() -> Routes {
    let read = |text: &str| yaml::read(text.as_bytes(), Path::new("openapi.yaml")).expect("YAML");
    Routes::new(&[read(FIRST), read(SECOND), Node::default()])
}

/// The operation that a request reaches, with the base and the values of its path; else what there is instead.
fn found(verb: &str, target: &str, body: &str) -> String {
    let headers = vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
    let asked = Asked { verb: verb.to_owned(), target: target.to_owned(), headers, body: body.as_bytes().to_vec() };
    let (routes, requested) = (routes(), Requested::of(&asked));
    match routes.find(&requested) {
        Reach::Operation(it) => {
            let values = it.decoded().into_iter().map(|(name, value)| format!(" {name}={value}")).collect::<String>();
            format!("{} {}{values}", it.endpoint.operation.text("operationId").unwrap_or_default(), it.base)
        }
        Reach::OtherVerbs(verbs) => format!("{verbs:?}"),
        Reach::Nowhere => "-".to_owned(),
    }
}

fn got(target: &str) -> String {
    found("GET", target, "")
}

#[test]
fn paths_begin_at_the_base_of_a_server() {
    assert_eq!(got("/api/v1/users/7"), "get /api/v1 id=7");
    assert_eq!(got("/api/v2/users/7"), "get /api/v2 id=7");
    assert_eq!(got("/users/7"), "-");
    assert_eq!((got("/own/other"), got("/api/v1/other")), ("other /own".to_owned(), "-".to_owned()));
    assert_eq!(got("/own/referred"), "other /own");
}

#[test]
fn the_most_literal_operation_that_has_the_verb_answers() {
    assert_eq!(got("/api/v1/users/me"), "me /api/v1");
    assert_eq!(found("DELETE", "/api/v1/users/me", ""), "delete /api/v1 id=me");
    assert_eq!(got("/api/v1/users/a%2Fb/photo.png"), "photo /api/v1 id=a/b kind=png");
    assert_eq!(found("POST", "/api/v1/users/x:lock", ""), "lock /api/v1 id=x");
}

#[test]
fn a_host_decides_between_documents() {
    assert_eq!((got("/api/v1/users"), got("/api/v2/users")), ("second /api/v1".into(), "list /api/v2".into()));
    assert_eq!(got("https://B.example/api/v1/users"), "second /api/v1");
    assert_eq!(got("https://my.a.example:443/api/v1/users"), "list /api/v1");
    assert_eq!(got("https://elsewhere.example/api/v1/only"), "only /api/v1");
}

#[test]
fn a_query_in_a_path_tells_operations_apart() {
    let posted = |target: &str, body: &str| found("POST", target, body);
    assert_eq!(posted("/api/v1/act?action=start", ""), "start /api/v1");
    assert_eq!(posted("/api/v1/act?now=1&action=stop", ""), "stop /api/v1");
    assert_eq!(posted("/api/v1/act?action=pause", ""), "-");
    assert_eq!(posted("/api/v1/form", "Action=Go"), "go /api/v1");
}

#[test]
fn other_verbs_and_paths_are_told_apart() {
    assert_eq!(found("HEAD", "/api/v2/users", ""), "list /api/v2");
    assert_eq!(found("PUT", "/api/v1/users", ""), r#"{"GET", "POST"}"#);
    assert_eq!((got("/api/v1/users/"), got("/api/v1/odd"), got("*")), ("-".into(), "-".into(), "-".into()));
}

#[test]
fn parameters_of_a_path_item_are_those_of_its_operations() {
    let routes = routes();
    let parameters = routes.endpoints()[0].operation.items("parameters");
    let names: Vec<_> =
        parameters.iter().map(|it| (it.text("name").unwrap_or_default(), it.flag("required"))).collect();
    assert_eq!(names, [("limit", true), ("q", true)]);
}
