//! What goes out and what comes back: requests, responses, and the API that gives them.

/// A request of the engine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The HTTP verb in capitals.
    pub verb: String,
    /// The whole address.
    pub url: String,
    /// The headers in the order in which they were set.
    pub headers: Vec<(String, String)>,
    /// The body; empty if there is none.
    pub body: String,
}

impl Request {
    /// Returns the value of a header, whatever its case.
    #[cfg(test)]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name).map(String::as_str)
    }

    /// Sets a header, in place of one of the same name.
    pub fn set_header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((canonical(name), value.into()));
    }
}

/// What an API answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers; one that was sent several times stands here several times.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// Returns the first value of a header, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name).map(String::as_str)
    }

    /// Returns all values of a header, whatever its case.
    pub fn header_values(&self, name: &str) -> Vec<&str> {
        let values = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        values.map(|(_, value)| value.as_str()).collect()
    }
}

/// An API, or what stands in for one.
pub trait Api {
    /// Answers a request.
    fn call(&mut self, request: &Request) -> Response;
}

fn find<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h String> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A name as it goes out on the wire: first letters in capitals, if it is a token.
pub fn canonical(name: &str) -> String {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.bytes().all(is_token) {
        return name.to_owned();
    }
    let mut is_first = true;
    name.chars()
        .map(|letter| {
            let changed = if is_first { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
            is_first = letter == '-';
            changed
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_headers_are_made_alike() {
        let names = ["x-a-b", "AUTHORIZATION", "a b"];
        assert_eq!(names.map(canonical), ["X-A-B", "Authorization", "a b"]);
        let mut request = Request::default();
        request.set_header("accept", "a");
        request.set_header("Accept", "b");
        assert_eq!((request.headers.len(), request.header("ACCEPT")), (1, Some("b")));
    }
}
