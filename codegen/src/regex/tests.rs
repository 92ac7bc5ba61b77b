//! What the engines match is what ECMA-262 says, as `regress` has it: over patterns of every construct, and over random
//! ones, each on many texts.

use super::{Engine, Pattern, Regex, compile};

/// Patterns that a finite automaton does, and texts to put between others.
const LINEAR: &[&str] = &[
    "",
    "a",
    "^$",
    "^a*$",
    "a|",
    "|b",
    "(a|b)+",
    "(?:a|ab)(?:c|bcd)",
    "^(a+)+$",
    "(?<x>a)b",
    "a{2}",
    "a{2,}",
    "a{1,2}?",
    "a??b",
    "^(?:a?){3}a{3}$",
    "(?:){3}",
    "(?:a*)*b",
    ".",
    "^.$",
    "^..$",
    r"^[^\n]$",
    "[]",
    "[]a|b",
    "[^]",
    "^[^]$",
    r"\d",
    r"^\D$",
    r"\w",
    r"^\W+$",
    r"\s",
    r"^\S$",
    r"[\d\s]",
    r"^[^\w\s]$",
    r"[\D]",
    r"^[^\W]$",
    r"[\s\S]",
    r"^[\W_]$",
    r"\bb",
    r"b\B",
    r"\b.\b",
    r"^\B",
    r"\x61",
    r"\u0061",
    r"\u{61}",
    r"\u{1F600}",
    r"\uD83D\uDE00",
    "\u{1F600}",
    "^[\u{1F600}-\u{1F64F}]$",
    r"[\uD83D\uDE00]",
    r"\uD83D",
    r"[\uD83D]",
    r"[^\uD83D]",
    r"[\uD7FF-\uE000]",
    r"\cA",
    r"[\cA-\cZ]",
    r"\t\n",
    r"[\b]",
    r"\0",
    r"\v|\f|\r",
    r"\^\$\\\.\*\+\?\(\)\[\]\{\}\|\/",
    r"[\-a]",
    r"[a\-z]",
    r"[-a]",
    "[a-]",
    "[&&a]",
    "[a&&b]",
    "[~~a]",
    "[[a]",
    "[a^]",
    r"[\^a]",
    r"[\]a]",
    "^[#-~ ]+$",
    r"\p{L}",
    r"^\P{L}$",
    r"[\p{Lu}\d]",
    r"[^\p{Ll}]",
    r"\p{Script=Greek}",
    r"\p{sc=Cyrl}",
    r"\p{scx=Hira}",
    r"\p{General_Category=Decimal_Number}",
    r"\p{ASCII}",
    r"\p{Any}",
    r"\p{Assigned}",
    r"\p{Emoji}",
    r"\p{Alphabetic}",
    r"\p{ID_Start}",
    r"\p{White_Space}",
    r"\p{Sc}",
    r"\p{Cf}",
    r"\p{Lowercase}",
    r"\p{LC}",
    "(?s:.)",
    "(?s:a.)b.",
    "(?-s:.)",
    "(?i:a)b",
    "(?i:[^a-z])",
    "é",
    "^[à-ü]$",
    // Without the flag `u` (Annex B).
    r"[\w\-]",
    r"\-",
    r"\a",
    r"\_",
    "{",
    "a{",
    "a{,2}",
    "}",
    "]",
    "x{a}",
    r"\c",
    r"[\c]",
    r"[\c_]",
    r"[\c1]",
    r"\x",
    r"\xg",
    r"\u",
    r"\u00",
    r"\k",
    r"\8",
    r"\08",
    r"\101",
    r"\377",
    r"\400",
    r"[\1]",
    r"[\w-a]",
    r"[a-\d]",
    r"\u{2}",
    r"[\k]",
    r"[\B\-]",
    r"\e",
];

