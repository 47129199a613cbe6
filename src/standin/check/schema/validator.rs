//! Judges values by a schema.

use std::thread;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ValidationError, ValidationOptions};
use serde_json::{Value as Json, json};

use crate::schema::Resolver;
use crate::tree::Node;

use super::convert::converted;

/// Maximum number of problems that are told of one value.
const MAX_PROBLEMS: usize = 20;

/// Maximum size of a compiled pattern, in bytes; larger ones demand nothing.
const MAX_PATTERN: usize = 1 << 20;

/// Maximum number of steps back in a pattern.
const MAX_BACKTRACKS: usize = 100_000;

/// The stack for the compilation of a schema, which goes as deep as its references do.
const STACK: usize = 256 << 20;

/// A schema that judges values.
pub struct Validator(Option<jsonschema::Validator>);

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A JSON pointer into the value.
    pub at: String,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
}

impl Validator {
    /// Compiles a schema of a document. One that cannot be compiled allows anything.
    pub fn new(resolver: Resolver<'_>, schema: &Node) -> Self {
        let compile = || options().build(&converted(resolver, schema)).ok();
        let compiled = thread::scope(|scope| {
            let started = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, compile);
            started.ok().and_then(|thread| thread.join().ok()).flatten()
        });
        Validator(compiled)
    }

    /// Returns what is wrong with a value.
    pub fn problems(&self, value: &Json) -> Vec<Problem> {
        let mut problems = Vec::new();
        for error in self.0.iter().flat_map(|validator| validator.iter_errors(value)) {
            add(&error, &mut problems);
            if problems.len() >= MAX_PROBLEMS {
                break;
            }
        }
        problems
    }
}

/// Whether a validator can use a pattern.
pub fn is_pattern(pattern: &str) -> bool {
    options().build(&json!({"pattern": pattern})).is_ok()
}

fn options() -> ValidationOptions<'static> {
    let patterns = PatternOptions::fancy_regex().size_limit(MAX_PATTERN).backtrack_limit(MAX_BACKTRACKS);
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft7)
        .should_validate_formats(true)
        .with_pattern_options(patterns)
}

/// Adds what an error says, for alternatives what the only one that comes close says.
fn add(error: &ValidationError<'_>, problems: &mut Vec<Problem>) {
    match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let mut close = context.iter().filter(|errors| !errors.iter().any(|inner| is_far(inner, error)));
            match (close.next(), close.next()) {
                (Some(only), None) => only.iter().for_each(|inner| add(inner, problems)),
                _ => problems.push(problem(error, "it fits none of the alternatives of its schema".to_owned())),
            }
        }
        // Limits of the validator are no fault of the value.
        ValidationErrorKind::BacktrackLimitExceeded { .. } | ValidationErrorKind::RegexEngineFailure { .. } => {}
        ValidationErrorKind::FalseSchema => {
            problems.push(problem(error, "it is read-only, and must not be sent".to_owned()))
        }
        _ => problems.push(problem(error, error.to_string())),
    }
}

/// Whether an alternative is of another type altogether.
fn is_far(inner: &ValidationError<'_>, outer: &ValidationError<'_>) -> bool {
    let is_of_other_type = matches!(inner.kind(), ValidationErrorKind::Type { .. });
    is_of_other_type && inner.instance_path() == outer.instance_path()
}

fn problem(error: &ValidationError<'_>, message: String) -> Problem {
    Problem { at: error.instance_path().to_string(), message }
}
