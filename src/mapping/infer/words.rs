//! Splits names into words, recognises verbs, and converts between singular and plural.

use pluralizer::pluralize;

use crate::text::snake_case;

/// The meaning of a verb in a path or an operationId.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    Read,
    Create,
    Update,
    Delete,
    /// Anything else.
    Act,
}

const READ: &[&str] = &[
    "check", "count", "describe", "fetch", "find", "get", "head", "list", "lookup", "query", "read", "retrieve",
    "search", "show",
];

const CREATE: &[&str] =
    &["add", "assign", "create", "enroll", "insert", "issue", "new", "provision", "register", "subscribe", "upsert"];

const UPDATE: &[&str] = &["change", "edit", "modify", "patch", "put", "rename", "replace", "set", "update"];

const DELETE: &[&str] = &["delete", "destroy", "remove", "unassign"];

/// Verbs of actions, including words that are only sometimes verbs: where it matters, a path that can be read is not an
/// action, whatever its name.
#[rustfmt::skip]
const ACT: &[&str] = &[
    "abort", "accept", "ack", "acknowledge", "activate", "allocate", "allow", "apply", "approve", "archive",
    "associate", "attach", "authenticate", "authorize", "backup", "ban", "batch", "bind", "block", "boot",
    "broadcast", "bulk", "buy", "calculate", "cancel", "challenge", "checkin", "checkout", "claim", "cleanup",
    "clear", "clone", "close", "commit", "compare", "compile", "complete", "compute", "configure", "confirm",
    "connect", "convert", "copy", "cordon", "deactivate", "decline", "decommission", "decrypt", "defer", "delegate",
    "demote", "deny", "deploy", "dequeue", "detach", "disable", "disassociate", "disconnect", "discover", "dismiss",
    "dissociate", "download", "drain", "dump", "duplicate", "enable", "encrypt", "end", "enqueue", "erase",
    "escalate", "evaluate", "exchange", "execute", "expire", "export", "extend", "failback", "failover", "finalize",
    "finish", "flush", "follow", "force", "forgot", "freeze", "generate", "grant", "heartbeat", "hide",
    "impersonate", "import", "ingest", "initialize", "initiate", "inspect", "install", "invite", "invoke", "join",
    "kick", "kill", "launch", "leave", "link", "lock", "login", "logout", "make", "map", "mark", "mass", "merge",
    "migrate", "mitigate", "moderate", "move", "multi", "mutate", "mute", "nominate", "notify", "opt", "optimize",
    "order", "overwrite", "pause", "pin", "ping", "poll", "populate", "predict", "prepare", "preview", "promote",
    "prove", "prune", "publish", "pull", "purchase", "purge", "push", "reactivate", "reassign", "reboot", "rebuild",
    "recalculate", "reclassify", "reconcile", "recover", "recycle", "redact", "redeem", "redeploy", "redrive",
    "refresh", "refund", "regenerate", "reindex", "reinstall", "reissue", "reject", "relay", "release", "reload",
    "remediate", "render", "renew", "reopen", "reorder", "repair", "replay", "replicate", "reprocess", "rerun",
    "rescan", "rescue", "resend", "reset", "resize", "resolve", "restart", "restore", "resubmit", "resume",
    "resync", "retire", "retransmit", "retrigger", "retry", "revert", "revoke", "rewind", "rollback", "rotate",
    "run", "save", "scan", "schedule", "seal", "send", "share", "shutdown", "sign", "simulate", "skip", "snooze",
    "start", "stop", "submit", "suggest", "summarize", "suspend", "swap", "switchover", "sync", "synchronize",
    "terminate", "test", "toggle", "transcribe", "transfer", "transform", "translate", "trigger", "truncate",
    "unarchive", "unban", "unbind", "unblock", "undelete", "undeploy", "undo", "undrop", "unenroll", "unfollow",
    "unfreeze", "unhide", "uninstall", "unlink", "unlock", "unmark", "unmute", "unpause", "unpin", "unpublish",
    "unregister", "unrevoke", "unschedule", "unseal", "unsnooze", "unstar", "unsubscribe", "unsuspend", "upgrade",
    "upload", "use", "vacuum", "validate", "verify", "void", "wipe",
];

/// Verbs that are also nouns: after other words they probably are (`speed-test`).
#[rustfmt::skip]
const THINGS_TOO: &[&str] = &[
    "backup", "batch", "block", "bulk", "challenge", "claim", "copy", "download", "dump", "end", "export", "force",
    "grant", "heartbeat", "import", "link", "lock", "login", "map", "mark", "mass", "multi", "order", "preview",
    "purchase", "release", "run", "scan", "schedule", "seal", "share", "sign", "start", "test", "transfer",
    "trigger", "upgrade", "upload", "use", "void",
];

/// Words before an action that does it to many.
const IN_BULK: &[&str] = &["batch", "bulk", "mass", "multi"];

/// Words that only look like a plural, or that have none.
#[rustfmt::skip]
const AS_THEY_ARE: &[&str] = &[
    "access", "address", "analytics", "aws", "cors", "data", "dns", "gps", "https", "information", "ios", "ips",
    "kms", "kubernetes", "metadata", "nas", "oidc", "redis", "rds", "saml", "settings", "sms", "sns", "ses", "sqs",
    "ssl", "sso", "status", "tls", "vps",
];

