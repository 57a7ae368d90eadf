//! Whether a value of one type may go where another type is wanted.

use crate::schema::{Catalog, Type};

/// How a value of one type becomes a value of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The types are the same.
    Exact,
    /// Every value of the first is one of the second; nothing is lost and nothing can fail.
    Widening,
    /// Some values of the first become values of the second, others are faults at run time.
    Converts,
    /// Never.
    No(Misfit),
}

/// Why a value can never go there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The types have nothing in common: a date and a boolean.
    Kind,
    /// A reference belongs to another side: a match or table must translate it.
    Side,
    /// A reference to another entity of the same side.
    Entity,
    /// A reference where a scalar is wanted, or the other way round: a key, a field or a match is missing.
    Reference,
    /// Codes of another dictionary: a table must translate them.
    Dictionary,
    /// None of the texts is a member of the other set.
    Members,
    /// A record or rows: they are moved by rules for their fields.
    Record,
    /// A number, day or boolean where a text is wanted: it has no one spelling, so the rule must say it.
    Spelling,
}

impl Fit {
    /// Whether it can work at all.
    pub fn is_possible(self) -> bool {
        !matches!(self, Fit::No(_))
    }

    /// Whether it works for every value.
    pub fn is_safe(self) -> bool {
        matches!(self, Fit::Exact | Fit::Widening)
    }
}

impl Catalog {
    /// How a value of type `from` becomes one of type `to`.
    pub fn fits(&self, from: &Type, to: &Type) -> Fit {
        if from == to {
            return Fit::Exact;
        }
        match (from, to) {
            (Type::Record(_) | Type::Rows(_), _) | (_, Type::Record(_) | Type::Rows(_)) => {
                Fit::No(Misfit::Record)
            }
            (_, Type::Any) => Fit::Widening,
            (Type::Any, _) => Fit::Converts,
            (Type::Union(members), to) => self.out_of_union(members, to),
            (from, Type::Union(members)) => self.within_union(from, members),
            (Type::Ref(from), Type::Ref(to)) if self[*from].side != self[*to].side => {
                Fit::No(Misfit::Side)
            }
            (Type::Ref(_), Type::Ref(_)) => Fit::No(Misfit::Entity),
            (Type::Ref(_), _) | (_, Type::Ref(_)) => Fit::No(Misfit::Reference),
            (from, to) => self.scalar(from, to),
        }
    }

    /// A member of a union must fit, and the value may be another one.
    fn out_of_union(&self, members: &[Type], to: &Type) -> Fit {
        let fits: Vec<Fit> = members.iter().map(|member| self.fits(member, to)).collect();
        if fits.iter().all(|fit| fit.is_safe()) {
            return Fit::Widening;
        }
        if fits.iter().any(|fit| fit.is_possible()) {
            return Fit::Converts;
        }
        fits.first().copied().unwrap_or(Fit::No(Misfit::Kind))
    }

    /// The best member takes it; without any, the first reason is told.
    fn within_union(&self, from: &Type, members: &[Type]) -> Fit {
        let fits: Vec<Fit> = members.iter().map(|member| self.fits(from, member)).collect();
        if fits.iter().any(|fit| fit.is_safe()) {
            return Fit::Widening;
        }
        if fits.contains(&Fit::Converts) {
            return Fit::Converts;
        }
        let is_reference = matches!(from, Type::Ref(_));
        let likeliest =
            |fit: &&Fit| is_reference == matches!(fit, Fit::No(Misfit::Side | Misfit::Entity));
        fits.iter().find(likeliest).or(fits.first()).copied().unwrap_or(Fit::No(Misfit::Kind))
    }

    fn scalar(&self, from: &Type, to: &Type) -> Fit {
        match (from, to) {
            (Type::Text { max: from }, Type::Text { max: to }) => longest(*from, *to),
            (Type::Code(_), Type::Code(_)) => Fit::No(Misfit::Dictionary),
            (Type::Enum(_) | Type::Literals(_), Type::Enum(_) | Type::Literals(_)) => {
                subset(&self.words(from), &self.words(to))
            }
            (Type::Enum(_) | Type::Literals(_), Type::Text { max }) => {
                let longest_word = self.words(from).iter().map(|word| word.chars().count()).max();
                longest(longest_word.map(|length| length as u32), *max)
            }
            (Type::Int | Type::Decimal { .. }, Type::Int | Type::Decimal { .. }) => {
                number(from, to)
            }
            (Type::Date, Type::DateTime) => Fit::Widening,
            // An int and a guid have one spelling each.
            (Type::Int, Type::Text { max }) => longest(Some(20), *max),
            (Type::Guid, Type::Text { max }) => longest(Some(36), *max),
            (_, Type::Text { max }) if from.is_textual() => longest(None, *max),
            (Type::Text { .. }, _) | (Type::DateTime, Type::Date) | (Type::Int, Type::Code(_)) => {
                Fit::Converts
            }
            (_, Type::Text { .. }) => Fit::No(Misfit::Spelling),
            (from, to) if from.is_textual() && to.is_textual() => Fit::Converts,
            (from, to) if from.is_textual() != to.is_textual() => Fit::No(Misfit::Spelling),
            _ => Fit::No(Misfit::Kind),
        }
    }

    /// The texts of a closed set.
    fn words<'a>(&'a self, ty: &'a Type) -> Vec<&'a str> {
        match ty {
            Type::Enum(id) => self[*id].members.iter().map(|member| &**member).collect(),
            Type::Literals(texts) => texts.iter().map(|text| &**text).collect(),
            _ => Vec::new(),
        }
    }
}

/// Texts of at most `from` characters where `to` fit.
fn longest(from: Option<u32>, to: Option<u32>) -> Fit {
    match (from, to) {
        (_, None) => Fit::Widening,
        (Some(from), Some(to)) if from <= to => Fit::Widening,
        _ => Fit::Converts,
    }
}

fn subset(from: &[&str], to: &[&str]) -> Fit {
    let known = from.iter().filter(|word| to.contains(word)).count();
    match known {
        0 => Fit::No(Misfit::Members),
        known if known == from.len() => Fit::Widening,
        _ => Fit::Converts,
    }
}

/// An `int` has at most 19 digits and no fraction; sizes that are not known are taken as the largest.
fn number(from: &Type, to: &Type) -> Fit {
    let size = |ty: &Type| match ty {
        Type::Decimal { precision, scale } => {
            precision.zip(*scale).map(|(precision, scale)| (precision - scale, scale))
        }
        _ => Some((19, 0)),
    };
    match (size(from), size(to)) {
        (_, None) => Fit::Widening,
        (Some((whole, part)), Some((wider, finer))) if whole <= wider && part <= finer => {
            Fit::Widening
        }
        _ => Fit::Converts,
    }
}

#[cfg(test)]
mod tests;
