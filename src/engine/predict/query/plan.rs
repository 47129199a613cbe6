//! Plans a query: first all that it needs of APIs, then what runs over the rows.

use std::collections::{BTreeMap, BTreeSet};

use super::filter::{Scope, rewrite};
use super::given::{self, Given};
use super::list::{Item, item, plain_column};
use super::pushdown::{self, Intent};
use super::table::{self, Table};
use super::view;
use crate::engine::predict::arguments::{Argument, Arguments};
use crate::engine::predict::run::{Call, Run, Target};
use crate::engine::predict::statement::ast::{
    Column, Expr, Function, Join, Kind, Literal, Query, Select, Selected, Statement, TableExpr, TableName, Union,
};
use crate::engine::predict::statement::parse;
use crate::engine::predict::statement::print::{self, Names};
use crate::engine::predict::stop::{Step, fail};
use crate::engine::predict::store::{Reading, Rows};
use crate::engine::predict::value::Value;

/// How deep queries may lie in each other.
const MAX_DEPTH: usize = 12;

/// How many tables one query may name.
const MAX_TABLES: usize = 40;

/// What a query gives.
pub struct Answer {
    /// The names that are printed.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Rows,
}

/// A plan of a query.
pub struct Plan<'d> {
    /// What runs over the rows.
    pub sql: String,
    /// What is selected.
    pub items: Vec<(Item, Reading)>,
    steps: Vec<Acquisition<'d>>,
}

/// Rows that are asked for.
struct Acquisition<'d> {
    table: Table<'d>,
    arguments: Vec<Arguments>,
    feeds: Vec<Feed>,
    intent: Option<Intent>,
}

/// A parameter that gets the values of a column of another table.
struct Feed {
    param: String,
    table: String,
    id: i64,
    column: String,
}

/// A table of a query, or a query in its place.
enum Source<'d> {
    Table(Box<Table<'d>>),
    Query { alias: String, sql: String, columns: Vec<String>, open: BTreeSet<String> },
}

/// What a query is planned with.
struct Planner<'p, 'r, 'd> {
    run: &'p mut Run<'r, 'd>,
    steps: Vec<Acquisition<'d>>,
    with: Vec<(String, Query)>,
    /// The names that the query planned last leaves to those around it.
    open: BTreeSet<String>,
    depth: usize,
}

impl<'d> Run<'_, 'd> {
    /// Runs a query.
    pub fn query(&mut self, query: &Query) -> Step<Answer> {
        let plan = self.plan(query, &[])?;
        self.execute(&plan)
    }

    /// Plans a query.
    pub fn plan(&mut self, query: &Query, outer: &[Given]) -> Step<Plan<'d>> {
        let mut planner = Planner { run: self, steps: Vec::new(), with: Vec::new(), open: BTreeSet::new(), depth: 0 };
        let (sql, items) = planner.query(query, outer)?;
        let steps = planner.steps;
        Ok(Plan { sql, items, steps })
    }

    /// Asks for the rows of a plan, and runs its query over them.
    pub fn execute(&mut self, plan: &Plan<'d>) -> Step<Answer> {
        if !plan.steps.is_empty() {
            self.client.check_auth()?;
        }
        for step in &plan.steps {
            let arguments = self.fed(step)?;
            let target =
                Target { table: step.table.store_name.clone(), id: step.table.id, columns: step.table.columns.clone() };
            self.call(&Call {
                found: &step.table.found,
                method: &step.table.method,
                arguments: &arguments,
                payload: None,
                intent: step.intent.as_ref(),
                target: Some(&target),
                is_mutation: false,
            })?;
        }
        let readings: Vec<Reading> = plan.items.iter().map(|(_, reading)| *reading).collect();
        match self.store.query(&plan.sql, &readings) {
            Ok((_, rows)) => {
                let columns = plan.items.iter().map(|(item, _)| item.header.clone()).collect();
                Ok(Answer { columns, rows })
            }
            Err(message) => fail(format!("sql packet preparation error: {message}")),
        }
    }

    /// The arguments of a step with the values that other tables give.
    fn fed(&self, step: &Acquisition<'d>) -> Step<Vec<Arguments>> {
        let mut sets = step.arguments.clone();
        for feed in &step.feeds {
            let sql =
                format!("SELECT DISTINCT {} FROM \"{}\" WHERE iql_insert_id = {}", feed.column, feed.table, feed.id);
            let (_, rows) = match self.store.query(&sql, &[]) {
                Ok(found) => found,
                Err(message) => return fail(message),
            };
            let values: Vec<String> = rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
            let with = |set: &Arguments, value: &String| {
                let mut set = set.clone();
                set.insert(feed.param.clone(), Argument::Value(Value::Text(value.clone())));
                set
            };
            sets = sets.iter().flat_map(|set| values.iter().map(move |value| with(set, value))).take(5_000).collect();
        }
        Ok(sets)
    }
}

