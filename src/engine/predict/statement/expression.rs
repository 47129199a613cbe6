//! Parses expressions, by the engine's order of operators.

use super::ast::{Column, Comparison, Expr, Function, Kind, Literal, Order, Over, Piece, Selected, TableName};
use super::cursor::{Cursor, Parsed};
use super::token::Token;

/// What is selected.
pub(super) fn selected_list(c: &mut Cursor) -> Parsed<Vec<Selected>> {
    c.list(selected)
}

fn selected(c: &mut Cursor) -> Parsed<Selected> {
    if c.sign("*") {
        return Ok(Selected::Star(TableName::default()));
    }
    let expr = expression(c)?;
    let is_required = c.word("as");
    let alias = match c.peek().cloned() {
        Some(Token::Text(text)) => {
            c.advance();
            text
        }
        _ if is_required || c.is_name(false) => c.name(false)?,
        _ => String::new(),
    };
    Ok(Selected::Expr(expr, alias))
}

/// An expression: operators that join conditions.
pub(super) fn expression(c: &mut Cursor) -> Parsed<Expr> {
    c.deeper(|c| {
        let mut left = exclusive(c)?;
        while c.word("or") || c.sign("||") {
            left = Expr::Or(Box::new(left), Box::new(exclusive(c)?));
        }
        Ok(left)
    })
}

fn exclusive(c: &mut Cursor) -> Parsed<Expr> {
    let mut left = conjunction(c)?;
    while c.word("xor") {
        left = Expr::Xor(Box::new(left), Box::new(conjunction(c)?));
    }
    Ok(left)
}

fn conjunction(c: &mut Cursor) -> Parsed<Expr> {
    let mut left = negation(c)?;
    while c.word("and") || c.sign("&&") {
        left = Expr::And(Box::new(left), Box::new(negation(c)?));
    }
    Ok(left)
}

fn negation(c: &mut Cursor) -> Parsed<Expr> {
    if c.word("not") {
        return c.deeper(|c| Ok(Expr::Not(Box::new(negation(c)?))));
    }
    let mut expr = condition(c)?;
    while c.word("is") {
        expr = Expr::Is(Box::new(expr), is_what(c)?);
    }
    Ok(expr)
}

fn is_what(c: &mut Cursor) -> Parsed<&'static str> {
    let is_not = c.word("not");
    let words =
        [("null", "is null", "is not null"), ("true", "is true", "is not true"), ("false", "is false", "is not false")];
    let found = words.into_iter().find(|(word, ..)| c.word(word));
    found.map(|(_, plain, negated)| if is_not { negated } else { plain }).ok_or_else(|| c.wrong())
}

fn condition(c: &mut Cursor) -> Parsed<Expr> {
    if c.word("exists") {
        c.expect_sign("(")?;
        let inner = c.query()?;
        c.expect_sign(")")?;
        return Ok(Expr::Exists(Box::new(inner)));
    }
    let left = value(c, 0)?;
    for operator in ["=", "<", ">", "<=", ">=", "!=", "<=>"] {
        if c.sign(operator) {
            return Ok(Comparison::plain(left, operator, value(c, 0)?));
        }
    }
    let start = c.place();
    let is_not = c.word("not");
    if c.word("in") {
        let right = tuple(c)?;
        return Ok(Comparison::plain(left, if is_not { "not in" } else { "in" }, right));
    }
    if c.word("like") {
        let right = value(c, 0)?;
        let escape = if c.word("escape") { Some(value(c, 0)?) } else { None };
        let operator = if is_not { "not like" } else { "like" };
        return Ok(Expr::Compare(Box::new(Comparison { left, operator, right, escape })));
    }
    if c.word("regexp") || c.word("rlike") {
        return Ok(Comparison::plain(left, if is_not { "not regexp" } else { "regexp" }, value(c, 0)?));
    }
    if c.word("between") {
        let from = value(c, 0)?;
        c.expect_word("and")?;
        let operator = if is_not { "not between" } else { "between" };
        return Ok(Expr::Range(Box::new(left), operator, Box::new(from), Box::new(value(c, 0)?)));
    }
    c.back_to(start);
    Ok(left)
}

/// What stands behind `IN`.
fn tuple(c: &mut Cursor) -> Parsed<Expr> {
    if let Some(Token::List(text)) = c.peek().cloned() {
        c.advance();
        return Ok(Expr::Other(vec![Piece::Text(text)]));
    }
    c.expect_sign("(")?;
    let inner = if is_query(c) { Expr::Subquery(Box::new(c.query()?)) } else { Expr::Tuple(c.list(expression)?) };
    c.expect_sign(")")?;
    Ok(inner)
}

