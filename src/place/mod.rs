//! Positions in an input: a file, a line and a column, a JSON pointer.

mod base;

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

pub use base::Base;

/// Identifies the input that a node was read from. What is generated has nodes of all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct FileId(u16);

impl FileId {
    /// The document that overlays apply to.
    pub const DOCUMENT: FileId = FileId(0);
    /// `provgen.yaml`.
    pub const CONFIG: FileId = FileId(1);
    /// The mapping.
    pub const MAPPING: FileId = FileId(2);

    const OVERLAYS: Range<u16> = 3..1024;
    const DOCUMENTS: Range<u16> = 1024..2048;
    const VIEWS: Range<u16> = 2048..Mark::MAX_FILE + 1;

    /// Returns the id of an overlay. At most 1,021 can be told apart.
    pub fn overlay(index: usize) -> Self {
        FileId::nth(FileId::OVERLAYS, index)
    }

    /// Returns the id of a file of views. At most 2,048 can be told apart.
    pub fn view(index: usize) -> Self {
        FileId::nth(FileId::VIEWS, index)
    }

    /// Returns the id of a document of several that become one: that of the first is that of the whole. At most 1,024
    /// others can be told apart.
    pub fn document(index: usize) -> Self {
        index.checked_sub(1).map_or(FileId::DOCUMENT, |index| FileId::nth(FileId::DOCUMENTS, index))
    }

    /// Returns the index of the added document, if it is one.
    pub fn added_index(self) -> Option<usize> {
        self.index_in(FileId::DOCUMENTS)
    }

    /// Returns the index of the overlay, if it is one.
    pub fn overlay_index(self) -> Option<usize> {
        self.index_in(FileId::OVERLAYS)
    }

    /// Returns the index of the file of views, if it is one.
    pub fn view_index(self) -> Option<usize> {
        self.index_in(FileId::VIEWS)
    }

    fn nth(ids: Range<u16>, index: usize) -> Self {
        let id = u16::try_from(index).map_or(u16::MAX, |index| ids.start.saturating_add(index));
        FileId(id.min(ids.end - 1))
    }

    fn index_in(self, ids: Range<u16>) -> Option<usize> {
        ids.contains(&self.0).then(|| usize::from(self.0 - ids.start))
    }
}

/// A position in an input file. Line and column count from 1; 0 stands for the file as a whole.
///
/// Each node of a tree has one, so file, line and column share 64 bits: larger lines and columns become 67,108,863.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark(u64);

impl Mark {
    const BITS: u32 = 26;
    const MAX: u32 = (1 << Self::BITS) - 1;
    const MAX_FILE: u16 = (1 << (64 - 2 * Self::BITS)) - 1;

    /// Creates a position from line and column in characters, both from 1.
    pub fn new(line: u32, column: u32) -> Self {
        Mark(u64::from(line.min(Self::MAX)) << Self::BITS | u64::from(column.min(Self::MAX)))
    }

    /// Returns the same position in another file.
    pub(crate) fn in_file(self, file: FileId) -> Self {
        Mark(u64::from(file.0) << (2 * Self::BITS) | self.0 & !(u64::MAX << (2 * Self::BITS)))
    }

    /// The line, from 1.
    pub fn line(self) -> u32 {
        Self::part(self.0 >> Self::BITS)
    }

    /// The column in characters, from 1.
    pub fn column(self) -> u32 {
        Self::part(self.0)
    }

    /// The file.
    pub(crate) fn file(self) -> FileId {
        FileId(u16::try_from(self.0 >> (2 * Self::BITS)).unwrap_or(u16::MAX))
    }

    fn part(bits: u64) -> u32 {
        u32::try_from(bits & u64::from(Self::MAX)).unwrap_or(Self::MAX)
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line(), self.column())?;
        self.file().overlay_index().map_or(Ok(()), |index| write!(f, " of overlay {index}"))
    }
}

/// A place in an input file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the user named it.
    pub file: PathBuf,
    /// Line and column.
    pub mark: Mark,
    /// JSON pointer in fragment form, or the column of a CSV file; `None` for the file as a whole.
    pub pointer: Option<String>,
}

impl Place {
    /// Creates the place of a whole file.
    pub fn file(file: &Path) -> Self {
        Place { file: file.to_owned(), mark: Mark::default(), pointer: None }
    }

    /// Creates the place of a position in a file.
    pub fn at(file: &Path, mark: Mark) -> Self {
        Place { file: file.to_owned(), mark, pointer: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_keeps_its_parts_and_orders_by_file_line_and_column() {
        let mark = Mark::new(3, 70);
        let moved = mark.in_file(FileId::overlay(1020));
        assert_eq!((moved.line(), moved.column(), moved.file().overlay_index()), (3, 70, Some(1020)));
        assert_eq!((mark.file(), moved.in_file(FileId::DOCUMENT)), (FileId::DOCUMENT, mark));
        assert!(mark < Mark::new(4, 1) && Mark::new(3, 71) > mark && moved > Mark::new(u32::MAX, u32::MAX));
        let of_view = FileId::view(2047);
        assert_eq!((of_view.view_index(), of_view.overlay_index(), FileId::view(9999)), (Some(2047), None, of_view));
        assert_eq!((FileId::overlay(0).view_index(), FileId::overlay(9999)), (None, FileId::overlay(1020)));
        assert_eq!((Mark::new(u32::MAX, u32::MAX).line(), Mark::new(1, u32::MAX).line()), (67_108_863, 1));
    }
}
