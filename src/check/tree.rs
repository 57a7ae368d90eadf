//! The checked tree: names are found, types are known, each map stands there once a direction.

use crate::builtins::Builtin;
use crate::check::Constant;
use crate::schema::{EntityId, Field, Form, Sensitivity, SideId, Type};
use crate::source::Span;
use crate::syntax::ast::{Binary, Unary};

/// Which way data goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Toward {
    /// Into the left record: `<-`.
    Left,
    /// Into the right record: `->`.
    Right,
}

impl Toward {
    /// The other way.
    pub fn opposite(self) -> Toward {
        match self {
            Toward::Left => Toward::Right,
            Toward::Right => Toward::Left,
        }
    }
}

/// The functions over rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// `sum(...)`: zero where there are none.
    Sum,
    /// `first(...)`
    First,
    /// `min(...)`
    Min,
    /// `max(...)`
    Max,
    /// `count(...)`
    Count,
}

/// A whole checked mapping.
#[derive(Debug, Default)]
pub struct Checked {
    /// The constants and settings.
    pub givens: Vec<Given>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The matches.
    pub matches: Vec<Match>,
    /// The maps.
    pub maps: Vec<Map>,
    /// The flows.
    pub flows: Vec<Flow>,
}

/// A constant or setting.
#[derive(Debug)]
pub struct Given {
    /// Its name.
    pub name: Box<str>,
    /// Whether it is a setting.
    pub is_setting: bool,
    /// Its type.
    pub ty: Type,
    /// What people call it.
    pub label: Option<Box<str>>,
    /// Its value, where the shop gave one (of a setting: or its default).
    pub value: Option<Constant>,
    /// Where it was declared.
    pub span: Span,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name: `erp`, `crm`, or as declared.
    pub name: Box<str>,
    /// Its type.
    pub ty: Type,
    /// Whether its cells may be empty.
    pub optional: bool,
}

/// A correspondence, or a set.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: Box<str>,
    /// The columns of the left side.
    pub left: Vec<Column>,
    /// The columns of the right side; none of a set.
    pub right: Vec<Column>,
    /// The directions in which it may be read.
    pub toward: Vec<Toward>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// What happens to a value without a row.
    pub otherwise: Option<Outcome>,
    /// What happens when there are no rows at all.
    pub no_rows: Option<Outcome>,
    /// The file with its rows.
    pub file: Option<Box<str>>,
    /// Where it was declared.
    pub span: Span,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// The cells of the left side.
    pub left: Vec<Constant>,
    /// The cells of the right side.
    pub right: Vec<Constant>,
    /// The direction in which it counts; both where there is none.
    pub toward: Option<Toward>,
    /// What happens instead, where a cell is an outcome.
    pub outcome: Option<Outcome>,
    /// Where it stands.
    pub span: Span,
}

/// An outcome with its words.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What happens.
    pub kind: OutcomeKind,
    /// The words.
    pub message: Option<Vec<TextPart>>,
    /// Where it stands.
    pub span: Span,
}

/// The outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutcomeKind {
    /// The record is passed over.
    Skip,
    /// The record waits, to be tried again after so many seconds.
    Hold(Option<i64>),
    /// The flow ends.
    Stop,
    /// The target field is left as it is.
    Keep,
    /// The target field is left, and so it is said.
    Warn,
    /// The counterpart is created, by the map of that name.
    Create(Option<Box<str>>),
    /// The operation is tried again: so often, the first time after so many seconds.
    Retry {
        /// How often.
        attempts: u32,
        /// The first pause, in seconds.
        backoff: i64,
    },
}

/// A part of a text with holes.
#[derive(Clone, Debug)]
pub enum TextPart {
    /// Characters.
    Plain(Box<str>),
    /// A value.
    Hole(Expr),
    /// What an outcome is about.
    About,
    /// A part that falls away when a hole in it is absent.
    Optional(Vec<TextPart>),
}