/// Patterns that it does not.
const BACKTRACKING: &[&str] = &[
    "(?=a)",
    "a(?=b)",
    "a(?!b)",
    "(?<=a)b",
    "(?<!a)b",
    "^(?=.*a)(?=.*b).{2,}$",
    "(?!a)[a-c]",
    "(?<=a|bc)d",
    "(?<=^|a)b",
    "(?<=a*)b",
    "^(?!.*(a|b)$)",
    r"^(?=\w)\b",
    r"(?!)",
    r"(?=)",
    r"(?!\B)a",
    "(?=(a))b?",
    "(?!(?!a))",
    "(?<=(?<!a)b)a",
    r"(a)\1",
    r"^(a|b)\1$",
    r"(?<x>a)b\k<x>",
    r"(a)?\1b",
    r"\1(a)",
    r"(?:(a)|b)\1",
    r"(a\1)",
    r"(?:\1(a))+b",
    r"(?:(a|b)\1)+$",
    r"((a)|b)\2",
    r"^(.*)\1$",
    r"^(?:(a)|(b))\2\1$",
    r"(a*)*\1b",
    r"(?=(a+))\1b",
    r"(?!(a))\1b",
    r"([ab])\1\1",
    "(?m:^a)",
    "(?m:a$)",
    "^.{1,100000}$",
    "^[^a]{3,70000}$",
    "(?:ab|c){2,50000}",
    r"(?=a)\.",
    r"(?=.)[\w.-]+",
    r"(?=a){2}",
    r"(?!a)*",
    r"(?=a)\c",
    r"(?=b)[^]",
    r"(?=b)[]",
    r"(?=.)\p{L}",
    r"(?=.)[\p{L}\-&&]",
];

/// What no engine does exactly.
const REFUSED: &[&str] =
    &[r"(?:(a)|b)*\1", r"(?<=(a))b\1", r"(?<=\1(a))b", r"(?:(a)|b\1)+", r"(?i:(a))\1", r"(?:(a)?b)+\1"];

/// What is no regular expression.
const INVALID: &[&str] = &["(", ")", "*", "a**", "[z-a]", r"\p{Foo}", "(?<a", "a{2,1}", "(?<=a", "(?x:a)"];

const TEXTS: &[&str] = &[
    "",
    "a",
    "b",
    "ab",
    "ba",
    "aa",
    "aaa",
    "aab",
    "abc",
    "abab",
    "acb",
    "bb",
    "abcd",
    "bcd",
    "a b",
    "a\nb",
    "\n",
    "\r\n",
    "\u{2028}",
    "\u{2029}",
    "\u{85}",
    "\u{feff}",
    "\u{a0}",
    "\u{3000}",
    "\t",
    "\t\n",
    "\u{b}",
    "\u{c}",
    "\0",
    "\u{1}",
    "\u{8}",
    "\u{1a}",
    "\u{1f}",
    "A",
    "Z",
    "_",
    "0",
    "9",
    "٣",
    "é",
    "É",
    "à",
    "α",
    "Ω",
    "д",
    "ひ",
    "ー",
    "\u{1F600}",
    "\u{1F64F}a",
    "x\u{1F600}",
    "^$\\.*+?()[]{}|/",
    "-",
    "--",
    "&",
    "&&",
    "~",
    "[",
    "]",
    "{",
    "}",
    "a{",
    "a{,2}",
    "x{a}",
    "{2}",
    "uu",
    "u{2}",
    "\\c",
    "c",
    "\\",
    "\u{11}",
    "k",
    "x",
    "xg",
    "8",
    "\u{0}8",
    "A1",
    "ÿ",
    " 0",
    "@",
    "e",
    "$",
    "€",
    "\u{ad}",
    "ſ",
    "K",
    "ß",
    "\u{d7ff}",
    "\u{e000}",
    "\u{10ffff}",
    "a.b-c",
    "aa b",
    "abba",
    "aabb",
    "cab",
    "bca",
    "\u{378}",
];

