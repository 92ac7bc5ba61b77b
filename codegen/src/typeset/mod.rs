//! Tokens to text, as prettyplease sets it, without asking it twice how the same is set.
//!
//! What prettyplease makes of code depends on its marks, its keywords and the widths of its other words alone, and in a list
//! with an element a line, an element's lines depend on nothing but its own tokens and their indent. So each element is
//! looked up by that, and set like the first of its kind, which prettyplease did set. Where code cannot be taken apart like
//! that, prettyplease sets it as a whole.

mod elements;
mod layout;
#[cfg(test)]
mod tests;
mod tokens;

use elements::{Element, List, attribute, lists, split};
use layout::{Layout, Part};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};
use tokens::{Kind, Tokens};

/// The layouts that are known.
#[derive(Debug, Default)]
pub(crate) struct Layouts(RwLock<FxHashMap<Box<[u8]>, Arc<Layout>>>);

/// The blanks of one level.
const INDENT: usize = 4;

impl Layouts {
    /// The text of some items, each of them by itself.
    ///
    /// # Errors
    /// Tokens that are no items.
    pub fn print(&self, stream: proc_macro2::TokenStream) -> Result<Vec<String>, String> {
        let tokens = &Tokens::of(stream);
        let Some(items) = split(tokens, Element::Item, tokens.all()) else {
            return whole(tokens, tokens.all()).map(|text| vec![text]);
        };
        let print = |item: Range<usize>| {
            let mut printer = Printer { layouts: self, tokens, text: String::new(), form: Form::default() };
            match printer.element(Element::Item, 0, item.clone()) {
                Some(()) => Ok(printer.text),
                None => whole(tokens, item),
            }
        };
        items.into_iter().map(print).collect()
    }

    /// The layout of code of this form, if its words are not too wide for it.
    fn get(&self, form: &Form) -> Option<Arc<Layout>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let any = known.get(form.any_width()).filter(|layout| layout.room().is_some_and(|room| form.width <= room));
        any.or_else(|| known.get(form.this_width())).cloned()
    }

    /// Keeps a layout for all code of its form.
    fn enter(&self, form: &Form, layout: Layout) -> Arc<Layout> {
        let layout = Arc::new(layout);
        let key = if form.is_plain && layout.room().is_some() { form.any_width() } else { form.this_width() };
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST && key.len() < LONGEST {
            known.insert(key.into(), Arc::clone(&layout));
        }
        layout
    }
}

/// How many layouts are kept, and how long what they are found by may be: what is longer is hardly ever met again.
const MOST: usize = 1 << 16;
const LONGEST: usize = 1 << 10;

/// Text as prettyplease sets it.
fn whole(tokens: &Tokens, range: Range<usize>) -> Result<String, String> {
    let mut code = String::new();
    tokens.write(range, &mut code);
    let file = syn::parse_file(&code).map_err(|error| error.to_string())?;
    Ok(prettyplease::unparse(&file))
}

/// Writes code.
struct Printer<'a> {
    layouts: &'a Layouts,
    tokens: &'a Tokens,
    text: String,
    form: Form,
}

/// What the layout of a leaf depends on.
#[derive(Default)]
struct Form {
    /// Its element, marks, keywords and lists, then the widths of all other words.
    key: Vec<u8>,
    /// Where the widths begin.
    widths: usize,
    /// All the words' width together.
    width: usize,
    /// Whether nothing in it has a bound of its own for what stands on one line, as the expression of a struct has.
    is_plain: bool,
}

impl Form {
    /// What code of this form has in common, however wide its words are.
    fn any_width(&self) -> &[u8] {
        &self.key[..self.widths]
    }

    /// What code of this form has in common with words of the same widths.
    fn this_width(&self) -> &[u8] {
        &self.key
    }
}

/// Some tokens that have a layout: an element, or an attribute of one.
struct Leaf {
    element: Element,
    is_attribute: bool,
    indent: usize,
    range: Range<usize>,
    lists: Vec<List>,
}

