//! The GraphQL query that stands behind a method.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

/// A GraphQL query: `x-stackQL-graphQL` of the operation (provider-format 2.5). It goes to the server and the path of the
/// method, with the HTTP verb of the operation: the engine reads no `id`, `url` and `httpVerb`, so that they are no keys here
/// (case `settings/graphql`).
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct GraphQl {
    /// The query, a template: parameters by their names, and `{{ .cursor }}`.
    pub query: Option<String>,
    /// In place of `query`: the file that holds it.
    pub query_file: Option<PathBuf>,
    /// How the engine asks for the next page. It runs no query without it.
    pub cursor: Option<Cursor>,
    /// Where the rows are.
    #[serde(rename = "responseSelection")]
    _selection: Selection,
}

/// How the engine asks for the next page of a GraphQL query.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Cursor {
    /// `cursor_after` by default.
    pub strategy: Option<Strategy>,
    /// Where the cursor is in the response. Every strategy needs it; `cursor_after` needs a list of one, as of `[-1:]`.
    #[serde(rename = "jsonPath")]
    pub json_path: Option<String>,
    /// The text that the cursor becomes in the query: a template of `{{ .value }}`.
    pub format: Option<String>,
    /// The number of rows of a full page, for `offset`.
    #[serde(rename = "pageSize")]
    _page_size: Option<u32>,
    /// Where the flag of further pages is, for `page_info`.
    #[serde(rename = "terminateOnJsonPath")]
    pub terminate_on: Option<String>,
}

/// What makes the next query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// `, after: "CURSOR"`, until there is no cursor.
    CursorAfter,
    /// A filter on the last row, until there are no rows.
    Keyset,
    /// `, offset: NUMBER`, until there are no rows.
    Offset,
    /// `, after: "CURSOR"`, until a flag says that there are no more pages.
    PageInfo,
}

/// Where the rows of a response are.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it is checked, and written as configured")]
struct Selection {
    /// A JSON path, such as `$.data.users.nodes[*]`.
    #[serde(rename = "jsonPath")]
    json_path: String,
}
