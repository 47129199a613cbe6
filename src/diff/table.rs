//! The table of all types of changes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How severe a change is for queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Queries fail
    Breaking,
    /// Queries run, and may give other results
    Risky,
    /// Queries work as before
    Compatible,
    /// Only documentation changed
    Documentation,
}

impl Level {
    /// All levels, most severe first.
    pub const ALL: [Level; 4] = [Level::Breaking, Level::Risky, Level::Compatible, Level::Documentation];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Level::Breaking => "breaking",
            Level::Risky => "risky",
            Level::Compatible => "compatible",
            Level::Documentation => "documentation",
        }
    }
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// A provider as a whole.
    Provider,
    /// How requests are authenticated.
    Auth,
    /// A service.
    Service,
    /// The server of requests.
    Server,
    /// A resource.
    Resource,
    /// A view.
    View,
    /// A method, or which one a query reaches.
    Method,
    /// An input of statements: a parameter or a property of the request body.
    Parameter,
    /// A column of a query.
    Column,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is new.
    Added,
    /// It was removed.
    Removed,
    /// It changed.
    Changed,
    /// It was renamed.
    Renamed,
}

/// Which statements a change affects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Statements that read.
    Reads,
    /// Statements that write.
    Writes,
    /// Both.
    Both,
}

/// A type of change.
#[derive(Debug, PartialEq, Eq)]
pub struct ChangeType {
    /// Stable name in kebab-case.
    pub id: &'static str,
    /// What it is about.
    pub area: Area,
    /// What happened.
    pub action: Action,
    /// The affected statements, unless the method decides.
    pub direction: Direction,
    /// The default level.
    pub level: Level,
    /// The type of the reverse change.
    pub mirror: &'static str,
    /// The page in Markdown: what it is, its effect on SQL users, what to do.
    pub page: &'static str,
}

/// The type of change with an id.
#[cfg(test)]
pub fn find(id: &str) -> Option<&'static ChangeType> {
    CHANGES.iter().copied().find(|kind| kind.id == id)
}

macro_rules! changes {
    ($($name:ident = $id:literal $area:ident $action:ident $direction:ident $level:ident $mirror:literal;)*) => {
        $(pub(super) static $name: ChangeType = ChangeType {
            id: $id,
            area: Area::$area,
            action: Action::$action,
            direction: Direction::$direction,
            level: Level::$level,
            mirror: $mirror,
            page: include_str!(concat!("changes/", $id, ".md")),
        };)*

        /// Every type of change, outermost places first.
        pub static CHANGES: &[&ChangeType] = &[$(&$name),*];
    };
}

