//! `provgen fetch` against a server that does everything that servers do wrong.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::support::{transcript, tree};

const SPEC: &str = "\
openapi: 3.0.3
info: {title: Shop API, version: '2.0'}
paths:
  /items:
    get:
      tags: [item]
      operationId: listItems
      responses: {'200': {description: The items.}}
";

const MAPPING: &str = "\
filename,path,verb,operationId,stackql_resource_name,stackql_method_name,stackql_verb
item.yaml,/items,get,listItems,items,list,exec
";

/// What stands where the document belongs before a fetch.
const OLD: &str = "the old document\n";

/// A port that no server listens on. A free one could be taken by another test before it is asked; this one is reserved.
const NOBODY: u16 = 9;

/// A certificate authority that only these tests trust, and a server that it vouches for.
struct Authority {
    pem: String,
    server: Arc<ServerConfig>,
}

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let key = KeyPair::generate().expect("key");
    let mut params = CertificateParams::new(Vec::new()).expect("parameters");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "authority of a test");
    let pem = params.self_signed(&key).expect("certificate").pem();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().expect("key");
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("parameters");
    let certificate = params.signed_by(&key, &issuer).expect("certificate");
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("key");
    let server = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key);
    Authority { pem, server: Arc::new(server.expect("server")) }
});

/// How a server answers one request, whose head it is given.
type Answer = Box<dyn Fn(&str, &mut dyn Write) + Send + Sync>;

/// A server on this machine. It gives its answers one by one, one a connection, and then the last one again.
struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(answers: Vec<Answer>) -> Self {
        Server::start(answers, false)
    }

    /// A proxy that pretends to be the server that it is asked to connect to.
    fn proxy(answers: Vec<Answer>) -> Self {
        Server::start(answers, true)
    }

    fn start(answers: Vec<Answer>, is_proxy: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("listen");
        let port = listener.local_addr().expect("address").port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answers) = (Arc::clone(&requests), Arc::new(answers));
        thread::spawn(move || {
            for (index, socket) in listener.incoming().enumerate() {
                let (seen, answers) = (Arc::clone(&seen), Arc::clone(&answers));
                thread::spawn(move || {
                    let answer = &answers[index.min(answers.len() - 1)];
                    // A client that goes away in the middle is what some tests are about.
                    let _ = socket.and_then(|socket| converse(socket, is_proxy, &seen, answer));
                });
            }
        });
        Server { port, requests }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("requests").clone()
    }
}

fn converse(mut socket: TcpStream, is_proxy: bool, seen: &Mutex<Vec<String>>, answer: &Answer) -> std::io::Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(120)))?;
    if is_proxy {
        seen.lock().expect("requests").push(head(&mut socket)?);
        socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    }
    let connection = ServerConnection::new(Arc::clone(&AUTHORITY.server)).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, socket);
    let head = head(&mut stream)?;
    seen.lock().expect("requests").push(head.clone());
    answer(&head, &mut stream);
    stream.conn.send_close_notify();
    stream.flush()
}

fn head(stream: &mut impl Read) -> std::io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Status and headers as they are given, then a body, and the end.
fn answer(head: &str, body: impl Into<Vec<u8>>) -> Answer {
    let (head, body) = (head.replace('\n', "\r\n"), body.into());
    Box::new(move |_, stream| {
        let _ = stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes());
        let _ = stream.write_all(&body);
        let _ = stream.flush();
    })
}

fn ok(body: &str) -> Answer {
    answer(&format!("200 OK\nETag: \"1\"\nContent-Length: {}", body.len()), body)
}

/// The beginning of a body of which more was promised.
fn cut(body: &str, headers: &str) -> Answer {
    answer(&format!("200 OK\nContent-Length: {}{headers}", body.len()), &body[..body.len() / 2])
}

/// The rest of a body, if that is what was asked for.
fn rest(body: &'static str) -> Answer {
    Box::new(move |head, stream| {
        let start = body.len() / 2;
        let asks = head.contains(&format!("range: bytes={start}-\r\n")) && head.contains("if-range: \"1\"\r\n");
        let part = &body[start..];
        let range = format!("Content-Range: bytes {start}-{}/{}", body.len() - 1, body.len());
        let status = if asks { "206 Partial Content" } else { "400 Bad Request" };
        let head = format!("{status}\nETag: \"1\"\n{range}\nContent-Length: {}", part.len());
        answer(&head, part)(&head, stream);
    })
}

