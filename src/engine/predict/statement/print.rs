//! Prints parts of statements as the engine does: names mostly lose their quotes, and `OR` within another operator
//! becomes `||`.

use std::borrow::Cow;

use super::ast::{
    Column, Comparison, Expr, Function, Kind, Limit, Literal, Order, Over, Piece, Query, Select, Selected, TableExpr,
};
use super::keyword::is_keyword;

/// How names are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// As for SQLite: bare, three words aside.
    Bare,
    /// In backquotes where the parser would not read them otherwise.
    Escaped,
}

/// The words that the engine puts in double quotes for SQLite.
const QUOTED: [&str; 3] = ["commit", "key", "select"];

/// Prints an expression.
pub fn expr(expr: &Expr, names: Names) -> String {
    Printer { names, is_top: false }.expr(expr)
}

/// Prints an expression as a condition: at its top, `OR` stays what it is.
pub fn condition(expr: &Expr) -> String {
    Printer { names: Names::Bare, is_top: true }.expr(expr)
}

/// Prints a name.
pub fn name(name: &str, names: Names) -> Cow<'_, str> {
    match names {
        Names::Bare if QUOTED.contains(&name.to_ascii_lowercase().as_str()) => Cow::Owned(format!("\"{name}\"")),
        Names::Bare => Cow::Borrowed(name),
        Names::Escaped if has_odd_letters(name) || is_keyword(name) => {
            Cow::Owned(format!("`{}`", name.replace('`', "``")))
        }
        Names::Escaped => Cow::Borrowed(name),
    }
}

fn has_odd_letters(name: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '_' | '$');
    name.chars().enumerate().any(|(index, letter)| !is_letter(letter) && (index == 0 || !letter.is_ascii_digit()))
}

/// Prints a literal.
pub fn literal(literal: &Literal) -> String {
    match literal.kind {
        Kind::Text => text(&literal.text),
        Kind::Hex => format!("X'{}'", literal.text),
        Kind::Bits => format!("B'{}'", literal.text),
        _ => literal.text.clone(),
    }
}

/// Prints text in quotes, with a backslash before what could end it, which SQLite does not read so.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for letter in text.chars() {
        let escape = match letter {
            '\0' => '0',
            '\'' | '"' | '\\' => letter,
            '\u{8}' => 'b',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\u{1a}' => 'Z',
            letter => {
                out.push(letter);
                continue;
            }
        };
        out.push('\\');
        out.push(escape);
    }
    out.push('\'');
    out
}

/// Prints `GROUP BY`.
pub fn group_by(groups: &[Expr]) -> String {
    let groups: Vec<String> = groups.iter().map(ordering).collect();
    if groups.is_empty() { String::new() } else { format!(" group by {}", groups.join(", ")) }
}

/// Prints `ORDER BY`.
pub fn order_by(orders: &[Order]) -> String {
    let orders: Vec<String> =
        orders.iter().map(|order| format!("{} {}", ordering(&order.expr), order.direction)).collect();
    if orders.is_empty() { String::new() } else { format!(" order by {}", orders.join(", ")) }
}

/// A column is printed bare, anything else with backquotes.
fn ordering(it: &Expr) -> String {
    match it {
        Expr::Column(column) => column.full_name(),
        other => expr(other, Names::Escaped),
    }
}

/// Prints `LIMIT`.
pub fn limit(limit: &Limit) -> String {
    let count = expr(&limit.count, Names::Bare);
    match &limit.offset {
        Some(offset) => format!(" limit {count} offset {}", expr(offset, Names::Bare)),
        None => format!(" limit {count}"),
    }
}

#[derive(Clone, Copy)]
struct Printer {
    names: Names,
    is_top: bool,
}

impl Printer {
    fn inner(self) -> Printer {
        Printer { is_top: false, ..self }
    }

    fn expr(self, it: &Expr) -> String {
        let inner = self.inner();
        let part = |value: &Expr| inner.part(it, value);
        match it {
            Expr::And(left, right) => format!("{} and {}", part(left), part(right)),
            Expr::Or(left, right) if self.is_top => format!("{} or {}", part(left), part(right)),
            Expr::Or(left, right) => format!("{} || {}", part(left), part(right)),
            Expr::Xor(left, right) => format!("{} xor {}", part(left), part(right)),
            Expr::Not(inner) => format!("not {}", part(inner)),
            Expr::Is(inner, words) => format!("{} {words}", part(inner)),
            Expr::Compare(comparison) => self.comparison(it, comparison),
            Expr::Range(left, words, from, to) => {
                format!("{} {words} {} and {}", part(left), part(from), part(to))
            }
            Expr::Exists(query) => format!("exists ({})", inner.query(query)),
            Expr::Literal(value) => literal(value),
            Expr::Null => "null".to_owned(),
            Expr::Bool(value) => value.to_string(),
            Expr::Column(column) => inner.column(column),
            Expr::Tuple(items) => format!("({})", inner.all(items)),
            Expr::Subquery(query) => format!("({})", inner.query(query)),
            Expr::Binary(left, operator, right) => format!("{} {operator} {}", part(left), part(right)),
            Expr::Unary(operator, inner) => format!("{operator}{}", part(inner)),
            Expr::Function(function) => inner.function(function),
            Expr::Case(subject, cases, otherwise) => inner.case(subject.as_deref(), cases, otherwise.as_deref()),
            Expr::Convert(value, kind) => format!("cast({} AS {kind})", inner.expr(value)),
            Expr::GroupConcat(is_distinct, items, orders, separator) => format!(
                "group_concat({}{}{}{separator})",
                if *is_distinct { "distinct " } else { "" },
                inner.selected(items),
                inner.orders(orders)
            ),
            Expr::Other(pieces) => inner.pieces(pieces),
        }
    }

