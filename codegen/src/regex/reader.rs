//! The characters of a regular expression, and the words that its syntax is made of.

/// What is still to be read of a text.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        Reader { text, position: 0 }
    }

    pub fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.position += next.len_utf8();
        Some(next)
    }

    /// Goes back by one ASCII character.
    pub fn back(&mut self) {
        self.position -= 1;
    }

    /// Passes over a word, where it comes next.
    pub fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.position += word.len();
        }
        found
    }

    /// What comes before an ASCII character, which is passed over too.
    pub fn until(&mut self, end: char) -> String {
        let rest = self.rest();
        let length = rest.find(end).unwrap_or(rest.len());
        self.position += (length + 1).min(rest.len());
        rest[..length].to_owned()
    }

    /// The name of a group, to its closing bracket.
    pub fn name(&mut self) -> String {
        self.until('>')
    }

    /// The count of a quantifier, where one comes next.
    pub fn count(&mut self) -> Option<(u32, Option<u32>)> {
        let inner = self.rest().strip_prefix('{')?.split_once('}')?.0;
        let number = |digits: &str| {
            let fits = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
            fits.then(|| digits.parse().unwrap_or(u32::MAX))
        };
        let range = match inner.split_once(',') {
            None => (number(inner)?, Some(number(inner)?)),
            Some((least, "")) => (number(least)?, None),
            Some((least, most)) => (number(least)?, Some(number(most)?)),
        };
        self.position += inner.len() + 2;
        Some(range)
    }

    /// The decimal number that comes next, which stays there.
    pub fn number(&self) -> Option<usize> {
        self.digits().parse().ok()
    }

    /// The decimal digits that come next, which stay there.
    fn digits(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(|next: char| !next.is_ascii_digit()).unwrap_or(rest.len())]
    }

    /// Passes over decimal digits.
    pub fn pass_digits(&mut self) {
        self.position += self.digits().len();
    }

    /// The number of so many hexadecimal digits, where they come next.
    pub fn hex(&mut self, digits: usize) -> Option<u32> {
        let found = self.rest().get(..digits).filter(|found| found.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        self.position += digits;
        u32::from_str_radix(found, 16).ok()
    }

    /// The number of the hexadecimal digits in the braces that come next, where it is a code point.
    pub fn braced_hex(&mut self) -> Option<u32> {
        let digits = self.rest().strip_prefix('{')?.split_once('}')?.0;
        let fits = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok().filter(|code| fits && *code <= 0x10_FFFF)?;
        self.position += digits.len() + 2;
        Some(code)
    }

    /// The second half of a surrogate pair, where it comes next.
    pub fn trail(&mut self) -> Option<u32> {
        let before = self.position;
        let code = if self.eat("\\u") { self.hex(4) } else { None };
        let code = code.filter(|code| (0xDC00..0xE000).contains(code));
        if code.is_none() {
            self.position = before;
        }
        code
    }

    /// The number of the octal digits that come next, up to 255; the first one was read (Annex B).
    pub fn octal(&mut self, first: char) -> u32 {
        let mut code = first.to_digit(8).unwrap_or_default();
        while let Some(digit) = self.peek().and_then(|next| next.to_digit(8)).filter(|digit| code * 8 + digit < 256) {
            code = code * 8 + digit;
            self.position += 1;
        }
        code
    }
}
