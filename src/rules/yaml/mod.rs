//! Rules about YAML.
//! `yaml-parse-error` is reported in `run.rs`, which reads the files.

mod yaml_boolean_key;
mod yaml_duplicate_key;
mod yaml_nonstandard_tag;

use crate::finding::*;

use super::Look::{self, Document};

pub(super) static LOOKS: &[(&Rule, Look)] = &[
    (&YAML_BOOLEAN_KEY, Document(yaml_boolean_key::check)),
    (&YAML_DUPLICATE_KEY, Document(yaml_duplicate_key::check)),
    (&YAML_NONSTANDARD_TAG, Document(yaml_nonstandard_tag::check)),
];
