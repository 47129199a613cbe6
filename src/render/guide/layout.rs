//! Splits a resource over several pages if it is too long for one.

use std::collections::{BTreeSet, HashMap};

use crate::config::MAX_PAGE;
use crate::model::{Resource, Service};
use crate::render::templates::RenderError;

use super::key::key_of;
use super::page::{Page, Places};
use super::section::Section;
use super::style::Guide;
use super::{access, examples, fields, nested, parameters, query, values, view};

/// The maximum size of a further page without its section, in bytes.
const FRAME: usize = 4_000;

/// A page of a resource.
pub struct Part {
    /// The file name without its ending.
    pub name: String,
    /// The rendered sections.
    pub sections: Vec<String>,
    /// The heading, if it is a further page.
    pub title: &'static str,
}

/// A section on further pages.
pub struct Moved {
    pub title: &'static str,
    /// The file names of its pages.
    pub names: Vec<String>,
}

/// The layout of a resource.
pub struct Layout<'a> {
    guide: &'a Guide<'a>,
    page: Page<'a>,
}

impl<'a> Layout<'a> {
    pub fn new(guide: &'a Guide<'a>, service: &'a Service, resource: &'a Resource) -> Self {
        Layout { guide, page: Page::new(service, resource, guide.resolver(service)) }
    }

    /// The pages, and the sections that do not fit the first one. `room` is the space for sections on the first page.
    ///
    /// # Errors
    /// A template uses an undefined variable.
    pub fn parts(&mut self, room: usize) -> Result<(Vec<Part>, Vec<Moved>), RenderError> {
        let texts = self.texts(&self.sections())?;
        if texts.iter().map(String::len).sum::<usize>() <= room {
            return Ok((vec![Part { name: "index".to_owned(), sections: texts, title: "" }], Vec::new()));
        }
        self.page.places = Places::Unknown;
        let sections = self.sections();
        let away = self.too_much(&sections, room)?;
        self.page.places = Places::Files(self.files(sections, &away)?);
        self.spread(&away)
    }

    fn sections(&self) -> Vec<Section> {
        let page = &self.page;
        let key = key_of(page.service, page.resource);
        page.long_enums.borrow_mut().clear();
        let sections = [
            view::section(page),
            query::section(page),
            examples::section(self.guide.examples.of(&page.resource.id)),
            fields::section(page),
            nested::section(page),
            parameters::section(page),
            // After the sections that find long enums.
            values::section(page),
            access::section(page),
            self.guide.changed.in_resource(key),
            self.guide.relations.section(key),
        ];
        sections.into_iter().flatten().collect()
    }

    fn texts(&self, sections: &[Section]) -> Result<Vec<String>, RenderError> {
        sections.iter().map(|section| section.text(&self.guide.templates)).collect()
    }

    /// The sections that must move, longest first.
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
