//! The execution of a saved plan, killed in the middle: the next one finishes it, and the plan is
//! used up then.

use super::{Chance, LANDING, entries, judge, kill_often, number, obmen, planned};
use crate::sandbox::{Sandbox, Shop};

#[test]
fn a_killed_execution_of_a_plan_is_finished_by_the_next() {
    let mut chance = Chance(number("OBMEN_SEED", 0x0b_3e_13) | 1);
    let shop = Shop::new();
    let sandbox = Sandbox::start(&shop.demo(), "en", &[]);
    let systems = sandbox.systems.replace("local: true", "local: true, timeout: 1");
    let project = shop.remote("applied", &systems);
    let wanted = planned(&project);
    let (code, _, error) = obmen(&project, "en", &["plan", "ЗаказыВ1С", "--out", "plan.json"]);
    assert_eq!((code, error.as_str()), (2, ""));
    let ledger = shop.demo().join(".obmen/sandbox/erp.sqlite");
    let kills = 3;
    let apply = ["apply", "plan.json"];
    kill_often(&project, &apply, kills, 160, &mut chance, || entries(&ledger).len() as u64);
    let (code, out, error) = obmen(&project, "en", &apply);
    assert_eq!(code, 0, "{out} {error}");
    assert!(error.is_empty() || error.starts_with(LANDING), "{error}");
    let applied = entries(&ledger);
    let (code, out, error) = obmen(&project, "en", &apply);
    assert_eq!((code, out.as_str()), (5, ""), "{error}");
    assert!(error.starts_with("error: the plan plan.json was carried out already, "), "{error}");
    // A run finds everything done.
    let (code, out, error) = obmen(&project, "en", &["run", "ЗаказыВ1С", "--yes"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert_eq!(entries(&ledger), applied, "{out}");
    judge(&project, &sandbox, &ledger, &wanted, kills);
}
