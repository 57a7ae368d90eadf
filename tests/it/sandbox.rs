//! `obmen sandbox` as a process: the demo's systems on free ports, and what it says when it cannot.
//!
//! [`Shop`] and [`Sandbox`] are what other tests of the whole program start from.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A copy of the demo project in a folder of its own, going one way, the shipped set beside it.
pub(super) struct Shop {
    root: tempfile::TempDir,
}

impl Shop {
    pub(super) fn new() -> Shop {
        let root = tempfile::tempdir().unwrap();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings");
        for project in ["demo", "unf3"] {
            copy(&shipped.join(project), &root.path().join(project));
        }
        let settings = root.path().join("demo/settings.yaml");
        let text = fs::read_to_string(&settings).unwrap();
        let one_way = text.replace("ВыгружатьЗаказы: true", "ВыгружатьЗаказы: false");
        assert_ne!(text, one_way);
        fs::write(settings, one_way).unwrap();
        Shop { root }
    }

    /// The folder that holds both.
    pub(super) fn root(&self) -> &Path {
        self.root.path()
    }

    /// The project whose systems are embedded.
    pub(super) fn demo(&self) -> PathBuf {
        self.root.path().join("demo")
    }

    /// Another project with the demo's mappings, whose systems are those of a sandbox.
    pub(super) fn remote(&self, name: &str, systems: &str) -> PathBuf {
        let folder = self.root.path().join(name);
        copy(&self.demo(), &folder);
        fs::remove_dir_all(folder.join(".obmen")).ok();
        fs::remove_dir_all(folder.join("world")).unwrap();
        let path = folder.join("obmen.yaml");
        let text = fs::read_to_string(&path).unwrap();
        let (head, rest) = text.split_once("systems:").expect("the demo has systems");
        let (_, tail) = rest.split_once("mappings:").expect("and then mappings");
        fs::write(&path, format!("{head}{systems}mappings:{tail}")).unwrap();
        folder
    }
}

/// Copies a folder with what lies in it; what the program keeps for itself stays behind.
pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_name() == ".obmen" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The program, with nothing of this machine's language.
pub(super) fn program(folder: &Path, language: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obmen"));
    command.current_dir(folder).args(args).env("OBMEN_LANG", language).env_remove("RUST_BACKTRACE");
    command
}

/// How the program ended: the number, stdout, stderr.
pub(super) fn obmen(folder: &Path, language: &str, args: &[&str]) -> (i32, String, String) {
    let output = program(folder, language, args).output().expect("the program can be started");
    said(&output)
}

pub(super) fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program prints UTF-8");
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// A sandbox under way; dropping it kills it.
pub(super) struct Sandbox {
    child: Child,
    /// What it printed before the lines of the systems.
    pub(super) greeting: String,
    /// The lines of the systems for another project.
    pub(super) systems: String,
    rest: BufReader<std::process::ChildStdout>,
}

impl Sandbox {
    /// Serves the embedded systems of a project on free ports.
    pub(super) fn start(project: &Path, language: &str, more: &[&str]) -> Sandbox {
        Sandbox::start_at(project, language, ["127.0.0.1:0"; 2], more)
    }

    /// Serves them where another sandbox did, which ends.
    pub(super) fn instead_of(other: Sandbox, project: &Path) -> Sandbox {
        let at = ["crm", "erp"].map(|name| {
            let address = other.address(name);
            let (_, rest) = address.split_once("//").unwrap();
            rest.split('/').next().unwrap().to_owned()
        });
        drop(other);
        Sandbox::start_at(project, "en", [&at[0], &at[1]], &[])
    }

