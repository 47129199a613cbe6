//! Compares what `SHOW METHODS` and `DESCRIBE` print with what the provider says.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{PROVE_COLUMNS_DIFFER, PROVE_METHODS_DIFFER, Rule};
use crate::model::{Method, Resource};
use crate::prove::Observed;

use super::failure::Failure;

/// Returns how the methods that are shown differ from those of a resource.
pub fn methods(resource: &Resource, observed: &Observed) -> Option<Failure> {
    let shown = by_first(observed, "MethodName", "RequiredParams");
    let own: BTreeMap<&str, &Method> = resource.methods.iter().map(|it| (it.name.as_str(), it)).collect();
    different(&PROVE_METHODS_DIFFER, "method", own.keys().copied(), shown.keys().copied()).or_else(|| {
        own.iter().find_map(|(name, method)| {
            let listed = shown.get(name).copied().flatten().unwrap_or_default();
            let listed: BTreeSet<&str> = listed.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
            keys(name, method, &listed)
        })
    })
}

/// Required keys that are not shown, or the other way round.
fn keys(name: &str, method: &Method, listed: &BTreeSet<&str>) -> Option<Failure> {
    let variables = method.server_variables.iter().map(|variable| variable.name.as_str());
    let own: BTreeSet<&str> = method.required_keys().into_iter().chain(variables).collect();
    let missing = own.iter().find(|key| !listed.contains(*key));
    let strange = listed.iter().find(|key| !own.contains(*key));
    let message = match (missing, strange) {
        (Some(key), _) => format!("`{name}` requires `{key}`, but the engine does not show it"),
        (None, Some(key)) => format!("the engine shows `{key}` as required by `{name}`, which does not require it"),
        (None, None) => return None,
    };
    Some(Failure::new(&PROVE_METHODS_DIFFER, message))
}

/// Returns how the columns that are described differ from those of a resource.
pub fn columns(resource: &Resource, observed: &Observed) -> Option<Failure> {
    if resource.view.is_some() {
        return None;
    }
    let shown = by_first(observed, "name", "type");
    let fields = resource.described()?.fields.as_ref()?;
    let own = fields.iter().map(|field| field.name.as_str());
    different(&PROVE_COLUMNS_DIFFER, "column", own, shown.keys().copied()).or_else(|| {
        let wrong = fields.iter().find(|field| shown.get(field.name.as_str()) != Some(&Some(field.datatype.as_str())));
        wrong.map(|field| {
            let shown = shown.get(field.name.as_str()).copied().flatten().unwrap_or("nothing");
            let message = format!("the column `{}` is described as {shown}, not {}", field.name, field.datatype);
            Failure::new(&PROVE_COLUMNS_DIFFER, message)
        })
    })
}

/// The values of one printed column by those of another.
fn by_first<'o>(observed: &'o Observed, key: &str, value: &str) -> BTreeMap<&'o str, Option<&'o str>> {
    let at = |name: &str| observed.columns.iter().position(|column| column == name);
    let cell = |row: &'o Vec<Option<String>>, at: Option<usize>| at.and_then(|at| row.get(at)?.as_deref());
    let (key, value) = (at(key), at(value));
    observed.rows.iter().filter_map(|row| Some((cell(row, key)?, cell(row, value)))).collect()
}

fn different<'n>(
    rule: &'static Rule,
    what: &str,
    own: impl Iterator<Item = &'n str>,
    shown: impl Iterator<Item = &'n str>,
) -> Option<Failure> {
    let (own, shown): (BTreeSet<&str>, BTreeSet<&str>) = (own.collect(), shown.collect());
    let missing = own.difference(&shown).next();
    let strange = shown.difference(&own).next();
    let message = match (missing, strange) {
        (Some(name), _) => format!("the engine does not show the {what} `{name}`"),
        (None, Some(name)) => format!("the engine shows a {what} `{name}`, which the provider does not name"),
        (None, None) => return None,
    };
    Some(Failure::new(rule, message))
}
