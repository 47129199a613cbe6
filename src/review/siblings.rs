//! Rows that tell how a row fits in.

use super::Entry;

/// Returns other rows of the same service: those of the same resource or path first, then those of the path above or
/// right below.
pub fn siblings<'e>(entry: &'e Entry, entries: &'e [Entry]) -> impl Iterator<Item = &'e Entry> {
    let of = move |kinship| {
        let others = entries.iter().filter(|other| other.row.mark != entry.row.mark && other.service == entry.service);
        others.filter(move |other| kinship_of(entry, other) == Some(kinship))
    };
    of(Kinship::Close).chain(of(Kinship::Near))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinship {
    /// The same resource or path.
    Close,
    /// The path above or right below.
    Near,
}

fn kinship_of(entry: &Entry, other: &Entry) -> Option<Kinship> {
    let (path, of_other) = (entry.row.path.as_str(), other.row.path.as_str());
    if other.row.resource == entry.row.resource || of_other == path {
        return Some(Kinship::Close);
    }
    let is_near = parent(path) == Some(of_other) || parent(of_other) == Some(path);
    is_near.then_some(Kinship::Near)
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(parent, _)| parent)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::mapping;

    #[test]
    fn the_same_resource_comes_before_the_path_above() {
        let text = "path,verb,stackql_resource_name,stackql_method_name,stackql_verb\n/a,get,as,list,select\n\
            /a/{id}/b,get,bs,get,select\n/x,get,a,get,select\n/a/{id},get,a,get,select\n/a/{id}/b/c,get,cs,get,select\n";
        let rows = mapping::read(text.as_bytes(), Path::new("mapping.csv")).unwrap_or_default();
        let service = || "s".to_owned();
        let entry = |row| Entry { row, service: service(), tags: Vec::new(), object_keys: Vec::new() };
        let entries: Vec<Entry> = rows.into_iter().map(entry).collect();
        let of_thing = entries.iter().find(|entry| entry.row.path == "/a/{id}");
        let paths = of_thing.map(|entry| siblings(entry, &entries).map(|other| other.row.path.as_str()).collect());
        assert_eq!(paths, Some(vec!["/x", "/a", "/a/{id}/b"]));
    }
}
