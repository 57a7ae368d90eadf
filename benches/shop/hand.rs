//! The same work by hand: serde into borrowed structs, tables as hash maps, our decimal, pushes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;

use jiff::civil::{Date, DateTime};
use obmen::value::json::{write_number, write_text};
use obmen::value::{Decimal, Rounding};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::generate::{self, COMPANIES, CUSTOMERS, GOODS};
use super::rules;

/// A text that is copied only when it has escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct Order<'a> {
    #[serde(borrow)]
    number: Option<Text<'a>>,
    #[serde(rename = "createdAt")]
    created: Option<Text<'a>>,
    status: Option<Text<'a>>,
    customer: Option<Customer<'a>>,
    company: Option<Record<'a>>,
    #[serde(rename = "lastName")]
    last: Option<Text<'a>>,
    #[serde(rename = "firstName")]
    first: Option<Text<'a>>,
    patronymic: Option<Text<'a>>,
    phone: Option<Text<'a>>,
    email: Option<Text<'a>>,
    #[serde(rename = "managerId")]
    manager: Option<&'a RawValue>,
    #[serde(rename = "managerComment")]
    manager_comment: Option<Text<'a>>,
    #[serde(rename = "customerComment")]
    customer_comment: Option<Text<'a>>,
    #[serde(rename = "shipmentStore")]
    store: Option<Text<'a>>,
    delivery: Option<Delivery<'a>>,
    #[serde(default)]
    items: Vec<Item<'a>>,
    #[serde(rename = "totalSumm")]
    total: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Customer<'a> {
    #[serde(rename = "type", borrow)]
    kind: Option<Text<'a>>,
    id: &'a RawValue,
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
}

#[derive(Deserialize)]
struct Delivery<'a> {
    #[serde(borrow)]
    code: Option<Text<'a>>,
    cost: Option<&'a RawValue>,
    date: Option<Text<'a>>,
    time: Option<Time<'a>>,
    address: Option<Address<'a>>,
}

#[derive(Deserialize)]
struct Time<'a> {
    #[serde(borrow)]
    from: Option<Text<'a>>,
    to: Option<Text<'a>>,
    custom: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Address<'a> {
    #[serde(borrow)]
    index: Option<Text<'a>>,
    city: Option<Text<'a>>,
    text: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(rename = "isCanceled")]
    canceled: Option<bool>,
    #[serde(rename = "vatRate", borrow)]
    rate: Option<Text<'a>>,
    offer: Offer<'a>,
    quantity: Option<&'a RawValue>,
    #[serde(rename = "initialPrice")]
    price: Option<&'a RawValue>,
    #[serde(rename = "discountTotal")]
    discount: Option<&'a RawValue>,
    #[serde(rename = "bonusesChargeTotal")]
    bonuses: Option<&'a RawValue>,
    #[serde(default)]
    prices: Vec<Tranche<'a>>,
}

/// Units of an item that cost the same.
#[derive(Deserialize)]
struct Tranche<'a> {
    #[serde(borrow)]
    price: Option<&'a RawValue>,
    quantity: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Offer<'a> {
    #[serde(rename = "xmlId", borrow)]
    code: Option<Text<'a>>,
}

const STATUSES: &[(&str, &str)] = &[
    ("new", "61730001"),
    ("availability-confirmed", "61730001"),
    ("offer-analog", "61730002"),
    ("ready-to-wait", "61730002"),
    ("client-confirmed", "61730002"),
    ("prepayed", "61730003"),
    ("send-to-assembling", "61730005"),
    ("assembling", "61730005"),
    ("assembling-complete", "61730005"),
    ("send-to-delivery", "61730006"),
    ("delivering", "61730006"),
    ("redirect", "61730006"),
    ("complete", "61730008"),
    ("no-call", "61730007"),
    ("no-product", "61730007"),
    ("already-buyed", "61730007"),
    ("delyvery-did-not-suit", "61730007"),
    ("prices-did-not-suit", "61730007"),
    ("cancel-other", "61730007"),
];
const MANAGERS: &[(&str, &str)] =
    &[("11", "0c1d0001"), ("12", "0c1d0002"), ("13", "0c1d0003"), ("14", "0c1d0004")];
const STORES: &[(&str, &str)] =
    &[("main", "4f510001"), ("lenina", "4f510002"), ("zarech", "4f510003")];
