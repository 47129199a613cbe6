//! `provgen serve`: plays the APIs of providers from their OpenAPI documents.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use super::log::Language;
use super::screen::{Screen, remark, result, result_in};
use super::status::{Status, fail};
use super::targets::configs;
use crate::error::Error;
use crate::pipeline::{self, Job};
use crate::prove::cancelled_by_signals;
use crate::standin::server::Server;
use crate::standin::{Asked, Exchange, Failure, Fault, Settings, StandIn};
use crate::text::{counted, plain};

/// How often it is looked whether the user has had enough.
const PATIENCE: Duration = Duration::from_millis(100);

/// Play the APIs of providers from their OpenAPI documents, on this machine only.
///
/// Requests are checked against the document: those that it forbids are refused with what is wrong with them. Answers fit the
/// document, lists have pages, and what is inserted, changed or deleted is remembered. The server is an HTTP proxy as well,
/// but never opens a connection itself. Each request is a line of JSON in the log, without headers and bodies.
///
/// Exit code 0: stopped by Ctrl-C. 2: could not run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders under `specs`, or paths to a provgen.yaml [default: all under `specs`]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Listen on this port; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,

    /// Remember nothing of what is inserted, changed or deleted
    #[arg(long)]
    stateless: bool,

    /// Fail: a status from 400 to 599, `timeout`, `malformed`, `slow`, `slow=2s` or `empty`; then `*N` for the first N requests
    /// and `:WHERE` for a part of a path, an operation id or a tag. May be repeated
    #[arg(long, value_name = "WHAT")]
    fail: Vec<String>,

    /// Make other values
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// Accept requests without credentials
    #[arg(long)]
    no_auth: bool,

    /// Write the log to this file, or with `-` to stdout [default: stderr]
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    match arguments.served(screen) {
        Ok(Served { server, summary }) => {
            let is_cancelled = cancelled_by_signals()?;
            result(&format!("listening on http://{}\n{summary}", server.address()))?;
            while !is_cancelled.load(Ordering::Relaxed) {
                thread::sleep(PATIENCE);
            }
            Ok(Status::Success)
        }
        Err(error) => fail(&error),
    }
}

struct Served {
    server: Server,
    summary: String,
}

impl Arguments {
    fn served(&self, screen: Screen) -> Result<Served, Error> {
        let failures = self.fail.iter().map(|text| text.parse::<Failure>()).collect::<Result<_, _>>()?;
        let mut documents = Vec::new();
        let mut summary = String::new();
        for (name, config) in configs(&self.providers)? {
            let vendor = pipeline::vendor(&Job { config, spec: None, mapping: None, style: None })?;
            let operations = StandIn::new(vendor.clone(), Settings::default()).endpoints().len();
            summary.push_str(&format!("{}: {}\n", plain(&name), counted(operations, "operation")));
            documents.extend(vendor);
        }
        let settings =
            Settings { seed: self.seed, is_stateless: self.stateless, checks_security: !self.no_auth, failures };
        let stand_in = Arc::new(StandIn::new(documents, settings));
        stand_in.check_failures()?;
        let ambiguous = stand_in.ambiguous();
        if ambiguous > 0 {
            let what = counted(ambiguous, "operation");
            summary.push_str(&format!("{what} of several documents at one path: the host of a request decides\n"));
        }
        let log = Log::open(self.log.as_deref(), screen)?;
        let (playing, logging) = (Arc::clone(&stand_in), stand_in);
        let answer = Arc::new(move |asked: &Asked| playing.answer(asked));
        let server = Server::start(answer, self.port, Arc::new(move |exchange| log.tell(&exchange, &logging)));
        let server = server.map_err(|error| {
            let message = format!("cannot listen on port {} of 127.0.0.1: {error}", self.port);
            Error::usage(message, "give another --port, or leave it out to take any that is free")
        })?;
        Ok(Served { server, summary })
    }
}

/// The log, with the number of requests so far.
struct Log {
    sink: Sink,
    count: Mutex<u64>,
}

enum Sink {
    Nowhere,
    Stderr,
    Stdout,
    File(File),
}

/// A line of the log.
#[derive(Serialize)]
struct Entry<'e> {
    sequence: u64,
    verb: &'e str,
    target: Cow<'e, str>,
    operation: Option<String>,
    status: u16,
    faults: &'e [Fault],
    bytes: usize,
}

impl Log {
    fn open(path: Option<&Path>, screen: Screen) -> Result<Log, Error> {
        let sink = match path {
            Some(path) if path == Path::new("-") => Sink::Stdout,
            Some(path) => {
                let file = File::create(path);
                Sink::File(file.map_err(|error| Error::io("write", path, error, "give another --log"))?)
            }
            None if screen.is_quiet() => Sink::Nowhere,
            None => Sink::Stderr,
        };
        Ok(Log { sink, count: Mutex::new(0) })
    }

    /// Writes a line. The lock keeps lines whole and in the order of their numbers.
    fn tell(&self, Exchange { asked, answered }: &Exchange, stand_in: &StandIn) {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count += 1;
        let entry = Entry {
            sequence: *count,
            verb: &asked.verb,
            target: stand_in.without_secrets(&asked.target),
            operation: answered.operation.as_ref().map(|(verb, path)| format!("{verb} {path}")),
            status: answered.response.status,
            faults: &answered.faults,
            bytes: answered.response.body.len(),
        };
        let Ok(line) = serde_json::to_string(&entry).map(|line| line + "\n") else { return };
        // The API goes on when nobody reads its log.
        let _ = match &self.sink {
            Sink::Nowhere => Ok(()),
            Sink::Stderr => remark(&line),
            Sink::Stdout => result_in(Language::Json, &line),
            Sink::File(file) => (&mut &*file).write_all(line.as_bytes()),
        };
    }
}
