//! The words of an operationId that name the service of its operation.

use std::borrow::Cow;

use super::infer::words;

/// Returns what stands before the first `/` or `.`, else the words between verbs: `pipelines` for `pipelines-create`,
/// `getPipelines` and `pipelines/list`.
pub fn words_of(id: &str) -> Option<Cow<'_, str>> {
    if let Some((first, _)) = id.split_once(['/', '.']).filter(|(first, _)| !first.trim().is_empty()) {
        return Some(Cow::Borrowed(first));
    }
    let all = words::split(id);
    let is_name = |word: &&String| !words::is_only_a_verb(word) && !words::is_link(word);
    let words: Vec<&str> =
        all.iter().skip_while(|word| words::is_only_a_verb(word)).take_while(is_name).map(String::as_str).collect();
    (!words.is_empty()).then(|| Cow::Owned(words.join("_")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_between_verbs_name_the_service() {
        let cases = [
            ("pipelines-create", Some("pipelines")),
            ("getPipelines", Some("pipelines")),
            ("pipelines/list-all", Some("pipelines")),
            ("storage.buckets.list", Some("storage")),
            ("AccountAPI_getUser", Some("account_api")),
            ("api_keys_list_for_user", Some("api_keys")),
            ("listUsersOfGroup", Some("users")),
            ("backups_list", Some("backups")),
            ("exports_get", Some("exports")),
            ("list", None),
            ("/x", Some("x")),
            ("", None),
        ];
        for (id, expected) in cases {
            assert_eq!(words_of(id).as_deref(), expected, "{id}");
        }
    }
}
