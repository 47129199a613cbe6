//! The walk from a vendor's URL to the first query: its commands, what it says they print, and its little API.
#![cfg(unix)]

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::support::repository;

/// What the walk starts with other programs, which need not be on a machine that tests.
const OTHERS: [&str; 4] = ["python3 ", "curl ", "stackql ", "export "];

/// The parts of a text: what stands between fences, with the language and the text before it.
struct Block<'a> {
    before: &'a str,
    language: &'a str,
    text: &'a str,
}

fn blocks(mut rest: &str) -> (Vec<Block<'_>>, &str) {
    let mut blocks = Vec::new();
    while let Some((before, (head, body))) =
        rest.split_once("\n```").and_then(|(before, after)| Some((before, after.split_once('\n')?)))
    {
        let end = if body.starts_with("```") { 0 } else { body.find("\n```").expect("the end of a block") + 1 };
        let (text, after) = body.split_at(end);
        blocks.push(Block { before, language: head, text });
        rest = &after["```".len()..];
    }
    (blocks, rest)
}

/// Runs a block in a shell. Returns what it prints, findings and errors last.
fn run(folder: &Path, block: &str) -> String {
    let provgen = Path::new(env!("CARGO_BIN_EXE_provgen")).parent().expect("a folder");
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([provgen.to_owned()].into_iter().chain(env::split_paths(&path))).expect("PATH");
    let mut command = Command::new("sh");
    command.args(["-c", block]).current_dir(folder).env("PATH", path).env("NO_COLOR", "1").stdin(Stdio::null());
    let output = command.output().expect("sh");
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8(told).expect("UTF-8");
    assert_eq!(output.status.success(), !told.contains("error["), "{block}: {told}");
    told
}

#[test]
fn each_command_of_the_walk_prints_what_the_walk_says() {
    let path = repository().join("docs/walk.md");
    let walk = fs::read_to_string(&path).expect("the walk");
    let folder = tempfile::tempdir().expect("temporary folder");
    // In place of the download.
    fs::copy(repository().join("docs/walk/openapi.yaml"), folder.path().join("openapi.yaml")).expect("copy");
    let (blocks, rest) = blocks(&walk);
    let (mut found, mut told, mut count) = (String::new(), None, 0);
    for Block { before, language, text } in blocks {
        let shown = match (language, told.take()) {
            ("text", Some(told)) => told,
            (_, None) => text.to_owned(),
            (_, Some(told)) => panic!("the walk does not show what was printed: {told}"),
        };
        if language == "sh" && !OTHERS.iter().any(|other| text.starts_with(other)) {
            told = Some(run(folder.path(), text)).filter(|told| !told.is_empty());
            count += 1;
        }
        found += &format!("{before}\n```{language}\n{shown}```");
    }
    found += rest;
    assert!(count >= 9, "{count}");
    if env::var_os("PROVGEN_UPDATE_CASES").is_some() {
        fs::write(&path, &found).expect("write");
    }
    assert_eq!(found, fs::read_to_string(&path).expect("the walk"));
}

/// The server of the walk; it ends with the test.
struct Room(Child, u16);

impl Room {
    fn open() -> Option<Self> {
        let mut command = Command::new("python3");
        command.arg(repository().join("docs/walk/server.py")).arg("0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        port.map(|port| Room(child, port))
    }

    /// The status line and the body of the answer to a request.
    fn ask(&self, verb: &str, path: &str, key: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.1)).expect("connect");
        let head = format!("{verb} {path} HTTP/1.0\r\nX-Api-Key: {key}\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all((head + body).as_bytes()).expect("send");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (head.lines().next().expect("a line").split(' ').nth(1).expect("a status").to_owned(), body.to_owned())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_api_of_the_walk_does_what_its_document_says() {
    let Some(room) = Room::open() else { return println!("skipped: there is no python3") };
    let document = fs::read_to_string(repository().join("docs/walk/openapi.yaml")).expect("document");
    assert_eq!(room.ask("GET", "/openapi.yaml", "", ""), ("200".to_owned(), document));
    assert_eq!(room.ask("GET", "/v1/books", "wrong", "").0, "401");
    let (mut cursor, mut pages) = ("/v1/books?limit=3".to_owned(), Vec::new());
    loop {
        let (status, page) = room.ask("GET", &cursor, "open-sesame", "");
        let page: serde_json::Value = serde_json::from_str(&page).expect("JSON");
        assert_eq!(status, "200");
        pages.push(page["data"].as_array().expect("books").len());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("/v1/books?limit=3&cursor={next}");
    }
    assert_eq!(pages, [3, 3, 1]);
    let ok = |verb, path, body| room.ask(verb, path, "open-sesame", body);
    assert!(ok("POST", "/v1/books/search", r#"{"words": "boats"}"#).1.contains("Small Boats"));
    assert!(ok("POST", "/v1/books/3/lend", r#"{"reader": "r1"}"#).1.contains(r#""lent_to": "r1""#));
    assert_eq!(ok("POST", "/v1/books", r#"{"title": "Tea"}"#).0, "201");
    assert_eq!(ok("GET", "/v1/books/3", "").0, "200");
    assert!(ok("GET", "/v1/readers", "").1.contains("Ada"));
    assert_eq!([ok("POST", "/v1/books", "{}").0, ok("GET", "/v1/gone", "").0], ["400", "404"]);
}
