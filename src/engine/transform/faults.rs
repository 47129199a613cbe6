//! What is wrong with a template: as it is written, and on what it gets.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use gotmpl::parse::{ActionNode, CommandNode, Expr, ListNode, Node, Number, Parser, PipeNode, Pos, is_empty_tree};
use gotmpl::{Template, TemplateError, Value as Item};

use super::data::Bounded;
use super::functions::{functions, has_function};
use super::parse::{NAME, Reading, Wrong, parse};
use super::run::data;
use super::sample::Sample;
use super::{Input, input_of};
use crate::engine::predict::value::Value;

/// How many times a template may go round while it is tried: what it is tried on has few items.
const MAX_ROUNDS: u64 = 1_000;

/// How much text a function may take while a template is tried.
const MAX_TEXT: usize = 1 << 16;

/// The longest template that is tried.
const MAX_TEMPLATE: usize = 1 << 18;

/// How long a reason may be, which can repeat values.
const MAX_SHOWN: usize = 200;

/// The function that tells which line runs. No template can call a function of this name.
const MARK: &str = "line of";

/// A fault of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, in words.
    pub message: String,
    /// The line of the template, from 1.
    pub line: usize,
    /// The kind.
    pub kind: FaultKind,
}

/// What a fault of a template does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The engine cannot read the template.
    Unreadable,
    /// The template calls a function that its type does not have.
    UnknownFunction,
    /// The template fails on something that it may get.
    Refuses,
    /// The template fails on all that it may get.
    RefusesAll,
}

/// Returns what is wrong with a template as it is written. The engine reads it again for each answer and each body, and
/// fails with "failed to transform" (engine case `template-with-unknown-function`; any-sdk, `getOverridenResponse` and
/// `transformRequestBodyBytes`).
pub fn faults(kind: &str, template: &str) -> Vec<Fault> {
    if input_of(kind).is_none() {
        return Vec::new();
    }
    told(read(kind, template))
}

/// Returns what reading a template found wrong.
pub fn told(reading: Reading) -> Vec<Fault> {
    let of = |(line, wrong)| match wrong {
        Wrong::Syntax(message) => Fault { message, line, kind: FaultKind::Unreadable },
        Wrong::Function(message) => Fault { message, line, kind: FaultKind::UnknownFunction },
    };
    reading.wrong.into_iter().map(of).collect()
}

fn read(kind: &str, template: &str) -> Reading {
    parse(template, &|name| has_function(kind, name))
}

/// Returns how a template fails on samples of what it gets, the first of them in words. `gives_json` tells that the
/// engine reads JSON from what it writes, and fails on anything else (engine cases `template-gives-nothing` and
/// `text-regexp-all`: "EOF"). A template of JSON never runs on an empty body or on `null` (any-sdk, `Transform`), which
/// the engine fails on whatever the template is (engine case `transform-on-204`).
pub fn refusal(kind: &str, template: &str, samples: &[Sample], gives_json: bool) -> Option<Fault> {
    let input = input_of(kind).filter(|input| *input != Input::Xml)?;
    let reading = read(kind, template);
    if !reading.wrong.is_empty() || reading.is_odd || template.len() > MAX_TEMPLATE {
        return None;
    }
    let trial = Trial::new(kind, template, input, gives_json)?;
    let failures: Vec<(&Sample, String, usize)> = samples
        .iter()
        .filter_map(|sample| trial.failure(sample).map(|(message, line)| (sample, message, line)))
        .collect();
    let (sample, why, line) = failures.first()?;
    let is_all = failures.len() == samples.len() && samples.iter().any(|sample| sample.is_full);
    let kind = if is_all { FaultKind::RefusesAll } else { FaultKind::Refuses };
    Some(Fault { message: format!("fails on {}: {why}", sample.words), line: *line, kind })
}

/// Returns why a type of template cannot be that of a request, which is given a JSON object (any-sdk,
/// `transformRequestBodyMap`).
pub fn misuse(kind: &str) -> Option<&'static str> {
    match kind {
        "schema_driven_xml_v0.1.0" => Some("the engine fails: there is no schema of a response"),
        _ if input_of(kind) == Some(Input::Xml) => {
            Some("the engine looks for XML in the JSON of the values, and sends an empty body")
        }
        _ => None,
    }
}

/// A template that tells its line while it runs.
struct Trial {
    template: Template,
    input: Input,
    gives_json: bool,
    line: Arc<AtomicUsize>,
    on_text: Arc<AtomicBool>,
}

