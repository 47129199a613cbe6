//! What the model predicts against what the engine did.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use super::{Api, Auth, Documents, Kind, Outcome, Request, Response, Session, Settings};
use crate::support::corpus;
use crate::tree::Node;

/// What is compared, with how much of it has to agree.
const QUESTIONS: [&str; 5] = ["outcome", "method", "requests", "columns", "rows"];

/// How many of a hundred statements have to agree.
const THRESHOLD: f64 = 97.0;

/// The statements that are known to differ, each with a reason.
const DIFFERENCES: &str = "tests/engine_cases/differences.txt";

pub(super) fn read(path: &Path) -> Json {
    serde_json::from_slice(&fs::read(path).expect("a case")).expect("JSON")
}

fn node(value: &Json) -> Node {
    let text = serde_json::to_vec(value).expect("JSON");
    crate::tree::yaml::read(&text, Path::new("case.json")).expect("a document")
}

/// The stand-in that a case describes.
struct StandIn<'c>(&'c [Json]);

impl Api for StandIn<'_> {
    fn call(&mut self, request: &Request) -> Response {
        let rest = request.url.split_once("://").map_or(request.url.as_str(), |(_, rest)| rest);
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = place.split_at(place.find('/').unwrap_or(place.len()));
        let pairs = super::request::url::pairs(query);
        let path = super::request::url::unescape(path).unwrap_or_default();
        for rule in self.0 {
            let text = |key: &str| rule.get(key).and_then(Json::as_str);
            let is_host = text("host").is_none_or(|rule| rule == "*" || rule == host);
            let is_query = rule.get("query").and_then(Json::as_object).is_none_or(|rule| {
                rule.iter().all(|(key, value)| {
                    let sent = pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
                    match value {
                        Json::Null => sent.is_none(),
                        Json::String(value) => sent == Some(value.as_str()),
                        other => sent == Some(other.to_string().as_str()),
                    }
                })
            });
            let is_body = text("sent_has").is_none_or(|part| request.body.contains(part));
            let is_path = text("path").is_none_or(|rule| rule == "*" || rule == path);
            let is_verb = text("verb").is_none_or(|verb| verb == "*" || verb == request.verb);
            if is_verb && is_path && is_host && is_query && is_body {
                return answer(rule);
            }
        }
        Response {
            status: 404,
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: b"{}".to_vec(),
        }
    }
}

fn answer(rule: &Json) -> Response {
    let mut headers = Vec::new();
    for (name, value) in rule.get("headers").and_then(Json::as_object).into_iter().flatten() {
        match value {
            Json::Array(values) => {
                headers.extend(values.iter().map(|it| (name.clone(), it.as_str().unwrap_or_default().to_owned())));
            }
            value => headers.push((name.clone(), value.as_str().unwrap_or_default().to_owned())),
        }
    }
    let status = rule.get("status").and_then(Json::as_u64).unwrap_or(200);
    let body = rule.get("body").and_then(Json::as_str).unwrap_or_default();
    Response { status: u16::try_from(status).expect("a status"), headers, body: body.as_bytes().to_vec() }
}

fn settings(case: &Json) -> Settings {
    let auth = match case.get("auth") {
        None => Auth::Null,
        Some(Json::String(_)) => Auth::Provider,
        Some(blocks) => Auth::Given(node(blocks)),
    };
    let mut settings = Settings { auth, ..Settings::default() };
    for (name, value) in case.get("env").and_then(Json::as_object).into_iter().flatten() {
        settings.environment.insert(name.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    let flags: Vec<&str> =
        case.get("flags").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
    for pair in flags.windows(2) {
        if let ["--http.response.pageLimit", limit] = pair {
            settings.page_limit = limit.parse().expect("a limit");
        }
    }
    for flag in flags {
        if let Some(limit) = flag.strip_prefix("--http.response.pageLimit=") {
            settings.page_limit = limit.parse().expect("a limit");
        }
    }
    settings
}

fn documents(case: &Json) -> Documents {
    let services = case.get("services").and_then(Json::as_object).into_iter().flatten();
    Documents {
        provider: node(case.get("provider").expect("a provider")),
        services: services.map(|(key, value)| (key.clone(), node(value))).collect(),
    }
}

/// What was printed of a value: text, or nothing for `NULL`, which is also what the text `null` stands for.
fn cell(value: &Json) -> Option<String> {
    value.as_str().filter(|text| *text != "null").map(str::to_owned)
}

fn requests(statement: &Json, key: &str) -> Vec<String> {
    let shown = |request: &Json| {
        let text = |key: &str| request.get(key).and_then(Json::as_str).unwrap_or_default();
        let headers: BTreeMap<&str, &str> = request
            .get("headers")
            .and_then(Json::as_object)
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()))
            .collect();
        format!("{} {} {headers:?} {}", text("verb"), text("url"), text("body"))
    };
    statement.get(key).and_then(Json::as_array).into_iter().flatten().map(shown).collect()
}