/// Where a value of the source lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    /// 0: the record itself; else the rows at hand at that depth, the outermost being 1.
    pub frame: u8,
    /// The members to go through from the frame's own object; the last holds the value.
    pub wire: Vec<Box<str>>,
    /// The member that holds the type of a composite value, beside the last.
    pub tag: Option<Box<str>>,
    /// The path in the words of the mapping.
    pub path: Box<str>,
    /// Its type.
    pub ty: Type,
}

/// Rows of the source.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The frame that holds them.
    pub frame: u8,
    /// The members to go through from the frame's own object; the last holds the rows.
    pub wire: Vec<Box<str>>,
    /// The path in the words of the mapping.
    pub path: Box<str>,
    /// Whether the rows are scalars, not records.
    pub scalars: bool,
    /// The depth at which a row of them is at hand.
    pub depth: u8,
    /// Which of them.
    pub filter: Option<Box<Expr>>,
}

/// An expression with its type.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type; several of a tuple, a table's columns or a match's parts.
    pub types: Vec<Part>,
    /// Where it was written.
    pub span: Span,
}

/// The type of one of an expression's values.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The type.
    pub ty: Type,
    /// Whether it may be absent.
    pub maybe: bool,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A value known now.
    Constant(Constant),
    /// A scalar of the source.
    Field(Access),
    /// The number of the row at hand.
    Position(Rows),
    /// A `let`.
    Local(u16),
    /// A field of the record (or, in a row, of the row) being built.
    Built {
        /// The path in the words of the mapping.
        path: Box<str>,
        /// Whether it is of the row.
        in_row: bool,
    },
    /// A fold over a field of rows being built.
    FoldBuilt(Fold, Box<str>, Box<str>),
    /// A fold over rows of the source.
    Fold(Fold, Rows, Box<Expr>),
    /// Several values.
    Tuple(Vec<Expr>),
    /// `a + b`; of a division the digits after the point.
    Binary(Binary, Box<Expr>, Box<Expr>, u8),
    /// `not a`
    Unary(Unary, Box<Expr>),
    /// `a in table.X`
    In(Box<Expr>, Vec<Constant>),
    /// `choose`
    Choose {
        /// What decides.
        subject: Box<Expr>,
        /// The branches.
        arms: Vec<(Constant, Expr)>,
        /// The rest.
        otherwise: Option<Box<Expr>>,
    },
    /// A text with holes.
    Text(Vec<TextPart>),
    /// A function.
    Call(&'static Builtin, Vec<Expr>),
    /// A table.
    Lookup {
        /// The table.
        table: u16,
        /// The direction.
        toward: Toward,
        /// The key's values.
        key: Vec<Expr>,
        /// The columns wanted.
        columns: Vec<u16>,
    },
    /// A match.
    Link {
        /// The match.
        role: u16,
        /// The side of the counterpart.
        toward: Toward,
        /// The record's key.
        key: Vec<Expr>,
        /// The record's entity; none where the key is a text of the match's `key`.
        entity: Option<EntityId>,
    },
    /// The text of a match's `key`, made of its left parts.
    Compose {
        /// The match.
        role: u16,
        /// The left parts.
        parts: Vec<Expr>,
    },
    /// `a default b`
    Default(Box<Expr>, Box<Expr>),
    /// An outcome.
    Outcome(Outcome),
    /// Reported.
    Broken,
}

impl Expr {
    /// An expression of one value.
    pub fn new(kind: ExprKind, ty: Type, maybe: bool, span: Span) -> Expr {
        Expr { kind, types: vec![Part { ty, maybe }], span }
    }

    /// What stands for an expression that was reported.
    pub fn broken(span: Span) -> Expr {
        Expr { kind: ExprKind::Broken, types: Vec::new(), span }
    }

    /// Whether it was reported.
    pub fn is_broken(&self) -> bool {
        self.types.is_empty()
    }

    /// Its type; of several values the first.
    pub fn ty(&self) -> &Type {
        self.types.first().map_or(&Type::Any, |part| &part.ty)
    }

    /// Whether its value (of several: any) may be absent.
    pub fn maybe(&self) -> bool {
        self.types.iter().any(|part| part.maybe)
    }
}

