//! What the schemas become: modules of types, before any Rust is written.
//!
//! [`lower`](crate::lower) builds it, [`engine`](crate::engine) shows its shapes to typify, [`refine`](crate::refine)
//! turns it and typify's types into code. It knows JSON Schema and Rust names, but no syntax.

use crate::format::Format;
use crate::pointer::Location;
use crate::regex::Pattern;
use serde_json::Value;
use std::collections::BTreeSet;

/// All modules of the generated crate.
#[derive(Debug, Default)]
pub struct Model {
    /// One module per schema document, in the order of the documents' names.
    pub modules: Vec<Module>,
    /// Every type of every module; a [`TypeId`] is a position in it.
    pub types: Vec<TypeDef>,
}

/// The Rust module that a schema document becomes.
#[derive(Debug)]
pub struct Module {
    /// The module's name in Rust.
    pub name: String,
    /// The name of the document.
    pub document: String,
    /// The document's `$id`.
    pub id: Option<String>,
    /// The document's text.
    pub text: String,
    /// The type of the whole document; none where only a part of a vendored document is referred to.
    pub root: Option<TypeId>,
    /// The types of the schemas of the document that have a name of their own: those of `$defs`, and what references lead to.
    pub definitions: BTreeSet<TypeId>,
}

/// The position of a type in [`Model::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A named Rust type.
#[derive(Debug)]
pub struct TypeDef {
    /// The position of its module in [`Model::modules`].
    pub module: usize,
    /// Its name, unique in the module.
    pub name: String,
    /// The schema that it stands for.
    pub location: Location,
    /// The schemas that it is made of, as far as no other named type is: that one, and those that apply to the same values.
    pub schemas: Vec<Location>,
    /// The schemas with a named type that apply to the same values as that schema, by `$ref` and `allOf`, however deep: where it is
    /// a struct, it has the properties of theirs.
    pub bases: Vec<Location>,
    /// The description of a schema without a name that is part of that schema by `allOf`, where that has none itself.
    pub described_inside: Option<String>,
    /// The schema that says the type of its values, by `type`, `enum`, `const` or a choice, for error messages: the same one,
    /// or one that applies to the same values.
    pub typed_by: Location,
    /// The keyword there that says so; empty where the type is only implied.
    pub typed_keyword: &'static str,
    /// What the schema says beside its values.
    pub annotations: Annotations,
    /// Whether the schema stands where it is used, instead of being a document, in `$defs`, or the target of a `$ref`.
    pub inline: bool,
    /// What it is.
    pub kind: Kind,
    /// What is judged of the whole value beside what the kind holds; where there is any, the value is held back while it
    /// is decoded.
    pub conditions: Vec<Condition>,
    /// Whether values of the type are only judged, never kept: it stands in a condition alone, and users do not see it.
    pub private: bool,
}

/// What a named type is.
#[derive(Debug)]
pub enum Kind {
    /// A struct with a field for each property.
    Struct(Struct),
    /// An enum with a variant for each string.
    Enum(Strings),
    /// A newtype; with checks, one whose values are always valid.
    Newtype(TypeUse),
    /// An enum with a variant for each schema of an `anyOf` or a `oneOf`.
    Union(Union),
    /// An enum with a variant for each JSON type, or for several: the JSON type of a value alone decides.
    ByType(ByType),
    /// An array whose items are held one by one, by their position.
    Tuple(Tuple),
}

/// An enum with a variant for each schema of an `anyOf` or a `oneOf`.
///
/// A value becomes the first variant that takes it.
#[derive(Debug)]
pub struct Union {
    /// Whether exactly one variant must take a value (`oneOf`), instead of at least one (`anyOf`).
    pub exclusive: bool,
    /// The property whose value decides between the variants of objects: each requires it, and no two share a value.
    pub tag: Option<Tag>,
    /// The variants, in the order of the schemas; never empty.
    pub variants: Vec<UnionVariant>,
}

