//! The demo against systems on ports whose answers are changed on their way.

use std::sync::Arc;

use obmen::endpoint::emulate::{Emulator, Faults, Request, Response, Serving, serve};
use obmen::system::onec_odata::emulator::OneCEmulator;
use obmen::system::retailcrm::RetailCrmEmulator;

use super::shop::Shop;
use crate::altered::{Altered, Between};

/// The systems of a shop, served for as long as this lives.
pub(super) struct Line {
    _servings: [Serving; 2],
    _runtime: tokio::runtime::Runtime,
}

/// Asks a system and gives its answer as it is.
pub(super) fn plain(request: &Request, system: &dyn Emulator) -> Response {
    system.answer(request)
}

impl Shop {
    /// Serves both systems with something between; the project reaches them by their addresses.
    pub(super) fn served(&self, crm: Box<Between>, erp: Box<Between>) -> Line {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let world = |name: &str| self.dir.join("world").join(name);
        let account = RetailCrmEmulator::open(&self.state("crm"), &world("crm")).unwrap();
        let base = OneCEmulator::open(&world("erp"), &self.state("erp")).unwrap();
        let start = |inner: Arc<dyn Emulator>, between| {
            let altered = Arc::new(Altered { inner, between });
            let address = "127.0.0.1:0".parse().unwrap();
            runtime.block_on(serve(altered, address, Arc::new(Faults::none()))).unwrap()
        };
        let servings = [start(Arc::new(account), crm), start(Arc::new(base), erp)];
        let systems = format!(
            "systems:\n  crm: {{ kind: retailcrm, address: \"{}\", key: demo-key, site: main, local: true }}\n  \
             erp: {{ kind: odata, address: \"{}\", user: obmen, password: demo, local: true }}\nmappings:",
            servings[0].url(),
            servings[1].url(),
        );
        self.edit("obmen.yaml", |text| {
            let (head, rest) = text.split_once("systems:").unwrap();
            let (_, tail) = rest.split_once("mappings:").unwrap();
            format!("{head}{systems}{tail}")
        });
        Line { _servings: servings, _runtime: runtime }
    }
}
