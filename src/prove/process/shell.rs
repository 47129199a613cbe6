//! A shell of the engine that several statements share.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::child::{Child, End, Heard};
use super::observed::Observed;
use super::printed::Printed;
use super::room::Room;
use super::setting::Setting;
use crate::error::Error;

/// A shell of the engine.
///
/// After each statement it is told to select a constant, which is printed on stdout, and a column that does not exist,
/// whose name is printed on stderr. What comes before both belongs to the statement. The names are others each time:
/// those of a start that takes too long must not end the first statement.
pub struct Shell {
    child: Child,
    room: Room,
    secret: String,
    count: usize,
    time_limit: Duration,
}

impl Shell {
    /// Starts a shell over documents in a folder with `src/`.
    pub fn start(setting: &Setting<'_>, registry: &Path, is_cancelled: &AtomicBool) -> Result<Self, Error> {
        let room = Room::open(setting)?;
        let child = Child::start(&mut room.command(setting, registry, "shell"), true)
            .map_err(|error| Error::io("run", setting.program.path(), error, "check that the program can be run"))?;
        let mut shell = Shell { secret: room.secret(), count: 0, child, room, time_limit: setting.time_limit };
        // What it prints at its start belongs to no statement.
        shell.talk("", is_cancelled);
        Ok(shell)
    }

    /// Runs a statement. Nothing else can be asked if it fails.
    pub fn ask(&mut self, statement: &str, is_cancelled: &AtomicBool) -> Observed {
        let start = Instant::now();
        let (heard, end) = self.talk(&format!("{statement};\n"), is_cancelled);
        let (exchanges, elapsed) = (self.room.take_exchanges(), start.elapsed());
        match end {
            End::Enough | End::Closed => {
                Observed::new(Printed::read(&heard.out, &heard.err, end == End::Enough), exchanges, elapsed)
            }
            _ => Observed::ended("the time limit or the limit of output ended the shell", exchanges, elapsed),
        }
    }

    /// Says something, and returns what the shell answers, without the marks that end it.
    fn talk(&mut self, text: &str, is_cancelled: &AtomicBool) -> (Heard, End) {
        self.count += 1;
        let mark = format!("{}_{}", self.secret, self.count);
        let marks = format!("SELECT '{mark}' AS {mark};\nSELECT {mark};\n");
        let (table, message) = (format!("{mark}\n{mark}\n"), format!("no such column: {mark}\n"));
        if self.child.say(&format!("{text}{marks}")).is_err() {
            return (Heard::default(), End::Closed);
        }
        let (mut heard, end) = self.child.listen(self.time_limit, is_cancelled, |heard| {
            heard.out.ends_with(table.as_bytes()) && heard.err.ends_with(message.as_bytes())
        });
        if end == End::Enough {
            heard.out.truncate(heard.out.len().saturating_sub(table.len()));
            heard.err.truncate(heard.err.len().saturating_sub(message.len()));
        }
        (heard, end)
    }
}
