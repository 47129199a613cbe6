//! Small documents with the paging that they are taken for, and a real API.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::plan::Kind;
use super::{Limit, Paging};
use crate::config::PathParameters;
use crate::normalise::{self, Document};
use crate::source::{self, Overlays};
use crate::support::corpus;

fn document(bytes: &[u8]) -> Document {
    let (source, _) = source::parse(bytes, Path::new("a.yaml"), &Overlays::default()).expect("a document");
    normalise::normalise(&source.document, PathParameters::AsIs).0
}

const OKTA: &str = "specs/okta-management-2026.06.3.yaml";

/// Okta has a cursor in most lists that page: bare lists by header, objects by their links.
#[test]
fn lists_of_okta_page_by_their_cursor() {
    let Some(path) = corpus(OKTA) else { return };
    let document = document(&fs::read(path).expect("read spec"));
    let resolver = document.components.resolver();
    let mut counts: BTreeMap<(Kind, bool, String, bool), usize> = BTreeMap::new();
    for operation in &document.operations {
        let is_after = operation.node.items("parameters").iter().any(|parameter| {
            resolver.resolve(parameter).is_some_and(|parameter| parameter.text("name") == Some("after"))
        });
        if let Some(found) = super::paging(operation, resolver) {
            *counts.entry((found.kind, found.is_sure, found.response.key, is_after)).or_default() += 1;
        }
    }
    let expected = [
        ((Kind::LinkHeader, true, "Link".to_owned(), true), 49),
        // Bare lists whose texts say that they page.
        ((Kind::LinkHeader, true, "Link".to_owned(), false), 3),
        ((Kind::NextUrl, true, "$._links.next.href".to_owned(), true), 9),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}

/// Returns the operation with these parameters and this schema of its answer.
fn operation(verb: &str, parameters: &str, answer: &str, more: &str) -> String {
    format!(
        "{{openapi: 3.0.3, info: {{title: t, version: '1'}}, paths: {{/things: {{{verb}: {{operationId: listThings,
        parameters: [{parameters}], {more} responses: {{'200': {{description: d,
        content: {{application/json: {{schema: {answer}}}}}}}}}}}}}}}}}"
    )
}

fn found(text: &str) -> (Option<Paging>, Option<Limit>) {
    let document = document(text.as_bytes());
    let [operation] = document.operations.as_slice() else { panic!("{text}") };
    let resolver = document.components.resolver();
    (super::paging(operation, resolver), super::limit(operation, resolver))
}

/// The proposal in a line; `?` is what is not sure.
fn told(paging: Option<Paging>) -> String {
    let Some(paging) = paging else { return String::new() };
    let token = |token: &super::Token| format!("{}:{}", token.location, token.key);
    let terminator = paging.terminator.as_ref().map(|it| format!(" of {}", token(it))).unwrap_or_default();
    let algorithm = paging.algorithm.map(|name| format!(" ({name})")).unwrap_or_default();
    let (request, response) = (token(&paging.request), token(&paging.response));
    let mark = if paging.is_sure { "" } else { " ?" };
    format!("{}: {request} <- {response}{terminator}{algorithm}{mark}", paging.kind.words())
}

fn query(name: &str, kind: &str) -> String {
    format!("{{name: '{name}', in: query, schema: {{type: {kind}}}}}")
}

const ROWS: &str = "rows: {type: array, items: {type: object, properties: {id: {type: string}}}}";
const LIST: &str = "{type: array, items: {type: object, properties: {id: {type: string}}}}";

