//! What is wrong with an entry of `settings`.

/// What is wrong with an entry: the place in it, what, and what to do.
pub type Fault = (String, String, String);
