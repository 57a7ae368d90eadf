//! Orders as RetailCRM serves them: all the usual members, invented people and goods.

use std::fmt::Write;

use super::random::Random;

/// How many goods the shop has.
pub(crate) const GOODS: u64 = 400;
/// How many customers it has.
pub(crate) const CUSTOMERS: u64 = 2_000;
/// How many companies it has.
pub(crate) const COMPANIES: u64 = 100;

const LAST: &[&str] = &[
    "Берёзкина",
    "Вяземская",
    "Громова",
    "Дубровин",
    "Ерёмин",
    "Жаворонков",
    "Зорина",
    "Калинин",
    "Лаврентьева",
    "Мещеряков",
    "Нестерова",
    "Осипов",
    "Полякова",
    "Рябинин",
    "Селиванова",
];
const FIRST: &[&str] =
    &["Алевтина", "Богдан", "Варвара", "Глеб", "Дарья", "Евсей", "Зинаида", "Илья", "Кира", "Лев"];
const MIDDLE: &[&str] =
    &["Артемьевич", "Борисовна", "Викторович", "Глебовна", "Денисович", "Егоровна", "Захарович"];
const CITIES: &[&str] = &["Вологда", "Казань", "Нижний Тагил", "Псков", "Самара", "Тверь", "Уфа"];
const STREETS: &[&str] =
    &["ул. Садовая", "пр-т Победы", "наб. реки Волги", "Сиреневый бульвар", "пер. Кузнечный"];
const ADJECTIVES: &[&str] =
    &["Северный", "Дворцовый", "Утренний", "Домашний", "Вологодский", "Янтарный", "Летний"];
const NOUNS: &[&str] = &[
    "чайник 0,8 л",
    "плед 140×200",
    "сервиз на 6 персон",
    "светильник",
    "кофе в зёрнах",
    "поднос",
];
const COMMENTS: &[&str] = &[
    "Позвонить за час до приезда",
    "Подъезд со двора, домофон не работает",
    "Подарок: упаковать, ценники снять",
    "Клиент просил \\\"бережную\\\" упаковку",
    "Счёт отправить на почту,\\nакт распечатать",
];
const STATUSES: &[&str] = &[
    "new",
    "availability-confirmed",
    "client-confirmed",
    "prepayed",
    "send-to-assembling",
    "assembling-complete",
    "send-to-delivery",
    "delivering",
    "complete",
    "no-call",
    "no-product",
];
const DELIVERIES: &[&str] = &["self-delivery", "courier", "cdek", "russian-post", "ems"];
const RATES: &[&str] = &["20.00", "20.00", "20.00", "10.00", "none"];
const PHONES: &[&str] = &["+7 (9{:02}) {:03}-{:02}-{:02}", "89", "+79", "79"];

/// The code of an offer: the key of a good, of every third with the key of its variant.
pub(crate) fn offer_code(number: u64) -> String {
    let (good, variant) = offer_keys(number);
    match variant {
        Some(variant) => format!("{good}#{variant}"),
        None => good,
    }
}

/// The keys of an offer's good and variant.
pub(crate) fn offer_keys(number: u64) -> (String, Option<String>) {
    let key = |kind: u64| format!("{kind:04x}{number:04x}-5a1c-11f0-8d10-00155d0c7e02");
    (key(0x2a10), number.is_multiple_of(3).then(|| key(0x3b20)))
}

/// So many orders, the same for the same seed.
pub(crate) fn orders(count: usize, seed: u64) -> Vec<String> {
    let mut random = Random::new(seed);
    (0..count as u64).map(|number| order(&mut random, 10_000 + number)).collect()
}

/// The orders as PHP writes them by habit: slashes and all but ASCII escaped.
pub(crate) fn escaped(orders: &[String]) -> Vec<String> {
    let mut units = [0; 2];
    let escape = |order: &String| {
        let mut out = String::with_capacity(order.len() * 2);
        for c in order.chars() {
            match c {
                '/' => out.push_str("\\/"),
                c if c.is_ascii() => out.push(c),
                c => {
                    for unit in c.encode_utf16(&mut units) {
                        let _ = write!(out, "\\u{unit:04x}");
                    }
                }
            }
        }
        out
    };
    orders.iter().map(escape).collect()
}

