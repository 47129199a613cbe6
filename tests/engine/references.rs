//! Checks that references are local and lead to an object of the right kind.

use serde_json::Value;

use super::grammar::{DOCUMENT, Kind, SCHEMA, Shape};
use super::walk::{Reference, describe};
use super::{Problem, problem};

pub const LONGEST_CHAIN: usize = 64;

pub fn broken(doc: &Value, reference: &Reference<'_>) -> Option<Problem> {
    // The loader never looks for references there.
    if reference.at.starts_with("/components/links/") {
        return None;
    }
    let fault = reference_fault(doc, reference.target, reference.shape)?;
    Some(problem(format!("{}/$ref", reference.at), format!("{}: {fault}", reference.target)))
}

fn reference_fault(doc: &Value, target: &str, shape: &Shape) -> Option<String> {
    if !target.starts_with('#') {
        return Some("external references are disabled".to_owned());
    }
    if !target.starts_with("#/") {
        return Some("the fragment does not start with #/".to_owned());
    }
    let Some((found, value)) = locate_through(doc, target, LONGEST_CHAIN) else {
        return Some("does not resolve".to_owned());
    };
    if !value.is_object() {
        return Some(format!("leads to {}", describe(value)));
    }
    (found.name != shape.name).then(|| format!("is {}, not {}", found.name, shape.name))
}

/// The object at the end of a chain of references and its shape.
fn locate_through<'a>(doc: &'a Value, target: &str, chain: usize) -> Option<(&'static Shape, &'a Value)> {
    let (kind, value) = locate(doc, target, chain)?;
    let shape = shape_of(kind)?;
    match value.get("$ref").and_then(Value::as_str) {
        Some(next) if shape.referable => locate_through(doc, next, chain.checked_sub(1)?),
        _ => Some((shape, value)),
    }
}

pub fn locate<'a>(doc: &'a Value, target: &str, chain: usize) -> Option<(Kind, &'a Value)> {
    let mut found = (Kind::Of(&DOCUMENT), doc);
    for token in target.strip_prefix("#/")?.split('/') {
        found = enter_reference(doc, found, chain)?;
        found = step(found, &unescape(token))?;
    }
    Some(found)
}

fn enter_reference<'a>(doc: &'a Value, (kind, value): (Kind, &'a Value), chain: usize) -> Option<(Kind, &'a Value)> {
    let referable = shape_of(kind).is_some_and(|it| it.referable);
    match value.get("$ref").and_then(Value::as_str) {
        Some(next) if referable => {
            let (shape, value) = locate_through(doc, next, chain.checked_sub(1)?)?;
            Some((Kind::Of(shape), value))
        }
        _ => Some((kind, value)),
    }
}

fn step<'a>((kind, value): (Kind, &'a Value), token: &str) -> Option<(Kind, &'a Value)> {
    match kind {
        Kind::List(inner) => Some((*inner, value.get(token.parse::<usize>().ok()?)?)),
        Kind::Map(inner) => Some((*inner, value.get(token)?)),
        _ => {
            let shape = shape_of(kind)?;
            let inner = shape.field(token).unwrap_or(shape.others);
            Some((inner, value.get(token)?))
        }
    }
}

fn shape_of(kind: Kind) -> Option<&'static Shape> {
    match kind {
        Kind::Of(shape) => Some(shape),
        Kind::FlagOrSchema => Some(&SCHEMA),
        _ => None,
    }
}

pub fn unescape(token: &str) -> String {
    decode_percent(token).replace("~1", "/").replace("~0", "~")
}

fn decode_percent(token: &str) -> String {
    let mut pieces = token.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let byte = piece.get(..2).and_then(|it| u8::from_str_radix(it, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        let rest = if byte.is_some() { &piece[2..] } else { piece };
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The object itself, or the one its chain of local references ends at.
pub fn dereference<'a>(doc: &'a Value, value: &'a Value) -> Option<&'a Value> {
    match value.get("$ref").and_then(Value::as_str) {
        Some(target) => locate_through(doc, target, LONGEST_CHAIN).map(|(_, value)| value),
        None => Some(value),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::sample::{assert_accepted, assert_only, put, service};
    use crate::engine::{check_service_document, child};

    #[track_caller]
    fn assert_broken(holder: &str, target: &str, message: &str) {
        let doc = put(service(), holder, json!({"$ref": target}));
        let at = format!("{holder}/$ref");
        assert_only(&check_service_document(&doc), &at, message);
    }

    #[test]
    fn unresolved_references_are_refused_where_the_loader_searches() {
        let sections = [
            "schemas",
            "parameters",
            "headers",
            "requestBodies",
            "responses",
            "securitySchemes",
            "examples",
            "callbacks",
        ];
        for section in sections {
            let at = child("/components", section);
            let doc = put(service(), &at, json!({"A": {"$ref": "#/components/schemas/Gone"}}));
            let problems = check_service_document(&doc);
            let at = format!("{at}/A/$ref");
            assert!(problems.iter().any(|it| it.pointer == at), "{section}");
        }
        let links = json!({"A": {"$ref": "#/components/links/Gone"}});
        assert_accepted("/components/links", links);
    }

    #[test]
    fn references_below_operations_are_refused_when_they_do_not_resolve() {
        let get = "/paths/~1users/get";
        let cases = [
            (format!("{get}/parameters/0"), "parameters"),
            (format!("{get}/requestBody"), "requestBodies"),
            (format!("{get}/responses/200"), "responses"),
            (format!("{get}/responses/200/content/application~1json/schema"), "schemas"),
        ];
        for (holder, section) in cases {
            let target = format!("#/components/{section}/Gone");
            assert_broken(&holder, &target, "does not resolve");
        }
        let callbacks = json!({"done": {"{$url}": {"post": {"requestBody": {"$ref": "#/no"}}}}});
        let doc = put(service(), &format!("{get}/callbacks"), callbacks);
        let at = format!("{get}/callbacks/done/{{$url}}/post/requestBody/$ref");
        assert_only(&check_service_document(&doc), &at, "does not resolve");
    }

    #[test]
    fn references_have_to_be_local_and_of_the_right_kind() {
        let holder = "/components/schemas/User/properties/email";
        let parameter = "#/components/parameters/Id";
        assert_broken(holder, "other.yaml#/User", "external");
        assert_broken(holder, "#User", "does not start with #/");
        assert_broken(holder, parameter, "is a parameter, not a schema");
        assert_broken(holder, "#/components/schemas/User/required", "does not resolve");
        assert_broken(holder, "#/components/schemas/User/additionalProperties", "leads to false");
        let itself = format!("#{holder}");
        assert_broken(holder, &itself, "does not resolve");
        assert_refused_reference(holder, json!(3));
    }

    #[track_caller]
    fn assert_refused_reference(holder: &str, target: Value) {
        let doc = put(service(), holder, json!({"$ref": target}));
        let at = format!("{holder}/$ref");
        assert_only(&check_service_document(&doc), &at, "expected a string");
    }

    #[test]
    fn references_may_go_through_others_and_escapes() {
        let holder = "/components/schemas/User/properties/email";
        let whole = "#/paths/~1users~1%7Bid%7D/get/parameters/0/schema";
        assert_accepted(holder, json!({"$ref": whole, "description": 5}));
        let plain = "#/components/schemas/UserList/properties/value/items/properties/age";
        assert_accepted(holder, json!({"$ref": plain}));
    }
}
