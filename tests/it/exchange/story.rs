//! The scenes of the demo, one after another: what the readmes show is what the program says.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::shop::{Shop, Told};

/// The orders that the scenes speak of, and the last, after which new ones are numbered.
const ORDERS: [i64; 9] = [1016, 1022, 1028, 1030, 1032, 1033, 1034, 1035, 1040];

/// A command of a readme, its outcome, and lines of what it says.
struct Shown {
    command: String,
    code: u8,
    lines: Vec<String>,
}

/// What the chapter of a readme shows.
fn shown(readme: &str, chapter: &str) -> Vec<Shown> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(readme)).unwrap();
    let (_, text) =
        text.split_once(&format!("\n## {chapter}\n")).expect("the readme has the chapter");
    let (text, _) = text.split_once("\n## ").expect("it is not the last");
    let mut commands: Vec<Shown> = Vec::new();
    for line in text.split("```").skip(1).step_by(2).flat_map(str::lines) {
        match (line.strip_prefix("$ obmen "), commands.last_mut()) {
            (Some(command), _) => {
                let (command, note) = command.split_once('#').unwrap_or((command, "0"));
                let code: String = note.chars().filter(char::is_ascii_digit).collect();
                let (command, code) = (command.trim().to_owned(), code.parse().unwrap());
                commands.push(Shown { command, code, lines: Vec::new() });
            }
            (None, Some(last)) if !line.is_empty() => last.lines.push(line.to_owned()),
            (None, _) => {}
        }
    }
    commands
}

/// A line without what differs from shop to shop: the number of a document, the place of a rule.
fn bare(line: &str) -> String {
    let place = line.rsplit_once("  ").filter(|(_, end)| {
        end.rsplit_once(':').is_some_and(|(_, digits)| digits.parse::<u32>().is_ok())
    });
    let line = place.map_or(line, |(line, _)| line).trim_end();
    let mut parts = line.split("УД-");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("УД-");
        text.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    text
}

fn plays_as_shown(language: &str, readme: &str, chapter: &str) {
    let shop = Shop::shipped();
    shop.keeping(&ORDERS);
    let commands = shown(readme, chapter);
    assert!(commands.len() > 20, "{}", commands.len());
    for Shown { command, code, lines } in commands {
        let args: Vec<&str> =
            command.split_whitespace().filter(|word| *word != "mappings/demo").collect();
        let told: Told = shop.obmen_in(language, &args);
        assert_eq!(told.code, code, "{command}: {} {}", told.out, told.err);
        let mut said = told.out.lines().map(bare);
        for line in lines {
            let wanted = bare(&line);
            assert!(said.any(|said| said == wanted), "{command}: `{line}` is not in\n{}", told.out);
        }
    }
    // The last word of each scene: nothing is left to do.
    let counts = || (shop.ledger("erp").len(), shop.ledger("crm").len());
    let before = counts();
    let run = shop.obmen(&["run"]);
    assert_eq!((run.code, run.changes().len()), (0, 0), "{} {}", run.out, run.err);
    assert_eq!(counts(), before);
}

#[test]
fn the_scenes_end_as_the_readme_shows() {
    plays_as_shown("en", "README.md", "What people do meanwhile");
}

#[test]
fn the_scenes_end_as_the_russian_readme_shows() {
    plays_as_shown("ru", "README.ru.md", "Что тем временем делают люди");
}

/// What stands at the head of a readme: everything but the state of the rules, which is other with
/// each edit of a mapping, and the width.
fn picture(readme: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(readme)).unwrap();
    plain(text.split("```").nth(1).expect("the readme shows a plan"))
}

fn plain(plan: &str) -> Vec<String> {
    let plain = |line: &str| {
        let words: Vec<&str> = line
            .split_whitespace()
            .map(|word| {
                // Documents are numbered in the order in which they happen to be created.
                if word.starts_with("УД-") { "УД-" } else { word }
            })
            .collect();
        let line = words.join(" ");
        let (line, _) =
            line.split_once(" rules ").or(line.split_once(" правила ")).unwrap_or((&line, ""));
        line.to_owned()
    };
    plan.lines().map(plain).filter(|line| !line.is_empty()).collect()
}

/// A manager's evening: an order is finished with one piece more, another has no customer.
#[test]
fn the_plan_at_the_head_of_the_readmes_is_one_of_the_demo() {
    let shop = Shop::demo();
    let first = shop.obmen(&["run"]);
    assert_eq!(first.code, 0, "{} {}", first.out, first.err);
    let mut items = shop.order(1007)["items"].clone();
    let garland = items.as_array_mut().unwrap().iter_mut().find(|item| item["quantity"] == 3);
    garland.expect("three of it were ordered")["quantity"] = json!(4);
    shop.manager(
        "orders/1007/edit",
        &json!({ "status": "complete", "items": items, "managerComment": "Просили позвонить после завтрака, четверг" }),
    );
    shop.manager("orders/create?site=main", &json!({ "orderType": "eshop-individual" }));
    for (language, readme) in [("en", "README.md"), ("ru", "README.ru.md")] {
        let plan = shop.obmen_in(language, &["plan"]);
        assert_eq!(plan.code, 3, "{} {}", plan.out, plan.err);
        let mut said = plain(&plan.out).into_iter();
        for line in picture(readme) {
            assert!(said.any(|said| said.ends_with(&line)), "{readme}: `{line}` in {}", plan.out);
        }
    }
}