type Listed = (String, Vec<(Item, Reading)>);

impl<'d> Planner<'_, '_, 'd> {
    fn query(&mut self, query: &Query, outer: &[Given]) -> Step<Listed> {
        self.depth += 1;
        if self.depth > MAX_DEPTH || self.steps.len() > MAX_TABLES {
            return fail("query is nested too deep");
        }
        let listed = match query {
            Query::Select(select) => self.select(select, outer),
            Query::Paren(inner) => self.query(inner, outer),
            Query::Union(union) => self.union(union, outer),
        };
        self.depth -= 1;
        listed
    }

    fn union(&mut self, union: &Union, outer: &[Given]) -> Step<Listed> {
        let (mut sql, items) = self.query(&union.first, outer)?;
        for (operator, query) in &union.others {
            let (next, _) = self.query(query, outer)?;
            sql = format!("{sql} {operator} {next}");
        }
        sql.push_str(&print::order_by(&union.order_by));
        if let Some(limit) = &union.limit {
            sql.push_str(&print::limit(limit));
        }
        Ok((sql, items))
    }

    fn select(&mut self, select: &Select, outer: &[Given]) -> Step<Listed> {
        let known = self.with.len();
        self.with.extend(select.with.iter().cloned());
        let planned = self.select_in(select, outer);
        self.with.truncate(known);
        planned
    }

    fn select_in(&mut self, select: &Select, outer: &[Given]) -> Step<Listed> {
        let condition = match &select.condition {
            Some(condition) => Some(self.folded(condition)?),
            None => None,
        };
        let mut all: Vec<Given> = Vec::new();
        if let Some(condition) = &condition {
            given::collect(condition, false, &mut all);
        }
        for given in outer {
            all.retain(|known| known.name != given.name);
            all.push(given.clone());
        }
        select.from.iter().for_each(|table| joins(table, &mut all));
        let mut sources = Vec::new();
        for table in &select.from {
            self.sources(table, &all, &mut sources)?;
        }
        let from = self.tables_text(select, &sources)?;
        let condition = self.condition(condition.as_ref(), select, &sources)?;
        let items = self.items(select, &sources)?;
        let single = if let ([Source::Table(_)], [TableExpr::Table(..)]) = (sources.as_slice(), select.from.as_slice())
        {
            pushdown::intent(select)
        } else {
            None
        };
        self.acquire(sources, &all, single)?;
        Ok((sql_of(select, &items, &from, &condition), items))
    }

