//! `obmen sandbox`: the embedded systems of a project as HTTP servers, until Ctrl-C.
//!
//! Their state is that of `run`: the files under `.obmen/sandbox`. `--reset` makes it new and serves
//! nothing.

mod play;
mod reset;

use std::future::Future as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crate::cli::args::Level;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::lower::{PROJECT_FILE, Sandbox};
use crate::diag::Diagnostic;
use crate::endpoint::emulate::{Fault, Faults, Serving, kinds, serve};
use crate::project::connect::{announce, emulate, retract};
use crate::project::{self, Config, System};
use crate::schema::{nearest, yaml_scalar};
use crate::source::Sources;
use crate::system::{self, Emulated};

pub(crate) use play::play;

/// The project that is meant where there is none.
const DEMO: &str = "mappings/demo";

/// Where RetailCRM is served.
const CRM: &str = "127.0.0.1:8801";

/// Where 1C is served.
const ERP: &str = "127.0.0.1:8802";

/// Operations that are named where no name is near.
const SHOWN: [&str; 5] =
    ["GET orders/history", "POST orders/*/edit", "GET $metadata", "PATCH Catalog_", "/Post"];

/// How long requests under way may take when the end is asked for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Serves the embedded systems of a project, or makes them new.
pub(crate) fn sandbox(command: &Sandbox, console: &mut Console) -> Exit {
    let folder = project_of(&command.folder);
    if !folder.join(PROJECT_FILE).is_file() {
        let folder = folder.display().to_string();
        return mistaken("sandbox-no-project", &[("folder", &folder)], console);
    }
    let (config, sources, diagnostics) = project::settings(&folder);
    if diagnostics.iter().any(Diagnostic::is_error) {
        console.diagnostics(&diagnostics, &sources);
        return Exit::Mistake;
    }
    let embedded: Vec<Embedded<'_>> = embedded(&config).collect();
    if embedded.is_empty() {
        return mistaken("sandbox-none", &[], console);
    }
    if command.reset {
        return reset::reset(&folder, &config, &embedded, console);
    }
    let faults = match faults(command, console) {
        Ok(faults) => faults,
        Err(exit) => return exit,
    };
    let (asked, faults) = (faults.clone(), Arc::new(Faults::new(faults)));
    let places = match places(command, &embedded, console) {
        Ok(places) => places,
        Err(exit) => return exit,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            return mistaken("sandbox-machine", &[("reason", &error.to_string())], console);
        }
    };
    let mut opened = Vec::new();
    for system in embedded {
        match emulate(&folder, system.name, system.kind, system.world) {
            Ok(emulated) => opened.push((system, emulated)),
            Err(diagnostic) => {
                console.diagnostics(&[diagnostic], &Sources::default());
                return Exit::Unusable;
            }
        }
    }
    if let Some(exit) = unknown_operation(&asked, &opened, console) {
        return exit;
    }
    runtime.block_on(async {
        let mut served = Vec::new();
        for ((system, emulated), address) in opened.into_iter().zip(places) {
            match open(&system, emulated, address, faults.clone()).await {
                Ok(one) => {
                    // Whoever plays a scene meanwhile does without, and is told.
                    announce(&folder, system.name, &one.serving.url()).ok();
                    served.push(one);
                }
                Err(error) => return occupied(address, &error, console),
            }
        }
        until_ended(&folder, served, console).await
    })
}

/// An embedded system of a project.
struct Embedded<'a> {
    name: &'a str,
    kind: &'static system::System,
    world: &'a str,
    settings: &'a System,
}

/// A system that is served: the lines with which another project reaches it.
struct Served {
    name: String,
    settings: String,
    serving: Serving,
}

/// The folder itself, or the demo below it where it is no project.
fn project_of(folder: &Path) -> PathBuf {
    let demo = folder.join(DEMO);
    if !folder.join(PROJECT_FILE).is_file() && demo.join(PROJECT_FILE).is_file() {
        return demo;
    }
    folder.to_owned()
}

fn embedded(config: &Config) -> impl Iterator<Item = Embedded<'_>> {
    config.systems.iter().filter_map(|(name, settings)| {
        let kind = system::find(&settings.kind)?;
        let world = settings.embedded.as_deref()?;
        Some(Embedded { name, kind, world, settings })
    })
}

fn faults(command: &Sandbox, console: &mut Console) -> Result<Vec<Fault>, Exit> {
    let mut faults = Vec::new();
    for text in &command.faults {
        let Ok(fault) = text.parse() else {
            let kinds: Vec<&str> = kinds().collect();
            let facts = [("fault", text.as_str()), ("kinds", &kinds.join(", "))];
            return Err(mistaken("sandbox-bad-fault", &facts, console));
        };
        faults.push(fault);
    }
    Ok(faults)
}

