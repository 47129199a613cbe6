//! Inputs that are far too large or strange, and surroundings that fail: the command ends by itself,
//! in time and in bounded memory, with one clear message, and nothing is lost.
//!
//! Small hostile inputs are cases in `tests/cases/bad`; these here are made on the spot.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::support::{copy, tree};

/// Address space, which is far more than what is used of it. Systems without `ulimit -v` run without.
const MOST_KILOBYTES: usize = 1_500_000;
/// Without optimisation, and beside other tests on a busy machine: a hundredth of it is usual.
const MOST_TIME: Duration = Duration::from_secs(300);
/// More than this nobody reads as one message.
const MOST_TOLD: usize = 4096;

const FIVE_MB: usize = 5_000_000;

const CONFIG: &str = "\
provider: shop
title: Shop
description: Things for sale.
source: {file: openapi.yaml}
servers: [{url: 'https://example.com/'}]
";

const HEADER: &str = "filename,path,verb,operationId,stackql_resource_name,stackql_method_name,stackql_verb\n";
const ROW: &str = "shop.yaml,/items,get,listItems,items,list,select\n";
const ITEM: &str = "    Item: {type: object, properties: {id: {type: string}, price: {type: number}}}\n";

/// The document around what a test is about.
fn spec(description: &str, more_paths: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: Shop API, version: '1'}}
paths:
  /items:
    get:
      tags: [shop]
      operationId: listItems
      description: {description}
      responses:
        '200':
          description: The items.
          content:
            application/json:
              schema: {{type: array, items: {{$ref: '#/components/schemas/Item'}}}}
{more_paths}components:
  schemas:
{schemas}"
    )
}

/// A folder with a provider in `specs`, whose name says what is wrong with it.
struct Shop {
    folder: TempDir,
    name: &'static str,
}

impl Shop {
    fn new(name: &'static str, spec: &str) -> Self {
        Shop::with_rows(name, spec, ROW)
    }

    fn with_rows(name: &'static str, spec: &str, rows: &str) -> Self {
        let shop = Shop { folder: tempfile::tempdir().expect("temporary folder"), name };
        fs::create_dir_all(shop.input("")).expect("specs");
        let rows = format!("{HEADER}{rows}");
        for (file, text) in [("provgen.yaml", CONFIG), ("openapi.yaml", spec), ("mapping.csv", &rows)] {
            fs::write(shop.input(file), text).expect("input");
        }
        shop
    }

    /// A provider of so many resources, and enough files to take a while.
    fn of_resources(name: &'static str, resources: usize, text: &str) -> Self {
        let (mut paths, mut rows) = (String::new(), ROW.to_owned());
        for number in 0..resources {
            paths += &format!(
                "  /p{number}: {{get: {{tags: [shop], description: {text}, responses: {{'200': {{description: Fine.}}}}}}}}\n"
            );
            rows += &format!("shop.yaml,/p{number},get,,r{number},get,exec\n");
        }
        Shop::with_rows(name, &spec(text, &paths, ITEM), &rows)
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn input(&self, file: &str) -> PathBuf {
        self.path().join("specs").join(self.name).join(file)
    }

    fn output(&self) -> PathBuf {
        self.path().join("generated").join(self.name)
    }

    fn generate(&self, flags: &[&str]) -> End {
        Run::start(self.path(), &[&["generate", self.name], flags].concat()).end()
    }

    /// Everything was written, and what was written is what would be written.
    fn is_written(&self) {
        self.generate(&[]).succeeded();
        self.generate(&["--check"]).succeeded();
    }

    fn page(&self) -> String {
        let page = self.output().join("docs/providers/shop/shop/items/index.md");
        fs::read_to_string(page).expect("the page of the items")
    }

    fn has_columns(&self, columns: &[&str]) -> bool {
        let page = self.page();
        columns.iter().all(|column| page.contains(&format!("| <CopyableCode code=\"{column}\" />")))
    }

    /// The tree that a run leaves where nothing was before.
    fn fresh(&self) -> BTreeMap<String, Vec<u8>> {
        let elsewhere = tempfile::tempdir().expect("temporary folder");
        self.generate(&["--out", elsewhere.path().to_str().expect("a path")]).succeeded();
        tree(&elsewhere.path().join(self.name))
    }

    /// The next run repairs whatever happened before it.
    fn is_repaired(&self) {
        self.generate(&[]).succeeded();
        assert!(tree(&self.output()) == self.fresh(), "the tree is not as a fresh one");
    }
}

/// The command at work, within bounds.
struct Run {
    child: Child,
    told: TempDir,
    started: Instant,
}

/// How the command ended.
struct End {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        // `exec`, so that what is killed in the end is provgen itself.
        let script = format!("ulimit -v {MOST_KILOBYTES} 2>/dev/null; exec \"$0\" \"$@\"");
        Run::of(folder, Command::new("sh").args(["-c", &script, env!("CARGO_BIN_EXE_provgen")]).args(arguments))
    }

