//! Checks `provider.yaml`: its values, its services, and the files that they name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Problem, child, is_true, members, problem, text};

const SOURCE_VERSION: &str = "v00.00.00000";

const AUTH_TYPES: &[&str] = &[
    "api_key",
    "bearer",
    "basic",
    "custom",
    "oauth2",
    "service_account",
    "aws_signing_v4",
    "aws_assume_role",
    "azure_default",
    "interactive",
    "null_auth",
];

pub fn check_provider_values(doc: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !matches!(text(doc, "/name"), Some(name) if is_plain_name(name)) {
        problems.push(problem("/name", "is not a plain name"));
    }
    let protocol = text(doc, "/protocolType").unwrap_or("http");
    if !["http", "local_templated"].contains(&protocol) {
        problems.push(problem("/protocolType", format!("{protocol} is unknown")));
    }
    let auth = text(doc, "/config/auth/type");
    if let Some(auth) = auth.filter(|it| !AUTH_TYPES.contains(it)) {
        problems.push(problem("/config/auth/type", format!("{auth} is unknown")));
    }
    if members(doc.get("providerServices")).next().is_none() {
        problems.push(problem("/providerServices", "names no service"));
    }
    problems
}

fn is_plain_name(name: &str) -> bool {
    let mut characters = name.chars();
    let starts = characters.next().is_some_and(|it| it.is_ascii_alphabetic());
    starts && characters.all(|it| it.is_ascii_alphanumeric() || it == '_')
}

pub fn check_provider_service(key: &str, service: &Value) -> Vec<Problem> {
    let at = child("/providerServices", key);
    let mut problems = Vec::new();
    if text(service, "/name") != Some(key) {
        problems.push(problem(format!("{at}/name"), "differs from the key"));
    }
    let id = format!("{key}:{}", text(service, "/version").unwrap_or_default());
    if text(service, "/id") != Some(&id) {
        problems.push(problem(format!("{at}/id"), format!("is not {id}")));
    }
    if !is_true(service, "preferred") {
        problems.push(problem(format!("{at}/preferred"), "is not true"));
    }
    problems
}

pub fn check_service_references(doc: &Value, service_files: &BTreeSet<String>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let directory = directory_of(text(doc, "/name").unwrap_or_default());
    let mut written: BTreeSet<&str> = service_files.iter().map(|it| file_name(it)).collect();
    let mut unclaimed = written.clone();
    for (key, service) in members(doc.get("providerServices")) {
        let at = format!("{}/service/$ref", child("/providerServices", key));
        let target = text(service, "/service/$ref").unwrap_or_default();
        unclaimed.remove(file_name(target));
        problems.extend(service_reference_fault(target, directory, &written).map(|it| problem(at, it)));
    }
    written.retain(|file| unclaimed.contains(file));
    let orphans = written.into_iter();
    problems.extend(orphans.map(|it| problem("/providerServices", format!("no service reads {it}"))));
    problems
}

/// The one provider whose directory is not called like the provider.
fn directory_of(name: &str) -> &str {
    match name {
        "google" => "googleapis.com",
        name => name,
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn service_reference_fault(target: &str, directory: &str, written: &BTreeSet<&str>) -> Option<String> {
    let segments = target.split('/').collect::<Vec<_>>();
    let shape = format!("{directory}/{SOURCE_VERSION}/services/<file>.yaml");
    match segments[..] {
        [first, version, "services", file]
            if first == directory && version == SOURCE_VERSION && file.ends_with(".yaml") =>
        {
            (!written.contains(file)).then(|| format!("{file} was not written"))
        }
        _ => Some(format!("{target} is not {shape}")),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::check_provider_document;
    use crate::engine::sample::{assert_only, provider, put};

    fn files(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|it| (*it).to_owned()).collect()
    }

    #[track_caller]
    fn assert_provider(pointer: &str, value: Value, message: &str) {
        let doc = put(provider(), pointer, value);
        let problems = check_provider_document(&doc, &files(&["people.yaml"]));
        assert_only(&problems, pointer, message);
    }

    #[test]
    fn a_sound_provider_has_no_problem() {
        assert_eq!(check_provider_document(&provider(), &files(&["people.yaml"])), []);
    }

    #[test]
    fn provider_values_are_checked() {
        assert_provider("/id", Value::Null, "is missing");
        assert_provider("/version", json!(1), "a string");
        assert_provider("/protocolType", json!("soap"), "is unknown");
        assert_provider("/config/auth/type", json!("token"), "is unknown");
        let people = "/providerServices/people";
        assert_provider(&child(people, "name"), json!("People"), "differs");
        assert_provider(&child(people, "id"), json!("people"), "is not people:v00.00.00000");
        assert_provider(&child(people, "preferred"), json!(false), "is not true");
        assert_provider(&child(people, "title"), Value::Null, "is missing");
    }

    #[test]
    fn a_provider_has_a_plain_name_and_services() {
        let doc = put(provider(), "/name", json!("direc-tory"));
        let problems = check_provider_document(&doc, &files(&["people.yaml"]));
        assert_eq!(problems[0], problem("/name", "is not a plain name"));
        let empty = put(provider(), "/providerServices", json!({}));
        let problems = check_provider_document(&empty, &files(&[]));
        assert_only(&problems, "/providerServices", "names no service");
    }

    #[test]
    fn service_references_lead_to_the_written_files() {
        let pointer = "/providerServices/people/service/$ref";
        for target in [
            "people.yaml",
            "other/v00.00.00000/services/people.yaml",
            "directory/v1/services/people.yaml",
            "directory/v00.00.00000/people.yaml",
            "directory/v00.00.00000/services/people.yaml#/",
        ] {
            let doc = put(provider(), pointer, json!(target));
            let problems = check_provider_document(&doc, &files(&[]));
            assert_only(&problems, pointer, "<file>.yaml");
        }
        let problems = check_provider_document(&provider(), &files(&["People.yaml"]));
        assert_eq!(problems[0], problem(pointer, "people.yaml was not written"));
        let orphan = problem("/providerServices", "no service reads People.yaml");
        assert_eq!(problems[1..], [orphan]);
    }
}
