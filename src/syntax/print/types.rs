//! Types.

use super::{At, Printer, name, path, quoted};
use crate::syntax::ast::{Column, Name, TypeArg, TypeExpr, TypeKind};

impl Printer<'_> {
    pub(super) fn ty(&self, of: &TypeExpr, at: At) -> String {
        let said = match &of.kind {
            TypeKind::Path(names) => path(names),
            TypeKind::Apply(to, args) => {
                let args: Vec<_> = args.iter().map(|arg| self.type_arg(arg, at)).collect();
                format!("{}({})", name(to), args.join(", "))
            }
            TypeKind::Union(members) => self.union(members, at),
            TypeKind::Literal(said) => quoted(said),
            TypeKind::Columns(columns) => self.columns(of, columns, at),
            TypeKind::Grouped(inner, keys) => {
                let places: Vec<_> = keys.iter().map(|key| key.span).collect();
                let keys = self.listed(&places, at, &|index| self.expr(&keys[index], at));
                format!("{} {} {keys}", self.ty(inner, at), self.word("group by"))
            }
            TypeKind::Broken => self.verbatim(of.span),
        };
        if of.optional { said + "?" } else { said }
    }

    fn type_arg(&self, of: &TypeArg, at: At) -> String {
        match of {
            TypeArg::Number(digits) => digits.node.to_string(),
            TypeArg::Type(inner) => self.ty(inner, at),
        }
    }

    fn union(&self, members: &[TypeExpr], at: At) -> String {
        let mut said = String::new();
        for (index, member) in members.iter().enumerate() {
            if let Some(before) = index.checked_sub(1) {
                let gap = self.gap(members[before].span.end, member.span.start, at.continued());
                said += " |";
                said += gap.as_deref().unwrap_or(" ");
            }
            said += &self.ty(member, at);
        }
        said
    }

    fn columns(&self, of: &TypeExpr, columns: &[Column], at: At) -> String {
        let close =
            self.slice(of.span).rfind(')').map_or(of.span.end, |at| of.span.start + at as u32 + 1);
        let places: Vec<_> =
            columns.iter().map(|column| (column.name.span.start, column.ty.span.end)).collect();
        self.bracketed(["(", ")"], (of.span.start, close), &places, at, &|index, at| {
            let column = &columns[index];
            format!("{}: {}", self.column_name(&column.name), self.ty(&column.ty, at))
        })
    }

    /// `kind` names the member of a union and has a twin.
    fn column_name(&self, of: &Name) -> String {
        if !of.quoted && &*of.text == "kind" { self.word("kind").to_owned() } else { name(of) }
    }
}
