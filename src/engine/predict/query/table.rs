//! A table of a query: the method that gives its rows, or a query in its place.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::given::{Given, names};
use crate::engine::Release;
use crate::engine::casing;
use crate::engine::media_type as media;
use crate::engine::predict::relation;
use crate::engine::predict::schema::{Column, Schema, last_part};
use crate::engine::predict::service::MethodRef;
use crate::engine::predict::stop::{Step, Stop, fail};
use crate::engine::predict::store::{Store, column_type};
use crate::engine::predict::world::{Found, World};

/// The rows of a method.
pub struct Table<'d> {
    /// The name that columns are qualified with; empty if there is none.
    pub alias: String,
    /// The name as it was written.
    pub name: String,
    /// Where the method is.
    pub found: Found<'d>,
    /// The method.
    pub method: MethodRef<'d>,
    /// The schema of rows.
    pub row: Schema<'d>,
    /// The names that the method takes of what is given.
    pub taken: BTreeSet<String>,
    /// Whether joins give some of them.
    pub takes_joins: bool,
    /// The columns of its table.
    pub columns: Rc<Vec<Column<'d>>>,
    /// The name of its table.
    pub store_name: String,
    /// The number of its rows.
    pub id: i64,
}

/// Chooses the method for a table of what is given.
pub fn choose<'d>(found: &Found<'d>, given: &[&Given]) -> Step<(MethodRef<'d>, BTreeSet<String>, bool)> {
    let plain: Vec<&Given> = given.iter().copied().filter(|given| !given.is_join).collect();
    for (set, takes_joins) in [(plain.as_slice(), false), (given, true)] {
        let given = names(set);
        if let Some((method, mut rest)) = found.resource.choose("select", &given)? {
            let servers = relation::server_variables(&method);
            rest.retain(|name| !servers.contains(&name.as_str()));
            let taken = given.difference(&rest).cloned().collect();
            return Ok((method, taken, takes_joins));
        }
    }
    fail(format!("cannot find matching operation: no appropriate method for resource = '{}'", found.resource_key))
}

/// Returns the parameter that a name of a statement means for a method.
pub fn wire_name(method: &MethodRef<'_>, taken: &BTreeSet<String>, name: &str) -> Option<String> {
    if taken.contains(name) {
        return Some(name.to_owned());
    }
    if method.native_casing().is_empty() {
        return None;
    }
    let params = method.all_params().ok()?;
    params.into_keys().find(|wire| casing::to_snake(wire) == name)
}

/// Returns the row of a method that can be selected from.
pub fn row<'d>(method: &MethodRef<'d>) -> Step<Schema<'d>> {
    let Some((schema, media_type)) = method.answer_schema() else {
        return fail(format!("no response body for operation =  {}", method.name));
    };
    let key = if method.row_key().is_empty() { "items" } else { method.row_key() };
    match schema.row(key, media_type) {
        Err(Stop::Error(_)) => fail("schema unsuitable for select query"),
        other => other,
    }
}

/// Makes the table that rows of a method go to.
pub fn create<'d>(
    store: &Store,
    world: &World<'d>,
    found: &Found<'d>,
    method: &MethodRef<'d>,
    row: &Schema<'d>,
) -> Step<(String, Rc<Vec<Column<'d>>>)> {
    let columns = Rc::new(relation::columns(&found.resource, method)?);
    let selection = row.items.as_ref().map_or_else(|| row.name(), |items| last_part(items.path));
    let suffix = if selection.is_empty() { String::new() } else { format!(".{selection}") };
    let provider = world.provider_name();
    let name = format!("{provider}.{}.{}{suffix}.generation_1", found.service_key, found.resource_key);
    let typed: Vec<(String, &'static str)> = columns.iter().map(typed).collect();
    match store.create(&name, &typed) {
        Ok(()) => Ok((name, columns)),
        Err(message) => fail(format!("aborting DDL run: {message}")),
    }
}

fn typed(column: &Column<'_>) -> (String, &'static str) {
    let kind = column.schema.as_ref().map_or("", Schema::kind);
    (column.name.clone(), column_type(kind))
}

impl<'d> Table<'d> {
    /// Whether a name of a column belongs to the table.
    pub fn owns(&self, table: &str) -> bool {
        table.is_empty() || table == self.alias || table == self.name
    }

    /// Returns the names that conditions may use, beside those of parameters, and those that the server takes.
    pub fn symbols(&self) -> Step<(BTreeSet<String>, BTreeSet<String>)> {
        let servers: BTreeSet<String> = self.method.server_params().into_keys().collect();
        let row = self.method.row_schema()?;
        let mut columns: BTreeSet<String> = row.all_properties()?.into_keys().collect();
        if columns.is_empty() {
            columns.insert(crate::engine::predict::schema::ANONYMOUS.to_owned());
        }
        if let Some(tabulated) = row.columns("")? {
            columns.extend(tabulated.into_iter().map(|column| column.name));
        }
        Ok((columns, servers))
    }

    /// Returns the names that `*` stands for.
    pub fn star(&self) -> Step<Vec<String>> {
        let row = match self.method.row_schema() {
            Err(Stop::Error(_)) => return fail("schema unsuitable for select query"),
            other => other?,
        };
        let mut names = row.column_names(last_part(self.method.row_key()))?;
        let media_type = self.method.answer_schema().map_or("", |(_, media_type)| media_type);
        if matches!(media_type, media::XML | "text/xml") {
            let xml = row.xml_names()?;
            names = names.into_iter().map(|name| xml.get(&name).cloned().unwrap_or(name)).collect();
        }
        let source = &self.method.source;
        if source.has_snake_aliases && source.release >= Release::AnySdk055 {
            names = names.iter().map(|name| casing::to_snake(name)).collect();
        }
        for name in relation::server_variables(&self.method) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }
}
