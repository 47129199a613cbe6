//! What holds for the changes between any two models: none from a model to itself, the mirror on the way back, exactly
//! the edits that were made, and every query that reaches another method.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::Index;
use provgen::{Address, Change, Job, Level, Provider, Resource, SqlVerb, diff};
use serde_json::json;

use crate::corpus::{Api, apis, management_config};
use crate::diff::assert_mirror;
use crate::diff_drafts::{Draft, MethodDraft, draft, model};
use crate::support::property_config;

/// An edit of one resource; which of its methods and names it is about.
#[derive(Clone, Debug)]
struct Edit {
    what: What,
    method: Index,
    name: Index,
}

macro_rules! what {
    ($($name:ident,)*) => {
        #[derive(Clone, Copy, Debug)]
        enum What {
            $($name),*
        }

        const ALL: &[What] = &[$(What::$name),*];
    };
}

what! {
    AddColumn,
    RemoveColumn,
    AddField,
    TurnField,
    RemoveValue,
    RemovePropertyValue,
    AddParameter,
    RequireNewParameter,
    RemoveParameter,
    TurnParameter,
    AddProperty,
    AddMethod,
    RemoveMethod,
    RenameMethod,
    DeprecateMethod,
    GiveOtherRows,
    MoveToExec,
    RemoveResource,
    RenameResource,
    AddResource,
    Nothing,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (prop::sample::select(ALL), any::<Index>(), any::<Index>());
    prop::collection::vec(edit.prop_map(|(what, method, name)| Edit { what, method, name }), 5)
}

