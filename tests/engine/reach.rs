//! Follows references from the paths of a document to find components that nothing uses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::grammar::{COMPONENTS, DISCRIMINATOR, DOCUMENT, Kind, OPERATION};
use super::methods::{OVERRIDES, methods};
use super::references::{LONGEST_CHAIN, locate, unescape};
use super::walk::{Walk, holds_data};
use super::{child, items, members, text};

const COMPONENT_SECTIONS: &[&str] = &[
    "schemas",
    "parameters",
    "headers",
    "requestBodies",
    "responses",
    "securitySchemes",
    "examples",
    "links",
    "callbacks",
];

#[derive(Default)]
pub struct Reach {
    pub entries: BTreeSet<String>,
    pub dangling: BTreeSet<String>,
}

impl Reach {
    pub fn follow(&mut self, doc: &Value, roots: Vec<String>) {
        let mut pending = roots;
        while let Some(target) = pending.pop() {
            if locate(doc, &target, LONGEST_CHAIN).is_none() {
                self.dangling.insert(target);
                continue;
            }
            let Some((section, name)) = component_of(&target) else {
                continue;
            };
            if self.entries.insert(format!("{section}/{name}")) {
                pending.extend(component_links(doc, &section, &name));
            }
        }
    }
}

fn component_of(target: &str) -> Option<(String, String)> {
    let mut tokens = target.strip_prefix("#/components/")?.split('/');
    Some((unescape(tokens.next()?), unescape(tokens.next()?)))
}

fn components<'a>(doc: &'a Value, section: &str) -> Option<&'a Value> {
    doc.get("components")?.get(section)
}

pub fn component_names(doc: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for section in COMPONENT_SECTIONS {
        let entries = members(components(doc, section));
        names.extend(entries.map(|(name, _)| format!("{section}/{name}")));
    }
    names
}

pub fn root_links(doc: &Value) -> Vec<String> {
    let mut walk = Walk::default();
    for key in ["paths", "security"] {
        if let (Some(value), Some(kind)) = (doc.get(key), DOCUMENT.field(key)) {
            walk.visit("", value, kind);
        }
    }
    let mut links = links_of(doc, &walk);
    links.extend(security_links(doc, doc));
    for method in methods(doc) {
        let targets = OVERRIDES.iter().filter_map(|it| method.value.pointer(it));
        links.extend(targets.filter_map(|it| text(it, "/$ref").map(str::to_owned)));
    }
    links
}

fn component_links(doc: &Value, section: &str, name: &str) -> Vec<String> {
    let entry = components(doc, section).and_then(|it| it.get(name));
    let mut walk = Walk::default();
    if let (Some(value), Some(Kind::Map(inner))) = (entry, COMPONENTS.field(section)) {
        walk.visit("", value, *inner);
    }
    links_of(doc, &walk)
}

fn links_of(doc: &Value, walk: &Walk<'_>) -> Vec<String> {
    let mut links: Vec<_> = walk.references.iter().map(|it| it.target.to_owned()).collect();
    for place in &walk.places {
        match place.shape.name {
            name if name == DISCRIMINATOR.name => links.extend(mapping_links(doc, place.value)),
            name if name == OPERATION.name => links.extend(security_links(doc, place.value)),
            _ => {}
        }
    }
    for value in &walk.untyped {
        collect_untyped_links(value, &mut links);
    }
    links
}

/// A mapping names its schema by reference or by bare name.
fn mapping_links(doc: &Value, discriminator: &Value) -> Vec<String> {
    let targets = members(discriminator.get("mapping")).filter_map(|(_, it)| it.as_str());
    targets
        .map(|it| match components(doc, "schemas").and_then(|schemas| schemas.get(it)) {
            None if it.contains('/') => it.to_owned(),
            _ => format!("#{}", child("/components/schemas", it)),
        })
        .collect()
}

/// A scheme that is named but not carried does no harm: the engine never looks it up.
fn security_links(doc: &Value, holder: &Value) -> Vec<String> {
    let schemes = components(doc, "securitySchemes");
    let requirements = items(holder.get("security")).flat_map(|it| members(Some(it)));
    requirements
        .filter(|(name, _)| schemes.is_some_and(|it| it.get(name.as_str()).is_some()))
        .map(|(name, _)| format!("#{}", child("/components/securitySchemes", name)))
        .collect()
}

