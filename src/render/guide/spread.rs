//! A page with a table that goes on on further pages where it is too long: of a provider, of a service.

use minijinja::{Value as View, context};

use crate::config::MAX_PAGE;
use crate::render::product::Product;
use crate::render::templates::RenderError;
use crate::text::escape::code;

use super::section::Section;
use super::style::Guide;

/// What a page has besides its table that is not known before the table is split, in bytes, at most.
const SLACK: usize = 2_000;

/// A page before its table is split.
pub struct Overview<'a> {
    /// What the page is about: its name in SQL.
    pub subject: &'a str,
    /// The same in a word: `service`.
    pub noun: &'static str,
    /// The page.
    pub path: String,
    /// The folder of further pages as the page names it, empty or with a `/` at its end.
    pub folder: String,
    /// The page as further pages name it.
    pub back: &'static str,
    /// The template of the page.
    pub template: &'static str,
    /// What the template needs besides the table.
    pub frame: View,
    /// Where the page comes from.
    pub origin: View,
    /// The table.
    pub table: Section,
}

impl Guide<'_> {
    /// The page and those on which its table goes on.
    ///
    /// # Errors
    /// A template that asks for what there is not.
    pub fn spread(&self, overview: Overview<'_>) -> Result<Vec<Product>, RenderError> {
        let frame = self.first_of(&overview, "", &[])?.len();
        let room = MAX_PAGE.saturating_sub(frame + SLACK);
        let parts = overview.table.clone().parts(room, &self.templates)?;
        let names: Vec<String> = (1..parts.len()).map(|it| format!("{}-{}", overview.table.slug, it + 1)).collect();
        let mut products = Vec::new();
        for (index, part) in parts.into_iter().enumerate() {
            let Some(name) = index.checked_sub(1).and_then(|it| names.get(it)) else {
                let text = self.first_of(&overview, &part.text(&self.templates)?, &names)?;
                products.push(Product::of_text(overview.path.clone(), text));
                continue;
            };
            let text = part.with_base("").text(&self.templates)?;
            let page = self.further_of(&overview, &text, index, &names)?;
            let folder = overview.path.trim_end_matches("index.md");
            products.push(Product::of_text(format!("{folder}{}{name}.md", overview.folder), page));
        }
        Ok(products)
    }

    fn first_of(&self, overview: &Overview<'_>, table: &str, names: &[String]) -> Result<String, RenderError> {
        let others = links("index.md", &overview.folder, names, 0);
        let template = self.templates.get_template(overview.template)?;
        Ok(template.render(context! { table, others, ..overview.frame.clone() })?)
    }

    fn further_of(
        &self,
        overview: &Overview<'_>,
        table: &str,
        index: usize,
        names: &[String],
    ) -> Result<String, RenderError> {
        let title = overview.table.title;
        let of = format!("page {} of {}", index + 1, names.len() + 1);
        let page = context! {
            front => self.front(
                &format!("{}: {}, {of}", overview.subject, title.to_lowercase()),
                &format!("{title} of {}, {of}", overview.subject),
                &[overview.subject],
            ),
            name => code(overview.subject),
            title,
            noun => overview.noun,
            back => overview.back,
            sections => vec![View::from(table)],
            others => links(overview.back, "", names, index),
            origin => overview.origin.clone(),
        };
        let template = self.templates.get_template("further.md.j2")?;
        Ok(template.render(page)?)
    }
}

/// Links to all pages by number.
fn links(first: &str, folder: &str, names: &[String], own: usize) -> Vec<View> {
    let targets = std::iter::once(first.to_owned()).chain(names.iter().map(|name| format!("{folder}{name}.md")));
    let link = |(index, target)| context! { target, number => index + 1, is_own => index == own };
    targets.enumerate().map(link).collect()
}
