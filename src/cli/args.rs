//! The arguments as they are written. What they mean together is decided in `lower.rs`.
//!
//! Only this file and those under `args/` name clap. The texts of `--help` are not here: each
//! command and argument has its words in `locales/*.ftl` (`cli-about-RUN`, `cli-arg-NAME`), which
//! [`parse`] puts into the help of the chosen language.

mod help;
mod mistakes;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::diag::{Language, Texts};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "obmen", version)]
pub(crate) struct Line {
    /// Options of every command.
    #[command(flatten)]
    pub(crate) common: Common,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// `-C DIR`
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// `--lang ru|en`
    #[arg(long, value_name = "LANG", global = true, value_parser = language())]
    pub(crate) lang: Option<Language>,
    /// `--color auto|never|always`
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub(crate) color: Color,
    /// `--log LEVEL`
    #[arg(long, value_name = "LEVEL", global = true, default_value = "warn")]
    pub(crate) log: Level,
}

/// When the answer has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Never,
    Always,
}

/// How much of the log is shown; each level shows those before it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Level {
    /// Only what went wrong.
    Error,
    /// And what may go wrong.
    Warn,
    /// And what is being done.
    Info,
    /// And every request.
    Debug,
    /// And everything else.
    Trace,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For code hosts and editors (`check` only).
    Sarif,
}

