//! Random schemas: few names and small numbers, so that keywords meet.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// The drafts, with their `$schema`; a later one is greater.
const DRAFTS: [(Draft, &str); 5] = [
    (Draft::D4, "http://json-schema.org/draft-04/schema#"),
    (Draft::D6, "http://json-schema.org/draft-06/schema#"),
    (Draft::D7, "http://json-schema.org/draft-07/schema#"),
    (Draft::D2019, "https://json-schema.org/draft/2019-09/schema"),
    (Draft::D2020, "https://json-schema.org/draft/2020-12/schema"),
];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Draft {
    D4,
    D6,
    D7,
    D2019,
    D2020,
}

const NAMES: [&str; 5] = ["a", "b", "ab", "foo", "x-y"];
const PATTERNS: [&str; 6] = ["^a", "b$", "^[a-z]+$", "o{2}", "^x-", "[0-9]"];
const STRINGS: [&str; 7] = ["", "a", "b", "ab", "foo", "2026-11-24", "é"];
const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
const FORMATS: [&str; 8] = ["date", "date-time", "uuid", "ipv4", "email", "uri", "regex", "unknown"];

/// What definitions are called; a reference has to escape most of them.
const DEFINED: [&str; 4] = ["d", "p q", "x/y~z", "100%é"];

/// The URI of documents that say it.
const ROOT: &str = "http://fuzz.test/root.json";

/// The anchor that dynamic references look for.
const DYNAMIC: &str = "node";

/// What stands for a reference to any schema of the document, before they are all known.
const ANYWHERE: &str = "?";

/// How deep schemas nest.
const DEPTH: usize = 3;

/// A document of some draft, with definitions that refer to one another.
pub fn document(random: &mut Rng) -> Value {
    let (draft, uri) = DRAFTS[random.usize(..DRAFTS.len())];
    let count = random.usize(0..4);
    let resources = random.usize(..3) == 0;
    let definitions: Vec<Definition> = (0..count)
        .map(|number| match random.usize(..6) {
            0 | 1 if resources => Definition::Resource(format!("d{number}.json")),
            2 if draft > Draft::D4 => Definition::Anchor(format!("anchor{number}")),
            _ => Definition::Named(format!("{}{number}", DEFINED[random.usize(..DEFINED.len())])),
        })
        .collect();
    let evaluates_items = random.bool();
    let mut maker = Maker { random, draft, definitions: &definitions, embedded: false, evaluates_items };
    let mut root = match maker.schema(DEPTH, Reach::InPlace(0)) {
        Value::Object(members) if !(draft < Draft::D2019 && members.contains_key("$ref")) => members,
        other => Map::from_iter([("allOf".to_owned(), json!([other]))]),
    };
    root.insert("$schema".to_owned(), uri.into());
    if resources {
        root.insert(draft.id().to_owned(), ROOT.into());
    }
    maker.dynamic_anchor(&mut root);
    let defined = definitions.iter().enumerate().map(|(number, definition)| {
        maker.embedded = matches!(definition, Definition::Resource(_));
        // In place, a definition refers only to later ones, so that no schema applies itself.
        let mut schema = maker.schema(DEPTH - 1, Reach::InPlace(number + 1));
        let is_hidden = draft < Draft::D2019 && schema.get("$ref").is_some();
        if !matches!(definition, Definition::Named(_)) && (is_hidden || !schema.is_object()) {
            schema = json!({ "allOf": [schema] });
        }
        if let Value::Object(members) = &mut schema {
            match definition {
                Definition::Named(_) => {}
                Definition::Anchor(name) if draft >= Draft::D2019 => {
                    members.insert("$anchor".to_owned(), name.as_str().into());
                }
                Definition::Anchor(name) => drop(members.insert("$id".to_owned(), format!("#{name}").into())),
                Definition::Resource(name) => {
                    members.insert(draft.id().to_owned(), name.as_str().into());
                    maker.dynamic_anchor(members);
                }
            }
        }
        (definition.name().to_owned(), schema)
    });
    let defined: Map<String, Value> = defined.collect();
    root.insert(draft.definitions().to_owned(), defined.into());
    let mut root = root.into();
    let mut places = Vec::new();
    collect(&root, draft, String::new(), &mut places);
    fill(&mut root, draft, false, random, &places);
    root
}

/// A schema of `$defs`, by what references call it.
enum Definition {
    Named(String),
    Anchor(String),
    Resource(String),
}

impl Definition {
    fn name(&self) -> &str {
        match self {
            Definition::Named(name) | Definition::Anchor(name) | Definition::Resource(name) => name,
        }
    }
}

