//! Numbers: those that the bounds of a shape let pass, in all their spellings, and those that break one of them.

use std::borrow::Cow;
use std::cmp::Ordering;

use referencing::Draft;
use serde_json::Value;

use super::decimal::Decimal;
use super::dice::Dice;
use super::kinds::Kinds;
use super::shape::Shape;

/// Numbers worth trying everywhere. The ends of the Rust integers are here, and the values just beyond them.
const NOTABLE: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "14",
    "-0",
    "0.0",
    "-0.0",
    "0e0",
    "1.0",
    "14.0",
    "1e2",
    "1E2",
    "1e+2",
    "100e-2",
    "-1.0e1",
    "255",
    "256",
    "-128",
    "-129",
    "32767",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740993",
    "-9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "0.5",
    "-0.5",
    "0.1",
    "1.5",
    "3.141592653589793",
    "-2.718281828459045",
    "1e-7",
    "123456.789",
];

/// As [`NOTABLE`], but beyond what common Rust types hold, and thus rarer.
const EXTREME: &[&str] = &[
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "1e19",
    "1e21",
    "-1e25",
    "1e308",
    "1.7976931348623157e308",
    "-1.7976931348623157e308",
    "5e-324",
    "-5e-324",
    "2.2250738585072014e-308",
    "1e-300",
    "0.30000000000000004",
    "3.14159265358979323846264338327950288",
];

/// One bound, and the keyword occurrence that sets it.
struct Rule<'a> {
    owner: &'a Value,
    test: Test,
}

enum Test {
    /// The least number, and whether that number itself is out.
    Least(Bound, bool),
    /// The greatest number, and whether that number itself is out.
    Most(Bound, bool),
    MultipleOf(Bound),
}

/// A number of the schema: exact where it is not too wide, else nearly.
#[derive(Clone, Copy)]
struct Bound {
    exact: Option<Decimal>,
    near: f64,
}

impl Bound {
    /// Reads a literal as most readers do: what is no 64-bit integer becomes the nearest `f64`.
    fn read(literal: &str) -> Option<Self> {
        let near = literal.parse::<f64>().ok().filter(|near| near.is_finite())?;
        let whole = literal.parse::<i64>().map(i128::from).or_else(|_| literal.parse::<u64>().map(i128::from));
        let exact = match whole {
            Ok(whole) => Some(Decimal::whole(whole)),
            Err(_) if near.fract() == 0.0 => Decimal::whole_of(near),
            Err(_) => Decimal::parse(&near.to_string()),
        };
        Some(Self { exact, near })
    }

    fn compare(self, other: Self) -> Option<Ordering> {
        let exact = self.exact.zip(other.exact).and_then(|(one, two)| one.compare(two));
        exact.or_else(|| self.near.partial_cmp(&other.near))
    }
}

/// All bounds of a shape on its numbers.
pub(super) struct Range<'a> {
    rules: Vec<Rule<'a>>,
    kinds: Kinds,
    /// Whether `1.0` is no integer, as it was in draft 4.
    spelled: bool,
}

impl<'a> Range<'a> {
    pub(super) fn of(shape: &Shape<'a>) -> Self {
        let mut rules = Vec::new();
        for part in &shape.parts {
            // Before draft 6, these were flags beside the bound.
            let flag = |keyword| part.keywords.get(keyword).and_then(Value::as_bool).unwrap_or(false);
            let mut add = |keyword: &str, test: &dyn Fn(Bound) -> Test| {
                if let Some(owner @ Value::Number(number)) = part.keywords.get(keyword)
                    && let Some(bound) = Bound::read(&number.to_string())
                {
                    rules.push(Rule { owner, test: test(bound) });
                }
            };
            add("minimum", &|bound| Test::Least(bound, flag("exclusiveMinimum")));
            add("maximum", &|bound| Test::Most(bound, flag("exclusiveMaximum")));
            add("exclusiveMinimum", &|bound| Test::Least(bound, true));
            add("exclusiveMaximum", &|bound| Test::Most(bound, true));
            add("multipleOf", &Test::MultipleOf);
            add("divisibleBy", &Test::MultipleOf);
        }
        let spelled = shape.parts.iter().any(|part| part.sub.draft == Draft::Draft4);
        Self { rules, kinds: shape.kinds & Kinds::NUMBER, spelled: spelled && !shape.kinds.meets(Kinds::FRACTION) }
    }

