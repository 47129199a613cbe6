//! Types of authentication (provider-format 1.4).

/// The types that send a credential. `null_auth` sends none.
pub const TYPES: [&str; 10] = [
    "api_key",
    "bearer",
    "basic",
    "custom",
    "oauth2",
    "service_account",
    "aws_signing_v4",
    "aws_assume_role",
    "azure_default",
    "interactive",
];
