//! Cases of what was observed, written and read again.

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::engine::predict::{Kind, Response};
use crate::standin::{Answered, Asked, Exchange};
use crate::tree::yaml;

fn documents() -> Documents {
    let node = |text: &str| yaml::read(text.as_bytes(), Path::new("x.yaml")).expect("a document");
    let beds = "
openapi: 3.0.3
servers: [{url: https://garden.test}]
paths:
  /plants/{id}:
    get: {parameters: [{$ref: '#/components/parameters/Id'}], responses: {'200': {$ref: '#/components/responses/Plant'}}}
  /tools: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Tool'}}}}}}}
components:
  parameters: {Id: {name: id, in: path}, Size: {name: size, in: query}}
  responses: {Plant: {content: {application/json: {schema: {$ref: '#/components/schemas/Plant'}}}}}
  schemas: {Plant: {properties: {kind: {$ref: '#/components/schemas/Kind/properties/name'}}}, Kind: {}, Tool: {}}
  x-stackQL-resources:
    plants: {methods: {get: {operation: {$ref: '#/paths/~1plants~1{id}/get'}}}}
    tools: {methods: {list: {operation: {$ref: '#/paths/~1tools/get'}}}}
";
    Documents {
        provider: node("{name: garden, providerServices: {beds: {id: b}, sheds: {id: s}}}"),
        services: [("beds".to_owned(), node(beds)), ("sheds".to_owned(), node("openapi: 3.0.3"))].into(),
    }
}

fn exchange(target: &str, sent: &str, answer: &str) -> Exchange {
    let headers = [("accept", "application/json"), ("host", "garden.test"), ("x-key", "k")];
    Exchange {
        asked: Asked {
            verb: "GET".to_owned(),
            target: target.to_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: sent.into(),
        },
        answered: Answered {
            response: Response {
                status: 200,
                headers: vec![("Link".to_owned(), "a".to_owned()), ("Link".to_owned(), "b".to_owned())],
                body: answer.into(),
            },
            ..Answered::default()
        },
    }
}

fn observed(kind: Kind, message: &str, rows: usize, exchanges: Vec<Exchange>) -> Observed {
    Observed {
        kind,
        is_late: false,
        columns: vec!["b".to_owned(), "a".to_owned()],
        rows: (0..rows).map(|row| vec![Some(row.to_string()), None]).collect(),
        message: message.to_owned(),
        exchanges,
        is_alone: true,
        elapsed: Duration::ZERO,
        company: None,
    }
}

fn written(sql: &str, observed: &Observed, auth: &Auth, page_limit: Option<u32>) -> Value {
    let documents = smaller(&documents(), sql);
    let (name, family, engine) = ("first", "garden", "stackql v1");
    let case = Case { name, family, engine, documents: &documents, auth, page_limit, sql, observed };
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &case).expect("a case");
    serde_json::from_slice(&fs::read(folder.path().join("first.json")).expect("a file")).expect("JSON")
}

#[test]
fn a_case_has_what_is_needed_to_play_it_again() {
    let sql = "SELECT b, a FROM garden.beds.plants WHERE id = '1'";
    let exchanges = vec![
        exchange("http://garden.test/plants/%311?", "", "first"),
        exchange("http://garden.test/plants/11?after=a%20b", "", "second"),
        exchange("http://garden.test/plants/11?", "", "third"),
    ];
    let case = written(sql, &observed(Kind::Rows, "", 4, exchanges), &Auth::Null, None);
    let rule = |body: &str| json!({"body": body, "headers": {"Link": ["a", "b"]}, "host": "garden.test", "path": "/plants/11", "status": 200, "verb": "GET"});
    let mut paged = rule("second");
    paged["query"] = json!({"after": "a b"});
    assert_eq!(case["http"], json!([paged, rule("first")]));
    let request = |url: &str| json!({"body": "", "headers": {"Accept": "application/json", "X-Key": "k"}, "url": url, "verb": "GET"});
    let statement = json!({
        "columns": ["b", "a"],
        "outcome": "rows",
        "requests": [
            request("http://garden.test/plants/%311?"),
            request("http://garden.test/plants/11?after=a%20b"),
            request("http://garden.test/plants/11?")
        ],
        "row_count": 4,
        "rows": [["0", null], ["1", null], ["2", null]],
        "sql": sql,
    });
    assert_eq!(case["statements"], json!([statement]));
    let keys: Vec<&String> = case.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["engine", "facts", "family", "fixed_in", "http", "name", "provider", "services", "statements"]);
}

#[test]
fn only_what_the_statement_needs_is_kept() {
    let case = written("SELECT a FROM garden.beds.plants", &observed(Kind::Done, "", 0, vec![]), &Auth::Null, None);
    assert_eq!(case["provider"]["providerServices"], json!({"beds": {"id": "b"}}));
    let beds = &case["services"]["beds"];
    assert_eq!(beds["servers"], json!([{"url": "http://garden.test"}]));
    let keys = |node: &Value| node.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&beds["paths"]), ["/plants/{id}"]);
    let components = &beds["components"];
    assert_eq!(keys(&components["schemas"]), ["Plant", "Kind"]);
    assert_eq!(keys(&components["parameters"]), ["Id"]);
    assert_eq!(keys(&components["x-stackQL-resources"]), ["plants"]);
    let whole = written("SHOW SERVICES IN garden", &observed(Kind::Done, "", 0, vec![]), &Auth::Null, None);
    assert_eq!(keys(&whole["services"]), ["beds", "sheds"]);
}

#[test]
fn a_message_is_short_and_names_no_folder() {
    let folder = std::env::temp_dir().join("x/y.yaml");
    let text = format!("cannot read {}: no\n\ncannot read {0}: no\n{}", folder.display(), "z".repeat(500));
    let auth = Auth::Provider(vec![("TOKEN".to_owned(), "dummy".to_owned())]);
    let exchanges = vec![exchange("/plants", "{}", ""); 7];
    let case = written("DELETE FROM garden.beds.plants", &observed(Kind::Error, &text, 2, exchanges), &auth, Some(3));
    let statement = &case["statements"][0];
    let message = statement["message"].as_str().expect("a message");
    assert!(message.starts_with("cannot read PATH: no | zzz") && message.contains(" ... "), "{message}");
    assert_eq!((message.len(), &statement["outcome"]), (405, &json!("error")));
    assert_eq!((statement["rows"].is_null(), statement["columns"].is_null()), (true, true));
    assert_eq!((&statement["request_count"], statement["requests"].as_array().map(Vec::len)), (&json!(7), Some(3)));
    assert_eq!((&case["auth"], &case["env"]), (&json!("provider"), &json!({"TOKEN": "dummy"})));
    assert_eq!(
        (&case["flags"], &case["http"][0]["sent_has"]),
        (&json!(["--http.response.pageLimit", "3"]), &json!("{}"))
    );
}
