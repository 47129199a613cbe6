//! `DESCRIBE` and `SHOW`.

use std::collections::BTreeSet;

use super::method::Method;
use super::query::view;
use super::run::Run;
use super::schema::Schema;
use super::service::{Resource, VERBS};
use super::session::Printed;
use super::shape;
use super::statement::ast::{Show, TableName};
use super::statement::parse;
use super::stop::{Step, Stop, crash, fail};
use super::world::Found;
use crate::engine::Release;
use crate::tree::{Node, Value};

/// The columns that come first.
const FIRST: [&str; 3] = ["id", "name", "description"];

type Row = Vec<Option<String>>;

/// The place of a name among the described.
fn rank(name: &str) -> usize {
    FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len())
}

fn table(columns: &[&str], rows: Vec<Row>) -> Printed {
    Printed { columns: Some(columns.iter().map(|name| (*name).to_owned()).collect()), rows }
}

fn row(values: &[&str]) -> Row {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

impl<'d> Run<'_, 'd> {
    /// Describes a resource.
    pub fn describe(&mut self, is_extended: bool, name: &TableName) -> Step<Printed> {
        let found = self.world.find(name)?;
        self.world.touch_quietly(&found)?;
        let headers: &[&str] = if is_extended { &["name", "type", "description"] } else { &["name", "type"] };
        if let Some(view) = view::views(&found).first() {
            if found.resource.node.text("id") != Some(name.text().as_str()) {
                return crash("tablemetadata.(*standardHeirarchyObjects).GetSelectableObjectSchema");
            }
            return self.describe_view(&found, view.ddl, headers);
        }
        let methods = found.resource.of_verb("select");
        let Some(method) = methods.first() else {
            return fail("SELECT not supported for this resource, use SHOW METHODS");
        };
        let schema = match method.row_schema() {
            Err(Stop::Error(message)) => return fail(format!("{message}: schema unsuitable for select query")),
            other => other?,
        };
        let mut fields: Vec<(String, Schema<'d>)> = schema.description_map()?.into_iter().collect();
        if fields.is_empty() {
            return Ok(table(&[], Vec::new()));
        }
        if method.source.has_snake_aliases && self.world.settings.release >= Release::AnySdk055 {
            for (name, _) in &mut fields {
                *name = crate::engine::casing::to_snake(name);
            }
        }
        fields.sort_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
        let described = |(name, schema): &(String, Schema<'d>)| {
            let mut values = vec![name.as_str(), schema.kind()];
            if is_extended {
                values.push(schema.description());
            }
            row(&values)
        };
        Ok(table(headers, fields.iter().map(described).collect()))
    }

    fn describe_view(&mut self, found: &Found<'d>, ddl: &str, headers: &[&str]) -> Step<Printed> {
        let query = match parse(ddl) {
            Ok(super::statement::ast::Statement::Query(query)) => query,
            Ok(_) => return fail("a view has to be a query"),
            Err(message) => return fail(message),
        };
        view::check(found, &query)?;
        let plan = self.plan(&query, &[])?;
        let described = |header: &String| {
            let mut values = vec![header.as_str(), "text"];
            values.resize(headers.len(), "");
            row(&values)
        };
        let mut names: Vec<String> = plan.items.iter().map(|(item, _)| item.header.clone()).collect();
        names.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
        Ok(table(headers, names.iter().map(described).collect()))
    }

    /// Describes a method.
    pub fn describe_method(&mut self, is_extended: bool, name: &TableName) -> Step<Printed> {
        let (found, method) = self.world.find_method(name)?;
        let Some(method) = found.resource.methods.get(method) else {
            return fail(format!("introspect: could not find method for key '{method}'"));
        };
        let rows = shape::fields(method)?;
        let headers: &[&str] = &["name", "type", "param_type", "shape", "description"];
        let headers = if is_extended { headers } else { headers.get(..4).unwrap_or_default() };
        if rows.is_empty() {
            return Ok(table(headers, Vec::new()));
        }
        let printed = |field: shape::Field| {
            let mut values = vec![field.name, field.kind, field.place.to_owned(), field.shape];
            if is_extended {
                values.push(field.description);
            }
            values.into_iter().map(Some).collect()
        };
        Ok(table(headers, rows.into_iter().map(printed).collect()))
    }

    /// Shows what there is.
    pub fn show(&mut self, show: &Show) -> Step<Printed> {
        match show.kind.as_str() {
            "METHODS" => self.show_methods(show),
            "RESOURCES" => self.show_resources(show),
            "SERVICES" => self.show_services(show),
            "PROVIDERS" => {
                let provider = self.world.provider();
                let text = |key| provider.text(key).unwrap_or_default();
                Ok(table(&["name", "version"], vec![row(&[text("name"), text("version")])]))
            }
            "INSERT" => self.show_insert(show),
            other => fail(format!("cannot foretell SHOW {other}")),
        }
    }

    fn show_methods(&mut self, show: &Show) -> Step<Printed> {
        let found = self.world.find(&show.table)?;
        self.world.touch(&found)?;
        let headers: &[&str] = &["MethodName", "RequiredParams", "SQLVerb", "description"];
        let headers = if show.is_extended { headers } else { headers.get(..3).unwrap_or_default() };
        let mut rows = Vec::new();
        if let Some(view) = view::views(&found).first() {
            let required: Vec<&str> = view.required.iter().map(String::as_str).collect();
            let mut values = vec!["__view__".to_owned(), required.join(", "), "SELECT".to_owned()];
            values.resize(headers.len(), String::new());
            rows.push(values.into_iter().map(Some).collect());
        }
        for method in ordered(&found.resource) {
            if !show.like.as_deref().is_none_or(|pattern| is_like(&method.name, pattern)) {
                continue;
            }
            let verb = found.resource.verb_of(&method.name).to_uppercase();
            let mut values = vec![method.name.clone(), required(method)?, verb];
            if show.is_extended {
                values.push(method.operation.text("description").unwrap_or_default().to_owned());
            }
            rows.push(values.into_iter().map(Some).collect());
        }
        if rows.is_empty() { Ok(table(&[], rows)) } else { Ok(table(headers, rows)) }
    }

    fn show_resources(&mut self, show: &Show) -> Step<Printed> {
        let [provider, service] = show.table.0.as_slice() else {
            return fail("no service designated from which to resolve resources");
        };
        self.world.check_provider(provider)?;
        let service = self.world.service(service)?;
        let named = |(_, resource): (&String, &std::rc::Rc<Resource<'d>>)| {
            let text = |key| resource.node.text(key).unwrap_or_default();
            let mut values = vec![text("name"), text("id")];
            if show.is_extended {
                values.push("");
            }
            let is_shown = show.like.as_deref().is_none_or(|pattern| is_like(text("name"), pattern));
            is_shown.then(|| row(&values))
        };
        let rows: Vec<Row> = service.resources.iter().filter_map(named).collect();
        let headers: &[&str] = if show.is_extended { &["name", "id", "description"] } else { &["name", "id"] };
        Ok(table(headers, rows))
    }

    fn show_services(&mut self, show: &Show) -> Step<Printed> {
        let [provider] = show.table.0.as_slice() else { return fail("no provider designated") };
        self.world.check_provider(provider)?;
        let keys = ["id", "name", "title", "description", "version", "preferred"];
        let keys = if show.is_extended { &keys[..] } else { keys.get(..3).unwrap_or_default() };
        let mut services: Vec<_> = self.world.provider().entries("providerServices").collect();
        services.sort_by(|a, b| a.0.cmp(b.0));
        let values = |(_, service): (&crate::tree::Text, &Node)| {
            let text = |key: &&str| match service.get(key).map(|node| &node.value) {
                Some(Value::String(text)) => text.to_string(),
                Some(Value::Bool(value)) => value.to_string(),
                _ if **key == *"preferred" => "false".to_owned(),
                _ => String::new(),
            };
            keys.iter().map(|key| Some(text(key))).collect()
        };
        Ok(table(keys, services.into_iter().map(values).collect()))
    }
}

/// The methods by verb, then by name.
fn ordered<'r, 'd>(resource: &'r Resource<'d>) -> Vec<&'r Method<'d>> {
    let mut methods: Vec<&Method<'d>> = resource.methods.values().map(AsRef::as_ref).collect();
    let rank = |method: &Method<'d>| {
        let verb = resource.verb_of(&method.name);
        VERBS.iter().position(|known| *known == verb).unwrap_or(VERBS.len())
    };
    methods.sort_by_key(|method| rank(method));
    methods
}

