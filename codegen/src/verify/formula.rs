//! Schemas as formulas about one value, the same for every dialect: what the proofs of [`super::proof`] work on.
//!
//! Every keyword becomes a formula that is true of the values of other types than it speaks of. References lead to the
//! formula of their target, so that formulas are graphs. Annotations leave no trace, but for what `unevaluated*` asks
//! ([`super::evaluated`]). Dynamic references lead where the dynamic scope says, so a schema has a formula for each.

use super::algebra::Side;
use super::evaluated::Unevaluated;
use referencing::{Draft, Resolved, Resolver, ResourceRef};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// A set of the types of values that are told apart, a bit for each.
pub(super) type Kinds = u8;

pub(super) const NULL: Kinds = 1;
pub(super) const TRUE: Kinds = 2;
pub(super) const FALSE: Kinds = 4;
pub(super) const INTEGER: Kinds = 8;
/// The numbers that are no integers.
pub(super) const FRACTION: Kinds = 16;
pub(super) const STRING: Kinds = 32;
pub(super) const ARRAY: Kinds = 64;
pub(super) const OBJECT: Kinds = 128;
pub(super) const EACH: [Kinds; 8] = [NULL, TRUE, FALSE, INTEGER, FRACTION, STRING, ARRAY, OBJECT];
const NUMBER: Kinds = INTEGER | FRACTION;

/// The type of a value.
pub(super) fn kind_of(value: &Value) -> Kinds {
    match value {
        Value::Null => NULL,
        Value::Bool(true) => TRUE,
        Value::Bool(false) => FALSE,
        Value::Number(number) if number.as_f64().is_none_or(|number| number.fract() == 0.0) => INTEGER,
        Value::Number(_) => FRACTION,
        Value::String(_) => STRING,
        Value::Array(_) => ARRAY,
        Value::Object(_) => OBJECT,
    }
}

/// The position of a formula in a [`Formulas`].
pub(super) type Id = usize;

/// What is said of a value.
#[derive(Clone, Debug)]
pub(super) enum Formula {
    Always,
    Never,
    /// All of them hold.
    All(Vec<Id>),
    /// At least one of them holds.
    Any(Vec<Id>),
    /// Exactly one of them holds.
    One(Vec<Id>),
    Not(Id),
    /// With the first holds the second, without it the third.
    If(Id, Id, Id),
    /// It is of one of these types.
    Types(Kinds),
    /// It is one of these.
    Values(Vec<Value>),
    /// Where it is of one of these types, this holds.
    Atom(Kinds, Atom),
}

/// What one keyword, or a group of them, says of the values of its type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Atom {
    /// At least this number, or beyond it.
    Least(Value, bool),
    /// At most this number, or below it.
    Most(Value, bool),
    MultipleOf(Value),
    MinLength(u64),
    MaxLength(u64),
    Pattern(String),
    Format(String),
    MinItems(u64),
    MaxItems(u64),
    Unique,
    /// The items of a prefix, and those behind.
    Items(Vec<Id>, Id),
    /// So many items, and at most so many, are as said.
    Contains(Id, u64, Option<u64>),
    MinProperties(u64),
    MaxProperties(u64),
    Has(String),
    /// The properties of these names, of these patterns, and the others.
    Properties(BTreeMap<String, Id>, Vec<(String, Id)>, Id),
    /// Each property's name.
    Names(Id),
}

/// The formulas of both sides of a comparison.
#[derive(Default)]
pub(super) struct Formulas {
    all: Vec<Formula>,
    /// The formula of each schema, by its address and its dynamic scope.
    known: HashMap<(*const Value, Scope), Id>,
    /// Whether some schema has a dynamic reference, so that scopes matter.
    dynamic: bool,
}

/// The resources that lead to a schema (Core, section 7.1), each where it was entered first: what decides where a dynamic
/// reference leads. Empty where there is no such reference.
type Scope = Vec<String>;

/// A schema, and what resolves its references.
pub(super) struct Place<'a> {
    pub schema: &'a Value,
    pub resolver: Resolver<'a>,
    pub draft: Draft,
    pub formats: bool,
    /// Whether an `$id` of its own has changed the resolver already.
    is_entered: bool,
}

