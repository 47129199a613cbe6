//! Downloads a document, with retries that resume.

use std::io::{self, ErrorKind, Read};
use std::thread;
use std::time::Duration;

use ureq::http::header::{self, HeaderMap, HeaderName};
use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body, Timeout};

use super::client;
use super::limits::Limits;
use crate::error::Error;
use crate::place::Place;

/// The wait before the second attempt; it doubles with each attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Gives up if a server asks for a longer wait.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Progress of a download.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// Bytes have arrived.
    Received {
        /// The number of bytes so far, including earlier attempts.
        bytes: u64,
        /// The length of the document, if known.
        total: Option<u64>,
    },
    /// An attempt has failed, and another will follow.
    Retry {
        /// Why it failed, without a full stop.
        reason: &'a str,
        /// The time until the next attempt.
        wait: Duration,
    },
}

pub(super) struct Order<'a> {
    pub url: &'a str,
    /// The server, for messages.
    pub host: &'a str,
    /// The place of the URL in the configuration.
    pub place: &'a Place,
    /// The maximum size.
    pub megabytes: u64,
    pub limits: Limits,
    /// What to do about a network that does not work.
    pub check: &'a str,
}

/// Downloads the document.
///
/// # Errors
/// A lasting fault, or the last attempt failed.
pub(super) fn download(order: &Order<'_>, on_event: &dyn Fn(Event<'_>)) -> Result<Vec<u8>, Error> {
    let agent = client::agent(order.limits)?;
    let mut download = Download { agent, order, on_event, bytes: Vec::new(), etag: None, total: None };
    let mut pause = FIRST_PAUSE;
    for attempt in 1.. {
        let (reason, wanted) = match download.attempt() {
            Ok(()) => break,
            Err(Fault::Lasting(error)) => return Err(error),
            Err(Fault::Passing(reason, wanted)) => (reason, wanted),
        };
        if attempt >= order.limits.tries {
            let times = if attempt == 1 { "once".to_owned() } else { format!("{attempt} times") };
            return Err(order.error(format!("{reason}; tried {times}"), order.check));
        }
        let wait = wanted.unwrap_or(pause);
        on_event(Event::Retry { reason: &reason, wait });
        thread::sleep(wait);
        pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
    }
    Ok(download.bytes)
}

impl Order<'_> {
    fn error(&self, message: String, help: &str) -> Error {
        Error::input(message, self.place.clone(), help)
    }

    fn limit(&self) -> u64 {
        self.megabytes.saturating_mul(1_000_000)
    }
}

enum Fault {
    /// A retry is useless.
    Lasting(Error),
    /// A retry may succeed, after the wait that the server asks for.
    Passing(String, Option<Duration>),
}

struct Download<'a> {
    agent: Agent,
    order: &'a Order<'a>,
    on_event: &'a dyn Fn(Event<'_>),
    bytes: Vec<u8>,
    /// The strong validator of `bytes`.
    etag: Option<String>,
    /// The length of the document, if known.
    total: Option<u64>,
}

