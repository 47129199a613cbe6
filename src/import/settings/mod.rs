//! The shortest `settings:` by which methods get from what is generated to what is published.

mod cover;
mod entry;
mod given;
mod space;
mod syntax;

#[cfg(test)]
pub mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::tree::{Mapping, Node, Text, yaml_writer};

use cover::{Space, Step, cover};
use entry::{At, Entry, merge};
pub use given::{Facts, ServiceFacts};
use syntax::{HOISTED, Key, setting};

/// Settings as they are written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The items of the list `settings`.
    pub text: String,
    /// The number of items.
    pub entries: usize,
    /// The number of lines of the published blocks that they stand for.
    pub replaced: usize,
    /// Long texts by the paths of their files.
    pub files: Vec<(String, String)>,
}

/// The length of `null`.
const NULL: usize = 4;

/// The longest value that counts as such: what is longer is in a file, or would be as long in any entry.
const WIDE: usize = 80;

/// The longest text of a transform that stands in an entry.
const LONGEST: usize = 100;

/// The sections of a method's block, whose keys are settings of their own.
const SECTIONS: [&str; 4] = ["operation", "request", "response", "config"];

/// Returns the settings by which what is generated becomes what is published.
pub fn shortest(methods: &[Facts], services: &[ServiceFacts]) -> Written {
    let mut texts = Texts::default();
    let entries = entries(methods, services, &mut texts);
    let text = entries.iter().map(Entry::text).collect();
    Written { text, entries: entries.len(), replaced: replaced(methods, services), files: texts.files }
}

/// Counts the lines of the published blocks of methods and services that differ from the generated ones.
fn replaced(methods: &[Facts], services: &[ServiceFacts]) -> usize {
    let of_methods = methods.iter().map(|it| (&it.published, &it.generated));
    let all = of_methods.chain(services.iter().map(|it| (&it.published, &it.generated)));
    all.filter(|(published, generated)| published != generated)
        .map(|(published, _)| spelled(published).lines().count())
        .sum()
}

fn entries(methods: &[Facts], services: &[ServiceFacts], texts: &mut Texts) -> Vec<Entry> {
    let names: Vec<String> = services.iter().map(|service| service.service.clone()).collect();
    let of_services: Vec<(Values, Values)> =
        services.iter().map(|it| (in_section("config", &it.published), in_section("config", &it.generated))).collect();
    let owners: Vec<String> = names.clone();
    let mut all = of_items(&of_services, &owners, &space::of_services(&names), |_| At::Service, texts);
    let of_methods: Vec<(Values, Values)> =
        methods.iter().map(|it| (values(&it.published), values(&it.generated))).collect();
    let owner = |it: &Facts| format!("{}.{}.{}", it.service, it.resource, it.method);
    let owners: Vec<String> = methods.iter().map(owner).collect();
    all.extend(of_items(&of_methods, &owners, &space::of_methods(methods), at, texts));
    all
}

/// Where the value of a key of methods is written.
fn at((section, name): &Key) -> At {
    let is_hoisted = *section == Some("config") && HOISTED.contains(&&**name);
    if is_hoisted { At::Method } else { At::Anywhere }
}

/// The values of a block by their keys.
type Values = BTreeMap<Key, Node>;

fn values(block: &Node) -> Values {
    let (mut values, others) = (Values::new(), block.as_mapping().into_iter().flatten());
    for (key, node) in others {
        match SECTIONS.into_iter().find(|section| *section == &**key) {
            Some(section) => values.extend(in_section(section, node)),
            None => drop(values.insert((None, Text::clone(key)), node.clone())),
        }
    }
    values
}

fn in_section(section: &'static str, node: &Node) -> Values {
    node.as_mapping()
        .into_iter()
        .flatten()
        .map(|(key, node)| ((Some(section), Text::clone(key)), node.clone()))
        .collect()
}

