//! dev
#[path = "orders/mod.rs"]
mod orders;
fn main() {
    let project = orders::rules::project();
    let known = orders::rules::Known::new(&project);
    let texts = orders::generate::orders(10_000, 1);
    let mut mapper = orders::rules::Mapper::new(&project, &known);
    let hand = orders::hand::Shop::new();
    let (mut out, mut other) = (String::new(), String::new());
    for text in &texts {
        out.clear();
        other.clear();
        mapper.map(text, &mut out);
        hand.map(text, &mut other).unwrap();
        let a: serde_json::Value = serde_json::from_str(&out).unwrap();
        let b: serde_json::Value = serde_json::from_str(&other).unwrap();
        if a != b {
            println!("{text}\n\n{out}\n\n{other}");
            for (k, v) in a.as_object().unwrap() {
                if b.get(k) != Some(v) {
                    println!("{k} {v} {:?}", b.get(k));
                }
            }
            for (k, v) in b.as_object().unwrap() {
                if a.get(k) != Some(v) {
                    println!("{k} {v} {:?}", a.get(k));
                }
            }
            return;
        }
    }
    let texts2 = orders::generate::escaped(&texts);
    for _ in 0..7 {
        let t = std::time::Instant::now();
        for text in &texts {
            out.clear();
            mapper.map(text, &mut out);
        }
        let ours = t.elapsed();
        let t = std::time::Instant::now();
        for text in &texts {
            out.clear();
            hand.map(text, &mut out).unwrap();
        }
        let hand_ = t.elapsed();
        let t = std::time::Instant::now();
        for text in &texts2 {
            out.clear();
            mapper.map(text, &mut out);
        }
        let ours2 = t.elapsed();
        let t = std::time::Instant::now();
        for text in &texts2 {
            out.clear();
            hand.map(text, &mut out).unwrap();
        }
        let hand2 = t.elapsed();
        eprintln!(
            "{:?} {:?} {:.3}   escaped {:?} {:?}",
            ours / 10_000,
            hand_ / 10_000,
            ours.as_secs_f64() / hand_.as_secs_f64(),
            ours2 / 10_000,
            hand2 / 10_000
        );
    }
}
