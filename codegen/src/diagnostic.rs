//! What can be wrong with the input, and where it stands.
//!
//! A [`Problem`] says what is wrong, a [`Diagnostic`] adds file, line, column and JSON pointer. All problems of a run are
//! collected before it fails, as [`Diagnostics`].

use crate::pointer::Pointer;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A file or folder that cannot be read.
    #[error("cannot read: {message}")]
    Unreadable {
        /// What the operating system says.
        message: String,
    },
    /// What is asked for is not there.
    #[error("{message}")]
    NotFound {
        /// What was asked for, and what there is.
        message: String,
    },
    /// A file or folder that cannot be written.
    #[error("cannot write: {message}")]
    Unwritable {
        /// What the operating system says.
        message: String,
    },
    /// The folder holds no schema document.
    #[error("no schema: the folder holds no file whose name ends in `.json`")]
    NoSchemas,
    /// Two files that would become one Rust module.
    #[error("this document and `{other}` would both become the Rust module `{module}`; rename one of the files")]
    RepeatedModule {
        /// The name of the module.
        module: String,
        /// The document that came first.
        other: String,
    },
    /// A document of more bytes than are read.
    #[error("the document has {size} bytes, {limit} are read at most")]
    TooLarge {
        /// The size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// Text that is not UTF-8 (RFC 8259, section 8.1).
    #[error("not UTF-8")]
    NotUtf8,
    /// An empty file.
    #[error("the file is empty, expected a JSON Schema")]
    Empty,
    /// Text that is not JSON (RFC 8259).
    #[error("not JSON: {message}")]
    NotJson {
        /// What the parser says.
        message: String,
    },
    /// Values that nest too deeply.
    #[error("values nest deeper than {limit} levels")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// A name that an object holds twice.
    #[error("repeated name `{name}` in an object")]
    RepeatedName {
        /// The name.
        name: String,
    },
    /// A number that no double holds, nor anything that JSON is commonly read into (RFC 8259, section 6).
    #[error("the number {number} is out of range: a double ends at about 1.8e308")]
    NumberOutOfRange {
        /// What stands there.
        number: String,
    },
    /// A document that is not a schema (Core, section 4.3).
    #[error("the document is of type {found}, expected a schema (an object or a boolean)")]
    InvalidDocument {
        /// The type of its value.
        found: &'static str,
    },
    /// A `$schema` that names neither a draft of JSON Schema nor a document that is there.
    #[error(
        "unknown dialect: `$schema` is `{dialect}`, expected `https://json-schema.org/draft/2020-12/schema`, an older \
         draft down to 4, or a meta-schema that is there"
    )]
    UnknownDialect {
        /// What stands there.
        dialect: String,
    },
    /// A draft that is older than the supported ones.
    #[error("{draft} is not supported, only draft 4 and later ones are")]
    UnsupportedDialect {
        /// The name of the draft.
        draft: String,
    },
    /// A meta-schema with a vocabulary that must be understood, and is not known (Core, section 8.1.2).
    #[error("unknown vocabulary: the meta-schema `{dialect}` requires `{vocabulary}`")]
    UnknownVocabulary {
        /// The `$schema`.
        dialect: String,
        /// The vocabulary.
        vocabulary: String,
    },
    /// A `$schema` that changes the dialect in the middle of a schema resource (Core, section 8.1.1).
    #[error("`$schema` names another dialect than that of the schema around it, which needs an identifier beside it")]
    MisplacedDialect,
    /// Two schemas of one identifier.
    #[error("`$id` `{id}` belongs to `{other}` already")]
    RepeatedId {
        /// The identifier.
        id: String,
        /// The document that came first.
        other: String,
    },
    /// An `$id` that is not a URI reference without a fragment.
    #[error("`$id` is `{id}`, expected a URI reference without a fragment")]
    InvalidId {
        /// What stands there.
        id: String,
    },
    /// Two schemas of one resource that have the same anchor.
    #[error("another schema has the anchor `{anchor}` already")]
    RepeatedAnchor {
        /// The anchor.
        anchor: String,
    },
    /// A reference to a document that is neither in the schema folder nor vendored.
    #[error(
        "`{keyword}` to a document that is not there: no document has the URI `{uri}`; references are never fetched"
    )]
    MissingDocument {
        /// The keyword.
        keyword: &'static str,
        /// The URI that the reference resolves to.
        uri: String,
    },
    /// A reference that leads nowhere.
    #[error("dangling `{keyword}` `{reference}`: {message}")]
    DanglingReference {
        /// The keyword.
        keyword: &'static str,
        /// The reference as written.
        reference: String,
        /// Why it leads nowhere.
        message: String,
    },
    /// A reference that leads to a value that is not a schema.
    #[error("`{keyword}` `{reference}` leads to a value that is not a schema")]
    NotASchema {
        /// The keyword.
        keyword: &'static str,
        /// The reference as written.
        reference: String,
    },
    /// A reference to a document that cannot be used.
    #[error("`{keyword}` leads to `{document}`, which has problems of its own")]
    FaultyDocument {
        /// The keyword.
        keyword: &'static str,
        /// The name of the document.
        document: String,
    },
    /// A reference that leads to itself without passing through a value.
    #[error("`$ref` leads back to itself, so it describes no value")]
    CircularReference,
    /// A schema that applies itself to the same value, through `anyOf` or `not`, say (Core, section 9.4.1).
    #[error("the schema leads back to itself on the same value, so it never comes to judge one")]
    CircularSchema,
    /// Schemas that combine with one another in more ways than can become types.
    #[error("the schemas that apply here combine with one another in too many ways to become types")]
    TooEntangled,
    /// A keyword whose value is not what JSON Schema asks for.
    #[error("`{keyword}` is {found}, expected {expected}")]
    InvalidKeyword {
        /// The keyword.
        keyword: String,
        /// What the specification asks for.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A keyword, or a use of one, that is not supported yet.
    #[error("{what} is not supported yet")]
    Unsupported {
        /// The keyword and its use.
        what: String,
    },
    /// A pattern that is not a regular expression (ECMA-262, flag `u`).
    #[error("invalid pattern: {message}")]
    InvalidPattern {
        /// What the regular expression engine says.
        message: String,
    },
    /// A schema that no value satisfies, where a type is wanted.
    #[error("no value satisfies this schema: {message}")]
    Unsatisfiable {
        /// Which parts contradict each other.
        message: String,
    },
    /// A setting that is wrong.
    #[error("{message}")]
    Setting {
        /// What is wrong with it.
        message: String,
    },
    /// The type engine failed on what was prepared for it: a bug of isotype.
    #[error("isotype failed on this schema, please report it: {message}")]
    Internal {
        /// What failed.
        message: String,
    },
}