/// What a change says: type, resource where it is now, method, item.
type Said = (&'static str, String, String, Option<String>);

/// Makes an edit, and says which change it is; nothing if there is nothing to edit.
fn apply(edit: &Edit, resource: &str, draft: &mut Draft) -> Option<Said> {
    let methods = draft.get_mut(resource)?;
    let name = edit.method.get(&methods.keys().cloned().collect::<Vec<_>>()).clone();
    let of_resource = |id, item: &str| Some((id, resource.to_owned(), String::new(), Some(item.to_owned())));
    let of_method = |id, item: &str| Some((id, resource.to_owned(), name.clone(), Some(item.to_owned())));
    let whole = |id, resource: &str, method: &str| Some((id, resource.to_owned(), method.to_owned(), None));
    let method = methods.get_mut(&name)?;
    let is_read = method.verb == SqlVerb::Select;
    match edit.what {
        What::AddColumn => {
            method.columns.insert("new".to_owned(), "string");
            is_read.then(|| of_resource("column-added", "new"))?
        }
        What::RemoveColumn => {
            let column = edit.name.get(&method.columns.keys().cloned().collect::<Vec<_>>()).clone();
            method.columns.remove(&column);
            // A row without columns is one that SELECT cannot read, and has none in either state.
            is_read.then(|| of_resource("column-removed", &column))?
        }
        What::AddField | What::TurnField => {
            let (column, datatype) = method.columns.iter_mut().find(|(_, datatype)| **datatype == "person")?;
            let (id, to, field) = match edit.what {
                What::AddField => ("column-field-added", "person with more", "new"),
                _ => ("column-field-type-changed", "person turned", "x"),
            };
            is_read.then(|| {
                *datatype = to;
                of_resource(id, &format!("{column}.{field}"))
            })?
        }
        What::RemoveValue => {
            let (column, datatype) = method.columns.iter_mut().find(|(_, datatype)| **datatype == "state")?;
            is_read.then(|| {
                *datatype = "state less";
                of_resource("column-values-removed", column)
            })?
        }
        What::RemovePropertyValue => {
            let (property, (_, datatype)) = method.body.iter_mut().find(|(_, (_, datatype))| *datatype == "state")?;
            *datatype = "state less";
            of_method("body-property-values-removed", &format!("data__{property}"))
        }
        What::AddParameter => {
            method.parameters.insert("new".to_owned(), false);
            of_method("parameter-added", "new")
        }
        What::RequireNewParameter => {
            method.parameters.insert("new".to_owned(), true);
            of_method("required-parameter-added", "new")
        }
        What::RemoveParameter | What::TurnParameter if method.parameters.is_empty() => None,
        What::RemoveParameter => {
            let parameter = edit.name.get(&method.parameters.keys().cloned().collect::<Vec<_>>()).clone();
            let required = method.parameters.remove(&parameter)?;
            of_method(if required { "required-parameter-removed" } else { "parameter-removed" }, &parameter)
        }
        What::TurnParameter => {
            let parameter = edit.name.get(&method.parameters.keys().cloned().collect::<Vec<_>>()).clone();
            let required = method.parameters.get_mut(&parameter)?;
            *required = !*required;
            of_method(if *required { "parameter-now-required" } else { "parameter-now-optional" }, &parameter)
        }
        What::AddProperty => {
            method.body.insert("new".to_owned(), (false, "string"));
            of_method("body-property-added", "data__new")
        }
        What::AddMethod => {
            let added = MethodDraft { path: format!("/{resource}/added"), ..method.clone() };
            methods.insert("added".to_owned(), added);
            whole("method-added", resource, "added")
        }
        What::RemoveMethod => {
            methods.remove(&name);
            whole("method-removed", resource, &name)
        }
        What::RenameMethod => {
            let method = methods.remove(&name)?;
            methods.insert(format!("{name}_renamed"), method);
            whole("method-renamed", resource, &format!("{name}_renamed"))
        }
        What::DeprecateMethod => {
            method.deprecated = !method.deprecated;
            whole("method-deprecation-changed", resource, &name)
        }
        What::GiveOtherRows => {
            method.lists = !method.lists;
            is_read.then(|| whole("method-rows-changed", resource, &name))?
        }
        What::MoveToExec if method.verb == SqlVerb::Exec => None,
        What::MoveToExec => {
            method.verb = SqlVerb::Exec;
            whole("method-verb-changed", resource, &name)
        }
        What::RemoveResource => {
            draft.remove(resource);
            whole("resource-removed", resource, "")
        }
        What::RenameResource => {
            let methods = draft.remove(resource)?;
            draft.insert(format!("{resource}_renamed"), methods);
            whole("resource-renamed", &format!("{resource}_renamed"), "")
        }
        What::AddResource => {
            let mut copy = methods.clone();
            copy.values_mut().for_each(|method| method.path.push_str("/more"));
            draft.insert(format!("{resource}_more"), copy);
            whole("resource-added", &format!("{resource}_more"), "")
        }
        What::Nothing => None,
    }
}

fn said(change: &Change) -> Said {
    (change.kind.id, change.place.resource.clone(), change.place.method.clone(), change.item.clone())
}

/// The resources that belong together by their names, or by what the changes say.
fn partners<'a>(base: &'a Provider, rev: &'a Provider, changes: &[Change]) -> Vec<(&'a Resource, &'a Resource)> {
    let is_renamed = |change: &&Change| change.kind.id == "resource-renamed";
    let key = |place: &Address| (place.service.clone(), place.resource.clone());
    let renamed: BTreeMap<_, _> = changes
        .iter()
        .filter(is_renamed)
        .map(|change| (key(change.was.as_ref().expect("an old name")), key(&change.place)))
        .collect();
    let find = |provider: &'a Provider, (service, resource): &(String, String)| {
        let service = provider.services.iter().find(|it| it.name == *service)?;
        service.resources.iter().find(|it| it.name == *resource)
    };
    let mut pairs = Vec::new();
    for service in &base.services {
        for resource in &service.resources {
            let old = (service.name.clone(), resource.name.clone());
            let new = renamed.get(&old).unwrap_or(&old);
            pairs.extend(find(rev, new).map(|new| (resource, new)));
        }
    }
    pairs
}

/// How many keys of a verb are combined.
const MAX_KEYS: usize = 9;

