//! Reads statements of StackQL for checks: tables, columns, and the names that are given a value.
//!
//! `sqlparser` parses them. It does not know two statements of StackQL: `REPLACE .. SET .. WHERE`, which is parsed as
//! an UPDATE, and `EXEC` with `@parameters`, of which it parses the parts.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Assignment, AssignmentTarget, BinaryOperator, Expr, Ident, ObjectName, Query, SelectItem, SetExpr, Statement,
    TableFactor, Value, Visit, Visitor,
};
use sqlparser::dialect::Dialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer, Word};

use crate::place::Mark;
use crate::sql::SqlVerb;
use crate::sql::{self, Position};

/// Maximum number of operators, which limits the depth of an expression.
const MAX_OPERATORS: usize = 2000;

/// Maximum number of tokens. A view over a wide resource has some thousand.
const MAX_TOKENS: usize = 50_000;

/// The engine's identifiers, quotes and escapes.
#[derive(Debug)]
struct StackQl;

impl Dialect for StackQl {
    fn is_identifier_start(&self, letter: char) -> bool {
        letter.is_ascii_alphabetic() || letter == '_' || letter == '$'
    }

    fn is_identifier_part(&self, letter: char) -> bool {
        self.is_identifier_start(letter) || letter.is_ascii_digit() || letter == '@'
    }

    fn is_delimited_identifier_start(&self, letter: char) -> bool {
        letter == '"'
    }

    fn supports_string_literal_backslash_escape(&self) -> bool {
        true
    }

    fn supports_bitwise_shift_operators(&self) -> bool {
        true
    }

    fn supports_limit_comma(&self) -> bool {
        true
    }
}

/// A name in a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name without its quotes.
    pub text: String,
    /// The name before its dot.
    pub qualifier: Option<String>,
    /// Whether it lacks the double quotes that the engine's parser needs there.
    pub lacks_quotes: bool,
    /// Line and column in the statement.
    pub mark: Mark,
}

/// A table and its alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The parts of its name.
    pub path: Vec<Name>,
    /// The alias.
    pub alias: Option<String>,
    /// Whether it is called like a function.
    pub is_function: bool,
}

/// The content of a statement.
#[derive(Debug)]
pub struct Reading {
    /// The verb.
    pub verb: SqlVerb,
    /// The tables; the path of EXEC ends in the method.
    pub tables: Vec<Table>,
    /// Columns that are only read.
    pub columns: Vec<Name>,
    /// Names that are given a value, or compared with one.
    pub given: Vec<Name>,
    /// Names that the statement defines: aliases of columns and tables, common table expressions.
    pub made: BTreeSet<String>,
    /// The JSON that EXEC sends.
    pub json: Option<(String, Mark)>,
}

/// An error in a statement.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The error in one sentence.
    pub message: String,
    /// Line and column in the statement.
    pub mark: Mark,
}

impl Fault {
    fn new(message: impl Into<String>, location: Location) -> Self {
        Fault { message: message.into(), mark: mark(location) }
    }
}

impl Reading {
    /// Returns the names given to a table: those without a qualifier, and those with its own.
    pub fn given_to<'r>(&'r self, table: &'r Table) -> impl Iterator<Item = &'r str> {
        let own = table.alias.as_deref().or_else(|| table.path.last().map(|name| name.text.as_str()));
        let is_for = move |name: &&Name| name.qualifier.is_none() || name.qualifier.as_deref() == own;
        self.given.iter().filter(is_for).map(|name| name.text.as_str())
    }