/// A field of the target.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The path in the words of the mapping.
    pub path: Box<str>,
    /// The members to go through on the wire.
    pub wire: Vec<Box<str>>,
    /// The member for the type of a composite value.
    pub tag: Option<Box<str>>,
    /// The form on the wire.
    pub form: Form,
    /// The type.
    pub ty: Type,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// Whether it may stay absent when others of its tuple are filled.
    pub optional: bool,
    /// Whether a record cannot be created without it.
    pub required: bool,
    /// Where it was named.
    pub span: Span,
}

/// `cells <- value`
#[derive(Clone, Debug)]
pub struct Set {
    /// The fields.
    pub cells: Vec<Cell>,
    /// The value.
    pub value: Expr,
    /// Whether the record waits when there is none.
    pub required: bool,
    /// Only on create.
    pub once: bool,
    /// Whose edit wins.
    pub owner: Option<Box<str>>,
    /// Only when this holds.
    pub when: Option<Expr>,
    /// The rule.
    pub span: Span,
}

/// A field that a pattern fixes or excludes.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The field's name.
    pub name: Box<str>,
    /// The field.
    pub field: Field,
    /// Whether it must equal the value.
    pub equal: bool,
    /// The value.
    pub value: Constant,
}

/// Rows of the target that a statement speaks of.
#[derive(Clone, Debug)]
pub struct Group {
    /// The collection in the words of the mapping.
    pub path: Box<str>,
    /// The collection on the wire.
    pub wire: Vec<Box<str>>,
    /// Which of its rows.
    pub patterns: Vec<Pattern>,
    /// The paths of the cells that tell rows apart.
    pub key: Vec<Box<str>>,
    /// Whether there is one row at most.
    pub single: bool,
    /// Whose rows win.
    pub owner: Option<Box<str>>,
    /// The entity whose records the rows are, and its field that holds the owner.
    pub related: Option<(EntityId, Box<str>)>,
}

/// A statement of a map in one direction.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// A rule.
    Set(Set),
    /// `let`
    Let {
        /// Its number.
        local: u16,
        /// The value.
        value: Expr,
    },
    /// `each`
    Each {
        /// The target rows.
        group: Group,
        /// The source rows.
        rows: Rows,
        /// Only when this holds.
        when: Option<Expr>,
        /// The statements of a row.
        body: Vec<Stmt>,
        /// The statement.
        span: Span,
    },
    /// A single row.
    Row {
        /// The target row.
        group: Group,
        /// When it fails the row is removed.
        when: Option<Expr>,
        /// The statements.
        body: Vec<Stmt>,
        /// The statement.
        span: Span,
    },
    /// `check`
    Check {
        /// What must hold.
        condition: Expr,
        /// What happens when it does not.
        otherwise: Outcome,
        /// The statement.
        span: Span,
    },
}

/// One direction of a map.
#[derive(Debug)]
pub struct Body {
    /// The direction.
    pub toward: Toward,
    /// The statements in the order of the file.
    pub statements: Vec<Stmt>,
    /// How many `let`s there are.
    pub locals: u16,
}

/// A map.
#[derive(Debug)]
pub struct Map {
    /// Its name.
    pub name: Box<str>,
    /// The left entity.
    pub left: EntityId,
    /// The right entity.
    pub right: EntityId,
    /// Its directions.
    pub bodies: Vec<Body>,
    /// Where it was declared.
    pub span: Span,
}

/// A part of a match's left side.
#[derive(Clone, Debug)]
pub struct MatchPart {
    /// Its name, where it has one.
    pub name: Option<Box<str>>,
    /// The entity.
    pub entity: EntityId,
    /// Whether it may be missing.
    pub optional: bool,
}

