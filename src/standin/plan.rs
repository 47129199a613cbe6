//! What an operation answers, as far as its document alone says it.

use crate::mapping::infer::{Asked, object_key};
use crate::normalise::Operation;
use crate::schema::grammar::VERBS;
use crate::schema::list::list;
use crate::schema::shape::Shape;
use crate::schema::{ALTERNATIVES, Resolver};
use crate::tree::Node;

use super::outcome::Outcome;
use super::paging::{Pages, limiting};
use super::place::{Place, Role, item};

/// How many rows a page has: usually, and at most so that a list shows all alternatives.
const SIZE: (usize, usize) = (3, 20);

/// How many pages a list has.
const PAGES: usize = 3;

/// How an operation answers.
pub struct Plan {
    /// The response for success.
    pub outcome: Outcome,
    /// The collection that the operation is about.
    pub place: Place,
    /// The names that lead from the body to the rows, or to the thing that it is about.
    pub way: Vec<String>,
    /// Whether the answer is a list of rows.
    pub is_list: bool,
    /// The property that identifies a row.
    pub key: Option<String>,
    /// How the operation pages.
    pub pages: Option<Pages>,
    /// The parameter that limits a page.
    pub limiting: Option<String>,
    /// How many rows a page has, if nothing else is asked for.
    pub size: usize,
}

impl Plan {
    /// Plans the answers of an operation.
    pub fn new(document: &Node, path: &str, verb: &str, operation: &Node) -> Self {
        let resolver = Resolver::new(document);
        let outcome = Outcome::of_success(operation, resolver);
        let place = Place::of(path, document);
        let operation = whole(document, path, verb, operation);
        let mut plan = Plan {
            outcome,
            place,
            way: Vec::new(),
            is_list: false,
            key: None,
            pages: operation.as_ref().and_then(|operation| Pages::of(operation, resolver)),
            limiting: operation.as_ref().and_then(|operation| limiting(operation, resolver)),
            size: SIZE.0,
        };
        plan.find_rows(path, verb, operation.as_ref().map(|operation| &operation.node), resolver);
        plan
    }

    fn find_rows(&mut self, path: &str, verb: &str, operation: Option<&Node>, resolver: Resolver<'_>) {
        let Some(schema) = self.outcome.schema().cloned() else { return };
        let is_root = list(&schema, resolver).is_some_and(|list| list.others.is_empty());
        let asked = operation.map(|operation| Asked::of(path, operation));
        let key = asked.filter(|_| !is_root).and_then(|asked| object_key(&schema, asked, resolver));
        let way: Vec<String> = key.iter().flat_map(|key| key.split('.').skip(1)).map(str::to_owned).collect();
        let found = held(&schema, &way, resolver);
        self.is_list = matches!(verb, "get" | "post" | "head")
            && self.place.role != Role::One
            && list_of(&found, resolver).is_some_and(|rows| !rows.is_empty());
        let is_thing = |found: &[&Node]| !Shape::of_all(resolver, found.iter().copied()).properties().fields.is_empty();
        if !found.is_empty() && (self.is_list || is_thing(&found)) {
            self.way = way;
        }
        let rows = self.rows(&schema, resolver);
        let shape = Shape::of_all(resolver, rows.iter().copied());
        let fields = shape.properties().fields;
        let names: Vec<&str> = fields.keys().copied().collect();
        self.key = self.place.key_property(&names).map(str::to_owned);
        let shown = alternatives(&shape);
        let pages = if self.pages.is_some() { PAGES } else { 1 };
        self.size = shown.div_ceil(pages).clamp(SIZE.0, SIZE.1);
    }

    /// Returns the schemas of a row, or of the thing that the answer is about.
    pub fn rows<'n>(&self, schema: &'n Node, resolver: Resolver<'n>) -> Vec<&'n Node> {
        let held = held(schema, &self.way, resolver);
        match self.is_list {
            true => list_of(&held, resolver).unwrap_or_default(),
            false => held,
        }
    }

    /// Returns the number of rows on all pages.
    pub fn total(&self) -> usize {
        if self.pages.is_some() { self.size * PAGES } else { self.size }
    }

    /// Returns the part of an example that the rows are made of.
    pub fn part<'n>(&self, example: &'n Node) -> Option<&'n Node> {
        self.way.iter().try_fold(example, |node, name| node.get(name))
    }
}

/// The operation with the parameters of its path item.
fn whole(document: &Node, path: &str, verb: &str, operation: &Node) -> Option<Operation> {
    let verb = VERBS.into_iter().find(|known| *known == verb)?;
    let item = item(path, document)?;
    let known = operation.items("parameters");
    let is_new = |parameter: &&Node| !known.contains(parameter);
    let parameters = item.items("parameters").iter().filter(is_new).chain(known).cloned();
    let node = operation.with("parameters", Node::sequence(parameters.collect(), operation.mark));
    Some(Operation::new(&path.into(), verb, item.clone(), node))
}

/// The schemas that names lead to.
fn held<'n>(schema: &'n Node, way: &[String], resolver: Resolver<'n>) -> Vec<&'n Node> {
    way.iter().fold(vec![schema], |schemas, name| {
        let shape = Shape::of_all(resolver, schemas);
        let own: Vec<&'n Node> = shape.property(name).collect();
        let of_variants = || shape.properties().fields.get(name.as_str()).map(|property| property.schemas.clone());
        if own.is_empty() { of_variants().unwrap_or_default() } else { own }
    })
}

/// The schemas of the items, if schemas are a list.
fn list_of<'n>(schemas: &[&'n Node], resolver: Resolver<'n>) -> Option<Vec<&'n Node>> {
    let found = schemas.iter().find_map(|schema| list(schema, resolver))?;
    let shape = Shape::of_all(resolver, schemas.iter().copied());
    let own: Vec<&'n Node> = shape.schemas().filter_map(|part| part.get("items")).collect();
    Some(if own.is_empty() { found.items.into_iter().take(1).collect() } else { own })
}

/// How many alternatives a row has.
fn alternatives(shape: &Shape<'_>) -> usize {
    let lists = shape.schemas().flat_map(|part| ALTERNATIVES.map(|key| part.items(key).len()));
    let mapped = shape.schemas().filter_map(|part| part.get("discriminator"));
    lists.chain(mapped.map(|it| it.entries("mapping").count())).max().unwrap_or_default()
}
