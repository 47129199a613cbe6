//! Groups changes that mean the same for queries, so that reports do not repeat themselves.

use indexmap::{IndexMap, IndexSet};

use crate::diff::{Action, Area, Change};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A provider, service, resource or the like was removed.
    Gone,
    /// Something was renamed.
    Renamed,
    /// Queries reach another operation, or reach it in another way.
    Rerouted,
    /// Statements must give more.
    Demanded,
    /// Statements can no longer give something.
    Refused,
    /// Queries can no longer read something.
    Unread,
    /// Queries can no longer compare with some values.
    Unequalled,
    /// A default changed.
    Defaulted,
    /// A type changed.
    Turned,
    /// Fewer values are accepted.
    Narrowed,
    /// The server or authentication changed.
    Connected,
    /// A provider, service, resource or the like is new.
    New,
    /// Queries can read more.
    Read,
    /// Statements can give more.
    Accepted,
    /// Something is now optional.
    Relaxed,
    /// More values are accepted.
    Widened,
    /// Something is deprecated, or no longer deprecated.
    Deprecated,
    /// A description changed.
    Described,
}

/// The changes of a group, by place.
pub struct Grouped<'a> {
    pub group: Group,
    /// The types of the changes.
    pub ids: IndexSet<&'static str>,
    pub lines: Vec<Line<'a>>,
}

/// The changes at one place.
pub struct Line<'a> {
    /// The place as SQL spells it.
    pub address: String,
    /// The affected methods; empty if methods do not matter.
    pub methods: Vec<&'a str>,
    /// What changed, without repetition.
    pub items: Vec<Item<'a>>,
    /// The number of changes in this line.
    pub count: usize,
}

#[derive(PartialEq, Eq, Hash)]
pub enum Item<'a> {
    /// The name of a column, parameter or property.
    Name(&'a str),
    /// A changed type.
    Type { name: &'a str, is: &'a str, was: &'a str },
    /// Values that are no longer accepted, or newly accepted.
    Values { name: &'a str, values: &'a str },
    /// Only these values are accepted.
    Only { name: &'a str, values: &'a str },
    /// Any value is accepted.
    Any { name: &'a str },
    /// A sentence.
    Text(&'a str),
}

impl Group {
    pub fn of(change: &Change) -> Self {
        let id = change.kind.id;
        match (change.kind.area, change.kind.action) {
            _ if id.ends_with("-description-changed") => Group::Described,
            _ if id.ends_with("-deprecation-changed") => Group::Deprecated,
            (Area::Auth | Area::Server, _) => Group::Connected,
            (_, Action::Renamed) => Group::Renamed,
            (Area::Parameter, _) if id.ends_with("-default-changed") => Group::Defaulted,
            (Area::Parameter, _) if id.ends_with("-type-changed") => Group::Turned,
            (Area::Parameter, _) if id.ends_with("-values-removed") => Group::Narrowed,
            (Area::Parameter, _) if id.ends_with("-values-added") => Group::Widened,
            (Area::Parameter, _) if id.ends_with("-now-optional") => Group::Relaxed,
            (Area::Parameter, _) if id.ends_with("-now-required") => Group::Demanded,
            (Area::Parameter, Action::Added) if id.starts_with("required-") => Group::Demanded,
            (Area::Parameter, Action::Removed) => Group::Refused,
            (Area::Parameter, _) => Group::Accepted,
            (Area::Column, _) if id.ends_with("-values-removed") => Group::Unequalled,
            (Area::Column, _) if id.ends_with("-values-added") => Group::Widened,
            (Area::Column, Action::Added) => Group::Read,
            (Area::Column, Action::Removed) => Group::Unread,
            (Area::Column, Action::Changed) => Group::Turned,
            (_, Action::Added) => Group::New,
            (_, Action::Removed) => Group::Gone,
            (_, Action::Changed) => Group::Rerouted,
        }
    }

    /// A heading and advice.
    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Group::Gone => ("Removed", "remove it from queries"),
            Group::Renamed => ("Renamed", "use the new name"),
            Group::Rerouted => ("Behaves differently", "check the results of queries"),
            Group::Demanded => ("Now required", "add it to queries"),
            Group::Refused => ("No longer accepted", "leave it out"),
            Group::Unread => ("No longer returned", "remove it from queries"),
            Group::Unequalled => ("Values no longer returned", "compare with another value"),
            Group::Defaulted => ("Changed default", "give the value explicitly"),
            Group::Turned => ("Changed type", "use values of the new type"),
            Group::Narrowed => ("Values no longer accepted", "use another value"),
            Group::Connected => ("Connection", "check the settings of sessions"),
            Group::New => ("New", ""),
            Group::Read => ("New columns and fields", ""),
            Group::Accepted => ("New optional inputs", ""),
            Group::Relaxed => ("No longer required", ""),
            Group::Widened => ("More values", ""),
            Group::Deprecated => ("Deprecation changed", "look for a replacement"),
            Group::Described => ("Description changed", ""),
        }
    }
}

/// Groups changes, most severe groups first. Places stay in their order.
pub fn grouped<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Vec<Grouped<'a>> {
    let mut groups: IndexMap<Group, Vec<&Change>> = IndexMap::new();
    for change in changes {
        groups.entry(Group::of(change)).or_default().push(change);
    }
    groups.sort_keys();
    let grouped = |(group, changes): (Group, Vec<&'a Change>)| {
        let ids = changes.iter().map(|change| change.kind.id).collect();
        Grouped { group, ids, lines: lines(group, changes) }
    };
    groups.into_iter().map(grouped).collect()
}