const DELIVERIES: &[(&str, &str, &str)] = &[
    ("self-delivery", "Самовывоз", ""),
    ("courier", "Курьер", "dfe60001"),
    ("cdek", "ПунктВыдачи", "dfe60002"),
    ("russian-post", "Почта", "dfe60003"),
    ("ems", "Почта", ""),
];
/// The code, the key of 1C.
const RATES: &[(&str, &str)] = &[
    ("20.00", "94a60002"),
    ("10.00", "94a60003"),
    ("7.00", "94a60005"),
    ("5.00", "94a60006"),
    ("0.00", "94a60004"),
    ("none", "94a60001"),
    ("20", "94a60002"),
    ("10", "94a60003"),
    ("7", "94a60005"),
    ("5", "94a60006"),
    ("0", "94a60004"),
];

/// How the keys of the shop's 1C end.
const TAIL: &str = "-7c4e-11f0-9a21-00155d0c7e01";

/// The tables, and the counterparts that are known.
pub(crate) struct Shop {
    statuses: HashMap<&'static str, String>,
    managers: HashMap<&'static str, String>,
    stores: HashMap<&'static str, String>,
    deliveries: HashMap<&'static str, (&'static str, Option<String>)>,
    rates: HashMap<&'static str, String>,
    goods: HashMap<String, (String, Option<String>)>,
    customers: HashMap<String, String>,
    companies: HashMap<String, String>,
}

type Mapped<T> = Result<T, String>;

impl Shop {
    /// The tables of the set.
    pub(crate) fn new() -> Shop {
        let key = |head: &str| format!("{head}{TAIL}");
        let plain = |table: &[(&'static str, &str)]| {
            table.iter().map(|(code, head)| (*code, key(head))).collect()
        };
        let planned = |from: u64, count: u64| {
            (from..from + count).map(|id| (id.to_string(), rules::planned_key(id))).collect()
        };
        Shop {
            statuses: plain(STATUSES),
            managers: plain(MANAGERS),
            stores: plain(STORES),
            deliveries: DELIVERIES
                .iter()
                .map(|(code, way, head)| (*code, (*way, (!head.is_empty()).then(|| key(head)))))
                .collect(),
            rates: plain(RATES),
            goods: (0..GOODS)
                .map(|number| (generate::offer_code(number), generate::offer_keys(number)))
                .collect(),
            customers: planned(100, CUSTOMERS),
            companies: planned(500, COMPANIES),
        }
    }

    /// Appends the 1C order for `text`.
    pub(crate) fn map(&self, text: &str, out: &mut String) -> Mapped<()> {
        let order: Order<'_> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if order.items.iter().all(|item| item.canceled == Some(true)) {
            return Err("в заказе нет товаров, в 1С он не загружается".to_owned());
        }
        out.push('{');
        self.head(&order, out)?;
        self.delivery(&order, out)?;
        let sum = self.rows(&order, out)?;
        let total = required(order.total, "totalSumm")?;
        let created = order.created.as_ref().and_then(filled).map(moment).transpose()?;
        out.push_str(",\"ПлатежныйКалендарь\":[{\"LineNumber\":\"1\"");
        if let Some(created) = created {
            put_moment(out, "ДатаОплаты", created.date().into());
        }
        out.push_str(",\"ПроцентОплаты\":100");
        put_number(out, "СуммаОплаты", total);
        if sum != rounded(total)? {
            return Err(format!("1С {sum} ≠ RetailCRM {total}"));
        }
        out.push_str("}]}");
        Ok(())
    }

    fn head(&self, order: &Order<'_>, out: &mut String) -> Mapped<()> {
        // The first member has no comma before it.
        out.push_str("\"ХозяйственнаяОперация_Key\":\"bfc40001-7c4e-11f0-9a21-00155d0c7e01\"");
        if let Some(number) = filled_in(order.number.as_ref()) {
            put_text(out, "НомерВходящегоДокумента", number);
        }
        if let Some(created) = filled_in(order.created.as_ref()) {
            let created = moment(created)?;
            put_moment(out, "ДатаВходящегоДокумента", created.date().into());
            put_moment(out, "Date", created);
        }
        if let Some(status) = filled_in(order.status.as_ref()) {
            let state = self.statuses.get(status).ok_or_else(|| format!("статус {status}"))?;
            put_text(out, "СостояниеЗаказа", state);
            out.push_str(
                ",\"СостояниеЗаказа_Type\":\"StandardODATA.Catalog_СостоянияЗаказовПокупателей\"",
            );
            if status == "complete" {
                out.push_str(",\"ВариантЗавершения\":\"Успешно\"");
            }
        }
        put_text(out, "Контрагент_Key", self.counterpart(order)?);
        self.contacts(order, out)?;
        out.push_str(CONSTANT_HEAD);
        let store = filled_in(order.store.as_ref()).and_then(|store| self.stores.get(store));
        let store = store.map_or("4f510001-7c4e-11f0-9a21-00155d0c7e01", String::as_str);
        put_text(out, "СтруктурнаяЕдиницаРезерв_Key", store);
        Ok(())
    }

