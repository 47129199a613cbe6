//! What each position of a document may hold, as the loader of the engine types it.

mod openapi;
mod stackql;

pub use openapi::*;
pub use stackql::*;

/// What a position of a document may hold.
#[derive(Clone, Copy)]
pub enum Kind {
    Any,
    Text,
    Flag,
    Number,
    Count,
    Code,
    FlagOrSchema,
    Of(&'static Shape),
    List(&'static Kind),
    Map(&'static Kind),
}

/// The typed members of one kind of object; all other members are free.
pub struct Shape {
    pub name: &'static str,
    pub fields: &'static [(&'static str, Kind)],
    pub others: Kind,
    pub required: &'static [&'static str],
    pub referable: bool,
    pub never_null: bool,
}

impl Shape {
    pub fn field(&self, key: &str) -> Option<Kind> {
        let found = self.fields.iter().find(|(name, _)| *name == key);
        found.map(|(_, kind)| *kind)
    }
}

pub const TEXTS: Kind = Kind::List(&Kind::Text);
pub const ANYTHING: Kind = Kind::List(&Kind::Any);
pub const FREE_MAP: Kind = Kind::Map(&Kind::Any);
pub const SECURITY: Kind = Kind::List(&Kind::Map(&TEXTS));

type Fields = &'static [(&'static str, Kind)];

impl Shape {
    pub const fn new(name: &'static str, fields: Fields) -> Self {
        Shape { name, fields, others: Kind::Any, required: &[], referable: false, never_null: false }
    }

    /// A kind of object that is reused by reference and may not be null in a map or list.
    pub const fn component(name: &'static str, fields: Fields) -> Self {
        let shape = Shape::new(name, fields).never_null();
        Shape { referable: true, ..shape }
    }

    pub const fn never_null(self) -> Self {
        Shape { never_null: true, ..self }
    }

    pub const fn requiring(self, required: &'static [&'static str]) -> Self {
        Shape { required, ..self }
    }
}
