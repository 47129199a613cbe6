//! Changes that say the same to who has queries: what happened, what to write now, and where, without repetition.

use indexmap::{IndexMap, IndexSet};

use crate::diff::{Action, Area, Change};

/// What changes have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Something whole is gone.
    Gone,
    /// Something whole has another name.
    Renamed,
    /// Queries reach something else, or reach it in another way.
    Rerouted,
    /// Statements have to give more.
    Demanded,
    /// Statements cannot give something any more.
    Refused,
    /// What queries read is gone.
    Unread,
    /// What queries compare with is gone.
    Unequalled,
    /// What is taken where nothing is given is another.
    Defaulted,
    /// Values are of another type.
    Turned,
    /// Values are not taken any more.
    Narrowed,
    /// Requests go elsewhere, or are signed in another way.
    Connected,
    /// Something whole is new.
    New,
    /// Queries read more.
    Read,
    /// Statements can give more.
    Accepted,
    /// Statements can leave something out.
    Relaxed,
    /// More values are taken.
    Widened,
    /// The API advises against something, or does no longer.
    Deprecated,
    /// What people read is another.
    Described,
}

/// Changes of a group, by where they are.
pub struct Grouped<'a> {
    /// What they have in common.
    pub group: Group,
    /// Their types.
    pub ids: IndexSet<&'static str>,
    /// What is said once.
    pub lines: Vec<Line<'a>>,
}

/// What is said of one place.
pub struct Line<'a> {
    /// The place as SQL spells it.
    pub address: String,
    /// The methods that are meant; none if it is not about some.
    pub methods: Vec<&'a str>,
    /// What changed there; one for each, unless several changes say the same.
    pub items: Vec<Item<'a>>,
    /// How many changes it tells.
    pub count: usize,
}

/// One thing that changed at a place.
#[derive(PartialEq, Eq, Hash)]
pub enum Item<'a> {
    /// A column, parameter or property by its name.
    Name(&'a str),
    /// One of another type: what it is, and was.
    Type { name: &'a str, is: &'a str, was: &'a str },
    /// Values of one that are taken no longer, or as well.
    Values { name: &'a str, values: &'a str },
    /// One that takes only these values.
    Only { name: &'a str, values: &'a str },
    /// One that takes any value.
    Any { name: &'a str },
    /// A sentence.
    Text(&'a str),
}

impl Group {
    /// That of a change.
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

    /// What happened, and what to write now.
    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Group::Gone => ("Gone", "take it out of queries"),
            Group::Renamed => ("Renamed", "write the new name"),
            Group::Rerouted => ("Answered in another way", "look at what queries get now"),
            Group::Demanded => ("Required now", "give it as well"),
            Group::Refused => ("No longer taken", "leave it out"),
            Group::Unread => ("No longer read", "take it out of queries"),
            Group::Unequalled => ("Values that are no longer there", "compare with another one"),
            Group::Defaulted => ("Another default", "give the value that is meant"),
            Group::Turned => ("Of another type", "give and compare values of the new one"),
            Group::Narrowed => ("Values that are no longer taken", "give another one"),
            Group::Connected => ("Connection", "look at the settings of sessions"),
            Group::New => ("New", ""),
            Group::Read => ("More to read", ""),
            Group::Accepted => ("More to give", ""),
            Group::Relaxed => ("No longer required", ""),
            Group::Widened => ("More values", ""),
            Group::Deprecated => ("Deprecated, or no longer so", "look for what stands in its place"),
            Group::Described => ("Described anew", ""),
        }
    }
}

/// Changes by their groups, the weightiest group first, and by their places in the order that they have.
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

/// A place and the methods that are meant there.
type Spot<'a> = (String, Vec<&'a str>);

/// One line for all methods at a place of which the same things are to be said.
fn lines<'a>(group: Group, changes: Vec<&'a Change>) -> Vec<Line<'a>> {
    let mut by_item: IndexMap<(String, Item<'a>), (IndexSet<&str>, usize)> = IndexMap::new();
    for change in changes {
        let key = (change.place.address(), Item::of(group, change));
        let (methods, count) = by_item.entry(key).or_default();
        methods.extend(methods_of(change));
        *count += 1;
    }
    let mut lines: IndexMap<Spot<'a>, (Vec<Item<'a>>, usize)> = IndexMap::new();
    for ((address, item), (methods, count)) in by_item {
        // A sentence names its methods itself.
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

    /// A type that is new in the table must not fall under a heading that is not true of it.
    #[test]
    fn each_type_stands_under_a_heading() {
        let group = |kind: &'static crate::diff::ChangeType| {
            let change = Change {
                kind,
                level: kind.level,
                direction: kind.direction,
                place: crate::diff::Place::default(),
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
