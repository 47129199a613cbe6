//! The ways to select methods, and those to select services.

use std::collections::{BTreeMap, BTreeSet};

use super::cover::{Broad, Selector, Space, Unit};
use super::given::Facts;

/// How many methods a name needs to be worth a selector of its own.
const COMMON: usize = 3;

/// How many names of parameters are tried, the most common ones.
const MAX_PARAMETERS: usize = 30;

const SERVICE: &str = "service";
const RESOURCE: &str = "resource";
const METHOD: &str = "method";
const VERB: &str = "verb";
const OPERATION: &str = "operation";
const PARAMETER: &str = "has_parameter";

/// Returns the ways to select methods.
pub fn of_methods(methods: &[Facts]) -> Space {
    let services = methods.iter().map(|method| method.service.as_str()).collect();
    let space = Methods { methods, shared_verbs: shared_verbs(methods), services };
    Space { broad: space.broad(), layers: space.layers() }
}

/// Returns the ways to select services.
pub fn of_services(services: &[String]) -> Space {
    let all = Broad { selector: Selector::new(), members: (0..services.len()).collect(), is_listed: false };
    let unit = |(index, name): (usize, &String)| Unit {
        shared: Selector::new(),
        dimension: SERVICE,
        name: name.clone(),
        members: vec![index],
    };
    Space { broad: vec![all], layers: vec![(1, services.iter().enumerate().map(unit).collect())] }
}

/// Verbs that some method has besides its first one: whether they select it is not said.
fn shared_verbs(methods: &[Facts]) -> BTreeSet<&str> {
    methods.iter().flat_map(|method| method.verbs.iter().skip(1)).map(String::as_str).collect()
}

struct Methods<'a> {
    methods: &'a [Facts],
    shared_verbs: BTreeSet<&'a str>,
    services: BTreeSet<&'a str>,
}

impl Methods<'_> {
    fn broad(&self) -> Vec<Broad> {
        let all = Broad { selector: Selector::new(), members: (0..self.methods.len()).collect(), is_listed: false };
        let mut broad = vec![all];
        broad.extend(self.groups(|it| self.verb(it).map(|verb| vec![(VERB, verb)]), 2, false));
        broad.extend(self.groups(|it| Some(vec![(OPERATION, http(it))]), 2, false));
        broad.extend(self.groups(|it| Some(vec![(METHOD, it.method.clone())]), COMMON, false));
        broad.extend(self.groups(|it| self.prefix(it).map(|prefix| vec![(METHOD, prefix)]), COMMON, false));
        broad.extend(self.with_parameters());
        broad.extend(self.groups(|it| Some(vec![(SERVICE, it.service.clone())]), COMMON, true));
        broad.extend(self.groups(|it| Some(vec![(SERVICE, it.service.clone()), (VERB, self.verb(it)?)]), COMMON, true));
        broad.extend(self.groups(|it| Some(vec![(SERVICE, it.service.clone()), (OPERATION, http(it))]), COMMON, true));
        broad
    }

    fn layers(&self) -> Vec<(usize, Vec<Unit>)> {
        let none = |_: &Facts| Some(Selector::new());
        let verb = |it: &Facts| Some(Selector::from([(VERB, vec![self.verb(it)?])]));
        let operation = |it: &Facts| Some(Selector::from([(OPERATION, vec![http(it)])]));
        let resource = |it: &Facts| format!("{}.{}", it.service, it.resource);
        vec![
            (1, self.units(none, SERVICE, |it| it.service.clone())),
            (2, self.units(verb, SERVICE, |it| it.service.clone())),
            (2, self.units(operation, SERVICE, |it| it.service.clone())),
            (COMMON, self.units(none, METHOD, |it| it.method.clone())),
            (1, self.units(none, RESOURCE, resource)),
            (2, self.units(verb, RESOURCE, resource)),
            (1, self.units(none, METHOD, |it| format!("{}.{}.{}", it.service, it.resource, it.method))),
        ]
    }

    /// Returns the first verb of a method, if a selector of verbs is sure to select just the methods that begin with it.
    fn verb(&self, facts: &Facts) -> Option<String> {
        facts.verbs.first().filter(|verb| !self.shared_verbs.contains(verb.as_str())).cloned()
    }

    /// Methods whose names begin with the same word, unless names of services do: a pattern is one for
    /// `service.resource.method` as well.
    fn prefix(&self, facts: &Facts) -> Option<String> {
        let (word, _) = facts.method.split_once('_').filter(|(word, _)| !word.is_empty())?;
        let prefix = format!("{word}_");
        (!self.services.iter().any(|service| service.starts_with(&prefix))).then(|| format!("{prefix}*"))
    }

    fn groups(
        &self,
        selector: impl Fn(&Facts) -> Option<Vec<(&'static str, String)>>,
        least: usize,
        is_listed: bool,
    ) -> Vec<Broad> {
        let mut groups: BTreeMap<Vec<(&'static str, String)>, Vec<usize>> = BTreeMap::new();
        for (index, method) in self.methods.iter().enumerate() {
            selector(method).into_iter().for_each(|selector| groups.entry(selector).or_default().push(index));
        }
        let groups = groups.into_iter().filter(|(_, members)| members.len() >= least);
        let broad = |(names, members): (Vec<(&'static str, String)>, Vec<usize>)| {
            let selector = names.into_iter().map(|(dimension, name)| (dimension, vec![name])).collect();
            Broad { selector, members, is_listed }
        };
        groups.map(broad).collect()
    }

    /// Selectors of the most common parameters.
    fn with_parameters(&self) -> Vec<Broad> {
        let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, method) in self.methods.iter().enumerate() {
            for parameter in &method.parameters {
                members.entry(parameter).or_default().push(index);
            }
        }
        let mut members: Vec<(&str, Vec<usize>)> = members.into_iter().collect();
        members.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
        let common = members.into_iter().take(MAX_PARAMETERS).filter(|(_, members)| members.len() >= COMMON);
        common.map(|(name, members)| self.with_parameter(name, members)).collect()
    }

    fn with_parameter(&self, name: &str, members: Vec<usize>) -> Broad {
        Broad { selector: Selector::from([(PARAMETER, vec![name.to_owned()])]), members, is_listed: false }
    }

    fn units(
        &self,
        shared: impl Fn(&Facts) -> Option<Selector>,
        dimension: &'static str,
        name: impl Fn(&Facts) -> String,
    ) -> Vec<Unit> {
        let mut units: BTreeMap<(Selector, String), Vec<usize>> = BTreeMap::new();
        for (index, method) in self.methods.iter().enumerate() {
            let shared = shared(method);
            shared.into_iter().for_each(|shared| units.entry((shared, name(method))).or_default().push(index));
        }
        units.into_iter().map(|((shared, name), members)| Unit { shared, dimension, name, members }).collect()
    }
}

/// The operations of an HTTP verb.
fn http(facts: &Facts) -> String {
    format!("{} *", facts.http_verb.to_uppercase())
}
