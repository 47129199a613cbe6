//! A service refers to a file that does not exist.

use crate::rules::{Findings, ProviderContext};

pub(super) fn check(context: &ProviderContext<'_>, findings: &mut Findings) {
    for entry in &context.opened.entries {
        let Some(reference) = entry.reference().filter(|_| entry.file.is_none()) else { continue };
        let folder = &context.opened.folder;
        let Some(wanted) = reference.strip_prefix(&folder.prefix()) else { continue };
        let near = folder.files.iter().find(|file| file.eq_ignore_ascii_case(wanted));
        let help = match near {
            Some(near) => format!("the file is called `{near}`: file names are case-sensitive"),
            None => "add the file, or remove the service".to_owned(),
        };
        let mark = entry.node.get("service").and_then(|node| node.get("$ref")).unwrap_or(&entry.node).mark;
        findings.add(mark, format!("the file `{wanted}` of the service `{}` does not exist", entry.key), help);
    }
}
