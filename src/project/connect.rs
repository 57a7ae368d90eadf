//! The systems of a project: remote ones through their clients, embedded ones through emulators that
//! are served on a free port of this machine.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diag::{Diagnostic, codes};
use crate::endpoint::emulate::{Faults, Serving, World, serve};
use crate::endpoint::layer::Named;
use crate::endpoint::{Endpoint, Secret};
use crate::project::exposed::exposed;
use crate::project::folder;
use crate::project::{Project, System, secrets};
use crate::syntax::ast;
use crate::system::{self, Emulated, Settings, Unopened};

/// The folder of a project that the program keeps for itself.
pub const OWN: &str = ".obmen";

/// The systems of a project, reachable.
#[derive(Default)]
pub struct Connected {
    /// The systems by the names that `side` gives them.
    pub systems: Vec<(Box<str>, &'static system::System, Arc<dyn Endpoint>)>,
    /// The servers of embedded systems; they end with this value.
    pub servings: Vec<Serving>,
}

impl Connected {
    /// The system of that name.
    pub fn system(&self, name: &str) -> Option<(&'static system::System, &Arc<dyn Endpoint>)> {
        let found = self.systems.iter().find(|(known, ..)| **known == *name)?;
        Some((found.1, &found.2))
    }
}

/// Where secrets come from: variables of the environment by name.
pub type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Connects to every system that the mapping has a side for. Nothing is asked of them yet.
///
/// # Errors
/// The diagnostic of the first system that cannot be used: code `P...` for settings, `E...` for the
/// machine.
pub async fn connect(project: &Project, variables: Variables<'_>) -> Result<Connected, Diagnostic> {
    let mut connected = Connected::default();
    for side in project.sides() {
        connect_side(project, side, variables, &mut connected).await?;
    }
    Ok(connected)
}

/// Connects to the system of one side, if it is of a kind that we talk to.
///
/// # Errors
/// As [`connect`].
pub async fn connect_side(
    project: &Project,
    side: &ast::Side,
    variables: Variables<'_>,
    connected: &mut Connected,
) -> Result<(), Diagnostic> {
    let name = &*side.name.text;
    let Some(kind) = system::find(&side.system.text) else { return Ok(()) };
    let Some(config) = project.config.systems.get(name) else {
        return Err(Diagnostic::placeless(&codes::P110).arg("name", name));
    };
    if config.kind != kind.name {
        let wrong = Diagnostic::placeless(&codes::P111)
            .arg("name", name)
            .arg("given", config.kind.as_str())
            .arg("wanted", kind.name);
        return Err(wrong);
    }
    if let Some(files) = &config.files {
        let files = folder::open(project, name, files)?;
        connected.systems.push((name.into(), kind, Arc::new(files)));
        return Ok(());
    }
    let settings = match &config.embedded {
        Some(world) => {
            let (settings, serving) = embed(project, name, kind, world).await?;
            connected.servings.push(serving);
            settings
        }
        None => remote(project, name, config, variables).map_err(|wrong| {
            let is_account = [&codes::P113, &codes::P114].contains(&wrong.code);
            if is_account { wrong.hint(kind.remedy) } else { wrong }
        })?,
    };
    let endpoint = (kind.connect)(&settings).map_err(|reason| {
        let wrong = Diagnostic::placeless(&codes::P112).arg("name", name);
        wrong.arg("reason", reason).hint(kind.remedy)
    })?;
    let endpoint = Arc::new(Named::new(name, endpoint));
    connected.systems.push((name.into(), kind, endpoint));
    Ok(())
}

/// Serves the emulator of a system and says how to reach it.
async fn embed(
    project: &Project,
    name: &str,
    kind: &'static system::System,
    world: &str,
) -> Result<(Settings, Serving), Diagnostic> {
    let emulated = emulate(&project.dir, name, kind, world)?;
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let serving = serve(emulated.emulator, address, Arc::new(Faults::none()))
        .await
        .map_err(|error| closed(name, of_machine(&error)))?;
    let (user, password) = emulated.login.unzip();
    let settings = Settings {
        address: format!("{}{}", serving.url(), emulated.path),
        key: emulated.key.map(Secret::new),
        user,
        password: password.map(Secret::new),
        site: project.config.systems.get(name).and_then(|system| system.site.clone()),
        local: true,
        rate: project.config.systems.get(name).and_then(|system| system.rate),
        // Nobody else reaches this server.
        shared: None,
    };
    Ok((settings, serving))
}

/// Opens the emulator of an embedded system; its state lies in the project's own folder.
///
/// # Errors
/// When another process has the state, or the world cannot be read or written.
pub fn emulate(
    dir: &Path,
    name: &str,
    kind: &'static system::System,
    world: &str,
) -> Result<Emulated, Diagnostic> {
    let broken = |error: std::io::Error| closed(name, of_machine(&error));
    own_folder(&dir.join(OWN)).map_err(broken)?;
    let state = state(dir, name);
    if let Some(folder) = state.parent() {
        std::fs::create_dir_all(folder).map_err(broken)?;
    }
    if World::is_in_use(&state) {
        return Err(in_use(name));
    }
    let emulated = (kind.emulate)(&dir.join(world), &state).map_err(|wrong| closed(name, wrong))?;
    // One that was killed could not take its address back.
    retract(dir, name);
    Ok(emulated)
}

/// Says where an embedded system is served, for others of this machine who want to reach it.
///
/// # Errors
/// When that cannot be written.
pub fn announce(dir: &Path, name: &str, url: &str) -> std::io::Result<()> {
    std::fs::write(announced(dir, name), url)
}

/// Where an embedded system is served, if whoever has it says so.
pub fn served_at(dir: &Path, name: &str) -> Option<String> {
    std::fs::read_to_string(announced(dir, name)).ok()
}

/// The system is not served any more.
pub fn retract(dir: &Path, name: &str) {
    // What cannot be removed leads nowhere, which is told where it is tried.
    std::fs::remove_file(announced(dir, name)).ok();
}

fn announced(dir: &Path, name: &str) -> PathBuf {
    state(dir, name).with_extension("address")
}

/// The file that keeps the state of an embedded system.
pub fn state(dir: &Path, name: &str) -> PathBuf {
    dir.join(OWN).join("sandbox").join(format!("{name}.sqlite"))
}

/// The diagnostic of a world that another process has.
pub fn in_use(name: &str) -> Diagnostic {
    Diagnostic::placeless(&codes::E104).arg("name", name).hint("served")
}

/// The diagnostic of a world that cannot be opened.
pub fn closed(name: &str, wrong: Unopened) -> Diagnostic {
    let said = Diagnostic::placeless(&codes::E101).arg("name", name);
    said.arg("reason", wrong.reason).hint(wrong.remedy)
}

fn of_machine(error: &std::io::Error) -> Unopened {
    Unopened { reason: error.to_string(), remedy: "disk" }
}

/// The settings of a system outside, with its secrets.
fn remote(
    project: &Project,
    name: &str,
    config: &System,
    variables: Variables<'_>,
) -> Result<Settings, Diagnostic> {
    let address = config
        .address
        .clone()
        .ok_or_else(|| Diagnostic::placeless(&codes::P113).arg("name", name))?;
    if !config.local
        && let Some((code, host)) = exposed(&address)
    {
        let wrong = Diagnostic::placeless(code).arg("name", name).arg("host", host);
        return Err(wrong.hint("local"));
    }
    let secret = |what: &'static str, given: &Option<String>| match given {
        None => Ok(None),
        Some(given) => reveal(&project.dir, given, variables).map(Some).map_err(|hidden| {
            Diagnostic::placeless(&codes::P114)
                .arg("name", name)
                .arg("what", what)
                .arg("place", hidden.place)
                .arg("reason", hidden.reason)
                .hint(hidden.remedy)
        }),
    };
    let own = project.dir.join(OWN);
    Ok(Settings {
        address,
        key: secret("key", &config.key)?.map(Secret::new),
        user: secret("user", &config.user)?,
        password: secret("password", &config.password)?.map(Secret::new),
        site: config.site.clone(),
        local: config.local,
        rate: config.rate,
        // Without such a folder a process knows of itself alone.
        shared: own_folder(&own).ok().map(|()| own),
    })
}

