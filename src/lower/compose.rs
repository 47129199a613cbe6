//! Compositions become one object with properties of its own. The engine looks at a schema's own
//! properties and then ignores what the schema is composed of; without own properties it merges,
//! and calls a property that repeats by the name of its schema.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use crate::config::Lower;
use crate::place::Mark;
use crate::schema::ALTERNATIVES;
use crate::schema::COMPOSITIONS;
use crate::schema::VARIANTS;
use crate::schema::alternatives;
use crate::schema::{Id, Resolver, component_of};
use crate::tree::{Mapping, Node, Text};

use super::inherit::Merger;
use super::widen::Widener;

/// How many schemas are looked at for one. Real unions stay below five hundred.
const MAX_STEPS: usize = 2_000;

/// How deep compositions are followed into each other. Real ones stay below ten.
const MAX_DEPTH: usize = 100;

/// How many columns a row can have: SQLite's own limit.
const MAX_COLUMNS: usize = 2_000;

/// How many properties are looked at for one document. Real documents stay below a hundred thousand.
const MAX_WORK: usize = 2_000_000;

/// What became of a composition.
pub enum Composed {
    /// It is none, or its kind is switched off.
    Kept,
    /// It has become one object.
    Flat(Flat),
    /// No member has properties; these are the types of the members.
    WithoutProperties(BTreeSet<Text>),
    /// It is too large to be one object.
    TooLarge,
}

/// One object in place of a composition.
pub struct Flat {
    /// The object.
    pub node: Node,
    /// The components that it was made of.
    pub sources: BTreeSet<Id>,
    /// Whether variants were united.
    pub has_variants: bool,
}

/// Makes one object of a composition, out of the schemas of the document as it was read.
pub struct Composer<'a> {
    resolver: Resolver<'a>,
    subtypes: BTreeMap<Text, Vec<Text>>,
    switches: Lower,
    fuel: Cell<usize>,
    /// How many more properties are looked at inside of columns.
    inner_fuel: Cell<usize>,
}

/// How a schema was reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It is the one to be made.
    Whole,
    /// Another has it in its `allOf`.
    Base,
    /// It is an alternative of another.
    Variant,
}

/// The way to a schema.
#[derive(Default)]
struct Walk {
    /// The components that the schema stands in.
    inside: Vec<Text>,
    depth: usize,
    steps: usize,
    sources: BTreeSet<Id>,
}

/// What a schema brings into a composition.
#[derive(Default)]
struct Part {
    properties: Mapping,
    required: IndexSet<Text>,
    description: Option<Node>,
    variants: Vec<Variant>,
    has_variants: bool,
    types: BTreeSet<Text>,
    /// What cannot be merged, such as alternatives that are switched off.
    residue: Vec<Node>,
}

/// One way in which an object can look.
struct Variant {
    name: Text,
    /// The discriminator's property.
    property: Option<Text>,
    /// The discriminator's value.
    when: Option<Text>,
    /// The properties that it alone has, or has in a form of its own.
    columns: Vec<Text>,
}

/// A schema that stands for an object in some cases.
struct Choice<'n> {
    node: Node,
    name: Option<Text>,
    when: Vec<Text>,
    /// Whether an object is always one of the choices; subtypes are further ones.
    is_exhaustive: bool,
    property: Option<&'n str>,
}

struct TooLarge;

