//! What a run costs, as ratios to parsing the same file into `yaml_serde::Value`: seconds differ
//! from machine to machine, ratios of one process hardly do. `cargo bench --bench generate`
//!
//! No target is a test: a busy machine would fail it. A slow disk shows in what is written; with
//! `TMPDIR=/dev/shm` there is none, and the row of `fs::write` says what the disk alone costs.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a bench that cannot go on has failed")]

use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use provgen::{Built, Job, NameFrom, Product};
use serde_json::json;
use tempfile::TempDir;

#[path = "support/okta.rs"]
mod okta;
mod support;

use okta::{MAPPING, config};
use support::{corpus, measures};

const SPEC: &str = "specs/okta-management-2026.06.3.yaml";

const ROUNDS: usize = 15;
const ROUNDS_OF_SIZES: usize = 7;
const MEGABYTES: [usize; 4] = [50, 25, 12, 6];
/// The largest one has some 20,000 operations.
const MEGABYTES_OF_MAP: [usize; 3] = [24, 12, 6];

fn main() {
    if !measures() {
        return;
    }
    if let (Some(spec), Some(mapping)) = (corpus(SPEC), corpus(MAPPING)) {
        real_spec(&spec, &mapping);
        provider_of_today(&spec);
    }
    sizes();
    proposals("map, from nothing", |_| String::new());
    proposals("map, each row moved", |mapping| mapping.replace(",/service", ",/old/service"));
}

fn real_spec(spec: &Path, mapping: &Path) {
    let inputs = Inputs::new(&config(spec, mapping, &json!({})));
    let runs = Runs::of(&inputs, ROUNDS);
    let name = spec.file_name().unwrap_or_default().to_string_lossy();
    println!("## {name}, {}, median of {ROUNDS} runs\n\n{}", megabytes(spec), runs.table());
    let (written, checked) = peaks(&inputs);
    println!(
        "## Peak memory of the command\n\n| run | MB |\n|---|---:|\n{}{}",
        row("into an empty folder", written),
        row("--check", checked)
    );
    println!("## Targets\n\n| target | found | holds |\n|---|---:|---|");
    target("into an empty folder, ratio", 3.0, runs.ratio(INTO_EMPTY));
    target("--check, ratio", 2.2, runs.ratio(CHECK));
    target("map, ratio", 2.0, runs.ratio(MAP));
    match written.into_iter().chain(checked).reduce(f64::max) {
        Some(peak) => target("peak memory in MB", 150.0, peak),
        None => println!("| peak memory | skipped: there is no /usr/bin/time -f here | |"),
    }
    println!();
}

/// What `specs/okta-management` makes of the same document, with all that its configuration asks for.
fn provider_of_today(spec: &Path) {
    let inputs = Inputs::of_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/okta-management"), spec);
    let runs = Runs::of(&inputs, ROUNDS);
    println!("## specs/okta-management, median of {ROUNDS} runs\n\n{}", runs.table());
    println!("## Targets\n\n| target | found | holds |\n|---|---:|---|");
    target("into an empty folder, ratio", 3.5, runs.ratio(INTO_EMPTY));
    target("map, ratio", 2.0, runs.ratio(MAP));
    let pages: f64 = ["examples", "render", "proof"].iter().map(|stage| median(runs.named(stage))).sum();
    target("examples, render and proof, ratio to the source", 1.0, pages / median(runs.named("source")));
    println!();
}

/// Generated documents, each about half as large as the one before: the largest first, because a
/// machine that is itself virtual has to get its memory from its host once. Of few runs the least
/// is what a byte costs; the others are what else the machine had to do.
fn sizes() {
    println!("## Generated documents, into an empty folder, least of {ROUNDS_OF_SIZES} runs\n");
    println!("| size | divisor ms | ms | ratio | twice the size costs | peak MB |\n|---:|---:|---:|---:|---:|---:|");
    let mut before: Option<f64> = None;
    let mut worst: f64 = 0.0;
    for target in MEGABYTES {
        let inputs = generated(target);
        let runs = Runs::of_wholes(&inputs, ROUNDS_OF_SIZES);
        let (divisor, spent) = (least(runs.named(DIVISOR)), least(runs.named(INTO_EMPTY)));
        // Sizes are not exact: what counts is the cost of a byte.
        let of_a_byte = spent / bytes(&inputs.spec);
        let factor = before.map(|twice| 2.0 * twice / of_a_byte);
        worst = worst.max(factor.unwrap_or_default());
        println!(
            "| {} | {divisor:.1} | {spent:.1} | {:.2} | {} | {} |",
            megabytes(&inputs.spec),
            spent / divisor,
            factor.map_or(String::new(), |factor| format!("{factor:.2}")),
            peaks(&inputs).0.map_or("skipped".to_owned(), |peak| format!("{peak:.0}")),
        );
        before = Some(of_a_byte);
    }
    println!("\n| target | found | holds |\n|---|---:|---|");
    target("twice the size, times the cost", 2.1, worst);
}

