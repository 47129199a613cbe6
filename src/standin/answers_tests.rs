//! Answers to requests, one after the other.

use std::collections::BTreeSet;
use std::path::Path;

use percent_encoding::percent_decode_str;
use serde_json::{Value as Json, json};

use super::answers::Answers;
use super::reached::Reached;
use crate::engine::predict::Response;
use crate::tree::{Node, yaml};

const DOCUMENT: &str = r##"
paths:
  /users:
    get:
      parameters: [{name: after, in: query, schema: {type: string}}, {name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {headers: {Link: {schema: {type: string}}}, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}}
    post: {responses: {'201': {headers: {Location: {schema: {type: string}}}, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}}
  /users/{userId}:
    get: &one {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}}
    put: *one
    patch: *one
    delete: {responses: {'204': {}}}
  /users/{userId}/roles:
    get: {responses: {'200': {content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}, user_id: {type: string}}}}}}}}}
  /users/{userId}/lifecycle/activate:
    post: *one
  /linked:
    get:
      responses: {'200': {headers: {Link: {schema: {type: string}}}, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}}
  /things:
    get:
      parameters: [{name: page_token, in: query, schema: {type: string}}, {name: status, in: query, schema: {type: string}}]
      responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Things'}}}}}
  /numbered:
    get:
      parameters: [{name: page, in: query, schema: {type: integer}}, {name: per_page, in: query, schema: {type: integer}}]
      responses: {'200': {content: {application/json: {schema: {type: object, properties: {page: {type: integer}, total_pages: {type: integer}, total: {type: integer}, data: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}}}}
  /told:
    get:
      parameters: [{name: $skiptoken, in: query, schema: {type: string}}]
      responses: {'200': {content: {application/json: {schema: {type: object, required: [value], properties: {'@odata.nextLink': {type: string}, value: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}}}}
  /offset:
    get:
      parameters: [{name: offset, in: query, schema: {type: integer}}, {name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {content: {application/json: {schema: {type: object, properties: {offset: {type: integer}, has_more: {type: boolean}, items: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}}}}
  /wrapped/{thingId}:
    get: {responses: {'200': {content: {application/json: {schema: {type: object, properties: {success: {type: boolean}, result: {$ref: '#/components/schemas/Thing'}}}}}}}}
  /xml:
    get: {responses: {'200': {content: {application/xml: {schema: {$ref: '#/components/schemas/Marked'}}}}}}
  /plain:
    get: {responses: {'200': {content: {text/plain: {schema: {type: string, example: a b}}}}}}
components:
  schemas:
    User:
      type: object
      required: [id]
      properties:
        id: {type: string, readOnly: true, example: 00u1f96ECLNVOKVMUSEA}
        status: {type: string, enum: [ACTIVE, STAGED], readOnly: true}
        password: {type: string, writeOnly: true}
        profile: {type: object, properties: {login: {type: string, format: email}, city: {type: string}}}
    Thing:
      type: object
      properties: {id: {type: integer}, status: {type: string, enum: [a, b]}, thing: {$ref: '#/components/schemas/Thing'}}
    Things:
      type: object
      required: [things, next_page_token]
      properties:
        next_page_token: {type: string}
        things: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    Marked:
      type: object
      xml: {name: marked}
      properties:
        id: {type: string, xml: {attribute: true}, enum: ['<1>']}
        names: {type: array, xml: {wrapped: true}, maxItems: 1, items: {type: string, enum: [a&b], xml: {name: name}}}
"##;

struct Api {
    document: Node,
    answers: Answers,
}

impl Api {
    fn new() -> Self {
        Api::of(Answers::new(0, false))
    }

    fn of(answers: Answers) -> Self {
        let document = yaml::read(DOCUMENT.as_bytes(), Path::new("a.yaml")).expect("YAML");
        Api { document, answers }
    }

    /// Sends a request such as `GET /users/{userId=1}?limit=2`.
    fn send(&self, request: &str, body: Option<Json>) -> (Response, bool) {
        let (verb, target) = request.split_once(' ').expect("a verb");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut path_values = Vec::new();
        let template: Vec<String> = path
            .split('/')
            .map(|segment| match segment.strip_prefix('{') {
                Some(named) => {
                    let (name, value) =
                        named.strip_suffix('}').and_then(|named| named.split_once('=')).expect("a value");
                    path_values.push((name.to_owned(), value.to_owned()));
                    format!("{{{name}}}")
                }
                None => segment.to_owned(),
            })
            .collect();
        let path = template.join("/");
        let verb = verb.to_lowercase();
        let operation = self.document.get("paths").and_then(|it| it.get(&path)?.get(&verb)).expect("an operation");
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let query = pairs.map(|(name, value)| (decoded(name), decoded(value))).collect();
        let base = "http://localhost:1/v1".to_owned();
        let document = &self.document;
        self.answers.answer(&Reached { document, operation, path: &path, verb: &verb, path_values, query, body, base })
    }

    fn get(&self, target: &str) -> Json {
        json_of(&self.send(&format!("GET {target}"), None).0)
    }

    /// Follows the pages of a list.
    fn pages(&self, first: &str, next: impl Fn(&Response) -> Option<String>) -> Vec<Json> {
        let mut pages = Vec::new();
        let mut target = Some(first.to_owned());
        while let Some(at) = target.take() {
            let (response, has_next) = self.send(&format!("GET {at}"), None);
            target = next(&response).filter(|text| !text.is_empty());
            assert_eq!(target.is_some(), has_next, "{at}: {response:?}");
            pages.push(json_of(&response));
            assert!(pages.len() < 20, "the pages of {first} do not end");
        }
        pages
    }
}

fn json_of(response: &Response) -> Json {
    serde_json::from_slice(&response.body).unwrap_or_else(|_| panic!("{response:?}"))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn ids<'j>(rows: impl IntoIterator<Item = &'j Json>) -> Vec<String> {
    rows.into_iter().map(|row| row["id"].to_string()).collect()
}

fn query_of(url: &str) -> String {
    url.strip_prefix("http://localhost:1/v1").expect("a URL of the API").to_owned()
}

#[test]
fn a_link_header_leads_through_three_pages() {
    let api = Api::new();
    let next = |response: &Response| {
        let link = response.header("link").expect("a header");
        let next = link.split(", ").find(|link| link.ends_with("rel=\"next\""))?;
        Some(query_of(next.split(['<', '>']).nth(1)?))
    };
    let pages = api.pages("/users", next);
    assert_eq!(pages.iter().map(|page| page.as_array().expect("a list").len()).collect::<Vec<_>>(), [3, 3, 3]);
    let all = ids(pages.iter().flat_map(|page| page.as_array().expect("a list")));
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 9);
    assert_eq!(all[0], "\"00u1f96ECLNVOKVMUSEA\"");
    let states: BTreeSet<String> =
        pages[0].as_array().expect("rows").iter().map(|row| row["status"].to_string()).collect();
    assert_eq!(states.len(), 2);
    assert_eq!(ids(api.pages("/users?limit=4", next).iter().flat_map(|page| page.as_array().expect("a list"))), all);
    assert_eq!(api.pages("/users?limit=200", next).len(), 1);
    // Okta's clients ask for what comes after a row as well.
    let after = api.get(&format!("/users?after={}", all[1].trim_matches('"')));
    assert_eq!(ids(after.as_array().expect("rows"))[0], all[2]);
}

#[test]
fn no_page_is_told_of_that_the_document_gives_no_way_to_ask_for() {
    let (response, has_next) = Api::new().send("GET /linked", None);
    assert!(!has_next && response.header("link").is_none_or(|link| !link.contains("next")), "{response:?}");
}

#[test]
fn tokens_urls_and_numbers_lead_through_three_pages() {
    let api = Api::new();
    let body = |response: &Response, name: &str| json_of(response)[name].as_str().map(str::to_owned);
    let by_token = |response: &Response| {
        Some(format!("/things?page_token={}", body(response, "next_page_token").filter(|token| !token.is_empty())?))
    };
    let pages = api.pages("/things", by_token);
    assert_eq!((pages.len(), &pages[2]["next_page_token"]), (3, &json!("")));
    let pages = api.pages("/told", |response| body(response, "@odata.nextLink").map(|url| query_of(&url)));
    assert_eq!((pages.len(), pages[2].get("@odata.nextLink")), (3, None));
    let by_number = |response: &Response| {
        let body = json_of(response);
        let (page, last) = (body["page"].as_u64()?, body["total_pages"].as_u64()?);
        (page < last).then(|| format!("/numbered?page={}", page + 1))
    };
    let pages = api.pages("/numbered", by_number);
    assert_eq!((pages.len(), &pages[2]["page"], &pages[2]["total"]), (3, &json!(3), &json!(9)));
    let by_offset = |response: &Response| {
        let body = json_of(response);
        let count = body["items"].as_array()?.len() as u64;
        body["has_more"]
            .as_bool()?
            .then(|| format!("/offset?limit=2&offset={}", body["offset"].as_u64().unwrap_or(99) + count))
    };
    let pages = api.pages("/offset?limit=2", by_offset);
    let all = ids(pages.iter().flat_map(|page| page["items"].as_array().expect("rows")));
    assert_eq!((pages.len(), all.iter().collect::<BTreeSet<_>>().len()), (5, 9));
}

#[test]
fn ids_lead_to_the_same_rows() {
    let api = Api::new();
    for row in api.get("/users").as_array().expect("rows") {
        let id = row["id"].as_str().expect("an id");
        assert_eq!(&api.get(&format!("/users/{{userId={id}}}")), row);
        let roles = api.get(&format!("/users/{{userId={id}}}/roles"));
        assert!(roles.as_array().expect("rows").iter().all(|role| role["user_id"] == id), "{roles}");
    }
    let unknown = api.get("/users/{userId=me}");
    assert_eq!(unknown["id"], "me");
    assert!(unknown.get("password").is_none() && unknown["profile"]["login"].is_string(), "{unknown}");
    assert_eq!(api.get("/wrapped/{thingId=7}")["result"]["id"], 7);
    let activated = api.send("POST /users/{userId=x}/lifecycle/activate", None).0;
    assert_eq!(json_of(&activated)["id"], "x");
}

#[test]
fn what_the_query_says_of_a_row_holds() {
    let api = Api::new();
    let rows = api.get("/things?status=b");
    assert!(rows["things"].as_array().expect("rows").iter().all(|row| row["status"] == "b"), "{rows}");
    assert_eq!(api.get("/things?status=x")["things"], json!([]));
}

#[test]
fn rows_are_inserted_changed_and_deleted() {
    let api = Api::new();
    let body = json!({"id": "mine", "status": "X", "password": "p", "profile": {"city": "Rome"}});
    let (created, _) = api.send("POST /users", Some(body));
    let row = json_of(&created);
    let id = row["id"].as_str().expect("an id").to_owned();
    assert!(created.status == 201 && id != "mine" && row.get("password").is_none(), "{row}");
    assert!(row["profile"]["city"] == "Rome" && row["profile"]["login"].is_string(), "{row}");
    assert_eq!(created.header("location"), Some(format!("http://localhost:1/v1/users/{id}").as_str()));
    let one = format!("/users/{{userId={id}}}");
    assert_eq!(api.get(&one), row);
    let last = |api: &Api| api.get("/users?limit=100").as_array().and_then(|rows| rows.last().cloned()).expect("a row");
    assert_eq!(last(&api), row);
    let patch = json!({"profile": {"city": "Oslo"}, "status": "STAGED"});
    let patched = json_of(&api.send(&format!("PATCH {one}"), Some(patch)).0);
    assert_eq!((&patched["profile"]["city"], &patched["status"]), (&json!("Oslo"), &row["status"]));
    assert_eq!((api.get(&one), last(&api)), (patched.clone(), patched));
    let put = json_of(&api.send(&format!("PUT {one}"), Some(json!({"profile": {"city": "Bern"}}))).0);
    assert_eq!((&put["profile"]["city"], &put["id"]), (&json!("Bern"), &json!(id)));
    assert_eq!(api.send(&format!("DELETE {one}"), None).0.status, 204);
    for verb in ["DELETE", "GET", "PATCH"] {
        assert_eq!(api.send(&format!("{verb} {one}"), None).0.status, 404, "{verb}");
    }
    let first = api.get("/users")[0]["id"].as_str().expect("an id").to_owned();
    api.send(&format!("DELETE /users/{{userId={first}}}"), None);
    assert_eq!(api.get("/users?limit=100").as_array().map(Vec::len), Some(8));
    assert_eq!(Api::new().get("/users")[0]["id"], first);
    let stateless = Api::of(Answers::new(0, true));
    stateless.send("POST /users", Some(json!({})));
    stateless.send(&format!("DELETE /users/{{userId={first}}}"), None);
    assert_eq!(stateless.get("/users?limit=100").as_array().map(Vec::len), Some(9));
}

#[test]
fn other_media_types_are_written_as_they_are() {
    let api = Api::new();
    let (xml, _) = api.send("GET /xml", None);
    let expected = "<marked id=\"&lt;1&gt;\"><names><name>a&amp;b</name></names></marked>";
    assert_eq!(String::from_utf8_lossy(&xml.body), expected);
    let (plain, _) = api.send("GET /plain", None);
    assert_eq!((plain.header("content-type"), &*plain.body), (Some("text/plain"), &b"a b"[..]));
}

#[test]
fn the_same_request_has_the_same_answer_whatever_went_before() {
    let (one, other) = (Api::new(), Api::new());
    one.get("/things");
    one.get("/users/{userId=x}");
    for target in ["/users", "/users/{userId=x}", "/things", "/xml"] {
        let target = format!("GET {target}");
        assert_eq!(one.send(&target, None), other.send(&target, None), "{target}");
    }
    assert_ne!(Api::of(Answers::new(1, false)).get("/things"), one.get("/things"));
}