impl<'a> Composer<'a> {
    /// For the schemas that a resolver knows, which stand in these components.
    pub fn new<'s>(
        resolver: Resolver<'a>,
        schemas: impl Iterator<Item = (&'s Text, &'s Node)>,
        switches: Lower,
    ) -> Self {
        Composer {
            resolver,
            subtypes: subtypes(schemas),
            switches,
            fuel: Cell::new(MAX_WORK),
            inner_fuel: Cell::new(MAX_WORK),
        }
    }

    /// One object in place of a schema, which may be a component with a name.
    pub fn compose(&self, schema: &Node, name: Option<&Text>) -> Composed {
        let mut walk = Walk { inside: name.into_iter().map(Arc::clone).collect(), ..Walk::default() };
        let has_bases = self.switches.all_of && !schema.items("allOf").is_empty();
        let has_choices = || !self.choices(schema, name.map(|name| &**name), &walk).is_empty();
        let is_composition = has_bases || (self.switches.variants && has_choices());
        if !is_composition {
            return Composed::Kept;
        }
        let Ok(part) = self.part(schema, name.map(|name| &**name), Role::Whole, &mut walk) else {
            return Composed::TooLarge;
        };
        if part.properties.len() > MAX_COLUMNS {
            return Composed::TooLarge;
        }
        if part.properties.is_empty() {
            return Composed::WithoutProperties(part.types);
        }
        let has_variants = part.has_variants;
        Composed::Flat(Flat { node: self.assembled(schema, part), sources: walk.sources, has_variants })
    }

    fn merger(&self) -> Merger<'_> {
        Merger::new(self.resolver, &self.inner_fuel)
    }

    /// What stands at a `$ref`, or is written out.
    fn member(&self, member: &Node, role: Role, walk: &mut Walk) -> Result<Part, TooLarge> {
        walk.steps += 1;
        if walk.steps > MAX_STEPS || walk.depth > MAX_DEPTH {
            return Err(TooLarge);
        }
        walk.depth += 1;
        let part = match (member.reference(), self.resolver.component(member)) {
            (None, _) => self.part(member, None, role, walk),
            (Some(_), None) => Ok(Part { residue: vec![member.clone()], ..Part::default() }),
            (_, Some((id, _))) if walk.inside.contains(&id.name) => Ok(Part::default()),
            (_, Some((id, target))) => {
                walk.inside.push(Arc::clone(&id.name));
                let part = self.part(target, Some(&*id.name), role, walk);
                walk.inside.pop();
                walk.sources.insert(id);
                part
            }
        };
        walk.depth -= 1;
        let part = part?;
        self.fuel.set(self.fuel.get().saturating_sub(1 + part.properties.len()));
        if self.fuel.get() == 0 { Err(TooLarge) } else { Ok(part) }
    }

    fn part(&self, schema: &Node, name: Option<&str>, role: Role, walk: &mut Walk) -> Result<Part, TooLarge> {
        let mut part = Part::default();
        part.types.extend(schema.text("type").map(Text::from));
        if self.switches.all_of || role != Role::Whole {
            for base in schema.items("allOf") {
                part.add_base(self.member(base, Role::Base, walk)?, self.merger());
            }
        }
        part.add_own(schema, role, self.merger());
        match self.switches.variants {
            true => self.add_variants(schema, name, &mut part, walk)?,
            false => part.keep_alternatives(schema, role),
        }
        Ok(part)
    }

    fn add_variants(
        &self,
        schema: &Node,
        name: Option<&str>,
        part: &mut Part,
        walk: &mut Walk,
    ) -> Result<(), TooLarge> {
        let choices = self.choices(schema, name, walk);
        let mut variants = Vec::with_capacity(choices.len());
        for choice in choices {
            let variant = self.member(&choice.node, Role::Variant, walk)?;
            variants.push((choice, variant));
        }
        let property = schema.get("discriminator").and_then(|it| it.text("propertyName"));
        part.required.extend(required_by_all(&variants, property));
        let shared = shared_by_all(&variants);
        for (choice, variant) in &variants {
            let is_own =
                |(name, node): &(&Text, &Node)| part.properties.get(*name) != Some(*node) && !shared.contains(*name);
            let columns: Vec<Text> =
                variant.properties.iter().filter(is_own).map(|(name, _)| Arc::clone(name)).collect();
            part.variants.extend(choice.variants(&columns));
        }
        part.has_variants |= !variants.is_empty();
        for (_, variant) in variants {
            part.add_variant(variant, &Widener(self.merger()));
        }
        Ok(())
    }

    /// What a schema says its objects may be: alternatives, and the subtypes of its discriminator.
    /// Nothing where a subtype asks its base, since it is one of those itself.
    fn choices<'n>(&self, schema: &'n Node, name: Option<&str>, walk: &Walk) -> Vec<Choice<'n>> {
        let values = self.values(schema);
        let property = schema.get("discriminator").and_then(|it| it.text("propertyName"));
        let alternatives = alternatives(schema);
        let mut choices: IndexMap<String, Choice<'n>> = IndexMap::new();
        for (index, node) in alternatives.enumerate() {
            let target = self.resolver.component(node).map(|(id, _)| id.name);
            let when = target.as_ref().and_then(|name| values.get(name)).cloned();
            let implied = || property.and(target.clone()).into_iter().collect();
            let key = target.as_ref().map_or_else(|| format!("#{index}"), |name| name.to_string());
            let title = node.text("title").map(Text::from);
            let (name, when) = (target.clone().or(title), when.unwrap_or_else(implied));
            choices.insert(key, Choice { node: node.clone(), name, when, is_exhaustive: true, property });
        }
        let named = |name: &Text| walk.inside.contains(name);
        if walk.inside.iter().any(|name| choices.contains_key(&**name)) {
            choices.clear();
        }
        let derived = name.filter(|_| property.is_some()).map(|name| self.derived(name)).unwrap_or_default();
        let siblings: Vec<Text> = match values.is_empty() {
            true => derived.iter().map(Arc::clone).collect(),
            false => values.keys().flat_map(|name| self.derived(name).into_iter().chain([Arc::clone(name)])).collect(),
        };
        if siblings.iter().any(|sibling| walk.inside.iter().any(|inside| inside == sibling) && Some(&**sibling) != name)
        {
            return choices.into_values().collect();
        }
        for subtype in values.keys().map(Arc::clone).chain(derived) {
            if named(&subtype) || choices.contains_key(&*subtype) {
                continue;
            }
            let implied = || if values.is_empty() { vec![Arc::clone(&subtype)] } else { Vec::new() };
            let when = values.get(&subtype).cloned().unwrap_or_else(implied);
            let node = reference_to(&subtype, schema.mark);
            let choice = Choice { node, name: Some(Arc::clone(&subtype)), when, is_exhaustive: false, property };
            choices.insert(subtype.to_string(), choice);
        }
        choices.into_values().collect()
    }

    /// The values of a discriminator's mapping by the schema that they stand for.
    fn values(&self, schema: &Node) -> IndexMap<Text, Vec<Text>> {
        let mut values: IndexMap<Text, Vec<Text>> = IndexMap::new();
        let mapping = schema.get("discriminator").into_iter().flat_map(|it| it.entries("mapping"));
        for (value, target) in mapping {
            let Some(target) = target.as_str() else { continue };
            let name: Text = component_of(target).map_or_else(|| target.into(), |(_, name)| name.into());
            if self.resolver.component(&reference_to(&name, schema.mark)).is_some() {
                values.entry(name).or_default().push(Arc::clone(value));
            }
        }
        values
    }

    /// The schemas with a base in their `allOf`, and those with one of them in theirs.
    fn derived(&self, base: &str) -> IndexSet<Text> {
        let direct = |name: &str| self.subtypes.get(name).map(Vec::as_slice).unwrap_or_default();
        let mut derived: IndexSet<Text> = direct(base).iter().map(Arc::clone).collect();
        let mut next = 0;
        while let Some(name) = derived.get_index(next).map(Arc::clone) {
            derived.extend(direct(&name).iter().map(Arc::clone));
            next += 1;
        }
        derived
    }

    /// The discriminator stays: the engine ignores it, and its mapping keeps the variants in the document.
    fn assembled(&self, schema: &Node, part: Part) -> Node {
        let mark = |key: &str| schema.get(key).unwrap_or(schema).mark;
        let mut object = schema.with("properties", Node::mapping(part.properties, mark("properties")));
        let removed: &[&str] = match (self.switches.all_of, self.switches.variants) {
            (true, true) => &COMPOSITIONS,
            (true, false) => &["allOf"],
            (false, _) => &ALTERNATIVES,
        };
        object = removed.iter().fold(object, |object, key| object.without(key));
        if !part.required.is_empty() {
            let names = part.required.iter().map(|name| Node::string(Arc::clone(name), mark("required")));
            object = object.with("required", Node::sequence(names.collect(), mark("required")));
        }
        if !part.residue.is_empty() {
            object = object.with("allOf", Node::sequence(part.residue, schema.mark));
        }
        if let (None, Some(description)) = (schema.get("description"), part.description) {
            object = object.with("description", description);
        }
        if !part.variants.is_empty() {
            let variants = part.variants.iter().map(|variant| variant.node(schema.mark));
            object = object.with(VARIANTS, Node::sequence(variants.collect(), schema.mark));
        }
        if object.text("type") == Some("object") {
            object
        } else {
            object.with("type", Node::string("object", schema.mark))
        }
    }
}

