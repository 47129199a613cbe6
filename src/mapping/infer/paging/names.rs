//! Names of parameters and properties, compared without casing and separators.

/// Returns a name in lower case, without separators.
pub fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Parameters that take an opaque token. Earlier ones win.
#[rustfmt::skip]
pub const CURSORS: &[&str] = &[
    "pagetoken", "nextpagetoken", "nexttoken", "cursor", "nextcursor", "pagecursor", "continuationtoken",
    "paginationtoken", "pagingtoken", "continue", "continuation", "after", "startingafter", "pageafter", "aftercursor",
    "startafter", "afterid", "startcursor", "startingtoken", "starttoken", "marker", "nextmarker", "bookmark",
    "scrollid", "pagestate", "pagekey", "nextpagekey", "nextkey", "paginationkey", "skiptoken", "nextpageid", "token",
    "nextpage", "next",
];

/// Parameters that take the identifier of a row, or a token that may be one.
pub const AFTER: &[&str] = &["after", "startingafter", "pageafter", "startafter", "afterid"];

/// Parameters that take the number of a page.
pub const PAGES: &[&str] = &["page", "pagenumber", "pagenum", "pageno", "currentpage", "pageindex"];

/// Parameters that take the number of a row.
pub const OFFSETS: &[&str] =
    &["offset", "pageoffset", "skip", "start", "startindex", "startat", "startrow", "firstresult", "from"];

/// Parameters that take the number of rows in a page. Earlier ones win.
#[rustfmt::skip]
pub const LIMITS: &[&str] = &[
    "limit", "perpage", "pagesize", "maxresults", "pagelimit", "maxitems", "maxkeys", "itemsperpage", "resultsperpage",
    "recordsperpage", "maxpagesize", "top",
];

/// Properties that have the token of the next page. Earlier ones win.
#[rustfmt::skip]
pub const NEXT_TOKENS: &[&str] = &[
    "nextpagetoken", "nexttoken", "nextcursor", "nextpagecursor", "nextcontinuationtoken", "continuationtoken",
    "nextmarker", "nextpagekey", "nextkey", "nextbookmark", "nextpageid", "nextid", "nextpage", "endcursor",
    "cursornext", "nextafter",
];

/// Properties that have the number of the page.
pub const NUMBERS: &[&str] =
    &["page", "currentpage", "pagenumber", "pagenum", "pageno", "pageindex", "current", "number"];

/// Properties that have the number of pages.
#[rustfmt::skip]
pub const TOTALS: &[&str] = &[
    "totalpages", "totalpage", "pagecount", "totalpagecount", "numpages", "numberofpages", "pagestotal", "lastpage",
    "pages",
];

/// Whether a property may hold what an answer says about pages, or its rows.
pub fn is_container(name: &str) -> bool {
    let name = folded(name);
    let is_known = ["links", "result", "data", "response", "payload", "next", "embedded"].contains(&name.as_str());
    is_known || ["pag", "meta", "cursor", "resultinfo"].iter().any(|part| name.contains(part))
}
