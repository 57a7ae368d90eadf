//! The 1C emulator and the client of 1C over loopback HTTP.

mod calls;
mod client;
mod queries;
mod wide;
mod worlds;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use obmen::endpoint::Secret;
use obmen::endpoint::emulate::{Fault, Faults, Serving, serve};
use obmen::endpoint::http::{HttpClient, HttpRequest, HttpResponse};
use obmen::system::onec_odata::emulator::OneCEmulator;
use obmen::system::onec_odata::{Config, OneC};
use serde_json::Value;

/// A path as it stands in an address.
fn encoded(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_graphic() && byte != b'%' {
            text.push(char::from(byte));
        } else {
            let (high, low) = (u32::from(byte >> 4), u32::from(byte & 15));
            text.push('%');
            text.extend([high, low].iter().filter_map(|it| char::from_digit(*it, 16)));
        }
    }
    text
}

/// The world of these tests.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/onec")
}

/// A base of its own for one test.
struct Base {
    serving: Serving,
    emulator: Arc<OneCEmulator>,
    _state: tempfile::TempDir,
}

impl Base {
    async fn start(faults: &[&str]) -> Base {
        Base::start_with(faults, "").await
    }

    /// A base whose `base.yaml` says more.
    async fn start_with(faults: &[&str], settings: &str) -> Base {
        let state = tempfile::tempdir().expect("a folder");
        let world = state.path().join("world");
        std::fs::create_dir(&world).expect("a folder");
        for entry in std::fs::read_dir(folder()).expect("the world") {
            let path = entry.expect("a file").path();
            if path.is_file() {
                let name = path.file_name().expect("a name");
                std::fs::copy(&path, world.join(name)).expect("a copy");
            }
        }
        let base = std::fs::read_to_string(folder().join("base.yaml")).expect("base.yaml");
        std::fs::write(world.join("base.yaml"), format!("{base}{settings}\n")).expect("a file");
        let emulator = OneCEmulator::open(&world, &state.path().join("erp.sqlite"));
        let emulator = Arc::new(emulator.expect("a world"));
        let faults: Result<Vec<Fault>, _> = faults.iter().map(|text| text.parse()).collect();
        let faults = Arc::new(Faults::new(faults.expect("faults")));
        let address = "127.0.0.1:0".parse().expect("an address");
        let serving = serve(emulator.clone(), address, faults).await.expect("a port");
        Base { serving, emulator, _state: state }
    }

    /// The client of this base.
    fn client(&self) -> OneC {
        let address = format!("{}/unf", self.serving.url());
        let password = Secret::new("пароль для обмена");
        let config = Config::new(&address, "Обмен", password).expect("an address");
        OneC::new(config).expect("a client")
    }

    /// What the ledger holds: operations and keys.
    fn ledger(&self) -> Vec<(String, String)> {
        let entries = self.emulator.ledger().expect("a ledger");
        entries.into_iter().map(|entry| (entry.operation, entry.key)).collect()
    }

    /// The answer to a GET of a path that is not yet encoded.
    async fn get(&self, path: &str) -> HttpResponse {
        let target = format!("/unf/odata/standard.odata/{}", encoded(path));
        self.send("GET", &target, &[("Accept", "application/json")], None).await
    }

    /// The values of a field in the answer to a GET.
    async fn values(&self, path: &str, field: &str) -> Vec<String> {
        let response = self.get(path).await;
        let text = String::from_utf8_lossy(&response.body).into_owned();
        assert_eq!(response.status, 200, "{path}: {text}");
        let body: Value = serde_json::from_str(&text).expect("JSON");
        let records = body["value"].as_array().expect("records").iter();
        records.map(|it| it[field].as_str().map_or(it[field].to_string(), str::to_owned)).collect()
    }

    /// Sends a request whose target is `/unf/…` as it goes over the wire.
    async fn send(
        &self,
        method: &'static str,
        target: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> HttpResponse {
        let mut headers: Vec<(String, String)> =
            headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        if !headers.iter().any(|(name, _)| name == "Authorization") {
            // Обмен:пароль для обмена
            let basic = "Basic 0J7QsdC80LXQvTrQv9Cw0YDQvtC70Ywg0LTQu9GPINC+0LHQvNC10L3QsA==";
            headers.push(("Authorization".to_owned(), basic.to_owned()));
        }
        let request = HttpRequest {
            operation: format!("{method} {target}"),
            method,
            url: format!("{}{target}", self.serving.url()),
            headers,
            body: body.map(|text| ("application/json".to_owned(), text.as_bytes().to_vec())),
            deadline: Duration::from_secs(30),
        };
        HttpClient::new().expect("a client").send(request).await.expect("an answer")
    }
}
