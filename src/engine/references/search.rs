//! Searches a whole document for references, as the loader does.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::place::Mark;
use crate::schema::grammar::{Kind, Object, PATH_ITEM_KIND, component};
use crate::tree::{Node, pointer};

use super::drill::{self, Target, reference};
use super::fault::{Fault, Refusal};
use super::order::{SECTIONS, child, is_searched};

/// What a search for references in a whole document finds.
#[derive(Default)]
pub struct Search<'a> {
    /// References that the loader cannot follow. Where it does not look, a reference may lead nowhere.
    pub refusals: Vec<Refusal<'a>>,
    /// `null` where the loader needs an object, with the kind of that.
    pub nulls: Vec<(Mark, &'static str)>,
    /// Values of which OpenAPI does not say what they are, with what the loader reads them as for a reference.
    pub raw: Vec<(&'a Node, Kind)>,
}

/// Searches a document.
pub fn search(root: &Node) -> Search<'_> {
    let mut loader = Loader::new(root);
    for (rank, section) in SECTIONS.into_iter().enumerate() {
        loader.rank = rank;
        let entries = root.get("components").into_iter().flat_map(|components| components.entries(section));
        entries.for_each(|(_, node)| loader.entry(node, component(section).unwrap_or(Kind::Data), None));
        loader.drain();
    }
    loader.rank = SECTIONS.len();
    root.entries("paths").for_each(|(_, item)| loader.path_item(item, PATHS, None));
    loader.drain();
    loader.report_cycles();
    loader.found
}

/// Where a path item may refer to: the loader looks for this text, and does not percent-decode what follows.
const PATHS: &str = "#/paths/";

/// The same for a path item of a callback: the loader takes the first path item of another callback.
const CALLBACKS: &str = "#/components/callbacks/";

/// The identity of a node in its document.
type Identity = *const Node;

/// A value or a reference, as far as it matters for cycles.
#[derive(Default)]
struct Place<'a> {
    /// What to report about a reference that is part of a cycle.
    link: Option<Refusal<'a>>,
    /// Whether the loader reads the value anew for each reference.
    is_raw: bool,
    is_visited: bool,
}

