//! What the engine and its model say differently of a statement.

use super::Observed;
use super::judge::shortened;

/// What differs, and what the engine and the model say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `outcome`, `requests`, `columns` or `rows`.
    pub what: &'static str,
    /// What the engine says.
    pub engine: String,
    /// What the model says.
    pub model: String,
}

impl Difference {
    fn first<T: PartialEq>(what: &'static str, engine: &[T], model: &[T], told: impl Fn(&T) -> String) -> Option<Self> {
        let at = (0..engine.len().max(model.len())).find(|at| engine.get(*at) != model.get(*at))?;
        let told = |side: Option<&T>| side.map_or_else(|| "nothing".to_owned(), |it| shortened(&told(it)));
        Some(Difference { what, engine: told(engine.get(at)), model: told(model.get(at)) })
    }

    /// Returns both sides in a sentence.
    pub fn message(&self) -> String {
        let Difference { what, engine, model } = self;
        format!("the engine and the model differ in {what}: `{engine}`, and `{model}`")
    }
}

/// Returns what differs between an engine and its model. Without `is_in_order`, columns come in any order, as those of
/// EXEC do.
pub fn differing(engine: &Observed, model: &Observed, is_in_order: bool) -> Option<Difference> {
    if engine.is_late || engine.kind != model.kind {
        let told = |it: &Observed| shortened(&format!("{:?} {}", it.kind, it.message));
        return Some(Difference { what: "outcome", engine: told(engine), model: told(model) });
    }
    let of_requests = Difference::first("requests", &sent(engine), &sent(model), |(verb, target, body)| {
        format!("{verb} {target} {}", String::from_utf8_lossy(body))
    });
    // An engine prints no header of a table without rows.
    if of_requests.is_some() || engine.rows.is_empty() && model.rows.is_empty() {
        return of_requests;
    }
    let (engine, model) = (Table::of(engine, is_in_order), Table::of(model, is_in_order));
    let of_columns = Difference::first("columns", &engine.columns, &model.columns, |it| (*it).to_owned());
    of_columns.or_else(|| Difference::first("rows", &engine.rows, &model.rows, |row| format!("{row:?}")))
}

/// The requests, in whichever order they went out.
fn sent(observed: &Observed) -> Vec<(&str, &str, &[u8])> {
    let asked = observed.exchanges.iter().map(|it| &it.asked);
    let mut sent: Vec<_> =
        asked.map(|it| (it.verb.as_str(), it.target.trim_end_matches('?'), it.body.as_slice())).collect();
    sent.sort_unstable();
    sent
}

/// A printed table with its rows sorted: the text `null` cannot be told from `NULL`.
struct Table<'o> {
    columns: Vec<&'o str>,
    rows: Vec<Vec<Option<&'o str>>>,
}

impl<'o> Table<'o> {
    fn of(observed: &'o Observed, is_in_order: bool) -> Self {
        let mut order: Vec<usize> = (0..observed.columns.len()).collect();
        if !is_in_order {
            order.sort_by_key(|at| observed.columns.get(*at));
        }
        let cell = |row: &'o Vec<Option<String>>, at: &usize| row.get(*at)?.as_deref().filter(|it| *it != "null");
        let row = |row| order.iter().map(|at| cell(row, at)).collect();
        let mut rows: Vec<Vec<Option<&str>>> = observed.rows.iter().map(row).collect();
        rows.sort_unstable();
        Table { columns: order.iter().filter_map(|at| Some(observed.columns.get(*at)?.as_str())).collect(), rows }
    }
}
