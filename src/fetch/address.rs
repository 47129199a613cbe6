//! Parses `source.url`.

use std::path::PathBuf;

use ureq::http::Uri;

use crate::config::ConfigFile;
use crate::error::Error;
use crate::tree::pointer::percent_decoded;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address {
    Https {
        url: String,
        /// The server, with its port if that is not the default.
        host: String,
    },
    /// A file on this machine.
    File(PathBuf),
}

impl Address {
    /// The address that a configuration names.
    pub fn of(config: &ConfigFile, url: &str) -> Result<Self, Error> {
        Address::parse(url).map_err(|(message, help)| Error::input(message, config.place("/source/url"), help))
    }

    pub fn parse(url: &str) -> Result<Self, (&'static str, &'static str)> {
        let help = "use a URL such as https://example.com/openapi.yaml";
        if url.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:")) {
            return file(url).ok_or(("this is not a file URL", "use a URL such as file:///home/me/openapi.yaml"));
        }
        let uri: Uri = url.parse().map_err(|_| ("this is not a URL", help))?;
        let authority = uri.authority().ok_or(("this URL has no host", help))?;
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") => {
                return Err((
                    "provgen does not fetch over plain http, because others could change the document in transit",
                    help,
                ));
            }
            _ => return Err(("provgen fetches `https` and `file` URLs only", help)),
        }
        if authority.as_str().contains('@') {
            return Err(("this URL contains a user name or a password", "use a URL that is public"));
        }
        Ok(Address::Https { url: url.to_owned(), host: authority.to_string() })
    }

    /// The server or file, for messages.
    pub fn name(&self) -> String {
        match self {
            Address::Https { host, .. } => host.clone(),
            Address::File(path) => path.display().to_string(),
        }
    }
}

/// Parses `file:///path` with or without the name of this machine (RFC 8089).
fn file(url: &str) -> Option<Address> {
    let rest = url.get(5..)?.strip_prefix("//")?;
    let path = percent_decoded(rest.strip_prefix("localhost").unwrap_or(rest)).into_owned();
    // Windows drive letters: `file:///C:/specs`.
    let has_drive = matches!(path.as_bytes(), [b'/', letter, b':', ..] if letter.is_ascii_alphabetic());
    let path = if has_drive { path.get(1..)? } else { path.as_str() };
    (path.starts_with('/') || has_drive).then(|| Address::File(PathBuf::from(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_and_servers_with_tls_are_addresses() {
        let found = |url| match Address::parse(url) {
            Ok(address) => address.name(),
            Err((message, _)) => format!("error: {message}"),
        };
        assert_eq!(found("https://example.com/a.yaml?token=x#y"), "example.com");
        assert_eq!(found("HTTPS://example.com:8443"), "example.com:8443");
        assert_eq!(found("file:///a%20b/c.yaml"), "/a b/c.yaml");
        assert_eq!(found("file://localhost/a"), "/a");
        assert_eq!(found("file:///C:/a"), "C:/a");
        let refused =
            ["http://a/b", "ftp://a/b", "https://a:b@c/d", "file://host/a", "file:a", "a.yaml", "", "https://", "héé"];
        for url in refused {
            assert!(found(url).starts_with("error: "), "{url}: {}", found(url));
        }
    }
}
