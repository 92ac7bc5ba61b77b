//! The formats of `support/`, compared with those of the `jsonschema` crate, which is an implementation of its own.
//!
//! Each format sees valid examples and many texts that differ from them by a few edits: the mutations stay near the
//! border between valid and invalid, where readers differ. All of it is the same in every run.

// The files are written for a generated crate, which has the feature and uses all of their parts.
#![allow(unexpected_cfgs, dead_code)]

use chrono::{DateTime, FixedOffset, NaiveDate, Offset, Timelike};
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde_json::json;
use std::fmt::Debug;
use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, Ipv6Addr};
use support::duration::Duration;
use support::email::Email;
use support::hostname::Hostname;
use support::idn_email::IdnEmail;
use support::idn_hostname::IdnHostname;
use support::iri::Iri;
use support::iri_reference::IriReference;
use support::json_pointer::JsonPointer;
use support::plain_hostname::PlainHostname;
use support::regex::Regex;
use support::relative_json_pointer::RelativeJsonPointer;
use support::time::Time;
use support::uri::Uri;
use support::uri_reference::UriReference;
use support::uri_template::UriTemplate;
use support::{At, Decode, InvalidValue};
use uuid::Uuid;

/// The module as a generated crate has it, but for the parts all types share, which stand directly in it there.
#[path = "../support"]
mod support {
    #[path = "core.rs"]
    mod shared;
    pub(crate) use shared::*;
    pub(crate) use values::*;

    mod any;
    mod object;
    mod values;

    mod a_labels;
    mod date;
    mod date_time;
    pub(crate) mod duration;
    pub(crate) mod email;
    pub(crate) mod hostname;
    pub(crate) mod idn_email;
    pub(crate) mod idn_hostname;
    mod ipv4;
    mod ipv6;
    pub(crate) mod iri;
    pub(crate) mod iri_reference;
    pub(crate) mod json_pointer;
    mod labels;
    mod mailbox;
    pub(crate) mod plain_hostname;
    mod pointer;
    pub(crate) mod regex;
    pub(crate) mod relative_json_pointer;
    mod rfc3339;
    mod text;
    pub(crate) mod time;
    mod u_labels;
    pub(crate) mod uri;
    pub(crate) mod uri_reference;
    pub(crate) mod uri_template;
    mod uuid;
}

fn decode<T: for<'de> Decode<'de>>(text: &str) -> Result<T, Error> {
    let deserializer: StrDeserializer<'_, Error> = text.into_deserializer();
    T::decode(deserializer, &At::ROOT)
}

fn validator(format: &str) -> jsonschema::Validator {
    validator_in("https://json-schema.org/draft/2020-12/schema", format)
}

fn validator_in(draft: &str, format: &str) -> jsonschema::Validator {
    let schema = json!({ "$schema": draft, "format": format });
    jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema is valid")
}

const MUTATIONS: usize = 100_000;

/// Decodes the examples and their mutations, and compares each outcome with the validator's. Both sorts of outcome have
/// to be common, or the comparison would say little. `beyond` names valid texts that the type cannot hold.
fn compare<T: for<'de> Decode<'de>>(
    format: &str,
    examples: &[&str],
    alphabet: &str,
    beyond: fn(&str) -> bool,
    check: impl Fn(&str, &T),
) {
    compare_with(&validator(format), format, examples, alphabet, beyond, check);
}

fn compare_with<T: for<'de> Decode<'de>>(
    validator: &jsonschema::Validator,
    format: &str,
    examples: &[&str],
    alphabet: &str,
    beyond: fn(&str) -> bool,
    check: impl Fn(&str, &T),
) {
    let compare = |text: &str| {
        let decoded = decode::<T>(text);
        let valid = validator.is_valid(&text.into()) && !beyond(text);
        assert_eq!(decoded.is_ok(), valid, "{format}: {text:?}");
        if let Ok(value) = &decoded {
            check(text, value);
        }
        valid
    };
    for example in examples {
        assert!(compare(example), "{format}: the example {example:?} is not valid");
    }
    let alphabet: Vec<char> = alphabet.chars().collect();
    let mut random = Random(format.bytes().fold(1, |seed: u64, byte| seed.wrapping_mul(31) + u64::from(byte)));
    let valid = (0..MUTATIONS).filter(|_| compare(&mutate(examples, &alphabet, &mut random))).count();
    assert!((MUTATIONS / 50..=MUTATIONS * 49 / 50).contains(&valid), "{format}: {valid} of {MUTATIONS} are valid");
}

