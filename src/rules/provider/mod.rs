//! Rules about `provider.yaml` and its folder.

mod provider_name_dir_mismatch;
mod provider_title_missing;
mod provider_version_dir_mismatch;

use crate::finding::*;

use super::Look::{self, Provider};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&PROVIDER_NAME_DIR_MISMATCH, Provider(provider_name_dir_mismatch::check)),
    (&PROVIDER_TITLE_MISSING, Provider(provider_title_missing::check)),
    (&PROVIDER_VERSION_DIR_MISMATCH, Provider(provider_version_dir_mismatch::check)),
];
