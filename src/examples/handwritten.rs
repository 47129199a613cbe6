//! Reads handwritten examples, `examples/<service>.<resource>.md` beside `provgen.yaml`: headings, each with a block of
//! SQL.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::error::Error;
use crate::finding::{EXAMPLE_INVALID, EXAMPLE_TARGET_UNKNOWN, Finding, Site};
use crate::model::{Provider, Resource};
use crate::place::Mark;
use crate::place::Place;
use crate::source::InputFile;

use super::check::meaning;
use super::example::Example;

const FORM: &str = "write a heading, and below it an SQL block between ```sql and ```";

/// The handwritten examples of a resource.
#[derive(Debug)]
pub struct File {
    /// The path.
    pub path: PathBuf,
    text: String,
}

/// Understands the files of examples as text; what it says is looked at later, for that takes the model.
///
/// # Errors
/// A file that is not UTF-8.
pub fn parse(files: Vec<InputFile>) -> Result<Vec<File>, Error> {
    files.into_iter().map(file).collect()
}

fn file(InputFile { path, bytes }: InputFile) -> Result<File, Error> {
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::input("the file is not UTF-8", Place::file(&path), "save it as UTF-8"))?;
    Ok(File { path, text })
}

/// The examples that are true, by the id of their resource, and what is wrong with the others.
pub fn checked(provider: &Provider, files: &[File]) -> (BTreeMap<String, Vec<Example>>, Vec<Finding>) {
    let (mut examples, mut findings) = (BTreeMap::new(), Vec::new());
    for (index, file) in files.iter().enumerate() {
        let place = |mark| Site::Example(index, mark);
        match file.resource(provider) {
            Some(resource) => {
                let (of_file, faults) = file.examples(provider, resource);
                examples.insert(resource.id.clone(), of_file);
                findings.extend(faults.into_iter().map(|fault| fault.finding(place)));
            }
            None => findings.push(unknown_target(provider, file, place(Mark::default()))),
        }
    }
    (examples, findings)
}

fn unknown_target(provider: &Provider, file: &File, site: Site) -> Finding {
    let known: Vec<String> = provider
        .services
        .iter()
        .flat_map(|service| service.resources.iter().map(|resource| format!("{}.{}", service.name, resource.name)))
        .collect();
    let name = file.name();
    let help = match crate::text::closest(name, &known) {
        Some(known) => format!("did you mean `{known}.md`?"),
        None => "name the file `<service>.<resource>.md`".to_owned(),
    };
    Finding::new(&EXAMPLE_TARGET_UNKNOWN, site, format!("unknown resource `{name}`"), help)
}

struct Fault {
    message: String,
    help: String,
    mark: Mark,
}

impl Fault {
    fn form(message: &str, mark: Mark) -> Self {
        Fault { message: message.to_owned(), help: FORM.to_owned(), mark }
    }

    fn finding(self, place: impl Fn(Mark) -> Site) -> Finding {
        Finding::new(&EXAMPLE_INVALID, place(self.mark), self.message, self.help)
    }
}

struct Block {
    title: String,
    sql: String,
    mark: Mark,
}

impl File {
    fn name(&self) -> &str {
        self.path.file_stem().and_then(|name| name.to_str()).unwrap_or_default()
    }

    fn resource<'p>(&self, provider: &'p Provider) -> Option<&'p Resource> {
        let (service, resource) = self.name().split_once('.')?;
        let service = provider.services.iter().find(|it| it.name == service)?;
        service.resources.iter().find(|it| it.name == resource)
    }

    fn examples(&self, provider: &Provider, resource: &Resource) -> (Vec<Example>, Vec<Fault>) {
        let (blocks, mut faults) = self.blocks();
        let mut examples = Vec::new();
        for block in blocks {
            match example(provider, resource, block) {
                Ok(example) => examples.push(example),
                Err(mut found) => faults.append(&mut found),
            }
        }
        (examples, faults)
    }

    fn blocks(&self) -> (Vec<Block>, Vec<Fault>) {
        let lines = Lines::of(&self.text);
        let mut reader = Reader { blocks: Vec::new(), faults: Vec::new(), heading: None, inside: Inside::Nothing };
        for (event, range) in Parser::new(&self.text).into_offset_iter() {
            reader.event(event, lines.mark(range.start));
        }
        reader.unused_heading();
        (reader.blocks, reader.faults)
    }
}