impl Union {
    /// The positions of the variants that can have values of a JSON type.
    #[must_use]
    pub fn takers(&self, json_type: JsonType) -> Vec<usize> {
        let variants = self.variants.iter().enumerate();
        variants.filter(|(_, variant)| variant.types.contains(&json_type)).map(|(position, _)| position).collect()
    }

    /// Whether a value of a JSON type is tried with several variants, as neither its type nor a tag decides.
    #[must_use]
    pub fn tries(&self, json_type: JsonType) -> bool {
        let by_tag = self.tag.is_some() && json_type == JsonType::Object;
        !by_tag && self.takers(json_type).len() > 1
    }
}

/// The tag of a [`Union`].
#[derive(Debug)]
pub struct Tag {
    /// The property.
    pub property: String,
    /// What its values are.
    pub values: TagValues,
}

/// What the values of a [`Tag`] are, all of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagValues {
    /// Strings.
    Strings,
    /// `true` and `false`.
    Booleans,
    /// Integers that every number type holds exactly.
    Integers,
}

/// A variant of a [`Union`].
#[derive(Debug)]
pub struct UnionVariant {
    /// The variant's name in Rust.
    pub name: String,
    /// The JSON types that its values can have.
    pub types: Vec<JsonType>,
    /// The values of the [tag](Union::tag), where there is one and its values are objects; booleans and integers as
    /// their text.
    pub tags: Vec<String>,
    /// How its values are held; without checks, as a variant is no field.
    pub held: TypeUse,
    /// The location of its schema.
    pub location: Location,
}

/// An enum with a variant for each JSON type, or for several.
#[derive(Debug)]
pub struct ByType {
    /// The keyword that says which types: `type`, or `anyOf` or `oneOf`, whose schemas share none.
    pub keyword: &'static str,
    /// The variants, in the order of the schemas.
    pub variants: Vec<TypeVariant>,
}

impl JsonType {
    /// Every type.
    pub const ALL: [JsonType; 6] =
        [JsonType::Null, JsonType::Boolean, JsonType::Number, JsonType::String, JsonType::Array, JsonType::Object];
}

/// A variant of an enum that the JSON type decides on.
#[derive(Debug)]
pub struct TypeVariant {
    /// The variant's name in Rust.
    pub name: String,
    /// The JSON types of its values; no two variants share one.
    pub types: Vec<JsonType>,
    /// How its values are held; without checks, as a variant is no field. Of several types, it is [`Shape::Any`].
    pub held: TypeUse,
}

/// A type of JSON values (JSON Schema Core, section 4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JsonType {
    /// `null`
    Null,
    /// `true` and `false`
    Boolean,
    /// Numbers, integers among them.
    Number,
    /// Strings.
    String,
    /// Arrays.
    Array,
    /// Objects.
    Object,
}

/// A struct with a field for each of the first items of an array (`prefixItems`).
#[derive(Debug)]
pub struct Tuple {
    /// The items that have a schema of their own, in their order.
    pub items: Vec<TupleItem>,
    /// What becomes of the items behind them.
    pub rest: Rest,
}

/// One of the first items of an array.
#[derive(Debug)]
pub struct TupleItem {
    /// The field's name in Rust.
    pub field: String,
    /// Whether every valid array has it (`minItems`); optional items come behind all required ones.
    pub required: bool,
    /// How it is held.
    pub held: TypeUse,
    /// The location of its schema.
    pub location: Location,
}

/// What becomes of the items that `prefixItems` does not speak of.
#[derive(Debug)]
pub enum Rest {
    /// There must be none.
    Denied {
        /// The location of the schema that denies them.
        location: Location,
    },
    /// They are kept in a `Vec`, which is the field of this name.
    Kept {
        /// The field's name.
        field: String,
        /// How they are held.
        items: Box<TypeUse>,
        /// The location of their schema.
        location: Location,
    },
}

