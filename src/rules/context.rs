//! What a rule sees: a provider, a service document, a resource, a method.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::engine::RESOURCES;
use crate::engine::config::has_aliases;
use crate::engine::exec::{self, Refusal};
use crate::engine::names::{self, NameClass};
use crate::engine::path;
use crate::engine::provider;
use crate::engine::rows::{Bare, are_looked_for, bare};
use crate::model::{Method, Resource};
use crate::place::Mark;
use crate::registry;
use crate::registry::{Fault, Opened, Operation, ServiceFile};
use crate::schema::Resolver;
use crate::schema::grammar::VERBS;
use crate::sql::SqlVerb;
use crate::tree::{Node, Text};

use super::facts::{self, Facts};

/// A provider without its services.
pub struct ProviderContext<'a> {
    /// `provider.yaml` and the documents that it refers to.
    pub opened: &'a Opened,
}

impl<'a> ProviderContext<'a> {
    pub fn tree(&self) -> &'a Node {
        &self.opened.document.tree
    }
}

/// A service document.
pub struct ServiceContext<'a> {
    /// `None` if the document was given on its own.
    pub provider: Option<&'a Opened>,
    pub file: &'a ServiceFile,
    facts: OnceCell<Facts<'a>>,
    schemas: OnceCell<HashMap<Mark, &'a str>>,
    servers: OnceCell<Vec<(&'a Node, Vec<&'a str>)>>,
}

impl<'a> ServiceContext<'a> {
    pub fn new(provider: Option<&'a Opened>, file: &'a ServiceFile) -> Self {
        ServiceContext { provider, file, facts: OnceCell::new(), schemas: OnceCell::new(), servers: OnceCell::new() }
    }

    pub fn tree(&self) -> &'a Node {
        &self.file.document.tree
    }

    pub fn resolver(&self) -> Resolver<'a> {
        Resolver::new(self.tree())
    }

    /// The facts from one walk over the document, shared by all rules.
    pub fn facts(&self) -> &Facts<'a> {
        self.facts.get_or_init(|| facts::collect(&self.file.document))
    }

    /// Returns the first server of the document, of each path and of each operation that a method calls, with the
    /// variables in its URL.
    pub fn servers(&self) -> &[(&'a Node, Vec<&'a str>)] {
        self.servers.get_or_init(|| first_servers(self))
    }

    /// Returns the component name of the schema at a location.
    pub fn schema_name(&self, mark: Mark) -> Option<&'a str> {
        let schemas = || self.tree().get("components").into_iter().flat_map(|components| components.entries("schemas"));
        let names = self.schemas.get_or_init(|| schemas().map(|(name, node)| (node.mark, &**name)).collect());
        names.get(&mark).copied()
    }

    pub fn type_of<'n>(&self, parameter: &'n Node) -> Option<&'n str>
    where
        'a: 'n,
    {
        self.resolver().resolve(parameter.get("schema")?)?.text("type")
    }

    pub fn operations(&self) -> impl Iterator<Item = (&'a Text, &'static str, &'a Node)> {
        let of_item = |(path, item): (&'a Text, &'a Node)| {
            VERBS.into_iter().filter_map(move |verb| Some((path, verb, item.get(verb)?)))
        };
        self.tree().entries("paths").flat_map(of_item).filter(|(_, _, node)| node.as_mapping().is_some())
    }

    /// Whether the resources of the document are in another file, as in older providers.
    pub fn has_resources_elsewhere(&self) -> bool {
        let name = &self.file.document.name;
        let entries = self.provider.iter().flat_map(|provider| &provider.entries);
        let mut own = entries.filter(|entry| entry.reference() == Some(name));
        own.any(|entry| entry.node.get("resources").and_then(Node::reference).is_some())
    }

    /// Returns the resources as written in the document.
    pub fn resources(&self) -> impl Iterator<Item = (&'a Text, &'a Node)> {
        self.tree().get("components").into_iter().flat_map(|components| components.entries(RESOURCES))
    }

    /// Returns a resource as written in the document.
    pub fn resource(&self, name: &str) -> Option<(&'a Text, &'a Node)> {
        self.tree().get("components")?.get(RESOURCES)?.as_mapping()?.get_key_value(name)
    }

    /// Whether its methods run local commands, which need no server, and may have the resources at the root.
    pub fn is_local(&self) -> bool {
        match self.provider {
            Some(opened) => provider::is_local(&opened.document.tree, &self.file.service.name),
            None => self.tree().entries("resources").next().is_some(),
        }
    }

    /// Whether columns have names in snake case.
    pub fn has_aliases(&self) -> bool {
        self.provider.and_then(|provider| provider.document.tree.get("config")).is_some_and(has_aliases)
    }
}