/// Proposals for generated documents, of which `mapping` makes a mapping that lacks something.
fn proposals(name: &str, mapping: impl Fn(&str) -> String) {
    println!("\n## {name}, generated documents, least of {ROUNDS_OF_SIZES} runs\n");
    println!("| size | divisor ms | ms | ratio | twice the size costs |\n|---:|---:|---:|---:|---:|");
    let (mut before, mut worst, mut ratio): (Option<f64>, f64, f64) = (None, 0.0, 0.0);
    for megabytes_wanted in MEGABYTES_OF_MAP {
        let inputs = generated(megabytes_wanted);
        let rows = fs::read_to_string(&inputs.mapping).expect("read mapping");
        fs::write(&inputs.mapping, mapping(&rows)).expect("write mapping");
        let mut runs = Runs(Vec::new());
        for _ in 0..ROUNDS_OF_SIZES {
            runs.divisor(&inputs);
            runs.time(MAP, || provgen::complete(&inputs.job(), NameFrom::Path, &|_| {})).expect("a mapping");
        }
        let (divisor, spent) = (least(runs.named(DIVISOR)), least(runs.named(MAP)));
        let of_a_byte = spent / bytes(&inputs.spec);
        let factor = before.map(|twice| 2.0 * twice / of_a_byte);
        (worst, ratio) = (worst.max(factor.unwrap_or_default()), ratio.max(spent / divisor));
        println!(
            "| {} | {divisor:.1} | {spent:.1} | {:.2} | {} |",
            megabytes(&inputs.spec),
            spent / divisor,
            factor.map_or(String::new(), |factor| format!("{factor:.2}")),
        );
        before = Some(of_a_byte);
    }
    println!("\n| target | found | holds |\n|---|---:|---|");
    target("twice the size, times the cost", 2.1, worst);
    target("ratio", 2.5, ratio);
}

fn target(name: &str, most: f64, found: f64) {
    println!("| {name}, at most {most:.1} | {found:.2} | {} |", if found <= most { "yes" } else { "NO" });
}

fn row(name: &str, megabytes: Option<f64>) -> String {
    format!(
        "| {name} | {} |\n",
        megabytes.map_or("skipped: there is no /usr/bin/time -f here".to_owned(), |mb| format!("{mb:.0}"))
    )
}

fn bytes(file: &Path) -> f64 {
    fs::metadata(file).expect("a file").len() as f64
}

fn megabytes(file: &Path) -> String {
    format!("{:.1} MB", bytes(file) / 1e6)
}

/// The inputs of a provider on disk. The folder goes when this goes.
struct Inputs {
    folder: TempDir,
    config: PathBuf,
    spec: PathBuf,
    mapping: PathBuf,
}

impl Inputs {
    fn new(config: &serde_json::Value) -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("bench").join("provgen.yaml");
        fs::create_dir_all(path.parent().expect("a folder")).expect("create folder");
        fs::write(&path, config.to_string()).expect("write config");
        let file = |value: &serde_json::Value| path.with_file_name(value.as_str().expect("a file name"));
        let (spec, mapping) = (file(&config["source"]["file"]), file(&config["mapping"]));
        Inputs { folder, config: path, spec, mapping }
    }

    /// A provider of this repository, with a document that is not part of it.
    fn of_folder(provider: &Path, spec: &Path) -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        for entry in fs::read_dir(provider).expect("read folder") {
            let entry = entry.expect("entry");
            if entry.path().is_file() {
                fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("copy");
            }
        }
        let copied = folder.path().join("openapi.yaml");
        fs::copy(spec, &copied).expect("copy");
        let (config, mapping) = (folder.path().join("provgen.yaml"), folder.path().join("mapping.csv"));
        Inputs { folder, config, spec: copied, mapping }
    }

    fn job(&self) -> Job {
        Job { config: self.config.clone(), spec: None, mapping: None, style: None }
    }
}

const DIVISOR: &str = "yaml_serde::Value (divisor)";
const INTO_EMPTY: &str = "build, and write into an empty folder";
const CHECK: &str = "build, and --check a fresh tree";
const MAP: &str = "map: propose what the mapping lacks";