fn is_query(c: &Cursor) -> bool {
    c.is_word("select") || c.is_word("with")
}

/// Operators on values, the loosest first.
const OPERATORS: [&[&str]; 6] = [&["|"], &["&"], &["<<", ">>"], &["+", "-"], &["*", "/", "%", "div", "mod"], &["^"]];

fn value(c: &mut Cursor, level: usize) -> Parsed<Expr> {
    let Some(operators) = OPERATORS.get(level) else { return unary(c) };
    let mut left = value(c, level + 1)?;
    while let Some(operator) = operators.iter().find(|operator| c.sign(operator) || c.word(operator)) {
        let operator = if *operator == "mod" { "%" } else { operator };
        left = Expr::Binary(Box::new(left), operator, Box::new(value(c, level + 1)?));
    }
    Ok(left)
}

fn unary(c: &mut Cursor) -> Parsed<Expr> {
    let signs = [("+", "+"), ("-", "-"), ("~", "~"), ("!", "!")];
    let words = [
        ("binary", "binary "),
        ("_binary", "_binary "),
        ("_utf8mb4", "_utf8mb4 "),
        ("_utf8", "_utf8 "),
        ("_latin1", "_latin1 "),
    ];
    let sign = signs.into_iter().find(|(sign, _)| c.sign(sign));
    let Some((_, operator)) = sign.or_else(|| words.into_iter().find(|(word, _)| c.word(word))) else {
        return collated(c);
    };
    c.deeper(|c| Ok(signed(operator, unary(c)?)))
}

/// A sign before a whole number is part of it.
fn signed(operator: &'static str, inner: Expr) -> Expr {
    match (operator, inner) {
        ("+", Expr::Literal(literal)) if literal.kind == Kind::Int => Expr::Literal(literal),
        ("-", Expr::Literal(literal)) if literal.kind == Kind::Int => {
            let text = literal.text.strip_prefix('-').map_or_else(|| format!("-{}", literal.text), str::to_owned);
            Expr::Literal(Literal { kind: Kind::Int, text })
        }
        (operator, inner) => Expr::Unary(operator, Box::new(inner)),
    }
}

fn collated(c: &mut Cursor) -> Parsed<Expr> {
    let mut expr = primary(c)?;
    while c.word("collate") {
        let name = c.name(false)?;
        expr = Expr::Other(vec![Piece::Expr(expr), Piece::Text(format!(" collate {name}"))]);
    }
    let mut casts = String::new();
    while let Some(Token::List(text)) = c.peek() {
        casts.push_str(text);
        c.advance();
    }
    if casts.is_empty() { Ok(expr) } else { Ok(Expr::Other(vec![Piece::Expr(expr), Piece::Text(casts)])) }
}

fn primary(c: &mut Cursor) -> Parsed<Expr> {
    if let Some(literal) = c.peek().and_then(literal) {
        c.advance();
        return Ok(Expr::Literal(literal));
    }
    for (word, expr) in [("null", Expr::Null), ("true", Expr::Bool(true)), ("false", Expr::Bool(false))] {
        if c.word(word) {
            return Ok(expr);
        }
    }
    if c.sign("(") {
        return parenthesised(c);
    }
    if let Some(expr) = keyword_call(c)? {
        return Ok(expr);
    }
    if c.is_sign_behind("(") && c.is_name(false) {
        return call(c).map(Expr::Function);
    }
    column(c)
}

fn parenthesised(c: &mut Cursor) -> Parsed<Expr> {
    if is_query(c) {
        let inner = c.query()?;
        c.expect_sign(")")?;
        return Ok(Expr::Subquery(Box::new(inner)));
    }
    let mut items = c.list(expression)?;
    c.expect_sign(")")?;
    Ok(match (items.len(), items.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            items.push(last);
            Expr::Tuple(items)
        }
        (_, None) => Expr::Tuple(items),
    })
}

/// A column, or what `->` takes out of one.
fn column(c: &mut Cursor) -> Parsed<Expr> {
    let signs = match c.peek() {
        Some(Token::At(signs, _)) => *signs,
        _ => 0,
    };
    let mut parts = vec![c.name(false)?];
    while parts.len() < 3 && c.is_sign(".") {
        c.advance();
        parts.push(c.name(true)?);
    }
    if parts.len() == 2 && c.is_sign("(") {
        let name = parts.pop().unwrap_or_default();
        let qualifier = parts.pop().unwrap_or_default();
        return arguments(c, qualifier, name).map(Expr::Function);
    }
    let name = parts.pop().unwrap_or_default();
    let column = Expr::Column(Column { table: TableName(parts), name, signs });
    for operator in ["->>", "->"] {
        if c.sign(operator) {
            let right = primary(c)?;
            return Ok(Expr::Binary(Box::new(column), operator, Box::new(right)));
        }
    }
    Ok(column)
}

