//! Checks entries of `settings` before they are used.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value as Json;

use crate::config::{At, ConfigFile, For, Setting, Template};
use crate::engine::block::Part;
use crate::engine::transform::{self, FaultKind};
use crate::error::Error;
use crate::finding::{Finding, SETTING_SCHEMA_MISSING, SETTING_UNUSED, Site};
use crate::mapping::{Known, Mapped};
use crate::normalise::Document;
use crate::place::{Mark, Place};
use crate::schema::component_of;
use crate::source::InputFile;
use crate::tree::{Node, Text};

use super::fault::Fault;
use super::parts;
use super::query;
use super::scope::Scope;

/// Checks all entries.
///
/// # Errors
/// The first fault, in the order of the entries.
pub fn entries(config: &ConfigFile, texts: &[InputFile]) -> Result<(), Error> {
    for (index, setting) in config.config.settings.iter().enumerate() {
        let refuse = |(pointer, message, help): Fault| {
            Err(Error::input(message, config.place(&format!("/settings/{index}{pointer}")), help))
        };
        // What is published with a fault is taken over with it, and `validate` says so.
        let is_own = !config.config.source.as_is;
        let of_texts = || of_templates(setting, config, texts).or_else(|| of_bodies(setting)).filter(|_| is_own);
        let given = config.tree.items("settings").get(index).map(|entry| parts::of_entry(entry, &str::to_owned));
        let of_parts = given.and_then(|parts| of_parts(setting.at, &parts));
        let fault = of_scope(setting).or(of_parts).or_else(|| query::fault(setting, config, texts)).or_else(of_texts);
        fault.map_or(Ok(()), refuse)?;
    }
    contradictions(config)
}

fn of_parts(at: At, parts: &[Part]) -> Option<Fault> {
    let fault = |message: String, help: &str| Some((String::new(), message, help.to_owned()));
    if parts.is_empty() {
        return fault("this entry gives nothing".to_owned(), "say what its methods get, or remove it");
    }
    // The root of a document has `x-stackQL-config` alone (provider-format 1.3).
    let other = parts
        .iter()
        .filter(|_| at == At::Service)
        .find_map(|part| part.path.first().filter(|key| ***key != *"config"))?;
    fault(format!("a service cannot hold `{other}`"), "remove `at: service`, or put this into an entry of its own")
}

fn of_scope(setting: &Setting) -> Option<Fault> {
    let of = setting.methods.as_ref()?;
    if of.0.is_empty() {
        let help = "remove `for` for every method, or say which ones";
        return Some(("/for".to_owned(), "`for` is an empty list".to_owned(), help.to_owned()));
    }
    let is_narrow = |of| !Scope::new(of).is_of_services();
    (setting.at == At::Service && of.0.iter().any(is_narrow)).then(|| {
        let message = "what is written at a service is for all of its methods, and `for` names more than services";
        ("/for".to_owned(), message.to_owned(), "leave `service` alone under `for`, or remove `at: service`".to_owned())
    })
}

fn of_templates(setting: &Setting, config: &ConfigFile, texts: &[InputFile]) -> Option<Fault> {
    setting.templates().find_map(|(pointer, template)| {
        let fault = |message: &str, help: &str| Some((pointer.to_owned(), message.to_owned(), help.to_owned()));
        match (&template.body, &template.body_file) {
            (Some(_), Some(_)) => fault("the template has both `body` and `body_file`", "remove one of the two"),
            (None, None) if !template.kind.starts_with("schema_driven") => {
                fault("the template has neither `body` nor `body_file`", "give the text, or the file that holds it")
            }
            _ => of_text(pointer, template, config, texts),
        }
    })
}

/// A template must be one that the engine can read: a call of the method would fail (provider-format 2.5).
fn of_text(pointer: &str, template: &Template, config: &ConfigFile, texts: &[InputFile]) -> Option<Fault> {
    let help = "correct the template; `provgen explain transform-template-invalid` says more";
    let (pointer, name, text) = match (&template.body, &template.body_file) {
        (Some(body), _) => (format!("{pointer}/body"), "the template".to_owned(), body.as_str()),
        (None, Some(file)) => {
            let path = config.beside(file);
            let bytes = &texts.iter().find(|text| text.path == path)?.bytes;
            let (pointer, name) = (format!("{pointer}/body_file"), path.display().to_string());
            match std::str::from_utf8(bytes) {
                Ok(text) => (pointer, name, text),
                Err(fault) => {
                    let message = format!("{name} is not text: byte {} is no UTF-8", fault.valid_up_to());
                    return Some((pointer, message, "save the file as UTF-8".to_owned()));
                }
            }
        }
        (None, None) => return None,
    };
    let fault = transform::faults(&template.kind, text).into_iter().next()?;
    let what = match fault.kind {
        FaultKind::UnknownFunction => format!("`{}` has no function `{}`", template.kind, fault.message),
        _ => fault.message,
    };
    Some((pointer, format!("line {} of {name}: {what}", fault.line), help.to_owned()))
}

