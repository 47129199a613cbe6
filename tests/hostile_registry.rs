//! Registries that are far too large or strange: the command ends by itself, in time and in bounded memory, and says
//! what is wrong.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::repository;

/// Address space, which is far more than what is used of it. Systems without `ulimit -v` run without.
const MOST_KILOBYTES: usize = 3_000_000;

/// A registry with the sound provider of the pages.
struct Registry {
    folder: TempDir,
}

impl Registry {
    fn new() -> Self {
        let registry = Registry { folder: tempfile::tempdir().expect("temporary folder") };
        fs::create_dir_all(registry.version().join("services")).expect("folder");
        for (from, to) in [("provider.yaml", "provider.yaml"), ("store.yaml", "services/store.yaml")] {
            fs::copy(repository().join("tests/rules_base").join(from), registry.version().join(to)).expect("copy");
        }
        registry
    }

    fn with(self, file: &str, text: impl AsRef<[u8]>) -> Self {
        fs::write(self.version().join(file), text).expect("write");
        self
    }

    /// The sound service with something put in place of a part of it.
    fn changed(self, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.version().join("services/store.yaml")).expect("read");
        assert!(text.contains(from), "{from}");
        let text = text.replacen(from, to, 1);
        self.with("services/store.yaml", text)
    }

    fn version(&self) -> PathBuf {
        self.folder.path().join("src/shop/v00.00.00000")
    }

    /// Exit code and what is said, within bounds of memory. What can be imported can be built, or is refused.
    fn validate(&self) -> (i32, String) {
        let specs = tempfile::tempdir().expect("temporary folder");
        let registry = self.folder.path().to_string_lossy().into_owned();
        if run(specs.path(), &["import", "shop", "--from", &registry]).0 == 0 {
            run(specs.path(), &["generate"]);
        }
        validate(self.folder.path())
    }

    /// It ran, and found what it should; nothing else blocks.
    fn finds(&self, code: i32, rule: &str) -> String {
        let (found, said) = self.validate();
        assert!(found == code && said.contains(rule), "exit {found}: {}", said.chars().take(2000).collect::<String>());
        said
    }
}

fn validate(folder: &Path) -> (i32, String) {
    run(folder, &["validate", "."])
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let script = format!("ulimit -v {MOST_KILOBYTES} 2>/dev/null; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_provgen"), "--color", "never"]).args(arguments);
    let output = command.current_dir(folder).env("RAYON_NUM_THREADS", "2").output().expect("run");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains("panicked") && !said.contains("has crashed"), "{said}");
    let code = output.status.code().unwrap_or_else(|| panic!("{}: {said}", output.status));
    assert!(code <= 2, "{code}: {said}");
    (code, said)
}

#[test]
fn the_sound_one() {
    assert_eq!(Registry::new().validate().0, 0);
}

#[test]
fn aliases_that_double() {
    let mut bomb = "x-a0: &a0 {a: 1}\n".to_owned();
    for level in 1..64 {
        bomb += &format!("x-a{level}: &a{level} {{a: *a{}, b: *a{}}}\n", level - 1, level - 1);
    }
    Registry::new().changed("openapi: 3.0.3\n", &bomb).finds(1, "yaml-parse-error");
}

#[test]
fn nesting() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        let deep = format!("x-deep: {}1{}\n", open.repeat(100_000), close.repeat(100_000));
        Registry::new().changed("openapi: 3.0.3\n", &deep).finds(1, "yaml-parse-error");
    }
    let schemas = format!("{{allOf: [{}{{}}{}]}}", "{allOf: [".repeat(60), "]}".repeat(60));
    assert!(Registry::new().changed("{$ref: '#/components/schemas/User'}}", &format!("{schemas}}}")).validate().0 <= 1);
}

#[test]
fn compositions_that_double() {
    let mut schemas = "    S0: {type: object, properties: {id: {type: string}}}\n".to_owned();
    for level in 1..60 {
        let below = format!("{{$ref: '#/components/schemas/S{}'}}", level - 1);
        schemas += &format!("    S{level}: {{allOf: [{below}, {below}]}}\n");
    }
    let registry = Registry::new().changed("  schemas:\n", &format!("  schemas:\n{schemas}"));
    let registry =
        registry.changed("items: {$ref: '#/components/schemas/User'}", "items: {$ref: '#/components/schemas/S59'}");
    assert!(registry.validate().0 <= 1);
}