    fn counterpart(&self, order: &Order<'_>) -> Mapped<&str> {
        let customer = order.customer.as_ref();
        let found = match customer.and_then(|customer| filled_in(customer.kind.as_ref())) {
            Some("customer") => customer.and_then(|one| self.customers.get(one.id.get())),
            Some("customer_corporate") => {
                order.company.as_ref().and_then(|company| self.companies.get(company.id.get()))
            }
            _ => None,
        };
        found.map(String::as_str).ok_or_else(|| "нет покупателя".to_owned())
    }

    fn contacts(&self, order: &Order<'_>, out: &mut String) -> Mapped<()> {
        if let Some(last) = filled_in(order.last.as_ref()) {
            let mut name = String::from(last);
            for part in [&order.first, &order.patronymic] {
                if let Some(part) = filled_in(part.as_ref()) {
                    name.push(' ');
                    name.push_str(part);
                }
            }
            put_text(out, "КонтактноеЛицо", &name);
        }
        if let Some(number) = filled_in(order.phone.as_ref()) {
            put_text(out, "Телефон", number);
        }
        for (member, text) in [
            ("АдресЭП", &order.email),
            ("Комментарий", &order.manager_comment),
            ("Заметки", &order.customer_comment),
        ] {
            if let Some(text) = filled_in(text.as_ref()) {
                put_text(out, member, text);
            }
        }
        if let Some(manager) = order.manager.and_then(|id| self.managers.get(id.get())) {
            put_text(out, "Ответственный_Key", manager);
        }
        Ok(())
    }

    fn delivery(&self, order: &Order<'_>, out: &mut String) -> Mapped<()> {
        let delivery = order.delivery.as_ref();
        let code = delivery.and_then(|delivery| filled_in(delivery.code.as_ref()));
        let found = code.and_then(|code| self.deliveries.get(code));
        put_text(out, "СпособДоставки", found.map_or("Самовывоз", |(way, _)| way));
        if let Some(service) = found.and_then(|(_, service)| service.as_ref()) {
            put_text(out, "СлужбаДоставки_Key", service);
        }
        let date = delivery.and_then(|delivery| filled_in(delivery.date.as_ref()));
        match (date, filled_in(order.created.as_ref())) {
            (Some(date), _) => put_moment(out, "ДатаОтгрузки", day(date)?.into()),
            (None, Some(created)) => {
                put_moment(out, "ДатаОтгрузки", moment(created)?.date().into());
            }
            (None, None) => {}
        }
        if let Some(address) = delivery.and_then(|delivery| delivery.address.as_ref())
            && let Some(text) = filled_in(address.text.as_ref())
        {
            let mut line = String::new();
            for part in [&address.index, &address.city] {
                if let Some(part) = filled_in(part.as_ref()) {
                    line.push_str(part);
                    line.push_str(", ");
                }
            }
            line.push_str(text);
            put_text(out, "АдресДоставки", &line);
        }
        if let Some(time) = delivery.and_then(|delivery| delivery.time.as_ref()) {
            let hours = match (filled_in(time.from.as_ref()), filled_in(time.to.as_ref())) {
                (Some(from), Some(to)) => Some(format!("с {from} до {to}")),
                (Some(from), None) => Some(format!("с {from}")),
                (None, Some(to)) => Some(format!("до {to}")),
                (None, None) => None,
            };
            let custom = filled_in(time.custom.as_ref()).map(str::to_owned);
            let said = [hours, custom].into_iter().flatten().collect::<Vec<_>>().join(", ");
            if !said.is_empty() {
                put_text(out, "ДополнительнаяИнформацияПоДоставке", &said);
            }
        }
        Ok(())
    }