    /// Reads one statement.
    pub fn of(sql: &str) -> Result<Reading, Fault> {
        let tokens = tokens(sql)?;
        let Some(first) = tokens.first() else {
            return Err(Fault::new("the statement is missing", Location::new(1, 1)));
        };
        let Some(verb) = verb(first) else {
            let message = "a statement begins with SELECT, INSERT, UPDATE, REPLACE, DELETE or EXEC";
            return Err(Fault::new(message, first.span.start));
        };
        let mut parser = Parser::new(&StackQl).with_tokens_with_locations(in_other_words(tokens, verb));
        let reading = match verb {
            SqlVerb::Exec => exec(&mut parser),
            _ => statement(&mut parser, verb),
        };
        let reading = reading.map_err(|error| fault(&error))?;
        while parser.consume_token(&Token::SemiColon) {}
        match parser.peek_token() {
            TokenWithSpan { token: Token::EOF, .. } => Ok(reading),
            token => Err(Fault::new(format!("the statement should end before `{}`", token.token), token.span.start)),
        }
    }
}

/// Parses a SELECT, or returns `None` if that fails.
pub fn query(sql: &str) -> Option<Box<Query>> {
    let mut parser =
        Parser::new(&StackQl).with_tokens_with_locations(in_other_words(tokens(sql).ok()?, SqlVerb::Select));
    parser.parse_query().ok()
}

fn tokens(sql: &str) -> Result<Vec<TokenWithSpan>, Fault> {
    let tokens = Tokenizer::new(&StackQl, sql).tokenize_with_location();
    let mut tokens = tokens.map_err(|error| Fault::new(format!("invalid SQL: {}", error.message), error.location))?;
    tokens.retain(|token| !matches!(token.token, Token::Whitespace(_)));
    let is_operator = |token: &&TokenWithSpan| can_deepen(&token.token);
    let too_many = |token: &TokenWithSpan, message: String| Err(Fault::new(message, token.span.start));
    match (tokens.get(MAX_TOKENS), tokens.iter().filter(is_operator).nth(MAX_OPERATORS)) {
        (Some(token), _) => too_many(token, format!("the statement has more than {MAX_TOKENS} tokens")),
        (_, Some(token)) => too_many(token, format!("the statement has more than {MAX_OPERATORS} operators")),
        _ => Ok(tokens),
    }
}

/// Whether a token can nest expressions. The parser itself limits nested parentheses.
fn can_deepen(token: &Token) -> bool {
    match token {
        Token::Word(word) => !matches!(word.keyword, Keyword::NoKeyword | Keyword::AS),
        Token::Number(..) | Token::SingleQuotedString(_) | Token::DoubleQuotedString(_) => false,
        _ => !matches!(token, Token::Comma | Token::Period | Token::LParen | Token::RParen),
    }
}

fn verb(first: &TokenWithSpan) -> Option<SqlVerb> {
    let Token::Word(word) = &first.token else { return None };
    match word.value.to_ascii_lowercase().as_str() {
        "select" | "with" => Some(SqlVerb::Select),
        "insert" => Some(SqlVerb::Insert),
        "update" => Some(SqlVerb::Update),
        "replace" => Some(SqlVerb::Replace),
        "delete" => Some(SqlVerb::Delete),
        "exec" => Some(SqlVerb::Exec),
        _ => None,
    }
}

/// Returns the tokens for `sqlparser`: REPLACE becomes UPDATE, and words that are keywords only there become names.
fn in_other_words(mut tokens: Vec<TokenWithSpan>, verb: SqlVerb) -> Vec<TokenWithSpan> {
    let names: Vec<usize> = (0..tokens.len()).filter(|index| is_name(&tokens, *index)).collect();
    for (index, token) in tokens.iter_mut().enumerate() {
        let Token::Word(word) = &mut token.token else { continue };
        if index == 0 && verb == SqlVerb::Replace {
            *word = Word { value: "UPDATE".to_owned(), quote_style: None, keyword: Keyword::UPDATE };
        } else if names.contains(&index) {
            word.keyword = Keyword::NoKeyword;
        }
    }
    tokens
}

fn is_name(tokens: &[TokenWithSpan], index: usize) -> bool {
    let at = |index: Option<usize>| index.and_then(|index| tokens.get(index)).map(|token| &token.token);
    let Some(Token::Word(word)) = at(Some(index)) else { return false };
    match word.keyword {
        Keyword::TOP => true,
        Keyword::TRIM => at(index.checked_add(1)) != Some(&Token::LParen),
        Keyword::RETURNING => match at(index.checked_sub(1)) {
            Some(Token::Word(before)) => before.keyword != Keyword::NoKeyword,
            before => matches!(before, Some(Token::Comma | Token::LParen | Token::Period)),
        },
        _ => false,
    }
}

