//! Runs statements on the model of the engine.

use std::time::Instant;

use rayon::prelude::*;

use crate::engine::predict::{Api, Documents, Request, Response, Session, Settings};
use crate::standin::{Answered, Asked, Exchange};

use super::Observed;

/// How many statements share the documents that were read.
const SHARE: usize = 64;

/// Answers requests to the API.
pub type Answer = dyn Fn(&Asked) -> Answered + Send + Sync;

/// Runs statements, each in a session of its own. `on_done` is told of each that has ended.
pub fn run(
    documents: &Documents,
    settings: &Settings,
    statements: &[&str],
    answer: &Answer,
    on_done: &(dyn Fn() + Sync),
) -> Vec<Observed> {
    let of_share = |share: &[&str]| {
        let mut session = Session::new(documents, settings);
        let mut observe = |sql: &&str| {
            session.restart();
            let observed = observed(&mut session, sql, answer);
            on_done();
            observed
        };
        share.iter().map(&mut observe).collect::<Vec<_>>()
    };
    statements.par_chunks(SHARE).flat_map_iter(of_share).collect()
}

fn observed(session: &mut Session<'_>, sql: &str, answer: &Answer) -> Observed {
    let mut api = Played { answer, exchanges: Vec::new() };
    let started = Instant::now();
    let outcome = session.run(sql, &mut api);
    Observed {
        kind: outcome.kind,
        columns: outcome.columns,
        rows: outcome.rows,
        message: outcome.message,
        exchanges: api.exchanges,
        is_late: false,
        is_alone: true,
        elapsed: started.elapsed(),
        company: None,
    }
}

/// The API as the model of the engine sees it.
struct Played<'a> {
    answer: &'a Answer,
    exchanges: Vec<Exchange>,
}

impl Api for Played<'_> {
    fn call(&mut self, request: &Request) -> Response {
        // As an engine, the model reaches the API without TLS.
        let target = request.url.replacen("https://", "http://", 1);
        let asked = Asked {
            verb: request.verb.clone(),
            target,
            headers: request.headers.clone(),
            body: request.body.clone().into_bytes(),
        };
        let answered = (self.answer)(&asked);
        let response = answered.response.clone();
        self.exchanges.push(Exchange { asked, answered });
        response
    }
}