/// What is given, and then silence until the client goes away or the test ends; says when it is silent.
fn silence(text: String, silent: mpsc::Sender<()>) -> Answer {
    let silent = Mutex::new(silent);
    Box::new(move |_, stream| {
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.flush();
        let _ = silent.lock().expect("sender").send(());
        thread::sleep(Duration::from_secs(120));
    })
}

fn quiet(text: impl Into<String>) -> Answer {
    silence(text.into(), mpsc::channel().0)
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn pinned(port: u16) -> String {
    format!("  url: https://127.0.0.1:{port}/openapi.yaml\n  sha256: {}\n", sha256(SPEC))
}

fn config(source: &str) -> String {
    format!("provider: shop\ntitle: Shop\ndescription: Things for sale.\nsource:\n{source}")
}

/// A folder with `specs/shop`, whose document is an old one, and the authority's certificate.
fn shop(source: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    add(folder.path(), "shop", source);
    fs::write(folder.path().join("specs/shop/openapi.yaml"), OLD).expect("document");
    fs::write(folder.path().join("ca.pem"), &AUTHORITY.pem).expect("certificate");
    folder
}

fn add(folder: &Path, name: &str, source: &str) {
    let specs = folder.join("specs").join(name);
    fs::create_dir_all(&specs).expect("specs");
    fs::write(specs.join("provgen.yaml"), config(source)).expect("configuration");
    fs::write(specs.join("mapping.csv"), MAPPING).expect("mapping");
}

fn document(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("specs/shop/openapi.yaml")).expect("document")
}

/// The command in a folder, with nothing of the network settings that this machine may have.
fn command(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_provgen"));
    command.current_dir(folder).args(arguments.split_whitespace());
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env("SSL_CERT_FILE", folder.join("ca.pem")).env_remove("SSL_CERT_DIR");
    command
}

fn run(folder: &TempDir, arguments: &str) -> String {
    transcript(&command(folder.path(), arguments).output().expect("run provgen"))
}

#[test]
fn a_document_is_brought_once() {
    let server = Server::new(vec![ok(SPEC)]);
    let folder = shop(&pinned(server.port));
    insta::assert_snapshot!(
        [run(&folder, "fetch shop"), run(&folder, "fetch shop"), run(&folder, "generate shop")].join("\n")
    );
    assert_eq!(document(&folder), SPEC);
    assert_eq!(server.requests().len(), 1);
    assert!(server.requests()[0].contains("accept-encoding: identity\r\n"));
}

#[test]
fn init_fetches_the_document_that_it_drafts_from() {
    let server = Server::new(vec![ok(SPEC)]);
    let folder = shop("{file: openapi.yaml}");
    let url = format!("https://127.0.0.1:{}/openapi.yaml?token=x", server.port);
    let told = run(&folder, &format!("init {url} --provider market"));
    assert!(told.starts_with("exit code: 0"), "{told}");
    let drafted = folder.path().join("specs/market");
    let config = fs::read_to_string(drafted.join("provgen.yaml")).expect("configuration");
    assert!(config.contains(&url) && config.contains(&format!("\n  sha256: {}\n", sha256(SPEC))), "{config}");
    assert_eq!(fs::read_to_string(drafted.join("openapi.yaml")).expect("document"), SPEC);
    assert!(run(&folder, "fetch market").contains("is up to date"));
    assert_eq!(server.requests().len(), 1);
    let server = Server::new(vec![answer("404 Not Found\nContent-Length: 0", "")]);
    let told = run(&folder, &format!("init https://127.0.0.1:{}/openapi.yaml", server.port));
    assert!(told.starts_with("exit code: 2") && told.contains("404"), "{told}");
}

/// A server that fails, and the command that meets it.
struct Failure {
    name: &'static str,
    answers: Vec<Answer>,
    flags: &'static str,
    source: &'static str,
}

fn failure(name: &'static str, answers: Vec<Answer>) -> Failure {
    Failure { name, answers, flags: "--tries 2", source: "" }
}

fn silent(name: &'static str, head: &str) -> Failure {
    Failure { flags: "--tries 2 --timeout 1", ..failure(name, vec![quiet(head)]) }
}