    /// The rows; gives the sum of the goods and the delivery.
    fn rows(&self, order: &Order<'_>, out: &mut String) -> Mapped<Decimal> {
        let mut sum = Decimal::ZERO;
        let mut canceled = order.items.iter().filter(|item| item.canceled == Some(true));
        let mut comma = "";
        let cost = order.delivery.as_ref().and_then(|delivery| delivery.cost);
        let cost = cost.map(decimal).transpose()?.filter(|cost| *cost > Decimal::ZERO);
        let cost = cost.map(rounded).transpose()?;
        let goods = order.items.iter().filter(|item| item.canceled != Some(true));
        let start = out.len();
        out.push_str(",\"Запасы\":[");
        for item in goods {
            out.push_str(comma);
            comma = ",";
            sum = sum.plus(self.item(item, out)?).map_err(fault)?;
        }
        if let Some(cost) = cost {
            sum = sum.plus(cost).map_err(fault)?;
            out.push_str(comma);
            comma = ",";
            out.push_str(DELIVERY_ROW);
            put_number(out, "Цена", cost);
            put_number(out, "Сумма", cost);
            put_number(out, "СуммаНДС", tax(cost, Decimal::from(20))?);
            put_number(out, "Всего", cost);
            out.push('}');
        }
        if comma.is_empty() {
            out.truncate(start);
        } else {
            out.push(']');
        }
        if let Some(first) = canceled.next() {
            out.push_str(",\"ОтмененныеЗапасы\":[");
            let mut comma = "";
            for item in std::iter::once(first).chain(canceled) {
                out.push_str(comma);
                comma = ",";
                self.good(item, out)?;
                put_number(out, "Количество", required(item.quantity, "quantity")?);
                put_number(out, "Цена", rounded(required(item.price, "initialPrice")?)?);
                out.push('}');
            }
            out.push(']');
        }
        Ok(sum)
    }

    fn good(&self, item: &Item<'_>, out: &mut String) -> Mapped<()> {
        let code = filled_in(item.offer.code.as_ref()).ok_or("нет кода")?;
        let (good, variant) =
            self.goods.get(code).ok_or_else(|| format!("нет номенклатуры {code}"))?;
        out.push_str("{\"Номенклатура_Type\":\"StandardODATA.Catalog_Номенклатура\"");
        put_text(out, "Номенклатура", good);
        if let Some(variant) = variant {
            put_text(out, "Характеристика_Key", variant);
        }
        Ok(())
    }

    fn item(&self, item: &Item<'_>, out: &mut String) -> Mapped<Decimal> {
        let quantity = required(item.quantity, "quantity")?;
        let initial = required(item.price, "initialPrice")?;
        let price = rounded(initial)?;
        let bonuses = item.bonuses.map(decimal).transpose()?.unwrap_or(Decimal::ZERO);
        let sum = line_sum(item, initial, quantity)?;
        let off = rounded(price.times(quantity).map_err(fault)?)?.minus(sum).map_err(fault)?;
        self.good(item, out)?;
        put_number(out, "Количество", quantity);
        put_number(out, "Цена", price);
        put_number(out, "СуммаСкидкиНаценки", off);
        put_number(out, "СуммаСкидкиОплатыБонусом", bonuses);
        put_number(out, "Сумма", sum);
        let (key, percent) = match filled_in(item.rate.as_ref()) {
            Some(rate) => {
                let key = self.rates.get(rate).ok_or_else(|| format!("нет ставки НДС {rate}"))?;
                // The percent is the number that RetailCRM names.
                (key.as_str(), percent(rate)?)
            }
            None => ("94a60001-7c4e-11f0-9a21-00155d0c7e01", Decimal::ZERO),
        };
        if rounded(price.times(quantity).map_err(fault)?)?.minus(off).map_err(fault)? != sum {
            return Err(format!("строка {quantity} × {price}: {sum}"));
        }
        put_text(out, "СтавкаНДС_Key", key);
        put_number(out, "СуммаНДС", tax(sum, percent)?);
        put_number(out, "Всего", sum);
        out.push('}');
        Ok(sum)
    }
}