/// A match.
#[derive(Debug)]
pub struct Match {
    /// Its name.
    pub name: Box<str>,
    /// The left parts.
    pub left: Vec<MatchPart>,
    /// The right entities.
    pub right: Vec<EntityId>,
    /// The reference is these fields.
    pub key: Option<Key>,
    /// The steps.
    pub steps: Vec<MatchStep>,
    /// On several hits.
    pub many: Option<Outcome>,
    /// On none.
    pub none: Option<Outcome>,
    /// Where it was declared.
    pub span: Span,
}

/// `key LEFT == RIGHT`
#[derive(Clone, Debug)]
pub struct Key {
    /// How the text is made of keys or fields of the left parts.
    pub left: Composition,
    /// The right field.
    pub right: Box<str>,
}

/// How a key's text is made.
#[derive(Clone, Debug)]
pub enum Composition {
    /// A field of a part.
    Field {
        /// The part.
        part: u16,
        /// The field on the wire.
        wire: Box<str>,
        /// Whether it is the record's own key.
        is_key: bool,
    },
    /// A template over keys of parts.
    Template(Vec<Piece>),
}

/// A piece of a template over keys.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Characters.
    Plain(Box<str>),
    /// The key of a part.
    Key(u16),
    /// Pieces that fall away together.
    Optional(Vec<Piece>),
}

/// A step of a match.
#[derive(Debug)]
pub struct MatchStep {
    /// The values that a right record offers: each from one field, or from rows.
    pub offers: Vec<Offer>,
    /// How left records are searched.
    pub search: Search,
    /// Whether the key is written on the left side too.
    pub mark: bool,
    /// The value that a mark writes, and the statement that writes it.
    pub marking: Option<Stmt>,
    /// Where it was written.
    pub span: Span,
}

/// One part of a step's key on the right side.
#[derive(Debug)]
pub struct Offer {
    /// The value.
    pub value: Expr,
    /// The rows it is taken from.
    pub rows: Option<Rows>,
    /// Whether it may be absent.
    pub optional: bool,
}

/// How left records are searched.
#[derive(Debug)]
pub enum Search {
    /// By fields of the record, on the wire, with their types.
    Fields(Vec<(Box<str>, Type)>),
    /// By rows of it.
    Rows {
        /// The collection on the wire.
        collection: Box<str>,
        /// The pattern: fields on the wire and their values.
        patterns: Vec<(Box<str>, Constant)>,
        /// The field that holds the key.
        field: Box<str>,
        /// The conversion both sides go through.
        via: Option<&'static Builtin>,
    },
    /// By records of another entity that point at it.
    Related {
        /// The entity.
        entity: EntityId,
        /// Its field that points at the record, on the wire.
        by: Box<str>,
        /// The pattern.
        patterns: Vec<(Box<str>, Constant)>,
        /// The field that holds the key.
        field: Box<str>,
    },
}

/// A flow.
#[derive(Debug)]
pub struct Flow {
    /// Its name.
    pub name: Box<str>,
    /// What people call it.
    pub label: Option<Box<str>>,
    /// The sides.
    pub sides: [SideId; 2],
    /// Which side it may write.
    pub toward: Toward,
    /// Whether its settings switch it on.
    pub enabled: bool,
    /// The entity it takes.
    pub source: EntityId,
    /// Whether it takes what changed.
    pub changed: bool,
    /// Where it begins.
    pub since: Option<Constant>,
    /// Which records.
    pub filter: Option<Expr>,
    /// Which are left out and counted.
    pub skips: Vec<Expr>,
    /// The steps.
    pub steps: Vec<FlowStep>,
    /// What is done with errors.
    pub errors: Vec<(Box<str>, Outcome)>,
    /// Where it was declared.
    pub span: Span,
}

/// A step of a flow.
#[derive(Debug)]
pub enum FlowStep {
    /// `upsert Заказ`
    Upsert(Box<str>),
    /// `post`
    Post,
    /// `say "..."`
    Say(Vec<SayPart>),
}

/// A part of what a flow says.
#[derive(Clone, Debug, PartialEq)]
pub enum SayPart {
    /// Characters.
    Plain(Box<str>),
    /// A field of the written record, by its wire name, with its type.
    Result(Box<str>, Type),
}
