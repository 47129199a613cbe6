//! Judges what a statement came to by what the provider says of its method.

mod failure;
mod request;
mod rows;
mod tables;
mod told;
mod values;

use crate::engine::predict::Kind;
use crate::finding::{
    PROVE_ENGINE_CRASH, PROVE_ENGINE_HANGS, PROVE_PAGES_UNREAD, PROVE_REQUEST_INVALID, PROVE_STATEMENT_FAILED,
    PROVE_STATEMENT_REFUSED, PROVE_WRONG_KEY_ACCEPTED, PROVE_WRONG_OPERATION,
};
use crate::model::Method;
use crate::sql::SqlVerb;
use crate::standin::Exchange;

use super::Observed;
use super::plan::{Purpose, Statement};

pub use failure::Failure;
pub use told::shortened;

/// How many pages the engine reads at most.
const PAGES: usize = 20;

/// Returns what is wrong with what a statement came to; the first failure that explains it.
pub fn judge(statement: &Statement<'_>, observed: &Observed) -> Option<Failure> {
    if let Some(failure) = ended(statement, observed) {
        return Some(failure);
    }
    match (statement.purpose, statement.method) {
        (Purpose::ShowMethods, _) => tables::methods(statement.resource, observed),
        (Purpose::Describe, _) => tables::columns(statement.resource, observed),
        (Purpose::Wrong, _) => None,
        (_, Some(method)) => called(statement, method, observed),
        (_, None) => None,
    }
}

/// What is wrong with the way in which a statement ended.
fn ended(statement: &Statement<'_>, observed: &Observed) -> Option<Failure> {
    let said = shortened(&observed.message);
    if observed.is_late {
        return Some(Failure::new(&PROVE_ENGINE_HANGS, "the engine comes to no end"));
    }
    if observed.kind == Kind::Panic {
        return Some(Failure::new(&PROVE_ENGINE_CRASH, format!("the engine crashes: `{said}`")));
    }
    if statement.purpose == Purpose::Wrong {
        return accepted(observed);
    }
    if observed.kind != Kind::Error {
        return None;
    }
    if let Some(failure) = refused(&observed.exchanges) {
        return Some(failure);
    }
    Some(match observed.exchanges.is_empty() {
        true => Failure::new(&PROVE_STATEMENT_REFUSED, format!("the engine calls nothing and says `{said}`")),
        false => Failure::new(&PROVE_STATEMENT_FAILED, format!("the engine calls the API, then says `{said}`")),
    })
}

/// A statement with a wrong key that calls the API all the same.
fn accepted(observed: &Observed) -> Option<Failure> {
    let exchange = observed.exchanges.first()?;
    let place = &exchange.asked.target;
    let message = format!("the key is wrong or missing, and the engine calls `{} {place}`", exchange.asked.verb);
    Some(Failure::new(&PROVE_WRONG_KEY_ACCEPTED, message))
}

/// The first request that the API's document forbids.
fn refused(exchanges: &[Exchange]) -> Option<Failure> {
    let (exchange, fault) = exchanges.iter().find_map(|it| Some((it, it.answered.faults.first()?)))?;
    let asked = &exchange.asked;
    let at = if fault.at.is_empty() { String::new() } else { format!(" at `{}`", fault.at) };
    let message =
        format!("the API refuses `{} {}`: {}{at}", asked.verb, shortened(&asked.target), shortened(&fault.message));
    Some(Failure::new(&PROVE_REQUEST_INVALID, message))
}

/// What is wrong with a statement that called a method and ended well.
fn called(statement: &Statement<'_>, method: &Method, observed: &Observed) -> Option<Failure> {
    let Some(first) = observed.exchanges.first() else {
        return Some(Failure::new(&PROVE_STATEMENT_REFUSED, "the engine reports success, but calls nothing"));
    };
    operation(method, first)
        .or_else(|| refused(&observed.exchanges))
        .or_else(|| request::check(statement, method, first))
        .or_else(|| unread(statement, observed))
        .or_else(|| rows::check(statement, method, observed))
}

/// Another operation than that of the method.
fn operation(method: &Method, first: &Exchange) -> Option<Failure> {
    let (verb, path) = first.answered.operation.as_ref()?;
    let own = method.path.split('?').next().unwrap_or_default();
    let is_own = verb.eq_ignore_ascii_case(method.http_verb) && path.split('?').next() == Some(own);
    (!is_own).then(|| {
        let meant = format!("`{} {}`", method.http_verb.to_uppercase(), method.path);
        Failure::new(&PROVE_WRONG_OPERATION, format!("the engine calls `{verb} {path}`, not {meant}"))
    })
}

/// Pages that a query leaves out.
fn unread(statement: &Statement<'_>, observed: &Observed) -> Option<Failure> {
    let is_whole = statement.verb == Some(SqlVerb::Select) && statement.limit.is_none();
    let is_left = is_whole && observed.exchanges.len() < PAGES && observed.exchanges.last()?.answered.has_next;
    is_left.then(|| {
        let message = format!("the API has further pages, but the engine stops after {}", observed.exchanges.len());
        Failure::new(&PROVE_PAGES_UNREAD, message)
    })
}
