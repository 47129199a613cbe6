//! Names methods after their operationId in snake case, or by what they do to their resource, such as `list`.

use std::collections::{HashMap, HashSet};

use crate::config::MethodNames;
use crate::mapping::check::MAX_NAME;
use crate::sql::is_identifier;
use crate::text::snake_case;

use super::fact::Fact;
use super::words::{self, Intent};

/// Number of methods after which existing rows decide.
const ENOUGH: usize = 5;

/// Names of methods that only say what is done.
const SHORT: &[&str] = &["create", "delete", "get", "list", "replace", "update"];

#[derive(Default)]
pub struct Methods {
    taken: HashSet<Name>,
    /// The numbers that names got last, so that many methods of one name cost no more than others.
    numbers: HashMap<Name, usize>,
    /// Whether methods are named by what they do.
    is_short: bool,
}

/// Service, resource and method.
type Name = (String, String, String);

impl Methods {
    /// Chooses what new methods are named after; `names` are those of existing rows.
    pub fn agree<'n>(&mut self, by: MethodNames, names: impl Iterator<Item = &'n str> + Clone) {
        let short = names.clone().filter(|name| SHORT.contains(name)).count();
        self.is_short = match by {
            MethodNames::Agreement => short >= ENOUGH && short * 2 > names.count(),
            MethodNames::OperationId => false,
            MethodNames::Verb => true,
        };
    }

    pub fn take(&mut self, service: &str, resource: &str, name: &str) {
        self.taken.insert((service.to_owned(), resource.to_owned(), name.to_owned()));
    }

    /// Whether no method of the resource has a name.
    pub fn is_free(&self, service: &str, resource: &str, name: &str) -> bool {
        !self.taken.contains(&(service.to_owned(), resource.to_owned(), name.to_owned()))
    }

    /// Chooses and reserves a free name for a method.
    pub fn choose(&mut self, fact: &Fact, service: &str, resource: &str) -> String {
        let short = of_action(fact).filter(|short| self.is_short && self.is_free(service, resource, short));
        let plain = short.or_else(|| of_operation_id(fact.id)).unwrap_or_else(|| of_target(fact, resource));
        let name =
            if self.is_free(service, resource, &plain) { plain } else { self.numbered(service, resource, &plain) };
        self.take(service, resource, &name);
        name
    }

    fn numbered(&mut self, service: &str, resource: &str, plain: &str) -> String {
        let named = |method: String| (service.to_owned(), resource.to_owned(), method);
        let number = self.numbers.entry(named(plain.to_owned())).or_insert(1);
        loop {
            *number += 1;
            let name = format!("{plain}_{number}");
            if !self.taken.contains(&named(name.clone())) {
                return name;
            }
        }
    }
}

/// Returns the operationId in snake case, with `_` for characters that SQL names cannot have.
fn of_operation_id(id: &str) -> Option<String> {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = snake_case(id).chars().map(plain).collect();
    let says_something = name.bytes().any(|b| b.is_ascii_alphanumeric());
    (says_something && is_identifier(&name) && name.len() + 8 <= MAX_NAME).then_some(name)
}

/// Returns what an operation does to its resource.
fn of_action(fact: &Fact) -> Option<String> {
    let is_of_many = || fact.target.key.last().is_some_and(|last| words::is_plural(&words::clean(last)));
    let name = match (fact.operation.verb, &fact.target.action) {
        (_, Some(action)) => action.clone(),
        _ if fact.target.is_action => return None,
        ("get", _) if fact.target.is_item => "get".to_owned(),
        ("get", _) if fact.said.says_list() || is_of_many() => "list".to_owned(),
        ("get", _) => "get".to_owned(),
        ("post", _) => match fact.said.intent {
            Some(Intent::Create) | None if !fact.target.is_item => "create".to_owned(),
            Some(Intent::Update) | None => "update".to_owned(),
            _ => fact.said.verb.clone()?,
        },
        ("put" | "patch", _) => "update".to_owned(),
        ("delete", _) => "delete".to_owned(),
        _ => return None,
    };
    Some(name).filter(|name| is_identifier(name) && name.len() + 8 <= MAX_NAME)
}

/// Returns a name from the operation's verb and resource: `list_users`, `get_user`, `reset_password_user`.
fn of_target(fact: &Fact, resource: &str) -> String {
    let one = words::singular_name(resource);
    let action = || fact.action().map(|action| format!("{action}_{one}")).filter(|name| is_identifier(name));
    let name = match fact.operation.verb {
        _ if fact.target.is_action => action().unwrap_or_else(|| format!("execute_{one}")),
        "get" if fact.target.is_item => format!("get_{one}"),
        "get" => format!("list_{resource}"),
        "post" if fact.target.is_item => format!("update_{one}"),
        "post" => format!("create_{one}"),
        "put" => format!("replace_{one}"),
        "patch" => format!("update_{one}"),
        verb => format!("{verb}_{one}"),
    };
    if name.len() + 8 <= MAX_NAME { name } else { fact.operation.verb.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operation_ids_become_names() {
        assert_eq!(of_operation_id("listOAuth2Tokens").as_deref(), Some("list_oauth2_tokens"));
        assert_eq!(of_operation_id("repos/list-all.v2").as_deref(), Some("repos_list_all_v2"));
        assert_eq!(of_operation_id("2fa").as_deref(), None);
        assert_eq!(of_operation_id("--"), None);
        assert_eq!(of_operation_id(&"x".repeat(400)), None);
    }
}