impl Download<'_> {
    fn attempt(&mut self) -> Result<(), Fault> {
        let mut request = self.agent.get(self.order.url);
        let resumes = !self.bytes.is_empty();
        // RFC 9110, section 13.1.5: asks for the rest of the same document, or for all of a new one.
        if let (true, Some(etag)) = (resumes, &self.etag) {
            request = request.header("Range", format!("bytes={}-", self.have())).header("If-Range", etag);
        }
        let response = request.call().map_err(|error| self.fault(error))?;
        self.take_head(&response)?;
        self.read(response.into_body())
    }

    fn have(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }

    fn forget(&mut self) {
        self.bytes.clear();
        self.etag = None;
        self.total = None;
    }

    fn take_head(&mut self, response: &Response<Body>) -> Result<(), Fault> {
        let headers = response.headers();
        match response.status() {
            StatusCode::OK => {
                self.forget();
                self.total = number(headers, &header::CONTENT_LENGTH);
                let etag = text(headers, &header::ETAG).filter(|etag| etag.starts_with('"'));
                self.etag = etag.map(str::to_owned);
            }
            StatusCode::PARTIAL_CONTENT if self.continues(headers) => {}
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                self.forget();
                return Err(self.passing("sent another part of the document than requested", None));
            }
            status => return Err(self.refusal(status, headers)),
        }
        if let Some(coding) = text(headers, &header::CONTENT_ENCODING).filter(|coding| *coding != "identity") {
            let what = format!("sent the document compressed ({coding}), which was not requested");
            return Err(self.lasting(&what, "use a URL that returns the uncompressed document"));
        }
        if self.total.is_some_and(|total| total > self.order.limit()) { Err(self.too_large()) } else { Ok(()) }
    }

    /// Whether a partial answer begins where the last one broke off, and belongs to the same document.
    fn continues(&mut self, headers: &HeaderMap) -> bool {
        let range = text(headers, &header::CONTENT_RANGE).and_then(|range| range.strip_prefix("bytes "));
        let Some((range, whole)) = range.and_then(|range| range.split_once('/')) else { return false };
        let start = range.split_once('-').and_then(|(start, _)| start.parse().ok());
        let whole: Option<u64> = whole.parse().ok();
        let is_same = self.total.is_none() || whole.is_none() || self.total == whole;
        self.total = self.total.or(whole);
        self.etag.is_some() && start == Some(self.have()) && is_same
    }

    fn read(&mut self, body: Body) -> Result<(), Fault> {
        let mut reader = body.into_reader();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let length = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.fault(error.into())),
            };
            self.bytes.extend_from_slice(buffer.get(..length).unwrap_or_default());
            if self.have() > self.order.limit() {
                return Err(self.too_large());
            }
            (self.on_event)(Event::Received { bytes: self.have(), total: self.total });
        }
        match self.total {
            Some(total) if total > self.have() => Err(self.broken()),
            Some(total) if total < self.have() => {
                self.forget();
                Err(self.passing("sent more bytes than announced", None))
            }
            _ => Ok(()),
        }
    }

    fn lasting(&self, what: &str, help: &str) -> Fault {
        Fault::Lasting(self.order.error(format!("{} {what}", self.order.host), help))
    }

    fn passing(&self, what: &str, wait: Option<Duration>) -> Fault {
        Fault::Passing(format!("{} {what}", self.order.host), wait)
    }

    fn broken(&self) -> Fault {
        if self.bytes.is_empty() {
            return self.passing("closed the connection before sending any of the document", None);
        }
        let of = self.total.map_or(String::new(), |total| format!(" of {total}"));
        self.passing(&format!("closed the connection after {}{of} bytes", self.have()), None)
    }

    fn too_large(&self) -> Fault {
        let what = format!("sent a document larger than {} MB", self.order.megabytes);
        self.lasting(&what, "raise `source.max_megabytes` in provgen.yaml")
    }

    fn refusal(&self, status: StatusCode, headers: &HeaderMap) -> Fault {
        let code = status.as_u16();
        match code {
            408 | 429 | 500..=599 => self.delay(code, headers),
            404 | 410 => self.lasting(
                &format!("has no such document (status {code})"),
                "correct `source.url` in provgen.yaml: the document may have moved",
            ),
            401 | 403 => self.lasting(&format!("denied access (status {code})"), "use a URL that is public"),
            _ => self.lasting(
                &format!("returned status {code}"),
                "open `source.url` in a browser, and correct it in provgen.yaml",
            ),
        }
    }

    /// `Retry-After` (RFC 9110, section 10.2.3) in seconds; dates are not supported.
    fn delay(&self, code: u16, headers: &HeaderMap) -> Fault {
        let wanted = number(headers, &header::RETRY_AFTER).map(Duration::from_secs);
        if let Some(wait) = wanted.filter(|wait| *wait > LONGEST_PAUSE) {
            let what = format!("returned status {code} and asks to wait {} seconds", wait.as_secs());
            return self.lasting(&what, "nothing was changed; run the command again after that");
        }
        self.passing(&format!("returned status {code}"), wanted)
    }

    fn fault(&self, error: ureq::Error) -> Fault {
        use ureq::Error as Cause;
        let redirect_help = "set `source.url` to the final URL of the document";
        match error {
            Cause::Io(error) => self.io_fault(&error),
            Cause::Timeout(Timeout::PerCall) => self
                .passing(&format!("did not finish within {} s", client::patience(self.order.limits).as_secs()), None),
            Cause::Timeout(_) => {
                self.passing(&format!("sent nothing for {} s", self.order.limits.timeout.as_secs()), None)
            }
            Cause::HostNotFound => Fault::Passing(format!("the host {} was not found", self.order.host), None),
            Cause::ConnectionFailed => self.passing("cannot be reached", None),
            Cause::Protocol(cause) => self.passing(&format!("violates HTTP: {cause}"), None),
            Cause::TooManyRedirects => self.lasting("redirected too many times", redirect_help),
            Cause::RequireHttpsOnly(_) => self.lasting("redirected to a URL without TLS", redirect_help),
            Cause::ConnectProxyFailed(cause) => self.lasting(
                &format!("is behind a proxy that refused the connection: {cause}"),
                "check HTTPS_PROXY and NO_PROXY",
            ),
            Cause::Rustls(cause) => self.unsafe_connection(&cause.to_string()),
            other => self.lasting(&format!("cannot be requested: {other}"), self.order.check),
        }
    }

    fn io_fault(&self, error: &io::Error) -> Fault {
        match error.kind() {
            // The TLS library reports rejected connections like this.
            ErrorKind::InvalidData => self.unsafe_connection(&error.to_string()),
            ErrorKind::ConnectionRefused => self.passing("refused the connection", None),
            _ => self.broken(),
        }
    }

    fn unsafe_connection(&self, cause: &str) -> Fault {
        let help = if cause.contains("certificate") {
            "if your own authority issued its certificate, set SSL_CERT_FILE to the authority's PEM file"
        } else {
            "check the server and the port of `source.url`: does it speak TLS?"
        };
        self.lasting(&format!("offers no secure connection: {cause}"), help)
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    text(headers, name)?.parse().ok()
}
