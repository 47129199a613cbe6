//! Rows that move with their operations, in real and in invented new versions of APIs.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample;
use serde_json::{Value, json};

use super::{NameFrom, Standing, State};
use crate::config::{ConfigFile, PathParameters};
use crate::mapping::{self, Row};
use crate::normalise::{self, Document};
use crate::proposal::{self, Proposal};
use crate::source::{self, Overlays};
use crate::support::{self, corpus};
use crate::tree::Node;

/// Path, HTTP verb and operationId.
type Operation = (String, String, String);

fn config(services: &str) -> ConfigFile {
    let text = format!("provider: p\ntitle: P\ndescription: d\nsource: {{file: a.yaml}}\nservices: {services}\n");
    ConfigFile::read(text.as_bytes(), Path::new("provgen.yaml")).unwrap_or_else(|error| panic!("{error}"))
}

fn document(bytes: &[u8], path: &Path) -> (Document, Node) {
    let (source, _) =
        source::parse(bytes, path, &Overlays::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (normalise::normalise(&source.document, PathParameters::AsIs).0, source.tree)
}

/// A document with operations of the tag `items`.
fn of_operations(operations: &[Operation]) -> Document {
    let mut paths = serde_json::Map::new();
    for (path, verb, id) in operations {
        let names = crate::schema::placeholders(path);
        let parameter =
            |name: &&str| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
        let parameters: Vec<Value> = names.iter().map(parameter).collect();
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[verb] = json!({"tags": ["items"], "parameters": parameters, "responses": {"200": {"description": "ok"}}});
        if !id.is_empty() {
            item[verb]["operationId"] = json!(id);
        }
    }
    let text = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths}).to_string();
    document(text.as_bytes(), Path::new("openapi.json")).0
}

/// A mapping of operations with a method each, whose names are their indexes.
fn mapping_of(operations: &[Operation]) -> Vec<u8> {
    let mut text = "path,verb,operationId,stackql_resource_name,stackql_method_name,stackql_verb,note\n".to_owned();
    for (index, (path, verb, id)) in operations.iter().enumerate() {
        text += &format!("{path},{verb},{id},things,method_{index},exec,\"note {index}\"\n");
    }
    text.into_bytes()
}

fn completed(bytes: &[u8], document: &Document, config: &ConfigFile) -> (Vec<u8>, Proposal) {
    let path = Path::new("mapping.csv");
    let rows = mapping::read(bytes, path).expect("mapping");
    let proposal = proposal::propose(document, &rows, config, None, NameFrom::Path);
    let (standing, proposed): (Vec<_>, Vec<_>) =
        (proposal.inference.standing.iter().collect(), proposal.inference.proposed.iter().collect());
    let after = mapping::sheet::complete(bytes, path, &standing, &proposed).expect("mapping");
    (after, proposal)
}

/// The operation of each row of `mapping_of`, by index; `None` if there is none.
fn led(bytes: &[u8], new: &[Operation]) -> BTreeMap<usize, Option<usize>> {
    let rows = mapping::read(bytes, Path::new("mapping.csv")).expect("mapping");
    let at = |row: &Row| new.iter().position(|(path, verb, _)| (path, verb) == (&row.path, &row.verb));
    let number = |row: &Row| row.method.strip_prefix("method_").and_then(|number| number.parse().ok());
    rows.iter().filter_map(|row| Some((number(row)?, at(row)))).collect()
}

/// Where the rows of old operations lead in a new document, in words.
fn told(old: &[&str], new: &[&str]) -> Vec<String> {
    let parse = |text: &&str| {
        let mut words = text.split(' ').map(str::to_owned);
        let (verb, path) = (words.next().expect("verb").to_lowercase(), words.next().expect("path"));
        (path, verb, words.next().unwrap_or_default())
    };
    let (old, new): (Vec<Operation>, Vec<Operation>) =
        (old.iter().map(parse).collect(), new.iter().map(parse).collect());
    let (_, proposal) = completed(&mapping_of(&old), &of_operations(&new), &config("{by: tag}"));
    let line = |standing: &Standing| match (standing.state, standing.moved()) {
        (State::Kept, Some(_)) => format!("moved {} {}", standing.row.verb.to_uppercase(), standing.row.path),
        (state, _) => format!("{state:?}").to_lowercase(),
    };
    proposal.inference.standing.iter().map(line).collect()
}

