//! Two texts line by line.

/// A line of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'t> {
    /// In both.
    Same(&'t str),
    /// In the old text only.
    Gone(&'t str),
    /// In the new text only.
    New(&'t str),
}

/// Longer texts than this, in lines, are told as wholly different where they differ.
const LONG: usize = 2000;

/// The lines of both texts, by the longest sequence of lines that they share.
pub fn lines<'t>(old: &'t str, new: &'t str) -> Vec<Line<'t>> {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[before..], &new[before..]);
    let after = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b);
    let after = after.count();
    let (old_mid, tail) = old_rest.split_at(old_rest.len() - after);
    let new_mid = &new_rest[..new_rest.len() - after];
    let mut out: Vec<Line<'t>> = old[..before].iter().map(|line| Line::Same(line)).collect();
    middle(old_mid, new_mid, &mut out);
    out.extend(tail.iter().map(|line| Line::Same(line)));
    out
}

fn middle<'t>(old: &[&'t str], new: &[&'t str], out: &mut Vec<Line<'t>>) {
    if old.len() > LONG || new.len() > LONG {
        out.extend(old.iter().map(|line| Line::Gone(line)));
        out.extend(new.iter().map(|line| Line::New(line)));
        return;
    }
    // The lengths of the longest sequences shared by what follows two places.
    let width = new.len() + 1;
    let mut shared = vec![0_usize; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            shared[i * width + j] = if old[i] == new[j] {
                shared[(i + 1) * width + j + 1] + 1
            } else {
                shared[(i + 1) * width + j].max(shared[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            out.push(Line::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len()
            || (i < old.len() && shared[(i + 1) * width + j] >= shared[i * width + j + 1])
        {
            out.push(Line::Gone(old[i]));
            i += 1;
        } else {
            out.push(Line::New(new[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, lines};

    fn shown(old: &str, new: &str) -> String {
        let (old, new) = (old.replace(' ', "\n"), new.replace(' ', "\n"));
        let sign = |line: Line<'_>| match line {
            Line::Same(line) => format!(" {line}"),
            Line::Gone(line) => format!("-{line}"),
            Line::New(line) => format!("+{line}"),
        };
        lines(&old, &new).into_iter().map(sign).collect::<String>()
    }

    #[test]
    fn what_both_share_stays() {
        assert_eq!(shown("a b c", "a b c"), " a b c");
        assert_eq!(shown("a b c", "a x c"), " a-b+x c");
        assert_eq!(shown("a b c d", "b x c d e"), "-a b+x c d+e");
        assert_eq!(shown("", "a"), "+a");
        assert_eq!(shown("a a b", "a b"), " a-a b");
    }
}