    /// Computes functions of plain values.
    fn folded(&mut self, expr: &Expr) -> Step<Expr> {
        Ok(match expr {
            Expr::And(left, right) => Expr::And(Box::new(self.folded(left)?), Box::new(self.folded(right)?)),
            Expr::Or(left, right) => Expr::Or(Box::new(self.folded(left)?), Box::new(self.folded(right)?)),
            Expr::Compare(comparison) => {
                let mut comparison = (**comparison).clone();
                if let Expr::Function(function) = &comparison.right
                    && is_plain(function)
                {
                    let sql = format!("SELECT {}", print::expr(&comparison.right, Names::Escaped));
                    match self.run.store.query(&sql, &[]) {
                        Ok((_, rows)) => {
                            if let Some(text) = rows.into_iter().next().and_then(|row| row.into_iter().next().flatten())
                            {
                                comparison.right = Expr::Literal(Literal { kind: Kind::Text, text });
                            }
                        }
                        Err(message) => return fail(message),
                    }
                }
                Expr::Compare(Box::new(comparison))
            }
            other => other.clone(),
        })
    }

    fn sources(&mut self, table: &TableExpr, all: &[Given], found: &mut Vec<Source<'d>>) -> Step<()> {
        match table {
            TableExpr::Table(name, alias) => {
                let source = self.source(name, alias, all)?;
                found.push(source);
                Ok(())
            }
            TableExpr::Derived(query, alias) => {
                let (sql, items) = self.query(query, &[])?;
                let columns = items.into_iter().map(|(item, _)| item.header).collect();
                found.push(Source::Query { alias: alias.clone(), sql, columns, open: BTreeSet::new() });
                Ok(())
            }
            TableExpr::Join(join) => {
                self.sources(&join.left, all, found)?;
                self.sources(&join.right, all, found)
            }
            TableExpr::Paren(tables) => tables.iter().try_for_each(|table| self.sources(table, all, found)),
            TableExpr::Function(..) => Ok(()),
            TableExpr::Exec => fail("cannot select from EXEC"),
        }
    }

