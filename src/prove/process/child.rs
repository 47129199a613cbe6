//! A process whose output is bounded in size and time, and that ends with its owner.

use std::io::{self, Read, Write};
use std::process::{self, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// How much a process may print for one statement.
const MOST_BYTES: usize = 16 << 20;

/// How much is read at once.
const CHUNK_BYTES: usize = 1 << 16;

/// How many chunks wait until somebody listens. A process that prints more has to wait.
const WAITING_CHUNKS: usize = 16;

/// How often a listener looks whether the run was cancelled.
const PATIENCE: Duration = Duration::from_millis(50);

/// How long a process may take to end once it has closed its outputs.
const LAST_MOMENT: Duration = Duration::from_secs(5);

/// A process with pipes.
pub struct Child {
    process: process::Child,
    input: Option<ChildStdin>,
    output: Receiver<Chunk>,
}

/// What a reader of a pipe hands over.
type Chunk = (Stream, Vec<u8>);

/// An output of a process.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Out,
    Err,
}

/// What was heard of a process.
#[derive(Default)]
pub struct Heard {
    /// What it printed on stdout.
    pub out: Vec<u8>,
    /// What it printed on stderr.
    pub err: Vec<u8>,
}

/// Why listening ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// What was waited for was printed.
    Enough,
    /// The process closed its outputs.
    Closed,
    /// The time is over.
    Late,
    /// It printed too much.
    Flood,
    /// The run was cancelled.
    Cancelled,
}

impl Child {
    /// Starts a process. `has_input` says whether something will be said to it.
    pub fn start(command: &mut Command, has_input: bool) -> io::Result<Self> {
        let stdin = if has_input { Stdio::piped() } else { Stdio::null() };
        let mut process = command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (sender, output) = sync_channel(WAITING_CHUNKS);
        if let Some(pipe) = process.stdout.take() {
            read_in_background(pipe, Stream::Out, sender.clone());
        }
        if let Some(pipe) = process.stderr.take() {
            read_in_background(pipe, Stream::Err, sender);
        }
        let input = process.stdin.take();
        Ok(Child { process, input, output })
    }

    /// Says something to the process. It must fit into a pipe.
    pub fn say(&mut self, text: &str) -> io::Result<()> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        input.write_all(text.as_bytes())?;
        input.flush()
    }

    /// Ends the process, and returns whether it had ended by itself, and well. `end` is why listening ended.
    pub fn end(mut self, end: End) -> bool {
        let deadline = Instant::now() + LAST_MOMENT;
        while end == End::Closed && Instant::now() < deadline {
            match self.process.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(1)),
                Ok(Some(status)) => return status.success(),
                Err(_) => return false,
            }
        }
        false
    }

    /// Listens until enough was heard, or there is a reason to stop.
    pub fn listen(
        &self,
        time_limit: Duration,
        is_cancelled: &AtomicBool,
        is_enough: impl Fn(&Heard) -> bool,
    ) -> (Heard, End) {
        let deadline = Instant::now() + time_limit;
        let mut heard = Heard::default();
        loop {
            if is_cancelled.load(Ordering::Relaxed) {
                return (heard, End::Cancelled);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return (heard, End::Late);
            }
            match self.output.recv_timeout(left.min(PATIENCE)) {
                Ok((stream, bytes)) => heard.add(stream, &bytes),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return (heard, End::Closed),
            }
            if heard.out.len() + heard.err.len() > MOST_BYTES {
                return (heard, End::Flood);
            }
            if is_enough(&heard) {
                return (heard, End::Enough);
            }
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Heard {
    fn add(&mut self, stream: Stream, bytes: &[u8]) {
        match stream {
            Stream::Out => self.out.extend_from_slice(bytes),
            Stream::Err => self.err.extend_from_slice(bytes),
        }
    }
}

/// Reads a pipe until it ends or nobody listens any more.
fn read_in_background(mut pipe: impl Read + Send + 'static, stream: Stream, sender: SyncSender<Chunk>) {
    thread::spawn(move || {
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let chunk = match pipe.read(&mut buffer) {
                Ok(0) => return,
                Ok(length) => buffer.get(..length).unwrap_or_default().to_vec(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return,
            };
            if sender.send((stream, chunk)).is_err() {
                return;
            }
        }
    });
}
