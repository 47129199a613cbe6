//! Guesses the authentication of a new provider from the security schemes of the document.

use std::collections::HashMap;

use crate::normalise::Operation;
use crate::render::{object, text};
use crate::schema::Resolver;
use crate::tree::Node;

/// The block `auth`, and a note about it.
pub fn guess(document: &Node, operations: &[Operation], provider: &str) -> (Node, String) {
    let Some((name, scheme)) = most_used(document, operations) else {
        let note = "auth: the document has no security scheme, so no credentials are sent; if the API needs them, \
             write `config.auth`";
        return (object([("type", text("null_auth"))]), note.to_owned());
    };
    let (auth, variables) = of_scheme(scheme, &provider.to_uppercase());
    let note = match variables.as_slice() {
        [] => format!("auth: the engine does not support the security scheme `{name}`; write `config.auth`"),
        _ => format!(
            "auth: guessed from the security scheme `{name}`; credentials come from {}",
            variables.join(" and ")
        ),
    };
    let note = match auth.text("type") {
        Some("api_key") => note + "; if the API needs a prefix, set `valuePrefix`",
        _ => note,
    };
    (auth, note)
}

/// The scheme that most operations list first, or else the first scheme.
fn most_used<'a>(document: &'a Node, operations: &[Operation]) -> Option<(&'a str, &'a Node)> {
    let components = document.get("components")?;
    let resolver = Resolver::new(document);
    let schemes: Vec<(&str, &Node)> = components
        .entries("securitySchemes")
        .filter_map(|(name, scheme)| Some((&**name, resolver.resolve(scheme)?)))
        .collect();
    let mut uses: HashMap<&str, usize> = schemes.iter().map(|(name, _)| (*name, 0)).collect();
    for operation in operations {
        let holder = if operation.node.get("security").is_some() { &operation.node } else { document };
        let asked =
            holder.items("security").iter().filter_map(Node::as_mapping).find_map(|wanted| wanted.keys().next());
        asked.and_then(|asked| uses.get_mut(&**asked)).into_iter().for_each(|uses| *uses += 1);
    }
    // Of equal ones, `max_by_key` takes the last.
    schemes.into_iter().rev().max_by_key(|(name, _)| uses.get(name).copied().unwrap_or_default())
}

/// The engine's authentication for a scheme, and the environment variables that it reads.
fn of_scheme(scheme: &Node, prefix: &str) -> (Node, Vec<String>) {
    let of = |key: &str| scheme.text(key).unwrap_or_default().to_ascii_lowercase();
    let is_authorization = of("in") == "header" && of("name") == "authorization";
    match (of("type").as_str(), of("scheme").as_str()) {
        ("http", "bearer") | ("openidconnect", _) => single("bearer", &[], format!("{prefix}_TOKEN")),
        ("http", "basic") => pair(
            &[("type", "basic")],
            ("username_var", format!("{prefix}_USERNAME")),
            ("password_var", format!("{prefix}_PASSWORD")),
        ),
        ("apikey", _) if is_authorization => single("api_key", &[], format!("{prefix}_API_KEY")),
        ("apikey", _) => api_key(scheme, prefix),
        ("oauth2", _) => match client_credentials(scheme) {
            Some(url) => pair(
                &[("type", "oauth2"), ("grant_type", "client_credentials"), ("token_url", url)],
                ("client_id_env_var", format!("{prefix}_CLIENT_ID")),
                ("client_secret_env_var", format!("{prefix}_CLIENT_SECRET")),
            ),
            None => single("bearer", &[], format!("{prefix}_TOKEN")),
        },
        _ => (object([("type", text("null_auth"))]), Vec::new()),
    }
}

/// Only the type `custom` can put a key elsewhere than into `Authorization`.
fn api_key(scheme: &Node, prefix: &str) -> (Node, Vec<String>) {
    let name = scheme.text("name").unwrap_or_default();
    let cookie = format!("{name}=");
    let settings = match scheme.text("in") {
        Some("query") => [("location", "query"), ("name", name)].to_vec(),
        Some("cookie") => [("location", "header"), ("name", "Cookie"), ("valuePrefix", cookie.as_str())].to_vec(),
        _ => [("location", "header"), ("name", name)].to_vec(),
    };
    single("custom", &settings, format!("{prefix}_API_KEY"))
}

/// The token URL of the client credentials flow. A relative URL is unusable, as the engine has no base for it.
fn client_credentials(scheme: &Node) -> Option<&str> {
    scheme.get("flows")?.get("clientCredentials")?.text("tokenUrl").filter(|url| url.contains("://"))
}

fn single(kind: &str, settings: &[(&str, &str)], variable: String) -> (Node, Vec<String>) {
    let settings = settings.iter().map(|(key, value)| (*key, text(value)));
    let entries = [("type", text(kind))].into_iter().chain(settings).chain([("credentialsenvvar", text(&variable))]);
    (object(entries), vec![variable])
}

fn pair(settings: &[(&str, &str)], first: (&str, String), second: (&str, String)) -> (Node, Vec<String>) {
    let settings = settings.iter().map(|(key, value)| (*key, text(value)));
    let variables = [(first.0, text(&first.1)), (second.0, text(&second.1))];
    (object(settings.chain(variables)), vec![first.1, second.1])
}
