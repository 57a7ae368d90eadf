//! Results for build servers, in JUnit's XML.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::diag::Texts;
use crate::project::Project;
use crate::suite::report::{Report, Result};
use crate::suite::words::words;

/// The report as a document.
pub fn junit(project: &Project, report: &Report, texts: &Texts) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = write(&mut writer, project, report, texts);
    written.expect("memory takes every write");
    let mut text = String::from_utf8(writer.into_inner()).expect("texts are UTF-8");
    text.push('\n');
    text
}

fn write(
    writer: &mut Writer<Vec<u8>>,
    project: &Project,
    report: &Report,
    texts: &Texts,
) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let (all, failed) = (report.results.len().to_string(), report.failed().to_string());
    let mut suite = BytesStart::new("testsuite");
    for (name, value) in [("name", "obmen"), ("tests", &*all), ("failures", &*failed)] {
        suite.push_attribute((name, value));
    }
    writer.write_event(Event::Start(suite))?;
    for result in &report.results {
        case(writer, project, result, texts)?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn case(
    writer: &mut Writer<Vec<u8>>,
    project: &Project,
    result: &Result,
    texts: &Texts,
) -> std::io::Result<()> {
    let file = project.sources.file(result.span.file);
    let line = project.sources.place(result.span).line.to_string();
    let name = result.label.as_deref().unwrap_or(&result.name);
    let mut case = BytesStart::new("testcase");
    let attributes =
        [("classname", &*result.name), ("name", name), ("file", &*file.name), ("line", &*line)];
    for attribute in attributes {
        case.push_attribute(attribute);
    }
    if result.passed() {
        return writer.write_event(Event::Empty(case));
    }
    writer.write_event(Event::Start(case))?;
    for failure in &result.failures {
        let words = words(project, failure, texts);
        let mut tag = BytesStart::new("failure");
        tag.push_attribute(("message", words.first().map_or("", String::as_str)));
        writer.write_event(Event::Start(tag))?;
        let told: String = words.join("\n").chars().filter(|c| is_xml(*c)).collect();
        writer.write_event(Event::Text(BytesText::new(&told)))?;
        writer.write_event(Event::End(BytesEnd::new("failure")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("testcase")))
}

/// Whether XML may have the character at all.
fn is_xml(c: char) -> bool {
    !c.is_control() || matches!(c, '\n' | '\t' | '\r')
}