    /// Output goes to files: nobody has to empty a pipe.
    fn of(folder: &Path, command: &mut Command) -> Self {
        let told = tempfile::tempdir().expect("temporary folder");
        let file = |name: &str| File::create(told.path().join(name)).expect("create file");
        command.current_dir(folder).env("RAYON_NUM_THREADS", "2").stdout(file("stdout")).stderr(file("stderr"));
        Run { child: command.spawn().expect("run"), told, started: Instant::now() }
    }

    fn is_over(&mut self) -> bool {
        self.child.try_wait().expect("wait").is_some()
    }

    fn end(mut self) -> End {
        while !self.is_over() {
            if self.started.elapsed() > MOST_TIME {
                self.child.kill().expect("kill");
                panic!("still at work after {MOST_TIME:?}");
            }
            thread::sleep(Duration::from_millis(5));
        }
        let told = |name: &str| String::from_utf8(fs::read(self.told.path().join(name)).expect("read")).expect("UTF-8");
        let (stdout, stderr) = (told("stdout"), told("stderr"));
        let status = self.child.wait().expect("wait");
        // A signal is what a stack overflow or too little memory ends with.
        let code = status.code().unwrap_or_else(|| panic!("{status}: {stderr}"));
        assert!(!stderr.contains("panicked") && !stderr.contains("has crashed"), "{stderr}");
        End { code, stdout, stderr }
    }
}

impl End {
    fn succeeded(&self) {
        assert!(self.code == 0 && self.stderr.is_empty(), "exit {}: {}{}", self.code, self.stderr, self.beginning());
    }

    /// The one message of a command that could not run.
    fn error(&self) -> &str {
        let titles = self.stderr.lines().filter(|line| line.starts_with("error")).count();
        assert!((self.code, titles) == (2, 1), "exit {}: {}{}", self.code, self.stderr, self.beginning());
        assert!(self.stderr.contains("help: "), "{}", self.stderr);
        assert!(self.stderr.len() <= MOST_TOLD, "a message of {} bytes", self.stderr.len());
        &self.stderr
    }

    /// The findings of a command that ran, in few words.
    fn findings(&self) -> &str {
        assert!(self.code <= 1 && self.stderr.is_empty(), "exit {}: {}", self.code, self.stderr);
        assert!(self.stdout.len() <= MOST_TOLD, "{} bytes of findings: {}", self.stdout.len(), self.beginning());
        &self.stdout
    }

    fn beginning(&self) -> String {
        self.stdout.chars().take(500).collect()
    }
}

/// Not `eprintln!`: what it says in a test that passes is swallowed.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

mod size {
    use super::*;

    /// A word, and enough of them for 5 MB.
    fn long(word: &str) -> String {
        word.repeat(FIVE_MB / word.len())
    }

    #[test]
    fn a_text_of_words() {
        let shop = Shop::new("text-of-words", &spec(&long("word "), "", ITEM));
        shop.is_written();
        assert!(shop.has_columns(&["id", "price"]));
    }

    #[test]
    fn a_text_of_markup() {
        let text = format!("\"{}\"", long("<a {b} `c` | *d* "));
        Shop::new("text-of-markup", &spec(&text, "", ITEM)).is_written();
        let schema = format!("    Item: {{type: object, properties: {{id: {{description: {text}}}, price: {{}}}}}}\n");
        let shop = Shop::new("text-of-markup-in-a-cell", &spec("x", "", &schema));
        shop.is_written();
        assert!(shop.has_columns(&["id", "price"]));
    }

    #[test]
    fn a_text_of_lines() {
        let text = format!("|-\n{}", long("        a <line> of text\n"));
        Shop::new("text-of-lines", &spec(&text, "", ITEM)).is_written();
    }

    #[test]
    fn a_key_that_yaml_allows_to_be_long() {
        let key = long("k");
        let schema = format!(
            "    Item:\n      type: object\n      properties:\n        ? {key}\n        : {{}}\n        id: {{}}\n"
        );
        let shop = Shop::new("explicit-key", &spec("x", "", &schema));
        let end = shop.generate(&[]);
        if end.code == 0 {
            shop.is_written();
        } else {
            end.findings();
        }
    }

    #[test]
    fn a_key_that_yaml_does_not_allow_to_be_long() {
        let schema = format!("    Item: {{type: object, properties: {{{}: {{}}}}}}\n", long("k"));
        Shop::new("implicit-key", &spec("x", "", &schema)).generate(&[]).error();
        let document = json!({"openapi": "3.0.3", "paths": {long("/k"): {}}});
        Shop::new("json-key", &document.to_string()).generate(&[]).error();
    }