/// What is judged of a whole value while it is held back, before it is decoded.
#[derive(Debug)]
pub struct Condition {
    /// The location of the keyword, for error messages.
    pub location: Location,
    /// What it asks for.
    pub test: Test,
}

/// What a condition asks for. A use in it is judged by whether the value decodes as it; its uses have no checks.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "a model has few of them")]
pub enum Test {
    /// `not`: the value must not decode as this.
    Not(TypeUse),
    /// Each of `allOf`, or another schema that no type could be merged from: it must decode as this too.
    Also(TypeUse),
    /// `patternProperties` of properties that have fields of their own: the value must decode as this too. The type's own
    /// `patternProperties` says it.
    Patterns(TypeUse),
    /// `anyOf` beside other keywords: it must decode as one of these.
    AnyOf(Vec<TypeUse>),
    /// `oneOf` beside other keywords: it must decode as exactly one of these.
    OneOf(Vec<TypeUse>),
    /// `oneOf` whose schemas are those of an enum's variants, which have no room for each value: one that holds an integer
    /// or an instant that some Rust type has no room for must decode as exactly one of these.
    OneOfBeyond(Vec<TypeUse>),
    /// `if`, `then` and `else`.
    If {
        /// `if`
        test: TypeUse,
        /// `then`
        then: Option<TypeUse>,
        /// `else`
        otherwise: Option<TypeUse>,
    },
    /// `dependentSchemas`: an object with this property must decode as this.
    Dependent {
        /// The property.
        property: String,
        /// The schema.
        schema: TypeUse,
    },
    /// `contains`: of an array, so many items must decode as this.
    Contains {
        /// The schema of `contains`.
        item: TypeUse,
        /// `minContains`
        least: u64,
        /// `maxContains`
        most: Option<u64>,
    },
    /// `unevaluatedProperties`: each property of an object that nothing evaluates must decode as this.
    UnevaluatedProperties {
        /// What evaluates properties.
        evaluated: Vec<Evaluated>,
        /// The schema of the others.
        others: TypeUse,
    },
    /// `unevaluatedItems`: each item of an array that nothing evaluates must decode as this.
    UnevaluatedItems {
        /// What evaluates items.
        evaluated: Vec<Evaluated>,
        /// The schema of the others.
        others: TypeUse,
    },
    /// A check of any value: `enum`, `const`, `minItems`, `maxItems`, `uniqueItems`, `minProperties`, `maxProperties`.
    Value(Check),
}

/// Properties or items that a schema evaluates (Core, sections 11.2 and 11.3), where all of its guards hold.
#[derive(Debug)]
pub struct Evaluated {
    /// What must hold of the whole value.
    pub guards: Vec<Guard>,
    /// What is evaluated then.
    pub what: Evaluates,
}

/// What must hold of a value, for a subschema that is applied to it to evaluate something.
#[derive(Clone, Debug)]
pub enum Guard {
    /// It decodes as this.
    Is(TypeUse),
    /// It does not decode as this.
    IsNot(TypeUse),
    /// It has this property.
    Has(String),
}

/// What a subschema evaluates of a value.
#[derive(Debug)]
pub enum Evaluates {
    /// Every property, or every item.
    All,
    /// The properties of these names.
    Names(Vec<String>),
    /// The properties whose names match this.
    Pattern(Pattern),
    /// So many of the first items.
    First(u64),
    /// The items that decode as this (`contains`, since draft 2020-12).
    Items(TypeUse),
}

impl Struct {
    /// The properties that have a field.
    pub fn fields(&self) -> impl Iterator<Item = &Property> {
        self.properties.iter().filter(|property| property.constant.is_none())
    }

    /// The properties that have none, as each can have one value only; with that value.
    pub fn constants(&self) -> impl Iterator<Item = (&Property, &Constant)> {
        self.properties.iter().filter_map(|property| Some((property, property.constant.as_ref()?)))
    }

