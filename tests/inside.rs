//! What is inside a column or a property of a body is not lost: what the vendor's document says to depth 2 is compared
//! with what the document for the engine says. Both are walked without any code of the generator.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

use serde_json::{Value, json};

use crate::corpus::{apis, is_openapi, mechanical, read, service_products};
use crate::engine;
use crate::reach::Walk;
use crate::support::{registries, tree};

/// How many levels below a column or a property of a body are compared.
const DEPTH: usize = 2;

/// How many lists and maps inside each other are looked through.
const WRAPS: usize = 3;

/// The fields of an object in all its forms: the schemas of each by its name.
type Fields<'a> = BTreeMap<&'a str, Vec<&'a Value>>;

/// What stands at a path: the values that are allowed, if each schema there that is a plain value has some.
type Paths = BTreeMap<String, Option<BTreeSet<String>>>;

/// What is lost, and of how many.
#[derive(Default)]
struct Lost {
    /// Columns and properties that were objects, and of which nothing is said any more.
    bare: Vec<String>,
    /// How many objects there are.
    objects: usize,
    /// Fields below columns and properties.
    fields: Vec<String>,
    /// How many there are.
    all_fields: usize,
    /// Values of enums.
    values: Vec<String>,
    /// How many there are.
    all_values: usize,
}

impl Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |found: &[String], of: usize| format!("{} of {of}", found.len());
        let [bare, fields] = [part(&self.bare, self.objects), part(&self.fields, self.all_fields)];
        write!(f, "bare objects {bare}, fields {fields}, values {}", part(&self.values, self.all_values))
    }
}

impl Lost {
    /// Compares one thing, a row or a body, as the vendor has it and as the engine gets it.
    fn compare(&mut self, at: &str, raw: (&Walk<'_>, &Value), ours: (&Walk<'_>, &Value)) {
        let all = |(walk, schema): (&Walk<'_>, &Value), is_ours: bool| {
            // The engine takes what a schema says by itself for all that there is.
            let own = walk.resolve(schema)["properties"].as_object().filter(|own| is_ours && !own.is_empty());
            let own = own.map(|own| own.iter().map(|(name, property)| (name.as_str(), vec![property])).collect());
            let fields: Fields<'_> = own.unwrap_or_else(|| Search::of(walk, &[schema], true));
            let paths = |(name, schemas): (&&str, &Vec<&Value>)| {
                let mut paths = Paths::new();
                walk_down(walk, schemas, name, 0, &mut paths);
                ((*name).to_owned(), paths)
            };
            fields.iter().map(paths).collect::<BTreeMap<_, _>>()
        };
        let (before, after) = (all(raw, false), all(ours, true));
        for (name, before) in before {
            if let Some(after) = after.get(&name) {
                self.compare_paths(&format!("{at} "), &before, after);
            }
        }
    }

    fn compare_paths(&mut self, at: &str, before: &Paths, after: &Paths) {
        let name = before.keys().next().map(String::as_str).unwrap_or_default();
        self.objects += usize::from(before.len() > 1);
        if before.len() > 1 && after.len() == 1 {
            self.bare.push(format!("{at}{name}"));
        }
        self.all_fields += before.len() - 1;
        for (path, values) in before {
            let Some(kept) = after.get(path) else {
                self.fields.push(format!("{at}{path}"));
                continue;
            };
            let Some(values) = values else { continue };
            self.all_values += values.len();
            let nothing = BTreeSet::new();
            let lost = values.difference(kept.as_ref().unwrap_or(&nothing));
            self.values.extend(lost.map(|value| format!("{at}{path}: {value}")));
        }
    }

    fn add(&mut self, other: Lost) {
        self.bare.extend(other.bare);
        self.fields.extend(other.fields);
        self.values.extend(other.values);
        self.objects += other.objects;
        self.all_fields += other.all_fields;
        self.all_values += other.all_values;
    }
}

