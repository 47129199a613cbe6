//! A proposal of how an operation pages.

/// How an operation pages, in the terms of a `pagination` block (provider-format 3.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// The way of paging.
    pub kind: Kind,
    /// The algorithm, where the engine has a name for it.
    pub algorithm: Option<&'static str>,
    /// What the next request differs in.
    pub request: Token,
    /// Where the answer tells of the next page.
    pub response: Token,
    /// Where the answer tells how many pages there are.
    pub terminator: Option<Token>,
    /// Whether the engine surely reads all pages by it.
    pub is_sure: bool,
    /// By what it was recognised, or why it is not sure.
    pub why: String,
}

impl Paging {
    pub(super) fn new(kind: Kind, request: Token, response: Token, why: impl Into<String>) -> Self {
        Paging { kind, algorithm: None, request, response, terminator: None, is_sure: true, why: why.into() }
    }

    /// The same, not sure for a reason if there is one.
    pub(super) fn unless(self, doubt: Option<&str>) -> Self {
        match doubt {
            Some(doubt) => Paging { is_sure: false, why: doubt.to_owned(), ..self },
            None => self,
        }
    }
}

/// A value of a request or an answer. `request` stands for the whole URL, which has no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its name or path; empty for a URL, and for what the answer does not have.
    pub key: String,
    /// `query`, `header`, `body` or `request`.
    pub location: &'static str,
}

impl Token {
    pub(super) fn new(location: &'static str, key: impl Into<String>) -> Self {
        Token { key: key.into(), location }
    }

    /// The whole request.
    pub(super) fn url() -> Self {
        Token::new("request", "")
    }
}

/// A way of paging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The `Link` header has the URL of the next page.
    LinkHeader,
    /// The body has the URL of the next page.
    NextUrl,
    /// The body has a token that the next request sends.
    Cursor,
    /// Pages have numbers.
    PageNumber,
    /// Rows have numbers.
    Offset,
    /// The body has `@odata.nextLink`.
    OData,
    /// A query in GraphQL, which has a cursor of its own.
    GraphQl,
}

impl Kind {
    /// The way of paging in words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::LinkHeader => "by Link header",
            Kind::NextUrl => "by the URL of the next page",
            Kind::Cursor => "by cursor",
            Kind::PageNumber => "by page number",
            Kind::Offset => "by offset",
            Kind::OData => "by OData next link",
            Kind::GraphQl => "by GraphQL cursor",
        }
    }
}
