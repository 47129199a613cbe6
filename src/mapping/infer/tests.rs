//! What `provgen map` proposes, compared with what people chose: rules are right if they hold for vendors that nobody
//! looked at while writing them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample;

use super::measured::{Agreement, Operations, said};
use super::{NameFrom, State};
use crate::config::{ConfigFile, PathParameters};
use crate::finding::{Finding, Severity};
use crate::mapping::{self, Row};
use crate::normalise::{self, Document};
use crate::proposal;
use crate::source;
use crate::source::Overlays;
use crate::support::corpus;
use crate::tree::Node;

const OKTA: &str = "mapping/okta-5.1.0-all_services.csv";

pub(super) fn config(text: &str) -> ConfigFile {
    let text = format!("provider: p\ntitle: P\ndescription: d\nsource: {{file: a.yaml}}\n{text}");
    ConfigFile::read(text.as_bytes(), Path::new("provgen.yaml")).unwrap_or_else(|error| panic!("{error}"))
}

fn okta_config() -> ConfigFile {
    config("services: {by: path, skip: [{service: _well_known, reason: public metadata}]}\n")
}

pub(super) fn document(bytes: &[u8], path: &Path) -> (Document, Node) {
    let (source, _) =
        source::parse(bytes, path, &Overlays::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (normalise::normalise(&source.document, PathParameters::AsIs).0, source.tree)
}

fn okta(version: &str) -> Option<Document> {
    let path = corpus(&format!("specs/okta-management-{version}.yaml"))?;
    Some(document(&fs::read(&path).expect("read spec"), &path).0)
}

fn okta_rows() -> Option<Vec<Row>> {
    let path = corpus(OKTA)?;
    Some(mapping::read(&fs::read(&path).expect("read mapping"), &path).unwrap_or_else(|error| panic!("{error}")))
}

/// In sample: the rules were tuned while looking at this mapping.
#[test]
fn a_mapping_from_nothing_is_much_like_the_published_one() {
    let (Some(document), Some(rows)) = (okta("5.1.0"), okta_rows()) else { return };
    let people: Operations = rows
        .iter()
        .filter(|row| !row.resource.is_empty())
        .map(|row| said(row, row.service().expect("service")))
        .collect();
    assert_eq!(people.len(), 699);
    let of = |from| {
        let proposal = proposal::propose(&document, &[], &okta_config(), None, from);
        let mut agreement = Agreement::default();
        agreement.add(&people, &proposal);
        (agreement, proposal)
    };
    let ((by_path, _), (chosen, proposal)) = (of(NameFrom::Path), of(NameFrom::Agreement));
    let services = proposal
        .inference
        .proposed
        .iter()
        .map(|proposed| ((proposed.row.path.clone(), proposed.row.verb.clone()), &proposed.service));
    let wrong: Vec<_> = services.filter(|(key, service)| people[key].resource.0 != **service).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    println!(
        "{}; names by path {:.1} %, {} clashes",
        chosen.line("okta 5.1.0"),
        by_path.percent(by_path.names),
        proposal.clashes.len()
    );
    assert_eq!(chosen.methods, 699);
    assert!(chosen.percent(chosen.verbs) >= 96.0 && chosen.grouping() >= 0.94);
    assert!(chosen.percent(chosen.names) >= 60.0 && chosen.percent(chosen.whole) >= 58.0);
}

#[test]
fn a_newer_spec_gets_new_rows_and_keeps_the_old_ones() {
    let (Some(document), Some(rows)) = (okta("2026.06.3"), okta_rows()) else { return };
    let path = corpus(OKTA).expect("mapping");
    let before = fs::read(&path).expect("read mapping");
    let proposal = proposal::propose(&document, &rows, &okta_config(), None, NameFrom::Path);
    let standing: Vec<_> = proposal.inference.standing.iter().collect();
    let proposed: Vec<_> = proposal.inference.proposed.iter().collect();
    let after =
        mapping::sheet::complete(&before, &path, &standing, &proposed).unwrap_or_else(|error| panic!("{error}"));
    let completed = mapping::read(&after, &path).unwrap_or_else(|error| panic!("{error}"));
    let of_state = |state| standing.iter().filter(|standing| standing.state == state).count();
    let (marked, others): (Vec<&Row>, Vec<&Row>) = completed.iter().partition(|row| row.is_guessed());
    println!(
        "okta 2026.06.3: {} kept, {} stale, {} new, {} of them marked, {} clashes",
        of_state(State::Kept),
        of_state(State::Stale),
        proposed.len(),
        marked.len(),
        proposal.clashes.len()
    );
    assert_eq!([of_state(State::Kept), of_state(State::Filled), of_state(State::Stale)], [683, 0, 16]);
    assert_eq!((marked.len(), others.len()), (43, rows.len()));
    let without_place = |row: &Row| Row { mark: crate::place::Mark::default(), ..row.clone() };
    let kept: Vec<Row> = others.into_iter().map(without_place).collect();
    assert_eq!(kept, rows.iter().map(without_place).collect::<Vec<_>>(), "a row of a person was changed");
}

/// Segments of paths, with such as no name can be made of, and such as are one name to SQL or to a file system.
const SEGMENTS: [&str; 22] = [
    "api",
    "v1",
    "users",
    "Users",
    "USERS",
    "{id}",
    "{other}",
    "list",
    "all",
    "con",
    "2fa",
    "größe",
    "--",
    "activate",
    "bulk-delete",
    "lifecycle",
    "me",
    "default",
    "skip_this_resource",
    "x:cancel",
    "a b ",
    "\"q\",\n",
];

const IDS: [&str; 12] = [
    "",
    "listUsers",
    "list_users",
    "getUser",
    "2fa",
    "--",
    "createUser",
    "post-boot-user",
    "größe",
    "usersGet",
    " x ",
    "list,\"quoted\"",
];

#[derive(Clone, Debug)]
struct Api {
    operations: BTreeMap<(String, &'static str), (&'static str, &'static str)>,
    /// For each operation: whether a person named nothing, all, or a part of it, and how the file ends its lines.
    rows: Vec<u8>,
    newline: &'static str,
    by: &'static str,
    from: NameFrom,
}

fn api() -> impl Strategy<Value = Api> {
    let path = vec(sample::select(&SEGMENTS[..]), 0..6).prop_map(|segments| format!("/{}", segments.join("/")));
    let verb = sample::select(&["get", "post", "put", "patch", "delete", "head"][..]);
    let about = (sample::select(&IDS[..]), sample::select(&["", "users", "2 Users", "con", "größe"][..]));
    let newline = sample::select(&["\n", "\r\n"][..]);
    let from = sample::select(&[NameFrom::Path, NameFrom::OperationId][..]);
    let by = sample::select(&["tag", "path"][..]);
    (btree_map((path, verb), about, 1..12), vec(0..8_u8, 12), newline, by, from)
        .prop_map(|(operations, rows, newline, by, from)| Api { operations, rows, newline, by, from })
}

impl Api {
    fn document(&self) -> Document {
        let mut paths = serde_json::Map::new();
        for ((path, verb), (id, tag)) in &self.operations {
            let item = paths.entry(path).or_insert_with(|| serde_json::json!({}));
            item[verb] =
                serde_json::json!({"operationId": id, "tags": [tag], "responses": {"200": {"description": "ok"}}});
        }
        let text =
            serde_json::json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths}).to_string();
        document(text.as_bytes(), Path::new("openapi.json")).0
    }

    /// The rows of a person, who named some operations in whole or in part, with notes of their own.
    fn mapping(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new();
        if self.newline == "\r\n" {
            writer.terminator(csv::Terminator::CRLF);
        }
        let mut writer = writer.from_writer(Vec::new());
        let header =
            ["note", "path", "verb", "operationId", "stackql_resource_name", "stackql_method_name", "stackql_verb"];
        writer.write_record(header).expect("header");
        for (number, (((path, verb), (id, _)), kind)) in self.operations.iter().zip(&self.rows).enumerate() {
            let method = format!("method_{number}");
            let [resource, method, sql] = match kind {
                0 => ["people", &method, "select"],
                1 => ["people", "", ""],
                2 => ["", "", ""],
                3 => ["", &method, "exec"],
                4 => ["skip_this_resource", "", ""],
                _ => continue,
            };
            writer.write_record(["a, b", path, verb, id, resource, method, sql]).expect("row");
        }
        writer.write_record(["gone", "/gone", "get", "", "people", "gone", "select"]).expect("row");
        writer.into_inner().expect("bytes")
    }
}