/// The headers that a case tells of.
fn told_headers(case: &Json) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = ["accept", "authorization", "content-type", "cookie"].map(str::to_owned).into();
    gather(case, &mut names);
    names
}

fn gather(value: &Json, names: &mut BTreeSet<String>) {
    match value {
        Json::Object(entries) => {
            let is_header =
                ["in", "location"].iter().any(|key| entries.get(*key).and_then(Json::as_str) == Some("header"));
            if let (true, Some(name)) = (is_header, entries.get("name").and_then(Json::as_str)) {
                names.insert(name.to_lowercase());
            }
            entries.values().for_each(|value| gather(value, names));
        }
        Json::Array(items) => items.iter().for_each(|value| gather(value, names)),
        _ => {}
    }
}

fn sent(outcome: &Outcome, told: &BTreeSet<String>) -> Vec<String> {
    let shown = |request: &Request| {
        let headers: BTreeMap<&str, &str> = request
            .headers
            .iter()
            .filter(|(name, _)| told.contains(&name.to_lowercase()))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        format!("{} {} {headers:?} {}", request.verb, request.url, request.body)
    };
    outcome.requests.iter().map(shown).collect()
}

fn kind(outcome: &str) -> Kind {
    match outcome {
        "rows" | "wrong-rows" => Kind::Rows,
        "ok" | "no-request" => Kind::Done,
        "error" => Kind::Error,
        _ => Kind::Panic,
    }
}

/// Text with `DATE` and `TIME` for what changes from day to day.
fn without_time(text: &str) -> String {
    let date = regex::Regex::new(r"\b20\d\d-\d\d-\d\d\b").expect("a pattern");
    let time = regex::Regex::new(r"\b\d\d:\d\d:\d\d\b").expect("a pattern");
    time.replace_all(&date.replace_all(text, "DATE"), "TIME").into_owned()
}

/// The questions that a prediction answers otherwise than the engine, with both answers.
fn differing(case: &Json, statement: &Json, outcome: &Outcome) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let text = |key: &str| statement.get(key).and_then(Json::as_str).unwrap_or_default();
    let is_sorted = statement.get("sorted").and_then(Json::as_bool) == Some(true);
    if kind(text("outcome")) != outcome.kind {
        found.push((
            "outcome",
            format!("{} / {:?}: {} / {}", text("outcome"), outcome.kind, text("message"), outcome.message),
        ));
    }
    let mut expected = requests(statement, "requests");
    let mut actual = sent(outcome, &told_headers(case));
    let count = statement.get("request_count").and_then(Json::as_u64).map_or(expected.len(), |it| it as usize);
    let is_count = actual.len() == count;
    if is_sorted {
        expected.sort();
        actual.sort();
    }
    actual.truncate(expected.len());
    if expected != actual || !is_count {
        found.push(("requests", format!("{count} {expected:#?}\n{} {actual:#?}", outcome.requests.len())));
    }
    let place = |request: &String| {
        let mut parts = request.split(' ');
        let (verb, url) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        format!("{verb} {}", url.split('?').next().unwrap_or_default())
    };
    let places = |requests: &[String]| requests.iter().map(place).collect::<Vec<_>>();
    if places(&expected) != places(&actual) {
        found.push(("method", format!("{:?}\n{:?}", places(&expected), places(&actual))));
    }
    let columns: Vec<&str> =
        statement.get("columns").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
    let named: Vec<&String> =
        outcome.columns.iter().filter(|name| !name.is_empty() || outcome.columns.len() > 1).collect();
    if columns != named {
        found.push(("columns", format!("{columns:?}\n{:?}", outcome.columns)));
    }
    let row = |row: &Json| row.as_array().into_iter().flatten().map(cell).collect::<Vec<_>>();
    let expected: Vec<Vec<Option<String>>> =
        statement.get("rows").and_then(Json::as_array).into_iter().flatten().map(row).collect();
    let mut actual = outcome.rows.clone();
    for cell in actual.iter_mut().flatten() {
        if let Some(text) = cell {
            *text = without_time(text);
        }
        if cell.as_deref() == Some("null") {
            *cell = None;
        }
    }
    let count = statement.get("row_count").and_then(Json::as_u64).map_or(expected.len(), |it| it as usize);
    let is_count = actual.len() == count;
    if is_sorted {
        actual.sort_by_key(|row| row.iter().map(|cell| cell.clone().unwrap_or("null".to_owned())).collect::<Vec<_>>());
    }
    actual.truncate(expected.len());
    if expected != actual || !is_count {
        found.push(("rows", format!("{count} {expected:?}\n{} {actual:?}", outcome.rows.len())));
    }
    found
}

