//! What the targets in `fuzz/` run: insides that no user of the library sees.

use std::path::Path;

use crate::config::{ConfigFile, PathParameters};
use crate::examples::Examples;
use crate::lower::lower;
use crate::mapping::{self, Row};
use crate::normalise::{Operation, normalise};
use crate::render::{self, Extras};
use crate::source::{self, Overlays};
use crate::text::escape::{attribute, code_cell, html, paragraph, table_cell};
use crate::tree::{yaml, yaml_writer};
use crate::{diff, model};

const CONFIG: &str = "provider: fuzz\ntitle: Fuzz\ndescription: Anything.\nsource: {file: spec.yaml}\n";

const VERBS: [&str; 6] = ["select", "insert", "update", "delete", "replace", "exec"];

/// Makes documents and pages of the bytes of a spec, with a method for each operation.
pub fn spec(bytes: &[u8]) {
    let Ok((source, _)) = source::parse(bytes, Path::new("spec.yaml"), &Overlays::default()) else { return };
    let Ok(config) = ConfigFile::read(CONFIG.as_bytes(), Path::new("provgen.yaml")) else { return };
    for naming in [PathParameters::AsIs, PathParameters::SnakeCase] {
        let (document, _) = normalise(&source.document, naming);
        let rows: Vec<Row> =
            document.operations.iter().enumerate().map(|(index, operation)| row(index, operation)).collect();
        let (mapped, _) = mapping::map(&document.operations, &rows, &config, None);
        let (lowered, _) = lower(document, mapped.services, &config);
        let (services, _) = model::services(&lowered.document, &lowered.services, &config);
        let (provider, _) = model::provider(services, &[], &config);
        let extras = Extras { examples: &Examples::default(), changes: &diff::record::Recorded::default() };
        let products = render::render(&provider, &render::documents(&provider), extras, &config.config.docs);
        for product in products.iter().flatten().filter(|product| product.path.ends_with(".yaml")) {
            let read = yaml::read(&product.bytes, Path::new(&product.path));
            assert!(read.is_ok(), "what is written can be read: {read:?}");
        }
    }
}

fn row(index: usize, operation: &Operation) -> Row {
    Row {
        path: operation.path.to_string(),
        verb: operation.verb.to_owned(),
        resource: format!("r{}", index % 3),
        method: format!("m{index}"),
        sql_verb: VERBS.get(index % VERBS.len()).copied().unwrap_or_default().to_owned(),
        object_key: if index.is_multiple_of(4) { "$.data".to_owned() } else { String::new() },
        ..Row::default()
    }
}

/// Reads the bytes of a mapping.
pub fn mapping(bytes: &[u8]) {
    let Ok(rows) = mapping::read(bytes, Path::new("mapping.csv")) else { return };
    let lines = u32::try_from(bytes.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX);
    assert!(rows.iter().all(|row| row.mark.line() >= 1 && row.mark.line() <= lines.saturating_add(1)));
    assert!(rows.is_sorted_by_key(|row| row.mark.line()));
}

/// Reads YAML, writes it, and reads it again.
pub fn yaml(bytes: &[u8]) {
    let Ok(tree) = yaml::read(bytes, Path::new("in.yaml")) else { return };
    let written = yaml_writer::document(&tree);
    let again = yaml::read(written.as_bytes(), Path::new("out.yaml"));
    let again = again.map(|again| (format!("{again:?}"), yaml_writer::document(&again)));
    assert_eq!(again.ok(), Some((format!("{tree:?}"), written)));
}

/// A page with a text in every place that takes one: four blocks, of which the third is a table.
pub fn page(text: &str) -> String {
    format!(
        "---\ntitle: {}\n---\n\nStart {}  \n\n| A | B | C |\n|:--|:--|:--|\n| <C code=\"{}\" /> | {} | {} |\n\n\
         <table><tbody>\n<tr><td>{}</td></tr>\n<tr><td>{}</td></tr>\n</tbody></table>\n",
        yaml_writer::inline(text),
        paragraph(text),
        attribute(text),
        code_cell(text),
        table_cell(text),
        html(text),
        html(text),
    )
}
