//! `INSERT`, `UPDATE`, `REPLACE` and `DELETE`.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::arguments::{Argument, Arguments, typed};
use super::query::given::{self, Given};
use super::query::list::{Item, item, plain_column};
use super::query::table;
use super::relation;
use super::run::{Call, Run, Target};
use super::service::MethodRef;
use super::session::Printed;
use super::statement::ast::{
    Delete, Expr, Insert, Kind, Literal, Query, Rows, Select, Selected, TableExpr, TableName, Update,
};
use super::statement::print;
use super::stop::{Step, crash, fail};
use super::store::Reading;
use super::value::Value;
use super::world::Found;

/// How many rows one statement may insert.
const MAX_ROWS: usize = 5_000;

impl<'d> Run<'_, 'd> {
    /// Runs an `INSERT`.
    pub fn insert(&mut self, insert: &Insert) -> Step<Printed> {
        let names: BTreeSet<String> = insert.columns.iter().cloned().collect();
        let (found, method, _) = self.chosen(&insert.table, "insert", &names)?;
        let rows = self.inserted(insert)?;
        if rows.is_empty() {
            return fail("cannot insert zero data");
        }
        let mut sets = Vec::new();
        for row in rows {
            if row.len() != insert.columns.len() {
                return fail("disparity in fields to insert and supplied data");
            }
            sets.push(insert.columns.iter().cloned().zip(row).collect::<Arguments>());
        }
        self.change(&found, &method, &sets, &insert.returning, None)
    }

    fn inserted(&mut self, insert: &Insert) -> Step<Vec<Vec<Argument>>> {
        match &insert.rows {
            Rows::Values(rows) => {
                let values = |row: &Vec<Expr>| row.iter().filter_map(|expr| plain(expr, false)).collect();
                Ok(rows.iter().take(MAX_ROWS).map(values).filter(|row: &Vec<Argument>| !row.is_empty()).collect())
            }
            Rows::Query(Query::Select(select)) => self.selected(select),
            Rows::Query(_) => fail("insert with rows of this type not currently supported"),
        }
    }

    fn selected(&mut self, select: &Select) -> Step<Vec<Vec<Argument>>> {
        let expr = |selected: &Selected| match selected {
            Selected::Expr(expr, _) => plain(expr, true),
            Selected::Star(_) => None,
        };
        let is_open = |selected: &Selected| match selected {
            Selected::Expr(expr, _) => !matches!(expr, Expr::Null) && plain(expr, true).is_none(),
            Selected::Star(_) => true,
        };
        let fixed: Vec<Argument> = select.columns.iter().filter_map(expr).collect();
        if !select.columns.iter().any(is_open) {
            return Ok(if fixed.is_empty() { Vec::new() } else { vec![fixed] });
        }
        let answer = self.query(&Query::Select(Box::new(select.clone())))?;
        let row = |row: Vec<Option<String>>| {
            let cells = select.columns.iter().zip(row).map(|(selected, text)| match (expr(selected), text) {
                (Some(fixed), _) => fixed,
                (None, Some(text)) => Argument::text(text),
                (None, None) => Argument::Value(Value::Null),
            });
            cells.collect()
        };
        Ok(answer.rows.into_iter().take(MAX_ROWS).map(row).collect())
    }

    /// Runs an `UPDATE` or a `REPLACE`.
    pub fn update(&mut self, update: &Update) -> Step<Printed> {
        let [TableExpr::Table(name, _)] = update.tables.as_slice() else { return fail("cannot update several tables") };
        let mut arguments = Arguments::new();
        for (column, expr) in &update.assignments {
            let value = match expr {
                Expr::Literal(literal) => Argument::text(literal.text.clone()),
                Expr::Function(function) => Argument::call(function),
                Expr::Null => return fail("update statement RHS of type '*sqlparser.NullVal' not yet supported"),
                Expr::Bool(_) => return fail("update statement RHS of type 'sqlparser.BoolVal' not yet supported"),
                _ => return fail("update statement RHS not yet supported"),
            };
            arguments.insert(column.name.clone(), value);
        }
        let mut given = Vec::new();
        if let Some(condition) = &update.condition {
            given::collect(condition, false, &mut given);
            equalities(condition, &mut |name, literal| {
                arguments.insert(name.to_owned(), Argument::text(literal.text.clone()));
            });
        }
        let mut names: BTreeSet<String> = arguments.keys().cloned().collect();
        names.extend(given.iter().filter(|it| matches!(it.value, Expr::Literal(_))).map(|it| it.name.clone()));
        let verb = if update.is_replace { "replace" } else { "update" };
        let (found, method, _) = self.chosen(name, verb, &names)?;
        self.change(&found, &method, &[arguments], &update.returning, None)
    }

    /// Runs a `DELETE`.
    pub fn delete(&mut self, delete: &Delete) -> Step<Printed> {
        let Some(condition) = &delete.condition else { return fail("where parameters not found") };
        let mut given: Vec<Given> = Vec::new();
        given::collect(condition, false, &mut given);
        let all: Vec<&Given> = given.iter().collect();
        let names = given::names(&all);
        if names.is_empty() {
            return fail("where parameters not found");
        }
        let (found, method, _) = self.chosen(&delete.table, "delete", &names)?;
        let taken = names.clone();
        let sets = given::arguments(&all, &|name| table::wire_name(&method, &taken, name));
        // The rows that come back have to meet the condition as it is written.
        self.change(&found, &method, &sets, &delete.returning, Some(condition))
    }

    /// Chooses the method for a change.
    fn chosen(
        &mut self,
        name: &TableName,
        verb: &str,
        names: &BTreeSet<String>,
    ) -> Step<(Found<'d>, MethodRef<'d>, BTreeSet<String>)> {
        let found = self.world.find(name)?;
        self.world.touch_quietly(&found)?;
        match found.resource.choose(verb, names)? {
            Some((method, rest)) => Ok((found, method, rest)),
            None => fail(format!("no appropriate method = '{verb}' for resource = '{}'", found.resource_key)),
        }
    }

    /// Calls a method that changes something, and shows what it returns if that is asked for.
    fn change(
        &mut self,
        found: &Found<'d>,
        method: &MethodRef<'d>,
        sets: &[Arguments],
        returning: &[Selected],
        condition: Option<&Expr>,
    ) -> Step<Printed> {
        self.client.check_auth()?;
        super::service::formulate(method)?;
        let target = if returning.is_empty() { None } else { Some(self.returned(found, method, returning)?) };
        self.call(&Call {
            found,
            method,
            arguments: sets,
            payload: None,
            intent: None,
            target: target.as_ref().map(|(target, _)| target),
            is_mutation: true,
        })?;
        match target {
            Some((target, items)) => self.shown(&target, &items, condition),
            None => Ok(Printed::default()),
        }
    }

    /// Makes the table for what a change returns.
    fn returned(
        &mut self,
        found: &Found<'d>,
        method: &MethodRef<'d>,
        returning: &[Selected],
    ) -> Step<(Target<'d>, Vec<(Item, Reading)>)> {
        if method.answer_schema().is_none() {
            return crash("formulation.(*wrappedSchema).FindByPath");
        }
        let (schema, _) = match method.answer_schema() {
            Some(found) => found,
            None => return fail("no response"),
        };
        let row = method.row_schema()?;
        let (table, columns) = table::create(self.store, self.world, found, method, &row)?;
        let mut items = Vec::new();
        for selected in returning {
            match selected {
                Selected::Star(_) => {
                    let names = relation::tabulated(method)?.unwrap_or_default();
                    items.extend(names.iter().map(|column| (plain_column(&column.name), Reading::Text)));
                }
                Selected::Expr(expr, alias) => {
                    let mut reading = Reading::Text;
                    if let Expr::Column(column) = expr {
                        match schema.find(&column.name)? {
                            Some(found) => reading = Reading::of(found.kind()),
                            None if method.any_param(&column.name)?.is_none() => {
                                return crash("formulation.(*wrappedSchema).GetType");
                            }
                            None => {}
                        }
                    }
                    items.push((item(expr, alias), reading));
                }
            }
        }
        Ok((Target { table, id: self.world.next_id(), columns: Rc::clone(&columns) }, items))
    }

    /// Shows the rows of a table that meet a condition.
    pub fn shown(&self, target: &Target<'d>, items: &[(Item, Reading)], condition: Option<&Expr>) -> Step<Printed> {
        let list: Vec<&str> = items.iter().map(|(item, _)| item.sql.as_str()).collect();
        let condition = condition.map(|it| format!(" AND ( {} )", print::condition(it))).unwrap_or_default();
        let sql = format!(
            "SELECT {} FROM \"{}\" WHERE iql_insert_id = {}{condition}",
            list.join(", "),
            target.table,
            target.id
        );
        let readings: Vec<Reading> = items.iter().map(|(_, reading)| *reading).collect();
        match self.store.query(&sql, &readings) {
            Ok((_, rows)) => {
                let columns = items.iter().map(|(item, _)| item.header.clone()).collect();
                Ok(Printed { columns: Some(columns), rows })
            }
            Err(message) => fail(format!("sql packet preparation error: {message}")),
        }
    }
}

/// The value of a plain expression.
fn plain(expr: &Expr, is_selected: bool) -> Option<Argument> {
    match expr {
        Expr::Literal(literal) => Some(Argument::Value(typed(literal))),
        Expr::Bool(value) if is_selected => Some(Argument::Value(Value::Bool(*value))),
        Expr::Function(function) => Some(Argument::call(function)),
        Expr::Unary("-", inner) => match &**inner {
            Expr::Literal(Literal { kind: kind @ (Kind::Int | Kind::Float), text }) => {
                Some(Argument::Value(typed(&Literal { kind: *kind, text: format!("-{text}") })))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Visits what a condition says to be equal to a plain value.
fn equalities(expr: &Expr, visit: &mut dyn FnMut(&str, &Literal)) {
    match expr {
        Expr::And(left, right) | Expr::Or(left, right) => {
            equalities(left, visit);
            equalities(right, visit);
        }
        Expr::Compare(comparison) => {
            if let (Expr::Column(column), "=", Expr::Literal(literal)) =
                (&comparison.left, comparison.operator, &comparison.right)
            {
                visit(&column.name, literal);
            }
        }
        _ => {}
    }
}
