//! Every kind of fault on every operation of both systems: what the caller is told, and that nothing
//! is lost or doubled once it has done what the protocol does next: look, and send again only what is
//! not there.

mod cells;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use obmen::endpoint::emulate::{Emulator, Faults, Serving, kinds, read_ledger, serve};
use obmen::endpoint::layer::{Backoff, Retry};
use obmen::endpoint::{Answer, Endpoint, ErrorKind, Payload, Secret, Written};
use obmen::system::onec_odata::emulator::OneCEmulator;
use obmen::system::onec_odata::{Config as BaseConfig, OneC};
use obmen::system::retailcrm::{Config, RetailCrm, RetailCrmEmulator};

use cells::{Act, CRM, ERP, Operation};

/// Which system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Crm,
    Erp,
}

/// What the caller is told at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// It was done, perhaps at a second try that nobody noticed.
    Done,
    /// Nobody knows whether it was done.
    Doubt,
    /// It was not done, and this is why.
    No(ErrorKind),
}

/// What reference/reliability.md promises for each kind of fault, for reads and for writes.
fn promised(of: Of, is_write: bool, kind: &str) -> Told {
    let doubt = if is_write { Told::Doubt } else { Told::Done };
    let flow = if is_write { ErrorKind::Unsupported } else { ErrorKind::Credentials };
    match (of, kind) {
        // The period of the record is closed: reads pass.
        (Of::Erp, "closed") if is_write => Told::No(ErrorKind::Rejected),
        // Somebody holds the record: nothing was done, and that passes.
        (Of::Erp, "locked") if is_write => Told::No(ErrorKind::Locked),
        (_, "delay" | "late" | "429" | "closed" | "locked") | (Of::Crm, "503") => Told::Done,
        // In 1C a session was not opened: that passes.
        (_, "refuse" | "cut" | "garble" | "html" | "lost" | "500" | "502" | "504")
        | (Of::Erp, "403" | "503") => doubt,
        (Of::Crm, "401" | "403" | "rights") | (Of::Erp, "401") => Told::No(ErrorKind::Credentials),
        // A right to one kind of record ends one flow; a login that reads nothing ends all.
        (Of::Erp, "rights") => Told::No(flow),
        (_, "404") => Told::No(ErrorKind::Missing),
        (Of::Crm, "400") => Told::No(ErrorKind::Rejected),
        (Of::Erp, "400") => Told::No(ErrorKind::Unsupported),
        (_, other) => panic!("a kind of fault without a promise: {other}"),
    }
}

/// A system on a port, made anew for each operation.
struct Bench {
    of: Of,
    serving: Serving,
    faults: Arc<Faults>,
    folder: tempfile::TempDir,
    /// The client of 1C, which is read into its description once.
    base: Option<Arc<dyn Endpoint>>,
}

const PAUSE: Duration = Duration::from_millis(2);

/// Reads are tried again at once.
const BACKOFF: Backoff = Backoff { first: PAUSE, longest: PAUSE, attempts: 4 };

/// What the base of these tests describes.
const EDMX: &str = include_str!("../data/onec/metadata.edmx");

impl Bench {
    async fn open(of: Of) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        let state = folder.path().join("state.sqlite");
        let emulator: Arc<dyn Emulator> = match of {
            Of::Crm => Arc::new(RetailCrmEmulator::open(&state, &data.join("worlds/crm")).unwrap()),
            Of::Erp => Arc::new(OneCEmulator::open(&data.join("onec"), &state).unwrap()),
        };
        let faults = Arc::new(Faults::none());
        let address = "127.0.0.1:0".parse().unwrap();
        let serving = serve(emulator, address, faults.clone()).await.unwrap();
        let base = (of == Of::Erp).then(|| {
            let password = Secret::new("пароль для обмена");
            let config = BaseConfig::new(&serving.url(), "Обмен", password).unwrap();
            // Were it asked for its description, that would take the fault.
            let base = OneC::new(config).unwrap().with_metadata(EDMX).unwrap();
            Arc::new(Retry::new(base, BACKOFF)) as Arc<dyn Endpoint>
        });
        Bench { of, serving, faults, folder, base }
    }

    /// A client. That of RetailCRM is a new one, which waits for nobody's rate.
    fn client(&self) -> Arc<dyn Endpoint> {
        if let Some(base) = &self.base {
            return base.clone();
        }
        let (key, site) = (Secret::new("test-key"), Some("main".to_owned()));
        let config = Config {
            address: self.serving.url(),
            key,
            site,
            local: true,
            rate: None,
            shared: None,
        };
        Arc::new(Retry::new(RetailCrm::new(&config).unwrap(), BACKOFF))
    }

    /// How often each operation was accepted.
    fn accepted(&self) -> BTreeMap<String, usize> {
        let mut accepted = BTreeMap::new();
        for entry in read_ledger(&self.folder.path().join("state.sqlite")).unwrap() {
            *accepted.entry(entry.operation).or_default() += 1;
        }
        accepted
    }
}

