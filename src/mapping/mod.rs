//! Stage 3: operations become methods of resources.

mod names;
mod table;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use indexmap::IndexMap;

use crate::config::{By, ConfigFile};
use crate::finding::{
    CONFIG_UNUSED, FILE_CLASH, Finding, METHOD_DUPLICATE, NAME_NOT_IDENTIFIER, NAME_RESERVED, NOTHING_MAPPED,
    OPERATION_UNMAPPED, ROW_INCOMPLETE, ROW_STALE, Site, VERB_UNKNOWN,
};
use crate::normalise::Operation;
use crate::source::node::Mark;
use crate::source::pointer;

pub use names::{is_identifier, is_reserved};
pub use table::{Row, read};

/// How SQL reaches a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SqlVerb {
    /// `SELECT`.
    Select,
    /// `INSERT`.
    Insert,
    /// `DELETE`.
    Delete,
    /// `UPDATE`.
    Update,
    /// `REPLACE`.
    Replace,
    /// `EXEC`: none of the others.
    Exec,
}

impl SqlVerb {
    /// The verbs that a resource lists in `sqlVerbs`, in the order of the published providers.
    pub const LISTED: [SqlVerb; 5] =
        [SqlVerb::Select, SqlVerb::Insert, SqlVerb::Update, SqlVerb::Delete, SqlVerb::Replace];

    /// The verb as provider documents spell it.
    pub fn name(self) -> &'static str {
        match self {
            SqlVerb::Select => "select",
            SqlVerb::Insert => "insert",
            SqlVerb::Delete => "delete",
            SqlVerb::Update => "update",
            SqlVerb::Replace => "replace",
            SqlVerb::Exec => "exec",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::LISTED.into_iter().chain([SqlVerb::Exec]).find(|verb| verb.name() == name)
    }
}

/// A service and what belongs to it.
#[derive(Debug, Default)]
pub struct MappedService {
    /// Its operations, by index, in the order of the spec.
    pub operations: BTreeSet<usize>,
    /// Its methods by resource, in the order of the mapping.
    pub resources: IndexMap<String, Vec<MappedMethod>>,
}

/// A method before anything is known about its operation.
#[derive(Clone, Debug)]
pub struct MappedMethod {
    /// Its name.
    pub name: String,
    /// Its SQL verb.
    pub verb: SqlVerb,
    /// Where in the response the rows are.
    pub object_key: Option<String>,
    /// Its operation, by index.
    pub operation: usize,
    /// The row that says so.
    pub mark: Mark,
}

/// Gives operations their services, resources and methods. Services without a method are left out.
pub fn map(
    operations: &[Operation],
    rows: &[Row],
    config: &ConfigFile,
) -> (BTreeMap<String, MappedService>, Vec<Finding>) {
    let mut mapper = Mapper::new(operations, config);
    rows.iter().for_each(|row| mapper.row(row));
    mapper.place_unnamed();
    mapper.services.retain(|_, service| !service.resources.is_empty());
    mapper.check_that_something_is_mapped();
    mapper.check_names();
    mapper.check_config();
    (mapper.services, mapper.findings)
}

/// Names become files, and file systems end at 255 bytes.
pub const MAX_NAME: usize = 200;

struct Mapper<'a> {
    operations: &'a [Operation],
    config: &'a ConfigFile,
    by_path: HashMap<(&'a str, &'a str), usize>,
    by_id: HashMap<&'a str, usize>,
    services: BTreeMap<String, MappedService>,
    named: BTreeSet<usize>,
    /// Where each method was named first.
    methods: HashMap<(String, String, String), Mark>,
    /// Names of the configuration that hit something.
    used: BTreeSet<(&'static str, String)>,
    findings: Vec<Finding>,
}

impl<'a> Mapper<'a> {
    fn new(operations: &'a [Operation], config: &'a ConfigFile) -> Self {
        let by_path = operations.iter().enumerate().map(|(index, op)| ((&*op.path, op.verb), index)).collect();
        let ids = operations
            .iter()
            .enumerate()
            .filter_map(|(index, op)| Some((op.node.text("operationId").filter(|id| !id.is_empty())?, index)));
        Mapper {
            operations,
            config,
            by_path,
            by_id: ids.rev().collect(),
            services: BTreeMap::new(),
            named: BTreeSet::new(),
            methods: HashMap::new(),
            used: BTreeSet::new(),
            findings: Vec::new(),
        }
    }

