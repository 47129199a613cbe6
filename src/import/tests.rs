//! The settings of the published providers of the reference data.

use std::path::Path;

use crate::registry;
use crate::support::corpus;

use super::*;

#[test]
fn settings_are_a_tenth_of_what_they_stand_for_and_true() {
    let Some(root) = corpus("registry") else { return };
    for folder in registry::newest(&root).expect("a registry") {
        let provider = folder.provider.clone();
        let published = Published::read(folder).expect("a provider");
        let (mut drafted, about) = as_is(&published, &rows::rows(&published.services).0);
        drafted.config = configuration::configuration(&about, "").expect("a configuration");
        let (model, generated) = pipeline::documents(drafted.inputs().expect("inputs")).expect("documents");
        let methods = facts::of_methods(&published.services, &generated, &model);
        assert!(settings::tests::wrong(&methods).is_empty(), "{provider}: {:?}", settings::tests::wrong(&methods));
        let written = settings::shortest(&methods, &facts::of_services(&published.services, &generated));
        assert!(written.text.lines().count() * 10 <= written.replaced, "{provider}: {}", written.text);
        crate::tree::yaml::read(written.text.as_bytes(), Path::new("settings.yaml")).map(drop).unwrap_or_else(
            |error| {
                // Nothing is different, so that there is no entry.
                assert!(written.entries == 0, "{provider}: {error}");
            },
        );
    }
}
