//! Chooses the SQL verb of an operation from its HTTP verb, path and operationId.

use crate::sql::SqlVerb;

use super::fact::Fact;
use super::group::Place;
use super::words::{self, Intent};

/// Returns the SQL verb of an operation. What acts on a part of the thing is `EXEC`: an `UPDATE` that only changes a
/// password, or a `DELETE` that only removes a logo, would mislead.
pub fn sql_verb(fact: &Fact, place: Place) -> SqlVerb {
    let is_partial = fact.target.is_action || place == Place::Merged;
    match fact.operation.verb {
        "get" => SqlVerb::Select,
        "delete" | "patch" | "put" | "post" if is_partial => SqlVerb::Exec,
        "delete" => SqlVerb::Delete,
        "patch" => SqlVerb::Update,
        "put" => SqlVerb::Replace,
        "post" => of_post(fact),
        _ => SqlVerb::Exec,
    }
}

fn of_post(fact: &Fact) -> SqlVerb {
    match fact.intent {
        Some(Intent::Create) => SqlVerb::Insert,
        Some(Intent::Update) => SqlVerb::Update,
        Some(Intent::Read | Intent::Delete | Intent::Act) => SqlVerb::Exec,
        None if fact.target.is_item => SqlVerb::Update,
        None => SqlVerb::Insert,
    }
}

/// Returns what an operationId says its operation does, by its own verb or by a leading HTTP verb
/// (`post-boot-instance`, `post-transfer`).
pub fn intent_of(id: &str, http_verb: &str) -> Option<Intent> {
    let words = words::split(id);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((first, rest)) if *first == http_verb && http_verb != "get" && !rest.is_empty() => {
            let behind = rest.first().filter(|_| rest.len() > 1).and_then(|word| words::intent(word));
            behind.or(of_http(http_verb))
        }
        _ => words::verb_of(&words).1,
    }
}

fn of_http(verb: &str) -> Option<Intent> {
    match verb {
        "post" => Some(Intent::Create),
        "put" | "patch" => Some(Intent::Update),
        "delete" => Some(Intent::Delete),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operation_ids_say_what_is_done() {
        let cases = [
            ("listUsers", "get", Some(Intent::Read)),
            ("backupGetList", "get", Some(Intent::Read)),
            ("monitorsDeleteByIds", "delete", Some(Intent::Delete)),
            ("post-boot-instance", "post", Some(Intent::Act)),
            ("post-transfer", "post", Some(Intent::Create)),
            ("put-account", "put", Some(Intent::Update)),
            ("speedTest", "post", None),
            ("users", "post", None),
            ("", "post", None),
        ];
        for (id, verb, expected) in cases {
            assert_eq!(intent_of(id, verb), expected, "{id}");
        }
    }
}
