//! `provgen review`: rows are accepted and corrected in batches, and key by key in a terminal.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{provgen, transcript};

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
    use std::io::{Read, Write};
    use std::time::{Duration, Instant};

    use expectrl::process::Healthcheck;
    use expectrl::session::OsSession;
    use expectrl::{Expect, Session};

    use super::*;
    use crate::support::provgen_command;

    /// A review in a pseudo terminal.
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

    fn wait_for_end(session: &mut OsSession) {
        let started = Instant::now();
        let mut rest = Vec::new();
        // The end of a pseudo terminal is an error on Linux.
        let _ = session.read_to_end(&mut rest);
        while session.get_process().is_alive().expect("process") {
            assert!(started.elapsed() < Duration::from_secs(20), "the review does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[test]
    fn keys_decide_and_an_interrupt_loses_nothing() {
        let folder = shop();
        let mut session = review(folder.path());
        session.expect("[1 of 3] POST /items").expect("first row");
        session.get_process_mut().set_window_size(5, 2).expect("resize");
        session.expect("[1 of 3]").expect("shown again");
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
        wait_for_end(&mut session);
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
        wait_for_end(&mut session);
    }
}
