//! Statements that try a method: with as little as it takes, with all that it takes, with one optional key each.

use serde_json::{Map, Value as Json};

use crate::engine::BRACES;
use crate::engine::media_type::is_json;
use crate::model::{BodyAttribute, Method, Parameter};
use crate::schema::is_ignored;
use crate::sql::SqlVerb;

use super::subject::{Given, Subject, where_clause};
use super::value::written;
use super::{change, exec, insert, why_none};

/// How much a statement gives to a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What is required, and a few properties of a body that requires none.
    Least,
    /// All that a statement can give.
    Most,
}

/// A statement that calls a method, and what it gives.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The verb of the statement: EXEC for a method of SELECT whose answer has no columns.
    pub verb: SqlVerb,
    /// The statement.
    pub sql: String,
    /// The values of parameters and server variables by name.
    pub given: Vec<Given>,
    /// The body that the statement means, if it gives one.
    pub body: Option<Json>,
}

type Body<'m> = Vec<(BodyAttribute<'m>, Json)>;

/// Returns the statement that tries a method; `None` if no statement can call it.
pub fn trial(subject: &Subject<'_>, method: &Method, extent: Extent) -> Option<Trial> {
    if why_none(method).is_some() {
        return None;
    }
    let given = parameters(subject, method, extent);
    let plain = match method.verb {
        SqlVerb::Select => select(subject, method, extent, &given, ""),
        SqlVerb::Exec => None,
        verb => changed(subject, method, verb, extent, &given),
    };
    plain.or_else(|| executed(subject, method, extent, given))
}

/// Returns a statement for each optional parameter of a SELECT method, which it gives beside those that are required.
pub fn by_key(subject: &Subject<'_>, method: &Method) -> Vec<(String, Trial)> {
    let least = parameters(subject, method, Extent::Least);
    let with = |parameter: &Parameter| {
        let mut given = least.clone();
        given.push((parameter.name.clone(), subject.of_parameter(parameter)));
        Some((parameter.name.clone(), select(subject, method, Extent::Least, &given, "")?))
    };
    optional(subject, method).filter_map(with).collect()
}

/// Returns the statement of a SELECT method with a limit.
pub fn limited(subject: &Subject<'_>, method: &Method, limit: usize) -> Option<Trial> {
    let given = parameters(subject, method, Extent::Least);
    select(subject, method, Extent::Least, &given, &format!("\nLIMIT {limit}"))
}

/// Returns a statement that gives a name which the method does not have.
pub fn with_unknown(subject: &Subject<'_>, method: &Method, name: &str) -> Option<Trial> {
    let mut given = parameters(subject, method, Extent::Least);
    let known = given.clone();
    given.push((name.to_owned(), Json::from("x")));
    let select = || select(subject, method, Extent::Least, &given, "");
    (method.verb == SqlVerb::Select).then(select).flatten().map(|trial| Trial { given: known, ..trial })
}

/// Returns a statement that lacks one of the keys that the method requires.
pub fn without(subject: &Subject<'_>, method: &Method, name: &str) -> Trial {
    let mut given = parameters(subject, method, Extent::Least);
    given.retain(|(known, _)| known != name);
    let sql = format!("SELECT *\nFROM {}{};", subject.table(), where_clause(&given));
    Trial { verb: SqlVerb::Select, sql: escaped(&sql), given, body: None }
}

/// The required parameters, and server variables that have to be given; with all that is optional where that is asked.
fn parameters(subject: &Subject<'_>, method: &Method, extent: Extent) -> Vec<Given> {
    let mut given = subject.keys(method);
    if extent == Extent::Most {
        given.extend(optional(subject, method).map(|it| (it.name.clone(), subject.of_parameter(it))));
        return given;
    }
    let has_default = |name: &str| {
        let variable = method.server_variables.iter().find(|variable| variable.name == name);
        variable.is_some_and(|it| !it.default.is_empty() && method.body_schema.is_none())
    };
    let is_required = |name: &str| method.required_parameters().any(|it| it.name == name);
    given.retain(|(name, _)| is_required(name) || !has_default(name));
    given
}

