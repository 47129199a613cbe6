//! A resource on its way to its pages: one, and further ones where that would be too long.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::config::MAX_PAGE;
use crate::engine::Field;
use crate::model::{Method, Resource, Service};
use crate::render::RenderError;
use crate::schema::Resolver;
use crate::schema::VARIANTS;
use crate::schema::shape::Shape;
use crate::sql::SqlVerb;
use crate::tree::Node;

use super::section::Section;
use super::{Guide, access, changed, examples, fields, nested, parameters, query, related, values, view};

/// What a further page has besides its section, in bytes, at most.
const FRAME: usize = 4_000;

/// The order of methods on a page.
const VERB_ORDER: [SqlVerb; 6] =
    [SqlVerb::Select, SqlVerb::Insert, SqlVerb::Update, SqlVerb::Replace, SqlVerb::Delete, SqlVerb::Exec];

/// A resource, and what the sections of its pages have in common.
pub struct Page<'a> {
    /// The style.
    pub guide: &'a Guide<'a>,
    /// Its service.
    pub service: &'a Service,
    /// The resource.
    pub resource: &'a Resource,
    /// Follows references in its service.
    pub resolver: Resolver<'a>,
    /// Its columns.
    pub columns: Vec<Column<'a>>,
    /// Where each section stands.
    pub places: Places,
    /// Enums with many values, by what has them.
    pub long_enums: RefCell<Vec<(String, Shape<'a>)>>,
}

/// A column of a resource, as all methods of SELECT together have it.
pub struct Column<'a> {
    /// Its name.
    pub name: &'a str,
    /// What the methods say of it.
    pub shape: Shape<'a>,
    /// What variants of the row say of it that does not hold for all.
    pub in_variants: Shape<'a>,
    /// The methods that return it.
    pub methods: Vec<&'a str>,
}

/// Where anchors are.
#[derive(Clone, Default)]
pub enum Places {
    /// All on one page.
    #[default]
    One,
    /// Not yet known, so that links take as much room as they ever do.
    Unknown,
    /// On pages by name.
    Files(HashMap<String, String>),
}

impl Places {
    /// The target of a link to an anchor.
    pub fn link(&self, anchor: &str) -> String {
        match self {
            Places::One => format!("#{anchor}"),
            Places::Unknown => format!("nested-fields-1000.md#{anchor}"),
            Places::Files(files) => {
                format!("{}.md#{anchor}", files.get(anchor).map_or("index", String::as_str))
            }
        }
    }
}

/// A page of a resource: its name in the folder, and what stands on it.
pub struct Part {
    /// The name without its ending.
    pub name: String,
    /// The sections as text.
    pub sections: Vec<String>,
    /// The heading of a further page.
    pub title: &'static str,
}

/// A section that has moved: its heading and its pages.
pub struct Moved {
    /// The heading.
    pub title: &'static str,
    /// The names of its pages.
    pub names: Vec<String>,
}

impl<'a> Page<'a> {
    /// The page of a resource.
    pub fn new(guide: &'a Guide<'a>, service: &'a Service, resource: &'a Resource) -> Self {
        let resolver = guide.resolver(service);
        let columns = columns(resource, resolver);
        let (places, long_enums) = (Places::One, RefCell::default());
        Page { guide, service, resource, resolver, columns, places, long_enums }
    }

