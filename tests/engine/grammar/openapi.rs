//! The objects of OpenAPI.

use super::stackql::{CONFIG, RESOURCE};
use super::{ANYTHING, FREE_MAP, Kind, SECURITY, Shape, TEXTS};

pub static DOCUMENT: Shape = Shape::new(
    "a document",
    &[
        ("openapi", Kind::Text),
        ("info", Kind::Of(&INFO)),
        ("servers", Kind::List(&Kind::Of(&SERVER))),
        ("paths", Kind::Map(&Kind::Of(&PATH_ITEM))),
        ("components", Kind::Of(&COMPONENTS)),
        ("security", SECURITY),
        ("tags", Kind::List(&Kind::Of(&TAG))),
        ("externalDocs", Kind::Of(&EXTERNAL_DOCUMENTATION)),
        ("x-stackQL-config", Kind::Of(&CONFIG)),
    ],
);

static INFO: Shape = Shape::new(
    "an info object",
    &[
        ("title", Kind::Text),
        ("description", Kind::Text),
        ("termsOfService", Kind::Text),
        ("contact", Kind::Of(&CONTACT)),
        ("license", Kind::Of(&LICENSE)),
        ("version", Kind::Text),
    ],
);

static CONTACT: Shape = Shape::new("a contact", &[("name", Kind::Text), ("url", Kind::Text), ("email", Kind::Text)]);

static LICENSE: Shape = Shape::new("a license", &[("name", Kind::Text), ("url", Kind::Text)]);

static TAG: Shape = Shape::new(
    "a tag",
    &[("name", Kind::Text), ("description", Kind::Text), ("externalDocs", Kind::Of(&EXTERNAL_DOCUMENTATION))],
);

static EXTERNAL_DOCUMENTATION: Shape =
    Shape::new("external documentation", &[("description", Kind::Text), ("url", Kind::Text)]);

pub static SERVER: Shape = Shape::new(
    "a server",
    &[("url", Kind::Text), ("description", Kind::Text), ("variables", Kind::Map(&Kind::Of(&SERVER_VARIABLE)))],
);

static SERVER_VARIABLE: Shape =
    Shape::new("a server variable", &[("enum", TEXTS), ("default", Kind::Text), ("description", Kind::Text)]);

pub static COMPONENTS: Shape = Shape::new(
    "a components object",
    &[
        ("schemas", Kind::Map(&Kind::Of(&SCHEMA))),
        ("parameters", Kind::Map(&Kind::Of(&PARAMETER))),
        ("headers", Kind::Map(&Kind::Of(&HEADER))),
        ("requestBodies", Kind::Map(&Kind::Of(&REQUEST_BODY))),
        ("responses", Kind::Map(&Kind::Of(&RESPONSE))),
        ("securitySchemes", Kind::Map(&Kind::Of(&SECURITY_SCHEME))),
        ("examples", Kind::Map(&Kind::Of(&EXAMPLE))),
        ("links", Kind::Map(&Kind::Of(&LINK))),
        ("callbacks", Kind::Map(&Kind::Of(&CALLBACK))),
        ("x-stackQL-resources", Kind::Map(&Kind::Of(&RESOURCE))),
    ],
);

/// A path item that is null is skipped on load, unlike the true components.
static PATH_ITEM: Shape = Shape {
    never_null: false,
    ..Shape::component(
        "a path item",
        &[
            ("summary", Kind::Text),
            ("description", Kind::Text),
            ("get", Kind::Of(&OPERATION)),
            ("put", Kind::Of(&OPERATION)),
            ("post", Kind::Of(&OPERATION)),
            ("delete", Kind::Of(&OPERATION)),
            ("options", Kind::Of(&OPERATION)),
            ("head", Kind::Of(&OPERATION)),
            ("patch", Kind::Of(&OPERATION)),
            ("trace", Kind::Of(&OPERATION)),
            ("connect", Kind::Of(&OPERATION)),
            ("servers", Kind::List(&Kind::Of(&SERVER))),
            ("parameters", Kind::List(&Kind::Of(&PARAMETER))),
        ],
    )
};

pub static OPERATION: Shape = Shape::new(
    "an operation",
    &[
        ("tags", TEXTS),
        ("summary", Kind::Text),
        ("description", Kind::Text),
        ("externalDocs", Kind::Of(&EXTERNAL_DOCUMENTATION)),
        ("operationId", Kind::Text),
        ("parameters", Kind::List(&Kind::Of(&PARAMETER))),
        ("requestBody", Kind::Of(&REQUEST_BODY)),
        ("responses", Kind::Map(&Kind::Of(&RESPONSE))),
        ("callbacks", Kind::Map(&Kind::Of(&CALLBACK))),
        ("deprecated", Kind::Flag),
        ("security", SECURITY),
        ("servers", Kind::List(&Kind::Of(&SERVER))),
    ],
);

pub static PARAMETER: Shape = Shape::component(
    "a parameter",
    &[
        ("name", Kind::Text),
        ("in", Kind::Text),
        ("description", Kind::Text),
        ("required", Kind::Flag),
        ("deprecated", Kind::Flag),
        ("allowEmptyValue", Kind::Flag),
        ("style", Kind::Text),
        ("explode", Kind::Flag),
        ("allowReserved", Kind::Flag),
        ("schema", Kind::Of(&SCHEMA)),
        ("example", Kind::Any),
        ("examples", Kind::Map(&Kind::Of(&EXAMPLE))),
        ("content", Kind::Map(&Kind::Of(&MEDIA_TYPE))),
    ],
);

