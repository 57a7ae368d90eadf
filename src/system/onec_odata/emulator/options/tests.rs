//! Tests: the options of a request: what stands after the question mark.

use super::Options;

#[test]
fn a_plus_sign_is_no_space() {
    let options = Options::parse("%24filter=a+eq%201&$top=x");
    assert_eq!(options.get("$filter"), Some("a+eq 1"));
    assert!(options.count("$top").is_err());
    assert_eq!(options.count("$skip").unwrap(), None);
}
