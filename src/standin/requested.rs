//! What a request asks for: its target taken apart.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::asked::Asked;

/// A request taken apart.
pub struct Requested<'a> {
    /// The request.
    pub asked: &'a Asked,
    /// The scheme and the host with its port, as far as the request says them.
    pub origin: Option<(&'a str, &'a str)>,
    /// The path as it was sent.
    pub path: &'a str,
    /// The query: decoded names and values as they were sent.
    pub query: Vec<(String, &'a str)>,
    /// A form in the body: decoded names and values as they were sent.
    pub form: Vec<(String, &'a str)>,
}

impl<'a> Requested<'a> {
    /// Takes a request apart.
    pub fn of(asked: &'a Asked) -> Self {
        let (origin, rest) = origin(asked);
        let rest = rest.split('#').next().unwrap_or(rest);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let is_form = asked.header("content-type").is_some_and(|sent| essence(sent) == FORM);
        let form = std::str::from_utf8(&asked.body).ok().filter(|_| is_form).unwrap_or_default();
        let path = if path.is_empty() { "/" } else { path };
        Requested { asked, origin, path, query: pairs(query), form: pairs(form) }
    }
}

/// The media type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Returns a media type without its parameters, in lower case.
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Returns the origin, and the rest of the target behind it.
fn origin(asked: &Asked) -> (Option<(&str, &str)>, &str) {
    let whole = asked.target.split_once("://").filter(|(scheme, _)| !scheme.contains(['/', '?']));
    match whole {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            (Some((scheme, host)), path)
        }
        None => (asked.header("host").map(|host| ("http", host)), &asked.target),
    }
}

/// Returns the pairs of a query or a form.
pub fn pairs(text: &str) -> Vec<(String, &str)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(name, value)| (decoded(name), value)).collect()
}

/// Decodes a name or value of a query or a form, in which a plus is a blank.
pub fn decoded(text: &str) -> String {
    match text.contains('+') {
        true => decoded_path(&text.replace('+', " ")).into_owned(),
        false => decoded_path(text).into_owned(),
    }
}

/// Decodes a segment of a path.
pub fn decoded_path(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(target: &str) -> Asked {
        let headers = vec![("host".to_owned(), "h:1".to_owned()), ("Content-Type".to_owned(), format!("{FORM}; a=b"))];
        Asked { target: target.to_owned(), headers, body: b"x=%20&y".to_vec(), ..Asked::default() }
    }

    #[test]
    fn a_target_is_a_path_or_a_whole_address() {
        let origin_and_path = |target: &str| {
            let asked = asked(target);
            let requested = Requested::of(&asked);
            let (scheme, host) = requested.origin.expect("an origin");
            format!("{scheme} {host} {}", requested.path)
        };
        assert_eq!(origin_and_path("/a?b=http://c/d"), "http h:1 /a");
        assert_eq!(origin_and_path("https://c.d:2/a#e"), "https c.d:2 /a");
        assert_eq!(origin_and_path("http://c?x"), "http c /");
        assert_eq!(origin_and_path("/a://b"), "http h:1 /a://b");
    }

    #[test]
    fn queries_and_forms_are_pairs() {
        let asked = asked("/?a+b=c%2Cd+e&f&&=g&h=i=j&%ff=k");
        let requested = Requested::of(&asked);
        let names: Vec<(&str, &str)> = requested.query.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(names, [("a b", "c%2Cd+e"), ("f", ""), ("", "g"), ("h", "i=j"), ("\u{fffd}", "k")]);
        assert_eq!(requested.form, [("x".to_owned(), "%20"), ("y".to_owned(), "")]);
        assert_eq!((decoded("c%2Cd+e"), decoded_path("a+b%20c")), ("c,d e".to_owned(), "a+b c".into()));
    }
}
