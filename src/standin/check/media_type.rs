//! The media type that a body is sent with, and those that an operation takes.

use crate::engine::media_type::JSON;
use crate::tree::{Node, Text};

/// Returns the media types of a request body in which a body of this media type is described: the one of that name, else
/// the narrowest range.
pub fn described<'n>(content: &'n Node, sent: &str) -> Option<(&'n Text, &'n Node)> {
    let rank = |declared: &str| {
        let declared = crate::standin::requested::essence(declared);
        match declared.strip_suffix('*') {
            _ if declared == sent => Some(2),
            Some("*/") => Some(0),
            Some(top) if sent.starts_with(top) => Some(1),
            _ => None,
        }
    };
    let entries = content.as_mapping().into_iter().flatten();
    let ranked = entries.filter_map(|(name, media)| Some((rank(name)?, (name, media))));
    ranked.max_by_key(|(rank, _)| *rank).map(|(_, found)| found)
}

/// Whether a media type, without its parameters, is one of JSON.
pub fn is_json(media_type: &str) -> bool {
    media_type == JSON || media_type == "text/json" || media_type.ends_with("+json")
}
