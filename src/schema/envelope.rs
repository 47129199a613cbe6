//! Envelopes: objects around a list of rows, with properties that describe the response.

/// Names of properties without rows, in lower case and without `_`, `-`, `$` and `@`.
#[rustfmt::skip]
const ABOUT_THE_ANSWER: &[&str] = &[
    "code", "count", "cursor", "error", "errors", "etag", "first", "firstid", "hasmore", "hasnext", "hasnextpage",
    "kind", "last", "lastid", "limit", "links", "message", "meta", "metadata", "next", "nextcursor", "nextlink",
    "nextpage", "nextpagetoken", "nexttoken", "object", "offset", "page", "pageinfo", "pagenumber", "pages",
    "pagesize", "pagetoken", "pagination", "paging", "perpage", "prev", "previous", "requestid", "resultinfo",
    "schemas", "self", "size", "status", "success", "token", "total", "totalcount", "totalitems", "totalpages",
    "totalresults", "totalsize", "warnings",
];

/// Names of properties that only a thing has, never a response that lists others; spelled the same.
#[rustfmt::skip]
const ABOUT_A_THING: &[&str] = &[
    "arn", "created", "createdat", "createdon", "description", "displayname", "email", "guid", "id", "name", "slug",
    "title", "uid", "updatedat", "urn", "uuid",
];

/// Whether a property of this name describes the response instead of holding rows.
pub fn is_about_the_answer(name: &str) -> bool {
    ABOUT_THE_ANSWER.binary_search(&plain(name).as_str()).is_ok()
}

/// Whether a property of this name shows that its object is a thing, and no envelope.
pub fn is_about_a_thing(name: &str) -> bool {
    ABOUT_A_THING.binary_search(&plain(name).as_str()).is_ok()
}

fn plain(name: &str) -> String {
    let is_kept = |character: &char| !matches!(character, '_' | '-' | '$' | '@');
    name.chars().filter(is_kept).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_for_the_search() {
        assert!(ABOUT_THE_ANSWER.is_sorted() && ABOUT_A_THING.is_sorted());
    }

    #[test]
    fn casing_and_separators_do_not_matter() {
        for name in [
            "next_page_token",
            "nextPageToken",
            "Next-Page-Token",
            "_links",
            "@odata.count".trim_start_matches("@odata."),
        ] {
            assert!(is_about_the_answer(name), "{name}");
        }
        assert!(!is_about_the_answer("data") && !is_about_the_answer("items"));
        assert!(is_about_a_thing("created_at") && is_about_a_thing("displayName") && !is_about_a_thing("data"));
    }
}
