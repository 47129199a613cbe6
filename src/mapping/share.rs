//! Distributes the rows of a mapping among the documents of an API that has one document per service.

use std::collections::HashMap;

use crate::normalise::Operation;

use super::names::service_of_tag;
use super::table::Row;

/// Returns the rows of each document: those that name its service, else one of its operations. Rows that match no
/// document go to the first one, which reports them.
pub fn share(rows: &[Row], documents: &[(&str, &[Operation])]) -> Vec<Vec<Row>> {
    let by_name: HashMap<&str, usize> = documents.iter().enumerate().map(|(index, (name, _))| (*name, index)).collect();
    let mut by_operation: HashMap<(&str, &str), usize> = HashMap::new();
    for (index, (_, operations)) in documents.iter().enumerate() {
        for operation in *operations {
            by_operation.entry((&operation.path, operation.verb)).or_insert(index);
        }
    }
    let mut shares = vec![Vec::new(); documents.len()];
    for row in rows {
        let named = row.service().and_then(|name| by_name.get(name).or_else(|| by_name.get(&*service_of_tag(name))));
        let index = named.or_else(|| by_operation.get(&(row.path.as_str(), row.verb.as_str()))).copied().unwrap_or(0);
        shares.get_mut(index).into_iter().for_each(|share| share.push(row.clone()));
    }
    shares
}
