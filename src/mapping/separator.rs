//! The character between the cells of a mapping: comma, semicolon or tab.

use csv::{ReaderBuilder, StringRecord};

/// The separators that spreadsheets write. The comma comes first, as it wins if the header does not tell.
const ALL: [char; 3] = [',', ';', '\t'];

/// Returns the separator under which the header has most of some columns, which commas separate.
///
/// Counting separators would be fooled by those within a name.
pub fn of_header(text: &str, columns: &str) -> char {
    let is_known = |name: &str| columns.split(',').any(|column| column.trim_end() == name.trim());
    let known = |separator: char| header(text, separator).iter().filter(|name| is_known(name)).count();
    // The last of several maxima wins.
    ALL.into_iter().rev().max_by_key(|separator| known(*separator)).unwrap_or(',')
}

/// Returns the other separator by which a cell, read with `separator`, has at least `least` parts.
pub fn other(cell: &str, separator: char, least: usize) -> Option<char> {
    ALL.into_iter().find(|other| *other != separator && cell.split(*other).count() >= least.max(2))
}

/// Returns what people call a separator.
pub fn name(separator: char) -> &'static str {
    match separator {
        ';' => "semicolons",
        '\t' => "tabs",
        _ => "commas",
    }
}

/// Returns a separator as the crate for CSV takes it.
pub fn byte(separator: char) -> u8 {
    u8::try_from(separator).unwrap_or(b',')
}

fn header(text: &str, separator: char) -> StringRecord {
    let mut reader = ReaderBuilder::new().flexible(true).delimiter(byte(separator)).from_reader(text.as_bytes());
    // A header that cannot be read is reported by who reads the mapping.
    reader.headers().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_columns_decide_and_not_what_stands_within_names() {
        for (text, expected) in [
            ("", ','),
            ("a;b", ','),
            ("path,verb", ','),
            ("path;verb\na,b,c,d", ';'),
            ("path\tverb", '\t'),
            ("\"one;two;three;four\",path,verb", ','),
            ("\"one,two\n,three,four\" ;path; \"verb\"", ';'),
            ("one, two, three, four;path;verb", ';'),
            ("operationId;path,verb", ','),
        ] {
            assert_eq!(of_header(text, "operationId,path,verb\n"), expected, "{text}");
        }
    }
}
