//! What an API is asked to do of a query itself.

use crate::engine::predict::method::Method;
use crate::engine::predict::request::url::Url;
use crate::engine::predict::statement::ast::{
    Column, Comparison, Expr, Kind, Literal, Order, Select, Selected, TableExpr,
};
use crate::engine::predict::wire::Request;
use crate::tree::{Node, Value};

/// A comparison of a column with a value.
struct Predicate {
    column: String,
    operator: &'static str,
    value: String,
}

/// What a query asks for that an API may do.
#[derive(Default)]
pub struct Intent {
    projection: Vec<String>,
    predicates: Vec<Predicate>,
    orders: Vec<(String, &'static str)>,
    /// How many rows are asked for.
    pub limit: Option<i64>,
    offset: Option<i64>,
    is_count: bool,
}

/// Returns what a query asks for, if it is a plain one over one table.
pub fn intent(select: &Select) -> Option<Intent> {
    let [TableExpr::Table(..)] = select.from.as_slice() else { return None };
    if select.is_distinct || !select.group_by.is_empty() || select.having.is_some() {
        return None;
    }
    let mut intent = Intent::default();
    if let Some(condition) = &select.condition {
        predicates(condition, &mut intent.predicates);
    }
    for selected in &select.columns {
        match selected {
            Selected::Expr(Expr::Column(column), _) => intent.projection.push(column.name.clone()),
            Selected::Expr(Expr::Function(function), _) if function.name.eq_ignore_ascii_case("count") => {
                intent.is_count = true;
            }
            _ => {}
        }
    }
    if intent.is_count {
        return Some(Intent { predicates: intent.predicates, is_count: true, ..Intent::default() });
    }
    if !intent.projection.is_empty() {
        let mut mentioned = Vec::new();
        select.condition.iter().for_each(|condition| condition.columns(&mut mentioned));
        select.order_by.iter().for_each(|order| order.expr.columns(&mut mentioned));
        for column in mentioned {
            if !intent.projection.contains(&column.name) {
                intent.projection.push(column.name.clone());
            }
        }
    }
    let order = |order: &Order| match &order.expr {
        Expr::Column(Column { name, .. }) => Some((name.clone(), order.direction)),
        _ => None,
    };
    intent.orders = select.order_by.iter().filter_map(order).collect();
    if let Some(limit) = &select.limit {
        intent.limit = number(&limit.count);
        intent.offset = limit.offset.as_ref().and_then(number);
    }
    Some(intent)
}

fn number(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(Literal { kind: Kind::Int, text }) => text.parse().ok(),
        _ => None,
    }
}

fn predicates(expr: &Expr, found: &mut Vec<Predicate>) {
    match expr {
        Expr::And(left, right) => {
            predicates(left, found);
            predicates(right, found);
        }
        Expr::Compare(comparison) => found.extend(predicate(comparison)),
        _ => {}
    }
}

fn predicate(comparison: &Comparison) -> Option<Predicate> {
    let (Expr::Column(column), Expr::Literal(literal)) = (&comparison.left, &comparison.right) else { return None };
    let is_whole = literal.kind == Kind::Int && literal.text.parse::<i64>().is_ok();
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let value = if is_whole { literal.text.clone() } else { quoted(&literal.text) };
    let (operator, value) = match comparison.operator {
        "=" => ("eq", value),
        "!=" => ("ne", value),
        ">" => ("gt", value),
        ">=" => ("ge", value),
        "<" => ("lt", value),
        "<=" => ("le", value),
        "like" if !is_whole => {
            let prefix = literal.text.strip_suffix('%').filter(|prefix| !prefix.contains(['%', '_']))?;
            ("startswith", quoted(prefix))
        }
        _ => return None,
    };
    Some(Predicate { column: column.name.clone(), operator, value })
}

/// A block of what an API can do.
struct Block<'d>(&'d Node);