#[test]
fn rows_move_with_their_operation() {
    let cases: [(&[&str], &[&str], &[&str]); 17] = [
        // The operationId stays.
        (&["GET /users list"], &["GET /people list"], &["moved GET /people"]),
        (&["PUT /users/{id} set"], &["PATCH /users/{id} set"], &["moved PATCH /users/{id}"]),
        (&["GET /users/search find"], &["POST /v2/users/search find"], &["moved POST /v2/users/search"]),
        // The shape of the path stays.
        (&["GET /users/{userId} getUser"], &["GET /users/{id} readUser"], &["moved GET /users/{id}"]),
        (&["GET /users/{userId}"], &["GET /users/{id} readUser"], &["moved GET /users/{id}"]),
        (
            &["GET /v1/users/{a} getA", "GET /v2/users/{a} getB"],
            &["GET /v1/users/{id} readA", "GET /v2/users/{id} readB"],
            &["moved GET /v1/users/{id}", "moved GET /v2/users/{id}"],
        ),
        // All but the version stays.
        (&["GET /v4/users/{userId}"], &["GET /{apiVersion}/users/{id} x"], &["moved GET /{apiVersion}/users/{id}"]),
        (&["GET /v4/users getUsers"], &["GET /v5/users get-users"], &["moved GET /v5/users"]),
        // The operationId is spelled otherwise.
        (&["GET /users listUsers"], &["GET /people list_users"], &["moved GET /people"]),
        // A prefix that nobody has any more.
        (
            &["GET /rest/users", "GET /rest/roles/{id}"],
            &["GET /cloud/x/users a", "GET /cloud/x/roles/{roleId} b"],
            &["moved GET /cloud/x/users", "moved GET /cloud/x/roles/{roleId}"],
        ),
        // One path shows no prefix; and the prefix is still there.
        (&["GET /rest/users"], &["GET /cloud/users a"], &["stale"]),
        (
            &["GET /rest/users", "GET /rest/roles", "GET /rest/groups"],
            &["GET /cloud/users a", "GET /cloud/roles b", "GET /rest/groups c"],
            &["stale", "stale", "kept"],
        ),
        // Two that are alike.
        (&["GET /users/{a}"], &["GET /users/{b}", "GET /users/{c}"], &["stale"]),
        (&["GET /v1/users", "GET /v2/users"], &["GET /v2/users", "GET /v3/users"], &["stale", "kept"]),
        // An operationId that something else has now.
        (&["GET /users run"], &["DELETE /invoices run"], &["doubtful"]),
        (&["GET /users/{id} run"], &["DELETE /users/{id} run"], &["doubtful"]),
        (&["GET /v1/users run"], &["DELETE /invoices run", "GET /v2/users list"], &["moved GET /v2/users"]),
    ];
    for (old, new, expected) in cases {
        assert_eq!(told(old, new), expected, "{old:?} in {new:?}");
    }
}

