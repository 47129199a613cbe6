//! What a comment and annotations say of changes: what breaks first, nothing twice, no more than GitHub takes.

use super::{github, markdown};
use crate::diff::{Address, Change, Ignored, Verdict, find};

/// A change of a type at `service.resource.method`, about an item.
fn change(id: &str, place: &str, item: &str, [before, after]: [&str; 2]) -> Change {
    let kind = find(id).expect("a type");
    let mut names = place.split('.').map(str::to_owned);
    let [service, resource, method] = [(); 3].map(|()| names.next().unwrap_or_default());
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let place = Address { provider: "shop".to_owned(), service, resource, method };
    let text = format!("{id} of `{item}` in `{}`", place.method);
    let (item, before, after) = (some(item), some(before), some(after));
    let (level, direction, methods) = (kind.level, kind.direction, Vec::new());
    Change { kind, level, direction, place, was: None, item, methods, before, after, text }
}

#[test]
fn a_comment_says_first_what_breaks_and_nothing_twice() {
    let none = ["", ""];
    let changes = vec![
        change("column-added", "store.users", "size", none),
        change("column-description-changed", "store.users", "name", none),
        change("column-description-changed", "store.users", "id", none),
        change("column-type-changed", "store.users", "age", ["string", "integer"]),
        change("resource-removed", "store.boxes", "", none),
        change("body-property-now-required", "store.users.create", "data__id", none),
        change("body-property-now-required", "store.users.create", "data__name", none),
        change("body-property-now-required", "store.users.replace", "data__id", none),
        change("body-property-now-required", "store.users.replace", "data__name", none),
        change("required-body-field-added", "store.users.create", "data__profile.age", none),
        change("parameter-values-removed", "store.users.list", "sort", ["up, down", ""]),
        change("parameter-values-removed", "store.users.list", "state", ["", "on, off"]),
        change("parameter-values-added", "store.users.list", "order", ["a, b", ""]),
        change("column-deprecation-changed", "store.users", "name", none),
        change("column-values-removed", "store.users", "state", ["sold", ""]),
        change("column-field-removed", "store.users", "profile.city", none),
    ];
    let reason = "Nobody *reads* it.".to_owned();
    let ignored = vec![Ignored { change: change("column-removed", "store.users", "old", none), reason }];
    insta::assert_snapshot!(markdown(&Verdict { changes, ignored }));
}

/// GitHub shows ten of a level: what is gone as a whole must be among them.
#[test]
fn annotations_begin_with_what_is_gone() {
    let mut changes: Vec<Change> =
        (0..12).map(|number| change("column-type-changed", &format!("store.a{number}"), "name", ["a", "b"])).collect();
    changes.push(change("resource-removed", "store.z", "", ["", ""]));
    let text = github(&Verdict::from(changes));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines.first(),
        Some(&"::error title=breaking[resource-removed]::shop.store.z: resource-removed of `` in ``")
    );
    assert_eq!(
        (lines.len(), lines.last()),
        (11, Some(&"3 more breaking changes have no annotation: GitHub shows at most 10"))
    );
}

#[test]
fn a_comment_that_is_too_long_says_what_it_lacks() {
    let changes: Vec<Change> =
        (0..3000).map(|number| change("column-removed", &format!("store.r{number}"), "name", ["", ""])).collect();
    let ignored =
        vec![Ignored { change: change("column-removed", "store.users", "old", ["", ""]), reason: "r".repeat(90_000) }];
    let text = markdown(&Verdict { changes, ignored });
    let shown = text.matches("\n- `shop.store.r").count();
    assert!(shown > 1000 && text.chars().count() < 65_536, "{shown}");
    assert!(
        text.contains("\n### Breaking (3000)\n")
            && text.contains("<summary>2920 more breaking changes</summary>")
            && text.ends_with(&format!(
                "\n{} more changes are not shown; run `provgen diff` to see them.\n",
                3001 - shown
            )),
        "{text}"
    );
    assert_eq!((text.matches("<details>").count(), text.matches("</details>").count()), (1, 1));
}
