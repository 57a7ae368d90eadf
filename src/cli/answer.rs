//! `--format json --query JSONPATH`: the answer as JSON, whole or the parts that were asked for.

use jsonpath_rust::parser::errors::JsonPathError;
use jsonpath_rust::parser::model::JpQuery;
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;
use serde_json::Value;

use crate::cli::args::{Format, Level};
use crate::cli::console::Console;
use crate::cli::failure;
use crate::diag::render;
use crate::project::Project;
use crate::suite::path_column;

/// How an answer was asked for.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The form.
    pub format: Format,
    /// The parts of it, and how they were asked for.
    query: Option<(JpQuery, String)>,
}

impl Answer {
    /// A whole answer of that form.
    pub(crate) fn whole(format: Format) -> Answer {
        Answer { format, query: None }
    }

    /// An answer of that form; `Err` on a path that cannot be read, with the column.
    pub fn new(format: Format, query: Option<&str>) -> Result<Answer, usize> {
        let parsed = |text: &str| Ok((parse_json_path(text)?, text.to_owned()));
        let query = query.map(parsed).transpose();
        let query = query.map_err(|error: JsonPathError| path_column(&error.to_string()))?;
        Ok(Answer { format, query })
    }

    /// Writes what was found wrong with a project, in the form of the answer.
    pub(crate) fn diagnostics(&self, project: &Project, console: &mut Console) {
        let (found, sources) =
            (&failure::all_in_words(&project.diagnostics, console.texts()), &project.sources);
        match self.format {
            Format::Text => console.diagnostics(found, sources),
            Format::Json => self.write(&render::json(found, sources, console.texts()), console),
            Format::Sarif => self.write(&render::sarif(found, sources, console.texts()), console),
        }
    }

    /// Whether parts are asked for.
    pub fn asks(&self) -> bool {
        self.query.is_some()
    }

    /// Writes a document: whole, or each part that the query finds as one line of JSON.
    pub fn write(&self, value: &Value, console: &mut Console) {
        console.answered();
        let Some((query, asked)) = &self.query else {
            console.painted(&format!("{value:#}\n"));
            return;
        };
        let found = js_path_process(query, value).unwrap_or_default();
        if found.is_empty() {
            // That nothing fits is an answer, and no mistake.
            let members = value.as_object().into_iter().flat_map(|object| object.keys());
            let members: Vec<&str> = members.map(String::as_str).collect();
            let args = [("query", asked.as_str().into()), ("members", members.join(", ").into())];
            let text = console.texts().say("query-nothing", &args);
            console.log(Level::Warn, &text);
        }
        for found in found {
            console.painted(&format!("{}\n", found.val()));
        }
    }
}