/// Asks both models which method each query reaches, and looks for every difference in the changes; says how many
/// queries were asked. Queries name what the old state knows.
pub fn prove(base: &Provider, rev: &Provider, changes: &[Change]) -> usize {
    let mut asked = 0;
    for (old, new) in partners(base, rev, changes) {
        let here: Vec<&Change> = changes.iter().filter(|change| is_about(change, new)).collect();
        for verb in SqlVerb::LISTED {
            let wanted: BTreeSet<&str> =
                old.methods_of(verb).iter().flat_map(|method| method.required_keys()).collect();
            let of_new = new.methods_of(verb).into_iter().flat_map(|method| method.required_keys());
            let wanted: Vec<&str> = wanted
                .iter()
                .copied()
                .chain(of_new.filter(|key| knows(old, verb, key) && !wanted.contains(key)))
                .collect();
            let wanted: BTreeSet<&str> = wanted.into_iter().take(MAX_KEYS).collect();
            for mask in 0..1_u32 << wanted.len() {
                let given: BTreeSet<&str> =
                    wanted.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, key)| *key).collect();
                check(old, new, verb, &given, &here);
                asked += 1;
            }
        }
        here.iter().filter(|change| change.kind.id == "query-moved").for_each(|change| witness(old, new, change));
    }
    asked
}

fn is_about(change: &Change, resource: &Resource) -> bool {
    format!("{}.{}", change.place.service, change.place.resource) == resource.id.split_once('.').expect("an id").1
}

fn knows(resource: &Resource, verb: SqlVerb, key: &str) -> bool {
    resource.methods_of(verb).iter().any(|method| {
        method.parameters.iter().any(|it| it.name == key)
            || method.body_attributes().iter().any(|it| it.name == key)
            || method.fields.iter().flatten().any(|it| it.name == key)
    })
}

fn check(old: &Resource, new: &Resource, verb: SqlVerb, given: &BTreeSet<&str>, here: &[&Change]) {
    let before = old.chosen(verb, given.iter().copied()).map(|method| method.name.as_str());
    let after = new.chosen(verb, given.iter().copied()).map(|method| method.name.as_str());
    let now = |name: &'_ str| {
        let renamed = here
            .iter()
            .find(|it| it.kind.id == "method-renamed" && it.was.as_ref().is_some_and(|was| was.method == name));
        renamed.map_or_else(|| name.to_owned(), |change| change.place.method.clone())
    };
    let has = |method: &str, ids: &[&str]| here.iter().any(|it| it.place.method == method && ids.contains(&it.kind.id));
    let is_told = match (before, after) {
        (None, None) => true,
        (Some(before), Some(after)) if now(before) == after && !has(after, &["method-added"]) => true,
        (Some(before), Some(after)) => here.iter().any(|it| {
            let keys = keys(it);
            it.kind.id == "query-moved"
                && (it.before.as_deref(), it.after.as_deref()) == (Some(before), Some(after))
                && keys.0 == verb.name()
                && keys.1.iter().all(|key| given.contains(key))
        }),
        (Some(before), None) => {
            let causes = [
                "method-verb-changed",
                "required-parameter-added",
                "parameter-now-required",
                "required-body-property-added",
                "body-property-now-required",
            ];
            has(before, &["method-removed"]) || has(&now(before), &causes)
        }
        (None, Some(after)) => {
            let causes = [
                "method-added",
                "method-verb-changed",
                "required-parameter-removed",
                "parameter-now-optional",
                "required-body-property-removed",
                "body-property-now-optional",
            ];
            has(after, &causes)
        }
    };
    assert!(is_told, "{} {verb:?} {given:?}: {before:?} -> {after:?} is not in {here:#?}", old.id);
}

/// Verb and names of a query that moved.
fn keys(change: &Change) -> (&str, Vec<&str>) {
    let (verb, keys) = change.item.as_deref().and_then(|item| item.split_once('(')).unwrap_or_default();
    (verb, keys.trim_end_matches(')').split(", ").filter(|key| !key.is_empty()).collect())
}

