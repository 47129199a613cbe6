//! `EXEC`.

use std::rc::Rc;

use super::arguments::{Argument, Arguments};
use super::method::Method;
use super::query::list::{Item, plain_column};
use super::query::table;
use super::relation;
use super::request::build::Payload;
use super::run::{Call, Run, Target};
use super::schema::Schema;
use super::session::Printed;
use super::statement::ast::{Exec, Expr, Kind, Literal};
use super::stop::{Step, crash, fail};
use super::store::Reading;
use super::value::Value;
use crate::engine::Release;

/// How deep a body may be.
const MAX_DEPTH: usize = 100;

impl<'d> Run<'_, 'd> {
    /// Runs an `EXEC`.
    pub fn exec(&mut self, exec: &Exec) -> Step<Printed> {
        let (found, name) = self.world.find_method(&exec.method)?;
        self.world.touch_quietly(&found)?;
        let Some(method) = found.resource.methods.get(name).map(Rc::clone) else {
            return fail(format!("could not find method for key '{name}'"));
        };
        let arguments = self.exec_arguments(exec, &method)?;
        if method.request.is_some() && method.body_schema().is_none() {
            return fail(format!("no request body for operation =  {}", method.name));
        }
        let payload = match &exec.payload {
            Some(payload) => Some(self.payload(payload, &method)?),
            None => None,
        };
        super::service::formulate(&method)?;
        self.client.check_auth()?;
        self.check_requests(&Call {
            found: &found,
            method: &method,
            arguments: std::slice::from_ref(&arguments),
            payload: payload.as_ref(),
            intent: None,
            target: None,
            is_mutation: true,
        })?;
        let target = if method.answer_schema().is_none() { None } else { Some(self.exec_target(&found, &method)?) };
        if exec.shows_results && target.is_none() {
            return crash("execution.(*monoValentExecution).GetExecutor.func1");
        }
        self.call(&Call {
            found: &found,
            method: &method,
            arguments: &[arguments],
            payload: payload.as_ref(),
            intent: None,
            target: target.as_ref().map(|(target, _)| target),
            is_mutation: !exec.shows_results,
        })?;
        match target {
            Some((target, items)) if exec.shows_results => self.shown(&target, &items, None),
            _ => Ok(Printed::default()),
        }
    }

    fn exec_arguments(&self, exec: &Exec, method: &Method<'d>) -> Step<Arguments> {
        let mut arguments = Arguments::new();
        for (name, expr) in &exec.parameters {
            let Expr::Literal(literal) = expr else {
                return fail("disallowed expression cannot be used for RHS of EXEC parameter");
            };
            if let Some(param) = method.any_param(name)? {
                check_kind(name, param.kind(), literal)?;
            }
            arguments.insert(name.clone(), Argument::text(literal.text.clone()));
        }
        for name in method.required()?.into_keys() {
            if !arguments.contains_key(&name) {
                return fail(format!("required param not supplied for exec: {name}"));
            }
        }
        Ok(arguments)
    }

    fn payload(&self, expr: &Expr, method: &Method<'d>) -> Step<Payload> {
        let Expr::Literal(literal) = expr else { return fail("payload map of this type not allowed") };
        let media_type = method.request.as_ref().map_or("", |request| request.media_type);
        if !matches!(media_type, "" | "json" | "application/json") {
            return fail("payload map of declared type not allowed");
        }
        let payload = match Value::parse(&literal.text) {
            Some(Value::Object(payload)) => payload,
            Some(Value::Null) => Payload::new(),
            _ => return fail("cannot unmarshal payload"),
        };
        match method.body_schema() {
            Some(schema) => check_payload(schema, &payload, 0, self.world.settings.release)?,
            None if self.world.settings.release < Release::AnySdk055 => {
                return crash("formulation.(*wrappedSchema).GetProperties");
            }
            None => return fail("method takes no body"),
        }
        Ok(payload)
    }

    /// Makes the table for what a method answers; the engine crashes over a name that the answer does not have.
    fn exec_target(
        &mut self,
        found: &super::world::Found<'d>,
        method: &super::service::MethodRef<'d>,
    ) -> Step<(Target<'d>, Vec<(Item, Reading)>)> {
        let row = table::row(method)?;
        if !matches!(row.columns("")?, Some(columns) if !columns.is_empty()) {
            return fail("analyzeUnarySelection(): schema unsuitable for select query");
        }
        let Some((schema, _)) = method.answer_schema() else { return fail("no response") };
        if schema.kind() == "string" {
            return fail(format!("no schema found for method {}", method.name));
        }
        let columns = relation::columns(&found.resource, method)?;
        let mut items = Vec::new();
        for column in &columns {
            let reading = match schema.find(&column.name)? {
                Some(found) => Reading::of(found.kind()),
                None if self.world.settings.release < Release::AnySdk055 => {
                    return crash("formulation.(*wrappedSchema).GetType");
                }
                None => Reading::Text,
            };
            items.push((plain_column(&column.name), reading));
        }
        items.sort_by(|(a, _), (b, _)| a.header.cmp(&b.header));
        let (table, columns) = table::create(self.store, self.world, found, method, &row)?;
        Ok((Target { table, id: self.world.next_id(), columns }, items))
    }
}

