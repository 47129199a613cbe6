//! Checks examples: they parse, their names exist, required keys are given, and the engine chooses the intended method.

use serde_json::Value as Json;

use crate::engine::{BRACES, without_template};
use crate::model::{BodyAttribute, Method, Provider, Resource, wanted};
use crate::place::Mark;
use crate::sql::SqlVerb;
use crate::sql::statement::{Fault, Name, Reading, Table};
use crate::text::closest;

use super::example::Example;

/// A problem of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A message without a full stop.
    pub message: String,
    /// How to fix it.
    pub help: String,
    /// Line and column in the statement.
    pub mark: Mark,
}

/// The problems of an example.
pub fn check(provider: &Provider, example: &Example) -> Vec<Problem> {
    let (meaning, mut problems) = meaning(provider, &example.sql);
    let chosen = meaning.and_then(|meaning| meaning.calls.first().and_then(|call| call.method));
    if let Some(method) = chosen.filter(|method| method.name != example.method) {
        let message = format!("it is for the method `{}`, but the engine chooses `{}`", example.method, method.name);
        problems.push(Problem { message, help: String::new(), mark: Mark::default() });
    }
    problems
}

/// The meaning of a statement.
#[derive(Clone, Debug)]
pub struct Meaning<'a> {
    pub verb: SqlVerb,
    /// The use of each table that is a resource of the provider.
    pub calls: Vec<Call<'a>>,
}

/// The use of a table.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub resource: &'a Resource,
    /// The method that the engine chooses; `None` for a view.
    pub method: Option<&'a Method>,
}

/// The meaning of a statement, and its problems.
pub fn meaning<'a>(provider: &'a Provider, sql: &str) -> (Option<Meaning<'a>>, Vec<Problem>) {
    let Some(sql) = without_template(sql) else {
        let message = "StackQL reads `{{` in a statement as a template".to_owned();
        return (None, vec![Problem { message, help: format!("write `{BRACES}` for it"), mark: Mark::default() }]);
    };
    let reading = match Reading::of(&sql) {
        Ok(reading) => reading,
        Err(Fault { message, mark }) => {
            return (None, vec![Problem { message, help: "correct the statement".to_owned(), mark }]);
        }
    };
    let mut checker = Checker { provider, reading: &reading, problems: Vec::new() };
    checker.quotes();
    let meaning = if reading.verb == SqlVerb::Exec { checker.exec() } else { checker.statement() };
    (meaning, checker.problems)
}

struct Checker<'a, 'r> {
    provider: &'a Provider,
    reading: &'r Reading,
    problems: Vec<Problem>,
}

enum Target<'a> {
    Resource(&'a Resource),
    /// From another provider, a function, or defined in the statement.
    Foreign,
}

