//! Filters of lists: a table says which there are and what each looks at. One that is not in the
//! table is refused, so that nobody takes an unfiltered list for a filtered one.

use serde_json::Value;

use super::json::{Object, elements, member, text};
use super::money;
use super::order_write::is_date_time;
use super::reply::{Reply, Trouble};

/// What a filter asks of an entity. Paths have `*` for each element of a list or a map.
#[derive(Clone, Copy, Debug)]
pub(super) enum Test {
    /// One of the given values is at one of the paths.
    Is(&'static [&'static str]),
    /// The given text is a part of one at the paths, in any case of letters.
    Has(&'static [&'static str]),
    /// Yes or no; an absent value is no.
    Flag(&'static str),
    /// A day: the filters are `nameFrom` and `nameTo`.
    Days(&'static str),
    /// A number: the filters are `minName` and `maxName`, the name begins with a capital.
    Sum(&'static str),
    /// `name[code]`, a value or its `min` and `max`.
    Fields(&'static str),
    /// Looked at by the list itself.
    Own,
}

/// A filter's name and what it asks.
pub(super) type Filter = (&'static str, Test);

/// The texts of Symfony's forms, in the language of the account.
const WRONG: &str = "Значение недопустимо.";
const EXTRA: &str = "This form should not contain extra fields.";

/// Refuses filters that the table does not have and values that they cannot take.
pub(super) fn check(table: &[Filter], filter: &Object) -> Result<(), Trouble> {
    for (name, wanted) in filter {
        let refuse = |why| Err(Reply::bad_input(&format!("children[{name}]"), why).into());
        let Some((_, test)) = table.iter().find(|(known, test)| names(known, *test, name)) else {
            return refuse(EXTRA);
        };
        let scalar = text(wanted).unwrap_or_default();
        let good = match test {
            Test::Is(_) => elements(Some(wanted)).into_iter().all(|one| text(one).is_some()),
            Test::Has(_) => text(wanted).is_some(),
            Test::Flag(_) => matches!(scalar.as_str(), "0" | "1" | "true" | "false" | ""),
            Test::Days(_) => scalar.is_empty() || is_date_time(&scalar),
            Test::Sum(_) => scalar.is_empty() || money::micro(wanted).is_some(),
            Test::Fields(_) | Test::Own => true,
        };
        if !good {
            return refuse(WRONG);
        }
    }
    Ok(())
}

fn names(known: &str, test: Test, name: &str) -> bool {
    match test {
        Test::Days(_) => {
            [name.strip_suffix("From"), name.strip_suffix("To")].contains(&Some(known))
        }
        Test::Sum(_) => [name.strip_prefix("min"), name.strip_prefix("max")].contains(&Some(known)),
        _ => known == name,
    }
}

/// Whether an entity passes all filters; an empty value asks nothing.
pub(super) fn fits(table: &[Filter], filter: &Object, entity: &Value) -> bool {
    filter.iter().all(|(name, wanted)| {
        let empty = text(wanted).is_some_and(|text| text.is_empty());
        let test = table.iter().find(|(known, test)| names(known, *test, name));
        empty || test.is_none_or(|(_, test)| passes(*test, name, wanted, entity))
    })
}

fn passes(test: Test, name: &str, wanted: &Value, entity: &Value) -> bool {
    match test {
        Test::Is(paths) => {
            let wanted: Vec<String> = elements(Some(wanted)).into_iter().filter_map(text).collect();
            wanted.is_empty() || texts(entity, paths).any(|value| wanted.contains(&value))
        }
        Test::Has(paths) => {
            let wanted = text(wanted).unwrap_or_default().to_lowercase();
            texts(entity, paths).any(|value| value.to_lowercase().contains(&wanted))
        }
        Test::Flag(path) => {
            let yes = entity.pointer(path).is_some_and(super::json::is_yes);
            super::json::is_yes(wanted) == yes
        }
        Test::Days(path) => {
            let value = entity.pointer(path).and_then(text).unwrap_or_default();
            let wanted = text(wanted).unwrap_or_default();
            // A day alone means the whole of it.
            let value = value.get(..wanted.len()).unwrap_or(&value);
            !value.is_empty()
                && if name.ends_with("From") { *value >= *wanted } else { *value <= *wanted }
        }
        Test::Sum(path) => {
            let value = entity.pointer(path).and_then(money::micro);
            let wanted = money::micro(wanted);
            value.is_some()
                && if name.starts_with("min") { value >= wanted } else { value <= wanted }
        }
        Test::Fields(path) => {
            let fields = entity.pointer(path).unwrap_or(&Value::Null);
            let mut wanted = wanted.as_object().into_iter().flatten();
            wanted.all(|(code, wanted)| has_field(fields.get(code).unwrap_or(&Value::Null), wanted))
        }
        Test::Own => true,
    }
}

/// A custom field: one of the values, or between `min` and `max`, which may be dates.
fn has_field(value: &Value, wanted: &Value) -> bool {
    let (from, to) = (member(wanted, "min"), member(wanted, "max"));
    let Some(own) = text(value) else {
        let own = elements(Some(value));
        return own.into_iter().any(|one| text(one) == text(wanted));
    };
    if from.is_none() && to.is_none() {
        let flag = value.as_bool().map(|flag| if flag { "1" } else { "0" });
        return elements(Some(wanted))
            .into_iter()
            .any(|one| text(one).is_some_and(|one| one == own || Some(one.as_str()) == flag));
    }
    let number = |text: &str| money::micro(&Value::String(text.to_owned()));
    let reaches = |low: &str, high: &str| match (number(low), number(high)) {
        (Some(low), Some(high)) => low <= high,
        _ => low <= high,
    };
    from.is_none_or(|from| reaches(&from, &own)) && to.is_none_or(|to| reaches(&own, &to))
}

fn texts<'a>(entity: &'a Value, paths: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    paths.iter().flat_map(|path| values(entity, path)).filter_map(text)
}

/// All values at a path, `*` for each element.
fn values<'a>(entity: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![entity];
    for step in path.split('/').skip(1) {
        found = found
            .into_iter()
            .flat_map(|value| match step {
                "*" => elements(Some(value)),
                name => value.get(name).into_iter().collect(),
            })
            .collect();
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TABLE: [Filter; 6] = [
        ("ids", Test::Is(&["/id"])),
        ("product", Test::Has(&["/items/*/offer/name"])),
        ("vip", Test::Flag("/vip")),
        ("createdAt", Test::Days("/createdAt")),
        ("Price", Test::Sum("/totalSumm")),
        ("customFields", Test::Fields("/customFields")),
    ];

    #[test]
    fn each_kind_asks_its_own() {
        let order = json!({"id": 7, "createdAt": "2024-02-02 12:00:00", "totalSumm": 10.5,
            "items": [{"offer": {"name": "Носки"}}],
            "customFields": {"count": 5, "colors": ["red"], "gift": true}});
        for (filter, expected) in [
            (json!({"ids": {"0": "7", "1": "8"}, "vip": "0"}), true),
            (json!({"ids": {"0": "8"}}), false),
            (json!({"product": "НОС"}), true),
            (json!({"vip": "1"}), false),
            (json!({"createdAtFrom": "2024-02-02", "createdAtTo": "2024-02-02"}), true),
            (json!({"createdAtTo": "2024-02-01"}), false),
            (json!({"minPrice": "10.5", "maxPrice": "11"}), true),
            (json!({"minPrice": "11"}), false),
            (json!({"customFields": {"count": {"min": "2", "max": "10"}, "gift": "1"}}), true),
            (json!({"customFields": {"colors": "red"}}), true),
            (json!({"customFields": {"count": {"min": "6"}}}), false),
            (json!({"customFields": {"none": "1"}}), false),
        ] {
            let filter = filter.as_object().unwrap();
            assert!(check(&TABLE, filter).is_ok(), "{filter:?}");
            assert_eq!(fits(&TABLE, filter, &order), expected, "{filter:?}");
        }
        for wrong in [
            json!({"unheard": "1"}),
            json!({"createdAtFrom": "yesterday"}),
            json!({"minPrice": "much"}),
            json!({"vip": "maybe"}),
        ] {
            assert!(check(&TABLE, wrong.as_object().unwrap()).is_err(), "{wrong}");
        }
    }
}
