//! No column is lost: what the schema of a response leads to is compared with what SELECT gives.
//! The schemas are walked as the vendor wrote them, without any code of the generator.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};

use crate::corpus::{as_published, management_with, service_documents, yaml};
use crate::engine::{self, Select};
use crate::support::corpus;

/// How a property is reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum By {
    Own,
    AllOf,
    Variant,
}

/// A document, walked as its author wrote it.
pub struct Walk<'a> {
    /// The document.
    pub spec: &'a Value,
    /// The schemas that have a schema in their `allOf`.
    subtypes: BTreeMap<String, Vec<String>>,
}

impl<'a> Walk<'a> {
    pub fn new(spec: &'a Value) -> Self {
        let mut subtypes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, schema) in spec["components"]["schemas"].as_object().into_iter().flatten() {
            for base in schema["allOf"].as_array().into_iter().flatten().filter_map(|base| base["$ref"].as_str()) {
                subtypes.entry(base.to_owned()).or_default().push(format!("#/components/schemas/{name}"));
            }
        }
        Walk { spec, subtypes }
    }

    /// What a `$ref` leads to in the end.
    pub fn resolve(&self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        while let Some(target) = schema["$ref"].as_str() {
            schema = self.target(target).unwrap_or(&Value::Null);
        }
        schema
    }

    /// What a `$ref` or the mapping of a discriminator names.
    pub fn target(&self, target: &str) -> Option<&'a Value> {
        match target.strip_prefix('#') {
            Some(pointer) => self.spec.pointer(pointer),
            None => self.spec["components"]["schemas"].get(target),
        }
    }

    /// Every property by its name, with the nearest way to it.
    fn properties(
        &self,
        schema: &'a Value,
        by: By,
        seen: &mut BTreeSet<(String, By)>,
        found: &mut BTreeMap<String, By>,
    ) {
        let target = schema["$ref"].as_str().unwrap_or_default();
        if !target.is_empty() && !seen.insert((target.to_owned(), by)) {
            return;
        }
        let schema = self.resolve(schema);
        for name in schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
            let nearest = found.entry(name.clone()).or_insert(by);
            *nearest = by.min(*nearest);
        }
        let members = |key: &str| schema[key].as_array().into_iter().flatten();
        members("allOf").for_each(|member| self.properties(member, by.max(By::AllOf), seen, found));
        members("oneOf").chain(members("anyOf")).for_each(|it| self.properties(it, By::Variant, seen, found));
        if schema["discriminator"].is_object() {
            for name in self.kinds(schema, target) {
                let kind = self.target(&name).expect("a subtype");
                if seen.insert((name, By::Variant)) {
                    self.properties(kind, By::Variant, seen, found);
                }
            }
        }
    }

    /// The subtypes of a schema with a discriminator: those that it maps, and those with it in their `allOf`.
    pub fn kinds(&self, schema: &Value, target: &str) -> Vec<String> {
        let mapped = schema["discriminator"]["mapping"].as_object().into_iter().flatten();
        let mut kinds: Vec<String> = mapped.filter_map(|(_, target)| target.as_str().map(str::to_owned)).collect();
        let mut bases = vec![target.to_owned()];
        while let Some(base) = bases.pop() {
            for kind in self
                .subtypes
                .get(&base)
                .into_iter()
                .flatten()
                .filter(|it| !kinds.contains(it))
                .cloned()
                .collect::<Vec<_>>()
            {
                bases.push(kind.clone());
                kinds.push(kind);
            }
        }
        kinds
    }

    /// The schema of a row, where the method says it is; with its name, on which subtypes depend.
    pub fn row(&self, select: &Select) -> Option<&'a Value> {
        let operation = &self.spec["paths"][&select.operation.0][&select.operation.1];
        let mut row = engine::success_schema(self.spec, operation)?;
        for step in select.object_key.iter().flat_map(|key| key.split('.').skip(1)) {
            row = self.resolve(row)["properties"].get(step)?;
        }
        let target = self.resolve(row);
        Some(if target["type"] == "array" { &target["items"] } else { row })
    }
}

/// Lost properties and the methods that lose any, by the way to them.
fn lost(version: &str, lower: Value) -> Option<BTreeMap<By, (usize, usize)>> {
    let spec = yaml(&fs::read(corpus(&format!("specs/okta-management-{version}.yaml"))?).expect("read"));
    let built = management_with(version, lower)?;
    let walk = Walk::new(&spec);
    let mut lost: BTreeMap<By, (usize, usize)> = BTreeMap::new();
    let mut methods = 0;
    for (_, document) in service_documents(&built) {
        for select in engine::selects(&document).into_iter().filter(|select| !select.is_transformed) {
            let Some(row) = walk.row(&select) else { continue };
            methods += 1;
            let mut reached = BTreeMap::new();
            walk.properties(row, By::Own, &mut BTreeSet::new(), &mut reached);
            let columns = select.columns.unwrap_or_default();
            for by in [By::Own, By::AllOf, By::Variant] {
                let missing = reached.iter().filter(|(name, way)| **way == by && !columns.contains(name)).count();
                if missing > 0 {
                    let (fields, of) = lost.entry(by).or_default();
                    (*fields, *of) = (*fields + missing, *of + 1);
                }
            }
        }
    }
    assert!(methods > 200, "{methods} methods");
    println!("okta-management {version}: {methods} SELECT methods lose (fields, methods): {lost:?}");
    Some(lost)
}

#[test]
fn no_select_method_loses_a_property_of_its_response() {
    for version in ["5.1.0", "2026.06.3"] {
        let (Some(before), Some(after)) = (lost(version, as_published()), lost(version, json!({}))) else { return };
        assert!(before.get(&By::Variant).is_some_and(|(fields, _)| *fields > 100), "{before:?}");
        assert!(before.get(&By::AllOf).is_some_and(|(fields, _)| *fields > 10), "{before:?}");
        assert_eq!(after, BTreeMap::new(), "{version}");
    }
}

/// What SELECT could not read, or SQLite not store, is in a form that works.
#[test]
fn every_select_method_has_rows_that_the_engine_can_tabulate() {
    for version in ["5.1.0", "2026.06.3"] {
        let Some(built) = management_with(version, json!({})) else { return };
        for (path, document) in service_documents(&built) {
            let problems = engine::check_rows(&document);
            assert!(problems.is_empty(), "{path}: {problems:#?}");
        }
    }
}