/// Refuses a literal that is not of the type of its parameter.
fn check_kind(name: &str, kind: &str, literal: &Literal) -> Step<()> {
    let (is_right, written) = match literal.kind {
        Kind::Text => (matches!(kind, "string" | "object" | "array"), "StrVal"),
        Kind::Int => (matches!(kind, "int" | "int32" | "int64"), "IntVal"),
        Kind::Float => (matches!(kind, "float" | "float32" | "float64"), "FloatVal"),
        Kind::HexNumber => (matches!(kind, "int" | "int32" | "int64"), "HexNum"),
        _ => (false, "HexVal"),
    };
    if is_right { Ok(()) } else { fail(format!("SHOW key = '{name}' does NOT match SQL type '{written}'")) }
}

fn check_payload(schema: &Schema<'_>, payload: &Payload, depth: usize, release: Release) -> Step<()> {
    if depth > MAX_DEPTH {
        return fail("payload is nested too deep");
    }
    let properties = schema.all_properties()?;
    let is_required = |name: &&String| schema.required.contains(&name.as_str());
    let mut missing: Vec<&String> = properties.keys().filter(is_required).collect();
    for (key, value) in payload {
        let Some(property) = schema.property(key)? else {
            return fail(format!("schema does not possess payload key '{key}'"));
        };
        let kind = property.kind();
        let is_right = match value {
            Value::Object(inner) => {
                check_payload(&property, inner, depth + 1, release)?;
                true
            }
            Value::List(items) => {
                check_items(schema, key, items, depth, release)?;
                true
            }
            Value::Text(_) => kind == "string",
            Value::Bool(_) => matches!(property.own_kind(), "bool" | "boolean"),
            Value::Float(_) | Value::Int(_) => {
                matches!(property.own_kind(), "float" | "float64")
                    || release >= Release::AnySdk055 && matches!(kind, "number" | "integer")
            }
            Value::Null => false,
        };
        if !is_right {
            return fail(format!("key '{key}' is of another type"));
        }
        missing.retain(|name| *name != key);
    }
    if missing.is_empty() { Ok(()) } else { fail("required elements not included in suplied object") }
}

fn check_items(schema: &Schema<'_>, key: &str, items: &[Value], depth: usize, release: Release) -> Step<()> {
    let Some(property) = schema.own_properties().into_iter().find(|(name, _)| name == key).map(|(_, it)| it) else {
        return fail(format!("property schema not present for key '{key}'"));
    };
    let Some(below) = property.own_items() else { return crash("anysdk.(*standardSchema).GetItemsSchema") };
    match items.first() {
        None | Some(Value::Null) => Ok(()),
        Some(Value::Object(first)) => check_payload(&below, first, depth + 1, release),
        Some(Value::Text(_)) if below.kind() == "string" => Ok(()),
        Some(_) => fail(format!("array at key '{key}' does not contain recognisable type")),
    }
}