#[test]
fn schemas_that_hold_themselves() {
    let own = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    let three = |name: &str| format!("[{0}, {0}, {0}]", own(name));
    let schemas = [
        format!("List: {{type: array, items: {}}}", own("List")),
        format!("Map: {{type: object, additionalProperties: {}}}", own("Map")),
        format!("Kinds: {{type: string, anyOf: [{}, {{type: object, properties: {{a: {{}}}}}}]}}", own("Kinds")),
        format!("Bare: {{allOf: {0}, oneOf: {0}, anyOf: {0}}}", three("Other")),
        format!("Other: {{allOf: {0}, oneOf: {0}, anyOf: {0}}}", three("Bare")),
    ];
    for name in ["List", "Map", "Kinds", "Bare"] {
        let held = format!("{{type: object, properties: {{id: {{type: string}}, own: {}}}}}", own(name));
        for row in [own(name), held] {
            let registry =
                Registry::new().changed("  schemas:\n", &format!("  schemas:\n    {}\n", schemas.join("\n    ")));
            let registry = registry.changed("items: {$ref: '#/components/schemas/User'}", &format!("items: {row}"));
            assert!(registry.validate().0 <= 1, "{name}");
            let (code, said) = run(registry.folder.path(), &["docs", "--from-registry", ".", "--style", "guide"]);
            assert!(code <= 1, "{name}: {said}");
        }
    }
}

/// Templates of responses that are huge, deep or endless.
#[test]
fn templates_without_end() {
    let long = "a".repeat(1 << 20);
    let twice = "{{ $x := `aa` }}{{ range 64 }}{{ $x = print $x $x }}{{ end }}";
    for (template, code) in [
        (format!("{{{{ {} . }}}}", "(".repeat(1 << 20)), 1),
        (format!("{{{{ {}.{} }}}}", "(".repeat(1 << 19), ")".repeat(1 << 19)), 0),
        ("{{ if . }}".repeat(1 << 17), 0),
        (format!("{}{}", "{{ if . }}".repeat(50_000), "{{ end }}".repeat(50_000)), 0),
        (format!("{{{{ if . }}}}{}{{{{ end }}}}", "{{ else if . }}".repeat(50_000)), 0),
        (format!("{{{{ {long} }}}}"), 1),
        (format!("{{{{ . {long}.{long}`{long}` }}}}"), 1),
        (format!("[{}]", "{{ $ }}".repeat(1 << 17)), 0),
        ("{{ define `t` }}{{ template `t` . }}{{ template `t` . }}{{ end }}{{ template `t` . }}".to_owned(), 0),
        ("[{{ range 1000000000 }}{{ range 1000000000 }}{{ . }}{{ end }}{{ end }}]".to_owned(), 0),
        (format!("[{twice}]"), 0),
        (format!("[{}]", twice.replace("print", "printf `%s%s%1000000d`").replace("$x $x", "$x $x 1")), 0),
    ] {
        let transform = format!("transform: {{type: golang_template_json_v0.3.0, body: '{template}'}}");
        let response = format!(
            "response: {{mediaType: application/json, overrideMediaType: application/json, schema_override: {{$ref: '#/components/schemas/NewUser'}}, {transform}, "
        );
        let (found, said) = Registry::new().changed("response: {mediaType: application/json, ", &response).validate();
        let begin: String = template.chars().take(80).collect();
        assert!(found == code && said.len() < 20_000, "{begin}: {found}, {} bytes", said.len());
    }
}

#[test]
fn views_that_fall_back_for_ever_or_nest() {
    let chain = format!("{}{{ddl: SELECT 1}}{}", "{ddl: SELECT 1, fallback: ".repeat(90), "}".repeat(90));
    let nested = format!("{{ddl: 'SELECT {}1{} FROM shop.store.users'}}", "(".repeat(5000), ")".repeat(5000));
    let long = format!("{{ddl: 'SELECT {}1 FROM shop.store.users'}}", "1 + ".repeat(100_000));
    for (view, code) in [(chain, 0), (nested, 1), (long, 1)] {
        let config = format!("    users:\n      config: {{views: {{select: {view}}}}}\n");
        let (found, said) = Registry::new().changed("    users:\n", &config).validate();
        assert_eq!(found, code, "{}", said.chars().take(2000).collect::<String>());
    }
}

#[test]
fn a_document_of_fifty_megabytes() {
    let mut paths = String::with_capacity(52_000_000);
    for number in 0..2_600 {
        let text = "word ".repeat(3_850);
        paths += &format!(
            "  /p{number}:\n    get:\n      description: {text}\n      responses: {{'204': {{description: x}}}}\n"
        );
    }
    assert!(paths.len() > 50_000_000);
    assert_eq!(Registry::new().changed("paths:\n", &format!("paths:\n{paths}")).validate().0, 0);
}

