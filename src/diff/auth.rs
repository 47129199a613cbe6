//! Compares how requests are authenticated.

use std::collections::BTreeSet;

use crate::model::Provider;
use crate::schema::shape::literal;
use crate::tree::Node;

use super::change::{Change, Scope, quoted};
use super::table;

/// A second header with its own settings.
const SUCCESSOR: &str = "successor";

/// Settings that hold no credential, besides names of environment variables.
const OPEN: [&str; 8] =
    ["auth_style", "credentialsfilepath", "grant_type", "location", "name", "scopes", "sub", "type"];

/// Compares the `auth` of two providers.
pub fn compare(old: &Provider, new: &Provider, scope: &Scope, changes: &mut Vec<Change>) {
    let auth = |provider: &Provider| provider.config.as_ref().and_then(|config| config.get("auth")).cloned();
    let kind = |auth: &Node| auth.text("type").map(str::to_owned);
    match (auth(old), auth(new)) {
        (None, Some(new)) => {
            let text = "requests are now authenticated";
            changes.push(scope.change(&table::AUTH_ADDED, text).between(None, kind(&new)));
        }
        (Some(old), None) => {
            let text = "requests are no longer authenticated";
            changes.push(scope.change(&table::AUTH_REMOVED, text).between(kind(&old), None));
        }
        (Some(old), Some(new)) if kind(&old) != kind(&new) => {
            let spelled = |auth: &Node| quoted(kind(auth).as_deref().unwrap_or("none"));
            let text = format!("the authentication type is now {} (was {})", spelled(&new), spelled(&old));
            changes.push(scope.change(&table::AUTH_TYPE_CHANGED, text).between(kind(&old), kind(&new)));
        }
        (Some(old), Some(new)) => settings(&old, &new, "", scope, changes),
        (None, None) => {}
    }
}

fn settings(old: &Node, new: &Node, prefix: &str, scope: &Scope, changes: &mut Vec<Change>) {
    let keys = [old, new].into_iter().filter_map(Node::as_mapping).flat_map(|entries| entries.keys());
    for key in keys.collect::<BTreeSet<_>>() {
        let name = format!("{prefix}{key}");
        match (old.get(key), new.get(key)) {
            (before, after) if before == after => {}
            (Some(before), Some(after)) if &**key == SUCCESSOR => {
                settings(before, after, &format!("{name}."), scope, changes);
            }
            (before, after) => changes.push(setting(&name, key, before, after, scope)),
        }
    }
}

fn setting(name: &str, key: &str, before: Option<&Node>, after: Option<&Node>, scope: &Scope) -> Change {
    let shown = |node: Option<&Node>| node.filter(|_| is_open(key)).map(literal);
    let (was, is) = (shown(before), shown(after));
    let what = match (before, after, &was, &is) {
        (_, None, ..) => "was removed".to_owned(),
        (None, _, _, Some(is)) => format!("was added: {}", quoted(is)),
        (None, ..) => "was added".to_owned(),
        (_, _, Some(was), Some(is)) => format!("is now {} (was {})", quoted(is), quoted(was)),
        _ => "changed".to_owned(),
    };
    let text = format!("the authentication setting {} {what}", quoted(name));
    scope.change(&table::AUTH_SETTING_CHANGED, text).about(name).between(was, is)
}

/// Whether the value of a setting may be shown. Values of other settings may be credentials.
fn is_open(key: &str) -> bool {
    key.ends_with("var") || OPEN.contains(&key)
}
