//! The fields of an order: which may be written, what they refer to, how history names them.

/// What a value of a field refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text.
    Text,
    /// A number, or one written as text.
    Number,
    /// A boolean.
    Flag,
    /// `YYYY-MM-DD HH:MM:SS`.
    DateTime,
    /// `YYYY-MM-DD`.
    Date,
    /// A code of the dictionary of that file.
    Code(&'static str),
    /// The number of a user.
    User,
}

/// A field that can be written: its name, its name in history, its kind.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) history: &'static str,
    pub(super) kind: Kind,
}

const fn field(name: &'static str, history: &'static str, kind: Kind) -> Field {
    Field { name, history, kind }
}

/// The fields at the top of an order, in the order in which history tells of them.
pub(super) const ORDER: [Field; 30] = [
    field("externalId", "external_id", Kind::Text),
    field("number", "number", Kind::Text),
    field("createdAt", "created_at", Kind::DateTime),
    field("status", "status", Kind::Code("statuses")),
    field("statusComment", "status_comment", Kind::Text),
    field("orderType", "order_type", Kind::Code("order-types")),
    field("orderMethod", "order_method", Kind::Code("order-methods")),
    field("privilegeType", "privilege_type", Kind::Text),
    field("countryIso", "country", Kind::Text),
    field("discountManualAmount", "discount_manual_amount", Kind::Number),
    field("discountManualPercent", "discount_manual_percent", Kind::Number),
    field("applyRound", "apply_round", Kind::Flag),
    field("lastName", "last_name", Kind::Text),
    field("firstName", "first_name", Kind::Text),
    field("patronymic", "patronymic", Kind::Text),
    field("phone", "phone", Kind::Text),
    field("additionalPhone", "additional_phone", Kind::Text),
    field("email", "email", Kind::Text),
    field("call", "call", Kind::Flag),
    field("managerId", "manager", Kind::User),
    field("customerComment", "customer_comment", Kind::Text),
    field("managerComment", "manager_comment", Kind::Text),
    field("weight", "weight", Kind::Number),
    field("length", "length", Kind::Number),
    field("width", "width", Kind::Number),
    field("height", "height", Kind::Number),
    field("shipmentStore", "shipment_store", Kind::Code("stores")),
    field("shipmentDate", "shipment_date", Kind::Date),
    field("shipped", "shipped", Kind::Flag),
    field("clientId", "client_id", Kind::Text),
];

/// The fields of a line, `order_product.` before their names in history.
pub(super) const ITEM: [Field; 11] = [
    field("initialPrice", "initial_price", Kind::Number),
    field("discountManualAmount", "discount", Kind::Number),
    field("discountManualPercent", "discount_percent", Kind::Number),
    field("quantity", "quantity", Kind::Number),
    field("status", "status", Kind::Code("product-statuses")),
    field("purchasePrice", "purchase_price", Kind::Number),
    field("vatRate", "vat_rate", Kind::Text),
    field("productName", "product_name", Kind::Text),
    field("comment", "comment", Kind::Text),
    field("externalId", "external_id", Kind::Text),
    field("ordering", "ordering", Kind::Number),
];

/// The fields of a payment, `payments.` before their names in history.
pub(super) const PAYMENT: [Field; 6] = [
    field("externalId", "external_id", Kind::Text),
    field("type", "type", Kind::Code("payment-types")),
    field("status", "status", Kind::Code("payment-statuses")),
    field("amount", "amount", Kind::Number),
    field("paidAt", "paid_at", Kind::DateTime),
    field("comment", "comment", Kind::Text),
];

/// The fields of a customer or a corporate customer.
pub(super) const CUSTOMER: [Field; 18] = [
    field("externalId", "external_id", Kind::Text),
    field("createdAt", "created_at", Kind::DateTime),
    field("nickName", "nick_name", Kind::Text),
    field("lastName", "last_name", Kind::Text),
    field("firstName", "first_name", Kind::Text),
    field("patronymic", "patronymic", Kind::Text),
    field("sex", "sex", Kind::Text),
    field("email", "email", Kind::Text),
    field("birthday", "birthday", Kind::Date),
    field("isContact", "is_contact", Kind::Flag),
    field("vip", "vip", Kind::Flag),
    field("bad", "bad", Kind::Flag),
    field("managerId", "manager", Kind::User),
    field("personalDiscount", "personal_discount", Kind::Number),
    field("cumulativeDiscount", "cumulative_discount", Kind::Number),
    field("discountCardNumber", "discount_card_number", Kind::Text),
    field("browserId", "browser_id", Kind::Text),
    field("subscribed", "subscribed", Kind::Flag),
];