/// How many statements of a family there are, and how many of them agree in each question.
#[derive(Default)]
struct Tally {
    count: usize,
    agreed: BTreeMap<&'static str, usize>,
}

/// What differs, by statement and question.
pub(super) type Differences = BTreeMap<(String, &'static str), String>;

/// Runs the statements of a case; returns what differs, by statement and question.
pub(super) fn differences_of(case: &Json, name: &str) -> Differences {
    let (documents, settings) = (documents(case), settings(case));
    let empty = Vec::new();
    let rules = case.get("http").and_then(Json::as_array).unwrap_or(&empty);
    let mut differences = Differences::new();
    for (index, statement) in case["statements"].as_array().expect("statements").iter().enumerate() {
        let sql = statement["sql"].as_str().expect("a statement");
        let outcome = Session::new(&documents, &settings).run(sql, &mut StandIn(rules));
        for (question, answers) in differing(case, statement, &outcome) {
            differences.insert((format!("{name}#{index}"), question), format!("{sql}\n{answers}"));
        }
    }
    differences
}

/// Runs the cases of a folder; returns what differs, by statement and question.
fn compare(folder: &Path) -> (BTreeMap<String, Tally>, Differences) {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut differences = BTreeMap::new();
    let mut files = Vec::new();
    for family in fs::read_dir(folder).expect("families").map(|entry| entry.expect("a family").path()) {
        if family.is_dir() {
            files.extend(fs::read_dir(&family).expect("cases").map(|entry| entry.expect("a case").path()));
        }
    }
    files.retain(|file| file.extension().is_some_and(|it| it == "json"));
    files.sort();
    for file in files {
        let case = read(&file);
        let name = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
        let family = name(file.parent().expect("a family"));
        let found = differences_of(&case, &format!("{family}/{}", name(&file)));
        let tally = tallies.entry(family).or_default();
        let count = case["statements"].as_array().expect("statements").len();
        tally.count += count;
        for question in QUESTIONS {
            let differing = found.keys().filter(|(_, differs)| *differs == question).count();
            *tally.agreed.entry(question).or_default() += count - differing;
        }
        differences.extend(found);
    }
    (tallies, differences)
}

fn table(tallies: &BTreeMap<String, Tally>) -> (String, BTreeMap<&'static str, f64>) {
    let mut text = format!("{:20}{:>6}", "family", "count");
    QUESTIONS.iter().for_each(|question| text.push_str(&format!("{question:>10}")));
    let mut all = Tally::default();
    for (family, tally) in tallies {
        text.push_str(&format!("\n{family:20}{:>6}", tally.count));
        all.count += tally.count;
        for question in QUESTIONS {
            let agreed = tally.agreed.get(question).copied().unwrap_or_default();
            *all.agreed.entry(question).or_default() += agreed;
            text.push_str(&format!("{agreed:>10}"));
        }
    }
    let mut shares = BTreeMap::new();
    text.push_str(&format!("\n{:20}{:>6}", "all", all.count));
    for question in QUESTIONS {
        let share = all.agreed[question] as f64 * 100.0 / all.count as f64;
        text.push_str(&format!("{share:>9.1}%"));
        shares.insert(question, share);
    }
    (text, shares)
}

/// What differs in a folder, as lines of the list.
pub(super) fn lines(differences: &Differences) -> String {
    differences
        .iter()
        .map(|((place, question), answers)| format!("{place} {question}: {}\n", answers.replace('\n', " | ")))
        .collect()
}

#[test]
fn own_cases_are_foretold() {
    let (tallies, differences) = compare(&crate::support::repository().join("tests/engine_cases"));
    assert!(tallies.len() > 5, "there are too few cases");
    assert!(differences.is_empty(), "{}", lines(&differences));
}

/// What a case's statement comes to in the newer release.
fn newer(name: &str, sql: &str) -> Outcome {
    let case = own_cases().into_iter().find(|case| case["name"] == name).expect("a case");
    let settings = Settings { release: crate::engine::Release::AnySdk055, ..settings(&case) };
    let documents = documents(&case);
    let rules = case["http"].as_array().expect("rules");
    Session::new(&documents, &settings).run(sql, &mut StandIn(rules))
}

#[test]
fn the_newer_release_is_another() {
    let sql = "EXEC /*+ SHOWRESULTS */ garden.beds.plants.water @plant='k'";
    let watered = newer("name-missing-in-answer", sql);
    assert_eq!((watered.kind, watered.columns), (Kind::Rows, vec!["litres".to_owned(), "plant".to_owned()]));
    let update = "UPDATE garden.beds.plants SET height = '40' WHERE plant = 'k' AND name = 'Kale'";
    let bodies = |outcome: Outcome| outcome.requests.into_iter().map(|it| it.body).collect::<Vec<_>>();
    assert_eq!(bodies(newer("typed-literals", update)), [r#"{"height":40,"name":"Kale"}"#]);
    assert_eq!(newer("typed-literals", &update.replace("40", "tall")).kind, Kind::Error);
}

#[test]
fn a_difference_is_seen() {
    let case = read(&crate::support::repository().join("tests/engine_cases/rows/values-by-type.json"));
    let (documents, settings) = (documents(&case), settings(&case));
    let outcome = Session::new(&documents, &settings).run("SELECT nope FROM garden.beds.plants", &mut StandIn(&[]));
    let found = differing(&case, &case["statements"][1], &outcome);
    let questions: Vec<&str> = found.iter().map(|(question, _)| *question).collect();
    assert_eq!(questions, ["outcome", "columns", "rows"]);
}

#[test]
fn the_engine_is_foretold() {
    let Some(folder) = corpus("engine/cases") else { return };
    let (tallies, differences) = compare(&folder);
    let (text, shares) = table(&tallies);
    println!("{text}");
    if let Some(file) = std::env::var_os("PROVGEN_ENGINE_DIFFERENCES") {
        let shown =
            |((place, question), answers): (&(String, &str), &String)| format!("== {place} {question}\n{answers}\n");
        fs::write(file, differences.iter().map(shown).collect::<String>()).expect("a file");
    }
    let listed = fs::read_to_string(crate::support::repository().join(DIFFERENCES)).unwrap_or_default();
    let key = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.trim_end_matches(':').to_owned()))
    };
    let listed: BTreeSet<(String, String)> =
        listed.lines().filter(|line| !line.starts_with('#')).filter_map(key).collect();
    let found: BTreeSet<(String, String)> =
        differences.keys().map(|(place, question)| (place.clone(), (*question).to_owned())).collect();
    let new: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&found).collect();
    for (question, share) in shares {
        assert!(share >= THRESHOLD, "{question}: only {share:.1} % agree\n{text}");
    }
    assert!(new.is_empty(), "these differ, but {DIFFERENCES} does not list them: {new:#?}");
    assert!(gone.is_empty(), "these agree, but {DIFFERENCES} lists them: {gone:#?}");
}

