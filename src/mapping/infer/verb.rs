//! Chooses the SQL verb of an operation from its HTTP verb, path and operationId.

use crate::mapping::marks::Sureness;
use crate::sql::SqlVerb;

use super::fact::Fact;
use super::group::Place;
use super::words::{self, Intent};

/// Actions of GET that give a file.
const FILES: &[&str] = &["download", "export"];

/// Words that ask for what there is.
const SEARCHES: &[&str] = &["filter", "find", "list", "lookup", "query", "search"];

/// Returns the SQL verb of an operation. What acts on a part of the thing is `EXEC`: an `UPDATE` that only changes a
/// password, or a `DELETE` that only removes a logo, would mislead. A POST that asks for many is `SELECT`; whether its
/// answer has rows is for others to say.
///
/// The HTTP verb does not matter to the engine: of a SELECT or DELETE by POST it sends the names in WHERE that begin with
/// `data__` as the body. That was seen on the wire, with `POST /v1/leaves/search` and `POST /v1/soils/delete`.
pub fn sql_verb(fact: &Fact, place: Place) -> SqlVerb {
    let is_partial = fact.target.is_action || place == Place::Merged;
    match fact.operation.verb {
        "get" if fact.target.action.as_deref().is_some_and(|action| FILES.contains(&action)) => SqlVerb::Exec,
        "get" => SqlVerb::Select,
        "post" if is_search(fact) => SqlVerb::Select,
        "post" | "put" | "patch" | "delete" if fact.target.is_action && place != Place::Merged => {
            of_remote_call(fact).unwrap_or(SqlVerb::Exec)
        }
        "delete" | "patch" | "put" | "post" if is_partial => SqlVerb::Exec,
        "delete" => SqlVerb::Delete,
        "patch" => SqlVerb::Update,
        "put" => SqlVerb::Replace,
        "post" => of_post(fact),
        _ => SqlVerb::Exec,
    }
}

/// Returns how sure the SQL verb of an operation is. Of these kinds, at least 95 of 100 are as people wrote them; of
/// others, such as PUT and PATCH, fewer are, because people differ.
pub fn sureness(fact: &Fact, place: Place, verb: SqlVerb) -> Sureness {
    let is_plain = place == Place::Own && !fact.target.is_action;
    let is_of_many = || {
        fact.target.key.last().is_some_and(|last| words::split(last).last().is_some_and(|word| words::is_plural(word)))
    };
    let is_sure = match (fact.operation.verb, verb) {
        ("get", SqlVerb::Select) => !fact.target.is_action,
        ("delete", SqlVerb::Delete) => is_plain && fact.target.is_item,
        ("post", SqlVerb::Insert) => is_plain && fact.said.verb.as_deref() == Some("create") && is_of_many(),
        ("post", SqlVerb::Exec) => fact.target.is_action && fact.said.intent == Some(Intent::Act),
        _ => false,
    };
    if is_sure { Sureness::High } else { Sureness::Low }
}

/// Whether a POST asks for what there is, by the end of its path or by its operationId.
fn is_search(fact: &Fact) -> bool {
    match &fact.target.action {
        Some(action) => SEARCHES.contains(&action.as_str()),
        None => fact.said.verb.as_deref().is_some_and(|verb| SEARCHES.contains(&verb)),
    }
}

/// Returns what a path says that names the procedure, as in `/clusters/create`.
fn of_remote_call(fact: &Fact) -> Option<SqlVerb> {
    match fact.target.action.as_deref()? {
        "add" | "create" | "insert" | "new" => Some(SqlVerb::Insert),
        "delete" | "destroy" | "remove" => Some(SqlVerb::Delete),
        "patch" | "update" => Some(SqlVerb::Update),
        _ => None,
    }
}

fn of_post(fact: &Fact) -> SqlVerb {
    match fact.said.intent {
        _ if fact.target.key.last().is_some_and(|last| last == "actions") => SqlVerb::Exec,
        Some(Intent::Create) => SqlVerb::Insert,
        Some(Intent::Update) => SqlVerb::Update,
        Some(Intent::Read | Intent::Delete | Intent::Act) => SqlVerb::Exec,
        None if fact.target.is_item => SqlVerb::Update,
        None => SqlVerb::Insert,
    }
}
