//! Takes an operationId apart: the thing that it is about, the verb, and what stands before both.

use super::words::{self, Intent};

/// Words at the start that say nothing about the operation.
const NOISE: &[&str] = &["api", "beta"];

/// An operationId in parts, such as `droplets`, `list` and `backups` for `droplets_list_backups`. All words are in lower
/// case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperationId {
    /// What stands before the verb: often a group of operations.
    pub before: Vec<String>,
    /// The verb, unless it is only an HTTP verb such as `post`.
    pub verb: Option<String>,
    pub intent: Option<Intent>,
    /// What the operation is about, without its owner: `keys` in `listKeysOfUser`.
    pub thing: Vec<String>,
    /// Whether there are words after the thing, behind `by`, `for` and the like.
    pub has_more: bool,
}

impl OperationId {
    /// Takes apart the operationId of an operation with an HTTP verb on a path. Of one that was made of verb and path,
    /// nothing is left.
    pub fn read(id: &str, http_verb: &str, path: &str) -> Self {
        let (mut starts, mut words) = (Vec::new(), Vec::new());
        for part in parts(id) {
            starts.push(words.len());
            words.extend(part);
        }
        words.truncate(before_path(&words, http_verb, path));
        let noise =
            words.iter().take_while(|word| NOISE.contains(&word.as_str())).count().min(words.len().saturating_sub(1));
        let says_http = http_verb != "get" && words.get(noise).is_some_and(|word| word == http_verb);
        let skipped = noise + usize::from(says_http && words.len() > noise + 1);
        let words = words.split_off(skipped);
        let starts: Vec<usize> = starts.into_iter().filter_map(|start: usize| start.checked_sub(skipped)).collect();
        let end = words.iter().skip(1).position(|word| words::is_link(word)).map_or(words.len(), |at| at + 1);
        let has_more = end < words.len();
        let words = words.get(..end).unwrap_or_default();
        let mut read = if says_http { behind_http(words, http_verb) } else { around_verb(words, &starts) };
        read.has_more = has_more;
        read
    }

    /// Whether the operationId says that it lists things.
    pub fn says_list(&self) -> bool {
        self.verb.as_deref() == Some("list")
    }

    /// The words of the thing, or those before a verb that has none behind it, as in `backupGet`.
    pub fn noun(&self) -> &[String] {
        if self.thing.is_empty() { &self.before } else { &self.thing }
    }
}

/// Returns the words of each part between characters that are no letters or digits.
fn parts(id: &str) -> impl Iterator<Item = Vec<String>> {
    id.split(|c: char| !c.is_ascii_alphanumeric()).map(words::split).filter(|words| !words.is_empty())
}

/// Returns how many words there are before the path and the HTTP verb at the end, which some frameworks add.
fn before_path(words: &[String], http_verb: &str, path: &str) -> usize {
    let path: Vec<String> = parts(path.split(['?', '#']).next().unwrap_or_default()).flatten().collect();
    let verb = [http_verb.to_owned()];
    let is_path = |words: &[String]| words == path || words.strip_prefix(&verb).is_some_and(|rest| rest == path);
    match words.strip_suffix(&verb).unwrap_or(words) {
        _ if path.is_empty() => words.len(),
        head if is_path(head) || is_path(words) => 0,
        head if head.len() < words.len() && head.ends_with(&path) => head.len() - path.len(),
        _ => words.len(),
    }
}

/// Reads what follows an HTTP verb: `post-boot-instance`, `post-transfer`.
fn behind_http(words: &[String], http_verb: &str) -> OperationId {
    let act = words.split_first().filter(|(_, rest)| !rest.is_empty());
    let act = act.and_then(|(first, rest)| Some((first, rest, words::intent(first)?)));
    match act {
        Some((verb, thing, intent)) => said(&[], Some(verb), Some(intent), thing),
        None => said(&[], None, of_http(http_verb), words),
    }
}

fn of_http(verb: &str) -> Option<Intent> {
    match verb {
        "post" => Some(Intent::Create),
        "put" | "patch" => Some(Intent::Update),
        "delete" => Some(Intent::Delete),
        _ => None,
    }
}