/// One of the examples after one to four edits.
fn mutate(examples: &[&str], alphabet: &[char], random: &mut Random) -> String {
    let mut text: Vec<char> = random.pick(examples).chars().collect();
    for _ in 0..=random.below(4) {
        let at = random.below(text.len() + 1);
        let until = (at + 1 + random.below(3)).min(text.len());
        // Now and then a character that no format has, or only few.
        let new = match random.below(16) {
            0 => *random.pick(&[' ', '\0', '\t', '\n', '\u{7f}', 'ß', '٣', 'ſ', '．', '\u{2212}', '\u{10FFFF}']),
            1 => char::from(33 + u8::try_from(random.below(94)).expect("below 94")),
            _ => *random.pick(alphabet),
        };
        match random.below(6) {
            0 => text.insert(at, new),
            1 => drop(text.drain(at..until)),
            2 => text.extend_from_within(at..until),
            3 => {
                let other: Vec<char> = random.pick(examples).chars().collect();
                let from = random.below(other.len() + 1);
                text.splice(at.., other[from..].iter().copied());
            }
            _ => drop(text.splice(at..(at + 1).min(until), [new])),
        }
    }
    text.into_iter().collect()
}

/// The generator `SplitMix64`: the same numbers for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).expect("below a usize")
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

fn nothing<T>(_: &str, _: &T) {}

fn never(_: &str) -> bool {
    false
}

/// A type that keeps its text has it in all its forms.
fn is_kept<T>(text: &str, value: &T)
where
    T: AsRef<str> + ToString + serde::Serialize + Debug + PartialEq + TryFrom<String, Error = InvalidValue>,
{
    assert_eq!(value.as_ref(), text);
    assert_eq!(value.to_string(), text);
    assert_eq!(serde_json::to_value(value).expect("a string"), text);
    assert_eq!(T::try_from(text.to_owned()).as_ref(), Ok(value));
}

const DATE_TIMES: &[&str] = &[
    "2024-02-29T12:34:56Z",
    "1963-06-19T08:30:06.283185Z",
    "1990-12-31T23:59:60Z",
    "1990-12-31T15:59:60.123-08:00",
    "2017-01-01T05:29:60+05:30",
    "0000-01-01t00:00:00.000000000+23:59",
    "9999-12-31T23:59:59.999999999-23:59",
    "2000-10-31T20:59:59.500000-00:00",
    "1985-04-12T23:20:50.52z",
    "2023-09-30T10:00:00.1234567890000+01:00",
];

type Instant = DateTime<FixedOffset>;

/// Whether a valid text has a digit other than zero behind the ninth of its fraction.
fn is_finer_than_nanoseconds(text: &str) -> bool {
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    let digits = fraction.split(|found: char| !found.is_ascii_digit()).next().unwrap_or_default();
    digits.trim_end_matches('0').len() > 9
}

#[test]
fn date_time() {
    let validator = validator("date-time");
    let check = |text: &str, value: &Instant| {
        // What is encoded is in the format again, and the same instant with the same offset.
        let encoded = serde_json::to_value(value).expect("a string");
        assert!(validator.is_valid(&encoded), "{text:?} becomes {encoded}");
        let decoded: Instant = decode(encoded.as_str().expect("a string")).expect("valid");
        assert_eq!((decoded, decoded.offset()), (*value, value.offset()), "{text:?} becomes {encoded}");
        // chrono reads nearly all of the format, and reads it alike.
        if let Ok(expected) = DateTime::parse_from_rfc3339(text) {
            assert_eq!((*value, value.offset()), (expected, expected.offset()), "{text:?}");
        }
    };
    compare("date-time", DATE_TIMES, "0123456789012345678960::--.TZtz+", is_finer_than_nanoseconds, check);
}