impl Trial {
    fn new(kind: &str, source: &str, input: Input, gives_json: bool) -> Option<Self> {
        let (line, on_text) = (Arc::new(AtomicUsize::new(1)), Arc::new(AtomicBool::new(false)));
        let mut functions = functions(kind, MAX_TEXT, &on_text);
        let seen = Arc::clone(&line);
        let mark = move |args: &[Item]| {
            if let Some(Item::Int(number)) = args.first() {
                seen.store(usize::try_from(*number).unwrap_or(1), Ordering::Relaxed);
            }
            Ok(Item::String("".into()))
        };
        functions.insert(MARK.to_owned(), Arc::new(mark));
        let (tree, definitions) = Parser::new(source, "{{", "}}").ok()?.parse().ok()?;
        let mut template = Template::new(NAME).funcs(functions).max_range_iters(MAX_ROUNDS);
        for definition in definitions {
            let is_void = definition.body.nodes.iter().all(is_empty_tree);
            if !is_void || template.lookup(&definition.name).is_none() {
                template = template.add_parse_tree(&definition.name, marked(definition.body));
            }
        }
        let template = template.add_parse_tree(NAME, marked(tree));
        Some(Trial { template, input, gives_json, line, on_text })
    }

    /// Returns why it fails on a sample, and on which of its lines.
    fn failure(&self, sample: &Sample) -> Option<(String, usize)> {
        self.line.store(1, Ordering::Relaxed);
        self.on_text.store(false, Ordering::Relaxed);
        let data = data(self.input, &sample.body).ok()??;
        let mut output = Bounded(String::new());
        let error = self.template.execute_template_fmt(&mut output, NAME, &data).err();
        let line = self.line.load(Ordering::Relaxed);
        if self.on_text.load(Ordering::Relaxed) {
            return None;
        }
        let is_read = !self.gives_json || Value::decode_first(output.0.as_bytes()).is_ok();
        match error {
            // What went wrong in a template of text is not told, and what it wrote until then is taken.
            Some(_) if self.input == Input::Text && is_read => None,
            Some(error) => Some((explained(&error)?.chars().take(MAX_SHOWN).collect(), line)),
            None if is_read || sample.is_any => None,
            None => Some((unread(&output.0), line)),
        }
    }
}

fn unread(output: &str) -> String {
    match output.trim() {
        "" => "it gives nothing, which is no JSON".to_owned(),
        _ => "what it gives is no JSON".to_owned(),
    }
}

/// Says why a template stopped, unless only what tries it stopped it.
fn explained(error: &TemplateError) -> Option<String> {
    match error {
        TemplateError::Exec(message) => Some(message.clone()),
        TemplateError::UndefinedTemplate(name) => Some(format!("it has no template `{name}`")),
        // Go is less strict.
        TemplateError::ArgCount { name, got, .. } if name == "index" && *got > 0 => None,
        TemplateError::ArgCount { name, .. } if ["html", "js", "urlquery"].contains(&name.as_str()) => None,
        TemplateError::IndexOutOfRange { .. }
        | TemplateError::TypeMismatch { .. }
        | TemplateError::UndefinedVariable(_)
        | TemplateError::ArgCount { .. }
        | TemplateError::NotIterable(_) => Some(error.to_string()),
        _ => None,
    }
}

/// Returns a list whose parts each tell their line before they run.
fn marked(list: ListNode) -> ListNode {
    let nodes = list.nodes.into_iter().flat_map(|node| {
        let mark = line_of(&node).map(mark);
        mark.into_iter().chain([within(node)])
    });
    ListNode { pos: list.pos, nodes: nodes.collect() }
}

fn within(node: Node) -> Node {
    match node {
        Node::If(mut branch) => {
            branch.body = marked(branch.body);
            branch.else_body = branch.else_body.map(marked);
            Node::If(branch)
        }
        Node::Range(mut branch) => {
            branch.body = marked(branch.body);
            branch.else_body = branch.else_body.map(marked);
            Node::Range(branch)
        }
        Node::With(mut branch) => {
            branch.body = marked(branch.body);
            branch.else_body = branch.else_body.map(marked);
            Node::With(branch)
        }
        other => other,
    }
}

fn line_of(node: &Node) -> Option<usize> {
    match node {
        Node::Action(action) => Some(action.pos.line),
        Node::If(branch) | Node::Range(branch) | Node::With(branch) => Some(branch.pos.line),
        Node::Template(call) => Some(call.pos.line),
        _ => None,
    }
}

fn mark(line: usize) -> Node {
    let pos = Pos::new(0, line);
    let number = Number::Int(i64::try_from(line).unwrap_or(i64::MAX));
    let args = vec![Expr::Identifier(pos, MARK.into()), Expr::Number(pos, number)];
    let commands = vec![CommandNode { pos, args }];
    Node::Action(ActionNode { pos, pipe: PipeNode { pos, decl: Vec::new(), commands, is_assign: false } })
}