/// The search for the fields of a schema in all its forms.
struct Search<'w, 'a> {
    walk: &'w Walk<'a>,
    /// Whether it is a row or a body: below, what lists and maps hold is looked through.
    is_whole: bool,
    /// The schemas on the way: a subtype does not ask its base for others.
    inside: Vec<String>,
    seen: BTreeSet<*const Value>,
    fields: Fields<'a>,
}

impl<'w, 'a> Search<'w, 'a> {
    fn of(walk: &'w Walk<'a>, schemas: &[&'a Value], is_whole: bool) -> Fields<'a> {
        let fields = Fields::new();
        let mut search = Search { walk, is_whole, inside: Vec::new(), seen: BTreeSet::new(), fields };
        schemas.iter().for_each(|schema| search.collect(schema));
        search.fields
    }

    fn collect(&mut self, schema: &'a Value) {
        self.collect_named(schema["$ref"].as_str().unwrap_or_default(), schema);
    }

    fn collect_named(&mut self, target: &str, schema: &'a Value) {
        let schema = if self.is_whole { self.walk.resolve(schema) } else { held(self.walk, schema) };
        if !self.seen.insert(schema) {
            return;
        }
        self.inside.push(target.to_owned());
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            self.fields.entry(name).or_default().push(property);
        }
        let members = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
        members.for_each(|member| self.collect(member));
        if schema["discriminator"].is_object() {
            let mapped = schema["discriminator"]["mapping"].as_object().into_iter().flatten();
            let mapped = mapped.filter_map(|(_, target)| target.as_str().map(str::to_owned)).collect();
            let kinds: Vec<String> = if self.is_whole { self.walk.kinds(schema, target) } else { mapped };
            let is_one = kinds.iter().any(|kind| self.inside.contains(kind) && kind != target);
            for kind in kinds.iter().filter(|_| !is_one) {
                if let Some(schema) = self.walk.target(kind) {
                    self.collect_named(kind, schema);
                }
            }
        }
        self.inside.pop();
    }
}

/// What a list or a map holds in the end.
fn held<'a>(walk: &Walk<'a>, schema: &'a Value) -> &'a Value {
    let mut schema = walk.resolve(schema);
    for _ in 0..WRAPS {
        let own = schema["properties"].as_object().is_some_and(|own| !own.is_empty());
        let values = Some(&schema["additionalProperties"]).filter(|values| !own && values.is_object());
        let Some(next) = schema.get("items").or(values) else { break };
        schema = walk.resolve(next);
    }
    schema
}

fn walk_down(walk: &Walk<'_>, schemas: &[&Value], path: &str, depth: usize, paths: &mut Paths) {
    paths.insert(path.to_owned(), values(walk, schemas));
    if depth == DEPTH {
        return;
    }
    for (name, schemas) in Search::of(walk, schemas, false) {
        walk_down(walk, &schemas, &format!("{path}.{name}"), depth + 1, paths);
    }
}

/// The values of all schemas, unless one allows any other value.
fn values(walk: &Walk<'_>, schemas: &[&Value]) -> Option<BTreeSet<String>> {
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut left: Vec<&Value> = schemas.to_vec();
    while let Some(schema) = left.pop() {
        let schema = held(walk, schema);
        if !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        let members: Vec<_> =
            ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten().collect();
        match schema["enum"].as_array() {
            Some(values) => found.extend(values.iter().filter(|value| !value.is_null()).map(|it| spelled(it, schema))),
            None if !members.is_empty() => left.extend(members),
            None if matches!(schema["type"].as_str(), Some("string" | "integer" | "number" | "boolean")) => {
                return None;
            }
            None => {}
        }
    }
    (!found.is_empty()).then_some(found)
}

/// A value as its schema says: text that YAML takes for something else is text. Null is told in words.
fn spelled(value: &Value, schema: &Value) -> String {
    match value {
        Value::Bool(_) | Value::Number(_) if schema["type"] == "string" => json!(value.to_string()).to_string(),
        _ => value.to_string(),
    }
}

fn body<'a>(walk: &Walk<'a>, operation: &'a Value) -> Option<&'a Value> {
    let content = walk.resolve(&operation["requestBody"])["content"].as_object()?;
    let json = content.iter().find(|(media, _)| media.contains("json"));
    json.or(content.iter().next())?.1.get("schema")
}

/// What the documents for the engine lose of the vendor's: in rows, and in bodies.
fn lost<'d>(raw: &Value, documents: impl Iterator<Item = &'d Value>) -> [Lost; 2] {
    let [mut rows, mut bodies] = [Lost::default(), Lost::default()];
    let raw = Walk::new(raw);
    for document in documents {
        let ours = Walk::new(document);
        for select in engine::selects(document).into_iter().filter(|select| !select.is_transformed) {
            if let (Some(before), Some(after)) = (raw.row(&select), ours.row(&select)) {
                rows.compare(&format!("{}.{}", select.name.0, select.name.1), (&raw, before), (&ours, after));
            }
        }
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (verb, operation) in item.as_object().into_iter().flatten() {
                let before = body(&raw, &raw.spec["paths"][path][verb]);
                if let (Some(before), Some(after)) = (before, body(&ours, operation)) {
                    bodies.compare(&format!("{verb} {path}"), (&raw, before), (&ours, after));
                }
            }
        }
    }
    [rows, bodies]
}

