//! The HTTP client, with TLS, proxies and time-outs.

use std::env;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::limits::Limits;
use crate::error::Error;

/// Registries redirect once or twice; more is a loop.
const MAX_REDIRECTS: u32 = 5;

/// The limit for a whole answer, in time-outs: stops servers that send a byte now and then.
const PATIENCE: u32 = 20;

/// A client that uses TLS only, and the proxy of `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.
pub(super) fn agent(limits: Limits) -> Result<Agent, Error> {
    let timeout = Some(limits.timeout);
    let config = Agent::config_builder()
        .https_only(true)
        .http_status_as_error(false)
        .max_redirects(MAX_REDIRECTS)
        .timeout_resolve(timeout)
        .timeout_connect(timeout)
        .timeout_per_read(timeout)
        .timeout_per_write(timeout)
        .timeout_per_call(Some(patience(limits)))
        .user_agent(concat!("provgen/", env!("CARGO_PKG_VERSION")))
        // Lengths and ranges count the bytes that are sent, so these must be the bytes of the document.
        .accept_encoding("identity")
        .tls_config(TlsConfig::builder().root_certs(roots()?).build())
        .build();
    Ok(config.new_agent())
}

/// The time limit for a whole answer.
pub(super) fn patience(limits: Limits) -> Duration {
    limits.timeout.saturating_mul(PATIENCE)
}

/// The certificates of `SSL_CERT_FILE` and `SSL_CERT_DIR`, or else those of the system, or else Mozilla's, for
/// containers without any.
fn roots() -> Result<RootCerts, Error> {
    let found = rustls_native_certs::load_native_certs();
    let certificates: Vec<_> = found.certs.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    if !certificates.is_empty() {
        return Ok(RootCerts::new_with_certs(&certificates));
    }
    let is_named = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().find(|name| is_named(name)) {
        Some(name) => Err(Error::usage(
            format!("{name} contains no certificate"),
            "set it to a PEM file, or a folder of PEM files, or unset it",
        )),
        None => Ok(RootCerts::WebPki),
    }
}
