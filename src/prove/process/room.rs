//! What a process of the engine has for itself: a folder, an environment, and a proxy that leads to the stand-in.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tempfile::TempDir;

use super::setting::{Auth, Setting};
use crate::error::Error;
use crate::standin::Exchange;
use crate::standin::server::Server;

/// What a program of Windows needs of its environment to open a connection.
const NEEDED: [&str; 1] = ["SystemRoot"];

/// What stands for the folders of the user.
const FOLDERS: [&str; 7] = ["HOME", "TMPDIR", "TMP", "TEMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA"];

/// The variables that name a proxy. Programs read them in both cases.
const PROXIES: [&str; 6] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

/// What a process has for itself.
pub struct Room {
    folder: TempDir,
    server: Server,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Room {
    /// Opens a room.
    pub fn open(setting: &Setting<'_>) -> Result<Self, Error> {
        let help = "check the folder for temporary files, and that the loopback address can be used";
        let folder = TempDir::new().map_err(|error| Error::io("create", &env::temp_dir(), error, help))?;
        let exchanges = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&exchanges);
        let note = move |exchange| noted.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
        let server = Server::start(Arc::clone(&setting.answer), 0, Arc::new(note))
            .map_err(|error| Error::usage(format!("cannot listen on the loopback address: {error}"), help))?;
        Ok(Room { folder, server, exchanges })
    }

    /// Returns the exchanges since the last call.
    pub fn take_exchanges(&self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns a name that no API can know.
    pub fn secret(&self) -> String {
        let name = self.folder.path().file_name().unwrap_or_default().to_string_lossy();
        let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("provgen_{letters}")
    }

    /// Writes a file of this room.
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf, Error> {
        let path = self.folder.path().join(name);
        fs::write(&path, text)
            .map_err(|error| Error::io("write", &path, error, "check the folder for temporary files"))?;
        Ok(path)
    }

    /// Returns the command that runs the engine in this room, over documents in a folder with `src/`.
    pub fn command(&self, setting: &Setting<'_>, registry: &Path, subcommand: &str) -> Command {
        let folder = self.folder.path();
        let mut command = Command::new(setting.program.path());
        command.arg(subcommand).args(["--output", "csv", "--http.proxy.scheme", "http", "--registry"]);
        command.arg(registry_setting(registry)).current_dir(folder);
        command.arg("--approot").arg(folder.join("root")).arg("--configfile").arg(folder.join("none"));
        let address = self.server.address();
        command.arg("--http.proxy.host").arg(address.ip().to_string());
        command.arg("--http.proxy.port").arg(address.port().to_string());
        if let Some(limit) = setting.page_limit {
            command.arg("--http.response.pageLimit").arg(limit.to_string());
        }
        if setting.auth == Auth::Null {
            command.arg("--auth").arg(json!({setting.provider: {"type": "null_auth"}}).to_string());
        }
        self.set_environment(&mut command, &setting.auth);
        command
    }

    fn set_environment(&self, command: &mut Command, auth: &Auth) {
        command.env_clear();
        if cfg!(windows) {
            command.envs(NEEDED.iter().filter_map(|name| env::var_os(name).map(|value| (name, value))));
        }
        if let Auth::Provider(variables) = auth {
            command.envs(variables.iter().map(|(name, value)| (name, value)));
        }
        command.envs(FOLDERS.map(|name| (name, self.folder.path())));
        let proxy = format!("http://{}", self.server.address());
        command.envs(PROXIES.map(|name| (name, &proxy)));
    }
}

fn registry_setting(registry: &Path) -> String {
    let path = registry.to_string_lossy().replace('\\', "/");
    let url = format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" });
    json!({"url": url, "localDocRoot": path, "verifyConfig": {"nopVerify": true}}).to_string()
}
