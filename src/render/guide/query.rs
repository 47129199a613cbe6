//! The section about querying a resource, with one row per method.

use std::collections::{BTreeSet, HashMap};

use minijinja::{Value as View, context};

use crate::engine::pushdown::{KEY, Part};
use crate::model::{Method, Parameter, Resource, shadowed};
use crate::sql::SqlVerb;
use crate::sql::{Position, identifier};
use crate::text::escape::{code, prose as escaped};

use super::page::Page;
use super::prose;
use super::section::{Block, Section};

/// The section; `None` for a resource with a view only.
pub fn section(page: &Page<'_>) -> Option<Section> {
    if page.resource.methods.is_empty() {
        return None;
    }
    let shadowed: HashMap<&str, &str> =
        shadowed(page.resource).into_iter().map(|it| (it.method.name.as_str(), it.by.name.as_str())).collect();
    let rows: Vec<View> =
        page.methods_by_verb().map(|method| row(page, method, shadowed.get(method.name.as_str()).copied())).collect();
    let variables: Vec<String> = server_variables(page.resource).into_iter().map(code).collect();
    let is_readable = page.resource.is_selectable() || page.resource.view.is_some();
    let has_filters = page.methods_by_verb().any(|method| !optional(page, method).is_empty());
    let has_pages = has_pages(page);
    let selected = page.resource.methods_of(SqlVerb::Select).into_iter();
    let page_size = selected.filter(|method| method.is_list).find_map(|method| page_size(page, method)).map(code);
    let renamed = page.columns.iter().find(|column| column.name != column.property);
    let renamed = renamed.map(|column| context! { property => code(column.property), name => code(column.name) });
    let head = context! { renamed, variables => variables.join(", "), is_readable, has_filters, has_pages, page_size };
    let block = Block::new(head, rows);
    Some(Section::new("how-to-query-it", "How to query it", "query.md.j2", vec![block]))
}

/// Whether SELECT reads a list in pages by a setting (provider-format 1.3, 3.7).
fn has_pages(page: &Page<'_>) -> bool {
    let of_service = page.service.api.config.as_ref().and_then(|config| config.get("pagination"));
    let lists = page.resource.methods_of(SqlVerb::Select).into_iter().filter(|method| method.is_list);
    let mut own = lists.map(|method| method.settings.at_pointer("/config/pagination"));
    own.any(|own| own.or(of_service).is_some())
}

/// The parameter that LIMIT becomes, whatever else the statement asks for (provider-format 3.7). A method without a block
/// has that of its service.
fn page_size<'a>(page: &Page<'a>, method: &'a Method) -> Option<&'a str> {
    let of_service = || page.service.api.config.as_ref()?.get(KEY);
    Part::Top.parameter(method.push_down.as_ref().or_else(of_service)?.get(Part::Top.key())?)
}

/// The server variables of all methods.
pub fn server_variables(resource: &Resource) -> BTreeSet<&str> {
    let methods = resource.methods.iter();
    methods.flat_map(|method| &method.server_variables).map(|variable| variable.name.as_str()).collect()
}

/// Required keys of a method by name, without server variables: parameters, then body properties.
pub fn keys(method: &Method) -> Vec<&str> {
    let mut keys: Vec<&str> = Vec::new();
    let parameters = method.required_parameters().map(|parameter| parameter.name.as_str());
    for key in parameters.chain(method.required_body.iter().map(String::as_str)) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// A list of identifiers as code.
pub fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(|name| code(&identifier(name, Position::Alone))).collect::<Vec<_>>().join(", ")
}

fn row<'a>(page: &Page<'a>, method: &'a Method, shadowed_by: Option<&str>) -> View {
    context! {
        purpose => purpose(method),
        verb => method.verb.name().to_uppercase(),
        method => code(&method.name),
        keys => names(keys(method)),
        optional => optional(page, method),
        result => result(method),
        shadowed_by => shadowed_by.map(code).unwrap_or_default(),
        is_deprecated => method.operation.flag("deprecated"),
        unsendable => unsendable(method),
    }
}

/// Why no statement can send the body of a method; empty if one can.
fn unsendable(method: &Method) -> &'static str {
    match () {
        () if method.has_form() => "it takes a form, which SQL cannot send",
        () if method.has_list_body() => "it takes a list, which SQL cannot send",
        () => "",
    }
}

/// The summary of the operation, or else the first sentence of its description, or else its name in words.
fn purpose(method: &Method) -> String {
    let texts = [method.operation.text("summary").unwrap_or_default(), &method.description];
    let said = texts.into_iter().map(prose::sentence).find(|sentence| !sentence.is_empty());
    let said = said.unwrap_or_else(|| escaped(&method.name.replace('_', " ")));
    said.trim_end_matches('.').to_owned()
}

/// Optional inputs: filters, then headers, then the number of body properties.
fn optional<'a>(page: &Page<'a>, method: &'a Method) -> String {
    let misleading = page.resource.misleading(method);
    let keeps = |name: &str| !misleading.contains(name);
    let mut parameters: Vec<&Parameter> = method.optional_parameters().filter(|it| keeps(&it.name)).collect();
    parameters.sort_by_key(|parameter| matches!(parameter.location, "header" | "cookie"));
    let mut optional = names(parameters.into_iter().map(|parameter| parameter.name.as_str()));
    let attributes = method.given_attributes(page.resolver).filter(|it| !it.required && keeps(&it.name)).count();
    if attributes > 0 {
        let separator = if optional.is_empty() { "" } else { ", " };
        let noun = if attributes == 1 { "field" } else { "fields" };
        let link = page.places.link("parameters");
        optional.push_str(&format!("{separator}[{attributes} {noun} of the body]({link})"));
    }
    optional
}

fn result(method: &Method) -> &'static str {
    match (&method.fields, method.is_list) {
        (None, _) => "none",
        (Some(_), true) => "many rows",
        (Some(_), false) if method.verb == SqlVerb::Exec => "one object",
        (Some(_), false) => "one row",
    }
}
