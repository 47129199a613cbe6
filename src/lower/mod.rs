//! Stage 4: adapts a document to SQL. The engine takes columns only from a row schema's own properties, sends
//! parameters as text, and does not support alternatives.
//!
//! Only what the engine reads is changed: parameters, request bodies, and the schemas on the object key of a SELECT.
//! Each kind of change has a switch in `provgen.yaml`.

mod booleans;
mod columns;
mod compose;
mod cycles;
mod exec;
mod graph;
mod inherit;
mod links;
mod lists;
mod own_row;
mod push_down;
mod requests;
mod rows;
mod select;
mod updates;
mod widen;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fluent_uri::Uri;
use rayon::prelude::*;

use crate::config::{ConfigFile, Lower, RequestBody};
use crate::engine::Engine;
use crate::engine::Rows;
use crate::engine::media_type::is_json;
use crate::finding::{BODY_NAME_TAKEN, COLUMN_DUPLICATE, COMPOSITION_NOT_MERGED, Finding, Rule, Site};
use crate::mapping::{MappedMethod, MappedService};
use crate::normalise::{Document, Operation};
use crate::schema::grammar;
use crate::schema::grammar::{DOCUMENT_KIND, OPERATION_KIND};
use crate::schema::{Id, Resolver, component_of};
use crate::schema::{Location, Spot};
use crate::sql::SqlVerb;
use crate::tree::change;
use crate::tree::{Node, Text};

use compose::{Composed, Composer};

/// The object key of the rows that a template writes.
pub const TEMPLATE_KEY: &str = "$.rows";

/// Number of changes of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Schemas in which variants were united.
    pub variants: usize,
    /// Schemas that were merged with their `allOf`.
    pub all_of: usize,
    /// Methods whose rows were given columns, or which became EXEC.
    pub rows: usize,
    /// Methods that were given an object key.
    pub object_keys: usize,
    /// Boolean parameters turned into text.
    pub booleans: usize,
    /// Name collisions resolved in rows and request bodies.
    pub columns: usize,
    /// Requests without cookies and ignored headers, and without required properties that are read-only.
    pub requests: usize,
    /// Bodies whose booleans and numbers become values again.
    pub updates: usize,
    /// Parameters, bodies and answers changed for EXEC.
    pub exec: usize,
    /// Methods with push-down of their own.
    pub push_down: usize,
    /// Descriptions with changed links.
    pub links: usize,
}

