//! `Finding`: something is wrong with an input, and the user can mend it.

mod located;

use crate::place::Mark;

pub use located::{Inputs, Key, Located, key, locate, locate_in, sorted};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// What costs the engine a whole service or resource
    #[cfg_attr(feature = "cli", value(skip))]
    Fatal,
    /// What stops the run before anything is written; in a registry, what fails or misleads in a query
    Error,
    /// What leaves something out, while the rest is written
    Warning,
    /// What is worth knowing
    Info,
}

impl Severity {
    /// The word that stands before a finding.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Fatal => "fatal",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name in kebab-case.
    pub id: &'static str,
    /// What it weighs.
    pub severity: Severity,
    /// What it is about, in one sentence.
    pub summary: &'static str,
}

/// Which input of a provider a finding is about, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Site {
    /// The OpenAPI document, or an overlay on it: [`Overlays`](crate::source::Overlays) tells them apart.
    Spec(Mark),
    /// The mapping, by line.
    Mapping(Mark),
    /// `provgen.yaml`.
    Config(Mark),
    /// A file of views, by its index in [`Inputs::views`].
    View(usize, Mark),
    /// A file of hand-written examples, by its index in [`Inputs::examples`].
    Example(usize, Mark),
}

impl Site {
    /// The line and column.
    pub fn mark(self) -> Mark {
        match self {
            Site::Spec(mark)
            | Site::Mapping(mark)
            | Site::Config(mark)
            | Site::View(_, mark)
            | Site::Example(_, mark) => mark,
        }
    }
}

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind.
    pub rule: &'static Rule,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub site: Site,
    /// What to do.
    pub help: String,
    /// Its weight: that of the rule, unless the place makes it another.
    pub severity: Severity,
}

impl Finding {
    /// A finding of a rule at a site.
    pub fn new(rule: &'static Rule, site: Site, message: impl Into<String>, help: impl Into<String>) -> Self {
        Finding { rule, message: message.into(), site, help: help.into(), severity: rule.severity }
    }

    /// The same with another weight.
    pub fn weighing(self, severity: Severity) -> Self {
        Finding { severity, ..self }
    }
}