#[test]
fn a_pair_of_parameter_and_property_is_a_cursor() {
    let text = "{type: string}";
    for (parameter, properties, expected) in [
        ("pageToken", format!("nextPageToken: {text}"), "query:pageToken <- body:$.nextPageToken"),
        ("cursor", format!("meta: {{properties: {{next_cursor: {text}}}}}"), "query:cursor <- body:$.meta.next_cursor"),
        (
            "cursor",
            "pagination: {properties: {next_cursor: {type: string, nullable: true}}}".to_owned(),
            "query:cursor <- body:$.pagination.next_cursor",
        ),
        (
            "after",
            format!("paging: {{properties: {{cursors: {{properties: {{before: {text}, after: {text}}}}}}}}}"),
            "query:after <- body:$.paging.cursors.after",
        ),
        (
            "page[after]",
            format!("pageInfo: {{allOf: [{{properties: {{endCursor: {text}}}}}]}}"),
            "query:page[after] <- body:$.pageInfo.endCursor",
        ),
        ("after", format!("last_id: {text}, has_more: {{type: boolean}}"), "query:after <- body:$.last_id"),
        ("page", "next_page: {type: integer}".to_owned(), "query:page <- body:$.next_page"),
        (
            "page",
            "next_page: {type: string, description: Opaque cursor of what follows}".to_owned(),
            "query:page <- body:$.next_page",
        ),
        ("page", format!("next_page: {text}"), "query:page <- body:$.next_page ?"),
        ("offset", "next_offset: {type: integer}".to_owned(), "query:offset <- body:$.next_offset"),
        ("start", "nextPageStart: {type: integer}".to_owned(), "query:start <- body:$.nextPageStart"),
        (
            "continue",
            "metadata: {properties: {continue: {type: string, description: Set if there are more rows}}}".to_owned(),
            "query:continue <- body:$.metadata.continue",
        ),
        ("cursor", format!("cursor: {text}"), "query:cursor <- body:$.cursor ?"),
        ("cursor", format!("next: {text}"), "query:cursor <- body:$.next ?"),
        (
            "cursor",
            "next: {type: string, description: The cursor of the next page}".to_owned(),
            "query:cursor <- body:$.next",
        ),
        ("token", format!("next-token: {text}"), "query:token <- body:$[\"next-token\"]"),
        (
            "token",
            format!("meta: {{properties: {{next-token: {text}}}}}"),
            "query:token <- body:$.meta[\"next-token\"] ?",
        ),
        ("starting_after", "has_more: {type: boolean}".to_owned(), "query:starting_after <- body:$.rows[-1].id ?"),
        // Of two, the order of the names decides.
        ("cursor", format!("nextCursor: {text}, nextPageToken: {text}"), "query:cursor <- body:$.nextCursor"),
        // The page before is none to go on with.
        ("cursor", format!("prev: {{properties: {{next_cursor: {text}}}}}"), ""),
        ("cursor", format!("author: {{properties: {{next_cursor: {text}}}}}"), ""),
        ("name", format!("nextPageToken: {text}"), ""),
        ("from", "pagination: {properties: {next: {type: integer}}}".to_owned(), ""),
        ("cursor", "next_cursor: {type: boolean}".to_owned(), ""),
    ] {
        let text =
            operation("get", &query(parameter, "string"), &format!("{{properties: {{{ROWS}, {properties}}}}}"), "");
        let expected = if expected.is_empty() { String::new() } else { format!("by cursor: {expected}") };
        assert_eq!(told(found(&text).0), expected, "{parameter} {properties}");
    }
}

#[test]
fn tokens_go_into_queries_and_bodies() {
    let answer = format!("{{properties: {{{ROWS}, next: {{type: string, description: A token}}}}}}");
    let body = |properties: &str| {
        format!("requestBody: {{content: {{application/json: {{schema: {{properties: {{{properties}}}}}}}}}}},")
    };
    let header = "{name: cursor, in: header, schema: {type: string}}";
    for (verb, parameters, more, expected) in [
        ("post", "", body("cursor: {type: string}"), "by cursor: body:cursor <- body:$.next"),
        ("post", "", body("cursor: {type: integer}"), "by cursor: body:cursor <- body:$.next ?"),
        ("post", "", body("page: {type: object}"), ""),
        ("get", header, String::new(), "by cursor: header:cursor <- body:$.next ?"),
        ("put", "", body("cursor: {type: string}"), ""),
    ] {
        assert_eq!(told(found(&operation(verb, parameters, &answer, &more)).0), expected, "{verb} {more}");
    }
}

