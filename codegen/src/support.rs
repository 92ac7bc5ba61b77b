//! The support module of a generated crate, put together from the pieces that its types need.
//!
//! The pieces are Rust files of their own in `codegen/support`, tested there; this says which piece needs which others,
//! and which crates.

use crate::format::Format;
use crate::model::{Check, Evaluates, Kind, Model, Part, Shape, Test, TypeDef, TypeUse};
use crate::regex::{Engine, Pattern};
use crate::settings::{DerivedDialect, Settings};
use std::collections::BTreeSet;

/// A crate that generated code depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dependency {
    /// Its name.
    pub name: &'static str,
    /// The versions that it is tested with.
    pub version: &'static str,
    /// Whether its default features are on.
    pub default_features: bool,
    /// The features that it needs.
    pub features: &'static [&'static str],
    /// The feature of schemars that describes its types.
    pub schemars: Option<&'static str>,
}

impl Dependency {
    const fn new(name: &'static str, version: &'static str) -> Self {
        Dependency { name, version, default_features: true, features: &[], schemars: None }
    }
}

/// What every generated crate depends on.
pub(crate) const ALWAYS: [Dependency; 2] = [Dependency::new("serde", "1"), Dependency::new("serde_json", "1")];

const CHRONO: Dependency = Dependency {
    default_features: false,
    features: &["serde"],
    schemars: Some("chrono04"),
    ..Dependency::new("chrono", "0.4")
};
const UUID: Dependency = Dependency { features: &["serde"], schemars: Some("uuid1"), ..Dependency::new("uuid", "1") };
const FOLDHASH: Dependency = Dependency::new("foldhash", "0.2");
const FLUENT_URI: Dependency = Dependency::new("fluent-uri", "0.4");
const IDNA: Dependency = Dependency::new("idna", "1");
const UNICODE_GENERAL_CATEGORY: Dependency = Dependency::new("unicode-general-category", "1.1");
const REGEX: Dependency = Dependency::new("regex", "1");
const FANCY_REGEX: Dependency = Dependency::new("fancy-regex", "0.20");
const REGRESS: Dependency = Dependency::new("regress", "0.12");

/// A part of the support module.
pub(crate) struct Piece {
    name: &'static str,
    text: &'static str,
    /// The pieces that it calls.
    needs: &'static [&'static str],
    /// The crates that it calls.
    pub crates: &'static [Dependency],
    /// How much of it the generated code sees.
    export: Export,
}

