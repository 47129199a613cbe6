//! Compares the services of a provider in two states.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Provider, Resource, Service};

use super::change::{Change, Scope};
use super::matching::{Matched, by_name, operation};
use super::sides::Sides;
use super::{resources, servers, settings, table};

type Seat<'a> = (&'a Service, &'a Resource);

/// Compares the services of two providers and their contents.
pub fn compare(old: &Provider, new: &Provider, scope: &Scope, changes: &mut Vec<Change>) {
    let mut matched = by_name(&old.services, &new.services, |service| &service.name);
    let renamed = matched.by_operations(|service| service.name.clone(), operations);
    for (old, new) in &renamed {
        let text = format!("the service `{}` was renamed to `{}`", old.name, new.name);
        changes.push(scope.service(&old.name, &new.name).change(&table::SERVICE_RENAMED, text));
    }
    matched.pairs.extend(renamed);
    one_sided(&matched, scope, changes);
    for (old, new) in &matched.pairs {
        let scope = scope.service(&old.name, &new.name);
        describe(old, new, &scope, changes);
        servers::compare(old, new, &scope, changes);
        settings::of_config(old.api.config.as_ref(), new.api.config.as_ref(), ("the service", &scope), changes);
    }
    resources(&matched, scope, changes);
}

fn one_sided(matched: &Matched<'_, Service>, scope: &Scope, changes: &mut Vec<Change>) {
    for gone in &matched.removed {
        let text = format!("the service `{}` was removed", gone.name);
        changes.push(scope.service(&gone.name, &gone.name).change(&table::SERVICE_REMOVED, text));
    }
    for new in &matched.added {
        let text = format!("the service `{}` was added", new.name);
        changes.push(scope.service(&new.name, &new.name).change(&table::SERVICE_ADDED, text));
    }
}

fn describe(old: &Service, new: &Service, scope: &Scope, changes: &mut Vec<Change>) {
    if (&old.title, &old.description) != (&new.title, &new.description) {
        let text = "the description of the service changed";
        changes.push(scope.change(&table::SERVICE_DESCRIPTION_CHANGED, text));
    }
}

/// Matches resources by name, then renamed or moved ones by operations, across services.
fn resources(services: &Matched<'_, Service>, scope: &Scope, changes: &mut Vec<Change>) {
    let partners: BTreeMap<&str, &str> =
        services.pairs.iter().map(|(old, new)| (old.name.as_str(), new.name.as_str())).collect();
    let (mut old_left, mut new_left): (Vec<Seat<'_>>, Vec<Seat<'_>>) = (Vec::new(), Vec::new());
    for (old, new) in &services.pairs {
        let matched = by_name(&old.resources, &new.resources, |resource| &resource.name);
        let components = [old.components(), new.components()];
        let sides = Sides::new((old, new), &components);
        let scope = scope.service(&old.name, &new.name);
        for (a, b) in matched.pairs {
            resources::compare(a, b, &sides, &scope.resource(&a.name, &b.name), changes);
        }
        old_left.extend(matched.removed.into_iter().map(|resource| (*old, resource)));
        new_left.extend(matched.added.into_iter().map(|resource| (*new, resource)));
    }
    old_left.extend(services.removed.iter().flat_map(|it| seats(it)));
    new_left.extend(services.added.iter().flat_map(|it| seats(it)));
    let mut left = Matched { pairs: Vec::new(), removed: old_left.iter().collect(), added: new_left.iter().collect() };
    let name = |(service, resource): &Seat<'_>| format!("{}.{}", service.name, resource.name);
    for (old, new) in left.by_operations(name, |(_, resource)| resources::operations(resource)) {
        let scope = scope.service(&old.0.name, &new.0.name).resource(&old.1.name, &new.1.name);
        let text = format!("`{}` was renamed to `{}`", scope.base.in_sql(), scope.rev.in_sql());
        changes.push(scope.change(&table::RESOURCE_RENAMED, text));
        let components = [old.0.components(), new.0.components()];
        resources::compare(old.1, new.1, &Sides::new((old.0, new.0), &components), &scope, changes);
    }
    // The contents of services that are new or removed as a whole are not listed.
    for (service, gone) in left.removed {
        if let Some(partner) = partners.get(service.name.as_str()) {
            let scope = scope.service(&service.name, partner).resource(&gone.name, &gone.name);
            changes.push(resources::removed(gone, &scope));
        }
    }
    for (service, new) in left.added {
        if let Some((partner, _)) = partners.iter().find(|(_, name)| **name == service.name) {
            let scope = scope.service(partner, &service.name).resource(&new.name, &new.name);
            changes.push(resources::added(new, &scope));
        }
    }
}

fn seats(service: &Service) -> impl Iterator<Item = Seat<'_>> {
    service.resources.iter().map(move |resource| (service, resource))
}

fn operations(service: &Service) -> BTreeSet<String> {
    service.resources.iter().flat_map(|resource| &resource.methods).map(operation).collect()
}
