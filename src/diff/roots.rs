//! Where the requests of a service go in two states, however their URLs fall into servers and paths.

use std::collections::HashMap;

use crate::model::{Method, Service};
use crate::tree::Node;

use super::matching::operation;

/// The default servers of a service.
pub struct Roots {
    /// The URLs.
    pub urls: [Option<String>; 2],
    /// Whether they differ and some requests go where they went: a part of the URL went into the paths, or came from there.
    pub are_split_anew: bool,
}

impl Roots {
    /// For a service in two states.
    pub fn new(old: &Service, new: &Service) -> Self {
        let roots = Roots { urls: [old, new].map(|service| url(&service.api.root)), are_split_anew: false };
        let before: HashMap<_, _> = named(old).collect();
        let is_moved = |method: &Method| own(method).is_none();
        let stays = |(name, now): (_, &Method)| {
            before.get(&name).is_some_and(|was| is_moved(was) && is_moved(now) && roots.same_request(was, now))
        };
        let are_split_anew = roots.urls[0] != roots.urls[1] && named(new).any(stays);
        Roots { are_split_anew, ..roots }
    }

    /// Whether two methods send the same request.
    pub fn same_request(&self, old: &Method, new: &Method) -> bool {
        let [before, after] = &self.urls;
        request(old, before.as_deref()) == request(new, after.as_deref())
    }
}

/// The URL of the first server.
pub fn url(holder: &Node) -> Option<String> {
    Some(holder.items("servers").first()?.text("url")?.to_owned())
}

/// The server of a method alone.
pub fn own(method: &Method) -> Option<String> {
    [&method.operation, &method.path_item, &method.settings].into_iter().find_map(url)
}

/// HTTP verb and URL, without the names of placeholders in the path.
fn request(method: &Method, root: Option<&str>) -> (String, String) {
    let operation = operation(method);
    let (verb, path) = operation.split_once(' ').unwrap_or_default();
    let own = own(method);
    let server = own.as_deref().or(root).unwrap_or_default();
    (verb.to_owned(), format!("{}{path}", server.trim_end_matches('/')))
}

/// The methods by the names of their resources and their own.
fn named(service: &Service) -> impl Iterator<Item = ((&str, &str), &Method)> {
    let resources = service.resources.iter();
    resources.flat_map(|resource| {
        resource.methods.iter().map(|method| ((resource.name.as_str(), method.name.as_str()), method))
    })
}
