//! Runs statements on a shell script that behaves like the engine, and misbehaves when it is asked to.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::*;
use crate::engine::predict::{Kind, Response};
use crate::error::Error;
use crate::standin::{Answered, Asked};

/// Where the script finds the proxy.
const PROXY: &str = "http_proxy";

/// Plays the engine: shells and single statements, and what can go wrong with them.
const SCRIPT: &str = r#"#!/bin/sh
here=$(dirname "$0")
[ "$1" = --version ] && { echo "stackql v1.2.3 test"; exit; }
echo "$HOME" >> "$here/homes"
for last; do :; done
say() {
    case $1 in
    *provgen_*AS*) mark=${1##*AS }; mark=${mark%;}; printf '%s\n%s\n' "$mark" "$mark" ;;
    *"SELECT provgen_"*) mark=${1#SELECT }; echo "no such column: ${mark%;}" >&2 ;;
    *crash*) printf 'panic: help\n\ngoroutine 1 [running]:\nhost/kit.Fall(0x1)\n' >&2; exit 2 ;;
    *hang*) exec sleep 60 ;;
    *flood*) exec yes "a,b" ;;
    *garbage*) printf 'a,b\n\001\377\n' ;;
    *moody*) [ "$kind" = shell ] && echo "not with others" >&2 || printf 'a\n1\n' ;;
    *wrong*) echo "wrong statement" >&2 ;;
    *environment*) printf 'a\n'; env ;;
    *call*) REQUEST="$1" "$here/client" --exact prove::process::tests::client --ignored >/dev/null 2>&1 && printf 'a\n1\n' ;;
    *DESCRIBE*nothing*) ;;
    *die*) kill -9 $$ ;;
    *) printf 'a,b\n%s,null\n' "${1%;}" ;;
    esac
}
kind=$1
case $kind in
shell) echo welcome >&2; [ -e "$here/slow" ] && sleep 3; while read -r line; do say "$line"; done ;;
exec) say "$(cat "$last")" ;;
esac
"#;

/// A folder with the script and a provider.
struct Bench {
    folder: TempDir,
    program: Program,
}

impl Bench {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("stackql");
        fs::write(&path, SCRIPT).expect("a script");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
        let test = std::env::current_exe().expect("a path");
        std::os::unix::fs::symlink(test, folder.path().join("client")).expect("a link");
        let services = folder.path().join("src/garden/v1/services");
        fs::create_dir_all(&services).expect("folders");
        fs::write(services.join("beds.yaml"), "servers: [{url: https://garden.test}]\n").expect("a service");
        Bench { program: started(&path).expect("a program"), folder }
    }

    fn setting(&self) -> Setting<'_> {
        let (program, registry) = (&self.program, self.folder.path());
        let answer = Arc::new(|_: &Asked| Answered {
            response: Response { status: 200, headers: Vec::new(), body: b"[]".to_vec() },
            ..Answered::default()
        });
        let time_limit = Duration::from_secs(60);
        Setting {
            program,
            registry,
            provider: "garden",
            auth: Auth::Null,
            page_limit: None,
            time_limit,
            jobs: 2,
            answer,
        }
    }

    fn run(&self, statements: &[&str]) -> Vec<Observed> {
        run(&self.setting(), statements, &|_, _| {}, &AtomicBool::new(false)).expect("a run")
    }

    /// The folders that processes had for themselves.
    fn homes(&self) -> Vec<PathBuf> {
        let homes = fs::read_to_string(self.folder.path().join("homes")).expect("homes");
        homes.lines().map(PathBuf::from).collect()
    }
}

/// Finds the program. Another thread of the tests may hold the script open for a moment, while it starts a process.
fn started(path: &Path) -> Result<Program, Error> {
    let attempts = (0..50).map(|_| {
        thread::sleep(Duration::from_millis(20));
        Program::find(Some(path))
    });
    attempts.reduce(Result::or).expect("an attempt")
}

fn first_value(observed: &Observed) -> Option<&str> {
    observed.rows.first()?.first()?.as_deref()
}

fn ends(observed: &[Observed]) -> Vec<(Kind, &str, bool)> {
    observed.iter().map(|it| (it.kind, it.message.as_str(), it.is_alone)).collect()
}