    #[test]
    fn a_name_that_a_message_has_to_mention() {
        let path =
            format!("  ? /{}\n  : {{get: {{tags: [shop], responses: {{'200': {{description: x}}}}}}}}\n", long("k"));
        Shop::new("long-path", &spec("x", &path, ITEM)).generate(&[]).findings();
        let schema = format!("    Item: {{$ref: '#/components/schemas/{}'}}\n", long("k"));
        let end = Shop::new("long-reference", &spec("x", "", &schema)).generate(&[]);
        assert!(end.findings().contains("ref-dangling"));
    }

    #[test]
    fn a_hundred_thousand_paths() {
        let (mut paths, mut rows) = (String::new(), ROW.to_owned());
        for number in 0..100_000 {
            paths += &format!("  /p{number}: {{get: {{tags: [shop], responses: {{'200': {{description: x}}}}}}}}\n");
            rows += &format!("shop.yaml,/p{number},get,,r{},m{number},exec\n", number / 1000);
        }
        let shop = Shop::with_rows("many-paths", &spec("x", &paths, ITEM), &rows);
        let end = shop.generate(&[]);
        end.succeeded();
        assert!(end.stdout.contains("1 service, 101 resources (1 selectable), 100001 methods"), "{}", end.beginning());
    }

    #[test]
    fn a_hundred_thousand_optional_parameters() {
        let parameters: String =
            (0..100_000).map(|number| format!("{{name: p{number}, in: query, schema: {{type: string}}}}, ")).collect();
        let paths = format!(
            "  /many: {{get: {{tags: [shop], parameters: [{parameters}], responses: {{'200': {{description: x}}}}}}}}\n"
        );
        let rows = format!("{ROW}shop.yaml,/many,get,,many,get,select\n");
        let end = Shop::with_rows("many-parameters", &spec("x", &paths, ITEM), &rows).generate(&["--style", "guide"]);
        end.succeeded();
    }

    /// Making up each part that a wide schema forbids takes minutes.
    #[test]
    fn an_example_of_parts_that_are_not_allowed() {
        let wide: String =
            (0..40).map(|number| format!("p{number}: {{$ref: '#/components/schemas/Wide'}}, ")).collect();
        let entries: String = (0..100_000).map(|number| format!("k{number}: 1, ")).collect();
        let items = "1, ".repeat(100_000);
        let of = "{$ref: '#/components/schemas/Wide'}";
        let schemas = format!(
            "    Wide: {{type: object, properties: {{{wide}}}}}\n    Many: {{type: object, required: [map, list], properties: {{\
             map: {{type: object, additionalProperties: {of}, example: {{{entries}}}}}, \
             list: {{type: array, items: {of}, example: [{items}]}}}}}}\n"
        );
        let body = "{content: {application/json: {schema: {$ref: '#/components/schemas/Many'}}}}";
        let paths = format!(
            "  /many: {{post: {{tags: [shop], requestBody: {body}, responses: {{'204': {{description: x}}}}}}}}\n"
        );
        let rows = format!("{ROW}shop.yaml,/many,post,,many,add,insert\n");
        let spec = spec("x", &paths, &format!("{ITEM}{schemas}"));
        Shop::with_rows("example-parts", &spec, &rows).generate(&["--style", "guide"]).succeeded();
    }

    /// Looking at all keys of a method for each of them takes minutes.
    #[test]
    fn a_hundred_thousand_settings_for_one_method() {
        let shop = Shop::new("many-settings", &spec("x", "", ITEM));
        let config = fs::read_to_string(shop.input("provgen.yaml")).expect("a configuration");
        let entries: String = (0..100_000).map(|number| format!("  - extra: {{x-{number}: 1}}\n")).collect();
        fs::write(shop.input("provgen.yaml"), format!("{config}settings:\n{entries}")).expect("write");
        shop.generate(&[]).succeeded();
    }

    #[test]
    fn a_hundred_thousand_paths_that_nobody_mapped() {
        let paths: String = (0..100_000)
            .map(|number| {
                format!("  /p{number}: {{get: {{tags: [shop], responses: {{'200': {{description: x}}}}}}}}\n")
            })
            .collect();
        let end = Shop::new("many-paths-unmapped", &spec("x", &paths, ITEM)).generate(&[]);
        end.succeeded();
        assert!(end.stdout.ends_with("0 errors, 100000 warnings\n"), "{}", end.beginning());
    }
}

mod letters {
    use super::*;

    /// NUL, a C1 control that breaks lines, both separators, a mark that turns the direction of
    /// writing, one that sets it, and a byte order mark.
    const LETTERS: [char; 7] = ['\0', '\u{85}', '\u{2028}', '\u{2029}', '\u{202e}', '\u{200f}', '\u{feff}'];

