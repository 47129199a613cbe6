//! The GraphQL queries of `settings`: checks what the engine would fail on before it sends anything, and moves them to
//! their operations.

use std::collections::HashMap;
use std::path::Path;

use crate::config::{ConfigFile, Cursor, GraphQl, Setting, Strategy};
use crate::engine::predict::GRAPHQL;
use crate::engine::transform::{self, FaultKind};
use crate::finding::{Finding, SETTING_GRAPHQL_CLASH, Site};
use crate::mapping::{Mapped, MappedMethod};
use crate::normalise::Document;
use crate::source::InputFile;
use crate::tree::Node;

use super::fault::Fault;

/// Returns what is wrong with the query of an entry.
pub fn fault(setting: &Setting, config: &ConfigFile, texts: &[InputFile]) -> Option<Fault> {
    let graphql = setting.graphql.as_ref()?;
    let fault = |message: &str, help: &str| Some(("/graphql".to_owned(), message.to_owned(), help.to_owned()));
    match (&graphql.query, &graphql.query_file) {
        // A query moves to its operation.
        _ if config.config.source.as_is => fault(
            "`graphql` changes operations, and `source.as_is` keeps them as they are",
            "remove it: a published document has its own",
        ),
        (Some(_), Some(_)) => fault("the query has both `query` and `query_file`", "remove one of the two"),
        (None, None) => fault("there is neither `query` nor `query_file`", "give the query, or the file that holds it"),
        (Some(text), None) => of_template("/graphql/query", "the query", text),
        (None, Some(file)) => of_file(file, config, texts),
    }
    .or_else(|| of_cursor(graphql))
}

fn of_file(file: &Path, config: &ConfigFile, texts: &[InputFile]) -> Option<Fault> {
    let path = config.beside(file);
    let bytes = &texts.iter().find(|text| text.path == path)?.bytes;
    let pointer = "/graphql/query_file";
    match std::str::from_utf8(bytes) {
        Ok(text) => of_template(pointer, &path.display().to_string(), text),
        Err(_) => {
            let message = "the file of the query is not UTF-8";
            Some((pointer.to_owned(), message.to_owned(), "save it as UTF-8".to_owned()))
        }
    }
}

/// A template of a query has the functions of Go alone (any-sdk, `NewStandardGQLReaderFull`).
fn of_template(pointer: &str, name: &str, text: &str) -> Option<Fault> {
    let fault = transform::query_faults(text).into_iter().next()?;
    let what = match fault.kind {
        FaultKind::UnknownFunction => format!("queries have no function `{}`", fault.message),
        _ => fault.message,
    };
    let help = "correct the template, which is one of Go: `{{ .name }}` is the value of a parameter";
    Some((pointer.to_owned(), format!("line {} of {name}: {what}", fault.line), help.to_owned()))
}

/// The engine asks each strategy for a path, even the one that does not look at it (stackql,
/// `graphql_single_select_acquire.go`), and some for more (any-sdk, `validateCursorConfig`).
fn of_cursor(graphql: &GraphQl) -> Option<Fault> {
    let fault = |message: &str, help: &str| Some(("/graphql".to_owned(), message.to_owned(), help.to_owned()));
    let Some(cursor @ Cursor { json_path: Some(_), .. }) = &graphql.cursor else {
        let help = "add it: for a query of one page, any path that leads nowhere";
        return fault("the engine runs no query without `cursor.jsonPath`", help);
    };
    match cursor.strategy {
        Some(Strategy::Keyset) if cursor.format.is_none() => {
            fault("the strategy `keyset` needs `cursor.format`", "add it, such as ', filter: {id_gt: {{ .value }}}'")
        }
        Some(Strategy::PageInfo) if cursor.terminate_on.is_none() => fault(
            "the strategy `page_info` needs `cursor.terminateOnJsonPath`",
            "add the path of the flag that says whether there are further pages",
        ),
        _ => of_template("/graphql/cursor/format", "the format", cursor.format.as_deref()?),
    }
}

/// Moves GraphQL queries from methods to their operations, where the engine looks for them (provider-format 2.5). Reports
/// a query for an operation that another of its methods gave a different one.
pub fn move_all(mapped: &mut Mapped, document: &mut Document) -> Vec<Finding> {
    let mut moved: HashMap<usize, Node> = HashMap::new();
    let methods = mapped.services.values_mut().flat_map(|service| service.resources.values_mut().flatten());
    methods.filter_map(|method| move_one(method, document, &mut moved)).collect()
}

fn move_one(method: &mut MappedMethod, document: &mut Document, moved: &mut HashMap<usize, Node>) -> Option<Finding> {
    let query = method.given(&[GRAPHQL]).cloned()?;
    method.given.retain(|given| !given.part.is_below(&[GRAPHQL]));
    let operation = document.operations.get_mut(method.operation)?;
    operation.node = match query.is_null() {
        true => operation.node.without(GRAPHQL),
        false => operation.node.with(GRAPHQL, query.clone()),
    };
    let mark = query.mark;
    let earlier = moved.insert(method.operation, query.clone())?;
    (earlier != query).then(|| {
        let message =
            format!("the operation of `{}` has another GraphQL query, by another of its methods", method.name);
        let help = "give all methods of the operation the same query, or map only one of them";
        Finding::new(&SETTING_GRAPHQL_CLASH, Site::Config(mark), message, help)
    })
}
