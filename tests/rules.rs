//! Each rule by its page: the bad example gives exactly this rule, the good one nothing.

use std::collections::BTreeSet;
use std::fs;

use provgen::{CHANGES, Finding, RULES, Rule, Severity};
use serde_json::{Value as Json, json};
use yaml_serde::Value as Yaml;

use crate::support::{corpus, own, provgen, repository, transcript};

/// The examples on the page of a rule of `validate`.
pub struct Page<'a> {
    /// What fires the rule.
    pub bad: Vec<Block<'a>>,
    /// What does not.
    pub good: Vec<Block<'a>>,
}

/// A fenced block: what is laid over a sound provider, so that it shows only what matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// What stands behind ```` ```yaml ````: `provider.yaml`, or `raw` for a whole service document; nothing for
    /// a part of one; else the name of a file.
    pub kind: &'a str,
    /// What stands in it.
    pub text: &'a str,
}

impl<'a> Page<'a> {
    /// Takes them out of a page.
    pub fn parse(markdown: &'a str) -> Self {
        Page { bad: blocks(section(markdown, "Bad")), good: blocks(section(markdown, "Good")) }
    }
}

fn section<'a>(markdown: &'a str, heading: &str) -> &'a str {
    let behind = markdown.split_once(&format!("\n## {heading}\n")).map_or("", |(_, behind)| behind);
    behind.split_once("\n## ").map_or(behind, |(section, _)| section)
}

fn blocks(section: &str) -> Vec<Block<'_>> {
    let block = |text| {
        let (kind, rest): (&str, &str) = str::split_once(text, '\n')?;
        Some(Block { kind: kind.trim(), text: rest.split_once("\n```").map_or(rest, |(text, _)| text) })
    };
    section.split("```yaml").skip(1).filter_map(block).collect()
}

/// The rules that looking at documents can find, without a policy.
pub fn of_documents() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().filter(|rule| rule.validate.is_some() && rule.id != "ignore-unused")
}

/// A sound provider, over which the blocks of a page are laid.
pub fn base(file: &str) -> Json {
    let path = repository().join("tests/rules_base").join(file);
    yaml_serde::from_slice(&fs::read(path).expect("read")).expect("YAML")
}

/// JSON Merge Patch (RFC 7396): objects are merged, `null` removes, and `"(null)"` stands for a null that stays.
pub fn merge(target: &mut Json, patch: &Json) {
    let Some(patch) = patch.as_object() else {
        *target = if patch == "(null)" { Json::Null } else { patch.clone() };
        return;
    };
    if !target.is_object() {
        *target = Json::Object(serde_json::Map::new());
    }
    let entries = target.as_object_mut().expect("an object");
    for (key, value) in patch {
        if value.is_null() {
            entries.remove(key);
        } else {
            merge(entries.entry(key.clone()).or_insert(Json::Null), value);
        }
    }
}

/// Blocks that a reader of JSON values cannot hold are put behind the document as text.
fn document(file: &str, block: Option<&Block<'_>>) -> String {
    let mut tree = base(file);
    let Some(block) = block else { return tree.to_string() };
    match yaml_serde::from_str::<Yaml>(block.text) {
        Ok(patch) if !block.text.contains(['!']) && !block.text.contains(" y:") && !block.text.contains("{y:") => {
            merge(&mut tree, &json!(patch));
            tree.to_string()
        }
        _ => {
            let root = block.text.split(':').next().expect("a key");
            tree.as_object_mut().expect("an object").remove(root);
            let rest: Vec<String> =
                tree.as_object().expect("an object").iter().map(|(key, value)| format!("{key}: {value}")).collect();
            format!("{}\n{}\n", rest.join("\n"), block.text)
        }
    }
}

