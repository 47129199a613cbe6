//! Collections, as paths form them: `/users` has the rows, `/users/{id}` is one of them.

use crate::mapping::infer::page_names::folded;
use crate::mapping::singular;
use crate::schema::Resolver;
use crate::tree::Node;

/// What an operation does to a collection, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is about all rows.
    All,
    /// It is about one row, which the last segment of the path names.
    One,
    /// It is about something else.
    Other,
}

/// The place of an operation.
#[derive(Clone, Debug)]
pub struct Place {
    /// What the operation is about.
    pub role: Role,
    /// The path of the collection; that of the operation if there is none.
    pub collection: String,
    /// The parameter of the path that names one row.
    pub key: Option<String>,
}

impl Place {
    /// Returns the place of a path.
    pub fn of(path: &str, document: &Node) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let (before, last) = path.rsplit_once('/').unwrap_or_default();
        if let Some(key) = placeholder(last) {
            return Place { role: Role::One, collection: before.to_owned(), key: Some(key.to_owned()) };
        }
        let key = paths(document).find_map(|other| {
            let (before, last) = other.trim_end_matches('/').rsplit_once('/')?;
            placeholder(last).filter(|_| is_same(before, path))
        });
        let has_rows = key.is_some() || item(path, document).is_some_and(|item| item.get("get").is_some());
        let role = if has_rows { Role::All } else { Role::Other };
        Place { role, collection: path.to_owned(), key: key.map(str::to_owned) }
    }

    /// Returns the property of a row that the key of the collection is the value of.
    pub fn key_property<'n>(&self, properties: &[&'n str]) -> Option<&'n str> {
        let key = folded(self.key.as_deref().unwrap_or("id"));
        let last = self.collection.rsplit('/').find(|segment| placeholder(segment).is_none()).unwrap_or_default();
        let of_thing = key.strip_prefix(&folded(&singular(last))).unwrap_or_default();
        let ending = ["id", "name", "key", "slug"].into_iter().find(|end| key.ends_with(end)).unwrap_or_default();
        let names = [key.as_str(), of_thing, ending, "id", "key", "name", "uuid", "slug"];
        let named =
            |name: &&str| properties.iter().copied().find(|property| !name.is_empty() && folded(property) == **name);
        names.iter().find_map(named)
    }
}

/// Returns the path item of a path, whatever its parameters are called.
pub fn item<'n>(path: &str, document: &'n Node) -> Option<&'n Node> {
    let exact = document.get("paths").and_then(|paths| paths.get(path));
    let alike = || document.entries("paths").find(|(other, _)| is_same(other, path)).map(|(_, item)| item);
    Resolver::new(document).resolve(exact.or_else(alike)?)
}

fn paths(document: &Node) -> impl Iterator<Item = &str> {
    document.entries("paths").map(|(path, _)| &**path)
}

fn placeholder(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}').filter(|name| !name.contains(['{', '}']))
}

/// Whether two paths are the same but for the names of their parameters.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |path: &'_ str| -> Vec<String> {
        let segments = path.trim_end_matches('/').split('/');
        segments.map(|segment| placeholder(segment).map_or(segment, |_| "{}").to_owned()).collect()
    };
    one == other || plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tree::yaml;

    #[test]
    fn paths_form_collections() {
        let text = "{paths: {/users: {get: {}}, '/users/{userId}': {}, '/users/{id}/roles': {get: {}},
            '/users/{userId}/roles/{role}': {}, /org: {post: {}}, /things/: {get: {}}}}";
        let document = yaml::read(text.as_bytes(), Path::new("a.yaml")).expect("YAML");
        for (path, role, collection, key) in [
            ("/users", Role::All, "/users", Some("userId")),
            ("/users/{userId}", Role::One, "/users", Some("userId")),
            ("/users/{id}/roles", Role::All, "/users/{id}/roles", Some("role")),
            ("/users/{userId}/roles/{role}", Role::One, "/users/{userId}/roles", Some("role")),
            ("/org", Role::Other, "/org", None),
            ("/things/", Role::All, "/things", None),
        ] {
            let place = Place::of(path, &document);
            assert_eq!((place.role, &*place.collection, place.key.as_deref()), (role, collection, key), "{path}");
        }
        assert!(item("/users/{x}/roles", &document).is_some() && item("/users/x", &document).is_none());
    }

    #[test]
    fn the_key_is_the_property_that_its_parameter_names() {
        for (collection, key, properties, expected) in [
            ("/users", Some("userId"), &["name", "id", "userId"][..], Some("userId")),
            ("/users", Some("userId"), &["name", "id"], Some("id")),
            ("/groups", Some("groupName"), &["id", "name"], Some("name")),
            ("/apps", Some("idOrLabel"), &["name", "id"], Some("id")),
            ("/x/{a}", Some("user_id"), &["user-id", "id"], Some("user-id")),
            ("/users", None, &["name", "id"], Some("id")),
            ("/users", Some("userId"), &["a"], None),
        ] {
            let place = Place { role: Role::All, collection: collection.into(), key: key.map(str::to_owned) };
            assert_eq!(place.key_property(properties), expected, "{collection} {key:?} {properties:?}");
        }
    }
}