/// Without an operationId on one side, the parameters and the schema of the answer tell, if a mapping notes it.
#[test]
fn rows_move_by_their_answer() {
    let answering = |path: &str, id: &str, schema: &str| {
        let content = json!({"application/json": {"schema": {"type": "array", "items": {"$ref": format!("#/components/schemas/{schema}")}}}});
        let parameter = json!({"name": "team", "in": "path", "required": true, "schema": {"type": "string"}});
        let operation = json!({"operationId": id, "tags": ["t"], "parameters": [parameter],
            "responses": {"200": {"description": "ok", "content": content}}});
        json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {path: {"get": operation}},
            "components": {"schemas": {schema: {"type": "object", "properties": {"id": {"type": "string"}}}}}})
        .to_string()
    };
    let state = |id: &str, text: String| {
        let mapping = format!(
            "path,verb,operationId,response_object,stackql_resource_name,stackql_method_name,stackql_verb\n\
             /people/of/{{team}},get,{id},User,users,all,select\n"
        );
        let (_, proposal) =
            completed(mapping.as_bytes(), &document(text.as_bytes(), Path::new("a.json")).0, &config("{by: tag}"));
        let standing = proposal.inference.standing.first().expect("a row").clone();
        (standing.state, standing.row.path)
    };
    let (old, new) = ("/people/of/{team}".to_owned(), "/teams/{team}/members".to_owned());
    assert_eq!(state("", answering(&new, "listMembers", "User")), (State::Kept, new.clone()));
    assert_eq!(state("", answering(&new, "listMembers", "Member")), (State::Stale, old.clone()));
    assert_eq!(state("", answering("/teams/members/{of}", "listMembers", "User")), (State::Stale, old.clone()));
    assert_eq!(state("listUsers", answering(&new, "listMembers", "User")), (State::Stale, old));
}

/// What a person wrote stays: only the cells that name the operation change, whatever the columns and quotes.
#[test]
fn other_cells_of_a_row_that_moves_stay() {
    let before = "\u{feff}note,verb,path,stackql_resource_name,stackql_method_name,stackql_verb,operationId\r\n\
                  \"a \"\"b\"\", c\", GET ,\"/users/{userId}\",\"users\", one ,SELECT,getUser\r\n\r\n\
                  short,get,/users,users,all,select\r\n";
    let new = [("/people/{id}", "get", "getPerson"), ("/v2/people/{id}", "get", "getUser"), ("/users", "get", "")];
    let new = new.map(|(path, verb, id)| (path.to_owned(), verb.to_owned(), id.to_owned()));
    let (after, _) = completed(before.as_bytes(), &of_operations(&new[1..]), &config("{by: tag}"));
    let expected = before.replace("\"/users/{userId}\"", "/v2/people/{id}");
    assert_eq!(String::from_utf8_lossy(&after), expected);
}

fn services(text: &str, tag: &str, paths: [&str; 2], services: &str) -> String {
    let operation = |id: &str| json!({"operationId": id, "tags": [tag], "responses": {"200": {"description": "ok"}}});
    let paths = json!({paths[0]: {"get": operation("listUsers")}, paths[1]: {"get": operation("listRoles")}});
    let text_of = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths}).to_string();
    let document = document(text_of.as_bytes(), Path::new("openapi.json")).0;
    let (after, _) = completed(text.as_bytes(), &document, &config(services));
    String::from_utf8(after).expect("UTF-8")
}

/// A row without a service stays in the one that it had, if anything tells which.
#[test]
fn rows_stay_in_their_service() {
    let header = "filename,path,verb,operationId,tags,stackql_resource_name,stackql_method_name,stackql_verb\n";
    let rows = |service: &str, tag: &str, path: &str| {
        format!(
            "{header}{service},{path},get,listUsers,{tag},u,all,select\nx.yaml,/roles,get,listRoles,,r,all,select\n"
        )
    };
    // The column of tags tells the service that a renamed tag had given.
    let before = rows("", "Old Tag|Other", "/users");
    let after = services(&before, "New", ["/users", "/roles"], "{by: tag}");
    assert_eq!(after, rows("old_tag.yaml", "Old Tag|Other", "/users"));
    // Without it the service is named while it is known; the next tag changes nothing.
    let named = services(&rows("", "", "/users"), "Staff", ["/users", "/roles"], "{by: tag}");
    assert_eq!(named, rows("staff.yaml", "", "/users"));
    assert_eq!(services(&named, "New", ["/users", "/roles"], "{by: tag}"), named);
    // A path that moves takes no row to another service.
    let after = services(&rows("", "", "/users"), "New", ["/people", "/roles"], "{by: path}");
    assert_eq!(after, rows("users.yaml", "", "/people"));
    // What the configuration places by its path is left to it.
    let rules = "{by: tag, paths: [{path: '/users*', service: staff}]}";
    assert_eq!(services(&rows("", "", "/users"), "New", ["/users", "/roles"], rules), rows("", "", "/users"));
}

