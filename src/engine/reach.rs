//! Which methods of a SQL verb no statement reaches: the engine takes the first of the list whose required names are
//! all given (provider-format 2.7).

use std::collections::BTreeSet;

/// A method in the list of a SQL verb.
#[derive(Clone, Debug)]
pub struct Listed<'a> {
    /// Its name.
    pub name: &'a str,
    /// The names that a statement must give.
    pub required: BTreeSet<&'a str>,
}

/// What an earlier method requires, compared with the one that it hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same names.
    Same,
    /// Only some of them.
    Fewer,
}

/// A method that no statement reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// Its index in the list.
    pub index: usize,
    /// The index of an earlier method that hides it: one that requires the same, if there is one.
    pub by: usize,
    /// What that one requires.
    pub relation: Relation,
}

/// The methods of a list, in the engine's order, that no statement reaches. A method is not hidden by itself where it
/// is listed twice.
pub fn hidden(list: &[Listed<'_>]) -> Vec<Hidden> {
    list.iter().enumerate().filter_map(|(index, method)| hidden_at(index, method, list.get(..index)?)).collect()
}

fn hidden_at(index: usize, method: &Listed<'_>, before: &[Listed<'_>]) -> Option<Hidden> {
    if before.iter().any(|earlier| earlier.name == method.name) {
        return None;
    }
    let same = before.iter().position(|earlier| earlier.required == method.required);
    let (by, relation) = match same {
        Some(by) => (by, Relation::Same),
        None => (before.iter().position(|it| it.required.is_subset(&method.required))?, Relation::Fewer),
    };
    Some(Hidden { index, by, relation })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(list: &[(&'static str, &[&'static str])]) -> Vec<(usize, usize, Relation)> {
        let listed = |(name, required): &(&'static str, &[&'static str])| Listed {
            name,
            required: required.iter().copied().collect(),
        };
        let list: Vec<Listed<'_>> = list.iter().map(listed).collect();
        hidden(&list).into_iter().map(|it| (it.index, it.by, it.relation)).collect()
    }

    #[test]
    fn a_method_behind_one_that_requires_nothing_else_is_hidden() {
        assert_eq!(found(&[("list", &[]), ("get", &["id"])]), [(1, 0, Relation::Fewer)]);
        assert_eq!(found(&[("list", &["org"]), ("find", &["org"])]), [(1, 0, Relation::Same)]);
        assert_eq!(found(&[("get", &["id"]), ("of_org", &["org"]), ("list", &[])]), []);
    }

    #[test]
    fn a_method_that_is_listed_twice_is_not_hidden() {
        assert_eq!(found(&[("list", &[]), ("list", &[])]), []);
    }

    #[test]
    fn a_method_that_requires_the_same_hides_before_one_that_requires_fewer() {
        let list: &[(&str, &[&str])] = &[("list", &[]), ("get", &["id"]), ("find", &["id"])];
        assert_eq!(found(list), [(1, 0, Relation::Fewer), (2, 1, Relation::Same)]);
    }
}
