//! Gives columns to rows that the engine cannot read. It makes columns of an object's properties, and one of text; it
//! fails on numbers, objects without properties and lists without `items`.

use std::collections::BTreeSet;

use crate::tree::{Mapping, Node, Text};

use crate::engine::Rows;
use crate::engine::media_type::is_json;
use crate::schema::is_composed;

/// How rows get columns.
pub enum Form {
    /// They already have columns.
    Fine,
    /// Replace the schema of the row: text gives one column for rows that are not objects.
    Text(Node),
    /// Use a template that builds rows.
    Template(Template),
    /// The engine cannot read them, for this reason.
    Unreadable(&'static str),
}

pub struct Template {
    /// The engine's name for its kind.
    pub kind: &'static str,
    /// The template, which writes an object with the list `rows`.
    pub body: String,
    pub row: Node,
}

/// The key of the list that a template writes.
pub const ROWS: &str = "rows";

/// Passes the response to the template as text, unchanged.
const OF_TEXT: &str = "golang_template_text_v0.3.0";

/// Passes the response to the template as a value.
const OF_JSON: &str = "golang_template_json_v0.3.0";

/// Guarded, because a response can be empty.
const WHOLE: &str = r#"{{ if . }}{"rows":[{"value":{{ . }}}]}{{ else }}{"rows":[]}{{ end }}"#;

const EACH_ENTRY: &str = concat!(
    r#"{{ $comma := "" }}{{ range $key, $value := . }}{{ $comma }}"#,
    r#"{"key":{{ toJson $key }},"value":{{ toJson $value }}}{{ $comma = "," }}{{ end }}"#
);

const EACH_ITEM: &str =
    r#"{{ range $index, $value := . }}{{ if $index }},{{ end }}{"value":{{ toJson $value }}}{{ end }}"#;

/// The items of a list as they are.
const SAME_ITEMS: &str = r#"{{ range $index, $value := . }}{{ if $index }},{{ end }}{{ toJson $value }}{{ end }}"#;

/// The shape of a row that is not an object with properties.
enum Shape {
    Text,
    Scalar,
    List,
    Object,
    Unknown,
}

/// Returns how the rows of a response get columns. `types` are those of a composition without properties, and `path`
/// the keys from the response to the rows, if known.
pub fn form(rows: &Rows<'_>, types: Option<&BTreeSet<Text>>, media_type: &str, path: Option<&[&str]>) -> Form {
    let schema = rows.schema.node;
    let Some(shape) = shape(rows, types) else { return Form::Fine };
    let path = path.filter(|path| is_json(media_type) && path.iter().all(|key| !key.contains(['"', '\\'])));
    let no_json = Form::Unreadable("its response is not JSON with a schema");
    match (shape, rows.is_list, path) {
        // Behind a key, the engine names the column of a list of scalars like the key and finds nothing in it.
        (Shape::Text | Shape::Scalar | Shape::List, true, Some(path @ [_, ..])) => {
            template(OF_JSON, &at(path, EACH_ITEM), value_row(schema))
        }
        (Shape::Text, false, Some([])) => template(OF_TEXT, WHOLE, value_row(schema)),
        (Shape::Text, ..) => match is_composed(schema) {
            true => Form::Text(text(schema)),
            false => Form::Fine,
        },
        (Shape::Scalar | Shape::List, true, _) => Form::Text(text(schema)),
        (Shape::Object | Shape::Unknown, true, Some(path)) => {
            template(OF_JSON, &at(path, EACH_ITEM), value_row(schema))
        }
        (Shape::Object, false, Some(path)) => template(OF_JSON, &at(path, EACH_ENTRY), entry_row(schema)),
        (Shape::Scalar | Shape::Unknown, false, Some([])) => template(OF_TEXT, WHOLE, value_row(schema)),
        (_, false, Some(_)) => Form::Unreadable("its object key points to a single value"),
        _ => no_json,
    }
}

/// Returns a template for rows behind a path that the engine cannot read: in a key that begins with `$`, each step has to
/// look like an identifier (provider-format 3.1).
pub fn behind(path: &[&str], rows: &Rows<'_>) -> Option<Template> {
    let is_sound = rows.is_list && path.iter().all(|key| !key.contains(['"', '\\']));
    let row = rows.at.node.clone();
    is_sound.then(|| Template { kind: OF_JSON, body: at(path, SAME_ITEMS), row })
}

fn template(kind: &'static str, body: &str, row: Node) -> Form {
    Form::Template(Template { kind, body: body.to_owned(), row })
}

fn shape(rows: &Rows<'_>, types: Option<&BTreeSet<Text>>) -> Option<Shape> {
    let schema = rows.schema.node;
    if schema.entries("properties").next().is_some() {
        return None;
    }
    if let Some(types) = types {
        let is_scalar = |kind: &Text| matches!(&**kind, "string" | "integer" | "number" | "boolean");
        let is_text = types.iter().all(|kind| &**kind == "string");
        return Some(match types.iter().all(is_scalar) && !types.is_empty() {
            true if is_text => Shape::Text,
            true => Shape::Scalar,
            false => Shape::Unknown,
        });
    }
    if is_composed(schema) {
        return None;
    }
    Some(match schema.text("type") {
        Some("string") => Shape::Text,
        Some("integer" | "number" | "boolean") => Shape::Scalar,
        Some("array") if rows.has_items => Shape::List,
        Some("object") => Shape::Object,
        _ => Shape::Unknown,
    })
}

fn at(path: &[&str], inner: &str) -> String {
    let mut template = String::from(r#"{"rows":[{{ with . }}"#);
    path.iter().for_each(|key| template.push_str(&format!("{{{{ with index . \"{key}\" }}}}")));
    template.push_str(inner);
    (0..=path.len()).for_each(|_| template.push_str("{{ end }}"));
    template + "]}"
}

fn text(schema: &Node) -> Node {
    let mut entries = Mapping::from_iter([("type".into(), Node::string("string", schema.mark))]);
    entries.extend(schema.get("description").map(|text| ("description".into(), text.clone())));
    Node::mapping(entries, schema.mark)
}

fn value_row(schema: &Node) -> Node {
    let has_type = schema.text("type").is_some_and(|kind| kind != "array");
    row(schema, [("value", if has_type { schema.clone() } else { text(schema) })])
}

fn entry_row(schema: &Node) -> Node {
    let key = Node::mapping(Mapping::from_iter([("type".into(), Node::string("string", schema.mark))]), schema.mark);
    let value = schema.get("additionalProperties").filter(|value| value.as_mapping().is_some_and(|it| !it.is_empty()));
    row(schema, [("key", key.clone()), ("value", value.cloned().unwrap_or(key))])
}

fn row<const N: usize>(schema: &Node, columns: [(&str, Node); N]) -> Node {
    let columns = columns.into_iter().map(|(name, node)| (Text::from(name), node)).collect();
    let entries = [
        ("type".into(), Node::string("object", schema.mark)),
        ("properties".into(), Node::mapping(columns, schema.mark)),
    ];
    Node::mapping(Mapping::from_iter(entries), schema.mark)
}
