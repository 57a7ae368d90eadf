//! The sides of a heading: `erp` stands left of every arrow, another side right.

use crate::check::context::{Context, joined};
use crate::check::tree::Column;
use crate::diag::{Diagnostic, codes};
use crate::schema::{SideId, Type};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Arrow, TypeExpr, TypeKind};

/// The side that stands left wherever it takes part.
const LEFT: &str = "erp";

/// `LEFT ARROW RIGHT` of a declaration.
pub(super) struct Heading {
    pub(super) left: Span,
    pub(super) arrow: Spanned<Arrow>,
    pub(super) right: Span,
    /// What stands left and right, where it can be written the other way round.
    pub(super) ends: Option<(String, String)>,
}

impl Heading {
    /// The heading of a map, a match or a table.
    pub(super) fn of(left: &TypeExpr, arrow: Spanned<Arrow>, right: &TypeExpr) -> Heading {
        let ends = written(left).zip(written(right));
        Heading { left: left.span, arrow, right: right.span, ends }
    }

    /// Whether the sides stand where they belong; it is told where they do not.
    pub(super) fn stands(&self, ctx: &mut Context<'_>, [left, right]: [SideId; 2]) -> bool {
        let is_left = |side: SideId| *ctx.catalog[side].name == *LEFT;
        if left == right {
            let same = Diagnostic::new(&codes::C354, self.right)
                .arg("side", &*ctx.catalog[left].name)
                .arg("kind", "same");
            ctx.report(same.label(self.left, "here").hint("other"));
            return false;
        }
        if is_left(left) || ctx.catalog.side(LEFT).is_none() {
            return true;
        }
        let wrong = Diagnostic::new(&codes::C354, self.left)
            .arg("side", LEFT)
            .arg("kind", if is_left(right) { "swapped" } else { "none" });
        let whole = self.left.to(self.right);
        ctx.report(match (&self.ends, is_left(right)) {
            (Some((left, right)), true) => {
                // The data goes the way it went.
                let arrow = match self.arrow.node {
                    Arrow::Both => "<->",
                    Arrow::Left => "->",
                    Arrow::Right => "<-",
                };
                wrong.fix("swap", whole, format!("{right} {arrow} {left}"))
            }
            _ => wrong.hint("left"),
        });
        false
    }
}

fn written(ty: &TypeExpr) -> Option<String> {
    match &ty.kind {
        TypeKind::Path(path) => {
            Some(format!("{}{}", joined(path), if ty.optional { "?" } else { "" }))
        }
        _ => None,
    }
}

/// The sides that the columns of a table belong to. Columns that name none, texts and enumerations,
/// belong to the other one.
pub(super) fn sides_of(ctx: &Context<'_>, columns: [&[Column]; 2]) -> Option<[SideId; 2]> {
    let other = |than: SideId| {
        let erp = ctx.catalog.side(LEFT)?;
        let mut others = ctx.catalog.entities.iter().map(|entity| entity.side);
        if than == erp { others.find(|side| *side != erp) } else { Some(erp) }
    };
    match columns.map(|columns| of_columns(ctx, columns)) {
        [Some(left), Some(right)] => Some([left, right]),
        [Some(left), None] => Some([left, other(left)?]),
        [None, Some(right)] => Some([other(right)?, right]),
        [None, None] => None,
    }
}

/// The side that the columns of a table belong to, where they name one.
fn of_columns(ctx: &Context<'_>, columns: &[Column]) -> Option<SideId> {
    columns.iter().find_map(|column| match &column.ty {
        Type::Ref(entity) => Some(ctx.catalog[*entity].side),
        Type::Code(dictionary) => Some(ctx.catalog[*dictionary].side),
        _ => None,
    })
}