impl<'d> Block<'d> {
    fn text(&self, key: &str, of_odata: &'static str) -> &'d str {
        let own = self.0.text(key).filter(|text| !text.is_empty());
        let is_odata = self.0.text("dialect").is_some_and(|dialect| dialect.eq_ignore_ascii_case("odata"));
        own.unwrap_or(if is_odata { of_odata } else { "" })
    }

    fn supports(&self, key: &str, name: &str) -> bool {
        let items = self.0.items(key);
        items.is_empty() || items.iter().filter_map(Node::as_str).any(|item| item == "*" || item == name)
    }

    fn bounded(&self, value: i64) -> String {
        let bound = match self.0.get("maxValue").map(|node| &node.value) {
            Some(Value::Number(number)) => number.parse::<i64>().unwrap_or_default(),
            _ => 0,
        };
        if bound > 0 { value.min(bound) } else { value }.to_string()
    }

    fn is_odata(&self) -> bool {
        self.text("syntax", "odata").eq_ignore_ascii_case("odata")
    }
}

/// Adds to a request what its API can do.
pub fn apply(method: &Method<'_>, intent: &Intent, request: &mut Request) {
    let Some(config) = method.config(crate::engine::pushdown::KEY) else { return };
    let block = |key: &str| config.get(key).filter(|it| it.as_mapping().is_some()).map(Block);
    let mut added: Vec<(&str, String)> = Vec::new();
    added.extend(block("select").and_then(|block| selection(&block, intent)));
    added.extend(block("filter").and_then(|block| filter(&block, intent)));
    added.extend(block("orderBy").and_then(|block| ordering(&block, intent)));
    let bounded = |block: &Block<'_>, value: Option<i64>| value.filter(|it| *it >= 0).map(|it| block.bounded(it));
    added.extend(block("top").and_then(|it| Some((it.text("paramName", "$top"), bounded(&it, intent.limit)?))));
    added.extend(block("skip").and_then(|it| Some((it.text("paramName", "$skip"), bounded(&it, intent.offset)?))));
    if let Some(block) = block("count").filter(|_| intent.is_count) {
        added.push((block.text("paramName", "$count"), block.text("paramValue", "true").to_owned()));
    }
    added.retain(|(name, _)| !name.is_empty());
    let Ok(mut url) = Url::parse(&request.url) else { return };
    if added.is_empty() {
        return;
    }
    let mut pairs = url.pairs();
    pairs.retain(|(name, _)| !added.iter().any(|(known, _)| known == name));
    pairs.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value)));
    url.set_pairs(&pairs);
    request.url = url.text();
}

fn selection<'d>(block: &Block<'d>, intent: &Intent) -> Option<(&'d str, String)> {
    let is_whole = intent.projection.iter().all(|column| block.supports("supportedColumns", column));
    let delimiter = Some(block.text("delimiter", ",")).filter(|it| !it.is_empty()).unwrap_or(",");
    let is_asked = !intent.projection.is_empty() && is_whole;
    is_asked.then(|| (block.text("paramName", "$select"), intent.projection.join(delimiter)))
}

fn filter<'d>(block: &Block<'d>, intent: &Intent) -> Option<(&'d str, String)> {
    if !block.is_odata() {
        return None;
    }
    let is_supported = |it: &&Predicate| {
        block.supports("supportedColumns", &it.column) && block.supports("supportedOperators", it.operator)
    };
    let mut terms: Vec<String> = intent.predicates.iter().filter(is_supported).map(term).collect();
    if !block.supports("supportedOperators", "and") {
        terms.truncate(1);
    }
    (!terms.is_empty()).then(|| (block.text("paramName", "$filter"), terms.join(" and ")))
}

fn term(predicate: &Predicate) -> String {
    let Predicate { column, operator, value } = predicate;
    match *operator {
        "startswith" => format!("startswith({column},{value})"),
        operator => format!("{column} {operator} {value}"),
    }
}

fn ordering<'d>(block: &Block<'d>, intent: &Intent) -> Option<(&'d str, String)> {
    let is_whole = intent.orders.iter().all(|(column, _)| block.supports("supportedColumns", column));
    if intent.orders.is_empty() || !is_whole || !block.is_odata() {
        return None;
    }
    let parts: Vec<String> = intent.orders.iter().map(|(column, direction)| format!("{column} {direction}")).collect();
    Some((block.text("paramName", "$orderby"), parts.join(",")))
}
