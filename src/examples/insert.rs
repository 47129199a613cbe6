//! Examples of INSERT, with required parameters and body properties.

use crate::model::Method;
use crate::sql::SqlVerb;
use crate::sql::{self, Position};

use super::example::Example;
use super::subject::{Given, Subject};
use super::value::literal;

/// The example of a method; `None` if SQL cannot give all that it requires.
pub fn example(subject: &Subject<'_>, method: &Method) -> Option<Example> {
    let body = subject.body(method);
    if body.is_empty() && must_have_body(subject, method) {
        return None;
    }
    let body = body.into_iter().map(|(attribute, value)| (attribute.name, value));
    let given: Vec<Given> = body.chain(subject.keys(method)).collect();
    if given.is_empty() || !subject.means(method, &given) {
        return None;
    }
    Some(subject.example(method, SqlVerb::Insert, statement(subject, &given)))
}

/// The statement that gives values to names.
pub fn statement(subject: &Subject<'_>, given: &[Given]) -> String {
    let names: Vec<String> = given.iter().map(|(name, _)| sql::identifier(name, Position::Alone)).collect();
    let values: Vec<String> = given.iter().map(|(_, value)| literal(value)).collect();
    let (names, values) = (names.join(",\n  "), values.join(",\n  "));
    format!("INSERT INTO {} (\n  {names}\n)\nSELECT\n  {values};", subject.table())
}

/// Whether a body is required.
pub fn must_have_body(subject: &Subject<'_>, method: &Method) -> bool {
    let body = method.operation.get("requestBody").and_then(|body| subject.values.resolver.resolve(body));
    body.is_some_and(|body| body.flag("required"))
}