static HEADER: Shape = Shape::component(
    "a header",
    &[
        ("description", Kind::Text),
        ("required", Kind::Flag),
        ("deprecated", Kind::Flag),
        ("allowEmptyValue", Kind::Flag),
        ("style", Kind::Text),
        ("explode", Kind::Flag),
        ("allowReserved", Kind::Flag),
        ("schema", Kind::Of(&SCHEMA)),
        ("example", Kind::Any),
        ("examples", Kind::Map(&Kind::Of(&EXAMPLE))),
        ("content", Kind::Map(&Kind::Of(&MEDIA_TYPE))),
    ],
);

static REQUEST_BODY: Shape = Shape::component(
    "a request body",
    &[("description", Kind::Text), ("required", Kind::Flag), ("content", Kind::Map(&Kind::Of(&MEDIA_TYPE)))],
);

static RESPONSE: Shape = Shape::component(
    "a response",
    &[
        ("description", Kind::Text),
        ("headers", Kind::Map(&Kind::Of(&HEADER))),
        ("content", Kind::Map(&Kind::Of(&MEDIA_TYPE))),
        ("links", Kind::Map(&Kind::Of(&LINK))),
    ],
);

static MEDIA_TYPE: Shape = Shape::new(
    "a media type",
    &[
        ("schema", Kind::Of(&SCHEMA)),
        ("example", Kind::Any),
        ("examples", Kind::Map(&Kind::Of(&EXAMPLE))),
        ("encoding", Kind::Map(&Kind::Of(&ENCODING))),
    ],
);

static ENCODING: Shape = Shape::new(
    "an encoding",
    &[
        ("contentType", Kind::Text),
        ("headers", Kind::Map(&Kind::Of(&HEADER))),
        ("style", Kind::Text),
        ("explode", Kind::Flag),
        ("allowReserved", Kind::Flag),
    ],
);

static EXAMPLE: Shape = Shape::component(
    "an example",
    &[("summary", Kind::Text), ("description", Kind::Text), ("value", Kind::Any), ("externalValue", Kind::Text)],
);

static LINK: Shape = Shape::component(
    "a link",
    &[
        ("operationRef", Kind::Text),
        ("operationId", Kind::Text),
        ("parameters", FREE_MAP),
        ("requestBody", Kind::Any),
        ("description", Kind::Text),
        ("server", Kind::Of(&SERVER)),
    ],
);

/// A callback is a map of path items.
static CALLBACK: Shape = Shape { others: Kind::Of(&PATH_ITEM), ..Shape::component("a callback", &[]) };

pub static SCHEMA: Shape = Shape::component(
    "a schema",
    &[
        ("title", Kind::Text),
        ("type", Kind::Text),
        ("format", Kind::Text),
        ("description", Kind::Text),
        ("pattern", Kind::Text),
        ("enum", ANYTHING),
        ("default", Kind::Any),
        ("example", Kind::Any),
        ("required", TEXTS),
        ("nullable", Kind::Flag),
        ("readOnly", Kind::Flag),
        ("writeOnly", Kind::Flag),
        ("deprecated", Kind::Flag),
        ("uniqueItems", Kind::Flag),
        ("exclusiveMinimum", Kind::Flag),
        ("exclusiveMaximum", Kind::Flag),
        ("minimum", Kind::Number),
        ("maximum", Kind::Number),
        ("multipleOf", Kind::Number),
        ("minLength", Kind::Count),
        ("maxLength", Kind::Count),
        ("minItems", Kind::Count),
        ("maxItems", Kind::Count),
        ("minProperties", Kind::Count),
        ("maxProperties", Kind::Count),
        ("items", Kind::Of(&SCHEMA)),
        ("not", Kind::Of(&SCHEMA)),
        ("allOf", Kind::List(&Kind::Of(&SCHEMA))),
        ("oneOf", Kind::List(&Kind::Of(&SCHEMA))),
        ("anyOf", Kind::List(&Kind::Of(&SCHEMA))),
        ("properties", Kind::Map(&Kind::Of(&SCHEMA))),
        ("additionalProperties", Kind::FlagOrSchema),
        ("discriminator", Kind::Of(&DISCRIMINATOR)),
        ("xml", Kind::Of(&XML)),
        ("externalDocs", Kind::Of(&EXTERNAL_DOCUMENTATION)),
    ],
);

pub static DISCRIMINATOR: Shape =
    Shape::new("a discriminator object", &[("propertyName", Kind::Text), ("mapping", Kind::Map(&Kind::Text))]);

static XML: Shape = Shape::new(
    "an xml object",
    &[
        ("name", Kind::Text),
        ("namespace", Kind::Text),
        ("prefix", Kind::Text),
        ("attribute", Kind::Flag),
        ("wrapped", Kind::Flag),
    ],
);

static SECURITY_SCHEME: Shape = Shape::component(
    "a security scheme",
    &[
        ("type", Kind::Text),
        ("description", Kind::Text),
        ("name", Kind::Text),
        ("in", Kind::Text),
        ("scheme", Kind::Text),
        ("bearerFormat", Kind::Text),
        ("flows", Kind::Of(&FLOWS)),
        ("openIdConnectUrl", Kind::Text),
    ],
);

static FLOWS: Shape = Shape::new(
    "an object of flows",
    &[
        ("implicit", Kind::Of(&FLOW)),
        ("password", Kind::Of(&FLOW)),
        ("clientCredentials", Kind::Of(&FLOW)),
        ("authorizationCode", Kind::Of(&FLOW)),
    ],
);

static FLOW: Shape = Shape::new(
    "a flow",
    &[
        ("authorizationUrl", Kind::Text),
        ("tokenUrl", Kind::Text),
        ("refreshUrl", Kind::Text),
        ("scopes", Kind::Map(&Kind::Text)),
    ],
);
