//! The settings of the published providers of the reference data.

use crate::registry;
use crate::support::corpus;

use super::*;

#[test]
fn settings_are_a_tenth_of_what_they_stand_for_and_true() {
    let Some(root) = corpus("registry") else { return };
    for folder in registry::newest(&root).expect("a registry") {
        let provider = folder.provider.clone();
        let published = Published::read(folder).expect("a provider");
        let draft = Draft {
            published: &published,
            config: configuration::configuration(&draft::about(&published), "").expect("a configuration"),
            mapping: mapping::csv(&rows::rows(&published).0),
            views: views::fragments(&published),
            texts: Vec::new(),
        };
        let (model, generated) = pipeline::documents(draft.inputs().expect("inputs")).expect("documents");
        let methods = facts::of_methods(&published, &generated, &model);
        assert!(settings::tests::wrong(&methods).is_empty(), "{provider}: {:?}", settings::tests::wrong(&methods));
        let written = settings::shortest(&methods, &facts::of_services(&published, &generated));
        assert!(written.text.lines().count() * 10 <= written.replaced, "{provider}: {}", written.text);
        crate::tree::yaml::read(written.text.as_bytes(), Path::new("settings.yaml")).map(drop).unwrap_or_else(
            |error| {
                // Nothing is different, so that there is no entry.
                assert!(written.entries == 0, "{provider}: {error}");
            },
        );
    }
}
