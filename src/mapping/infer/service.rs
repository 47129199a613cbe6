//! Chooses the service of a new row: the one that the configuration derives, in the spelling of existing rows, or the
//! one that rows of the same resource name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::mapping::check::MAX_NAME;
use crate::mapping::mapper::Mapper;
use crate::mapping::names::is_reserved;
use crate::mapping::table::SKIP;
use crate::normalise::Operation;
use crate::sql::is_identifier;

use super::fact::Fact;
use super::hint::Hints;
use super::known::Known;
use super::operation_id::OperationId;
use super::path::{self, Target, Things};
use super::version;
use super::words;

/// Returns the facts about operations that are neither skipped nor left out, by index.
pub fn facts<'a>(mapper: &mut Mapper<'a>, known: &[Known]) -> BTreeMap<usize, Fact<'a>> {
    let things = Things::new(mapper.operations);
    let left_out: BTreeSet<usize> =
        known.iter().filter(|known| known.row.resource == SKIP).filter_map(|known| known.operation).collect();
    let (mut targets, mut saids) = (BTreeMap::new(), BTreeMap::new());
    for (index, operation) in mapper.operations.iter().enumerate().filter(|(index, _)| !left_out.contains(index)) {
        let id = operation.node.text("operationId").unwrap_or_default();
        let said = OperationId::read(id, operation.verb, &operation.path);
        targets.insert(index, target(operation, &said, &things));
        saids.insert(index, said);
    }
    version::keep_apart(mapper.operations, &mut targets);
    let services = Services::new(known, &targets);
    let fact = |(index, said): (usize, OperationId)| {
        let (operation, target) = (mapper.operations.get(index)?, targets.get(&index)?.clone());
        let (service, filename, is_service_derived) = services.of(index, &target, mapper)?;
        let id = operation.node.text("operationId").unwrap_or_default();
        let hints = Hints::of(&operation.node);
        Some((index, Fact { operation, id, service, filename, is_service_derived, target, said, hints }))
    };
    saids.into_iter().filter_map(fact).collect()
}

/// APIs with a single path name the resource in the operationId.
fn target(operation: &Operation, said: &OperationId, things: &Things) -> Target {
    let mut target = path::target(&operation.path, operation.verb, said, things);
    if target.key.is_empty() {
        let noun = said.noun().join("_");
        target.key.extend((!noun.is_empty()).then(|| words::singular_name(&noun)));
    }
    target
}

struct Services<'a> {
    of_operation: HashMap<usize, &'a Known<'a>>,
    of_thing: HashMap<&'a [String], BTreeSet<&'a str>>,
    by_name: HashMap<String, &'a Known<'a>>,
}

impl<'a> Services<'a> {
    fn new(known: &'a [Known], targets: &'a BTreeMap<usize, Target>) -> Self {
        let mut services = Services { of_operation: HashMap::new(), of_thing: HashMap::new(), by_name: HashMap::new() };
        for known in known {
            let Some(service) = known.service.as_deref() else { continue };
            if !known.row.filename.is_empty() {
                services.by_name.entry(service.to_lowercase()).or_insert(known);
            }
            let Some(index) = known.operation else { continue };
            services.of_operation.entry(index).or_insert(known);
            if let Some(target) = targets.get(&index) {
                services.of_thing.entry(&target.key).or_default().insert(service);
            }
        }
        services
    }

    /// Returns the service of an operation, the cell that names it, and whether the configuration derives it.
    fn of(&self, index: usize, target: &Target, mapper: &mut Mapper) -> Option<(String, String, bool)> {
        let derived = mapper.kept_service(index, None)?;
        if let Some(known) = self.of_operation.get(&index) {
            // The operation's own row shows that its service is skipped.
            let service = known.service.clone()?;
            let is_derived = service == derived;
            if !known.row.filename.is_empty() || mapper.file.is_some() || sound(&service) == service {
                return Some((service, known.row.filename.clone(), is_derived));
            }
            return named_soundly(index, &service, mapper);
        }
        let name = mapper.file.map(str::to_owned).or_else(|| mapper.derived_service(index))?;
        let wanted = self.of_siblings(target, &derived).unwrap_or(&derived);
        if let Some(known) = self.by_name.get(&wanted.to_lowercase()) {
            let service = known.service.clone()?;
            let is_derived = service == derived;
            return Some((service, known.row.filename.clone(), is_derived));
        }
        if mapper.file.is_some() || sound(&derived) == derived {
            // Two documents may have the same operation. The new name would be renamed again if it is an old one, too.
            let is_final = mapper.file.is_none() && mapper.renamed(&derived) == derived;
            let cell = if is_final { &derived } else { &name };
            let cell = format!("{cell}.yaml");
            return Some((derived, cell, mapper.file.is_none()));
        }
        named_soundly(index, &derived, mapper)
    }

    /// Returns the only service in which rows name the same resource, unless the derived service has it too.
    fn of_siblings(&self, target: &Target, derived: &str) -> Option<&'a str> {
        let services = self.of_thing.get(target.key.as_slice())?;
        let mut others = services.iter();
        match (others.next(), others.next()) {
            (Some(only), None) if *only != derived => Some(only),
            _ => None,
        }
    }
}

fn named_soundly(index: usize, service: &str, mapper: &mut Mapper) -> Option<(String, String, bool)> {
    let name = sound(service);
    Some((mapper.kept_service(index, Some(&name))?, format!("{name}.yaml"), false))
}

/// Turns a text into a name that is valid in SQL and on file systems.
fn sound(service: &str) -> String {
    let mut name: String = service.chars().take(MAX_NAME / 2).collect();
    if is_reserved(&name) {
        name.push('_');
    }
    if !is_identifier(&name) {
        name.insert(0, '_');
    }
    if is_identifier(service) && !is_reserved(service) && service.len() <= MAX_NAME { service.to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_get_names_that_sql_takes() {
        let cases = [("users", "users"), ("2fa", "_2fa"), ("con", "con_"), ("_well_known", "_well_known")];
        for (service, expected) in cases {
            assert_eq!(sound(service), expected);
        }
        assert_eq!(sound(&"x".repeat(MAX_NAME + 1)).len(), MAX_NAME / 2);
    }
}
