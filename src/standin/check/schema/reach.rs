//! The schemas that a schema leads to by references, and which references a validator can follow.
//!
//! A validator follows a reference as deep as the value goes. References that judge the same value, as in `allOf`, have no
//! such end: cycles of them are cut, and so are those that multiply beyond measure.

use std::collections::{HashMap, HashSet};

use crate::schema::{ALTERNATIVES, Resolver};
use crate::tree::Node;

use super::discriminator::{Discriminator, is_subtype};

/// Maximum number of schemas that judge one value by one schema.
const MAX_JUDGES: usize = 2_000;

/// Maximum number of references that a validator follows on one value, one after the other.
const MAX_CHAIN: usize = 40;

/// Maximum number of schemas of a validator; what is beyond allows anything.
const MAX_SCHEMAS: usize = 8_000;

/// A schema behind a reference.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The schema.
    pub node: &'a Node,
    /// Whether the schema stands for the base alone, without the subtypes of its discriminator.
    pub is_base: bool,
}

/// The schemas that a schema leads to. The schema itself has the number 0.
pub struct Reach<'a> {
    resolver: Resolver<'a>,
    targets: Vec<Target<'a>>,
    numbers: HashMap<(*const Node, bool), usize>,
    /// For each schema those that judge the same value, in order.
    judges: Vec<Vec<usize>>,
    cut: HashSet<(usize, usize)>,
}

/// What is known of the schemas that judge one value.
#[derive(Clone, Copy)]
enum Known {
    Nothing,
    UnderWay,
    Judges { count: usize, chain: usize },
}

impl<'a> Reach<'a> {
    /// Finds all that a schema leads to.
    pub fn new(resolver: Resolver<'a>, schema: &'a Node) -> Self {
        let mut reach =
            Reach { resolver, targets: Vec::new(), numbers: HashMap::new(), judges: Vec::new(), cut: HashSet::new() };
        reach.add(Target { node: schema, is_base: false });
        let mut next = 0;
        while let Some(target) = reach.targets.get(next).copied() {
            let mut judges = Vec::new();
            reach.walk(target, target.node, true, &mut judges);
            reach.judges.push(judges);
            next += 1;
        }
        let mut known = vec![Known::Nothing; reach.targets.len()];
        for number in 0..reach.targets.len() {
            reach.settle(number, 0, &mut known);
        }
        reach
    }

    /// Returns the resolver of the document.
    pub fn resolver(&self) -> Resolver<'a> {
        self.resolver
    }

    /// Returns the schemas by number.
    pub fn targets(&self) -> &[Target<'a>] {
        &self.targets
    }

    /// Returns the number of the schema that a reference in another one leads to, if a validator can follow it.
    pub fn number(&self, from: usize, reference: &'a Node, is_judge: bool) -> Option<usize> {
        let target = self.target(self.targets.get(from)?.node, reference)?;
        let number = *self.numbers.get(&key(target))?;
        (!is_judge || !self.cut.contains(&(from, number))).then_some(number)
    }

    /// Returns the number of a schema that another one leads to by its discriminator, if a validator can follow it.
    pub fn number_of(&self, from: usize, schema: &Node) -> Option<usize> {
        let number = *self.numbers.get(&(std::ptr::from_ref(schema), false))?;
        (!self.cut.contains(&(from, number))).then_some(number)
    }

    fn target(&self, holder: &Node, reference: &'a Node) -> Option<Target<'a>> {
        let node = self.resolver.resolve(reference)?;
        Some(Target { node, is_base: is_subtype(self.resolver, holder, node) })
    }

    fn add(&mut self, target: Target<'a>) -> Option<usize> {
        if let Some(number) = self.numbers.get(&key(target)) {
            return Some(*number);
        }
        let number = self.targets.len();
        (number < MAX_SCHEMAS).then(|| {
            self.targets.push(target);
            self.numbers.insert(key(target), number);
            number
        })
    }

    /// Adds what the references in a schema lead to, and notes those that judge the same value.
    fn walk(&mut self, holder: Target<'a>, node: &'a Node, is_judge: bool, judges: &mut Vec<usize>) {
        if node.reference().is_some() {
            let number = self.target(holder.node, node).and_then(|target| self.add(target));
            judges.extend(number.filter(|_| is_judge));
            return;
        }
        for subtype in self.subtypes(holder, node) {
            let number = self.add(Target { node: subtype, is_base: false });
            judges.extend(number.filter(|_| is_judge));
        }
        for member in ["allOf"].into_iter().chain(ALTERNATIVES).flat_map(|key| node.items(key)).chain(node.get("not")) {
            self.walk(holder, member, is_judge, judges);
        }
        let properties = node.entries("properties").map(|(_, property)| property);
        for below in properties.chain(node.get("additionalProperties")).chain(node.get("items")) {
            self.walk(holder, below, false, judges);
        }
    }

    /// Returns the subtypes that the discriminator of a base chooses between.
    fn subtypes(&self, holder: Target<'a>, node: &'a Node) -> Vec<&'a Node> {
        let is_base = holder.is_base && std::ptr::eq(holder.node, node);
        let discriminator = Discriminator::of(self.resolver, node).filter(|it| !is_base && it.is_of_base);
        discriminator.map(|it| it.choices.into_iter().map(|choice| choice.schema).collect()).unwrap_or_default()
    }

    /// Counts what judges a value by a schema, and cuts where that has no end.
    fn settle(&mut self, number: usize, depth: usize, known: &mut Vec<Known>) -> Known {
        match known.get(number) {
            Some(Known::Nothing) if depth < MAX_CHAIN => {}
            Some(Known::Nothing) | None => return Known::UnderWay,
            Some(settled) => return *settled,
        }
        set(known, number, Known::UnderWay);
        let (mut count, mut chain) = (1, 1);
        for judge in self.judges.get(number).cloned().unwrap_or_default() {
            match self.settle(judge, depth + 1, known) {
                Known::Judges { count: more, chain: further } if count + more <= MAX_JUDGES && further < MAX_CHAIN => {
                    count += more;
                    chain = chain.max(further + 1);
                }
                _ => drop(self.cut.insert((number, judge))),
            }
        }
        let settled = Known::Judges { count, chain };
        set(known, number, settled);
        settled
    }
}

fn set(known: &mut [Known], number: usize, value: Known) {
    if let Some(entry) = known.get_mut(number) {
        *entry = value;
    }
}

fn key(target: Target<'_>) -> (*const Node, bool) {
    (std::ptr::from_ref(target.node), target.is_base)
}