/// An API that says anything.
struct Random<'r>(&'r [String], usize);

impl Api for Random<'_> {
    fn call(&mut self, _: &Request) -> Response {
        self.1 += 1;
        let body = self.0.get(self.1 % self.0.len().max(1)).cloned().unwrap_or_default();
        let status = [200, 204, 302, 404, 503][self.1 % 5];
        let link = "<http://elsewhere.example/?page=2>; rel=\"next\"".to_owned();
        Response {
            status,
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned()), ("Link".to_owned(), link)],
            body: body.into_bytes(),
        }
    }
}

/// A document with a part of it in another place, or gone.
fn broken(value: &Json, choices: &mut impl Iterator<Item = usize>) -> Json {
    let choice = choices.next().unwrap_or(1);
    match (value, choice % 24) {
        (_, 0) => Json::Null,
        (Json::Object(entries), 2) => entries.values().next().cloned().unwrap_or_default(),
        (Json::Object(_), 3) => serde_json::json!({"$ref": "#/components/schemas/Seed"}),
        (Json::Object(_), 4) => serde_json::json!({"allOf": [{"$ref": "#/components/schemas/Seed"}], "type": "array"}),
        (Json::String(text), 5) => Json::String(format!("{{{text}")),
        (Json::Object(entries), _) => {
            Json::Object(entries.iter().map(|(key, value)| (key.clone(), broken(value, choices))).collect())
        }
        (Json::Array(items), _) => Json::Array(items.iter().map(|value| broken(value, choices)).collect()),
        (other, _) => other.clone(),
    }
}