    fn comparison(self, it: &Expr, comparison: &Comparison) -> String {
        // At the top, the sides are printed for themselves: without parentheses, and `OR` as it is.
        let side = |value: &Expr| if self.is_top { self.expr(value) } else { self.part(it, value) };
        let escape = comparison.escape.as_ref().map(|escape| format!(" escape {}", self.inner().part(it, escape)));
        let (left, right) = (side(&comparison.left), side(&comparison.right));
        format!("{left} {} {right}{}", comparison.operator, escape.unwrap_or_default())
    }

    /// A part of an expression, in parentheses if it binds less.
    fn part(self, whole: &Expr, part: &Expr) -> String {
        let (outer, inner) = (binding(whole), binding(part));
        let both_is = matches!((whole, part), (Expr::Is(..), Expr::Is(..)));
        let printed = self.expr(part);
        if both_is || outer != 0 && inner > outer { format!("({printed})") } else { printed }
    }

    fn column(self, column: &Column) -> String {
        let name = if column.signs > 0 {
            format!("{}{}", "@".repeat(column.signs), column.name).into()
        } else {
            name(&column.name, self.names)
        };
        if column.table.is_empty() { name.into_owned() } else { format!("\"{}\".{name}", column.table.text()) }
    }

    fn all(self, items: &[Expr]) -> String {
        items.iter().map(|item| self.expr(item)).collect::<Vec<_>>().join(", ")
    }

