//! Reads a request within the limits.

use http_body_util::{BodyExt, Limited};
use hyper::body::Body;
use hyper::header::EXPECT;
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};
use tokio::sync::Semaphore;
use tokio::time;

use super::limits::{BODY_WITHIN, MAX_BODY, SMALL_BODY};
use crate::standin::asked::Asked;

/// A request whose body is still to come.
pub type Incoming = Request<hyper::body::Incoming>;

/// Reads a request.
///
/// # Errors
/// The status of a request that is refused unread.
pub async fn read(request: Incoming, large_bodies: &Semaphore) -> Result<Asked, StatusCode> {
    let (parts, body) = request.into_parts();
    if parts.method == Method::CONNECT {
        return Err(StatusCode::FORBIDDEN);
    }
    let is_too_large = body.size_hint().lower() > MAX_BODY as u64;
    if is_too_large && parts.headers.contains_key(EXPECT) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let reading = time::timeout(BODY_WITHIN, collected(body, is_too_large, large_bodies)).await;
    let body = reading.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))?;
    Ok(asked(&parts, body))
}

async fn collected(
    mut body: hyper::body::Incoming,
    is_too_large: bool,
    large_bodies: &Semaphore,
) -> Result<Vec<u8>, StatusCode> {
    let is_small = body.size_hint().upper().is_some_and(|most| most <= SMALL_BODY);
    let _permit = if is_small { None } else { large_bodies.acquire().await.ok() };
    if !is_too_large {
        match Limited::new(&mut body, MAX_BODY).collect().await {
            Ok(collected) => return Ok(collected.to_bytes().into()),
            Err(error) if error.is::<hyper::Error>() => return Err(StatusCode::BAD_REQUEST),
            Err(_) => {}
        }
    }
    // A client that is still sending would not see the answer.
    while let Some(Ok(_)) = body.frame().await {}
    Err(StatusCode::PAYLOAD_TOO_LARGE)
}

fn asked(parts: &Parts, body: Vec<u8>) -> Asked {
    let headers = parts.headers.iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    Asked { verb: parts.method.to_string(), target: parts.uri.to_string(), headers: headers.collect(), body }
}