impl Counts {
    /// Returns each count with the name of its switch.
    pub fn by_switch(&self) -> [(&'static str, usize); 11] {
        [
            ("variants", self.variants),
            ("all_of", self.all_of),
            ("rows", self.rows),
            ("object_keys", self.object_keys),
            ("booleans", self.booleans),
            ("columns", self.columns),
            ("requests", self.requests),
            ("updates", self.updates),
            ("exec", self.exec),
            ("push_down", self.push_down),
            ("links", self.links),
        ]
    }

    /// Adds the counts of another document.
    pub fn add(&mut self, other: Counts) {
        self.variants += other.variants;
        self.all_of += other.all_of;
        self.rows += other.rows;
        self.object_keys += other.object_keys;
        self.booleans += other.booleans;
        self.columns += other.columns;
        self.requests += other.requests;
        self.updates += other.updates;
        self.exec += other.exec;
        self.push_down += other.push_down;
        self.links += other.links;
    }
}

/// A document adapted to SQL, with its services.
#[derive(Default)]
pub struct Lowered {
    /// The adapted document.
    pub document: Document,
    /// The services by name.
    pub services: BTreeMap<String, MappedService>,
    /// Number of changes.
    pub counts: Counts,
}

/// Adapts a document and its services to SQL.
pub fn lower(
    document: Document,
    services: BTreeMap<String, MappedService>,
    config: &ConfigFile,
) -> (Lowered, Vec<Finding>) {
    let mut document = document;
    let mut counts = Counts::default();
    if config.config.lower.links {
        counts.links = mend_links(&mut document, config.config.docs.link_base.as_deref());
    }
    let original = document.components.tree();
    let mut stage = Stage::new(&original, document, config, counts);
    let mut services = services;
    for (service, mapped) in &mut services {
        for (resource, methods) in &mut mapped.resources {
            for method in methods.iter_mut() {
                stage.method(&format!("{service}_{resource}"), method);
            }
        }
    }
    if stage.switches.requests {
        stage.cut_cycles(all_methods(&services).map(|method| method.operation));
    }
    if stage.switches.exec {
        stage.execs(&mut services);
    }
    stage.finish(services)
}

fn all_methods(services: &BTreeMap<String, MappedService>) -> impl Iterator<Item = &MappedMethod> {
    services.values().flat_map(|service| service.resources.values().flatten())
}

/// Fixes the links in all descriptions, and returns the number of changed descriptions.
fn mend_links(document: &mut Document, base: Option<&str>) -> usize {
    let base = base.and_then(|base| Uri::parse(base).ok());
    let mut count = 0;
    if let Some(root) = links::mended(&document.root, DOCUMENT_KIND, base.as_ref(), &mut count) {
        document.root = root;
    }
    let in_operation = |operation: &mut Operation| {
        let mut count = 0;
        if let Some(node) = links::mended(&operation.node, OPERATION_KIND, base.as_ref(), &mut count) {
            operation.node = node;
        }
        count
    };
    count += document.operations.par_iter_mut().map(in_operation).sum::<usize>();
    let in_component = |(id, node): (Id, Node)| {
        let mut count = 0;
        let mended = links::mended(&node, grammar::component(&id.section)?, base.as_ref(), &mut count);
        mended.map(|node| (id, node, count))
    };
    let mended: Vec<_> = document.components.all().into_par_iter().filter_map(in_component).collect();
    for (id, node, mended) in mended {
        count += mended;
        document.components.set(&id, &[], node);
    }
    count
}

/// The part of a document that is changed. An operation is identified by its index.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Owner {
    Operation(usize),
    Component(Id),
}

/// A schema to put at a location, with the components merged into it.
struct Edit {
    location: Location,
    node: Node,
    sources: BTreeSet<Id>,
}

struct Stage<'a> {
    composer: Composer<'a>,
    config: &'a ConfigFile,
    switches: Lower,
    document: Document,
    /// Results of `compose` for schemas already visited.
    composed: HashMap<(Option<usize>, Location), Option<BTreeSet<Text>>>,
    /// Changed parts, with the components merged into them.
    changed: BTreeMap<Owner, BTreeSet<Id>>,
    /// Components that the methods of an operation need besides those that it refers to.
    used: BTreeMap<usize, Vec<Id>>,
    /// The copies of component schemas for rows that lack properties, by those.
    own_rows: BTreeMap<(Location, BTreeSet<Text>), Text>,
    /// The copies of component schemas for bodies of EXEC.
    exec_copies: BTreeMap<Text, Text>,
    counts: Counts,
    findings: Vec<Finding>,
}

impl<'a> Stage<'a> {
    fn new(original: &'a Node, document: Document, config: &'a ConfigFile, counts: Counts) -> Self {
        let switches = config.config.lower;
        let schemas = original.get("components").into_iter().flat_map(|components| components.entries("schemas"));
        Stage {
            composer: Composer::new(Resolver::new(original), schemas, switches),
            config,
            switches,
            document,
            composed: HashMap::new(),
            changed: BTreeMap::new(),
            used: BTreeMap::new(),
            own_rows: BTreeMap::new(),
            exec_copies: BTreeMap::new(),
            counts,
            findings: Vec::new(),
        }
    }

    fn finish(mut self, services: BTreeMap<String, MappedService>) -> (Lowered, Vec<Finding>) {
        for (owner, sources) in self.changed {
            match owner {
                Owner::Component(id) => self.document.components.relink(&id, sources),
                Owner::Operation(index) => {
                    let Document { root, operations, components, .. } = &mut self.document;
                    if let Some(operation) = operations.get_mut(index) {
                        components.relink_operation(root, operation, sources);
                    }
                }
            }
        }
        for (index, ids) in self.used {
            if let Some(operation) = self.document.operations.get_mut(index) {
                operation.edges.extend(ids);
            }
        }
        (Lowered { document: self.document, services, counts: self.counts }, self.findings)
    }

