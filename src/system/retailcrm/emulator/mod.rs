//! A small real server of RetailCRM's API v5; its world and routes: `README.md` beside this file.
//!
//! It follows the vendor's documents, not our client: what they leave open is decided here in one
//! place and said where it is decided.

mod account;
mod address;
mod buyer;
mod call;
mod catalog;
mod changes;
mod combine;
mod corporate;
mod custom_fields;
mod customer_filter;
mod customers;
mod dictionaries;
mod filter;
mod goods;
mod history;
mod items;
mod json;
mod links;
mod loyalty;
mod modules;
mod money;
mod order_fields;
mod order_filter;
mod order_write;
mod orders;
mod packs;
mod page;
mod params;
mod payments;
mod rate;
mod reply;
mod route;
mod sandbox;
mod seed;
mod totals;
mod upload;
mod users;

use std::path::Path;
use std::time::Instant;

use crate::endpoint::emulate::{
    Emulator, LedgerEntry, Request, Response, Seed, Tx, World, WorldError,
};
use account::{Account, Key};
use call::{Author, Call};
use rate::Rate;
use reply::{Handled, Reply, Trouble};

/// The emulator of one account.
#[derive(Debug)]
pub struct RetailCrmEmulator {
    world: World,
    account: Account,
    rate: Rate,
}

impl RetailCrmEmulator {
    /// Opens the world at `path`; a new one is filled from the seed's folder.
    pub fn open(path: &Path, seed: &Path) -> Result<RetailCrmEmulator, WorldError> {
        let world = World::open(path, |tx| seed::fill(tx, &Seed::read(seed)?))?;
        let account = world.write(account::load)?;
        let rate = Rate::new(account.rate);
        Ok(RetailCrmEmulator { world, account, rate })
    }

    /// The first key that may call.
    pub fn key(&self) -> &str {
        self.account.keys.first().map_or("", |key| key.text.as_str())
    }

    /// The accepted writes so far.
    pub fn ledger(&self) -> Result<Vec<LedgerEntry>, WorldError> {
        self.world.ledger()
    }

    fn api(&self, request: &Request, path: &[&str]) -> Handled {
        let params = params::read(request)?;
        let key = self.account.key(request, &params)?;
        if !self.rate.admit(&key.text, Instant::now()) {
            return Err(Reply::refusal(503, "Rate limit exceeded").into());
        }
        let (route, parts) = route::find(&request.method, path)?;
        if request.method == "POST" && key.read_only {
            return Err(Reply::refusal(403, "Access denied.").into());
        }
        self.world.write(|tx| {
            let call = self.call(tx, request, Author::Key(key.id), Some(key), params);
            (route.run)(&call, &parts)
        })
    }

    fn sandbox(&self, request: &Request, path: &[&str]) -> Handled {
        let params = params::query(request);
        if path == ["ledger"] {
            return Ok(sandbox::ledger(&self.world.ledger()?));
        }
        self.world.write(|tx| {
            let user = sandbox::user(tx, &params)?;
            let call = self.call(tx, request, Author::User(user), None, params);
            sandbox::run(&call, path)
        })
    }

    fn call<'a>(
        &'a self,
        tx: &'a Tx<'a>,
        request: &'a Request,
        author: Author,
        key: Option<&'a Key>,
        params: serde_json::Value,
    ) -> Call<'a> {
        Call { tx, account: &self.account, author, key, params, now: self.account.now(), request }
    }
}

impl Emulator for RetailCrmEmulator {
    fn answer(&self, request: &Request) -> Response {
        let segments = request.segments();
        let path: Vec<&str> = segments.iter().map(String::as_str).collect();
        let done = match path.as_slice() {
            ["api", "v5", rest @ ..] | ["api", rest @ ..] => self.api(request, rest),
            ["sandbox", rest @ ..] => self.sandbox(request, rest),
            _ => Err(Reply::refusal(404, "API method not found").into()),
        };
        let reply = match done {
            Ok(reply) | Err(Trouble::Refused(reply)) => reply,
            Err(Trouble::World(error)) => Reply::refusal(500, &error.to_string()),
        };
        Response::json(reply.status, &reply.body)
    }

    fn operation(&self, request: &Request) -> String {
        let path = request.path.trim_matches('/');
        let path = path.strip_prefix("api/").unwrap_or(path);
        format!("{} {}", request.method, path.strip_prefix("v5/").unwrap_or(path))
    }

    fn operations(&self) -> Vec<String> {
        route::names().collect()
    }

    fn refusal(&self, status: u16) -> Response {
        match status {
            503 | 429 => {
                Response::json(status, &Reply::refusal(status, "Rate limit exceeded").body)
            }
            500 => Response::json(500, &Reply::refusal(500, "Internal Server Error").body),
            400 => Response::json(400, &Reply::refusal(400, "Errors in the entity format").body),
            401 | 403 => Response::json(status, &Reply::refusal(status, "Access denied.").body),
            404 => Response::json(404, &Reply::refusal(404, "Not found").body),
            // From the balancer in front.
            _ => {
                Response::new(status, "text/html", "<html><body><h1>Bad Gateway</h1></body></html>")
            }
        }
    }
}

#[cfg(test)]
mod tests;
