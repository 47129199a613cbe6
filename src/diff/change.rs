//! A change that SQL users may notice.

use super::table::{ChangeType, Direction, Level};
use crate::engine::Profile;

/// A place in a provider; names below it are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The provider.
    pub provider: String,
    /// The service.
    pub service: String,
    /// The resource.
    pub resource: String,
    /// The method.
    pub method: String,
}

impl Address {
    /// The place as SQL spells it, without the method.
    pub fn in_sql(&self) -> String {
        let names = [&self.provider, &self.service, &self.resource].map(String::as_str);
        names.into_iter().take_while(|name| !name.is_empty()).collect::<Vec<_>>().join(".")
    }
}

/// A change that SQL users may notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its type.
    pub kind: &'static ChangeType,
    /// The severity: that of the type, unless this case is more or less severe.
    pub level: Level,
    /// Whether it affects statements that read or write.
    pub direction: Direction,
    /// The new place, or the old one of something removed.
    pub place: Address,
    /// The old place, if it differs.
    pub was: Option<Address>,
    /// The parameter, column, variable or setting that changed.
    pub item: Option<String>,
    /// The affected methods; empty if all that read the resource are.
    pub methods: Vec<String>,
    /// The old value.
    pub before: Option<String>,
    /// The new value.
    pub after: Option<String>,
    /// A message for SQL users, in one line without a full stop.
    pub text: String,
}

impl Change {
    /// The sort key of changes.
    pub fn order(&self) -> impl Ord + '_ {
        let place = (&self.place.provider, &self.place.service, &self.place.resource);
        (
            place,
            self.level,
            self.kind.area,
            self.kind.id,
            &self.place.method,
            &self.item,
            &self.before,
            &self.after,
            &self.methods,
        )
    }

    /// Sets the level.
    pub fn weighing(self, level: Level) -> Self {
        Change { level, ..self }
    }

    /// Appends to the text.
    pub fn saying(mut self, more: &str) -> Self {
        self.text.push_str(more);
        self
    }

    /// Sets the item.
    pub fn about(self, item: impl Into<String>) -> Self {
        Change { item: Some(item.into()), ..self }
    }

    /// Sets the old and new values.
    pub fn between(self, before: Option<String>, after: Option<String>) -> Self {
        Change { before, after, ..self }
    }

    /// Sets the direction.
    pub fn for_statements(self, direction: Direction) -> Self {
        Change { direction, ..self }
    }
}

/// A pair of matching places.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// In the old state.
    pub base: Address,
    /// In the new state.
    pub rev: Address,
    /// The releases of the engine on which statements have to work.
    pub profile: Profile,
}

impl Scope {
    /// The place of a provider.
    pub fn of_provider(name: &str, profile: Profile) -> Self {
        let place = Address { provider: name.to_owned(), ..Address::default() };
        Scope { base: place.clone(), rev: place, profile }
    }

    /// The place of a service of the provider.
    pub fn service(&self, base: &str, rev: &str) -> Self {
        let place = |place: &Address, name: &str| Address { service: name.to_owned(), ..place.clone() };
        Scope { base: place(&self.base, base), rev: place(&self.rev, rev), ..*self }
    }

    /// The place of a resource of the service.
    pub fn resource(&self, base: &str, rev: &str) -> Self {
        let place = |place: &Address, name: &str| Address { resource: name.to_owned(), ..place.clone() };
        Scope { base: place(&self.base, base), rev: place(&self.rev, rev), ..*self }
    }

    /// The place of a method of the resource.
    pub fn method(&self, base: &str, rev: &str) -> Self {
        let place = |place: &Address, name: &str| Address { method: name.to_owned(), ..place.clone() };
        Scope { base: place(&self.base, base), rev: place(&self.rev, rev), ..*self }
    }

    /// Creates a change at this place.
    pub fn change(&self, kind: &'static ChangeType, text: impl Into<String>) -> Change {
        Change {
            kind,
            level: kind.level,
            direction: kind.direction,
            place: self.rev.clone(),
            was: (self.base != self.rev).then(|| self.base.clone()),
            item: None,
            methods: Vec::new(),
            before: None,
            after: None,
            text: text.into(),
        }
    }
}

/// A list of quoted names.
pub fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// Quotes a name or a value in backticks; backticks inside it become apostrophes.
pub fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "'"))
}

pub fn deprecation(is_deprecated: bool) -> &'static str {
    if is_deprecated { "deprecated" } else { "no longer deprecated" }
}