    fn method(&mut self, owner: &str, method: &mut MappedMethod) {
        let index = method.operation;
        if self.switches.booleans {
            self.booleans(index);
        }
        self.body(method);
        self.keep_given_schemas(method);
        if self.switches.requests {
            self.request(method.operation);
        }
        let is_answer_given = ["transform", "schema_override"].iter().any(|key| method.is_given(&["response", key]));
        if method.verb == SqlVerb::Select && !is_answer_given {
            self.response(method);
            self.rows(owner, method);
        }
        let takes_text = matches!(method.verb, SqlVerb::Update | SqlVerb::Replace);
        if self.switches.updates && takes_text && !method.is_given(&["request", "transform"]) {
            self.values(method);
        }
        if self.switches.push_down && method.verb == SqlVerb::Select {
            self.push_down(method);
        }
    }

    /// Keeps the schemas that settings name with the methods that use them.
    fn keep_given_schemas(&mut self, method: &MappedMethod) {
        let named = method.given.iter().filter_map(|given| given.part.value.reference());
        let ids = named.filter_map(component_of).map(|(section, name)| Id::new(section, &name));
        let ids: Vec<Id> = ids.collect();
        if !ids.is_empty() {
            self.used.entry(method.operation).or_default().extend(ids);
        }
    }

