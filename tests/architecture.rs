//! The plan of the house, read off the imports: none runs up, and no two files import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree, Visibility};

use crate::support::repository;

/// Who may use whom: a module uses modules of the layers above its own line, which are below it in the house, and no
/// other module of its line. `lib.rs` and `main.rs` use all.
const LAYERS: &[&[&str]] = &[
    &["place"],
    &["error"],
    &["tree"],
    &["text", "sql", "schema", "finding"],
    &["engine"],
    &["config"],
    &["source"],
    &["normalise"],
    &["mapping"],
    &["settings"],
    &["lower"],
    &["model"],
    &["examples", "registry", "diff", "proposal", "review", "stats"],
    &["render", "rules", "standin"],
    &["proof", "output", "policy", "report", "init", "site"],
    &["pipeline", "fetch"],
    &["state", "import", "prove"],
    &["cli", "fuzzing"],
];

/// The path of a module from the root of the crate.
type ModulePath = Vec<String>;

/// What one file of the library says.
struct Source {
    name: String,
    module: ModulePath,
    imports: Vec<ModulePath>,
    /// What it passes on under a name of its own.
    reexports: BTreeMap<String, ModulePath>,
}

/// Collects the paths of the crate in a file, tests aside.
struct Collector<'m> {
    module: &'m [String],
    /// The modules that the file declares, whose names stand without `self::`.
    children: BTreeSet<String>,
    imports: Vec<ModulePath>,
    reexports: BTreeMap<String, ModulePath>,
}

impl Collector<'_> {
    /// A path as it counts from the root of the crate; none for one of another crate.
    fn absolute(&self, path: &[String]) -> Option<ModulePath> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([self.module, rest].concat()),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                let base = self.module.len().checked_sub(up)?;
                Some([&self.module[..base], &path[up..]].concat())
            }
            child if self.children.contains(child) => Some([self.module, path].concat()),
            _ => None,
        }
    }

    fn add_use(&mut self, tree: &UseTree, before: &mut ModulePath, is_public: bool) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.add_use(&path.tree, before, is_public);
                before.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|item| self.add_use(item, before, is_public)),
            UseTree::Name(name) if name.ident == "self" => self.add_leaf(before.clone(), None, is_public),
            UseTree::Name(name) => self.add_leaf([&before[..], &[name.ident.to_string()]].concat(), None, is_public),
            UseTree::Rename(rename) => {
                let path = [&before[..], &[rename.ident.to_string()]].concat();
                self.add_leaf(path, Some(rename.rename.to_string()), is_public);
            }
            UseTree::Glob(_) => self.add_leaf(before.clone(), None, is_public),
        }
    }

    fn add_leaf(&mut self, path: ModulePath, renamed: Option<String>, is_public: bool) {
        let Some(path) = self.absolute(&path) else { return };
        match (is_public, renamed.or_else(|| path.last().cloned())) {
            (true, Some(name)) => drop(self.reexports.insert(name, path)),
            _ => self.imports.push(path),
        }
    }
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.add_use(&item.tree, &mut Vec::new(), !matches!(item.vis, Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: ModulePath = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.imports.extend(self.absolute(&names).filter(|_| names.len() > 1));
        visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if item.content.is_none() || is_test(&item.attrs) {
            return;
        }
        visit::visit_item_mod(self, item);
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let condition = attribute.meta.require_list().ok().filter(|list| list.path.is_ident("cfg"));
        condition.is_some_and(|list| list.tokens.to_string() == "test")
    })
}

/// The library's files that are no tests.
fn sources() -> Vec<Source> {
    let root = repository().join("src");
    let mut sources = Vec::new();
    read(&root, &root.join("lib.rs"), &[], &mut sources);
    assert!(sources.len() > 100, "{} files: the walk over modules is broken", sources.len());
    sources
}