/// A call of a function that has a name.
pub(super) fn call(c: &mut Cursor) -> Parsed<Function> {
    let name = c.name(false)?;
    arguments(c, String::new(), name)
}

fn arguments(c: &mut Cursor, qualifier: String, name: String) -> Parsed<Function> {
    c.expect_sign("(")?;
    let is_distinct = c.word("distinct") || c.word("distinctrow");
    let arguments = if c.is_sign(")") { Vec::new() } else { selected_list(c)? };
    c.expect_sign(")")?;
    let over = if c.word("over") { Some(Box::new(window(c)?)) } else { None };
    Ok(Function { qualifier, name, is_distinct, arguments, over })
}

fn window(c: &mut Cursor) -> Parsed<Over> {
    c.expect_sign("(")?;
    let mut partition_by = Vec::new();
    if c.word("partition") {
        c.expect_word("by")?;
        partition_by = c.list(expression)?;
    }
    let order_by = order_by(c)?;
    let frame = frame(c)?;
    c.expect_sign(")")?;
    Ok(Over { partition_by, order_by, frame })
}

fn frame(c: &mut Cursor) -> Parsed<Option<Vec<Piece>>> {
    let Some(kind) = ["rows", "range"].into_iter().find(|word| c.word(word)) else { return Ok(None) };
    let mut pieces = vec![Piece::Text(format!("{kind} "))];
    if c.word("between") {
        pieces.push(Piece::Text("between ".to_owned()));
        bound(c, &mut pieces)?;
        c.expect_word("and")?;
        pieces.push(Piece::Text(" and ".to_owned()));
    }
    bound(c, &mut pieces)?;
    Ok(Some(pieces))
}

fn bound(c: &mut Cursor, pieces: &mut Vec<Piece>) -> Parsed<()> {
    if c.word("current") {
        c.expect_word("row")?;
        pieces.push(Piece::Text("current row".to_owned()));
        return Ok(());
    }
    if c.word("unbounded") {
        pieces.push(Piece::Text("unbounded".to_owned()));
    } else {
        pieces.push(Piece::Expr(value(c, 0)?));
    }
    let end = ["preceding", "following"].into_iter().find(|word| c.word(word)).ok_or_else(|| c.wrong())?;
    pieces.push(Piece::Text(format!(" {end}")));
    Ok(())
}

/// Calls that begin with a keyword.
fn keyword_call(c: &mut Cursor) -> Parsed<Option<Expr>> {
    let plain = ["left", "right", "if", "database", "schema", "mod", "replace", "substr", "substring"];
    if c.is_sign_behind("(") {
        if let Some(name) = plain.into_iter().find(|word| c.word(word)) {
            return plain_keyword_call(c, name).map(Some);
        }
        if c.word("cast") {
            return cast(c, true).map(Some);
        }
        if c.word("convert") {
            return cast(c, false).map(Some);
        }
        if c.word("group_concat") {
            return group_concat(c).map(Some);
        }
    }
    if c.word("case") {
        return case(c).map(Some);
    }
    let times = [
        "current_timestamp",
        "utc_timestamp",
        "utc_time",
        "utc_date",
        "localtime",
        "localtimestamp",
        "current_date",
        "current_time",
    ];
    if let Some(name) = times.into_iter().find(|word| c.word(word)) {
        return time(c, name).map(Some);
    }
    if c.word("interval") {
        return interval(c).map(Some);
    }
    if c.word("default") {
        return Ok(Some(Expr::Other(vec![Piece::Text("default".to_owned())])));
    }
    Ok(None)
}

fn plain_keyword_call(c: &mut Cursor, name: &str) -> Parsed<Expr> {
    let start = c.place();
    let name = if name == "substring" { "substr" } else { name };
    if let Ok(function) = arguments(c, String::new(), name.to_owned()) {
        return Ok(Expr::Function(function));
    }
    c.back_to(start);
    c.expect_sign("(")?;
    let first = primary(c)?;
    c.expect_word("from")?;
    let from = value(c, 0)?;
    c.expect_word("for")?;
    let count = value(c, 0)?;
    c.expect_sign(")")?;
    let text = |text: &str| Piece::Text(text.to_owned());
    Ok(Expr::Other(vec![
        text("substr("),
        Piece::Expr(first),
        text(", "),
        Piece::Expr(from),
        text(", "),
        Piece::Expr(count),
        text(")"),
    ]))
}