#[test]
fn statements_about_a_resource_share_a_process_and_keep_their_order() {
    let bench = Bench::new();
    let statements: Vec<String> = (0..200).map(|it| format!("SELECT {it} FROM garden.beds.r{}", it % 5)).collect();
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    let observed = bench.run(&statements);
    let values: Vec<Option<&str>> = observed.iter().map(first_value).collect();
    assert_eq!(values, statements.iter().map(|it| Some(*it)).collect::<Vec<_>>());
    assert!(observed.iter().all(|it| it.columns == ["a", "b"] && it.rows[0][1].is_none() && !it.is_alone));
    let homes: BTreeSet<PathBuf> = bench.homes().into_iter().collect();
    assert_eq!(homes.len(), 5);
    assert!(homes.iter().all(|home| !home.exists()), "{homes:?}");
}

#[test]
fn a_crash_is_of_its_statement_alone_and_the_rest_goes_on() {
    let bench = Bench::new();
    let names = ["1", "crash", "2", "wrong", "moody", "3", "garbage", "die", "4"];
    let statements: Vec<String> = names.iter().map(|it| format!("SELECT {it} FROM garden.beds.r")).collect();
    let observed = bench.run(&statements.iter().map(String::as_str).collect::<Vec<_>>());
    let no_table = "stackql printed something that is no table";
    let expected = [
        (Kind::Rows, "", false),
        (Kind::Panic, "kit.Fall", true),
        (Kind::Rows, "", false),
        (Kind::Error, "wrong statement", true),
        (Kind::Rows, "", true),
        (Kind::Rows, "", false),
        (Kind::Error, no_table, true),
        (Kind::Error, "stackql failed without a message", true),
        (Kind::Rows, "", true),
    ];
    assert_eq!(ends(&observed), expected);
    let company: Vec<_> = observed.iter().map(|it| it.company.as_ref().map(|it| it.message.as_str())).collect();
    assert_eq!(company[4], Some("not with others"));
    assert_eq!(company.iter().flatten().count(), 1);
}

#[test]
fn the_number_of_processes_changes_nothing() {
    let bench = Bench::new();
    let statements: Vec<String> =
        (0..24).map(|it| format!("SELECT {}{it} FROM garden.beds.r{}", ["", "wrong"][it % 7 % 2], it % 6)).collect();
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    let with = |jobs| {
        let setting = Setting { jobs, ..bench.setting() };
        let observed = run(&setting, &statements, &|_, _| {}, &AtomicBool::new(false)).expect("a run");
        observed.into_iter().map(|it| Observed { elapsed: Duration::ZERO, ..it }).collect::<Vec<_>>()
    };
    assert_eq!(with(1), with(8));
}

#[test]
fn a_statement_that_hangs_or_prints_without_end_is_ended() {
    let bench = Bench::new();
    let setting = Setting { time_limit: Duration::from_secs(2), ..bench.setting() };
    let statements =
        ["SELECT hang FROM garden.beds.r", "SELECT flood FROM garden.beds.s", "SELECT 1 FROM garden.beds.t"];
    let start = Instant::now();
    let observed = run(&setting, &statements, &|_, _| {}, &AtomicBool::new(false)).expect("a run");
    assert!(start.elapsed() < Duration::from_secs(30));
    let late: Vec<bool> = observed.iter().map(|it| it.is_late).collect();
    assert_eq!(late, [true, false, false]);
    assert_eq!(observed[1].message, "stackql printed without end");
    assert_eq!((observed[0].kind, observed[1].kind, observed[2].kind), (Kind::Error, Kind::Error, Kind::Rows));
    assert!(bench.homes().iter().all(|home| !home.exists()));
}

#[test]
fn a_shell_that_starts_late_is_not_taken_for_an_answer() {
    let bench = Bench::new();
    fs::write(bench.folder.path().join("slow"), "").expect("a file");
    let setting = Setting { time_limit: Duration::from_secs(2), ..bench.setting() };
    let statements = ["SELECT 1 FROM garden.beds.r", "SELECT 2 FROM garden.beds.r"];
    let observed = run(&setting, &statements, &|_, _| {}, &AtomicBool::new(false)).expect("a run");
    assert_eq!(observed.iter().map(first_value).collect::<Vec<_>>(), statements.map(Some));
    assert!(observed.iter().all(|it| it.is_alone));
}