    /// Whether a field keeps any values under names that the schema does not list.
    #[must_use]
    pub fn keeps_any(&self) -> bool {
        match &self.additional {
            Additional::Kept { values, .. } => values.is_any(),
            Additional::Patterns { .. } => true,
            Additional::Denied { .. } | Additional::Dropped => false,
        }
    }
}

/// A struct, made of an object schema.
#[derive(Debug)]
pub struct Struct {
    /// The properties, in the order of `properties`.
    pub properties: Vec<Property>,
    /// What becomes of the properties that the schema does not name but whose names match a pattern, in the order of
    /// `patternProperties`. A property of several patterns is kept by the first, and must be valid for all of them.
    pub patterns: Vec<PatternProperties>,
    /// What becomes of all other properties.
    pub additional: Additional,
    /// What each name must decode as (`propertyNames`); without checks.
    pub names: Vec<Names>,
    /// `minProperties`, where the required properties do not say it already, and `maxProperties`.
    pub counts: Vec<LocatedCheck>,
    /// `dependentRequired`: with the first property, all of the others must be there.
    pub dependent: Vec<Dependent>,
}

/// The properties whose names match a pattern.
#[derive(Debug)]
pub struct PatternProperties {
    /// The pattern.
    pub pattern: Pattern,
    /// The field of the map that keeps them; none where they stand among the additional properties, in the same field
    /// and of the same type: then [`Struct::additional`] is [`Additional::Kept`], or [`Additional::Patterns`].
    pub field: Option<String>,
    /// How their values are held.
    pub values: TypeUse,
    /// The location of their schema.
    pub location: Location,
}

/// What the names of an object's properties must be (`propertyNames`).
#[derive(Debug)]
pub struct Names {
    /// How a name would be held.
    pub held: TypeUse,
    /// The location of its schema.
    pub location: Location,
}

/// A list of `dependentRequired`.
#[derive(Debug)]
pub struct Dependent {
    /// The property that asks for others.
    pub property: String,
    /// The others.
    pub required: Vec<String>,
    /// The location of the list.
    pub location: Location,
}

/// A property of an object schema.
#[derive(Debug)]
pub struct Property {
    /// The name in JSON.
    pub name: String,
    /// The field's name in Rust.
    pub field: String,
    /// The location of the schema whose `required` lists it, where one does.
    pub required: Option<Location>,
    /// How its values are held.
    pub held: TypeUse,
    /// The only value that it can have, of a required property: a string, an integer, a boolean or `null`. It has no field
    /// then, as the type says it.
    pub constant: Option<Constant>,
    /// The location of its schema.
    pub location: Location,
}

/// The only value of a property.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The value.
    pub value: Value,
    /// The keyword that says it: `const`, or `enum`.
    pub keyword: &'static str,
}

/// What becomes of the properties that an object schema does not name, and that match no pattern.
#[derive(Debug)]
pub enum Additional {
    /// They are rejected: `additionalProperties` is `false`.
    Denied {
        /// The location of the schema that denies them.
        location: Location,
    },
    /// They are passed over, as the settings say.
    Dropped,
    /// They are kept in a map, which is the field of this name.
    Kept {
        /// The field's name.
        field: String,
        /// How their values are held.
        values: Box<TypeUse>,
        /// The location of their schema.
        location: Location,
    },
    /// They are rejected, but the map of this name keeps those that match a pattern without a field of its own. Its
    /// values are any.
    Patterns {
        /// The field's name.
        field: String,
        /// The location of the schema that denies the others.
        location: Location,
    },
}

/// Some strings.
#[derive(Debug)]
pub struct Strings {
    /// The keyword that names them: `enum`, or `const`.
    pub keyword: &'static str,
    /// A variant for each.
    pub variants: Vec<Variant>,
    /// What becomes of any other string, where that is valid too.
    pub others: Option<OtherStrings>,
}