    fn engine(&self) -> Engine<'_> {
        Engine { resolver: self.document.components.resolver() }
    }

    fn operation(&self, index: usize) -> Option<&Operation> {
        self.document.operations.get(index)
    }

    fn apply(&mut self, index: usize, edit: Edit) {
        let owner = match &edit.location.component {
            Some(id) => Owner::Component(id.clone()),
            None => Owner::Operation(index),
        };
        self.changed.entry(owner).or_default().extend(edit.sources);
        match &edit.location.component {
            Some(id) => self.document.components.set(id, &edit.location.path, edit.node),
            None => {
                if let Some(operation) = self.document.operations.get_mut(index) {
                    change::replace(&mut operation.node, &edit.location.path, edit.node);
                }
            }
        }
    }

    fn report(&mut self, rule: &'static Rule, site: Site, message: String, help: &str) {
        self.findings.push(Finding::new(rule, site, message, help));
    }

    fn booleans(&mut self, index: usize) {
        let Some(operation) = self.operation(index) else { return };
        for (location, node) in booleans::strings(&operation.node, self.engine().resolver) {
            self.counts.booleans += 1;
            self.apply(index, Edit { location, node, sources: BTreeSet::new() });
        }
    }

    fn body(&mut self, method: &mut MappedMethod) {
        let index = method.operation;
        let place = |stage: &Self| {
            let schema = stage.engine().body(&stage.operation(index)?.node)?.schema?;
            let schema = schema.resolve(stage.engine().resolver)?;
            Some((schema.location, schema.node.clone()))
        };
        let Some((at, schema)) = place(self) else { return };
        self.compose(index, at, &schema);
        let is_naive = self.body_names(method).is_some();
        if let Some((_, schema)) = place(self).filter(|_| is_naive && self.switches.columns) {
            self.keep_body_names_apart(method, &schema);
        }
    }

    /// Falls back to `data__` names if a property has the name of a parameter: with naive names it could never be sent.
    fn keep_body_names_apart(&mut self, method: &mut MappedMethod, body: &Node) {
        let Some(operation) = self.operation(method.operation) else { return };
        let parameters =
            columns::parameters(&operation.node, self.engine().resolver).map(|(name, _, _)| name.to_owned());
        let names: BTreeSet<String> = parameters.chain(self.server_variables(operation)).collect();
        let taken = body.entries("properties").map(|(name, _)| &**name).find(|name| names.contains(*name));
        let Some(taken) = taken else { return };
        method.has_default_body_names = true;
        self.counts.columns += 1;
        let message = format!(
            "the request body of `{}` has a property `{taken}` with the name of a parameter; all properties are \
             prefixed, such as `data__{taken}`",
            method.name
        );
        let help = "nothing, if the prefix is acceptable; otherwise rename the parameter, if it is a path parameter";
        self.report(&BODY_NAME_TAKEN, Site::Mapping(method.mark), message, help);
    }

    /// Merges a composition into one object. Returns the types of its members if none has properties.
    fn compose(&mut self, index: usize, location: Location, schema: &Node) -> Option<BTreeSet<Text>> {
        let owner = location.component.is_none().then_some(index);
        let key = (owner, location.clone());
        if let Some(types) = self.composed.get(&key) {
            return types.clone();
        }
        let name = location.component.as_ref().filter(|id| location.path.is_empty() && *id.section == *"schemas");
        let composed = self.composer.compose(schema, name.map(|id| &id.name));
        let types = match composed {
            Composed::Kept => None,
            Composed::WithoutProperties(types) => Some(types),
            Composed::Flat(flat) => {
                let counter = if flat.has_variants { &mut self.counts.variants } else { &mut self.counts.all_of };
                *counter += 1;
                self.apply(index, Edit { location, node: flat.node, sources: flat.sources });
                None
            }
            Composed::TooLarge => {
                let message = "this schema combines too many others; it is not merged, and the engine sees only \
                     some of its columns";
                let help = "list the properties in one schema";
                self.report(&COMPOSITION_NOT_MERGED, Site::Spec(schema.mark), message.to_owned(), help);
                None
            }
        };
        self.composed.insert(key, types.clone());
        types
    }

    fn drop_duplicates(&mut self, method: &MappedMethod) {
        let Some(operation) = self.operation(method.operation) else { return };
        let asked = columns::parameters(&operation.node, self.engine().resolver)
            .filter(|(_, _, it)| it.flag("required") && !it.flag("allowEmptyValue"))
            .map(|(name, _, _)| name.to_owned());
        let required: Vec<String> = asked.chain(self.server_variables(operation)).collect();
        let found = |rows: &Rows<'_>, _: &str| -> Vec<Text> {
            columns::duplicates(rows.schema.node, &required).into_iter().cloned().collect()
        };
        let Some(names) = self.found_rows(method, found) else { return };
        let mut dropped = BTreeSet::new();
        for name in names {
            let Document { operations, components, .. } = &mut self.document;
            let index = method.operation;
            if !columns::rename_path_parameter(operations, components.resolver(), index, &name) {
                dropped.insert(name);
            }
            self.counts.columns += 1;
        }
        if !dropped.is_empty() {
            self.shorten_row(method, &dropped);
        }
        for name in dropped {
            let message = format!(
                "the rows of `{}` have another column that differs from `{name}` in case only; `{name}` is left out",
                method.name
            );
            let help = "nothing, if the right column is kept; otherwise remove the other one from the spec";
            self.report(&COLUMN_DUPLICATE, Site::Mapping(method.mark), message, help);
        }
    }

    /// Returns the schema of a body in JSON, with its media type.
    fn body_schema(&self, index: usize) -> Option<(String, Spot<'_>)> {
        let content = self.engine().body(&self.operation(index)?.node).filter(|it| is_json(it.media_type))?;
        Some((content.media_type.to_owned(), content.schema?))
    }

    /// Returns the naming algorithm for body properties, unless it is the engine's default.
    fn body_names(&self, method: &MappedMethod) -> Option<&'static str> {
        let given = method.given(&["config", "requestBodyTranslate"]).and_then(|given| given.text("algorithm"));
        let of_all = self.config.config.methods.request_body == RequestBody::Naive;
        let is_naive = given.map_or(of_all, |given| given == "naive") && !method.has_default_body_names;
        is_naive.then_some("naive")
    }

    /// Returns the variables of the server that the engine uses, which are parameters as well.
    fn server_variables(&self, operation: &Operation) -> Vec<String> {
        let of_document = || match self.config.servers() {
            Some(servers) => servers.as_sequence().unwrap_or_default(),
            None => self.document.root.items("servers"),
        };
        let own = [&operation.node, &operation.item].into_iter().map(|node| node.items("servers"));
        let servers = own.into_iter().find(|servers| !servers.is_empty()).unwrap_or_else(of_document);
        let variables = servers.first().into_iter().flat_map(|server| server.entries("variables"));
        variables.map(|(name, _)| name.to_string()).collect()
    }
}
