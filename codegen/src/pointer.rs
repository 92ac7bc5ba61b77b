//! JSON pointers (RFC 6901): where in a document a value stands.

use std::borrow::Cow;
use std::fmt;

/// A JSON pointer, as its escaped text: empty for the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to the whole document.
    #[must_use]
    pub fn root() -> Self {
        Pointer::default()
    }

    /// The pointer along these unescaped tokens.
    pub fn from_tokens<T: AsRef<str>>(tokens: impl IntoIterator<Item = T>) -> Self {
        tokens.into_iter().fold(Pointer::root(), |pointer, token| pointer.child(token.as_ref()))
    }

    /// The pointer that this escaped text is, where it is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let well_escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        (well_escaped && (text.is_empty() || text.starts_with('/'))).then(|| Pointer(text.to_owned()))
    }

    /// The pointer one token further.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + 1 + token.len());
        text.push_str(&self.0);
        push(&mut text, token);
        Pointer(text)
    }

    /// The unescaped tokens.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(|token| {
            if token.contains('~') {
                Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
            } else {
                Cow::Borrowed(token)
            }
        })
    }

    /// The pointer itself and those that it goes through, the root last.
    pub fn ancestors(&self) -> impl Iterator<Item = Pointer> {
        std::iter::successors(Some(self.clone()), |Pointer(text)| {
            text.rfind('/').map(|end| Pointer(text[..end].to_owned()))
        })
    }

    /// The escaped text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Puts a token behind the text of a pointer.
pub(crate) fn push(text: &mut String, token: &str) {
    text.push('/');
    if token.contains(['~', '/']) {
        text.push_str(&token.replace('~', "~0").replace('/', "~1"));
    } else {
        text.push_str(token);
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A schema document and a pointer into it, written `document#pointer`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The document's name: its path below the schema folder, with forward slashes.
    pub document: String,
    /// Where in the document.
    pub pointer: Pointer,
}

impl Location {
    /// The location of a whole document.
    #[must_use]
    pub fn of(document: &str) -> Self {
        Location { document: document.to_owned(), pointer: Pointer::root() }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.document, self.pointer)
    }
}
