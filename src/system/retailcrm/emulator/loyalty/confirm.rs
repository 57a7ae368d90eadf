//! Confirmation by SMS, where a programme asks for it: what was asked waits for its code.

use serde_json::{Value, json};

use super::{accounts, bonuses};
use crate::system::retailcrm::emulator::call::Call;
use crate::system::retailcrm::emulator::json::{Object, is_yes, member};
use crate::system::retailcrm::emulator::reply::{Handled, Reply, Trouble};
use crate::system::retailcrm::emulator::route::{Route, get, post};

/// The collection of what waits.
const FILE: &str = "verifications";

/// The code in every message: nobody reads them here.
const CODE: &str = "0000";

pub(in crate::system::retailcrm::emulator) const ROUTES: &[Route] = &[
    post("verification/sms/confirm", |call, _| confirm(call)),
    get("verification/sms/*/status", status),
];

/// Whether the programme of a participation asks for a code.
pub(super) fn is_asked(call: &Call<'_>, account: &Value, flag: &str) -> Result<bool, Trouble> {
    let programme = call.tx.get("loyalties", &account["loyalty"]["id"].to_string())?;
    Ok(programme.is_some_and(|programme| programme.get(flag).is_some_and(is_yes)))
}

/// Sends a code; `about` is what is done when it comes back.
pub(super) fn ask(call: &Call<'_>, action: &str, about: &Value) -> Result<Value, Trouble> {
    let number = call.tx.next("verification")?;
    let name = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, number.to_string().as_bytes());
    let key = name.hyphenated().to_string();
    let waiting = json!({
        "checkId": key, "actionType": action, "createdAt": call.now,
        "expiredAt": call.now, "about": about,
    });
    call.tx.put(FILE, &key, number, &waiting)?;
    Ok(shown(&waiting))
}

fn shown(waiting: &Value) -> Value {
    let names = ["createdAt", "expiredAt", "verifiedAt", "checkId", "actionType"].into_iter();
    let members = names.filter_map(|name| Some((name.to_owned(), waiting.get(name)?.clone())));
    Value::Object(members.collect::<Object>())
}

fn find(call: &Call<'_>, key: &str) -> Result<Value, Trouble> {
    Ok(call.tx.get(FILE, key)?.ok_or_else(Reply::not_found)?)
}

fn status(call: &Call<'_>, path: &[&str]) -> Handled {
    Ok(Reply::success(200, json!({"verification": shown(&find(call, path[0])?)})))
}

fn confirm(call: &Call<'_>) -> Handled {
    let given = Value::Object(call.object("verification")?);
    let key = member(&given, "checkId").ok_or_else(|| Reply::missing("checkId"))?;
    let mut waiting = find(call, &key)?;
    if waiting.get("verifiedAt").is_some() {
        let text = "The verification has been already confirmed";
        return Err(Reply::refusal(400, text).into());
    }
    if member(&given, "code").as_deref() != Some(CODE) {
        let errors = vec![("code".to_owned(), "Wrong verification code".to_owned())];
        return Err(Reply::refusal_of("Errors in the entity format", errors).into());
    }
    let about = waiting["about"].clone();
    if let Some(number) = about.get("account") {
        let mut account = accounts::find(call, &number.to_string())?;
        accounts::begin(call, &mut account)?;
    } else {
        bonuses::spend_confirmed(call, &about)?;
    }
    waiting["verifiedAt"] = json!(call.now);
    call.tx.put(FILE, &key, call.tx.last(FILE)? + 1, &waiting)?;
    call.enter(&key, 200)?;
    Ok(Reply::success(200, json!({"verification": shown(&waiting)})))
}
