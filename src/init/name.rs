//! Chooses the name of a provider.

use crate::error::Error;
use crate::mapping::{MAX_NAME, is_reserved};
use crate::source::Source;
use crate::sql::is_identifier;

/// Words that do not identify an API.
const EMPTY_WORDS: [&str; 8] = ["api", "apis", "rest", "openapi", "swagger", "spec", "specification", "the"];

/// Returns the name that the user gave, or else derives one from the title or the file name.
///
/// # Errors
/// SQL or a file system cannot use the name, or none can be derived.
pub fn provider(wanted: Option<&str>, source: &Source) -> Result<String, Error> {
    if let Some(name) = wanted {
        let help = "use letters, digits and `_`, and begin with a letter or `_`";
        return if is_usable(name) {
            Ok(name.to_owned())
        } else {
            Err(Error::usage(format!("`{name}` cannot be the name of a provider"), help))
        };
    }
    let title = source.document.get("info").and_then(|info| info.text("title")).unwrap_or_default();
    let file = source.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    [title, file].into_iter().map(from_text).find(|name| is_usable(name)).ok_or_else(|| {
        Error::usage("no provider name can be derived from the document's title or file name", "add --provider NAME")
    })
}

fn is_usable(name: &str) -> bool {
    is_identifier(name) && !is_reserved(name) && name.len() <= MAX_NAME
}

/// `Okta Admin Management API v1.2` becomes `okta_admin_management`.
fn from_text(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase);
    let words: Vec<String> = words.filter(|word| says_something(word)).collect();
    let name = words.join("_");
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("api_{name}") } else { name }
}

fn says_something(word: &str) -> bool {
    let is_version = word.trim_start_matches('v').bytes().all(|b| b.is_ascii_digit());
    !is_version && !EMPTY_WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names() {
        let cases = [
            ("Okta Admin Management API v1.2", "okta_admin_management"),
            ("The  Shop", "shop"),
            ("3scale Accounts", "api_3scale_accounts"),
            ("swagger-petstore.v2", "petstore"),
            ("REST API v1", ""),
            ("Ünïcode", "n_code"),
            ("", ""),
        ];
        for (title, name) in cases {
            assert_eq!(from_text(title), name, "{title}");
        }
    }
}
