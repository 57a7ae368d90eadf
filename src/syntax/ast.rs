//! The tree of a mapping file. Each variant is documented by the text it stands for.
//!
//! The tree knows no meaning: a name is a name, whichever keyword language the file uses. Spans
//! cover what a node says and end with its last token; comments and blank lines stand beside the
//! tree, by position, for the formatter.

use crate::source::{FileId, Span, Spanned};

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

/// `side NAME = SYSTEM WORDS "file" { option "value"; ... }`
#[derive(Clone, Debug)]
pub struct Side {
    /// The side's name.
    pub name: Name,
    /// `odata`, `retailcrm`, `xml`
    pub system: Name,
    /// Words after the system: `v5`.
    pub words: Vec<Name>,
    /// The schema file.
    pub schema: Option<Spanned<Box<str>>>,
    /// `overlay "schema/unf3.overlay.yaml"`
    pub options: Vec<(Name, Spanned<Box<str>>)>,
}

/// `const NAME: TYPE "label" where CONDITION`
#[derive(Clone, Debug)]
pub struct Const {
    /// The constant's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// What people call it.
    pub label: Option<Spanned<Box<str>>>,
    /// Which records it may name.
    pub filter: Option<Expr>,
}

/// `setting NAME: TYPE = DEFAULT "label" when CONDITION`
#[derive(Clone, Debug)]
pub struct Setting {
    /// The setting's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// Its value until the shop's owner chooses one.
    pub default: Option<Expr>,
    /// What people call it.
    pub label: Option<Spanned<Box<str>>>,
    /// When it counts; else it has its type's blank value.
    pub when: Option<Expr>,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpr {
    /// What is written.
    pub kind: TypeKind,
    /// `?` after it.
    pub optional: bool,
    /// Where.
    pub span: Span,
}

/// What a type says.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// `text`, `erp.Catalog_Склады`, `crm.order.payments`
    Path(Vec<Name>),
    /// `ref(erp.Catalog_X)`, `decimal(15,2)`, `code(crm.sites)`, `rows(Кандидаты)`
    Apply(Name, Vec<TypeArg>),
    /// `"GUID" | "код"`, `crm.offer | crm.inventory`
    Union(Vec<TypeExpr>),
    /// `"GUID"`
    Literal(Box<str>),
    /// `(kind: kind(erp.X)?, Терминал: erp.Catalog_X?)`: named columns of a table, parts of a match
    Columns(Vec<Column>),
    /// `erp.ДокументОплаты.РасшифровкаПлатежа group by Заказ`
    Grouped(Box<TypeExpr>, Vec<Expr>),
    /// A type that could not be read; reported.
    Broken,
}

/// An argument of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeArg {
    /// `15`
    Number(Spanned<Box<str>>),
    /// `erp.Catalog_X`
    Type(TypeExpr),
}

/// `Характеристика: erp.Catalog_X?`
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The column's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
}

/// `table NAME: LEFT <- RIGHT from "file" { ... }`; without an arrow a set.
#[derive(Clone, Debug)]
pub struct Table {
    /// The table's name.
    pub name: Name,
    /// The columns of the left side.
    pub left: TypeExpr,
    /// The arrow and the columns of the right side.
    pub right: Option<(Spanned<Arrow>, TypeExpr)>,
    /// The file with the rows.
    pub from: Option<Spanned<Box<str>>>,
    /// What stands in the braces.
    pub body: Vec<TableItem>,
}

/// A line of a table.
#[derive(Clone, Debug)]
pub struct TableItem {
    /// What it says.
    pub kind: TableItemKind,
    /// Where.
    pub span: Span,
}

/// What a line of a table says.
#[derive(Clone, Debug)]
pub enum TableItemKind {
    /// `pull crm.statuses where active`
    Pull {
        /// The dictionary.
        from: Vec<Name>,
        /// Which entries.
        filter: Option<Expr>,
    },
    /// `no rows: stop "..."`
    NoRows(Outcome),
    /// `else: skip "..."`
    Else(Outcome),
    /// `"20%" <-> "20"`, `("Курьер", empty) <- "courier"`; a cell may be an outcome
    Row {
        /// The cells of the left side: one, or a tuple's.
        left: Expr,
        /// The direction in which the row counts.
        arrow: Spanned<Arrow>,
        /// The cells of the right side.
        right: Expr,
    },
    /// `"код"` in a set
    Member(Expr),
    /// A line that could not be read; reported.
    Broken,
}

