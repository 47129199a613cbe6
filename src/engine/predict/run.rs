//! Runs what a statement needs of an API: requests of a method, page by page, and their rows.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::answer::{self, Items};
use super::arguments::{Argument, Arguments};
use super::method::{GRAPHQL, Method};
use super::paging::{self, Sent};
use super::query::pushdown::{self, Intent};
use super::request::body::split;
use super::request::build::{Payload, request};
use super::request::client::Client;
use super::schema::{ANONYMOUS, Column};
use super::stop::{Step, Stop, crash, fail};
use super::store::Store;
use super::value::Value;
use super::wire::{Request, Response};
use super::world::{Found, World};

/// A statement that runs.
pub struct Run<'r, 'd> {
    /// The documents.
    pub world: &'r World<'d>,
    /// The tables.
    pub store: &'r Store,
    /// The client of the API.
    pub client: Client<'r>,
    /// The method that was chosen last.
    pub method: Option<String>,
    /// What the API says is wrong.
    pub messages: Vec<String>,
}

/// A table that rows go to.
pub struct Target<'d> {
    /// Its name.
    pub table: String,
    /// The number of its rows.
    pub id: i64,
    /// Its columns.
    pub columns: Rc<Vec<Column<'d>>>,
}

/// What is done with a method.
pub struct Call<'c, 'd> {
    /// Where the method is.
    pub found: &'c Found<'d>,
    /// The method.
    pub method: &'c Method<'d>,
    /// What is given to it: once for each call.
    pub arguments: &'c [Arguments],
    /// A body that was given as a whole.
    pub payload: Option<&'c Payload>,
    /// What the API could do of the query.
    pub intent: Option<&'c Intent>,
    /// Where rows go to.
    pub target: Option<&'c Target<'d>>,
    /// Whether something is changed, so that only the first page counts.
    pub is_mutation: bool,
}