#[test]
fn date_time_values() {
    let decode = decode::<Instant>;
    let encode = |text: &str| serde_json::to_value(decode(text).expect(text)).expect("a string");

    assert_eq!(encode("2024-02-29t01:02:03.4500z"), "2024-02-29T01:02:03.450Z");
    assert_eq!(encode("0000-01-01T00:00:00+23:59"), "0000-01-01T00:00:00+23:59");
    assert_eq!(encode("2024-02-29T01:02:03-00:00"), "2024-02-29T01:02:03Z");

    // A leap second stays one, at every offset.
    let leap = decode("1990-12-31T15:59:60.5-08:00").expect("valid");
    assert_eq!((leap.second(), leap.nanosecond()), (59, 1_500_000_000));
    assert_eq!(leap.offset().fix().local_minus_utc(), -8 * 3600);
    assert_eq!(encode("1990-12-31T15:59:60.5-08:00"), "1990-12-31T15:59:60.500-08:00");

    assert!(decode("2024-02-29T01:02:03.123456789000Z").is_ok());
    assert!(decode("2024-02-29T01:02:03.1234567891Z").is_err());
    assert!(decode("2024-02-29T01:02:03").is_err());
    assert!(decode("2024-02-29 01:02:03Z").is_err());
    assert!(decode("1990-12-31T23:59:60+01:00").is_err());
}

#[test]
fn date() {
    let examples = ["1963-06-19", "2024-02-29", "0000-02-29", "9999-12-31", "2023-11-30", "1900-02-28", "2000-10-01"];
    compare("date", &examples, "00123456789-", never, |text, value: &NaiveDate| {
        assert_eq!(serde_json::to_value(value).expect("a string"), text);
    });
}

#[test]
fn time() {
    let examples: Vec<&str> = DATE_TIMES.iter().map(|text| &text["YYYY-MM-DDT".len()..]).collect();
    compare("time", &examples, "0123456789012345678960::--.Zz+", never, is_kept::<Time>);
}

#[test]
fn duration() {
    let examples = ["P1Y2M3DT4H5M6S", "P4Y", "PT0S", "P2W", "P1M2D", "PT36H", "P1DT12H", "P01Y10M", "PT1M2S", "P0DT0M"];
    compare("duration", &examples, "0123PTYMWDHMS", never, is_kept::<Duration>);
}

#[test]
fn uuid() {
    let examples = ["2EB8AA08-AA98-11EA-B4AA-73B441D16380", "2eb8aa08-aa98-11ea-b4aa-73b441d16380"];
    compare("uuid", &examples, "0123456789abcdefABCDEF-", never, |text, value: &Uuid| {
        assert_eq!(serde_json::to_value(value).expect("a string"), text.to_ascii_lowercase());
    });
    assert!(decode::<Uuid>("2eb8aa08aa9811eab4aa73b441d16380").is_err());
    assert!(decode::<Uuid>("urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380").is_err());
}

#[test]
fn ipv4() {
    let examples = ["127.0.0.1", "255.255.255.255", "0.0.0.0", "8.8.8.8", "192.168.10.249"];
    compare("ipv4", &examples, "0125679.", never, |text, value: &Ipv4Addr| assert_eq!(value.to_string(), text));
}

#[test]
fn ipv6() {
    let examples = [
        "::1",
        "::",
        "2345::",
        "1:2:3:4:5:6:7:8",
        "1:2::192.168.0.1",
        "::ffff:255.255.255.255",
        "FE80::Ab:cdef",
        "1:d6::42",
    ];
    compare("ipv6", &examples, "01259abfF::.", never, nothing::<Ipv6Addr>);
}

const URIS: &[&str] = &[
    "https://example.com/path/to?query=1&b=%20#fragment",
    "http://foo.bar/?baz=qux#quux",
    "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com:8080/",
    "http://[2001:db8::7]:80/c=GB?objectClass?one",
    "http://user@[::ffff:1.2.3.4]/",
    "ftp://[v1.fe:d]/a",
    "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
    "mailto:John.Doe@example.com",
    "file:///etc/hosts",
    "x-y+z.1:",
];

