//! A method for SELECT seems to return a list inside an envelope, but has no object key. This is a guess based on
//! names.

use crate::engine::Columns;
use crate::engine::media_type::is_json;
use crate::rules::{Findings, MethodContext};
use crate::schema::Resolver;
use crate::schema::envelope::is_about_the_answer;
use crate::sql::SqlVerb;
use crate::tree::Node;

/// Maximum nesting of envelopes.
const MAX_DEPTH: usize = 2;

pub(super) fn check(context: &MethodContext<'_>, findings: &mut Findings) {
    let Some(method) = context.method.filter(|_| context.is_listed(SqlVerb::Select)) else { return };
    if method.is_list || context.object_key().is_some() || method.transform.is_some() {
        return;
    }
    // Elsewhere no path that begins with `$` leads to rows.
    let media_type = method.response.as_ref().and_then(|it| it.read_as.as_deref().or(it.media_type.as_deref()));
    let Some(row) = method.row_schema.as_ref().filter(|_| media_type.is_some_and(is_json)) else { return };
    if let Some(path) = list_in(context.service.resolver(), row, MAX_DEPTH) {
        let message = format!("the response of `{}` looks like an envelope around the list `{path}`", context.name);
        findings.add(context.name_mark(), message, format!("if these are the rows, set `objectKey: $.{path}`"));
    }
}

/// Returns the path of the list in an envelope.
fn list_in(resolver: Resolver<'_>, schema: &Node, depth: usize) -> Option<String> {
    let fields = Columns::new(resolver).fields(schema);
    let mut own = fields.iter().filter(|field| !is_about_the_answer(&field.name));
    let (Some(field), None) = (own.next(), own.next()) else { return None };
    match field.datatype.as_str() {
        "array" => is_of_objects(resolver, &field.schema).then(|| field.name.clone()),
        "object" if depth > 1 && fields.len() > 1 => {
            list_in(resolver, &field.schema, depth - 1).map(|path| format!("{}.{path}", field.name))
        }
        _ => None,
    }
}

fn is_of_objects(resolver: Resolver<'_>, list: &Node) -> bool {
    let item = list.get("items").and_then(|items| resolver.resolve(items));
    item.is_some_and(|item| {
        let fields = Columns::new(resolver).fields(item);
        fields.iter().any(|field| field.name != Columns::ANONYMOUS && field.schema.as_mapping().is_some())
    })
}
