//! The HTTP server of the stand-in: on loopback only, and as a proxy for clients that are told to use one.

mod limits;
mod request;
mod response;
#[cfg(test)]
mod tests;

use std::future::{Future, poll_fn};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time;

use super::asked::{Answered, Asked, Exchange};
use limits::{
    HEADERS_WITHIN, MAX_ANSWERING, MAX_CONNECTIONS, MAX_HEADERS, MAX_LARGE_BODIES, PAUSE, STOP_WITHIN, WORKERS,
};

/// Answers a request.
pub type Answering = dyn Fn(&Asked) -> Answered + Send + Sync;

/// Is told of each exchange, before the client sees the answer.
pub type Watching = dyn Fn(Exchange) + Send + Sync;

/// A server that runs until it is dropped.
pub struct Server {
    address: SocketAddr,
    connections: Arc<Semaphore>,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    runtime: Option<Runtime>,
}

/// What all connections share.
struct Shared {
    answer: Arc<Answering>,
    on_exchange: Arc<Watching>,
    large_bodies: Semaphore,
}

impl Server {
    /// Starts a server on a port of loopback; 0 takes any that is free.
    ///
    /// # Errors
    /// The port cannot be opened.
    pub fn start(answer: Arc<Answering>, port: u16, on_exchange: Arc<Watching>) -> io::Result<Server> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .max_blocking_threads(MAX_ANSWERING)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))?;
        let address = listener.local_addr()?;
        let connections = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let (stop, is_stopped) = watch::channel(false);
        let shared = Arc::new(Shared { answer, on_exchange, large_bodies: Semaphore::new(MAX_LARGE_BODIES) });
        let accepting = runtime.spawn(accept(listener, Arc::clone(&connections), is_stopped, shared));
        Ok(Server { address, connections, stop, accepting, runtime: Some(runtime) })
    }

    /// Returns the address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Lets answers that are under way go out, for a short time.
impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
        self.stop.send_replace(true);
        let Some(runtime) = self.runtime.take() else { return };
        let all = u32::try_from(MAX_CONNECTIONS).unwrap_or(u32::MAX);
        // Those that take longer are cut off.
        let _ = runtime.block_on(async { time::timeout(STOP_WITHIN, self.connections.acquire_many(all)).await });
        runtime.shutdown_background();
    }
}

/// Accepts connections. Those beyond the limit wait in the queue of the system.
async fn accept(
    listener: TcpListener,
    connections: Arc<Semaphore>,
    is_stopped: watch::Receiver<bool>,
    shared: Arc<Shared>,
) {
    while let Ok(permit) = Arc::clone(&connections).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(serve(stream, permit, is_stopped.clone(), Arc::clone(&shared)));
            }
            // The process has no file left, or the client is gone: neither is a reason to stop.
            Err(_) => time::sleep(PAUSE).await,
        }
    }
}

/// Serves a connection until either side closes it.
async fn serve(
    stream: TcpStream,
    permit: OwnedSemaphorePermit,
    mut is_stopped: watch::Receiver<bool>,
    shared: Arc<Shared>,
) {
    // Without it answers only come later.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| exchange(request, Arc::clone(&shared)));
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS_WITHIN)
            .max_buf_size(MAX_HEADERS)
            .auto_date_header(false)
            .serve_connection(TokioIo::new(stream), service)
    );
    let mut stopped = pin!(is_stopped.wait_for(|is_stopped| *is_stopped));
    let mut is_stopping = false;
    // What goes wrong on a connection concerns its client alone.
    let _ = poll_fn(|context| {
        if !is_stopping && stopped.as_mut().poll(context).is_ready() {
            is_stopping = true;
            connection.as_mut().graceful_shutdown();
        }
        connection.as_mut().poll(context)
    })
    .await;
    drop(permit);
}

/// Reads a request, answers it and tells of it.
async fn exchange(request: request::Incoming, shared: Arc<Shared>) -> Result<response::Outgoing, hyper::Error> {
    let asked = match request::read(request, &shared.large_bodies).await {
        Ok(asked) => asked,
        Err(refusal) => return Ok(response::refused(refusal)),
    };
    let answered = tokio::task::spawn_blocking(move || {
        let answered = (shared.answer)(&asked);
        (shared.on_exchange)(Exchange { asked, answered: answered.clone() });
        answered
    });
    // An answer that panics has been told of by the hook of the process.
    let Ok(answered) = answered.await else { return Ok(response::failed()) };
    if !answered.delay.is_zero() {
        time::sleep(answered.delay).await;
    }
    Ok(response::of(answered.response))
}
