//! What every file looks like.

use super::Text;

/// Files that do not open with `//!`.
pub(super) fn without_head(files: &[Text]) -> Vec<String> {
    let bare = files.iter().filter(|file| !file.text.starts_with("//! "));
    bare.map(|file| file.path.clone()).collect()
}

/// Lines that end in blanks, have tabs or notes to oneself; files without a last line end.
pub(super) fn untidy(files: &[Text]) -> Vec<String> {
    // Put together here, so that this file has none.
    let notes = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X:"].concat()];
    let mut found = Vec::new();
    for file in files {
        for (line, text) in file.text.lines().enumerate() {
            let line = line + 1;
            if text.ends_with([' ', '\t', '\r']) {
                found.push(format!("{}:{line}: blanks at the end", file.path));
            }
            if text.contains('\t') {
                found.push(format!("{}:{line}: a tab", file.path));
            }
            if notes.iter().any(|note| text.contains(note)) {
                found.push(format!("{}:{line}: a note to oneself", file.path));
            }
        }
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            found.push(format!("{}: no line end at the end", file.path));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Text, untidy, without_head};

    #[test]
    fn each_slip_is_named() {
        let check = |text: &str| untidy(&[Text::new("a.rs", text)]).join("; ");
        assert_eq!(check("a\nb\n"), "");
        assert_eq!(check("a \n"), "a.rs:1: blanks at the end");
        assert_eq!(check("a\r\n"), "");
        assert_eq!(check("a\n\tb\n"), "a.rs:2: a tab");
        assert_eq!(check(&["// TO", "DO b\n"].concat()), "a.rs:1: a note to oneself");
        assert_eq!(check("a"), "a.rs: no line end at the end");
        assert_eq!(without_head(&[Text::new("a.rs", "use x;\n")]), ["a.rs"]);
        assert_eq!(without_head(&[Text::new("a.rs", "//! x\n")]), [""; 0]);
    }
}
