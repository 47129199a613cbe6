//! Types of authentication (provider-format 1.4).

use super::profile::{Profile, Release, known};

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
