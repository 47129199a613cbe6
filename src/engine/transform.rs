//! Templates that the engine puts between a body and its rows (provider-format 2.5).

use crate::tree::Text;

/// The types of templates that the engine has.
pub const TYPES: [&str; 10] = [
    "golang_template_mxj_v0.1.0",
    "golang_template_mxj_v0.2.0",
    "golang_template_mxj_v0.3.0",
    "golang_template_json_v0.1.0",
    "golang_template_json_v0.3.0",
    "golang_template_text_v0.1.0",
    "golang_template_text_v0.3.0",
    "golang_template_v0.1.0",
    "golang_template_v0.3.0",
    "schema_driven_xml_v0.1.0",
];

/// A template that the engine puts between the values of a statement and a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestTransform {
    /// Its kind, by the engine's name.
    pub kind: Text,
    /// The template.
    pub body: String,
}

/// A template that the engine puts between a response and its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transform {
    /// Its kind, by the engine's name.
    pub kind: Text,
    /// The template.
    pub body: String,
    /// The schema of what it gives, by its name in the document.
    pub schema: Text,
}