impl Part {
    /// Later properties win, as in the members' order, and own ones over those.
    fn add_base(&mut self, base: Part, merger: Merger<'_>) {
        for (key, property) in &base.properties {
            merger.inherit(&mut self.properties, key, property);
        }
        self.required.extend(base.required);
        self.variants.extend(base.variants);
        self.has_variants |= base.has_variants;
        self.types.extend(base.types);
        self.residue.extend(base.residue);
        self.description = self.description.take().or(base.description);
    }

    fn add_own(&mut self, schema: &Node, role: Role, merger: Merger<'_>) {
        for (key, property) in schema.entries("properties") {
            merger.inherit(&mut self.properties, key, property);
        }
        // What only the API writes cannot be asked of an INSERT, and was not before the merge.
        let is_written = |name: &Text| {
            let property = schema.get("properties").and_then(|properties| properties.get(name));
            role == Role::Whole || !property.is_some_and(|property| property.flag("readOnly"))
        };
        let names = schema.items("required").iter().filter_map(Node::as_str).map(Text::from).filter(is_written);
        match role {
            Role::Whole => self.required = names.chain(std::mem::take(&mut self.required)).collect(),
            Role::Base | Role::Variant => self.required.extend(names),
        }
        self.description = schema.get("description").cloned().or(self.description.take());
    }