/// The strings that an enum does not name but that are valid beside those which it does: the second schema of an `anyOf`.
#[derive(Debug)]
pub struct OtherStrings {
    /// The name of the variant that holds them.
    pub name: String,
    /// What the schema of the named strings says beside its values.
    pub known: Annotations,
    /// What the schema of all strings says beside its values.
    pub all: Annotations,
    /// Whether the schema of all strings is the first one of the two.
    pub all_first: bool,
}

/// A variant of an enum.
#[derive(Debug)]
pub struct Variant {
    /// The string in JSON.
    pub value: String,
    /// What a schema of this string alone says beside it.
    pub annotations: Annotations,
    /// The variant's name in Rust.
    pub name: String,
}

/// How the values of a schema are held where it is used.
#[derive(Clone, Debug)]
pub struct TypeUse {
    /// The type.
    pub shape: Shape,
    /// Whether `null` is valid beside it.
    pub nullable: bool,
    /// What the type alone does not say of its values.
    pub checks: Vec<LocatedCheck>,
    /// What the schema says beside its values.
    pub annotations: Annotations,
    /// The schemas that say so, as far as they have no named type.
    pub schemas: Vec<Location>,
}

impl TypeUse {
    /// A type that is used without anything beside it.
    #[must_use]
    pub fn of(shape: Shape) -> Self {
        TypeUse { shape, nullable: false, checks: Vec::new(), annotations: Annotations::default(), schemas: Vec::new() }
    }

    /// Whether it holds any values, as they are.
    #[must_use]
    pub fn is_any(&self) -> bool {
        matches!(self.shape, Shape::Any) && !self.nullable
    }
}

/// A type.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A type of the model.
    Named(TypeId),
    /// A string.
    String,
    /// A string of a format that has a type of its own.
    Format(Format),
    /// An integer.
    Integer(Width),
    /// A number, as `f64`.
    Number,
    /// A number, as `serde_json::Number`, which rounds none.
    Exact,
    /// A boolean.
    Boolean,
    /// `null` alone.
    Null,
    /// An array.
    Array(Box<TypeUse>),
    /// An object all of whose values are of one type.
    Map(Box<TypeUse>),
    /// Any value.
    Any,
    /// No value: the schema `false`.
    Never,
}

/// A Rust type of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width {
    /// Its name.
    pub name: &'static str,
    /// Its least value.
    pub least: i128,
    /// Its greatest value.
    pub most: i128,
}

impl Width {
    /// `i64`
    pub const I64: Width = Width { name: "i64", least: i64::MIN as i128, most: i64::MAX as i128 };
    /// `u64`
    pub const U64: Width = Width { name: "u64", least: 0, most: u64::MAX as i128 };

    /// The types that are shorter than these, in the order in which one is chosen.
    const SHORT: [Width; 6] = [
        Width { name: "u8", least: 0, most: u8::MAX as i128 },
        Width { name: "i8", least: i8::MIN as i128, most: i8::MAX as i128 },
        Width { name: "u16", least: 0, most: u16::MAX as i128 },
        Width { name: "i16", least: i16::MIN as i128, most: i16::MAX as i128 },
        Width { name: "u32", least: 0, most: u32::MAX as i128 },
        Width { name: "i32", least: i32::MIN as i128, most: i32::MAX as i128 },
    ];

    /// The shortest type of all integers between two bounds, the unsigned one where both are as short; without one of the
    /// bounds, a long one.
    #[must_use]
    pub fn of(least: Option<i128>, most: Option<i128>) -> Width {
        let holds = |width: &&Width| matches!((least, most), (Some(least), Some(most)) if width.least <= least && most <= width.most);
        let long = if least.is_some_and(|least| least >= 0) { Width::U64 } else { Width::I64 };
        Width::SHORT.iter().find(holds).copied().unwrap_or(long)
    }
}

/// A keyword that is checked while decoding, and the location of the schema that has it.
#[derive(Clone, Debug)]
pub struct LocatedCheck {
    /// The keyword.
    pub check: Check,
    /// The location of its schema.
    pub location: Location,
}

