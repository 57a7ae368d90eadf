//! Filters that the API has, and companies, which it gives only by their customers.

use std::collections::{BTreeMap, BTreeSet};

use super::answer;
use super::client::{Client, segment};
use super::endpoint::{list, unsupported};
use super::entities::Entity;
use crate::endpoint::{Answer, EndpointError, Filter, Operand, Payload, Selector};

/// Filters by the equality of a field: entity, field, parameter.
const EQUAL: [(&str, &str, &str); 9] = [
    ("order", "status", "filter[extendedStatus][]"),
    ("order", "customer", "filter[customerId]"),
    ("order", "email", "filter[email]"),
    ("order", "site", "filter[sites][]"),
    ("customer", "email", "filter[email]"),
    ("customer", PHONE, "filter[name]"),
    ("customer", "contragent/INN", "filter[contragentInn]"),
    ("customerCorporate", "nickName", "filter[nickName][]"),
    ("customerCorporate", "companies/contragent/INN", "filter[contragentInn]"),
];

/// The API finds phones by the filter for names, which takes parts of both: what it finds is
/// looked through again.
const PHONE: &str = "phones/number";

/// A filter as parameters. The API joins them by "and"; it has no "or" and no "not".
pub(super) fn filter(
    entity: &Entity,
    filter: &Filter,
) -> Result<Vec<(String, String)>, EndpointError> {
    match filter {
        Filter::Equal(field, operand) => {
            let known = EQUAL.iter().find(|row| row.0 == entity.name && row.1 == field);
            let (_, _, name) = known.ok_or_else(|| {
                unsupported(entity, &format!("the API has no filter by `{field}`"))
            })?;
            Ok(vec![((*name).to_owned(), value(operand))])
        }
        Filter::Row(rows, inner) => match inner.as_ref() {
            Filter::Equal(field, operand) => {
                let whole = Filter::Equal(format!("{rows}/{field}"), operand.clone());
                self::filter(entity, &whole)
            }
            _ => Err(unsupported(entity, "the API filters rows by one field only")),
        },
        Filter::All(filters) => {
            let mut all = Vec::new();
            for one in filters {
                all.extend(self::filter(entity, one)?);
            }
            Ok(all)
        }
        Filter::Differs(..) | Filter::AtLeast(..) | Filter::Any(..) => {
            Err(unsupported(entity, "the API filters by equality only"))
        }
    }
}

/// Whether a customer that was found by a part of a phone has the whole of it.
pub(super) fn is_whole(wanted: &Filter, found: &Payload) -> bool {
    match wanted {
        Filter::All(all) => all.iter().all(|one| is_whole(one, found)),
        Filter::Row(rows, inner) if rows == "phones" => match inner.as_ref() {
            Filter::Equal(_, operand) => has_phone(found, &value(operand)),
            _ => true,
        },
        Filter::Equal(field, operand) if field == PHONE => has_phone(found, &value(operand)),
        _ => true,
    }
}

fn has_phone(found: &Payload, wanted: &str) -> bool {
    let Ok(customer) = serde_json::from_slice::<serde_json::Value>(&found.bytes) else {
        return false;
    };
    let phones = customer["phones"].as_array().into_iter().flatten();
    let mut numbers = phones.filter_map(|phone| phone["number"].as_str());
    numbers.any(|number| digits(number) == digits(wanted))
}

/// The digits of a phone; a Russian one begins with 7 however it is written.
fn digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match (digits.len(), digits.strip_prefix('8')) {
        (11, Some(rest)) => format!("7{rest}"),
        (10, _) => format!("7{digits}"),
        _ => digits,
    }
}

fn value(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) | Operand::Number(text) | Operand::DateTime(text) => text.clone(),
        Operand::Bool(flag) => u8::from(*flag).to_string(),
        Operand::Key { key, .. } => key.clone(),
    }
}

/// Companies: by the key of their customer, or by their own, for which customer after customer is
/// asked until all are found.
///
/// A key may name both, `CUSTOMER/COMPANY`; that costs one request for each customer.
pub(super) async fn companies(client: &Client, selector: &Selector) -> Answer<Vec<Payload>> {
    match selector {
        Selector::Alternate(field, owners) if field == "customer" => {
            of_customers(client, owners).await
        }
        Selector::Alternate(field, values) if field == "externalId" => {
            let mut all = of_customers(client, &all_owners(client).await?).await?;
            all.retain(|company| external_id(company).is_some_and(|held| values.contains(&held)));
            Ok(all)
        }
        Selector::All => of_customers(client, &all_owners(client).await?).await,
        // None is known before its customer is asked.
        Selector::Few => Ok(Vec::new()),
        Selector::Keys(keys) => by_keys(client, keys).await,
        Selector::Alternate(..) | Selector::Filter(_) => {
            let text = "companies are found by their keys, their external ids or their customers";
            Err(answer::strange("GET customers-corporate", text))
        }
    }
}

async fn by_keys(client: &Client, keys: &[String]) -> Answer<Vec<Payload>> {
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut bare: BTreeSet<&str> = BTreeSet::new();
    for key in keys {
        match key.split_once('/') {
            None => drop(bare.insert(key)),
            Some((owner, own)) => drop(named.entry(owner).or_default().insert(own)),
        }
    }
    let mut found = Vec::new();
    for (owner, wanted) in named {
        let rows = of_customer(client, owner).await?;
        found.extend(rows.into_iter().filter(|row| wanted.contains(&*row.key)));
    }
    if bare.is_empty() {
        return Ok(found);
    }
    for owner in all_owners(client).await? {
        let rows = of_customer(client, &owner).await?;
        found.extend(rows.into_iter().filter(|row| bare.remove(&*row.key)));
        if bare.is_empty() {
            break;
        }
    }
    Ok(found)
}

fn external_id(company: &Payload) -> Option<String> {
    let company: serde_json::Value = serde_json::from_slice(&company.bytes).ok()?;
    company["externalId"].as_str().map(str::to_owned)
}

/// The customer that a company belongs to: customer after customer is asked.
pub(super) async fn owner(client: &Client, company: &str) -> Result<Option<String>, EndpointError> {
    for owner in all_owners(client).await? {
        if of_customer(client, &owner).await?.iter().any(|row| row.key == company) {
            return Ok(Some(owner));
        }
    }
    Ok(None)
}

async fn of_customers(client: &Client, owners: &[String]) -> Answer<Vec<Payload>> {
    let mut found = Vec::new();
    for owner in owners {
        found.extend(of_customer(client, owner).await?);
    }
    Ok(found)
}

async fn all_owners(client: &Client) -> Answer<Vec<String>> {
    let rows = list(client, "customers-corporate", "customersCorporate", &[]).await?;
    Ok(rows.into_iter().map(|row| row.key).collect())
}

async fn of_customer(client: &Client, owner: &str) -> Answer<Vec<Payload>> {
    let path = format!("customers-corporate/{}/companies", segment(owner));
    match list(client, &path, "companies", &[("by", "id")]).await {
        Err(error) if error.kind == crate::endpoint::ErrorKind::Missing => Ok(Vec::new()),
        other => other,
    }
}