/// What a method demands, as it is shown.
fn required(method: &Method<'_>) -> Step<String> {
    let mut names: Vec<String> = method.required_outside().into_keys().collect();
    if let Some(schema) = method.body_schema() {
        let listed = method.request.as_ref().and_then(|request| request.node).map(|node| node.items("required"));
        let listed: BTreeSet<&str> = listed.unwrap_or_default().iter().filter_map(Node::as_str).collect();
        let mut of_body = Vec::new();
        for name in schema.all_properties()?.into_keys() {
            if schema.required.contains(&name.as_str()) || listed.contains(name.as_str()) {
                of_body.push(method.body_name(&name).unwrap_or(name));
            }
        }
        of_body.sort();
        names.extend(of_body);
    }
    names.extend(method.server_params().into_iter().filter(|(_, param)| param.is_required).map(|(name, _)| name));
    let source = &method.source;
    if source.has_snake_aliases && source.release >= Release::AnySdk055 && !method.native_casing().is_empty() {
        names = names.iter().map(|name| crate::engine::casing::to_snake(name)).collect();
    }
    Ok(names.join(", "))
}

/// Whether a name fits a pattern with `%` and `_`.
pub fn is_like(name: &str, pattern: &str) -> bool {
    let pattern = regex::escape(pattern).replace('%', ".*").replace('_', ".");
    regex::RegexBuilder::new(&format!("^{pattern}$"))
        .case_insensitive(true)
        .build()
        .is_ok_and(|pattern| pattern.is_match(name))
}
