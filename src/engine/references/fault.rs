//! Why the loader refuses a reference.

use crate::place::Mark;

/// Why the loader cannot follow a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It points out of the document.
    External,
    /// It does not begin with the text that the loader needs in this place.
    Prefix(&'static str),
    /// A `%` in it is not followed by two hexadecimal digits.
    Escape,
    /// There is nothing at its end.
    Missing,
    /// It leads into a header, which the loader does not open.
    Header,
    /// It leads through another reference that the loader may not have followed by then: the order in a section is
    /// random.
    Through,
    /// It leads to another kind of value, whose name is known for objects of OpenAPI.
    Kind(Option<&'static str>),
    /// References lead back to it, which overflows the stack.
    Endless,
}

/// A reference that the loader cannot follow.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    /// Where it stands.
    pub mark: Mark,
    /// Its text.
    pub reference: &'a str,
    /// The kind of object that it stands for.
    pub expected: &'static str,
    /// What is wrong with it.
    pub fault: Fault,
}
