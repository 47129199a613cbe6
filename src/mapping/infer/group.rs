//! Groups operations into resources: those whose paths lead to the same thing.

use std::collections::BTreeMap;

use super::fact::Fact;

/// A service and the key of a path.
pub type Key = (String, Vec<String>);

/// The operations of each resource, in the order of the document.
pub type Groups = BTreeMap<Key, Vec<Member>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    pub operation: usize,
    pub place: Place,
}

/// Why an operation is in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Its path is that of the resource.
    Own,
    /// Its path stands for one or all items: `users/bulk` next to `users/{id}`.
    Beside,
    /// Its path is that of a part that is not a resource of its own.
    Merged,
}

/// Groups the operations of one document, given by index.
pub fn group(facts: &BTreeMap<usize, Fact>) -> Groups {
    let mut grouping = Grouping { facts, groups: Groups::new() };
    for (index, fact) in facts {
        let member = Member { operation: *index, place: Place::Own };
        grouping.groups.entry((fact.service.clone(), fact.target.key.clone())).or_default().push(member);
    }
    grouping.merge_parts();
    grouping.join_shallow();
    grouping.groups.values_mut().for_each(|members| members.sort());
    grouping.groups
}

struct Grouping<'a> {
    facts: &'a BTreeMap<usize, Fact<'a>>,
    groups: Groups,
}

impl<'a> Grouping<'a> {
    /// Merges groups that can neither be read nor created into the groups that contain them, the deepest first, so that
    /// nested parts reach the outermost group.
    fn merge_parts(&mut self) {
        let mut keys: Vec<Key> = self.groups.keys().cloned().collect();
        keys.sort_by_key(|(_, key)| std::cmp::Reverse(key.len()));
        for key in keys {
            let Some((into, place)) = self.whole_of(&key) else { continue };
            let members = self.groups.remove(&key).unwrap_or_default();
            let moved = members.into_iter().map(|member| Member { place: place.max(member.place), ..member });
            self.groups.entry(into).or_default().extend(moved);
        }
    }

    fn whole_of(&self, key: &Key) -> Option<(Key, Place)> {
        let can_be_read = self.own(key).any(|fact| fact.operation.verb == "get");
        if can_be_read {
            return None;
        }
        if let Some(collection) = self.collection_around(key) {
            return Some((collection, Place::Beside));
        }
        if self.own(key).any(Fact::is_create) {
            return None;
        }
        let (service, path) = key;
        let above = (1..path.len()).rev().map(|end| (service.clone(), path.get(..end).unwrap_or_default().to_vec()));
        above.into_iter().find(|key| self.groups.contains_key(key)).map(|key| (key, Place::Merged))
    }

    /// Returns `users` for `users/bulk`, if there is a `users/{id}` and no `users/bulk/{id}`.
    fn collection_around(&self, key: &Key) -> Option<Key> {
        let (service, path) = key;
        let around = (service.clone(), path.split_last()?.1.to_vec());
        let has_items = |key: &Key| self.own(key).any(|fact| fact.target.is_item && !fact.target.is_action);
        let leads_to_items = self.own(key).any(|fact| fact.target.is_item);
        (!leads_to_items && has_items(&around)).then_some(around)
    }

    /// Joins a list below an owner with items at a shorter path: `users/{}/posts` and `posts/{}` are one resource, if
    /// there is exactly one of each.
    fn join_shallow(&mut self) {
        let mut by_name: BTreeMap<(String, String), Vec<Key>> = BTreeMap::new();
        for key in self.groups.keys() {
            let Some(last) = key.1.last() else { continue };
            by_name.entry((key.0.clone(), last.clone())).or_default().push(key.clone());
        }
        for keys in by_name.values_mut() {
            keys.sort_by_key(|(_, path)| path.len());
            let (items, others): (Vec<Key>, Vec<Key>) = keys.drain(..).partition(|key| self.has_only_items(key));
            let mut lists = others.into_iter().filter(|key| self.has_no_items(key));
            let (Some(list), None, [item]) = (lists.next(), lists.next(), items.as_slice()) else { continue };
            if item.1.len() < list.1.len() {
                let members = self.groups.remove(&list).unwrap_or_default();
                self.groups.entry(item.clone()).or_default().extend(members);
            }
        }
    }

    fn has_only_items(&self, key: &Key) -> bool {
        let mut things = self.own(key).filter(|fact| !fact.target.is_action).peekable();
        things.peek().is_some() && things.all(|fact| fact.target.is_item)
    }

    fn has_no_items(&self, key: &Key) -> bool {
        !self.own(key).any(|fact| fact.target.is_item)
    }