macro_rules! rules {
    ($(#[doc = $doc:literal] $name:ident = $severity:ident $id:literal;)*) => {
        $(#[doc = $doc] pub static $name: Rule = Rule { id: $id, severity: Severity::$severity, summary: $doc };)*

        /// Every rule of `generate`, in the order of the pipeline.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    /// An action of an overlay that does not say why it is needed.
    OVERLAY_REASON_MISSING = Warning "overlay-reason-missing";
    /// An action of an overlay that hits nothing.
    OVERLAY_ACTION_UNUSED = Warning "overlay-action-unused";
    /// An action of an overlay whose target is of a kind that it cannot change.
    OVERLAY_TARGET_UNFIT = Error "overlay-target-unfit";
    /// A `$ref` whose target does not exist.
    REF_DANGLING = Error "ref-dangling";
    /// A `$ref` into another file; the engine's loader refuses it.
    REF_EXTERNAL = Error "ref-external";
    /// A `$ref` to a component of another kind; the engine's loader refuses it.
    REF_WRONG_KIND = Error "ref-wrong-kind";
    /// References that lead back to themselves and never to a value.
    REF_CIRCULAR = Error "ref-circular";
    /// A value of a kind that OpenAPI does not allow there, left out or mended.
    TYPE_MISMATCH = Warning "openapi-type-mismatch";
    /// What Swagger 2.0 can say and OpenAPI 3.0 cannot.
    SWAGGER_LOSS = Warning "swagger-not-expressible";
    /// A row or a request body that is made of too many schemas.
    COMPOSITION_KEPT = Warning "composition-not-merged";
    /// A response from which SELECT can make no rows.
    SELECT_UNREADABLE = Warning "select-unreadable";
    /// Columns that differ in case only, which SQLite takes for one.
    COLUMN_DUPLICATE = Warning "column-duplicate";
    /// A property of a request body with the name of a parameter.
    BODY_NAME_TAKEN = Warning "body-name-taken";
    /// A request body that the engine cannot write, of a method that is to take columns.
    BODY_UNSENDABLE = Warning "body-unsendable";
    /// A path that no router takes: it would cost the engine every call of the service.
    PATH_MALFORMED = Warning "path-malformed";
    /// No server that a request could be sent to.
    SERVER_MISSING = Warning "server-missing";
    /// A variable in the URL of a server that is not declared.
    SERVER_VARIABLE_UNDECLARED = Warning "server-variable-undeclared";
    /// A variable of a server where the engine's router cannot have one.
    SERVER_VARIABLE_CLASH = Warning "server-variable-clash";
    /// A parameter without a name, or in a place that OpenAPI does not have.
    PARAM_INVALID = Warning "param-invalid";
    /// What OpenAPI 3.1 can say and 3.0 cannot.
    LOWERING_LOSS = Warning "openapi-3-1-not-expressible";
    /// A path template has a `{x}` that no path parameter declares.
    PATH_PARAM_UNDECLARED = Warning "path-param-undeclared";
    /// A path parameter that the path template lacks.
    PATH_PARAM_NOT_IN_TEMPLATE = Warning "path-param-not-in-template";
    /// One operation declares a parameter twice.
    PARAM_DUPLICATE = Warning "param-duplicate";
    /// A path parameter that could not be renamed to snake_case.
    PATH_PARAM_NAME_TAKEN = Warning "path-param-name-taken";
    /// An operation that declares no success response.
    NO_SUCCESS_RESPONSE = Warning "operation-no-success-response";
    /// An operation that no row of the mapping names.
    OPERATION_UNMAPPED = Warning "operation-unmapped";
    /// A row without resource, method or SQL verb.
    ROW_INCOMPLETE = Warning "mapping-row-incomplete";
    /// A row whose operation is gone from the spec.
    ROW_STALE = Warning "mapping-row-stale";
    /// A row whose SQL verb does not exist.
    VERB_UNKNOWN = Warning "mapping-verb-unknown";
    /// An object key that does not resolve in the response.
    OBJECT_KEY_UNRESOLVABLE = Warning "object-key-unresolvable";
    /// Two methods of a verb with the same required parameters: the engine can only choose the first.
    METHOD_UNREACHABLE = Warning "method-unreachable";
    /// An entry of the configuration that hits nothing.
    CONFIG_UNUSED = Warning "config-unused";
    /// A file of views for a service that does not exist.
    VIEW_SERVICE_UNKNOWN = Error "view-service-unknown";
    /// A view whose statement the engine cannot run.
    VIEW_INVALID = Error "view-ddl-syntax";
    /// A file of examples for a resource that does not exist.
    EXAMPLE_TARGET_UNKNOWN = Warning "example-target-unknown";
    /// An example that a maintainer has written and that is not true, left out.
    EXAMPLE_INVALID = Warning "example-invalid";
    /// An example that follows from the API's document and that is not true, left out.
    EXAMPLE_DROPPED = Warning "example-dropped";
    /// Nothing is mapped, so that the provider would be empty.
    NOTHING_MAPPED = Error "nothing-mapped";
    /// Two rows give the same method of a resource.
    METHOD_DUPLICATE = Error "method-duplicate";
    /// A name that SQL cannot use as an identifier.
    NAME_NOT_IDENTIFIER = Error "name-not-identifier";
    /// A name that is reserved for a device on Windows, where the provider could not be checked out.
    NAME_RESERVED = Error "name-reserved";
    /// Two names that would be one file.
    FILE_CLASH = Error "file-clash";
    /// The front matter of a page that is no YAML.
    PAGE_FRONT_MATTER_INVALID = Warning "page-front-matter-invalid";
    /// A page that is too large to be read.
    PAGE_TOO_LARGE = Warning "page-too-large";
    /// What MDX reads as markup that is not the templates' own.
    PAGE_MARKUP_RAW = Warning "page-markup-raw";
    /// A link on a page to a page that does not exist.
    PAGE_LINK_DEAD = Warning "page-link-dead";
    /// A link on a page to a heading that does not exist.
    PAGE_ANCHOR_DEAD = Warning "page-anchor-dead";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rule_ids_are_unique_kebab_case() {
        let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len());
        let is_kebab = |id: &str| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(ids.into_iter().all(is_kebab));
    }
}
