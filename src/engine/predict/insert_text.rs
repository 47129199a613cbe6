//! `SHOW INSERT`: an `INSERT` to be filled in.

use std::collections::BTreeSet;

use super::method::{Method, Place};
use super::run::Run;
use super::schema::Schema;
use super::session::Printed;
use super::statement::ast::Show;
use super::stop::{Step, fail};

/// What stands before each line, and the same with room for a quote.
const INDENT: &str = "  ";
const INDENT_AND_QUOTE: &str = "   ";

/// How deep schemas are followed.
const MAX_DEPTH: usize = 30;

/// What may be written for a schema.
enum Blank {
    /// Nothing.
    None,
    /// A value.
    Value { is_text: bool, place: String },
    /// An object.
    Object(Vec<(String, Blank)>),
    /// A list of one item.
    List(Box<Blank>),
}

impl Run<'_, '_> {
    /// Shows an `INSERT` for a resource.
    pub fn show_insert(&mut self, show: &Show) -> Step<Printed> {
        let found = self.world.find(&show.table)?;
        self.world.touch_quietly(&found)?;
        let methods = found.resource.of_verb("insert");
        let Some(method) = methods.first() else { return fail("cannot locate method for action 'insert'") };
        let text = text(method, show)?.replace("%s", &show.table.text());
        Ok(Printed { columns: Some(vec!["insert_statement".to_owned()]), rows: vec![vec![Some(text)]] })
    }
}

/// The lines of a column: its name, its value, and its place to be filled in.
struct Lines {
    name: String,
    value: String,
    place: String,
}

fn text(method: &Method<'_>, show: &Show) -> Step<String> {
    let Some(schema) = method.body_schema() else {
        return fail(format!("no request body for operation =  {}", method.name));
    };
    let mut all = outside(method, show)?;
    all.extend(inside(method, schema, show)?);
    if let Some(columns) = &show.columns {
        let missing = columns.iter().find(|column| !all.iter().any(|lines| &lines.name == *column));
        if let Some(missing) = missing {
            return fail(format!("cannot find the following columns: {missing}"));
        }
        all.retain(|lines| columns.contains(&lines.name));
    }
    let joined = |part: fn(&Lines) -> String| all.iter().map(part).collect::<Vec<_>>().join(",\n");
    Ok(format!(
        "<<<jsonnet\n{{\n{}\n}}\n>>>\nINSERT INTO %s(\n{}\n)\nSELECT\n{}\n;\n",
        joined(|lines| lines.place.clone()),
        joined(|lines| format!("{INDENT}{}", lines.name)),
        joined(|lines| lines.value.clone()),
    ))
}

/// The parameters outside the body: all of them where more is asked for, else those that have to be given.
fn outside(method: &Method<'_>, show: &Show) -> Step<Vec<Lines>> {
    let params = if !show.is_extended {
        method.required()?.into_iter().filter(|(_, param)| param.place != Place::Body).collect()
    } else if show.is_required_only {
        method.required_outside()
    } else {
        method.outside()
    };
    let lines = |(name, param): (String, super::method::Param<'_>)| {
        if method.any_param(&name)?.is_none() {
            return fail(format!("'{name}'"));
        }
        let value = format!("{{{{ .values.{name} }}}}");
        let value =
            if param.kind() == "string" { format!("{INDENT}'{value}'") } else { format!("{INDENT_AND_QUOTE}{value}") };
        Ok(Lines { place: format!("{INDENT_AND_QUOTE}{name}: << {name} >>"), value, name })
    };
    params.into_iter().map(lines).collect()
}

fn inside(method: &Method<'_>, schema: &Schema<'_>, show: &Show) -> Step<Vec<Lines>> {
    if schema.kind() != "object" {
        return Ok(Vec::new());
    }
    let listed = method.request.as_ref().and_then(|request| request.node).map(|node| node.items("required"));
    let listed: BTreeSet<&str> = listed.unwrap_or_default().iter().filter_map(crate::tree::Node::as_str).collect();
    let mut all = Vec::new();
    for (key, property) in schema.all_properties()? {
        let is_left_out =
            property.node().flag("readOnly") || show.is_required_only && !schema.required.contains(&key.as_str());
        if is_left_out && !listed.contains(key.as_str()) {
            continue;
        }
        let Some(name) = method.body_name(&key) else { return fail("unsupported algorithm") };
        let values = blank(&property, format!(".values.{name}"), true, 0)?;
        let places = blank(&property, name.clone(), false, 0)?;
        let Some(value) = value_text(&values) else { continue };
        let value = match values {
            Blank::Value { is_text: false, .. } => format!("{INDENT_AND_QUOTE}{value}"),
            Blank::Value { is_text: true, .. } => format!("{INDENT}'{}'", value.trim_matches('"')),
            _ => format!("{INDENT}'{value}'"),
        };
        let place = format!("{INDENT_AND_QUOTE}{name}: {INDENT_AND_QUOTE}{}", place_text(&places));
        all.push(Lines { name, value, place });
    }
    Ok(all)
}

/// What may be written for a schema; the place of a value is its whole path, or only its last part.
fn blank(schema: &Schema<'_>, place: String, is_whole: bool, depth: usize) -> Step<Blank> {
    if depth > MAX_DEPTH {
        return Ok(Blank::Value { is_text: true, place });
    }
    let inner = |name: &str| if is_whole { format!("{place}.{name}") } else { name.to_owned() };
    match schema.kind() {
        "object" => {
            let mut entries = Vec::new();
            for (name, property) in schema.all_properties()? {
                match blank(&property, inner(&name), is_whole, depth + 1)? {
                    Blank::None => {}
                    below => entries.push((name, below)),
                }
            }
            if let (true, Some(additional)) = (entries.is_empty(), schema.own_additional()) {
                let is_text = additional.kind() == "string";
                let key = if is_whole { format!("{{{{ {place}[0].key }}}}") } else { format!("<< {place}[0].key >>") };
                entries.push((key, Blank::Value { is_text, place: format!("{place}[0].val") }));
            }
            Ok(if entries.is_empty() { Blank::None } else { Blank::Object(entries) })
        }
        "array" => match schema.own_items() {
            Some(items) => Ok(Blank::List(Box::new(blank(&items, format!("{place}[0]"), is_whole, depth + 1)?))),
            None => Ok(Blank::None),
        },
        kind => Ok(Blank::Value { is_text: kind == "string", place }),
    }
}

fn value_text(blank: &Blank) -> Option<String> {
    match blank {
        Blank::None => None,
        Blank::Value { is_text: true, place } => Some(format!("\"{{{{ {place} }}}}\"")),
        Blank::Value { is_text: false, place } => Some(format!("{{{{ {place} }}}}")),
        Blank::Object(entries) => {
            let entry = |(name, below): &(String, Blank)| Some(format!("\"{name}\": {}", value_text(below)?));
            Some(format!("{{ {} }}", entries.iter().filter_map(entry).collect::<Vec<_>>().join(", ")))
        }
        Blank::List(item) => Some(format!("[ {} ]", value_text(item)?)),
    }
}

fn place_text(blank: &Blank) -> String {
    match blank {
        Blank::None => String::new(),
        Blank::Value { place, .. } => format!("<< {place} >>"),
        Blank::Object(entries) => {
            let entry = |(name, below): &(String, Blank)| format!("{INDENT_AND_QUOTE}{name}: {}", place_text(below));
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{\n{}\n{INDENT_AND_QUOTE}}}", entries.join(",\n"))
        }
        Blank::List(item) => format!("[ {} ]", place_text(item)),
    }
}
