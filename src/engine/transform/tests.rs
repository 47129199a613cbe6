//! Templates as Go reads and runs them, and what is told of faulty ones.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::*;
use crate::schema::Resolver;
use crate::schema::shape::Shape;
use crate::tree::yaml;

const JSON: &str = "golang_template_json_v0.3.0";
const TEXT: &str = "golang_template_text_v0.3.0";

/// What Go 1.26 made of each template with the functions of the engine: what it gives, or the line on which it cannot be
/// read or fails. `here` tells what is known to be otherwise: `differs`, or `not run` by [`refusal`].
const VERDICTS: &str = include_str!("go_verdicts.jsonl");

/// The input of the verdicts that name none.
const INPUT: &str = r#"{"a":1,"b":"x","c":[1,2,3],"d":{"e":"f"},"n":null,"t":true}"#;

struct Verdict(Json);

impl Verdict {
    fn text(&self, key: &str) -> Option<&str> {
        self.0[key].as_str()
    }

    fn line(&self, key: &str) -> Option<usize> {
        self.0[key].as_u64().and_then(|line| line.try_into().ok())
    }

    fn kind(&self) -> &str {
        self.text("type").unwrap_or(JSON)
    }

    fn template(&self) -> &str {
        self.text("template").expect("a template")
    }

    fn run(&self) -> Result<String, String> {
        run(self.kind(), self.template(), self.text("input").unwrap_or(INPUT))
    }

    /// Whether a template is read, and refused on the same line, or gives the same.
    fn is_met(&self) -> bool {
        let unread = faults(self.kind(), self.template()).first().map(|fault| fault.line);
        if unread.is_some() || self.line("unread_line").is_some() {
            return unread == self.line("unread_line");
        }
        match (self.text("gives"), self.run()) {
            (Some(text), Ok(given)) => text == given,
            (None, Ok(_)) => self.kind() == TEXT,
            (None, Err(_)) => true,
            (Some(_), Err(_)) => false,
        }
    }
}

fn verdicts() -> impl Iterator<Item = Verdict> {
    VERDICTS.lines().map(|line| Verdict(serde_json::from_str(line).expect("JSON")))
}

#[test]
fn templates_are_read_and_run_as_by_go() {
    assert!(verdicts().count() > 400);
    for verdict in verdicts().filter(|verdict| verdict.text("here") != Some("not run")) {
        let is_met = verdict.is_met();
        assert_eq!(is_met, verdict.text("here").is_none(), "{}: {:?}", verdict.0, verdict.run());
    }
}

#[test]
fn what_only_go_runs_is_not_judged() {
    for verdict in verdicts().filter(|verdict| verdict.text("here") == Some("not run")) {
        assert_eq!(faults(verdict.kind(), verdict.template()), [], "{}", verdict.0);
        assert_eq!(on(verdict.kind(), verdict.template(), "{}"), None, "{}", verdict.0);
    }
}

fn sample(body: &str) -> Sample {
    Sample { words: format!("`{body}`"), body: body.to_owned(), is_full: true, is_any: false }
}

/// How a template fails on a body, with its line.
fn on(kind: &str, template: &str, body: &str) -> Option<(String, usize)> {
    refusal(kind, template, &[sample(body)], true).map(|fault| (fault.message, fault.line))
}

#[test]
fn functions_are_those_of_the_type() {
    let template = "{{/* upper */}}{{ toJson .rows }}\n{{ range $i, $v := .x }}\n{{ upper \"lower\" | printf \"%s\" }}{{ end }} plus1";
    let unknown = |kind| -> Vec<(String, usize)> {
        faults(kind, template).into_iter().map(|fault| (fault.message, fault.line)).collect()
    };
    assert_eq!(unknown(JSON), [("upper".to_owned(), 3)]);
    assert_eq!(unknown("golang_template_json_v0.1.0"), [("toJson".to_owned(), 1), ("upper".to_owned(), 3)]);
    assert_eq!(unknown("schema_driven_xml_v0.1.0"), []);
}

