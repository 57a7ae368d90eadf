//! From arguments to meaning: which folder is the project, which words are flows, what a command
//! is asked to do. Looks at the disk only through the question "does this folder hold a project".

mod journal;

use std::path::{Path, PathBuf};

use crate::cli::answer::Answer;
use crate::cli::args::{self, By, Class, Color, Exchange, Format, Level, Line, Report, Stage};
use crate::cli::env::Env;
use crate::cli::exchange::ExplainValue;
use crate::cli::files;
use crate::cli::held::Held;
use crate::cli::jobs::Jobs;
use crate::diag::{Fact, Language};
use crate::endpoint::Cursor;

/// The file that makes a folder a project.
pub const PROJECT_FILE: &str = "obmen.yaml";

/// What is to be done, and how it is shown.
#[derive(Debug)]
pub(crate) struct Meaning {
    /// How it is shown.
    pub(crate) shown: Shown,
    /// What is to be done.
    pub(crate) command: Command,
}

/// How things are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    /// Whether the answer has colours.
    pub(crate) colour: bool,
    /// Whether what stands beside the answer has colours.
    pub(crate) log_colour: bool,
    /// How much of the log is shown.
    pub(crate) log: Level,
    /// Whether a person can be asked.
    pub(crate) asks: bool,
    /// Whether progress is shown.
    pub(crate) progress: bool,
}

impl Shown {
    /// Before it is known what people want.
    pub(crate) fn plain() -> Shown {
        Shown { colour: false, log_colour: false, log: Level::Warn, asks: false, progress: false }
    }
}

/// A command with all it needs. Folders are those of projects, paths are as the system takes them.
#[derive(Debug)]
pub enum Command {
    /// `obmen init DIR --config NAME`
    Init {
        /// Where the project is written.
        folder: PathBuf,
        /// The shipped mapping it uses.
        config: Option<String>,
    },
    /// `obmen check`
    Check {
        /// The project.
        folder: PathBuf,
        /// Whether schemas and dictionaries are fetched first.
        live: bool,
        /// Whether findings are no failure.
        exit_zero: bool,
        /// How the answer is written.
        answer: Answer,
    },
    /// `obmen plan FLOW...`
    Plan(Plan),
    /// `obmen run FLOW...`
    Run {
        /// What `plan` would show.
        plan: Plan,
        /// Whether guards are answered with yes.
        yes: bool,
    },
    /// `obmen apply FILE`
    Apply(Apply),
    /// `obmen test`
    Test(Test),
    /// `obmen fmt FILE...`
    Fmt(Fmt),
    /// `obmen explain CODE`
    ExplainCode {
        /// The code as written.
        code: String,
        /// How the answer is written.
        answer: Answer,
    },
    /// `obmen held`
    Held(Held),
    /// `obmen jobs`
    Jobs(Jobs),
    /// `obmen explain RECORD FIELD`
    ExplainValue(ExplainValue),
    /// `obmen tables pull TABLE...`
    TablesPull {
        /// The project.
        folder: PathBuf,
        /// The tables; all where none are named.
        tables: Vec<String>,
        /// Whether rows that are there stay.
        merge: bool,
        /// Whether they go without a question.
        yes: bool,
        /// Whether they go even where nothing takes their place.
        empty: bool,
    },
    /// `obmen journal verify`
    JournalVerify {
        /// The project.
        folder: PathBuf,
        /// How the answer is written.
        answer: Answer,
    },
    /// `obmen journal rebuild`
    JournalRebuild {
        /// The project.
        folder: PathBuf,
        /// Whether the new journal is written without a question.
        yes: bool,
        /// How the answer is written.
        answer: Answer,
    },
    /// `obmen schema pull`
    SchemaPull {
        /// The project.
        folder: PathBuf,
    },
    /// `obmen doctor`
    Doctor {
        /// The project.
        folder: PathBuf,
        /// How the answer is written.
        answer: Answer,
    },
    /// `obmen sandbox`
    Sandbox(Sandbox),
    /// `obmen sandbox play SCENE`
    Play(Play),
    /// `obmen dump --stage STAGE FILE`
    Dump {
        /// The stage.
        stage: Stage,
        /// The project the file is checked in.
        folder: PathBuf,
        /// The mapping.
        file: PathBuf,
    },
}