const OKTA: &str = "mapping/okta-5.1.0-all_services.csv";

/// The resource and method that a published provider gives each operation, by HTTP verb and path.
fn published(vendor: &str) -> Option<HashMap<Operation, BTreeSet<(String, String)>>> {
    let mut operations: HashMap<Operation, BTreeSet<(String, String)>> = HashMap::new();
    let documents = support::tree(&corpus(&format!("registry/src/{vendor}"))?);
    for (path, bytes) in documents.into_iter().filter(|(path, _)| path.contains("/services/")) {
        let (_, tree) = document(&bytes, Path::new(&path));
        for (name, resource) in
            tree.at_pointer("/components/x-stackQL-resources").and_then(Node::as_mapping).into_iter().flatten()
        {
            for (method, node) in resource.entries("methods") {
                let reference = node.get("operation").and_then(Node::reference).expect("operation");
                let (path, verb) = reference.trim_start_matches("#/paths/").rsplit_once('/').expect("path and verb");
                let path = path.replace("~1", "/").replace("~0", "~");
                let item = tree.get("paths").and_then(|paths| paths.get(&path)).and_then(|item| item.get(verb));
                let id = item.and_then(|operation| operation.text("operationId")).unwrap_or_default();
                let operation = (path, verb.to_owned(), id.to_owned());
                operations.entry(operation).or_default().insert((name.to_string(), method.to_string()));
            }
        }
    }
    Some(operations)
}

/// A year and a half of an API: where its rows lead, against the provider that people published since.
#[test]
fn rows_of_an_older_version_of_a_real_api_move_to_the_right_operation() {
    let (Some(mapping), Some(spec)) = (corpus(OKTA), corpus("specs/okta-management-2026.06.3.yaml")) else { return };
    let Some(published) = published("okta") else { return };
    let published: HashMap<(&str, &str), _> =
        published.iter().map(|((path, verb, _), methods)| ((path.as_str(), verb.as_str()), methods)).collect();
    let before = fs::read(mapping).expect("mapping");
    let (document, _) = document(&fs::read(&spec).expect("spec"), &spec);
    let services = "{by: path, skip: [{service: _well_known, reason: public metadata}]}";
    let (_, proposal) = completed(&before, &document, &config(services));
    let standing = &proposal.inference.standing;
    let (mut right, mut unknown, mut wrong) = (0, 0, Vec::new());
    for standing in standing {
        let (row, Some(_)) = (&standing.row, standing.moved()) else { continue };
        match published.get(&(row.path.as_str(), row.verb.as_str())) {
            Some(methods) if methods.contains(&(row.resource.clone(), row.method.clone())) => right += 1,
            Some(methods) => wrong.push((row.clone(), methods)),
            None => unknown += 1,
        }
    }
    let of_state = |state| standing.iter().filter(|standing| standing.state == state).count();
    let moved = standing.iter().filter(|standing| standing.moved().is_some()).count();
    println!(
        "{} kept, {moved} moved ({right} right, {} wrong, {unknown} not published), {} doubtful, {} stale",
        of_state(State::Kept),
        wrong.len(),
        of_state(State::Doubtful),
        of_state(State::Stale)
    );
    // No operation is left of the stale ones: neither a path, nor an operationId, nor the name of a schema.
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!([of_state(State::Kept), of_state(State::Doubtful), of_state(State::Stale)], [683, 0, 16]);
}

/// A path under another prefix, with other names for its placeholders.
fn renamed(path: &str, from: &str, to: &str) -> String {
    let mut new = to.to_owned();
    for (number, part) in path.strip_prefix(from).unwrap_or(path).split('{').enumerate() {
        match part.split_once('}') {
            Some((_, rest)) if number > 0 => new += &format!("{{p{number}}}{rest}"),
            _ => new += part,
        }
    }
    new
}

/// How a new version names operations.
fn respelled(id: &str, number: usize) -> String {
    match number % 3 {
        0 => id.to_owned(),
        1 => id.replace('-', "_").to_uppercase(),
        _ => String::new(),
    }
}