/// `match NAME: LEFT <-> RIGHT { ... }`
#[derive(Clone, Debug)]
pub struct Match {
    /// The match's name, which is the role of its links.
    pub name: Name,
    /// An entity, or named parts.
    pub left: TypeExpr,
    /// An entity, or alternatives.
    pub right: TypeExpr,
    /// The arrow between them.
    pub arrow: Spanned<Arrow>,
    /// What stands in the braces.
    pub body: Vec<MatchItem>,
}

/// A line of a match.
#[derive(Clone, Debug)]
pub struct MatchItem {
    /// What it says.
    pub kind: MatchItemKind,
    /// Where.
    pub span: Span,
}

/// What a line of a match says.
#[derive(Clone, Debug)]
pub enum MatchItemKind {
    /// `(ИНН, КПП?) == (contragent.INN, contragent.KPP) via lower mark when ...`
    Step {
        /// The left side's fields.
        left: Expr,
        /// The right side's fields.
        right: Expr,
        /// The conversion both sides go through.
        via: Vec<Via>,
        /// Whether the key is also written on the left side.
        mark: bool,
        /// When the step counts.
        when: Option<Expr>,
    },
    /// `key "{Номенклатура.Ref_Key}[#{Характеристика.Ref_Key}]" == xmlId`
    Key {
        /// The left side's fields.
        left: Expr,
        /// The right side's fields.
        right: Expr,
    },
    /// `many: hold "..."`
    Many(Outcome),
    /// `none: create`
    None(Outcome),
    /// A line that could not be read; reported.
    Broken,
}

/// `map NAME: LEFT <-> RIGHT { ... }`
#[derive(Clone, Debug)]
pub struct Map {
    /// The map's name; the match of that name finds its records.
    pub name: Name,
    /// The left record.
    pub left: TypeExpr,
    /// Which ways the map can go.
    pub arrow: Spanned<Arrow>,
    /// The right record.
    pub right: TypeExpr,
    /// The rules.
    pub body: Vec<Rule>,
}

/// `override NAME { ... }`
#[derive(Clone, Debug)]
pub struct Override {
    /// The map whose rules are replaced.
    pub name: Name,
    /// The rules that replace, and `drop`s.
    pub body: Vec<Rule>,
}

/// A statement of a map.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it says.
    pub kind: RuleKind,
    /// Where, from its first token to its last (of a block: to its closing brace).
    pub span: Span,
    /// Its head: the part before `{`; the same as `span` where there is no block.
    pub head: Span,
}

/// What a statement of a map says.
#[derive(Clone, Debug)]
pub enum RuleKind {
    /// `Цена <-> initialPrice owner erp`
    Field(FieldRule),
    /// `. <-> delivery { ... }`, `ПлатежныйКалендарь[LineNumber == 1] <- . when ... { ... }`
    Block(FieldRule, Vec<Rule>),
    /// `each Запасы <-> items by offer then position owner erp { ... }`
    Each(Each),
    /// `let -> без = СуммаСкидки - Бонус default 0`
    Let(Let),
    /// `check abs(x - y) <= 0.01 else: hold "..."`
    Check(Check),
    /// `drop Комментарий` (in an `override`)
    Drop(Expr),
    /// A statement that could not be read; reported. A block it opened is parsed.
    Broken(Vec<Rule>),
}

/// `LEFT ARROW RIGHT MODIFIERS`
#[derive(Clone, Debug)]
pub struct FieldRule {
    /// What stands left of the arrow.
    pub left: Expr,
    /// The arrow.
    pub arrow: Spanned<Arrow>,
    /// What stands right of it.
    pub right: Expr,
    /// The modifiers in their order.
    pub modifiers: Vec<Modifier>,
}

