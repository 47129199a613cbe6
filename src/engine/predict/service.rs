//! A service: its resources with their methods, and which method a statement takes.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::load;
use super::method::{Method, Params, Place, incoming, outgoing};
use super::projection;
use super::source::Source;
use super::stop::{Step, Stop, crash, fail};
use crate::sql::SqlVerb;
use crate::tree::{Node, pointer};

/// A method that several share.
pub type MethodRef<'d> = Rc<Method<'d>>;

/// A service.
pub struct Service<'d> {
    /// The document.
    pub source: Rc<Source<'d>>,
    /// The resources by key.
    pub resources: BTreeMap<String, Rc<Resource<'d>>>,
}

/// A resource.
pub struct Resource<'d> {
    /// What the document says about it.
    pub node: &'d Node,
    /// The methods by key.
    pub methods: BTreeMap<String, MethodRef<'d>>,
    verbs: BTreeMap<&'d str, Vec<MethodRef<'d>>>,
}

/// The verbs of SQL in the order in which methods are shown.
pub const VERBS: [&str; 6] = ["select", "insert", "delete", "update", "replace", "exec"];

impl<'d> Service<'d> {
    /// Loads a service document as the engine does.
    pub fn load(source: Rc<Source<'d>>) -> Step<Self> {
        let root = source.root;
        load::check(root)?;
        let components = root.get("components");
        let resources = components.and_then(|components| components.get("x-stackQL-resources"));
        let Some(resources) = resources.and_then(Node::as_mapping) else {
            return fail("OpenAPIService.extractResources() failure");
        };
        let mut service = Service { source, resources: BTreeMap::new() };
        for (key, node) in resources {
            let resource = service.load_resource(key, node)?;
            service.resources.insert(key.to_string(), Rc::new(resource));
        }
        Ok(service)
    }

    /// Returns a resource.
    pub fn resource(&self, key: &str) -> Step<&Rc<Resource<'d>>> {
        match self.resources.get(key) {
            Some(resource) => Ok(resource),
            None => fail("OpenAPIService.GetResource() failure"),
        }
    }

    fn load_resource(&self, key: &str, node: &'d Node) -> Step<Resource<'d>> {
        let is_map = |node: Option<&Node>| node.is_none_or(|node| node.is_null() || node.as_mapping().is_some());
        if node.as_mapping().is_none() || !is_map(node.get("methods")) || !is_map(node.get("sqlVerbs")) {
            return fail(format!("cannot unmarshal resource '{key}'"));
        }
        let mut methods = BTreeMap::new();
        for (name, method) in node.entries("methods") {
            let method = self.load_method(name, method, node)?;
            methods.insert(name.to_string(), Rc::new(method));
        }
        let mut verbs = BTreeMap::new();
        for (verb, list) in node.entries("sqlVerbs") {
            let Some(list) = list.as_sequence().or(Some([].as_slice()).filter(|_| list.is_null())) else {
                return fail(format!("cannot unmarshal verb '{verb}'"));
            };
            let listed = list.iter().map(|item| method_of_verb(&methods, item)).collect::<Step<Vec<_>>>()?;
            verbs.insert(verb.as_ref(), listed);
        }
        Ok(Resource { node, methods, verbs })
    }

    fn load_method(&self, name: &str, node: &'d Node, resource: &'d Node) -> Step<Method<'d>> {
        let is_odd = |key: &&str| node.get(key).is_some_and(|it| !it.is_null() && it.as_mapping().is_none());
        if let Some(key) = ["operation", "request", "response", "config"].into_iter().find(is_odd) {
            return fail(format!("cannot unmarshal '{key}' of method '{name}'"));
        }
        let (path, verb) = operation_of(node)?;
        let root = self.source.root;
        let Some(item) = root.get("paths").and_then(|paths| paths.get(&path)) else {
            return fail(format!("could not extract path for '{path}'"));
        };
        let item = item.reference().and_then(|reference| pointer::target(root, reference)).unwrap_or(item);
        let key = verb.to_ascii_lowercase();
        let is_known = crate::schema::grammar::VERBS.contains(&key.as_str()) || key == "connect";
        let Some(operation) = item.get(&key).filter(|it| is_known && !it.is_null()) else {
            return fail(format!("cannot find operation = '{verb}' for path = '{path}'; missing operation"));
        };
        Ok(Method {
            name: name.to_owned(),
            request: outgoing(&self.source, node, operation)?,
            response: incoming(&self.source, node, operation)?,
            source: Rc::clone(&self.source),
            resource,
            node,
            path,
            path_item: item,
            verb: verb.to_ascii_uppercase(),
            operation,
        })
    }
}

/// Returns the path and the verb of a method's operation.
fn operation_of(method: &Node) -> Step<(String, String)> {
    let reference = method.get("operation").and_then(|it| it.text("$ref"));
    let Some(reference) = reference else { return crash("anysdk.(*OperationRef).ExtractPathItem") };
    let reference = match method.get("path").and_then(|it| it.text("$ref")) {
        Some(path) => format!("#/paths/{}/{reference}", path.replace('/', "~1")),
        None => reference.to_owned(),
    };
    let start = reference.find("#/paths/").map_or(0, |at| at + "#/paths/".len());
    let rest = reference.get(start..).unwrap_or_default();
    let (path, verb) = rest.rsplit_once('/').unwrap_or(("", rest));
    Ok((path.replace("~1", "/"), verb.to_owned()))
}

