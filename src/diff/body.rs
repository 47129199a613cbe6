//! Changes of fields inside properties of the request body, which statements write as JSON.

use super::change::{Change, Scope, quoted};
use super::nested::{Fact, What};
use super::table::{self, Level};

pub fn field(Fact { path, what }: Fact, method: &str, scope: &Scope) -> Change {
    let name = quoted(&path);
    let say = |kind, text: String| scope.change(kind, text);
    let spelled = |name: &str| if name.is_empty() { "of any type".to_owned() } else { quoted(name) };
    let change = match what {
        What::Added { required: false, .. } => {
            say(&table::BODY_FIELD_ADDED, format!("`{method}` accepts the new field {name}"))
        }
        What::Added { .. } => {
            say(&table::REQUIRED_BODY_FIELD_ADDED, format!("`{method}` requires the new field {name}"))
        }
        What::Removed { required: false, .. } => {
            say(&table::BODY_FIELD_REMOVED, format!("`{method}` no longer accepts the field {name}"))
        }
        What::Removed { .. } => {
            say(&table::REQUIRED_BODY_FIELD_REMOVED, format!("`{method}` no longer accepts the required field {name}"))
        }
        What::Turned { before, after } => {
            let (is, was) = (spelled(&after), spelled(&before));
            let text = format!("the field {name} of `{method}` is now {is} (was {was})");
            let is_wider = (before.as_str(), after.as_str()) == ("integer", "number");
            let level = if is_wider { Level::Compatible } else { table::BODY_FIELD_TYPE_CHANGED.level };
            say(&table::BODY_FIELD_TYPE_CHANGED, text).between(Some(before), Some(after)).weighing(level)
        }
        What::Values(turn) => {
            let kind = if turn.is_loss() { &table::BODY_FIELD_VALUES_REMOVED } else { &table::BODY_FIELD_VALUES_ADDED };
            let (before, after) = turn.ends();
            say(kind, format!("the field {name} of `{method}` {}", turn.taken())).between(before, after)
        }
        What::NowRequired => say(
            &table::BODY_FIELD_NOW_REQUIRED,
            format!("`{method}` now requires the field {name}, which was optional"),
        ),
        What::NowOptional => {
            let text = format!("`{method}` no longer requires the field {name}, which is now optional");
            say(&table::BODY_FIELD_NOW_OPTIONAL, text)
        }
    };
    change.about(path)
}