/// `--format`, `--query`
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// `--format text|json`
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = text_or_json())]
    pub(crate) format: Format,
    /// `--query JSONPATH`
    #[arg(long, value_name = "JSONPATH")]
    pub(crate) query: Option<String>,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// `obmen init DIR`
    Init {
        /// Where.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// `--config unf3`
        #[arg(long, value_name = "NAME")]
        config: Option<String>,
    },
    /// `obmen check [FOLDER]`
    Check {
        /// The project.
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        /// `--live`
        #[arg(long)]
        live: bool,
        /// `--exit-zero`
        #[arg(long)]
        exit_zero: bool,
        /// `--format text|json|sarif`
        #[arg(long = "format", id = "check-format", value_name = "FORMAT", default_value = "text")]
        format: Format,
        /// `--query JSONPATH`
        #[arg(long, value_name = "JSONPATH")]
        query: Option<String>,
    },
    /// `obmen plan [FOLDER] [FLOW...]`
    Plan(Exchange),
    /// `obmen run [FOLDER] [FLOW...]`
    Run {
        /// What `plan` takes too.
        #[command(flatten)]
        exchange: Exchange,
        /// `--yes`
        #[arg(long)]
        yes: bool,
    },
    /// `obmen apply FILE`
    Apply {
        /// The saved plan.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// `--yes`
        #[arg(long)]
        yes: bool,
        /// `--format`, `--query`
        #[command(flatten)]
        report: Report,
    },
    /// `obmen test [FOLDER] [NAME...]`
    Test {
        /// The project, then names of maps, flows or serves.
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// `--review`
        #[arg(long, conflicts_with = "accept")]
        review: bool,
        /// `--accept`
        #[arg(long)]
        accept: bool,
        /// `--junit FILE`
        #[arg(long, value_name = "FILE")]
        junit: Option<PathBuf>,
        /// `--exit-zero`
        #[arg(long)]
        exit_zero: bool,
        /// `--format`, `--query`
        #[command(flatten)]
        report: Report,
    },
    /// `obmen fmt [FILE...]`
    Fmt {
        /// The files; all mappings of the project where none are named.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// `--check`
        #[arg(long)]
        check: bool,
        /// `--exit-zero`
        #[arg(long)]
        exit_zero: bool,
        /// `--keywords ru|en`
        #[arg(long, value_name = "LANG", value_parser = language())]
        keywords: Option<Language>,
    },
    /// `obmen explain CODE`, `obmen explain RECORD FIELD`
    Explain {
        /// The code, or the record.
        #[arg(value_name = "WHAT")]
        what: String,
        /// The field of the record.
        #[arg(value_name = "FIELD")]
        field: Option<String>,
        /// `--flow FLOW`
        #[arg(long, value_name = "FLOW", requires = "field")]
        flow: Option<String>,
        /// `--format`, `--query`
        #[command(flatten)]
        report: Report,
    },
    /// `obmen held [list|show|retry|skip]`
    #[command(args_conflicts_with_subcommands = true)]
    Held {
        /// What is done; a list where nothing is said.
        #[command(subcommand)]
        action: Option<Held>,
        /// What a list takes.
        #[command(flatten)]
        list: HeldList,
    },
    /// `obmen jobs [FOLDER]`
    Jobs(Jobs),
    /// `obmen tables pull [TABLE...]`
    Tables {
        /// The only action.
        #[command(subcommand)]
        action: Tables,
    },
    /// `obmen journal verify|rebuild`
    Journal {
        /// What is done with it.
        #[command(subcommand)]
        action: Journal,
    },
    /// `obmen schema pull`
    Schema {
        /// The only action.
        #[command(subcommand)]
        action: Schema,
    },
    /// `obmen doctor [FOLDER]`
    Doctor {
        /// The project.
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        /// `--format`, `--query`
        #[command(flatten)]
        report: Report,
    },
    /// `obmen sandbox [FOLDER]`, `obmen sandbox play SCENE [FOLDER]`
    #[command(args_conflicts_with_subcommands = true)]
    Sandbox {
        /// What is done with the systems instead of serving them.
        #[command(subcommand)]
        action: Option<Sandbox>,
        /// The project.
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        /// `--crm ADDRESS`
        #[arg(long, value_name = "ADDRESS")]
        crm: Option<String>,
        /// `--erp ADDRESS`
        #[arg(long, value_name = "ADDRESS")]
        erp: Option<String>,
        /// `--fault KIND[@OPERATION][xN]`
        #[arg(long, value_name = "FAULT")]
        fault: Vec<String>,
        /// `--reset`
        #[arg(long, conflicts_with_all = ["crm", "erp", "fault"])]
        reset: bool,
    },
    /// `obmen dump --stage ast FILE`
    Dump {
        /// `--stage ast|checked|program`
        #[arg(long, value_name = "STAGE")]
        stage: Stage,
        /// The mapping.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// `obmen sandbox ...`
#[derive(Debug, Subcommand)]
pub(crate) enum Sandbox {
    /// `obmen sandbox play SCENE [FOLDER]`
    Play {
        /// The scene; without one the scenes are listed.
        #[arg(value_name = "SCENE")]
        scene: Option<String>,
        /// The project.
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        /// `--format`, `--query`
        #[command(flatten)]
        report: Report,
    },
}

/// What `plan` and `run` share.
#[derive(Debug, Args)]
pub(crate) struct Exchange {
    /// The project, then the flows; all enabled flows where none are named.
    #[arg(value_name = "FLOW")]
    pub(crate) flows: Vec<String>,
    /// `--order NUMBER`
    #[arg(long, value_name = "NUMBER", conflicts_with = "id")]
    pub(crate) order: Vec<String>,
    /// `--id ID`
    #[arg(long, value_name = "ID")]
    pub(crate) id: Vec<String>,
    /// `--after POSITION`
    #[arg(long, value_name = "POSITION", conflicts_with_all = ["order", "id"])]
    pub(crate) after: Option<String>,
    /// `--out FILE`
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// `--fail-on CLASS,...`
    #[arg(long, value_name = "CLASS", value_delimiter = ',')]
    pub(crate) fail_on: Vec<Class>,
    /// `--by rule`
    #[arg(long, value_name = "WHAT")]
    pub(crate) by: Option<By>,
    /// `--explain`
    #[arg(long)]
    pub(crate) explain: bool,
    /// `--exit-zero`
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// `--format`, `--query`
    #[command(flatten)]
    pub(crate) report: Report,
}

/// `obmen held ...`
#[derive(Debug, Subcommand)]
pub(crate) enum Held {
    /// `obmen held list`
    List(HeldList),
    /// `obmen held show RECORD`
    Show {
        /// The record.
        #[arg(value_name = "RECORD")]
        record: String,
        /// What a list takes too.
        #[command(flatten)]
        list: HeldList,
    },
    /// `obmen held retry [RECORD...]`
    Retry {
        /// The records; all that wait where none are named.
        #[arg(value_name = "RECORD")]
        records: Vec<String>,
        /// `--flow FLOW`
        #[arg(long, value_name = "FLOW")]
        flow: Option<String>,
        /// `--format`, `--query`
        #[command(flatten)]
        report: Report,
    },
    /// `obmen held skip RECORD...`
    Skip {
        /// The records.
        #[arg(value_name = "RECORD", required = true)]
        records: Vec<String>,
        /// `--flow FLOW`
        #[arg(long, value_name = "FLOW")]
        flow: Option<String>,
        /// `--format`, `--query`
        #[command(flatten)]
        report: Report,
    },
}

/// What a list of records that wait takes.
#[derive(Debug, Args)]
pub(crate) struct HeldList {
    /// `--flow FLOW`
    #[arg(long, value_name = "FLOW")]
    pub(crate) flow: Option<String>,
    /// `--exit-zero`
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// `--format`, `--query`
    #[command(flatten)]
    pub(crate) report: Report,
}

/// What `jobs` takes.
#[derive(Debug, Args)]
pub(crate) struct Jobs {
    /// The project.
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    /// `--flow FLOW`
    #[arg(long, value_name = "FLOW")]
    pub(crate) flow: Option<String>,
    /// `--state STATE,...`
    #[arg(long, value_name = "STATE", value_delimiter = ',')]
    pub(crate) state: Vec<RunState>,
    /// `--since WHEN`
    #[arg(long, value_name = "MOMENT")]
    pub(crate) since: Option<String>,
    /// `--until WHEN`
    #[arg(long, value_name = "MOMENT")]
    pub(crate) until: Option<String>,
    /// `--limit COUNT`
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub(crate) limit: usize,
    /// `--format`, `--query`
    #[command(flatten)]
    pub(crate) report: Report,
}

/// How a run stands, as `--state` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RunState {
    /// All was done.
    Done,
    /// Records wait.
    Held,
    /// The mapping stopped it.
    Stopped,
    /// Something outside ended it.
    Failed,
    /// It is under way.
    Running,
    /// It was cut off.
    Cut,
}