fn first_servers<'a>(context: &ServiceContext<'a>) -> Vec<(&'a Node, Vec<&'a str>)> {
    let tree = context.tree();
    let methods = context.resources().flat_map(|(_, resource)| resource.entries("methods").map(|(_, method)| method));
    let holders = methods.filter_map(|method| Some((method, registry::operation(tree, method).ok()?)));
    let nearer = holders.flat_map(|(method, operation)| [operation.node, operation.item, method]);
    let mut servers: Vec<&Node> = nearer.chain([tree]).filter_map(|holder| holder.items("servers").first()).collect();
    servers.sort_by_key(|server| server.mark);
    servers.dedup_by_key(|server| server.mark);
    servers.into_iter().map(|server| (server, path::names(server.text("url").unwrap_or_default()))).collect()
}

/// A resource of a service document.
pub struct ResourceContext<'a> {
    pub service: &'a ServiceContext<'a>,
    pub name: &'a Text,
    /// The resource or method as written in the document.
    pub node: &'a Node,
    /// The resource in the model.
    pub resource: &'a Resource,
}

impl<'a> ResourceContext<'a> {
    pub fn listed(&self, verb: &str, index: usize) -> Mark {
        let list = self.node.get("sqlVerbs").and_then(|verbs| verbs.get(verb));
        let entry = list.and_then(Node::as_sequence).and_then(|entries| entries.get(index));
        entry.or(list).map_or(self.node.mark, |node| node.get("$ref").unwrap_or(node).mark)
    }
}

/// A method of a resource.
pub struct MethodContext<'a> {
    pub service: &'a ServiceContext<'a>,
    pub resource: &'a Resource,
    pub name: &'a Text,
    /// The resource or method as written in the document.
    pub node: &'a Node,
    pub operation: Result<Operation<'a>, Fault>,
    /// The method in the model, if it has an operation.
    pub method: Option<&'a Method>,
}

impl<'a> MethodContext<'a> {
    pub fn new(service: &'a ServiceContext<'a>, resource: &'a Resource, name: &'a Text, node: &'a Node) -> Self {
        let operation = registry::operation(service.tree(), node);
        let method = resource.methods.iter().find(|method| *method.name == **name);
        MethodContext { service, resource, name, node, operation, method }
    }

    /// Whether an SQL verb lists the method.
    pub fn is_listed(&self, verb: SqlVerb) -> bool {
        self.resource.methods_of(verb).iter().any(|method| *method.name == **self.name)
    }

    /// Whether no SQL verb lists it, so that EXEC alone reaches it.
    pub fn is_exec_only(&self) -> bool {
        !SqlVerb::LISTED.into_iter().any(|verb| self.is_listed(verb))
    }

    /// Why EXEC refuses it because of its response.
    pub fn exec_refusal(&self) -> Option<Refusal> {
        exec::refusal(self.method?.response_schema.as_ref()?)
    }

