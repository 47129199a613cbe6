//! Today's management API as a provider.

use std::path::Path;

use serde_json::{Value as Json, json};

/// The published mapping.
pub const MAPPING: &str = "mapping/okta-5.1.0-all_services.csv";

/// The operation whose row has an HTTP verb as its SQL verb.
const OF_NO_VERB: &str = "POST /api/v1/iam/resource-sets/{resourceSetIdOrLabel}/resources";

/// The configuration for a version of its document.
pub fn config(spec: &Path, mapping: &Path, lower: &Json) -> Json {
    let skip = json!([
        {"service": "_well_known", "reason": "public metadata, without the org's host"},
        {"operation": OF_NO_VERB, "reason": "its row has no SQL verb"},
    ]);
    json!({
        "provider": "okta", "title": "Okta", "description": "Identity and access management.",
        "source": {"file": spec},
        "mapping": mapping,
        "services": {"by": "path", "skip": skip},
        "servers": [{"url": "https://{subdomain}.okta.com/", "variables": {"subdomain": {"default": "my-domain"}}}],
        "lower": lower,
    })
}
