//! The HTTP client: TLS, proxies and time-outs.

use std::env;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::limits::Limits;
use crate::error::Error;

/// Registries redirect once or twice; more is a loop.
const MAX_REDIRECTS: u32 = 5;

/// How many time-outs a whole answer may take: a server that sends a letter now and then ends too.
const PATIENCE: u32 = 20;

/// A client that speaks TLS only, through the proxy that `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` name.
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
        // Lengths and ranges count the bytes that are sent, which have to be those of the document.
        .accept_encoding("identity")
        .tls_config(TlsConfig::builder().root_certs(roots()?).build())
        .build();
    Ok(config.new_agent())
}

/// How long a whole answer may take.
pub(super) fn patience(limits: Limits) -> Duration {
    limits.timeout.saturating_mul(PATIENCE)
}

/// The certificates of `SSL_CERT_FILE` and `SSL_CERT_DIR`, else those of the system, which hold a company's own; else
/// Mozilla's, for a container without any.
fn roots() -> Result<RootCerts, Error> {
    let found = rustls_native_certs::load_native_certs();
    let certificates: Vec<_> = found.certs.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    if !certificates.is_empty() {
        return Ok(RootCerts::new_with_certs(&certificates));
    }
    let is_named = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().find(|name| is_named(name)) {
        Some(name) => Err(Error::usage(
            format!("{name} leads to no certificate"),
            "let it name a PEM file, or a folder of them, or unset it",
        )),
        None => Ok(RootCerts::WebPki),
    }
}