changes! {
    PROVIDER_ADDED = "provider-added" Provider Added Both Compatible "provider-removed";
    PROVIDER_REMOVED = "provider-removed" Provider Removed Both Breaking "provider-added";
    PROVIDER_DESCRIPTION_CHANGED = "provider-description-changed" Provider Changed Both Documentation "provider-description-changed";
    AUTH_ADDED = "auth-added" Auth Added Both Breaking "auth-removed";
    AUTH_REMOVED = "auth-removed" Auth Removed Both Breaking "auth-added";
    AUTH_TYPE_CHANGED = "auth-type-changed" Auth Changed Both Breaking "auth-type-changed";
    AUTH_SETTING_CHANGED = "auth-setting-changed" Auth Changed Both Breaking "auth-setting-changed";
    SERVICE_ADDED = "service-added" Service Added Both Compatible "service-removed";
    SERVICE_REMOVED = "service-removed" Service Removed Both Breaking "service-added";
    SERVICE_RENAMED = "service-renamed" Service Renamed Both Breaking "service-renamed";
    SERVICE_DESCRIPTION_CHANGED = "service-description-changed" Service Changed Both Documentation "service-description-changed";
    SERVER_CHANGED = "server-changed" Server Changed Both Risky "server-changed";
    SERVER_VARIABLE_ADDED = "server-variable-added" Server Added Both Compatible "server-variable-removed";
    SERVER_VARIABLE_REMOVED = "server-variable-removed" Server Removed Both Breaking "server-variable-added";
    SERVER_VARIABLE_CHANGED = "server-variable-changed" Server Changed Both Risky "server-variable-changed";
    RESOURCE_ADDED = "resource-added" Resource Added Both Compatible "resource-removed";
    RESOURCE_REMOVED = "resource-removed" Resource Removed Both Breaking "resource-added";
    RESOURCE_RENAMED = "resource-renamed" Resource Renamed Both Breaking "resource-renamed";
    VIEW_ADDED = "view-added" View Added Reads Compatible "view-removed";
    VIEW_REMOVED = "view-removed" View Removed Reads Breaking "view-added";
    VIEW_CHANGED = "view-changed" View Changed Reads Risky "view-changed";
    METHOD_ADDED = "method-added" Method Added Both Compatible "method-removed";
    METHOD_REMOVED = "method-removed" Method Removed Both Breaking "method-added";
    METHOD_RENAMED = "method-renamed" Method Renamed Both Compatible "method-renamed";
    METHOD_VERB_CHANGED = "method-verb-changed" Method Changed Both Breaking "method-verb-changed";
    METHOD_OPERATION_CHANGED = "method-operation-changed" Method Changed Both Risky "method-operation-changed";
    METHOD_ROWS_CHANGED = "method-rows-changed" Method Changed Reads Risky "method-rows-changed";
    METHOD_DEPRECATION_CHANGED = "method-deprecation-changed" Method Changed Both Documentation "method-deprecation-changed";
    METHOD_DESCRIPTION_CHANGED = "method-description-changed" Method Changed Both Documentation "method-description-changed";
    ENGINE_SETTING_CHANGED = "engine-setting-changed" Method Changed Both Risky "engine-setting-changed";
    QUERY_MOVED = "query-moved" Method Changed Both Risky "query-moved";
    PARAMETER_ADDED = "parameter-added" Parameter Added Both Compatible "parameter-removed";
    PARAMETER_REMOVED = "parameter-removed" Parameter Removed Both Breaking "parameter-added";
    REQUIRED_PARAMETER_ADDED = "required-parameter-added" Parameter Added Both Breaking "required-parameter-removed";
    REQUIRED_PARAMETER_REMOVED = "required-parameter-removed" Parameter Removed Both Breaking "required-parameter-added";
    PARAMETER_NOW_REQUIRED = "parameter-now-required" Parameter Changed Both Breaking "parameter-now-optional";
    PARAMETER_NOW_OPTIONAL = "parameter-now-optional" Parameter Changed Both Compatible "parameter-now-required";
    PARAMETER_TYPE_CHANGED = "parameter-type-changed" Parameter Changed Both Risky "parameter-type-changed";
    PARAMETER_VALUES_ADDED = "parameter-values-added" Parameter Changed Both Compatible "parameter-values-removed";
    PARAMETER_VALUES_REMOVED = "parameter-values-removed" Parameter Changed Both Breaking "parameter-values-added";
    PARAMETER_DEFAULT_CHANGED = "parameter-default-changed" Parameter Changed Both Risky "parameter-default-changed";
    PARAMETER_DEPRECATION_CHANGED = "parameter-deprecation-changed" Parameter Changed Both Documentation "parameter-deprecation-changed";
    PARAMETER_DESCRIPTION_CHANGED = "parameter-description-changed" Parameter Changed Both Documentation "parameter-description-changed";
    BODY_PROPERTY_ADDED = "body-property-added" Parameter Added Writes Compatible "body-property-removed";
    BODY_PROPERTY_REMOVED = "body-property-removed" Parameter Removed Writes Breaking "body-property-added";
    REQUIRED_BODY_PROPERTY_ADDED = "required-body-property-added" Parameter Added Writes Breaking "required-body-property-removed";
    REQUIRED_BODY_PROPERTY_REMOVED = "required-body-property-removed" Parameter Removed Writes Breaking "required-body-property-added";
    BODY_PROPERTY_NOW_REQUIRED = "body-property-now-required" Parameter Changed Writes Breaking "body-property-now-optional";
    BODY_PROPERTY_NOW_OPTIONAL = "body-property-now-optional" Parameter Changed Writes Compatible "body-property-now-required";
    BODY_PROPERTY_TYPE_CHANGED = "body-property-type-changed" Parameter Changed Writes Breaking "body-property-type-changed";
    BODY_PROPERTY_VALUES_ADDED = "body-property-values-added" Parameter Changed Writes Compatible "body-property-values-removed";
    BODY_PROPERTY_VALUES_REMOVED = "body-property-values-removed" Parameter Changed Writes Breaking "body-property-values-added";
    BODY_FIELD_ADDED = "body-field-added" Parameter Added Writes Compatible "body-field-removed";
    BODY_FIELD_REMOVED = "body-field-removed" Parameter Removed Writes Risky "body-field-added";
    REQUIRED_BODY_FIELD_ADDED = "required-body-field-added" Parameter Added Writes Breaking "required-body-field-removed";
    REQUIRED_BODY_FIELD_REMOVED = "required-body-field-removed" Parameter Removed Writes Risky "required-body-field-added";
    BODY_FIELD_NOW_REQUIRED = "body-field-now-required" Parameter Changed Writes Breaking "body-field-now-optional";
    BODY_FIELD_NOW_OPTIONAL = "body-field-now-optional" Parameter Changed Writes Compatible "body-field-now-required";
    BODY_FIELD_TYPE_CHANGED = "body-field-type-changed" Parameter Changed Writes Breaking "body-field-type-changed";
    BODY_FIELD_VALUES_ADDED = "body-field-values-added" Parameter Changed Writes Compatible "body-field-values-removed";
    BODY_FIELD_VALUES_REMOVED = "body-field-values-removed" Parameter Changed Writes Breaking "body-field-values-added";
    BODY_PROPERTY_DEFAULT_CHANGED = "body-property-default-changed" Parameter Changed Writes Risky "body-property-default-changed";
    BODY_PROPERTY_DEPRECATION_CHANGED = "body-property-deprecation-changed" Parameter Changed Writes Documentation "body-property-deprecation-changed";
    BODY_PROPERTY_DESCRIPTION_CHANGED = "body-property-description-changed" Parameter Changed Writes Documentation "body-property-description-changed";
    COLUMN_ADDED = "column-added" Column Added Reads Compatible "column-removed";
    COLUMN_REMOVED = "column-removed" Column Removed Reads Breaking "column-added";
    COLUMN_TYPE_CHANGED = "column-type-changed" Column Changed Reads Breaking "column-type-changed";
    COLUMN_SHAPE_CHANGED = "column-shape-changed" Column Changed Reads Risky "column-shape-changed";
    COLUMN_VALUES_ADDED = "column-values-added" Column Changed Reads Compatible "column-values-removed";
    COLUMN_VALUES_REMOVED = "column-values-removed" Column Changed Reads Risky "column-values-added";
    COLUMN_FIELD_ADDED = "column-field-added" Column Added Reads Compatible "column-field-removed";
    COLUMN_FIELD_REMOVED = "column-field-removed" Column Removed Reads Risky "column-field-added";
    COLUMN_FIELD_TYPE_CHANGED = "column-field-type-changed" Column Changed Reads Risky "column-field-type-changed";
    COLUMN_DEPRECATION_CHANGED = "column-deprecation-changed" Column Changed Reads Documentation "column-deprecation-changed";
    COLUMN_DESCRIPTION_CHANGED = "column-description-changed" Column Changed Reads Documentation "column-description-changed";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_mirrors_lead_back() {
        let ids: BTreeSet<_> = CHANGES.iter().map(|kind| kind.id).collect();
        assert_eq!(ids.len(), CHANGES.len());
        for kind in CHANGES {
            assert_eq!(find(kind.mirror).map(|mirror| mirror.mirror), Some(kind.id));
        }
    }
}
