//! Compares providers of two states.

use crate::engine::Profile;
use crate::model::Provider;

use super::change::{Change, Scope};
use super::matching::by_name;
use super::{auth, services, settings, table};

pub fn compare(base: &[Provider], rev: &[Provider], profile: Profile, changes: &mut Vec<Change>) {
    let matched = by_name(base, rev, |provider| &provider.name);
    for gone in matched.removed {
        let scope = Scope::of_provider(&gone.name, profile);
        changes.push(scope.change(&table::PROVIDER_REMOVED, format!("the provider `{}` was removed", gone.name)));
    }
    for new in matched.added {
        let scope = Scope::of_provider(&new.name, profile);
        changes.push(scope.change(&table::PROVIDER_ADDED, format!("the provider `{}` was added", new.name)));
    }
    for (old, new) in matched.pairs {
        let scope = Scope::of_provider(&new.name, profile);
        describe(old, new, &scope, changes);
        auth::compare(old, new, &scope, changes);
        settings::of_config(old.config.as_ref(), new.config.as_ref(), ("the provider", &scope), changes);
        services::compare(old, new, &scope, changes);
    }
}

fn describe(old: &Provider, new: &Provider, scope: &Scope, changes: &mut Vec<Change>) {
    if (&old.title, &old.description) != (&new.title, &new.description) {
        let text = "the description of the provider changed";
        changes.push(scope.change(&table::PROVIDER_DESCRIPTION_CHANGED, text));
    }
}