/// A problem and the place of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub problem: Problem,
    /// The file or folder.
    pub file: PathBuf,
    /// The place in the file, where the problem has one.
    pub place: Option<Place>,
}

/// A place in a text file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The JSON pointer of the value, for JSON documents.
    pub pointer: Option<Pointer>,
    /// The bytes of the text that are at fault.
    pub span: Range<usize>,
    /// The whole text.
    pub text: Arc<str>,
}

impl Place {
    /// The place of these bytes in a text.
    #[must_use]
    pub fn new(text: &Arc<str>, span: Range<usize>, pointer: Option<Pointer>) -> Self {
        let end = text.floor_char_boundary(span.end.min(text.len()));
        let start = text.floor_char_boundary(span.start.min(end));
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            pointer,
            span: start..end,
            text: Arc::clone(text),
        }
    }
}

impl Diagnostic {
    /// A problem of a file or folder as a whole.
    pub fn of_file(file: impl Into<PathBuf>, problem: Problem) -> Self {
        Diagnostic { problem, file: file.into(), place: None }
    }

    /// A file that is not UTF-8, which the first bytes that are not show.
    pub(crate) fn not_utf8(file: impl Into<PathBuf>, bytes: &[u8], pointer: Option<Pointer>) -> Self {
        let at = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
        let place = Place::new(&String::from_utf8_lossy(bytes).into(), at..at, pointer);
        Diagnostic { problem: Problem::NotUtf8, file: file.into(), place: Some(place) }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(place) = &self.place {
            write!(f, "{}:{}:", place.line, place.column)?;
            if let Some(pointer) = &place.pointer {
                write!(f, " #{pointer}:")?;
            }
        }
        write!(f, " {}", self.problem)
    }
}

/// All that a run found wrong: one or more problems.
///
/// Its `Debug` form is the text for people too, as that is what a build script's `main` prints of an error.
#[derive(Clone, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Adds those of other problems that are not among these: two outputs can be made from one document.
    pub fn add(&mut self, others: Diagnostics) {
        for other in others.0 {
            if !self.0.contains(&other) {
                self.0.push(other);
            }
        }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics(vec![diagnostic])
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            diagnostic.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} found\n{self}", if self.0.len() == 1 { "a problem was" } else { "problems were" })
    }
}

impl std::error::Error for Diagnostics {}
