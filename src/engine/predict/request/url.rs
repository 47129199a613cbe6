//! Addresses, read and written as the engine's HTTP library does.

/// An address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// The scheme in small letters.
    pub scheme: String,
    /// The host with its port.
    pub host: String,
    /// The path as it is sent.
    pub path: String,
    /// The query, even if it is empty.
    pub query: Option<String>,
    /// What follows `#`.
    pub fragment: Option<String>,
}

impl Url {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Url, String> {
        let refuse = |why: &str| Err(format!("parse \"{text}\": {why}"));
        if text.bytes().any(|byte| byte < 0x20 || byte == 0x7f) {
            return refuse("net/url: invalid control character in URL");
        }
        let (rest, fragment) = match text.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment.to_owned())),
            None => (text, None),
        };
        let (scheme, rest) = match scheme_of(rest) {
            Ok(parts) => parts,
            Err(why) => return refuse(why),
        };
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query.to_owned())),
            None => (rest, None),
        };
        let (host, path) = match rest.strip_prefix("//") {
            Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => ("", rest),
        };
        if !rest.starts_with('/') && scheme.is_empty() && rest.split('/').next().is_some_and(|it| it.contains(':')) {
            return refuse("first path segment in URL cannot contain colon");
        }
        if let Err(why) = check_host(host) {
            return refuse(&why);
        }
        match encoded_path(path) {
            Some(path) => Ok(Url { scheme: scheme.to_ascii_lowercase(), host: host.to_owned(), path, query, fragment }),
            None => refuse("invalid URL escape"),
        }
    }

    /// Writes the address as it is sent.
    pub fn text(&self) -> String {
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let slash = if self.path.is_empty() || self.path.starts_with('/') { "" } else { "/" };
        format!("{}://{}{slash}{}{query}", self.scheme, self.host, self.path)
    }

    /// Returns the parameters of the query, decoded.
    pub fn pairs(&self) -> Vec<(String, String)> {
        pairs(self.query.as_deref().unwrap_or_default())
    }

    /// Sets the query to parameters in the order of their names.
    pub fn set_pairs(&mut self, pairs: &[(String, String)]) {
        self.query = Some(encode(pairs));
    }
}

/// Returns the parameters of a query, decoded.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|part| !part.is_empty() && !part.contains(';'));
    parts
        .filter_map(|part| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            Some((unescape_query(key)?, unescape_query(value)?))
        })
        .collect()
}

/// Writes parameters as a query in the order of their names.
pub fn encode(pairs: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = pairs.iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let parts: Vec<String> =
        sorted.iter().map(|(key, value)| format!("{}={}", escape_query(key), escape_query(value))).collect();
    parts.join("&")
}

/// Escapes text for a query.
pub fn escape_query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            byte if is_unreserved(byte) => out.push(char::from(byte)),
            byte => escape(&mut out, byte),
        }
    }
    out
}

fn escape(out: &mut String, byte: u8) {
    out.push_str(&format!("%{byte:02X}"));
}

fn unescape_query(text: &str) -> Option<String> {
    unescape(&text.replace('+', " "))
}

/// Decodes text; nothing if an escape is broken.
pub fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)
}

fn is_plain_in_path(byte: u8) -> bool {
    is_unreserved(byte) || b"$&+,/:;=@".contains(&byte)
}

/// A path as it is sent: as it stands if nothing in it has to be escaped, else escaped anew.
fn encoded_path(path: &str) -> Option<String> {
    let decoded = unescape(path)?;
    let is_valid = |byte: u8| is_plain_in_path(byte) || b"!'()*[]%".contains(&byte);
    if path.bytes().all(is_valid) {
        return Some(path.to_owned());
    }
    let mut out = String::with_capacity(decoded.len());
    for byte in decoded.bytes() {
        if is_plain_in_path(byte) {
            out.push(char::from(byte));
        } else {
            escape(&mut out, byte);
        }
    }
    Some(out)
}

fn scheme_of(text: &str) -> Result<(&str, &str), &'static str> {
    for (index, letter) in text.char_indices() {
        match letter {
            letter if letter.is_ascii_alphabetic() => {}
            '0'..='9' | '+' | '-' | '.' if index > 0 => {}
            ':' if index == 0 => return Err("missing protocol scheme"),
            ':' => return Ok(text.split_once(':').unwrap_or((text, ""))),
            _ => break,
        }
    }
    Ok(("", text))
}

fn check_host(host: &str) -> Result<(), String> {
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => (name, port),
        _ => (host, ""),
    };
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("invalid port \":{port}\" after host"));
    }
    let is_host = |byte: u8| is_unreserved(byte) || b"!$&'()*+,;=:[]<>\"".contains(&byte) || byte >= 0x80;
    match name.bytes().find(|byte| !is_host(*byte)) {
        Some(byte) => Err(format!("invalid character \"{}\" in host name", char::from(byte))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_to_be_is_escaped() {
        let text = |url: &str| Url::parse(url).map(|url| url.text());
        assert_eq!(text("http://h/a(b)/c%2Fd?"), Ok("http://h/a(b)/c%2Fd?".to_owned()));
        assert_eq!(text("http://h/{a}(b) é?x=y z"), Ok("http://h/%7Ba%7D%28b%29%20%C3%A9?x=y z".to_owned()));
        assert_eq!(text("http://h/a#b?c"), Ok("http://h/a".to_owned()));
        assert!(text("http://h/%zz").is_err() && text("http://{h}/").is_err() && text(":x").is_err());
        assert_eq!(encode(&[("b".into(), "1 2".into()), ("a".into(), "$é".into())]), "a=%24%C3%A9&b=1+2");
    }
}
