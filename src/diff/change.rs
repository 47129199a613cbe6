//! `Change`: one thing that SQL users find different.

use super::table::{ChangeType, Direction, Level};

/// Where in a provider something is; names that stand further in are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The provider.
    pub provider: String,
    /// The service.
    pub service: String,
    /// The resource.
    pub resource: String,
    /// The method.
    pub method: String,
}

impl Place {
    /// As SQL spells it, without the method.
    pub fn address(&self) -> String {
        let names = [&self.provider, &self.service, &self.resource].map(String::as_str);
        names.into_iter().take_while(|name| !name.is_empty()).collect::<Vec<_>>().join(".")
    }
}

/// One thing that SQL users find different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub kind: &'static ChangeType,
    /// Its weight: that of its type, unless the case at hand weighs more or less.
    pub level: Level,
    /// Whether reading or writing statements meet it.
    pub direction: Direction,
    /// Where it is now, or where it was if it is gone.
    pub place: Place,
    /// Where it was, if that is another place.
    pub was: Option<Place>,
    /// The parameter, column, variable or setting that changed.
    pub item: Option<String>,
    /// The methods that it is about, where it is not about all that read the resource.
    pub methods: Vec<String>,
    /// What was there.
    pub before: Option<String>,
    /// What is there now.
    pub after: Option<String>,
    /// What SQL users have to know, in one line without a full stop.
    pub text: String,
}

impl Change {
    /// What the order of changes goes by.
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

    /// The same with another weight.
    pub fn weighing(self, level: Level) -> Self {
        Change { level, ..self }
    }

    /// The same with an end to its text.
    pub fn saying(mut self, more: &str) -> Self {
        self.text.push_str(more);
        self
    }

    /// The same, about something with a name.
    pub fn about(self, item: impl Into<String>) -> Self {
        Change { item: Some(item.into()), ..self }
    }

    /// The same, from something to something else.
    pub fn between(self, before: Option<String>, after: Option<String>) -> Self {
        Change { before, after, ..self }
    }

    /// The same for other statements.
    pub fn for_statements(self, direction: Direction) -> Self {
        Change { direction, ..self }
    }
}

/// Two places that belong together.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// In the old state.
    pub base: Place,
    /// In the new state.
    pub rev: Place,
}

impl Scope {
    /// A provider.
    pub fn of_provider(name: &str) -> Self {
        let place = Place { provider: name.to_owned(), ..Place::default() };
        Scope { base: place.clone(), rev: place }
    }

    /// A service of the provider.
    pub fn service(&self, base: &str, rev: &str) -> Self {
        let place = |place: &Place, name: &str| Place { service: name.to_owned(), ..place.clone() };
        Scope { base: place(&self.base, base), rev: place(&self.rev, rev) }
    }

    /// A resource of the service.
    pub fn resource(&self, base: &str, rev: &str) -> Self {
        let place = |place: &Place, name: &str| Place { resource: name.to_owned(), ..place.clone() };
        Scope { base: place(&self.base, base), rev: place(&self.rev, rev) }
    }

    /// A method of the resource.
    pub fn method(&self, base: &str, rev: &str) -> Self {
        let place = |place: &Place, name: &str| Place { method: name.to_owned(), ..place.clone() };
        Scope { base: place(&self.base, base), rev: place(&self.rev, rev) }
    }

    /// A change here.
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

/// Names as they stand in the text of a change.
pub fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// A name or a value as it stands in the text of a change. A backtick would end it there: an apostrophe stands for it.
pub fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "'"))
}

/// Whether the API advises against something.
pub fn deprecation(is_deprecated: bool) -> &'static str {
    if is_deprecated { "deprecated" } else { "no longer deprecated" }
}
