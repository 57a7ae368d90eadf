//! A file, its comments and its items.

use crate::diag::Diagnostic;
use crate::source::{FileId, Span, Spanned};
use crate::syntax::ast::{Const, Flow, Map, Match, Override, Serve, Setting, Side, Table, Test};

/// A name as it was written, without its backticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The name.
    pub text: Box<str>,
    /// Where, backticks included.
    pub span: Span,
    /// Whether it stood in backticks.
    pub quoted: bool,
}

/// Which language the keywords of a file are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keywords {
    /// `map`, `each`, `via`
    English,
    /// `правило`, `каждый`, `через`
    Russian,
}

/// A condition of another language that asks a bare field: only the schema knows whether it is one.
#[derive(Clone, Debug)]
pub struct BareCondition {
    /// What was told of it, with the remedy for a field that is true or false.
    pub told: Diagnostic,
    /// The field, as the remedy writes it.
    pub field: Box<str>,
}

/// A whole file.
#[derive(Clone, Debug)]
pub struct File {
    /// The file.
    pub id: FileId,
    /// `lang 1`
    pub lang: Option<Spanned<u32>>,
    /// The language of the first keyword; English where there is none.
    pub keywords: Keywords,
    /// The declarations in their order.
    pub items: Vec<Item>,
    /// The comments in the order of the text.
    pub comments: Vec<Comment>,
    /// Conditions of other languages that ask a bare field.
    pub conditions: Vec<BareCondition>,
    /// The text itself: remedies quote it.
    pub text: Box<str>,
}

/// `# text` up to the end of the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Where, from `#` to the last character of the line.
    pub span: Span,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// A declaration.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it declares.
    pub kind: ItemKind,
    /// The whole declaration.
    pub span: Span,
}

/// What a declaration declares.
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// `use "common.obmen"`, `use std.unf3.orders`
    Use(Use),
    /// `side erp = odata "schema/unf3.edmx" { zone "Europe/Moscow" }`
    Side(Side),
    /// `const Склад: ref(erp.Catalog_СтруктурныеЕдиницы) "склад заказа" where IsFolder == false`
    Const(Const),
    /// `setting КодТовара: "GUID" | "код" = "GUID" "..." when setting.Другая`
    Setting(Setting),
    /// `table Статусы: erp.Catalog_X? <- crm.statuses from "tables/s.yaml" { ... }`
    Table(Table),
    /// `match Товар: erp.Catalog_X <-> crm.offer { ... }`
    Match(Match),
    /// `map Заказ: erp.Document_X <-> crm.order { ... }`
    Map(Map),
    /// `override Заказ { ... }`
    Override(Override),
    /// `flow ЗаказыВ1С: erp <- crm "Загрузка заказов" { ... }`
    Flow(Flow),
    /// `serve Поиск(телефон: phone): crm "Поиск клиента" { ... }`
    Serve(Serve),
    /// `test Заказ "бонусы" { ... }`
    Test(Test),
    /// A declaration that could not be read; what is wrong was reported.
    Broken,
}

/// Which way data goes. `erp` stands left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arrow {
    /// `<->`
    Both,
    /// `->`: into the right side.
    Right,
    /// `<-`: into the left side.
    Left,
}

/// `use ...`
#[derive(Clone, Debug)]
pub enum Use {
    /// `use "common.obmen"`
    File(Spanned<Box<str>>),
    /// `use std.unf3.orders`
    Shipped(Vec<Name>),
}
