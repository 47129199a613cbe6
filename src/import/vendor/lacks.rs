//! Finds what the provider's documents have and the vendor's document lacks, and nothing that both have.

use std::collections::{BTreeSet, HashSet};

use crate::place::Place;
use crate::tree::{Node, Text};

use super::super::lost::Lost;
use super::super::published::Service;
use super::members::{is_open, may_be_object, members};
use super::parameters::{all_parameters, with_shared_parameters};
use super::patch::{Kind, Patch};
use super::spot::{Spot, references, way_of};

/// The most schemas that are compared. The largest APIs come to some ten thousand.
const MAX_SCHEMAS: usize = 400_000;

/// A schema of the provider's that is the vendor's at another place.
struct Pair<'a> {
    service: &'a Service,
    ours: Spot<'a>,
    theirs: Spot<'a>,
}

/// What a document of the vendor's lacks.
pub struct Lacks<'a> {
    vendor: &'a Node,
    /// What is added to it.
    pub patch: Patch,
    /// What cannot be added.
    pub lost: Vec<Lost>,
    pairs: Vec<Pair<'a>>,
    seen: HashSet<(&'a str, String, String)>,
    /// The components that are added, by service, section and name.
    added: HashSet<(&'a str, Text, Text)>,
}

impl<'a> Lacks<'a> {
    /// For a document in the words of OpenAPI 3.
    pub fn new(vendor: &'a Node) -> Self {
        let (patch, seen, added) = Default::default();
        Lacks { vendor, patch, lost: Vec::new(), pairs: Vec::new(), seen, added }
    }

    /// Adds a whole operation.
    pub fn operation(&mut self, service: &'a Service, from: [&str; 2], path: &str) {
        let Some(item) = Spot::at(&service.document.tree, &["paths", from[0]]) else { return };
        let item = item.resolved(&service.document.tree);
        let Some(operation) = item.below(from[1]) else { return };
        let node = with_shared_parameters(operation.node, item.node);
        let item = Spot::at(self.vendor, &["paths", path]);
        let is_there = match &item {
            Some(item) => self.patch.add(Kind::Operations, &item.resolved(self.vendor).way, &[from[1]], &node),
            None => self.patch.add(Kind::Operations, &["paths".into()], &[path, from[1]], &node),
        };
        if !is_there {
            self.lose(service, &operation, "another document of the provider has another operation at its place");
        }
        self.needed(service, &node);
    }

    /// Compares an operation of the provider's with the vendor's.
    pub fn compare(&mut self, service: &'a Service, ours: [&str; 2], theirs: [&str; 2]) {
        let roots = [&service.document.tree, self.vendor];
        let items = [Spot::at(roots[0], &["paths", ours[0]]), Spot::at(roots[1], &["paths", theirs[0]])];
        let [Some(our_item), Some(their_item)] = items else { return };
        let (our_item, their_item) = (our_item.resolved(roots[0]), their_item.resolved(roots[1]));
        let (Some(ours), Some(theirs)) = (our_item.below(ours[1]), their_item.below(theirs[1])) else { return };
        self.parameters(service, [&ours, &our_item], [&theirs, &their_item]);
        self.body(service, &ours, &theirs);
        self.responses(service, &ours, &theirs);
        if let (Some(security), None, None) =
            (ours.node.get("security"), theirs.node.get("security"), self.vendor.get("security"))
        {
            self.patch.add(Kind::Security, &theirs.way, &["security"], security);
        }
        let servers = [&ours, &our_item].into_iter().find_map(|it| it.node.get("servers"));
        let has_servers = [&theirs, &their_item].iter().any(|it| it.node.get("servers").is_some());
        if let Some(servers) = servers.filter(|_| !has_servers) {
            self.patch.add(Kind::Servers, &theirs.way, &["servers"], servers);
        }
    }

    /// Parameters of the path are those of the template, and need not be compared.
    fn parameters(&mut self, service: &'a Service, ours: [&Spot<'a>; 2], theirs: [&Spot<'a>; 2]) {
        let known = all_parameters(self.vendor, theirs);
        for parameter in all_parameters(&service.document.tree, ours) {
            let text = |it: &Spot<'_>, key| it.node.text(key).map(str::to_owned);
            let [place, name] = ["in", "name"].map(|key| text(&parameter, key));
            if place.as_deref().is_none_or(|place| place == "path") || name.is_none() {
                continue;
            }
            let same = known.iter().find(|it| text(it, "in") == place && text(it, "name") == name);
            match same {
                Some(same) => self.pair(service, parameter.below("schema"), same.below("schema")),
                None => {
                    self.patch.parameter(&theirs[0].way, parameter.node);
                    self.needed(service, parameter.node);
                }
            }
        }
    }

    fn body(&mut self, service: &'a Service, ours: &Spot<'a>, theirs: &Spot<'a>) {
        let Some(body) = ours.below("requestBody").map(|it| it.resolved(&service.document.tree)) else { return };
        match theirs.below("requestBody").map(|it| it.resolved(self.vendor)) {
            Some(known) => self.content(service, Kind::Requests, &body, &known),
            None => {
                self.patch.add(Kind::Requests, &theirs.way, &["requestBody"], body.node);
                self.needed(service, body.node);
            }
        }
    }

    fn responses(&mut self, service: &'a Service, ours: &Spot<'a>, theirs: &Spot<'a>) {
        for (code, response) in ours.all_below("responses") {
            let response = response.resolved(&service.document.tree);
            let known = theirs.below("responses").and_then(|it| it.below(&code)).map(|it| it.resolved(self.vendor));
            match known {
                Some(known) => self.content(service, Kind::Responses, &response, &known),
                None => {
                    self.patch.add(Kind::Responses, &theirs.way, &["responses", &code], response.node);
                    self.needed(service, response.node);
                }
            }
        }
    }

    /// Compares the schemas of a media type; another one that is JSON as well counts as the same.
    fn content(&mut self, service: &'a Service, kind: Kind, ours: &Spot<'a>, theirs: &Spot<'a>) {
        for (media_type, content) in ours.all_below("content") {
            if content.node.get("schema").is_none() {
                continue;
            }
            let known = theirs.all_below("content");
            let same = known.iter().find(|(name, _)| *name == media_type);
            let similar = || known.iter().find(|(name, _)| name.contains("json") && media_type.contains("json"));
            match same.or_else(similar) {
                Some((_, known)) if known.node.get("schema").is_some() => {
                    self.pair(service, content.below("schema"), known.below("schema"));
                }
                Some((_, known)) => self.schema(service, kind, &known.way, &["schema"], &content),
                None => {
                    self.patch.add(kind, &theirs.way, &["content", &media_type], content.node);
                    self.needed(service, content.node);
                }
            }
        }
    }

    fn schema(&mut self, service: &'a Service, kind: Kind, target: &[Text], keys: &[&str], content: &Spot<'a>) {
        if let Some(schema) = content.node.get("schema") {
            self.patch.add(kind, target, keys, schema);
            self.needed(service, schema);
        }
    }

    fn pair(&mut self, service: &'a Service, ours: Option<Spot<'a>>, theirs: Option<Spot<'a>>) {
        if let (Some(ours), Some(theirs)) = (ours, theirs) {
            self.pairs.push(Pair { service, ours, theirs });
        }
    }

    /// Adds a security scheme that the vendor does not have.
    pub fn security_schemes(&mut self, service: &'a Service) {
        let Some(components) = Spot::at(&service.document.tree, &["components"]) else { return };
        for (name, scheme) in components.all_below("securitySchemes") {
            self.component(service, ["securitySchemes".into(), name], &scheme);
        }
        if let (Some(security), None) = (service.document.tree.get("security"), self.vendor.get("security")) {
            let is_there = self.patch.add(Kind::Security, &[], &["security"], security);
            if let (false, Some(spot)) = (is_there, Spot::at(&service.document.tree, &["security"])) {
                self.lose(service, &spot, "another document of the provider requires something else");
            }
        }
    }

    /// Adds a schema that methods name, with all that it refers to.
    pub fn named_schema(&mut self, service: &'a Service, name: &str) {
        let Some(schema) = Spot::at(&service.document.tree, &["components", "schemas", name]) else { return };
        if self.component(service, ["schemas".into(), name.into()], &schema) {
            self.needed(service, schema.node);
        }
    }

    /// Adds the components that a node refers to, and those that they refer to.
    fn needed(&mut self, service: &'a Service, node: &Node) {
        let mut next = references(node);
        let mut seen = BTreeSet::new();
        while let Some(reference) = next.pop_first() {
            if !seen.insert(reference.clone()) {
                continue;
            }
            let way = way_of(&reference).unwrap_or_default();
            let [_, section, name] = way.as_slice() else { continue };
            let spot = Spot::at(&service.document.tree, &["components", section, name]);
            let Some(spot) = spot else { continue };
            if self.component(service, [Text::clone(section), Text::clone(name)], &spot) {
                next.extend(references(spot.node));
            }
        }
    }

    /// Adds a component, unless the vendor has one of that name. Returns whether it is new.
    fn component(&mut self, service: &'a Service, [section, name]: [Text; 2], ours: &Spot<'a>) -> bool {
        if let Some(theirs) = Spot::at(self.vendor, &["components", &section, &name]) {
            if &*section == "schemas" {
                self.pair(service, Some(ours.clone()), Some(theirs));
            }
            return false;
        }
        if !self.added.insert((&service.key, Text::clone(&section), Text::clone(&name))) {
            return false;
        }
        let kind = if &*section == "securitySchemes" { Kind::Security } else { Kind::Schemas };
        let whole = ["components", &*section, &*name];
        let depth =
            (0..=2).rev().find(|depth| Spot::at(self.vendor, whole.get(..*depth).unwrap_or_default()).is_some());
        let (target, keys) = whole.split_at(depth.unwrap_or_default());
        let target: Vec<Text> = target.iter().map(|key| Text::from(*key)).collect();
        if !self.patch.add(kind, &target, keys, ours.node) {
            self.lose(service, ours, "another document of the provider has another component of that name");
        }
        true
    }

    /// Compares the schemas that were found on the way, as deep as they go.
    pub fn finish(&mut self) {
        while let Some(Pair { service, ours, theirs }) = self.pairs.pop() {
            let (ours, theirs) = (ours.resolved(&service.document.tree), theirs.resolved(self.vendor));
            if self.seen.len() >= MAX_SCHEMAS {
                self.lose(service, &ours, "the documents have too many schemas to compare all of them");
                return;
            }
            if self.seen.insert((&service.key, ours.pointer(), theirs.pointer())) {
                self.schemas(service, &ours, &theirs);
            }
        }
    }

    fn schemas(&mut self, service: &'a Service, ours: &Spot<'a>, theirs: &Spot<'a>) {
        let own = members(&service.document.tree, ours);
        if is_open(theirs.node) && !is_open(ours.node) && ours.node.as_mapping().is_some() {
            return self.all_of(service, ours, theirs);
        }
        if !own.is_empty() && may_be_object(theirs.node) {
            let known = members(self.vendor, theirs);
            for (name, property) in own {
                match known.get(&name) {
                    Some(known) => self.pair(service, Some(property), Some(known.clone())),
                    None => self.property(service, theirs, &name, &property),
                }
            }
        }
        self.items(service, ours, theirs);
    }

    /// A schema that says nothing takes all that another one says.
    fn all_of(&mut self, service: &'a Service, ours: &Spot<'a>, theirs: &Spot<'a>) {
        for (key, value) in ours.node.as_mapping().into_iter().flatten() {
            if theirs.node.get(key).is_none() {
                self.patch.add(Kind::Schemas, &theirs.way, &[key], value);
            }
        }
        self.needed(service, ours.node);
    }

    fn property(&mut self, service: &'a Service, theirs: &Spot<'a>, name: &str, property: &Spot<'a>) {
        if !self.patch.add(Kind::Schemas, &theirs.way, &["properties", name], property.node) {
            self.lose(service, property, "another schema of the provider has another property of that name");
        }
        self.needed(service, property.node);
    }

    fn items(&mut self, service: &'a Service, ours: &Spot<'a>, theirs: &Spot<'a>) {
        for key in ["items", "additionalProperties"] {
            match (ours.below(key), theirs.below(key)) {
                (Some(items), None) if key == "items" && theirs.node.text("type") == Some("array") => {
                    self.patch.add(Kind::Schemas, &theirs.way, &[key], items.node);
                    self.needed(service, items.node);
                }
                (ours, theirs) => self.pair(service, ours, theirs),
            }
        }
    }

    fn lose(&mut self, service: &Service, spot: &Spot<'_>, why: &str) {
        let file = service.document.path.clone();
        let place = Place { file, mark: spot.node.mark, pointer: Some(spot.pointer()) };
        self.lost.push(Lost { place, what: why.to_owned() });
    }
}
