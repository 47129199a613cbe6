//! Writes an answer.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, TRANSFER_ENCODING};
use hyper::{HeaderMap, StatusCode};

use crate::engine::predict::Response;

/// A response with its body.
pub type Outgoing = hyper::Response<Full<Bytes>>;

/// Returns a response as it goes out. What HTTP cannot carry is left out.
pub fn of(response: Response) -> Outgoing {
    let Some(status) = StatusCode::from_u16(response.status).ok().filter(|status| !status.is_informational()) else {
        return failed();
    };
    let has_body = status != StatusCode::NO_CONTENT && status != StatusCode::NOT_MODIFIED;
    let mut outgoing = Outgoing::new(if has_body { Full::from(response.body) } else { Full::default() });
    *outgoing.status_mut() = status;
    *outgoing.headers_mut() = headers(&response.headers);
    outgoing
}

/// Returns the headers but for those that the server sets itself.
fn headers(all: &[(String, String)]) -> HeaderMap {
    let header = |(name, value): &(String, String)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        let value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
        let is_of_server = [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name);
        (!is_of_server).then_some((name, value))
    };
    let mut headers = HeaderMap::new();
    for (name, value) in all.iter().filter_map(header) {
        headers.append(name, value);
    }
    headers
}

/// Returns the response to a request that was not read to its end; the connection cannot be used again.
pub fn refused(status: StatusCode) -> Outgoing {
    let why = match status {
        StatusCode::FORBIDDEN => "this server opens no connections to others",
        StatusCode::PAYLOAD_TOO_LARGE => "the body is larger than 16 MB",
        StatusCode::REQUEST_TIMEOUT => "the body did not come within 10 seconds",
        _ => "the body cannot be read",
    };
    let mut outgoing = told(status, why);
    outgoing.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    outgoing
}

/// Returns the response when there is no answer.
pub fn failed() -> Outgoing {
    told(StatusCode::INTERNAL_SERVER_ERROR, "provgen has no answer to this request; this is a bug in provgen")
}

fn told(status: StatusCode, why: &str) -> Outgoing {
    let mut outgoing = Outgoing::new(Full::from(format!("{{\"error\": \"{why}\"}}\n")));
    *outgoing.status_mut() = status;
    outgoing.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    outgoing
}
