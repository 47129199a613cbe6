//! Statements one after the other, over the documents of a provider.

use super::request::client::{Auth as Proof, Client};
use super::run::Run;
use super::statement::ast::{Query, Statement};
use super::statement::parse;
use super::stop::{Step, Stop, fail};
use super::store::{Rows, Store};
use super::wire::{Api, Request};
use super::world::{Auth, Documents, Settings, World};
use crate::engine::without_template;

/// What kind of end a statement comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nothing is printed but success.
    Done,
    /// A table is printed.
    Rows,
    /// A message is printed, maybe after a table.
    Error,
    /// The process crashes.
    Panic,
}

/// What a statement comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The kind of end.
    pub kind: Kind,
    /// The names of the columns that are printed.
    pub columns: Vec<String>,
    /// The rows that are printed; nothing stands for `NULL`.
    pub rows: Rows,
    /// What the engine says, or the function that it crashes in.
    pub message: String,
    /// The requests that went out.
    pub requests: Vec<Request>,
    /// The method that was chosen.
    pub method: Option<String>,
}

/// What a statement prints.
#[derive(Default)]
pub struct Printed {
    /// The names of columns, if a table is printed.
    pub columns: Option<Vec<String>>,
    /// The rows.
    pub rows: Rows,
}

/// A process of the engine: what one statement leaves in its tables, the next one finds.
pub struct Session<'d> {
    world: World<'d>,
    store: Result<Store, String>,
}

impl<'d> Session<'d> {
    /// Starts a session over documents.
    pub fn new(documents: &'d Documents, settings: &'d Settings) -> Self {
        Session { world: World::new(documents, settings), store: Store::open() }
    }

    /// Ends the process and starts another one over the same documents, which need not be read again.
    pub fn restart(&mut self) {
        self.world.forget();
        self.store = Store::open();
    }

    /// Runs a text of one or more statements.
    pub fn run(&mut self, sql: &str, api: &mut dyn Api) -> Outcome {
        let mut whole = Outcome {
            kind: Kind::Done,
            columns: Vec::new(),
            rows: Vec::new(),
            message: String::new(),
            requests: Vec::new(),
            method: None,
        };
        let Some(sql) = without_template(sql) else {
            return Outcome { kind: Kind::Error, message: "template: function not defined".to_owned(), ..whole };
        };
        for statement in super::statement::split(&sql) {
            let outcome = self.run_one(&statement, api);
            if whole.columns.is_empty() {
                whole.columns = outcome.columns;
            }
            whole.rows.extend(outcome.rows);
            whole.requests.extend(outcome.requests);
            whole.kind = whole.kind.max(outcome.kind);
            whole.method = outcome.method.or(whole.method);
            if whole.message.is_empty() {
                whole.message = outcome.message;
            }
            if whole.kind == Kind::Panic {
                break;
            }
        }
        whole
    }

    fn run_one(&mut self, sql: &str, api: &mut dyn Api) -> Outcome {
        self.world.refuel();
        let world = &self.world;
        let provider = world.provider_name();
        let own = world.provider().get("config").and_then(|config| config.get("auth"));
        let own = own.map_or(Proof::Unknown, Proof::Block);
        let auth = match &world.settings.auth {
            Auth::Null => Proof::Null,
            Auth::Provider => own,
            #[cfg(test)]
            Auth::Given(blocks) => blocks.get(provider).map_or(own, Proof::Block),
        };
        let client = Client::new(api, provider, auth, &world.settings.environment);
        let store = match &self.store {
            Ok(store) => store,
            Err(message) => return ended(Err(Stop::Error(message.clone())), Vec::new(), Vec::new(), None),
        };
        let mut run = Run { world, store, client, method: None, messages: Vec::new() };
        let result = run.statement(sql);
        ended(result, run.messages, run.client.requests, run.method)
    }
}

fn ended(result: Step<Printed>, messages: Vec<String>, requests: Vec<Request>, method: Option<String>) -> Outcome {
    let message = messages.join(" | ");
    let (kind, printed, message) = match result {
        Ok(printed) if !message.is_empty() => (Kind::Error, printed, message),
        Ok(printed) if printed.columns.is_some() => (Kind::Rows, printed, message),
        Ok(printed) => (Kind::Done, printed, message),
        Err(Stop::Error(error)) => (Kind::Error, Printed::default(), error),
        Err(Stop::Panic(function)) => (Kind::Panic, Printed::default(), function),
    };
    let columns = printed.columns.unwrap_or_default();
    Outcome { kind, columns, rows: printed.rows, message, requests, method }
}

impl Run<'_, '_> {
    fn statement(&mut self, sql: &str) -> Step<Printed> {
        let statement = match parse(sql) {
            Ok(statement) => statement,
            Err(message) => return fail(message),
        };
        match &statement {
            Statement::Query(query) => self.select(query),
            Statement::Describe { is_extended, table } => self.describe(*is_extended, table),
            Statement::DescribeMethod { is_extended, method } => self.describe_method(*is_extended, method),
            Statement::Show(show) => self.show(show),
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            Statement::Exec(exec) => self.exec(exec),
            Statement::Nothing => Ok(Printed::default()),
            Statement::Refused(message) => fail(*message),
        }
    }

    fn select(&mut self, query: &Query) -> Step<Printed> {
        let answer = self.query(query)?;
        Ok(Printed { columns: Some(answer.columns), rows: answer.rows })
    }
}
