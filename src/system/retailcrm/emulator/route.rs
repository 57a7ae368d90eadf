//! Which handler answers which path.

use super::call::Call;
use super::reply::{Handled, Reply};
use super::{
    catalog, combine, corporate, custom_fields, customers, dictionaries, history, links, orders,
    payments,
};
use super::{goods, loyalty, modules, order_write, packs, upload, users};

/// A method, a path with `*` for what varies, and who answers.
pub(super) struct Route {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) run: fn(&Call<'_>, &[&str]) -> Handled,
}

/// `GET` of that path.
pub(super) const fn get(path: &'static str, run: fn(&Call<'_>, &[&str]) -> Handled) -> Route {
    Route { method: "GET", path, run }
}

/// `POST` to that path.
pub(super) const fn post(path: &'static str, run: fn(&Call<'_>, &[&str]) -> Handled) -> Route {
    Route { method: "POST", path, run }
}

/// The groups; within and between them the first that fits answers.
const GROUPS: [&[Route]; 20] = [
    loyalty::ACCOUNTS,
    loyalty::BONUSES,
    loyalty::WAITING,
    loyalty::CONFIRMATIONS,
    history::ROUTES,
    combine::ROUTES,
    links::ROUTES,
    upload::ROUTES,
    order_write::ROUTES,
    packs::ROUTES,
    goods::ROUTES,
    modules::ROUTES,
    payments::ROUTES,
    orders::ROUTES,
    customers::ROUTES,
    corporate::ROUTES,
    dictionaries::ROUTES,
    custom_fields::ROUTES,
    users::ROUTES,
    catalog::ROUTES,
];

/// The operations that are answered: `POST orders/*/edit`.
pub(super) fn names() -> impl Iterator<Item = String> {
    GROUPS.into_iter().flatten().map(|route| format!("{} {}", route.method, route.path))
}

/// The route of a path and what stands where it has `*`.
pub(super) fn find<'a>(
    method: &str,
    path: &[&'a str],
) -> Result<(&'static Route, Vec<&'a str>), Reply> {
    let mut known = false;
    for route in GROUPS.into_iter().flatten() {
        let Some(parts) = parts(route.path, path) else { continue };
        if route.method == method {
            return Ok((route, parts));
        }
        known = true;
    }
    if known {
        return Err(Reply::refusal(405, "Method Not Allowed"));
    }
    Err(Reply::refusal(404, "API method not found"))
}

fn parts<'a>(pattern: &str, path: &[&'a str]) -> Option<Vec<&'a str>> {
    let steps: Vec<&str> = pattern.split('/').collect();
    if steps.len() != path.len() {
        return None;
    }
    let mut parts = Vec::new();
    for (step, given) in steps.into_iter().zip(path) {
        match step {
            "*" => parts.push(*given),
            step if step == *given => {}
            _ => return None,
        }
    }
    Some(parts)
}