const URI_ALPHABET: &str = "abv19::///?#[]@%%20.-+=&;,!";

#[test]
fn uri() {
    compare("uri", URIS, URI_ALPHABET, never, |text, value: &Uri| {
        is_kept(text, value);
        assert_eq!(value.parsed().as_str(), text);
    });
    let uri: Uri = URIS[0].parse().expect("valid");
    assert_eq!(uri.parsed().scheme().as_str(), "https");
    assert_eq!(uri.parsed().path().as_str(), "/path/to");
}

#[test]
fn uri_reference() {
    let relative = ["//example.com:1/x", "/abc", "../a/./b", "#frag", "?q", "", "a/b:c", "./a:b", "//u@[::]:/", "%41"];
    compare("uri-reference", &[URIS, &relative].concat(), URI_ALPHABET, never, |text, value: &UriReference| {
        is_kept(text, value);
        assert_eq!(value.parsed().as_str(), text);
    });
}

#[test]
fn uri_template() {
    let examples = [
        "http://example.com/~{term:1}/{+path,x_1.y*}{?q,lang:9999}{&r}#{#fragment}",
        "{/var*}{;x,y}{.z}",
        "a%41b'c/{%41b.c}",
        "stra\u{df}e/{id}",
        "",
    ];
    // The validator takes any character beyond ASCII for a literal, RFC 6570 those of IRIs.
    let beyond = |text: &str| text.contains(['\u{80}', '\u{9f}', '\u{fdd0}', '\u{fffe}', '\u{e0001}', '\u{10FFFF}']);
    compare("uri-template", &examples, "ab1._{{}}+#./;?&=,*:%42", beyond, is_kept::<UriTemplate>);
    for text in ["\u{85}", "\u{fdd0}", "\u{ffff}", "\u{e0001}", "{a}\u{10FFFF}"] {
        assert!(decode::<UriTemplate>(text).is_err(), "{text:?}");
    }
}

const IRIS: &[&str] = &[
    "https://m\u{fc}nchen.de/stra\u{df}e?q=\u{e000}#\u{3c0}",
    "urn:\u{30a2}:\u{20000}",
    "http://\u{fc}@[::1]:80/%C3%9F",
];

const IRI_ALPHABET: &str = "ab19::///?#[]@%20.-+\u{df}\u{e000}\u{fffd}\u{a0}\u{20000}";

#[test]
fn iri() {
    compare("iri", &[URIS, IRIS].concat(), IRI_ALPHABET, never, |text, value: &Iri| {
        is_kept(text, value);
        assert_eq!(value.parsed().as_str(), text);
    });
}

#[test]
fn iri_reference() {
    let relative = ["//m\u{fc}nchen.de:1/x", "/\u{df}", "../a/./b", "#\u{3c0}", "?\u{e000}", "", "a/b:c", "%41"];
    let examples = [URIS, IRIS, &relative].concat();
    compare("iri-reference", &examples, IRI_ALPHABET, never, |text, value: &IriReference| {
        is_kept(text, value);
        assert_eq!(value.parsed().as_str(), text);
    });
}

#[test]
fn json_pointer() {
    let examples = ["", "/", "/foo/0", "/a~1b//m~0n", "/%25|\"\\ /\u{1F60E}"];
    compare("json-pointer", &examples, "a01~~//#", never, is_kept::<JsonPointer>);
}

#[test]
fn relative_json_pointer() {
    let examples = ["0", "1/foo/0", "120/a~1b//m~0n", "0#", "10#", "0/"];
    compare("relative-json-pointer", &examples, "a0119~~//##", never, is_kept::<RelativeJsonPointer>);
}

