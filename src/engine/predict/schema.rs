//! A schema as the engine sees it: compositions merged in its own way, rows found behind keys.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::source::Source;
use super::stop::{Step, crash, fail};
use crate::engine::media_type as media;
use crate::tree::Node;

/// The column of rows that have no names.
pub const ANONYMOUS: &str = "column_anon";

/// How deep schemas may lie in each other.
const MAX_DEPTH: usize = 60;

/// A schema that has not been looked at, with its reference, which is empty for one that stands in its place.
#[derive(Clone)]
pub struct Ref<'d> {
    /// The reference.
    pub path: &'d str,
    node: &'d Node,
}

/// A schema.
#[derive(Clone)]
pub struct Schema<'d> {
    source: Rc<Source<'d>>,
    /// The name under which it was found.
    pub key: String,
    /// The reference by which it was found.
    pub path: &'d str,
    kind: &'d str,
    description: &'d str,
    xml: Option<&'d Node>,
    /// The schema of items.
    pub items: Option<Ref<'d>>,
    /// Its own properties.
    pub properties: Rc<BTreeMap<String, Ref<'d>>>,
    additional: Option<Ref<'d>>,
    all_of: Vec<Ref<'d>>,
    one_of: Vec<Ref<'d>>,
    any_of: Vec<Ref<'d>>,
    /// The names that its own `required` lists.
    pub required: Vec<&'d str>,
    /// Whether a value of it stays text.
    pub is_text_only: bool,
    node: &'d Node,
    is_expanded: bool,
    depth: usize,
}

/// A column of a row.
#[derive(Clone)]
pub struct Column<'d> {
    /// Its name in tables.
    pub name: String,
    /// Its name in answers.
    pub wire: String,
    /// Its schema; none if it is text.
    pub schema: Option<Schema<'d>>,
}

impl<'d> Schema<'d> {
    /// Makes a schema of a node.
    pub fn new(source: &Rc<Source<'d>>, node: &'d Node, key: impl Into<String>) -> Self {
        let (path, node) = source.open(node);
        Schema::at(source, node, key.into(), path, 0)
    }