struct Loader<'a> {
    root: &'a Node,
    found: Search<'a>,
    /// What references lead to and what is still to be visited, with the place of the reference.
    waiting: Vec<(&'a Node, Kind, NodeIndex)>,
    /// The references that were followed, with the rank of the section that led to them and their targets.
    followed: HashMap<Identity, (usize, Option<Target<'a>>), RandomState>,
    /// The rank of the section that is being searched.
    rank: usize,
    /// Values and references, with an edge to what is in them or what they lead to.
    graph: DiGraph<Place<'a>, ()>,
    places: HashMap<(Identity, *const Object), NodeIndex, RandomState>,
}

impl<'a> Loader<'a> {
    fn new(root: &'a Node) -> Self {
        Loader {
            root,
            found: Search::default(),
            waiting: Vec::new(),
            followed: HashMap::default(),
            rank: 0,
            graph: DiGraph::new(),
            places: HashMap::default(),
        }
    }

    fn drain(&mut self) {
        while let Some((node, kind, from)) = self.waiting.pop() {
            self.value(node, kind, Some(from));
        }
    }

    /// Visits an entry of a map or a list, which must not be null if references may stand there.
    fn entry(&mut self, node: &'a Node, kind: Kind, from: Option<NodeIndex>) {
        match kind.object() {
            Some(object) if node.is_null() && object.section.is_some() => {
                self.found.nulls.push((node.mark, object.name));
            }
            _ => self.value(node, kind, from),
        }
    }

    /// Visits a value, which is in another one or is what a reference leads to.
    fn value(&mut self, node: &'a Node, kind: Kind, from: Option<NodeIndex>) {
        let Some(object) = kind.object() else { return self.entries(node, kind, from) };
        let own = self.place(node, object);
        if let Some(from) = from {
            self.graph.add_edge(from, own, ());
        }
        let place = self.graph.node_weight_mut(own);
        if place.is_none_or(|place| std::mem::replace(&mut place.is_visited, true)) {
            return;
        }
        match reference(node).filter(|_| object.section.is_some()) {
            Some(reference) => self.follow(node, reference, object, own),
            None => self.fields(node, kind, object, Some(own)),
        }
    }

    fn entries(&mut self, node: &'a Node, kind: Kind, from: Option<NodeIndex>) {
        let values = node.as_mapping().into_iter().flatten().map(|(_, value)| value);
        match kind {
            Kind::Map(value) => values.for_each(|node| self.entry(node, *value, from)),
            Kind::List(item) => node.as_sequence().into_iter().flatten().for_each(|node| self.entry(node, *item, from)),
            _ => {}
        }
    }

    fn fields(&mut self, node: &'a Node, kind: Kind, object: &Object, from: Option<NodeIndex>) {
        let fields = node.as_mapping().into_iter().flatten();
        for (key, node) in fields.filter(|(key, _)| is_searched(object.name, key)) {
            match object.name {
                "callback" => self.path_item(node, CALLBACKS, from),
                "responses" => self.entry(node, child(kind, key), from),
                "parameter" if &**key == "content" => self.content_of_parameter(node, child(kind, key), from),
                _ => self.value(node, child(kind, key), from),
            }
        }
    }

    /// The loader reads the schemas alone, and crashes without a media type.
    fn content_of_parameter(&mut self, node: &'a Node, kind: Kind, from: Option<NodeIndex>) {
        for (media, node) in node.as_mapping().into_iter().flatten() {
            match (node.is_null(), node.get("schema")) {
                (true, _) => self.found.nulls.push((node.mark, "media type")),
                (_, Some(schema)) => self.value(schema, child(child(kind, media), "schema"), from),
                _ => {}
            }
        }
    }

    /// Visits a path item. What stands beside a `$ref` is replaced by what it leads to, which is visited in its place.
    fn path_item(&mut self, node: &'a Node, prefix: &'static str, from: Option<NodeIndex>) {
        match reference(node) {
            Some(reference) => {
                if let Some(fault) = self.fault_of_path_item(reference, prefix) {
                    self.found.refusals.push(refusal(node, reference, "path item", fault));
                }
            }
            None if node.is_null() && prefix == CALLBACKS => self.found.nulls.push((node.mark, "path item")),
            None => self.value(node, PATH_ITEM_KIND, from),
        }
    }

    fn fault_of_path_item(&self, reference: &str, prefix: &'static str) -> Option<Fault> {
        if !reference.starts_with('#') {
            return Some(Fault::External);
        }
        let Some(name) = reference.strip_prefix(prefix) else { return Some(Fault::Prefix(prefix)) };
        let holder = match prefix {
            PATHS => self.root.get("paths"),
            _ => self.root.get("components").and_then(|components| components.get("callbacks")),
        };
        let found = holder.and_then(|holder| holder.get(&pointer::unescape(name)));
        found.is_none_or(Node::is_null).then_some(Fault::Missing)
    }

    fn follow(&mut self, node: &'a Node, reference: &'a str, object: &'static Object, own: NodeIndex) {
        let target = drill::target(self.root, reference, object, &|node| self.value_of(node));
        self.followed.insert(node, (self.rank, target.ok()));
        match target {
            Err(fault) => self.found.refusals.push(refusal(node, reference, object.name, fault)),
            Ok(target) => {
                self.note(own, |place| place.link = Some(refusal(node, reference, object.name, Fault::Endless)));
                if target.is_raw {
                    let value = self.place(target.node, object);
                    self.note(value, |place| place.is_raw = true);
                    self.found.raw.push((target.node, target.kind));
                }
                self.waiting.push((target.node, target.kind, own));
            }
        }
    }

    fn note(&mut self, place: NodeIndex, change: impl FnOnce(&mut Place<'a>)) {
        if let Some(place) = self.graph.node_weight_mut(place) {
            change(place);
        }
    }

    /// Returns the value of a reference, if the loader has followed it for certain: in a section before this one.
    fn value_of(&self, node: &'a Node) -> Option<Target<'a>> {
        let (rank, target) = *self.followed.get(&std::ptr::from_ref(node))?;
        let mut target = target.filter(|_| rank < self.rank)?;
        // As many steps as there are references, since they may lead back.
        for _ in 0..self.followed.len() {
            match self.followed.get(&std::ptr::from_ref(target.node)) {
                Some((_, next)) => target = (*next)?,
                None => return Some(Target { is_raw: false, ..target }),
            }
        }
        None
    }

    fn place(&mut self, node: &'a Node, object: &Object) -> NodeIndex {
        let graph = &mut self.graph;
        *self.places.entry((node, object)).or_insert_with(|| graph.add_node(Place::default()))
    }

    /// Reports cycles without a value, and those through a value that is read anew. The loader keeps other values, so
    /// that it ends at those.
    fn report_cycles(&mut self) {
        let mut cycles = kosaraju_scc(&self.graph);
        cycles.retain(|places| places.len() > 1 || places.iter().any(|place| self.graph.contains_edge(*place, *place)));
        for places in cycles {
            let is_in = |place: &NodeIndex| self.graph.node_weight(*place).is_some_and(|place| place.link.is_some());
            let is_bare = places.iter().all(is_in);
            let members: HashSet<NodeIndex> = places.into_iter().collect();
            let mut cyclic: Vec<NodeIndex> =
                members.iter().copied().filter(|at| self.leads_on(*at, &members, is_bare)).collect();
            cyclic.sort_unstable();
            let links = cyclic.into_iter().filter_map(|place| self.graph.node_weight(place)?.link);
            self.found.refusals.extend(links);
        }
    }

    /// Whether a reference leads to another part of its cycle.
    fn leads_on(&self, place: NodeIndex, members: &HashSet<NodeIndex>, is_bare: bool) -> bool {
        let is_raw = |next: NodeIndex| self.graph.node_weight(next).is_some_and(|next| next.is_raw);
        self.graph.neighbors(place).any(|next| members.contains(&next) && (is_bare || is_raw(next)))
    }
}

fn refusal<'a>(node: &'a Node, reference: &'a str, expected: &'static str, fault: Fault) -> Refusal<'a> {
    Refusal { mark: node.get("$ref").unwrap_or(node).mark, reference, expected, fault }
}
