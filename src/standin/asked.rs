//! Requests to the API, what it answers, and what is wrong with a request.

use std::time::Duration;

use crate::engine::predict::Response;

/// A request as it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The HTTP verb in capitals.
    pub verb: String,
    /// The target: a path with its query, or a whole address, as a client sends it to a proxy.
    pub target: String,
    /// The headers in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Asked {
    /// Returns the first value of a header, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Something that the document forbids in a request.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// What is wrong: `path`, `method`, `parameter`, `body`, `media-type` or `security`.
    pub kind: &'static str,
    /// Where: the name of a parameter or header, or a JSON pointer into the body; empty for the request as a whole.
    pub at: String,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
}

/// What the API answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// The response.
    pub response: Response,
    /// The HTTP verb in capitals and the path of the operation that was reached, as the document spells it.
    pub operation: Option<(String, String)>,
    /// What the document forbids in the request. Not empty: the response says so with the status 400, 404, 405 or 415.
    pub faults: Vec<Fault>,
    /// Whether a further page can be asked for.
    pub has_next: bool,
    /// How long the answer is held back.
    pub delay: Duration,
}

/// A request and what was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The request.
    pub asked: Asked,
    /// The answer.
    pub answered: Answered,
}
