//! The guide for people who come from StackQL's provider tools, command by command, on a repository of that layout.

use std::fs;
use std::path::Path;

use crate::support::{copy, provgen, repository, transcript, tree};

/// The commands of a guide: the lines of its blocks for a shell.
fn commands(guide: &str) -> Vec<String> {
    let blocks = guide.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("\n```"));
    blocks.flat_map(|(block, _)| block.lines().map(str::to_owned)).collect()
}

/// Runs a command, which has to succeed, and returns what it says.
fn run(folder: &Path, command: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().collect();
    assert_eq!(words.first(), Some(&"provgen"), "a block holds something else: {command}");
    let output = provgen(folder, &words[1..]);
    let told = transcript(&output);
    assert_eq!(output.status.code(), Some(0), "{command}: {told}");
    told
}

#[test]
fn each_command_of_the_guide_does_what_it_says() {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy(&repository().join("tests/provider_tools"), folder.path());
    let guide = fs::read_to_string(repository().join("docs/coming-from-provider-utils.md")).expect("the guide");
    let commands = commands(&guide);
    assert!(commands.len() >= 9, "{commands:?}");
    let told: Vec<(&String, String)> = commands.iter().map(|command| (command, run(folder.path(), command))).collect();
    // What other commands say is held to their own tests.
    let is_shown = |command: &str| ["provgen import ", "provgen diff "].iter().any(|start| command.starts_with(start));
    let shown = told.iter().filter(|(command, _)| is_shown(command));
    insta::assert_snapshot!(shown.map(|(command, told)| format!("$ {command}\n{told}\n")).collect::<String>());
    let text = |path: &str| fs::read_to_string(folder.path().join(path)).expect(path);
    insta::assert_snapshot!(
        "the_imported_provider",
        text("specs/bookshop/provgen.yaml") + &text("specs/bookshop/mapping.csv")
    );
    insta::assert_snapshot!("the_imported_repository", text("specs/bookshop_from_csv/provgen.yaml"));
    let overlays = tree(&folder.path().join("specs/bookshop/overlays"));
    let (name, overlay) = overlays.iter().next().expect("an overlay");
    assert!(overlays.len() == 1 && name == "schemas.yaml", "{overlays:?}");
    assert!(String::from_utf8_lossy(overlay).contains("shelf:"), "{overlays:?}");
}

/// Every step of the tools has a section, and each flag that the tools take is named.
#[test]
fn the_guide_has_each_step() {
    let guide = fs::read_to_string(repository().join("docs/coming-from-provider-utils.md")).expect("the guide");
    for step in ["Split", "Normalize", "Analyze", "Generate", "Post-process", "Docgen"] {
        assert!(guide.contains(&format!("\n## {step}\n")), "{step}");
    }
}
