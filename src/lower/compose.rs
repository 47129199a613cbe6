//! Merges a composition into one object with properties of its own. The engine ignores the members of a composition if
//! the schema has own properties; otherwise it merges them, and names a repeated property after its schema.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use crate::config::Lower;
use crate::place::Mark;
use crate::schema::ALTERNATIVES;
use crate::schema::COMPOSITIONS;
use crate::schema::VARIANTS;
use crate::schema::access::is_only;
use crate::schema::alternatives;
use crate::schema::{Id, Resolver, component_of};
use crate::tree::{Mapping, Node, Text, Value};

use super::inherit::Merger;
use super::widen::Widener;

/// Maximum number of schemas visited for one composition. Real unions stay below 500.
const MAX_STEPS: usize = 2_000;

/// Maximum nesting of compositions. Real ones stay below ten.
const MAX_DEPTH: usize = 100;

/// Maximum number of columns in SQLite.
const MAX_COLUMNS: usize = 2_000;

/// Maximum number of properties visited for one document. Real documents stay below 100,000.
const MAX_WORK: usize = 2_000_000;

pub enum Composed {
    /// Not a composition, or its switch is off.
    Kept,
    /// Merged into one object.
    Flat(Flat),
    /// No member has properties; holds the types of the members.
    WithoutProperties(BTreeSet<Text>),
    /// Too large to merge.
    TooLarge,
}

/// The object that replaces a composition.
pub struct Flat {
    pub node: Node,
    /// The components that were merged.
    pub sources: BTreeSet<Id>,
    pub has_variants: bool,
}

/// Merges compositions, always from the schemas of the original document.
pub struct Composer<'a> {
    resolver: Resolver<'a>,
    subtypes: BTreeMap<Text, Vec<Text>>,
    switches: Lower,
    fuel: Cell<usize>,
    /// How many more nested properties of columns may be visited.
    inner_fuel: Cell<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The schema to compose.
    Whole,
    /// An `allOf` member of another schema.
    Base,
    /// An alternative of another schema.
    Variant,
}

#[derive(Default)]
struct Walk {
    /// The components that contain the current schema.
    inside: Vec<Text>,
    depth: usize,
    steps: usize,
    sources: BTreeSet<Id>,
}

/// What one schema contributes to a composition.
#[derive(Default)]
struct Part {
    properties: Mapping,
    required: IndexSet<Text>,
    description: Option<Node>,
    variants: Vec<Variant>,
    has_variants: bool,
    types: BTreeSet<Text>,
    /// Schemas that cannot be merged, such as alternatives whose switch is off.
    residue: Vec<Node>,
}

/// One form that an object can have.
struct Variant {
    name: Text,
    property: Option<Text>,
    /// The discriminator value that selects it.
    when: Option<Text>,
    /// The properties that only this variant has, or has in its own form.
    columns: Vec<Text>,
}

/// A schema that an object may conform to.
struct Choice<'n> {
    node: Node,
    name: Option<Text>,
    when: Vec<Text>,
    /// Whether every object is one of these choices; discriminator subtypes are additional ones.
    is_exhaustive: bool,
    property: Option<&'n str>,
}

struct TooLarge;

impl<'a> Composer<'a> {
    /// Creates a composer for the named component schemas.
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

    /// Merges a schema, which may be a named component, into one object.
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

    /// Visits a member, which is a `$ref` or an inline schema.
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

    /// Returns the alternatives of a schema and the subtypes of its discriminator. Leaves out either of them if the
    /// schema being composed is one of them.
    fn choices<'n>(&self, schema: &'n Node, name: Option<&str>, walk: &Walk) -> Vec<Choice<'n>> {
        let values = self.values(schema);
        let property = schema.get("discriminator").and_then(|it| it.text("propertyName"));
        let alternatives = alternatives(schema);
        let mut choices: IndexMap<String, Choice<'n>> = IndexMap::new();
        for (index, node) in alternatives.enumerate() {
            let target = self.resolver.component(node).map(|(id, _)| id.name);
            let when = target.as_ref().and_then(|name| values.get(name)).cloned();
            let said = || property.map(|property| self.said(node, property)).unwrap_or_default();
            let implied = || match said() {
                said if said.is_empty() => property.and(target.clone()).into_iter().collect(),
                said => said,
            };
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
            let node = reference_to(&subtype, schema.mark);
            let said = || property.map(|property| self.said(&node, property)).unwrap_or_default();
            let implied = || match (values.is_empty(), said()) {
                (false, _) => Vec::new(),
                (true, said) if said.is_empty() => vec![Arc::clone(&subtype)],
                (true, said) => said,
            };
            let when = values.get(&subtype).cloned().unwrap_or_else(implied);
            let choice = Choice { node, name: Some(Arc::clone(&subtype)), when, is_exhaustive: false, property };
            choices.insert(subtype.to_string(), choice);
        }
        choices.into_values().collect()
    }

    /// Returns the values that an alternative itself allows for the property of the discriminator: without a mapping,
    /// these are what an answer has, rather than the name of the schema. What its bases allow is of all alternatives.
    fn said(&self, alternative: &Node, property: &str) -> Vec<Text> {
        let Some(schema) = self.resolver.resolve(alternative) else { return Vec::new() };
        let inline = schema.items("allOf").iter().filter(|member| member.reference().is_none());
        let own = std::iter::once(schema).chain(inline);
        let properties = own.filter_map(|schema| schema.get("properties")?.get(property));
        let listed = properties.map(|property| property.items("enum")).find(|values| !values.is_empty());
        let text = |value: &Node| match &value.value {
            Value::String(text) | Value::Number(text) => Some(Arc::clone(text)),
            _ => None,
        };
        listed.unwrap_or_default().iter().filter_map(text).collect()
    }

    /// Returns the values of a discriminator's mapping by schema name.
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

    /// Returns the direct and indirect subtypes of a base.
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

    /// Keeps the discriminator: the engine ignores it, and its mapping keeps the variants in the document.
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
    /// Later bases win over earlier ones; own properties are added afterwards and win over all bases.
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
        // An INSERT cannot require what only the API writes, and did not before the merge.
        let is_written = |name: &Text| {
            let property = schema.get("properties").and_then(|properties| properties.get(name));
            role == Role::Whole || !property.is_some_and(|it| is_only("readOnly", it, merger.resolver))
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

    /// Keeps the alternatives of a base. Those of the composed schema itself stay in place.
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
    /// Returns one variant for each discriminator value.
    fn variants(&self, columns: &[Text]) -> Vec<Variant> {
        let Some(name) = &self.name else { return Vec::new() };
        let property = self.property.map(Text::from);
        let variant =
            |when| Variant { name: Arc::clone(name), property: property.clone(), when, columns: columns.to_vec() };
        if self.when.is_empty() {
            // A subtype without columns of its own is only a base of others.
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

/// Returns what every alternative requires, and the discriminator's property if at least one requires it.
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

/// Returns the schemas that extend a base with `allOf`, by the name of the base.
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
    let target = crate::tree::pointer::reference(["components", "schemas", schema]);
    Node::mapping(Mapping::from_iter([("$ref".into(), Node::string(target, mark))]), mark)
}