    fn at(source: &Rc<Source<'d>>, node: &'d Node, key: String, path: &'d str, depth: usize) -> Self {
        let refer = |node: &'d Node| {
            let (path, node) = source.open(node);
            Ref { path, node }
        };
        let all = |key: &str| node.items(key).iter().map(refer).collect::<Vec<_>>();
        let properties = node.entries("properties").map(|(name, node)| (name.to_string(), refer(node)));
        Schema {
            source: Rc::clone(source),
            key,
            path,
            kind: node.text("type").unwrap_or_default(),
            description: node.text("description").unwrap_or_default(),
            xml: node.get("xml"),
            items: node.get("items").map(refer),
            properties: Rc::new(properties.collect()),
            additional: node.get("additionalProperties").filter(|it| it.as_mapping().is_some()).map(refer),
            all_of: all("allOf"),
            one_of: all("oneOf"),
            any_of: all("anyOf"),
            required: node.items("required").iter().filter_map(Node::as_str).collect(),
            is_text_only: node.flag("x-stackQL-stringOnly"),
            node,
            is_expanded: false,
            depth,
        }
    }

    fn open(&self, it: &Ref<'d>, key: impl Into<String>) -> Self {
        Schema::at(&self.source, it.node, key.into(), it.path, self.depth + 1)
    }

    /// Returns the type that is written.
    pub fn own_kind(&self) -> &'d str {
        self.kind
    }

    /// Returns the type: its own, or the first one of a member of `allOf`.
    pub fn kind(&self) -> &'d str {
        self.inherited(self.kind, "type")
    }

    fn inherited(&self, own: &'d str, key: &str) -> &'d str {
        let of_member = |it: &Ref<'d>| it.node.text(key).filter(|text| !text.is_empty());
        if own.is_empty() { self.all_of.iter().find_map(of_member).unwrap_or_default() } else { own }
    }

    /// Returns the description: its own, or the first one of a member of `allOf`.
    pub fn description(&self) -> &'d str {
        self.inherited(self.description, "description")
    }

    /// Returns the node.
    pub fn node(&self) -> &'d Node {
        self.node
    }

    /// Returns the last part of its key.
    pub fn name(&self) -> &str {
        last_part(&self.key)
    }

    /// Whether it is composed by `allOf`.
    pub fn has_all_of(&self) -> bool {
        !self.all_of.is_empty()
    }

    /// Returns its own properties.
    pub fn own_properties(&self) -> Vec<(String, Schema<'d>)> {
        self.properties.iter().map(|(name, property)| (name.clone(), self.open(property, name.clone()))).collect()
    }

    /// Returns its own items.
    pub fn own_items(&self) -> Option<Schema<'d>> {
        self.items.as_ref().map(|items| self.open(items, ""))
    }

    /// Returns the schema of its further properties.
    pub fn own_additional(&self) -> Option<Schema<'d>> {
        self.additional.as_ref().map(|additional| self.open(additional, ""))
    }

    /// Returns the members of its compositions.
    pub fn compositions(&self) -> [(&'static str, Vec<Schema<'d>>); 3] {
        let all = |members: &[Ref<'d>]| members.iter().map(|member| self.open(member, "")).collect();
        [("oneOf", all(&self.one_of)), ("anyOf", all(&self.any_of)), ("allOf", all(&self.all_of))]
    }

    /// Whether it is composed of others.
    pub fn is_composed(&self) -> bool {
        !(self.all_of.is_empty() && self.one_of.is_empty() && self.any_of.is_empty())
    }

    fn has_properties(&self) -> bool {
        !self.properties.is_empty() || self.is_composed()
    }

    /// Merges the members of a composition: `allOf`, else `oneOf`, else `anyOf`.
    pub fn merged(&self) -> Step<Schema<'d>> {
        let members = [&self.all_of, &self.one_of, &self.any_of].into_iter().find(|members| !members.is_empty());
        members.map_or_else(|| Ok(self.clone()), |members| self.merge(members))
    }

    fn merge(&self, members: &[Ref<'d>]) -> Step<Schema<'d>> {
        if self.depth > MAX_DEPTH {
            return crash("stack overflow");
        }
        let mut whole = self.clone();
        (whole.all_of, whole.one_of, whole.any_of) = (Vec::new(), Vec::new(), Vec::new());
        let mut properties = BTreeMap::new();
        for member in members {
            self.source.spend()?;
            let mut part = self.open(member, last_part(member.path));
            if part.is_composed() {
                part = part.merged()?;
            }
            whole.take_shape(&part);
            for (name, property) in part.properties.iter() {
                self.source.spend()?;
                let is_known = properties.contains_key(name);
                let name = if is_known { format!("{}_{name}", last_part(member.path)) } else { name.clone() };
                properties.insert(name, property.clone());
            }
        }
        if !members.is_empty() {
            whole.properties = Rc::new(properties);
        }
        Ok(whole)
    }

    /// Takes over from a member what is not a property.
    fn take_shape(&mut self, part: &Schema<'d>) {
        if part.xml.is_some() {
            self.xml = part.xml;
        }
        if !part.kind().is_empty() {
            self.kind = part.kind();
        }
        if part.items.is_some() {
            self.items.clone_from(&part.items);
        }
    }

    /// Adds those properties of members that it has not.
    fn merge_beside(&self, members: &[Ref<'d>]) -> Schema<'d> {
        let mut whole = self.clone();
        let mut properties = (*self.properties).clone();
        for member in members {
            for (name, property) in self.open(member, "").properties.iter() {
                properties.entry(name.clone()).or_insert_with(|| property.clone());
            }
        }
        whole.properties = Rc::new(properties);
        whole
    }

    /// Returns the properties by name.
    pub fn all_properties(&self) -> Step<BTreeMap<String, Schema<'d>>> {
        let mut found = BTreeMap::new();
        if self.is_composed() && (self.source.is_unioned || self.properties.is_empty()) {
            self.collect(&self.merged()?, &mut found)?;
        }
        self.collect(self, &mut found)?;
        Ok(found)
    }

    fn collect(&self, from: &Schema<'d>, found: &mut BTreeMap<String, Schema<'d>>) -> Step<()> {
        for (name, property) in from.properties.iter() {
            self.source.spend()?;
            found.insert(name.clone(), self.open(property, name.clone()));
        }
        Ok(())
    }

    /// Returns a property; that of the members if it is composed.
    pub fn property(&self, name: &str) -> Step<Option<Schema<'d>>> {
        let whole = if self.is_composed() { &self.merged()? } else { self };
        Ok(whole.properties.get(name).map(|property| self.open(property, last_part(property.path))))
    }

    /// Returns the schema of items, if there is one.
    pub fn item(&self) -> Option<Schema<'d>> {
        let mut whole = self.clone();
        for member in &self.all_of {
            whole.take_shape(&self.open(member, ""));
        }
        let items = whole.items.as_ref()?;
        Some(self.open(items, last_part(items.path)))
    }

    /// Returns the items if it has some.
    fn unwrapped(self) -> Schema<'d> {
        if self.items.is_none() {
            return self;
        }
        let Some(mut item) = self.item() else { return self };
        if item.key.is_empty() {
            let named = item.all_of.iter().find(|member| !member.path.is_empty());
            item.key = named.map(|member| last_part(member.path).to_owned()).unwrap_or_default();
        }
        item
    }

    /// Returns the row that lies behind a key.
    pub fn row(&self, key: &str, media_type: &str) -> Step<Schema<'d>> {
        if key == ANONYMOUS && matches!(self.kind, "string" | "integer") {
            return Ok(self.clone());
        }
        match self.row_at(key, media_type) {
            Err(super::stop::Stop::Error(_)) if !self.properties.is_empty() => Ok(self.clone()),
            other => other,
        }
    }

    /// Returns the row that lies exactly behind a key.
    pub fn row_at(&self, key: &str, media_type: &str) -> Step<Schema<'d>> {
        if key.is_empty() {
            return Ok(self.items.as_ref().map_or_else(|| self.clone(), |items| self.open(items, "")));
        }
        match media::synonym(media_type) {
            media::XML => match self.descend_xml(&xml_path(key))? {
                Some(found) => Ok(found.unwrapped()),
                None => fail(format!("could not resolve xml schema for key = '{key}'")),
            },
            media::JSON if key.starts_with('$') => match self.descend(&json_path(key))? {
                Some(found) => Ok(found.unwrapped()),
                None => fail(format!("could not resolve json schema for key = '{key}'")),
            },
            _ => self.row_of_bare_key(key),
        }
    }

    fn row_of_bare_key(&self, key: &str) -> Step<Schema<'d>> {
        let items = |it: &Schema<'d>| match it.item() {
            Some(item) => Ok(item),
            None => fail(format!("no items present in schema with key = '{}'", it.key)),
        };
        if self.key.starts_with("[]") || self.kind == "array" {
            return items(self);
        }
        if let Some(property) = self.properties.get(key) {
            return items(&self.open(property, key));
        }
        if self.properties.is_empty() && self.is_composed() {
            return self.merged();
        }
        fail(format!("could not find items for key = '{key}'"))
    }

    /// Follows the steps of a key in JSON.
    pub fn descend(&self, path: &[String]) -> Step<Option<Schema<'d>>> {
        let Some((first, rest)) = path.split_first() else { return Ok(Some(self.clone())) };
        match self.property(first)? {
            Some(property) => property.descend_further(rest),
            None => Ok(None),
        }
    }

    fn descend_further(&self, path: &[String]) -> Step<Option<Schema<'d>>> {
        self.source.spend()?;
        let Some((first, rest)) = path.split_first() else { return Ok(Some(self.clone())) };
        if first == "[*]" {
            let below = self.item().or_else(|| self.additional.as_ref().map(|it| self.open(it, last_part(it.path))));
            if let Some(below) = below {
                return below.descend_further(rest);
            }
        }
        match self.step(first, rest.is_empty())? {
            Some(below) => below.descend_further(rest),
            None => Ok(None),
        }
    }

    fn step(&self, name: &str, is_last: bool) -> Step<Option<Schema<'d>>> {
        match self.property(name)? {
            None => self.xml_child(name, is_last),
            found => Ok(found),
        }
    }

    /// Follows the steps of a key in XML.
    pub fn descend_xml(&self, path: &[String]) -> Step<Option<Schema<'d>>> {
        let path = match path {
            [_, rest @ ..] if self.kind == "object" => rest,
            path => path,
        };
        let Some((first, rest)) = path.split_first() else { return Ok(Some(self.clone())) };
        match self.step(first, rest.is_empty())? {
            Some(below) => below.descend_xml_further(rest),
            None => Ok(None),
        }
    }

    fn descend_xml_further(&self, path: &[String]) -> Step<Option<Schema<'d>>> {
        self.source.spend()?;
        let is_end = matches!(path, [only] if only == "*");
        let (Some((first, rest)), false) = (path.split_first(), is_end) else {
            return self.xml_end().map(Some);
        };
        match self.step(first, rest.is_empty())? {
            Some(below) => below.descend_xml_further(rest),
            None => Ok(None),
        }
    }

    fn xml_end(&self) -> Step<Schema<'d>> {
        if !self.is_composed() {
            return Ok(self.clone());
        }
        let whole = self.merged()?;
        let items = if whole.kind() == "array" { whole.item() } else { None };
        Ok(items.unwrap_or(whole))
    }

    /// Returns the name in XML: its own, or the first one of a member of `allOf`.
    pub fn xml_name(&self) -> &'d str {
        let own = |xml: Option<&'d Node>| xml.and_then(|xml| xml.text("name")).filter(|name| !name.is_empty());
        own(self.xml).or_else(|| self.all_of.iter().find_map(|member| own(member.node.get("xml")))).unwrap_or_default()
    }

    fn xml_child(&self, name: &str, is_last: bool) -> Step<Option<Schema<'d>>> {
        self.source.spend()?;
        if self.depth > MAX_DEPTH {
            return Ok(None);
        }
        if self.xml_name() == name {
            return Ok(Some(self.clone()));
        }
        if let Some(found) = self.all_properties()?.into_values().find(|it| it.xml_name() == name) {
            return Ok(Some(found));
        }
        let (Some(items), "array") = (&self.items, self.kind) else { return Ok(None) };
        let found = self.open(items, "").xml_child(name, is_last)?;
        Ok(found.map(|found| if is_last { self.clone() } else { found }))
    }

    /// Returns the columns of a row; none if it can have none.
    pub fn columns(&self, default: &str) -> Step<Option<Vec<Column<'d>>>> {
        self.source.spend()?;
        if self.depth > MAX_DEPTH {
            return crash("stack overflow");
        }
        if self.kind == "object" || self.has_properties() && self.kind != "array" {
            return self.columns_of_object(default).map(Some);
        }
        if self.kind == "array" {
            return match &self.items {
                Some(items) => self.open(items, "").columns(default),
                None => crash("anysdk.(*standardSchema).Tabulate"),
            };
        }
        let name = if default.is_empty() { ANONYMOUS } else { default };
        let column = || Column { name: name.to_owned(), wire: name.to_owned(), schema: Some(self.clone()) };
        Ok((self.kind() == "string").then(|| vec![column()]))
    }

    fn columns_of_object(&self, default: &str) -> Step<Vec<Column<'d>>> {
        if self.source.is_unioned {
            let whole = if self.all_of.is_empty() { self.clone() } else { self.merge_beside(&self.all_of) };
            return whole.columns_of_properties();
        }
        if !self.properties.is_empty() {
            return self.columns_of_properties();
        }
        let members = [&self.all_of, &self.any_of, &self.one_of].into_iter().find(|members| !members.is_empty());
        match members {
            Some(members) => match self.merge(members)?.columns(default)? {
                Some(columns) => Ok(columns),
                None => crash("anysdk.(*standardSchema).getAllSchemaRefsColumns"),
            },
            None => Ok(Vec::new()),
        }
    }

    fn columns_of_properties(&self) -> Step<Vec<Column<'d>>> {
        let column = |(name, property): (&String, &Ref<'d>)| {
            self.source.spend()?;
            let schema = self.open(property, name.clone());
            let wire = match schema.xml_name() {
                "" => name.clone(),
                alias => alias.to_owned(),
            };
            let name = if self.source.has_snake_aliases { crate::engine::casing::to_snake(name) } else { name.clone() };
            Ok(Column { name, wire, schema: Some(schema) })
        };
        self.properties.iter().map(column).collect()
    }

    /// Returns the names of the columns as the answers have them.
    pub fn column_names(&self, default: &str) -> Step<Vec<String>> {
        let properties = self.all_properties()?;
        let mut names = Vec::new();
        if self.kind == "object" || !properties.is_empty() {
            names = properties.into_keys().collect();
        } else if self.kind == "array" {
            return match &self.items {
                Some(items) if self.depth < MAX_DEPTH => self.open(items, "").column_names(default),
                _ => crash("anysdk.(*standardSchema).GetAllColumns"),
            };
        }
        if matches!(self.kind(), "string" | "bool" | "integer") {
            return Ok(vec![if default.is_empty() { ANONYMOUS } else { default }.to_owned()]);
        }
        Ok(names)
    }

    /// Returns what `DESCRIBE` tells: name, schema.
    pub fn description_map(&self) -> Step<BTreeMap<String, Schema<'d>>> {
        self.source.spend()?;
        if self.kind == "array" {
            return match &self.items {
                Some(items) if self.depth < MAX_DEPTH => self.open(items, "").description_map(),
                _ => crash("anysdk.(*standardSchema).ToDescriptionMap"),
            };
        }
        let mut found = BTreeMap::new();
        if self.kind == "object" {
            self.collect(self, &mut found)?;
        } else if self.is_composed() {
            self.collect(&self.merged()?, &mut found)?;
        } else {
            found.insert(ANONYMOUS.to_owned(), self.clone());
        }
        Ok(found)
    }

    /// Searches a name at any depth.
    pub fn find(&self, name: &str) -> Step<Option<Schema<'d>>> {
        self.find_in(name, &mut BTreeSet::new())
    }

    fn find_in(&self, name: &str, visited: &mut BTreeSet<&'d str>) -> Step<Option<Schema<'d>>> {
        self.source.spend()?;
        if self.key == name {
            return Ok(Some(self.clone()));
        }
        if self.depth > MAX_DEPTH * 4 {
            return crash("stack overflow");
        }
        let rest = name.strip_prefix(self.key.as_str()).unwrap_or(name).to_owned();
        let is_plain = !matches!(self.kind, "object" | "array" | "");
        if self.kind == "object" || self.has_properties() && !is_plain {
            if self.is_composed() && !self.is_expanded {
                let mut whole = self.merged()?;
                whole.is_expanded = true;
                whole.depth += 1;
                return whole.find_in(name, visited);
            }
            if let Some(found) = self.find_in_properties(name, &rest, visited)? {
                return Ok(Some(found));
            }
        }
        Ok(if self.kind == "array" { self.item() } else { None })
    }

    fn find_in_properties(&self, name: &str, rest: &str, visited: &mut BTreeSet<&'d str>) -> Step<Option<Schema<'d>>> {
        for (key, property) in self.properties.iter() {
            if !property.path.is_empty() && !visited.insert(property.path) {
                continue;
            }
            let below = self.open(property, key.clone());
            if key == name {
                return Ok(Some(below));
            }
            for name in [name, rest] {
                if let Some(found) = below.find_in(name, visited)? {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }

    /// Whether it has a property of its own of this name.
    pub fn has_own(&self, name: &str) -> bool {
        self.properties.contains_key(name)
    }

    /// Returns the names in XML by the names of properties.
    pub fn xml_names(&self) -> Step<BTreeMap<String, String>> {
        let named = |(name, it): (String, Schema<'d>)| match it.xml_name() {
            "" => None,
            alias => Some((name, alias.to_owned())),
        };
        Ok(self.all_properties()?.into_iter().filter_map(named).collect())
    }
}

/// Returns what follows the last `/`.
pub fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Splits a key in JSON into steps.
pub fn json_path(key: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let key = key.strip_prefix('$').map_or(key, |rest| rest.strip_prefix('.').unwrap_or(rest));
    if key.is_empty() {
        return steps;
    }
    for part in key.split('.') {
        match part.strip_suffix("[*]") {
            Some(name) => {
                steps.push(name.to_owned());
                steps.push("[*]".to_owned());
            }
            None => steps.push(part.to_owned()),
        }
    }
    steps
}

/// Splits a key in XML into steps.
pub fn xml_path(key: &str) -> Vec<String> {
    key.trim_start_matches('/').split('/').map(str::to_owned).collect()
}
