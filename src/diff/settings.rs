//! What documents tell the engine about requests and responses: pages, retries, templates, names.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Method;
use crate::schema::shape::literal;
use crate::tree::{Node, Value};

use super::change::{Change, Scope, quoted};
use super::reach::direction;
use super::table::{self, Level};

/// What counts in a `config` block of any level. What it does to columns and names of the body is seen there.
const CONFIG: [&str; 7] = [
    "pagination",
    "queryParamPushdown",
    "queryParamTranspose",
    "requestTranslate",
    "retry",
    ALIASES,
    "sqlExternalTables",
];

/// Gives columns other names.
const ALIASES: &str = "snake_case_aliases";

/// The same in the `request` of a method.
const REQUEST: [&str; 7] =
    ["base", "default", "projection_map", "transform", "xmlDeclaration", "xmlRootAnnotation", "xmlTransform"];

/// The same in its `response`.
const RESPONSE: [&str; 3] = ["asyncOverrideMediaType", "async_schema_override", "projection_map"];

/// Longer values are not told.
const MAX_VALUE: usize = 80;

/// The settings of one state by their names.
type Settings = BTreeMap<String, Node>;

/// Compares the `config` of two providers or services.
pub fn of_config(old: Option<&Node>, new: Option<&Node>, (owner, scope): (&str, &Scope), changes: &mut Vec<Change>) {
    compare(&chosen("", old, &CONFIG), &chosen("", new, &CONFIG), owner, scope, changes);
}

/// Compares what two methods tell the engine.
pub fn of_method(old: &Method, new: &Method, scope: &Scope, changes: &mut Vec<Change>) {
    let mut found = Vec::new();
    compare(&told(old), &told(new), &format!("`{}`", new.name), scope, &mut found);
    changes.extend(found.into_iter().map(|change| change.for_statements(direction(new))));
}

/// The config of a method stands over that of its resource.
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

/// A setting before and after, as far as it is told: empty text stands for something.
struct Turn {
    name: String,
    before: Option<String>,
    after: Option<String>,
}

/// What differs inside a setting that both states have.
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
            (None, _, _, None) => "is new".to_owned(),
            (None, _, _, Some(is)) => format!("is {}, and was not given", quoted(is)),
            (_, None, ..) => "is gone".to_owned(),
            (_, _, Some(was), Some(is)) => format!("is {}, and was {}", quoted(is), quoted(was)),
            _ => "is another".to_owned(),
        };
        let change =
            scope.change(&table::ENGINE_SETTING_CHANGED, format!("the setting {} of {owner} {what}", quoted(&name)));
        let level = if name == ALIASES { Level::Breaking } else { change.level };
        change.about(name).between(was, is).weighing(level)
    }
}
