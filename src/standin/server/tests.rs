//! The server as clients see it: by the bytes on a connection.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::Server;
use super::limits::MAX_CONNECTIONS;
use crate::engine::predict::Response;
use crate::standin::{Answered, Asked, Exchange};

/// Answers with what was asked, and holds back what asks for `/slow`.
fn answer(asked: &Asked) -> Answered {
    assert_ne!(asked.target, "/panic", "asked for");
    let delay = if asked.target == "/slow" { Duration::from_secs(600) } else { Duration::ZERO };
    let headers = [("Content-Type", "text/plain"), ("Link", "a"), ("Link", "b"), ("Content-Length", "1"), ("a b", "c")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let status = if asked.target == "/none" { 204 } else { 200 };
    let body = format!("{} {} {}", asked.verb, asked.target, asked.body.len()).into_bytes();
    Answered { response: Response { status, headers, body }, delay, ..Answered::default() }
}

fn started() -> (Server, Arc<Mutex<Vec<Exchange>>>) {
    let exchanges = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&exchanges);
    let on_exchange = Arc::new(move |exchange| told.lock().expect("no panic").push(exchange));
    (Server::start(Arc::new(answer), 0, on_exchange).expect("a free port"), exchanges)
}

/// Sends bytes and returns all that comes back until the server closes the connection.
fn sent(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address()).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    // The server may close the connection before it has read all.
    let _ = stream.write_all(bytes);
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read);
    String::from_utf8_lossy(&read).into_owned()
}

#[test]
fn a_request_is_answered_and_told_of() {
    let (server, exchanges) = started();
    let text = sent(
        &server,
        b"POST /a%20b?c=d HTTP/1.1\r\nHost: h\r\nX-Y: z\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
    );
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("\r\n\r\nPOST /a%20b?c=d 3"), "{text}");
    assert!(
        text.contains("link: a\r\nlink: b\r\n") && text.contains("content-length: 17") && !text.contains("date:"),
        "{text}"
    );
    let exchanges = exchanges.lock().expect("no panic");
    assert_eq!(exchanges[0].asked.body, b"abc");
    assert!(exchanges[0].asked.headers.contains(&("x-y".to_owned(), "z".to_owned())));
}

#[test]
fn several_requests_go_over_one_connection() {
    let (server, exchanges) = started();
    let text = sent(
        &server,
        b"GET /none HTTP/1.1\r\nHost: h\r\n\r\nHEAD /b HTTP/1.1\r\nHost: h\r\n\r\nGET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    );
    assert!(text.matches("HTTP/1.1 20").count() == 3 && text.ends_with("GET /c 0"), "{text}");
    assert!(!text.contains("GET /none 0") && !text.contains("HEAD /b 0"), "{text}");
    assert_eq!(exchanges.lock().expect("no panic").len(), 3);
}

#[test]
fn a_proxy_takes_whole_addresses_and_opens_no_connection() {
    let (server, _) = started();
    let text = sent(&server, b"GET http://api.example/a HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n");
    assert!(text.ends_with("GET http://api.example/a 0"), "{text}");
    let text = sent(&server, b"CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n\r\n");
    assert!(text.starts_with("HTTP/1.1 403 ") && text.contains("opens no connections"), "{text}");
}

#[test]
fn what_is_no_http_or_too_large_is_refused() {
    let (server, _) = started();
    let status = |bytes: &[u8]| sent(&server, bytes).split(' ').nth(1).unwrap_or_default().to_owned();
    assert_eq!(status(b"\x16\x03\x01\x02\x00\x01\r\n\r\n"), "400");
    let header = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(1 << 20));
    assert_eq!(status(header.as_bytes()), "431");
    let mut body = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 33554432\r\n\r\n".to_vec();
    body.resize(body.len() + (32 << 20), b'a');
    assert_eq!(status(&body), "413");
    assert_eq!(
        status(b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 33554432\r\n\r\n"),
        "413"
    );
    let mut chunked = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1100000\r\n".to_vec();
    chunked.resize(chunked.len() + 0x110_0000, b'a');
    chunked.extend(b"\r\n0\r\n\r\n");
    assert_eq!(status(&chunked), "413");
    assert_eq!(status(b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"), "400");
}

#[test]
fn an_answer_that_panics_is_one_of_status_500() {
    let (server, _) = started();
    let text = sent(&server, b"GET /panic HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assert!(text.starts_with("HTTP/1.1 500 "), "{text}");
    assert!(sent(&server, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

#[test]
fn slow_clients_do_not_hold_up_others() {
    let (server, _) = started();
    let slow = |text: &[u8]| {
        let mut stream = TcpStream::connect(server.address()).expect("a connection");
        stream.write_all(text).expect("written");
        stream
    };
    let texts: [&[u8]; 3] = [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na"];
    let streams: Vec<TcpStream> = texts.iter().flat_map(|text| (0..50).map(|_| slow(text))).collect();
    let start = Instant::now();
    assert!(sent(&server, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").ends_with("GET / 0"));
    assert!(start.elapsed() < Duration::from_secs(5));
    drop(streams);
}

#[test]
fn more_connections_than_the_limit_are_served_in_turn() {
    let (server, _) = started();
    let address = server.address();
    let ask = move |index: usize| {
        thread::sleep(Duration::from_millis(index as u64 % 7));
        let mut stream = TcpStream::connect(address).ok()?;
        stream.write_all(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").ok()?;
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        text.ends_with("GET / 0").then_some(())
    };
    let threads: Vec<_> = (0..MAX_CONNECTIONS + 100).map(|index| thread::spawn(move || ask(index))).collect();
    let answered = threads.into_iter().filter_map(|thread| thread.join().expect("no panic")).count();
    assert_eq!(answered, MAX_CONNECTIONS + 100);
}

#[test]
fn a_server_that_is_dropped_lets_go_of_clients_and_port() {
    let (server, _) = started();
    let address = server.address();
    let mut slow = TcpStream::connect(address).expect("a connection");
    slow.write_all(b"GET /slow HTTP/1.1\r\nHost: h\r\n\r\n").expect("written");
    let mut idle = TcpStream::connect(address).expect("a connection");
    let start = Instant::now();
    drop(server);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    let _ = idle.read_to_end(&mut rest);
    assert!(rest.is_empty() && TcpStream::connect(address).is_err());
}