/// What was measured, in order, with the milliseconds of each run.
struct Runs(Vec<(&'static str, Vec<f64>)>);

impl Runs {
    /// Stages and wholes. One run of everything after the other, so that a slow moment of the
    /// machine hits all alike.
    fn of(inputs: &Inputs, rounds: usize) -> Self {
        let mut runs = Runs(Vec::new());
        let (fresh, products) = (fresh_tree(inputs), build(inputs).products);
        for _ in 0..rounds {
            runs.divisor(inputs);
            runs.stages(inputs);
            runs.writing(&products);
            runs.write_into_empty(inputs);
            runs.check(inputs, fresh.path());
            runs.time(MAP, || provgen::complete(&inputs.job(), NameFrom::Path, &|_| {})).expect("a mapping");
        }
        runs
    }

    fn of_wholes(inputs: &Inputs, rounds: usize) -> Self {
        let mut runs = Runs(Vec::new());
        for _ in 0..rounds {
            runs.divisor(inputs);
            runs.write_into_empty(inputs);
        }
        runs
    }

    fn divisor(&mut self, inputs: &Inputs) {
        let spec = fs::read(&inputs.spec).expect("read spec");
        let value = self.time(DIVISOR, || yaml_serde::from_slice::<yaml_serde::Value>(&spec));
        value.expect("YAML");
    }

    /// As the pipeline's own clock has them.
    fn stages(&mut self, inputs: &Inputs) {
        for (stage, seconds) in build(inputs).timings {
            self.add(stage, seconds * 1000.0);
        }
    }

    fn writing(&mut self, products: &[Product]) {
        let [empty, other] = [(); 2].map(|()| tempfile::tempdir().expect("temporary folder"));
        self.time("output::write", || provgen::write(empty.path(), products).expect("write"));
        self.time("the same files by fs::write", || products.iter().for_each(|product| put(other.path(), product)));
    }

    fn write_into_empty(&mut self, inputs: &Inputs) {
        let empty = tempfile::tempdir().expect("temporary folder");
        self.time(INTO_EMPTY, || provgen::write(empty.path(), &build(inputs).products).expect("write"));
    }

    fn check(&mut self, inputs: &Inputs, fresh: &Path) {
        let staleness = self.time(CHECK, || provgen::check(fresh, &build(inputs).products).expect("check"));
        assert!(staleness.is_fresh());
    }

    /// What the work leaves behind is dropped after the clock has stopped, of all alike.
    fn time<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = black_box(work());
        let spent = started.elapsed().as_secs_f64() * 1000.0;
        self.add(name, spent);
        done
    }

    fn add(&mut self, name: &'static str, milliseconds: f64) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, runs)) => runs.push(milliseconds),
            None => self.0.push((name, vec![milliseconds])),
        }
    }

    fn named(&self, name: &str) -> &[f64] {
        let (_, runs) = self.0.iter().find(|(known, _)| *known == name).expect("measured");
        runs
    }

    fn ratio(&self, name: &str) -> f64 {
        median(self.named(name)) / median(self.named(DIVISOR))
    }

    fn table(&self) -> String {
        let mut table = "| what | ms | ratio | least ms | ratio of the least |\n|---|---:|---:|---:|---:|\n".to_owned();
        for (name, runs) in &self.0 {
            let (fastest, divisor) = (least(runs), least(self.named(DIVISOR)));
            // Writing to a string cannot fail.
            let _ = writeln!(
                table,
                "| {name} | {:.1} | {:.2} | {fastest:.1} | {:.2} |",
                median(runs),
                self.ratio(name),
                fastest / divisor
            );
        }
        table
    }
}

fn median(runs: &[f64]) -> f64 {
    let mut runs = runs.to_vec();
    runs.sort_by(f64::total_cmp);
    runs.get(runs.len() / 2).copied().expect("a run")
}

fn least(runs: &[f64]) -> f64 {
    runs.iter().copied().reduce(f64::min).expect("a run")
}

