//! Templates that the engine puts between a body and its rows (provider-format 2.5).

mod data;
mod faults;
mod functions;
mod lex;
mod literal;
mod parse;
mod pipeline;
mod query;
mod run;
mod sample;
#[cfg(test)]
mod tests;

pub use faults::{FaultKind, faults, misuse, refusal};
pub use query::{fill, query_faults};
pub use run::run;
pub use sample::{Sample, Use, samples, texts};

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

/// What a template gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A body of JSON, decoded.
    Json,
    /// A body as one text.
    Text,
    /// A body of XML as objects of elements.
    Xml,
}

/// Whether templates of a type are run.
pub fn is_known(kind: &str) -> bool {
    input_of(kind).is_some()
}

/// Returns what templates of a type get; nothing if the type is unknown or has no template.
pub fn input_of(kind: &str) -> Option<Input> {
    let known = TYPES.contains(&kind).then(|| kind.strip_prefix("golang_template_"))??;
    Some(match known.split_once("_v").map_or("text", |(input, _)| input) {
        "mxj" => Input::Xml,
        "json" => Input::Json,
        _ => Input::Text,
    })
}

/// What stands for two braces in a statement, which the program takes for a template as a whole.
pub const BRACES: &str = "{{\"{{\"}}";

/// Returns a statement as the program reads it, if no part of it is a template. It takes a statement for one before
/// anything else: what stands between two braces is a function, which it may not know, or a value that it replaces
/// without a word.
pub fn without_template(sql: &str) -> Option<String> {
    (!sql.replace(BRACES, "").contains("{{")).then(|| sql.replace(BRACES, "{{"))
}

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
