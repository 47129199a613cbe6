//! Guesses the authentication of a new provider from the security schemes of the document.

use indexmap::IndexMap;

use crate::normalise::Operation;
use crate::render::{object, text};
use crate::schema::Resolver;
use crate::tree::{Mapping, Node};

/// A security scheme with its name.
type Scheme<'a> = (&'a str, &'a Node);

/// The block `auth`, and a note about it.
pub fn guess(document: &Node, operations: &[Operation], provider: &str) -> (Node, String) {
    let prefix = provider.to_uppercase();
    let wanted = most_used(document, operations);
    let (supported, others): (Vec<Scheme<'_>>, Vec<Scheme<'_>>) =
        wanted.into_iter().partition(|(_, scheme)| !of_scheme(scheme, &prefix).1.is_empty());
    let (auth, note) = match supported.as_slice() {
        [] => (object([("type", text("null_auth"))]), String::new()),
        [(name, scheme)] => of_one(name, scheme, &prefix),
        several => of_several(several, &prefix),
    };
    let left_out = together(&names(&others));
    let note = match (note.is_empty(), left_out.is_empty()) {
        (false, true) => note,
        (false, false) => format!("{note}; the engine does not support {left_out}, which the API requires as well"),
        (true, false) => format!("the engine does not support the security scheme {left_out}; write `config.auth`"),
        (true, true) => "the document has no security scheme, so no credentials are sent; if the API needs them, \
             write `config.auth`"
            .to_owned(),
    };
    (auth, format!("auth: {note}"))
}

fn of_one(name: &str, scheme: &Node, prefix: &str) -> (Node, String) {
    let (auth, variables) = of_scheme(scheme, prefix);
    let note = format!("guessed from the security scheme `{name}`; credentials come from {}", variables.join(" and "));
    let note = match (auth.text("type"), Proof::of(scheme, prefix).holds) {
        (Some("api_key"), _) => note + "; if the API needs a prefix, set `valuePrefix`",
        (Some("custom"), Some(holds)) => format!("{note}, which holds {holds}"),
        _ => note,
    };
    (auth, note)
}