fn expected(text: &str) -> Option<regress::Regex> {
    regress::Regex::with_flags(text, "u").or_else(|_| regress::Regex::new(text)).ok()
}

fn compare(pattern: &str, regex: &Regex, expected: &regress::Regex, text: &str) -> bool {
    let (found, wanted) = (regex.matches(text), expected.find(text).is_some());
    let Pattern { engine, translated, .. } = &regex.pattern;
    assert_eq!(found, wanted, "`{pattern}`, for {engine:?} `{translated}`, on {text:?}");
    found
}

#[test]
fn every_construct_matches_as_ecma_262_says() {
    for (patterns, engine) in [(LINEAR, Engine::Linear), (BACKTRACKING, Engine::Backtracking)] {
        for pattern in patterns {
            let regex = compile(pattern).unwrap_or_else(|error| panic!("`{pattern}`: {error}"));
            assert_eq!(regex.pattern.engine, engine, "`{pattern}`");
            let expected = expected(pattern).expect("it is a regular expression");
            for text in TEXTS {
                compare(pattern, &regex, &expected, text);
            }
        }
    }
}

#[test]
fn what_is_matched_otherwise_or_not_at_all_is_refused() {
    for pattern in REFUSED.iter().chain(INVALID) {
        assert!(compile(pattern).is_err(), "`{pattern}`");
    }
}

#[test]
fn random_patterns_match_as_ecma_262_says() {
    let mut random = fastrand::Rng::with_seed(7);
    let (mut matches, mut linear) = (0, 0);
    for _ in 0..ROUNDS {
        let pattern = either(&mut random, 3);
        let (Ok(regex), Some(expected)) = (compile(&pattern), expected(&pattern)) else { continue };
        linear += usize::from(regex.pattern.engine == Engine::Linear);
        for _ in 0..12 {
            let text: String = (0..random.usize(0..8)).map(|_| LETTERS[random.usize(0..LETTERS.len())]).collect();
            matches += usize::from(compare(&pattern, &regex, &expected, &text));
        }
    }
    assert!(matches > ROUNDS && linear > ROUNDS / 4, "{matches} matches, {linear} linear patterns");
}

const ROUNDS: usize = 4000;

const LETTERS: &[char] = &['a', 'b', 'c', 'A', '0', '_', ' ', '-', '\n', 'é', '\u{1F600}', '\u{85}', '\u{feff}'];

const ATOMS: &[&str] = &[
    "a",
    "b",
    "c",
    "a",
    "b",
    ".",
    r"\d",
    r"\w",
    r"\W",
    r"\s",
    r"\S",
    "^",
    "$",
    r"\b",
    r"\B",
    "[ab]",
    "[^a]",
    r"[\w-]",
    r"[^\s]",
    "[]",
    "[^]",
    "é",
    r"\u{1F600}",
    r"\-",
    r"\1",
    r"\p{L}",
    "[a-c]",
    r"\n",
];

fn either(random: &mut fastrand::Rng, depth: usize) -> String {
    let branches = if random.u8(0..4) == 0 { 2 } else { 1 };
    (0..branches).map(|_| sequence(random, depth)).collect::<Vec<_>>().join("|")
}

fn sequence(random: &mut fastrand::Rng, depth: usize) -> String {
    (0..random.usize(0..4)).map(|_| term(random, depth)).collect()
}

fn term(random: &mut fastrand::Rng, depth: usize) -> String {
    let mut term = if depth > 0 && random.u8(0..3) == 0 {
        let starts = ["(", "(", "(?:", "(?:", "(?=", "(?!", "(?<=", "(?<!"];
        format!("{}{})", starts[random.usize(0..starts.len())], either(random, depth - 1))
    } else {
        ATOMS[random.usize(0..ATOMS.len())].to_owned()
    };
    let quantifiers = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?", "{2,}"];
    if random.u8(0..3) == 0 {
        term.push_str(quantifiers[random.usize(0..quantifiers.len())]);
    }
    term
}
