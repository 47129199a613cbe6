//! `SHOW INSERT`: an `INSERT` to be filled in.

use super::run::Run;
use super::session::Printed;
use super::statement::ast::Show;
use super::stop::{Step, fail};

impl Run<'_, '_> {
    /// Shows an `INSERT` for a resource.
    pub fn show_insert(&mut self, show: &Show) -> Step<Printed> {
        let found = self.world.find(&show.table)?;
        self.world.touch_quietly(&found)?;
        fail("cannot foretell SHOW INSERT")
    }
}
