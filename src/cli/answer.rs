//! `--format json --query JSONPATH`: the answer as JSON, whole or the parts that were asked for.

use jsonpath_rust::parser::model::JpQuery;
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;
use serde_json::Value;

use crate::cli::args::Format;
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
    /// The parts of it.
    query: Option<JpQuery>,
}

impl Answer {
    /// A whole answer of that form.
    pub(crate) fn whole(format: Format) -> Answer {
        Answer { format, query: None }
    }

    /// An answer of that form; `Err` on a path that cannot be read, with the column.
    pub fn new(format: Format, query: Option<&str>) -> Result<Answer, usize> {
        let query = query.map(parse_json_path).transpose();
        let query = query.map_err(|error| path_column(&error.to_string()))?;
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
        let Some(query) = &self.query else {
            console.painted(&format!("{value:#}\n"));
            return;
        };
        // A query that fits nothing finds nothing.
        for found in js_path_process(query, value).unwrap_or_default() {
            console.painted(&format!("{}\n", found.val()));
        }
    }
}