    #[test]
    fn in_texts() {
        for letter in LETTERS {
            let text = format!("before{letter}after");
            let item =
                json!({"type": "object", "properties": {"id": {"description": text}, "price": {"example": text}}});
            let shop = shop_of_json("letters-in-texts", "/items", &text, &json!({"Item": item}));
            shop.is_written();
            assert!(shop.has_columns(&["id", "price"]), "{letter:?}");
            is_well_formed(&shop, letter);
            assert_eq!(description(&shop), text, "{letter:?}");
        }
    }

    #[test]
    fn in_names() {
        for letter in LETTERS {
            let name = format!("a{letter}b");
            let item = json!({"type": "object", "properties": {&name: {}, "id": {"$ref": format!("#/components/schemas/{name}")}}});
            let schemas = json!({"Item": item, &name: {"type": "string"}});
            let shop = shop_of_json("letters-in-names", &format!("/items/{name}"), "x", &schemas);
            let end = shop.generate(&[]);
            let told = format!("{}{}", end.stdout, end.stderr);
            assert!(!told.contains(letter), "{letter:?} is told as it is");
            match end.code {
                0 => is_well_formed(&shop, letter),
                1 => assert!(end.findings().contains("error["), "{told}"),
                _ => drop(end.error()),
            }
        }
    }

    #[test]
    fn as_bytes_of_the_file() {
        for letter in LETTERS {
            let shop = Shop::new("letters-as-bytes", &spec(&format!("before{letter}after"), "", ITEM));
            let end = shop.generate(&[]);
            assert!(!format!("{}{}", end.stdout, end.stderr).contains(letter), "{letter:?} is told as it is");
            match end.code {
                0 => is_well_formed(&shop, letter),
                _ => assert!(end.error().contains("openapi.yaml:8:"), "{}", end.stderr),
            }
        }
    }

    /// All of JSON's escapes, so that no letter is one of the file.
    fn shop_of_json(name: &'static str, path: &str, text: &str, schemas: &Json) -> Shop {
        let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/Item"}});
        let document = json!({
            "openapi": "3.0.3", "info": {"title": text, "version": "1"},
            "paths": {path: {"get": {
                "tags": ["shop"], "operationId": "listItems", "description": text,
                "responses": {"200": {"description": text, "content": {"application/json": {"schema": list}}}},
            }}},
            "components": {"schemas": schemas},
        });
        let escaped = |letter: char| match letter {
            ' '..='~' => letter.to_string(),
            _ => format!("\\u{:04x}", u32::from(letter)),
        };
        Shop::new(name, &document.to_string().chars().map(escaped).collect::<String>())
    }

    /// Pages have no control characters, and documents are YAML for another reader.
    fn is_well_formed(shop: &Shop, letter: char) {
        for (path, bytes) in tree(&shop.output()) {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
            assert!(!text.contains(is_odd), "{letter:?} in {path}");
            if path.ends_with(".yaml") {
                let read = yaml_serde::from_str::<Json>(&text);
                assert!(read.is_ok(), "{letter:?} in {path}: {read:?}");
            }
        }
    }

    fn description(shop: &Shop) -> String {
        let document = shop.output().join("src/shop/v00.00.00000/services/shop.yaml");
        let document: Json = yaml_serde::from_slice(&fs::read(document).expect("read")).expect("YAML");
        document["paths"]["/items"]["get"]["description"].as_str().expect("a description").to_owned()
    }
}

mod references {
    use super::*;

    /// `Item` leads to `S0`, that to `S1`, and so on, each by `link`, where `#` stands for the next.
    fn chain(length: usize, link: &str) -> String {
        let links = (0..length)
            .map(|at| format!("    S{at}: {}\n", link.replace('#', &format!("'#/components/schemas/S{}'", at + 1))));
        let last = ITEM.replace("Item", &format!("S{length}"));
        format!("    Item: {{$ref: '#/components/schemas/S0'}}\n{}{last}", links.collect::<String>())
    }

    #[test]
    fn a_chain_of_900_is_followed() {
        let shop = Shop::new("chain-of-900", &spec("x", "", &chain(900, "{$ref: #}")));
        shop.is_written();
        assert!(shop.has_columns(&["id", "price"]));
    }

    #[test]
    fn a_chain_of_5000_is_followed_or_reported() {
        let shop = Shop::new("chain-of-5000", &spec("x", "", &chain(5000, "{$ref: #}")));
        let end = shop.generate(&[]);
        let is_reported = end.findings().contains("openapi.yaml:");
        assert!(is_reported || shop.has_columns(&["id", "price"]), "columns were lost, and nothing was said");
    }