impl Command {
    /// How its answer is written; none where that is for people only.
    pub(crate) fn answer(&self) -> Option<&Answer> {
        match self {
            Command::Check { answer, .. }
            | Command::ExplainCode { answer, .. }
            | Command::JournalVerify { answer, .. }
            | Command::JournalRebuild { answer, .. }
            | Command::Doctor { answer, .. } => Some(answer),
            Command::Plan(plan) | Command::Run { plan, .. } => Some(&plan.answer),
            Command::Apply(command) => Some(&command.answer),
            Command::Test(command) => Some(&command.answer),
            Command::Held(command) => Some(&command.answer),
            Command::Jobs(command) => Some(&command.answer),
            Command::ExplainValue(command) => Some(&command.answer),
            Command::Play(command) => Some(&command.answer),
            Command::Init { .. }
            | Command::Fmt(_)
            | Command::TablesPull { .. }
            | Command::SchemaPull { .. }
            | Command::Sandbox(_)
            | Command::Dump { .. } => None,
        }
    }
}

/// What a plan shows, and of what.
#[derive(Debug)]
pub struct Plan {
    /// The project.
    pub folder: PathBuf,
    /// The flows; all that are enabled where none are named.
    pub flows: Vec<String>,
    /// Which records, instead of what the flows would read.
    pub records: Records,
    /// The change after which the feed is read, instead of where it came to.
    pub after: Option<Cursor>,
    /// The file the plan is saved to.
    pub out: Option<PathBuf>,
    /// Classes of records that make the outcome a failure.
    pub fail_on: Vec<Class>,
    /// How changes are grouped.
    pub by: Option<By>,
    /// Whether every value is shown with where it came from.
    pub explain: bool,
    /// Whether findings are no failure.
    pub exit_zero: bool,
    /// How the answer is written.
    pub answer: Answer,
}

/// Which saved plan is executed.
#[derive(Debug)]
pub struct Apply {
    /// The project.
    pub folder: PathBuf,
    /// The file of the plan.
    pub file: PathBuf,
    /// The file as it was named.
    pub named: String,
    /// Whether guards are answered with yes, and what comes out otherwise by now is written too.
    pub yes: bool,
    /// How the answer is written.
    pub answer: Answer,
}

impl Plan {
    /// What nobody asked for in particular.
    pub(crate) fn of(folder: PathBuf, records: Records, answer: Answer) -> Plan {
        Plan {
            folder,
            flows: Vec::new(),
            records,
            after: None,
            out: None,
            fail_on: Vec::new(),
            by: None,
            explain: false,
            exit_zero: false,
            answer,
        }
    }
}

/// Which records of a flow's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Records {
    /// What the source gives.
    Changed,
    /// `--order 138`: by the numbers that people see.
    Numbers(Vec<String>),
    /// `--id 5017`: by the system's ids.
    Ids(Vec<String>),
    /// Those of a saved plan.
    Saved,
}

/// What `obmen test` runs.
#[derive(Debug)]
pub struct Test {
    /// The project.
    pub folder: PathBuf,
    /// What is tested; everything where nothing is named.
    pub names: Vec<String>,
    /// What becomes of differing snapshots.
    pub snapshots: Snapshots,
    /// Where the results are written for a build server.
    pub junit: Option<PathBuf>,
    /// Whether findings are no failure.
    pub exit_zero: bool,
    /// How the answer is written.
    pub answer: Answer,
}

/// What becomes of differing snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snapshots {
    /// They fail.
    Compare,
    /// Each is shown and asked about.
    Review,
    /// They become the accepted ones.
    Accept,
}

/// What `obmen fmt` does.
#[derive(Debug)]
pub struct Fmt {
    /// The project, whose mappings are meant where no file is named.
    pub folder: PathBuf,
    /// The files.
    pub files: Vec<PathBuf>,
    /// Whether files are only looked at.
    pub check: bool,
    /// Whether findings are no failure.
    pub exit_zero: bool,
    /// The language the keywords are rewritten into.
    pub keywords: Option<Language>,
}

/// What `obmen sandbox` serves.
#[derive(Debug)]
pub struct Sandbox {
    /// The project.
    pub folder: PathBuf,
    /// Where RetailCRM is served.
    pub crm: Option<String>,
    /// Where 1C is served.
    pub erp: Option<String>,
    /// How the systems misbehave.
    pub faults: Vec<String>,
    /// Whether the worlds start afresh.
    pub reset: bool,
}

