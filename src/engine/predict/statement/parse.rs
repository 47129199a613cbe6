//! Parses statements as the engine does.

use super::ast::{
    Column, Delete, Exec, Expr, Insert, Join, Limit, Query, Rows, Select, Selected, Show, Statement, TableExpr,
    TableName, Union, Update,
};
use super::cursor::{Cursor, Parsed};
use super::expression::{call, expression, literal, order_by, selected_list};
use super::token::Token;

/// Returns the statement of a text, or where the engine says that it makes no sense.
pub fn parse(text: &str) -> Result<Statement, String> {
    let wrong = |at: usize| {
        format!(
            "error:  You have an error in your stackql syntax; parser error: Code: INVALID_ARGUMENT | syntax error at \
             position {at}"
        )
    };
    let mut cursor = Cursor::new(text, query).map_err(wrong)?;
    let statement = statement(&mut cursor).and_then(|statement| {
        let _ = cursor.sign(";");
        if cursor.is_at_end() { Ok(statement) } else { Err(cursor.wrong()) }
    });
    statement.map_err(wrong)
}

fn statement(c: &mut Cursor) -> Parsed<Statement> {
    if c.is_at_end() {
        return Ok(Statement::Nothing);
    }
    if c.is_sign("(") || c.is_word("select") || c.is_word("with") {
        return query(c).map(Statement::Query);
    }
    let words = ["insert", "update", "replace", "delete", "exec", "show", "describe", "desc"];
    match words.into_iter().find(|word| c.word(word)) {
        Some("insert") => insert(c).map(|it| unless_it_waits(c, it)),
        Some("update") => update(c, false).map(|it| unless_it_waits(c, it)),
        Some("replace") => update(c, true).map(|it| unless_it_waits(c, it)),
        Some("delete") => delete(c).map(|it| unless_it_waits(c, it)),
        Some("exec") => exec(c).map(|it| unless_it_waits(c, Statement::Exec(it))),
        Some("show") => show(c),
        Some(_) => describe(c),
        None => other(c),
    }
}

/// Refuses to wait, which the engine can for Google alone (`tests/cases/settings/response-async-schema`).
fn unless_it_waits(c: &Cursor, statement: Statement) -> Statement {
    if c.has_hint("AWAIT") { Statement::Refused("the method is not awaitable") } else { statement }
}

/// Statements that the model does not follow.
fn other(c: &mut Cursor) -> Parsed<Statement> {
    let nothing = ["begin", "commit", "rollback"];
    if nothing.into_iter().any(|word| c.word(word)) {
        return Ok(Statement::Nothing);
    }
    let refused = ["use", "set", "create", "drop", "alter", "auth", "registry", "purge", "refresh", "sleep", "explain"];
    match refused.into_iter().find(|word| c.word(word)) {
        Some(word) => {
            c.skip_to_end();
            Ok(Statement::Refused(word))
        }
        None => Err(c.wrong()),
    }
}

/// A query with all that follows it: unions, their order and their limit.
pub(super) fn query(c: &mut Cursor) -> Parsed<Query> {
    c.deeper(|c| {
        let first = if c.sign("(") {
            let inner = query(c)?;
            c.expect_sign(")")?;
            Query::Paren(Box::new(inner))
        } else {
            Query::Select(Box::new(whole_select(c)?))
        };
        let mut others = Vec::new();
        while c.word("union") {
            let operator = union_kind(c);
            others.push((operator, union_part(c)?));
        }
        if others.is_empty() {
            return match first {
                Query::Paren(_) => Err(c.wrong()),
                select => Ok(select),
            };
        }
        let order_by = order_by(c)?;
        let limit = limit(c)?;
        Ok(Query::Union(Box::new(Union { first, others, order_by, limit })))
    })
}

fn union_kind(c: &mut Cursor) -> &'static str {
    if c.word("all") {
        return "union all";
    }
    if c.word("distinct") { "union distinct" } else { "union" }
}

fn union_part(c: &mut Cursor) -> Parsed<Query> {
    if c.sign("(") {
        let inner = query(c)?;
        c.expect_sign(")")?;
        return Ok(Query::Paren(Box::new(inner)));
    }
    base_select(c).map(|select| Query::Select(Box::new(select)))
}

fn whole_select(c: &mut Cursor) -> Parsed<Select> {
    let mut select = base_select(c)?;
    select.order_by = order_by(c)?;
    select.limit = limit(c)?;
    if c.word("for") {
        c.expect_word("update")?;
        select.lock = " for update";
    }
    Ok(select)
}

fn base_select(c: &mut Cursor) -> Parsed<Select> {
    let mut select = Select::default();
    if c.word("with") {
        let _ = c.word("recursive");
        loop {
            select.with.push(named_query(c)?);
            if !c.sign(",") {
                break;
            }
        }
    }
    c.expect_word("select")?;
    loop {
        if c.word("distinct") || c.word("distinctrow") {
            select.is_distinct = true;
        } else if !["sql_cache", "sql_no_cache", "sql_calc_found_rows", "straight_join"]
            .into_iter()
            .any(|word| c.word(word))
        {
            break;
        }
    }
    select.columns = selected_list(c)?;
    if c.word("from") {
        select.from = table_list(c)?;
    }
    select.condition = condition(c)?;
    if c.word("group") {
        c.expect_word("by")?;
        select.group_by = c.list(expression)?;
    }
    if c.word("having") {
        select.having = Some(expression(c)?);
    }
    Ok(select)
}