    /// With two providers, because the threads that share the work have less stack than the first.
    #[test]
    fn a_chain_through_other_keywords_takes_no_stack() {
        let links = [
            "{type: object, properties: {next: {$ref: #}}}",
            "{type: array, items: {$ref: #}}",
            "{oneOf: [{$ref: #}]}",
            "{allOf: [{$ref: #}]}",
        ];
        for link in links {
            for length in [900, 5000, 20_000] {
                let shop = Shop::new("chain-by-keyword", &spec("x", "", &chain(length, link)));
                copy(&shop.input(""), &shop.path().join("specs/another"));
                let end = shop.generate(&["another"]);
                assert!(end.code <= 1 && end.stderr.is_empty(), "{link} {length}: {}", end.stderr);
            }
        }
    }

    #[test]
    fn a_chain_of_all_of_is_merged_or_reported() {
        let shop = Shop::new("chain-of-all-of", &spec("x", "", &chain(5000, "{type: object, allOf: [{$ref: #}]}")));
        let end = shop.generate(&[]);
        end.succeeded();
        assert!(end.stdout.contains("warning[composition-not-merged]"), "{}", end.beginning());
    }

    #[test]
    fn a_circle_of_all_of_has_the_properties_of_all() {
        for length in [2, 3] {
            let member = |at: usize| {
                let next = (at + 1) % length;
                format!(
                    "    A{at}: {{type: object, allOf: [{{$ref: '#/components/schemas/A{next}'}}], properties: {{p{at}: {{}}}}}}\n"
                )
            };
            let schemas: String = (0..length).map(member).collect();
            let shop = Shop::new(
                "circle-of-all-of",
                &spec("x", "", &schemas.replace("    A0:", "    Item:").replace("/A0'", "/Item'")),
            );
            shop.is_written();
            assert!(shop.has_columns(&["p0", "p1"]), "{length}");
        }
    }

    /// Each schema has the next one twice, so that the last is reached in 2^40 ways.
    #[test]
    fn alternatives_that_double_with_each_level_are_reported() {
        let level = "{oneOf: [{allOf: [{$ref: #}]}, {allOf: [{$ref: #}], properties: {a: {}}}]}";
        let shop = Shop::new("doubling", &spec("x", "", &chain(40, level)));
        let end = shop.generate(&[]);
        end.succeeded();
        assert!(end.stdout.contains("warning[composition-not-merged]"), "{}", end.beginning());
    }

    #[test]
    fn a_thousand_subtypes_are_one_row() {
        let subtype = |at: usize| {
            format!("    K{at}: {{allOf: [{{$ref: '#/components/schemas/Item'}}], properties: {{p{at}: {{}}}}}}\n")
        };
        let base = "    Item: {type: object, discriminator: {propertyName: id}, properties: {id: {type: string}}}\n";
        let schemas: String = (0..1000).map(subtype).chain([base.to_owned()]).collect();
        let shop = Shop::new("subtypes", &spec("x", "", &schemas));
        shop.is_written();
        assert!(shop.has_columns(&["id", "p0", "p999"]));
    }

    /// Two variants have a column in which schemas double 40 times, lead in circles, or redefine each other.
    #[test]
    fn what_is_inside_of_variants_is_merged_within_bounds() {
        let item = "    Item: {oneOf: [{type: object, properties: {id: {}, a: {$ref: '#/components/schemas/A0'}}}, \
                    {type: object, properties: {a: {allOf: [{$ref: '#/components/schemas/A1'}, {properties: {x: {}}}]}}}]}\n";
        let levels = [
            "{type: object, allOf: [{$ref: #}, {allOf: [{$ref: #}]}], properties: {p: {}}}",
            "{type: object, anyOf: [{$ref: #}, {allOf: [{$ref: #}], properties: {q: {}}}]}",
            "{allOf: [{properties: {p: {$ref: #}}}, {properties: {p: {allOf: [{$ref: #}, {$ref: #}], type: object}}}]}",
        ];
        for level in levels {
            for end in ["{type: object, properties: {z: {}}}", "{$ref: '#/components/schemas/A0'}"] {
                let number = |at: usize| format!("'#/components/schemas/A{at}'");
                let member = |at: usize| format!("    A{at}: {}\n", level.replace('#', &number(at + 1)));
                let schemas: String = (0..40).map(member).collect();
                let shop = Shop::new("inside", &spec("x", "", &format!("{schemas}    A40: {end}\n{item}")));
                let end = shop.generate(&[]);
                assert!(end.code <= 1 && end.stderr.is_empty(), "{level}: {}", end.stderr);
                if end.code == 0 {
                    let size: usize = tree(&shop.path().join("generated")).values().map(Vec::len).sum();
                    assert!(size < 500_000, "{level}: {size} bytes");
                }
            }
        }
    }