    /// Returns the operations of a group without merged ones.
    fn own(&self, key: &Key) -> impl Iterator<Item = &'a Fact<'a>> {
        let members = self.groups.get(key).map(Vec::as_slice).unwrap_or_default();
        members
            .iter()
            .filter(|member| member.place != Place::Merged)
            .filter_map(|member| self.facts.get(&member.operation))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{ConfigFile, PathParameters};
    use crate::mapping::infer::{name, service};
    use crate::mapping::mapper::Mapper;
    use crate::normalise::normalise;
    use crate::tree::yaml;

    /// Looks at the facts about operations such as `GET /users listUsers`.
    fn with_facts<T>(operations: &[&str], look: impl Fn(&BTreeMap<usize, Fact>) -> T) -> Option<T> {
        let mut spec = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n".to_owned();
        for operation in operations {
            let mut words = operation.split(' ');
            let mut word = || words.next().unwrap_or_default();
            let (verb, path, id) = (word().to_lowercase(), word(), word());
            spec.push_str(&format!("  {path}: {{{verb}: {{tags: [t], operationId: '{id}', responses: {{}}}}}}\n"));
        }
        let tree = yaml::read(spec.as_bytes(), Path::new("a.yaml")).unwrap_or_default();
        let (document, _) = normalise(&tree, PathParameters::AsIs);
        let config =
            ConfigFile::read(b"provider: p\ntitle: P\ndescription: d\nsource: {file: a.yaml}\n", Path::new("p"));
        let config = config.ok()?;
        let facts = service::facts(&mut Mapper::new(&document.operations, &config, None), &[]);
        Some(look(&facts))
    }

    /// Returns the groups of operations, with the initial letter of each member's place.
    fn groups(operations: &[&str]) -> Vec<String> {
        let letters = |members: &Vec<Member>| {
            members.iter().filter_map(|member| format!("{:?}", member.place).chars().next()).collect::<String>()
        };
        let told = |((_, key), members): (Key, Vec<Member>)| format!("{} {}", key.join("/"), letters(&members));
        with_facts(operations, |facts| group(facts).into_iter().map(told).collect()).unwrap_or_default()
    }

    #[test]
    fn the_order_of_operations_does_not_tell_what_they_are_called() {
        let telling = |operations: &[&str]| {
            let id = |facts: &BTreeMap<usize, Fact>| {
                let facts: Vec<&Fact> = facts.values().collect();
                name::telling(&facts).map(|fact| fact.id.to_owned())
            };
            with_facts(operations, id).flatten()
        };
        let (activate, send) = ("POST /keys/activate activateEnrollment", "POST /keys/send sendPin");
        assert_eq!(telling(&[activate, send]).as_deref(), Some("activateEnrollment"));
        assert_eq!(telling(&[send, activate]), telling(&[activate, send]));
    }

    #[test]
    fn parts_that_are_nothing_alone_come_to_the_whole() {
        let users = ["GET /users listUsers", "GET /users/{id} getUser"];
        let with = |more: &[&str]| groups(&[&users[..], more].concat());
        assert_eq!(with(&["PUT /users/{id}/logo setLogo", "DELETE /users/{id}/logo/big/x dropX"]), ["users OOMM"]);
        // A group that can be read or created is a resource of its own.
        assert_eq!(with(&["GET /users/{id}/logo getLogo"]), ["users OO", "users/{}/logo O"]);
        assert_eq!(with(&["POST /users/{id}/keys createKey"]), ["users OO", "users/{}/keys O"]);
        // `bulk` stands for users, not for a resource of that name.
        assert_eq!(with(&["POST /users/csv createUsersFromFile"]), ["users OOB"]);
        // Without a containing group it is a group of its own.
        assert_eq!(groups(&["PUT /a/{id}/logo setLogo"]), ["a/{}/logo O"]);
    }

    #[test]
    fn versions_of_an_operation_are_kept_apart() {
        let first = ["GET /v9/budgets listBudgets", "GET /v9/budgets/{id} getBudget", "GET /v9/users listUsers"];
        assert_eq!(groups(&first), ["budgets OO", "users O"]);
        let with = |more: &str| groups(&[&first[..], &[more]].concat());
        assert_eq!(with("GET /v10/budgets listBudgetsV10"), ["budgets OO", "budgets_v10 O", "users O"]);
        // What only the later version has is a part of the thing.
        assert_eq!(with("POST /v10/budgets createBudget"), ["budgets OOO", "users O"]);
    }

    #[test]
    fn lists_below_an_owner_join_what_is_read_by_itself() {
        let posts = ["GET /users/{id}/posts listPosts", "GET /posts/{id} getPost"];
        assert_eq!(groups(&posts), ["posts OO"]);
        let with = |more: &str| groups(&[&posts[..], &[more]].concat());
        assert_eq!(with("GET /posts listAllPosts"), ["posts OO", "users/{}/posts O"]);
        assert_eq!(with("GET /teams/{id}/posts listTeamPosts"), ["posts O", "teams/{}/posts O", "users/{}/posts O"]);
    }
}
