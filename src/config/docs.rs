//! Configuration of the documentation pages.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

/// The documentation pages.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(default)]
pub struct Docs {
    /// The layout.
    pub style: Style,
    /// The version that the provider page names. Default: the provider's version.
    pub published_version: Option<String>,
    /// The image of the pages. Default: `/img/providers/<provider>/stackql-<provider>-provider-featured-image.png`.
    pub image: Option<String>,
    /// The meta description of the pages. Default: `Query, deploy and manage <title> resources using SQL`.
    pub meta_description: Option<String>,
    /// Keywords of every page, after those of the style.
    pub keywords: Vec<String>,
    /// The URL that relative links in descriptions start from, such as that of the vendor's reference. Goes with
    /// `lower.links`.
    pub link_base: Option<String>,
    /// What `provgen diff BASE REV --format json=FILE` has written about this version. Pages of the guide style show it
    /// as "Changed in this version".
    pub changes: Option<PathBuf>,
}

/// The layout of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// The layout of the published provider registry pages.
    #[default]
    Classic,
    /// Pages for people who write queries: keys, fields with their values, examples, access.
    Guide,
}

/// Maximum size of a page of the guide style in bytes; the rest goes to further pages.
pub const MAX_PAGE: usize = 40_000;

impl Style {
    /// Whether pages have SQL examples, which are then checked.
    pub fn has_examples(self) -> bool {
        match self {
            Style::Classic => false,
            Style::Guide => true,
        }
    }

    /// Returns the maximum size of a page in bytes, if the style has one.
    pub fn page_limit(self) -> Option<usize> {
        match self {
            Style::Classic => None,
            Style::Guide => Some(MAX_PAGE),
        }
    }

    /// Whether a catalogue and an `llms.txt` are written beside the pages.
    pub fn has_machine_files(self) -> bool {
        match self {
            Style::Classic => false,
            Style::Guide => true,
        }
    }
}
