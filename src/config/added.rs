//! Adds entries to the `settings` of a configuration, without changing any other byte.

use std::path::Path;

use crate::tree::{Node, yaml};

/// The key of the list.
const KEY: &str = "settings";

/// Returns a configuration with entries before its own, which win; `None` if it is written in a way that does not allow
/// that. Each line is indented as below a key, with two blanks, or a comment.
pub fn with_settings(bytes: &[u8], file: &Path, lines: &[String]) -> Option<Vec<u8>> {
    let text = yaml::decode(bytes, file).ok()?;
    let old = yaml::read(bytes, file).ok()?;
    let added = yaml::read(format!("{KEY}:\n{}", joined(lines, "  ", "\n")).as_bytes(), file).ok()?;
    let edited = edited(text, &old, lines)?;
    let new = yaml::read(edited.as_bytes(), file).ok()?;
    let is_as_wanted =
        new.without(KEY) == old.without(KEY) && new.items(KEY).iter().eq(added.items(KEY).iter().chain(old.items(KEY)));
    let mark_of_order = bytes.get(..bytes.len() - text.len()).unwrap_or_default();
    is_as_wanted.then(|| [mark_of_order, edited.as_bytes()].concat())
}

fn edited(text: &str, old: &Node, lines: &[String]) -> Option<String> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if old.get(KEY).is_none() {
        let gap = if text.ends_with('\n') { end.to_owned() } else { format!("{end}{end}") };
        return Some(format!("{text}{gap}{KEY}:{end}{}", joined(lines, "  ", end)));
    }
    let line = text.split_inclusive('\n').position(|line| {
        let value = line.strip_prefix(KEY).and_then(|rest| rest.strip_prefix(':')).map(str::trim);
        value.is_some_and(|value| value.is_empty() || value.starts_with('#'))
    })?;
    let (above, below): (Vec<_>, Vec<_>) =
        text.split_inclusive('\n').enumerate().partition(|(number, _)| *number <= line);
    let first = below.iter().map(|(_, line)| *line).find(|line| line.trim_start().starts_with("- "))?;
    let indent = first.split('-').next().unwrap_or_default();
    let whole = |lines: Vec<(usize, &str)>| lines.into_iter().map(|(_, line)| line).collect::<String>();
    Some(format!("{}{}{}", whole(above), joined(lines, indent, end), whole(below)))
}

/// Lines with another indentation than two blanks.
fn joined(lines: &[String], indent: &str, end: &str) -> String {
    let line = |line: &String| match line.strip_prefix("  ") {
        Some(rest) => format!("{indent}{rest}{end}"),
        None => format!("{line}{end}"),
    };
    lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> Option<String> {
        let lines = ["  # Why.", "  - for: {verb: select}", "    retry: {a: 1}", "#:   - for: {}"].map(str::to_owned);
        let bytes = with_settings(text.as_bytes(), Path::new("provgen.yaml"), &lines)?;
        String::from_utf8(bytes).ok()
    }

    #[test]
    fn entries_come_before_others_or_at_the_end() {
        let own = "  # Why.\n  - for: {verb: select}\n    retry: {a: 1}\n#:   - for: {}\n";
        assert_eq!(added("a: 1 # x\n"), Some(format!("a: 1 # x\n\nsettings:\n{own}")));
        assert_eq!(added("a: 1"), Some(format!("a: 1\n\nsettings:\n{own}")));
        let end = "  # first\n  - for: {}\nb: 2\n";
        assert_eq!(added(&format!("settings: # x\n{end}")), Some(format!("settings: # x\n{own}{end}")));
        let flat = "  # Why.\n  - for: {verb: select}\n    retry: {a: 1}\n#:   - for: {}\n".replace("\n  ", "\n");
        let flat = flat.strip_prefix("  ").unwrap_or_default();
        assert_eq!(added("settings:\n- for: {}\n"), Some(format!("settings:\n{flat}- for: {{}}\n")));
        let windows = own.replace('\n', "\r\n");
        assert_eq!(added("\u{feff}a: 1\r\n"), Some(format!("\u{feff}a: 1\r\n\r\nsettings:\r\n{windows}")));
    }

    #[test]
    fn what_is_written_in_an_unusual_way_is_left_to_the_user() {
        for text in
            ["{a: 1}", "settings: [{for: {}}]\n", "'settings':\n  - a\n", "a: |+\n  x\n", "settings: {}\n", "a: ["]
        {
            assert_eq!(added(text), None, "{text}");
        }
    }
}