/// Words that end the name of a thing, and introduce its owner. `in` and `on` do not: people sign in and are on call.
const LINKS: &[&str] = &["and", "at", "by", "for", "from", "of", "to", "with"];

/// Whether a word ends the name of a thing.
pub fn is_link(word: &str) -> bool {
    LINKS.contains(&word)
}

/// Returns the meaning of a word, if it is a verb.
pub fn intent(word: &str) -> Option<Intent> {
    let lists = [
        (READ, Intent::Read),
        (CREATE, Intent::Create),
        (UPDATE, Intent::Update),
        (DELETE, Intent::Delete),
        (ACT, Intent::Act),
    ];
    lists.into_iter().find(|(words, _)| words.contains(&word)).map(|(_, intent)| intent)
}

/// Whether a verb is as often a noun.
pub fn is_noun_too(word: &str) -> bool {
    THINGS_TOO.contains(&word)
}

/// Whether a word is a verb and no noun as well.
pub fn is_only_a_verb(word: &str) -> bool {
    intent(word).is_some() && !is_noun_too(word)
}

/// Whether a path segment names an action: `activate`, `bulk-delete`, `keyRotate`.
pub fn is_action(segment: &str) -> bool {
    let words = split(segment);
    let Some((last, before)) = words.split_last() else { return false };
    let ends_in_verb = !before.is_empty() && ACT.contains(&last.as_str()) && !is_noun_too(last);
    // `order-items` are things, but `mark-error` is to be done.
    let is_thing = |first: &String| {
        !before.is_empty() && is_noun_too(first) && !IN_BULK.contains(&first.as_str()) && is_plural(last)
    };
    let is_verb = |first: &String| intent(first).is_some() && !is_thing(first);
    ends_in_verb || words.first().is_some_and(is_verb)
}

/// Returns the words of a name in lower case: `saml`, `metadata`, `v2` for `SAMLMetadata-v2`. A single capital is no word
/// of its own (`oauth2`, `ipv6`), and neither is the `s` of many (`ips`).
pub fn split(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (index, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() || is_start(&letters, index) {
            words.push(String::new());
        }
        if letter.is_ascii_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.push(letter.to_ascii_lowercase()));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a capital starts a word: after a small letter, or after other capitals and before a small letter.
fn is_start(letters: &[char], index: usize) -> bool {
    let is = |offset: usize, test: fn(&char) -> bool| letters.get(offset).is_some_and(test);
    let before = |back: usize, test: fn(&char) -> bool| index.checked_sub(back).is_some_and(|at| is(at, test));
    let is_small = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_many = is(index + 1, |c| *c == 's') && !is(index + 2, char::is_ascii_lowercase);
    let ends_acronym = before(1, char::is_ascii_uppercase)
        && before(2, char::is_ascii_uppercase)
        && is(index + 1, char::is_ascii_lowercase)
        && !is_many;
    is(index, char::is_ascii_uppercase) && (before(1, is_small) || ends_acronym)
}

/// Converts a name to snake case with only letters, digits and `_`.
pub fn clean(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    snake_case(name).chars().map(plain).collect::<String>().trim_matches('_').to_owned()
}

pub fn singular(word: &str) -> String {
    if AS_THEY_ARE.contains(&word) { word.to_owned() } else { pluralize(word, 1, false) }
}

pub fn plural(word: &str) -> String {
    if AS_THEY_ARE.contains(&word) { word.to_owned() } else { pluralize(word, 2, false) }
}

/// Whether a word stands for many things.
pub fn is_plural(word: &str) -> bool {
    singular(word) != word
}

/// Returns a name in snake case with its last word in the singular.
pub fn singular_name(name: &str) -> String {
    match name.rsplit_once('_') {
        Some((before, last)) => format!("{before}_{}", singular(last)),
        None => singular(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_readers_see_it() {
        assert_eq!(split("SAMLMetadata-v2"), ["saml", "metadata", "v2"]);
        assert_eq!(split("listIPs_of.user"), ["list", "ips", "of", "user"]);
        assert_eq!(split("listOAuth2ADGroupsIPv6"), ["list", "oauth2", "ad", "groups", "ipv6"]);
        assert_eq!(split("größe"), ["gr", "e"]);
        assert!(split("--").is_empty());
    }

    #[test]
    fn segments_that_are_called_like_something_to_do() {
        for action in ["activate", "bulk-delete", "keyRotate", "submit_tool_outputs", "search", "change_password"] {
            assert!(is_action(action), "{action}");
        }
        for thing in ["users", "speed-test", "permissions", "settings", "orders", ""] {
            assert!(!is_action(thing), "{thing}");
        }
    }

    #[test]
    fn one_and_many() {
        let pairs = [("user", "users"), ("policy", "policies"), ("address", "address"), ("sms", "sms"), ("dns", "dns")];
        for (one, many) in pairs {
            assert_eq!((plural(one).as_str(), singular(many).as_str()), (many, one));
        }
        assert_eq!(singular_name("email_domains"), "email_domain");
        assert_eq!((plural("settings").as_str(), singular("settings").as_str()), ("settings", "settings"));
    }
}