/// What `obmen sandbox play` plays.
#[derive(Debug)]
pub struct Play {
    /// The project.
    pub folder: PathBuf,
    /// The scene; none to list them.
    pub scene: Option<String>,
    /// The form of the answer.
    pub answer: Answer,
}

/// Arguments that make no sense together: a text and its facts.
#[derive(Debug)]
pub(crate) struct Misuse {
    /// The name of the text.
    pub(crate) text: &'static str,
    /// Its facts.
    pub(crate) args: Vec<(&'static str, Fact)>,
}

/// What the line means in these surroundings.
pub(crate) fn lower(
    line: Line,
    env: &Env,
    is_project: &dyn Fn(&Path) -> bool,
) -> Result<Meaning, Misuse> {
    let shown = shown(&line.common, env);
    let base = match &line.common.directory {
        Some(folder) => env.folder.join(folder),
        None => env.folder.clone(),
    };
    let places = Places { base, is_project };
    Ok(Meaning { shown, command: command(line.command, &places)? })
}

fn shown(common: &args::Common, env: &Env) -> Shown {
    let wanted = env.variable("NO_COLOR").is_none() && env.variable("TERM") != Some("dumb");
    let colour = |terminal: bool| match common.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && wanted,
    };
    Shown {
        colour: colour(env.stdout_terminal),
        log_colour: colour(env.stderr_terminal),
        log: common.log,
        asks: env.stdin_terminal && env.stderr_terminal,
        progress: env.stderr_terminal,
    }
}

fn command(command: args::Command, places: &Places) -> Result<Command, Misuse> {
    let here = || places.base.clone();
    Ok(match command {
        args::Command::Init { folder, config } => {
            Command::Init { folder: places.path(&folder), config }
        }
        args::Command::Check { folder, live, exit_zero, format, query } => Command::Check {
            folder: places.folder(folder.as_deref())?,
            live,
            exit_zero,
            answer: answer(format, query.as_deref())?,
        },
        args::Command::Plan(exchange) => Command::Plan(plan(exchange, places)?),
        args::Command::Run { exchange, yes } => Command::Run { plan: plan(exchange, places)?, yes },
        args::Command::Apply { file, yes, report } => Command::Apply(Apply {
            folder: here(),
            named: file.display().to_string(),
            file: places.path(&file),
            yes,
            answer: report.answer()?,
        }),
        args::Command::Test { names, review, accept, junit, exit_zero, report } => {
            let (folder, names) = places.split(names)?;
            let junit = junit.map(|file| places.path(&file));
            let snapshots = snapshots(review, accept);
            let answer = report.answer()?;
            Command::Test(Test { folder, names, snapshots, junit, exit_zero, answer })
        }
        args::Command::Fmt { files, check, exit_zero, keywords } => {
            let files = files.iter().map(|file| places.path(file)).collect();
            Command::Fmt(Fmt { folder: here(), files, check, exit_zero, keywords })
        }
        args::Command::Explain { what, field, flow, report } => match field {
            None => Command::ExplainCode { code: what, answer: report.answer()? },
            Some(field) => Command::ExplainValue(ExplainValue {
                folder: here(),
                flows: flow.into_iter().collect(),
                record: what,
                field,
                answer: report.answer()?,
            }),
        },
        args::Command::Held { action, list } => Command::Held(journal::held(action, list, here())?),
        args::Command::Jobs(jobs) => Command::Jobs(journal::jobs(jobs, places)?),
        args::Command::Tables { action: args::Tables::Pull { tables, merge, yes, empty } } => {
            Command::TablesPull { folder: here(), tables, merge, yes, empty }
        }
        args::Command::Journal { action } => journal::whole(action, here())?,
        args::Command::Schema { action: args::Schema::Pull } => {
            Command::SchemaPull { folder: here() }
        }
        args::Command::Doctor { folder, report } => {
            let (folder, answer) = (places.folder(folder.as_deref())?, report.answer()?);
            Command::Doctor { folder, answer }
        }
        args::Command::Sandbox {
            action: Some(args::Sandbox::Play { scene, folder, report }),
            ..
        } => {
            let folder = places.folder(folder.as_deref())?;
            Command::Play(Play { folder, scene, answer: report.answer()? })
        }
        args::Command::Sandbox { action: None, folder, crm, erp, fault, reset } => {
            let folder = places.folder(folder.as_deref())?;
            Command::Sandbox(Sandbox { folder, crm, erp, faults: fault, reset })
        }
        args::Command::Dump { stage, file } => {
            Command::Dump { stage, folder: here(), file: places.path(&file) }
        }
    })
}