/// The optional parameters that a statement can give without meaning another method.
fn optional<'m>(subject: &Subject<'_>, method: &'m Method) -> impl Iterator<Item = &'m Parameter> {
    let misleading: Vec<String> = subject.resource.misleading(method).into_iter().map(str::to_owned).collect();
    method.optional_parameters().filter(move |it| {
        let is_sent = it.location != "cookie" && !is_ignored(it.location, &it.name);
        is_sent && !misleading.contains(&it.name)
    })
}

fn body<'m>(subject: &Subject<'_>, method: &'m Method, extent: Extent) -> Body<'m> {
    match extent {
        Extent::Least => subject.body(method),
        Extent::Most => subject.whole_body(method),
    }
}

fn select(subject: &Subject<'_>, method: &Method, extent: Extent, given: &[Given], rest: &str) -> Option<Trial> {
    method.fields.as_ref().filter(|fields| !fields.is_empty())?;
    let mut body = body(subject, method, extent);
    body.retain(|(attribute, _)| attribute.required || extent == Extent::Most);
    let all: Vec<Given> = given.iter().cloned().chain(named(&body)).collect();
    let sql = format!("SELECT *\nFROM {}{}{rest};", subject.table(), where_clause(&all));
    subject.means(method, &all).then(|| of(SqlVerb::Select, &sql, given, &body))
}

fn changed(subject: &Subject<'_>, method: &Method, verb: SqlVerb, extent: Extent, given: &[Given]) -> Option<Trial> {
    let mut body = body(subject, method, extent);
    if verb == SqlVerb::Delete {
        body.retain(|(attribute, _)| attribute.required);
    }
    if body.is_empty() && insert::must_have_body(subject, method) {
        return None;
    }
    let set: Vec<Given> = named(&body).collect();
    let all: Vec<Given> = set.iter().chain(given).cloned().collect();
    if all.is_empty() || !subject.means(method, &all) {
        return None;
    }
    let sql = match verb {
        SqlVerb::Insert => insert::statement(subject, &all),
        SqlVerb::Delete => format!("DELETE FROM {}{};", subject.table(), where_clause(&all)),
        _ if set.is_empty() => return None,
        _ => change::statement(subject, verb, &set, given),
    };
    Some(of(verb, &sql, given, &body))
}

fn executed(subject: &Subject<'_>, method: &Method, extent: Extent, given: Vec<Given>) -> Option<Trial> {
    let example = exec::example(subject, method)?;
    let is_written = method.request_media_type.as_deref().is_some_and(is_json);
    let whole = || match extent {
        Extent::Least => exec::body(subject, method),
        Extent::Most => Some(object(&subject.whole_body(method)))
            .filter(|body| body.as_object().is_some_and(|entries| !entries.is_empty()))
            .or_else(|| exec::body(subject, method)),
    };
    let body = whole().filter(|_| is_written).map(|body| written(&body));
    let sql = exec::statement(subject, method, &given, body.as_ref());
    Some(Trial { verb: example.verb, sql: escaped(&sql), given, body })
}

fn of(verb: SqlVerb, sql: &str, given: &[Given], body: &Body<'_>) -> Trial {
    let body = (!body.is_empty()).then(|| object(body));
    Trial { verb, sql: escaped(sql), given: given.to_vec(), body }
}

fn named<'b>(body: &'b Body<'_>) -> impl Iterator<Item = Given> + 'b {
    body.iter().map(|(attribute, value)| (attribute.name.clone(), value.clone()))
}

fn object(body: &Body<'_>) -> Json {
    let entries = body.iter().map(|(attribute, value)| (attribute.property.to_string(), written(value)));
    Json::Object(entries.collect::<Map<_, _>>())
}

/// Writes `{{`, which the engine reads as a template, in the way that comes through.
fn escaped(sql: &str) -> String {
    sql.replace("{{", BRACES)
}
