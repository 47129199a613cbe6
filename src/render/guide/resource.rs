//! Renders the pages of a resource.

use minijinja::{Value as View, context};
use serde::Serialize;

use crate::config::MAX_PAGE;
use crate::model::{Resource, Service};
use crate::render::product::Product;
use crate::render::templates::RenderError;
use crate::sql::SqlVerb;
use crate::sql::{Position, identifier};
use crate::text::escape::{code, own_line, prose as escaped};

use super::layout::{Layout, Moved, Part};
use super::prose;
use super::style::Guide;

/// The maximum size of the links to further pages, in bytes.
const LINKS: usize = 2_000;

#[derive(Serialize)]
struct First {
    front: View,
    origin: View,
    name: String,
    id: String,
    lead: String,
    verbs: String,
    sections: Vec<String>,
    moved: Vec<View>,
}

#[derive(Serialize)]
struct Further {
    noun: &'static str,
    back: &'static str,
    front: View,
    origin: View,
    name: String,
    title: &'static str,
    sections: Vec<String>,
    others: Vec<View>,
}

impl Guide<'_> {
    /// Renders the page of a resource, and further pages for sections that do not fit.
    ///
    /// # Errors
    /// A template uses an undefined variable.
    pub fn resource_pages(&self, service: &Service, resource: &Resource) -> Result<Vec<Product>, RenderError> {
        let folder = format!("{}/{}/{}", self.folder(), service.name, resource.name);
        let bare = Part { name: "index".to_owned(), sections: Vec::new(), title: "" };
        let frame = self.first_page(service, resource, bare, &[])?.len();
        let (parts, moved) = Layout::new(self, service, resource).parts(MAX_PAGE.saturating_sub(frame + LINKS))?;
        let mut products = Vec::new();
        for part in parts {
            let path = format!("{folder}/{}.md", part.name);
            let text = if part.name == "index" {
                self.first_page(service, resource, part, &moved)?
            } else {
                self.further_page(service, resource, part, &moved)?
            };
            products.push(Product::of_text(path, text));
        }
        Ok(products)
    }

    fn first_page(
        &self,
        service: &Service,
        resource: &Resource,
        part: Part,
        moved: &[Moved],
    ) -> Result<String, RenderError> {
        let name = &resource.name;
        let page = First {
            front: self.front(name, &self.summary(service, resource), &[name, &service.name, &self.provider.name]),
            origin: self.origin(service),
            name: escaped(name),
            id: code(&sql_name(&self.provider.name, &service.name, name)),
            lead: self.lead(service, resource),
            verbs: verbs(resource).join(", "),
            sections: part.sections,
            moved: moved
                .iter()
                .map(|moved| context! { title => moved.title, pages => pages(&moved.names, "") })
                .collect(),
        };
        self.render("resource.md.j2", &page)
    }

    fn further_page(
        &self,
        service: &Service,
        resource: &Resource,
        part: Part,
        moved: &[Moved],
    ) -> Result<String, RenderError> {
        let name = &resource.name;
        let siblings = moved.iter().find(|moved| moved.names.contains(&part.name));
        let names = siblings.map(|moved| moved.names.as_slice()).unwrap_or_default();
        let number = names.iter().position(|name| *name == part.name).unwrap_or(0) + 1;
        let of = if names.len() > 1 { format!(", page {number} of {}", names.len()) } else { String::new() };
        let what = format!("{} of {}{of}", part.title, resource.id);
        let page = Further {
            noun: "resource",
            back: "index.md",
            front: self.front(&format!("{name}: {}{of}", part.title.to_lowercase()), &what, &[name, &service.name]),
            origin: self.origin(service),
            name: code(&resource.id),
            title: part.title,
            sections: part.sections,
            others: pages(names, &part.name),
        };
        self.render("further.md.j2", &page)
    }

    /// The first sentence of a page.
    pub fn lead(&self, service: &Service, resource: &Resource) -> String {
        match self.leads.get(service, resource) {
            Some(text) => prose::sentence(text),
            None => own_line(escaped(&fallback(resource))),
        }
    }

    /// The description of a page for search engines.
    fn summary(&self, service: &Service, resource: &Resource) -> String {
        let sentence = match self.leads.get(service, resource) {
            Some(text) => prose::plain_sentence(text),
            None => fallback(resource),
        };
        let verbs = verbs(resource);
        let with = if verbs.is_empty() { "SQL".to_owned() } else { verbs.join(", ") };
        format!("{}: {} With {with} in StackQL.", resource.id, ended(&sentence))
    }
}

fn ended(sentence: &str) -> String {
    let sentence = sentence.trim();
    if sentence.ends_with(['.', '!', '?', ':']) { sentence.to_owned() } else { format!("{sentence}.") }
}

/// The lead of a resource without a sentence of its own.
fn fallback(resource: &Resource) -> String {
    let words = resource.name.replace('_', " ");
    match (resource.view.is_some(), resource.described()) {
        (true, None) => format!("A view of {words}."),
        (_, Some(_)) => format!("The {words} of `{}`, as rows.", resource.id).replace('`', ""),
        (false, None) => format!("What can be done with {words} ({}).", resource.id),
    }
}

/// The SQL verbs of a resource.
pub fn verbs(resource: &Resource) -> Vec<String> {
    let has = |verb: &SqlVerb| resource.methods.iter().any(|method| method.verb == *verb);
    let mut verbs: Vec<String> =
        SqlVerb::LISTED.into_iter().chain([SqlVerb::Exec]).filter(has).map(|verb| verb.name().to_uppercase()).collect();
    if resource.view.is_some() && !verbs.iter().any(|verb| verb == "SELECT") {
        verbs.insert(0, "SELECT".to_owned());
    }
    verbs
}

fn sql_name(provider: &str, service: &str, resource: &str) -> String {
    let behind_dot = |name| identifier(name, Position::BehindDot);
    format!("{}.{}.{}", identifier(provider, Position::Alone), behind_dot(service), behind_dot(resource))
}

/// Numbered links to pages.
fn pages(names: &[String], own: &str) -> Vec<View> {
    let page = |(index, name): (usize, &String)| context! { target => format!("{name}.md"), number => index + 1, is_own => name == own };
    names.iter().enumerate().map(page).collect()
}
