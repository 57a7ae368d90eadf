//! Parsing and checking a project of 2,000 rules.
#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]

mod figures;
mod measure;

use std::fmt::Write;
use std::path::Path;

use obmen::check::{self, Values};
use obmen::diag::Diagnostic;
use obmen::program;
use obmen::project;
use obmen::source::Sources;
use obmen::syntax;
use serde_json::json;

const MAPS: usize = 40;
const RULES: usize = 50;
const ROUNDS: usize = 15;

fn main() {
    // The schemas of the shipped set: the real ones are large, and names are looked up in them.
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/unf3");
    let shipped = project::open(&dir);
    let text = mapping();
    let mut sources = Sources::default();
    let file = sources.add("rules.obmen", &text);
    let parse = || {
        let (tree, found) = syntax::parse(file, &text);
        assert!(!found.iter().any(Diagnostic::is_error), "{:?}", found.first());
        tree
    };
    let tree = parse();
    let check = || check::check(&[&tree], &shipped.catalog, &Values::default());
    let (checked, found) = check();
    let errors: Vec<&Diagnostic> = found.iter().filter(|found| found.is_error()).collect();
    assert!(errors.is_empty(), "{:?}", errors.first());
    let (mut parsing, mut checking, mut lowering) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        parsing.push(measure::time(&mut || drop(parse())));
        checking.push(measure::time(&mut || drop(check())));
        lowering.push(measure::time(&mut || drop(program::lower(&checked, &shipped.catalog))));
    }
    let [parse, check, lower] = [parsing, checking, lowering]
        .map(|mut times| measure::median(&mut times).as_secs_f64() * 1e3);
    println!("{} rules, {} lines", MAPS * RULES, text.lines().count());
    println!("  parse {parse:.1} ms, check {check:.1} ms, together {:.1} ms", parse + check);
    println!("  compile {lower:.1} ms");
    figures::keep("check", &json!({ "parse_ms": parse, "check_ms": check, "compile_ms": lower }));
}

/// A project in one file: every map has the usual rules of a document's head, rows with arithmetic,
/// tables, and conditions.
fn mapping() -> String {
    let mut text = String::from(HEAD);
    for map in 0..MAPS {
        let _ = write!(
            text,
            "\nmap Заказ{map}: erp.Document_ЗаказПокупателя <- crm.order {{\n{RULES_OF_HEAD}"
        );
        for rule in 0..RULES - USUAL {
            let _ = match rule % 4 {
                0 => writeln!(
                    text,
                    "  let <- имя{rule} = \"{{lastName}}[ {{firstName}}][ {{patronymic}}] №{rule}\""
                ),
                1 => writeln!(
                    text,
                    "  let <- сумма{rule} = round(totalSumm * {rule} / 100, 2) + sum(items[quantity > {rule}].initialPrice)"
                ),
                2 => writeln!(
                    text,
                    "  let <- код{rule} = choose status {{ \"new\": \"Новый\"; \"complete\": \"Выполнен\"; else: \"прочие {rule}\" }}"
                ),
                _ => writeln!(text, "  let <- день{rule} = date(createdAt) + days({rule})"),
            };
        }
        text.push_str("}\n");
    }
    text
}

/// How many rules [`RULES_OF_HEAD`] has.
const USUAL: usize = 14;

const HEAD: &str = r#"lang 1
side erp = odata "schema/unf3.edmx" { overlay "schema/unf3.overlay.yaml"; zone "Europe/Moscow" }
side crm = retailcrm v5 { zone "Europe/Moscow"; dictionaries "schema/crm.dictionaries.yaml" }
table Ставки: erp.Catalog_СтавкиНДС <-> crm.vatRate {
  "20%"     <-> "20.00"
  "10%"     <-> "10.00"
  "Без НДС" <-> "none"
  else: hold "нет ставки НДС {value}"
}
match Товар: (Номенклатура: erp.Catalog_Номенклатура,
    Характеристика: erp.Catalog_ХарактеристикиНоменклатуры?) <-> crm.offer {
  key "{Номенклатура.Ref_Key}[#{Характеристика.Ref_Key}]" == xmlId
  none: hold "нет номенклатуры {xmlId}" retry 15m
}
"#;

const RULES_OF_HEAD: &str = r#"  НомерВходящегоДокумента <- number
  Date                    <- createdAt   once
  Комментарий             <- managerComment   default "без замечаний"
  Заметки                 <- customerComment
  ДатаОтгрузки            <- delivery.date   default date(createdAt)
  АдресДоставки           <- "[{delivery.address.index}, ]{delivery.address.text}"
  Телефон                 <- phone via phone
  Курс                    <- 1   once
  each Запасы <- items[isCanceled != true] by offer then position {
    (Номенклатура, Характеристика?) <- offer via Товар   required
    Количество                      <- quantity
    Цена                            <- initialPrice
    СуммаСкидкиНаценки              <- round(discountTotal * quantity, 2)
    Сумма                           <- round(initialPrice * quantity, 2) - result.СуммаСкидкиНаценки
    СтавкаНДС                       <- vatRate via Ставки   default "Без НДС"
  }
"#;
