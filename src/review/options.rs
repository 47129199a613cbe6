//! What a cell could hold instead of what a rule guessed.

use crate::mapping::infer::Cell;
use crate::mapping::service_of_tag;
use crate::text::snake_case;

use super::Entry;

/// Returns what a guessed cell could hold instead, the likeliest first, and why the guess is unsure.
pub fn options(entry: &Entry, cell: Cell) -> (Vec<String>, &'static str) {
    let row = &entry.row;
    let (found, why, current) = match cell {
        Cell::Service => (of_tags(entry), "the configuration derives it from tags or paths", entry.service.as_str()),
        Cell::Resource => {
            (resources(entry), "path, operationId and tag may name it differently", row.resource.as_str())
        }
        Cell::Method => (
            vec![snake_case(&row.operation_id)],
            "the operationId is missing or names another method",
            row.method.as_str(),
        ),
        Cell::Verb => (verbs(&row.verb), "the HTTP verb fits several SQL verbs", row.sql_verb.as_str()),
        Cell::ObjectKey => (entry.object_keys.clone(), "the response wraps its rows", row.object_key.as_str()),
    };
    let mut kept: Vec<String> = Vec::new();
    for option in found {
        if !option.is_empty() && option != current && !kept.contains(&option) {
            kept.push(option);
        }
    }
    (kept, why)
}

fn of_tags(entry: &Entry) -> Vec<String> {
    entry.tags.iter().map(|tag| service_of_tag(tag)).collect()
}

/// The last segment of the path that is no placeholder, then what the operationId and the tags name.
fn resources(entry: &Entry) -> Vec<String> {
    let mut segments = entry.row.path.split('/').filter(|segment| !segment.is_empty() && !segment.starts_with('{'));
    let of_path = segments.next_back().map(snake_case);
    let of_id = snake_case(&entry.row.operation_id);
    let of_id = of_id.split_once('_').map(|(_, noun)| noun.to_owned());
    of_path.into_iter().chain(of_id).chain(of_tags(entry)).collect()
}

fn verbs(http: &str) -> Vec<String> {
    let fitting: &[&str] = match http {
        "get" | "head" => &["select", "exec"],
        "post" => &["insert", "exec", "select", "update"],
        "put" => &["replace", "update", "insert", "exec"],
        "patch" => &["update", "exec"],
        "delete" => &["delete", "exec"],
        _ => &["exec"],
    };
    fitting.iter().map(|verb| (*verb).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use crate::mapping::Row;

    use super::*;

    #[test]
    fn what_stands_in_the_cell_is_no_option() {
        let row = Row {
            path: "/users/{id}/apiKeys".to_owned(),
            verb: "put".to_owned(),
            operation_id: "replaceUserKeys".to_owned(),
            resource: "api_keys".to_owned(),
            sql_verb: "update".to_owned(),
            ..Row::default()
        };
        let object_keys = ["", "$.keys", "$.owner"].map(str::to_owned).to_vec();
        let entry = Entry { row, service: "users".to_owned(), tags: vec!["User Keys".to_owned()], object_keys };
        assert_eq!(options(&entry, Cell::Resource).0, ["user_keys"]);
        assert_eq!(options(&entry, Cell::Verb).0, ["replace", "insert", "exec"]);
        assert_eq!(options(&entry, Cell::ObjectKey).0, ["$.keys", "$.owner"]);
    }
}
