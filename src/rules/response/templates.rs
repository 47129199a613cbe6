//! Templates of methods, and what the API answers before they run.

use crate::engine::Content;
use crate::engine::response::content;
use crate::engine::transform::Use;
use crate::place::Mark;
use crate::rules::MethodContext;
use crate::schema::Spot;

/// A template, as written in the document.
pub struct Template<'a> {
    /// Its type.
    pub kind: &'a str,
    /// The template itself.
    pub body: &'a str,
    /// Where it begins.
    pub mark: Mark,
}

/// Returns the templates of a method.
pub fn templates<'a>(context: &MethodContext<'a>) -> impl Iterator<Item = Template<'a>> {
    [Use::Request, Use::Response].into_iter().filter_map(|of| template(context, of))
}

/// Returns the template of the request or the response of a method.
pub fn template<'a>(context: &MethodContext<'a>, of: Use) -> Option<Template<'a>> {
    let transform = match of {
        Use::Request => context.request("transform"),
        Use::Response => context.response("transform"),
    }?;
    let body = transform.get("body")?;
    Some(Template { kind: transform.text("type")?, body: body.as_str()?, mark: body.mark })
}

/// Returns what the operation of a method answers, whatever stands for it.
pub fn answered<'a>(context: &MethodContext<'a>) -> Option<Content<'a>> {
    let response = context.method?.response.as_ref()?;
    let spot = Spot::operation(context.operation.as_ref().ok()?.node).entry("responses", &response.key)?;
    content(&spot.resolve(context.service.resolver())?, response.media_type.as_deref())
}