/// What a piece gives to the support module.
enum Export {
    /// Impls alone.
    Nothing,
    /// Items for the generated code alone.
    Private,
    /// An item that users see.
    Public(&'static str),
    /// The same, where the generated crate has its feature `schemars`.
    Derived(&'static str),
}

macro_rules! piece {
    ($name:literal, [$($needs:literal),*], [$($crates:expr),*], $export:expr) => {
        Piece {
            name: $name,
            text: include_str!(concat!("../support/", $name, ".rs")),
            needs: &[$($needs),*],
            crates: &[$($crates),*],
            export: $export,
        }
    };
}

const CORE: &str = include_str!("../support/core.rs");

const PIECES: &[Piece] = &[
    piece!("object", [], [], Export::Private),
    piece!("values", [], [], Export::Private),
    piece!("any", [], [], Export::Nothing),
    piece!("packed", [], [], Export::Private),
    piece!("properties", ["packed"], [], Export::Public("Properties")),
    piece!("anything", [], [], Export::Private),
    piece!("constant", [], [], Export::Nothing),
    piece!("validate", [], [], Export::Public("Validate")),
    piece!("number", ["decimal"], [], Export::Nothing),
    piece!("exact_number", [], [], Export::Nothing),
    piece!("by_type", [], [], Export::Private),
    piece!("tuple", [], [], Export::Private),
    piece!("content", [], [], Export::Private),
    piece!("held", ["content"], [], Export::Private),
    piece!("union", ["held"], [], Export::Private),
    piece!("tagged", ["held"], [], Export::Private),
    piece!("conditions", ["held"], [], Export::Private),
    piece!("pattern_properties", ["held", "pattern"], [], Export::Private),
    piece!("checks", [], [], Export::Private),
    piece!("decimal", [], [], Export::Private),
    piece!("equality", ["decimal"], [], Export::Private),
    piece!("hashing", ["decimal"], [FOLDHASH], Export::Nothing),
    piece!("unique", ["equality", "hashing"], [FOLDHASH], Export::Private),
    piece!("pattern", [], [], Export::Private),
    piece!("linear", ["pattern"], [REGEX], Export::Private),
    piece!("backtracking", ["pattern"], [FANCY_REGEX], Export::Private),
    piece!("never", [], [], Export::Public("Never")),
    piece!("rfc3339", [], [], Export::Nothing),
    piece!("text", [], [], Export::Nothing),
    piece!("labels", [], [], Export::Nothing),
    piece!("a_labels", ["labels"], [UNICODE_GENERAL_CATEGORY], Export::Nothing),
    piece!("u_labels", ["a_labels"], [IDNA], Export::Nothing),
    piece!("mailbox", [], [], Export::Nothing),
    piece!("pointer", [], [], Export::Nothing),
    piece!("date_time", ["rfc3339"], [CHRONO], Export::Nothing),
    piece!("date_time_text", ["date_time"], [], Export::Private),
    piece!("date", ["rfc3339"], [CHRONO], Export::Nothing),
    piece!("time", ["rfc3339", "text"], [], Export::Public("Time")),
    piece!("duration", ["text"], [], Export::Public("Duration")),
    piece!("uuid", [], [UUID], Export::Nothing),
    piece!("uri", ["text"], [FLUENT_URI], Export::Public("Uri")),
    piece!("uri_reference", ["text"], [FLUENT_URI], Export::Public("UriReference")),
    piece!("uri_template", ["text"], [], Export::Public("UriTemplate")),
    piece!("iri", ["text"], [FLUENT_URI], Export::Public("Iri")),
    piece!("iri_reference", ["text"], [FLUENT_URI], Export::Public("IriReference")),
    piece!("email", ["text", "mailbox", "a_labels"], [], Export::Public("Email")),
    piece!("idn_email", ["text", "mailbox", "u_labels"], [], Export::Public("IdnEmail")),
    piece!("plain_hostname", ["text", "labels"], [], Export::Public("PlainHostname")),
    piece!("hostname", ["text", "a_labels"], [], Export::Public("Hostname")),
    piece!("idn_hostname", ["text", "u_labels"], [], Export::Public("IdnHostname")),
    piece!("ipv4", [], [], Export::Nothing),
    piece!("ipv6", [], [], Export::Nothing),
    piece!("json_pointer", ["text", "pointer"], [], Export::Public("JsonPointer")),
    piece!("relative_json_pointer", ["text", "pointer"], [], Export::Public("RelativeJsonPointer")),
    piece!("regex", ["text"], [REGRESS], Export::Public("Regex")),
    piece!("draft_7", [], [], Export::Derived(SCHEMA_SETTINGS)),
];

/// The function that says how schemars derives schemas of another dialect than its own.
pub(crate) const SCHEMA_SETTINGS: &str = "schema_settings";

/// All pieces, in the order in which they stand in the module.
pub(crate) fn all() -> Vec<&'static Piece> {
    PIECES.iter().collect()
}

const DERIVED: &str = include_str!("../support/derived.rs");

/// The pieces that the types of a model need, in the order in which they stand in the module.
pub(crate) fn pieces(model: &Model, settings: &Settings) -> Vec<&'static Piece> {
    let mut names = BTreeSet::from(["object", "values", "any", "validate"]);
    if settings.derived_dialect == DerivedDialect::Draft7 {
        names.insert("draft_7");
    }
    for def in &model.types {
        enter_type(def, &mut names);
    }
    let mut found = names.len() + 1;
    while names.len() != found {
        found = names.len();
        for piece in PIECES {
            if names.contains(piece.name) {
                names.extend(piece.needs);
            }
        }
    }
    PIECES.iter().filter(|piece| names.contains(piece.name)).collect()
}

