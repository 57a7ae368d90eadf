//! A world lives on in its file, is filled once and undoes what failed.

use serde_json::json;

use super::*;

fn open(path: &Path) -> Result<World, WorldError> {
    World::open(path, |tx| tx.put("box", "1", 1, &json!({"size": 2})))
}

#[test]
fn lives_on_and_is_filled_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/world.sqlite");
    let world = open(&path).unwrap();
    world
        .write(|tx| {
            tx.put("box", "1", 1, &json!({"size": 3}))?;
            tx.enter("now", "POST box", "1", "size=3", 200)
        })
        .unwrap();
    drop(world);
    let world = open(&path).unwrap();
    let body = world.write(|tx| tx.get("box", "1")).unwrap();
    assert_eq!(body, Some(json!({"size": 3})));
    let ledger = world.ledger().unwrap();
    assert_eq!(ledger.len(), 1);
    assert_eq!(read_ledger(&path).unwrap(), ledger, "while it is open");
    drop(world);
    assert_eq!(read_ledger(&path).unwrap(), ledger, "and afterwards");
}

#[test]
fn is_opened_once_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.sqlite");
    let world = open(&path).unwrap();
    let error = open(&path).unwrap_err();
    assert!(matches!(error, WorldError::InUse(_)), "{error}");
    assert!(matches!(World::reset(&path), Err(WorldError::InUse(_))));
    drop(world);
    World::reset(&path).unwrap();
    assert!(!path.exists());
    assert!(open(&path).unwrap().ledger().unwrap().is_empty());
}

#[test]
fn an_error_undoes_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let world = open(&folder.path().join("world.sqlite")).unwrap();
    let refused: Result<(), WorldError> = world.write(|tx| {
        tx.remove("box", "1")?;
        Err(WorldError::Seed(PathBuf::new(), "no".to_owned()))
    });
    assert!(refused.is_err());
    assert!(world.write(|tx| tx.get("box", "1")).unwrap().is_some());
}

#[test]
fn pages_go_by_place_and_marks_by_value() {
    let folder = tempfile::tempdir().unwrap();
    let world = open(&folder.path().join("world.sqlite")).unwrap();
    world
        .write::<_, WorldError>(|tx| {
            for seq in [10, 9, 100] {
                tx.put("line", &seq.to_string(), seq, &json!(seq))?;
            }
            let keys = |rows: Vec<Row>| rows.into_iter().map(|row| row.key).collect::<Vec<_>>();
            assert_eq!(keys(tx.list("line")?), ["9", "10", "100"]);
            assert_eq!(keys(tx.page("line", 9, 1, 1)?), ["100"]);
            assert_eq!((tx.count("line", 9)?, tx.last("line")?), (2, 100));
            tx.mark("line", "name", "9", Some("a"))?;
            tx.mark("line", "name", "9", Some("b"))?;
            assert_eq!(tx.marked("line", "name", "a")?, Vec::<String>::new());
            assert_eq!(tx.marked("line", "name", "b")?, ["9"]);
            tx.remove("line", "9")?;
            assert_eq!(tx.marked("line", "name", "b")?, Vec::<String>::new());
            tx.skip_to("number", 7)?;
            assert_eq!((tx.next("number")?, tx.next("number")?), (8, 9));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_seed_names_its_broken_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.json"), "\u{feff}[{\"id\": 1}]").unwrap();
    std::fs::write(folder.path().join("b.txt"), "ignored").unwrap();
    let seed = Seed::read(folder.path()).unwrap();
    assert_eq!(seed.records("a").unwrap(), [json!({"id": 1})]);
    assert!(seed.records("none").unwrap().is_empty());
    std::fs::write(folder.path().join("c.json"), "{").unwrap();
    let error = Seed::read(folder.path()).unwrap_err().to_string();
    assert!(error.contains("c.json"), "{error}");
}
