//! Tests: the requests of a key, as all processes of this machine know them: a small file.

use super::*;

#[test]
fn keeps_requests_and_passes_over_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rate");
    let shared = Shared::new(&path);
    let mut held = shared.hold().unwrap().unwrap();
    assert!(shared.hold().unwrap().is_none(), "one at a time");
    let at = Duration::from_micros;
    let requests = [
        Sent { id: 7, left: at(5), answered: Some(at(9)) },
        Sent { id: 8, left: at(6), answered: None },
    ];
    held.write(&requests).unwrap();
    drop(held);
    assert_eq!(shared.hold().unwrap().unwrap().read().unwrap(), requests);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(30);
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(shared.hold().unwrap().unwrap().read().unwrap(), requests[..1]);
    std::fs::write(&path, vec![255; 10_000_000]).unwrap();
    assert_eq!(shared.hold().unwrap().unwrap().read().unwrap().len(), MOST);
    assert!(Shared::new(&path.join("x")).hold().is_err());
}