/// Reads words by their verb. It comes first (`listUsers`), at the start of a part (`users_list_keys`), or last
/// (`backupGet`); there, one of an action is most likely a noun (`speedTest`).
fn around_verb(words: &[String], starts: &[usize]) -> OperationId {
    let verb = |at: usize| words.get(at).and_then(|word| words::intent(word));
    let is_noun_too = |at: usize| words.get(at).is_some_and(|word| words::is_noun_too(word));
    let is_plain = |at: usize| verb(at).is_some_and(|intent| intent != Intent::Act);
    let inner = || starts.iter().copied().filter(|at| (1..words.len()).contains(at));
    let ending = || {
        let first = words.len() - words.iter().enumerate().rev().take_while(|(at, _)| is_plain(*at)).count();
        (first > 0 && first < words.len()).then_some(first)
    };
    let at = Some(0)
        .filter(|_| verb(0).is_some() && !is_noun_too(0))
        .or_else(|| inner().find(|at| is_plain(*at)))
        .or_else(|| inner().find(|at| verb(*at).is_some() && !is_noun_too(*at)))
        .or_else(ending)
        .or_else(|| verb(0).map(|_| 0));
    let Some(at) = at else { return said(&[], None, None, words) };
    let (before, rest) = words.split_at_checked(at).unwrap_or((words, &[]));
    let Some((verb, thing)) = rest.split_first() else { return said(&[], None, None, words) };
    // `backupGetList` has two verbs.
    let thing = if before.is_empty() || thing.iter().any(|word| words::intent(word).is_none()) { thing } else { &[] };
    said(before, Some(verb), words::intent(verb), thing)
}

fn said(before: &[String], verb: Option<&String>, intent: Option<Intent>, thing: &[String]) -> OperationId {
    let is_article = |first: &String| thing.len() > 1 && ["a", "all", "an", "the"].contains(&first.as_str());
    let thing = thing.split_first().filter(|(first, _)| is_article(first)).map_or(thing, |(_, rest)| rest);
    OperationId { before: before.to_vec(), verb: verb.cloned(), intent, thing: thing.to_vec(), has_more: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(id: &str, http_verb: &str, path: &str) -> String {
        let OperationId { before, verb, intent, thing, .. } = OperationId::read(id, http_verb, path);
        let intent = intent.map(|intent| format!("{intent:?}")).unwrap_or_default();
        format!("{} | {} {intent} | {}", before.join(" "), verb.unwrap_or_default(), thing.join(" "))
    }

    #[test]
    fn operation_ids_have_parts() {
        let cases = [
            ("listUsers", "get", " | list Read | users"),
            ("listAllGroupsForUser", "get", " | list Read | groups"),
            ("getSignInPage", "get", " | get Read | sign in page"),
            ("backupGetList", "get", "backup | get Read | "),
            ("monitorsDeleteByIds", "delete", "monitors | delete Delete | "),
            ("post-boot-linode-instance", "post", " | boot Act | linode instance"),
            ("post-transfer", "post", " |  Create | transfer"),
            ("put-account", "put", " |  Update | account"),
            ("speedTest", "post", " |   | speed test"),
            ("users", "post", " |   | users"),
            ("", "post", " |   | "),
            ("--", "get", " |   | "),
            ("list", "get", " | list Read | "),
            ("droplets_list_backups", "get", "droplets | list Read | backups"),
            ("actions/remove-runner-from-group", "delete", "actions | remove Delete | runner"),
            ("genai_attach_agent_function", "post", "genai | attach Act | agent function"),
            ("revokeOAuth2Tokens", "delete", " | revoke Act | oauth2 tokens"),
            ("BetaListEvents", "get", " | list Read | events"),
        ];
        for (id, verb, expected) in cases {
            assert_eq!(read(id, verb, "/x"), expected, "{id}");
        }
    }

    #[test]
    fn what_a_framework_made_of_the_path_says_nothing() {
        let path = "/v1/files/{file_id}";
        assert_eq!(read("read_file_v1_files__file_id__get", "get", path), " | read Read | file");
        assert_eq!(read("get_v1_files_file_id", "get", path), " |   | ");
        assert_eq!(read("v1-files-file_id", "get", path), " |   | ");
    }
}