fn cells(bytes: &[u8]) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().expect("header").iter().map(str::to_owned).collect();
    (header, reader.records().map(|record| record.expect("record")).collect())
}

proptest! {
    #![proptest_config(crate::properties::config(200))]

    /// Whatever the API and whatever a person wrote: their cells stay, a second run has nothing to add, and what comes
    /// out can be built.
    #[test]
    fn any_mapping_is_completed_once_and_for_all(api in api()) {
        let (document, before) = (api.document(), api.mapping());
        let config = config(&format!("services: {{by: {}}}\n", api.by));
        let path = Path::new("mapping.csv");
        let complete = |bytes: &[u8]| {
            let rows = mapping::read(bytes, path).expect("mapping");
            let proposal = proposal::propose(&document, &rows, &config, None, api.from);
            let (standing, proposed): (Vec<_>, Vec<_>) =
                (proposal.inference.standing.iter().collect(), proposal.inference.proposed.iter().collect());
            let after = mapping::sheet::complete(bytes, path, &standing, &proposed).expect("mapping");
            (after, proposal)
        };
        let (after, proposal) = complete(&before);
        let (again, second) = complete(&after);
        prop_assert_eq!(String::from_utf8_lossy(&after), String::from_utf8_lossy(&again));
        prop_assert!(second.inference.proposed.is_empty());
        let ((old_header, old), (new_header, new)) = (cells(&before), cells(&after));
        prop_assert_eq!(&new_header[..old_header.len()], &old_header[..]);
        let mut new = new.iter();
        for record in &old {
            let is_kept = |new: &&csv::StringRecord| record.iter().zip(new.iter()).all(|(old, new)| old.is_empty() || old == new);
            prop_assert!(new.any(|new| is_kept(&new)), "{:?} is gone", record);
        }
        let rows = mapping::read(&after, path).expect("mapping");
        let (errors, unmapped) = built(&document, &rows, &config);
        prop_assert_eq!(unmapped, proposal.inference.unnameable.len());
        // A person may have begun a service that SQL cannot name.
        let (known, _) = built(&document, &mapping::read(&before, path).expect("mapping"), &config);
        let new: Vec<_> = errors.difference(&known).collect();
        prop_assert!(new.is_empty(), "{:?}", new);
    }
}

/// The errors of a build, with methods that SQL cannot reach in resources that no person named, and how many
/// operations have no row.
fn built(document: &Document, rows: &[Row], config: &ConfigFile) -> (BTreeSet<String>, usize) {
    let (mapped, findings) = mapping::map(&document.operations, rows, config, None);
    let (_, found) = crate::model::services(document, &mapped.services, config);
    let is_error = |finding: &&Finding| match finding.rule.id {
        "method-unreachable" => !finding.message.contains(".people`"),
        _ => finding.severity == Severity::Error,
    };
    let all: Vec<Finding> = findings.into_iter().chain(found).chain(mapping::check(&[&mapped], &[], config)).collect();
    let unmapped = all.iter().filter(|finding| finding.rule.id == "operation-unmapped").count();
    (all.iter().filter(is_error).map(|finding| finding.message.clone()).collect(), unmapped)
}