fn documents(built: &provgen::Built) -> Vec<Value> {
    service_products(built).map(|it| read(&it.bytes)).collect()
}

fn is_kept(name: &str, [rows, bodies]: &[Lost; 2]) -> bool {
    println!("{name}: rows: {rows}; bodies: {bodies}");
    [rows, bodies].into_iter().all(|lost| {
        let shown = |what: &[String]| what.iter().take(60).map(|it| format!("  {it}\n")).collect::<String>();
        print!("{}{}{}", shown(&lost.bare), shown(&lost.fields), shown(&lost.values));
        lost.bare.is_empty() && lost.fields.is_empty() && lost.values.is_empty()
    })
}

#[test]
fn nothing_inside_a_column_or_a_body_of_an_api_is_lost() {
    let (mut kept, mut fields) = (Vec::new(), [0; 2]);
    for api in apis(&["5.1.0", "2026.06.3"]) {
        let [mut rows, mut bodies] = [Lost::default(), Lost::default()];
        for (raw, documents) in api.compared(&json!({})).iter().filter(|(raw, _)| is_openapi(raw)) {
            let [of_rows, of_bodies] = lost(raw, documents.iter());
            rows.add(of_rows);
            bodies.add(of_bodies);
        }
        if api.is_own() {
            fields = [fields[0] + rows.all_fields, fields[1] + bodies.all_fields];
        } else {
            assert!(rows.all_fields > 5_000 && bodies.all_fields > 1_000, "{}: {rows} {bodies}", api.name);
        }
        kept.push(is_kept(&api.name, &[rows, bodies]));
    }
    assert!(kept.iter().all(|it| *it) && fields[0] > 150 && fields[1] > 40, "{fields:?}");
}

#[test]
fn nothing_inside_a_column_or_a_body_of_published_apis_is_lost() {
    let mut providers: BTreeMap<String, [Lost; 2]> = BTreeMap::new();
    for root in registries() {
        let registry = root.join("src");
        for (path, bytes) in tree(&registry).into_iter().filter(|(path, _)| path.contains("/services/")) {
            let file = registry.join(&path);
            let raw = read(&bytes);
            let built = mechanical(&file, &raw);
            let [rows, bodies] = lost(&raw, documents(&built).iter());
            let of_provider = providers.entry(path.split('/').next().unwrap_or_default().to_owned()).or_default();
            of_provider[0].add(rows);
            of_provider[1].add(bodies);
        }
    }
    assert!([3, 3 + 11].contains(&providers.len()), "{:?}", providers.keys());
    let kept = providers.iter().map(|(name, lost)| is_kept(name, lost)).collect::<Vec<_>>();
    assert!(kept.iter().all(|it| *it));
}
