//! The columns that SELECT reads. Methods that change alike are one change.

use indexmap::IndexMap;

use crate::mapping::SqlVerb;
use crate::model::{Field, Method, Resource};

use super::change::{Change, Scope, named};
use super::methods::verbs;
use super::table::{self, ChangeType};

/// A change of a column, without the methods that it is about.
#[derive(PartialEq, Eq, Hash)]
struct Fact<'a> {
    kind: &'static str,
    name: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

/// What happened to columns, with the methods in which it did.
type Facts<'a> = IndexMap<Fact<'a>, (&'static ChangeType, Vec<&'a str>)>;

/// Compares the columns of the methods that SELECT reaches in both states.
pub fn compare(old: &Resource, new: &Resource, pairs: &[(&Method, &Method)], scope: &Scope, changes: &mut Vec<Change>) {
    let is_read = |resource, method| verbs(resource, method).contains(&SqlVerb::Select);
    let mut facts = Facts::new();
    let mut all = 0;
    for (a, b) in pairs.iter().filter(|(a, b)| is_read(old, a) && is_read(new, b)) {
        all += 1;
        collect(a, b, &mut facts);
    }
    for (fact, (kind, methods)) in facts {
        let whole = methods.len() == all;
        let of = if whole { String::new() } else { format!(" of {}", named(methods.iter().copied())) };
        let mut change = scope.change(kind, format!("the column `{}`{of} {}", fact.name, fact.predicate(kind)));
        if !whole {
            change.methods = methods.into_iter().map(str::to_owned).collect();
        }
        changes.push(change.about(fact.name).between(fact.before.map(str::to_owned), fact.after.map(str::to_owned)));
    }
}

impl Fact<'_> {
    fn predicate(&self, kind: &ChangeType) -> String {
        let spelled = |datatype: Option<&str>| match datatype {
            None | Some("") => "of no type".to_owned(),
            Some(datatype) => format!("`{datatype}`"),
        };
        match kind.id {
            id if id == table::COLUMN_ADDED.id => format!("is new ({})", spelled(self.after)),
            id if id == table::COLUMN_REMOVED.id => "is gone".to_owned(),
            id if id == table::COLUMN_DESCRIPTION_CHANGED.id => "has another description".to_owned(),
            _ => format!("is {}, and was {}", spelled(self.after), spelled(self.before)),
        }
    }
}

fn collect<'a>(old: &'a Method, new: &'a Method, facts: &mut Facts<'a>) {
    let (before, after) = (fields(old), fields(new));
    let mut add = |kind: &'static ChangeType, name, before, after| {
        let fact = Fact { kind: kind.id, name, before, after };
        facts.entry(fact).or_insert_with(|| (kind, Vec::new())).1.push(&new.name);
    };
    for (name, was) in &before {
        let Some(is) = after.get(name) else {
            add(&table::COLUMN_REMOVED, *name, Some(was.datatype.as_str()), None);
            continue;
        };
        if was.datatype != is.datatype {
            let is_text = |field: &Field| !matches!(field.datatype.as_str(), "integer" | "number" | "boolean");
            let kind =
                if is_text(was) && is_text(is) { &table::COLUMN_SHAPE_CHANGED } else { &table::COLUMN_TYPE_CHANGED };
            add(kind, *name, Some(was.datatype.as_str()), Some(is.datatype.as_str()));
        }
        if was.description != is.description {
            add(&table::COLUMN_DESCRIPTION_CHANGED, *name, None, None);
        }
    }
    for (name, is) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        add(&table::COLUMN_ADDED, *name, None, Some(is.datatype.as_str()));
    }
}

fn fields(method: &Method) -> IndexMap<&str, &Field> {
    method.fields.iter().flatten().map(|field| (field.name.as_str(), field)).collect()
}