#[test]
fn urls_of_next_pages_are_absolute() {
    let url = "{type: string, format: uri}";
    for (properties, expected) in [
        (format!("next: {url}"), "$.next"),
        (
            "links: {properties: {pages: {properties: {next: {type: string, example: 'https://a.b/c?page=2'}}}}}"
                .to_owned(),
            "$.links.pages.next",
        ),
        (format!("_links: {{properties: {{next: {{properties: {{href: {url}}}}}}}}}"), "$._links.next.href"),
        ("next_page_url: {type: string}".to_owned(), "$.next_page_url"),
        ("next: {type: string, example: '/things?page=2'}".to_owned(), "$.next ?"),
        ("next: {type: string, format: uri-reference}".to_owned(), "$.next ?"),
        ("next: {type: string}".to_owned(), "$.next ?"),
        (format!("_links: {{properties: {{prev: {{properties: {{href: {url}}}}}}}}}"), "-"),
    ] {
        let text =
            operation("get", &query("limit", "integer"), &format!("{{properties: {{{ROWS}, {properties}}}}}"), "");
        let expected = match expected {
            "-" => String::new(),
            path => format!("by the URL of the next page: request: <- body:{path}"),
        };
        assert_eq!(told(found(&text).0), expected, "{properties}");
    }
    let odata = format!("{{properties: {{{ROWS}, '@odata.nextLink': {{type: string}}}}}}");
    let expected = "by OData next link: request: <- body:$[\"@odata.nextLink\"] (odata_next_link)";
    assert_eq!(told(found(&operation("get", "", &odata, "")).0), expected);
}

#[test]
fn headers_lead_on_where_they_are_told_of() {
    let link = "by Link header: request: <- header:Link";
    let with_header = |header: &str| {
        operation("get", "", LIST, "")
            .replace("description: d,", &format!("description: d, headers: {{link: {header}}},"))
    };
    for (text, expected) in [
        (with_header("{schema: {type: string}}"), link.to_owned()),
        (with_header("{description: Deprecation of this, schema: {type: string}}"), String::new()),
        (with_header("{example: '<https://a.b/c>; rel=next', schema: {type: string}}"), format!("{link} ?")),
        (with_header("{example: '</c>; rel=\"next\"', schema: {type: string}}"), format!("{link} ?")),
        (operation("get", &query("after", "string"), LIST, ""), link.to_owned()),
        (operation("get", &query("page", "integer"), LIST, "description: See the `Link` header,"), link.to_owned()),
        (operation("get", &query("limit", "integer"), LIST, ""), String::new()),
        (operation("get", "", LIST, "description: See the `Link` header,"), String::new()),
        (operation("post", &query("after", "string"), LIST, ""), String::new()),
        (operation("get", "", LIST, "description: Lists things with pagination support,"), link.to_owned()),
        (operation("get", "", LIST, "description: A thing about pagination,"), String::new()),
        (operation("get", "", &format!("{{properties: {{{ROWS}}}}}"), "description: Paginated,"), String::new()),
    ] {
        assert_eq!(told(found(&text).0), expected, "{text}");
    }
}

#[test]
fn pages_are_counted_by_the_answer() {
    let number = "{type: integer}";
    for (parameter, properties, expected) in [
        (
            "{name: page, in: query, schema: {type: integer}}",
            format!("page: {number}, pages: {number}"),
            "page <- body:$.page of body:$.pages (page_number)",
        ),
        (
            "{name: page_number, in: query, schema: {type: integer}}",
            format!("meta: {{properties: {{current_page: {number}, total_pages: {number}}}}}"),
            "page_number <- body:$.meta.current_page of body:$.meta.total_pages (page_number)",
        ),
        (
            "{name: page, in: query, schema: {type: integer, minimum: 0}}",
            format!("number: {number}, totalPages: {number}"),
            "page <- body:$.number of body:$.totalPages (page_number) ?",
        ),
        (
            "{name: page, in: query, schema: {type: integer}}",
            format!("total: {number}"),
            "page <- body: (page_number) ?",
        ),
        // A page of a document.
        ("{name: page, in: query, schema: {type: string}}", "total: {type: integer}".to_owned(), ""),
    ] {
        let text = operation("get", parameter, &format!("{{properties: {{{ROWS}, {properties}}}}}"), "");
        let expected = if expected.is_empty() { String::new() } else { format!("by page number: query:{expected}") };
        assert_eq!(told(found(&text).0), expected, "{parameter} {properties}");
    }
    let rows =
        operation("get", &query("offset", "integer"), &format!("{{properties: {{{ROWS}, offset: {number}}}}}"), "");
    assert_eq!(told(found(&rows).0), "by offset: query:offset <- body:$.offset ?");
}