#[test]
fn the_line_is_that_of_the_action_that_fails() {
    let template = "[\n{{ range .rows }}\n  {{ if .a }}\n    {{ index .a 3 }}\n  {{ end }}\n{{ end }}\n]";
    let (message, line) = on(JSON, template, r#"{"rows":[{"a":[1]}]}"#).expect("it fails");
    assert!(message.starts_with(r#"fails on `{"rows":[{"a":[1]}]}`: index out of range"#), "{message}");
    assert_eq!(line, 4);
    assert_eq!(on(JSON, template, r#"{"rows":[{}]}"#), None);
}

#[test]
fn what_a_text_holds_is_not_judged() {
    assert_eq!(on(JSON, r#"{{ getRegexpFirstMatch .a "(\\d+)" }}"#, r#"{"a":"text"}"#), None);
    assert_eq!(on(TEXT, r#"{{ (jsonMapFromString .).a }}"#, "text"), None);
    assert!(on(JSON, r#"{{ getRegexpFirstMatch .a "(\\d+)" }}"#, r#"{"a":1}"#).is_some());
}

#[test]
fn what_a_template_of_text_gives_until_it_fails_has_to_be_json() {
    assert_eq!(on(TEXT, r#"{"a":1}{{ .x }}"#, "text"), None);
    assert!(on(TEXT, r#"{"a":{{ .x }}"#, "text").is_some());
    assert!(on(TEXT, "", "text").expect("it fails").0.ends_with("it gives nothing, which is no JSON"));
    let of_any_text = |template| refusal(TEXT, template, &texts(), true).map(|fault| fault.kind);
    assert_eq!(of_any_text("{{ .x }}"), Some(FaultKind::RefusesAll));
    assert_eq!(of_any_text("{{ index . 9 }}"), Some(FaultKind::Refuses));
    assert_eq!(of_any_text("{{ . }}"), None);
}

fn bodies(schema: &str, of: Use) -> Vec<String> {
    let tree = yaml::read(schema.as_bytes(), Path::new("schema.yaml")).expect("YAML");
    samples(&Shape::of(Resolver::new(&tree), &tree), of).into_iter().map(|sample| sample.body).collect()
}

#[test]
fn samples_are_what_the_schema_allows() {
    let row = r#"{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"secret":{"type":"string","writeOnly":true},"n":{"type":"string","enum":["on"]}}}"#;
    let rows = format!(r#"{{"type":"array","items":{row}}}"#);
    assert_eq!(bodies(&rows, Use::Response), [r#"[{"id":1,"n":"on"}]"#, "[]"]);
    assert_eq!(bodies(row, Use::Response), [r#"{"id":1,"n":"on"}"#, r#"{"id":1}"#]);
    assert_eq!(bodies(row, Use::Request), [r#"{"id":1,"n":"on","secret":"text"}"#, r#"{"id":1}"#]);
    // What may be left out and has no type leaves what is required; what is required and has none leaves nothing.
    assert_eq!(bodies(r#"{"type":"object","properties":{"a":{}}}"#, Use::Response), ["{}"]);
    assert_eq!(bodies(r#"{"type":"object","required":["a"],"properties":{"a":{}}}"#, Use::Response), [""; 0]);
    assert_eq!(bodies(r#"{"oneOf":[{"type":"string"}]}"#, Use::Response), [""; 0]);
    assert_eq!(bodies(r#"{"type":"object","properties":{"a":{"type":"string"}}}"#, Use::Request), [r#"{"a":"text"}"#]);
}

/// Templates that are large, deep or endless end soon, and are not blamed for it.
#[test]
fn odd_sizes_end() {
    let begin = Instant::now();
    let nested = |open: &str, close: &str, count| format!("{}x{}", open.repeat(count), close.repeat(count));
    let parens = format!("{{{{ {}.{} }}}}", "(".repeat(100_000), ")".repeat(100_000));
    for template in [
        nested("{{ if . }}", "{{ end }}", 100_000),
        parens,
        format!("{{{{ if . }}}}{}{{{{ end }}}}", "{{ else if . }}".repeat(20_000)),
        r#"{{ define "t" }}{{ template "t" . }}{{ end }}{{ template "t" . }}"#.to_owned(),
        "{{ range 1000000000 }}{{ end }}".to_owned(),
        "{{ $x := \"aa\" }}{{ range 64 }}{{ $x = print $x $x }}{{ end }}".to_owned(),
        "{{ $x := \"aa\" }}{{ range 64 }}{{ $x = printf \"%s%s\" $x $x }}{{ end }}".to_owned(),
        "{{ range 900 }}{{ $x := printf \"%1000000d\" 1 }}{{ end }}{}".to_owned(),
        format!("{}{{}}", "{{ $ }}".repeat(150_000)),
        format!("{{}}{}", "a{{/* b */}}".repeat(100_000)),
    ] {
        assert_eq!(faults(JSON, &template), [], "{}", template.get(..60).unwrap_or(&template));
        assert_eq!(on(JSON, &template, "{}"), None, "{}", template.get(..60).unwrap_or(&template));
    }
    assert_eq!(faults(JSON, &"{{ if . }}".repeat(50)).len(), 1);
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}
