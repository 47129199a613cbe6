//! The loader cannot follow a `$ref`.

use crate::engine::references::{Fault, Refusal};
use crate::rules::{Findings, ServiceContext};
use crate::text::with_article;

pub(super) fn check(context: &ServiceContext<'_>, findings: &mut Findings) {
    for refusal in &context.facts().search.refusals {
        let Some((what, help)) = told(refusal) else { continue };
        findings.add(refusal.mark, format!("`{}` {what}", refusal.reference), help);
    }
}

/// Returns what is wrong, and what to do; nothing for what another rule reports.
fn told(refusal: &Refusal<'_>) -> Option<(String, &'static str)> {
    let told = match refusal.fault {
        Fault::External => return None,
        Fault::Missing => ("does not exist".to_owned(), "correct the reference, or add the component"),
        Fault::Kind(found) => {
            let found = found.map_or_else(|| "something else".to_owned(), with_article);
            let message = format!("leads to {found}, but must lead to {}", with_article(refusal.expected));
            (message, "refer to a component of the right kind")
        }
        Fault::Prefix(prefix) => {
            (format!("does not begin with `{prefix}`"), "refer to a value that stands where the loader looks for it")
        }
        Fault::Escape => ("has a `%` without two hexadecimal digits".to_owned(), "write `%25` for a `%`"),
        Fault::Header => {
            ("leads into a header, which the loader does not open".to_owned(), "move the target to `components`")
        }
        Fault::Through => (
            "leads through another reference, which the loader may not have followed by then".to_owned(),
            "refer to the value directly",
        ),
        Fault::Endless => {
            ("is part of a cycle of references".to_owned(), "replace one reference of the cycle with a value")
        }
    };
    Some(told)
}
