//! Ranks names of columns and properties by how much they tell about a row.

/// Telling names, most telling first, in lower case and without `_`.
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

/// The rank of a name; lower is more telling.
pub fn useful(name: &str) -> usize {
    let plain: String = name.chars().filter(|c| *c != '_' && *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    USEFUL.iter().position(|known| *known == plain).unwrap_or(USEFUL.len())
}
