//! Runs statements on processes of the engine.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use super::child::{Child, End};
use super::documents::Documents;
use super::groups::groups;
use super::observed::Observed;
use super::printed::Printed;
use super::room::Room;
use super::setting::Setting;
use super::shell::Shell;
use crate::error::Error;

/// Runs statements, and returns what they came to in their order.
///
/// `on_done` is called with the index of each statement as soon as it is known what it came to, from any thread. Once
/// `is_cancelled` is true, all processes are ended and an error is returned.
pub fn run(
    setting: &Setting<'_>,
    statements: &[&str],
    on_done: &(dyn Fn(usize, &Observed) + Sync),
    is_cancelled: &AtomicBool,
) -> Result<Vec<Observed>, Error> {
    let documents = Documents::copy(setting.registry, setting.provider)?;
    let run = Run { setting, registry: documents.folder(), statements, on_done, is_cancelled };
    let groups = groups(statements);
    let results = Mutex::new(Vec::new());
    let (next, has_failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let work = || {
        while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = run.group(group);
            has_failed.fetch_or(result.is_err(), Ordering::Relaxed);
            results.lock().unwrap_or_else(PoisonError::into_inner).push(result);
            if has_failed.load(Ordering::Relaxed) {
                return;
            }
        }
    };
    thread::scope(|scope| (0..setting.jobs.max(1).min(groups.len())).for_each(|_| drop(scope.spawn(work))));
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut done: Vec<(usize, Observed)> =
        results.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, observed)| observed).collect())
}

/// What all threads share.
struct Run<'r> {
    setting: &'r Setting<'r>,
    registry: &'r Path,
    statements: &'r [&'r str],
    on_done: &'r (dyn Fn(usize, &Observed) + Sync),
    is_cancelled: &'r AtomicBool,
}

impl Run<'_> {
    /// Runs statements that share a process as long as none fails.
    fn group(&self, group: &[usize]) -> Result<Vec<(usize, Observed)>, Error> {
        let mut shell: Option<Shell> = None;
        let mut results = Vec::new();
        for (position, &index) in group.iter().enumerate() {
            let statement = self.statements.get(index).copied().unwrap_or_default();
            let is_last = position + 1 == group.len();
            let observed = match shell.take() {
                // A shell for one statement would only be a second start if it fails.
                None if is_last => self.alone(statement)?,
                open => {
                    let open = open.map_or_else(|| Shell::start(self.setting, self.registry, self.is_cancelled), Ok)?;
                    let (observed, open) = self.shared(open, statement)?;
                    shell = open;
                    observed
                }
            };
            (self.on_done)(index, &observed);
            results.push((index, observed));
        }
        Ok(results)
    }

    /// Runs a statement in a shell, and again alone if it fails there, which ends the shell.
    fn shared(&self, mut shell: Shell, statement: &str) -> Result<(Observed, Option<Shell>), Error> {
        let observed = shell.ask(statement, self.is_cancelled);
        self.check()?;
        if observed.is_success() {
            return Ok((observed, Some(shell)));
        }
        drop(shell);
        Ok((self.alone(statement)?.after(observed), None))
    }

    /// Runs a statement in a process of its own.
    fn alone(&self, statement: &str) -> Result<Observed, Error> {
        self.check()?;
        let room = Room::open(self.setting)?;
        let file = room.write("statement.sql", statement)?;
        let mut command = room.command(self.setting, self.registry, "exec");
        command.arg("--infile").arg(file);
        let start = Instant::now();
        let child = Child::start(&mut command, false).map_err(|error| {
            Error::io("run", self.setting.program.path(), error, "check that the program can be run")
        })?;
        let (heard, end) = child.listen(self.setting.time_limit, self.is_cancelled, |_| false);
        let is_sound = child.end(end);
        self.check()?;
        let (exchanges, elapsed) = (room.take_exchanges(), start.elapsed());
        let observed = match end {
            End::Flood => Observed::ended("stackql printed without end", exchanges, elapsed),
            End::Late => {
                Observed { is_late: true, ..Observed::ended("the time limit ended the statement", exchanges, elapsed) }
            }
            _ => Observed::new(Printed::read(&heard.out, &heard.err, is_sound), exchanges, elapsed),
        };
        Ok(Observed { is_alone: true, ..observed })
    }

    fn check(&self) -> Result<(), Error> {
        if self.is_cancelled.load(Ordering::Relaxed) {
            return Err(Error::usage("interrupted", "run it again; nothing was left behind"));
        }
        Ok(())
    }
}
