//! Says which statements can share a process.

use std::collections::HashMap;

/// How many statements share a process. More of them make it no faster, and its memory grows.
const MOST: usize = 64;

/// How long a statement may be for the line editor of a shell, and for a pipe that is not read.
const LONGEST: usize = 8 << 10;

/// What the shell takes as a command of its own.
const COMMANDS: [&str; 5] = ["help", "clear", "exit", "quit", r"\q"];

/// The verbs of statements about documents.
const METADATA: [&str; 3] = ["DESCRIBE", "DESC", "SHOW"];

/// Returns the statements, by their index, that share a process, in the order of the first of each.
///
/// The engine prepares a service with the first resource that is asked for: errors in its methods are told then, and
/// never again. So statements about different resources never share a process, and what asks for documents is alone.
pub fn groups(statements: &[&str]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut open: HashMap<&str, usize> = HashMap::new();
    for (index, statement) in statements.iter().enumerate() {
        let subject = subject(statement).filter(|_| is_fit(statement));
        let place = subject.and_then(|subject| open.get(subject).copied());
        match place.and_then(|place| groups.get_mut(place)).filter(|group| group.len() < MOST) {
            Some(group) => group.push(index),
            None => {
                open.extend(subject.map(|subject| (subject, groups.len())));
                groups.push(vec![index]);
            }
        }
    }
    groups
}

/// Whether the shell passes a statement on as it is. It cuts lines at `--` and `;`, and its line editor acts on control
/// characters.
fn is_fit(statement: &str) -> bool {
    let verb = statement.split_whitespace().next().unwrap_or_default();
    let is_metadata = METADATA.iter().any(|word| verb.eq_ignore_ascii_case(word));
    let is_cut = statement.contains("--") || statement.contains(';') || statement.contains(char::is_control);
    !is_metadata && !is_cut && statement.len() <= LONGEST && !COMMANDS.contains(&statement.trim())
}

/// Returns the first name of a statement with at least three parts: provider, service, resource. That of a method is
/// cut to its resource.
fn subject(statement: &str) -> Option<&str> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '"' | '/' | '$');
    let unquoted = statement.split('\'').step_by(2);
    let mut words = unquoted.flat_map(|text| text.split(|letter| !is_part(letter)));
    let name = words.find(|word| word.matches('.').count() >= 2)?;
    let end = name.match_indices('.').nth(2).map_or(name.len(), |(end, _)| end);
    name.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_share_a_process_by_resource() {
        let statements = [
            "SELECT a FROM p.s.r WHERE x = '1'",
            "SELECT a FROM p.s.other",
            "EXEC p.s.r.start @x = '1'",
            "DESCRIBE p.s.r",
            "SHOW SERVICES IN p",
            "SELECT '1.2.3', 'O''B'",
            "INSERT INTO p.s.r(a) SELECT 'x -- y'",
            "SELECT a FROM p.s.r WHERE x = '\n'",
            "SELECT b FROM p.s.other;",
            "SELECT '1.2.3' FROM p.s.other",
        ];
        assert_eq!(groups(&statements), [vec![0, 2], vec![1, 9], vec![3], vec![4], vec![5], vec![6], vec![7], vec![8]]);
    }

    #[test]
    fn a_process_gets_so_many_statements_and_no_long_ones() {
        let long = format!("SELECT '{}' FROM p.s.r", "x".repeat(LONGEST));
        let mut statements = vec!["SELECT a FROM p.s.r"; MOST + 1];
        statements.push(&long);
        let sizes: Vec<usize> = groups(&statements).iter().map(Vec::len).collect();
        assert_eq!(sizes, [MOST, 1, 1]);
    }
}
