//! Where the program's words go: the answer to stdout; log, questions and progress to stderr.

use std::io::{BufRead, ErrorKind, Write};
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::answer::Answer;
use crate::cli::args::Level;
use crate::cli::beside::Beside;
use crate::cli::exit::Exit;
use crate::cli::lower::Shown;
use crate::diag::{Diagnostic, Fact, Texts, harmless, render};
use crate::endpoint::http::{Sent, Watcher};
use crate::report::machine;
use crate::source::Sources;

/// The three streams of a process, or those of a test.
pub struct Streams {
    /// The answer.
    pub out: Box<dyn Write + Send>,
    /// Log and questions.
    pub err: Box<dyn Write + Send>,
    /// What a person answers.
    pub input: Box<dyn BufRead + Send>,
}

impl Streams {
    /// Those of this process.
    pub fn of_process() -> Streams {
        Streams {
            out: Box::new(std::io::stdout()),
            err: Box::new(std::io::stderr()),
            input: Box::new(std::io::BufReader::new(std::io::stdin())),
        }
    }
}

/// The streams, the words, and how they are shown.
pub struct Console {
    out: Box<dyn Write + Send>,
    /// Shared with whoever tells of requests while others work.
    err: Arc<Mutex<Box<dyn Write + Send>>>,
    input: Box<dyn BufRead + Send>,
    texts: Texts,
    shown: Shown,
    failed: Option<std::io::Error>,
    /// What is told beside an answer for programs.
    beside: Option<Beside>,
    /// Whether there is an answer, be it a part of one or that a query found nothing.
    answered: bool,
}

impl Console {
    /// A console over these streams.
    pub(crate) fn new(streams: Streams, texts: Texts, shown: Shown) -> Console {
        let Streams { out, err, input } = streams;
        let err = Arc::new(Mutex::new(err));
        let (failed, beside, answered) = (None, None, false);
        Console { out, err, input, texts, shown, failed, beside, answered }
    }

    /// Says how the answer is asked for. One for programs is a document whatever happens.
    pub(crate) fn expects(&mut self, answer: &Answer) {
        self.beside = Beside::of(answer, &self.texts);
    }

    /// Says that there is an answer.
    pub(crate) fn answered(&mut self) {
        self.answered = true;
    }

    /// What was told beside an answer for programs, by the form of diagnostics.
    pub(crate) fn told(&self) -> Vec<serde_json::Value> {
        self.beside.as_ref().map(Beside::told).unwrap_or_default()
    }

    /// Whether a person can be asked.
    pub(crate) fn asks(&self) -> bool {
        self.shown.asks
    }

    /// The words of the chosen language.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Whether the answer has colours.
    pub fn colour(&self) -> bool {
        self.shown.colour
    }

    /// Writes a part of the answer for people: nothing in it steers their terminal but what the
    /// program itself put there, and that is put in with [`Console::painted`].
    pub fn answer(&mut self, text: &str) {
        self.painted(&harmless(text));
    }

    /// Writes a part of the answer as it is: colours of ours, documents for programs.
    pub fn painted(&mut self, text: &str) {
        self.answered = true;
        let out = &mut self.out;
        let done = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        // A reader that has seen enough (`| head`) is no trouble.
        if let Err(error) = done
            && error.kind() != ErrorKind::BrokenPipe
        {
            self.failed.get_or_insert(error);
        }
    }