impl Draft {
    fn id(self) -> &'static str {
        if self == Draft::D4 { "id" } else { "$id" }
    }

    fn definitions(self) -> &'static str {
        if self < Draft::D2019 { "definitions" } else { "$defs" }
    }
}

/// A name as a token of a JSON Pointer in a fragment.
fn token(name: &str) -> String {
    let escaped = name.replace('~', "~0").replace('/', "~1");
    percent_encoding::utf8_percent_encode(&escaped, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The pointers to the schemas of the root's own resource.
fn collect(schema: &Value, draft: Draft, pointer: String, places: &mut Vec<String>) {
    let Value::Object(members) = schema else { return places.push(pointer) };
    let is_hidden = draft < Draft::D2019 && members.contains_key("$ref");
    if !pointer.is_empty() && members.contains_key(draft.id()) || is_hidden {
        return;
    }
    for (keyword, value) in members {
        let at = format!("{pointer}/{}", token(keyword));
        match (keyword.as_str(), value) {
            ("properties" | "patternProperties" | "$defs" | "definitions", Value::Object(each)) => {
                each.iter().for_each(|(name, below)| collect(below, draft, format!("{at}/{}", token(name)), places));
            }
            ("allOf" | "anyOf" | "oneOf" | "items" | "prefixItems", Value::Array(each)) => {
                each.iter()
                    .enumerate()
                    .for_each(|(index, below)| collect(below, draft, format!("{at}/{index}"), places));
            }
            ("items" | "contains" | "not" | "if" | "additionalProperties" | "propertyNames", below) => {
                collect(below, draft, at, places);
            }
            _ => {}
        }
    }
    places.push(pointer);
}

/// Lets the references to any schema lead to one.
fn fill(value: &mut Value, draft: Draft, embedded: bool, random: &mut Rng, places: &[String]) {
    match value {
        Value::Object(members) => {
            let id = members.get(draft.id()).and_then(Value::as_str);
            let embedded = embedded || id.is_some_and(|id| !id.starts_with('#') && id != ROOT);
            for (name, member) in members {
                if name == "$ref" && member == ANYWHERE {
                    let base = if embedded { ROOT } else { "" };
                    *member = format!("{base}#{}", places[random.usize(..places.len())]).into();
                }
                fill(member, draft, embedded, random, places);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, draft, embedded, random, places)),
        _ => {}
    }
}

/// Which definitions a schema may refer to.
#[derive(Clone, Copy)]
enum Reach {
    /// Those from this number on: it applies to the same value as the definition before.
    InPlace(usize),
    /// All, and the root.
    All,
}

struct Maker<'r, 'd> {
    random: &'r mut Rng,
    draft: Draft,
    definitions: &'d [Definition],
    /// Whether a resource of its own is being made.
    embedded: bool,
    /// Whether a document of draft 2019-09 has `unevaluatedItems`, and not `contains`.
    evaluates_items: bool,
}

impl Maker<'_, '_> {
    /// Lets dynamic references lead to a resource, sometimes.
    fn dynamic_anchor(&mut self, resource: &mut Map<String, Value>) {
        match self.draft {
            // Every resource of a dynamic reference has the anchor, which makes the reference one.
            Draft::D2020 => drop(resource.insert("$dynamicAnchor".to_owned(), DYNAMIC.into())),
            Draft::D2019 if self.random.bool() => {
                resource.insert("$recursiveAnchor".to_owned(), true.into());
            }
            _ => {}
        }
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.random.usize(..n) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.random.usize(..from.len())].clone()
    }

    fn schema(&mut self, depth: usize, reach: Reach) -> Value {
        if depth == 0 || self.one_in(12) {
            return self.leaf();
        }
        if self.one_in(7)
            && let Some((keyword, reference)) = self.reference(reach)
        {
            let mut members = Map::from_iter([(keyword.to_owned(), reference.into())]);
            // Before draft 2019-09, what stands beside a reference is ignored.
            if self.one_in(3) {
                self.keywords(&mut members, depth, reach);
            }
            return members.into();
        }
        let mut members = Map::new();
        if !self.one_in(3) {
            members.insert("type".to_owned(), self.types());
        }
        self.keywords(&mut members, depth, reach);
        members.into()
    }

    fn reference(&mut self, reach: Reach) -> Option<(&'static str, String)> {
        let first = match reach {
            Reach::InPlace(first) => first,
            Reach::All => match self.random.usize(..6) {
                0 => return Some(("$ref", if self.embedded && self.one_in(2) { ROOT } else { "#" }.to_owned())),
                1 => return Some(("$ref", ANYWHERE.to_owned())),
                2 if self.draft == Draft::D2020 => return Some(("$dynamicRef", format!("#{DYNAMIC}"))),
                2 if self.draft == Draft::D2019 => return Some(("$recursiveRef", "#".to_owned())),
                _ => 0,
            },
        };
        if first >= self.definitions.len() {
            return None;
        }
        let base = if self.embedded { ROOT } else { "" };
        let keyword = self.draft.definitions();
        let reference = match &self.definitions[self.random.usize(first..self.definitions.len())] {
            Definition::Anchor(name) if self.one_in(2) => format!("{base}#{name}"),
            Definition::Resource(name) => name.clone(),
            definition => format!("{base}#/{keyword}/{}", token(definition.name())),
        };
        Some(("$ref", reference))
    }

    fn leaf(&mut self) -> Value {
        match self.random.usize(..8) {
            0 if self.draft > Draft::D4 => true.into(),
            1 if self.draft > Draft::D4 => false.into(),
            0..=2 => json!({}),
            3 => json!({ "enum": [self.value(1), self.value(1)] }),
            4 if self.draft > Draft::D4 => json!({ "const": self.value(1) }),
            _ => json!({ "type": self.types() }),
        }
    }

    fn types(&mut self) -> Value {
        if self.one_in(4) {
            let mut types = TYPES.to_vec();
            self.random.shuffle(&mut types);
            types.truncate(self.random.usize(2..5));
            return types.into();
        }
        // Objects and arrays have most to say.
        if self.one_in(3) { "object".into() } else { self.pick(&TYPES).into() }
    }

    /// A few keywords that a schema of the draft can have.
    fn keywords(&mut self, members: &mut Map<String, Value>, depth: usize, reach: Reach) {
        for _ in 0..self.random.usize(1..5) {
            let (name, value) = self.one_keyword(depth - 1, reach);
            members.insert(name.to_owned(), value);
        }
        // Numbers that may be fractions are held by `f64`, which has not all large ones.
        if members.get("type").is_some_and(|name| name == "integer") {
            if self.one_in(4) {
                let bound = self.pick(&[json!(i64::MIN), json!(i64::MAX), json!(u64::MAX)]);
                members.insert(self.pick(&["minimum", "maximum"]).to_owned(), bound);
            }
        } else if members.get("multipleOf").is_some_and(|divisor| *divisor == 2) {
            members.insert("multipleOf".to_owned(), 1.into());
        }
        if self.draft == Draft::D2019 {
            // The validator has `contains` evaluate items in this draft already: see the case `overruled`.
            members.remove(if self.evaluates_items { "contains" } else { "unevaluatedItems" });
        }
        if self.draft == Draft::D4 {
            // The exclusive forms are flags beside the bounds.
            for (bound, flag) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
                if members.contains_key(bound) && self.one_in(2) {
                    members.insert(flag.to_owned(), self.random.bool().into());
                }
            }
        }
    }

    fn one_keyword(&mut self, depth: usize, reach: Reach) -> (&'static str, Value) {
        let draft = self.draft;
        let small = |random: &mut Rng| Value::from(random.u64(..4));
        loop {
            let child = Reach::All;
            return match self.random.usize(..36) {
                0..=3 => ("properties", self.map(depth, child)),
                4 => ("required", self.names()),
                5 => ("additionalProperties", self.child(depth)),
                6 => ("patternProperties", self.patterns(depth)),
                7 if draft > Draft::D4 => ("propertyNames", self.name_schema()),
                8 => ("minProperties", small(self.random)),
                9 => ("maxProperties", small(self.random)),
                10 if draft >= Draft::D2019 => ("dependentRequired", json!({ self.pick(&NAMES): self.names() })),
                11 if draft >= Draft::D2019 => {
                    ("dependentSchemas", json!({ self.pick(&NAMES): self.schema(depth, reach) }))
                }
                10 | 11 if draft < Draft::D2019 => {
                    let value = if self.random.bool() { self.names() } else { self.schema(depth, reach) };
                    ("dependencies", json!({ self.pick(&NAMES): value }))
                }
                12 => ("items", self.child(depth)),
                13 if draft == Draft::D2020 => ("prefixItems", self.list(depth, child)),
                13 => ("items", self.list(depth, child)),
                14 if draft < Draft::D2020 => ("additionalItems", self.child(depth)),
                15 => ("minItems", small(self.random)),
                16 => ("maxItems", small(self.random)),
                17 => ("uniqueItems", true.into()),
                18 if draft > Draft::D4 => ("contains", self.schema(depth, child)),
                19 if draft >= Draft::D2019 => ("minContains", small(self.random)),
                20 if draft >= Draft::D2019 => ("maxContains", small(self.random)),
                21 => ("minLength", small(self.random)),
                22 => ("maxLength", small(self.random)),
                23 => ("pattern", self.pick(&PATTERNS).into()),
                24 => ("format", self.format().into()),
                25 => (self.pick(&["minimum", "maximum"]), self.number()),
                26 => ("multipleOf", self.pick(&[json!(1), json!(2), json!(0.5), json!(0.1)])),
                27 if draft > Draft::D4 => (self.pick(&["exclusiveMinimum", "exclusiveMaximum"]), self.number()),
                28 => ("allOf", self.list(depth, reach)),
                29 => ("anyOf", self.list(depth, reach)),
                30 => ("oneOf", self.list(depth, reach)),
                31 => ("not", self.schema(depth, reach)),
                32 if draft >= Draft::D7 => (self.pick(&["if", "then", "else"]), self.schema(depth, reach)),
                33 if draft >= Draft::D2019 => {
                    (self.pick(&["unevaluatedProperties", "unevaluatedItems"]), self.child(depth))
                }
                34 => ("enum", (0..self.random.usize(1..5)).map(|_| self.value(2)).collect::<Vec<_>>().into()),
                35 if draft > Draft::D4 => ("const", self.value(2)),
                _ => continue,
            };
        }
    }

    /// A schema of properties or items; often `false`, which is where they say most.
    fn child(&mut self, depth: usize) -> Value {
        if self.draft > Draft::D4 && self.one_in(3) { false.into() } else { self.schema(depth, Reach::All) }
    }

    fn map(&mut self, depth: usize, reach: Reach) -> Value {
        let count = self.random.usize(1..4);
        (0..count).map(|_| (self.pick(&NAMES).to_owned(), self.schema(depth, reach))).collect::<Map<_, _>>().into()
    }

    fn patterns(&mut self, depth: usize) -> Value {
        let count = self.random.usize(1..3);
        (0..count)
            .map(|_| (self.pick(&PATTERNS).to_owned(), self.schema(depth, Reach::All)))
            .collect::<Map<_, _>>()
            .into()
    }

    fn list(&mut self, depth: usize, reach: Reach) -> Value {
        let count = self.random.usize(1..4);
        (0..count).map(|_| self.schema(depth, reach)).collect::<Vec<_>>().into()
    }

    fn names(&mut self) -> Value {
        let mut names: Vec<&str> = NAMES.into_iter().filter(|_| self.random.bool()).collect();
        if names.is_empty() {
            names.push("a");
        }
        names.into()
    }

    fn name_schema(&mut self) -> Value {
        match self.random.usize(..4) {
            0 => json!({ "maxLength": 2 }),
            1 => json!({ "pattern": self.pick(&PATTERNS) }),
            2 => json!({ "enum": ["a", "foo", 1] }),
            _ => json!({ "not": { "const": "a" } }),
        }
    }

    fn number(&mut self) -> Value {
        self.pick(&[json!(0), json!(1), json!(-2), json!(1.5), json!(3), json!(10)])
    }

    /// A format of the draft, or none of any: the validator asserts those of some drafts in others too.
    fn format(&mut self) -> &'static str {
        loop {
            match self.pick(&FORMATS) {
                "date" | "regex" if self.draft < Draft::D7 => {}
                "uuid" if self.draft < Draft::D2019 => {}
                format => return format,
            }
        }
    }

    fn large(&mut self) -> Value {
        self.pick(&[json!(i64::MIN), json!(i64::MAX), json!(u64::MAX), json!((1_u64 << 53) + 1), json!(1e20)])
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.random.usize(..if depth == 0 { 5 } else { 7 }) {
            0 => Value::Null,
            1 => self.random.bool().into(),
            2 if self.one_in(8) => self.large(),
            2 => self.number(),
            3 | 4 => self.pick(&STRINGS).into(),
            5 => (0..self.random.usize(..3)).map(|_| self.value(depth - 1)).collect::<Vec<_>>().into(),
            _ => (0..self.random.usize(..3))
                .map(|_| (self.pick(&NAMES).to_owned(), self.value(depth - 1)))
                .collect::<Map<_, _>>()
                .into(),
        }
    }
}
