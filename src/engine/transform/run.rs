//! Runs templates over bodies, as the engine does.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use gotmpl::{Template, TemplateError, Value as Item};

use super::data::{Bounded, item};
use super::functions::{functions, has_function};
use super::parse::{NAME, Wrong, parse};
use super::{Input, input_of};
use crate::engine::predict::value::{NoJson, Value};
use crate::engine::predict::xml;

/// How many times templates may go round in all.
pub const MAX_ROUNDS: u64 = 200_000;

/// How much text a function may take.
pub const MAX_TEXT: usize = 8 << 20;

/// Runs a template over text.
pub fn run(kind: &str, source: &str, text: &str) -> Result<String, String> {
    let Some(input) = input_of(kind) else { return Err(format!("unsupported template type: {kind}")) };
    if let Some((line, wrong)) = parse(source, &|name| has_function(kind, name)).wrong.first() {
        let message = match wrong {
            Wrong::Syntax(message) => message.clone(),
            Wrong::Function(name) => format!("function \"{name}\" not defined"),
        };
        return Err(failed(&format!("template: {NAME}:{line}: {message}")));
    }
    let template = Template::new(NAME).funcs(functions(kind, MAX_TEXT, &Arc::new(AtomicBool::new(false))));
    let template = template.max_range_iters(MAX_ROUNDS).parse(source).map_err(|error| failed(&error))?;
    let Some(data) = data(input, text).map_err(|error| failed(&error))? else { return Ok(String::new()) };
    match execute(&template, &data) {
        // The whole text is read at once, and its end hides what went wrong.
        (_, Some(error)) if input != Input::Text => Err(failed(&error)),
        (output, _) => Ok(output),
    }
}

/// Returns what a template gets of a body. It does not run if there is nothing, or `null`.
pub fn data(input: Input, text: &str) -> Result<Option<Item>, String> {
    match input {
        Input::Text => Ok(Some(Item::String(text.into()))),
        Input::Json => match Value::decode_first(text.as_bytes()) {
            Ok((Value::Null, _)) | Err(NoJson::Empty) => Ok(None),
            Ok((value, _)) => Ok(Some(item(&value))),
            Err(_) => Err("invalid JSON".to_owned()),
        },
        Input::Xml if text.trim().is_empty() => Ok(None),
        Input::Xml => xml::to_map(text).map(|map| Some(item(&map))),
    }
}

/// Returns what a template writes, and why it stops early.
pub fn execute(template: &Template, data: &Item) -> (String, Option<TemplateError>) {
    let mut output = Bounded(String::new());
    let error = template.execute_fmt(&mut output, data).err();
    (output.0, error)
}

/// Says that a template failed, and why.
pub fn failed(error: &dyn Display) -> String {
    format!("failed to transform: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_run_over_json_and_text() {
        let list = r#"[{{$s := separator ","}}{{range $k, $v := .}}{{call $s}}{"k":{{toJson $k}},"v":{{$v}}}{{end}}]"#;
        let out = run("golang_template_json_v0.3.0", list, r#"{"b":1.50,"a":"x"}"#);
        assert_eq!(out.as_deref(), Ok(r#"[{"k":"a","v":x},{"k":"b","v":1.5}]"#));
        assert!(run("golang_template_json_v0.1.0", "{{toJson .}}", "{}").is_err());
        assert_eq!(run("golang_template_text_v0.3.0", "<{{.}}>", "a\n").as_deref(), Ok("<a\n>"));
    }

    #[test]
    fn endless_templates_end() {
        let nested = r#"{{define "t"}}{{template "t" .}}{{end}}{{template "t" .}}"#;
        assert!(run("golang_template_json_v0.3.0", nested, "{}").is_err());
        let long = "{{range .}}{{range $}}{{range $}}{{range $}}{{printf \"%1000d\" 1}}{{end}}{{end}}{{end}}{{end}}";
        let list = format!("[{}0]", "0,".repeat(100));
        assert!(run("golang_template_json_v0.3.0", long, &list).is_err());
    }
}
