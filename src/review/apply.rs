//! Puts decisions into a mapping, which somebody else may have changed since.

use std::collections::HashMap;
use std::path::Path;

use crate::error::Error;
use crate::mapping::{self, Row, sheet};

/// A decision: a row as it was seen, and as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The row that the person saw.
    pub before: Row,
    /// The row that the person wants.
    pub after: Row,
}

/// A mapping with decisions in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Applied {
    /// The file as it is to be.
    pub bytes: Vec<u8>,
    /// The decisions that are not in it, because their row is no longer as it was seen.
    pub refused: usize,
}

/// Puts decisions into a mapping. A row is known by its cells and not by its line, so that rows that others add or remove
/// do no harm.
///
/// # Errors
/// A mapping that cannot be read.
pub fn apply(bytes: &[u8], file: &Path, changes: &[Change]) -> Result<Applied, Error> {
    let rows = mapping::read(bytes, file)?;
    let mut places: HashMap<[&str; 9], Vec<&Row>> = HashMap::new();
    for row in rows.iter().rev() {
        places.entry(cells(row)).or_default().push(row);
    }
    let mut wanted = HashMap::new();
    let mut refused = 0;
    for change in changes {
        match places.get_mut(&cells(&change.before)).and_then(Vec::pop) {
            Some(row) => drop(wanted.insert(row.mark, change.after.clone())),
            None => refused += 1,
        }
    }
    Ok(Applied { bytes: sheet::rewrite(bytes, file, &wanted)?, refused })
}

fn cells(row: &Row) -> [&str; 9] {
    let Row { filename, path, operation_id, verb, resource, method, sql_verb, object_key, guess, .. } = row;
    [filename, path, operation_id, verb, resource, method, sql_verb, object_key, guess].map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::accepted;
    use super::*;

    const TEXT: &str = "path,verb,stackql_resource_name,stackql_method_name,stackql_verb,provgen,note\n\
        /a,get,as,list,SELECT,guess:low resource,\"mine\"\n/b,get,bs,list,select,guess:low verb,\n";

    fn changed(text: &str, change: impl Fn(&Row) -> Row) -> (String, usize) {
        let file = Path::new("mapping.csv");
        let rows = mapping::read(TEXT.as_bytes(), file).unwrap_or_default();
        let changes: Vec<Change> =
            rows.iter().take(1).map(|row| Change { before: row.clone(), after: change(row) }).collect();
        let applied = apply(text.as_bytes(), file, &changes);
        applied.map_or_else(
            |error| (error.to_string(), 0),
            |it| (String::from_utf8_lossy(&it.bytes).into_owned(), it.refused),
        )
    }

    #[test]
    fn a_decision_changes_its_row_only() {
        let (text, refused) = changed(TEXT, accepted);
        assert_eq!(text, TEXT.replace("SELECT,guess:low resource,\"mine\"", "SELECT,,mine"));
        assert_eq!(refused, 0);
        let (text, _) = changed(TEXT, |row| Row { object_key: "$.a, b".to_owned(), ..row.clone() });
        assert!(text.starts_with(
            "path,verb,stackql_resource_name,stackql_method_name,stackql_verb,provgen,note,stackql_object_key\n"
        ));
        assert!(text.contains(",mine,\"$.a, b\"\n") && text.ends_with(",guess:low verb,,\n"), "{text}");
    }

    #[test]
    fn what_others_saved_meanwhile_stays() {
        let longer = TEXT.replace("\n/a", "\n/0,get,zeros,list,select,,\n/a");
        assert_eq!(changed(&longer, accepted).0, longer.replace("guess:low resource,\"mine\"", ",mine"));
        let other = TEXT.replace(",as,", ",mine,");
        assert_eq!(changed(&other, accepted), (other, 1));
    }
}