/// What follows a rule's right side.
#[derive(Clone, Debug)]
pub struct Modifier {
    /// What it says.
    pub kind: ModifierKind,
    /// Where.
    pub span: Span,
}

/// What a modifier says.
#[derive(Clone, Debug)]
pub enum ModifierKind {
    /// `default 0`, `default clear`, `default skip "..."`
    Default(Default),
    /// `required`
    Required,
    /// `owner erp`, `owner crm`, `owner hold`
    Owner(Name),
    /// `once`
    Once,
    /// `mark`
    Mark,
    /// `if known`
    IfKnown,
    /// `when setting.X`
    When(Expr),
}

/// What replaces an absent value.
#[derive(Clone, Debug)]
pub enum Default {
    /// `default 0`
    Value(Expr),
    /// `default clear`
    Clear(Span),
    /// `default skip "..."`
    Outcome(Outcome),
}

/// `each LEFT ARROW RIGHT by KEY then KEY MODIFIERS { ... }`
#[derive(Clone, Debug)]
pub struct Each {
    /// The rows of the left side.
    pub left: Expr,
    /// The arrow.
    pub arrow: Spanned<Arrow>,
    /// The rows of the right side.
    pub right: Expr,
    /// `by offer`: what tells rows apart; none where it was left out, which is reported by `check`.
    pub by: Option<Expr>,
    /// `then position`: what tells rows of the same key apart.
    pub then: Option<Expr>,
    /// `owner`, `when`.
    pub modifiers: Vec<Modifier>,
    /// The rules of a row.
    pub body: Vec<Rule>,
}

/// `let -> NAME = EXPR default EXPR`; no arrow in a flow or serve
#[derive(Clone, Debug)]
pub struct Let {
    /// The direction in which it exists.
    pub arrow: Option<Spanned<Arrow>>,
    /// The name.
    pub name: Name,
    /// The value.
    pub value: Expr,
    /// What replaces an absent value.
    pub default: Option<Expr>,
}

/// `check CONDITION else: OUTCOME`
#[derive(Clone, Debug)]
pub struct Check {
    /// What must hold.
    pub condition: Expr,
    /// What happens when it does not.
    pub otherwise: Outcome,
}

/// What is done with a record that cannot simply go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What.
    pub kind: OutcomeKind,
    /// What people are told.
    pub message: Option<Text>,
    /// Where.
    pub span: Span,
}

/// The outcomes.
#[derive(Clone, Debug, PartialEq)]
pub enum OutcomeKind {
    /// `skip "..."`
    Skip,
    /// `hold "..." retry 15m`
    Hold {
        /// After how long it is tried again.
        retry: Option<Spanned<Box<str>>>,
    },
    /// `stop "..."`
    Stop,
    /// `keep`
    Keep,
    /// `warn "..."`
    Warn,
    /// `create "..."`, `create via ДругаяКарта`
    Create {
        /// The map that creates, when not the one of the match's name.
        via: Option<Name>,
    },
    /// `retry attempts 5 backoff 30s "..."`
    Retry {
        /// How often.
        attempts: Option<Spanned<Box<str>>>,
        /// The first pause.
        backoff: Option<Spanned<Box<str>>>,
    },
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it says.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// What an expression says.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `createdAt`, and the scopes `up`, `result`, `rows`, `kind`, `const`, `setting`, `table`
    Name(Name),
    /// `.`: the record itself
    Dot,
    /// `delivery.cost`
    Field(Box<Expr>, Name),
    /// `Запасы[Номенклатура == const.Доставка]`
    Select(Box<Expr>, Box<Expr>),
    /// `Запасы[0]` (tests only)
    Index(Box<Expr>, Spanned<Box<str>>),
    /// `Характеристика?`: may be absent
    Maybe(Box<Expr>),
    /// `round(x, 2)`
    Call(Name, Vec<Expr>),
    /// `"{lastName}[ {firstName}]"`
    Text(Text),
    /// `12.50`, as written
    Number(Box<str>),
    /// `15m`, `30s`: the number as written, the unit in English
    Duration(Box<str>),
    /// `true`, `false`
    Bool(bool),
    /// `empty`
    Empty,
    /// `(a, b)`; one part in parentheses is that part itself and keeps this node for the formatter
    Tuple(Vec<Expr>),
    /// `["a", "b"]`
    List(Vec<Expr>),
    /// `choose x { "a": 1; else: keep }`
    Choose(Box<Choose>),
    /// `not x`, `-x`
    Unary(Spanned<Unary>, Box<Expr>),
    /// `a + b`
    Binary(Spanned<Binary>, Box<Expr>, Box<Expr>),
    /// `status via Статусы`, `x via number("ru")`, `x via T.Колонка`
    Via(Box<Expr>, Via),
    /// `Значение as text`
    As(Box<Expr>, TypeExpr),
    /// An outcome in the place of a value: a branch of `choose`, a cell of a table
    Outcome(Box<Outcome>),
    /// An expression that could not be read; reported.
    Broken,
}