/// The loader ignores references under keywords it does not know, but their readers do not.
fn collect_untyped_links(value: &Value, links: &mut Vec<String>) {
    let target = text(value, "/$ref").filter(|it| it.starts_with("#/components/"));
    links.extend(target.map(str::to_owned));
    for entry in items(Some(value)) {
        collect_untyped_links(entry, links);
    }
    for (key, entry) in members(Some(value)).filter(|(key, _)| !holds_data(key)) {
        match key.as_str() {
            // Names, not keywords: a property may well be called `default`.
            "properties" => members(Some(entry)).for_each(|(_, it)| collect_untyped_links(it, links)),
            _ => collect_untyped_links(entry, links),
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::sample::{put, service, users_at};
    use crate::engine::unreached_components;

    #[track_caller]
    fn assert_reach(pointer: &str, value: Value, expected: &[&str]) {
        let doc = put(service(), pointer, value);
        assert_eq!(unreached_components(&doc), expected, "{pointer}");
    }

    #[test]
    fn components_that_nothing_leads_to_are_named() {
        assert_reach("/components/schemas/Lonely", json!({}), &["schemas/Lonely"]);
        assert_reach("/components/examples", json!({"A": {}}), &["examples/A"]);
        let circle = json!({"items": {"$ref": "#/components/schemas/Circle"}});
        assert_reach("/components/schemas/Circle", circle, &["schemas/Circle"]);
        assert_reach("/security", json!([]), &["securitySchemes/token"]);
        assert_reach("/security", json!([{"token": []}, {"other": []}]), &[]);
    }

    #[test]
    fn security_of_an_operation_leads_to_its_scheme() {
        let doc = put(service(), "/security", json!([]));
        let doc = put(doc, "/paths/~1users/get/security", json!([{"token": []}]));
        assert_eq!(unreached_components(&doc), Vec::<String>::new());
    }

    fn with_lonely(pointer: &str, value: Value) -> Vec<String> {
        let doc = put(service(), "/components/schemas/Lonely", json!({}));
        unreached_components(&put(doc, pointer, value))
    }

    #[test]
    fn payloads_lead_nowhere() {
        let user = "/components/schemas/User";
        let target = json!({"$ref": "#/components/schemas/Lonely"});
        for key in ["example", "examples", "default", "x-note"] {
            assert_eq!(with_lonely(&child(user, key), target.clone()), ["schemas/Lonely"]);
        }
        let listed = with_lonely(&child(user, "enum"), json!([target]));
        assert_eq!(listed, ["schemas/Lonely"]);
    }

    #[test]
    fn mappings_overrides_and_unknown_keywords_lead_on() {
        let user = "/components/schemas/User";
        let target = "#/components/schemas/Lonely";
        let reference = json!({"$ref": target});
        let block = users_at("/methods/list/response/schema_override");
        let leads = [
            (child(user, "discriminator"), json!({"mapping": {"a": target}})),
            (child(user, "discriminator"), json!({"mapping": {"a": "Lonely"}})),
            (child(user, "patternProperties"), json!({"^a": reference})),
            (child(user, "if"), json!({"properties": {"default": reference}})),
            (format!("{user}/properties/default"), reference.clone()),
            (block, reference.clone()),
        ];
        for (pointer, value) in leads {
            assert_eq!(with_lonely(&pointer, value), Vec::<String>::new(), "{pointer}");
        }
    }

    #[test]
    fn dangling_targets_are_named_after_the_unreached() {
        let user = "/components/schemas/User";
        let expected = ["dangling: #/components/schemas/Gone"];
        let reference = json!({"$ref": "#/components/schemas/Gone"});
        let mapping = json!({"mapping": {"a": "Gone"}});
        assert_reach(&child(user, "items"), reference, &expected);
        assert_reach(&child(user, "discriminator"), mapping, &expected);
    }
}
