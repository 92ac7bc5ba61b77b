//! A workspace in a temporary folder, and the command run in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use tempfile::TempDir;

/// A schema that nothing is wrong with.
pub const TASK: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://example.test/task.json",
  "title": "Task",
  "type": "object",
  "properties": {
    "id": { "type": "string" },
    "status": { "type": "string", "enum": ["RUNNING", "DONE"] },
    "started": { "type": "string", "format": "date-time" }
  },
  "required": ["id"]
}
"#;

/// A workspace in a temporary folder.
pub struct Sandbox {
    folder: TempDir,
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The files below a folder, with their bytes and when they were written.
pub type Snapshot = BTreeMap<PathBuf, (Vec<u8>, SystemTime)>;

impl Sandbox {
    /// A workspace with these files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let sandbox = Sandbox { folder: tempfile::tempdir().expect("a temporary folder") };
        std::fs::create_dir(sandbox.path("schema")).expect("a new folder");
        for (path, text) in files {
            sandbox.write(path, text);
        }
        sandbox
    }

    /// A workspace with a good schema, and the crate that is generated from it.
    pub fn generated() -> Self {
        let sandbox = Sandbox::new(&[("schema/task.json", TASK)]);
        sandbox.run(&["generate"]).ends_with(0);
        sandbox
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.root().join(below)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a writable file");
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} holds no {old:?}:\n{text}");
        self.write(path, text.replace(old, new));
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).expect("a file to remove");
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Sandbox::run_in(self.root(), arguments)
    }

    /// Runs the command in some folder.
    pub fn run_in(folder: &Path, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_isotype"));
        command.args(arguments).current_dir(folder);
        // All types that are compiled share their dependencies; the lock file of this workspace needs no network.
        command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("command"));
        command.env("CARGO_NET_OFFLINE", "true");
        let output = command.output().expect("the command starts");
        let text = |bytes| String::from_utf8(bytes).expect("the command writes UTF-8");
        let run = Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) };
        assert!(run.code.is_some() && !run.stderr.contains("panicked"), "{arguments:?} panics:\n{}", run.stderr);
        run
    }

    /// All files below a folder of the workspace.
    pub fn snapshot(&self, below: &str) -> Snapshot {
        let mut files = Snapshot::new();
        enter(&self.path(below), &mut files);
        files
    }

    /// Whether permission bits keep this user out, as they do not for root.
    #[cfg(unix)]
    pub fn permissions_bind(&self) -> bool {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = self.path("locked");
        std::fs::create_dir(&folder).expect("a new folder");
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).expect("an own folder");
        let denied = std::fs::write(folder.join("file"), "").is_err();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("an own folder");
        std::fs::remove_dir_all(&folder).expect("an own folder");
        denied
    }
}

impl Run {
    /// Expects this exit code.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Expects standard output to hold these texts.
    #[track_caller]
    pub fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.stdout.contains(text), "no {text:?} in stdout:\n{}", self.stdout);
        }
        self
    }

    /// Expects standard error to hold these texts.
    #[track_caller]
    pub fn complains(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.stderr.contains(text), "no {text:?} in stderr:\n{}", self.stderr);
        }
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("not JSON: {error}:\n{}", self.stdout))
    }
}

fn enter(folder: &Path, files: &mut Snapshot) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        let metadata = path.symlink_metadata().expect("a file");
        let modified = metadata.modified().expect("a time");
        if metadata.is_dir() {
            files.insert(path.clone(), (Vec::new(), SystemTime::UNIX_EPOCH));
            enter(&path, files);
        } else if metadata.is_file() {
            files.insert(path.clone(), (std::fs::read(path).expect("a file"), modified));
        } else {
            files.insert(path, (Vec::new(), modified));
        }
    }
}
