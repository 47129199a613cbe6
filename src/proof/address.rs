//! Resolves links between pages.

/// The target of a link.
#[derive(Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// Another site, or not a page.
    Elsewhere,
    /// The page itself, at an anchor.
    Page(&'a str),
    /// A file among the pages, and an anchor.
    Path(String, &'a str),
    /// A URL of the site, and an anchor.
    Url(String, &'a str),
}

/// Resolves a link on the page with this path and URL. As on GitHub, names that end in `.md` are files; all others are
/// URLs.
pub fn target<'a>(link: &'a str, path: &str, url: &str) -> Target<'a> {
    let (address, anchor) = link.split_once('#').unwrap_or((link, ""));
    let address = address.split('?').next().unwrap_or_default();
    if address.is_empty() {
        return Target::Page(anchor);
    }
    if address.starts_with("//") || has_scheme(address) {
        return Target::Elsewhere;
    }
    if address.ends_with(".md") && !address.starts_with('/') {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        return Target::Path(joined(folder, address), anchor);
    }
    let from = if address.starts_with('/') { "" } else { url };
    Target::Url(page_url(&joined(from, address)), anchor)
}

/// Normalizes a URL of the site, with a slash at both ends.
pub fn page_url(url: &str) -> String {
    match url.trim_matches('/') {
        "" => "/".to_owned(),
        inner => format!("/{inner}/"),
    }
}

fn has_scheme(address: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    address.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))
}

fn joined(folder: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_as_a_site_reads_them() {
        let of = |link| target(link, "docs/providers/p/s/index.md", "/providers/p/s/");
        assert_eq!(of("#a"), Target::Page("a"));
        assert_eq!(of("http://x#a"), Target::Elsewhere);
        assert_eq!(of("//x/y"), Target::Elsewhere);
        assert_eq!(of("r/index.md#a"), Target::Path("docs/providers/p/s/r/index.md".into(), "a"));
        assert_eq!(of("../../../index.md"), Target::Path("docs/index.md".into(), ""));
        assert_eq!(of("/providers/p"), Target::Url("/providers/p/".into(), ""));
        assert_eq!(of("r?x#y"), Target::Url("/providers/p/s/r/".into(), "y"));
        assert_eq!(of("../../../../.."), Target::Url("/".into(), ""));
    }
}