async fn perform(client: &dyn Endpoint, act: &Act) -> Answer<Done> {
    match act {
        Act::Read(query) => client.read(query).await.map(Done::Found),
        Act::Follow(entity, cursor) => client.changes(entity, cursor).await.map(|_| Done::Other),
        Act::Describe(what) => client.describe(what).await.map(|_| Done::Other),
        Act::Write(write, _) => client.write(write).await.map(|_: Written| Done::Other),
    }
}

/// What an operation gave.
enum Done {
    Found(Vec<Payload>),
    Other,
}

/// One cell: the fault happens once, then the protocol goes on. Gives what is wrong.
async fn cell(
    bench: &Bench,
    operation: &Operation,
    kind: &str,
    number: usize,
) -> Result<(), String> {
    let act = (operation.act)(number);
    let is_write = matches!(act, Act::Write(..));
    let client = bench.client();
    let client = &*client;
    for before in operation.before {
        let made = perform(client, &before(number)).await;
        made.map_err(|error| format!("before: {error}"))?;
    }
    let before = bench.accepted();
    let pause = if ["delay", "late"].contains(&kind) { ":20" } else { "" };
    bench.faults.add(format!("{kind}{pause}@{}x1", operation.at).parse().unwrap());
    let answer = perform(client, &act).await;
    if bench.faults.left() > 0 {
        return Err(format!("the fault did not happen: {}", bench.faults.left()));
    }
    let told = match &answer {
        Ok(Done::Found(found)) if found.is_empty() => Told::No(ErrorKind::Missing),
        Ok(_) => Told::Done,
        Err(error) if error.kind == ErrorKind::Transient => Told::Doubt,
        Err(error) => Told::No(error.kind),
    };
    // The answer to an act of a document is empty, so that there is nothing to damage or cut.
    let is_empty = operation.answers_nothing && ["garble", "cut"].contains(&kind);
    let wanted = if is_empty { Told::Done } else { promised(bench.of, is_write, kind) };
    if told != wanted {
        return Err(format!("{told:?} ({:?}) in the place of {wanted:?}", answer.err()));
    }
    let mut accepted = before;
    if let Act::Write(write, is_there) = &act {
        let is_done = is_there(client, write).await;
        if told == Told::Doubt && !is_done {
            let again = client.write(write).await;
            again.map_err(|error| format!("sent again: {error}"))?;
        }
        let is_wanted = matches!(told, Told::Done | Told::Doubt);
        if is_there(client, write).await != is_wanted {
            return Err(if is_wanted { "it is lost".into() } else { "refused and done".into() });
        }
        if is_wanted {
            *accepted.entry(operation.ledger.to_owned()).or_default() += 1;
        }
    }
    // Once, if it was to be done; and nothing else.
    let now = bench.accepted();
    if now == accepted { Ok(()) } else { Err(format!("{now:?} in the place of {accepted:?}")) }
}

/// All cells of an operation, one after another in one world: how many, and what is wrong in them.
async fn row(of: Of, operation: &'static Operation) -> (usize, Vec<String>) {
    let bench = Bench::open(of).await;
    let (mut count, mut wrong) = (0, Vec::new());
    for (number, kind) in kinds().enumerate() {
        if let Err(text) = cell(&bench, operation, kind, number).await {
            wrong.push(format!("{of:?} {}, {kind}: {text}", operation.name));
            bench.faults.clear();
        }
        count += 1;
    }
    (count, wrong)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn every_fault_on_every_operation_has_its_outcome_and_loses_and_doubles_nothing() {
    let mut rows = tokio::task::JoinSet::new();
    for operation in CRM {
        rows.spawn(row(Of::Crm, operation));
    }
    for operation in ERP {
        rows.spawn(row(Of::Erp, operation));
    }
    let rows = rows.join_all().await;
    let wrong: Vec<&String> = rows.iter().flat_map(|(_, wrong)| wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let cells: usize = rows.iter().map(|(count, _)| count).sum();
    assert_eq!(cells, kinds().count() * (CRM.len() + ERP.len()));
    assert!(cells >= 162, "{cells}");
}