    /// The methods whose required parameters are columns of its row: itself, and those that share the schema of the
    /// row, if that has a name.
    pub fn same_row(&self) -> Vec<&'a Method> {
        let row = |method: &Method| method.row_schema.as_ref().map(|row| row.mark);
        let shared = self.method.and_then(row).filter(|mark| self.service.schema_name(*mark).is_some());
        let others = self.resource.methods.iter().filter(|other| shared.is_some() && row(other) == shared);
        self.method.into_iter().chain(others.filter(|other| *other.name != **self.name)).collect()
    }

    /// The row that `DESCRIBE` shows, if it is that of this method: the first one for SELECT.
    pub fn described_row(&self) -> Option<&'a Node> {
        let first = self.resource.methods_of(SqlVerb::Select).into_iter().next()?;
        first.row_schema.as_ref().filter(|_| *first.name == **self.name)
    }

    /// Where its name stands.
    pub fn name_mark(&self) -> Mark {
        self.node.mark
    }

    pub fn operation_mark(&self) -> Mark {
        let operation = self.node.get("operation");
        operation.and_then(|node| node.get("$ref")).or(operation).unwrap_or(self.node).mark
    }

    /// Returns the columns of a row with the marks of their schemas.
    pub fn columns(&self) -> impl Iterator<Item = (&'a str, Mark)> {
        let method = self.method;
        let properties = method.and_then(|method| method.row_schema.as_ref()?.get("properties"));
        let mark = self.name_mark();
        method.into_iter().flat_map(|method| method.fields.iter().flatten()).map(move |field| {
            let own = properties.and_then(|properties| properties.get(&field.property));
            (field.name.as_str(), own.map_or(mark, |node| node.mark))
        })
    }

    /// The columns of a method for SELECT to whose names one of some things happens.
    pub fn columns_of(&self, classes: &[NameClass]) -> Vec<(&'a str, NameClass, Mark)> {
        let selected = self.columns().filter(|(name, _)| !name.is_empty() && self.is_listed(SqlVerb::Select));
        let with_class = selected.map(|(name, mark)| (name, names::class(name), mark));
        with_class.filter(|(_, class, _)| classes.contains(class)).collect()
    }

    /// Whether the engine finds no rows in the response, and has no object key either.
    pub fn is_unsuitable(&self) -> bool {
        let schema = self.method.and_then(|method| method.response_schema.as_ref());
        self.object_key().is_none() && schema.is_some_and(|schema| !are_looked_for(schema))
    }

    /// Returns why the rows have no columns, if they have none.
    pub fn bare_rows(&self) -> Option<Bare<'a>> {
        let method = self.method?;
        bare(method.fields.as_deref().unwrap_or_default(), method.row_schema.as_ref()?, self.service.resolver())
    }

    /// Whether the operation is a GraphQL query, whose path is never sent.
    pub fn is_graphql(&self) -> bool {
        self.operation.as_ref().is_ok_and(|operation| operation.node.get("x-stackQL-graphQL").is_some())
    }

    /// Returns the unknown keys of a block with their marks.
    pub fn unknown_keys(&self, block: Option<&'a Node>, known: &[&str]) -> Vec<(&'a str, Mark)> {
        let entries = block.and_then(Node::as_mapping).into_iter().flatten();
        let is_unknown = |key: &str| !known.contains(&key) && !key.starts_with("x-");
        entries.filter(|(key, _)| is_unknown(key)).map(|(key, node)| (&**key, node.mark)).collect()
    }

    pub fn response(&self, key: &str) -> Option<&'a Node> {
        self.node.get("response")?.get(key)
    }

    pub fn request(&self, key: &str) -> Option<&'a Node> {
        self.node.get("request")?.get(key)
    }

    /// Whether INSERT, UPDATE or REPLACE lists the method; their columns are the properties of the body.
    pub fn takes_columns(&self) -> bool {
        [SqlVerb::Insert, SqlVerb::Update, SqlVerb::Replace].into_iter().any(|verb| self.is_listed(verb))
    }

    /// Returns the resolved request body of the operation.
    pub fn body(&self) -> Option<&'a Node> {
        let body = self.operation.as_ref().ok()?.node.get("requestBody")?;
        self.service.resolver().resolve(body)
    }

    /// Returns the object key as written.
    pub fn object_key(&self) -> Option<(&'a str, Mark)> {
        let node = self.response("objectKey")?;
        Some((node.as_str().filter(|key| !key.is_empty())?, node.mark))
    }

    /// Returns the resolved parameters of an operation or a path item, with name and location.
    pub fn declared(&self, holder: &'a Node) -> impl Iterator<Item = (&'a str, &'a str, &'a Node)> {
        let resolver = self.service.resolver();
        let nodes = holder.items("parameters").iter().filter_map(move |node| resolver.resolve(node));
        nodes.filter_map(|node| Some((node.text("name")?, node.text("in")?, node)))
    }

    /// Returns the placeholders of the path.
    pub fn placeholders(&self) -> Vec<&'a str> {
        self.operation.as_ref().map(|operation| path::names(operation.path)).unwrap_or_default()
    }
}
