//! What OpenAPI says: the grammar of a document, and what a schema is, looking through `$ref` and compositions.

pub mod grammar;
