//! Where the engine looks for a provider (provider-format 1.1).

/// The folder of a provider: it has the provider's name, with one exception.
pub fn folder(name: &str) -> &str {
    if name == "google" { "googleapis.com" } else { name }
}
