//! No column is lost: what the schema of a response leads to is compared with what SELECT gives.
//! The schemas are walked as the vendor wrote them, without any code of the generator.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::corpus::{Api, apis, as_published, is_openapi, service_documents};
use crate::engine::{self, Select};

/// Versions of today's management API.
const VERSIONS: &[&str] = &["5.1.0", "2026.06.3"];

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
        inside: &mut Vec<String>,
        found: &mut BTreeMap<String, By>,
    ) {
        let target = schema["$ref"].as_str().unwrap_or_default();
        if !target.is_empty() && !seen.insert((target.to_owned(), by)) {
            return;
        }
        let schema = self.resolve(schema);
        inside.push(target.to_owned());
        for name in schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
            let nearest = found.entry(name.clone()).or_insert(by);
            *nearest = by.min(*nearest);
        }
        let members = |key: &str| schema[key].as_array().into_iter().flatten();
        members("allOf").for_each(|member| self.properties(member, by.max(By::AllOf), seen, inside, found));
        members("oneOf").chain(members("anyOf")).for_each(|it| self.properties(it, By::Variant, seen, inside, found));
        if schema["discriminator"].is_object() {
            let kinds = self.kinds(schema, target);
            // A subtype does not ask its base for others.
            let is_one = kinds.iter().any(|kind| inside.contains(kind) && kind != target);
            for name in kinds.into_iter().filter(|_| !is_one) {
                let kind = self.target(&name).expect("a subtype");
                if seen.insert((name, By::Variant)) {
                    self.properties(kind, By::Variant, seen, inside, found);
                }
            }
        }
        inside.pop();
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

    /// The schema of a row, where the method says it is; with its name, on which subtypes depend. Nothing for XML.
    pub fn row(&self, select: &Select) -> Option<&'a Value> {
        if select.object_key.as_ref().is_some_and(|key| key.starts_with('/')) {
            return None;
        }
        let operation = &self.spec["paths"][&select.operation.0][&select.operation.1];
        let mut row = engine::success_schema(self.spec, operation)?;
        // A key without `$` is the name of a list.
        let key = select.object_key.as_deref().unwrap_or_default();
        let steps: Vec<&str> = if key.starts_with('$') { key.split('.').skip(1).collect() } else { vec![key] };
        for step in steps.into_iter().filter(|step| !step.is_empty()) {
            row = self.resolve(row)["properties"].get(step)?;
        }
        let target = self.resolve(row);
        Some(if target["type"] == "array" { &target["items"] } else { row })
    }
}

/// Lost properties and the methods that lose any, by the way to them; and how many methods there are.
fn lost(api: &Api, lower: &Value) -> (BTreeMap<By, (usize, usize)>, usize) {
    let mut lost: BTreeMap<By, (usize, usize)> = BTreeMap::new();
    let mut methods = 0;
    let compared = api.compared(lower);
    for (spec, documents) in compared.iter().filter(|(spec, _)| is_openapi(spec)) {
        let walk = Walk::new(spec);
        let selects = documents.iter().flat_map(engine::selects);
        for select in selects.filter(|select| !select.is_transformed) {
            let Some(row) = walk.row(&select) else { continue };
            methods += 1;
            let mut reached = BTreeMap::new();
            walk.properties(row, By::Own, &mut BTreeSet::new(), &mut Vec::new(), &mut reached);
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
    println!("{}: {methods} SELECT methods lose (fields, methods): {lost:?}", api.name);
    (lost, methods)
}

#[test]
fn no_select_method_loses_a_property_of_its_response() {
    let mut of_corpus = [0; 3];
    for api in apis(VERSIONS) {
        let ((before, methods), (after, _)) = (lost(&api, &as_published()), lost(&api, &json!({})));
        assert_eq!(after, BTreeMap::new(), "{}", api.name);
        let [variants, all_of] = [By::Variant, By::AllOf].map(|by| before.get(&by).map_or(0, |(fields, _)| *fields));
        if api.is_own() {
            of_corpus = [of_corpus[0] + methods, of_corpus[1] + variants, of_corpus[2] + all_of];
        } else {
            assert!(methods > 200 && variants > 100 && all_of > 10, "{}: {methods} {before:?}", api.name);
        }
    }
    let [methods, variants, all_of] = of_corpus;
    assert!(methods > 40 && variants > 12 && all_of > 4, "{of_corpus:?}");
}

/// What SELECT could not read, or SQLite not store, is in a form that works.
#[test]
fn every_select_method_has_rows_that_the_engine_can_tabulate() {
    let mut before = 0;
    for api in apis(VERSIONS) {
        for (path, document) in service_documents(&api.build(&json!({}))) {
            let problems = engine::check_rows(&document);
            assert!(problems.is_empty(), "{}: {path}: {problems:#?}", api.name);
        }
        if api.is_own() {
            let built = api.build(&as_published());
            before += service_documents(&built).map(|(_, document)| engine::check_rows(&document).len()).sum::<usize>();
        }
    }
    assert!(before > 1, "{before} rows of the corpus need a form that works");
}