/// A place and the affected methods.
type Spot<'a> = (String, Vec<&'a str>);

/// Lines by place; methods with the same changes share one.
fn lines<'a>(group: Group, changes: Vec<&'a Change>) -> Vec<Line<'a>> {
    let mut by_item: IndexMap<(String, Item<'a>), (IndexSet<&str>, usize)> = IndexMap::new();
    for change in changes {
        let key = (change.place.in_sql(), Item::of(group, change));
        let (methods, count) = by_item.entry(key).or_default();
        methods.extend(methods_of(change));
        *count += 1;
    }
    let mut lines: IndexMap<Spot<'a>, (Vec<Item<'a>>, usize)> = IndexMap::new();
    for ((address, item), (methods, count)) in by_item {
        // The text of a sentence names its methods.
        let methods = if matches!(item, Item::Text(_)) { Vec::new() } else { methods.into_iter().collect() };
        let (items, all) = lines.entry((address, methods)).or_default();
        items.push(item);
        *all += count;
    }
    lines.into_iter().map(|((address, methods), (items, count))| Line { address, methods, items, count }).collect()
}

fn methods_of(change: &Change) -> impl Iterator<Item = &str> {
    let own = Some(change.place.method.as_str()).filter(|name| !name.is_empty());
    own.into_iter().chain(change.methods.iter().map(String::as_str))
}

impl<'a> Item<'a> {
    fn of(group: Group, change: &'a Change) -> Self {
        let Some(name) = change.item.as_deref() else { return Item::Text(&change.text) };
        let (before, after) = (change.before.as_deref(), change.after.as_deref());
        match (group, before, after) {
            (Group::Turned, Some(was), Some(is)) => Item::Type { name, is, was },
            (Group::Narrowed | Group::Unequalled, Some(values), _) | (Group::Widened, _, Some(values)) => {
                Item::Values { name, values }
            }
            (Group::Narrowed, None, Some(values)) => Item::Only { name, values },
            (Group::Widened, Some(_), None) if change.kind.area == Area::Parameter => Item::Any { name },
            (Group::Demanded | Group::Refused | Group::Unread | Group::Read | Group::Accepted | Group::Relaxed, ..) => {
                Item::Name(name)
            }
            _ => Item::Text(&change.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::CHANGES;

    /// A new type in the table must not get a heading that does not fit it.
    #[test]
    fn each_type_stands_under_a_heading() {
        let group = |kind: &'static crate::diff::ChangeType| {
            let change = Change {
                kind,
                level: kind.level,
                direction: kind.direction,
                place: crate::diff::Address::default(),
                was: None,
                item: None,
                methods: Vec::new(),
                before: None,
                after: None,
                text: String::new(),
            };
            format!("{}: {}\n", kind.id, Group::of(&change).title().0)
        };
        insta::assert_snapshot!(CHANGES.iter().map(|kind| group(kind)).collect::<String>());
    }
}