fn method_of_verb<'d>(methods: &BTreeMap<String, MethodRef<'d>>, item: &Node) -> Step<MethodRef<'d>> {
    let reference = item.reference().unwrap_or_default();
    let mut parts = reference.rsplit('/');
    let (name, kind) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match methods.get(name).filter(|_| kind == "methods") {
        Some(method) => Ok(Rc::clone(method)),
        None => fail(format!("cannot resolve json pointer path '{reference}'")),
    }
}

impl<'d> Resource<'d> {
    /// Returns the methods of a verb; those of its usual names where the resource lists none.
    pub fn of_verb(&self, verb: &str) -> Vec<MethodRef<'d>> {
        if let Some(listed) = self.verbs.get(verb) {
            return listed.clone();
        }
        usual_names(verb).iter().filter_map(|name| self.methods.get(*name)).map(Rc::clone).collect()
    }

    /// Returns the verb that a method is shown with.
    pub fn verb_of(&self, name: &str) -> &'static str {
        let mut listed = self.verbs.iter().filter(|(_, methods)| methods.iter().any(|method| method.name == name));
        if let Some((verb, _)) = listed.next() {
            return VERBS.into_iter().find(|known| known == verb).unwrap_or("exec");
        }
        match name.to_lowercase().as_str() {
            "insert" | "create" => "insert",
            "delete" => "delete",
            "select" | "list" | "get" => "select",
            _ => "exec",
        }
    }

    /// Chooses the first method of a verb whose demands are met, with what it leaves unmatched.
    pub fn choose(&self, verb: &str, given: &BTreeSet<String>) -> Step<Option<(MethodRef<'d>, BTreeSet<String>)>> {
        for method in self.of_verb(verb) {
            if let Some(rest) = unmatched(&method, given)? {
                return Ok(Some((method, rest)));
            }
        }
        Ok(None)
    }

    /// Returns what rows of a method demand: its own parameters, and those of methods with the same row.
    pub fn union_required(&self, method: &Method<'d>) -> Step<Params<'d>> {
        let path = method.row_schema()?.path;
        let mut params = method.required()?;
        for other in self.methods.values() {
            let row = match other.row_schema() {
                Ok(row) => row,
                Err(Stop::Error(_)) => continue,
                Err(panic) => return Err(panic),
            };
            if path.is_empty() || row.path != path {
                continue;
            }
            for (name, param) in other.required()? {
                let is_typeless = param.schema.is_none() && !matches!(param.place, Place::Server | Place::Body);
                if is_typeless && params.contains_key(&name) {
                    return crash("anysdk.(*standardParameter).GetType");
                }
                if params.get(&name).is_some_and(|known| known.kind() != param.kind()) {
                    return fail(format!(
                        "getUnionRequiredParameters(): required params '{name}' of conflicting types on resource"
                    ));
                }
                params.insert(name, param);
            }
        }
        Ok(params)
    }
}

fn usual_names(verb: &str) -> &'static [&'static str] {
    SqlVerb::parse(verb).map_or(&[], SqlVerb::default_methods)
}

/// Returns the names that a method does not take; nothing if one that it demands is missing.
pub fn unmatched(method: &Method<'_>, given: &BTreeSet<String>) -> Step<Option<BTreeSet<String>>> {
    let mut required: BTreeSet<String> = method.required()?.into_keys().collect();
    let mut optional: BTreeSet<String> = method.optional()?.into_keys().collect();
    let mut rest = BTreeSet::new();
    for name in given {
        if !take(&mut required, name) && !take(&mut optional, name) {
            rest.insert(name.clone());
        }
    }
    Ok(required.is_empty().then_some(rest))
}

/// Takes a name, or one that ends with it after a dot.
fn take(names: &mut BTreeSet<String>, name: &str) -> bool {
    if names.remove(name) {
        return true;
    }
    let suffix = format!(".{name}");
    match names.iter().find(|known| known.ends_with(&suffix)).cloned() {
        Some(known) => names.remove(&known),
        None => false,
    }
}

/// Prepares a method as the engine does before it uses it.
pub fn formulate(method: &Method<'_>) -> Step<()> {
    if method.servers().is_empty() {
        return fail(format!("no servers defined for operation {}", method.name));
    }
    if let Some(schema) = method.body_schema() {
        schema.all_properties()?;
    }
    if method.answer_schema().is_some() {
        let written = method.schema_at(method.object_key());
        if let Err(Stop::Error(_)) = written {
            let key = method.row_key();
            if let Err(Stop::Error(message)) = method.schema_at(key) {
                return fail(format!("error getting schema at path {key}: {message}"));
            }
        }
        written.map(drop).or_else(only_panics)?;
        method.row_schema().map(drop).or_else(only_panics)?;
    }
    projection::check(method)?;
    for param in method.outside().values() {
        match &param.place {
            Place::Other(place) if place == "cookie" => {
                return fail("only response body attributes are supported in union select keys");
            }
            Place::Other(place) => return fail(format!("unsupported parameter location: {place}")),
            _ => {}
        }
    }
    Ok(())
}

fn only_panics(stop: Stop) -> Step<()> {
    match stop {
        Stop::Panic(_) => Err(stop),
        Stop::Error(_) => Ok(()),
    }
}