/// A class of records that `--fail-on` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Class {
    /// A record would be created.
    Create,
    /// A record would be edited.
    Edit,
    /// A record waits.
    Hold,
    /// Both sides changed a field.
    Conflict,
    /// A record is left out with a message.
    Skip,
    /// Something is only warned of.
    Warn,
}

/// How changes are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// By the rule that makes them.
    Rule,
}

/// A stage of the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// The tree.
    Ast,
    /// The checked tree.
    Checked,
    /// The program.
    Program,
}

/// `obmen tables ...`
#[derive(Debug, Subcommand)]
pub(crate) enum Tables {
    /// `obmen tables pull [TABLE...]`
    Pull {
        /// The tables; all that have a `pull` where none are named.
        #[arg(value_name = "TABLE")]
        tables: Vec<String>,
        /// `--merge`
        #[arg(long)]
        merge: bool,
        /// `--yes`
        #[arg(long)]
        yes: bool,
        /// `--empty`
        #[arg(long)]
        empty: bool,
    },
}

/// `obmen journal ...`
#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    /// `obmen journal verify`
    Verify {
        /// `--format`, `--query`
        #[command(flatten)]
        report: Report,
    },
    /// `obmen journal rebuild`
    Rebuild {
        /// `--yes`
        #[arg(long)]
        yes: bool,
        /// `--format`, `--query`
        #[command(flatten)]
        report: Report,
    },
}

/// `obmen schema ...`
#[derive(Debug, Subcommand)]
pub(crate) enum Schema {
    /// `obmen schema pull`
    Pull,
}

/// What reading the arguments gives when it is no command line to act on.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Help or the version: the answer itself.
    Answer(String),
    /// Help that nobody asked for: no command was named.
    Lost(String),
    /// A mistake, in the words of the chosen language.
    Mistake(String),
}

/// Reads the arguments, the program's own name first.
pub(crate) fn parse(args: Vec<OsString>, texts: &Texts) -> Result<Line, Stop> {
    let mut command = help::translate(Line::command(), texts);
    let nearest = nearest_command(&command, &args);
    let matches = command.try_get_matches_from_mut(args);
    matches
        .and_then(|matches| Line::from_arg_matches(&matches))
        .map_err(|error| mistakes::explain(&error, &nearest, texts))
}

/// The name of the innermost command that the arguments name: `obmen tables pull`.
fn nearest_command(command: &clap::Command, args: &[OsString]) -> String {
    let (mut command, mut name) = (command, "obmen".to_owned());
    for word in args.iter().skip(1).filter_map(|arg| arg.to_str()) {
        if let Some(inner) = command.find_subcommand(word) {
            command = inner;
            name = format!("{name} {word}");
        }
    }
    name
}

/// The language that the arguments ask for, before anything else of them is understood: mistakes
/// in the others are told in it.
pub(crate) fn wanted_language(args: &[OsString]) -> Option<Language> {
    let known = |tag: &str| Language::ALL.into_iter().find(|language| language.tag() == tag);
    given(args, "--lang").into_iter().find_map(known)
}

/// The form of the answer that they ask for: a mistake in the others is told in it.
pub(crate) fn wanted_format(args: &[OsString]) -> Format {
    let known = |name: &str| Format::from_str(name, false).ok();
    given(args, "--format").into_iter().find_map(known).unwrap_or(Format::Text)
}

/// What is given for an option, before anything else of the arguments is understood.
fn given<'a>(args: &'a [OsString], option: &str) -> Vec<&'a str> {
    let words: Vec<&str> = args.iter().map_while(|arg| arg.to_str()).collect();
    let mut words = words.into_iter().take_while(|word| *word != "--");
    let mut values = Vec::new();
    while let Some(word) = words.next() {
        let value = match word.strip_prefix(option) {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        values.extend(value);
    }
    values
}

fn language() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::tag)).map(|tag| {
        let english = Language::English.tag() == tag;
        if english { Language::English } else { Language::Russian }
    })
}

fn text_or_json() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(["text", "json"])
        .map(|name| if name == "json" { Format::Json } else { Format::Text })
}

#[cfg(test)]
mod tests;
