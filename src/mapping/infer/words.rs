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
    "abort", "accept", "acknowledge", "activate", "allocate", "allow", "apply", "approve", "archive", "attach",
    "authenticate", "authorize", "backup", "ban", "batch", "block", "boot", "bulk", "buy", "cancel", "challenge",
    "claim", "clone", "close", "complete", "configure", "confirm", "connect", "convert", "copy", "cordon",
    "deactivate", "decline", "decommission", "decrypt", "demote", "deny", "deploy", "detach", "disable", "disconnect",
    "discover", "dismiss", "download", "drain", "duplicate", "enable", "encrypt", "end", "evaluate", "exchange",
    "execute", "expire", "export", "extend", "finalize", "finish", "follow", "force", "forgot", "generate", "grant",
    "hide", "impersonate", "import", "ingest", "install", "invite", "invoke", "join", "kill", "launch", "leave",
    "link", "lock", "login", "logout", "make", "map", "mark", "merge", "migrate", "move", "mutate", "mute", "notify",
    "opt", "order", "pause", "ping", "poll", "preview", "promote", "prove", "publish", "purchase", "purge",
    "reactivate", "reassign", "reboot", "rebuild", "recover", "recycle", "redeem", "redeploy", "refresh",
    "regenerate", "reinstall", "reissue", "reject", "release", "reload", "remediate", "renew", "reopen", "reorder",
    "repair", "replay", "replicate", "reprocess", "rescan", "rescue", "resend", "reset", "resize", "restart",
    "restore", "resubmit", "resume", "resync", "retire", "retrigger", "retry", "revert", "revoke", "rollback",
    "rotate", "run", "save", "scan", "schedule", "seal", "send", "share", "shutdown", "sign", "simulate", "skip",
    "snooze", "start", "stop", "submit", "suspend", "swap", "sync", "synchronize", "terminate", "test", "toggle",
    "transfer", "transform", "trigger", "truncate", "unarchive", "unban", "unblock", "undelete", "undeploy", "undo",
    "unfollow", "uninstall", "unlink", "unlock", "unmark", "unmute", "unpublish", "unregister", "unschedule",
    "unsubscribe", "unsuspend", "upgrade", "upload", "use", "validate", "verify", "void", "wipe",
];

/// Verbs that are also nouns: after other words they probably are (`speed-test`).
#[rustfmt::skip]
const THINGS_TOO: &[&str] = &[
    "backup", "batch", "block", "bulk", "challenge", "claim", "copy", "download", "end", "export", "force", "grant",
    "import", "link", "lock", "login", "map", "mark", "order", "preview", "purchase", "release", "run", "scan",
    "schedule", "seal", "share", "sign", "start", "test", "transfer", "trigger", "upgrade", "upload", "use", "void",
];

/// Words that only look like a plural, or that have none.
#[rustfmt::skip]
const AS_THEY_ARE: &[&str] = &[
    "access", "address", "analytics", "aws", "cors", "data", "dns", "gps", "https", "information", "ios", "ips",
    "kms", "kubernetes", "metadata", "nas", "oidc", "redis", "rds", "saml", "settings", "sms", "sns", "ses", "sqs",
    "ssl", "sso", "status", "tls", "vps",
];

/// Words that introduce the owner of a resource.
const LINKS: &[&str] = &["and", "at", "by", "for", "from", "of", "to", "with"];

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

/// Returns the words of an operationId around its verb, and the verb. It comes first (`listUsers`), or last and
/// before a link (`backupGet`, `monitorsDeleteByIds`); there, one of another kind is most likely a noun (`speedTest`).
pub fn verb_of<'w>(words: &'w [&'w str]) -> (&'w [&'w str], Option<Intent>) {
    let end = words.iter().skip(1).position(|word| LINKS.contains(word)).map_or(words.len(), |at| at + 1);
    let words = words.get(..end).unwrap_or(words);
    let at_start =
        words.split_first().and_then(|(first, rest)| Some((rest, intent(first)?, THINGS_TOO.contains(first))));
    let is_plain = |word: &&str| intent(word).is_some_and(|intent| intent != Intent::Act);
    // `backupGetList` has two verbs.
    let nouns = words.iter().rposition(|word| !is_plain(word)).map_or(0, |at| at + 1);
    let at_end = words.split_at_checked(nouns).filter(|(nouns, _)| !nouns.is_empty());
    let at_end = at_end.and_then(|(nouns, verbs)| Some((nouns, intent(verbs.first()?)?)));
    match (at_start, at_end) {
        (Some((rest, intent, false)), _) => (rest, Some(intent)),
        (_, Some((rest, intent))) => (rest, Some(intent)),
        (Some((rest, intent, true)), None) => (rest, Some(intent)),
        (None, None) => (words, None),
    }
}

/// Whether a path segment names an action: `activate`, `bulk-delete`, `keyRotate`.
pub fn is_action(segment: &str) -> bool {
    let words = split(segment);
    let Some((last, before)) = words.split_last() else { return false };
    let ends_in_verb = !before.is_empty() && ACT.contains(&last.as_str()) && !THINGS_TOO.contains(&last.as_str());
    ends_in_verb || words.first().is_some_and(|first| intent(first).is_some())
}

/// Returns the words of a name in lower case: `saml`, `metadata`, `v2` for `SAMLMetadata-v2`.
pub fn split(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    let mut before = None;
    for (index, letter) in letters.iter().enumerate() {
        let after = letters.get(index + 1);
        if !letter.is_ascii_alphanumeric() || is_start(before, *letter, after) {
            words.push(String::new());
        }
        if letter.is_ascii_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.push(letter.to_ascii_lowercase()));
        }
        before = Some(*letter);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a capital starts a word: after a lower-case letter, or before one.
fn is_start(before: Option<char>, letter: char, after: Option<&char>) -> bool {
    let is_small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    letter.is_ascii_uppercase()
        && before.is_some_and(|before| {
            is_small(before) || (before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
        })
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
        assert_eq!(split("listIPs_of.user"), ["list", "i", "ps", "of", "user"]);
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
