//! Gives operations their services, resources and methods, as the rows of a mapping say.

use std::collections::{BTreeSet, HashMap};

use crate::config::{By, ConfigFile, target};
use crate::finding::{
    Finding, MAPPING_ROW_INCOMPLETE, MAPPING_ROW_STALE, MAPPING_VERB_UNKNOWN, METHOD_DUPLICATE, OPERATION_UNMAPPED,
    Rule, Site,
};
use crate::normalise::Operation;
use crate::place::Mark;
use crate::sql::SqlVerb;
use crate::text::closest;

use super::check::identifier;
use super::mapped::{Fate, Mapped, MappedMethod};
use super::names::{new_name, service_of};
use super::rules::Rules;
use super::table::{Row, SKIP};

/// Maps the operations of a document to services, resources and methods. `file` is the name of
/// a document that is a service of its own.
pub fn map(operations: &[Operation], rows: &[Row], config: &ConfigFile, file: Option<&str>) -> (Mapped, Vec<Finding>) {
    let mut mapper = Mapper::new(operations, config, file);
    rows.iter().for_each(|row| mapper.row(row));
    mapper.place_unnamed();
    mapper.use_rules();
    if config.config.source.as_is {
        // A published service may have views alone, or nothing at all.
        mapper.keep_service();
    } else {
        mapper.mapped.services.retain(|_, service| !service.resources.is_empty());
    }
    (mapper.mapped, mapper.findings)
}

/// Maps the operations of one document, row by row.
pub struct Mapper<'a> {
    pub operations: &'a [Operation],
    config: &'a ConfigFile,
    rules: Rules<'a>,
    by_path: HashMap<(&'a str, &'a str), usize>,
    by_id: HashMap<&'a str, usize>,
    /// The name of a document that is a service of its own.
    pub file: Option<&'a str>,
    mapped: Mapped,
    named: BTreeSet<usize>,
    /// Where each method was first named.
    methods: HashMap<(String, String, String), Mark>,
    findings: Vec<Finding>,
}

impl<'a> Mapper<'a> {
    pub fn new(operations: &'a [Operation], config: &'a ConfigFile, file: Option<&'a str>) -> Self {
        let by_path = operations.iter().enumerate().map(|(index, op)| ((&*op.path, op.verb), index)).collect();
        let ids = operations
            .iter()
            .enumerate()
            .filter_map(|(index, op)| Some((op.node.text("operationId").filter(|id| !id.is_empty())?, index)));
        Mapper {
            operations,
            config,
            rules: Rules::new(&config.config.services),
            by_path,
            by_id: ids.rev().collect(),
            file,
            mapped: Mapped::default(),
            named: BTreeSet::new(),
            methods: HashMap::new(),
            findings: Vec::new(),
        }
    }

    fn row(&mut self, row: &Row) {
        let Some(index) = self.operation_of(row) else { return self.stale(row) };
        self.named.insert(index);
        let Some(service) = self.service_of(index, row.service()) else { return };
        if self.is_skipped(&service, Some(index)) || row.resource == SKIP {
            return self.meets(&service, index, Fate::Skipped);
        }
        self.meets(&service, index, Fate::Unmapped);
        self.mapped.services.entry(service.clone()).or_default().operations.insert(index);
        if row.resource.is_empty() || row.method.is_empty() {
            return self.incomplete(row, "has no resource or no method; its operation is not mapped");
        }
        let verbs = self.verbs_of(row);
        self.add_method(service, row, index, verbs);
    }

    /// Returns the index of the operation that a row names.
    pub fn operation_of(&self, row: &Row) -> Option<usize> {
        let by_path = self.by_path.get(&(row.path.as_str(), row.verb.as_str()));
        by_path.or_else(|| self.by_id.get(row.operation_id.as_str())).copied()
    }

