//! `provgen stats`: counts and coverage of providers.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, Table, presets};
use rayon::prelude::*;
use serde::Serialize;

use super::log::Language;
use super::screen::{Line, Screen, remark, result, result_in};
use super::status::{Status, fail};
use super::targets::targets;
use crate::pipeline::{self, Job};
use crate::report;
use crate::stats::{Figures, Stats};
use crate::text;

/// Count what is mapped, guessed, selectable and described, by service and in total
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders under `specs`, or paths to a provgen.yaml [default: all under `specs`]
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Print counts in this format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Tables
    Text,
    /// One JSON object
    Json,
}

#[derive(Serialize)]
struct Counted<'a> {
    all: Figures,
    providers: BTreeMap<&'a str, Stats>,
}

pub fn run(arguments: &Arguments, screen: Screen) -> io::Result<Status> {
    let job = Job { config: PathBuf::new(), spec: None, mapping: None, style: None };
    let targets = match targets(&arguments.providers, &job, Path::new("generated")) {
        Ok(targets) => targets,
        Err(error) => return fail(&error),
    };
    let progress = screen.progress();
    let lines: Vec<Line> = targets.iter().map(|target| progress.line(&target.name)).collect();
    let counted: Vec<_> = targets
        .par_iter()
        .zip(lines)
        .map(|(target, line)| (target, pipeline::stats(&target.job, &|stage| line.say(stage))))
        .collect();
    let mut providers = BTreeMap::new();
    let mut status = Status::Success;
    for (target, counted) in counted {
        match counted {
            Ok(stats) => {
                providers.insert(target.name.as_str(), stats);
            }
            Err(error) => {
                remark(&format!("{}\n", report::error(&error)))?;
                status = Status::Failure;
            }
        }
    }
    let all = Figures::sum(providers.values().map(|stats| &stats.all));
    let counted = Counted { all, providers };
    match arguments.format {
        Format::Text => result(&text(&counted))?,
        Format::Json => result_in(Language::Json, &format!("{}\n", serde_json::to_string_pretty(&counted)?))?,
    }
    Ok(status)
}

/// A table for each provider, and one with the totals of several.
fn text(counted: &Counted<'_>) -> String {
    let table_of = |(name, stats): (&&str, &Stats)| {
        let rows = stats.services.iter().map(|(name, figures)| (name.as_str(), figures));
        table(name, rows.chain([("all", &stats.all)]))
    };
    let mut tables: Vec<String> = counted.providers.iter().map(table_of).collect();
    if tables.len() > 1 {
        let rows = counted.providers.iter().map(|(name, stats)| (*name, &stats.all));
        tables.push(table("provider", rows.chain([("all", &counted.all)])));
    }
    tables.join("\n")
}

/// A heading and its figure.
type Column = (&'static str, fn(&Figures) -> usize);

const COLUMNS: [Column; 16] = [
    ("mapped", |figures| figures.operations.mapped),
    ("guessed", |figures| figures.operations.guessed),
    ("skipped", |figures| figures.operations.skipped),
    ("unmapped", |figures| figures.operations.unmapped),
    ("resources", |figures| figures.resources),
    ("selectable", |figures| figures.selectable),
    ("views", |figures| figures.views),
    ("select", |figures| methods(figures, "select")),
    ("insert", |figures| methods(figures, "insert")),
    ("update", |figures| methods(figures, "update")),
    ("replace", |figures| methods(figures, "replace")),
    ("delete", |figures| methods(figures, "delete")),
    ("exec", |figures| methods(figures, "exec")),
    ("fields", |figures| figures.fields.total),
    ("described", |figures| figures.fields.described),
    ("opaque", |figures| figures.fields.opaque),
];

fn methods(figures: &Figures, verb: &str) -> usize {
    figures.methods.get(verb).copied().unwrap_or_default()
}

fn table<'a>(corner: &str, rows: impl Iterator<Item = (&'a str, &'a Figures)>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header([corner].into_iter().chain(COLUMNS.iter().map(|(heading, _)| *heading)));
    for (name, figures) in rows {
        let cells = COLUMNS.iter().map(|(_, number)| number(figures).to_string());
        table.add_row([text::plain(name)].into_iter().chain(cells));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{}\n", table.trim_fmt())
}