    fn source(&mut self, name: &TableName, alias: &str, all: &[Given]) -> Step<Source<'d>> {
        if let [only] = name.0.as_slice()
            && let Some((known, query)) = self.with.iter().rev().find(|(known, _)| known == only).cloned()
        {
            let (sql, items) = self.query(&query, &[])?;
            let columns = items.into_iter().map(|(item, _)| item.header).collect();
            let alias = if alias.is_empty() { known } else { alias.to_owned() };
            return Ok(Source::Query { alias, sql, columns, open: BTreeSet::new() });
        }
        let world = self.run.world;
        let found = world.find(name)?;
        world.touch_quietly(&found)?;
        let written = name.text();
        let given = given::of_table(all, alias, &written);
        if let Some(source) = self.view(&found, &written, alias, &given)? {
            return Ok(source);
        }
        let (method, taken, takes_joins) = table::choose(&found, &given)?;
        let row = table::row(&method)?;
        Ok(Source::Table(Box::new(Table {
            alias: alias.to_owned(),
            name: written,
            found,
            method,
            row,
            taken,
            takes_joins,
            columns: std::rc::Rc::default(),
            store_name: String::new(),
            id: world.next_id(),
        })))
    }

    fn view(
        &mut self,
        found: &crate::engine::predict::world::Found<'d>,
        name: &str,
        alias: &str,
        given: &[&Given],
    ) -> Step<Option<Source<'d>>> {
        let views = view::views(found);
        if views.is_empty() {
            return Ok(None);
        }
        let names = given::names(given);
        let is_named = found.resource.node.text("id") == Some(name);
        let Some(view) = views.iter().find(|view| is_named && view.required.is_subset(&names)) else {
            return fail("views not yet supported");
        };
        let query = match parse(view.ddl) {
            Ok(Statement::Query(query)) => query,
            Ok(_) => return fail("a view has to be a query"),
            Err(message) => return fail(message),
        };
        view::check(found, &query)?;
        let given: Vec<Given> = given.iter().map(|given| Given { table: String::new(), ..(*given).clone() }).collect();
        let known = std::mem::take(&mut self.open);
        let (sql, items) = self.query(&query, &given)?;
        let open = std::mem::replace(&mut self.open, known);
        let columns = items.into_iter().map(|(item, _)| item.header).collect();
        let alias = if alias.is_empty() { name } else { alias };
        Ok(Some(Source::Query { alias: alias.to_owned(), sql, columns, open }))
    }

    /// Makes the tables, and keeps in mind what has to be asked for.
    fn acquire(&mut self, sources: Vec<Source<'d>>, all: &[Given], mut intent: Option<Intent>) -> Step<()> {
        let start = self.steps.len();
        for source in sources {
            let Source::Table(mut table) = source else { continue };
            let (store, world) = (self.run.store, self.run.world);
            let (name, columns) = table::create(store, world, &table.found, &table.method, &table.row)?;
            (table.store_name, table.columns) = (name, columns);
            let mine: Vec<&Given> = given::of_table(all, &table.alias, &table.name)
                .into_iter()
                .filter(|given| !given.is_join || table.takes_joins)
                .collect();
            let plain: Vec<&Given> = mine.iter().copied().filter(|given| !given.is_join).collect();
            let arguments = given::arguments(&plain, &|name| table::wire_name(&table.method, &table.taken, name));
            self.steps.push(Acquisition { table: *table, arguments, feeds: Vec::new(), intent: intent.take() });
        }
        self.feed(start, all);
        Ok(())
    }

    /// Lets joins give parameters, and orders the tables so that those that give come first.
    fn feed(&mut self, start: usize, all: &[Given]) {
        let mut feeds: BTreeMap<usize, Vec<Feed>> = BTreeMap::new();
        let mut needs: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (index, step) in self.steps.iter().enumerate().skip(start) {
            if !step.table.takes_joins {
                continue;
            }
            for given in all.iter().filter(|given| given.is_join && step.table.owns(&given.table)) {
                if !step.table.taken.contains(&given.name) {
                    continue;
                }
                let (column, table) = match &given.value {
                    Expr::Column(column) => (column.name.clone(), column.table.text()),
                    Expr::Function(_) => {
                        let mut columns = Vec::new();
                        given.value.columns(&mut columns);
                        let table = columns.first().map(|column| column.table.text()).unwrap_or_default();
                        (bare(&given.value), table)
                    }
                    _ => continue,
                };
                let from = self
                    .steps
                    .iter()
                    .enumerate()
                    .skip(start)
                    .find(|(other, step)| *other != index && !table.is_empty() && step.table.owns(&table));
                if let Some((other, from)) = from {
                    let column = if matches!(given.value, Expr::Column(_)) { format!("\"{column}\"") } else { column };
                    feeds.entry(index).or_default().push(Feed {
                        param: given.name.clone(),
                        table: from.table.store_name.clone(),
                        id: from.table.id,
                        column,
                    });
                    needs.entry(index).or_default().insert(other);
                }
            }
        }
        for (index, feeds) in feeds {
            if let Some(step) = self.steps.get_mut(index) {
                step.feeds = feeds;
            }
        }
        let mut rest: Vec<(usize, Acquisition<'d>)> =
            self.steps.drain(start..).enumerate().map(|(at, it)| (at + start, it)).collect();
        let mut done = BTreeSet::new();
        while !rest.is_empty() {
            let is_ready = |index: &usize| needs.get(index).is_none_or(|needs| needs.is_subset(&done));
            let at = rest.iter().position(|(index, _)| is_ready(index)).unwrap_or_default();
            let (index, step) = rest.remove(at);
            done.insert(index);
            self.steps.push(step);
        }
    }

    fn tables_text(&mut self, select: &Select, sources: &[Source<'d>]) -> Step<String> {
        let mut sources = sources.iter();
        let is_single = matches!(select.from.as_slice(), [TableExpr::Table(..) | TableExpr::Derived(..)]);
        let parts: Vec<String> =
            select.from.iter().map(|table| self.table_text(table, &mut sources, is_single)).collect::<Step<_>>()?;
        Ok(parts.join(", "))
    }

    fn table_text(
        &self,
        table: &TableExpr,
        sources: &mut std::slice::Iter<'_, Source<'d>>,
        is_single: bool,
    ) -> Step<String> {
        Ok(match table {
            TableExpr::Table(..) | TableExpr::Derived(..) => match sources.next() {
                Some(Source::Table(table)) => {
                    let name = self.name_of(table)?;
                    let alias = if table.alias.is_empty() { String::new() } else { format!(" AS \"{}\"", table.alias) };
                    if is_single {
                        format!("\"{name}\"{alias}")
                    } else {
                        let alias = if alias.is_empty() { format!(" AS \"{}\"", table.name) } else { alias };
                        format!("(SELECT * FROM \"{name}\" WHERE iql_insert_id = {}){alias}", table.id)
                    }
                }
                Some(Source::Query { alias, sql, .. }) => format!("( {sql} ) AS \"{alias}\""),
                None => String::new(),
            },
            TableExpr::Join(join) => self.join_text(join, sources)?,
            TableExpr::Paren(tables) => {
                let parts: Vec<String> =
                    tables.iter().map(|table| self.table_text(table, sources, false)).collect::<Step<_>>()?;
                format!("({})", parts.join(", "))
            }
            TableExpr::Function(function, alias) => {
                let call = bare(&Expr::Function(function.clone()));
                if alias.is_empty() { call } else { format!("{call} AS \"{alias}\"") }
            }
            TableExpr::Exec => String::new(),
        })
    }

    fn join_text(&self, join: &Join, sources: &mut std::slice::Iter<'_, Source<'d>>) -> Step<String> {
        let left = self.table_text(&join.left, sources, false)?;
        let right = self.table_text(&join.right, sources, false)?;
        let on = join.on.as_ref().map(|on| format!(" on {}", print::condition(on))).unwrap_or_default();
        let using = if join.using.is_empty() { String::new() } else { format!(" using ({})", join.using.join(", ")) };
        Ok(format!("{left} {} {right}{on}{using}", join.kind))
    }

    /// The name that the table of a source will have.
    fn name_of(&self, table: &Table<'d>) -> Step<String> {
        table::create(self.run.store, self.run.world, &table.found, &table.method, &table.row).map(|(name, _)| name)
    }

    fn condition(&mut self, condition: Option<&Expr>, select: &Select, sources: &[Source<'d>]) -> Step<Vec<String>> {
        let mut parts = Vec::new();
        if let [Source::Table(table)] = sources
            && let [TableExpr::Table(..)] = select.from.as_slice()
        {
            let alias = if table.alias.is_empty() { String::new() } else { format!("\"{}\".", table.alias) };
            parts.push(format!("{alias}\"iql_insert_id\" = {}", table.id));
        }
        if select.from.len() != 1 {
            return Ok(parts);
        }
        let mut scope = Scope::default();
        for source in sources {
            self.add_to(&mut scope, source)?;
        }
        for selected in &select.columns {
            if let Selected::Expr(_, alias) = selected
                && !alias.is_empty()
            {
                scope.columns.insert((String::new(), alias.clone()));
            }
        }
        match condition {
            Some(condition) => parts.push(print::condition(&rewrite(condition, &mut scope)?)),
            None => parts.push("true".to_owned()),
        }
        self.open = scope.required.into_iter().chain(scope.optional).map(|(_, name)| name).collect();
        Ok(parts)
    }

    fn add_to(&self, scope: &mut Scope, source: &Source<'d>) -> Step<()> {
        match source {
            Source::Table(table) => {
                let id = if table.alias.is_empty() { &table.name } else { &table.alias };
                let (columns, servers) = table.symbols()?;
                let named = |name: String| (id.clone(), name);
                scope.columns.extend(columns.into_iter().map(named));
                scope.servers.extend(servers.into_iter().map(named));
                let mut required: BTreeSet<String> = table.method.required()?.into_keys().collect();
                let mut optional: BTreeSet<String> = table.method.optional()?.into_keys().collect();
                if !table.method.native_casing().is_empty() {
                    for names in [&mut required, &mut optional] {
                        let aliases: Vec<String> =
                            names.iter().map(|name| crate::engine::casing::to_snake(name)).collect();
                        names.extend(aliases);
                    }
                }
                scope.required.extend(required.into_iter().map(named));
                scope.optional.extend(optional.into_iter().map(named));
            }
            Source::Query { alias, columns, open, .. } => {
                scope.columns.extend(columns.iter().map(|name| (alias.clone(), name.clone())));
                scope.optional.extend(
                    open.difference(&columns.iter().cloned().collect()).map(|name| (alias.clone(), name.clone())),
                );
            }
        }
        Ok(())
    }

    fn items(&mut self, select: &Select, sources: &[Source<'d>]) -> Step<Vec<(Item, Reading)>> {
        let mut items = Vec::new();
        for selected in &select.columns {
            match selected {
                Selected::Star(_) => {
                    let [source] = sources else { return fail("cannot select * from several tables") };
                    let names = match source {
                        Source::Table(table) => table.star()?,
                        Source::Query { columns, .. } => columns.clone(),
                    };
                    items.extend(names.iter().map(|name| (plain_column(name), Reading::Text)));
                }
                Selected::Expr(expr, alias) => {
                    let item = item(expr, alias);
                    let reading = self.reading(expr, sources)?;
                    items.push((item, reading));
                }
            }
        }
        Ok(items)
    }

    /// How a column is read: by the type of its schema.
    fn reading(&self, expr: &Expr, sources: &[Source<'d>]) -> Step<Reading> {
        let Expr::Column(Column { table, name, .. }) = expr else { return Ok(Reading::Text) };
        for source in sources {
            let Source::Table(found) = source else { continue };
            if !found.owns(&table.text()) {
                continue;
            }
            let properties = found.row.all_properties()?;
            if let Some(schema) = properties.get(name) {
                return Ok(Reading::of(schema.kind()));
            }
            let columns = found.row.columns("")?.unwrap_or_default();
            if let Some(column) = columns.iter().find(|column| &column.name == name) {
                return Ok(column.schema.as_ref().map_or(Reading::Text, |schema| Reading::of(schema.kind())));
            }
        }
        Ok(Reading::Text)
    }
}

fn bare(expr: &Expr) -> String {
    print::expr(expr, Names::Bare)
}

fn joins(table: &TableExpr, all: &mut Vec<Given>) {
    match table {
        TableExpr::Join(join) => {
            joins(&join.left, all);
            joins(&join.right, all);
            if let Some(on) = &join.on {
                given::collect(on, true, all);
            }
        }
        TableExpr::Paren(tables) => tables.iter().for_each(|table| joins(table, all)),
        _ => {}
    }
}

/// Whether a function is called with nothing but plain values.
fn is_plain(function: &Function) -> bool {
    !function.name.eq_ignore_ascii_case("json")
        && function.arguments.iter().all(|argument| match argument {
            Selected::Expr(Expr::Literal(_), _) => true,
            Selected::Expr(Expr::Function(inner), _) => is_plain(inner),
            _ => false,
        })
}

fn sql_of(select: &Select, items: &[(Item, Reading)], from: &str, conditions: &[String]) -> String {
    let list: Vec<&str> = items.iter().map(|(item, _)| item.sql.as_str()).collect();
    let conditions: Vec<String> = conditions.iter().map(|condition| format!("( {condition} )")).collect();
    let mut sql = format!("SELECT {}", list.join(", "));
    if !from.is_empty() {
        sql.push_str(&format!(" FROM {from}"));
    }
    if !conditions.is_empty() {
        sql.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
    }
    sql.push_str(&print::group_by(&select.group_by));
    if let Some(having) = &select.having {
        sql.push_str(&format!(" having {}", print::condition(having)));
    }
    // A limit takes the place of the order.
    match &select.limit {
        Some(limit) => sql.push_str(&print::limit(limit)),
        None => sql.push_str(&print::order_by(&select.order_by)),
    }
    sql
}