    #[test]
    fn a_thousand_subtypes_unite_what_is_inside_of_a_column() {
        let subtype = |at: usize| {
            let own = format!("'#/components/schemas/S{at}'");
            let settings =
                format!("{{allOf: [{{type: object, properties: {{of{at}: {{}}, both: {{$ref: {own}}}}}}}]}}");
            let properties = format!("{{s: {{$ref: {own}}}, t: {{oneOf: [{{$ref: {own}}}, {{type: string}}]}}}}");
            let base = "{$ref: '#/components/schemas/Item'}";
            format!("    S{at}: {settings}\n    K{at}: {{allOf: [{base}], properties: {properties}}}\n")
        };
        let base = "    Item: {type: object, discriminator: {propertyName: id}, properties: {id: {type: string}}}\n";
        let schemas: String = (0..1000).map(subtype).chain([base.to_owned()]).collect();
        let shop = Shop::new("subtypes-inside", &spec("x", "", &schemas));
        shop.is_written();
        assert!(shop.has_columns(&["id", "s", "t"]));
        let size: usize = shop.fresh().values().map(Vec::len).sum();
        assert!(size < 3_000_000, "{size} bytes");
    }

    /// Many bodies lead through one long chain of schemas to the one that has to change, or around a ring.
    #[test]
    fn long_ways_through_bodies_are_walked_once() {
        const LENGTH: usize = 4000;
        for (name, end, wrap) in [
            ("chain", "{type: object, required: [a], properties: {a: {type: integer}}}", false),
            ("ring", "{$ref: '#/components/schemas/B0'}", true),
        ] {
            let member = |at: usize| {
                let next = format!("{{$ref: '#/components/schemas/B{}'}}", at + 1);
                let next = if wrap { format!("{{allOf: [{next}]}}") } else { next };
                format!("    B{at}: {{type: object, properties: {{next: {next}}}}}\n")
            };
            let schemas: String = (0..LENGTH).map(member).collect();
            let body = "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/B0'}}}}";
            let path = |at: usize| {
                format!("  /b{at}: {{post: {{tags: [shop], {body}, responses: {{'200': {{description: Fine.}}}}}}}}\n")
            };
            let paths: String = (0..100).map(path).collect();
            let rows: String = (0..100).map(|at| format!("shop.yaml,/b{at},post,,b{at},post,exec\n")).collect();
            let spec = spec("x", &paths, &format!("{schemas}    B{LENGTH}: {end}\n{ITEM}"));
            let shop = Shop::with_rows(name, &spec, &format!("{ROW}{rows}"));
            shop.generate(&[]).succeeded();
        }
    }

    #[test]
    fn a_circle_of_nothing_but_all_of_has_an_end() {
        for length in [1, 2, 3] {
            let member = |at: usize| {
                format!("    A{at}: {{allOf: [{{$ref: '#/components/schemas/A{}'}}]}}\n", (at + 1) % length)
            };
            let schemas: String = (0..length).map(member).collect();
            Shop::new(
                "circle-of-nothing",
                &spec("x", "", &format!("{schemas}    Item: {{$ref: '#/components/schemas/A0'}}\n")),
            )
            .is_written();
        }
    }
}

mod surroundings {
    use super::*;

    #[test]
    fn an_output_folder_may_be_a_link_to_a_folder() {
        let shop = Shop::of_resources("link-to-folder", 3, "x");
        fs::create_dir(shop.path().join("real")).expect("folder");
        symlink("real", shop.path().join("generated")).expect("link");
        shop.is_written();
        assert!(tree(&shop.path().join("real").join(shop.name)) == shop.fresh());
    }

    #[test]
    fn an_output_folder_may_not_be_a_link_to_nowhere() {
        let shop = Shop::of_resources("link-to-nowhere", 3, "x");
        fs::create_dir(shop.path().join("generated")).expect("folder");
        symlink("nowhere", shop.output()).expect("link");
        assert!(shop.generate(&[]).error().contains("generated/link-to-nowhere"));
        assert!(!shop.path().join("generated/nowhere").exists());
    }

    #[test]
    fn a_link_inside_the_output_folder_is_refused() {
        for inside in ["docs", "docs/providers/shop/shop", "docs/index.md", "provgen.sum", ".provgen-tmp"] {
            let shop = Shop::of_resources("link-inside", 3, "x");
            let (link, outside) = (shop.output().join(inside), shop.path().join("outside"));
            fs::create_dir_all(link.parent().expect("a folder")).expect("folder");
            fs::create_dir(&outside).expect("folder");
            symlink(&outside, &link).expect("link");
            assert!(shop.generate(&[]).error().contains("a symbolic link"), "{inside}");
            assert!(tree(&outside).is_empty() && link.is_symlink(), "{inside}");
        }
    }

    #[test]
    fn an_output_folder_disappears() {
        let shop = Shop::of_resources("disappears", 300, "x");
        for round in 0..10 {
            let mut run = Run::start(shop.path(), &["generate", shop.name]);
            thread::sleep(Duration::from_millis(8 * round));
            while !run.is_over() {
                let _ = fs::remove_dir_all(shop.output());
            }
            let end = run.end();
            if end.code != 0 {
                assert!(end.error().contains("generated/disappears"), "{}", end.stderr);
            }
        }
        shop.is_repaired();
    }