/// Its length is known before anything of it is in memory.
#[test]
fn documents_that_are_too_large() {
    for file in ["services/store.yaml", "provider.yaml"] {
        let registry = Registry::new();
        let large = fs::File::create(registry.version().join(file)).expect("create");
        large.set_len(4_000_000_000).expect("a file with holes");
        let said = registry.finds(1, "yaml-parse-error");
        assert!(said.contains("the file has 4000 MB; the maximum is 128 MB"), "{said}");
        assert!(said.contains("help: split it"), "{said}");
    }
}

#[test]
fn thousands_of_files() {
    let registry = Registry::new();
    for number in 0..5_000 {
        fs::write(registry.version().join(format!("services/f{number}.yaml")), "").expect("write");
    }
    let said = registry.finds(0, "service-file-orphan");
    assert!(said.contains("5000 warning"), "{}", said.lines().last().unwrap_or_default());
}

#[test]
fn letters_that_break_lines() {
    for letter in ['\0', '\u{85}', '\u{2028}', '\u{202e}', '\u{feff}', '\u{7}'] {
        let json = |text: &str| serde_json::to_string(text).expect("JSON");
        let name = json(&format!("a{letter}b"));
        let registry =
            Registry::new().changed("        id: {type: string}\n", &format!("        {name}: {{type: string}}\n"));
        assert!(registry.validate().0 <= 1, "{letter:?}");
        let method = format!("{}: {{operation: {{$ref: {name}}}}}", json(&format!("m{letter}")));
        let registry = Registry::new().changed("      methods:\n", &format!("      methods:\n        {method}\n"));
        let said = registry.finds(1, "operation-ref-dangling");
        assert!(!said.contains(letter), "{letter:?} is printed as it is");
        let raw = Registry::new().with("services/store.yaml", format!("openapi: a{letter}b\n{letter}: 1\n"));
        assert!(raw.validate().0 == 1, "{letter:?}");
    }
}

#[test]
fn folders_and_links_where_files_should_be() {
    let registry = Registry::new();
    fs::remove_file(registry.version().join("provider.yaml")).expect("remove");
    fs::create_dir(registry.version().join("provider.yaml")).expect("folder");
    let (code, said) = registry.validate();
    assert!(code == 2 && said.contains("no provider.yaml found"), "{code}: {said}");

    let registry = Registry::new();
    let service = registry.version().join("services/store.yaml");
    fs::remove_file(&service).expect("remove");
    symlink(&service, &service).expect("link");
    registry.finds(1, "service-ref-missing-file");
    fs::remove_file(&service).expect("remove");
    fs::create_dir(&service).expect("folder");
    registry.finds(1, "service-ref-missing-file");

    let registry = Registry::new();
    for link in ["a", "services/b", "../c"] {
        symlink(registry.folder.path(), registry.version().join(link)).expect("link");
    }
    assert_eq!(registry.validate().0, 0);
}

#[test]
fn files_that_cannot_be_read() {
    for file in ["services/store.yaml", "provider.yaml"] {
        let registry = Registry::new();
        let path = registry.version().join(file);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).expect("permissions");
        // Root reads everything.
        if fs::read(&path).is_err() {
            assert!(registry.finds(1, "yaml-parse-error").contains("permission denied"));
        }
    }
}

/// A file that nobody can read from its beginning, not even root.
#[cfg(target_os = "linux")]
#[test]
fn files_that_fail_while_they_are_read() {
    let memory = Path::new("/proc/self/mem");
    assert!(memory.is_file() && fs::read(memory).is_err());
    for file in ["services/store.yaml", "provider.yaml"] {
        let registry = Registry::new();
        let path = registry.version().join(file);
        fs::remove_file(&path).expect("remove");
        symlink(memory, &path).expect("link");
        let said = registry.finds(1, "yaml-parse-error");
        let place = format!("src/shop/v00.00.00000/{file}");
        assert!(said.contains("fatal[yaml-parse-error]: the file cannot be read: input/output error"), "{said}");
        assert!(
            said.contains(&format!("--> {place}")) && said.contains("help: check the permissions of the file"),
            "{said}"
        );
        assert!(said.contains("1 fatal, 0 errors"), "the rest is checked: {said}");
    }
}

#[test]
fn files_that_are_no_documents() {
    for text in
        ["", "null", "[]", "1", "text", "{", "a: b: c", "\u{fffe}", "openapi: 3.0.3\ncomponents: []\n", "paths: 1\n"]
    {
        Registry::new().with("services/store.yaml", text).finds(1, "fatal[");
        let (code, said) = Registry::new().with("provider.yaml", text).validate();
        assert_eq!(code, 1, "{text}: {said}");
    }
    Registry::new().with("services/store.yaml", [0xff, 0xfe, 0x00, 0xd8]).finds(1, "yaml-parse-error");
}
