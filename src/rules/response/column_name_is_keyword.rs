//! A column is called like a keyword of the engine's parser.

use crate::engine::names::NameClass;
use crate::rules::{Findings, MethodContext};

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    for (name, _, mark) in context.columns_of(&[NameClass::Quoted]) {
        findings.add(
            mark,
            format!("the column name `{name}` is a keyword and needs double quotes"),
            "nothing; use the quotes in examples",
        );
    }
}
