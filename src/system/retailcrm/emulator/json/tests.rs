//! Tests: small readings of JSON values.

use serde_json::json;

use super::*;

#[test]
fn history_spells_abbreviations_letter_by_letter() {
    let names = ["externalId", "INN", "OGRNIP", "status", "corrAccount"].map(snake);
    assert_eq!(names, ["external_id", "i_n_n", "o_g_r_n_i_p", "status", "corr_account"]);
}

#[test]
fn merging_goes_deep_and_null_clears() {
    let mut target = json!({"a": {"b": 1, "c": 2}, "d": 3});
    let patch = json!({"a": {"c": null, "e": 4}, "d": [5]});
    merge(target.as_object_mut().unwrap(), patch.as_object().unwrap());
    assert_eq!(target, json!({"a": {"b": 1, "e": 4}, "d": [5]}));
}
