//! Prepares SELECT methods: the object key, the schemas on it, and rows with columns.

use std::collections::BTreeSet;

use crate::engine::Transform;
use crate::engine::media_type;
use crate::engine::object_key::{lists, unreadable_step};
use crate::finding::{OBJECT_KEY_SCALAR, SELECT_UNREADABLE, Site};
use crate::mapping::infer::{self, Asked};
use crate::mapping::{MAX_NAME, MappedMethod};
use crate::schema;
use crate::schema::{Id, Location};
use crate::sql::SqlVerb;
use crate::text::listed;
use crate::tree::pointer;
use crate::tree::{Mapping, Node, Text};

use super::rows::{self, Form};
use super::{Edit, Owner, Stage, TEMPLATE_KEY, lists};
use crate::engine::Rows;

impl Stage<'_> {
    /// Merges the schemas on the way to the rows: the engine looks up a property of a composition only in its members.
    pub(super) fn response(&mut self, method: &mut MappedMethod) {
        self.compose_on_the_way(method, "$");
        if method.object_key.is_none() && self.switches.object_keys {
            method.object_key = self.proposed_key(method.operation);
            self.counts.object_keys += usize::from(method.object_key.is_some());
        }
        let Some(key) = method.object_key.clone().filter(|key| key.starts_with('$')) else { return };
        let ends = key.match_indices('.').map(|(end, _)| end).filter(|end| *end > 1);
        ends.filter_map(|end| key.get(..end)).for_each(|prefix| self.compose_on_the_way(method, prefix));
        if let Some((location, schema)) = self.at_key(method, &key) {
            self.write_list_out(method.operation, &location, &schema);
        }
    }

    /// Returns what stands at a place in the response of a method.
    fn at_key(&self, method: &MappedMethod, key: &str) -> Option<(Location, Node)> {
        let content = self.engine().response(&self.operation(method.operation)?.node)?.1?;
        let target = self.engine().target(&content.schema?, key, content.media_type)?;
        let target = target.resolve(self.engine().resolver)?;
        Some((target.location, target.node.clone()))
    }

    fn compose_on_the_way(&mut self, method: &MappedMethod, prefix: &str) {
        let index = method.operation;
        let Some((location, schema)) = self.at_key(method, prefix) else { return };
        if !self.write_list_out(index, &location, &schema) {
            self.compose(index, location, &schema);
        }
    }

    /// Whether a schema was a composition with a list in it, which is a list now.
    fn write_list_out(&mut self, index: usize, location: &Location, schema: &Node) -> bool {
        let Some(list) = lists::written_out(schema, self.engine().resolver, self.switches) else { return false };
        let has_bases = !schema.items("allOf").is_empty();
        *if has_bases { &mut self.counts.all_of } else { &mut self.counts.variants } += 1;
        self.apply(index, Edit { location: location.clone(), node: list, sources: BTreeSet::new() });
        true
    }

    /// Returns the object key of the list that a response wraps. A list of scalars stays a column, since its rows would
    /// only have one without a name.
    fn proposed_key(&self, index: usize) -> Option<String> {
        let operation = self.operation(index)?;
        let content = self.engine().response(&operation.node)?.1?;
        let schema = content.schema.filter(|_| media_type::is_json(content.media_type))?;
        if self.engine().rows(&schema).is_some_and(|rows| rows.is_list) {
            return None;
        }
        let wrapper = schema.clone().resolve(self.engine().resolver)?;
        let asked = Asked::of(&operation.path, &operation.node);
        let key = infer::object_key(wrapper.node, asked, self.engine().resolver)?;
        let row = self.engine().rows_at(&schema, &key, content.media_type)?.schema.node;
        let has_columns = schema::is_composed(row) || row.entries("properties").next().is_some();
        has_columns.then_some(key)
    }

    pub(super) fn rows(&mut self, owner: &str, method: &mut MappedMethod) {
        let index = method.operation;
        let Some((location, schema)) =
            self.found_rows(method, |rows, _| (rows.schema.location.clone(), rows.schema.node.clone()))
        else {
            return self.unreadable(method, "its response has no schema");
        };
        let types = self.compose(index, location, &schema);
        if self.switches.object_keys {
            self.readable_key(owner, method);
        }
        if self.switches.rows {
            self.shape_rows(owner, method, types.as_ref());
        }
        if self.switches.columns {
            self.drop_duplicates(method);
        }
    }

    /// Returns the result of `ask` for the current rows of a method.
    pub(super) fn found_rows<T>(&self, method: &MappedMethod, ask: impl FnOnce(&Rows<'_>, &str) -> T) -> Option<T> {
        let content = self.engine().response(&self.operation(method.operation)?.node)?.1?;
        let schema = content.schema?;
        let by_key = |key: &String| self.engine().rows_at(&schema, key, content.media_type);
        let rows = method.object_key.as_ref().and_then(by_key).or_else(|| self.engine().rows(&schema))?;
        Some(ask(&rows, content.media_type))
    }

    /// Writes an object key in a form that the engine reads: the bare name of a list, or else a template in its place.
    /// A key that leads to a scalar is dropped, so that this is a column.
    fn readable_key(&mut self, owner: &str, method: &mut MappedMethod) {
        let Some(key) = method.object_key.clone() else { return };
        if let Some(kind) = self.scalar_at(method, &key) {
            return self.drop_scalar_key(method, &key, &kind);
        }
        let found = self.found_rows(method, |rows, media_type| {
            let path = path_of(Some(&key), rows).filter(|path| !path.is_empty() && media_type::is_json(media_type))?;
            let row = rows.schema.node;
            // What has no columns gets them, and a key, from a template.
            let has_columns = schema::is_composed(row) || row.entries("properties").next().is_some();
            match unreadable_step(&key).is_none() || !has_columns {
                true => None,
                false if path.len() == 1 && rows.is_list => Some(Key::Bare(path.concat())),
                false => rows::behind(&path, rows).map(Key::Template),
            }
        });
        let Some(found) = found.flatten() else { return };
        self.counts.object_keys += 1;
        match found {
            Key::Bare(name) => method.object_key = Some(name),
            Key::Template(template) => self.transform(&format!("{owner}_{}", method.name), method, template),
        }
    }

    /// Returns the type of the values that an object key leads to, if these are no objects and no lists.
    fn scalar_at(&self, method: &MappedMethod, key: &str) -> Option<String> {
        let content = self.engine().response(&self.operation(method.operation)?.node)?.1?;
        let rows = self.engine().rows_at(&content.schema?, key, content.media_type)?;
        let kind = rows.schema.node.text("type").filter(|_| !rows.is_list && key.starts_with('$') && key != "$")?;
        matches!(kind, "string" | "integer" | "number" | "boolean").then(|| kind.to_owned())
    }

    fn drop_scalar_key(&mut self, method: &mut MappedMethod, key: &str, kind: &str) {
        self.counts.object_keys += 1;
        method.object_key = None;
        let message = format!(
            "the object key `{key}` of the method `{}` leads to values of the type {kind}, which are no rows; it is left \
             out, and the rows are those that the engine finds without one",
            method.name
        );
        let help = match self.lists(method).as_slice() {
            [] => "leave it empty".to_owned(),
            keys => format!("write the key of a list of rows ({}), or leave it empty", listed(keys)),
        };
        self.report(&OBJECT_KEY_SCALAR, Site::Mapping(method.mark), message, &help);
    }

    /// Returns the object keys of the lists in the response of a method.
    fn lists(&self, method: &MappedMethod) -> Vec<String> {
        let found = || {
            let resolver = self.engine().resolver;
            let schema = self.engine().response(&self.operation(method.operation)?.node)?.1?.schema?;
            Some(lists(schema.resolve(resolver)?.node, resolver))
        };
        found().unwrap_or_default()
    }

    fn shape_rows(&mut self, owner: &str, method: &mut MappedMethod, types: Option<&BTreeSet<Text>>) {
        let key = method.object_key.clone();
        let shaped = self.found_rows(method, |rows, media_type| {
            let path = path_of(key.as_deref(), rows);
            (rows::form(rows, types, media_type, path.as_deref()), rows.at.location.clone())
        });
        match shaped {
            Some((Form::Text(node), location)) => {
                self.counts.rows += 1;
                self.apply(method.operation, Edit { location, node, sources: BTreeSet::new() });
            }
            Some((Form::Template(template), _)) => {
                self.counts.rows += 1;
                self.transform(&format!("{owner}_{}", method.name), method, template);
            }
            Some((Form::Unreadable(why), _)) => self.unreadable(method, why),
            Some((Form::Fine, _)) | None => {}
        }
    }

    fn transform(&mut self, owner: &str, method: &mut MappedMethod, template: rows::Template) {
        let mark = template.row.mark;
        let row = self.free_name(&format!("{owner}_row"));
        self.add_schema(&row, template.row);
        let reference = Node::string(pointer::reference(["components", "schemas", &row]), mark);
        let text = |text: &str| Node::string(text, mark);
        let object = |entries: Vec<(Text, Node)>| Node::mapping(Mapping::from_iter(entries), mark);
        let list =
            object(vec![("type".into(), text("array")), ("items".into(), object(vec![("$ref".into(), reference)]))]);
        let properties = object(vec![(rows::ROWS.into(), list)]);
        let schema = self.free_name(&format!("{owner}_rows"));
        self.add_schema(&schema, object(vec![("type".into(), text("object")), ("properties".into(), properties)]));
        self.used.entry(method.operation).or_default().push(Id::new("schemas", &schema));
        method.object_key = Some(TEMPLATE_KEY.to_owned());
        method.transform = Some(Transform { kind: template.kind.into(), body: template.body, schema: schema.into() });
    }

    pub(super) fn add_schema(&mut self, name: &str, schema: Node) {
        let id = Id::new("schemas", name);
        self.document.components.set(&id, &[], schema);
        self.changed.entry(Owner::Component(id)).or_default();
    }

    /// Returns an unused component name. Names of resources and methods may have characters that are invalid there.
    pub(super) fn free_name(&self, base: &str) -> String {
        let resolver = self.engine().resolver;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let plain = |c: char| if is_plain(c) { c } else { '_' };
        let base: String = base.chars().take(MAX_NAME).map(plain).collect();
        let numbered = |number: usize| if number == 1 { base.clone() } else { format!("{base}_{number}") };
        (1..).map(numbered).find(|name| resolver.schema(name).is_none()).unwrap_or_default()
    }

    fn unreadable(&mut self, method: &mut MappedMethod, why: &str) {
        if !self.switches.rows {
            return;
        }
        self.counts.rows += 1;
        method.verb = SqlVerb::Exec;
        let message = format!("SELECT gets no rows from the method `{}`: {why}; only EXEC can call it", method.name);
        let help = "add the response's schema to the spec, or write `exec` in the mapping";
        self.report(&SELECT_UNREADABLE, Site::Mapping(method.mark), message, help);
    }
}

/// What becomes of an object key that the engine cannot read.
enum Key {
    Bare(String),
    Template(rows::Template),
}

/// Returns the keys from a response to its rows, or `None` if the object key is not a plain path.
fn path_of<'k>(key: Option<&'k str>, rows: &Rows<'_>) -> Option<Vec<&'k str>> {
    let Some(key) = key else {
        return Some(if rows.by_name { vec!["items"] } else { Vec::new() });
    };
    let steps: Vec<&str> = key.strip_prefix('$')?.split('.').filter(|step| !step.is_empty()).collect();
    steps.iter().all(|step| !step.contains('[')).then_some(steps)
}
