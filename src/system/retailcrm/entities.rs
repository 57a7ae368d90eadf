//! The entities that can be read and written, and how the API names them.

/// An entity: its name in the schema and its ways in the API.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entity {
    /// As the schema names it.
    pub(super) name: &'static str,
    /// The path of its list; nothing is listed if empty.
    pub(super) path: &'static str,
    /// The member of a list's answer.
    pub(super) many: &'static str,
    /// The member of an answer that holds one, and the parameter of a write.
    pub(super) one: &'static str,
    /// The path of its history and the member that holds it there; no feed if empty.
    pub(super) feed: &'static str,
    /// The member of a record of history.
    pub(super) in_feed: &'static str,
    /// Other unique fields and the parameters that filter by them; one without `[]` at its end
    /// takes one value.
    pub(super) alternates: &'static [(&'static str, &'static str)],
    /// Where new ones are made; not at all if empty.
    pub(super) create: &'static str,
    /// Where existing ones are edited, before and after the key; not at all if empty.
    pub(super) edit: (&'static str, &'static str),
}

const EXTERNAL: (&str, &str) = ("externalId", "filter[externalIds][]");

const ALL: [Entity; 6] = [
    Entity {
        name: "order",
        path: "orders",
        many: "orders",
        one: "order",
        feed: "orders/history",
        in_feed: "order",
        alternates: &[EXTERNAL, ("number", "filter[numbers][]")],
        create: "orders/create",
        edit: ("orders", "edit"),
    },
    Entity {
        name: "customer",
        path: "customers",
        many: "customers",
        one: "customer",
        feed: "customers/history",
        in_feed: "customer",
        alternates: &[EXTERNAL],
        create: "customers/create",
        edit: ("customers", "edit"),
    },
    Entity {
        name: "customerCorporate",
        path: "customers-corporate",
        many: "customersCorporate",
        one: "customerCorporate",
        feed: "customers-corporate/history",
        in_feed: "customer",
        alternates: &[EXTERNAL],
        create: "customers-corporate/create",
        edit: ("customers-corporate", "edit"),
    },
    Entity {
        name: "offer",
        path: "store/offers",
        many: "offers",
        one: "offer",
        feed: "",
        in_feed: "",
        alternates: &[EXTERNAL, ("xmlId", "filter[xmlIds][]")],
        create: "",
        edit: ("", ""),
    },
    Entity {
        name: "loyaltyAccount",
        path: "loyalty/accounts",
        many: "loyaltyAccounts",
        one: "loyaltyAccount",
        feed: "",
        in_feed: "",
        alternates: &[("customer", "filter[customerId]")],
        create: "loyalty/account/create",
        edit: ("loyalty/account", "edit"),
    },
    Entity {
        name: "payment",
        path: "",
        many: "",
        one: "payment",
        feed: "",
        in_feed: "",
        alternates: &[],
        create: "orders/payments/create",
        edit: ("orders/payments", "edit"),
    },
];

/// Uploads of many records at once: entity, path, parameter.
const UPLOADS: [(&str, &str, &str); 2] = [
    ("inventory", "store/inventories/upload", "offers"),
    ("offerPrices", "store/prices/upload", "prices"),
];

/// An entity by its name in the schema.
pub(super) fn find(name: &str) -> Option<&'static Entity> {
    // Payments are rows of orders in the schema.
    let name = if name == "order.payments" || name == "order.payment" { "payment" } else { name };
    ALL.iter().find(|entity| entity.name == name)
}

/// What the scopes are called that a key needs for an entity: `order` of `order_read`.
pub(super) fn scope(name: &str) -> Option<&'static str> {
    Some(match name {
        "order" => "order",
        "customer" | "customerCorporate" | "company" => "customer",
        "offer" | "inventory" | "offerPrices" => "store",
        "loyaltyAccount" => "loyalty",
        _ => match find(name)?.name {
            "payment" => "payments",
            _ => return None,
        },
    })
}

/// The path and the parameter of an upload.
pub(super) fn upload(name: &str) -> Option<(&'static str, &'static str)> {
    UPLOADS.iter().find(|row| row.0 == name).map(|row| (row.1, row.2))
}
