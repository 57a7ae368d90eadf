//! The 1C emulator and the client of 1C over loopback HTTP.

mod calls;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use obmen::endpoint::emulate::{Fault, Faults, Serving, serve};
use obmen::endpoint::http::{HttpClient, HttpRequest, HttpResponse};
use obmen::system::onec_odata::emulator::OneCEmulator;

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
        let state = tempfile::tempdir().unwrap();
        let emulator = OneCEmulator::open(&folder(), &state.path().join("erp.sqlite")).unwrap();
        let emulator = Arc::new(emulator);
        let faults: Vec<Fault> = faults.iter().map(|text| text.parse().unwrap()).collect();
        let faults = Arc::new(Faults::new(faults));
        let address = "127.0.0.1:0".parse().unwrap();
        let serving = serve(emulator.clone(), address, faults).await.unwrap();
        Base { serving, emulator, _state: state }
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
        HttpClient::new().unwrap().send(request).await.unwrap()
    }
}
