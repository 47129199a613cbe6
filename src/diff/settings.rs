//! Compares settings for the engine: pagination, retries, templates, names.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Method;
use crate::schema::shape::literal;
use crate::tree::{Node, Value};

use super::change::{Change, Scope, quoted};
use super::reach::direction;
use super::table::{self, Level};

/// Compared keys of `config` blocks. Effects on columns and body properties are compared there.
const CONFIG: [&str; 7] = [
    "pagination",
    "queryParamPushdown",
    "queryParamTranspose",
    "requestTranslate",
    "retry",
    ALIASES,
    "sqlExternalTables",
];

/// The setting that renames columns.
const ALIASES: &str = "snake_case_aliases";

/// Compared keys in the `request` of a method.
const REQUEST: [&str; 7] =
    ["base", "default", "projection_map", "transform", "xmlDeclaration", "xmlRootAnnotation", "xmlTransform"];

/// Compared keys in the `response` of a method.
const RESPONSE: [&str; 3] = ["asyncOverrideMediaType", "async_schema_override", "projection_map"];

/// Longer values are not shown.
const MAX_VALUE: usize = 80;

/// Settings by name.
type Settings = BTreeMap<String, Node>;

/// Compares the `config` of two providers or services.
pub fn of_config(old: Option<&Node>, new: Option<&Node>, (owner, scope): (&str, &Scope), changes: &mut Vec<Change>) {
    compare(&chosen("", old, &CONFIG), &chosen("", new, &CONFIG), owner, scope, changes);
}

/// Compares the settings of two methods.
pub fn of_method(old: &Method, new: &Method, scope: &Scope, changes: &mut Vec<Change>) {
    let mut found = Vec::new();
    compare(&told(old), &told(new), &format!("`{}`", new.name), scope, &mut found);
    changes.extend(found.into_iter().map(|change| change.for_statements(direction(new))));
}

/// The settings of a method, whose config overrides that of its resource.
fn told(method: &Method) -> Settings {
    let section = |key: &str| method.settings.get(key);
    let mut told = chosen("", section("resource"), &CONFIG);
    told.extend(chosen("", section("config"), &CONFIG));
    told.extend(chosen("request.", section("request"), &REQUEST));
    told.extend(chosen("response.", section("response"), &RESPONSE));
    let text = |text: &str| Node::string(text, method.operation.mark);
    if let Some(transform) = &method.transform {
        let node = Node::default().with("type", text(&transform.kind)).with("body", text(&transform.body));
        told.insert("response.transform".to_owned(), node);
    }
    told.extend(method.native_casing.as_deref().map(|casing| ("request.nativeCasing".to_owned(), text(casing))));
    told
}

fn chosen(prefix: &str, block: Option<&Node>, keys: &[&str]) -> Settings {
    let is_off = |node: &&Node| matches!(node.value, Value::Bool(false));
    let entry = |key: &&str| Some((format!("{prefix}{key}"), block?.get(key).filter(|node| !is_off(node))?.clone()));
    keys.iter().filter_map(entry).collect()
}

fn compare(old: &Settings, new: &Settings, owner: &str, scope: &Scope, changes: &mut Vec<Change>) {
    for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        match (old.get(name), new.get(name)) {
            (Some(before), Some(after)) => {
                changes.extend(turned(name, before, after).into_iter().map(|turn| turn.change(owner, scope)));
            }
            (before, after) => {
                let spelled = |node: &Node| if node.as_mapping().is_some() { String::new() } else { literal(node) };
                let [before, after] = [before, after].map(|node| node.map(spelled));
                changes.push(Turn { name: name.clone(), before, after }.change(owner, scope));
            }
        }
    }
}

/// A changed setting; empty values are too long to show.
struct Turn {
    name: String,
    before: Option<String>,
    after: Option<String>,
}

/// The differences inside a setting of both states.
fn turned(name: &str, before: &Node, after: &Node) -> Vec<Turn> {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    leaves(name, before, &mut old);
    leaves(name, after, &mut new);
    let names: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
    let turn = |name: String| {
        let (before, after) = (old.get(&name).cloned(), new.get(&name).cloned());
        (before != after).then_some(Turn { name, before, after })
    };
    names.into_iter().filter_map(turn).collect()
}

fn leaves(name: &str, node: &Node, found: &mut BTreeMap<String, String>) {
    match node.as_mapping() {
        Some(entries) => entries.iter().for_each(|(key, node)| leaves(&format!("{name}.{key}"), node, found)),
        None => drop(found.insert(name.to_owned(), literal(node))),
    }
}

impl Turn {
    fn change(self, owner: &str, scope: &Scope) -> Change {
        let Turn { name, before, after } = self;
        let is_short = |value: &&str| !value.is_empty() && value.len() <= MAX_VALUE && !value.contains('\n');
        let short = |value: &Option<String>| value.as_deref().filter(is_short).map(str::to_owned);
        let (was, is) = (short(&before), short(&after));
        let what = match (&before, &after, &was, &is) {
            (None, _, _, None) => "was added".to_owned(),
            (None, _, _, Some(is)) => format!("is now {} (was not set)", quoted(is)),
            (_, None, ..) => "was removed".to_owned(),
            (_, _, Some(was), Some(is)) => format!("is now {} (was {})", quoted(is), quoted(was)),
            _ => "changed".to_owned(),
        };
        let change =
            scope.change(&table::ENGINE_SETTING_CHANGED, format!("the setting {} of {owner} {what}", quoted(&name)));
        let level = if name == ALIASES { Level::Breaking } else { change.level };
        change.about(name).between(was, is).weighing(level)
    }
}
