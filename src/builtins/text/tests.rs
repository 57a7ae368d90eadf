//! Tests: texts, and what is compared by more than its characters.

use super::phone;
use crate::value::Value;
use bumpalo::Bump;

#[test]
fn phones_in_any_dress_are_one_number() {
    let arena = Bump::new();
    for dress in ["+7 (912) 345-67-89", "8 912 345 67 89", "79123456789", "912-345-67-89"] {
        let number = phone(&[Value::Text(dress)], &arena).unwrap();
        assert_eq!(number, Value::Text("+79123456789"), "{dress}");
    }
    for wrong in ["", "нет", "доб. 12", "1234", "+7 912 345 67 89 доб. 1"] {
        assert!(phone(&[Value::Text(wrong)], &arena).is_err(), "{wrong}");
    }
}
