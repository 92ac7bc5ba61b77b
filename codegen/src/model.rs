//! What the schemas become: modules of types, before any Rust is written.
//!
//! [`lower`](crate::lower) builds it, [`engine`](crate::engine) shows its shapes to typify, [`refine`](crate::refine)
//! turns it and typify's types into code. It knows JSON Schema and Rust names, but no syntax.

use crate::format::Format;
use crate::pointer::Location;
use serde_json::Value;

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
    /// The type of the whole document.
    pub root: TypeId,
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
    /// What the schema says beside its values.
    pub annotations: Annotations,
    /// Whether the schema stands where it is used, instead of being a document, in `$defs`, or the target of a `$ref`.
    pub inline: bool,
    /// What it is.
    pub kind: Kind,
}

/// What a named type is.
#[derive(Debug)]
pub enum Kind {
    /// A struct with a field for each property.
    Struct(Struct),
    /// An enum with a variant for each string.
    Enum(Vec<Variant>),
    /// A newtype; with checks, one whose values are always valid.
    Newtype(TypeUse),
}

/// A struct, made of an object schema.
#[derive(Debug)]
pub struct Struct {
    /// The properties, in the order of `properties`.
    pub properties: Vec<Property>,
    /// What becomes of the properties that the schema does not name.
    pub additional: Additional,
}

/// A property of an object schema.
#[derive(Debug)]
pub struct Property {
    /// The name in JSON.
    pub name: String,
    /// The field's name in Rust.
    pub field: String,
    /// Whether `required` lists it.
    pub required: bool,
    /// How its values are held.
    pub held: TypeUse,
}

/// What becomes of the properties that an object schema does not name.
#[derive(Debug)]
pub enum Additional {
    /// They are rejected: `additionalProperties` is `false`.
    Denied,
    /// They are passed over, as the settings say.
    Dropped,
    /// They are kept in a map, which is the field of this name.
    Kept {
        /// The field's name.
        field: String,
        /// How their values are held.
        values: Box<TypeUse>,
    },
}

/// A variant of an enum.
#[derive(Debug)]
pub struct Variant {
    /// The string in JSON.
    pub value: String,
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
    pub checks: Vec<Check>,
    /// What the schema says beside its values.
    pub annotations: Annotations,
}

impl TypeUse {
    /// A type that is used without anything beside it.
    #[must_use]
    pub fn of(shape: Shape) -> Self {
        TypeUse { shape, nullable: false, checks: Vec::new(), annotations: Annotations::default() }
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
    /// An integer that may be below zero, as `i64`.
    Signed,
    /// An integer from zero, as `u64`.
    Unsigned,
    /// A number, as `f64`.
    Number,
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

/// A keyword that is checked while decoding.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// `minLength`, in characters.
    MinLength(u64),
    /// `maxLength`, in characters.
    MaxLength(u64),
    /// `pattern`.
    Pattern(String),
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
            Check::Enum(_) => "enum",
            Check::Const(_) => "const",
        }
    }

    /// The keyword's value.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Check::MinLength(count) | Check::MaxLength(count) | Check::MinItems(count) | Check::MaxItems(count) => {
                (*count).into()
            }
            Check::Pattern(pattern) => pattern.as_str().into(),
            Check::Format(format) => format.name().into(),
            Check::Minimum(bound)
            | Check::Maximum(bound)
            | Check::ExclusiveMinimum(bound)
            | Check::ExclusiveMaximum(bound) => serde_json::from_str(bound).unwrap_or(Value::Null),
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
    /// Every other annotation, in the order of the text.
    pub others: Vec<(String, Value)>,
}

impl Annotations {
    /// Whether the schema says nothing beside its values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Annotations::default()
    }
}

impl Model {
    /// The type of that position.
    #[must_use]
    pub fn get(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// The types of a module, in the order in which they were found.
    pub fn types_of(&self, module: usize) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        let all = self.types.iter().enumerate().map(|(position, def)| (TypeId(position), def));
        all.filter(move |(_, def)| def.module == module)
    }
}