/// The rows of published providers, when all paths get another prefix and all placeholders another name.
#[test]
fn rows_of_real_providers_move_with_a_new_prefix() {
    let Some(registry) = corpus("registry/src") else { return };
    let vendors: BTreeSet<String> =
        support::tree(&registry).keys().filter_map(|path| Some(path.split('/').next()?.to_owned())).collect();
    let mut all = [0; 2];
    for vendor in vendors {
        let published = published(&vendor).expect("a provider");
        let mut old: Vec<Operation> = published.into_keys().collect();
        old.sort();
        for (to, called) in [("/{apiVersion}", 0), ("/v9", 1), ("/v9", 2), ("/cloud/rest", 0), ("/cloud/rest", 2)] {
            let new: Vec<Operation> = (old.iter())
                .map(|(path, verb, id)| (renamed(path, "/v4", to), verb.clone(), respelled(id, called)))
                .collect();
            let (after, _) = completed(&mapping_of(&old), &of_operations(&new), &config("{by: path}"));
            let led = led(&after, &new);
            let right = led.iter().filter(|(row, to)| Some(**row) == **to).count();
            let wrong: Vec<_> = led.iter().filter(|(row, to)| to.is_some() && Some(**row) != **to).collect();
            println!("{vendor:12} {to:14} ids {called}: {right} of {} rows moved", old.len());
            assert!(wrong.is_empty(), "{vendor}: {wrong:?}");
            all = [all[0] + right, all[1] + old.len()];
        }
    }
    println!("{} of {} rows moved", all[0], all[1]);
    // A provider with one operation shows no prefix.
    assert_eq!(all[0] + 1, all[1]);
}

/// Segments of paths: words and placeholders, one of them like another's name.
const SEGMENTS: [&str; 8] = ["users", "roles", "keys", "{id}", "{key}", "search", "v1", "rest"];

proptest! {
    #![proptest_config(crate::properties::config(300))]

    /// Whatever the API: a new prefix, other names for placeholders and the loss of some operationIds swap no row, and
    /// none is lost that has its operationId.
    #[test]
    fn no_row_is_lost_or_swapped(
        paths in btree_set((vec(sample::select(&SEGMENTS[..]), 1..5), sample::select(&["get", "post", "delete"][..])), 1..12),
        prefix in sample::select(&["", "/v2", "/{apiVersion}", "/cloud", "/cloud/{region}"][..]),
        drops in vec(0..4_u8, 12),
    ) {
        let path = |segments: &[&str]| format!("/{}", segments.join("/"));
        let old: Vec<Operation> = paths.iter().enumerate()
            .map(|(index, (segments, verb))| (path(segments), (*verb).to_owned(), format!("do{index}Thing")))
            .collect();
        // Two paths that differ in the names of placeholders alone are one path to OpenAPI.
        let shapes: BTreeSet<_> = old.iter().map(|(path, verb, _)| (renamed(path, "", ""), verb)).collect();
        prop_assume!(shapes.len() == old.len());
        let new: Vec<Operation> = old.iter().zip(&drops)
            .map(|((path, verb, id), drop)| {
                (renamed(path, "", prefix), verb.clone(), if *drop == 0 { String::new() } else { id.clone() })
            })
            .collect();
        // A new path that is another one's old path is that one's, as it has always been.
        prop_assume!(prefix.is_empty() || !new.iter().any(|(path, _, _)| old.iter().any(|(old, _, _)| renamed(old, "", "") == *path)));
        let (after, _) = completed(&mapping_of(&old), &of_operations(&new), &config("{by: tag}"));
        for (row, operation) in led(&after, &new) {
            match operation {
                Some(operation) => prop_assert_eq!(row, operation),
                None => prop_assert!(drops[row] == 0, "{:?} is lost in {:?}", old[row], new),
            }
        }
        let (again, proposal) = completed(&after, &of_operations(&new), &config("{by: tag}"));
        prop_assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&after));
        prop_assert!(proposal.inference.standing.iter().all(|standing| standing.moved().is_none()));
    }
}