#[test]
fn nothing_is_left_of_a_run_that_is_cancelled() {
    let bench = Bench::new();
    let is_cancelled = AtomicBool::new(false);
    let result = thread::scope(|scope| {
        let run = scope.spawn(|| {
            let statements = ["SELECT 1 FROM garden.beds.r", "SELECT hang FROM garden.beds.r", "SELECT 2"];
            run(&bench.setting(), &statements, &|_, _| {}, &is_cancelled)
        });
        while !bench.folder.path().join("homes").exists() {
            thread::sleep(Duration::from_millis(10));
        }
        is_cancelled.store(true, Ordering::Relaxed);
        let start = Instant::now();
        let result = run.join().expect("a thread");
        assert!(start.elapsed() < Duration::from_secs(20));
        result
    });
    assert_eq!(result.expect_err("cancelled").to_string(), "interrupted");
    assert!(bench.homes().iter().all(|home| !home.exists()));
}

#[test]
fn a_signal_cancels() {
    let is_cancelled = cancelled_by_signals().expect("signals");
    let status = Command::new("kill").args(["-TERM", &std::process::id().to_string()]).status().expect("a signal");
    assert!(status.success());
    let start = Instant::now();
    while !is_cancelled.load(Ordering::Relaxed) {
        assert!(start.elapsed() < Duration::from_secs(10), "no signal came");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_engine_sees_nothing_of_the_environment_but_what_is_given() {
    let bench = Bench::new();
    let setting = Setting { auth: Auth::Provider(vec![("TOKEN".into(), "dummy".into())]), ..bench.setting() };
    let observed = run(&setting, &["environment"], &|_, _| {}, &AtomicBool::new(false)).expect("a run");
    let variables: BTreeSet<&str> =
        observed[0].rows.iter().flatten().flatten().filter_map(|it| it.split_once('=')).map(|it| it.0).collect();
    // What a shell sets by itself.
    let own = ["PWD", "OLDPWD", "SHLVL", "_"];
    let given = ["ALL_PROXY", "APPDATA", "HOME", "HTTPS_PROXY", "HTTP_PROXY", "LOCALAPPDATA", "TEMP", "TMP", "TMPDIR"];
    let more = ["TOKEN", "USERPROFILE", "all_proxy", "http_proxy", "https_proxy"];
    assert!(std::env::var_os("PATH").is_some());
    assert_eq!(variables.into_iter().filter(|it| !own.contains(it)).collect::<Vec<_>>(), [&given[..], &more].concat());
}

#[test]
fn requests_belong_to_the_statement_that_caused_them() {
    let bench = Bench::new();
    let statements = ["call /1 garden.beds.r", "SELECT 2 FROM garden.beds.r", "call /3 garden.beds.r", "call /4"];
    let observed = bench.run(&statements);
    let targets = |it: &Observed| it.exchanges.iter().map(|it| it.asked.target.clone()).collect::<Vec<_>>();
    let target = |path: &str| vec![format!("http://garden.test{path}")];
    let expected = [target("/1"), vec![], target("/3"), target("/4")];
    assert_eq!(observed.iter().map(targets).collect::<Vec<_>>(), expected);
    assert!(observed[..3].iter().all(|it| it.kind == Kind::Rows && !it.is_alone));
    assert_eq!(observed[0].exchanges[0].answered.response.body, b"[]");
}

/// A client of the stand-in that the script starts.
#[test]
#[ignore = "the script that plays the engine starts it"]
fn client() {
    let proxy = std::env::var(PROXY).expect("a proxy");
    let request = std::env::var("REQUEST").expect("a request");
    let path = request.split_whitespace().nth(1).expect("a path").trim_end_matches(';');
    let mut stream = TcpStream::connect(proxy.trim_start_matches("http://")).expect("a proxy");
    write!(stream, "GET http://garden.test{path} HTTP/1.1\r\nHost: garden.test\r\nConnection: close\r\n\r\n")
        .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn what_is_no_engine_is_told() {
    let folder = TempDir::new().expect("a folder");
    let missing = Program::find(Some(&folder.path().join("missing"))).expect_err("missing");
    assert!(missing.help().contains("https://stackql.io/install"), "{missing}");
    let other = folder.path().join("other");
    fs::write(&other, "#!/bin/sh\necho psql 17\n").expect("a script");
    fs::set_permissions(&other, fs::Permissions::from_mode(0o755)).expect("a program");
    assert!(started(&other).expect_err("another program").to_string().ends_with("is no StackQL program"));
    assert_eq!(Bench::new().program.version(), "stackql v1.2.3 test");
}