/// Finds blocks of SQL and their headings.
struct Reader {
    blocks: Vec<Block>,
    faults: Vec<Fault>,
    /// A heading without a statement so far.
    heading: Option<(String, Mark)>,
    inside: Inside,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, mark: Mark) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.unused_heading();
                self.heading = Some((String::new(), mark));
                self.inside = Inside::Heading;
            }
            Event::Start(Tag::CodeBlock(kind)) if is_sql(&kind) => self.inside = Inside::Sql(String::new(), None),
            Event::Start(Tag::CodeBlock(_)) => self.refuse("this is not an SQL block", mark),
            Event::Text(text) | Event::Code(text) | Event::Html(text) => self.text(&text, mark),
            Event::End(TagEnd::CodeBlock) => self.end_of_block(mark),
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::HtmlBlock) => self.inside = Inside::Nothing,
            _ => {}
        }
    }

    fn text(&mut self, text: &str, mark: Mark) {
        match &mut self.inside {
            Inside::Heading => self.heading.iter_mut().for_each(|(title, _)| title.push_str(text)),
            Inside::Sql(sql, first) => {
                first.get_or_insert(mark);
                sql.push_str(text);
            }
            Inside::Nothing => self.refuse("text other than headings and SQL is not shown on pages", mark),
            Inside::Else => {}
        }
    }

    fn end_of_block(&mut self, mark: Mark) {
        let Inside::Sql(sql, first) = std::mem::replace(&mut self.inside, Inside::Nothing) else { return };
        match self.heading.take() {
            Some((title, _)) => self.blocks.push(Block { title, sql, mark: first.unwrap_or(mark) }),
            None => self.faults.push(Fault::form("the example has no heading", mark)),
        }
    }

    fn refuse(&mut self, what: &str, mark: Mark) {
        self.faults.push(Fault::form(what, mark));
        self.inside = Inside::Else;
    }

    fn unused_heading(&mut self) {
        self.faults.extend(self.heading.take().map(|(_, mark)| Fault::form("the heading has no example", mark)));
    }
}

enum Inside {
    Nothing,
    Heading,
    Sql(String, Option<Mark>),
    Else,
}

fn is_sql(kind: &CodeBlockKind<'_>) -> bool {
    matches!(kind, CodeBlockKind::Fenced(language) if language.eq_ignore_ascii_case("sql"))
}

fn example(provider: &Provider, resource: &Resource, block: Block) -> Result<Example, Vec<Fault>> {
    let (meaning, problems) = meaning(provider, &block.sql);
    let faults: Vec<Fault> = problems
        .into_iter()
        .map(|it| Fault { message: it.message, help: it.help, mark: in_file(block.mark, it.mark) })
        .collect();
    let Some(meaning) = meaning.filter(|_| faults.is_empty()) else { return Err(faults) };
    let Some(call) = meaning.calls.iter().find(|call| call.resource.id == resource.id) else {
        let message = format!("the example does not use `{}`", resource.id);
        let help = "move it to the file of a resource that it uses".to_owned();
        return Err(vec![Fault { message, help, mark: block.mark }]);
    };
    Ok(Example {
        title: block.title.trim().to_owned(),
        sql: block.sql.trim_end().to_owned(),
        method: call.method.map(|method| method.name.clone()).unwrap_or_default(),
        verb: meaning.verb,
        is_written: true,
    })
}

/// Converts a place in a statement into a place in the file.
fn in_file(block: Mark, inner: Mark) -> Mark {
    match inner.line() {
        0 => block,
        1 => Mark::new(block.line(), block.column() + inner.column() - 1),
        line => Mark::new(block.line() + line - 1, inner.column()),
    }
}

struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Lines { text, starts: starts.collect() }
    }

    fn mark(&self, offset: usize) -> Mark {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or_default();
        let column = self.text.get(start..offset).unwrap_or_default().chars().count() + 1;
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Mark::new(number(line), number(column))
    }
}
