//! Runs the plan of a provider, and judges what comes of it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::engine::{Release, predict};
use crate::error::Error;
use crate::sql::SqlVerb;
use crate::standin::{Answered, Asked, Settings, StandIn};

use super::difference::{Difference, differing};
use super::plan::{Statement, plan};
use super::process::{self, Auth, Program, Setting};
use super::record::{self, Case};
use super::{Observed, Only, Proof, Subject, copy, model};

/// How a provider is proved.
pub struct How<'h> {
    /// The program of the engine; none to run the model alone.
    pub program: Option<&'h Program>,
    /// The part of the provider that is wanted.
    pub only: &'h Only,
    /// How many statements of each purpose are run at most.
    pub sample: Option<usize>,
    /// How many processes of the engine run at once.
    pub jobs: usize,
    /// How long a statement may take.
    pub time_limit: Duration,
    /// Whether the proof of the provider's own authentication is looked for in requests.
    pub checks_auth: bool,
    /// The release that the model plays.
    pub release: Release,
    /// The file that a difference between the engine and its model is recorded in.
    pub record: Option<&'h Path>,
    /// Set when the user has had enough.
    pub is_cancelled: &'h AtomicBool,
}

/// Proves a provider. `on_plan` is told the number of statements, `on_done` of each that has ended.
///
/// # Errors
/// A copy that cannot be written, an engine that cannot be started.
pub fn prove(
    subject: &Subject,
    how: &How<'_>,
    on_plan: &dyn Fn(usize),
    on_done: &(dyn Fn() + Sync),
) -> Result<Proof, Error> {
    let settings = Settings { is_stateless: true, checks_security: how.checks_auth, ..Settings::default() };
    let stand_in = StandIn::new(subject.vendor.clone(), settings);
    let answer: Arc<Answer> = Arc::new(move |asked: &Asked| stand_in.answer(asked));
    let secrets = how.checks_auth.then(|| secrets(subject)).transpose()?;
    let statements = plan(subject, how.only, how.sample);
    on_plan(statements.len());
    let sql: Vec<&str> = statements.iter().map(|statement| statement.sql.as_str()).collect();
    let played = |on_done: &(dyn Fn() + Sync)| {
        let environment = secrets.iter().flatten().cloned().collect();
        let auth = if secrets.is_some() { predict::Auth::Provider } else { predict::Auth::Null };
        let settings = predict::Settings { release: how.release, auth, environment, ..predict::Settings::default() };
        model::run(&subject.documents, &settings, &sql, answer.as_ref(), on_done)
    };
    let started = Instant::now();
    let Some(program) = how.program else {
        let observed = played(on_done);
        return Ok(Proof { elapsed: started.elapsed(), ..Proof::new(subject, &statements, &observed) });
    };
    let auth = secrets.clone().map_or(Auth::Null, Auth::Provider);
    let engine = Engine { how, program, auth, answer: &answer };
    let observed = engine.run(&engine.copied(subject)?, &subject.provider.name, &sql, on_done)?;
    let elapsed = started.elapsed();
    let mut proof = Proof { elapsed, ..Proof::new(subject, &statements, &observed) };
    let differences = differences(&statements, &observed, &played(&|| {}));
    proof.add_differences(subject, &differences);
    let smallest = differences.iter().min_by_key(|(statement, _)| statement.sql.len());
    if let (Some(file), Some((statement, difference))) = (how.record, smallest) {
        engine.record(file, subject, &statement.sql, difference.what)?;
    }
    Ok(proof)
}

/// Answers requests to the API.
type Answer = dyn Fn(&Asked) -> Answered + Send + Sync;

/// The variables with made-up secrets that a provider reads.
fn secrets(subject: &Subject) -> Result<Vec<(String, String)>, Error> {
    super::secrets::environment(&subject.documents.provider).ok_or_else(|| {
        let message = format!("the secrets of `{}` cannot be made up", subject.provider.name);
        Error::usage(message, "leave out --auth: it checks api_key, bearer, basic and custom from variables")
    })
}

/// The engine, and what it is given.
struct Engine<'e> {
    how: &'e How<'e>,
    program: &'e Program,
    auth: Auth,
    answer: &'e Arc<Answer>,
}

impl Engine<'_> {
    /// Copies a provider into a folder of its own.
    fn copied(&self, subject: &Subject) -> Result<TempDir, Error> {
        let folder = temporary()?;
        match &subject.folder {
            Some(published) => copy::copy(published, folder.path())?,
            None => copy::write(&subject.documents, &subject.provider.version, folder.path())?,
        }
        Ok(folder)
    }

    fn run(
        &self,
        folder: &TempDir,
        provider: &str,
        sql: &[&str],
        on_done: &(dyn Fn() + Sync),
    ) -> Result<Vec<Observed>, Error> {
        let setting = Setting {
            program: self.program,
            registry: folder.path(),
            provider,
            auth: self.auth.clone(),
            page_limit: None,
            time_limit: self.how.time_limit,
            jobs: self.how.jobs,
            answer: Arc::clone(self.answer),
        };
        process::run(&setting, sql, &|_, _| on_done(), self.how.is_cancelled)
    }

    /// Records what a statement comes to, over no more of the documents than it needs.
    fn record(&self, file: &Path, subject: &Subject, sql: &str, family: &str) -> Result<(), Error> {
        let documents = record::smaller(&subject.documents, sql);
        let folder = temporary()?;
        copy::write(&documents, &subject.provider.version, folder.path())?;
        let observed = self.run(&folder, &subject.provider.name, &[sql], &|| {})?;
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let case = Case {
            name: &name,
            family,
            engine: self.program.version(),
            documents: &documents,
            auth: &self.auth,
            page_limit: None,
            sql,
            observed: observed.first().ok_or_else(|| Error::usage("the statement has no end", "run it again"))?,
        };
        record::write(file.parent().unwrap_or(Path::new("")), &case)
    }
}

fn temporary() -> Result<TempDir, Error> {
    let help = "check that the folder of temporary files can be written";
    tempfile::tempdir().map_err(|error| Error::io("write to", &std::env::temp_dir(), error, help))
}

/// The statements of which the engine and its model say different things.
fn differences<'s>(
    statements: &'s [Statement<'s>],
    engine: &[Observed],
    model: &[Observed],
) -> Vec<(&'s Statement<'s>, Difference)> {
    let both = engine.iter().zip(model);
    let all = statements.iter().zip(both);
    let found = all.filter_map(|(statement, (engine, model))| {
        Some((statement, differing(engine, model, statement.verb != Some(SqlVerb::Exec))?))
    });
    found.collect()
}
