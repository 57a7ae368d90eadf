//! Tests: pages of lists.

use super::*;

#[test]
fn pages_have_the_sizes_of_the_api() {
    let page = |params: Value| Page::read(&params, None).ok();
    assert_eq!(page(json!({})), Some(Page { limit: 20, number: 1 }));
    assert_eq!(page(json!({"limit": "100", "page": "3"})), Some(Page { limit: 100, number: 3 }));
    for params in [json!({"limit": "30"}), json!({"page": "0"}), json!({"limit": "250"})] {
        assert_eq!(page(params), None);
    }
    assert_eq!(Page::read(&json!({"limit": "250"}), Some(250)).unwrap().limit, 250);
    let last = Page { limit: 20, number: 3 };
    assert_eq!(last.cut((0..45).collect::<Vec<_>>()), [40, 41, 42, 43, 44]);
    assert_eq!(last.block(45)["totalPageCount"], 3);
}
