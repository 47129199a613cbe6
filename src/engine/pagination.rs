//! How the engine asks for the next page (provider-format 3.7).

/// The algorithms that the engine has beside its usual one.
pub const ALGORITHMS: [&str; 2] = ["page_number", "odata_next_link"];