impl Printer<'_> {
    /// Writes an element, on lines of its own.
    fn element(&mut self, element: Element, indent: usize, range: Range<usize>) -> Option<()> {
        let mut at = range.start;
        while let Some(next) = attribute(self.tokens, at, range.end).filter(|_| element.has_attributes()) {
            if self.tokens.is(at + 2, "doc") && self.tokens.is(at + 3, "=") {
                self.doc(indent, at + 4)?;
            } else {
                let lists = lists(self.tokens, at..next, true);
                self.leaf(&Leaf { element, is_attribute: true, indent, range: at..next, lists })?;
            }
            at = next;
        }
        let lists = lists(self.tokens, at..range.end, element.is_argument());
        self.leaf(&Leaf { element, is_attribute: false, indent, range: at..range.end, lists })
    }

    /// Writes the line of a doc comment.
    fn doc(&mut self, indent: usize, literal: usize) -> Option<()> {
        let literal = self.tokens.text(literal);
        let plain = literal.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let value = match plain.filter(|text| !text.contains('\\')) {
            Some(plain) => Cow::Borrowed(plain),
            None => Cow::Owned(syn::parse_str::<syn::LitStr>(literal).ok()?.value()),
        };
        // Where the line cannot be a comment, it stays an attribute.
        if value.contains('\n') || value.starts_with('/') {
            return None;
        }
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str("///");
        self.text.push_str(value.trim_end_matches(' '));
        self.text.push('\n');
        Some(())
    }

    /// Writes a leaf, like the first of its form.
    fn leaf(&mut self, leaf: &Leaf) -> Option<()> {
        let parts = self.look_up_by(leaf);
        if let Some(layout) = self.layouts.get(&self.form) {
            return self.fill(&layout, leaf, &parts);
        }
        let text = self.set(leaf)?;
        let words = parts.iter().map(|part| match part {
            Part::Word(at) => Part::Word(self.tokens.text(*at)),
            Part::List(list) => Part::List(*list),
        });
        if let Some(layout) = Layout::of(&text, words) {
            let layout = self.layouts.enter(&self.form, layout);
            return self.fill(&layout, leaf, &parts);
        }
        leaf.lists.is_empty().then(|| self.text.push_str(&text))
    }

    /// Writes the words and the lists of a leaf where its layout has room for them.
    fn fill(&mut self, layout: &Layout, leaf: &Leaf, parts: &[Part<usize>]) -> Option<()> {
        let (pieces, end) = layout.pieces();
        for ((piece, indent), part) in pieces.zip(parts) {
            self.text.push_str(piece);
            match part {
                Part::Word(at) => self.text.push_str(self.tokens.text(*at)),
                Part::List(list) => self.list(&leaf.lists[*list], indent?)?,
            }
        }
        self.text.push_str(end);
        Some(())
    }

    /// Writes the elements of a list.
    fn list(&mut self, list: &List, indent: usize) -> Option<()> {
        let mut elements = split(self.tokens, list.element, list.range.clone())?.into_iter().peekable();
        while let Some(range) = elements.next() {
            let is_last = elements.peek().is_none();
            self.element(if is_last { list.element.as_last() } else { list.element }, indent, range)?;
        }
        Some(())
    }

    /// Writes down what the layout of a leaf depends on, and returns what it does not hold.
    fn look_up_by(&mut self, Leaf { element, is_attribute, indent, range, lists }: &Leaf) -> Vec<Part<usize>> {
        let Printer { tokens, form, .. } = self;
        let mut parts = Vec::with_capacity(range.len());
        form.key.clear();
        form.key.extend([*element as u8, u8::from(*is_attribute)]);
        write_number(&mut form.key, *indent);
        (form.width, form.is_plain) = (0, true);
        let mut at = range.start;
        let mut ahead = lists.iter().enumerate().peekable();
        while at < range.end {
            if let Some((position, list)) = ahead.next_if(|(_, list)| list.range.start == at) {
                parts.push(Part::List(position));
                form.key.extend([LIST, list.element as u8]);
                at = list.range.end;
                continue;
            }
            let (kind, text) = (tokens.kind(at), tokens.text(at));
            form.key.push(kind as u8);
            if kind.is_word() {
                parts.push(Part::Word(at));
                form.width += text.len();
            }
            if kind == Kind::Word {
                write_number(&mut form.key, text.len());
            }
            if !kind.has_width_alone() {
                form.key.extend_from_slice(text.as_bytes());
            }
            let begins_list = ahead.peek().is_some_and(|(_, list)| list.range.start == at + 1);
            form.is_plain &= text != "{" || begins_list;
            at += 1;
        }
        form.key.push(END);
        form.widths = form.key.len();
        for part in &parts {
            if let Part::Word(at) = part
                && tokens.kind(*at).has_width_alone()
            {
                write_number(&mut form.key, tokens.text(*at).len());
            }
        }
        parts
    }

    /// The text of a leaf as prettyplease sets it, with stand-ins for its lists.
    fn set(&self, Leaf { element, is_attribute, indent, range, lists }: &Leaf) -> Option<String> {
        let (before, behind) = element.frame();
        let lines = element.frame_lines();
        let depth = usize::from(*element != Element::Item);
        let outer = (indent / INDENT).checked_sub(depth)?;
        if *indent != (outer + depth) * INDENT {
            return None;
        }
        let mut code = "mod a {".repeat(outer);
        code.push_str(before);
        let mut at = range.start;
        for list in lists {
            self.tokens.write(at..list.range.start, &mut code);
            code.push_str(list.element.stand_in());
            at = list.range.end;
        }
        self.tokens.write(at..range.end, &mut code);
        if *is_attribute {
            code.push_str(element.stand_in().trim_end_matches(','));
        }
        code.push_str(behind);
        code.extend(std::iter::repeat_n('}', outer));
        let text = prettyplease::unparse(&syn::parse_file(&code).ok()?);
        Some(inner_lines(&text, outer + lines.0, outer + lines.1 + usize::from(*is_attribute)).to_owned())
    }
}

/// In what layouts are looked up by, what stands for a list, and what for the end of the tokens; no kind of token has these
/// numbers.
const LIST: u8 = u8::MAX;
const END: u8 = u8::MAX - 1;

/// Writes a number such that none begins with another.
fn write_number(key: &mut Vec<u8>, number: usize) {
    match u8::try_from(number) {
        Ok(short) if short < u8::MAX => key.push(short),
        _ => {
            key.push(u8::MAX);
            key.extend_from_slice(&number.to_le_bytes());
        }
    }
}

/// A text without some of its lines at the start and at the end.
fn inner_lines(text: &str, first: usize, last: usize) -> &str {
    let start = text.match_indices('\n').take(first).last().map_or(0, |(at, _)| at + 1);
    let end = text.rmatch_indices('\n').nth(last).map_or(0, |(at, _)| at + 1);
    &text[start..end.max(start)]
}
