//! The objects that StackQL adds, and those of `provider.yaml`.

use super::openapi::SERVER;
use super::{ANYTHING, FREE_MAP, Kind, Shape, TEXTS};

pub static RESOURCE: Shape = Shape::new(
    "a resource",
    &[
        ("id", Kind::Text),
        ("name", Kind::Text),
        ("title", Kind::Text),
        ("methods", Kind::Map(&Kind::Of(&METHOD))),
        ("sqlVerbs", Kind::Map(&Kind::List(&Kind::Of(&POINTER)))),
        ("config", Kind::Of(&CONFIG)),
        ("selectorAlgorithm", Kind::Text),
        ("baseUrl", Kind::Text),
    ],
)
.never_null();

static METHOD: Shape = Shape::new(
    "a method",
    &[
        ("operation", Kind::Of(&POINTER)),
        ("path", Kind::Of(&POINTER)),
        ("request", Kind::Of(&METHOD_REQUEST)),
        ("response", Kind::Of(&METHOD_RESPONSE)),
        ("config", Kind::Of(&CONFIG)),
        ("servers", Kind::List(&Kind::Of(&SERVER))),
        ("parameters", FREE_MAP),
        ("inverse", FREE_MAP),
        ("serviceName", Kind::Text),
        ("inline", ANYTHING),
        ("apiMethod", Kind::Text),
    ],
)
.never_null()
.requiring(&["operation"]);

/// An object whose `$ref` is a plain member to the loader.
static POINTER: Shape = Shape::new("an object with $ref", &[("$ref", Kind::Text)]).never_null().requiring(&["$ref"]);

static METHOD_REQUEST: Shape = Shape::new(
    "a request block",
    &[
        ("mediaType", Kind::Text),
        ("default", Kind::Text),
        ("base", Kind::Text),
        ("required", TEXTS),
        ("schema_override", Kind::Of(&POINTER)),
        ("transform", Kind::Of(&TRANSFORM)),
        ("nativeCasing", Kind::Text),
        ("projection_map", Kind::Map(&Kind::Text)),
    ],
);

static METHOD_RESPONSE: Shape = Shape::new(
    "a response block",
    &[
        ("mediaType", Kind::Text),
        ("openAPIDocKey", Kind::Code),
        ("objectKey", Kind::Text),
        ("overrideMediaType", Kind::Text),
        ("schema_override", Kind::Of(&POINTER)),
        ("async_schema_override", Kind::Of(&POINTER)),
        ("asyncOverrideMediaType", Kind::Text),
        ("transform", Kind::Of(&TRANSFORM)),
        ("projection_map", Kind::Map(&Kind::Text)),
    ],
);

static TRANSFORM: Shape = Shape::new("a transform", &[("type", Kind::Text), ("body", Kind::Text)]);

pub static CONFIG: Shape = Shape::new(
    "a config block",
    &[
        ("auth", FREE_MAP),
        ("pagination", Kind::Of(&PAGINATION)),
        ("queryParamTranspose", Kind::Of(&ALGORITHM)),
        ("requestTranslate", Kind::Of(&ALGORITHM)),
        ("requestBodyTranslate", Kind::Of(&ALGORITHM)),
        ("variations", Kind::Of(&VARIATIONS)),
        ("views", Kind::Map(&Kind::Of(&VIEW))),
        ("sqlExternalTables", FREE_MAP),
        ("queryParamPushdown", FREE_MAP),
        ("retry", Kind::Of(&RETRY)),
        ("minStackQLVersion", Kind::Text),
        ("snake_case_aliases", Kind::Flag),
    ],
);

static ALGORITHM: Shape = Shape::new("an algorithm block", &[("algorithm", Kind::Text)]);

static PAGINATION: Shape = Shape::new(
    "a pagination block",
    &[
        ("algorithm", Kind::Text),
        ("requestToken", Kind::Of(&TOKEN)),
        ("responseToken", Kind::Of(&TOKEN)),
        ("responseTerminator", Kind::Of(&TOKEN)),
    ],
);

static TOKEN: Shape = Shape::new(
    "a pagination token",
    &[("key", Kind::Text), ("location", Kind::Text), ("algorithm", Kind::Text), ("args", FREE_MAP)],
);

static VARIATIONS: Shape = Shape::new("a variations block", &[("isObjectSchemaImplicitlyUnioned", Kind::Flag)]);

static VIEW: Shape =
    Shape::new("a view", &[("predicate", Kind::Text), ("ddl", Kind::Text), ("fallback", Kind::Of(&VIEW))]);

static RETRY: Shape = Shape::new(
    "a retry block",
    &[
        ("algorithm", Kind::Text),
        ("max_attempts", Kind::Count),
        ("initial_delay_ms", Kind::Count),
        ("max_delay_ms", Kind::Count),
        ("multiplier", Kind::Number),
        ("jitter_fraction", Kind::Number),
        ("retryable_methods", TEXTS),
        ("retryable_conditions", Kind::Of(&RETRYABLE)),
    ],
);

static RETRYABLE: Shape = Shape::new("retry conditions", &[("status_codes", Kind::List(&Kind::Count))]);

pub static PROVIDER: Shape = Shape::new(
    "a provider",
    &[
        ("id", Kind::Text),
        ("name", Kind::Text),
        ("title", Kind::Text),
        ("version", Kind::Text),
        ("description", Kind::Text),
        ("protocolType", Kind::Text),
        ("providerServices", Kind::Map(&Kind::Of(&PROVIDER_SERVICE))),
        ("config", Kind::Of(&CONFIG)),
    ],
)
.requiring(&["id", "name", "version", "providerServices"]);

static PROVIDER_SERVICE: Shape = Shape::new(
    "a provider service",
    &[
        ("id", Kind::Text),
        ("name", Kind::Text),
        ("title", Kind::Text),
        ("version", Kind::Text),
        ("description", Kind::Text),
        ("preferred", Kind::Flag),
        ("service", Kind::Of(&POINTER)),
        ("resources", Kind::Of(&POINTER)),
        ("protocolType", Kind::Text),
        ("config", Kind::Of(&CONFIG)),
    ],
)
.never_null()
.requiring(&["title", "version", "description", "service"]);