/// Kopecks as roubles, without needless zeros, as PHP writes them.
fn roubles(kopecks: u64) -> String {
    match (kopecks / 100, kopecks % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) if part.is_multiple_of(10) => format!("{whole}.{}", part / 10),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}

/// Thousandths as a quantity.
fn quantity(thousandths: u64) -> String {
    let shown = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    shown.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Kopecks for so many thousandths of a piece, half away from zero.
fn amount(kopecks: u64, thousandths: u64) -> u64 {
    (kopecks * thousandths + 500) / 1000
}

struct Person {
    id: u64,
    last: &'static str,
    first: &'static str,
    middle: Option<&'static str>,
    phone: String,
    email: String,
}

fn person(random: &mut Random) -> Person {
    let id = 100 + random.below(CUSTOMERS);
    let digits = format!("{:09}", 100_000_000 + random.below(899_999_999));
    let phone = match random.pick(PHONES) {
        plain if plain.len() < 5 => format!("{plain}{digits}"),
        _ => {
            let (a, b, c, d) = (&digits[..2], &digits[2..5], &digits[5..7], &digits[7..]);
            format!("+7 (9{a}) {b}-{c}-{d}")
        }
    };
    Person {
        id,
        last: random.pick(LAST),
        first: random.pick(FIRST),
        middle: random.chance(70).then(|| random.pick(MIDDLE)),
        phone,
        email: format!("client{id}@example.ru"),
    }
}

fn day(random: &mut Random) -> String {
    format!("2025-{:02}-{:02}", random.between(1, 12), random.between(1, 28))
}

fn moment(random: &mut Random) -> String {
    let (hour, minute, second) = (random.below(24), random.below(60), random.below(60));
    format!("{} {hour:02}:{minute:02}:{second:02}", day(random))
}

fn order(random: &mut Random, id: u64) -> String {
    let person = person(random);
    let company = random.chance(8).then(|| 500 + random.below(COMPANIES));
    let (created, changed) = (moment(random), moment(random));
    let (items, goods) = items(random, id);
    let cost = if random.chance(60) { random.between(150, 900) * 100 } else { 0 };
    let total = roubles(goods + cost);
    let mut out = String::with_capacity(8192);
    let o = &mut out;
    let _ = write!(
        o,
        "{{\"slug\":{id},\"bonusesCreditTotal\":{},\"bonusesChargeTotal\":0,\"id\":{id},\
         \"number\":\"{id}A\",\"externalId\":\"site-{id}\",\"orderType\":\"eshop-individual\",\
         \"orderMethod\":\"shopping-cart\",\"privilegeType\":\"none\",\"countryIso\":\"RU\",\
         \"createdAt\":\"{created}\",\"statusUpdatedAt\":\"{changed}\",\"summ\":{},\
         \"totalSumm\":{total},\"prepaySum\":0,\"purchaseSumm\":{},\"currency\":\"RUB\",\
         \"markDatetime\":\"{created}\",",
        random.below(300),
        roubles(goods),
        roubles(goods * 11 / 20),
    );
    names(o, &person);
    let _ = write!(
        o,
        "\"phone\":\"{}\",\"email\":\"{}\",\"call\":false,\"expired\":false,",
        person.phone, person.email
    );
    if random.chance(80) {
        let _ = write!(o, "\"managerId\":{},", random.between(11, 14));
    }
    for member in ["customerComment", "managerComment"] {
        if random.chance(50) {
            let _ = write!(o, "\"{member}\":\"{}\",", random.pick(COMMENTS));
        }
    }
    o.push_str("\"customer\":");
    customer(random, o, &person, company);
    if let Some(company) = company {
        let _ = write!(
            o,
            "\"company\":{{\"id\":{company},\"isMain\":true,\"active\":true,\"name\":\"ООО «{} дом»\",\
             \"createdAt\":\"{created}\",\"contragent\":{{\"contragentType\":\"legal-entity\",\
             \"INN\":\"77{company:08}\",\"KPP\":\"770101001\"}}}},",
            random.pick(ADJECTIVES)
        );
    }
    o.push_str("\"contact\":");
    customer(random, o, &person, None);
    o.push_str("\"contragent\":{\"contragentType\":\"individual\"},");
    delivery(random, o, cost);
    let _ = write!(o, "\"site\":\"main\",\"status\":\"{}\",", random.pick(STATUSES));
    o.push_str(&items);
    payments(random, o, id, &total);
    ending(random, o);
    out
}

fn ending(random: &mut Random, out: &mut String) {
    let _ = write!(out, "\"fromApi\":true,\"weight\":{},", random.between(100, 9000));
    if random.chance(60) {
        let store = random.pick(&["main", "lenina", "zarech"]);
        let _ = write!(out, "\"shipmentStore\":\"{store}\",\"shipmentDate\":\"{}\",", day(random));
    }
    let _ = write!(
        out,
        "\"shipped\":false,\"links\":[],\"customFields\":{{\"gift_text\":\"{}\",\"source_page\":\
         \"https://shop.example.ru/catalog/{}\",\"call_me\":true}}}}",
        random.pick(COMMENTS),
        random.below(GOODS)
    );
}

fn names(out: &mut String, person: &Person) {
    let _ = write!(out, "\"lastName\":\"{}\",\"firstName\":\"{}\",", person.last, person.first);
    if let Some(middle) = person.middle {
        let _ = write!(out, "\"patronymic\":\"{middle}\",");
    }
}

fn customer(random: &mut Random, out: &mut String, person: &Person, company: Option<u64>) {
    let Person { id, phone, email, .. } = person;
    if let Some(company) = company {
        let _ = write!(
            out,
            "{{\"type\":\"customer_corporate\",\"id\":{},\"nickName\":\"ООО «Дом»\",\
             \"mainAddress\":{{\"id\":{company},\"name\":\"Офис\"}},\"site\":\"main\",\"vip\":false,\"bad\":false}},",
            id + 50_000
        );
        return;
    }
    let _ = write!(
        out,
        "{{\"type\":\"customer\",\"id\":{id},\"externalId\":\"site-{id}\",\"isContact\":false,\
         \"createdAt\":\"2024-08-30 10:12:45\",\"vip\":false,\"bad\":false,\"site\":\"main\",\
         \"contragent\":{{\"contragentType\":\"individual\"}},\"tags\":[],\
         \"marginSumm\":{},\"totalSumm\":{},\"averageSumm\":{},\"ordersCount\":{},\"personalDiscount\":0,\
         \"cumulativeDiscount\":0,\"email\":\"{email}\",\"phones\":[{{\"number\":\"{phone}\"}}],",
        random.below(90_000),
        random.below(90_000),
        random.below(9_000),
        random.below(40)
    );
    let _ = write!(
        out,
        "\"address\":{{\"id\":{},\"index\":\"{}\",\"countryIso\":\"RU\",\"city\":\"{}\",\"text\":\"{}, д. {}\"}},",
        random.below(90_000),
        random.between(101_000, 690_999),
        random.pick(CITIES),
        random.pick(STREETS),
        random.between(1, 200)
    );
    names(out, person);
    out.push_str("\"sex\":\"female\",\"presumableSex\":\"female\"},");
}

fn delivery(random: &mut Random, out: &mut String, cost: u64) {
    let code = random.pick(DELIVERIES);
    let _ = write!(
        out,
        "\"delivery\":{{\"code\":\"{code}\",\"integrationCode\":\"api-integration\",\"cost\":{},\"netCost\":0,",
        roubles(cost)
    );
    if random.chance(70) {
        let _ = write!(out, "\"date\":\"{}\",", day(random));
    }
    if random.chance(50) {
        let from = random.between(9, 16);
        let _ = write!(
            out,
            "\"time\":{{\"from\":\"{from}:00\",\"to\":\"{}:00\",\"custom\":\"после обеда\"}},",
            from + 2
        );
    }
    out.push_str("\"address\":{");
    if random.chance(80) {
        let _ = write!(out, "\"index\":\"{}\",", random.between(101_000, 690_999));
    }
    let city = random.pick(CITIES);
    let _ = write!(
        out,
        "\"countryIso\":\"RU\",\"region\":\"{city} и область\",\"city\":\"{city}\",\"street\":\"{0}\",\
         \"building\":\"{1}\",\"flat\":\"{2}\",\"text\":\"{0}, д. {1}, кв. {2}\"}},\"vatRate\":\"20.00\"}},",
        random.pick(STREETS),
        random.between(1, 200),
        random.between(1, 300)
    );
}

/// The items, and what they cost in kopecks.
fn items(random: &mut Random, order: u64) -> (String, u64) {
    // Mostly a few, sometimes a dozen.
    let count = random.between(1, 12).min(random.between(1, 12)).min(random.between(1, 12));
    let mut out = String::from("\"items\":[");
    let mut total = 0;
    for number in 0..count {
        if number > 0 {
            out.push(',');
        }
        // An order without goods is not loaded: the first stays.
        let canceled = random.chance(4) && number > 0;
        let cost = item(random, &mut out, order * 20 + number, canceled);
        total += if canceled { 0 } else { cost };
    }
    out.push_str("],");
    (out, total)
}

fn item(random: &mut Random, out: &mut String, id: u64, canceled: bool) -> u64 {
    let price = random.between(90, 9_000) * 100 + random.below(100);
    let count =
        if random.chance(20) { random.between(150, 4_000) } else { random.between(1, 5) * 1000 };
    let discount = if random.chance(40) { price * random.between(3, 20) / 100 } else { 0 };
    let good = random.below(GOODS);
    let (name, noun) = (random.pick(ADJECTIVES), random.pick(NOUNS));
    let rate = random.pick(RATES);
    let code = offer_code(good);
    let _ = write!(
        out,
        "{{\"bonusesChargeTotal\":0,\"bonusesCreditTotal\":{},\"id\":{id},\"externalIds\":[],\
         \"priceType\":{{\"code\":\"base\"}},\"initialPrice\":{},",
        random.below(90),
        roubles(price)
    );
    if discount > 0 {
        let _ = write!(
            out,
            "\"discountManualAmount\":{0},\"discounts\":[{{\"type\":\"manual_product\",\"amount\":{0}}}],",
            roubles(discount)
        );
    } else {
        out.push_str("\"discounts\":[],");
    }
    // A discount that the units do not share evenly: one of them costs a kopeck less.
    let uneven = discount > 0 && count > 1000 && count.is_multiple_of(1000);
    let last = if uneven { 1000 } else { 0 };
    let net = price - discount;
    let _ = write!(
        out,
        "\"discountTotal\":{},\"prices\":[{{\"price\":{},\"quantity\":{}}}",
        roubles(discount),
        roubles(net),
        quantity(count - last)
    );
    if uneven {
        let _ = write!(out, ",{{\"price\":{},\"quantity\":1}}", roubles(net - 1));
    }
    let _ = write!(
        out,
        "],\"vatRate\":\"{rate}\",\"createdAt\":\"2025-10-06 15:29:17\",\"quantity\":{},\
         \"status\":\"reserved\",\"isCanceled\":{canceled},",
        quantity(count),
    );
    let _ = write!(
        out,
        "\"offer\":{{\"displayName\":\"{name} {noun}\",\"id\":{good},\"externalId\":\"{code}\",\"xmlId\":\"{code}\",\
         \"name\":\"{name} {noun}\",\"article\":\"АРТ-{good}\",\"vatRate\":\"{rate}\",\
         \"unit\":{{\"code\":\"pc\",\"name\":\"Штука\",\"sym\":\"шт.\"}}}},\"properties\":[],\"purchasePrice\":{}}}",
        roubles(price * 11 / 20)
    );
    amount(net, count) - u64::from(uneven)
}

fn payments(random: &mut Random, out: &mut String, order: u64, total: &str) {
    let count = random.below(4);
    out.push_str("\"payments\":{");
    for number in 0..count {
        let id = order * 4 + number;
        let comma = if number > 0 { "," } else { "" };
        let _ = write!(
            out,
            "{comma}\"{id}\":{{\"id\":{id},\"status\":\"paid\",\"type\":\"bank-card\",\"externalId\":\"pay-{id}\",\
             \"amount\":{total},\"paidAt\":\"{}\",\"comment\":\"оплата картой\"}}",
            moment(random)
        );
    }
    out.push_str("},");
}
