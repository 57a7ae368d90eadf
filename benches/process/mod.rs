//! A command in a process of its own: how long it takes, and how much it holds at most.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use obmen::cli::{Env, Streams, run};

/// Says to this program that it is the process.
const ASKED: &str = "OBMEN_BENCH_PROJECT";

/// What a process took.
pub(crate) struct Spent {
    /// Its exit code.
    pub(crate) exit: u8,
    /// From its start to its end.
    pub(crate) seconds: f64,
    /// What of it, on all threads, it was at work; 0 where the machine does not tell.
    pub(crate) cpu: f64,
    /// Its largest size in MiB; 0 where the machine does not tell.
    pub(crate) peak: f64,
}

/// Runs a command of the program in that project.
pub(crate) fn spend(project: &Path, args: &[&str]) -> Spent {
    let program = std::env::current_exe().expect("this program has a file");
    let began = Instant::now();
    let mut command = Command::new(program);
    command.args(args).env(ASKED, project).stdout(Stdio::piped());
    let output = command.spawn().expect("it runs").wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&output.stdout);
    let mut figures = told.split_whitespace().map(|figure| figure.parse().unwrap_or(0.0));
    let (cpu, peak) = (figures.next().unwrap_or(0.0), figures.next().unwrap_or(0.0));
    let exit = output.status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX);
    Spent { exit, seconds: began.elapsed().as_secs_f64(), cpu, peak }
}

/// Does what the process was started for, if this is it.
pub(crate) fn asked() -> Option<u8> {
    let folder = std::env::var_os(ASKED)?;
    let env = Env { folder: folder.into(), ..Env::of_process() };
    let streams = Streams {
        out: Box::new(std::io::sink()),
        err: Box::new(std::io::stderr()),
        input: Box::new(std::io::empty()),
    };
    let exit = run(std::env::args_os().collect(), &env, streams).code();
    let (cpu, peak) = (cpu().unwrap_or(0.0), peak().unwrap_or(0.0));
    writeln!(std::io::stdout(), "{cpu} {peak}").expect("the other process listens");
    Some(exit)
}

/// The seconds that this process was at work, as Linux tells them in hundredths.
fn cpu() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name before may hold blanks.
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) / 100.0)
}

/// The largest size of this process in MiB, as Linux tells it.
fn peak() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}
