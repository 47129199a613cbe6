//! Failures on demand: how the API fails, where, and how often.

use std::str::FromStr;
use std::time::Duration;

use crate::engine::predict::Response;
use crate::error::Error;
use crate::text::closest;
use crate::tree::Node;

use super::asked::Answered;
use super::route::Endpoint;

/// How long a client that gets no answer may wait.
const NEVER: Duration = Duration::from_secs(600);

/// How long a slow answer takes unless said otherwise.
const SLOW: Duration = Duration::from_secs(2);

const KINDS: [&str; 4] = ["timeout", "malformed", "slow", "empty"];

const HELP: &str = "give a status from 400 to 599, `timeout`, `malformed`, `slow`, `slow=2s` or `empty`, then `*N` for the \
                    first N requests and `:WHERE` for a part of a path, an operation id or a tag, such as `429*2:users`";

/// A failure of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    kind: Kind,
    /// The number of requests that fail; all if there is none.
    times: Option<usize>,
    /// A part of a path, an operation id or a tag; everywhere if there is none.
    place: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Status(u16),
    Timeout,
    Malformed,
    Slow(Duration),
    Empty,
}

impl Failure {
    /// Whether an operation fails after so many failures.
    pub fn hits(&self, endpoint: &Endpoint, before: usize) -> bool {
        self.times.is_none_or(|times| before < times) && self.is_of(endpoint)
    }

    /// Whether an operation is one of those that fail.
    pub fn is_of(&self, endpoint: &Endpoint) -> bool {
        self.place.as_deref().is_none_or(|place| {
            let names = names(&endpoint.operation).any(|name| name == place);
            endpoint.path.contains(place) || names
        })
    }

    /// Returns an error if no operation of an API can fail so.
    ///
    /// # Errors
    /// There is no such operation.
    pub fn check(&self, endpoints: &[Endpoint]) -> Result<(), Error> {
        let Some(place) = self.place.as_deref().filter(|_| !endpoints.iter().any(|it| self.is_of(it))) else {
            return Ok(());
        };
        let known: Vec<String> = endpoints.iter().flat_map(|it| names(&it.operation)).map(str::to_owned).collect();
        let help = match closest(place, &known) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "give a part of a path, an operation id or a tag of the API".to_owned(),
        };
        Err(Error::usage(format!("no operation of the API has `{place}` in its path, id or tags"), help))
    }

    /// Returns an answer that failed.
    pub fn fail(&self, answered: Answered) -> Answered {
        match self.kind {
            Kind::Status(status) => Answered { response: with_status(status), has_next: false, ..answered },
            Kind::Timeout => Answered { delay: NEVER, ..answered },
            Kind::Slow(delay) => Answered { delay, ..answered },
            Kind::Malformed => with_body(answered, malformed),
            Kind::Empty => with_body(answered, |_| Vec::new()),
        }
    }
}

/// Returns the operation id and the tags.
fn names(operation: &Node) -> impl Iterator<Item = &str> {
    operation.text("operationId").into_iter().chain(operation.items("tags").iter().filter_map(Node::as_str))
}

fn with_body(answered: Answered, change: fn(Vec<u8>) -> Vec<u8>) -> Answered {
    let body = change(answered.response.body);
    Answered { response: Response { body, ..answered.response }, has_next: false, ..answered }
}

/// Returns a body that breaks off in its middle.
fn malformed(body: Vec<u8>) -> Vec<u8> {
    let half = body.get(..body.len() / 2).filter(|half| !half.is_empty());
    half.unwrap_or(b"{").to_vec()
}

fn with_status(status: u16) -> Response {
    let json = ("Content-Type".to_owned(), "application/json".to_owned());
    let retry = (status == 429).then(|| ("Retry-After".to_owned(), "1".to_owned()));
    let body = format!("{{\"error\": \"the API was told to fail with status {status}\"}}").into_bytes();
    Response { status, headers: [json].into_iter().chain(retry).collect(), body }
}

impl FromStr for Failure {
    type Err = Error;