impl<'a> Checker<'a, '_> {
    fn report(&mut self, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem { message: message.into(), help: help.into(), mark });
    }

    fn quotes(&mut self) {
        let reading = self.reading;
        let in_tables = reading.tables.iter().flat_map(|table| &table.path);
        for name in in_tables.chain(&reading.columns).chain(&reading.given).filter(|name| name.lacks_quotes) {
            let message = format!("the engine does not accept `{}` as a name", name.text);
            self.report(name.mark, message, format!("write \"{}\", with double quotes", name.text));
        }
    }

    fn statement(&mut self) -> Option<Meaning<'a>> {
        let reading = self.reading;
        if reading.tables.is_empty() {
            self.report(Mark::default(), "the statement names no table", "write `provider.service.resource`");
        }
        let mut calls = Vec::new();
        let mut is_open = false;
        for table in &reading.tables {
            match self.target(table)? {
                Target::Foreign => is_open = true,
                Target::Resource(resource) => {
                    is_open |= resource.view.is_some();
                    calls.push(Call { resource, method: self.method(resource, table) });
                }
            }
        }
        let methods: Vec<&Method> = calls.iter().filter_map(|call| call.method).collect();
        if !is_open && methods.len() == calls.len() {
            self.names(&methods);
        }
        Some(Meaning { verb: reading.verb, calls })
    }

    /// Resolves a table name.
    fn target(&mut self, table: &Table) -> Option<Target<'a>> {
        let own = match table.path.as_slice() {
            [provider, service, resource] if provider.text == self.provider.name => [service, resource],
            [_, _, _] | [_, _, _, _] => return Some(Target::Foreign),
            [name] if table.is_function || self.reading.made.contains(&name.text) => return Some(Target::Foreign),
            path => {
                let mark = path.first().map(|name| name.mark).unwrap_or_default();
                self.report(mark, "a table name has the form `provider.service.resource`", "write its full name");
                return None;
            }
        };
        self.resource(own).map(Target::Resource)
    }

    fn resource(&mut self, [service, resource]: [&Name; 2]) -> Option<&'a Resource> {
        let provider = self.provider;
        let Some(of_service) = provider.services.iter().find(|it| it.name == service.text) else {
            let known = provider.services.iter().map(|it| it.name.as_str());
            self.unknown(service, "unknown service", known);
            return None;
        };
        let found = of_service.resources.iter().find(|it| it.name == resource.text);
        if found.is_none() {
            let known = of_service.resources.iter().map(|it| it.name.as_str());
            self.unknown(resource, &format!("the service `{}` has no resource", of_service.name), known);
        }
        found
    }

    fn unknown<'n>(&mut self, name: &Name, what: &str, known: impl Iterator<Item = &'n str>) {
        let mut known: Vec<String> = known.map(str::to_owned).collect();
        known.sort();
        known.dedup();
        let help = match closest(&name.text, &known) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("use one that exists: {}", known.join(", ")),
        };
        self.report(name.mark, format!("{what} `{}`", name.text), help);
    }

    fn method(&mut self, resource: &'a Resource, table: &Table) -> Option<&'a Method> {
        let verb = self.reading.verb;
        let chosen = resource.chosen(verb, self.reading.given_to(table));
        if chosen.is_none() && (resource.view.is_none() || verb != SqlVerb::Select) {
            let verb_name = verb.name().to_uppercase();
            let mark = table.path.first().map(|it| it.mark);
            let methods = resource.methods_of(verb);
            let wants = methods.iter().map(|method| format!("`{}` wants {}", method.name, wanted(method)));
            let wants: Vec<String> = wants.collect();
            let (message, help) = match wants.is_empty() {
                true => (format!("`{}` has no method for {verb_name}", resource.id), "use another verb".to_owned()),
                false => {
                    (format!("{verb_name} does not give a required parameter of `{}`", resource.id), wants.join("; "))
                }
            };
            self.report(mark.unwrap_or_default(), message, help);
        }
        if let Some(method) = chosen {
            self.server_variables(method);
        }
        chosen
    }

    /// Reports a server variable without value and default: the engine would have no server URL.
    fn server_variables(&mut self, method: &Method) {
        let is_missing = |name: &str| !self.reading.given.iter().any(|given| given.text == name);
        let missing = method.server_variables.iter().find(|it| it.default.is_empty() && is_missing(&it.name));
        if let Some(variable) = missing {
            let message = format!("the server variable `{}` has no default", variable.name);
            self.report(Mark::default(), message, "give it a value");
        }
    }

    /// Reports unknown names.
    fn names(&mut self, methods: &[&Method]) {
        let reading = self.reading;
        let columns: Vec<&str> = match reading.verb {
            SqlVerb::Select => methods.iter().flat_map(|method| columns(method)).collect(),
            _ => Vec::new(),
        };
        let inputs: Vec<String> = methods.iter().flat_map(|method| inputs(method)).collect();
        let is_made = |name: &Name| reading.made.contains(&name.text);
        let is_column = |name: &Name| columns.contains(&name.text.as_str());
        for name in reading.columns.iter().filter(|name| !is_made(name) && !is_column(name)) {
            self.unknown(name, "unknown column", columns.iter().copied());
        }
        let is_input = |name: &Name| inputs.contains(&name.text);
        for name in reading.given.iter().filter(|name| !is_made(name) && !is_column(name) && !is_input(name)) {
            self.unknown(
                name,
                "unknown column or parameter",
                columns.iter().copied().chain(inputs.iter().map(String::as_str)),
            );
        }
    }

    fn exec(&mut self) -> Option<Meaning<'a>> {
        let path = self.reading.tables.first().map(|table| table.path.as_slice()).unwrap_or_default();
        let [provider, service, resource, method] = path else {
            self.report(Mark::default(), "EXEC names no method", "write `EXEC provider.service.resource.method`");
            return None;
        };
        if provider.text != self.provider.name {
            self.unknown(provider, "not the provider of this folder", [self.provider.name.as_str()].into_iter());
            return None;
        }
        let resource = self.resource([service, resource])?;
        let Some(found) = resource.methods.iter().find(|it| it.name == method.text) else {
            let known = resource.methods.iter().map(|it| it.name.as_str());
            self.unknown(method, &format!("`{}` has no method", resource.id), known);
            return None;
        };
        self.variables(found);
        self.server_variables(found);
        self.payload(found);
        Some(Meaning { verb: SqlVerb::Exec, calls: vec![Call { resource, method: Some(found) }] })
    }

    fn variables(&mut self, method: &Method) {
        let reading = self.reading;
        let known = inputs(method);
        for name in reading.given.iter().filter(|name| !known.contains(&name.text)) {
            self.unknown(name, &format!("`{}` has no parameter", method.name), known.iter().map(String::as_str));
        }
        let is_given = |name: &str| reading.given.iter().any(|given| given.text == name);
        for parameter in method.required_parameters().filter(|it| !is_given(&it.name)) {
            let message =
                format!("EXEC does not give the required parameter `{}` of `{}`", parameter.name, method.name);
            self.report(Mark::default(), message, format!("add `@{}='..'`", parameter.name));
        }
    }

    fn payload(&mut self, method: &Method) {
        let attributes = method.body_attributes();
        let Some((json, mark)) = &self.reading.json else {
            let is_given = |name: &str| self.reading.given.iter().any(|given| given.text == name);
            let is_missing = |attribute: &&BodyAttribute<'_>| attribute.required && !is_given(&attribute.name);
            if let Some(missing) = attributes.iter().find(is_missing) {
                let message = format!(
                    "EXEC does not give the required property `{}` of the body of `{}`",
                    missing.property, method.name
                );
                self.report(Mark::default(), message, "add `@@json='{..}'`");
            }
            return;
        };
        let body: Json = match serde_json::from_str(json) {
            Ok(body) => body,
            Err(error) => return self.report(*mark, format!("`@@json` is not valid JSON: {error}"), "correct it"),
        };
        let Some(body) = body.as_object().filter(|_| !attributes.is_empty()) else { return };
        for missing in attributes.iter().filter(|it| it.required && !body.contains_key(&**it.property)) {
            let message = format!("the body of `{}` lacks the required property `{}`", method.name, missing.property);
            self.report(*mark, message, "add it");
        }
        for extra in body.keys().filter(|key| !attributes.iter().any(|it| **it.property == ***key)) {
            let message = format!("the body of `{}` has no property `{extra}`", method.name);
            self.report(*mark, message, "remove it");
        }
    }
}

