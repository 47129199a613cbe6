//! Examples of UPDATE, REPLACE and DELETE.

use crate::model::Method;
use crate::sql::SqlVerb;

use super::example::Example;
use super::subject::{Given, Subject, assignments, where_clause};

/// The example of a method; `None` if SQL cannot give its body.
pub fn example(subject: &Subject<'_>, method: &Method) -> Option<Example> {
    let set: Vec<Given> = subject.body(method).into_iter().map(|(attribute, value)| (attribute.name, value)).collect();
    let keys = subject.keys(method);
    let given: Vec<Given> = set.iter().chain(&keys).cloned().collect();
    if set.is_empty() || !subject.means(method, &given) {
        return None;
    }
    Some(subject.example(method, method.verb, statement(subject, method.verb, &set, &keys)))
}

/// The statement of a verb that sets properties of the body.
pub fn statement(subject: &Subject<'_>, verb: SqlVerb, set: &[Given], keys: &[Given]) -> String {
    let verb = if verb == SqlVerb::Replace { "REPLACE" } else { "UPDATE" };
    format!("{verb} {}\nSET\n{}{};", subject.table(), assignments(set), where_clause(keys))
}

/// The example of a DELETE method; `None` if another one is chosen.
pub fn delete(subject: &Subject<'_>, method: &Method) -> Option<Example> {
    let mut keys = subject.keys(method);
    let body = subject.body(method).into_iter().filter(|(attribute, _)| attribute.required);
    keys.extend(body.map(|(attribute, value)| (attribute.name, value)));
    let sql = format!("DELETE FROM {}{};", subject.table(), where_clause(&keys));
    subject.means(method, &keys).then(|| subject.example(method, SqlVerb::Delete, sql))
}
