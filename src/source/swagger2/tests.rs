//! Swagger 2.0 documents, each beside the OpenAPI 3.0.3 document that it has to become.
//!
//! A case is a folder with `input.yaml`, `expected.yaml` and, where something is lost,
//! `findings.txt`. Order of keys counts, spelling does not.

use std::error::Error;
use std::fs;
use std::path::Path;

use super::convert as openapi_of_swagger;
use crate::finding::Finding;
use crate::place::Mark;
use crate::support::cases;
use crate::tree::change::{Change, children};
use crate::tree::yaml;
use crate::tree::{Node, Value};

#[test]
fn documents_become_what_is_expected() -> Result<(), Box<dyn Error>> {
    for case in cases("swagger2") {
        let (converted, findings) = openapi_of_swagger(&read(&case.join("input.yaml"))?);
        let expected = read(&case.join("expected.yaml"))?;
        assert_eq!(json(&converted)?, json(&expected)?, "{}", case.display());
        let expected = fs::read_to_string(case.join("findings.txt")).unwrap_or_default();
        assert_eq!(listed(&findings), expected, "{}", case.display());
    }
    Ok(())
}

const WRONG: [&str; 9] = ["~", "true", "7", "text", "[]", "[~, text, {}]", "{}", "{$ref: 7}", "{x-a: ~, a: []}"];

/// Each place of each input in turn holds something that does not belong there.
#[test]
fn values_of_a_wrong_kind_do_no_harm() -> Result<(), Box<dyn Error>> {
    for case in cases("swagger2") {
        let document = read(&case.join("input.yaml"))?;
        for wrong in WRONG {
            let wrong = yaml::read(wrong.as_bytes(), Path::new("wrong.yaml"))?;
            for place in 0..size(&document) {
                openapi_of_swagger(&replaced(&document, &mut { place }, &wrong));
            }
        }
    }
    Ok(())
}

const PLACES: &str = "\
swagger: '2.0'
paths:
  /a:
    post:
      parameters:
        - {in: body, name: b, schema: {$ref: '#/definitions/A'}}
";

#[test]
fn what_is_converted_keeps_its_place() -> Result<(), Box<dyn Error>> {
    let (document, _) = openapi_of_swagger(&yaml::read(PLACES.as_bytes(), Path::new("t.yaml"))?);
    let place = |pointer: &str| document.at_pointer(pointer).map(|node| node.mark);
    assert_eq!(place("/openapi"), Some(Mark::new(1, 1)));
    assert_eq!(place("/paths/~1a/post/requestBody"), Some(Mark::new(6, 11)));
    let reference = "/paths/~1a/post/requestBody/content/application~1json/schema/$ref";
    assert_eq!(place(reference), Some(Mark::new(6, 40)));
    Ok(())
}

fn read(file: &Path) -> Result<Node, Box<dyn Error>> {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    yaml::read(&bytes, file).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn json(node: &Node) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(node)
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let mark = finding.site.mark();
    format!("{}:{} {}: {}\n    help: {}\n", mark.line(), mark.column(), finding.rule.id, finding.message, finding.help)
}

fn size(node: &Node) -> usize {
    let below: usize = match &node.value {
        Value::Mapping(entries) => entries.values().map(size).sum(),
        Value::Sequence(items) => items.iter().map(size).sum(),
        _ => 0,
    };
    below + 1
}

/// The tree with the node at a place, counted in reading order, replaced.
fn replaced(node: &Node, place: &mut usize, by: &Node) -> Node {
    if *place == 0 {
        *place = usize::MAX;
        return by.clone();
    }
    *place -= 1;
    children(node, |_, child| Change::Set(replaced(child, place, by))).unwrap_or_else(|| node.clone())
}
