//! Findings as a JUnit report: a suite per file, a case per finding.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Verdict;
use super::text::shortened;
use super::verdict::by_file;
use crate::finding::Located;
use crate::text::plain;

/// The suite of a run without findings: CI systems take an empty report for a mistake.
const CLEAN: &str = "provgen validate";

/// Renders the report. Findings below the threshold are cases that pass, with output.
///
/// # Errors
/// None in practice: it writes to memory.
pub fn render(verdict: &Verdict) -> io::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let (tests, failures) = (verdict.findings.len().max(1).to_string(), failures(verdict, &verdict.findings));
    writer
        .create_element("testsuites")
        .with_attributes([("name", CLEAN), ("tests", &tests), ("failures", &failures), ("errors", "0")])
        .write_inner_content(|writer| suites(writer, verdict))?;
    Ok(String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n")
}

fn suites(writer: &mut Writer<Vec<u8>>, verdict: &Verdict) -> io::Result<()> {
    if verdict.findings.is_empty() {
        return suite(writer, CLEAN, verdict, &[]);
    }
    for (file, findings) in by_file(&verdict.findings) {
        suite(writer, &text(&file), verdict, findings)?;
    }
    Ok(())
}

fn suite(writer: &mut Writer<Vec<u8>>, name: &str, verdict: &Verdict, findings: &[Located]) -> io::Result<()> {
    let (tests, failures) = (findings.len().max(1).to_string(), failures(verdict, findings));
    let suite = writer.create_element("testsuite").with_attributes([
        ("name", name),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", "0"),
        ("skipped", "0"),
    ]);
    suite.write_inner_content(|writer| {
        if findings.is_empty() {
            writer.create_element("testcase").with_attributes([("classname", name), ("name", name)]).write_empty()?;
        }
        findings.iter().try_for_each(|finding| case(writer, name, verdict, finding))
    })?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, file: &str, verdict: &Verdict, finding: &Located) -> io::Result<()> {
    let mark = finding.place.mark;
    let pointer = finding.place.pointer.as_deref().unwrap_or_default();
    let name = text(format!("{} {pointer}", finding.rule).trim_end());
    let details = [
        format!("{}[{}]: {}", finding.severity.name(), finding.rule, finding.message),
        format!("{file}:{}:{} {pointer}", mark.line(), mark.column()).trim_end().to_owned(),
        format!("help: {}", finding.help),
    ];
    let details = details.map(|line| text(&line)).join("\n");
    let case = writer.create_element("testcase").with_attributes([("classname", file), ("name", &name)]);
    case.write_inner_content(|writer| {
        let details = BytesText::new(&details);
        if verdict.is_failure(finding) {
            let message = text(&shortened(&finding.message));
            let failure = writer.create_element("failure");
            failure.with_attributes([("type", finding.rule), ("message", &message)]).write_text_content(details)?;
        } else {
            writer.create_element("system-out").write_text_content(details)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn failures(verdict: &Verdict, findings: &[Located]) -> String {
    findings.iter().filter(|finding| verdict.is_failure(finding)).count().to_string()
}

/// Replaces characters that XML 1.0 does not allow. The writer escapes markup.
fn text(text: &str) -> String {
    plain(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