/// Tells of a fault that could never happen, since no system has such an operation.
fn unknown_operation(
    faults: &[Fault],
    opened: &[(Embedded<'_>, Emulated)],
    console: &mut Console,
) -> Option<Exit> {
    let operations: Vec<String> =
        opened.iter().flat_map(|(_, emulated)| emulated.emulator.operations()).collect();
    let never = |fault: &&Fault| !operations.iter().any(|known| fault.fits(known));
    let fault = faults.iter().find(never)?;
    let known = nearest(&fault.operation, operations.iter().map(String::as_str));
    let known = if known.is_empty() { SHOWN.to_vec() } else { known };
    let facts = [("operation", fault.operation.as_str()), ("known", &known.join(", "))];
    Some(mistaken("sandbox-bad-operation", &facts, console))
}

/// The addresses of the systems, in their order. A second system of a kind gets a free port.
fn places(
    command: &Sandbox,
    embedded: &[Embedded<'_>],
    console: &mut Console,
) -> Result<Vec<SocketAddr>, Exit> {
    let mut usual = vec![
        ("retailcrm", command.crm.clone().unwrap_or_else(|| CRM.to_owned())),
        ("odata", command.erp.clone().unwrap_or_else(|| ERP.to_owned())),
    ];
    let mut places = Vec::new();
    for system in embedded {
        let place = usual.iter().position(|(kind, _)| *kind == system.kind.name);
        let written = place.map_or("127.0.0.1:0".to_owned(), |at| usual.remove(at).1);
        match written.parse() {
            Ok(address) => places.push(address),
            Err(_) => {
                return Err(mistaken("sandbox-bad-address", &[("address", &written)], console));
            }
        }
    }
    Ok(places)
}

async fn open(
    system: &Embedded<'_>,
    emulated: Emulated,
    address: SocketAddr,
    faults: Arc<Faults>,
) -> std::io::Result<Served> {
    let serving = serve(emulated.emulator, address, faults).await?;
    let (user, password) = emulated.login.unzip();
    let secrets = [
        ("key", emulated.key.as_ref()),
        ("user", user.as_ref()),
        ("password", password.as_ref()),
        ("site", system.settings.site.as_ref()),
    ];
    let address = format!("{}{}", serving.url(), emulated.path);
    let mut members = vec![format!("kind: {}", system.kind.name)];
    members.push(format!("address: {}", yaml_scalar(&address)));
    for (name, value) in secrets {
        members.extend(value.map(|value| format!("{name}: {}", yaml_scalar(value))));
    }
    members.push("local: true".to_owned());
    let settings = format!("{}: {{ {} }}", yaml_scalar(system.name), members.join(", "));
    Ok(Served { name: system.name.to_owned(), settings, serving })
}

/// Says what is served and waits for Ctrl-C.
async fn until_ended(folder: &Path, served: Vec<Served>, console: &mut Console) -> Exit {
    let mut ended = std::pin::pin!(tokio::signal::ctrl_c());
    // Asked once, it listens: whoever reads the addresses may end it at once.
    let heard = std::future::poll_fn(|cx| Poll::Ready(ended.as_mut().poll(cx).is_ready())).await;
    console.say("sandbox-serves", &[("folder", folder.display().to_string().into())]);
    console.answer("\nsystems:\n");
    for one in &served {
        console.answer(&format!("  {}\n", one.settings));
    }
    if !heard && ended.await.is_err() {
        return mistaken("sandbox-machine", &[("reason", "Ctrl-C")], console);
    }
    for one in served {
        retract(folder, &one.name);
        // What is written is on the disk already; an answer that is held back need not go out.
        tokio::time::timeout(PATIENCE, one.serving.stop()).await.ok();
    }
    let text = console.texts().say("sandbox-ended", &[]);
    console.log(Level::Warn, &text);
    Exit::Done
}

fn occupied(address: SocketAddr, error: &std::io::Error, console: &mut Console) -> Exit {
    let (address, reason) = (address.to_string(), error.to_string());
    let (id, facts) = if error.kind() == std::io::ErrorKind::AddrInUse {
        ("sandbox-address-in-use", vec![("address", address.as_str())])
    } else {
        ("sandbox-address", vec![("address", address.as_str()), ("reason", reason.as_str())])
    };
    mistaken(id, &facts, console);
    Exit::Unusable
}

/// Tells of a mistake in the words of the language.
fn mistaken(id: &str, facts: &[(&'static str, &str)], console: &mut Console) -> Exit {
    let facts: Vec<_> = facts.iter().map(|(name, fact)| (*name, (*fact).into())).collect();
    let text = console.texts().say(id, &facts);
    console.mistake(&text);
    Exit::Mistake
}