/// The columns of a SELECT: those of its rows, and required keys, which the engine adds.
fn columns(method: &Method) -> Vec<&str> {
    let fields = method.fields.iter().flatten().map(|field| field.name.as_str());
    let variables = method.server_variables.iter().map(|variable| variable.name.as_str());
    fields.chain(method.required_keys()).chain(variables).collect()
}

fn inputs(method: &Method) -> Vec<String> {
    let parameters = method.parameters.iter().map(|parameter| parameter.name.clone());
    let variables = method.server_variables.iter().map(|variable| variable.name.clone());
    let body = method.body_attributes().into_iter().map(|attribute| attribute.name);
    parameters.chain(variables).chain(body).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Style;
    use crate::pipeline::{Job, build};
    use crate::support::repository;

    #[test]
    fn an_example_means_the_method_that_the_engine_chooses() {
        let config = repository().join("tests/cases/examples/choice/provgen.yaml");
        let job = Job { config, spec: None, mapping: None, style: Some(Style::Guide) };
        let built = build(&job, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        let list = &built.examples.of("p.t.teams")[0];
        assert_eq!(check(&built.provider, list), []);
        let other = Example { method: "of_org".to_owned(), ..list.clone() };
        let problems = check(&built.provider, &other);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].message, "it is for the method `of_org`, but the engine chooses `list`");
        let sql = |text: &str| list.sql.replacen("SELECT", &format!("SELECT '{text}' AS x,"), 1);
        let found = |text: &str| check(&built.provider, &Example { sql: sql(text), ..list.clone() });
        assert_eq!(found("{{name}}")[0].message, "StackQL reads `{{` in a statement as a template");
        assert_eq!(found(BRACES), []);
    }
}