    fn add_variant(&mut self, variant: Part, widener: &Widener<'_>) {
        for (key, property) in variant.properties {
            let both = self.properties.get(&key).map(|first| widener.widen(first, &property));
            self.properties.insert(key, both.unwrap_or(property));
        }
        self.variants.extend(variant.variants);
        self.types.extend(variant.types);
    }

    /// What a base says besides properties. At the schema itself it stays where it is.
    fn keep_alternatives(&mut self, schema: &Node, role: Role) {
        let has = |key: &str| schema.get(key).is_some();
        if role == Role::Whole || !["oneOf", "anyOf", "not"].into_iter().any(has) {
            return;
        }
        let keys = ["oneOf", "anyOf", "not", "discriminator"].into_iter();
        let kept = keys.filter_map(|key| Some((Text::from(key), schema.get(key)?.clone())));
        self.residue.push(Node::mapping(kept.collect(), schema.mark));
    }
}

impl Choice<'_> {
    /// One entry for each value of the discriminator.
    fn variants(&self, columns: &[Text]) -> Vec<Variant> {
        let Some(name) = &self.name else { return Vec::new() };
        let property = self.property.map(Text::from);
        let variant =
            |when| Variant { name: Arc::clone(name), property: property.clone(), when, columns: columns.to_vec() };
        if self.when.is_empty() {
            // A subtype that says nothing is a step on the way to others.
            return if self.is_exhaustive || !columns.is_empty() { vec![variant(None)] } else { Vec::new() };
        }
        self.when.iter().map(|when| variant(Some(Arc::clone(when)))).collect()
    }
}

impl Variant {
    fn node(&self, mark: Mark) -> Node {
        let text = |text: &Text| Node::string(Arc::clone(text), mark);
        let mut entries = Mapping::default();
        entries.insert("name".into(), text(&self.name));
        entries.extend(self.property.iter().filter(|_| self.when.is_some()).map(|it| ("property".into(), text(it))));
        entries.extend(self.when.iter().map(|when| ("when".into(), text(when))));
        entries.insert("columns".into(), Node::sequence(self.columns.iter().map(text).collect(), mark));
        Node::mapping(entries, mark)
    }
}

/// What every alternative requires, and the discriminator's property if one does.
fn required_by_all(variants: &[(Choice<'_>, Part)], property: Option<&str>) -> Vec<Text> {
    let mut alternatives = variants.iter().filter(|(choice, _)| choice.is_exhaustive).map(|(_, part)| &part.required);
    let Some(first) = alternatives.next() else { return Vec::new() };
    let others: Vec<_> = alternatives.collect();
    let in_one = |name: &Text| Some(&**name) == property;
    let mut names: Vec<Text> =
        first.iter().filter(|name| others.iter().all(|it| it.contains(*name))).cloned().collect();
    let asked = others.iter().copied().chain([first]).flatten().find(|name| in_one(name));
    names.extend(asked.filter(|name| !names.contains(name)).cloned());
    names
}

fn shared_by_all(variants: &[(Choice<'_>, Part)]) -> HashSet<Text> {
    let Some(((_, first), others)) = variants.split_first() else { return HashSet::new() };
    let is_shared =
        |(name, node): &(&Text, &Node)| others.iter().all(|(_, part)| part.properties.get(*name) == Some(*node));
    let shared = first.properties.iter().filter(|_| !others.is_empty()).filter(is_shared);
    shared.map(|(name, _)| Arc::clone(name)).collect()
}

/// The schemas that have a schema in their `allOf`, by its name.
fn subtypes<'s>(schemas: impl Iterator<Item = (&'s Text, &'s Node)>) -> BTreeMap<Text, Vec<Text>> {
    let mut subtypes: BTreeMap<Text, Vec<Text>> = BTreeMap::new();
    for (name, schema) in schemas {
        let bases = schema.items("allOf").iter().filter_map(|base| component_of(base.reference()?));
        for (_, base) in bases {
            subtypes.entry(base.into()).or_default().push(Arc::clone(name));
        }
    }
    subtypes
}

fn reference_to(schema: &str, mark: Mark) -> Node {
    let target = crate::tree::pointer::fragment(["components", "schemas", schema]);
    Node::mapping(Mapping::from_iter([("$ref".into(), Node::string(target, mark))]), mark)
}