    fn row(&mut self, row: &Row) {
        let Some(index) = self.operation_of(row) else { return self.stale(row) };
        self.named.insert(index);
        let Some(service) = self.service_of(index, row.service()) else { return };
        if row.resource == table::SKIP {
            return;
        }
        self.services.entry(service.clone()).or_default().operations.insert(index);
        if row.resource.is_empty() || row.method.is_empty() {
            return self.incomplete(row, "names no resource or no method; its operation stays unmapped");
        }
        let verb = self.verb_of(row);
        self.add_method(service, row, index, verb);
    }

    fn operation_of(&self, row: &Row) -> Option<usize> {
        let by_path = self.by_path.get(&(row.path.as_str(), row.verb.as_str()));
        by_path.or_else(|| self.by_id.get(row.operation_id.as_str())).copied()
    }

    fn stale(&mut self, row: &Row) {
        if row.operation_id.is_empty() && (row.path.is_empty() || row.verb.is_empty()) {
            let message = "the row names no operation: it has no path, or no HTTP verb, and no operationId";
            return self.report(&ROW_INCOMPLETE, row, message.to_owned(), "fill `path` and `verb`, or remove the row");
        }
        let message =
            format!("the spec has no operation `{}`", operation_name(&row.verb, &row.path, &row.operation_id));
        self.report(&ROW_STALE, row, message, "remove the row, or give it the operation's new path");
    }

    fn incomplete(&mut self, row: &Row, what: &str) {
        let message = format!("the row of `{}` {what}", operation_name(&row.verb, &row.path, &row.operation_id));
        self.report(
            &ROW_INCOMPLETE,
            row,
            message,
            "fill the cells, or write `skip_this_resource` as resource to leave it out",
        );
    }

    fn report(&mut self, rule: &'static crate::finding::Rule, row: &Row, message: String, help: &str) {
        self.findings.push(Finding::new(rule, Site::Mapping(row.mark), message, help));
    }

    fn verb_of(&mut self, row: &Row) -> SqlVerb {
        if row.sql_verb.is_empty() {
            self.incomplete(row, "names no SQL verb; its method can be called with EXEC");
            return SqlVerb::Exec;
        }
        SqlVerb::parse(&row.sql_verb).unwrap_or_else(|| {
            let message =
                format!("there is no SQL verb `{}`; the method `{}` can be called with EXEC", row.sql_verb, row.method);
            self.report(&VERB_UNKNOWN, row, message, "write select, insert, update, replace, delete or exec");
            SqlVerb::Exec
        })
    }

    fn add_method(&mut self, service: String, row: &Row, operation: usize, verb: SqlVerb) {
        self.check_identifier(&row.method, "method", row.mark);
        let key = (service.clone(), row.resource.clone(), row.method.clone());
        if let Some(first) = self.methods.get(&key) {
            let message = format!(
                "`{service}.{}` has the method `{}` twice, first on line {}",
                row.resource, row.method, first.line
            );
            return self.report(&METHOD_DUPLICATE, row, message, "rename one of the two");
        }
        self.methods.insert(key, row.mark);
        let object_key = Some(row.object_key.clone()).filter(|key| !key.is_empty());
        let method = MappedMethod { name: row.method.clone(), verb, object_key, operation, mark: row.mark };
        self.services.entry(service).or_default().resources.entry(row.resource.clone()).or_default().push(method);
    }

    /// The service of an operation, or nothing if it is skipped.
    fn service_of(&mut self, index: usize, named: Option<&str>) -> Option<String> {
        let named = named.map(str::to_owned).or_else(|| self.derived_service(index))?;
        let services = &self.config.config.services;
        let name = match services.rename.get(&named) {
            Some(new) => {
                self.used.insert(("rename", named));
                new.clone()
            }
            None => named,
        };
        if services.skip.iter().any(|skip| skip.service == name) {
            self.used.insert(("skip", name));
            return None;
        }
        Some(name)
    }

    fn derived_service(&self, index: usize) -> Option<String> {
        let operation = self.operations.get(index)?;
        let tag =
            operation.node.items("tags").first().and_then(|tag| tag.as_str()).filter(|tag| !tag.trim().is_empty());
        let by_path = || names::service_of_path(&operation.path).unwrap_or_else(|| "default".to_owned());
        Some(match (self.config.config.services.by, tag) {
            (By::Tag, Some(tag)) => names::service_of_tag(tag),
            _ => by_path(),
        })
    }

