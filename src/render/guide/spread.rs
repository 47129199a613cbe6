//! Splits an overview page with a long table over several pages.

use minijinja::{Value as View, context};

use crate::config::MAX_PAGE;
use crate::render::product::Product;
use crate::render::templates::RenderError;
use crate::text::escape::code;

use super::section::Section;
use super::style::Guide;

/// Reserve for parts of a page that depend on the split, in bytes.
const SLACK: usize = 2_000;

/// An overview page to split.
pub struct Overview<'a> {
    /// The SQL name of what the page is about.
    pub subject: &'a str,
    /// What that is, in a word: `service`.
    pub noun: &'static str,
    /// The path of the page.
    pub path: String,
    /// The folder of further pages relative to the page, empty or with a final `/`.
    pub folder: String,
    /// The page relative to further pages.
    pub back: &'static str,
    pub template: &'static str,
    /// Data for the template besides the table.
    pub frame: View,
    /// Data about the origin of the page.
    pub origin: View,
    pub table: Section,
}

impl Guide<'_> {
    /// Renders the page and its further pages.
    ///
    /// # Errors
    /// A template uses an undefined variable.
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

/// Numbered links to all pages.
fn links(first: &str, folder: &str, names: &[String], own: usize) -> Vec<View> {
    let targets = std::iter::once(first.to_owned()).chain(names.iter().map(|name| format!("{folder}{name}.md")));
    let link = |(index, target)| context! { target, number => index + 1, is_own => index == own };
    targets.enumerate().map(link).collect()
}
