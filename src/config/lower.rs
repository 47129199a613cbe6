//! Configuration of lowering.

use schemars::JsonSchema;
use serde::Deserialize;

/// What is changed in the API's document so that SQL can use it: only where the engine looks, which is in the
/// parameters, request bodies and rows of methods. Whatever is switched off stays as the API's document has it.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Lower {
    /// Alternatives (`oneOf`, `anyOf`) and the subtypes of a discriminator become one object with the properties of all.
    pub variants: bool,
    /// The members of an `allOf` and the properties beside it become one list of properties.
    pub all_of: bool,
    /// Rows without columns get some: `column_anon` in lists of scalars, `value` for what has no shape, `key` and `value` for maps.
    pub rows: bool,
    /// A list or an object in a wrapper gets its object key where the mapping gives none.
    pub object_keys: bool,
    /// Boolean parameters in path and query become the strings `true` and `false`.
    pub booleans: bool,
    /// Of two columns that differ in case only one stays; with naive names for request bodies, a method with a property
    /// called like a parameter has `data__` names.
    pub columns: bool,
    /// Request bodies do not require what is read-only; cookies and headers that OpenAPI ignores are left out.
    pub requests: bool,
    /// Booleans and numbers that UPDATE and REPLACE send as text become values again.
    pub updates: bool,
    /// Methods that only EXEC reaches take text for parameters, bodies with numbers and without required properties, and
    /// answers that EXEC can read.
    pub exec: bool,
    /// `queryParamPushdown` of `service_config` goes to the methods whose operations have the parameter, with the
    /// largest value that these allow.
    pub push_down: bool,
    /// Relative links in descriptions become absolute by `docs.link_base`, and text without one.
    pub links: bool,
}

impl Default for Lower {
    fn default() -> Self {
        Lower {
            variants: true,
            all_of: true,
            rows: true,
            object_keys: true,
            booleans: true,
            columns: true,
            requests: true,
            updates: true,
            exec: true,
            push_down: true,
            links: true,
        }
    }
}
