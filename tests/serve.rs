//! `provgen serve`: an API played from a small document, with good, bad and hostile clients.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::{provgen, provgen_command, transcript};

const SPEC: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example/v1'}]
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: query, name: token}}}
paths:
  /items:
    get:
      tags: [item]
      operationId: listItems
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1}}]
      responses: {'200': {description: The items., content: {application/json: {schema: {type: array, items: &item {type: object, properties: {id: {type: string}, size: {type: integer}}}}}}}}
    post:
      tags: [item]
      operationId: createItem
      requestBody: {required: true, content: {application/json: {schema: *item}}}
      responses: {'200': {description: The item., content: {application/json: {schema: *item}}}}
  /items/{id}:
    get:
      tags: [item]
      operationId: getItem
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: The item., content: {application/json: {schema: *item}}}}
";

const MAPPING: &str = "\
filename,path,verb,operationId,stackql_resource_name,stackql_method_name,stackql_verb
item.yaml,/items,get,listItems,items,list,select
";

fn shop() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let specs = folder.path().join("specs/shop");
    fs::create_dir_all(&specs).expect("created");
    let config = "provider: shop\ntitle: Shop\ndescription: D.\nsource: {file: openapi.yaml}\n";
    for (name, text) in [("provgen.yaml", config), ("openapi.yaml", SPEC), ("mapping.csv", MAPPING)] {
        fs::write(specs.join(name), text).expect("written");
    }
    folder
}

/// A server that is stopped when the test ends.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = provgen_command(folder);
        command.args(["serve", "shop", "--log", "log.jsonl"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("provgen");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines().map(|line| line.expect("a line"));
        let first = lines.next().expect("the address");
        assert_eq!(lines.next().as_deref(), Some("shop: 3 operations"));
        let address = first.strip_prefix("listening on http://").expect("an address").to_owned();
        Serving { child, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
        stream
    }

    /// Sends a request without more in its headers than it needs, and returns the status and the rest.
    fn ask(&self, verb: &str, target: &str, body: &str) -> (u16, String) {
        let mut stream = self.connect();
        let length = body.len();
        let head = format!(
            "{verb} {target} HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        // The server may close the connection before it has read all.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
        answer(&mut stream)
    }

    fn status(&self, verb: &str, target: &str) -> u16 {
        self.ask(verb, target, "").0
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(stream: &mut TcpStream) -> (u16, String) {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    (status, text)
}

#[test]
fn requests_are_checked_answered_and_logged() {
    let folder = shop();
    let serving = Serving::start(folder.path(), &[]);
    let (status, text) = serving.ask("GET", "/v1/items?limit=2&token=s3cret", "");
    assert!(status == 200 && text.contains("content-type: application/json"), "{text}");
    assert_eq!(serving.status("GET", "http://shop.example/v1/items/a%2Fb?token=s3cret"), 200);
    assert_eq!(serving.ask("POST", "/v1/items?token=s3cret", r#"{"size": 1}"#).0, 200);
    let (status, text) = serving.ask("POST", "/v1/items?token=s3cret", r#"{"size": "1"}"#);
    assert!(status == 400 && text.contains(r#""at":"/size""#), "{text}");
    assert_eq!(serving.status("GET", "/v1/items"), 401);
    let (status, text) = serving.ask("DELETE", "/v1/items?token=s3cret", "");
    assert!(status == 405 && text.contains("allow: GET, HEAD, OPTIONS, POST\r\n"), "{text}");
    assert_eq!((serving.status("GET", "/items"), serving.status("CONNECT", "shop.example:443")), (404, 403));
    let log = fs::read_to_string(folder.path().join("log.jsonl")).expect("the log");
    let lines: Vec<Json> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let told: Vec<String> =
        lines.iter().map(|it| format!("{} {} {} {}", it["sequence"], it["verb"], it["target"], it["status"])).collect();
    assert_eq!(told[0], r#"1 "GET" "/v1/items?limit=2&token=.." 200"#);
    assert_eq!((lines.len(), &lines[1]["operation"], log.contains("s3cret")), (7, &"GET /items/{id}".into(), false));
    assert_eq!(lines[3]["faults"][0]["at"], "/size");
}

#[test]
fn failures_come_when_they_are_asked_for() {
    let folder = shop();
    let fail = ["--fail", "429*2:listItems", "--fail", "malformed:/items/", "--no-auth"];
    let serving = Serving::start(folder.path(), &fail);
    let statuses = [(); 3].map(|()| serving.status("GET", "/v1/items"));
    assert_eq!(statuses, [429, 429, 200]);
    let (_, text) = serving.ask("GET", "/v1/items/1", "");
    let (_, body) = text.split_once("\r\n\r\n").expect("a body");
    assert!(serde_json::from_str::<Json>(body).is_err() && text.starts_with("HTTP/1.1 200"), "{text}");
}

#[test]
fn hostile_clients_do_no_harm() {
    let folder = shop();
    let serving = Serving::start(folder.path(), &["--no-auth"]);
    for target in ["/v1/items/%", "/v1/items/%zz%ff", "/v1/../items", "//", "/v1/items?%&=&&", "*", "/v1/items/%00"] {
        let (status, text) = serving.ask("GET", target, "");
        assert!([200, 400, 404].contains(&status), "{target}: {text}");
    }
    assert_eq!(serving.status("GET", &format!("/v1/items/{}", "a".repeat(1 << 20))), 431);
    assert_eq!(serving.ask("POST", "/v1/items", &"[".repeat(100 << 20)).0, 413);
    assert_eq!(serving.ask("POST", "/v1/items", &"[".repeat(1 << 20)).0, 400);
    let idle: Vec<TcpStream> = (0..400).map(|_| serving.connect()).collect();
    let mut slow = serving.connect();
    slow.write_all(b"POST /v1/items HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n[").expect("written");
    let start = Instant::now();
    assert_eq!(serving.status("GET", "/v1/items"), 200);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(answer(&mut slow).0, 408);
    drop(idle);
}

#[cfg(unix)]
#[test]
fn a_signal_stops_it() {
    let folder = shop();
    let mut serving = Serving::start(folder.path(), &[]);
    let idle = serving.connect();
    let status = Command::new("kill").args(["-INT", &serving.child.id().to_string()]).status().expect("kill");
    assert!(status.success());
    assert_eq!(serving.child.wait().expect("an end").code(), Some(0));
    drop(idle);
}

#[test]
fn what_cannot_be_served_is_said() {
    let folder = shop();
    let told = |arguments: &[&str]| transcript(&provgen(folder.path(), &[&["serve"], arguments].concat()));
    let text = told(&["shop", "--fail", "429:listItem"]);
    assert!(text.starts_with("exit code: 2") && text.contains("did you mean `listItems`?"), "{text}");
    assert!(told(&["shop", "--fail", "malformd"]).contains("did you mean `malformed`?"));
    assert!(told(&["shp"]).contains("did you mean `shop`?"));
    assert!(told(&["shop", "--log", "none/log"]).contains("cannot write none/log"));
    let taken = Serving::start(folder.path(), &[]);
    let port = taken.address.rsplit(':').next().expect("a port");
    let text = told(&["shop", "--port", port]);
    assert!(text.starts_with("exit code: 2") && text.contains(&format!("cannot listen on port {port}")), "{text}");
}