    fn start_at(project: &Path, language: &str, at: [&str; 2], more: &[&str]) -> Sandbox {
        let mut args = vec!["sandbox", "--crm", at[0], "--erp", at[1]];
        args.extend(more);
        let mut command = program(project, language, &args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let rest = BufReader::new(child.stdout.take().unwrap());
        let mut sandbox = Sandbox { child, greeting: String::new(), systems: String::new(), rest };
        sandbox.listen();
        sandbox
    }

    /// Reads what it prints when everything is served.
    fn listen(&mut self) {
        loop {
            let mut line = String::new();
            if self.rest.read_line(&mut line).unwrap() == 0 {
                let mut error = String::new();
                self.child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
                panic!("the sandbox ended: {error}");
            }
            if line == "systems:\n" || !self.systems.is_empty() {
                self.systems.push_str(&line);
            } else {
                self.greeting.push_str(&line);
            }
            if line.starts_with("  erp:") {
                return;
            }
        }
    }

    /// The address of a system.
    pub(super) fn address(&self, name: &str) -> String {
        let line = self.systems.lines().find(|line| line.trim().starts_with(name)).unwrap();
        let (_, rest) = line.split_once("address: \"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Its process.
    #[cfg(unix)]
    fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end: the number, the rest of stdout, stderr.
    fn wait(mut self) -> (i32, String, String) {
        let (mut out, mut error) = (String::new(), String::new());
        self.rest.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        (self.child.wait().unwrap().code().unwrap_or(-1), out, error)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Sends the signal of Ctrl-C.
#[cfg(unix)]
fn interrupt(sandbox: &Sandbox) {
    let id = sandbox.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn serves_until_it_is_interrupted_and_ends_with_0() {
    let shop = Shop::new();
    let texts = [
        ("ru", "Ctrl-C завершает, записанное остаётся", "системы остановлены\n"),
        ("en", "Ctrl-C ends, what is written stays", "the systems are stopped\n"),
    ];
    for (language, serves, ended) in texts {
        let sandbox = Sandbox::start(&shop.demo(), language, &[]);
        assert!(sandbox.greeting.contains(serves), "{}", sandbox.greeting);
        let crm = sandbox.address("crm");
        let line = format!(
            "  crm: {{ kind: retailcrm, address: \"{crm}\", key: demo-key, site: main, local: true }}\n"
        );
        assert!(sandbox.systems.contains(&line), "{}", sandbox.systems);
        interrupt(&sandbox);
        assert_eq!(sandbox.wait(), (0, String::new(), ended.to_owned()));
    }
}

/// Another project reaches the systems by the lines that were printed; when the sandbox is gone,
/// the project they belong to finds what was written.
#[cfg(unix)]
#[test]
fn what_another_project_writes_stays() {
    let shop = Shop::new();
    let sandbox = Sandbox::start(&shop.demo(), "en", &[]);
    let remote = shop.remote("remote", &sandbox.systems);
    let (code, out, error) = obmen(&remote, "en", &["run", "--yes"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(out.contains("36 to create"), "{out}");
    interrupt(&sandbox);
    assert_eq!(sandbox.wait().0, 0);
    // Its own journal knows nothing of it, so the orders are found by their marks.
    let (code, out, _) = obmen(&shop.demo(), "en", &["plan"]);
    assert_eq!(code, 0, "{out}");
    assert!(!out.contains("to create"), "{out}");
}

#[test]
fn one_process_has_the_systems_at_a_time() {
    let shop = Shop::new();
    let _sandbox = Sandbox::start(&shop.demo(), "en", &[]);
    let texts = [
        (
            "ru",
            "ошибка[E104] встроенная система `crm` занята другим процессом\n ╰ исправить: завершить тот \
             процесс или обращаться к его адресу: `obmen sandbox` печатает строки для obmen.yaml\n",
        ),
        (
            "en",
            "error[E104] the embedded system `crm` is in use by another process\n ╰ fix: end that \
             process, or use its address: `obmen sandbox` prints the lines for obmen.yaml\n",
        ),
    ];
    for (language, message) in texts {
        for args in [
            &["sandbox", "--crm", "127.0.0.1:0", "--erp", "127.0.0.1:0"][..],
            &["sandbox", "--reset"],
        ] {
            let (code, out, error) = obmen(&shop.demo(), language, args);
            assert_eq!((code, out.as_str()), (4, ""), "{error}");
            assert!(error.starts_with(message), "{error}");
        }
        let (code, _, error) = obmen(&shop.demo(), language, &["run"]);
        assert_eq!(code, 4, "{error}");
        assert!(error.contains("[E104]"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_scene_is_played_in_systems_that_are_served() {
    let shop = Shop::new();
    let sandbox = Sandbox::start(&shop.demo(), "en", &[]);
    let play = ["sandbox", "play", "edit_in_crm"];
    let (code, out, error) = obmen(&shop.demo(), "en", &play);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(out.contains("POST orders/1033/edit?user=13\n"), "{out}");
    // Cyrillic in the address goes over the wire too; what the system says to it comes back.
    let (code, _, error) = obmen(&shop.demo(), "en", &["sandbox", "play", "edit_in_1c"]);
    assert_eq!(code, 4, "{error}");
    assert!(error.starts_with("error: erp refused `PATCH Document_ЗаказПокупателя("), "{error}");
    interrupt(&sandbox);
    assert_eq!(sandbox.wait().0, 0);
    // What was played there stays, and the address with the sandbox is gone.
    assert!(!shop.demo().join(".obmen/sandbox/crm.address").exists());
    let (code, out, _) = obmen(&shop.demo(), "en", &["plan", "--order", "1033A"]);
    assert_eq!(code, 2, "{out}");
    assert!(out.contains("СтруктурнаяЕдиницаРезерв   Склад на Заречной"), "{out}");
}

#[test]
fn an_address_in_use_is_told() {
    let shop = Shop::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let texts = [
        (
            "ru",
            format!(
                "ошибка: адрес {address} занят: завершить другой процесс или назвать другой адрес (--crm, --erp)\n"
            ),
        ),
        (
            "en",
            format!(
                "error: the address {address} is in use: end the other process or name another address (--crm, --erp)\n"
            ),
        ),
    ];
    for (language, message) in texts {
        let args = ["sandbox", "--crm", &address, "--erp", "127.0.0.1:0"];
        assert_eq!(obmen(&shop.demo(), language, &args), (4, String::new(), message));
    }
}

#[test]
fn what_cannot_be_meant_ends_with_1() {
    let shop = Shop::new();
    let kinds = "refuse, delay, cut, garble, html, 400, 401, 403, 404, 429, 500, 502, 503, 504, rights, lost, late, locked, closed";
    let bare = shop.root().join("bare");
    fs::create_dir(&bare).unwrap();
    fs::write(bare.join("obmen.yaml"), "systems: {}\n").unwrap();
    let demo = shop.demo();
    let cases = [
        (
            &demo,
            ["--fault", "418x1"],
            format!("ошибка: нет сбоя `418x1`: нужно ВИД[:МС][@ОПЕРАЦИЯ][xN], виды: {kinds}\n"),
            format!(
                "error: there is no fault `418x1`: expected KIND[:MS][@OPERATION][xN], kinds: {kinds}\n"
            ),
        ),
        (
            &demo,
            ["--erp", "8802"],
            "ошибка: `8802` не адрес: нужно АДРЕС:ПОРТ, например 127.0.0.1:8801\n".to_owned(),
            "error: `8802` is no address: expected ADDRESS:PORT, 127.0.0.1:8801 for one\n"
                .to_owned(),
        ),
        (
            &bare,
            ["--crm", "127.0.0.1:0"],
            "ошибка: в obmen.yaml нет встроенных систем (embedded): запускать нечего\n".to_owned(),
            "error: obmen.yaml has no embedded systems: nothing to serve\n".to_owned(),
        ),
    ];
    for (folder, args, russian, english) in cases {
        for (language, message) in [("ru", russian), ("en", english)] {
            let args = ["sandbox", args[0], args[1]];
            assert_eq!(obmen(folder, language, &args), (1, String::new(), message));
        }
    }
}

#[test]
fn a_reset_makes_everything_new() {
    let shop = Shop::new();
    let demo = shop.demo();
    let first = obmen(&demo, "en", &["run"]);
    assert_eq!(first.0, 0, "{}", first.2);
    let (code, out, _) = obmen(&demo, "en", &["run"]);
    assert_eq!(code, 0);
    assert!(out.contains("nothing to change"), "{out}");
    let reset = obmen(shop.root(), "en", &["sandbox", "--reset", "demo"]);
    let said = "made new: crm, erp\nthe journal of the exchange was removed with them\n";
    assert_eq!(reset, (0, said.to_owned(), String::new()));
    let left: Vec<_> = fs::read_dir(demo.join(".obmen")).unwrap().collect();
    assert!(left.iter().all(|file| !format!("{file:?}").contains("aside")), "{left:?}");
    let again = obmen(&demo, "en", &["run"]);
    let head = |text: &str| text.lines().take(2).collect::<Vec<_>>().join("\n");
    assert_eq!(head(&again.1), head(&first.1), "the same exchange again");
    let said = "начато заново: crm, erp\nжурнал обмена удалён вместе с ними\n";
    assert_eq!(obmen(&demo, "ru", &["sandbox", "--reset"]), (0, said.to_owned(), String::new()));
}

#[test]
fn a_fault_at_an_operation_that_no_system_has_is_refused() {
    let shop = Shop::new();
    let texts = [
        ("ru", "ошибка: операции `bogusop` нет ни у одной из систем; есть, например: "),
        ("en", "error: none of the systems has an operation `bogusop`; there are, for instance: "),
    ];
    for (language, message) in texts {
        let args =
            ["sandbox", "--fault", "html@bogusop", "--crm", "127.0.0.1:0", "--erp", "127.0.0.1:0"];
        let (code, out, error) = obmen(&shop.demo(), language, &args);
        assert_eq!((code, out.as_str()), (1, ""));
        assert!(error.starts_with(message), "{error}");
    }
}

/// A file of a world that cannot be used is named with its line, the reason and what helps.
#[test]
fn a_broken_world_is_told_by_its_file() {
    let shop = Shop::new();
    let demo = shop.demo();
    for (file, text, russian, english) in [
        (
            "crm/orders.json",
            "[\n  { \"id\": 1,, }\n]",
            "orders.json`: файл не JSON (строка 2, столбец 13)\n ╰ исправить: исправить этот файл мира и",
            "orders.json`: the file is no JSON (line 2, column 13)\n ╰ fix: mend this file of the world and",
        ),
        (
            "erp/Catalog_Валюты.json",
            "[{ \"Нет\": 1 }]",
            "Catalog_Валюты.json`: такого поля нет в схеме или его значение другого типа (#1: Нет)\n ╰ исправить: исправить этот файл мира",
            "Catalog_Валюты.json`: the schema has no such field, or its value is of another type (#1: Нет)\n ╰ fix: mend this file",
        ),
        (
            "erp/base.yaml",
            "user: a\npassword: b\nport: 1\n",
            "base.yaml`: такого ключа нет (`port`, строка 3, столбец 1)\n ╰ исправить: исправить этот файл мира",
            "base.yaml`: there is no such key (`port`, line 3, column 1)\n ╰ fix: mend this file",
        ),
        (
            "erp/base.yaml",
            "",
            "base.yaml`: такого файла или каталога нет\n ╰ исправить: положить туда файлы мира или назвать их папку",
            "base.yaml`: there is no such file or folder\n ╰ fix: put the files of the world there, or name",
        ),
    ] {
        let path = demo.join("world").join(file);
        let sound = fs::read_to_string(&path).unwrap();
        if text.is_empty() { fs::remove_file(&path) } else { fs::write(&path, text) }.unwrap();
        for (language, said) in [("ru", russian), ("en", english)] {
            let (code, out, error) = obmen(&demo, language, &["plan"]);
            assert_eq!((code, out.len()), (4, 0), "{error}");
            assert!(error.contains(said), "{error}");
        }
        fs::write(&path, sound).unwrap();
        // A world that is filled is not filled again.
        fs::remove_dir_all(demo.join(".obmen")).unwrap();
    }
}

#[test]
fn without_a_project_it_says_where_the_demo_lies() {
    let folder = tempfile::tempdir().unwrap();
    for (language, message) in
        [("ru", "нет проекта со встроенными"), ("en", "no project with embedded")]
    {
        let (code, _, error) = obmen(folder.path(), language, &["sandbox"]);
        assert_eq!(code, 1, "{error}");
        assert!(
            error.contains(message) && error.contains("obmen sandbox mappings/demo"),
            "{error}"
        );
    }
}