fn statement(parser: &mut Parser<'_>, verb: SqlVerb) -> Result<Reading, ParserError> {
    let statement = parser.parse_statement()?;
    let mut seen = Seen::default();
    match &statement {
        Statement::Insert(insert) => {
            insert.columns.iter().for_each(|column| seen.gives(column));
            if let Some(source) = &insert.source {
                same_count(insert.columns.len(), source)?;
            }
            seen.assigns(&insert.assignments);
        }
        Statement::Update(update) => seen.assigns(&update.assignments),
        _ => {}
    }
    let _ = statement.visit(&mut seen);
    let is_given = |name: &Name| seen.given.iter().any(|given| given.mark == name.mark);
    let columns = seen.columns.iter().filter(|name| !is_given(name)).cloned().collect();
    Ok(Reading { verb, tables: seen.tables, columns, given: seen.given, made: seen.made, json: None })
}

/// Compares the numbers of columns and values, which the engine pairs by position.
fn same_count(columns: usize, source: &Query) -> Result<(), ParserError> {
    let counts: Vec<usize> = match &*source.body {
        SetExpr::Values(values) => values.rows.iter().map(|row| row.content.len()).collect(),
        SetExpr::Select(select) => vec![select.projection.len()],
        _ => Vec::new(),
    };
    match counts.into_iter().find(|count| *count != columns) {
        Some(count) => Err(ParserError::ParserError(format!("{columns} columns, but {count} values"))),
        None => Ok(()),
    }
}

/// `EXEC path @name='value', .. @@json='..'`
fn exec(parser: &mut Parser<'_>) -> Result<Reading, ParserError> {
    parser.next_token();
    let path = names(&parser.parse_object_name(false)?);
    let mut given = Vec::new();
    while parser.consume_token(&Token::AtSign) {
        // After `@` every word is a name.
        given.push(Name { lacks_quotes: false, ..name(&parser.parse_identifier()?, Position::BehindDot) });
        parser.expect_token(&Token::Eq)?;
        parser.parse_value()?;
        if !parser.consume_token(&Token::Comma) {
            break;
        }
    }
    let json = if parser.consume_token(&Token::AtAt) { Some(payload(parser)?) } else { None };
    let tables = vec![Table { path, alias: None, is_function: false }];
    Ok(Reading { verb: SqlVerb::Exec, tables, columns: Vec::new(), given, made: BTreeSet::new(), json })
}

fn payload(parser: &mut Parser<'_>) -> Result<(String, Mark), ParserError> {
    let name = parser.parse_identifier()?;
    if name.value != "json" {
        let message = format!("the body is called `@@json`, not `@@{name}`{}", name.span.start);
        return Err(ParserError::ParserError(message));
    }
    parser.expect_token(&Token::Eq)?;
    let value = parser.parse_value()?;
    match value.value {
        Value::SingleQuotedString(json) => Ok((json, mark(value.span.start))),
        other => Err(ParserError::ParserError(format!("`@@json` must be a string, not {other}{}", value.span.start))),
    }
}

#[derive(Default)]
struct Seen {
    tables: Vec<Table>,
    columns: Vec<Name>,
    given: Vec<Name>,
    made: BTreeSet<String>,
}

impl Seen {
    fn gives(&mut self, column: &ObjectName) {
        self.given.extend(names(column).pop());
    }

    fn assigns(&mut self, assignments: &[Assignment]) {
        for assignment in assignments {
            match &assignment.target {
                AssignmentTarget::ColumnName(column) => self.gives(column),
                AssignmentTarget::Tuple(columns) => columns.iter().for_each(|column| self.gives(column)),
            }
        }
    }

