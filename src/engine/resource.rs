//! What the engine reads of a resource and its methods (provider-format 2.4, 2.5).

use crate::tree::{Node, Value};

/// The keys of a method.
pub const METHOD_KEYS: [&str; 11] = [
    "operation",
    "path",
    "request",
    "response",
    "config",
    "servers",
    "parameters",
    "inverse",
    "serviceName",
    "inline",
    "apiMethod",
];

/// The keys of `request` of a method.
pub const REQUEST_KEYS: [&str; 11] = [
    "mediaType",
    "default",
    "base",
    "required",
    "schema_override",
    "transform",
    "nativeCasing",
    "projection_map",
    "xmlDeclaration",
    "xmlTransform",
    "xmlRootAnnotation",
];

/// The keys of `response` of a method.
pub const RESPONSE_KEYS: [&str; 9] = [
    "mediaType",
    "openAPIDocKey",
    "objectKey",
    "overrideMediaType",
    "schema_override",
    "async_schema_override",
    "asyncOverrideMediaType",
    "transform",
    "projection_map",
];

/// A type that the engine decodes a value to.
#[derive(Clone, Copy, Debug)]
pub enum Decoded {
    /// Text; any scalar is taken for it.
    Text,
    /// An object, or nothing.
    Object,
    /// A list, or nothing.
    List,
    /// A whole number, or nothing.
    Whole,
    /// A number, or nothing.
    Number,
}

use Decoded::{List, Number, Object, Text, Whole};

/// The types of what stands in a `config` of a service document, by JSON pointer.
pub const CONFIG_TYPES: [(&str, Decoded); 11] = [
    ("/queryParamPushdown", Object),
    ("/retry", Object),
    ("/retry/algorithm", Text),
    ("/retry/max_attempts", Whole),
    ("/retry/initial_delay_ms", Whole),
    ("/retry/max_delay_ms", Whole),
    ("/retry/multiplier", Number),
    ("/retry/jitter_fraction", Number),
    ("/retry/retryable_methods", List),
    ("/retry/retryable_conditions", Object),
    ("/retry/retryable_conditions/status_codes", List),
];

/// The types of what stands in a resource, by JSON pointer.
pub const RESOURCE_TYPES: [(&str, Decoded); 9] = [
    ("/id", Text),
    ("/name", Text),
    ("/title", Text),
    ("/methods", Object),
    ("/sqlVerbs", Object),
    ("/config", Object),
    ("/config/pagination", Object),
    ("/config/views", Object),
    ("/config/views/select", Object),
];

/// The types of what stands in a method, by JSON pointer.
pub const METHOD_TYPES: [(&str, Decoded); 22] = [
    ("/request", Object),
    ("/request/mediaType", Text),
    ("/request/default", Text),
    ("/request/base", Text),
    ("/request/nativeCasing", Text),
    ("/request/required", List),
    ("/request/schema_override", Object),
    ("/request/transform", Object),
    ("/response", Object),
    ("/response/mediaType", Text),
    ("/response/openAPIDocKey", Text),
    ("/response/objectKey", Text),
    ("/response/overrideMediaType", Text),
    ("/response/schema_override", Object),
    ("/response/transform", Object),
    ("/config", Object),
    ("/config/pagination", Object),
    ("/config/requestBodyTranslate", Object),
    ("/servers", List),
    ("/parameters", Object),
    ("/request/projection_map", Object),
    ("/response/projection_map", Object),
];

impl Decoded {
    /// Whether a value can be decoded to the type.
    pub fn takes(self, node: &Node) -> bool {
        match self {
            Text => !matches!(node.value, Value::Mapping(_) | Value::Sequence(_)),
            Object => node.is_null() || node.as_mapping().is_some(),
            List => node.is_null() || node.as_sequence().is_some(),
            Whole => node.is_null() || number(node).is_some_and(|number| number.fract() == 0.0),
            Number => node.is_null() || number(node).is_some(),
        }
    }

    /// The type in words.
    pub fn name(self) -> &'static str {
        match self {
            Text => "text",
            Object => "an object",
            List => "a list",
            Whole => "a whole number",
            Number => "a number",
        }
    }
}

fn number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}
