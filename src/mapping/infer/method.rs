//! What a method is called: as its operationId in snake case, which is what StackQL's maintainers do
//! without exception.

use std::collections::HashSet;

use crate::mapping::MAX_NAME;
use crate::sql::is_identifier;
use crate::text::snake_case;

use super::Fact;
use super::words;

/// The methods of each resource.
#[derive(Default)]
pub struct Methods {
    taken: HashSet<(String, String, String)>,
}

impl Methods {
    /// Takes a name, so that no other method of the resource gets it.
    pub fn take(&mut self, service: &str, resource: &str, name: &str) {
        self.taken.insert((service.to_owned(), resource.to_owned(), name.to_owned()));
    }

    /// A free name for a method, which is taken from then on.
    pub fn choose(&mut self, fact: &Fact, service: &str, resource: &str) -> String {
        let plain = of_operation_id(fact.id).unwrap_or_else(|| of_target(fact, resource));
        let others = (2..).map(|number| format!("{plain}_{number}"));
        let is_free = |name: &String| !self.taken.contains(&(service.to_owned(), resource.to_owned(), name.clone()));
        let name = [plain.clone()].into_iter().chain(others).find(is_free).unwrap_or(plain);
        self.take(service, resource, &name);
        name
    }
}

/// The operationId in snake case; what SQL has no letter for becomes `_`.
fn of_operation_id(id: &str) -> Option<String> {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = snake_case(id).chars().map(plain).collect();
    let says_something = name.bytes().any(|b| b.is_ascii_alphanumeric());
    (says_something && is_identifier(&name) && name.len() + 8 <= MAX_NAME).then_some(name)
}

/// What the operation does, and to what: `list_users`, `get_user`, `reset_password_user`.
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
