//! Types of authentication (provider-format 1.4).

use crate::tree::Node;

use super::profile::{Profile, Release, known};

/// Maximum number of successors, more than any real provider has.
const MAX_SUCCESSORS: usize = 20;

const TYPES: [(&str, Release); 12] = [
    ("api_key", Release::August2026),
    ("bearer", Release::August2026),
    ("basic", Release::August2026),
    ("custom", Release::August2026),
    ("oauth2", Release::August2026),
    ("service_account", Release::August2026),
    ("aws_signing_v4", Release::August2026),
    ("aws_assume_role", Release::August2026),
    ("azure_default", Release::August2026),
    ("interactive", Release::August2026),
    ("oci_signing_v1", Release::AnySdk055),
    ("null_auth", Release::August2026),
];

/// The keys that name credentials for most types.
pub const CREDENTIALS: [&str; 3] = ["credentialsenvvar", "credentialsfilepath", "credentialsfilepathenvvar"];

/// The `auth` block of a provider and its successors, which `custom` sends as well.
pub fn blocks(provider: &Node) -> impl Iterator<Item = &Node> {
    let first = provider.get("config").and_then(|config| config.get("auth"));
    std::iter::successors(first, |block| block.get("successor")).take(MAX_SUCCESSORS)
}

/// Whether a block is of a type, which may be written in any case.
pub fn is_of_type(block: &Node, name: &str) -> bool {
    block.text("type").is_some_and(|kind| kind.eq_ignore_ascii_case(name))
}

/// The types that `auth` of a provider can have.
pub fn types(profile: Profile) -> Vec<&'static str> {
    known(&TYPES, profile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_profile_has_no_type_that_one_release_lacks() {
        assert!(!types(Profile::default()).contains(&"oci_signing_v1"));
        assert!(types(Profile { releases: &[Release::AnySdk055] }).contains(&"oci_signing_v1"));
        assert_eq!(types(Profile::default()).len(), TYPES.len() - 1);
    }
}