fn own_cases() -> Vec<Json> {
    let folder = crate::support::repository().join("tests/engine_cases");
    let files = crate::support::tree(&folder).into_iter().filter(|(name, _)| name.ends_with(".json"));
    files.map(|(_, bytes)| serde_json::from_slice(&bytes).expect("JSON")).collect()
}

proptest::proptest! {
    #![proptest_config(crate::properties::config(60))]

    #[test]
    fn nothing_that_is_said_or_written_is_too_odd(
        which in 0_usize..100,
        choices in proptest::collection::vec(0_usize..1000, 1..400),
        tail in "[a-z0-9 '\"`().,*=<>@/;:{}%_-]{0,40}",
        bodies in proptest::collection::vec("[\\[\\]{}\":,a-z0-9 ]{0,30}|\\[\\{\"name\":1\\}\\]|\\{\\}|null", 1..4),
    ) {
        let cases = own_cases();
        let case = &cases[which % cases.len()];
        let mut broken_case = case.clone();
        let mut next = choices.iter().copied().cycle();
        broken_case["services"] = broken(&case["services"], &mut next.by_ref().take(4000));
        let (settings, documents) = (settings(case), documents(&broken_case));
        for statement in case["statements"].as_array().expect("statements") {
            let sql = statement["sql"].as_str().expect("a statement");
            for sql in [sql.to_owned(), format!("{sql}{tail}"), tail.clone()] {
                let outcome = Session::new(&documents, &settings).run(&sql, &mut Random(&bodies, 0));
                proptest::prop_assert!(outcome.requests.len() < 400);
            }
        }
    }
}

/// A document with schemas of a case, and a statement over it.
fn outcome_of(schemas: &Json, row: &Json, sql: &str) -> Outcome {
    let mut case = own_cases().into_iter().find(|case| case["name"] == "values-by-type").expect("a case");
    case["services"]["beds"]["components"]["schemas"] = schemas.clone();
    case["services"]["beds"]["components"]["x-stackQL-resources"]["plants"]["methods"]["list"]["response"] =
        serde_json::json!({"mediaType": "application/json", "openAPIDocKey": "200"});
    case["services"]["beds"]["paths"]["/plants"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] =
        row.clone();
    let (documents, settings) = (documents(&case), settings(&case));
    Session::new(&documents, &settings).run(sql, &mut Random(&["[{\"a\": 1}]".to_owned()], 4))
}

#[test]
fn what_has_no_end_ends() {
    let own = serde_json::json!({"$ref": "#/components/schemas/A"});
    let circle = serde_json::json!({"A": {"allOf": [own, own]}});
    assert_eq!(outcome_of(&circle, &own, "DESCRIBE garden.beds.plants").kind, Kind::Panic);
    let doubled: serde_json::Map<String, Json> = (0..50)
        .map(|index| {
            let next = serde_json::json!({"$ref": format!("#/components/schemas/S{}", index + 1)});
            (format!("S{index}"), serde_json::json!({"allOf": [next, next], "type": "object"}))
        })
        .chain([("S50".to_owned(), serde_json::json!({"type": "object"}))])
        .collect();
    let first = serde_json::json!({"$ref": "#/components/schemas/S0"});
    assert_eq!(outcome_of(&Json::Object(doubled), &first, "SELECT * FROM garden.beds.plants").kind, Kind::Panic);
    let wide: serde_json::Map<String, Json> =
        (0..100_000).map(|index| (format!("c{index}"), serde_json::json!({"type": "string"}))).collect();
    let wide = serde_json::json!({"type": "object", "properties": wide});
    assert_eq!(outcome_of(&serde_json::json!({}), &wide, "SELECT * FROM garden.beds.plants").kind, Kind::Error);
    let deep = format!("SELECT {}1{} FROM garden.beds.plants", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(outcome_of(&serde_json::json!({}), &wide, &deep).kind, Kind::Error);
}
