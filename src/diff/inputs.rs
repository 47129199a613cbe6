//! Compares what a statement gives to a method: parameters, body properties, server variables.

use std::fmt;

use crate::model::Method;
use crate::sql::SqlVerb;

use super::body;
use super::change::{Change, Scope, deprecation, quoted};
use super::input::{Input, Sort, Types, inputs, types};
use super::nested::{Fact, Schemas, Use, What};
use super::reach::direction;
use super::sides::Sides;
use super::table::{self, ChangeType, Level};

/// A method in two states.
pub struct Pair<'a> {
    /// In the old state.
    pub old: &'a Method,
    /// In the new state.
    pub new: &'a Method,
    /// The new method that the smallest query of the old one reaches; see `queries::answers`.
    pub answers: Option<&'a Method>,
}

/// Compares the inputs of two methods.
pub fn compare<'a>(pair: &Pair<'a>, sides: &Sides<'a>, scope: &Scope, changes: &mut Vec<Change>) {
    let Pair { old, new, .. } = *pair;
    let (before, after) = (inputs(old, sides.schemas.base), inputs(new, sides.schemas.rev));
    let mut found = Vec::new();
    let method = &new.name;
    // Variables that only one service has are changes of the service.
    let counts = |name: &str, input: &Input<'_>| input.sort != Sort::Server || sides.variables.contains(name);
    for (name, was) in &before {
        match after.get(name) {
            Some(is) => {
                let types = types(was.sort, is.sort);
                Kept { name, was, is, method, types, scope }.compare(&mut found);
                found.extend(
                    inside(name, (was, is), &sides.schemas).into_iter().map(|fact| body::field(fact, method, scope)),
                );
            }
            None if counts(name, was) => {
                let change = removed(name, was, method, scope);
                found.push(if is_hidden(new, name) { hidden(change) } else { change });
            }
            None => {}
        }
    }
    let new_ones = after.iter().filter(|(name, input)| !before.contains_key(*name) && counts(name, input));
    found.extend(new_ones.map(|(name, input)| added(name, input, method, scope)));
    changes.extend(found.into_iter().map(|change| pair.weighed(change).for_statements(direction(new))));
}

impl Pair<'_> {
    /// Adjusts the level: a query may still work if another method answers it, or a column has the name of a parameter.
    fn weighed(&self, change: Change) -> Change {
        let has_column = |method: &Method| {
            let mut fields = method.fields.iter().flatten();
            method.verb == SqlVerb::Select && fields.any(|field| Some(&field.name) == change.item.as_ref())
        };
        let id = change.kind.id;
        let is = |kind: &ChangeType| kind.id == id;
        if is(&table::PARAMETER_ADDED) && has_column(self.old) {
            return change
                .weighing(Level::Risky)
                .saying(": a condition on the column of that name is now sent to the API");
        }
        if is(&table::PARAMETER_REMOVED) && has_column(self.new) {
            return change.weighing(Level::Risky).saying(": a condition on it now applies to the column of that name");
        }
        let is_key = is(&table::REQUIRED_PARAMETER_ADDED)
            || is(&table::REQUIRED_PARAMETER_REMOVED)
            || is(&table::PARAMETER_NOW_REQUIRED);
        if is_key && self.answers.is_some() { change.weighing(Level::Risky) } else { change }
    }
}

/// Changes inside an object or list. The values of list items are left out: they count as values of the property.
fn inside<'a>(name: &str, (was, is): (&Input<'a>, &Input<'a>), schemas: &Schemas<'a>) -> Vec<Fact> {
    match (was.schema, is.schema) {
        (Some(old), Some(new)) if was.datatype == is.datatype => {
            let is_said = |fact: &Fact| matches!(fact.what, What::Values(_)) && fact.path == format!("{name}[]");
            let mut facts = schemas.compare(name, old, new, Use::Write);
            facts.retain(|fact| !is_said(fact));
            facts
        }
        _ => Vec::new(),
    }
}