    /// Eight at once, five times: every other one with other texts and another name of a resource,
    /// so that files change, come and go. No file may end up with nobody to own it.
    #[test]
    fn several_runs_share_an_output_folder() {
        let shop = Shop::of_resources("shared", 100, "first");
        let other = |file: &str, from: &str, to: &str| {
            let text = fs::read_to_string(shop.input(file)).expect("input").replace(from, to);
            fs::write(shop.path().join(file), text).expect("input");
        };
        other("openapi.yaml", "first", "second");
        other("mapping.csv", ",r1,", ",renamed,");
        let one = ["generate", shop.name];
        let two = [&one[..], &["--spec", "openapi.yaml", "--mapping", "mapping.csv"]].concat();
        for _ in 0..5 {
            let start = |number: usize| Run::start(shop.path(), if number.is_multiple_of(2) { &one } else { &two });
            let runs: Vec<Run> = (0..8).map(start).collect();
            for end in runs.into_iter().map(Run::end) {
                if end.code != 0 {
                    assert!(end.error().contains("another run"), "{}", end.stderr);
                }
            }
            shop.is_repaired();
        }
    }

    /// A disk of its own, which no other process sees and which goes when the shell ends. `$1` is
    /// the command, `$2` the provider; `code` and `told` are what the middle run left.
    const ON_A_SMALL_DISK: &str = r#"
mkdir generated && mount -t tmpfs -o size=1m provgen generated || exit 77
"$1" generate "$2" && cp -R generated before || exit 78
cp larger.yaml "specs/$2/openapi.yaml"
[ "$3" != read-only ] || mount -o remount,ro generated || exit 77
"$1" generate "$2" >told 2>&1
echo $? >code
cp -R generated after
mount -o remount,rw,size=100m generated || exit 77
"$1" generate "$2" && "$1" generate "$2" --check && cp -R generated repaired
"#;

    #[test]
    fn a_disk_is_full() {
        on_a_small_disk("full-disk", "no space left on device");
    }

    #[test]
    fn a_disk_is_read_only() {
        on_a_small_disk("read-only", "read-only file system");
    }

    fn on_a_small_disk(name: &'static str, says: &str) {
        let shop = Shop::of_resources(name, 20, "x");
        let larger = Shop::of_resources(name, 20, &"word ".repeat(20_000));
        fs::copy(larger.input("openapi.yaml"), shop.path().join("larger.yaml")).expect("copy");
        let unshare = ["-rm", "sh", "-c", ON_A_SMALL_DISK, "sh", env!("CARGO_BIN_EXE_provgen"), name, name];
        let Ok(output) = Command::new("unshare").args(unshare).current_dir(shop.path()).output() else {
            return skipped("there is no `unshare` here, to mount a small disk with");
        };
        if !shop.path().join("before").exists() {
            return skipped(&format!("no small disk can be mounted here: {}", String::from_utf8_lossy(&output.stderr)));
        }
        assert!(output.status.success(), "{output:?}");
        let told = |file: &str| fs::read_to_string(shop.path().join(file)).expect("read");
        let end =
            End { code: told("code").trim().parse().expect("a code"), stdout: String::new(), stderr: told("told") };
        assert!(end.error().contains(says) && end.error().contains(&format!("generated/{name}/")), "{}", end.stderr);
        let [before, after, repaired] =
            ["before", "after", "repaired"].map(|folder| tree(&shop.path().join(folder).join(name)));
        assert!(before == after, "the old tree was touched");
        assert!(repaired == larger.fresh(), "the tree was not repaired");
    }

    /// A folder that nobody may write to; the administrator may all the same.
    #[test]
    fn an_output_folder_belongs_to_somebody_else() {
        let shop = Shop::of_resources("not-writable", 3, "x");
        shop.generate(&[]).succeeded();
        let before = tree(&shop.output());
        fs::write(shop.input("openapi.yaml"), spec("other", "", ITEM)).expect("spec");
        fs::write(shop.input("mapping.csv"), format!("{HEADER}{ROW}")).expect("mapping");
        let mode = |mode: &str| Command::new("chmod").arg("-R").arg(mode).arg(shop.output()).status().expect("chmod");
        mode("a-w");
        let end = shop.generate(&[]);
        mode("u+w");
        if end.code == 0 {
            return skipped("this user may write everywhere");
        }
        assert!(end.error().contains("generated/not-writable"), "{}", end.stderr);
        assert!(before == tree(&shop.output()), "the old tree was touched");
        shop.is_repaired();
    }
}

mod overlay {
    use super::*;

    const HEAD: &str = "overlay: 1.0.0\ninfo: {title: Hostile, version: '1'}\nactions:\n";