#[test]
fn regex() {
    // The validator takes any name for a property.
    let has_property = |text: &str| text.contains("\\p{") || text.contains("\\P{");
    assert!(decode::<Regex>("\\p{Letter}").is_ok());
    assert!(decode::<Regex>("\\p{Letters}").is_err());
    assert!(decode::<Regex>(&"a|".repeat(500)).is_ok());
    assert!(decode::<Regex>(&"a|".repeat(500_000)).is_err());
    assert!(decode::<Regex>(&"(".repeat(500_000)).is_err());
    let examples = [
        "^[a-z]+$",
        "(?:a|z){2,3}?",
        "\\d\\cA",
        "(?<n>a)\\k<n>(?=z)",
        "[^]|[]|[\\w-]",
        "(?<!x+)y",
        "\\-\\_[\\:-\\~\\ ](?-i:a)\\/",
    ];
    compare("regex", &examples, "az1(){}[]?*+|^$\\\\-,.<>:=!dk", has_property, is_kept::<Regex>);
}

const HOSTNAMES: &[&str] = &[
    "example.com",
    "a-b.1c.d",
    "63-octets-are-the-most-that-a-label-may-have-and-these-are-63xx.d",
    "xn--mnchen-3ya.de",
    "xn--4gbwdl.xn--wgbh1c",
    "xn--ihqwcrb4cv8a8dqg056pqjye.jp",
    "xn--ll-0ea.xn--wva6j.xn--4dbc5h",
    "xn--ccka0y.xn--11b2ezcw70k",
    "xn--ngba1o.xn--ngba31d",
];

const HOSTNAME_ALPHABET: &str = "abxn0159---..";

#[test]
fn hostname() {
    compare("hostname", HOSTNAMES, HOSTNAME_ALPHABET, never, is_kept::<Hostname>);
}

#[test]
fn plain_hostname() {
    let validator = validator_in("http://json-schema.org/draft-04/schema#", "hostname");
    compare_with(&validator, "hostname", HOSTNAMES, HOSTNAME_ALPHABET, never, is_kept::<PlainHostname>);
}

const IDN_HOSTNAMES: &[&str] = &[
    "example.com",
    "xn--mnchen-3ya.de",
    "xn--4gbwdl.xn--wgbh1c",
    "xn--ihqwcrb4cv8a8dqg056pqjye.jp",
    "m\u{fc}nchen.de",
    "stra\u{df}e.\u{3c0}\u{3b1}.a",
    "\u{627}\u{628}.\u{5d0}\u{5f3}\u{5d1}",
    "l\u{b7}l.\u{30fb}\u{30a1}",
    "a\u{3002}cafe\u{301}\u{ff61}b",
    "\u{915}\u{94d}\u{200d}\u{937}",
];

const IDN_ALPHABET: &str = "abxn09---..\u{fc}\u{df}\u{5d0}\u{660}\u{6f0}\u{301}\u{30fb}\u{200d}\u{ff0e}\u{4e08}";

#[test]
fn idn_hostname() {
    compare("idn-hostname", IDN_HOSTNAMES, IDN_ALPHABET, never, is_kept::<IdnHostname>);
}

const EMAILS: &[&str] = &[
    "joe.bloggs@example.com",
    "te~s!#$%&'*+-/=?^_`{|}t@a-b.c",
    "\"joe..@ bloggs\\\"\\\\\"@example.com",
    "\"\"@example.com",
    "joe@[127.0.0.1]",
    "joe@[IPv6:::1]",
    "joe@[ipv6:1:2:3:4:5:6:7:8]",
    "Joe Bloggs <joe@example.com> ",
    "J\u{fc}rgen <\"j\"@example.com>",
    "a@xn--mnchen-3ya.de",
    "a@xn--4gbwdl.xn--wgbh1c",
    "a@xn--ihqwcrb4cv8a8dqg056pqjye.jp",
    // Code points that depend on others: U+00B7, U+0375, U+05F3, U+30FB, U+200D, and both sorts of Arabic digits.
    "a@xn--ll-0ea.xn--wva6j.xn--4dbc5h",
    "a@xn--ccka0y.xn--11b2ezcw70k",
    "a@xn--ngba1o.xn--ngba31d",
    "a@63-octets-are-the-most-that-a-label-may-have-and-these-are-63xx.d",
];

