//! Compares the columns of SELECT and the fields inside them. Methods with the same change share one.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::engine::{Field, Release};
use crate::model::{Method, Resource};
use crate::schema::Resolver;
use crate::schema::shape::Shape;
use crate::sql::SqlVerb;

use super::change::{Change, Scope, deprecation, named, quoted};
use super::nested::{Schemas, Use, What};
use super::reach::verbs;
use super::table::{self, Action, ChangeType, Level};
use super::values::{self, Turn, Values};

/// A change of a column or of a field in it.
#[derive(PartialEq, Eq, Hash)]
struct Fact<'a> {
    kind: &'static str,
    is_inside: bool,
    name: Cow<'a, str>,
    what: Happened<'a>,
}

/// What changed.
#[derive(PartialEq, Eq, Hash)]
enum Happened<'a> {
    Type { before: Option<Cow<'a, str>>, after: Option<Cow<'a, str>> },
    Values(Turn),
    Deprecation(bool),
}

/// Changes with the affected methods.
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
        collect((a, b), schemas, scope, &mut facts);
    }
    for (fact, (kind, methods)) in facts {
        let level = fact.level(kind);
        let whole = methods.len() == all;
        let of = if whole { String::new() } else { format!(" of {}", named(methods.iter().copied())) };
        let word = if fact.is_inside { "field" } else { "column" };
        let mut change = scope.change(kind, format!("the {word} {}{of} {}", quoted(&fact.name), fact.predicate(kind)));
        if !whole {
            change.methods = methods.into_iter().map(str::to_owned).collect();
        }
        let (before, after) = fact.ends();
        changes.push(change.about(fact.name).between(before, after).weighing(level));
    }
}

impl Fact<'_> {
    fn predicate(&self, kind: &ChangeType) -> String {
        let spelled = |datatype: &Option<Cow<'_, str>>| match datatype.as_deref() {
            None | Some("") => "of no type".to_owned(),
            Some(datatype) => quoted(datatype),
        };
        match (&self.what, kind.action) {
            (Happened::Values(turn), _) => turn.read(),
            (Happened::Deprecation(now), _) => format!("is {}", deprecation(*now)),
            (Happened::Type { after, .. }, Action::Added) => format!("was added ({})", spelled(after)),
            (Happened::Type { .. }, Action::Removed) => "was removed".to_owned(),
            (Happened::Type { before: None, after: None }, _) => "has a changed description".to_owned(),
            (Happened::Type { before, after }, _) => format!("is now {} (was {})", spelled(after), spelled(before)),
        }
    }

    fn ends(&self) -> (Option<String>, Option<String>) {
        match &self.what {
            Happened::Values(turn) => turn.ends(),
            Happened::Deprecation(_) => (None, None),
            Happened::Type { before, after } => {
                (before.as_deref().map(str::to_owned), after.as_deref().map(str::to_owned))
            }
        }
    }

    /// A new list of values removes nothing: without one, the values were unknown.
    fn level(&self, kind: &ChangeType) -> Level {
        if matches!(self.what, Happened::Values(Turn::Only(_))) { Level::Documentation } else { kind.level }
    }
}

