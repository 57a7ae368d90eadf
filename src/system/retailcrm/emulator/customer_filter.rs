//! The filters of the lists of customers, persons and companies alike.

use serde_json::Value;

use super::call::Call;
use super::filter::{self, Filter, Test};
use super::json::{Object, elements, member, text};
use super::links;
use super::reply::Trouble;

/// The filters that the documents name. What no world holds (visits, messages) is never found.
const FILTERS: [Filter; 55] = [
    ("ids", Test::Is(&["/id"])),
    ("externalIds", Test::Is(&["/externalId"])),
    ("name", Test::Own),
    ("email", Test::Is(&["/email"])),
    ("tags", Test::Is(&["/tags/*/name"])),
    ("attachedTags", Test::Is(&["/attachedTag"])),
    ("isContact", Test::Flag("/isContact")),
    ("sex", Test::Is(&["/sex"])),
    ("vip", Test::Flag("/vip")),
    ("bad", Test::Flag("/bad")),
    ("online", Test::Flag("/online")),
    ("discountCardNumber", Test::Is(&["/discountCardNumber"])),
    ("nickName", Test::Has(&["/nickName"])),
    ("contactIds", Test::Is(&["/customerContacts/*/customer/id"])),
    ("companyName", Test::Has(&["/companies/*/name"])),
    ("contragentInn", Test::Is(&["/contragent/INN", "/companies/*/contragent/INN"])),
    ("contragentKpp", Test::Is(&["/contragent/KPP", "/companies/*/contragent/KPP"])),
    ("contragentBik", Test::Is(&["/contragent/BIK", "/companies/*/contragent/BIK"])),
    ("contragentName", Test::Has(&["/contragent/legalName", "/companies/*/contragent/legalName"])),
    (
        "contragentTypes",
        Test::Is(&["/contragent/contragentType", "/companies/*/contragent/contragentType"]),
    ),
    (
        "contragentCorrAccount",
        Test::Is(&["/contragent/corrAccount", "/companies/*/contragent/corrAccount"]),
    ),
    (
        "contragentBankAccount",
        Test::Is(&["/contragent/bankAccount", "/companies/*/contragent/bankAccount"]),
    ),
    ("city", Test::Has(&["/address/city", "/addresses/*/city"])),
    ("region", Test::Has(&["/address/region", "/addresses/*/region"])),
    ("countries", Test::Is(&["/address/countryIso", "/addresses/*/countryIso"])),
    ("notes", Test::Own),
    ("OrdersCount", Test::Sum("/ordersCount")),
    ("TotalSumm", Test::Sum("/totalSumm")),
    ("AverageSumm", Test::Sum("/averageSumm")),
    ("CostSumm", Test::Sum("/costSumm")),
    ("date", Test::Days("/createdAt")),
    ("createdAt", Test::Days("/createdAt")),
    ("firstOrder", Test::Days("/firstOrderAt")),
    ("lastOrder", Test::Days("/lastOrderAt")),
    ("firstWebVisit", Test::Days("/firstWebVisitAt")),
    ("lastWebVisit", Test::Days("/lastWebVisitAt")),
    ("managers", Test::Is(&["/managerId"])),
    ("managerGroups", Test::Is(&["/managerGroup"])),
    ("sites", Test::Is(&["/site"])),
    ("segment", Test::Is(&["/segments/*/code"])),
    ("classSegment", Test::Is(&["/segments/*/code"])),
    ("customFields", Test::Fields("/customFields")),
    ("browserId", Test::Is(&["/browserId"])),
    ("firstClientId", Test::Is(&["/firstClientId"])),
    ("lastClientId", Test::Is(&["/lastClientId"])),
    ("mgCustomerId", Test::Is(&["/mgCustomerId"])),
    ("mgChannels", Test::Is(&["/mgCustomers/*/mgChannel/id"])),
    ("commentary", Test::Has(&["/commentary"])),
    ("attachments", Test::Own),
    ("tasksCounts", Test::Is(&["/tasksCount"])),
    ("sourceName", Test::Has(&["/source/source"])),
    ("mediumName", Test::Has(&["/source/medium"])),
    ("campaignName", Test::Has(&["/source/campaign"])),
    ("keywordName", Test::Has(&["/source/keyword"])),
    ("adContentName", Test::Has(&["/source/content"])),
];

/// The filter of a request, if it is one.
pub(super) fn read(call: &Call<'_>) -> Result<Object, Trouble> {
    let filter = call.filter();
    filter::check(&FILTERS, &filter)?;
    Ok(filter)
}

/// Whether a customer passes it.
pub(super) fn fits(call: &Call<'_>, filter: &Object, customer: &Value) -> Result<bool, Trouble> {
    let words = filter.get("notes").and_then(text).filter(|words| !words.is_empty());
    if let Some(words) = words
        && !links::noted(call, customer, &words)?
    {
        return Ok(false);
    }
    let name = filter.get("name").and_then(text).filter(|name| !name.is_empty());
    let files = filter.get("attachments").and_then(text);
    // Nothing here has files.
    Ok(files.is_none_or(|files| files == "1")
        && name.is_none_or(|name| is_called(customer, &name))
        && filter::fits(&FILTERS, filter, customer))
}

/// A name or a phone, as in the interface: a part is enough, phones by their last digits.
fn is_called(customer: &Value, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let phone = digits(&wanted);
    let phone = &phone[phone.len().saturating_sub(10)..];
    let parts = ["lastName", "firstName", "patronymic", "nickName"].into_iter();
    let parts: Vec<String> = parts.filter_map(|name| member(customer, name)).collect();
    let phones = elements(customer.get("phones")).into_iter();
    parts.join(" ").to_lowercase().contains(&wanted)
        || parts.iter().any(|part| part.to_lowercase().contains(&wanted))
        || phones
            .filter_map(|row| member(row, "number"))
            .any(|number| phone.len() >= 4 && digits(&number).ends_with(phone))
}