/// A keyword that is checked while decoding.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// `minLength`, in characters.
    MinLength(u64),
    /// `maxLength`, in characters.
    MaxLength(u64),
    /// `pattern`.
    Pattern(Pattern),
    /// `format`, of a text that is kept as it is.
    Format(Format),
    /// `minimum`, as written.
    Minimum(String),
    /// `maximum`, as written.
    Maximum(String),
    /// `exclusiveMinimum`, as written.
    ExclusiveMinimum(String),
    /// `exclusiveMaximum`, as written.
    ExclusiveMaximum(String),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems`, where it is `true`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
    /// `multipleOf`, as written.
    MultipleOf(String),
    /// `type` is `integer`, of a number whose Rust type holds others too.
    Integer,
    /// `enum` of other values than strings alone.
    Enum(Vec<Value>),
    /// `const` of another value than a string.
    Const(Value),
}

impl Check {
    /// The keyword.
    #[must_use]
    pub fn keyword(&self) -> &'static str {
        match self {
            Check::MinLength(_) => "minLength",
            Check::MaxLength(_) => "maxLength",
            Check::Pattern(_) => "pattern",
            Check::Format(_) => "format",
            Check::Minimum(_) => "minimum",
            Check::Maximum(_) => "maximum",
            Check::ExclusiveMinimum(_) => "exclusiveMinimum",
            Check::ExclusiveMaximum(_) => "exclusiveMaximum",
            Check::MinItems(_) => "minItems",
            Check::MaxItems(_) => "maxItems",
            Check::UniqueItems => "uniqueItems",
            Check::MinProperties(_) => "minProperties",
            Check::MaxProperties(_) => "maxProperties",
            Check::MultipleOf(_) => "multipleOf",
            Check::Integer => "type",
            Check::Enum(_) => "enum",
            Check::Const(_) => "const",
        }
    }

    /// The keyword's value.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Check::MinLength(count)
            | Check::MaxLength(count)
            | Check::MinItems(count)
            | Check::MaxItems(count)
            | Check::MinProperties(count)
            | Check::MaxProperties(count) => (*count).into(),
            Check::UniqueItems => true.into(),
            Check::Integer => "integer".into(),
            Check::Pattern(pattern) => pattern.text.as_str().into(),
            Check::Format(format) => format.name().into(),
            Check::Minimum(bound)
            | Check::Maximum(bound)
            | Check::ExclusiveMinimum(bound)
            | Check::ExclusiveMaximum(bound)
            | Check::MultipleOf(bound) => serde_json::from_str(bound).unwrap_or(Value::Null),
            Check::Enum(values) => values.clone().into(),
            Check::Const(value) => value.clone(),
        }
    }
}

/// What a schema says beside its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotations {
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// Every other annotation, in the order of the keywords.
    pub others: Vec<(String, Value)>,
}

impl Annotations {
    /// The same, with what another schema of the same values says that this one does not.
    #[must_use]
    pub fn and(mut self, other: Annotations) -> Self {
        self.title = self.title.or(other.title);
        self.description = self.description.or(other.description);
        self.deprecated |= other.deprecated;
        for (name, value) in other.others {
            if self.others.iter().all(|(known, _)| *known != name) {
                self.others.push((name, value));
            }
        }
        // The order of keywords means nothing.
        self.others.sort_by(|(a, _), (b, _)| a.cmp(b));
        self
    }

    /// Whether the schema says nothing beside its values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Annotations::default()
    }
}

/// How a type makes use of another one.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// It holds one value.
    One(&'a TypeUse),
    /// It holds values in an array.
    Array(&'a TypeUse),
    /// It holds values in a map, by the names of their properties.
    Map(&'a TypeUse),
    /// It holds none: a value is only judged by whether it decodes.
    Judged(&'a TypeUse),
}

impl<'a> Part<'a> {
    /// How one value is held.
    #[must_use]
    pub fn used(self) -> &'a TypeUse {
        match self {
            Part::One(used) | Part::Array(used) | Part::Map(used) | Part::Judged(used) => used,
        }
    }

    /// Whether values of the type hold such a value.
    #[must_use]
    pub fn is_held(self) -> bool {
        !matches!(self, Part::Judged(_))
    }
}

impl TypeDef {
    /// The uses of types that make up this one: what it holds, then what judges parts of it ([`Kind::judged`]), then what
    /// its conditions judge by.
    #[must_use]
    pub fn parts(&self) -> Vec<Part<'_>> {
        let conditions = self.conditions.iter().flat_map(|condition| condition.test.uses());
        let judged = self.kind.judged().into_iter().chain(conditions).map(Part::Judged);
        self.kind.held().into_iter().chain(judged).collect()
    }
}

impl Kind {
    /// What it holds, in the order of its fields or variants.
    #[must_use]
    pub fn held(&self) -> Vec<Part<'_>> {
        match self {
            Kind::Enum(_) => Vec::new(),
            Kind::Newtype(inner) => vec![Part::One(inner)],
            Kind::Struct(object) => {
                let named = object.fields().map(|property| Part::One(&property.held));
                let patterns = object.patterns.iter().filter(|pattern| pattern.field.is_some());
                let additional = match &object.additional {
                    Additional::Kept { values, .. } => Some(Part::Map(values)),
                    Additional::Denied { .. } | Additional::Dropped | Additional::Patterns { .. } => None,
                };
                named.chain(patterns.map(|pattern| Part::Map(&pattern.values))).chain(additional).collect()
            }
            Kind::Union(union) => union.variants.iter().map(|variant| Part::One(&variant.held)).collect(),
            Kind::ByType(found) => found.variants.iter().map(|variant| Part::One(&variant.held)).collect(),
            Kind::Tuple(tuple) => {
                let rest = match &tuple.rest {
                    Rest::Kept { items, .. } => Some(Part::Array(items)),
                    Rest::Denied { .. } => None,
                };
                tuple.items.iter().map(|item| Part::One(&item.held)).chain(rest).collect()
            }
        }
    }

    /// What judges parts of its values, beside the types that hold them: the schemas of `patternProperties`, by which a
    /// property of several patterns is judged, then those of `propertyNames`.
    #[must_use]
    pub fn judged(&self) -> Vec<&TypeUse> {
        match self {
            Kind::Struct(object) => {
                let patterns = object.patterns.iter().map(|pattern| &pattern.values);
                patterns.chain(object.names.iter().map(|names| &names.held)).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Test {
    /// The uses that it judges by.
    #[must_use]
    pub fn uses(&self) -> Vec<&TypeUse> {
        match self {
            Test::Not(used) | Test::Also(used) | Test::Patterns(used) => vec![used],
            Test::AnyOf(uses) | Test::OneOf(uses) | Test::OneOfBeyond(uses) => uses.iter().collect(),
            Test::If { test, then, otherwise } => std::iter::once(test).chain(then).chain(otherwise).collect(),
            Test::Dependent { schema, .. } => vec![schema],
            Test::Contains { item, .. } => vec![item],
            Test::UnevaluatedProperties { evaluated, others } | Test::UnevaluatedItems { evaluated, others } => {
                evaluated.iter().flat_map(Evaluated::uses).chain([others]).collect()
            }
            Test::Value(_) => Vec::new(),
        }
    }
}

impl Evaluated {
    /// The uses of its guards, then that of what it evaluates.
    #[must_use]
    pub fn uses(&self) -> Vec<&TypeUse> {
        let guards = self.guards.iter().filter_map(|guard| match guard {
            Guard::Is(used) | Guard::IsNot(used) => Some(used),
            Guard::Has(_) => None,
        });
        let items = match &self.what {
            Evaluates::Items(used) => Some(used),
            _ => None,
        };
        guards.chain(items).collect()
    }
}

impl Model {
    /// The type of that position.
    #[must_use]
    pub fn get(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }
}