    /// Reads `WHAT[*N][:WHERE]`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (what, place) = text.split_once(':').map_or((text, None), |(what, place)| (what, Some(place)));
        let (what, times) = what.split_once('*').map_or((what, None), |(what, times)| (what, Some(times)));
        let times = times.map(|times| times.parse().ok().filter(|times| *times > 0)).map(|times: Option<usize>| {
            times.ok_or_else(|| Error::usage(format!("`{text}` does not say how many requests fail"), HELP))
        });
        match place {
            Some("") => Err(Error::usage(format!("`{text}` does not say where the API fails"), HELP)),
            _ => Ok(Failure { kind: kind(what)?, times: times.transpose()?, place: place.map(str::to_owned) }),
        }
    }
}

fn kind(what: &str) -> Result<Kind, Error> {
    let status = what.parse().ok().filter(|status| (400..600).contains(status));
    Ok(match what {
        "timeout" => Kind::Timeout,
        "malformed" => Kind::Malformed,
        "empty" => Kind::Empty,
        "slow" => Kind::Slow(SLOW),
        _ => match (status, what.strip_prefix("slow=").and_then(duration)) {
            (Some(status), _) => Kind::Status(status),
            (None, Some(delay)) => Kind::Slow(delay),
            (None, None) => return Err(unknown(what)),
        },
    })
}

fn unknown(what: &str) -> Error {
    let help = match closest(what, &KINDS.map(str::to_owned)) {
        Some(known) if !what.contains('=') => format!("did you mean `{known}`?"),
        _ => HELP.to_owned(),
    };
    Error::usage(format!("unknown failure `{what}`"), help)
}

/// Reads `2s` or `500ms`, at most ten minutes.
fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit())?);
    let number = number.parse().ok()?;
    let duration = match unit {
        "s" => Duration::from_secs(number),
        "ms" => Duration::from_millis(number),
        _ => return None,
    };
    (duration <= NEVER).then_some(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint() -> Endpoint {
        let mark = Default::default();
        let tags = Node::sequence(vec![Node::string("Pets", mark)], mark);
        let operation = Node::default().with("operationId", Node::string("listPets", mark)).with("tags", tags);
        Endpoint { document: 0, verb: "GET".to_owned(), path: "/animals/{id}".into(), operation, fixed: Vec::new() }
    }

    fn failed(text: &str) -> Answered {
        let response = Response { status: 200, headers: Vec::new(), body: b"[1, 2]".to_vec() };
        let answered = Answered { response, has_next: true, ..Answered::default() };
        text.parse::<Failure>().unwrap_or_else(|error| panic!("{error}")).fail(answered)
    }

    #[test]
    fn an_api_fails_as_it_is_told() {
        let response = failed("429").response;
        assert_eq!((response.status, response.header("retry-after")), (429, Some("1")));
        assert_eq!(failed("503").response.header("Retry-After"), None);
        assert_eq!((failed("malformed").response.body, failed("empty").response.body), (b"[1,".to_vec(), Vec::new()));
        let delays = ["timeout", "slow", "slow=3s", "slow=500ms"].map(|text| failed(text).delay.as_millis());
        assert_eq!(delays, [600_000, 2_000, 3_000, 500]);
        assert_eq!((failed("slow").has_next, failed("500").has_next), (true, false));
    }

    #[test]
    fn failures_have_places_and_numbers() {
        let hits = |text: &str, before| text.parse::<Failure>().is_ok_and(|it| it.hits(&endpoint(), before));
        assert!(hits("500", 9) && hits("500*2", 1) && !hits("500*2", 2));
        assert!(hits("500:animal", 0) && hits("500:listPets", 0) && hits("500:Pets", 0) && !hits("500:Pet", 0));
        assert!(hits("slow=1s*1:/animals", 0));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let refused = |text: &str| match text.parse::<Failure>() {
            Ok(failure) => failure.check(&[endpoint()]).expect_err("no such place"),
            Err(error) => error,
        };
        let told = |text: &str| format!("{}: {}", refused(text), refused(text).help());
        assert_eq!(told("malformd"), "unknown failure `malformd`: did you mean `malformed`?");
        assert_eq!(told("500:Pet"), "no operation of the API has `Pet` in its path, id or tags: did you mean `Pets`?");
        for text in ["", "200", "600", "slow=", "slow=1h", "slow=601s", "500*0", "500*x", "500:", "429*", "x"] {
            assert_eq!(refused(text).help().split(',').next(), HELP.split(',').next(), "{text}");
        }
    }
}