    fn function(self, function: &Function) -> String {
        let qualifier = match function.qualifier.as_str() {
            "" => String::new(),
            qualifier => format!("{}.", name(qualifier, Names::Escaped)),
        };
        let called: Cow<'_, str> = match has_odd_letters(&function.name) {
            true => Cow::Owned(format!("`{}`", function.name.replace('`', "``"))),
            false => Cow::Borrowed(&function.name),
        };
        let distinct = if function.is_distinct { "distinct " } else { "" };
        let over = function.over.as_ref().map(|over| format!(" {}", self.over(over))).unwrap_or_default();
        format!("{qualifier}{called}({distinct}{}){over}", self.selected(&function.arguments))
    }

    fn over(self, over: &Over) -> String {
        let mut parts = Vec::new();
        if !over.partition_by.is_empty() {
            parts.push(format!("partition by {}", self.all(&over.partition_by)));
        }
        if !over.order_by.is_empty() {
            parts.push(self.orders(&over.order_by).trim_start().to_owned());
        }
        parts.extend(over.frame.as_ref().map(|frame| self.pieces(frame)));
        format!("over ({})", parts.join(" "))
    }

    fn orders(self, orders: &[Order]) -> String {
        let printed: Vec<String> =
            orders.iter().map(|order| format!("{} {}", self.expr(&order.expr), order.direction)).collect();
        if printed.is_empty() { String::new() } else { format!(" order by {}", printed.join(", ")) }
    }

    fn case(self, subject: Option<&Expr>, cases: &[(Expr, Expr)], otherwise: Option<&Expr>) -> String {
        let subject = subject.map(|subject| format!("{} ", self.expr(subject))).unwrap_or_default();
        let cases: String = cases
            .iter()
            .map(|(condition, value)| format!("when {} then {} ", self.expr(condition), self.expr(value)))
            .collect();
        let otherwise = otherwise.map(|value| format!("else {} ", self.expr(value))).unwrap_or_default();
        format!("case {subject}{cases}{otherwise}end")
    }

    fn pieces(self, pieces: &[Piece]) -> String {
        let printed = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Expr(inner) => self.expr(inner),
        });
        printed.collect()
    }

    fn selected(self, items: &[Selected]) -> String {
        let printed = items.iter().map(|item| match item {
            Selected::Star(table) if table.is_empty() => "*".to_owned(),
            Selected::Star(table) => format!("\"{}\".*", table.text()),
            Selected::Expr(inner, alias) if alias.is_empty() => self.expr(inner),
            Selected::Expr(inner, alias) => format!("{} as {}", self.expr(inner), name(alias, self.names)),
        });
        printed.collect::<Vec<_>>().join(", ")
    }

    fn query(self, query: &Query) -> String {
        match query {
            Query::Select(select) => self.select(select),
            Query::Paren(inner) => format!("({})", self.query(inner)),
            Query::Union(union) => {
                let others: String =
                    union.others.iter().map(|(operator, query)| format!(" {operator} {}", self.query(query))).collect();
                let limit = union.limit.as_ref().map(|limit| self.limit(limit)).unwrap_or_default();
                format!("{}{others}{}{limit}", self.query(&union.first), self.orders(&union.order_by))
            }
        }
    }

    fn select(self, select: &Select) -> String {
        let distinct = if select.is_distinct { "distinct " } else { "" };
        let from = match select.from.is_empty() {
            true => "\"dual\"".to_owned(),
            false => select.from.iter().map(|table| self.table(table)).collect::<Vec<_>>().join(", "),
        };
        let clause = |word: &str, expr: Option<&Expr>| {
            expr.map(|expr| format!(" {word} {}", self.expr(expr))).unwrap_or_default()
        };
        let groups = match select.group_by.is_empty() {
            true => String::new(),
            false => format!(" group by {}", self.all(&select.group_by)),
        };
        let limit = select.limit.as_ref().map(|limit| self.limit(limit)).unwrap_or_default();
        format!(
            "select {distinct}{} from {from}{}{groups}{}{}{limit}{}",
            self.selected(&select.columns),
            clause("where", select.condition.as_ref()),
            clause("having", select.having.as_ref()),
            self.orders(&select.order_by),
            select.lock
        )
    }

    fn limit(self, limit: &Limit) -> String {
        let offset = limit.offset.as_ref().map(|offset| format!("{}, ", self.expr(offset))).unwrap_or_default();
        format!(" limit {offset}{}", self.expr(&limit.count))
    }

    fn table(self, table: &TableExpr) -> String {
        let alias = |alias: &str| match alias {
            "" => String::new(),
            alias => format!(" as {}", name(alias, Names::Escaped)),
        };
        match table {
            TableExpr::Table(table, it) => format!("\"{}\"{}", table.text(), alias(it)),
            TableExpr::Derived(query, it) => format!("({}){}", self.query(query), alias(it)),
            TableExpr::Join(join) => {
                let on = join.on.as_ref().map(|on| format!(" on {}", self.expr(on))).unwrap_or_default();
                format!("{} {} {}{on}", self.table(&join.left), join.kind, self.table(&join.right))
            }
            TableExpr::Paren(tables) => {
                format!("({})", tables.iter().map(|table| self.table(table)).collect::<Vec<_>>().join(", "))
            }
            TableExpr::Function(function, it) => format!("{}{}", self.function(function), alias(it)),
            TableExpr::Exec => String::new(),
        }
    }
}

/// How loosely an expression binds; 0 for one that never needs parentheses.
fn binding(expr: &Expr) -> u8 {
    match expr {
        Expr::Or(..) => 16,
        Expr::Xor(..) => 15,
        Expr::And(..) => 14,
        Expr::Not(_) => 13,
        Expr::Range(..) => 12,
        Expr::Is(..) => 11,
        Expr::Compare(comparison) => match comparison.operator {
            "=" | "!=" | ">" | ">=" | "<" | "<=" | "like" | "in" | "regexp" => 11,
            _ => 0,
        },
        Expr::Binary(_, operator, _) => match *operator {
            "|" => 10,
            "&" => 9,
            "<<" | ">>" => 8,
            "+" | "-" => 7,
            "/" | "*" | "%" | "div" => 6,
            "^" => 5,
            _ => 0,
        },
        Expr::Unary(operator, _) => match *operator {
            "+" | "-" => 4,
            "!" => 3,
            "binary " => 2,
            _ => 0,
        },
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::ast::{Query, Statement};
    use super::super::parse;
    use super::*;

    fn where_of(sql: &str) -> String {
        match parse(sql).expect("a statement") {
            Statement::Query(Query::Select(select)) => condition(&select.condition.expect("a condition")),
            _ => panic!("no query"),
        }
    }

    #[test]
    fn names_lose_their_quotes_and_an_inner_or_joins_text() {
        assert_eq!(where_of(r#"SELECT a FROM t WHERE "a-b"=1 OR "key"='O''B'"#), r#"a-b = 1 or "key" = 'O\'B'"#);
        assert_eq!(where_of("SELECT a FROM t WHERE a='A' AND (n=3 OR n=4)"), "a = 'A' and (n = 3 || n = 4)");
        assert_eq!(where_of(r#"SELECT a FROM t WHERE upper("""x""")=t."b""#), r#"upper("x") = "t".b"#);
    }
}
