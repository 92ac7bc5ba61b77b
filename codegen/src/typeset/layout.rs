//! How the words of some code are set.

use super::elements::{LINE, STAND_IN};

/// All of a text but its words and lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// The text without them.
    marks: String,
    holes: Vec<Hole>,
    /// See [`Layout::room`].
    room: Option<usize>,
}

/// Where something belongs that a layout does not hold.
#[derive(Debug, PartialEq, Eq)]
struct Hole {
    /// How much of the layout's own text stands before it.
    at: usize,
    /// The indent of the elements, where it is a list; none where it is a word.
    indent: Option<usize>,
}

/// What a layout does not hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<T> {
    Word(T),
    List(usize),
}

impl Layout {
    /// The layout of a text in which these words and stand-ins of lists follow one another.
    ///
    /// There is none where its words are others, as those of a comment: so what is set with a layout has all its words.
    pub fn of<'a>(text: &str, parts: impl Iterator<Item = Part<&'a str>>) -> Option<Self> {
        let mut width = 0;
        let mut layout = Layout { marks: String::new(), holes: Vec::new(), room: None };
        let mut rest = text;
        for part in parts {
            let (marks, indent, behind) = match part {
                Part::Word(word) => {
                    let at = rest.find(begins_word)?;
                    width += word.len();
                    (&rest[..at], None, rest[at..].strip_prefix(word)?)
                }
                Part::List(_) => {
                    let at = rest.find(STAND_IN)?;
                    let line = rest[..at].rfind('\n').map_or(0, |end| end + 1);
                    let end = at + rest[at..].find('\n')? + 1;
                    let indent = rest[line..].len() - rest[line..].trim_start_matches(' ').len();
                    (&rest[..line], Some(indent), &rest[end..])
                }
            };
            if marks.contains(begins_word) {
                return None;
            }
            layout.marks.push_str(marks);
            layout.holes.push(Hole { at: layout.marks.len(), indent });
            rest = behind;
        }
        layout.marks.push_str(rest);
        layout.room = layout.room_beside(width);
        (!rest.contains(begins_word)).then_some(layout)
    }

    /// See [`Layout::room`]. What is set on one line is set so as long as a line has room for it, and `name = value` always
    /// is. A list breaks the line where it begins, and has a line behind it.
    fn room_beside(&self, width: usize) -> Option<usize> {
        if self.holes.len() == 2 && self.marks.trim().trim_end_matches(',') == "=" {
            return Some(usize::MAX);
        }
        let lists = self.holes.iter().filter(|hole| hole.indent.is_some()).count();
        let ends_with_list = self.holes.last().is_some_and(|hole| hole.indent.is_some());
        if lists > usize::from(ends_with_list) || self.marks.lines().count() > 1 + lists {
            return None;
        }
        let line = self.marks.lines().next().map_or(0, str::len);
        LINE.checked_sub(line).filter(|room| width <= *room)
    }

    /// How wide the words may be together of other code that is like this but for their widths, for this to be its layout
    /// too; nothing where that depends on the width of each.
    pub fn room(&self) -> Option<usize> {
        self.room
    }

    /// The text between the parts, in order: before each its own, and whether it is a list, of which indent; then what is
    /// behind all.
    pub fn pieces(&self) -> (impl Iterator<Item = (&str, Option<usize>)>, &str) {
        let starts = std::iter::once(0).chain(self.holes.iter().map(|hole| hole.at));
        let pieces = self.holes.iter().zip(starts).map(|(hole, start)| (&self.marks[start..hole.at], hole.indent));
        (pieces, &self.marks[self.holes.last().map_or(0, |hole| hole.at)..])
    }
}

/// Whether a character begins a word, as far as generated code has words.
fn begins_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '"')
}