    fn stale(&mut self, row: &Row) {
        if row.operation_id.is_empty() && (row.path.is_empty() || row.verb.is_empty()) {
            let message = "the row names no operation: it has no path and HTTP verb, and no operationId";
            return self.report(
                &MAPPING_ROW_INCOMPLETE,
                row,
                message.to_owned(),
                "fill `path` and `verb`, or remove the row",
            );
        }
        let message =
            format!("the spec has no operation `{}`", operation_name(&row.verb, &row.path, &row.operation_id));
        let help =
            format!("run `provgen map {}`, which finds operations that moved; else remove the row", self.target());
        self.report(&MAPPING_ROW_STALE, row, message, &help);
    }

    fn incomplete(&mut self, row: &Row, what: &str) {
        let message = format!("the row of `{}` {what}", operation_name(&row.verb, &row.path, &row.operation_id));
        let help = format!(
            "fill the cells, or run `provgen map {}`; to leave it out, write `skip_this_resource` as the resource",
            self.target()
        );
        self.report(&MAPPING_ROW_INCOMPLETE, row, message, &help);
    }

    /// Returns how a command names the provider.
    fn target(&self) -> String {
        target(&self.config.path)
    }

    fn report(&mut self, rule: &'static Rule, row: &Row, message: String, help: &str) {
        self.findings.push(Finding::new(rule, Site::Mapping(row.mark), message, help));
    }

    /// Returns the verb of a method, and those under which it is listed besides.
    fn verbs_of(&mut self, row: &Row) -> (SqlVerb, Vec<SqlVerb>) {
        if row.sql_verb.is_empty() {
            self.incomplete(row, "has no SQL verb; only EXEC can call its method");
            return (SqlVerb::Exec, Vec::new());
        }
        let mut verbs: Vec<SqlVerb> = Vec::new();
        for name in row.sql_verb.split('|').map(str::trim) {
            match SqlVerb::parse(name) {
                Some(verb) if verbs.contains(&verb) => {}
                Some(verb) => verbs.push(verb),
                None => self.unknown_verb(row, name),
            }
        }
        match verbs.split_first() {
            Some((verb, also)) => (*verb, also.to_vec()),
            None => (SqlVerb::Exec, Vec::new()),
        }
    }

    fn unknown_verb(&mut self, row: &Row, name: &str) {
        let known = SqlVerb::LISTED.into_iter().chain([SqlVerb::Exec]).map(|verb| verb.name().to_owned());
        let help = match closest(name, &known.collect::<Vec<_>>()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "use select, insert, update, replace, delete or exec".to_owned(),
        };
        let message = format!("the method `{}` has the unknown SQL verb `{name}`", row.method);
        self.report(&MAPPING_VERB_UNKNOWN, row, message, &help);
    }

    fn add_method(&mut self, service: String, row: &Row, operation: usize, (verb, also): (SqlVerb, Vec<SqlVerb>)) {
        self.findings.extend(identifier(&row.method, "method", Site::Mapping(row.mark)));
        let key = (service.clone(), row.resource.clone(), row.method.clone());
        if let Some(first) = self.methods.get(&key) {
            let message = format!(
                "`{service}.{}` has the method `{}` twice, first on line {}",
                row.resource,
                row.method,
                first.line()
            );
            return self.report(&METHOD_DUPLICATE, row, message, "rename one of the two");
        }
        self.methods.insert(key, row.mark);
        self.meets(&service, operation, if row.is_guessed() { Fate::Guessed } else { Fate::Mapped });
        let object_key = Some(row.object_key.clone()).filter(|key| !key.is_empty());
        let method = MappedMethod {
            answer: None,
            request_transform: None,
            push_down: None,
            name: row.method.clone(),
            verb,
            also,
            object_key,
            transform: None,
            has_default_body_names: false,
            given: Vec::new(),
            operation,
            mark: row.mark,
        };
        self.mapped
            .services
            .entry(service)
            .or_default()
            .resources
            .entry(row.resource.clone())
            .or_default()
            .push(method);
    }

    /// Adds the service that the document is, unless it is skipped.
    fn keep_service(&mut self) {
        let Some(service) = self.file.map(|name| self.renamed(name)) else { return };
        if !self.is_skipped(&service, None) {
            self.mapped.services.entry(service).or_default();
        }
    }