fn of_bodies(setting: &Setting) -> Option<Fault> {
    let request = setting.request.as_ref()?;
    [("base", &request.base), ("default", &request.default)].into_iter().find_map(|(key, text)| {
        let fault = serde_json::from_str::<Json>(text.as_ref()?).err()?;
        let message = format!("`{key}` is not JSON: {fault}");
        Some((format!("/request/{key}"), message, "write a JSON text, such as '{\"type\": \"a\"}'".to_owned()))
    })
}

/// The path of a part, and the methods that get it; none for every method.
type Target<'c> = (Vec<Text>, Option<&'c For>);

/// Refuses two entries for the same methods that give a key different values: which one counts would be their order alone.
fn contradictions(config: &ConfigFile) -> Result<(), Error> {
    let mut known: HashMap<Target<'_>, (usize, Node)> = HashMap::new();
    let entries = config.config.settings.iter().zip(config.tree.items("settings"));
    for (index, (setting, entry)) in entries.enumerate() {
        let of: Vec<Option<&For>> = match &setting.methods {
            Some(many) => many.0.iter().map(Some).collect(),
            None => vec![None],
        };
        for part in parts::of_entry(entry, &str::to_owned) {
            for of in &of {
                let key = (part.path.clone(), *of);
                let Some((earlier, value)) = known.insert(key, (index, part.value.clone())) else { continue };
                if earlier != index && value != part.value {
                    let line = config.mark(&format!("/settings/{earlier}")).line();
                    let name = part.path.join(".");
                    let message = format!("this gives `{name}` to the same methods as line {line}, with another value");
                    let place = Place::at(&config.path, part.value.mark);
                    return Err(Error::input(message, place, "keep one of the two, or say more under `for`"));
                }
            }
        }
    }
    Ok(())
}

/// Reports schemas that settings name and a document lacks: the engine gives up the whole service (provider-format 2.5).
pub fn schemas(mapped: &Mapped, document: &Document) -> Vec<Finding> {
    let resolver = document.components.resolver();
    let methods = mapped.services.values().flat_map(|service| service.resources.values().flatten());
    let named = methods.flat_map(|method| &method.given).filter_map(|given| {
        let (section, name) = component_of(given.part.value.reference()?)?;
        (section == "schemas" && resolver.schema(&name).is_none()).then_some((given.part.value.mark, name))
    });
    let missing: BTreeMap<Mark, String> = named.collect();
    let report = |(mark, name): (Mark, String)| {
        let message = format!("the document has no schema `{name}`");
        let help = format!("correct the name, or write the schema to schemas/{name}.yaml");
        Finding::new(&SETTING_SCHEMA_MISSING, Site::Config(mark), message, help)
    };
    missing.into_iter().map(report).collect()
}

/// Reports entries that are for no method. `hits` says for each document which of its entries are for any.
pub fn unmatched(config: &ConfigFile, hits: &[Vec<bool>], known: &Known<'_>) -> Vec<Finding> {
    let is_hit = |index: usize| hits.iter().any(|hits| hits.get(index).copied().unwrap_or_default());
    let unused = config.config.settings.iter().enumerate().filter(|(index, _)| !is_hit(*index));
    let report = |(index, setting): (usize, &Setting)| {
        let site = Site::Config(config.mark(&format!("/settings/{index}/for")));
        let help = match setting.methods.iter().flat_map(|of| &of.0).find_map(|of| meant(of, known)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "correct `for`; `provgen settings` shows what methods get".to_owned(),
        };
        Finding::new(&SETTING_UNUSED, site, "these settings are for no method", help)
    };
    unused.map(report).collect()
}

/// Returns the key of `for` whose name is probably misspelt, with the name that is probably meant.
fn meant(of: &For, known: &Known<'_>) -> Option<String> {
    let lists = [
        ("service", &of.service),
        ("resource", &of.resource),
        ("method", &of.method),
        ("verb", &of.verb),
        ("operation", &of.operation),
        ("tag", &of.tag),
    ];
    let mut names = lists.into_iter().flat_map(|(kind, names)| names.0.iter().map(move |name| (kind, name)));
    names.find_map(|(kind, name)| Some(format!("{kind}: {}", known.meant(kind, name)?)))
}
