//! Names near to a mistyped one.

use crate::source::look_alike;

/// The most names worth showing.
const MOST: usize = 3;

/// The candidates at most a third of the name's length away, the nearest first and those about as
/// near.
///
/// An exchange of two neighbours counts as one slip, as do a letter too many, too few or wrong.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let letters: Vec<char> = name.chars().collect();
    let most = (letters.len() / 3).max(1);
    let mut near: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        if let Some(distance) = distance(&letters, candidate, most)
            && !near.contains(&(distance, candidate))
        {
            near.push((distance, candidate));
        }
    }
    near.sort_by_key(|(distance, _)| *distance);
    // Beside a near one, those much further away are noise.
    let best = near.first().map_or(0, |(distance, _)| *distance);
    near.retain(|(distance, _)| *distance <= best + 1);
    near.truncate(MOST);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The candidates that hold the name or a part of which it is, the shortest first: a name that is near
/// to none may be a part of one.
pub fn akin<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    /// A shorter part is in too many names.
    const LEAST: usize = 4;
    let long = |name: &str| name.chars().count() >= LEAST;
    let name = name.to_lowercase();
    let holds = |candidate: &&str| {
        let candidate = candidate.to_lowercase();
        (long(&name) && candidate.contains(&name))
            || (long(&candidate) && name.contains(&candidate))
    };
    let mut akin: Vec<&str> = candidates.filter(holds).collect();
    akin.sort_by_key(|candidate| candidate.chars().count());
    akin.dedup();
    akin.truncate(MOST);
    akin
}

/// The edit distance of the two, if it is at most `most`.
fn distance(name: &[char], candidate: &str, most: usize) -> Option<usize> {
    let other: Vec<char> = candidate.chars().collect();
    if name.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, &letter) in name.iter().enumerate() {
        let mut line = vec![i + 1];
        for (j, &wanted) in other.iter().enumerate() {
            let change = last[j] + usize::from(!is_same(letter, wanted));
            let mut best = change.min(last[j + 1] + 1).min(line[j] + 1);
            if i > 0 && j > 0 && name[i - 1] == wanted && letter == other[j - 1] {
                best = best.min(before[j - 1] + 1);
            }
            line.push(best);
        }
        if line.iter().all(|&distance| distance > most) {
            return None;
        }
        before = std::mem::replace(&mut last, line);
    }
    last.last().copied().filter(|&distance| distance <= most)
}

/// Case is no slip: `description` is `Description`; nor is a letter of the other alphabet that looks
/// the same.
fn is_same(left: char, right: char) -> bool {
    let capital = |letter: char| letter.to_uppercase().next().unwrap_or(letter);
    left == right
        || left.to_lowercase().eq(right.to_lowercase())
        || look_alike(left, right)
        || look_alike(capital(left), capital(right))
}

#[cfg(test)]
mod tests {
    use super::{akin, nearest};

    fn near(name: &str, candidates: &[&'static str]) -> Vec<&'static str> {
        nearest(name, candidates.iter().copied())
    }

    #[test]
    fn finds_each_kind_of_slip() {
        let names = ["Кораблик", "Звёздочка"];
        for slip in ["Караблик", "Корблик", "Корабллик", "Корабилк", "кораблик"]
        {
            assert_eq!(near(slip, &names), ["Кораблик"], "{slip}");
        }
    }

    #[test]
    fn puts_the_nearest_first_and_each_name_once() {
        let names = ["statusComment", "statuses", "status", "status"];
        assert_eq!(near("statu", &names), ["status"]);
        assert_eq!(near("statuse", &names), ["statuses", "status"]);
    }

    #[test]
    fn leaves_out_what_is_much_further_than_the_nearest() {
        let names = ["СтатусыВыгрузка", "СтатусыЗагрузка"];
        assert_eq!(near("СтатусыВыгрузки", &names), ["СтатусыВыгрузка"]);
    }

    #[test]
    fn finds_names_that_hold_it_or_that_it_holds() {
        let names = ["managerComment", "customerComment", "id", "email"];
        assert_eq!(akin("comment", names.into_iter()), ["managerComment", "customerComment"]);
        assert_eq!(akin("customerEmail", names.into_iter()), ["email"]);
        assert_eq!(akin("videoid", names.into_iter()), Vec::<&str>::new());
        assert_eq!(akin("com", names.into_iter()), Vec::<&str>::new());
    }

    #[test]
    fn leaves_out_what_is_further_than_a_third() {
        assert_eq!(near("offer", &["order", "user"]), Vec::<&str>::new());
        assert_eq!(near("id", &["ie"]), ["ie"]);
        assert_eq!(near("id", &["code"]), Vec::<&str>::new());
    }
}
