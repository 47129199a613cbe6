//! What the alternatives of a plain value agree on: a type, and a list of values that each of them adds to.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::tree::Node;

use super::kind;
use super::shape::{Identity, MAX_DEPTH, MAX_PARTS, Shape, is_null, literal};
use super::{ALTERNATIVES, Resolver};

/// Maximum number of schemas visited for one: nested alternatives multiply.
const MAX_VISITS: usize = 500;

/// What a schema says about a value by itself and through its alternatives.
#[derive(Clone, Default)]
pub struct Agreement<'a> {
    /// The type, if all alternatives have the same; `number` for integers and numbers.
    pub kind: Option<&'a str>,
    /// The format, if all alternatives have the same.
    pub format: Option<&'a str>,
    /// All allowed values but null, if every alternative lists its own (OpenAPI 3.1.1, "Annotated Enumerations").
    pub values: Option<Vec<&'a Node>>,
    /// Whether null is allowed too.
    pub allows_null: bool,
}

/// A value of its own alternative, with what the alternative says about it.
pub struct Told<'a> {
    /// The value.
    pub value: &'a Node,
    /// The title of the alternative.
    pub title: &'a str,
    /// The description of the alternative.
    pub description: &'a str,
}

impl<'a> Shape<'a> {
    /// Returns what the schema says by itself and through its alternatives.
    pub fn agreement(&self) -> Agreement<'a> {
        Search { resolver: self.resolver, inside: Vec::new(), left: MAX_VISITS }.of(self)
    }

    /// Returns the values that have an alternative of their own, also those of the contents of a list or a map.
    pub fn told(&self) -> Vec<Told<'a>> {
        let mut found = Vec::new();
        self.add_told(&mut HashSet::new(), &mut found);
        found
    }

    fn add_told(&self, seen: &mut HashSet<Identity<'a>>, found: &mut Vec<Told<'a>>) {
        if seen.len() >= MAX_VISITS || !seen.insert(self.identity()) {
            return;
        }
        for member in self.alternatives().map(|member| Shape::of(self.resolver, member)) {
            if found.len() >= MAX_PARTS {
                return;
            }
            match member.listed().as_slice() {
                [value] if !is_null(value) => {
                    let said = |key| member.text(key).unwrap_or_default();
                    found.push(Told { value, title: said("title"), description: said("description") });
                }
                _ => member.add_told(seen, found),
            }
        }
        if let Some((_, inside)) = self.inside().filter(|_| found.is_empty()) {
            inside.add_told(seen, found);
        }
    }
}

impl<'a> Agreement<'a> {
    /// Whether the type is one of a single value, neither object nor list.
    pub fn is_plain(&self) -> bool {
        matches!(self.kind, Some("string" | "integer" | "number" | "boolean"))
    }

    fn says_nothing(&self) -> bool {
        self.kind.is_none() && self.values.is_none()
    }

    fn is_only_null(&self) -> bool {
        self.allows_null && self.kind.is_none() && self.values.as_ref().is_none_or(Vec::is_empty)
    }

    /// Both apply; the first one counts where they differ.
    fn and(self, other: Self) -> Self {
        Agreement {
            kind: self.kind.or(other.kind),
            format: self.format.or(other.format),
            values: self.values.or(other.values),
            allows_null: self.allows_null || other.allows_null,
        }
    }

    /// One of them applies.
    fn any(members: Vec<Self>) -> Self {
        let kinds = members.iter().map(|member| member.kind).reduce(|one, other| match (one, other) {
            (Some("integer" | "number"), Some("integer" | "number")) if one != other => Some("number"),
            _ => one.filter(|_| one == other),
        });
        let formats = members.iter().map(|member| member.format).reduce(|one, other| one.filter(|_| one == other));
        let values: Option<Vec<Vec<&'a Node>>> = members.into_iter().map(|member| member.values).collect();
        Agreement {
            kind: kinds.flatten(),
            format: formats.flatten(),
            values: values.filter(|lists| !lists.is_empty()).map(|lists| each_once(lists.into_iter().flatten())),
            allows_null: false,
        }
    }
}

struct Search<'a> {
    resolver: Resolver<'a>,
    /// The shapes that have the current one as an alternative.
    inside: Vec<Identity<'a>>,
    left: usize,
}

impl<'a> Search<'a> {
    fn of(&mut self, shape: &Shape<'a>) -> Agreement<'a> {
        let own = own(shape);
        let lists = shape.parts.iter().flat_map(|part| ALTERNATIVES.map(|keyword| part.items(keyword)));
        let lists: Vec<&'a [Node]> = lists.filter(|list| !list.is_empty()).collect();
        if lists.is_empty() || self.inside.len() >= MAX_DEPTH {
            return own;
        }
        self.inside.push(shape.identity());
        let agreed = lists.into_iter().fold(own, |own, list| own.and(self.union(list)));
        self.inside.pop();
        agreed
    }

    fn union(&mut self, members: &'a [Node]) -> Agreement<'a> {
        let mut found = Vec::new();
        let mut allows_null = false;
        for member in members {
            let Some(left) = self.left.checked_sub(1) else { return Agreement::default() };
            self.left = left;
            let shape = Shape::of(self.resolver, member);
            // A schema that is its own alternative says nothing new.
            if self.inside.contains(&shape.identity()) {
                continue;
            }
            let member = self.of(&shape);
            allows_null |= member.allows_null;
            if member.is_only_null() {
                continue;
            }
            if member.says_nothing() {
                return Agreement { allows_null, ..Agreement::default() };
            }
            found.push(member);
        }
        Agreement { allows_null, ..Agreement::any(found) }
    }
}

fn own<'a>(shape: &Shape<'a>) -> Agreement<'a> {
    let listed = shape.listed();
    let said = shape.text("type");
    let by_contents = || match shape.inside() {
        _ if shape.has_own_fields() => Some("object"),
        Some((is_list, _)) => Some(if is_list { "array" } else { "object" }),
        None => kind::of_values(&listed),
    };
    let kind = if said == Some("null") { None } else { said.or_else(by_contents) };
    let allows_null = shape.flag("nullable") || said == Some("null") || listed.iter().any(|value| is_null(value));
    let values = (!listed.is_empty()).then(|| each_once(listed.into_iter().filter(|value| !is_null(value))));
    Agreement { kind, format: shape.text("format"), values, allows_null }
}

fn each_once<'a>(values: impl Iterator<Item = &'a Node>) -> Vec<&'a Node> {
    let mut found: IndexMap<String, &'a Node> = IndexMap::new();
    for value in values {
        found.entry(literal(value)).or_insert(value);
    }
    found.into_values().collect()
}
