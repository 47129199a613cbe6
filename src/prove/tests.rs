//! Plans, runs and judges the statements of a small provider.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::difference::differing;
use super::judge::judge;
use super::plan::{Purpose, Statement, plan};
use super::{Observed, Only, Subject, model};
use crate::engine::predict::{Kind, Response, Settings};
use crate::registry;
use crate::standin::{Answered, Asked, Fault};
use crate::support::repository;

/// The provider that the pages of rules start from.
fn shop() -> (tempfile::TempDir, Subject) {
    shop_with("", "")
}

/// The same with a text of its service replaced by another one.
fn shop_with(text: &str, other: &str) -> (tempfile::TempDir, Subject) {
    let root = tempfile::tempdir().expect("temporary folder");
    let folder = root.path().join("src/shop/v00.00.00000");
    fs::create_dir_all(folder.join("services")).expect("folder");
    let base = repository().join("tests/rules_base");
    fs::copy(base.join("provider.yaml"), folder.join("provider.yaml")).expect("copy");
    let service = fs::read_to_string(base.join("store.yaml")).expect("read");
    assert!(service.contains(text), "{text}");
    fs::write(folder.join("services/store.yaml"), service.replacen(text, other, 1)).expect("write");
    let folder = registry::newest(root.path()).expect("a registry").remove(0);
    let subject = Subject::published(folder).unwrap_or_else(|error| panic!("{error}"));
    (root, subject)
}

fn user(id: &str) -> Json {
    json!({"id": id, "name": format!("name of {id}")})
}

/// Plays the shop.
fn answer(asked: &Asked) -> Answered {
    let path = asked.target.trim_start_matches("http://api.example.com").trim_end_matches('?');
    let (operation, status, body) = match (asked.verb.as_str(), path) {
        ("GET", "/users") => ("/users", 200, json!([user("a"), user("b"), user("c")])),
        ("POST", "/users") => ("/users", 201, user("new")),
        ("GET", path) => ("/users/{id}", 200, user(path.trim_start_matches("/users/"))),
        _ => ("/users/{id}", 204, Json::Null),
    };
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    let body = if status == 204 { Vec::new() } else { body.to_string().into_bytes() };
    let response = Response { status, headers, body };
    Answered { response, operation: Some((asked.verb.clone(), operation.to_owned())), ..Answered::default() }
}