/// Returns the entries for items, key by key.
fn of_items(
    items: &[(Values, Values)],
    owners: &[String],
    space: &Space,
    at: impl Fn(&Key) -> At,
    texts: &mut Texts,
) -> Vec<Entry> {
    let keys: BTreeSet<&Key> =
        items.iter().flat_map(|(published, generated)| differing(published, generated)).collect();
    let keys: Vec<&Key> = keys.into_iter().collect();
    let solved: Vec<(Vec<Known>, Vec<Step>)> = keys.par_iter().map(|key| steps(items, key, space)).collect();
    let mut entries = Vec::new();
    for (key, (known, steps)) in keys.into_iter().zip(solved) {
        let of_step = |step: Step| {
            let known = known.get(step.value).copied().unwrap_or_default();
            let owner = owners.get(known.owner).map(String::as_str).unwrap_or_default();
            let (path, node) = setting(key, known.value);
            let values = BTreeMap::from([(path, texts.outside(&node, owner))]);
            Entry { selectors: step.selectors, at: at(key), values }
        };
        entries = merge(entries, steps.into_iter().map(of_step).collect());
    }
    entries
}

fn differing<'a>(published: &'a Values, generated: &'a Values) -> impl Iterator<Item = &'a Key> {
    let keys = published.keys().chain(generated.keys());
    keys.filter(|key| published.get(*key) != generated.get(*key))
}

/// A value of a key, with the first item that has it. None is a value as well.
#[derive(Clone, Copy, Default)]
struct Known<'a> {
    value: Option<&'a Node>,
    owner: usize,
}

/// Returns the values of a key that items have or should have, and the steps to them.
fn steps<'a>(items: &'a [(Values, Values)], key: &Key, space: &Space) -> (Vec<Known<'a>>, Vec<Step>) {
    let mut known = vec![Known::default()];
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut number = |owner: usize, value: Option<&'a Node>| -> usize {
        let Some(node) = value else { return 0 };
        *numbers.entry(spelled(node)).or_insert_with(|| {
            known.push(Known { value, owner });
            known.len() - 1
        })
    };
    let all = || items.iter().enumerate();
    let targets: Vec<usize> = all().map(|(owner, (published, _))| number(owner, published.get(key))).collect();
    let current: Vec<usize> = all().map(|(owner, (_, generated))| number(owner, generated.get(key))).collect();
    let lengths: Vec<usize> =
        known.iter().map(|it| it.value.map_or(NULL, |node| spelled(node).len().min(WIDE))).collect();
    let length = |value: usize| lengths.get(value).copied().unwrap_or_default();
    let steps = cover(&current, &targets, space, &length);
    (known, steps)
}

/// Returns a value as YAML, which tells values apart.
fn spelled(node: &Node) -> String {
    yaml_writer::document(node)
}

/// Long texts that go into files, equal ones once.
#[derive(Default)]
struct Texts {
    by_text: HashMap<String, String>,
    /// The number of files of each owner.
    of_owner: HashMap<String, usize>,
    files: Vec<(String, String)>,
}

impl Texts {
    /// Returns the value of a transform with the name of a file in place of its text, if that has several lines or is long.
    fn outside(&mut self, node: &Node, owner: &str) -> Node {
        let is_long = |body: &&str| body.trim_end().contains('\n') || body.len() > LONGEST;
        let Some(body) = node.text("body").filter(is_long) else {
            return node.clone();
        };
        let file = self.by_text.entry(body.to_owned()).or_insert_with(|| {
            let count = self.of_owner.entry(owner.to_owned()).or_default();
            *count += 1;
            let number = if *count == 1 { String::new() } else { format!("-{count}") };
            let file = format!("transforms/{owner}{number}.tmpl");
            self.files.push((file.clone(), body.to_owned()));
            file
        });
        let entries = node.as_mapping().into_iter().flatten().map(|(key, value)| match &**key {
            "body" => (Text::from("body_file"), Node::string(file.as_str(), value.mark)),
            _ => (Text::clone(key), value.clone()),
        });
        Node::mapping(entries.collect::<Mapping>(), node.mark)
    }
}