impl<'a> Place<'a> {
    pub(super) fn below(&self, schema: &'a Value) -> Self {
        let (resolver, draft, formats) = (self.resolver.clone(), self.draft, self.formats);
        Place { schema, resolver, draft, formats, is_entered: false }
    }

    /// Where the references among its keywords lead.
    pub(super) fn targets(&self, keywords: &Map<String, Value>) -> Result<Vec<Place<'a>>, String> {
        let text = |keyword: &str| keywords.get(keyword).and_then(Value::as_str);
        let dynamic = text("$dynamicRef").filter(|_| self.draft >= Draft::Draft202012);
        let mut targets = Vec::new();
        for reference in text("$ref").into_iter().chain(dynamic) {
            targets.push(self.resolver.lookup(reference));
        }
        if text("$recursiveRef").is_some() && self.draft == Draft::Draft201909 {
            targets.push(self.resolver.lookup_recursive_ref());
        }
        let place = |target: Result<Resolved<'a>, referencing::Error>| {
            let (schema, resolver, draft) = target.map_err(|error| error.to_string())?.into_inner();
            Ok(Place { schema, resolver, draft, formats: self.formats, is_entered: true })
        };
        targets.into_iter().map(place).collect()
    }

    /// The same, with what resolves the references inside it: an `$id` of its own changes that.
    pub(super) fn entered(&self) -> Result<Self, String> {
        if self.is_entered {
            return Ok(Place { is_entered: true, ..self.below(self.schema) });
        }
        let resource = ResourceRef::new(self.schema, self.draft);
        let resolver = self.resolver.in_subresource(resource).map_err(|error| error.to_string())?;
        Ok(Place { resolver, is_entered: true, ..self.below(self.schema) })
    }
}

impl Formulas {
    pub(super) fn get(&self, id: Id) -> &Formula {
        &self.all[id]
    }

    pub(super) fn add(&mut self, formula: Formula) -> Id {
        self.all.push(formula);
        self.all.len() - 1
    }

    /// The formula of a side's schema.
    ///
    /// # Errors
    /// The keyword that has no formula, or the reference that leads nowhere.
    pub(super) fn of(&mut self, side: &Side<'_>) -> Result<Id, String> {
        self.dynamic = side.dynamic;
        let base = referencing::uri::from_str(side.base).map_err(|error| error.to_string())?;
        let resolver = side.registry.resolver(base);
        let (draft, formats) = (side.draft.into(), side.formats);
        self.schema(&Place { schema: side.schema, resolver, draft, formats, is_entered: true })
    }

    fn schema(&mut self, place: &Place<'_>) -> Result<Id, String> {
        let key = (std::ptr::from_ref(place.schema), self.scope(place));
        if let Some(id) = self.known.get(&key) {
            return Ok(*id);
        }
        let id = self.add(Formula::Always);
        self.known.insert(key, id);
        let formula = match place.schema {
            Value::Bool(true) => Formula::Always,
            Value::Bool(false) => Formula::Never,
            Value::Object(keywords) => Formula::All(self.keywords(place, keywords)?),
            _ => return Err("a schema is neither an object nor a boolean".to_owned()),
        };
        self.all[id] = formula;
        Ok(id)
    }

    fn scope(&self, place: &Place<'_>) -> Scope {
        let mut scope = Scope::new();
        if self.dynamic {
            let uris: Vec<String> = place.resolver.dynamic_scope().iter().map(ToString::to_string).collect();
            for uri in uris.into_iter().rev() {
                if !scope.contains(&uri) {
                    scope.push(uri);
                }
            }
        }
        scope
    }