fn collect<'a>((old, new): (&'a Method, &'a Method), schemas: &Schemas<'a>, scope: &Scope, facts: &mut Facts<'a>) {
    let (before, after) = (fields(old), fields(new));
    // The newer engine knows a column by the name of its property as well (provider-format 8).
    let by_property = fields_by(new, |field| &field.property);
    let has_both = scope.profile.has(Release::AnySdk055);
    let column = |name| after.get(name).or_else(|| by_property.get(name).filter(|_| has_both));
    let mut add = |kind: &'static ChangeType, is_inside, name, what| {
        let fact = Fact { kind: kind.id, is_inside, name, what };
        facts.entry(fact).or_insert_with(|| (kind, Vec::new())).1.push(&new.name);
    };
    let (base, rev) = (State::of(old, schemas.base), State::of(new, schemas.rev));
    for (name, was) in &before {
        let name = *name;
        let Some(is) = column(name) else {
            add(&table::COLUMN_REMOVED, false, name.into(), types(Some(base.datatype(was)), None));
            continue;
        };
        let (before, after) = (base.datatype(was), rev.datatype(is));
        if before == after {
            let own =
                base.values(was).against(&rev.values(is)).into_iter().map(|turn| (name.to_owned(), What::Values(turn)));
            let inside = schemas.compare(name, &was.schema, &is.schema, Use::Read).into_iter();
            for (path, what) in own.chain(inside.map(|fact| (fact.path, fact.what))) {
                let is_inside = path != name;
                inner(what).into_iter().for_each(|(kind, what)| add(kind, is_inside, path.clone().into(), what));
            }
        } else {
            add(turned(before, after), false, name.into(), types(Some(before), Some(after)));
        }
        if was.description != is.description {
            add(&table::COLUMN_DESCRIPTION_CHANGED, false, name.into(), types(None, None));
        }
        let now = rev.is_deprecated(is);
        if base.is_deprecated(was) != now {
            add(&table::COLUMN_DEPRECATION_CHANGED, false, name.into(), Happened::Deprecation(now));
        }
    }
    for (name, is) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        add(&table::COLUMN_ADDED, false, (*name).into(), types(None, Some(rev.datatype(is))));
    }
}

fn types<'a>(before: Option<&'a str>, after: Option<&'a str>) -> Happened<'a> {
    Happened::Type { before: before.map(Cow::Borrowed), after: after.map(Cow::Borrowed) }
}

/// The columns of a method in one state.
struct State<'a> {
    resolver: Resolver<'a>,
    row: Option<Shape<'a>>,
}

impl<'a> State<'a> {
    fn of(method: &'a Method, resolver: Resolver<'a>) -> Self {
        State { resolver, row: method.row_schema.as_ref().map(|row| Shape::of(resolver, row)) }
    }

    fn shape(&self, field: &'a Field) -> Shape<'a> {
        Shape::of(self.resolver, &field.schema)
    }

    /// The stated type, or `string` if all alternatives and listed values are text: stating any other type changes the
    /// column.
    fn datatype(&self, field: &'a Field) -> &'a str {
        let is_text = || self.shape(field).agreement().kind == Some("string");
        if field.datatype.is_empty() && is_text() { "string" } else { &field.datatype }
    }

    fn values(&self, field: &'a Field) -> Values {
        let named = self.row.iter().flat_map(|row| row.named_values(&field.name)).map(str::to_owned).collect();
        Values { listed: values::set(&self.shape(field).own_values()), named }
    }

    fn is_deprecated(&self, field: &'a Field) -> bool {
        self.shape(field).flag("deprecated")
    }
}

fn turned(before: &str, after: &str) -> &'static ChangeType {
    let is_text = |name: &str| !matches!(name, "integer" | "number" | "boolean");
    if is_text(before) && is_text(after) { &table::COLUMN_SHAPE_CHANGED } else { &table::COLUMN_TYPE_CHANGED }
}

/// The type of a change inside a column.
fn inner<'a>(what: What) -> Option<(&'static ChangeType, Happened<'a>)> {
    let types = |before: Option<String>, after: Option<String>| Happened::Type {
        before: before.map(Cow::Owned),
        after: after.map(Cow::Owned),
    };
    Some(match what {
        What::Added { datatype, .. } => (&table::COLUMN_FIELD_ADDED, types(None, Some(datatype))),
        What::Removed { datatype, .. } => (&table::COLUMN_FIELD_REMOVED, types(Some(datatype), None)),
        What::Turned { before, after } => (&table::COLUMN_FIELD_TYPE_CHANGED, types(Some(before), Some(after))),
        What::Values(turn) if turn.is_loss() => (&table::COLUMN_VALUES_REMOVED, Happened::Values(turn)),
        What::Values(turn) => (&table::COLUMN_VALUES_ADDED, Happened::Values(turn)),
        What::NowRequired | What::NowOptional => return None,
    })
}

fn fields(method: &Method) -> IndexMap<&str, &Field> {
    fields_by(method, |field| &field.name)
}

fn fields_by(method: &Method, name: impl Fn(&Field) -> &str) -> IndexMap<&str, &Field> {
    method.fields.iter().flatten().map(|field| (name(field), field)).collect()
}