/// `via NAME`, `via NAME.Колонка`, `via number("ru")`
#[derive(Clone, Debug, PartialEq)]
pub struct Via {
    /// A match, a table, a map or a conversion; then a column.
    pub path: Vec<Name>,
    /// The arguments of a conversion.
    pub args: Option<Vec<Expr>>,
    /// Where, without the keyword.
    pub span: Span,
}

/// `choose SUBJECT { LABEL: VALUE; ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Choose {
    /// What decides.
    pub subject: Expr,
    /// The branches in their order.
    pub arms: Vec<Arm>,
    /// `else: ...`
    pub otherwise: Option<Expr>,
    /// Whether it was written on one line.
    pub one_line: bool,
}

/// `"код": Code`; several labels share a value: `"a", "b": x` is not in the language
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// A literal: text, number, `true`, `false`, `empty`.
    pub label: Expr,
    /// The value or outcome.
    pub value: Expr,
}

/// A prefix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `not`
    Not,
    /// `-`
    Minus,
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `or`
    Or,
    /// `and`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `under`
    Under,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// A text in quotes: plain, or a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Its parts in their order; a plain text has at most one.
    pub parts: Vec<TextPart>,
    /// Where, quotes included.
    pub span: Span,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TextPart {
    /// Characters, with `{{`, `}}`, `[[`, `]]`, `""` already single
    Plain(Box<str>),
    /// `{lastName}`
    Hole(Expr),
    /// `[ {firstName}]`: falls away when a hole in it is absent
    Optional(Vec<TextPart>),
}