impl<'d> Run<'_, 'd> {
    /// Makes the requests of a call, all of them before the first is sent.
    pub(super) fn requests(&mut self, call: &Call<'_, 'd>) -> Step<Vec<(Request, Prepared)>> {
        let mut requests = Vec::new();
        let prefix = |message: String| Stop::Error(format!("error assembling http aspects for resource: {message}"));
        for arguments in call.arguments {
            let made = self.prepare(call, arguments);
            requests.push(made.map_err(|stop| match stop {
                Stop::Error(message) => prefix(message),
                panic => panic,
            })?);
        }
        Ok(requests)
    }

    fn prepare(&mut self, call: &Call<'_, 'd>, arguments: &Arguments) -> Step<(Request, Prepared)> {
        let parts = split(call.method, arguments)?;
        let router = self.world.router(&call.found.service_key, &call.found.service)?;
        let provider = self.world.provider_name();
        let mut request = request(call.method, &router, provider, arguments, call.payload)?;
        if let Some(intent) = call.intent {
            pushdown::apply(call.method, intent, &mut request);
        }
        let mut used: BTreeMap<String, Value> = BTreeMap::new();
        for (name, value) in parts.headers.iter().chain(&parts.path).chain(&parts.query).chain(&parts.server) {
            let typed = match arguments.get(name) {
                Some(Argument::Value(value)) => value.clone(),
                _ => Value::Text(value.clone()),
            };
            used.insert(name.clone(), typed);
        }
        for (key, value) in &parts.body {
            let name = call.method.body_name(key).unwrap_or_else(|| key.clone());
            used.insert(name, value.clone());
        }
        let body = call.payload.cloned().unwrap_or(parts.body);
        Ok((request, Prepared { used, body }))
    }

    /// Checks whether the requests of a call can be made.
    pub fn check_requests(&mut self, call: &Call<'_, 'd>) -> Step<()> {
        self.requests(call).map(drop)
    }

    /// Sends the requests of a call.
    pub fn call(&mut self, call: &Call<'_, 'd>) -> Step<()> {
        self.method = Some(call.method.name.clone());
        if let Some(query) = call.method.operation.get(GRAPHQL).filter(|_| !call.is_mutation) {
            return self.ask(call, query);
        }
        let requests = self.requests(call)?;
        for (request, prepared) in requests {
            self.process(call, &request, &prepared)?;
        }
        Ok(())
    }

    fn process(&mut self, call: &Call<'_, 'd>, first: &Request, prepared: &Prepared) -> Step<()> {
        let settings = self.world.settings;
        let provider = self.world.provider_name();
        let mut response = self.client.send(call.method, first)?;
        let mut pages = 1;
        loop {
            let is_done = call.is_mutation && response.status < 300;
            let answer = match answer::read(call.method, &response) {
                Ok(answer) => answer,
                Err(Stop::Error(_)) if is_done => return Ok(()),
                Err(Stop::Error(message)) if response.status >= 400 => {
                    return fail(format!("over HTTP error: {message}"));
                }
                Err(Stop::Error(_)) => return crash("formulation.(*wrappedProcessedOperationResponse).GetReversal"),
                Err(stop) => return Err(stop),
            };
            if let Some(trouble) = &answer.trouble {
                if is_done {
                    return Ok(());
                }
                self.messages.push(format!("error processing response: {trouble}"));
            }
            if answer.body.is_none() && answer.trouble.is_some() {
                return fail("response is not a valid response");
            }
            if let Some(error) = &answer.error {
                self.messages.push(error.clone());
                return Ok(());
            }
            match answer::items(&answer, call.method.row_key()) {
                Items::Nothing => return Ok(()),
                _ if response.status >= 300 => return Ok(()),
                Items::Other if is_done => return Ok(()),
                Items::Other => return fail("cannot accept items array"),
                Items::Rows(items) => {
                    let added = self.add(call.target, items, &prepared.used);
                    if is_done {
                        return Ok(());
                    }
                    added?;
                }
            }
            if settings.page_limit > 0 && pages >= settings.page_limit {
                // Even then the engine looks for a next page.
                paging::check(call.method, provider, settings.release)?;
                return Ok(());
            }
            let sent = Sent { request: first, body: &prepared.body };
            let next = self.next(call, &sent, &response, &answer)?;
            let Some(next) = next else { return Ok(()) };
            pages += 1;
            response = match self.client.send(call.method, &next) {
                // A page that cannot be asked for is the end.
                Err(Stop::Error(_)) => return Ok(()),
                other => other?,
            };
        }
    }

    fn next(
        &self,
        call: &Call<'_, 'd>,
        sent: &Sent<'_>,
        response: &Response,
        answer: &answer::Answer,
    ) -> Step<Option<Request>> {
        let settings = self.world.settings;
        paging::next(call.method, self.world.provider_name(), settings.release, sent, response, answer)
    }

    /// Adds items to a table as rows, with what was used to ask for them.
    pub(super) fn add(
        &self,
        target: Option<&Target<'d>>,
        items: Vec<Value>,
        used: &BTreeMap<String, Value>,
    ) -> Step<()> {
        let Some(target) = target else { return Ok(()) };
        let names: Vec<&str> = target.columns.iter().map(|column| column.name.as_str()).collect();
        for item in items {
            let mut row = match item {
                Value::Null => continue,
                Value::Object(entries) => entries,
                other => BTreeMap::from([(ANONYMOUS.to_owned(), other)]),
            };
            for (name, value) in used {
                row.entry(name.clone()).or_insert_with(|| value.clone());
            }
            if row.is_empty() {
                return fail("sql insert error: 'not enough args to execute query'");
            }
            let value = |column: &Column<'d>| row.get(&column.wire).or_else(|| row.get(&column.name)).cloned();
            let values: Vec<Option<Value>> = target.columns.iter().map(value).collect();
            if let Err(message) = self.store.insert(&target.table, target.id, &names, &values) {
                return fail(format!("sql insert error: '{message}'"));
            }
        }
        Ok(())
    }
}

/// What a request was made of.
pub struct Prepared {
    /// Values by the names of parameters.
    pub used: BTreeMap<String, Value>,
    body: BTreeMap<String, Value>,
}
