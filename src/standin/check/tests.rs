//! Requests and what their operation demands.

use std::path::Path;

use super::*;
use crate::standin::Asked;
use crate::standin::route::{Reach, Routes};
use crate::tree::yaml;

const API: &str = "
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
    basic: {type: http, scheme: basic}
    oauth: {type: oauth2}
  parameters:
    limit: {name: limit, in: query, schema: {type: integer, maximum: 10}}
security: [{basic: []}, {oauth: [read], key: []}]
paths:
  /a/{id}:
    get:
      security: []
      parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
      - {$ref: '#/components/parameters/limit'}
      - {name: tag, in: query, required: true, schema: {oneOf: [{type: integer, minimum: 5}, {type: string, maxLength: 3}]}}
      - {name: X-Flag, in: header, schema: {type: boolean}}
      - {name: Accept, in: header, required: true, schema: {type: boolean}}
      - {name: c, in: cookie, schema: {type: string, enum: [x]}}
      - {name: empty, in: query, allowEmptyValue: true, schema: {type: integer}}
      - {name: filter, in: query, content: {application/json: {schema: {type: object, required: [q]}}}}
      - {name: odd, in: elsewhere}
  /styles/{simple}/{label}/{matrix}/{members}:
    get:
      security: []
      parameters:
      - {name: simple, in: path, schema: &numbers {type: array, items: {type: integer}}}
      - {name: label, in: path, style: label, schema: *numbers}
      - {name: matrix, in: path, style: matrix, explode: true, schema: *numbers}
      - {name: members, in: path, explode: true, schema: &point {type: object, additionalProperties: false, required: [x], properties: {x: {type: integer}, y: {type: integer}}}}
      - {name: form, in: query, schema: *numbers}
      - {name: comma, in: query, explode: false, schema: *numbers}
      - {name: space, in: query, style: spaceDelimited, explode: false, schema: *numbers}
      - {name: pipe, in: query, style: pipeDelimited, explode: false, schema: *numbers}
      - {name: deep, in: query, style: deepObject, schema: *point}
      - {name: spread, in: query, schema: {type: object, properties: {from: {type: integer}}}}
      - {name: turns, in: query, explode: false, schema: *point}
      - {name: X-List, in: header, schema: *numbers}
  /secret: {get: {}}
  /body:
    post:
      security: []
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, required: [n], properties: {n: {type: integer}}}}
          application/*: {schema: {type: integer}}
          application/x-www-form-urlencoded: {schema: {required: [n], properties: {n: {type: integer}, l: {type: array}}}}
          multipart/form-data: {schema: {required: [file], properties: {file: {type: string}}}}
          text/plain: {}
    put: {security: [], requestBody: {content: {text/xml: {}}}}
";

/// What is wrong with a request, each on a line; else its body.
fn checked(verb: &str, target: &str, headers: &[(&str, &str)], body: &str) -> String {
    let root = yaml::read(API.as_bytes(), Path::new("openapi.yaml")).expect("YAML");
    let routes = Routes::new(std::slice::from_ref(&root));
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let asked = Asked { verb: verb.to_owned(), target: target.to_owned(), headers, body: body.as_bytes().to_vec() };
    let requested = Requested::of(&asked);
    let Reach::Operation(found) = routes.find(&requested) else { panic!("{target} reaches nothing") };
    match Demands::of(&root, found.endpoint).check(&root, &requested, &found, true) {
        Ok(body) => body.map(|body| body.to_string()).unwrap_or_default(),
        Err(faults) => faults.into_iter().map(|it| format!("{} {}: {}\n", it.kind, it.at, it.message)).collect(),
    }
}

fn got(target: &str) -> String {
    checked("GET", target, &[], "")
}

#[test]
fn parameters_are_judged_by_their_schemas() {
    assert_eq!(got("/a/1?tag=ab&limit=10&empty=&filter=%7B%22q%22%3A1%7D&api_key=k"), "");
    assert_eq!(got("/a/1597909995008977797120?tag=ab"), "");
    assert_eq!((got("/a/1?tag=7"), got("/a/1?tag=4")), Default::default());
    assert_eq!(
        got("/a/x?limit=11&unknown=1&unknown=2"),
        "parameter id: the path parameter `id` is invalid: \"x\" is not of type \"integer\"\n\
         parameter limit: the query parameter `limit` is invalid: 11 is greater than the maximum of 10\n\
         parameter tag: the query parameter `tag` is required, and missing\n\
         parameter unknown: the operation has no query parameter `unknown`\n"
    );
    assert!(got("/a/1?tag=abcd").contains("`tag`"));
    assert!(got("/a/1?tag=a&filter=%7B").contains("no JSON"));
    assert!(got("/a/1?tag=a&filter=%7B%7D").contains("\"q\" is a required property"));
    assert_eq!(
        got("/a/1?tag=a&limit=1&limit=2"),
        "parameter limit: the query parameter `limit` is sent several times\n"
    );
}

#[test]
fn headers_and_cookies_are_parameters() {
    let with = |name, value| checked("GET", "/a/1?tag=a", &[(name, value)], "");
    assert_eq!((with("x-flag", "true"), with("Cookie", "b=1; c=x")), Default::default());
    assert!(with("x-flag", "1").starts_with("parameter X-Flag: "));
    assert!(with("cookie", "c=y").starts_with("parameter c: "));
}

#[test]
fn lists_and_objects_have_styles() {
    let path = "/styles/1,2/.1.2/;matrix=1;matrix=2/x=1,y=2";
    assert_eq!(got(path), "");
    let query = "form=1&form=2&comma=1,2&space=1%202&pipe=1|2&deep[x]=1&deep%5By%5D=2&from=3&turns=x,1,y,2";
    assert_eq!(got(&format!("{path}?{query}")), "");
    assert_eq!(checked("GET", path, &[("x-list", "1, 2"), ("X-List", "3")], ""), "");
    let wrong = "form=1&form=a&comma=1,a&space=1%20a&pipe=1|a&deep[x]=a&from=a&turns=y,2";
    let text = got(&format!("/styles/1,a/.1.a/;matrix=a/x=1,z=2?{wrong}"));
    for name in ["simple", "label", "matrix", "members", "form", "comma", "space", "pipe", "deep", "spread", "turns"] {
        assert!(text.contains(&format!("parameter {name}: ")), "{name}: {text}");
    }
    assert_eq!(text.lines().count(), 11, "{text}");
}

#[test]
fn credentials_are_one_of_the_demanded_sets() {
    let with = |target, value| checked("GET", target, &[("authorization", value)], "");
    assert!(got("/secret").contains("`Authorization: basic ..`, or a header `Authorization: bearer ..` and a key"));
    assert_eq!((with("/secret", "Basic YTpi"), with("/secret?api_key=k", "Bearer t")), Default::default());
    for (target, value) in
        [("/secret", "Basic ?"), ("/secret", "Bearer t"), ("/secret?api_key=k", "Bearer"), ("/secret", "")]
    {
        assert!(with(target, value).starts_with("security "), "{value}");
    }
}

fn posted(media_type: &str, body: &str) -> String {
    checked("POST", "/body", &[("content-type", media_type)], body)
}

#[test]
fn a_body_has_to_be_there_and_of_a_media_type() {
    assert_eq!(posted("application/json", ""), "body : the required body is missing\n");
    assert_eq!(checked("PUT", "/body", &[], ""), "");
    let message = "media-type Content-Type: the body is `text/plain`, but the operation takes `text/xml`\n";
    assert_eq!(checked("PUT", "/body", &[("content-type", "text/plain; a=b")], "x"), message);
    assert!(checked("PUT", "/body", &[], "x").contains("has no `Content-Type`"));
    assert_eq!(checked("GET", "/a/1?tag=a", &[], "x"), "body : the operation takes no body\n");
    assert_eq!(posted("text/plain", "x"), "");
}

#[test]
fn json_is_judged_by_its_schema() {
    assert_eq!(posted("Application/JSON; charset=utf-8", r#"{"n": 1}"#), r#"{"n":1}"#);
    assert_eq!(
        posted("application/json", r#"{"n": "1"}"#),
        "body /n: the body at `/n`: \"1\" is not of type \"integer\"\n"
    );
    assert_eq!(posted("application/vnd.x+json", "1"), "1");
    assert!(posted("application/json", "{\n1}").contains("line 2 column 1"));
    assert!(posted("application/json", &"[".repeat(100_000)).contains("no JSON"));
}

#[test]
fn forms_have_what_they_need() {
    let form = |body: &str| posted("application/x-www-form-urlencoded", body);
    assert_eq!(form("n=1&l=a&l=b&o=%20"), r#"{"n":1,"l":["a","b"],"o":" "}"#);
    assert_eq!(form("m=1"), "body /n: the form has no `n`\n");
    let parts = |body: &str| posted("multipart/form-data; boundary=\"b\"", body);
    let part = |name: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\nx\r\n--b--\r\n");
    assert_eq!(
        (parts(&part("file")), parts(&part("other"))),
        (String::new(), "body /file: the form has no `file`\n".into())
    );
    assert_eq!(parts("--b"), "body : the form does not end with its `boundary`\n");
    assert_eq!(posted("multipart/form-data", "x"), "body : the form has no `boundary`\n");
}
