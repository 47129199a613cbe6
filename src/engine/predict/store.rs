//! The tables that rows go through: `SQLite`, as in the engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ToSql};

use super::value::{Value, short_number};

/// How many thousand steps one query may take.
const MAX_STEPS: u32 = 50_000;

/// How many rows a query may give.
const MAX_ROWS: usize = 200_000;

/// The columns that every table has beside its own, with their types.
const CONTROL: [(&str, &str); 8] = [
    ("iql_generation_id", "INTEGER"),
    ("iql_session_id", "INTEGER"),
    ("iql_txn_id", "INTEGER"),
    ("iql_max_txn_id", "INTEGER"),
    ("iql_insert_id", "INTEGER"),
    ("iql_insert_encoded", "TEXT"),
    ("iql_last_modified", "TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP"),
    ("iql_gc_status", "SMALLINT NOT NULL DEFAULT 1"),
];

/// What a column of an answer is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Text.
    Text,
    /// A whole number.
    Int,
    /// True or false.
    Bool,
}

impl Reading {
    /// Returns how values of a type of a schema are read.
    pub fn of(kind: &str) -> Self {
        match kind {
            "integer" | "int" => Reading::Int,
            "boolean" | "bool" => Reading::Bool,
            _ => Reading::Text,
        }
    }
}

/// Returns the type of a column for a type of a schema.
pub fn column_type(kind: &str) -> &'static str {
    match kind {
        "integer" | "int" => "integer",
        "boolean" => "boolean",
        _ => "text",
    }
}

/// Rows of text; nothing stands for `NULL`.
pub type Rows = Vec<Vec<Option<String>>>;

/// The tables of a session.
pub struct Store {
    connection: Connection,
    steps: Arc<AtomicU32>,
}

impl Store {
    /// Opens an empty store.
    pub fn open() -> Result<Store, String> {
        let mut connection = Connection::open_in_memory().map_err(message)?;
        let steps = Arc::new(AtomicU32::new(0));
        let taken = Arc::clone(&steps);
        let is_enough = move || taken.fetch_add(1, Ordering::Relaxed) > MAX_STEPS;
        connection.progress_handler(1000, Some(is_enough)).map_err(message)?;
        Ok(Store { connection, steps })
    }

    fn refuel(&self) {
        self.steps.store(0, Ordering::Relaxed);
    }