fn plan(exchange: Exchange, places: &Places) -> Result<Plan, Misuse> {
    let (folder, flows) = places.split(exchange.flows)?;
    let records = match (exchange.order, exchange.id) {
        (numbers, _) if !numbers.is_empty() => Records::Numbers(numbers),
        (_, ids) if !ids.is_empty() => Records::Ids(ids),
        _ => Records::Changed,
    };
    Ok(Plan {
        folder,
        flows,
        records,
        after: exchange.after.as_deref().map(position).transpose()?,
        out: exchange.out.map(|file| places.path(&file)),
        fail_on: exchange.fail_on,
        by: exchange.by,
        explain: exchange.explain,
        exit_zero: exchange.exit_zero,
        answer: exchange.report.answer()?,
    })
}

/// The number of a change in a feed.
fn position(text: &str) -> Result<Cursor, Misuse> {
    let number = text.trim().parse::<u64>().ok().filter(|_| !text.starts_with('+'));
    let number = number.map(|number| Cursor::After(number.to_string()));
    number.ok_or_else(|| Misuse { text: "cli-after", args: vec![("text", text.into())] })
}

fn snapshots(review: bool, accept: bool) -> Snapshots {
    match (review, accept) {
        (true, _) => Snapshots::Review,
        (false, true) => Snapshots::Accept,
        (false, false) => Snapshots::Compare,
    }
}

fn answer(format: Format, query: Option<&str>) -> Result<Answer, Misuse> {
    if query.is_some() && format == Format::Text {
        return Err(Misuse { text: "cli-query-needs-json", args: Vec::new() });
    }
    Answer::new(format, query).map_err(|column| {
        let query = query.unwrap_or_default();
        Misuse { text: "cli-query", args: vec![("query", query.into()), ("column", column.into())] }
    })
}

impl Report {
    fn answer(&self) -> Result<Answer, Misuse> {
        answer(self.format, self.query.as_deref())
    }
}

/// Where paths and projects are looked for.
struct Places<'a> {
    /// The folder of `-C`, else the current one.
    base: PathBuf,
    is_project: &'a dyn Fn(&Path) -> bool,
}

impl Places<'_> {
    fn path(&self, path: &Path) -> PathBuf {
        self.base.join(path)
    }

    /// The project that was named, else the one we are in.
    fn folder(&self, named: Option<&Path>) -> Result<PathBuf, Misuse> {
        let Some(named) = named else { return Ok(self.base.clone()) };
        let folder = self.path(named);
        if (self.is_project)(&folder) { Ok(folder) } else { Err(self.no_project(named)) }
    }

    /// The first word is the project's folder if it holds one, all others are names.
    fn split(&self, mut words: Vec<String>) -> Result<(PathBuf, Vec<String>), Misuse> {
        let Some(first) = words.first().map(PathBuf::from) else {
            return Ok((self.base.clone(), words));
        };
        let folder = self.path(&first);
        if (self.is_project)(&folder) {
            words.remove(0);
            return Ok((folder, words));
        }
        // No flow has such a name, so a folder was meant.
        if first.components().count() != 1 || first == Path::new(".") || first == Path::new("..") {
            return Err(self.no_project(&first));
        }
        if !(self.is_project)(&self.base) {
            // Where there is no project there are no flows, so the word is neither.
            let here = self.base.display().to_string();
            let args = vec![("word", words[0].as_str().into()), ("folder", here.into())];
            return Err(Misuse { text: "cli-neither", args });
        }
        Ok((self.base.clone(), words))
    }

    /// Whoever names a file means the project that it belongs to.
    fn no_project(&self, named: &Path) -> Misuse {
        let shown = Fact::from(named.display().to_string());
        if !self.path(named).is_file() {
            return Misuse { text: "cli-no-project", args: vec![("folder", shown)] };
        }
        let mut above = named.ancestors().skip(1);
        match above.find(|folder| (self.is_project)(&self.path(folder))) {
            Some(home) => {
                let home = if home.as_os_str().is_empty() { Path::new(".") } else { home };
                let args = vec![("file", shown), ("folder", files::quoted(home).into())];
                Misuse { text: "cli-file", args }
            }
            None => Misuse { text: "cli-file-alone", args: vec![("file", shown)] },
        }
    }
}

#[cfg(test)]
mod tests;
