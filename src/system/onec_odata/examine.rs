//! What a base tells of itself: the version of the interface, what it publishes, what may be read,
//! whether it has an exchange plan.

use std::collections::BTreeSet;

use super::model::Model;
use super::target::target;
use crate::endpoint::{Answer, EndpointError, ErrorKind, Pending, Query, Selector, Source};
use crate::system::examine::{Needs, Observed, State, is_refusal, joined};

/// The version of OData that the client speaks.
const VERSION: &str = "3.0";

/// How the sets of exchange plans begin.
const PLAN: &str = "ExchangePlan_";

/// Looks at the description first: what it does not publish need not be asked for.
pub(crate) fn examine<'a>(source: &'a dyn Source, needs: &'a Needs) -> Pending<'a, Vec<Observed>> {
    Box::pin(async move {
        let bytes = source.describe("schema").await?;
        let bad = |text: String| EndpointError::new(ErrorKind::BadData, "GET $metadata", text);
        let text = String::from_utf8(bytes).map_err(|error| bad(error.to_string()))?;
        let model = Model::read(&text).map_err(|error| bad(error.to_string()))?;
        let needed: BTreeSet<&str> =
            needs.reads.iter().chain(&needs.writes).map(|entity| &**entity).collect();
        let (there, missing): (Vec<&str>, Vec<&str>) =
            needed.into_iter().partition(|entity| target(&model, entity, "").is_ok());
        let mut found = vec![version(&text), published(&missing, there.len())];
        found.extend(rights(source, needs, &there).await?);
        found.push(Observed::new("zone", "doctor-zone-untold", State::Unknown));
        found.push(Observed::new("if-match", "doctor-if-match-untold", State::Unknown));
        found.push(plans(&model));
        Ok(found)
    })
}

fn version(text: &str) -> Observed {
    let said =
        text.split_once("MaxDataServiceVersion=\"").or(text.split_once("DataServiceVersion=\""));
    let said = said.and_then(|(_, rest)| Some(rest.split_once('"')?.0)).unwrap_or_default();
    let (words, state) = match said {
        VERSION => ("doctor-api-fine", State::Fine),
        "" => ("doctor-api-untold", State::Unknown),
        _ => ("doctor-api-other", State::Failure),
    };
    Observed::new("api", words, state).fact("wanted", VERSION).fact("versions", said)
}

fn published(missing: &[&str], there: usize) -> Observed {
    if missing.is_empty() {
        return Observed::new("published", "doctor-published-fine", State::Fine)
            .fact("count", there);
    }
    Observed::new("published", "doctor-published-missing", State::Failure)
        .fact("count", missing.len())
        .fact("entities", joined(missing))
}

/// One record of each kind is asked for: a login without the right is refused whatever there is.
async fn rights(source: &dyn Source, needs: &Needs, entities: &[&str]) -> Answer<Vec<Observed>> {
    let mut found = Vec::new();
    for entity in entities {
        let (entity, selector) = ((*entity).to_owned(), Selector::Few);
        let query = Query { entity, selector, fields: Vec::new() };
        match source.read(&query).await {
            Ok(_) => {}
            Err(error) if is_refusal(&error) => found.push(
                Observed::new("rights", "doctor-rights-unread", State::Failure)
                    .fact("entity", query.entity)
                    .fact("reason", error.message),
            ),
            Err(error) => return Err(error),
        }
    }
    if found.is_empty() {
        let read = Observed::new("rights", "doctor-rights-read", State::Fine);
        found.push(read.fact("count", entities.len()));
    }
    if !needs.writes.is_empty() {
        let writes = Observed::new("rights", "doctor-rights-write", State::Unknown);
        found.push(writes.fact("entities", joined(&needs.writes)));
    }
    Ok(found)
}

fn plans(model: &Model) -> Observed {
    let plans = model.sets.keys().filter(|name| name.starts_with(PLAN));
    let plans: Vec<&String> = plans.filter(|name| !model.parts.contains_key(*name)).collect();
    if plans.is_empty() {
        return Observed::new("plan", "doctor-plan-none", State::Fine);
    }
    Observed::new("plan", "doctor-plan-some", State::Fine)
        .fact("count", plans.len())
        .fact("plans", joined(plans.into_iter().take(5)))
}

#[cfg(test)]
mod tests;
