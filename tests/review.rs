//! `provgen review`: rows are accepted and corrected in batches, and key by key in a terminal.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{corpus, provgen, transcript};

const CONFIG: &str = "\
provider: shop
title: Shop
description: Things for sale.
source: {file: openapi.yaml}
servers: [{url: 'https://shop.example.com/'}]
";

const SPEC: &str = "\
openapi: 3.0.3
info: {title: Shop API, version: '1'}
paths:
  /items:
    get: {tags: [item], operationId: listItems, responses: {'200': {description: The items.}}}
    post: {tags: [item], operationId: addItem, responses: {'201': {description: Done.}}}
  /orders:
    get: {tags: [order], operationId: listOrders, responses: {'200': {description: The orders.}}}
";

const MAPPING: &str = "\
filename,path,verb,operationId,stackql_resource_name,stackql_method_name,stackql_verb,stackql_object_key,provgen,note
item.yaml,/items,get,listItems,items,list_items,select,,guess:high verb,\"of Ann\"
item.yaml,/items,post,addItem,items,add_item,insert,,guess:low resource; guess:high verb,
order.yaml,/orders,get,listOrders,\u{1b}[31mred,list_orders,select,,guess:low resource,
";

fn shop() -> TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    let shop = folder.path().join("specs/shop");
    fs::create_dir_all(&shop).expect("folder");
    for (name, text) in [("provgen.yaml", CONFIG), ("openapi.yaml", SPEC), ("mapping.csv", MAPPING)] {
        fs::write(shop.join(name), text).expect("write");
    }
    folder
}

fn mapping(folder: &Path) -> String {
    fs::read_to_string(folder.join("specs/shop/mapping.csv")).expect("mapping")
}