#[test]
fn email() {
    compare("email", EMAILS, "abxn0159---..@\"\\<[]: ", never, is_kept::<Email>);
}

#[test]
fn idn_email() {
    let examples = [
        "te~s!#$%&'*+-/=?^_`{|}t@a-b.c",
        "\"\"@xn--mnchen-3ya.de",
        "joe@[IPv6:::1]",
        "j\u{fc}rgen@m\u{fc}nchen.de",
        "\"j\u{fc} \\\"r\"@b.\u{3c0}",
        "\u{1d54f}@a.b",
        "\u{85}\u{ffff}@cafe\u{301}.com",
    ];
    // The validator takes a character beyond ASCII behind a backslash, RFC 6531 has none there.
    let beyond = |text: &str| text.split('\\').skip(1).any(|rest| rest.starts_with(|found: char| !found.is_ascii()));
    let alphabet = "abxn09--..@\"\\[]: \u{fc}\u{df}\u{5d0}\u{301}";
    compare("idn-email", &examples, alphabet, beyond, is_kept::<IdnEmail>);
    assert!(decode::<IdnEmail>("J\u{fc}rgen <\u{1d54f}@cafe\u{301}.com>").is_ok());
}

/// Longer than single edits make them: the limits of RFC 5321 and RFC 1035.
#[test]
fn email_lengths() {
    let validator = validator("email");
    for (local_part, labels) in [(64, 1), (65, 1), (1, 126), (1, 127), (1, 128)] {
        let text = format!("{}@{}", "a".repeat(local_part), vec!["b"; labels].join("."));
        assert_eq!(text.parse::<Email>().is_ok(), validator.is_valid(&text.into()), "{local_part}, {labels}");
    }
}

#[test]
fn errors_name_the_format_and_the_place() {
    let error = decode::<NaiveDate>("2024-2-29").expect_err("invalid").to_string();
    assert_eq!(error, "invalid value: string \"2024-2-29\", expected an RFC 3339 date at the root (schema /format)");

    let error = serde_json::from_str::<Time>("17").expect_err("not a string").to_string();
    assert!(error.starts_with("invalid type: integer `17`, expected an RFC 3339 time with an offset at"), "{error}");

    let error = Uri::try_from("no scheme").expect_err("invalid").to_string();
    assert_eq!(error, "invalid value: string \"no scheme\", expected an RFC 3986 URI");
}

#[test]
fn kept_texts_are_compared_as_they_are() {
    let [one, other] = ["HTTP://a/", "http://a/"].map(|text| text.parse::<Uri>().expect("valid"));
    let hasher = RandomState::new();
    assert_eq!(hasher.hash_one(&one), hasher.hash_one(one.clone()));
    assert_ne!(one, other);
    assert_eq!(format!("{other:>10}|"), " http://a/|");
    assert_eq!(serde_json::from_str::<Uri>("\"http:\\/\\/a/\"").expect("valid"), other);
}

#[cfg(feature = "schemars")]
#[test]
fn schemas_name_the_format() {
    fn schema<T: schemars::JsonSchema>() -> serde_json::Value {
        assert!(T::inline_schema());
        let mut schema = schemars::schema_for!(T);
        schema.remove("$schema");
        schema.remove("title");
        schema.to_value()
    }

    assert_eq!(schema::<Time>(), json!({ "type": "string", "format": "time" }));
    assert_eq!(schema::<Uri>(), json!({ "type": "string", "format": "uri" }));
    assert_eq!(schema::<UriReference>(), json!({ "type": "string", "format": "uri-reference" }));
    assert_eq!(schema::<Email>(), json!({ "type": "string", "format": "email" }));
    assert_eq!(schema::<IdnEmail>(), json!({ "type": "string", "format": "idn-email" }));
    assert_eq!(schema::<Instant>(), json!({ "type": "string", "format": "date-time" }));
    assert_eq!(schema::<NaiveDate>(), json!({ "type": "string", "format": "date" }));
    assert_eq!(schema::<Uuid>(), json!({ "type": "string", "format": "uuid" }));
}