fn removed(name: &str, input: &Input<'_>, method: &str, scope: &Scope) -> Change {
    let types = types(input.sort, input.sort);
    let (kind, which) = if input.required { (types.required_removed, "required ") } else { (types.removed, "") };
    scope.change(kind, format!("`{method}` no longer accepts the {which}{} {}", types.word, quoted(name))).about(name)
}

/// Whether a property of the body is read-only.
fn is_hidden(method: &Method, name: &str) -> bool {
    method.body_attributes().iter().any(|attribute| attribute.name == name)
}

/// The engine still sends the property, but the API may ignore it.
fn hidden(change: Change) -> Change {
    change.weighing(Level::Risky).saying(", which is now read-only")
}

fn added(name: &str, input: &Input<'_>, method: &str, scope: &Scope) -> Change {
    let types = types(input.sort, input.sort);
    let (kind, verb) = if input.required { (types.required_added, "requires") } else { (types.added, "takes") };
    scope.change(kind, format!("`{method}` {verb} the new {} {}", types.word, quoted(name))).about(name)
}

/// An input in both states.
struct Kept<'a> {
    name: &'a str,
    was: &'a Input<'a>,
    is: &'a Input<'a>,
    method: &'a str,
    types: &'static Types,
    scope: &'a Scope,
}

impl Kept<'_> {
    fn compare(&self, changes: &mut Vec<Change>) {
        changes.extend(self.requirement());
        match self.datatype() {
            Some(change) => changes.push(change),
            None => changes.extend(self.values().chain(self.default())),
        }
        if self.was.is_deprecated != self.is.is_deprecated {
            let text = format!("{self} is {}", deprecation(self.is.is_deprecated));
            changes.push(self.say(self.types.deprecation, text));
        }
        if self.was.description != self.is.description {
            changes.push(self.say(self.types.description, format!("the description of {self} changed")));
        }
    }

    fn say(&self, kind: &'static ChangeType, text: String) -> Change {
        self.scope.change(kind, text).about(self.name)
    }

    fn requirement(&self) -> Option<Change> {
        let Kept { name, method, types, .. } = self;
        match (self.was.required, self.is.required) {
            (false, true) => Some(
                self.say(types.now_required, format!("`{method}` now requires {}, which was optional", quoted(name))),
            ),
            (true, false) => {
                let text = format!("`{method}` no longer requires {}, which is now optional", quoted(name));
                Some(self.say(types.now_optional, text))
            }
            _ => None,
        }
    }

    fn datatype(&self) -> Option<Change> {
        let (was, is) = (&self.was.datatype, &self.is.datatype);
        let spelled = |name: &str| if name.is_empty() { "of any type".to_owned() } else { quoted(name) };
        let is_wider = (was.as_str(), is.as_str()) == ("integer", "number");
        (was != is).then(|| {
            let level = if is_wider { Level::Compatible } else { self.types.datatype.level };
            let change = self.say(self.types.datatype, format!("{self} is now {} (was {})", spelled(is), spelled(was)));
            change.between(Some(was.clone()), Some(is.clone())).weighing(level)
        })
    }

    /// A change from or to an unknown default is documentation, as the API may behave as before.
    fn default(&self) -> Option<Change> {
        let (was, is) = (&self.was.default, &self.is.default);
        let text = match (was, is) {
            (Some(was), Some(is)) => format!("the default of {self} is now {} (was {})", quoted(is), quoted(was)),
            (None, Some(is)) => format!("the default of {self} is now documented as {}", quoted(is)),
            _ => format!("the default of {self} is no longer documented"),
        };
        let kind = self.types.default;
        let level = if was.is_some() && is.is_some() { kind.level } else { Level::Documentation };
        (was != is).then(|| self.say(kind, text).between(was.clone(), is.clone()).weighing(level))
    }

    fn values(&self) -> impl Iterator<Item = Change> + '_ {
        let turns = self.was.values.against(&self.is.values);
        turns.into_iter().map(move |turn| {
            let kind = if turn.is_loss() { self.types.values_removed } else { self.types.values_added };
            let (before, after) = turn.ends();
            self.say(kind, format!("{self} {}", turn.taken())).between(before, after)
        })
    }
}

impl fmt::Display for Kept<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} {} of `{}`", self.types.word, quoted(self.name), self.method)
    }
}