/// A secret that is not where the project says. Never a value.
struct Hidden {
    /// The variable or the file.
    place: String,
    /// What the system said of the file.
    reason: String,
    remedy: &'static str,
}

/// A secret of the settings, where it can be had.
pub(super) fn secret(dir: &Path, given: &str, variables: Variables<'_>) -> Option<Secret> {
    reveal(dir, given, variables).ok().map(Secret::new)
}

/// `env:NAME`, `file:PATH`, or the text itself.
fn reveal(dir: &Path, given: &str, variables: Variables<'_>) -> Result<String, Hidden> {
    let filled = |value: &String| !value.is_empty();
    if let Some(name) = given.strip_prefix("env:") {
        // What is no name may be the secret itself.
        let shown = if secrets::is_variable(name) { name } else { "***" };
        let hidden =
            || Hidden { place: shown.to_owned(), reason: format!("env:{shown}"), remedy: "env" };
        return variables(name).filter(filled).ok_or_else(hidden);
    }
    if let Some(path) = given.strip_prefix("file:") {
        let hidden = |reason: String| Hidden { place: path.to_owned(), reason, remedy: "file" };
        let text = std::fs::read_to_string(dir.join(path))
            .map_err(|error| hidden(format!("file:{path}: {error}")))?;
        let secret = Some(text.trim_end().to_owned()).filter(filled);
        return secret.ok_or_else(|| hidden(format!("file:{path}")));
    }
    Ok(given.to_owned())
}

/// Makes the program's own folder, which nobody else may look into.
///
/// # Errors
/// When it cannot be made.
pub fn own_folder(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