fn enter_type(def: &TypeDef, names: &mut BTreeSet<&'static str>) {
    def.parts().into_iter().map(Part::used).for_each(|used| enter(used, names));
    match &def.kind {
        Kind::Struct(object) => {
            names.extend(object.constants().next().map(|_| "constant"));
            names.extend(def.private.then_some("anything"));
            names.extend(object.keeps_any().then_some("properties"));
        }
        Kind::Union(union) => {
            names.insert("by_type");
            names.extend(union.tag.as_ref().map(|_| "tagged"));
        }
        _ => {}
    }
    names.extend(match &def.kind {
        Kind::Struct(object) => (!object.patterns.is_empty()).then_some("pattern_properties"),
        Kind::Union(_) => Some("union"),
        Kind::ByType(_) => Some("by_type"),
        Kind::Tuple(_) => Some("tuple"),
        Kind::Enum(_) | Kind::Newtype(_) => None,
    });
    if let Kind::Struct(object) = &def.kind {
        names.extend(object.patterns.iter().map(|found| piece_of_pattern(&found.pattern)));
    }
    for condition in &def.conditions {
        names.insert("conditions");
        match &condition.test {
            Test::Value(check) => enter_check(check, names),
            Test::UnevaluatedProperties { evaluated, .. } => {
                names.extend(evaluated.iter().filter_map(|entry| match &entry.what {
                    Evaluates::Pattern(pattern) => Some(piece_of_pattern(pattern)),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
}

fn piece_of_pattern(pattern: &Pattern) -> &'static str {
    match pattern.engine {
        Engine::Linear => "linear",
        Engine::Backtracking => "backtracking",
    }
}

fn enter(used: &TypeUse, names: &mut BTreeSet<&'static str>) {
    used.checks.iter().for_each(|located| enter_check(&located.check, names));
    match &used.shape {
        Shape::Format(format) => drop(names.insert(piece_of(*format))),
        Shape::Never => drop(names.insert("never")),
        Shape::Number => drop(names.insert("number")),
        Shape::Exact => names.extend(["exact_number", "decimal"]),
        Shape::Any if !used.checks.is_empty() => drop(names.insert("decimal")),
        Shape::Array(below) | Shape::Map(below) => {
            names.extend((matches!(used.shape, Shape::Map(_)) && below.is_any()).then_some("properties"));
            enter(below, names);
        }
        _ => {}
    }
}

fn enter_check(check: &Check, names: &mut BTreeSet<&'static str>) {
    names.insert(match check {
        Check::Pattern(pattern) => piece_of_pattern(pattern),
        Check::MultipleOf(_) | Check::Integer => "decimal",
        Check::Enum(_) | Check::Const(_) => "equality",
        Check::UniqueItems => "unique",
        _ => "checks",
    });
    if let Check::Format(format) = check {
        names.insert(if *format == Format::DateTime { "date_time_text" } else { piece_of(*format) });
    }
}

fn piece_of(format: Format) -> &'static str {
    match format {
        Format::DateTime => "date_time",
        Format::Date => "date",
        Format::Time => "time",
        Format::Duration => "duration",
        Format::Uuid => "uuid",
        Format::Uri => "uri",
        Format::UriReference => "uri_reference",
        Format::UriTemplate => "uri_template",
        Format::Iri => "iri",
        Format::IriReference => "iri_reference",
        Format::Email => "email",
        Format::IdnEmail => "idn_email",
        Format::PlainHostname => "plain_hostname",
        Format::Hostname => "hostname",
        Format::IdnHostname => "idn_hostname",
        Format::Ipv4 => "ipv4",
        Format::Ipv6 => "ipv6",
        Format::JsonPointer => "json_pointer",
        Format::RelativeJsonPointer => "relative_json_pointer",
        Format::Regex => "regex",
    }
}

/// The text of the support module.
pub(crate) fn text(pieces: &[&Piece]) -> String {
    let mut text = CORE.to_owned();
    text.push_str(
        "\n#[cfg(feature = \"schemars\")]\n#[allow(unused_imports, reason = \"not every crate needs it\")]\n",
    );
    text.push_str("pub(crate) use derived::*;\n");
    for piece in pieces {
        match piece.export {
            Export::Nothing => {}
            Export::Private => text.push_str(&format!("pub(crate) use {}::*;\n", piece.name)),
            Export::Public(name) => text.push_str(&format!("pub use {}::{name};\n", piece.name)),
            Export::Derived(name) => {
                text.push_str(&format!("#[cfg(feature = \"schemars\")]\npub use {}::{name};\n", piece.name));
            }
        }
    }
    text.push_str(&format!("\n#[cfg(feature = \"schemars\")]\nmod derived {{\n{}}}\n", indent(DERIVED)));
    for piece in pieces {
        text.push_str(&format!("\nmod {} {{\n{}}}\n", piece.name, indent(piece.text)));
    }
    text
}

/// A file's text as the body of a module.
fn indent(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}