    /// The methods, readers first; under a verb in the order in which the engine tries them.
    pub fn methods_by_verb(&self) -> impl Iterator<Item = &'a Method> {
        VERB_ORDER.into_iter().flat_map(|verb| self.resource.methods_of(verb))
    }

    /// The pages, and what has moved away from the first one. `room` is how much the sections of the
    /// first page may take.
    ///
    /// # Errors
    /// A template that asks for what there is not.
    pub fn parts(&mut self, room: usize) -> Result<(Vec<Part>, Vec<Moved>), RenderError> {
        let texts = self.texts(&self.sections())?;
        if texts.iter().map(String::len).sum::<usize>() <= room {
            return Ok((vec![Part { name: "index".to_owned(), sections: texts, title: "" }], Vec::new()));
        }
        self.places = Places::Unknown;
        let sections = self.sections();
        let away = self.too_much(&sections, room)?;
        self.places = Places::Files(self.files(sections, &away)?);
        self.spread(&away)
    }

    fn sections(&self) -> Vec<Section> {
        self.long_enums.borrow_mut().clear();
        let sections = [
            view::section(self),
            query::section(self),
            examples::section(self),
            fields::section(self),
            nested::section(self),
            parameters::section(self),
            // Behind those that find long enums.
            values::section(self),
            access::section(self),
            changed::section(self),
            related::section(self),
        ];
        sections.into_iter().flatten().collect()
    }

    fn texts(&self, sections: &[Section]) -> Result<Vec<String>, RenderError> {
        sections.iter().map(|section| section.text(&self.guide.templates)).collect()
    }

    /// The sections that have to move, the longest first.
    fn too_much(&self, sections: &[Section], room: usize) -> Result<BTreeSet<&'static str>, RenderError> {
        let lengths: Vec<usize> = self.texts(sections)?.iter().map(String::len).collect();
        let mut total: usize = lengths.iter().sum();
        let mut by_length: Vec<(usize, &Section)> = lengths.into_iter().zip(sections).collect();
        by_length.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
        let mut away = BTreeSet::new();
        for (length, section) in by_length {
            if total <= room {
                break;
            }
            away.insert(section.slug);
            total = total.saturating_sub(length);
        }
        Ok(away)
    }

    /// The page of each anchor that moves.
    fn files(
        &self,
        sections: Vec<Section>,
        away: &BTreeSet<&'static str>,
    ) -> Result<HashMap<String, String>, RenderError> {
        let mut files = HashMap::new();
        for section in sections.into_iter().filter(|section| away.contains(section.slug)) {
            for (name, part) in self.named_parts(section)? {
                part.anchors().for_each(|anchor| {
                    files.entry(anchor.to_owned()).or_insert_with(|| name.clone());
                });
            }
        }
        Ok(files)
    }

    fn named_parts(&self, section: Section) -> Result<Vec<(String, Section)>, RenderError> {
        let slug = section.slug;
        let name = |index: usize| if index == 0 { slug.to_owned() } else { format!("{slug}-{}", index + 1) };
        let parts = section.parts(MAX_PAGE - FRAME, &self.guide.templates)?;
        Ok(parts.into_iter().enumerate().map(|(index, part)| (name(index), part)).collect())
    }

    fn spread(&self, away: &BTreeSet<&'static str>) -> Result<(Vec<Part>, Vec<Moved>), RenderError> {
        let mut first = Part { name: "index".to_owned(), sections: Vec::new(), title: "" };
        let (mut others, mut moved) = (Vec::new(), Vec::new());
        for section in self.sections() {
            if !away.contains(section.slug) {
                first.sections.push(section.text(&self.guide.templates)?);
                continue;
            }
            let title = section.title;
            let mut names = Vec::new();
            for (name, part) in self.named_parts(section)? {
                names.push(name.clone());
                others.push(Part { name, sections: vec![part.text(&self.guide.templates)?], title });
            }
            moved.push(Moved { title, names });
        }
        others.insert(0, first);
        Ok((others, moved))
    }
}

/// The columns of all methods of SELECT: those of the method that stands for the resource first.
fn columns<'a>(resource: &'a Resource, resolver: Resolver<'a>) -> Vec<Column<'a>> {
    let described = resource.described();
    let others = resource.methods_of(SqlVerb::Select).into_iter();
    let others = others.filter(|method| described.is_none_or(|described| !std::ptr::eq(*method, described)));
    let mut found: indexmap::IndexMap<&str, (Vec<&Field>, Vec<&str>)> = indexmap::IndexMap::new();
    for method in described.into_iter().chain(others) {
        for field in method.fields.iter().flatten() {
            let (fields, methods) = found.entry(&field.name).or_default();
            if !fields.iter().any(|known| known.schema == field.schema) {
                fields.push(field);
            }
            methods.push(&method.name);
        }
    }
    // Lowering unites a column that differs between the variants of a row, and drops the values of an enum that not
    // all of them have. These stand in the schemas of the variants.
    let variants = variants(resource, resolver);
    let column = |(name, (fields, methods)): (&'a str, (Vec<&'a Field>, Vec<&'a str>))| {
        let shape = Shape::of_all(resolver, fields.into_iter().map(|field| &field.schema));
        let schemas: Vec<&Node> = variants.iter().flat_map(|variant| variant.property(name)).collect();
        Column { name, shape, in_variants: Shape::of_all(resolver, schemas), methods }
    };
    found.into_iter().map(column).collect()
}

/// The variants of rows that lowering has united, as the document has them.
fn variants<'a>(resource: &'a Resource, resolver: Resolver<'a>) -> Vec<Shape<'a>> {
    let rows = resource.methods_of(SqlVerb::Select).into_iter().filter_map(|method| method.row_schema.as_ref());
    let named = rows.flat_map(|row| row.items(VARIANTS)).filter_map(|variant| variant.text("name"));
    let names: indexmap::IndexSet<&str> = named.collect();
    names.into_iter().filter_map(|name| Some(Shape::of(resolver, resolver.schema(name)?))).collect()
}
