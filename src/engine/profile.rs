//! The releases of the engine that a document has to work on (provider-format 8).

/// A release of the engine, by what a document can count on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, schemars::JsonSchema)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Release {
    /// stackql up to 0.10.605, any-sdk up to 0.5.4
    #[serde(rename = "2026-08")]
    #[cfg_attr(feature = "cli", value(name = "2026-08"))]
    August2026,
    /// any-sdk 0.5.5 and newer
    #[serde(rename = "0.5.5")]
    #[cfg_attr(feature = "cli", value(name = "0.5.5"))]
    AnySdk055,
}

impl Release {
    /// The name in messages and settings.
    pub fn name(self) -> &'static str {
        match self {
            Release::August2026 => "2026-08",
            Release::AnySdk055 => "0.5.5",
        }
    }
}

/// The releases for which a fact is asked.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    pub(super) releases: &'static [Release],
}

impl Default for Profile {
    /// All of them: what is right here is right on each.
    fn default() -> Self {
        Profile { releases: &[Release::August2026, Release::AnySdk055] }
    }
}

impl Profile {
    /// One release alone.
    pub fn only(release: Release) -> Self {
        let releases: &'static [Release] = match release {
            Release::August2026 => &[Release::August2026],
            Release::AnySdk055 => &[Release::AnySdk055],
        };
        Profile { releases }
    }

    /// The releases.
    pub fn releases(self) -> &'static [Release] {
        self.releases
    }

    /// Whether a release is among them.
    pub fn includes(self, release: Release) -> bool {
        self.releases.contains(&release)
    }

    /// Whether each of the releases has what came with a release.
    pub fn has(self, since: Release) -> bool {
        self.releases.iter().all(|release| *release >= since)
    }
}

/// The names that each release of a profile knows, of names with the release that they came with.
pub(super) fn known(names: &[(&'static str, Release)], profile: Profile) -> Vec<&'static str> {
    names.iter().filter(|(_, since)| profile.has(*since)).map(|(name, _)| *name).collect()
}