    fn keywords<'a>(&mut self, place: &Place<'a>, keywords: &'a Map<String, Value>) -> Result<Vec<Id>, String> {
        let mut said = Vec::new();
        let alone = stands_alone(place.draft) && keywords.contains_key("$ref");
        let here = if alone { place.below(place.schema) } else { place.entered()? };
        for target in here.targets(keywords)? {
            said.push(self.schema(&target)?);
        }
        if alone {
            return Ok(said);
        }
        for (keyword, value) in keywords {
            self.keyword(keyword, value, &here, keywords, &mut said)?;
        }
        self.items(&here, keywords, &mut said)?;
        self.properties(&here, keywords, &mut said)?;
        Ok(said)
    }

    pub(super) fn below<'a>(&mut self, place: &Place<'a>, schema: &'a Value) -> Result<Id, String> {
        self.schema(&place.below(schema))
    }

    fn list<'a>(&mut self, place: &Place<'a>, schemas: &'a Value) -> Result<Vec<Id>, String> {
        schemas.as_array().into_iter().flatten().map(|schema| self.below(place, schema)).collect()
    }

    /// A keyword that says the same whatever stands beside it, but for what counts or bounds with it.
    fn keyword<'a>(
        &mut self,
        keyword: &str,
        value: &'a Value,
        place: &Place<'a>,
        keywords: &'a Map<String, Value>,
        said: &mut Vec<Id>,
    ) -> Result<(), String> {
        let flag = |keyword: &str| keywords.get(keyword) == Some(&Value::Bool(true));
        let spelled = || value.as_str().unwrap_or_default().to_owned();
        let (draft, formats) = (place.draft, place.formats);
        let formula = match keyword {
            "type" => Formula::Types(match value {
                Value::Array(names) => names.iter().filter_map(Value::as_str).fold(0, |all, name| all | named(name)),
                name => name.as_str().map_or(0, named),
            }),
            "enum" => Formula::Values(value.as_array().cloned().unwrap_or_default()),
            "const" if draft >= Draft::Draft6 => Formula::Values(vec![value.clone()]),
            "allOf" => Formula::All(self.list(place, value)?),
            "anyOf" => Formula::Any(self.list(place, value)?),
            "oneOf" => Formula::One(self.list(place, value)?),
            "not" => Formula::Not(self.below(place, value)?),
            "if" if draft >= Draft::Draft7 && (keywords.contains_key("then") || keywords.contains_key("else")) => {
                let condition = self.below(place, value)?;
                let mut branch = |keyword| match keywords.get(keyword) {
                    Some(schema) => self.below(place, schema),
                    None => Ok(self.add(Formula::Always)),
                };
                let (then, otherwise) = (branch("then")?, branch("else")?);
                Formula::If(condition, then, otherwise)
            }
            "minimum" => Formula::Atom(NUMBER, Atom::Least(value.clone(), flag("exclusiveMinimum"))),
            "maximum" => Formula::Atom(NUMBER, Atom::Most(value.clone(), flag("exclusiveMaximum"))),
            "exclusiveMinimum" if value.is_number() => Formula::Atom(NUMBER, Atom::Least(value.clone(), true)),
            "exclusiveMaximum" if value.is_number() => Formula::Atom(NUMBER, Atom::Most(value.clone(), true)),
            "multipleOf" => Formula::Atom(NUMBER, Atom::MultipleOf(value.clone())),
            "minLength" => counted(value, STRING, Atom::MinLength),
            "maxLength" => counted(value, STRING, Atom::MaxLength),
            "pattern" => Formula::Atom(STRING, Atom::Pattern(spelled())),
            "format" if formats => Formula::Atom(STRING, Atom::Format(spelled())),
            "minItems" => counted(value, ARRAY, Atom::MinItems),
            "maxItems" => counted(value, ARRAY, Atom::MaxItems),
            "uniqueItems" if flag("uniqueItems") => Formula::Atom(ARRAY, Atom::Unique),
            "contains" if draft >= Draft::Draft6 => {
                let newer = draft >= Draft::Draft201909;
                let bound = |keyword: &str| keywords.get(keyword).filter(|_| newer).and_then(count);
                match (bound("minContains").unwrap_or(1), bound("maxContains")) {
                    (0, None) => Formula::Always,
                    (least, most) => Formula::Atom(ARRAY, Atom::Contains(self.below(place, value)?, least, most)),
                }
            }
            "minProperties" => counted(value, OBJECT, Atom::MinProperties),
            "maxProperties" => counted(value, OBJECT, Atom::MaxProperties),
            "required" => {
                let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                let names = names.map(|name| self.has(name));
                Formula::All(names.collect())
            }
            "propertyNames" if draft >= Draft::Draft6 => Formula::Atom(OBJECT, Atom::Names(self.below(place, value)?)),
            "dependentRequired" | "dependentSchemas" | "dependencies" => {
                let mut all = Vec::new();
                for (name, schema) in value.as_object().into_iter().flatten() {
                    let has = self.has(name);
                    let then = match schema {
                        Value::Array(names) => {
                            let names: Vec<Id> =
                                names.iter().filter_map(Value::as_str).map(|name| self.has(name)).collect();
                            self.add(Formula::All(names))
                        }
                        schema => self.below(place, schema)?,
                    };
                    // What a value of another type says of it counts for nothing.
                    let other = self.add(Formula::Types(!OBJECT));
                    let lacks = self.add(Formula::Not(has));
                    all.push(self.add(Formula::Any(vec![other, lacks, then])));
                }
                Formula::All(all)
            }
            "unevaluatedProperties" | "unevaluatedItems" if draft >= Draft::Draft201909 => {
                let of_items = keyword == "unevaluatedItems";
                let which = if of_items { Unevaluated::Items } else { Unevaluated::Properties };
                said.push(self.unevaluated(which, value, place, keywords)?);
                return Ok(());
            }
            _ => return Ok(()),
        };
        said.push(self.add(formula));
        Ok(())
    }

    pub(super) fn has(&mut self, name: &str) -> Id {
        self.add(Formula::Atom(OBJECT, Atom::Has(name.to_owned())))
    }

    /// What is said of an array's items.
    fn items<'a>(
        &mut self,
        place: &Place<'a>,
        keywords: &'a Map<String, Value>,
        said: &mut Vec<Id>,
    ) -> Result<(), String> {
        let (prefix, rest) = match keywords.get("items") {
            _ if place.draft >= Draft::Draft202012 => (keywords.get("prefixItems"), keywords.get("items")),
            Some(items @ Value::Array(_)) => (Some(items), keywords.get("additionalItems")),
            items => (None, items),
        };
        if prefix.is_some() || rest.is_some() {
            let prefix = prefix.map_or_else(|| Ok(Vec::new()), |prefix| self.list(place, prefix))?;
            let rest = self.or_any(place, rest)?;
            said.push(self.add(Formula::Atom(ARRAY, Atom::Items(prefix, rest))));
        }
        Ok(())
    }

    /// What is said of an object's properties.
    fn properties<'a>(
        &mut self,
        place: &Place<'a>,
        keywords: &'a Map<String, Value>,
        said: &mut Vec<Id>,
    ) -> Result<(), String> {
        let members = |keyword: &str| keywords.get(keyword).and_then(Value::as_object).into_iter().flatten();
        if !["properties", "patternProperties", "additionalProperties"].iter().any(|name| keywords.contains_key(*name))
        {
            return Ok(());
        }
        let (mut named, mut patterns) = (BTreeMap::new(), Vec::new());
        for (name, schema) in members("properties") {
            named.insert(name.clone(), self.below(place, schema)?);
        }
        for (pattern, schema) in members("patternProperties") {
            patterns.push((pattern.clone(), self.below(place, schema)?));
        }
        let rest = self.or_any(place, keywords.get("additionalProperties"))?;
        said.push(self.add(Formula::Atom(OBJECT, Atom::Properties(named, patterns, rest))));
        Ok(())
    }

    fn or_any<'a>(&mut self, place: &Place<'a>, schema: Option<&'a Value>) -> Result<Id, String> {
        match schema {
            Some(schema) => self.below(place, schema),
            None => Ok(self.add(Formula::Always)),
        }
    }
}

/// Whether a `$ref` hides what stands beside it.
fn stands_alone(draft: Draft) -> bool {
    matches!(draft, Draft::Draft4 | Draft::Draft6 | Draft::Draft7)
}

fn named(name: &str) -> Kinds {
    match name {
        "null" => NULL,
        "boolean" => TRUE | FALSE,
        "integer" => INTEGER,
        "number" => NUMBER,
        "string" => STRING,
        "array" => ARRAY,
        "object" => OBJECT,
        _ => 0,
    }
}

/// A count, which may be spelled `2.0`; more than any value has is as good as the greatest.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast ends at the greatest count")]
fn count(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_f64().map(|count| count as u64))
}

fn counted(value: &Value, kinds: Kinds, atom: fn(u64) -> Atom) -> Formula {
    count(value).map_or(Formula::Always, |count| Formula::Atom(kinds, atom(count)))
}
