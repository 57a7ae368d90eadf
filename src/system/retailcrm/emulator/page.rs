//! Pages of lists.

use serde_json::{Value, json};

use super::json::{integer, text};
use super::reply::{Reply, Trouble};

/// The sizes a page may have.
const LIMITS: [i64; 3] = [20, 50, 100];

/// Which page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) limit: i64,
    /// From 1.
    pub(super) number: i64,
}

impl Page {
    /// The page that the parameters ask for. Lists of stock have larger ones.
    pub(super) fn read(params: &Value, largest: Option<i64>) -> Result<Page, Trouble> {
        let given = |name: &str| params.get(name).filter(|value| text(value).is_some());
        let limit = given("limit").map_or(Some(LIMITS[0]), integer);
        let limit = limit.filter(|limit| LIMITS.contains(limit) || Some(*limit) == largest);
        let limit = limit.ok_or_else(|| wrong("limit"))?;
        let number = given("page").map_or(Some(1), integer).filter(|page| *page >= 1);
        Ok(Page { limit, number: number.ok_or_else(|| wrong("page"))? })
    }

    /// How many entries come before it.
    pub(super) fn offset(self) -> i64 {
        self.limit.saturating_mul(self.number - 1)
    }

    /// The entries of this page, out of all.
    pub(super) fn cut<T>(self, all: Vec<T>) -> Vec<T> {
        let offset = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        all.into_iter().skip(offset).take(usize::try_from(self.limit).unwrap_or(0)).collect()
    }

    /// The block `pagination`. An empty list has no page.
    pub(super) fn block(self, total: usize) -> Value {
        let limit = usize::try_from(self.limit).unwrap_or(1).max(1);
        json!({
            "limit": self.limit,
            "totalCount": total,
            "currentPage": self.number,
            "totalPageCount": total.div_ceil(limit),
        })
    }
}

/// The text is the one that Symfony's forms give, in the language of the account.
fn wrong(field: &str) -> Reply {
    Reply::bad_input(&format!("children[{field}]"), "Значение недопустимо.")
}

#[cfg(test)]
mod tests;
