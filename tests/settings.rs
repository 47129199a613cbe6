//! Each setting of methods: the documents that it writes. Beside them stands a recording of what the engine did with
//! exactly these documents, to which a unit test of `src/engine/predict` holds the model of the engine.

use std::fs;

use crate::cases::{compare, generated};
use crate::support::{cases, copy};

#[test]
fn each_setting_writes_what_it_expects() {
    for case in cases("settings") {
        let generated = generated(&case);
        // Pages are the subject of other cases.
        let documents = tempfile::tempdir().expect("temporary folder");
        let _ = fs::create_dir_all(generated.root.join("src"));
        copy(&generated.root.join("src"), &documents.path().join("src"));
        compare(&case, documents.path(), &generated.output);
    }
}
