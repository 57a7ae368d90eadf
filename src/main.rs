//! The program `obmen`: calls the command line and turns its outcome into an exit code.

use std::process::ExitCode;

use obmen::cli::{Env, Streams, run};

fn main() -> ExitCode {
    run(std::env::args_os().collect(), &Env::of_process(), Streams::of_process()).into()
}