fn named_query(c: &mut Cursor) -> Parsed<(String, Query)> {
    let name = c.name(false)?;
    if c.sign("(") {
        c.list(|c| c.name(false))?;
        c.expect_sign(")")?;
    }
    c.expect_word("as")?;
    c.expect_sign("(")?;
    let inner = query(c)?;
    c.expect_sign(")")?;
    Ok((name, inner))
}

fn limit(c: &mut Cursor) -> Parsed<Option<Limit>> {
    if !c.word("limit") {
        return Ok(None);
    }
    let first = expression(c)?;
    if c.sign(",") {
        return Ok(Some(Limit { offset: Some(first), count: expression(c)? }));
    }
    let offset = if c.word("offset") { Some(expression(c)?) } else { None };
    Ok(Some(Limit { offset, count: first }))
}

fn condition(c: &mut Cursor) -> Parsed<Option<Expr>> {
    if c.word("where") { expression(c).map(Some) } else { Ok(None) }
}

pub(super) fn table_name(c: &mut Cursor) -> Parsed<TableName> {
    let mut parts = vec![c.name(false)?];
    while parts.len() < 4 && c.sign(".") {
        parts.push(c.name(true)?);
    }
    Ok(TableName(parts))
}

fn table_list(c: &mut Cursor) -> Parsed<Vec<TableExpr>> {
    c.list(table_expr)
}

fn table_expr(c: &mut Cursor) -> Parsed<TableExpr> {
    c.deeper(|c| {
        let mut left = table_factor(c)?;
        while let Some(kind) = join_kind(c)? {
            let right = table_factor(c)?;
            let (mut on, mut using) = (None, Vec::new());
            if c.word("on") {
                on = Some(expression(c)?);
            } else if c.word("using") {
                c.expect_sign("(")?;
                using = c.list(|c| c.name(false))?;
                c.expect_sign(")")?;
            } else if kind.contains("left") || kind.contains("right") {
                return Err(c.wrong());
            }
            left = TableExpr::Join(Box::new(Join { left, kind, right, on, using }));
        }
        Ok(left)
    })
}

fn join_kind(c: &mut Cursor) -> Parsed<Option<&'static str>> {
    if c.word("join") {
        return Ok(Some("join"));
    }
    if c.word("inner") || c.word("cross") {
        c.expect_word("join")?;
        return Ok(Some("join"));
    }
    if c.word("straight_join") {
        return Ok(Some("straight_join"));
    }
    let is_natural = c.word("natural");
    let side = if c.word("left") { Some("left") } else { c.word("right").then_some("right") };
    let is_outer = side.is_some() && c.word("outer");
    if side.is_some() || is_natural {
        c.expect_word("join")?;
    }
    Ok(match (is_natural, side, is_outer) {
        (false, None, _) => None,
        (true, None, _) => Some("natural join"),
        (true, Some("left"), _) => Some("natural left join"),
        (true, Some(_), _) => Some("natural right join"),
        (false, Some("left"), false) => Some("left join"),
        (false, Some("left"), true) => Some("left outer join"),
        (false, Some(_), false) => Some("right join"),
        (false, Some(_), true) => Some("right outer join"),
    })
}

fn table_factor(c: &mut Cursor) -> Parsed<TableExpr> {
    let functions = ["json_each", "json_array_elements_text"];
    if c.is_sign_behind("(") && functions.into_iter().any(|word| c.is_word(word)) {
        let function = call(c)?;
        return Ok(TableExpr::Function(function, alias(c)?));
    }
    if !c.sign("(") {
        let name = table_name(c)?;
        return Ok(TableExpr::Table(name, alias(c)?));
    }
    if c.word("exec") {
        exec(c)?;
        c.expect_sign(")")?;
        return Ok(TableExpr::Exec);
    }
    if c.is_word("select") || c.is_word("with") || c.is_sign("(") {
        let start = c.place();
        if let Ok(inner) = query(c).and_then(|inner| c.expect_sign(")").map(|()| inner)) {
            let _ = c.word("as");
            return Ok(TableExpr::Derived(Box::new(inner), c.name(false)?));
        }
        c.back_to(start);
    }
    let inner = table_list(c)?;
    c.expect_sign(")")?;
    Ok(TableExpr::Paren(inner))
}

fn alias(c: &mut Cursor) -> Parsed<String> {
    let is_required = c.word("as");
    if let Some(Token::Text(text)) = c.peek() {
        let text = text.clone();
        c.advance();
        return Ok(text);
    }
    if is_required || c.is_name(false) { c.name(false) } else { Ok(String::new()) }
}