/// What is the same in every order.
const CONSTANT_HEAD: &str = concat!(
    ",\"Организация_Key\":\"0b1d0001-7c4e-11f0-9a21-00155d0c7e01\"",
    ",\"СтруктурнаяЕдиницаПродажи_Key\":\"4f510005-7c4e-11f0-9a21-00155d0c7e01\"",
    ",\"БанковскийСчет_Key\":\"d8ea0001-7c4e-11f0-9a21-00155d0c7e01\"",
    ",\"Касса_Key\":\"b6c80001-7c4e-11f0-9a21-00155d0c7e01\"",
    ",\"ВидОперации\":\"ЗаказНаПродажу\"",
    ",\"ВидЗаказа\":\"72840001-7c4e-11f0-9a21-00155d0c7e01\"",
    ",\"ВидЗаказа_Type\":\"StandardODATA.Catalog_ВидыЗаказовПокупателей\"",
    ",\"ВалютаДокумента_Key\":\"83950001-7c4e-11f0-9a21-00155d0c7e01\"",
    ",\"Курс\":1,\"Кратность\":\"1\",\"ПоложениеСклада\":\"ВШапке\"",
    ",\"ПоложениеДатыОтгрузки\":\"ВШапке\",\"НалогообложениеНДС\":\"ОблагаетсяНДС\"",
    ",\"СуммаВключаетНДС\":true,\"ЗапланироватьОплату\":true",
);
const DELIVERY_ROW: &str = concat!(
    "{\"Номенклатура\":\"2d3f0037-7c4e-11f0-9a21-00155d0c7e01\"",
    ",\"Номенклатура_Type\":\"StandardODATA.Catalog_Номенклатура\"",
    ",\"Количество\":1,\"СуммаСкидкиНаценки\":0",
    ",\"СтавкаНДС_Key\":\"94a60002-7c4e-11f0-9a21-00155d0c7e01\"",
);

fn filled<'a>(text: &'a Text<'_>) -> Option<&'a str> {
    Some(&*text.0).filter(|text| !text.is_empty())
}

fn filled_in<'a>(text: Option<&'a Text<'_>>) -> Option<&'a str> {
    text.and_then(filled)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn fault(fault: obmen::value::Fault) -> String {
    format!("{:?} {}", fault.kind, fault.value)
}

fn decimal(raw: &RawValue) -> Mapped<Decimal> {
    Decimal::parse(raw.get().trim_matches('"')).map_err(fault)
}

fn percent(rate: &str) -> Mapped<Decimal> {
    if rate == "none" { Ok(Decimal::ZERO) } else { Decimal::parse(rate).map_err(fault) }
}

fn required(raw: Option<&RawValue>, name: &str) -> Mapped<Decimal> {
    decimal(raw.ok_or_else(|| format!("нет {name}"))?)
}

/// What a line comes to: by its prices where they are told, else by the discount of a unit.
fn line_sum(item: &Item<'_>, initial: Decimal, quantity: Decimal) -> Mapped<Decimal> {
    if item.prices.is_empty() {
        let discount = item.discount.map(decimal).transpose()?.unwrap_or(Decimal::ZERO);
        let unit = initial.minus(discount).map_err(fault)?;
        return rounded(unit.times(quantity).map_err(fault)?);
    }
    let mut sum = Decimal::ZERO;
    for tranche in &item.prices {
        let (Some(price), Some(count)) = (tranche.price, tranche.quantity) else { continue };
        let part = decimal(price)?.times(decimal(count)?).map_err(fault)?;
        sum = sum.plus(part).map_err(fault)?;
    }
    rounded(sum)
}

fn rounded(number: Decimal) -> Mapped<Decimal> {
    number.round(2, Rounding::HalfAwayFromZero).map_err(fault)
}

/// The tax in a sum that holds it.
fn tax(sum: Decimal, percent: Decimal) -> Mapped<Decimal> {
    let whole = Decimal::from(100).plus(percent).map_err(fault)?;
    let part =
        sum.times(percent).and_then(|part| part.divide(whole, 12, Rounding::HalfAwayFromZero));
    rounded(part.map_err(fault)?)
}

fn moment(text: &str) -> Mapped<DateTime> {
    text.parse().map_err(|_| format!("не время {text}"))
}

fn day(text: &str) -> Mapped<Date> {
    text.parse().map_err(|_| format!("не день {text}"))
}

fn put_name(out: &mut String, name: &str) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
}

fn put_text(out: &mut String, name: &str, text: &str) {
    put_name(out, name);
    write_text(out, text);
}

fn put_number(out: &mut String, name: &str, number: Decimal) {
    put_name(out, name);
    write_number(out, number);
}

fn put_moment(out: &mut String, name: &str, moment: DateTime) {
    put_name(out, name);
    let _ = write!(out, "\"{moment}\"");
}