    /// Operations that no row names are part of their service's document all the same.
    fn place_unnamed(&mut self) {
        for (index, operation) in self.operations.iter().enumerate() {
            if self.named.contains(&index) {
                continue;
            }
            let Some(service) = self.service_of(index, None) else { continue };
            self.services.entry(service).or_default().operations.insert(index);
            let id = operation.node.text("operationId").unwrap_or_default();
            let message = format!(
                "no row of the mapping names the operation `{}`",
                operation_name(operation.verb, &operation.path, id)
            );
            let help = "add a row, with `skip_this_resource` as resource if it is left out on purpose";
            self.findings.push(Finding::new(&OPERATION_UNMAPPED, Site::Spec(operation.node.mark), message, help));
        }
    }

    /// An empty provider would also remove every file of the tree.
    fn check_that_something_is_mapped(&mut self) {
        if self.services.is_empty() {
            let message = "no operation has a method: the provider would be empty";
            let help = "map at least one operation of the spec, and skip not all of its services";
            let site = Site::Mapping(Mark { line: 1, column: 1 });
            self.findings.push(Finding::new(&NOTHING_MAPPED, site, message, help));
        }
    }

    fn check_names(&mut self) {
        let services = std::mem::take(&mut self.services);
        let first_mark = |methods: &[MappedMethod]| methods.first().map(|method| method.mark).unwrap_or_default();
        let of_service = |service: &MappedService| {
            service.resources.values().map(|methods| first_mark(methods)).min().unwrap_or_default()
        };
        self.check_files("service", services.iter().map(|(name, service)| (name.as_str(), of_service(service))));
        for (name, service) in &services {
            let resources = service.resources.iter().map(|(name, methods)| (name.as_str(), first_mark(methods)));
            self.check_files(&format!("`{name}` resource"), resources);
        }
        self.services = services;
    }

    /// Names that become files or folders.
    fn check_files<'n>(&mut self, what: &str, names: impl Iterator<Item = (&'n str, Mark)>) {
        let mut seen: HashMap<String, (&str, Mark)> = HashMap::new();
        let mut names: Vec<_> = names.collect();
        names.sort_by_key(|(_, mark)| *mark);
        for (name, mark) in names {
            self.check_identifier(name, what, mark);
            if is_reserved(name) {
                let message = format!("`{name}` cannot be the name of a {what}: Windows keeps it for a device");
                self.findings.push(Finding::new(&NAME_RESERVED, Site::Mapping(mark), message, "choose another name"));
            }
            if let Some((other, first)) = seen.insert(name.to_lowercase(), (name, mark)) {
                let line = first.line;
                let message = format!("the {what} `{name}` would be the same file as `{other}` on line {line}");
                self.findings.push(Finding::new(&FILE_CLASH, Site::Mapping(mark), message, "rename one of the two"));
            }
        }
    }

    fn check_identifier(&mut self, name: &str, what: &str, mark: Mark) {
        let site = Site::Mapping(mark);
        if !is_identifier(name) {
            let message = format!("`{name}` cannot be the name of a {what} in SQL");
            let help = "use letters, digits and `_`, and begin with a letter or `_`";
            self.findings.push(Finding::new(&NAME_NOT_IDENTIFIER, site, message, help));
        } else if name.len() > MAX_NAME {
            let message =
                format!("the name of a {what} has {} letters, and at most {MAX_NAME} make a file", name.len());
            self.findings.push(Finding::new(&NAME_NOT_IDENTIFIER, site, message, "choose a shorter name"));
        }
    }

    /// What the configuration says of services that do not exist.
    fn check_config(&mut self) {
        let services = &self.config.config.services;
        let renamed = services.rename.keys().map(|name| ("rename", name.as_str(), pointer::escape(name).into_owned()));
        let skipped =
            services.skip.iter().enumerate().map(|(index, skip)| ("skip", skip.service.as_str(), index.to_string()));
        let about = services.about.keys().filter(|name| !self.services.contains_key(*name));
        let about = about.map(|name| ("about", name.as_str(), pointer::escape(name).into_owned()));
        for (list, name, token) in renamed.chain(skipped).chain(about) {
            if !self.used.contains(&(list, name.to_owned())) {
                let mark = self.config.mark(&format!("/services/{list}/{token}"));
                let message = format!("`services.{list}` names the service `{name}`, which does not exist");
                self.findings.push(Finding::new(
                    &CONFIG_UNUSED,
                    Site::Config(mark),
                    message,
                    "correct or remove the entry",
                ));
            }
        }
    }
}

fn operation_name(verb: &str, path: &str, id: &str) -> String {
    match (path.is_empty(), id.is_empty()) {
        (false, true) => format!("{} {path}", verb.to_uppercase()),
        (true, _) => id.to_owned(),
        (false, false) => format!("{} {path} ({id})", verb.to_uppercase()),
    }
}