    fn action(target: &str, change: &str) -> String {
        format!("  - {{target: {}, x-reason: Hostile., {change}}}\n", json!(target))
    }

    fn shop(name: &'static str, spec: &str, actions: &str) -> Shop {
        let shop = Shop::new(name, spec);
        let config = CONFIG.replace("openapi.yaml}", "openapi.yaml, overlays: [overlay.yaml]}");
        fs::write(shop.input("provgen.yaml"), config).expect("configuration");
        fs::write(shop.input("overlay.yaml"), format!("{HEAD}{actions}")).expect("overlay");
        shop
    }

    fn small() -> String {
        spec("Fine.", "", ITEM)
    }

    /// Wide, and as deep as a document may be.
    fn large() -> String {
        of_schemas(1000)
    }

    fn of_schemas(schemas: usize) -> String {
        let item = format!("{{x: [{}], y: {}1{}}}", "a, ".repeat(40), "{a: ".repeat(150), "}".repeat(150));
        let items: String = (0..schemas).map(|number| format!("    S{number}: {item}\n")).collect();
        spec("Fine.", "", &format!("{ITEM}{items}"))
    }

    #[test]
    fn updates_that_double_the_document() {
        let text = "x".repeat(2000);
        let actions = action("$..*", &format!("update: {{a: {{a: {text}}}, b: {{a: {text}}}}}")).repeat(40);
        let end = shop("doubled", &small(), &actions).generate(&[]);
        assert!(end.error().contains("more than 16 MB"), "{}", end.error());
    }

    #[test]
    fn a_large_update_of_many_targets() {
        let text = "x".repeat(1_000_000);
        let end = shop("multiplied", &large(), &action("$..*", &format!("update: {{text: {text}}}"))).generate(&[]);
        assert!(end.error().contains("more than 16 MB"), "{}", end.error());
    }

    #[test]
    fn an_update_that_digs() {
        let actions = action("$.info..d", "update: {d: {d: {}}}").repeat(200);
        let actions = action("$", "update: {info: {d: {}}}") + &actions;
        let end = shop("dug", &small(), &actions).generate(&[]);
        assert!(end.error().contains("deeper than 200 levels"), "{}", end.error());
    }

    #[test]
    fn targets_that_last_forever() {
        let wide = format!("${}", "[*,*,*,*]".repeat(30));
        let side_by_side = format!("$..[{}]", vec!["*"; 500].join(","));
        let same_names = format!("$.components.schemas{}", "['S1','S1','S1','S1']".repeat(30));
        let targets = ["$..*..*..*..*", &wide, &side_by_side, &same_names, "$..[?$..nothing]", "$..[?count($..*) > 1]"];
        for target in targets {
            let end = shop("forever", &of_schemas(300), &action(target, "update: {}")).generate(&[]);
            assert!(end.error().contains("could take too long"), "{target}: {}", end.error());
        }
    }

    #[test]
    fn targets_that_take_long_together() {
        let end = shop("together", &of_schemas(300), &action("$.a[?@.a]", "update: {}").repeat(5000)).generate(&[]);
        assert!(end.error().contains("could take too long"), "{}", end.error());
    }

    #[test]
    fn targets_that_are_far_too_long() {
        let nested = format!("${}.a{}", "[?@".repeat(11), "]".repeat(11));
        let names = format!("$[{}]", vec!["'a'"; 1_000_000].join(","));
        let brackets = format!("$[?{}@.a{}]", "(".repeat(100_000), ")".repeat(100_000));
        for target in [names.as_str(), &brackets, &nested.replace(".a", "[?@[?@.a]]")] {
            let end = shop("long", &small(), &action(target, "update: {}")).generate(&[]);
            assert!(end.error().contains("nested brackets"), "{}", end.error());
        }
        shop("nested", &small(), &action(&nested, "update: {}")).generate(&[]).findings();
        let nested = format!("$[?{}@.a{}]", "(".repeat(11), ")".repeat(11));
        shop("nested", &small(), &action(&nested, "update: {}")).generate(&[]).findings();
    }

    #[test]
    fn everything_is_selected_again_and_again() {
        let actions = action("$.components..*", "remove: true") + &action("$.components", "update: {schemas: {}}");
        let actions = actions + &action("$.components.schemas", &format!("update: {{{}}}", ITEM.trim()));
        let every = action("$..[?@.type && (@.x || !@.y)]", "update: {x-hostile: true}").repeat(5);
        shop("everything", &of_schemas(100), &(every + &actions)).is_written();
    }

    #[test]
    fn twenty_thousand_paths_go_at_once() {
        let paths: String = (0..20_000).map(|number| format!("  /p{number}: {{get: {{responses: {{}}}}}}\n")).collect();
        let actions = action("$.paths[?!@.get.tags]", "remove: true");
        shop("gone", &spec("Fine.", &paths, ITEM), &actions).is_written();
    }
}