fn cast(c: &mut Cursor, is_cast: bool) -> Parsed<Expr> {
    c.expect_sign("(")?;
    let inner = expression(c)?;
    if is_cast {
        c.expect_word("as")?;
    } else {
        c.expect_sign(",")?;
    }
    let kinds =
        ["binary", "char", "date", "datetime", "decimal", "real", "json", "nchar", "signed", "time", "unsigned"];
    let spelled = match c.peek() {
        Some(Token::Word(word)) if kinds.contains(&word.to_ascii_lowercase().as_str()) => word.clone(),
        _ => return Err(c.wrong()),
    };
    c.advance();
    if spelled.to_ascii_lowercase().ends_with("signed") {
        let _ = c.word("integer");
    }
    let mut kind = spelled;
    if c.sign("(") {
        let sizes = c.list(|c| match c.peek().cloned() {
            Some(Token::Int(text)) => {
                c.advance();
                Ok(text)
            }
            _ => Err(c.wrong()),
        })?;
        kind = format!("{kind}({})", sizes.join(", "));
        c.expect_sign(")")?;
    }
    c.expect_sign(")")?;
    Ok(Expr::Convert(Box::new(inner), kind))
}

fn group_concat(c: &mut Cursor) -> Parsed<Expr> {
    c.expect_sign("(")?;
    let is_distinct = c.word("distinct");
    let items = selected_list(c)?;
    let order_by = order_by(c)?;
    let mut separator = String::new();
    if c.word("separator") {
        match c.peek().cloned() {
            Some(Token::Text(text)) => separator = format!(" separator '{text}'"),
            _ => return Err(c.wrong()),
        }
        c.advance();
    }
    c.expect_sign(")")?;
    Ok(Expr::GroupConcat(is_distinct, items, order_by, separator))
}

fn case(c: &mut Cursor) -> Parsed<Expr> {
    let subject = if c.is_word("when") { None } else { Some(Box::new(expression(c)?)) };
    let mut cases = Vec::new();
    while c.word("when") {
        let condition = expression(c)?;
        c.expect_word("then")?;
        cases.push((condition, expression(c)?));
    }
    let otherwise = if c.word("else") { Some(Box::new(expression(c)?)) } else { None };
    c.expect_word("end")?;
    if cases.is_empty() { Err(c.wrong()) } else { Ok(Expr::Case(subject, cases, otherwise)) }
}

fn time(c: &mut Cursor, name: &str) -> Parsed<Expr> {
    let function = Function {
        qualifier: String::new(),
        name: name.to_owned(),
        is_distinct: false,
        arguments: Vec::new(),
        over: None,
    };
    if !c.sign("(") || c.sign(")") {
        return Ok(Expr::Function(function));
    }
    let precision = value(c, 0)?;
    c.expect_sign(")")?;
    let text = |text: String| Piece::Text(text);
    Ok(Expr::Other(vec![text(format!("{name}(")), Piece::Expr(precision), text(")".to_owned())]))
}

fn interval(c: &mut Cursor) -> Parsed<Expr> {
    let amount = value(c, 0)?;
    let unit = match &amount {
        Expr::Literal(Literal { kind: Kind::Text, text }) if text.split(' ').count() == 2 && !c.is_name(false) => {
            return Ok(Expr::Other(vec![Piece::Text(format!("interval '{text}'"))]));
        }
        _ => c.name(false)?,
    };
    Ok(Expr::Other(vec![Piece::Text("interval '".to_owned()), Piece::Expr(amount), Piece::Text(format!(" {unit}'"))]))
}

/// The order of rows.
pub(super) fn order_by(c: &mut Cursor) -> Parsed<Vec<Order>> {
    if !c.word("order") {
        return Ok(Vec::new());
    }
    c.expect_word("by")?;
    c.list(|c| {
        let expr = expression(c)?;
        let direction = if c.word("desc") { "desc" } else { "asc" };
        let _ = c.word("asc");
        Ok(Order { expr, direction })
    })
}

/// The literal that a token is.
pub(super) fn literal(token: &Token) -> Option<Literal> {
    let (kind, text) = match token {
        Token::Text(text) => (Kind::Text, text),
        Token::Int(text) => (Kind::Int, text),
        Token::Float(text) => (Kind::Float, text),
        Token::HexNumber(text) => (Kind::HexNumber, text),
        Token::Hex(text) => (Kind::Hex, text),
        Token::Bits(text) => (Kind::Bits, text),
        Token::Argument(text) => (Kind::Argument, text),
        _ => return None,
    };
    Some(Literal { kind, text: text.clone() })
}