fn witness(old: &Resource, new: &Resource, change: &Change) {
    let (name, given) = keys(change);
    let verb = SqlVerb::LISTED.into_iter().find(|verb| verb.name() == name).expect("a verb");
    let before = old.chosen(verb, given.iter().copied()).map(|method| method.name.as_str());
    let after = new.chosen(verb, given.iter().copied()).map(|method| method.name.as_str());
    assert_eq!((before, after), (change.before.as_deref(), change.after.as_deref()), "{change:?}");
}

proptest! {
    #![proptest_config(property_config(100))]

    #[test]
    fn nothing_changes_from_a_model_to_itself(draft in draft()) {
        prop_assert_eq!(diff(&[model(&draft)], &[model(&draft)]), []);
    }

    #[test]
    fn the_way_back_is_the_mirror(base in draft(), rev in draft()) {
        let (base, rev) = ([model(&base)], [model(&rev)]);
        assert_mirror(&diff(&base, &rev), &diff(&rev, &base), "any two models");
    }

    #[test]
    fn every_query_that_reaches_another_method_is_told(base in draft(), rev in draft()) {
        let (base, rev) = (model(&base), model(&rev));
        let changes = diff(std::slice::from_ref(&base), std::slice::from_ref(&rev));
        prop_assert!(prove(&base, &rev, &changes) >= partners(&base, &rev, &changes).len());
    }

    #[test]
    fn edits_are_found_and_nothing_else(base in draft(), edits in edits()) {
        let mut rev = base.clone();
        let resources: Vec<String> = base.keys().cloned().collect();
        let mut expected: Vec<Said> =
            resources.iter().zip(&edits).filter_map(|(resource, edit)| apply(edit, resource, &mut rev)).collect();
        // Where queries go is proved elsewhere.
        let changes = diff(&[model(&base)], &[model(&rev)]);
        let mut found: Vec<Said> = changes.iter().filter(|change| change.kind.id != "query-moved").map(said).collect();
        expected.sort();
        found.sort();
        prop_assert_eq!(expected, found);
    }
}

/// Compares two states, proves the changes there and back, and says how many there are of each type.
fn counted_and_proved(label: &str, base: &Provider, rev: &Provider) -> String {
    let changes = diff(std::slice::from_ref(base), std::slice::from_ref(rev));
    let asked = prove(base, rev, &changes);
    let mut counts: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    changes.iter().for_each(|change| *counts.entry((change.level, change.kind.id)).or_default() += 1);
    assert_mirror(&changes, &diff(std::slice::from_ref(rev), std::slice::from_ref(base)), label);
    let counts = counts.iter().map(|((level, id), count)| format!("{count:>5} {} {id}\n", level.name()));
    format!("{label}, {asked} queries asked\n{}", counts.collect::<String>())
}

/// The two versions of an API of our own.
#[test]
fn changes_of_an_api_are_counted_and_proved() {
    let versions: Vec<_> = apis(&[]).into_iter().filter(|api| api.name.starts_with("bakery")).collect();
    let [base, rev] = versions.as_slice() else { panic!("{} versions", versions.len()) };
    let model = |api: &Api| api.build(&json!(null)).provider;
    insta::assert_snapshot!(counted_and_proved("version 1 to version 2", &model(base), &model(rev)));
}

/// Today's management API against older ones, with one mapping: how many changes of each type there are, and that each
/// query that reaches another method is among them.
#[test]
fn changes_of_a_real_api_are_counted_and_proved() {
    let model = |version: &str| {
        let config = management_config(version, json!({}))?;
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("provgen.yaml");
        std::fs::write(&path, config.to_string()).expect("write");
        let job = Job { config: path, spec: None, mapping: None, style: None };
        Some(provgen::build(&job, &|_| {}).unwrap_or_else(|error| panic!("{error}")).provider)
    };
    let Some(rev) = model("2026.06.3") else { return };
    let mut told = String::new();
    for version in ["5.1.0", "2025.01.1"] {
        let Some(base) = model(version) else { return };
        told.push_str(&counted_and_proved(&format!("{version} to 2026.06.3"), &base, &rev));
    }
    insta::assert_snapshot!(told);
}