fn returning(c: &mut Cursor) -> Parsed<Vec<Selected>> {
    if c.word("returning") { selected_list(c) } else { Ok(Vec::new()) }
}

fn insert(c: &mut Cursor) -> Parsed<Statement> {
    let _ = c.word("ignore");
    let _ = c.word("into");
    let table = table_name(c)?;
    let start = c.place();
    let mut columns = Vec::new();
    if c.sign("(") {
        if c.is_word("select") || c.is_word("with") || c.is_sign("(") {
            c.back_to(start);
        } else {
            columns = c.list(|c| {
                let name = c.name(false)?;
                if c.sign(".") { c.name(false) } else { Ok(name) }
            })?;
            c.expect_sign(")")?;
        }
    }
    let rows = if c.word("values") {
        Rows::Values(c.list(|c| {
            c.expect_sign("(")?;
            let row = if c.is_sign(")") { Vec::new() } else { c.list(expression)? };
            c.expect_sign(")")?;
            Ok(row)
        })?)
    } else {
        Rows::Query(query(c)?)
    };
    let returning = returning(c)?;
    Ok(Statement::Insert(Insert { table, columns, rows, returning }))
}

fn update(c: &mut Cursor, is_replace: bool) -> Parsed<Statement> {
    let _ = c.word("ignore");
    let tables = table_list(c)?;
    c.expect_word("set")?;
    let assignments = c.list(|c| {
        let column = column(c)?;
        c.expect_sign("=")?;
        Ok((column, expression(c)?))
    })?;
    if c.word("from") {
        table_list(c)?;
    }
    let condition = condition(c)?;
    order_by(c)?;
    limit(c)?;
    let returning = returning(c)?;
    Ok(Statement::Update(Update { is_replace, tables, assignments, condition, returning }))
}

/// The name of a column with up to two qualifiers.
fn column(c: &mut Cursor) -> Parsed<Column> {
    let mut parts = table_name(c)?.0;
    if parts.len() > 3 {
        return Err(c.wrong());
    }
    let name = parts.pop().unwrap_or_default();
    Ok(Column { table: TableName(parts), name, signs: 0 })
}

fn delete(c: &mut Cursor) -> Parsed<Statement> {
    c.expect_word("from")?;
    let table = table_name(c)?;
    let condition = condition(c)?;
    order_by(c)?;
    limit(c)?;
    Ok(Statement::Delete(Delete { table, condition, returning: returning(c)? }))
}

fn exec(c: &mut Cursor) -> Parsed<Exec> {
    let shows_results = c.has_hint("SHOWRESULTS");
    let method = table_name(c)?;
    let (mut parameters, mut payload) = (Vec::new(), None);
    loop {
        match c.peek().cloned() {
            Some(Token::At(1, name)) => {
                c.advance();
                c.expect_sign("=")?;
                parameters.push((name, value(c)?));
                if !c.sign(",") {
                    break;
                }
            }
            _ if parameters.is_empty() => break,
            _ => return Err(c.wrong()),
        }
    }
    if let Some(Token::At(2, _)) = c.peek() {
        c.advance();
        c.expect_sign("=")?;
        payload = Some(value(c)?);
    }
    Ok(Exec { shows_results, method, parameters, payload })
}

/// A literal or `NULL`.
fn value(c: &mut Cursor) -> Parsed<Expr> {
    if c.word("null") {
        return Ok(Expr::Null);
    }
    let literal = c.peek().and_then(literal).ok_or_else(|| c.wrong())?;
    c.advance();
    Ok(Expr::Literal(literal))
}

fn show(c: &mut Cursor) -> Parsed<Statement> {
    let is_required_only = c.has_hint("REQUIRED");
    let is_extended = c.word("extended");
    let mut show = Show {
        kind: String::new(),
        is_extended,
        is_required_only,
        table: TableName::default(),
        columns: None,
        like: None,
        condition: None,
    };
    if c.word("insert") {
        show.kind = "INSERT".to_owned();
        show.is_required_only = is_required_only || c.has_hint("REQUIRED");
        let _ = c.word("into");
        show.table = table_name(c)?;
        if c.sign("(") {
            show.columns = Some(c.list(|c| c.name(false))?);
            c.expect_sign(")")?;
        }
    } else {
        show.kind = c.plain_name()?.to_uppercase();
        if c.word("in") || c.word("from") {
            show.table = table_name(c)?;
        }
    }
    if c.word("like") {
        match c.peek().cloned() {
            Some(Token::Text(text)) => show.like = Some(text),
            _ => return Err(c.wrong()),
        }
        c.advance();
    } else {
        show.condition = condition(c)?;
    }
    Ok(Statement::Show(show))
}

fn describe(c: &mut Cursor) -> Parsed<Statement> {
    let start = c.place();
    if c.word("method") && !c.is_sign(".") && !c.is_at_end() {
        let is_extended = c.word("extended");
        return Ok(Statement::DescribeMethod { is_extended, method: table_name(c)? });
    }
    c.back_to(start);
    let is_extended = c.word("extended");
    let _ = c.word("full");
    Ok(Statement::Describe { is_extended, table: table_name(c)? })
}