/// `flow NAME: erp <- crm "label" { ... }`
#[derive(Clone, Debug)]
pub struct Flow {
    /// The flow's name.
    pub name: Name,
    /// The side on the left.
    pub left: Name,
    /// Which side it may write.
    pub arrow: Spanned<Arrow>,
    /// The side on the right.
    pub right: Name,
    /// What people call it.
    pub label: Option<Spanned<Box<str>>>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// `serve NAME(параметр: тип = 0): erp -> crm "label" { ... }`
#[derive(Clone, Debug)]
pub struct Serve {
    /// The name.
    pub name: Name,
    /// The parameters.
    pub params: Vec<Param>,
    /// The side on the left, or the only one.
    pub left: Name,
    /// Which side it may write, and the side on the right.
    pub right: Option<(Spanned<Arrow>, Name)>,
    /// What people call it.
    pub label: Option<Spanned<Box<str>>>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// `бонусы: money = 0`
#[derive(Clone, Debug)]
pub struct Param {
    /// The parameter's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// Its value when the request has none.
    pub default: Option<Expr>,
}

/// A step of a flow or serve.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// Where.
    pub span: Span,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// `enabled when setting.X`
    Enabled(Expr),
    /// `from crm.orders changed since const.X with Возвраты where ...`
    From(From),
    /// `skip when ...`
    Skip(Expr),
    /// `upsert Заказ from x into setting.Путь`
    Upsert {
        /// The map.
        map: Name,
        /// The record, when not the one at hand.
        from: Option<Expr>,
        /// The file to write.
        into: Option<Expr>,
    },
    /// `post`
    Post,
    /// `each payments[...] when ... { ... }`
    Each {
        /// The rows.
        rows: Expr,
        /// When.
        when: Option<Expr>,
        /// The steps for a row.
        body: Vec<Step>,
    },
    /// `call crm.loyalty.apply as x once KEY when ... { rules }`
    Call {
        /// The action.
        action: Vec<Name>,
        /// The name of its answer.
        name: Option<Name>,
        /// What makes it happen once.
        once: Option<Expr>,
        /// When.
        when: Option<Expr>,
        /// The rules of the request.
        body: Vec<Rule>,
    },
    /// `let x = ...`
    Let(Let),
    /// `check ... else: ...`
    Check(Check),
    /// `say "..."`
    Say(Text),
    /// `show { a -> Название; b -> "Дата рождения" default 0 }`
    Show(Vec<Rule>),
    /// `on error transient: retry attempts 5`
    OnError {
        /// The class of errors.
        class: Name,
        /// What to do.
        outcome: Outcome,
    },
    /// A step that could not be read; reported.
    Broken,
}

/// `from SOURCE changed since X with Y where Z`
#[derive(Clone, Debug)]
pub struct From {
    /// The collection, entity, side or value.
    pub source: Expr,
    /// `changed`
    pub changed: bool,
    /// `since const.ДатаАктуальности`
    pub since: Option<Expr>,
    /// `with Возвраты`: changes of these related rows count too.
    pub with: Vec<Name>,
    /// `where ...`
    pub filter: Option<Expr>,
}

/// `test NAME "label" { ... }`
#[derive(Clone, Debug)]
pub struct Test {
    /// The map, flow or serve.
    pub name: Name,
    /// What it shows.
    pub label: Option<Spanned<Box<str>>>,
    /// The lines.
    pub body: Vec<TestItem>,
}

/// A line of a test.
#[derive(Clone, Debug)]
pub struct TestItem {
    /// What it says.
    pub kind: TestItemKind,
    /// Where.
    pub span: Span,
}

/// What a line of a test says.
#[derive(Clone, Debug)]
pub enum TestItemKind {
    /// `given crm.order "samples/order.json" at "$.orders[2]"`
    Sample {
        /// The entity.
        entity: Vec<Name>,
        /// The file.
        file: Spanned<Box<str>>,
        /// The place in it.
        at: Option<Spanned<Box<str>>>,
    },
    /// `given setting.КодТовара = "код"`, `given const.X = ...`
    Value {
        /// What is set.
        path: Vec<Name>,
        /// To what.
        value: Expr,
    },
    /// `given table.Статусы { "Новый" <- "new"; ... }`
    Rows {
        /// The table.
        table: Name,
        /// Its rows.
        rows: Vec<TableItem>,
    },
    /// `expect result.Сумма == 55`
    Condition(Expr),
    /// `expect hold "нет номенклатуры ..."`
    Outcome(Outcome),
    /// `expect snapshot`
    Snapshot,
    /// `law roundtrip except Date`
    Law {
        /// `roundtrip`, `idempotent`, `total`
        law: Name,
        /// Fields that do not count.
        except: Vec<Expr>,
    },
    /// A line that could not be read; reported.
    Broken,
}

impl FieldRule {
    /// Whether the arrow points at a text, a number or a formula, which cannot take a value.
    pub fn is_into_formula(&self) -> bool {
        match self.arrow.node {
            Arrow::Left => self.left.is_formula(),
            // A column's title stands where a field does.
            Arrow::Right => {
                !matches!(self.right.kind, ExprKind::Text(_)) && self.right.is_formula()
            }
            Arrow::Both => false,
        }
    }
}

impl Expr {
    /// Whether it is no path: nothing can be written into it.
    pub fn is_formula(&self) -> bool {
        match &self.kind {
            ExprKind::Text(_)
            | ExprKind::Number(_)
            | ExprKind::Duration(_)
            | ExprKind::Bool(_)
            | ExprKind::Empty
            | ExprKind::Call(..)
            | ExprKind::List(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..) => true,
            ExprKind::Tuple(parts) => parts.iter().any(Expr::is_formula),
            _ => false,
        }
    }
}
