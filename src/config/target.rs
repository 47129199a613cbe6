//! How a command names a provider.

use std::path::{Component, Path};

/// Returns the name of a configuration for a command: that of its folder if it is below `specs`, else its path.
pub fn target(config: &Path) -> String {
    let parts: Vec<_> = config.components().filter(|part| *part != Component::CurDir).collect();
    match parts.as_slice() {
        [Component::Normal(specs), Component::Normal(name), Component::Normal(file)]
            if *specs == "specs" && *file == "provgen.yaml" =>
        {
            name.display().to_string()
        }
        _ => config.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_below_specs_has_a_name() {
        for (config, expected) in [
            ("specs/shop/provgen.yaml", "shop"),
            ("./specs/shop/provgen.yaml", "shop"),
            ("specs/shop/other.yaml", "specs/shop/other.yaml"),
            ("shop/provgen.yaml", "shop/provgen.yaml"),
            ("/specs/shop/provgen.yaml", "/specs/shop/provgen.yaml"),
        ] {
            assert_eq!(target(Path::new(config)), expected);
        }
    }
}