    fn meets(&mut self, service: &str, operation: usize, fate: Fate) {
        let known = self.mapped.fates.entry((service.to_owned(), operation)).or_insert(fate);
        *known = fate.max(*known);
    }

    /// Whether a service or one of its operations is left out.
    fn is_skipped(&mut self, service: &str, operation: Option<usize>) -> bool {
        let operation = operation.and_then(|index| self.operations.get(index));
        let skips: Vec<_> = self.rules.skips(service, operation).collect();
        self.mapped.used.extend(skips.iter().map(|index| ("skip", index.to_string())));
        !skips.is_empty()
    }

    /// Notes which rules place operations, and which new names are for their services, if their rows let them or not.
    fn use_rules(&mut self) {
        let placed = self.operations.iter().filter_map(|operation| self.rules.place(operation));
        self.mapped.used.extend(placed.map(|(index, _)| ("paths", index.to_string())));
        if self.file.is_some() || self.config.config.services.rename.is_empty() {
            return;
        }
        let derived: BTreeSet<String> =
            (0..self.operations.len()).filter_map(|index| self.derived_service(index)).collect();
        let renamed = derived.iter().filter_map(|service| self.rules.rename(service));
        self.mapped.used.extend(renamed.map(|(name, _)| ("rename", name.to_owned())));
    }

    /// Returns the service of an operation after renaming.
    fn service_of(&mut self, index: usize, named: Option<&str>) -> Option<String> {
        let named = self.file.or(named).map(str::to_owned).or_else(|| self.derived_service(index))?;
        let entry = self.rules.rename(&named);
        self.mapped.used.extend(entry.map(|(name, _)| ("rename", name.to_owned())));
        Some(self.renamed(&named))
    }

    /// Returns the service of an operation, unless it is skipped.
    pub fn kept_service(&mut self, index: usize, named: Option<&str>) -> Option<String> {
        self.service_of(index, named).filter(|service| !self.is_skipped(service, Some(index)))
    }

    /// Returns the name of a service after renaming.
    pub fn renamed(&self, name: &str) -> String {
        self.rules.rename(name).map_or_else(|| name.to_owned(), |(_, new)| new_name(new))
    }

    /// Returns the service that the configuration derives for an operation, before renaming.
    pub fn derived_service(&self, index: usize) -> Option<String> {
        self.operations.get(index).map(|operation| self.derived_service_of(operation))
    }

    /// Returns the service that the configuration would derive for an operation, before renaming.
    pub fn derived_service_of(&self, operation: &Operation) -> String {
        let placed = self.rules.place(operation).map(|(_, service)| service.to_owned());
        placed.unwrap_or_else(|| service_of(operation, &self.config.config.services))
    }

    /// Whether a rule of the configuration places an operation by its path.
    pub fn is_placed(&self, operation: &Operation) -> bool {
        self.rules.place(operation).is_some()
    }

    /// What names the service of an operation that no row names.
    pub fn by(&self) -> By {
        self.config.config.services.by
    }

    /// Adds unmapped operations, which are also part of their service's document.
    fn place_unnamed(&mut self) {
        let help = format!(
            "run `provgen map {}` for a row; to leave it out on purpose, write `skip_this_resource` as the resource",
            self.target()
        );
        for (index, operation) in self.operations.iter().enumerate() {
            if self.named.contains(&index) {
                continue;
            }
            let Some(service) = self.service_of(index, None) else { continue };
            if self.is_skipped(&service, Some(index)) {
                self.meets(&service, index, Fate::Skipped);
                continue;
            }
            self.meets(&service, index, Fate::Unmapped);
            self.mapped.services.entry(service).or_default().operations.insert(index);
            let id = operation.node.text("operationId").unwrap_or_default();
            let message = format!(
                "no row of the mapping names the operation `{}`",
                operation_name(operation.verb, &operation.path, id)
            );
            self.findings.push(Finding::new(&OPERATION_UNMAPPED, Site::Spec(operation.node.mark), message, &help));
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
