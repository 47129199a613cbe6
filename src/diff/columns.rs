//! The columns that SELECT reads, and what is inside them. Methods that change alike are one change.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::mapping::SqlVerb;
use crate::model::{Field, Method, Resource};

use super::change::{Change, Scope, named};
use super::methods::verbs;
use super::nested::{self, Schemas, Use, What};
use super::table::{self, Action, ChangeType};

/// A change of a column, without the methods that it is about.
#[derive(PartialEq, Eq, Hash)]
struct Fact<'a> {
    kind: &'static str,
    name: Cow<'a, str>,
    before: Option<Cow<'a, str>>,
    after: Option<Cow<'a, str>>,
}

/// What happened to columns, with the methods in which it did.
type Facts<'a> = IndexMap<Fact<'a>, (&'static ChangeType, Vec<&'a str>)>;

/// Compares the columns of the methods that SELECT reaches in both states.
pub fn compare<'a>(
    old: &Resource,
    new: &Resource,
    pairs: &[(&'a Method, &'a Method)],
    (schemas, scope): (&Schemas<'a>, &Scope),
    changes: &mut Vec<Change>,
) {
    let is_read = |resource, method| verbs(resource, method).contains(&SqlVerb::Select);
    let mut facts = Facts::new();
    let mut all = 0;
    for (a, b) in pairs.iter().filter(|(a, b)| is_read(old, a) && is_read(new, b)) {
        all += 1;
        collect(a, b, schemas, &mut facts);
    }
    for (fact, (kind, methods)) in facts {
        let whole = methods.len() == all;
        let of = if whole { String::new() } else { format!(" of {}", named(methods.iter().copied())) };
        let mut change = scope.change(kind, format!("the {} `{}`{of} {}", word(kind), fact.name, fact.predicate(kind)));
        if !whole {
            change.methods = methods.into_iter().map(str::to_owned).collect();
        }
        changes
            .push(change.about(fact.name).between(fact.before.map(Cow::into_owned), fact.after.map(Cow::into_owned)));
    }
}

fn word(kind: &ChangeType) -> &'static str {
    let is_inside = [&table::COLUMN_FIELD_ADDED, &table::COLUMN_FIELD_REMOVED, &table::COLUMN_FIELD_TYPE_CHANGED];
    if is_inside.contains(&kind) { "field" } else { "column" }
}

impl Fact<'_> {
    fn predicate(&self, kind: &ChangeType) -> String {
        let spelled = |datatype: &Option<Cow<'_, str>>| match datatype.as_deref() {
            None | Some("") => "of no type".to_owned(),
            Some(datatype) => format!("`{datatype}`"),
        };
        match (kind.action, kind.id) {
            (Action::Added, _) => format!("is new ({})", spelled(&self.after)),
            (Action::Removed, _) => "is gone".to_owned(),
            (_, id) if id == table::COLUMN_DESCRIPTION_CHANGED.id => "has another description".to_owned(),
            _ => format!("is {}, and was {}", spelled(&self.after), spelled(&self.before)),
        }
    }
}

fn collect<'a>(old: &'a Method, new: &'a Method, schemas: &Schemas<'a>, facts: &mut Facts<'a>) {
    let (before, after) = (fields(old), fields(new));
    let mut add = |kind: &'static ChangeType, name, before, after| {
        let fact = Fact { kind: kind.id, name, before, after };
        facts.entry(fact).or_insert_with(|| (kind, Vec::new())).1.push(&new.name);
    };
    let datatype = |field: &'a Field| Some(Cow::Borrowed(field.datatype.as_str()));
    for (name, was) in &before {
        let name = *name;
        let Some(is) = after.get(name) else {
            add(&table::COLUMN_REMOVED, name.into(), datatype(was), None);
            continue;
        };
        if was.datatype == is.datatype {
            let inside = schemas.compare(name, &was.schema, &is.schema, Use::Read);
            inside.into_iter().filter_map(inner).for_each(|(kind, name, before, after)| add(kind, name, before, after));
        } else {
            let is_text = |field: &Field| !matches!(field.datatype.as_str(), "integer" | "number" | "boolean");
            let kind =
                if is_text(was) && is_text(is) { &table::COLUMN_SHAPE_CHANGED } else { &table::COLUMN_TYPE_CHANGED };
            add(kind, name.into(), datatype(was), datatype(is));
        }
        if was.description != is.description {
            add(&table::COLUMN_DESCRIPTION_CHANGED, name.into(), None, None);
        }
    }
    for (name, is) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        add(&table::COLUMN_ADDED, (*name).into(), None, datatype(is));
    }
}

type Inner<'a> = (&'static ChangeType, Cow<'a, str>, Option<Cow<'a, str>>, Option<Cow<'a, str>>);

/// What a reader notices of a field inside a column.
fn inner<'a>(fact: nested::Fact) -> Option<Inner<'a>> {
    let (kind, before, after) = match fact.what {
        What::Added { datatype, .. } => (&table::COLUMN_FIELD_ADDED, None, Some(datatype)),
        What::Removed { datatype, .. } => (&table::COLUMN_FIELD_REMOVED, Some(datatype), None),
        What::Turned { before, after } => (&table::COLUMN_FIELD_TYPE_CHANGED, Some(before), Some(after)),
        What::NowRequired | What::NowOptional => return None,
    };
    Some((kind, fact.path.into(), before.map(Cow::Owned), after.map(Cow::Owned)))
}

fn fields(method: &Method) -> IndexMap<&str, &Field> {
    method.fields.iter().flatten().map(|field| (field.name.as_str(), field)).collect()
}