fn put(folder: &Path, product: &Product) {
    let file = folder.join(&product.path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("create folder");
    fs::write(file, &product.bytes).expect("write");
}

fn build(inputs: &Inputs) -> Built {
    let built = provgen::build(&inputs.job(), &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    assert!(!built.products.is_empty(), "nothing was built");
    built
}

fn fresh_tree(inputs: &Inputs) -> TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    provgen::write(folder.path(), &build(inputs).products).expect("write");
    folder
}

/// The most memory in MB that the command held: into an empty folder, and with `--check` on what
/// that wrote.
fn peaks(inputs: &Inputs) -> (Option<f64>, Option<f64>) {
    let out = tempfile::tempdir().expect("temporary folder");
    let written = peak(inputs, out.path(), &[]);
    (written, peak(inputs, out.path(), &["--check"]))
}

/// GNU time tells it to the kilobyte; other systems have another one, or none.
fn peak(inputs: &Inputs, out: &Path, flags: &[&str]) -> Option<f64> {
    let told = inputs.folder.path().join("peak");
    let mut command = Command::new("/usr/bin/time");
    command.args(["-f", "%M", "-o"]).arg(&told).arg(env!("CARGO_BIN_EXE_provgen"));
    command.args(["generate", "--quiet", "--out"]).arg(out).args(flags).arg(&inputs.config);
    command.output().ok().filter(|output| output.status.success())?;
    let kilobytes: f64 = fs::read_to_string(told).ok()?.trim().parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

/// How many resources one service has: larger documents have more services, as real ones do.
const RESOURCES: usize = 25;

/// About this many megabytes of OpenAPI, always the same bytes.
fn generated(megabytes: usize) -> Inputs {
    let inputs = Inputs::new(&json!({
        "provider": "big", "title": "Big", "description": "Made for a bench.",
        "source": {"file": "openapi.yaml"},
        "mapping": "mapping.csv",
        "servers": [{"url": "https://example.com/"}],
    }));
    let mut paths = "openapi: 3.0.3\ninfo: {title: Big, version: '1'}\npaths:\n".to_owned();
    let mut schemas = "components:\n  schemas:\n".to_owned();
    let mut rows = "filename,path,verb,operationId,stackql_resource_name,stackql_method_name,stackql_verb\n".to_owned();
    for number in 0.. {
        if paths.len() + schemas.len() >= megabytes * 1_000_000 {
            break;
        }
        add_resource(number, &mut paths, &mut rows);
        add_schema(number, &mut schemas);
    }
    fs::write(&inputs.spec, paths + &schemas).expect("write spec");
    fs::write(&inputs.mapping, rows).expect("write mapping");
    inputs
}

const METHODS: [(&str, &str, &str); 5] = [
    ("", "get", "select"),
    ("", "post", "insert"),
    ("/{id}", "get", "select"),
    ("/{id}", "put", "replace"),
    ("/{id}", "delete", "delete"),
];

fn add_resource(number: usize, paths: &mut String, rows: &mut String) {
    let service = number / RESOURCES;
    let mut open = None;
    for (tail, verb, sql) in METHODS {
        if open.replace(tail) != Some(tail) {
            let _ = writeln!(paths, "  /service{service}/things{number}{tail}:");
        }
        let id = format!("{verb}{}{number}", if tail.is_empty() { "All" } else { "One" });
        paths.push_str(&operation(number, service, verb, &id, tail));
        let _ = writeln!(
            rows,
            "service{service}.yaml,/service{service}/things{number}{tail},{verb},{id},things{number},{id},{sql}"
        );
    }
}

fn operation(number: usize, service: usize, verb: &str, id: &str, tail: &str) -> String {
    let schema = format!("{{$ref: '#/components/schemas/Thing{number}'}}");
    let mut text = format!(
        "    {verb}:
      tags: [service{service}]
      operationId: {id}
      summary: What {verb} does to things of kind {number}
      description: |-
        Does what `{verb}` does to things of kind {number}, for those who may do so.

        * Needs the role *keeper of things {number}*.
        * Is described in a few lines, as operations of real APIs are.
      parameters:
        - {{name: verbose, in: query, description: Whether to say more than needed., schema: {{type: boolean, default: false}}}}
"
    );
    if !tail.is_empty() {
        text.push_str(
            "        - {name: id, in: path, required: true, description: Which one., schema: {type: string}}\n",
        );
    }
    if matches!(verb, "post" | "put") {
        let _ = writeln!(
            text,
            "      requestBody:\n        content:\n          application/json:\n            schema: {schema}"
        );
    }
    let list = format!("{{type: array, items: {schema}}}");
    let found = if verb == "get" && tail.is_empty() { &list } else { &schema };
    let _ = writeln!(
        text,
        "      responses:
        '200':
          description: What was asked for.
          content:
            application/json:
              schema: {found}
        '404': {{description: There is no such thing.}}"
    );
    text
}

/// Twelve properties, a nested object and a reference to another schema, now and then an `allOf`.
fn add_schema(number: usize, schemas: &mut String) {
    let other = number.saturating_sub(number % 7);
    let _ = writeln!(schemas, "    Thing{number}:\n      type: object\n      description: A thing of kind {number}.");
    if number % 10 == 9 {
        let _ = writeln!(schemas, "      allOf:\n        - $ref: '#/components/schemas/Thing{}'", number - 1);
    }
    let _ = writeln!(
        schemas,
        "      required: [name, property0]\n      properties:\n        id: {{type: string, readOnly: true}}\n        name: {{type: string, maxLength: 255}}"
    );
    for property in 0..12 {
        let _ = writeln!(
            schemas,
            "        property{property}:\n          type: {}\n          description: Property {property} of a thing of kind {number}, which says what it is for.\n          example: {}",
            if property % 3 == 0 { "integer" } else { "string" },
            if property % 3 == 0 { "7" } else { "seven" },
        );
    }
    let _ = writeln!(
        schemas,
        "        nested:\n          type: object\n          properties:\n            since: {{type: string, format: date-time}}\n            state: {{type: string, enum: [NEW, OLD, GONE]}}\n        other:\n          $ref: '#/components/schemas/Thing{other}'"
    );
}