    /// Whether the number that this literal spells passes every bound.
    pub(super) fn accepts(&self, literal: &str) -> bool {
        let Some(number) = Bound::read(literal) else { return false };
        let is_plain = literal.parse::<i64>().is_ok();
        (is_plain || !self.spelled)
            && self.is_of_kind(number)
            && self.rules.iter().all(|rule| rule.test.accepts(number) == Some(true))
    }

    fn is_of_kind(&self, number: Bound) -> bool {
        self.kinds.meets(if number.near.fract() == 0.0 { Kinds::INTEGER } else { Kinds::FRACTION })
    }

    /// A literal that passes every bound, if one is found.
    pub(super) fn valid(&self, dice: &mut Dice) -> String {
        let extreme = dice.percent(12);
        let fixed = |literals: &[&'static str]| -> Vec<_> { literals.iter().copied().map(Cow::Borrowed).collect() };
        let mut tries: Vec<Cow<'static, str>> = match dice.below(3) {
            0 => self.edges(dice).into_iter().map(Cow::Owned).collect(),
            1 => self.inner(dice).into_iter().map(Cow::Owned).collect(),
            _ if extreme => fixed(EXTREME),
            _ => fixed(NOTABLE),
        };
        tries.retain(|literal| self.accepts(literal));
        if tries.is_empty() {
            let near = [self.inner(dice), self.edges(dice)].concat();
            tries = near.into_iter().map(Cow::Owned).chain(fixed(NOTABLE)).collect();
            tries.retain(|literal| self.accepts(literal));
        }
        let literal = dice.pick(&tries).map_or_else(|| "0".to_owned(), |literal| literal.clone().into_owned());
        if !self.spelled && dice.percent(15) { respelled(&literal, dice) } else { literal }
    }

    /// The ends of the range and their neighbours.
    fn edges(&self, dice: &mut Dice) -> Vec<String> {
        let step = self.step();
        let mut edges = Vec::new();
        for rule in &self.rules {
            let (Test::Least(bound, _) | Test::Most(bound, _) | Test::MultipleOf(bound)) = rule.test;
            let Some(bound) = bound.exact else { continue };
            edges.push(Some(bound));
            for unit in [step, bound.unit(), Decimal::ONE] {
                edges.push(bound.plus(unit));
                edges.push(unit.times(-1).and_then(|down| bound.plus(down)));
            }
            let whole = bound.divided_by(step).and_then(|times| times.checked_add(dice.between(0, 3) - 1));
            edges.push(whole.and_then(|times| step.times(times)));
        }
        edges.into_iter().flatten().map(Decimal::literal).collect()
    }

    /// Multiples of the step somewhere in the range, and numbers between them where there is no step.
    fn inner(&self, dice: &mut Dice) -> Vec<String> {
        let step = self.step();
        let times = |bound: Option<Decimal>| bound.and_then(|bound| bound.divided_by(step));
        let width = [10, 1_000, 1_000_000][dice.below(3)];
        let (least, most) = match (times(self.end(true)), times(self.end(false))) {
            (Some(least), Some(most)) => (least, most),
            (Some(least), None) => (least, least.saturating_add(width)),
            (None, Some(most)) => (most.saturating_sub(width), most),
            (None, None) => (-width, width),
        };
        let mut inner = Vec::new();
        for _ in 0..6 {
            let Some(number) = step.times(dice.between(least, most)) else { continue };
            inner.push(number.literal());
            let digits = usize::try_from(dice.between(1, 9)).unwrap_or(1);
            let fraction: String =
                (0..digits).map(|_| char::from(b'0' + u8::try_from(dice.below(10)).unwrap_or(0))).collect();
            let literal = number.literal();
            let whole = literal.split('.').next().unwrap_or("0");
            // Of more digits, `f64` may lose the fraction: to most readers it would be a whole number then.
            if self.kinds.meets(Kinds::FRACTION) && whole.len() + digits <= 15 {
                inner.push(format!("{whole}.{fraction}"));
            }
        }
        inner
    }