#[test]
fn rows_are_listed_least_sure_first_without_a_terminal() {
    let folder = shop();
    insta::assert_snapshot!(transcript(&provgen(folder.path(), &["review", "shop"])));
    let output = provgen(folder.path(), &["review", "shop", "--format", "json", "--only", "confidence=low"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let lines: Vec<_> = json["rows"].as_array().expect("rows").iter().map(|row| &row["line"]).collect();
    assert_eq!(lines, [3, 4]);
    assert_eq!(json["rows"][0]["sibling_lines"], serde_json::json!([2]));
    assert_eq!(mapping(folder.path()), MAPPING, "a list changed the mapping");
}

#[test]
fn a_batch_accepts_the_rows_that_are_meant() {
    let folder = shop();
    let told = transcript(&provgen(folder.path(), &["review", "shop", "--accept", "service=item,confidence=high"]));
    assert!(told.contains("accepted 1 row of"), "{told}");
    assert_eq!(mapping(folder.path()), MAPPING.replacen("guess:high verb,\"of Ann\"", ",of Ann", 1));
    provgen(folder.path(), &["review", "shop", "--accept", "all"]);
    assert!(!mapping(folder.path()).contains("guess"));
    let refused = transcript(&provgen(folder.path(), &["review", "shop", "--accept", "servce=item"]));
    assert!(refused.contains("did you mean `service`?") && refused.starts_with("exit code: 2"), "{refused}");
}

#[test]
fn rows_that_are_meant_are_guessed_anew() {
    let folder = shop();
    provgen(folder.path(), &["map", "shop", "--redo", "resource=order.*"]);
    let (before, after) = (MAPPING.lines(), mapping(folder.path()));
    let changed: Vec<_> = before.zip(after.lines()).filter(|(before, after)| before != after).collect();
    assert_eq!(changed.len(), 1, "{after}");
    assert!(changed[0].1.contains(",orders,list_orders,select,"), "{after}");
}

#[cfg(unix)]
mod terminal {
    use std::io::Write;
    use std::time::{Duration, Instant};

    use expectrl::process::Healthcheck;
    use expectrl::process::unix::{Signal, WaitStatus};
    use expectrl::session::OsSession;
    use expectrl::{Eof, Expect, Session};

    use super::*;
    use crate::support::provgen_command;

    /// A review of `specs/shop` in a pseudo terminal.
    fn review(folder: &Path) -> OsSession {
        let mut command = provgen_command(folder);
        command.args(["review", "shop"]);
        let mut session = Session::spawn(command).expect("pseudo terminal");
        session.set_expect_timeout(Some(Duration::from_secs(20)));
        session
    }

    fn press(session: &mut OsSession, keys: &str, told: &str) {
        session.write_all(keys.as_bytes()).expect("keys");
        session.flush().expect("keys");
        session.expect(told).unwrap_or_else(|error| panic!("{keys:?} does not lead to {told:?}: {error}"));
    }

    /// Returns the exit code of a review that ends.
    fn exit_code(session: &mut OsSession) -> i32 {
        let started = Instant::now();
        session.expect(Eof).expect("the review does not end");
        loop {
            match session.get_process().get_status().expect("process") {
                WaitStatus::Exited(_, code) => return code,
                WaitStatus::StillAlive => std::thread::sleep(Duration::from_millis(20)),
                other => panic!("the review ended as {other:?}"),
            }
            assert!(started.elapsed() < Duration::from_secs(20), "the review does not end");
        }
    }

    fn resize(session: &mut OsSession, columns: u16, rows: u16, told: &str) {
        session.get_process_mut().set_window_size(columns, rows).expect("resize");
        session.expect(told).expect("shown again");
    }

    #[test]
    fn keys_decide_and_an_interrupt_loses_nothing() {
        let folder = shop();
        let mut session = review(folder.path());
        session.expect("[1 of 3] POST /items").expect("first row");
        resize(&mut session, 5, 2, "[1 of 3]");
        press(&mut session, "?", "undo the last decision");
        press(&mut session, "a", "[2 of 3] GET /orders");
        assert!(mapping(folder.path()).contains("add_item,insert,,,"), "written at once");
        press(&mut session, "u", "[1 of 3]");
        assert_eq!(mapping(folder.path()), MAPPING, "undone");
        press(&mut session, "s", "[2 of 3]");
        press(&mut session, "4", "select");
        press(&mut session, "\u{7f}\u{7f}x\r", "unknown SQL verb");
        press(&mut session, "2\t\r", "[3 of 3] GET /items");
        press(&mut session, "\u{3}", "reviewed");
        assert_eq!(exit_code(&mut session), 0);
        assert_eq!(
            mapping(folder.path()),
            MAPPING.replace("\u{1b}[31mred,list_orders,select,,guess:low resource", "orders,list_orders,select,,")
        );
    }

    #[test]
    fn a_mapping_that_vanishes_ends_the_review() {
        let folder = shop();
        let mut session = review(folder.path());
        session.expect("[1 of 3]").expect("first row");
        fs::remove_file(folder.path().join("specs/shop/mapping.csv")).expect("remove");
        press(&mut session, "a", "earlier decisions are written");
        assert_eq!(exit_code(&mut session), 2);
    }

    #[test]
    fn the_least_sure_cell_of_a_row_is_shown_first() {
        let folder = shop();
        let mut session = review(folder.path());
        session.expect("[1 of 3] POST /items addItem\r\n  2 resource   items  (low").expect("the resource first");
        session.expect("  4 verb       insert  (high").expect("then the verb");
        session.expect("  1 service    item\r\n").expect("then what is no guess");
    }

    #[test]
    fn a_row_that_somebody_else_changed_stays() {
        let folder = shop();
        let mut session = review(folder.path());
        session.expect("[1 of 3] POST /items").expect("first row");
        let theirs = MAPPING.replace(",add_item,", ",put_item,");
        fs::write(folder.path().join("specs/shop/mapping.csv"), &theirs).expect("write");
        press(&mut session, "a", "changed in the file meanwhile and stays as it is");
        press(&mut session, "q", "reviewed");
        assert_eq!(exit_code(&mut session), 0);
        assert_eq!(mapping(folder.path()), theirs);
    }

    /// A row of a queue: its place among the lines of the mapping, and its method.
    type Queued = (usize, String);

    /// Drafts a provider for an API that nobody has mapped. Returns the rows to review in their order.
    fn drafted() -> Option<(TempDir, Vec<Queued>)> {
        let spec = corpus("specs/okta-management-2026.06.3.yaml")?;
        let folder = tempfile::tempdir().expect("temporary folder");
        let drafted = provgen(folder.path(), &["init", "--provider", "shop", spec.to_str().expect("path")]);
        assert!(drafted.status.success(), "{}", transcript(&drafted));
        let listed = provgen(folder.path(), &["review", "shop", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("JSON");
        let rows = json["rows"].as_array().expect("rows");
        assert!(rows.len() > 500, "{} rows", rows.len());
        assert_is_in_order(rows.iter().map(|row| &row["confidence"]));
        for row in rows {
            assert_is_in_order(row["guesses"].as_array().expect("guesses").iter().map(|guess| &guess["confidence"]));
        }
        let place = |row: &serde_json::Value| usize::try_from(row["line"].as_u64().expect("line")).expect("line") - 1;
        let queue = rows.iter().map(|row| (place(row), row["method"].as_str().expect("method").to_owned()));
        Some((folder, queue.collect()))
    }

    /// Low comes before high.
    fn assert_is_in_order<'j>(confidences: impl Iterator<Item = &'j serde_json::Value>) {
        assert!(confidences.is_sorted_by_key(|confidence| confidence == "high"), "high comes before low");
    }

    /// The line of a row whose guesses are accepted. The marks are its last cell.
    fn without_marks(line: &str) -> String {
        let start = line.find(",guess").or_else(|| line.find(",\"guess")).expect("marks");
        format!("{},", &line[..start])
    }

    #[test]
    fn only_what_is_decided_changes_in_a_large_mapping() {
        let Some((folder, queue)) = drafted() else { return };
        let before = mapping(folder.path());
        let mut session = review(folder.path());
        session.expect("[1 of").expect("first row");
        press(&mut session, "a", "[2 of");
        resize(&mut session, 5, 2, "[2 of");
        resize(&mut session, 80, 24, "[2 of");
        press(&mut session, "3", "method: ");
        press(&mut session, "_of_mine\r", "[2 of");
        press(&mut session, "a", "[3 of");
        press(&mut session, "s", "[4 of");
        press(&mut session, "a", "[5 of");
        press(&mut session, "u", "[4 of");
        press(&mut session, "\u{3}", "reviewed");
        assert_eq!(exit_code(&mut session), 0);

        let mut lines: Vec<String> = before.split('\n').map(str::to_owned).collect();
        let ((accepted, _), (edited, method)) = (&queue[0], &queue[1]);
        lines[*accepted] = without_marks(&lines[*accepted]);
        let of_mine = lines[*edited].replacen(&format!(",{method},"), &format!(",{method}_of_mine,"), 1);
        lines[*edited] = without_marks(&of_mine);
        assert!(mapping(folder.path()) == lines.join("\n"), "other rows, or not these, changed");
    }

    #[test]
    fn a_signal_loses_no_decision() {
        let Some((folder, queue)) = drafted() else { return };
        let before = mapping(folder.path());
        let mut session = review(folder.path());
        session.expect("[1 of").expect("first row");
        press(&mut session, "a", "[2 of");
        press(&mut session, "3", "method: ");
        press(&mut session, "half", "half");
        session.get_process_mut().signal(Signal::SIGTERM).expect("signal");
        assert_eq!(exit_code(&mut session), 0);

        let mut lines: Vec<String> = before.split('\n').map(str::to_owned).collect();
        lines[queue[0].0] = without_marks(&lines[queue[0].0]);
        assert!(mapping(folder.path()) == lines.join("\n"), "more or less than the decision is written");
    }
}