    /// Writes a line of the answer in the words of the language.
    pub fn say(&mut self, id: &str, args: &[(&'static str, Fact)]) {
        let line = self.texts.say(id, args);
        self.answer(&format!("{line}\n"));
    }

    /// Tells of a mistake, `error: ...`, whatever the level of the log.
    pub fn mistake(&mut self, text: &str) {
        if let Some(beside) = &mut self.beside {
            beside.mistake(text, &self.texts);
        }
        let name = self.texts.say("diag-error", &[]);
        self.tell(&format!("{name}: {}\n", harmless(text)));
    }

    /// Tells of what is likely not meant, `warning: ...`, whatever the level of the log.
    pub fn warning(&mut self, text: &str) {
        let name = self.texts.say("diag-warning", &[]);
        self.tell(&format!("{name}: {}\n", harmless(text)));
    }

    /// Tells that a file cannot be read, which is a mistake of who named it.
    pub fn unreadable(&mut self, file: &str, error: &std::io::Error) -> Exit {
        let id = match error.kind() {
            ErrorKind::NotFound => "cli-no-file",
            ErrorKind::InvalidData => "cli-not-utf8",
            _ => "cli-not-read",
        };
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<std::str::Utf8Error>());
        let byte = inner.map_or(0, std::str::Utf8Error::valid_up_to) + 1;
        let error = machine(&self.texts, error).into();
        let args = [("file", file.into()), ("byte", byte.into()), ("error", error)];
        let text = self.texts.say(id, &args);
        self.mistake(&text);
        Exit::Mistake
    }

    /// Tells that a file could not be written.
    pub fn unwritten(&mut self, file: &str, error: &std::io::Error) -> Exit {
        let args = [("file", file.into()), ("error", machine(&self.texts, error).into())];
        let text = self.texts.say("cli-not-written", &args);
        self.mistake(&text);
        Exit::Unusable
    }

    /// Shows diagnostics beside the answer.
    pub fn diagnostics(&mut self, diagnostics: &[Diagnostic], sources: &Sources) {
        if let Some(beside) = &mut self.beside {
            beside.diagnostics(diagnostics, sources, &self.texts);
        }
        let text = render::terminal(diagnostics, sources, &self.texts, self.shown.log_colour);
        self.tell(&text);
    }

    /// Writes what stands beside an answer for programs.
    pub fn beside(&mut self, text: &str) {
        self.tell(&harmless(text));
    }

    /// Writes a line of the log, if that level is shown.
    pub fn log(&mut self, level: Level, text: &str) {
        if level <= self.shown.log {
            self.tell(&format!("{}\n", harmless(text)));
        }
    }

    /// Who writes a line of the log for each request, if those are shown.
    pub fn watcher(&self) -> Option<Watcher> {
        if self.shown.log < Level::Debug {
            return None;
        }
        let err = self.err.clone();
        Some(Arc::new(move |sent: &Sent| {
            let status = sent.status.map_or_else(|| "—".to_owned(), |status| status.to_string());
            let operation = harmless(&sent.operation);
            tell(&err, &format!("{operation} {status} {} ms\n", sent.took.as_millis()));
        }))
    }

    /// Asks for a yes. Without a terminal nothing is asked, and the answer is none.
    pub fn ask(&mut self, question: &str) -> Option<bool> {
        if !self.shown.asks {
            return None;
        }
        let choice = self.texts.say("cli-yes-no", &[]);
        self.tell(&format!("{} [{choice}] ", harmless(question)));
        let mut line = String::new();
        self.input.read_line(&mut line).ok()?;
        let word = line.trim().to_lowercase();
        Some(["y", "yes", "д", "да"].contains(&word.as_str()))
    }

    /// A line that shows how far something got; hidden without a terminal. Without a length it
    /// only turns.
    pub fn progress(&self, text: &str, length: Option<u64>) -> ProgressBar {
        let target = if self.shown.progress {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let template = if length.is_some() { "{msg} {pos}/{len}" } else { "{spinner} {msg} {pos}" };
        let style = ProgressStyle::with_template(template).expect("the template is well formed");
        let bar = ProgressBar::with_draw_target(length, target).with_style(style);
        bar.with_message(text.to_owned())
    }

    /// Tells what is being done just now: to a person at a terminal, else in the log.
    pub fn stage(&mut self, id: &str, args: &[(&'static str, Fact)]) {
        if self.shown.progress || Level::Info <= self.shown.log {
            let line = self.texts.say(id, args);
            self.tell(&format!("{line}\n"));
        }
    }

    /// Ends the answer, and tells that some of it could not be written, if that is so.
    pub fn finish(&mut self, exit: Exit) -> Exit {
        if let Some(beside) = self.beside.take().filter(|_| !self.answered) {
            let (answer, document) = beside.end();
            answer.write(&document, self);
        }
        let Some(error) = self.failed.take() else { return exit };
        let reason = machine(&self.texts, &error);
        let text = self.texts.say("cli-no-answer", &[("error", reason.into())]);
        self.mistake(&text);
        exit.and(Exit::Unusable)
    }

    /// Writes to stderr; there is nobody left to tell if that fails.
    fn tell(&mut self, text: &str) {
        tell(&self.err, text);
    }
}

fn tell(err: &Mutex<Box<dyn Write + Send>>, text: &str) {
    let mut err = err.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