    /// The tightest bound on one side.
    fn end(&self, lower: bool) -> Option<Decimal> {
        let ends = self.rules.iter().filter_map(|rule| match rule.test {
            Test::Least(bound, _) if lower => bound.exact,
            Test::Most(bound, _) if !lower => bound.exact,
            _ => None,
        });
        let wanted = if lower { Ordering::Greater } else { Ordering::Less };
        ends.reduce(|one, two| if two.compare(one) == Some(wanted) { two } else { one })
    }

    /// The widest `multipleOf`, else one.
    fn step(&self) -> Decimal {
        let steps = self.rules.iter().filter_map(|rule| match rule.test {
            Test::MultipleOf(bound) => bound.exact,
            _ => None,
        });
        let widest = steps.reduce(|one, two| if two.compare(one) == Some(Ordering::Greater) { two } else { one });
        widest.filter(|step| step.compare(Decimal::ZERO) == Some(Ordering::Greater)).unwrap_or(Decimal::ONE)
    }

    /// Literals that break the bound set by this keyword occurrence and, if there are such, no other.
    pub(super) fn breaking(&self, owner: &Value, dice: &mut Dice) -> Vec<String> {
        let mut tries = [self.edges(dice), self.inner(dice)].concat();
        tries.extend(NOTABLE.iter().chain(EXTREME).map(|literal| (*literal).to_owned()));
        let breaks = |literal: &String, other: bool| {
            Bound::read(literal).is_some_and(|number| {
                self.is_of_kind(number)
                    && self.rules.iter().any(|rule| {
                        std::ptr::eq(rule.owner, owner) != other && rule.test.accepts(number) == Some(false)
                    })
            })
        };
        tries.retain(|literal| breaks(literal, false));
        let alone: Vec<String> = tries.iter().filter(|literal| !breaks(literal, true)).cloned().collect();
        if alone.is_empty() { tries } else { alone }
    }
}

impl Test {
    /// Whether the number passes; nothing where it is too wide to tell.
    fn accepts(&self, number: Bound) -> Option<bool> {
        match self {
            Self::Least(bound, exclusive) => {
                number.compare(*bound).map(|order| order == Ordering::Greater || order == Ordering::Equal && !exclusive)
            }
            Self::Most(bound, exclusive) => {
                number.compare(*bound).map(|order| order == Ordering::Less || order == Ordering::Equal && !exclusive)
            }
            Self::MultipleOf(step) => {
                number.exact.zip(step.exact).and_then(|(number, step)| number.is_multiple_of(step))
            }
        }
    }
}

/// The same number in another spelling: `14.0`, `14.00`, `14e0`, `140e-1`.
pub(super) fn respelled(literal: &str, dice: &mut Dice) -> String {
    // Beyond the integers that `f64` holds exactly, another spelling would be another number to most readers.
    let Some(number) = Decimal::parse(literal).filter(|_| literal.len() <= 15) else { return literal.to_owned() };
    let plain = number.literal();
    match dice.below(4) {
        0 if plain.contains('.') => format!("{plain}0"),
        0 => format!("{plain}.0"),
        1 if plain.contains('.') => format!("{plain}e0"),
        1 => format!("{plain}.00"),
        2 => number.scientific(),
        _ => number.scientific().replace('e', "E").replace("E-", "E-0"),
    }
}