    /// Makes a table unless there is one of this name.
    pub fn create(&self, name: &str, columns: &[(String, &'static str)]) -> Result<(), String> {
        self.refuel();
        let own = columns.iter().map(|(name, kind)| format!("\"{name}\" {kind}"));
        let control = CONTROL.iter().map(|(name, kind)| format!("\"{name}\" {kind}"));
        let id = format!("\"iql_{name}_id\" INTEGER PRIMARY KEY AUTOINCREMENT");
        let columns: Vec<String> = std::iter::once(id).chain(control).chain(own).collect();
        let ddl = format!("create table if not exists \"{name}\" ( {} )", columns.join(" , "));
        self.connection.execute_batch(&ddl).map_err(message)
    }

    /// Adds a row.
    pub fn insert(&self, table: &str, id: i64, columns: &[&str], values: &[Option<Value>]) -> Result<(), String> {
        self.refuel();
        let names: String = columns.iter().map(|name| format!(", \"{name}\"")).collect();
        let marks = ", ?".repeat(columns.len());
        let sql = format!("INSERT INTO \"{table}\" (\"iql_insert_id\"{names}) VALUES ({id}{marks})");
        let values: Vec<Box<dyn ToSql>> = values.iter().map(bound).collect();
        let values: Vec<&dyn ToSql> = values.iter().map(AsRef::as_ref).collect();
        let mut statement = self.connection.prepare_cached(&sql).map_err(message)?;
        statement.execute(values.as_slice()).map(drop).map_err(message)
    }

    /// Runs a query: the columns by name, and the rows as they are read. What cannot be read is left as in the row
    /// before, with all that follows it.
    pub fn query(&self, sql: &str, readings: &[Reading]) -> Result<(Vec<String>, Rows), String> {
        self.refuel();
        let mut statement = self.connection.prepare(sql).map_err(message)?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let types: Vec<String> =
            statement.columns().map(|column| column.decl_type().unwrap_or_default().to_lowercase()).collect();
        let mut previous = vec![None; names.len()];
        let mut found = Vec::new();
        let mut rows = statement.query([]).map_err(message)?;
        let is_misfit = !readings.is_empty() && readings.len() != names.len();
        // What goes wrong on the way is the end of the rows, and nothing more is said of it.
        while let Ok(Some(row)) = rows.next() {
            if is_misfit {
                found.push(vec![None; readings.len()]);
                continue;
            }
            for (index, (value, kind)) in previous.iter_mut().zip(&types).enumerate() {
                let raw = row.get_ref(index).map_err(message)?;
                let reading = readings.get(index).copied().unwrap_or(Reading::Text);
                match read(raw, kind, reading) {
                    Ok(text) => *value = text,
                    Err(()) => break,
                }
            }
            found.push(previous.clone());
            if found.len() > MAX_ROWS {
                return Err("too many rows".to_owned());
            }
        }
        Ok((names, found))
    }
}

#[allow(clippy::needless_pass_by_value)] // It is what errors are mapped with.
fn message(error: rusqlite::Error) -> String {
    error.to_string()
}

fn bound(value: &Option<Value>) -> Box<dyn ToSql> {
    match value {
        None | Some(Value::Null) => Box::new(rusqlite::types::Null),
        Some(Value::Bool(value)) => Box::new(i64::from(*value)),
        Some(Value::Int(value)) => Box::new(*value),
        Some(Value::Float(value)) => Box::new(*value),
        Some(Value::Text(text)) => Box::new(text.clone()),
        Some(other) => Box::new(other.to_json()),
    }
}

fn read(raw: ValueRef<'_>, kind: &str, reading: Reading) -> Result<Option<String>, ()> {
    let text = match raw {
        ValueRef::Null => return Ok(None),
        ValueRef::Integer(value) if kind == "boolean" => (value > 0).to_string(),
        ValueRef::Integer(value) => value.to_string(),
        ValueRef::Real(value) => short_number(value),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
    };
    match reading {
        Reading::Text => Ok(Some(text)),
        Reading::Int => text.parse::<i64>().map(|value| Some(value.to_string())).map_err(drop),
        Reading::Bool => match text.as_str() {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Some("true".to_owned())),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Some("false".to_owned())),
            _ => Err(()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_by_their_types() {
        let store = Store::open().expect("a store");
        let columns = [("n".to_owned(), "integer"), ("b".to_owned(), "boolean"), ("t".to_owned(), "text")];
        store.create("x", &columns).expect("a table");
        let row = |n, b| vec![Some(n), Some(Value::Bool(b)), Some(Value::Float(5.0))];
        store.insert("x", 1, &["n", "b", "t"], &row(Value::Float(7.0), true)).expect("a row");
        store.insert("x", 1, &["n", "b", "t"], &row(Value::Text("z".to_owned()), false)).expect("a row");
        let readings = [Reading::Int, Reading::Bool, Reading::Text, Reading::Text];
        let (names, rows) = store.query("select n, b, t, \"nope\" from x", &readings).expect("rows");
        assert_eq!(names.len(), 4);
        let first = ["7", "true", "5.0", "nope"].map(|text| Some(text.to_owned())).to_vec();
        let second = ["7", "true", "5.0", "nope"].map(|text| Some(text.to_owned())).to_vec();
        assert_eq!(rows, [first, second]);
        assert!(store.query("select", &[]).is_err());
    }

    #[test]
    fn endless_queries_end() {
        let store = Store::open().expect("a store");
        let endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c";
        assert_eq!(store.query(endless, &[]).map(|(_, rows)| rows.len()), Ok(0));
    }
}
