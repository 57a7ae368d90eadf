//! Which records a condition cannot fit, seen without evaluating it: those whose field says none of the
//! values that it is pinned to. A client that looks many keys up in one request would otherwise have
//! each of them compared with every record of the set.

use std::collections::HashSet;

use serde_json::Value;

use super::filter::{Comparison, Expr};
use super::lexer::Literal;
use super::rows::Record;

/// A field and the values of which one has to stand in it.
pub(super) struct Pinned<'a> {
    field: &'a str,
    values: HashSet<&'a str>,
}

impl<'a> Pinned<'a> {
    /// What the condition is pinned to: in each of its alternatives the same field equals a text or a key.
    pub(super) fn of(expr: &'a Expr) -> Option<Pinned<'a>> {
        match expr {
            Expr::And(left, right) => Pinned::of(left).or_else(|| Pinned::of(right)),
            Expr::Or(left, right) => {
                let (left, right) = (Pinned::of(left)?, Pinned::of(right)?);
                let same = left.field == right.field;
                let values = left.values.into_iter().chain(right.values).collect();
                same.then_some(Pinned { field: left.field, values })
            }
            Expr::Compare(Comparison::Equal, left, right) => {
                let (Expr::Path(path), constant) = (&**left, &**right) else { return None };
                let [field] = path.as_slice() else { return None };
                let value = match constant {
                    Expr::Literal(Literal::Guid(value) | Literal::Text(value)) => value,
                    Expr::Cast(of, _, rest) if rest.is_empty() => match &**of {
                        Expr::Literal(Literal::Guid(value)) => value,
                        _ => return None,
                    },
                    _ => return None,
                };
                Some(Pinned { field, values: HashSet::from([value.as_str()]) })
            }
            _ => None,
        }
    }

    /// Whether the record may fit. What is not told by a text in lower case is left to the condition.
    pub(super) fn may_fit(&self, record: &Record) -> bool {
        match record.get(self.field) {
            Some(Value::String(held)) if !held.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                self.values.contains(held.as_str())
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::filter::parse;
    use super::Pinned;

    #[test]
    fn only_what_cannot_fit_is_passed_over() {
        let may_fit = |condition: &str, record: Value| {
            let expr = parse(condition).expect("it is a condition");
            let pinned = Pinned::of(&expr)?;
            Some(pinned.may_fit(record.as_object().expect("a record")))
        };
        let any = "Вид eq 'а' and (Код eq '1' or Код eq '2' and Цена gt 5 or Код eq '3')";
        for (condition, record, fits) in [
            ("Код eq '1' or Код eq '2'", json!({ "Код": "2" }), Some(true)),
            ("Код eq '1' or Код eq '2'", json!({ "Код": "3" }), Some(false)),
            ("Код eq '1' or Код eq '2'", json!({ "Код": 3 }), Some(true)),
            ("Код eq '1' or Имя eq '2'", json!({ "Код": "3" }), None),
            ("Код eq '1' or Код ne '2'", json!({ "Код": "3" }), None),
            ("not (Код eq '1')", json!({ "Код": "3" }), None),
            (any, json!({ "Вид": "а" }), Some(true)),
            (any, json!({ "Вид": "б" }), Some(false)),
            ("Код eq 'a'", json!({ "Код": "A" }), Some(true)),
            ("Кто/Код eq '1'", json!({ "Код": "3" }), None),
        ] {
            assert_eq!(may_fit(condition, record.clone()), fits, "{condition} {record}");
        }
        let key = "7a000000-7c4e-11f0-9a21-00155d0c7e01";
        let cast = format!("Объект eq cast(guid'{key}','Document_Запись')");
        assert_eq!(may_fit(&cast, json!({ "Объект": key })), Some(true));
        assert_eq!(may_fit(&cast, json!({ "Объект": "0" })), Some(false));
    }
}