fn failures() -> Vec<Failure> {
    let length = SPEC.len();
    let large = "x".repeat(1_000_001);
    let html = "<!DOCTYPE html>\n<title>Sign in</title>\n";
    let redirect = |to: &str| answer(&format!("302 Found\nLocation: {to}\nContent-Length: 0"), "");
    let small = |name, answers| Failure { source: "  max_megabytes: 1\n", ..failure(name, answers) };
    vec![
        silent("silent-from-the-start", ""),
        silent("silent-in-the-head", "HTTP/1.1 200 OK\r\nContent-"),
        silent("silent-in-the-body", &format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nopenapi")),
        failure("broken-off", vec![cut(SPEC, "")]),
        failure("broken-off-in-chunks", vec![answer("200 OK\nTransfer-Encoding: chunked", "7\r\nopenapi\r\n")]),
        failure("broken-off-again", vec![cut(SPEC, "\nETag: \"1\""), answer("500 No", "")]),
        failure("length-too-long", vec![answer("200 OK\nContent-Length: 9999", SPEC)]),
        failure("length-too-short", vec![answer("200 OK\nContent-Length: 60", SPEC)]),
        failure("length-is-none", vec![answer("200 OK\nContent-Length: many", SPEC)]),
        failure(
            "another-part",
            vec![
                cut(SPEC, "\nETag: \"1\""),
                answer(
                    "206 Partial Content\nETag: \"1\"\nContent-Range: bytes 0-9/999\nContent-Length: 10",
                    &SPEC[..10],
                ),
            ],
        ),
        failure("not-http", vec![Box::new(|_, stream| drop(stream.write_all(b"220 mail.example.com\r\n\r\n")))]),
        failure("closed-at-once", vec![Box::new(|_, _| {})]),
        failure("status-404", vec![answer("404 Not Found\nContent-Length: 0", "")]),
        failure("status-403", vec![answer("403 Forbidden\nContent-Length: 0", "")]),
        failure("status-304", vec![answer("304 Not Modified", "")]),
        failure("status-500", vec![answer("500 Internal Server Error\nContent-Length: 0", "")]),
        failure("status-429", vec![answer("429 Too Many Requests\nRetry-After: 1\nContent-Length: 0", "")]),
        failure(
            "status-429-for-an-hour",
            vec![answer("429 Too Many Requests\nRetry-After: 3600\nContent-Length: 0", "")],
        ),
        failure("redirect-to-http", vec![redirect("http://127.0.0.1:9/openapi.yaml")]),
        failure("redirect-in-a-loop", vec![redirect("/openapi.yaml")]),
        failure("redirect-to-ftp", vec![redirect("ftp://127.0.0.1:9/openapi.yaml")]),
        failure("changed", vec![ok(&SPEC.replace("2.0", "3.0"))]),
        small("too-large", vec![answer("200 OK\nContent-Length: 1000001", large.as_str())]),
        small("too-large-without-length", vec![answer("200 OK", large.as_str())]),
        failure("a-web-page", vec![ok(html)]),
        failure("another-document", vec![ok("a: 1\n")]),
        failure("compressed", vec![answer("200 OK\nContent-Encoding: gzip\nContent-Length: 1", "x")]),
        failure("empty", vec![ok("")]),
    ]
}

#[test]
fn each_fault_gets_one_clear_message_and_leaves_the_old_document() {
    let runs: Vec<_> = failures()
        .into_iter()
        .map(|failure| {
            thread::spawn(move || {
                let server = Server::new(failure.answers);
                let folder = shop(&(pinned(server.port) + failure.source));
                let before = tree(folder.path());
                let told = run(&folder, &format!("fetch shop {}", failure.flags));
                assert!(tree(folder.path()) == before, "{}: something was changed", failure.name);
                assert!(told.starts_with("exit code: 2"), "{}: {told}", failure.name);
                format!("## {}\n{}", failure.name, told.replace(&format!(":{}", server.port), ":PORT"))
            })
        })
        .collect();
    let told: Vec<String> = runs.into_iter().map(|run| run.join().expect("run")).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn what_passes_is_waited_for() {
    let server = Server::new(vec![
        answer("503 Service Unavailable\nContent-Length: 0", ""),
        answer("429 Too Many Requests\nRetry-After: 1\nContent-Length: 0", ""),
        cut(SPEC, ""),
        ok(SPEC),
    ]);
    let folder = shop(&pinned(server.port));
    insta::assert_snapshot!(run(&folder, "fetch").replace(&format!(":{}", server.port), ":PORT"));
    assert_eq!(document(&folder), SPEC);
    assert!(server.requests().iter().all(|request| !request.contains("range:")), "there was nothing to resume from");
}

#[test]
fn a_download_goes_on_where_it_broke_off() {
    let server = Server::new(vec![cut(SPEC, "\nETag: \"1\""), rest(SPEC)]);
    let folder = shop(&pinned(server.port));
    assert!(run(&folder, "fetch").starts_with("exit code: 0"));
    assert_eq!(document(&folder), SPEC);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_document_that_changed_in_the_meantime_is_taken_from_its_beginning() {
    let server = Server::new(vec![cut(&SPEC.replace("2.0", "1.0"), "\nETag: \"0\""), ok(SPEC)]);
    let folder = shop(&pinned(server.port));
    assert!(run(&folder, "fetch --quiet").ends_with("--- stderr\n"));
    assert_eq!(document(&folder), SPEC);
    assert!(server.requests()[1].contains("if-range: \"0\"\r\n"));
}

#[test]
fn a_kill_leaves_the_old_document() {
    let (sender, silent) = mpsc::channel();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", SPEC.len(), &SPEC[..50]);
    for arguments in ["fetch shop", "fetch shop --update"] {
        let server = Server::new(vec![silence(head.clone(), sender.clone())]);
        let folder = shop(&pinned(server.port));
        let before = tree(folder.path());
        let mut child = command(folder.path(), arguments).stderr(Stdio::null()).spawn().expect("run provgen");
        silent.recv_timeout(Duration::from_secs(60)).expect("the server was asked");
        child.kill().expect("kill");
        assert!(!child.wait().expect("end").success());
        assert!(tree(folder.path()) == before, "{arguments}: something was changed");
    }
}

#[test]
fn an_update_pins_what_is_there_now() {
    let newer = SPEC.replace("'2.0'", "\"it's 3\"");
    let server = Server::new(vec![ok(SPEC), ok(SPEC), ok(&newer)]);
    let folder = shop(&format!(
        "  # Where it is.\n  url: https://127.0.0.1:{}/openapi.yaml # stays\n  file: openapi.yaml\n",
        server.port
    ));
    let path = folder.path().join("specs/shop/provgen.yaml");
    let mut told = Vec::new();
    for arguments in ["fetch shop", "fetch --update", "fetch --update", "fetch shop --update", "fetch"] {
        told.push(run(&folder, arguments));
        told.push(fs::read_to_string(&path).expect("configuration"));
    }
    assert_eq!(document(&folder), newer);
    insta::assert_snapshot!(told.join("\n").replace(&format!(":{}", server.port), ":PORT"));
}

#[test]
fn a_stop_between_pin_and_document_is_repaired_by_the_next_fetch() {
    let server = Server::new(vec![ok(SPEC)]);
    let folder = shop(&pinned(server.port));
    assert!(run(&folder, "generate shop").contains("is not the pinned one"));
    assert!(run(&folder, "fetch shop").starts_with("exit code: 0"));
    assert_eq!(document(&folder), SPEC);
}

#[test]
fn an_update_that_finds_no_document_changes_no_pin() {
    let server = Server::new(vec![ok("<html>\n")]);
    let folder = shop(&pinned(server.port));
    let before = tree(folder.path());
    assert!(run(&folder, "fetch --update").starts_with("exit code: 2"));
    assert!(tree(folder.path()) == before);
}

/// Runs something on the side before an answer.
fn after(first: impl Fn() + Send + Sync + 'static, answer: Answer) -> Answer {
    Box::new(move |head, stream| {
        first();
        answer(head, stream);
    })
}

#[test]
fn what_a_user_edits_during_an_update_stays() {
    let folder = shop("");
    let path = folder.path().join("specs/shop/provgen.yaml");
    let append = |text: &'static str| {
        let path = path.clone();
        move || {
            let now = fs::read_to_string(&path).expect("configuration");
            fs::write(&path, now + text).expect("edit");
        }
    };
    let answers = vec![after(append("# edited\n"), ok(SPEC)), after(append("  max_megabytes: 1\n"), ok(SPEC))];
    let server = Server::new(answers);
    fs::write(&path, config(&pinned(server.port).replace("sha256: ", "sha256: 00"))).expect("configuration");
    assert!(run(&folder, "fetch --update").starts_with("exit code: 0"));
    assert_eq!(fs::read_to_string(&path).expect("configuration").matches("# edited").count(), 1);
    fs::write(folder.path().join("specs/shop/openapi.yaml"), OLD).expect("document");
    let told = run(&folder, "fetch --update");
    assert!(told.contains("`source` changed in the meantime"), "{told}");
    assert_eq!(document(&folder), OLD);
}

#[test]
fn generate_says_what_has_to_be_fetched() {
    let server = Server::new(vec![ok(SPEC)]);
    let folder = shop(&pinned(server.port));
    fs::remove_file(folder.path().join("specs/shop/openapi.yaml")).expect("remove");
    add(folder.path(), "own", "  file: own.yaml\n");
    fs::write(folder.path().join("specs/own/own.yaml"), SPEC).expect("document");
    let runs = ["generate shop", "generate", "generate --check", "fetch", "generate"];
    insta::assert_snapshot!(runs.map(|arguments| run(&folder, arguments)).join("\n"));
}

#[test]
fn a_document_that_is_not_fetched_hides_no_broken_input() {
    let broken = [("mapping.csv", "nothing"), ("views/store.yaml", "["), ("overlay.yaml", "overlay: [")];
    for (file, text) in broken {
        let overlays = if file == "overlay.yaml" { "  overlays: [overlay.yaml]\n" } else { "" };
        let folder = shop(&format!("{}{overlays}", pinned(NOBODY)));
        let inputs = folder.path().join("specs/shop");
        fs::remove_file(inputs.join("openapi.yaml")).expect("remove");
        fs::create_dir_all(inputs.join("views")).expect("folder");
        fs::write(inputs.join(file), text).expect("write");
        let told = run(&folder, "generate");
        assert!(told.contains("exit code: 2") && told.contains(&format!("shop/{file}")), "{file}: {told}");
    }
}

#[test]
fn all_providers_are_tried() {
    let server = Server::new(vec![answer("404 Not Found", ""), ok(SPEC)]);
    let folder = shop(&pinned(server.port));
    add(folder.path(), "store", &pinned(server.port));
    add(folder.path(), "own", "  file: own.yaml\n");
    let told = ["fetch", "fetch own store", "fetch nothing"].map(|arguments| run(&folder, arguments)).join("\n");
    insta::assert_snapshot!(told.replace(&format!(":{}", server.port), ":PORT"));
}

#[test]
fn the_environment_names_the_proxy() {
    let proxy = Server::proxy(vec![ok(SPEC)]);
    let folder = shop(&pinned(NOBODY));
    let address = format!("http://127.0.0.1:{}", proxy.port);
    let output = command(folder.path(), "fetch --tries 1").env("HTTPS_PROXY", address).output().expect("run provgen");
    assert!(transcript(&output).starts_with("exit code: 0"), "{}", transcript(&output));
    assert!(proxy.requests()[0].starts_with(&format!("CONNECT 127.0.0.1:{NOBODY} ")), "{:?}", proxy.requests());

    let server = Server::new(vec![ok(SPEC)]);
    let folder = shop(&pinned(server.port));
    let mut direct = command(folder.path(), "fetch --tries 1");
    direct.env("HTTPS_PROXY", format!("http://127.0.0.1:{NOBODY}")).env("NO_PROXY", "127.0.0.1");
    assert!(transcript(&direct.output().expect("run provgen")).starts_with("exit code: 0"));
}

#[test]
fn a_connection_that_is_not_safe_is_not_used() {
    let server = Server::new(vec![ok(SPEC)]);
    let folder = shop(&pinned(server.port));
    fs::write(folder.path().join("empty.pem"), "").expect("file");
    let other = KeyPair::generate().expect("key");
    let other = CertificateParams::new(Vec::new()).expect("parameters").self_signed(&other).expect("certificate");
    fs::write(folder.path().join("other.pem"), other.pem()).expect("certificate");
    let told = ["empty.pem", "other.pem"].map(|file| {
        let mut command = command(folder.path(), "fetch");
        transcript(&command.env("SSL_CERT_FILE", folder.path().join(file)).output().expect("run provgen"))
    });
    // In place of a handshake.
    let plain = TcpListener::bind("127.0.0.1:0").expect("listen");
    let port = plain.local_addr().expect("address").port();
    thread::spawn(move || {
        for mut socket in plain.incoming().flatten() {
            let _ = BufReader::new(&socket).fill_buf();
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let folder = shop(&pinned(port));
    let told = [told.join("\n"), run(&folder, "fetch")].join("\n").replace(&format!(":{port}"), ":PORT");
    insta::assert_snapshot!(told.replace(&format!(":{}", server.port), ":PORT"));
    assert!(server.requests().is_empty());
}

#[test]
fn a_server_that_is_not_there_is_asked_again() {
    let folder = shop(&pinned(NOBODY));
    insta::assert_snapshot!(run(&folder, "fetch --tries 2").replace(&format!(":{NOBODY}"), ":PORT"));
}

#[test]
fn a_document_may_come_from_this_machine() {
    let folder = shop("");
    let upstream = folder.path().join("up stream.yaml");
    fs::write(&upstream, SPEC).expect("document");
    let path = upstream.display().to_string().replace('\\', "/").replace(' ', "%20");
    let url = format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" });
    add(folder.path(), "shop", &format!("  url: {url}\n  sha256: {}\n", sha256(SPEC)));
    assert!(run(&folder, "fetch").starts_with("exit code: 0"));
    assert_eq!(document(&folder), SPEC);
    for url in [format!("{url}.not"), format!("{url}/..")] {
        add(folder.path(), "shop", &format!("  url: {url}\n  sha256: {}\n", sha256("")));
        assert!(run(&folder, "fetch").starts_with("exit code: 2"), "{url}");
    }
    assert_eq!(document(&folder), SPEC);
}

#[test]
fn addresses_and_places_that_are_not_safe_are_refused() {
    let url = "  url: https://127.0.0.1:9/a\n  sha256: '00'\n";
    let sources = [
        "  url: http://127.0.0.1:9/a\n  sha256: '00'\n".to_owned(),
        "  url: ftp://127.0.0.1:9/a\n  sha256: '00'\n".to_owned(),
        "  url: https://me:secret@127.0.0.1:9/a\n  sha256: '00'\n".to_owned(),
        "  url: openapi.yaml\n  sha256: '00'\n".to_owned(),
        "  url: file://elsewhere/openapi.yaml\n  sha256: '00'\n".to_owned(),
        "  url: https://127.0.0.1:9/a\n".to_owned(),
        "  url: https://127.0.0.1:9/a\n  dir: documents\nservices: {by: file}\n".to_owned(),
        format!("{url}  file: ../openapi.yaml\n"),
        format!("{url}  file: /openapi.yaml\n"),
        format!("{url}  file: ./PROVGEN.yaml\n"),
        format!("{url}  file: mapping.csv\n"),
        format!("{url}  overlays: [overlay.yaml]\n  file: overlay.yaml\n"),
        format!("{url}  file: folder\n"),
        "  sha256: '00'\n".to_owned(),
    ];
    let told = sources.map(|source| {
        let folder = shop(&source);
        fs::create_dir(folder.path().join("specs/shop/folder")).expect("folder");
        let before = tree(folder.path());
        let told = run(&folder, "fetch shop --tries 1");
        assert!(tree(folder.path()) == before, "{source}: something was changed");
        told
    });
    insta::assert_snapshot!(told.join("\n"));
}

#[cfg(unix)]
#[test]
fn a_link_leads_no_fetch_out_of_its_folder() {
    let server = Server::new(vec![ok(SPEC)]);
    for file in ["link/openapi.yaml", "link"] {
        let folder = shop(&format!("{}  file: {file}\n", pinned(server.port)));
        fs::create_dir(folder.path().join("outside")).expect("folder");
        std::os::unix::fs::symlink("../../outside", folder.path().join("specs/shop/link")).expect("link");
        assert!(run(&folder, "fetch").starts_with("exit code: 2"), "{file}");
        assert!(tree(&folder.path().join("outside")).is_empty());
    }
    assert!(server.requests().is_empty());
}

/// Rights and links of the configuration are the user's.
#[cfg(unix)]
#[test]
fn an_update_keeps_what_the_configuration_is() {
    use std::os::unix::fs::PermissionsExt;

    let server = Server::new(vec![ok(SPEC)]);
    let folder = shop(&format!("  url: https://127.0.0.1:{}/a\n", server.port));
    let (link, real) = (folder.path().join("specs/shop/provgen.yaml"), folder.path().join("real.yaml"));
    fs::rename(&link, &real).expect("move");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).expect("rights");
    std::os::unix::fs::symlink("../../real.yaml", &link).expect("link");
    assert!(run(&folder, "fetch --update").starts_with("exit code: 0"));
    assert!(link.is_symlink());
    assert_eq!(fs::metadata(&real).expect("rights").permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&real).expect("configuration").contains(&sha256(SPEC)));
}