    fn compares(&mut self, side: &Expr) {
        match side {
            Expr::Identifier(ident) => self.given.push(name(ident, Position::Alone)),
            Expr::CompoundIdentifier(idents) => self.given.extend(last(idents)),
            _ => {}
        }
    }
}

impl Visitor for Seen {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let named = query.with.iter().flat_map(|with| &with.cte_tables);
        self.made.extend(named.map(|table| table.alias.name.value.clone()));
        if let SetExpr::Select(select) = &*query.body {
            self.made.extend(select.projection.iter().filter_map(|item| match item {
                SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
                _ => None,
            }));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        self.tables.push(Table { path: names(relation), alias: None, is_function: false });
        ControlFlow::Continue(())
    }

    fn post_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, args, alias, .. } = factor {
            let path = names(name);
            for table in self.tables.iter_mut().filter(|table| table.path == path) {
                table.is_function = args.is_some();
                table.alias = alias.as_ref().map(|alias| alias.name.value.clone());
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => {
                self.compares(left);
                self.compares(right);
            }
            Expr::InList { expr, negated: false, .. } => self.compares(expr),
            Expr::Identifier(ident) => self.columns.push(name(ident, Position::Alone)),
            Expr::CompoundIdentifier(idents) => self.columns.extend(last(idents)),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

fn names(path: &ObjectName) -> Vec<Name> {
    let parts = path.0.iter().filter_map(|part| part.as_ident()).enumerate();
    parts.map(|(index, ident)| name(ident, Position::in_path(index))).collect()
}

fn last(path: &[Ident]) -> Option<Name> {
    let (last, before) = path.split_last()?;
    let qualifier = before.last().map(|ident| ident.value.clone());
    Some(Name { qualifier, ..name(last, Position::in_path(before.len())) })
}

fn name(ident: &Ident, position: Position) -> Name {
    let lacks_quotes = ident.quote_style.is_none() && sql::needs_quotes(&ident.value, position);
    Name { text: ident.value.clone(), qualifier: None, lacks_quotes, mark: mark(ident.span.start) }
}

fn mark(location: Location) -> Mark {
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Mark::new(number(location.line), number(location.column))
}

/// Splits off the location that the parser appends to its message.
fn fault(error: &ParserError) -> Fault {
    let message = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.as_str(),
        ParserError::RecursionLimitExceeded => "it is nested too deeply",
    };
    let (message, place) = message.split_once(" at Line: ").unwrap_or((message, ""));
    let mut numbers = place.split(", Column: ").map(|number| number.trim().parse().unwrap_or(0));
    let location = Location::new(numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    Fault::new(format!("this is not a valid StackQL statement: {message}"), location)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sqlparser::keywords::ALL_KEYWORDS;

    use super::*;

    fn statements(name: &str) -> [String; 6] {
        let (alone, behind) = (sql::identifier(name, Position::Alone), sql::identifier(name, Position::BehindDot));
        let variable = sql::variable(name);
        [
            format!(
                "SELECT {alone}, json_extract({alone}, '$.a') AS {alone} FROM a.{behind}.{behind} WHERE {alone} = 1 AND b = '';"
            ),
            format!("INSERT INTO a.{behind}.{behind} (b, {alone}) SELECT '', 1;"),
            format!("UPDATE a.{behind}.{behind} SET {alone} = 'x', b = '' WHERE {alone} = 1;"),
            format!("REPLACE a.{behind}.{behind} SET {alone} = 'x' WHERE {alone} = 1 AND b = 2;"),
            format!("DELETE FROM a.{behind}.{behind} WHERE {alone} = 1 AND b = 2;"),
            format!("EXEC a.{behind}.{behind}.{behind} {variable}='x', @b='';"),
        ]
    }

    fn check(name: &str) -> Result<(), String> {
        for sql in statements(name) {
            let reading = Reading::of(&sql).map_err(|fault| format!("{}\n{sql}", fault.message))?;
            let given: BTreeSet<&str> = reading.given.iter().map(|name| name.text.as_str()).collect();
            let path: Vec<&str> =
                reading.tables.iter().flat_map(|it| &it.path).map(|it| it.text.as_str()).take(3).collect();
            if given != BTreeSet::from([name, "b"]) || path != ["a", name, name] {
                return Err(format!("{given:?} {path:?}\n{sql}"));
            }
            if reading.given.iter().chain(&reading.columns).any(|name| name.lacks_quotes) {
                return Err(format!("lacks quotes\n{sql}"));
            }
        }
        Ok(())
    }

    #[test]
    fn every_word_can_be_a_name() {
        let wrong: Vec<String> = ALL_KEYWORDS.iter().filter_map(|word| check(&word.to_lowercase()).err()).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    proptest! {
        #![proptest_config(crate::properties::config(256))]

        #[test]
        fn any_name_can_be_one(name in "[^\u{0}]{1,20}") {
            prop_assume!(name != "b");
            check(&name).map_err(TestCaseError::fail)?;
        }

        #[test]
        fn nothing_stops_the_reader(sql in "(EXEC|SELECT|REPLACE|INSERT) ?[ -~\n]{0,80}") {
            let _ = Reading::of(&sql);
        }
    }

    #[test]
    fn faults_have_their_place() {
        for (sql, message, line, column) in [
            ("", "the statement is missing", 1, 1),
            ("DROP TABLE a;", "a statement begins with", 1, 1),
            ("SELECT a\nFROM b.c.d WHERE x = 'y", "invalid SQL: Unterminated string literal", 2, 22),
            ("SELECT a\nFROM b.c.d WHERE;", "this is not a valid StackQL statement: Expected", 2, 17),
            ("SELECT a FROM b.c.d; SELECT 1", "the statement should end before `SELECT`", 1, 22),
            ("EXEC a.b.c.d @x='1' @y='2'", "the statement should end before `@`", 1, 21),
            ("EXEC a.b.c.d @@json=1", "this is not a valid StackQL statement: `@@json` must be a string", 1, 21),
            ("EXEC a.b.c.d @@jsn='1'", "this is not a valid StackQL statement: the body is called", 1, 16),
            (
                "INSERT INTO a.b.c (x, y) SELECT 1",
                "this is not a valid StackQL statement: 2 columns, but 1 values",
                0,
                0,
            ),
        ] {
            let fault = Reading::of(sql).unwrap_err();
            assert!(fault.message.starts_with(message), "{sql}: {}", fault.message);
            assert_eq!(fault.mark, Mark::new(line, column), "{sql}");
        }
        let long = format!("SELECT {} FROM a.b.c", vec!["1"; 3000].join(" + "));
        assert!(Reading::of(&long).unwrap_err().message.contains("2000 operators"));
        let deep = format!("SELECT {}1{} FROM a.b.c", "(".repeat(900), ")".repeat(900));
        assert!(Reading::of(&deep).unwrap_err().message.contains("nested too deeply"));
        assert!(Reading::of(&format!("SELECT {} FROM a.b.c", vec!["1"; 900].join(" + "))).is_ok());
    }

    #[test]
    fn what_a_statement_makes_is_no_column() {
        let sql = "WITH u AS (SELECT id AS key FROM a.b.c) SELECT key, x.name FROM u JOIN a.b.d x ON x.id = u.key, json_each(list)";
        let reading = Reading::of(&sql.replace("list", "\"list\"")).unwrap();
        assert!(reading.made.contains("u") && reading.made.contains("key"));
        let texts = |names: &[Name]| names.iter().map(|name| name.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&reading.columns), ["id", "key", "name", "list"]);
        assert_eq!(texts(&reading.given), ["id", "key"]);
        assert_eq!(reading.tables.iter().filter(|table| table.is_function).count(), 1);
        assert_eq!(reading.tables.iter().find_map(|table| table.alias.as_deref()), Some("x"));
        let qualifiers: Vec<_> = reading.given.iter().map(|name| name.qualifier.as_deref()).collect();
        assert_eq!(qualifiers, [Some("x"), Some("u")]);
    }
}
