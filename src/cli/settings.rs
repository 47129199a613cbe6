//! `provgen settings`: what a method gets from the configuration, and from which line.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::screen::result;
use super::status::{Status, fail};
use super::targets::configs;
use crate::error::Error;
use crate::pipeline::{self, Job, MethodSettings, ProviderSettings};
use crate::text::closest;

/// Show the engine settings of methods, and the lines of provgen.yaml that they come from
///
/// A method gets the keys of each entry of `settings` that is for it; later entries win, key by key. What all methods of a
/// service share is written at the service.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A method as `provider.service.resource.method`, or the first parts of it for several
    #[arg(value_name = "METHOD")]
    method: String,
}

pub fn run(arguments: &Arguments) -> io::Result<Status> {
    match found(&arguments.method) {
        Ok(text) => result(&text).map(|()| Status::Success),
        Err(error) => fail(&error),
    }
}

fn found(asked: &str) -> Result<String, Error> {
    let (name, rest) = asked.split_once('.').unwrap_or((asked, ""));
    let job = Job { config: config_of(name)?, spec: None, mapping: None, style: None };
    let settings = pipeline::settings(&job)?;
    let is_meant = |told: &&MethodSettings| {
        let behind = told.address.strip_prefix(rest);
        rest.is_empty() || behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('.'))
    };
    let methods: Vec<&MethodSettings> = settings.methods.iter().filter(is_meant).collect();
    if methods.is_empty() {
        let known: Vec<String> = settings.methods.iter().map(|told| told.address.clone()).collect();
        let help = match closest(rest, &known) {
            Some(known) => format!("did you mean `{name}.{known}`?"),
            None => format!("run `provgen settings {name}` for all methods"),
        };
        return Err(Error::usage(format!("the provider `{name}` has no method `{rest}`"), help));
    }
    Ok(methods.into_iter().map(|told| text(told, &settings)).collect())
}

/// The configuration of a provider, by the name of its folder or by its name in SQL.
fn config_of(name: &str) -> Result<PathBuf, Error> {
    let first = |mut found: Vec<(String, PathBuf)>| found.pop().map(|(_, config)| config);
    match configs(&[name.to_owned()]) {
        Ok(found) => Ok(first(found).unwrap_or_default()),
        Err(error) => {
            let named =
                configs(&[])?.into_iter().filter(|(_, config)| pipeline::provider_of(config).as_deref() == Some(name));
            first(named.collect()).ok_or(error)
        }
    }
}

fn text(told: &MethodSettings, of: &ProviderSettings) -> String {
    let mut text = format!("{}.{}\n", of.provider, told.address);
    if told.settings.is_empty() {
        text.push_str("    no settings\n");
    }
    for setting in &told.settings {
        let level = if setting.is_of_service { " (at the service)" } else { "" };
        let value = if setting.value == "null" { "taken away" } else { &setting.value };
        let place = format!("{}:{}:{}", of.config.display(), setting.mark.line(), setting.mark.column());
        text.push_str(&format!("    {}{level}: {value}\n        {place}\n", setting.key));
    }
    text
}
