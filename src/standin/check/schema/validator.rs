//! Judges values by a schema.

use std::thread;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value as Json;

use crate::schema::Resolver;
use crate::tree::Node;

use super::convert::converted;
use super::options::options;

/// Maximum number of problems that are told of one value.
const MAX_PROBLEMS: usize = 20;

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