/// Reads a file and those of the modules that it declares.
fn read(root: &Path, file: &Path, module: &[String], sources: &mut Vec<Source>) {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let children = syntax.items.iter().filter_map(|item| match item {
        Item::Mod(item) => Some(item.ident.to_string()),
        _ => None,
    });
    let children = children.collect();
    let mut collector = Collector { module, children, imports: Vec::new(), reexports: BTreeMap::new() };
    collector.visit_file(&syntax);
    let name = file.strip_prefix(root).expect("below src").to_string_lossy().replace('\\', "/");
    let Collector { imports, reexports, .. } = collector;
    sources.push(Source { name, module: module.to_vec(), imports, reexports });
    let folder = module.iter().fold(root.to_owned(), |folder, name| folder.join(name));
    for item in &syntax.items {
        let Item::Mod(item) = item else { continue };
        if item.content.is_some() || is_test(&item.attrs) {
            continue;
        }
        let name = item.ident.to_string();
        let [file, in_folder] = [folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs")];
        let file = if file.is_file() { file } else { in_folder };
        read(root, &file, &[module, &[name]].concat(), sources);
    }
}

/// The file that a path leads to: the deepest module on it, behind what that passes on.
fn target<'s>(sources: &'s [Source], path: &[String], depth: usize) -> &'s Source {
    let is_at = |length: usize| sources.iter().find(|source| source.module == path[..length]);
    let (length, source) =
        (0..=path.len()).rev().find_map(|length| Some((length, is_at(length)?))).expect("the root of the crate");
    match path.get(length).and_then(|name| source.reexports.get(name)) {
        Some(passed_on) if depth < 8 && passed_on != path => {
            target(sources, &[passed_on, &path[length + 1..]].concat(), depth + 1)
        }
        _ => source,
    }
}

/// The files that each file imports from, with their places in the list.
fn imports(sources: &[Source]) -> Vec<BTreeSet<usize>> {
    let index = |of: &Source| sources.iter().position(|source| source.name == of.name).expect("one of them");
    let of = |source: &Source| -> BTreeSet<usize> {
        source.imports.iter().map(|path| index(target(sources, path, 0))).collect()
    };
    sources.iter().enumerate().map(|(own, source)| of(source).into_iter().filter(|it| *it != own).collect()).collect()
}

fn layer(module: &[String]) -> Option<usize> {
    let top = module.first()?;
    let layer = LAYERS.iter().position(|layer| layer.contains(&top.as_str()));
    Some(layer.unwrap_or_else(|| panic!("the module `{top}` has no line in the table of this test")))
}

#[test]
fn no_import_runs_up() {
    let sources = sources();
    let imports = imports(&sources);
    let mut wrong = BTreeSet::new();
    for (source, imported) in sources.iter().zip(&imports) {
        let Some(own) = layer(&source.module) else { continue };
        for target in imported.iter().map(|index| &sources[*index]) {
            let is_below = layer(&target.module).is_some_and(|layer| layer < own);
            if !is_below && target.module.first() != source.module.first() {
                wrong.insert(format!("{} imports {}", source.name, target.name));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that run up:\n{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_two_files_import_each_other_in_a_circle() {
    let sources = sources();
    let imports = imports(&sources);
    let circles: Vec<String> = (0..sources.len()).filter_map(|start| circle(start, &imports, &sources)).collect();
    assert!(circles.is_empty(), "files that import each other:\n{}", circles.join("\n"));
}

/// What the crate offers: the names that `lib.rs` passes on, and its public modules but for one that only fuzzing sees.
#[test]
fn the_face_is_small() {
    let text = fs::read_to_string(repository().join("src/lib.rs")).expect("read");
    let syntax = syn::parse_file(&text).expect("Rust");
    let mut names = Vec::new();
    for item in &syntax.items {
        match item {
            Item::Use(item) if matches!(item.vis, Visibility::Public(_)) => leaves(&item.tree, &mut names),
            Item::Mod(item) if matches!(item.vis, Visibility::Public(_)) => names.push(item.ident.to_string()),
            _ => {}
        }
    }
    names.retain(|name| name != "fuzzing");
    assert!(names.contains(&"build".to_owned()) && names.len() <= 60, "{}: {names:?}", names.len());
}

fn leaves(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => leaves(&path.tree, names),
        UseTree::Group(group) => group.items.iter().for_each(|item| leaves(item, names)),
        UseTree::Name(name) => names.push(name.ident.to_string()),
        UseTree::Rename(rename) => names.push(rename.rename.to_string()),
        UseTree::Glob(_) => panic!("a glob hides what is offered"),
    }
}

/// The shortest way from a file back to itself, if it is the first in it.
fn circle(start: usize, imports: &[BTreeSet<usize>], sources: &[Source]) -> Option<String> {
    let mut came_from = BTreeMap::new();
    let mut next = vec![start];
    while !next.is_empty() {
        let mut further = Vec::new();
        for from in next {
            for to in &imports[from] {
                if *to == start {
                    let way = std::iter::successors(Some(from), |at| came_from.get(at).copied());
                    let mut way: Vec<usize> = way.take_while(|at| *at != start).collect();
                    way.push(start);
                    way.reverse();
                    let is_first = way.iter().min() == Some(&start);
                    let names: Vec<&str> = way.iter().map(|at| sources[*at].name.as_str()).collect();
                    return is_first.then(|| names.join(" -> "));
                }
                if !came_from.contains_key(to) {
                    came_from.insert(*to, from);
                    further.push(*to);
                }
            }
        }
        next = further;
    }
    None
}