/// Schemes that a request needs at once: only the type `custom` sends more than one, each as the `successor` of the one
/// before. It sends a value as it is, so that the variable has to hold what stands before a token, too.
fn of_several(schemes: &[Scheme<'_>], prefix: &str) -> (Node, String) {
    let mut proofs: Vec<Proof> = Vec::new();
    for (_, scheme) in schemes {
        let mut proof = Proof::of(scheme, prefix);
        let base = proof.variable.clone();
        let numbered = |number: usize| format!("{base}_{number}");
        let is_taken = |name: &String| proofs.iter().any(|known| known.variable == *name);
        if is_taken(&proof.variable) {
            proof.variable = (2..).map(numbered).find(|name| !is_taken(name)).unwrap_or(base);
        }
        proofs.push(proof);
    }
    let credentials: Vec<String> = proofs.iter().map(Proof::credentials).collect();
    let note = format!(
        "guessed from the security schemes {}, which the API requires together; credentials come from {}",
        together(&names(schemes)),
        together(&credentials)
    );
    let auth = proofs.iter().rev().fold(None, |successor, proof| Some(proof.block(successor)));
    (auth.unwrap_or_default(), note)
}

fn names(schemes: &[Scheme<'_>]) -> Vec<String> {
    schemes.iter().map(|(name, _)| format!("`{name}`")).collect()
}

/// Joins words as in `a, b and c`.
fn together(words: &[String]) -> String {
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// What a request sends to prove who sends it, as the type `custom` has it.
struct Proof {
    location: &'static str,
    name: String,
    variable: String,
    /// What the variable has to hold, if not just the secret.
    holds: Option<String>,
}

impl Proof {
    fn of(scheme: &Node, prefix: &str) -> Self {
        let name = scheme.text("name").unwrap_or_default();
        let is = |key: &str, value: &str| scheme.text(key).is_some_and(|text| text.eq_ignore_ascii_case(value));
        let (location, name, holds) = match scheme.text("in") {
            _ if is("scheme", "basic") => {
                ("header", "Authorization", Some("`Basic ` and the user name and password in base64".to_owned()))
            }
            _ if !is("type", "apikey") => ("header", "Authorization", Some("`Bearer ` and the token".to_owned())),
            Some("query") => ("query", name, None),
            Some("cookie") => ("header", "Cookie", Some(format!("`{name}=` and the value"))),
            _ => ("header", name, None),
        };
        Proof { location, name: name.to_owned(), variable: variable(name, prefix), holds }
    }

    fn credentials(&self) -> String {
        let holds = self.holds.as_ref().map(|holds| format!(" (which holds {holds})"));
        self.variable.clone() + &holds.unwrap_or_default()
    }

    fn block(&self, successor: Option<Node>) -> Node {
        let settings = [("location", text(self.location)), ("name", text(&self.name))];
        let entries = [("type", text("custom"))].into_iter().chain(settings);
        let entries = entries.chain([("credentialsenvvar", text(&self.variable))]);
        object(entries.chain(successor.map(|block| ("successor", block))))
    }
}

/// Returns the environment variable for a header or parameter: `SHOP_AUTH_EMAIL` for `X-Auth-Email`.
fn variable(name: &str, prefix: &str) -> String {
    let upper = name.to_ascii_uppercase();
    let words: Vec<&str> = upper.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words = match words.as_slice() {
        ["X", rest @ ..] if !rest.is_empty() => rest.join("_"),
        words => words.join("_"),
    };
    let own = words.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).unwrap_or(&words);
    format!("{prefix}_{}", if own.is_empty() { "API_KEY" } else { own })
}

/// The schemes that most operations require together, by what they list first; or else the first scheme.
fn most_used<'a>(document: &'a Node, operations: &'a [Operation]) -> Vec<Scheme<'a>> {
    let resolver = Resolver::new(document);
    let schemes: IndexMap<&str, &Node> = document
        .get("components")
        .into_iter()
        .flat_map(|components| components.entries("securitySchemes"))
        .filter_map(|(name, scheme)| Some((&**name, resolver.resolve(scheme)?)))
        .collect();
    let first = schemes.keys().next().map(|name| vec![*name]);
    let mut uses: IndexMap<Vec<&str>, usize> = schemes.keys().map(|name| (vec![*name], 0)).collect();
    for operation in operations {
        let holder = if operation.node.get("security").is_some() { &operation.node } else { document };
        let known = |wanted: &'a Mapping| -> Vec<&'a str> {
            let mut names: Vec<&str> =
                wanted.keys().map(|name| &**name).filter(|name| schemes.contains_key(name)).collect();
            names.sort_by_key(|name| schemes.get_index_of(name));
            names
        };
        let mut asked = holder.items("security").iter().filter_map(Node::as_mapping).map(known);
        if let Some(asked) = asked.find(|names| !names.is_empty()) {
            *uses.entry(asked).or_default() += 1;
        }
    }
    // Of equal ones, `max_by_key` takes the last.
    let most = uses.into_iter().rev().max_by_key(|(_, uses)| *uses).filter(|(_, uses)| *uses > 0);
    let names = most.map(|(names, _)| names).or(first).unwrap_or_default();
    names.into_iter().filter_map(|name| Some((name, *schemes.get(name)?))).collect()
}

/// The engine's authentication for a scheme, and the environment variables that it reads.
fn of_scheme(scheme: &Node, prefix: &str) -> (Node, Vec<String>) {
    let of = |key: &str| scheme.text(key).unwrap_or_default().to_ascii_lowercase();
    let is_authorization = of("in") == "header" && of("name") == "authorization";
    match (of("type").as_str(), of("scheme").as_str()) {
        ("http", "bearer") | ("openidconnect", _) => single("bearer", format!("{prefix}_TOKEN")),
        ("http", "basic") => pair(
            &[("type", "basic")],
            ("username_var", format!("{prefix}_USERNAME")),
            ("password_var", format!("{prefix}_PASSWORD")),
        ),
        ("apikey", _) if is_authorization => single("api_key", format!("{prefix}_API_KEY")),
        ("apikey", _) => api_key(scheme, prefix),
        ("oauth2", _) => match client_credentials(scheme) {
            Some(url) => pair(
                &[("type", "oauth2"), ("grant_type", "client_credentials"), ("token_url", url)],
                ("client_id_env_var", format!("{prefix}_CLIENT_ID")),
                ("client_secret_env_var", format!("{prefix}_CLIENT_SECRET")),
            ),
            None => single("bearer", format!("{prefix}_TOKEN")),
        },
        _ => (object([("type", text("null_auth"))]), Vec::new()),
    }
}

/// Only the type `custom` can put a key elsewhere than into `Authorization`.
fn api_key(scheme: &Node, prefix: &str) -> (Node, Vec<String>) {
    let proof = Proof { variable: format!("{prefix}_API_KEY"), ..Proof::of(scheme, prefix) };
    (proof.block(None), vec![proof.variable])
}

/// The token URL of the client credentials flow. A relative URL is unusable, as the engine has no base for it.
fn client_credentials(scheme: &Node) -> Option<&str> {
    scheme.get("flows")?.get("clientCredentials")?.text("tokenUrl").filter(|url| url.contains("://"))
}

fn single(kind: &str, variable: String) -> (Node, Vec<String>) {
    (object([("type", text(kind)), ("credentialsenvvar", text(&variable))]), vec![variable])
}

fn pair(settings: &[(&str, &str)], first: (&str, String), second: (&str, String)) -> (Node, Vec<String>) {
    let settings = settings.iter().map(|(key, value)| (*key, text(value)));
    let variables = [(first.0, text(&first.1)), (second.0, text(&second.1))];
    (object(settings.chain(variables)), vec![first.1, second.1])
}
