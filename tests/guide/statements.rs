//! The statements on pages, read with a parser of SQL and held against the documents: none of the tool's own
//! checks is used.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{Expr, SelectItem, SetExpr, Statement, visit_expressions};
use sqlparser::dialect::MySqlDialect;
use sqlparser::parser::Parser;

use super::shapes;
use super::site::Subject;
use crate::engine;

/// The statements under the headings of examples.
pub fn on(text: &str) -> impl Iterator<Item = &str> {
    let examples = text.split("\n## ").filter(|section| section.starts_with("Examples"));
    examples.flat_map(|section| section.split("```sql\n").skip(1)).filter_map(|block| block.split("\n```").next())
}

/// The names that statements about a resource may use.
pub fn known(subject: &Subject<'_>) -> BTreeSet<String> {
    let doc = subject.doc;
    let mut known: BTreeSet<String> = shapes::fields(doc, subject).into_keys().collect();
    let selects = engine::selects(doc).into_iter().filter(|select| select.name.0 == subject.name);
    let columns = selects.filter_map(|select| select.columns.ok()).flatten();
    known.extend(columns.map(|name| if subject.has_aliases { engine::column(&name) } else { name }));
    for method in &subject.methods {
        known.extend(engine::required_names(doc, subject.name, method));
        let parameters = shapes::parameters(doc, subject, method);
        known.extend(parameters.iter().filter_map(|it| Some(it["name"].as_str()?.to_owned())));
        for (name, _) in shapes::body(doc, subject, method) {
            known.extend([format!("data__{name}"), name]);
        }
    }
    let servers = doc["servers"].as_array().into_iter().flatten();
    known.extend(servers.filter_map(|server| server["variables"].as_object()).flat_map(|it| it.keys().cloned()));
    known
}

/// Whether a statement parses, and all names in it exist.
pub fn check(statement: &str, subject: &Subject<'_>, known: &BTreeSet<String>) -> Result<(), String> {
    if let Some(call) = statement.strip_prefix("EXEC ") {
        return check_exec(call, subject, known);
    }
    // An UPDATE by another name, of which the parser knows another form.
    let sql = statement.strip_prefix("REPLACE ").map_or_else(|| statement.to_owned(), |rest| format!("UPDATE {rest}"));
    // Double quotes are for names, which MySQL puts between backticks; its escapes in text are the engine's.
    let sql = backticked(&sql);
    let parsed = Parser::parse_sql(&MySqlDialect {}, &sql).map_err(|error| error.to_string())?;
    let [statement] = parsed.as_slice() else { return Err(format!("{} statements", parsed.len())) };
    // A statement with several tables was written by hand, and names columns of other resources as well.
    if sql.contains(" JOIN ") {
        return Ok(());
    }
    let made = made(statement);
    let mut unknown = Vec::new();
    let _ = visit_expressions(statement, |expression| {
        let name = match expression {
            Expr::Identifier(name) => Some(name),
            Expr::CompoundIdentifier(parts) => parts.last(),
            _ => None,
        };
        unknown.extend(name.map(|it| it.value.clone()).filter(|it| !known.contains(it) && !made.contains(it)));
        ControlFlow::<()>::Continue(())
    });
    if let Statement::Insert(insert) = statement {
        unknown.extend(insert.columns.iter().map(ToString::to_string).map(plain).filter(|it| !known.contains(it)));
    }
    if unknown.is_empty() { Ok(()) } else { Err(format!("unknown names {unknown:?}")) }
}

fn plain(name: String) -> String {
    name.trim_matches('`').to_owned()
}

/// The names that a SELECT gives to its own columns.
fn made(statement: &Statement) -> BTreeSet<String> {
    let Statement::Query(query) = statement else { return BTreeSet::new() };
    let SetExpr::Select(select) = query.body.as_ref() else { return BTreeSet::new() };
    let aliases = select.projection.iter().filter_map(|item| match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
        _ => None,
    });
    aliases.collect()
}

/// The same with backticks where names stand in double quotes, outside of text.
fn backticked(sql: &str) -> String {
    let (mut out, mut is_text, mut is_escaped) = (String::new(), false, false);
    for letter in sql.chars() {
        match letter {
            '\'' if !is_escaped => is_text = !is_text,
            '"' if !is_text => {
                out.push('`');
                continue;
            }
            _ => {}
        }
        is_escaped = is_text && letter == '\\' && !is_escaped;
        out.push(letter);
    }
    out
}

/// `provider.service.resource.method @a = 'b', @c = 'd' @@json = '..';`
fn check_exec(call: &str, subject: &Subject<'_>, known: &BTreeSet<String>) -> Result<(), String> {
    let call = call.strip_prefix("/*+ SHOWRESULTS */ ").unwrap_or(call);
    let path = call.split_whitespace().next().unwrap_or_default().trim_end_matches(';');
    let method = path.rsplit('.').next().unwrap_or_default().trim_matches('"');
    if !subject.methods.iter().any(|it| *it == method) {
        return Err(format!("there is no method {method}"));
    }
    let given: BTreeSet<String> = call
        .lines()
        .filter_map(|line| line.trim().strip_prefix('@')?.split('=').next().map(|it| it.trim_matches('"').to_owned()))
        .filter(|name| name != "@json")
        .collect();
    match given.iter().find(|name| !known.contains(*name)) {
        Some(name) => Err(format!("unknown parameter {name}")),
        None => Ok(()),
    }
}