#[test]
fn what_has_no_list_does_not_page() {
    for answer in [
        "{properties: {id: {}, next_cursor: {type: string}}}",
        "{type: string}",
        "{properties: {errors: {type: array}}}",
    ] {
        let text = operation("get", &[query("cursor", "string"), query("limit", "integer")].join(", "), answer, "");
        assert_eq!(found(&text), (None, None), "{answer}");
    }
    let thing = "{properties: {id: {type: string}, roles: {type: array, items: {type: string}}}}";
    let parameters = [query("offset", "integer"), query("limit", "integer")].join(", ");
    assert_eq!(found(&operation("get", &parameters, thing, "")), (None, None));
}

#[test]
fn queries_in_graphql_have_their_own_cursor() {
    let more = "x-stackQL-graphQL: {cursor: {jsonPath: '$.data.cursor'}},";
    let expected = "by GraphQL cursor: body:cursor <- body:$.data.cursor ?";
    assert_eq!(told(found(&operation("post", "", "{type: object}", more)).0), expected);
}

#[test]
fn a_limit_has_the_largest_number_that_is_safe() {
    let limit = |name: &str, rest: &str| format!("{{name: '{name}', in: query, {rest}}}");
    for (parameter, expected) in [
        (limit("limit", "schema: {type: integer, maximum: 200}"), Some(("limit", Some("200")))),
        (limit("per_page", "schema: {allOf: [{type: integer}, {maximum: 100.0}]}"), Some(("per_page", Some("100")))),
        (
            limit("pageSize", "schema: {type: integer, maximum: 100, exclusiveMaximum: true}"),
            Some(("pageSize", Some("99"))),
        ),
        (limit("page[size]", "schema: {type: integer}"), Some(("page[size]", None))),
        (limit("limit", "schema: {type: integer, maximum: 0}"), Some(("limit", None))),
        (limit("limit", "schema: {type: integer, default: 20}"), Some(("limit", Some("20")))),
        (
            limit("limit", "description: 'Rows per page, up to 1,000.', schema: {type: integer, default: 20}"),
            Some(("limit", Some("1000"))),
        ),
        (limit("limit", "description: 'Default 20, max: 100', schema: {type: integer}"), Some(("limit", Some("100")))),
        (limit("limit", "description: 'A number from 1 to 50', schema: {type: integer}"), Some(("limit", Some("50")))),
        (
            limit("limit", "description: 'Maximum 100, or up to 500 for partners', schema: {type: integer}"),
            Some(("limit", None)),
        ),
        (limit("limit", "description: 'Waits up to 30 seconds', schema: {type: integer}"), Some(("limit", None))),
        (
            limit("page", "style: deepObject, schema: {properties: {size: {type: integer, maximum: 9}}}"),
            Some(("page[size]", Some("9"))),
        ),
        (
            limit("count", "description: Number of rows, schema: {type: integer, maximum: 9}"),
            Some(("count", Some("9"))),
        ),
        (limit("count", "description: Number of rows, schema: {type: boolean}"), None),
        (limit("size", "description: Size of the disk, schema: {type: integer}"), None),
        (limit("limit", "description: The rate limit, schema: {type: integer}"), None),
        // A statement may ask for fewer rows than the API gives.
        (limit("page_size", "schema: {type: integer, minimum: 25, maximum: 500}"), Some(("page_size", None))),
        (limit("limit", "schema: {type: integer, enum: [10, 20]}"), Some(("limit", None))),
        ("{name: limit, in: header, schema: {type: integer}}".to_owned(), None),
    ] {
        let expected = expected.map(|(name, maximum)| Limit {
            parameter: name.to_owned(),
            maximum: maximum.and_then(|maximum: &str| maximum.parse().ok()),
            is_declared: maximum.is_some() && parameter.contains("maximum: "),
        });
        assert_eq!(found(&operation("get", &parameter, LIST, "")).1, expected, "{parameter}");
    }
    // A quota in a body is no page size.
    let body = "requestBody: {content: {application/json: {schema: {properties: {limit: {type: integer}}}}}},";
    assert_eq!(found(&operation("post", "", LIST, body)).1, None);
}
