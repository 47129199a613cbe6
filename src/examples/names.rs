//! How much the names of columns and properties say about a row.

/// Names of columns and properties that say most about a row, without `_` and in lower case.
pub const USEFUL: &[&str] = &[
    "id",
    "name",
    "label",
    "displayname",
    "title",
    "login",
    "username",
    "email",
    "status",
    "state",
    "enabled",
    "type",
    "kind",
    "created",
    "createdat",
    "createddate",
    "createdtime",
    "lastupdated",
    "updated",
    "updatedat",
    "description",
];

/// How much a name says: less is more.
pub fn useful(name: &str) -> usize {
    let plain: String = name.chars().filter(|c| *c != '_' && *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    USEFUL.iter().position(|known| *known == plain).unwrap_or(USEFUL.len())
}