fn observed(subject: &Subject, statements: &[Statement<'_>]) -> Vec<Observed> {
    let sql: Vec<&str> = statements.iter().map(|statement| statement.sql.as_str()).collect();
    model::run(&subject.documents, &Settings::default(), &sql, &answer, &|| {})
}

#[test]
fn each_part_of_a_provider_has_its_statements() {
    let (_root, subject) = shop();
    let statements = plan(&subject, &Only::default(), None);
    let told: Vec<String> = statements
        .iter()
        .filter(|it| it.purpose != Purpose::Example)
        .map(|it| format!("{}: {}", it.purpose.name(), it.sql))
        .collect();
    assert_eq!(
        told,
        [
            "SHOW METHODS: SHOW METHODS IN shop.store.users",
            "DESCRIBE: DESCRIBE shop.store.users",
            "smallest: SELECT * FROM shop.store.users",
            "LIMIT: SELECT * FROM shop.store.users LIMIT 2",
            "wrong keys: SELECT * FROM shop.store.users WHERE no_such_key = 'x'",
            "smallest: SELECT * FROM shop.store.users WHERE id = '<id>'",
            "wrong keys: SELECT * FROM shop.store.users WHERE id = '<id>' AND no_such_key = 'x'",
            "smallest: INSERT INTO shop.store.users ( data__name ) SELECT '<name>'",
            "smallest: DELETE FROM shop.store.users WHERE id = '<id>'",
        ]
    );
    assert!(statements.iter().any(|it| it.purpose == Purpose::Example));
    assert_eq!(plan(&subject, &Only::default(), Some(1)).len(), 6);
}

#[test]
fn a_part_that_is_named_is_proved_alone() {
    let (_root, subject) = shop();
    let provider = [&subject.provider];
    let only = |part: &str| Only::parse(&[part.to_owned()], &provider);
    let of_method = plan(&subject, &only("store.users.delete_user").expect("a method"), None);
    assert!(of_method.iter().all(|it| it.sql.starts_with("DELETE")) && !of_method.is_empty());
    let whole = plan(&subject, &Only::default(), None).len();
    assert_eq!(plan(&subject, &only("store").expect("a service"), None).len(), whole);
    let error = only("store.user").expect_err("no such resource");
    assert_eq!(
        (error.fault(), error.help()),
        ("no provider has `store.user`".to_owned(), "did you mean `store.users`?")
    );
}

/// A change to what was observed of a statement.
type Change = fn(&mut Observed);

#[test]
fn a_statement_passes_or_fails_for_one_reason() {
    let (_root, subject) = shop();
    let statements = plan(&subject, &Only::default(), None);
    let sound = observed(&subject, &statements);
    for (statement, observed) in statements.iter().zip(&sound) {
        assert_eq!(judge(statement, observed), None, "{}", statement.sql);
    }
    let changes: [(Purpose, &str, &str, Change); 16] = [
        (Purpose::ShowMethods, "SHOW", "prove-methods-differ", |it| drop(it.rows.pop())),
        (Purpose::ShowMethods, "SHOW", "prove-methods-differ", |it| it.rows[1][1] = Some("key".to_owned())),
        (Purpose::Describe, "DESCRIBE", "prove-columns-differ", |it| drop(it.rows.pop())),
        (Purpose::Describe, "DESCRIBE", "prove-columns-differ", |it| it.rows[0][1] = Some("integer".to_owned())),
        (Purpose::Least, "SELECT", "prove-engine-crash", |it| it.kind = Kind::Panic),
        (Purpose::Least, "SELECT", "prove-engine-hangs", |it| it.is_late = true),
        (Purpose::Least, "SELECT", "prove-statement-failed", |it| it.kind = Kind::Error),
        (Purpose::Least, "SELECT", "prove-statement-refused", |it| {
            (it.kind, it.exchanges) = (Kind::Error, Vec::new());
        }),
        (Purpose::Least, "DELETE", "prove-statement-refused", |it| it.exchanges.clear()),
        (Purpose::Least, "SELECT", "prove-wrong-operation", |it| {
            it.exchanges[0].answered.operation = Some(("GET".to_owned(), "/people".to_owned()));
        }),
        (Purpose::Least, "INSERT", "prove-request-invalid", |it| {
            let fault = Fault { kind: "body", at: "/name".to_owned(), message: "it is too short".to_owned() };
            it.exchanges[0].answered.faults.push(fault);
        }),
        (Purpose::Least, "INSERT", "prove-body-differs", |it| it.exchanges[0].asked.body = b"{}".to_vec()),
        (Purpose::Least, "DELETE", "prove-parameter-lost", |it| {
            it.exchanges[0].asked.target = "http://api.example.com/users/x".to_owned();
        }),
        (Purpose::Least, "SELECT", "prove-pages-unread", |it| it.exchanges[0].answered.has_next = true),
        (Purpose::Limit, "SELECT", "prove-rows-differ", |it| drop(it.rows.pop())),
        (Purpose::Least, "SELECT", "prove-values-differ", |it| it.rows[0].fill(None)),
    ];
    for (purpose, words, rule, change) in changes {
        let at = statements.iter().position(|it| it.purpose == purpose && it.sql.starts_with(words));
        let at = at.unwrap_or_else(|| panic!("no statement for {rule}"));
        let mut observed = sound[at].clone();
        change(&mut observed);
        let failure = judge(&statements[at], &observed).unwrap_or_else(|| panic!("{rule} is not found"));
        assert_eq!(failure.rule.id, rule, "{}", failure.message);
    }
    let wrong = statements.iter().position(|it| it.purpose == Purpose::Wrong).expect("a wrong key");
    let least = statements.iter().position(|it| it.purpose == Purpose::Least).expect("a query");
    let failure = judge(&statements[wrong], &sound[least]).map(|failure| failure.rule.id);
    assert_eq!(failure, Some("prove-wrong-key-accepted"));
    let mut other = sound[least].clone();
    other.columns[0] = "other".to_owned();
    assert_eq!(judge(&statements[least], &other).map(|failure| failure.rule.id), Some("prove-columns-differ"));
}

#[test]
fn a_parameter_belongs_where_the_operation_has_it() {
    let get = "operationId: getUser\n      parameters:\n";
    let given = "        - {name: X-Region, in: header, required: true, schema: {type: string}}\n        \
                 - {name: q, in: query, required: true, schema: {type: string}}\n";
    let (_root, subject) = shop_with(get, &format!("{get}{given}"));
    let statements = plan(&subject, &Only::default(), None);
    let sound = observed(&subject, &statements);
    let at = statements.iter().position(|it| it.given.iter().any(|(name, _)| name == "X-Region")).expect("a query");
    assert_eq!(judge(&statements[at], &sound[at]), None);
    let changes: [Change; 2] = [
        |it| it.exchanges[0].asked.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("X-Region")),
        |it| it.exchanges[0].asked.target = it.exchanges[0].asked.target.replace("q=", "p="),
    ];
    for change in changes {
        let mut observed = sound[at].clone();
        change(&mut observed);
        assert_eq!(judge(&statements[at], &observed).map(|failure| failure.rule.id), Some("prove-parameter-lost"));
    }
}

#[test]
fn what_differs_between_an_engine_and_its_model_has_a_name() {
    let (_root, subject) = shop();
    let statements = plan(&subject, &Only::default(), None);
    let at = statements.iter().position(|it| it.purpose == Purpose::Least).expect("a query");
    let model = &observed(&subject, &statements)[at];
    let changed = |change: Change| {
        let mut engine = model.clone();
        change(&mut engine);
        differing(&engine, model, true).map(|difference| difference.what)
    };
    assert_eq!(changed(|_| {}), None);
    assert_eq!(changed(|it| it.rows.reverse()), None);
    assert_eq!(changed(|it| it.kind = Kind::Error), Some("outcome"));
    assert_eq!(changed(|it| it.exchanges.clear()), Some("requests"));
    assert_eq!(changed(|it| it.columns.reverse()), Some("columns"));
    assert_eq!(changed(|it| drop(it.rows.pop())), Some("rows"));
}

#[test]
fn findings_tell_where_a_method_is_named() {
    let (root, subject) = shop();
    let resource = &subject.provider.services[0].resources[0];
    let place = subject.place("store", resource, Some("get_user"));
    let file = place.file.canonicalize().expect("a file");
    assert!(file.starts_with(root.path().canonicalize().expect("a folder")) && file.ends_with("services/store.yaml"));
    assert_eq!(place.pointer.as_deref(), Some("#/components/x-stackQL-resources/users/methods/get_user"));
    let text = fs::read_to_string(Path::new(&file)).expect("read");
    let line = text.lines().nth(place.mark.line() as usize - 1);
    assert_eq!(line.map(str::trim), Some("get_user:"));
}