fn check(blocks: &[Block<'_>]) -> Vec<Finding> {
    let root = tempfile::tempdir().expect("temporary folder");
    let folder = root.path().join("src/shop/v00.00.00000");
    fs::create_dir_all(folder.join("services")).expect("folder");
    let block = |kind: &str| blocks.iter().find(|block| block.kind == kind);
    let service = block("raw").map_or_else(|| document("store.yaml", block("")), |raw| raw.text.to_owned());
    fs::write(folder.join("services/store.yaml"), service).expect("write");
    fs::write(folder.join("provider.yaml"), document("provider.yaml", block("provider.yaml"))).expect("write");
    for extra in blocks.iter().filter(|block| block.kind.starts_with("services/")) {
        fs::write(folder.join(extra.kind), extra.text).expect("write");
    }
    provgen::validate(root.path(), &|| {}).unwrap_or_else(|error| panic!("{error}"))
}

fn found(blocks: &[Block<'_>], rule: &Rule) -> BTreeSet<&'static str> {
    let counts = |finding: &Finding| finding.severity < Severity::Info || finding.rule == rule.id;
    self::check(blocks).into_iter().filter(counts).map(|finding| finding.rule).collect()
}

#[test]
fn each_rule_fires_in_its_bad_example_alone() {
    let mut wrong = Vec::new();
    for rule in of_documents() {
        let page = Page::parse(rule.page);
        let (bad, good) = (found(&page.bad, rule), found(&page.good, rule));
        if bad != BTreeSet::from([rule.id]) {
            wrong.push(format!("{}: the bad example gives {bad:?}", rule.id));
        }
        if !good.is_empty() {
            wrong.push(format!("{}: the good example gives {good:?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Faults that are none, as the engine was seen to work with them.
#[test]
fn rules_are_silent_about_what_works() {
    let block = |kind, text| Block { kind, text };
    let page = "paths: {/users: {get: {responses: {'200': {content: {application/json: {schema: {type: null, items: null, \
                $ref: '#/components/schemas/Page'}}}}}}}}\ncomponents: {schemas: {Page: {type: object, properties: {rows: \
                {type: array, items: {$ref: '#/components/schemas/User'}}}}, Pages: {allOf: [{$ref: \
                '#/components/schemas/Page'}]}}, x-stackQL-resources: {users: {methods: {list_users: {response: \
                {objectKey: $.rows}}}}}}";
    let in_array =
        page.replace("$ref: '#/components/schemas/Page'}}}}}}}}", "$ref: '#/components/schemas/Pages/allOf/0'}}}}}}}}");
    let paged = |tokens: &str| format!("x-stackQL-config: {{pagination: {{{tokens}}}}}");
    let next_url = paged("requestToken: {location: Request}, responseToken: {key: Link, location: header}");
    let newer_alone = paged("algorithm: link_header_next");
    let newer = paged(
        "algorithm: link_header_next, requestToken: {key: '', location: request}, \
         responseToken: {key: Link, location: header}",
    );
    for (rules, blocks) in [
        (["object-key-unresolvable", "unresolved-ref"], vec![block("", in_array.as_str())]),
        (["pagination-location-unknown", "pagination-token-no-key"], vec![block("", next_url.as_str())]),
        (["pagination-incomplete", "pagination-token-no-key"], vec![block("", newer_alone.as_str())]),
        (["pagination-incomplete", "pagination-algorithm-unknown"], vec![block("", newer.as_str())]),
        (
            ["openapi-type-mismatch", "resources-missing"],
            vec![
                block(
                    "provider.yaml",
                    "providerServices: null\nconfig: {sqlExternalTables: {t: {name: t, columns: []}}}",
                ),
                block("", "components: {x-stackQL-resources: null}"),
            ],
        ),
        (
            ["resources-missing", "resources-key-miscased"],
            vec![
                block("provider.yaml", "protocolType: local_templated"),
                block("", "components: {x-stackQL-resources: null}\nresources: {users: {methods: {}}}"),
            ],
        ),
        (
            ["host-path-variable-clash", "server-host-single-plain-variable"],
            vec![block(
                "",
                "servers: [{url: 'https://{id:^(?:.*)$}', variables: {id: {default: a}}}]\n\
                 paths: {'/users/{id}': {servers: [{url: 'https://api.example.com'}]}}",
            )],
        ),
        (
            ["transform-without-override-media-type", "transform-type-unknown"],
            vec![block(
                "",
                "paths: {/users: {get: {x-stackQL-graphQL: {query: a}}}}\n\
                 components: {x-stackQL-resources: {users: {methods: {list_users: {response: {transform: \
                 {type: golang_template_json_v0.3.0, body: '{}'}}}}}}}",
            )],
        ),
        (
            ["resource-not-selectable", "view-refused"],
            vec![block(
                "",
                "components: {x-stackQL-resources: {users: {sqlVerbs: {select: []}, config: {views: {select: \
                 {ddl: SELECT id FROM shop.store.people}}}}}}",
            )],
        ),
        (
            ["auth-type-unknown", "auth-api-key-no-prefix"],
            vec![block("provider.yaml", "config: {auth: {type: BEARER, credentialsenvvar: SHOP_TOKEN}}")],
        ),
        (
            ["response-media-type-blank", "object-key-unresolvable"],
            vec![block(
                "",
                "paths: {/users: {get: {responses: {'200': {content: {application/json;charset=utf-8: {schema: {type: \
                 array, items: {$ref: '#/components/schemas/User'}}}}}}}}}\n\
                 components: {x-stackQL-resources: {users: {methods: {list_users: {response: {mediaType: \
                 application/json;charset=utf-8, objectKey: $}}}}}}",
            )],
        ),
    ] {
        let found: BTreeSet<&str> = check(&blocks).into_iter().map(|it| it.rule).collect();
        assert!(!found.contains("yaml-parse-error"), "{rules:?}: {blocks:?}");
        for rule in rules {
            assert!(!found.contains(rule), "{rule}: {blocks:?}");
        }
    }
}

#[test]
fn pages_are_whole() {
    for rule in of_documents() {
        let page = Page::parse(rule.page);
        assert!(!page.bad.is_empty() && !page.good.is_empty(), "{}", rule.id);
        assert!(rule.page.contains("\n## Why\n") && rule.page.contains("\n## How to fix\n"), "{}", rule.id);
    }
}

#[test]
fn explain_prints_each_rule_and_change_once() {
    let here = tempfile::tempdir().expect("temporary folder");
    let all = provgen(here.path(), &["explain", "--all"]);
    let all = String::from_utf8(all.stdout).expect("UTF-8");
    let is_id = |title: &&str| title.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let titles: Vec<&str> = all.lines().filter_map(|line| line.strip_prefix("# ")).filter(is_id).collect();
    let known: Vec<&str> = RULES.iter().map(|rule| rule.id).chain(CHANGES.iter().map(|kind| kind.id)).collect();
    assert_eq!(titles, known);
}

#[test]
fn explain_gives_the_severity_by_command_where_it_differs() {
    let here = tempfile::tempdir().expect("temporary folder");
    let last = |rule: &str| {
        let page = String::from_utf8(provgen(here.path(), &["explain", rule]).stdout).expect("UTF-8");
        page.lines().last().expect("a line").to_owned()
    };
    assert_eq!(last("server-missing"), "Severity: fatal in `provgen validate`, warning in `provgen generate`");
    assert_eq!(last("view-ddl-syntax"), "Severity: error");
    assert_eq!(last("null-node"), "Severity: fatal in `provgen validate`, warning in `provgen generate`");
    assert_eq!(last("resource-title-missing"), "Severity: info");
    assert_eq!(last("ref-dangling"), "Severity: error, found by `provgen generate`");
    assert_eq!(last("ignore-unused"), "Severity: warning");
}

/// What is wrong with providers of our own, and nothing else: rule, file, line.
#[test]
fn known_faults_of_providers_are_found_and_no_others() {
    let output = provgen(&own(), &["validate", "registry", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |finding: &Json, key: &str| finding[key].as_str().expect("text").to_owned();
    let found = report["findings"].as_array().expect("findings").iter().filter(|it| it["severity"] != "info");
    let found: BTreeSet<_> =
        found.map(|it| (text(it, "rule"), text(it, "file"), it["line"].as_u64().expect("line"))).collect();
    let known = [
        ("service-file-orphan", "provider.yaml", 6),
        ("yaml-nonstandard-tag", "provider.yaml", 15),
        ("service-ref-missing-file", "provider.yaml", 30),
        ("server-variable-no-default", "services/rides.yaml", 6),
        ("path-param-not-required", "services/rides.yaml", 56),
        ("column-name-collision", "services/rides.yaml", 61),
        ("yaml-boolean-key", "services/rides.yaml", 66),
        ("path-param-undeclared", "services/rides.yaml", 78),
        ("response-key-absent", "services/rides.yaml", 83),
        ("naive-body-param-collision", "services/rides.yaml", 84),
        ("update-typed-property", "services/rides.yaml", 84),
        ("method-unreachable-duplicate-params", "services/rides.yaml", 92),
        ("parameter-name-ambiguous", "services/tickets.yaml", 31),
        ("method-unreachable-shadowed", "services/tickets.yaml", 53),
    ];
    let folder = "registry/src/fairground/v00.00.00000";
    let mut known = BTreeSet::from(known.map(|(rule, file, line)| (rule.to_owned(), format!("{folder}/{file}"), line)));
    for (rule, provider, file, line) in [
        ("snake-aliases", "aquarium", "provider.yaml", 30),
        ("update-typed-property", "aquarium", "services/feeding.yaml", 80),
        ("view-one-dialect", "aquarium", "services/tanks.yaml", 191),
        ("update-typed-property", "orchard", "services/harvests.yaml", 202),
    ] {
        known.insert((rule.to_owned(), format!("{}/{file}", folder.replace("fairground", provider)), line));
    }
    assert_eq!(found, known);
}

/// What is known to be wrong with published providers: rule, file, line.
#[test]
fn known_faults_of_published_providers_are_found() {
    let Some(root) = corpus("registry") else { return };
    let located = provgen::validate(&root, &|| {}).unwrap_or_else(|error| panic!("{error}"));
    for (rule, file, line) in [
        ("service-ref-missing-file", "okta/v00.00.00000/provider.yaml", 325),
        ("service-file-orphan", "okta/v00.00.00000/provider.yaml", 4),
        ("path-param-not-required", "okta/v00.00.00000/services/hook_keys.yaml", 136),
        ("method-unreachable-duplicate-params", "okta/v00.00.00000/services/hook_keys.yaml", 621),
        ("naive-body-param-collision", "okta/v00.00.00000/services/agentpools.yaml", 1108),
        ("yaml-boolean-key", "linode/v00.00.00000/services/managed.yaml", 4429),
        ("column-name-collision", "linode/v00.00.00000/services/account.yaml", 2683),
        ("method-unreachable-shadowed", "fivetran/v00.00.00000/services/users.yaml", 200),
        ("path-param-undeclared", "fivetran/v00.00.00000/services/connectors.yaml", 1094),
        ("parameter-name-ambiguous", "vercel/v00.00.00000/services/deployments.yaml", 3764),
        ("yaml-nonstandard-tag", "godaddy/v00.00.00000/provider.yaml", 13),
        ("server-variable-no-default", "clickhouse/v00.00.00000/services/backups.yaml", 1080),
        ("response-key-absent", "sumologic/v00.00.00000/services/access_keys.yaml", 361),
    ] {
        let is_there = |it: &Finding| it.rule == rule && it.place.file.ends_with(file) && it.place.mark.line() == line;
        assert!(located.iter().any(is_there), "{rule} in {file}, line {line}");
    }
    let blocking = located.iter().filter(|it| it.severity <= Severity::Error);
    let well_kept = ["/deno/", "/openai/"];
    let is_well_kept = |it: &&Finding| well_kept.iter().any(|name| it.place.file.to_string_lossy().contains(name));
    let found: BTreeSet<&str> = blocking.filter(is_well_kept).map(|it| it.rule).collect();
    assert_eq!(found, BTreeSet::from(["exec-panic", "exec-response-unsuitable", "pushdown-parameter-undeclared"]));
}

#[test]
fn findings_are_shown_with_their_place_and_fail() {
    let root = tempfile::tempdir().expect("temporary folder");
    let folder = root.path().join("src/shop/v00.00.00000");
    fs::create_dir_all(folder.join("services")).expect("folder");
    let read = |file: &str| fs::read_to_string(repository().join("tests/rules_base").join(file)).expect("read");
    let service = read("store.yaml").replace("openAPIDocKey: '201'", "openAPIDocKey: '200'");
    fs::write(folder.join("services/store.yaml"), service).expect("write");
    fs::write(folder.join("provider.yaml"), read("provider.yaml").replace("type: bearer", "type: token"))
        .expect("write");
    insta::assert_snapshot!(transcript(&provgen(root.path(), &["validate", "."])));
    fs::write(folder.join("provider.yaml"), read("provider.yaml")).expect("write");
    assert_eq!(provgen(root.path(), &["validate", "."]).status.code(), Some(0), "warnings do not fail");
    assert_eq!(provgen(root.path(), &["validate", ".", "--fail-on", "warning"]).status.code(), Some(1));
    assert_eq!(provgen(root.path(), &["validate", "none"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_a_circle_come_to_an_end() {
    let root = tempfile::tempdir().expect("temporary folder");
    let folder = root.path().join("src/shop/v00.00.00000/services");
    fs::create_dir_all(&folder).expect("folder");
    for link in [folder.join("again"), root.path().join("src/again"), root.path().join("again")] {
        std::os::unix::fs::symlink(root.path(), link).expect("link");
    }
    fs::write(folder.join("../provider.yaml"), base("provider.yaml").to_string()).expect("write");
    let found = provgen::validate(root.path(), &|| {}).expect("a registry");
    assert!(found.iter().all(|it| it.rule == "service-ref-missing-file"), "{found:#?}");
}
