//! `config` blocks: where they stand, and which of their keys the engine reads at which level (provider-format 1.3).

use crate::engine::RESOURCES;
use crate::tree::Node;

use super::profile::{Profile, Release};

/// How near to a method a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// `config` of `provider.yaml`.
    Provider,
    /// `config` of a service in `provider.yaml`.
    ProviderService,
    /// `x-stackQL-config` of a service document.
    Service,
    /// `config` of a resource.
    Resource,
    /// `config` of a method.
    Method,
}

/// The levels of a service document.
const IN_SERVICE: &[Level] = &[Level::Service, Level::Resource, Level::Method];

/// The keys that the engine knows, and the levels at which every release reads them.
const KEYS: [(&str, &[Level]); 12] = [
    ("auth", &[Level::Provider]),
    ("pagination", IN_SERVICE),
    ("queryParamTranspose", IN_SERVICE),
    ("requestTranslate", IN_SERVICE),
    ("requestBodyTranslate", &[Level::Method]),
    ("variations", &[Level::Provider, Level::ProviderService, Level::Service]),
    ("views", &[Level::Resource]),
    ("sqlExternalTables", &[Level::Provider]),
    ("queryParamPushdown", IN_SERVICE),
    ("retry", IN_SERVICE),
    ("minStackQLVersion", &[Level::Provider]),
    ("snake_case_aliases", &[Level::Provider]),
];

/// The keys that the engine reads in service documents, and at the provider in no release or in an untried one.
pub const IN_SERVICE_ALONE: [&str; 5] =
    ["pagination", "queryParamTranspose", "requestTranslate", "queryParamPushdown", "retry"];

/// The keys of `retry`.
pub const RETRY_KEYS: [&str; 8] = [
    "algorithm",
    "max_attempts",
    "initial_delay_ms",
    "max_delay_ms",
    "multiplier",
    "jitter_fraction",
    "retryable_methods",
    "retryable_conditions",
];

/// The algorithms that the engine has for blocks. It treats any other as none, and for `requestBodyTranslate` it then knows
/// no name of the body (provider-format 1.3). Further ones of that begin with `naive_`.
pub const ALGORITHMS: [(&str, &[&str]); 4] = [
    ("queryParamTranspose", &["AWSCanonical", "AWSCloudControl"]),
    ("requestTranslate", &["get_query_to_post_form_utf_8", "drop_double_underscore_params"]),
    ("requestBodyTranslate", &["default", "naive"]),
    ("retry", &["exponential"]),
];

/// The keys that the engine knows in a block.
pub fn keys() -> impl Iterator<Item = &'static str> {
    KEYS.into_iter().map(|(key, _)| key)
}

/// Whether the engine reads a key at a level.
pub fn is_read(key: &str, level: Level, profile: Profile) -> bool {
    let is_newly_read = key == "pagination" && level == Level::Provider && profile.has(Release::AnySdk055);
    is_newly_read || KEYS.iter().any(|(known, levels)| *known == key && levels.contains(&level))
}

/// Whether the configuration of a provider gives columns names in snake case.
pub fn has_aliases(provider: &Node) -> bool {
    provider.flag("snake_case_aliases")
}

/// The blocks of a file, be it `provider.yaml` or a service document.
pub fn blocks(tree: &Node) -> impl Iterator<Item = (Level, &Node)> {
    let of_provider = tree.get("config").filter(|_| tree.get("providerServices").is_some());
    let services = tree.entries("providerServices").filter_map(|(_, service)| service.get("config"));
    let resources = tree.get("components").into_iter().flat_map(|components| components.entries(RESOURCES));
    let below = resources.flat_map(|(_, resource)| {
        let methods = resource.entries("methods").filter_map(|(_, method)| method.get("config"));
        let own = resource.get("config").into_iter().map(|config| (Level::Resource, config));
        own.chain(methods.map(|config| (Level::Method, config)))
    });
    let of_provider = of_provider.into_iter().map(|config| (Level::Provider, config));
    let of_services = services.map(|config| (Level::ProviderService, config));
    let own = tree.get("x-stackQL-config").into_iter().map(|config| (Level::Service, config));
    of_provider.chain(of_services).chain(own).chain(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_service_documents_are_dead_above_them() {
        for key in IN_SERVICE_ALONE {
            assert!(is_read(key, Level::Service, Profile::default()), "{key}");
            assert!(!is_read(key, Level::ProviderService, Profile::default()), "{key}");
        }
    }

    #[test]
    fn only_the_newer_release_reads_pagination_at_the_provider() {
        let newer = Profile { releases: &[Release::AnySdk055] };
        assert!(is_read("pagination", Level::Provider, newer));
        assert!(!is_read("pagination", Level::Provider, Profile::default()));
        assert!(!is_read("pagination", Level::ProviderService, newer) && !is_read("retry", Level::Provider, newer));
        assert!(is_read("pagination", Level::Service, Profile::default()));
    }
}
