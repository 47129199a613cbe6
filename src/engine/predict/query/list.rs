//! What a query selects: the names that are printed, and what runs over the rows.

use crate::engine::predict::statement::ast::{Expr, Kind, Literal, Selected};
use crate::engine::predict::statement::print::{Names, expr as printed, literal as plain};

/// Something that is selected.
#[derive(Clone, Debug)]
pub struct Item {
    /// The name that is printed.
    pub header: String,
    /// What runs over the rows.
    pub sql: String,
}

/// Makes an item of an expression with its alias.
pub fn item(expr: &Expr, alias: &str) -> Item {
    let base = text(expr);
    let name = name(expr);
    let sql = if alias.is_empty() || loses_alias(expr) { base } else { format!("{base} AS \"{alias}\"") };
    Item { header: if alias.is_empty() { name } else { alias.to_owned() }, sql }
}

/// Whether an alias only heads the column: `COUNT(*)` and `group_concat` lose it before SQLite could sort by it.
fn loses_alias(expr: &Expr) -> bool {
    match expr {
        Expr::Function(function) => {
            function.over.is_none() && matches!(function.arguments.as_slice(), [Selected::Star(_)])
        }
        Expr::GroupConcat(..) => true,
        _ => false,
    }
}

/// Makes an item of a name that stands for itself.
pub fn plain_column(name: &str) -> Item {
    Item { header: name.to_owned(), sql: format!("\"{name}\"") }
}

fn name(expr: &Expr) -> String {
    match expr {
        Expr::Column(column) => column.name.clone(),
        Expr::Function(function) => match function.arguments.first() {
            Some(Selected::Expr(inner, alias)) if alias.is_empty() => name(inner),
            _ => printed(expr, Names::Bare),
        },
        Expr::Compare(comparison) => {
            let left = name(&comparison.left);
            if left.is_empty() { name(&comparison.right) } else { left }
        }
        _ => String::new(),
    }
}

fn text(expr: &Expr) -> String {
    let unescaped = |text: String| text.replace("\\\"", "\"");
    match expr {
        Expr::Function(function) => {
            let bare = printed(expr, Names::Bare);
            if function.arguments.len() < 2 || function.over.is_some() {
                return bare;
            }
            let argument = |selected: &Selected| match selected {
                Selected::Expr(inner, alias) => Some(item(inner, alias).sql),
                Selected::Star(_) => None,
            };
            let arguments: Vec<String> = function.arguments.iter().filter_map(argument).collect();
            format!("{}({})", function.name.to_lowercase(), arguments.join(", "))
        }
        Expr::Literal(Literal { kind: Kind::Text, text }) => format!("'{text}'"),
        Expr::Literal(literal) => plain(literal),
        other => unescaped(printed(other, Names::Bare)),
    }
}
