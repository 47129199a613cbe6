//! What a statement gives to a method.

use std::collections::BTreeMap;

use super::statement::ast::{Expr, Function, Kind, Literal, Selected};
use super::statement::print::{Names, expr};
use super::value::Value;

/// A value that a statement gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A plain value.
    Value(Value),
    /// A function with the text that it is called with, if it is one text, and as it is printed.
    Call(String, Option<String>, String),
}

/// Values by name.
pub type Arguments = BTreeMap<String, Argument>;

impl Argument {
    /// Makes an argument of text.
    pub fn text(text: impl Into<String>) -> Self {
        Argument::Value(Value::Text(text.into()))
    }

    /// Writes it as it goes into an address.
    pub fn display(&self) -> String {
        match self {
            Argument::Value(value) => value.display(),
            Argument::Call(_, _, printed) => printed.clone(),
        }
    }

    /// Makes an argument of a function.
    pub fn call(function: &Function) -> Self {
        let text = match function.arguments.as_slice() {
            [Selected::Expr(Expr::Literal(Literal { text, .. }), _)] => Some(text.clone()),
            _ => None,
        };
        let printed = expr(&Expr::Function(function.clone()), Names::Bare);
        Argument::Call(function.name.to_lowercase(), text, printed)
    }
}

/// Returns the value of a literal by its kind.
pub fn typed(literal: &Literal) -> Value {
    match literal.kind {
        Kind::Int => literal.text.parse().map_or_else(|_| Value::Text(literal.text.clone()), Value::Int),
        Kind::Float => literal.text.parse().map_or_else(|_| Value::Text(literal.text.clone()), Value::Float),
        _ => Value::Text(literal.text.clone()),
    }
}
