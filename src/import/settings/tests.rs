//! Applies the entries for made-up methods by the rules of `settings:`.

use proptest::prelude::*;

use super::cover::Selector;
use super::syntax::Path;
use super::*;

/// Whether a name fits a pattern with `*`.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => name.starts_with(before) && name[before.len()..].ends_with(after),
    }
}

fn selects(selector: &Selector, facts: &Facts) -> bool {
    let resource = format!("{}.{}", facts.service, facts.resource);
    let method = format!("{resource}.{}", facts.method);
    let operation = format!("{} /x", facts.http_verb.to_uppercase());
    let any = |names: &[String], of: &[&str]| names.iter().any(|name| of.iter().any(|it| fits(name, it)));
    selector.iter().all(|(dimension, names)| match *dimension {
        "service" => any(names, &[&facts.service]),
        "resource" => any(names, &[&facts.resource, &resource]),
        "method" => any(names, &[&facts.method, &method]),
        "verb" => any(names, &facts.verbs.iter().map(String::as_str).collect::<Vec<_>>()),
        "operation" => any(names, &[&operation]),
        "has_parameter" => any(names, &facts.parameters.iter().map(String::as_str).collect::<Vec<_>>()),
        other => panic!("unknown dimension {other}"),
    })
}

fn state(block: &Node) -> BTreeMap<Path, Node> {
    values(block).iter().map(|(key, node)| setting(key, Some(node))).collect()
}

/// The settings of a method after all entries, with texts in place of files.
fn applied(facts: &Facts, entries: &[Entry], texts: &Texts) -> BTreeMap<Path, Node> {
    let mut state = state(&facts.generated);
    for entry in entries.iter().filter(|entry| entry.at != At::Service) {
        if entry.selectors.iter().any(|selector| selects(selector, facts)) {
            state.extend(entry.values.iter().map(|(path, node)| (path.clone(), inside(node, texts))));
        }
    }
    state.retain(|_, node| !node.is_null());
    state
}

fn inside(node: &Node, texts: &Texts) -> Node {
    let Some(file) = node.text("body_file") else { return node.clone() };
    let text = texts.files.iter().find(|(name, _)| name == file).map(|(_, text)| text.as_str());
    node.without("body_file").with("body", Node::string(text.expect("a file"), node.mark))
}

/// The methods that do not become what is published.
pub fn wrong(methods: &[Facts]) -> Vec<String> {
    let mut texts = Texts::default();
    let entries = entries(methods, &[], &mut texts);
    let is_wrong = |facts: &&Facts| applied(facts, &entries, &texts) != state(&facts.published);
    methods.iter().filter(is_wrong).map(|it| format!("{}.{}.{}", it.service, it.resource, it.method)).collect()
}

fn block(media_type: u8, casing: u8, body: u8, pagination: u8) -> Node {
    let text = |text: &str| Node::string(text, Default::default());
    let mut block = Node::default();
    let mut request = Node::default();
    if media_type > 0 {
        request = request.with("mediaType", text(&format!("application/{media_type}")));
    }
    if casing > 0 {
        request = request.with("nativeCasing", text(["camel", "pascal"][usize::from(casing % 2)]));
    }
    if request.as_mapping().is_some() {
        block = block.with("request", request);
    }
    if body > 0 {
        let transform = Node::default().with("type", text("golang")).with("body", text(&format!("{{\n{body}\n}}\n")));
        block = block.with("response", Node::default().with("transform", transform.clone()));
        block = block.with("request", block.get("request").cloned().unwrap_or_default().with("transform", transform));
    }
    if pagination > 0 {
        let token = Node::default().with("key", text(&format!("k{pagination}"))).with("location", text("query"));
        block = block.with("config", Node::default().with("pagination", Node::default().with("requestToken", token)));
    }
    block
}

prop_compose! {
    fn facts()(
        names in (0..4u8, 0..3u8, 0..4u8),
        verbs in (0..3usize, any::<bool>()),
        published in (0..3u8, 0..3u8, 0..3u8, 0..3u8),
        generated in (0..2u8, 0..2u8, 0..2u8, 0..2u8),
        parameter in 0..3u8,
    ) -> Facts {
        let verb = ["select", "insert", "exec"][verbs.0];
        let also = (verbs.1 && verb == "insert").then_some("replace");
        Facts {
            // A pattern for methods could be one for services.
            service: if names.0 == 0 { "insert_s".to_owned() } else { format!("s{}", names.0) },
            resource: format!("r{}", names.1),
            method: format!("{verb}_{}", names.2),
            verbs: [verb].into_iter().chain(also).map(str::to_owned).collect(),
            http_verb: if verb == "select" { "get" } else { "post" }.to_owned(),
            parameters: vec![format!("p{parameter}")],
            published: block(published.0, published.1, published.2, published.3),
            generated: block(generated.0, generated.1, generated.2, generated.3),
        }
    }
}

proptest! {
    #[test]
    fn each_method_becomes_what_is_published(facts in proptest::collection::vec(facts(), 0..60)) {
        // A method has one block.
        let mut names = BTreeSet::new();
        let facts: Vec<Facts> = facts
            .into_iter()
            .filter(|it| names.insert((it.service.clone(), it.resource.clone(), it.method.clone())))
            .collect();
        let mut texts = Texts::default();
        let entries = entries(&facts, &[], &mut texts);
        for facts in &facts {
            prop_assert_eq!(applied(facts, &entries, &texts), state(&facts.published));
        }
    }
}

fn like(service: &str, method: &str, verb: &str, published: Node, generated: Node) -> Facts {
    let (service, method) = (service.to_owned(), method.to_owned());
    let verbs = vec![verb.to_owned()];
    let (http_verb, parameters) = ("get".to_owned(), Vec::new());
    Facts { service, resource: "r".to_owned(), method, verbs, http_verb, parameters, published, generated }
}

#[test]
fn what_most_have_is_said_once_and_exceptions_follow() {
    let facts: Vec<Facts> = (0..40)
        .map(|index| {
            let verb = if index % 4 == 0 { "insert" } else { "select" };
            let casing = if index == 7 { 0 } else { 1 };
            let published = block(0, casing, u8::from(index == 9), u8::from(index % 4 == 0));
            like(&format!("s{}", index / 10), &format!("m{index}"), verb, published, block(1, 0, 0, 0))
        })
        .collect();
    let service = |name: &str, key: &str| {
        let config = block(0, 0, 0, 1).get("config").cloned().unwrap_or_default();
        let config = if key.is_empty() { Node::default() } else { config };
        ServiceFacts { service: name.to_owned(), published: config, generated: Node::default() }
    };
    let services = [service("s0", "a"), service("s1", "a"), service("s2", ""), service("s3", "a")];
    let written = shortest(&facts, &services);
    let files: Vec<&str> = written.files.iter().map(|(name, _)| name.as_str()).collect();
    insta::assert_snapshot!(format!("{}{files:?}", written.text));
}
