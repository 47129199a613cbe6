//! Makes values of the booleans and numbers that UPDATE and REPLACE send as text (provider-format 3.5).

use serde_json::Value as Json;

use crate::engine::RequestTransform;
use crate::engine::media_type::is_json;
use crate::mapping::MappedMethod;
use crate::schema::shape::Shape;
use crate::tree::Node;

use super::Stage;

/// Matches any text, since the engine fails on one that does not match, and gives what is a number in JSON.
const NUMBER: &str = "(?s)^(?:(-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?)|.*)$";

/// The engine's name for a template over the values of a body.
const KIND: &str = "golang_template_json_v0.3.0";

impl Stage<'_> {
    pub(super) fn values(&mut self, method: &mut MappedMethod) {
        let found = || {
            let resolver = self.engine().resolver;
            let content = self.engine().body(&self.operation(method.operation)?.node)?;
            let schema = content.schema.filter(|_| is_json(content.media_type))?.resolve(resolver)?;
            let of = |kinds: &[&str]| -> Vec<String> {
                let is_of =
                    |node: &Node| Shape::of(resolver, node).agreement().kind.is_some_and(|it| kinds.contains(&it));
                let properties = schema.node.entries("properties").filter(|(_, node)| is_of(node));
                properties.map(|(name, _)| name.to_string()).collect()
            };
            let (booleans, numbers) = (of(&["boolean"]), of(&["integer", "number"]));
            (booleans.len() + numbers.len() > 0).then(|| template(&booleans, &numbers))
        };
        let Some(body) = found() else { return };
        self.counts.updates += 1;
        method.request_transform = Some(RequestTransform { kind: KIND.into(), body });
    }
}

/// Writes each property as it is, but text that spells a boolean or a number without its quotes. What is a value already,
/// as in newer engines, is no text.
fn template(booleans: &[String], numbers: &[String]) -> String {
    // A string is spelled in a template as it is in JSON.
    let quoted =
        |names: &[String]| names.iter().map(|name| Json::from(&**name).to_string()).collect::<Vec<_>>().join(" ");
    let boolean = |names: &[String]| format!("(and (eq $k {}) (eq $t \"true\" \"false\"))", quoted(names));
    let number =
        |names: &[String]| format!("(and (eq $k {}) (ne \"\" (getRegexpFirstMatch $t \"{NUMBER}\")))", quoted(names));
    let tests: Vec<String> =
        [(!booleans.is_empty()).then(|| boolean(booleans)), (!numbers.is_empty()).then(|| number(numbers))]
            .into_iter()
            .flatten()
            .collect();
    let test = if let [test] = tests.as_slice() { test.clone() } else { format!("(or {})", tests.join(" ")) };
    format!(
        "{{{{- $c := \"\" -}}}}{{ {{{{- range $k, $v := . -}}}}{{{{- $t := printf \"%v\" $v -}}}}{{{{ $c }}}}{{{{ toJson $k }}}}:\
         {{{{ if and (eq (printf \"%T\" $v) \"string\") {test} }}}}{{{{ $t }}}}{{{{ else }}}}{{{{ toJson $v }}}}{{{{ end }}}}\
         {{{{- $c = \",\" -}}}}{{{{- end -}}}} }}"
    )
}
