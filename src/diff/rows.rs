//! The rows of a response: one or a list, and which of its lists.

use crate::engine::Engine;
use crate::engine::media_type::{JSON, is_json, is_xml};
use crate::model::Method;
use crate::schema::Resolver;
use crate::schema::Spot;
use crate::sql::SqlVerb;

use super::change::{Change, Scope, quoted};
use super::nested::Schemas;
use super::reach::{Seat, verbs};
use super::table::{self, Level};

/// Compares where two methods that SELECT reaches have their rows.
pub fn compare(old: Seat<'_>, new: Seat<'_>, schemas: &Schemas<'_>, scope: &Scope, changes: &mut Vec<Change>) {
    let is_read = |(resource, method): Seat<'_>| verbs(resource, method).contains(&SqlVerb::Select);
    let (before, after) = (old.1, new.1);
    if !is_read(old) || !is_read(new) || before.row_schema.is_none() || after.row_schema.is_none() {
        return;
    }
    let name = &after.name;
    if is_readable(before) != is_readable(after) {
        changes.push(answer(before, after, scope));
        return;
    }
    let change = if before.is_list != after.is_list {
        let (was, is) = (number(before), number(after));
        Some((format!("`{name}` now returns {is} (was {was})"), was.to_owned(), is.to_owned()))
    } else {
        moved((before, schemas.base), (after, schemas.rev))
            .map(|(was, is)| (format!("`{name}` now returns the rows at `{is}` (was `{was}`)"), was, is))
    };
    changes.extend(
        change.map(|(text, was, is)| scope.change(&table::METHOD_ROWS_CHANGED, text).between(Some(was), Some(is))),
    );
}

/// Whether the engine gets rows out of the answer: it is JSON or XML, or something turns it into that.
fn is_readable(method: &Method) -> bool {
    let is_turned = method.transform.is_some() || method.settings.at_pointer("/response/overrideMediaType").is_some();
    let media_type = method.response.as_ref().and_then(|response| response.media_type.as_deref());
    is_turned || media_type.is_none_or(|media_type| is_json(media_type) || is_xml(media_type))
}

fn answer(old: &Method, new: &Method, scope: &Scope) -> Change {
    let media_type = |method: &Method| method.response.as_ref().and_then(|response| response.media_type.clone());
    let (was, is) = (media_type(old), media_type(new));
    let spelled = quoted(is.as_deref().unwrap_or("nothing"));
    let (level, rows) = if is_readable(new) { (Level::Compatible, "rows") } else { (Level::Breaking, "no rows") };
    let text = format!("`{}` now returns {spelled}, from which the engine reads {rows}", new.name);
    scope.change(&table::METHOD_ROWS_CHANGED, text).between(was, is).weighing(level)
}

fn number(method: &Method) -> &'static str {
    if method.is_list { "a list of rows" } else { "one row" }
}

/// The places of the rows, if one of them is there in both states: a list that has another name is the same.
fn moved((old, base): (&Method, Resolver<'_>), (new, rev): (&Method, Resolver<'_>)) -> Option<(String, String)> {
    let (was, is) = (place(old, base), place(new, rev));
    let is_other = was != is && (leads(old, base, &is) || leads(new, rev, &was));
    is_other.then_some((was, is))
}

/// Where the rows are, spelled in one way; empty for the response itself.
fn place(method: &Method, resolver: Resolver<'_>) -> String {
    match method.object_key.as_deref() {
        Some(key) => key.trim_start_matches('$').trim_start_matches('.').trim_end_matches("[*]").to_owned(),
        None if leads(method, resolver, "items") => "items".to_owned(),
        None => String::new(),
    }
}

/// Whether there are rows of the same number at a place in the response of a method.
fn leads(method: &Method, resolver: Resolver<'_>, place: &str) -> bool {
    let media_type = method.response.as_ref().and_then(|it| it.media_type.as_deref());
    let media_type = media_type.filter(|media_type| is_xml(media_type)).unwrap_or(JSON);
    let key = if is_xml(media_type) { place.to_owned() } else { format!("$.{place}") };
    let rows = |schema| Engine { resolver }.rows_at(&Spot::schema("", schema), &key, media_type);
    !place.is_empty()
        && method.response_schema.as_ref().and_then(rows).is_some_and(|rows| rows.is_list == method.is_list)
}
