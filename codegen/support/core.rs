//! What the generated types share: decoding in one pass with located errors, and the checks of the schemas' keywords.
//!
//! A value is decoded by `Decode`, which is serde's `Deserialize` plus the place in the value that is being read. That
//! place is a chain of borrowed `At` links on the stack: it costs nothing until an error has to be written.

use serde::de::{self, DeserializeSeed, Deserializer, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// A text or a value that a type's schema does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidValue {
    message: String,
}

impl InvalidValue {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        InvalidValue { message: message.to_string() }
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for InvalidValue {}

/// The place in a value that is being decoded, and the location of the schema that speaks of it.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
    /// The schema's location where it is known; else it follows from the parent's by the step.
    schema: Option<&'static str>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Property(&'a str),
    AdditionalProperty(&'a str),
    Item(usize),
}

impl<'a> At<'a> {
    /// The whole value.
    pub(crate) const ROOT: At<'static> = At { parent: None, step: Step::Root, schema: None };

    fn child(&'a self, step: Step<'a>) -> At<'a> {
        At { parent: Some(self), step, schema: None }
    }

    /// The same place, spoken of by the schema at this location.
    pub(crate) fn under(&self, schema: &'static str) -> At<'a> {
        At { schema: Some(schema), ..*self }
    }

    /// Writes the place as a JSON pointer (RFC 6901).
    fn write_pointer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.write_pointer(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Property(name) | Step::AdditionalProperty(name) => write_token(f, name),
            Step::Item(index) => write!(f, "/{index}"),
        }
    }

    fn write_schema(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = self.schema {
            return f.write_str(schema);
        }
        if let Some(parent) = self.parent {
            parent.write_schema(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Property(name) => {
                f.write_str("/properties")?;
                write_token(f, name)
            }
            Step::AdditionalProperty(_) => f.write_str("/additionalProperties"),
            Step::Item(_) => f.write_str("/items"),
        }
    }
}

fn write_token(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    write!(f, "/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// What a keyword wants at a place, as the end of an error message.
pub(crate) struct Wanted<'a, T> {
    pub(crate) what: T,
    pub(crate) at: &'a At<'a>,
    pub(crate) keyword: &'static str,
}

impl<T: fmt::Display> fmt::Display for Wanted<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at ", self.what)?;
        match self.at.parent {
            None => f.write_str("the root")?,
            Some(_) => self.at.write_pointer(f)?,
        }
        f.write_str(" (schema ")?;
        self.at.write_schema(f)?;
        // The schema `false` has no keyword.
        if !self.keyword.is_empty() {
            write!(f, "/{}", self.keyword)?;
        }
        f.write_str(")")
    }
}

impl<T: fmt::Display> Expected for Wanted<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A type that decodes from any self-describing serde format and knows where in the value it stands.
pub(crate) trait Decode<'de>: Sized {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error>;
}

/// Carries a place through serde to [`Decode::decode`].
struct Seed<'a, T> {
    at: &'a At<'a>,
    target: PhantomData<T>,
}

impl<'a, T> Seed<'a, T> {
    fn new(at: &'a At<'a>) -> Self {
        Seed { at, target: PhantomData }
    }
}

impl<'de, T: Decode<'de>> DeserializeSeed<'de> for Seed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::decode(deserializer, self.at)
    }
}

/// A struct that an object schema became.
pub(crate) trait Object<'de>: Sized {
    /// The location of its schema.
    const SCHEMA: &'static str;
    /// The names that `properties` lists, in its order.
    const PROPERTIES: &'static [&'static str];

    fn decode_members<A: MapAccess<'de>>(members: &mut Members<'_, A>) -> Result<Self, A::Error>;
}

/// Decodes an object into its struct.
pub(crate) fn decode_object<'de, T: Object<'de>, D: Deserializer<'de>>(
    deserializer: D,
    at: &At<'_>,
) -> Result<T, D::Error> {
    struct ObjectVisitor<'a, T>(At<'a>, PhantomData<T>);

    impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<'_, T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            Expected::fmt(&Wanted { what: "an object", at: &self.0, keyword: "type" }, f)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::decode_members(&mut Members { map, at: &self.0, names: T::PROPERTIES, current: 0 })
        }
    }

    deserializer.deserialize_map(ObjectVisitor(at.under(T::SCHEMA), PhantomData))
}

/// The members of an object, read in the order in which they come.
pub(crate) struct Members<'a, A> {
    map: A,
    at: &'a At<'a>,
    names: &'static [&'static str],
    /// The position in `names` behind the property read last, where the next one is likely: most objects keep the order
    /// of their schema. While a property is being read, its own position.
    current: usize,
}

impl<'de, A: MapAccess<'de>> Members<'_, A> {
    /// The next member's name, `None` behind the last: borrowed where `properties` lists it, else owned.
    pub(crate) fn next_name(&mut self) -> Result<Option<Cow<'static, str>>, A::Error> {
        self.map.next_key_seed(NameSeed { names: self.names, current: &mut self.current })
    }

    /// Decodes the value of the property named last; a second one of that name is an error.
    pub(crate) fn read<T: Decode<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        self.read_checked(slot, |_| Ok(()))
    }

    /// Like [`Members::read`], with the checks that the property's schema asks for.
    pub(crate) fn read_checked<T: Decode<'de>>(
        &mut self,
        slot: &mut Option<T>,
        check: impl FnOnce(&T) -> Result<(), Violation>,
    ) -> Result<(), A::Error> {
        let name = self.names[self.current];
        if slot.is_some() {
            return Err(self.repeated(name));
        }
        let at = self.at.child(Step::Property(name));
        let value = self.map.next_value_seed(Seed::new(&at))?;
        check(&value).map_err(|violation| violation.at(&at))?;
        *slot = Some(value);
        self.current += 1;
        Ok(())
    }

    /// Decodes a value that `additionalProperties` speaks of.
    pub(crate) fn read_additional<M: PropertyMap>(&mut self, name: String, map: &mut M) -> Result<(), A::Error>
    where
        M::Value: Decode<'de>,
    {
        if map.has(&name) {
            return Err(self.repeated(&name));
        }
        let value = self.map.next_value_seed(Seed::new(&self.at.child(Step::AdditionalProperty(&name))))?;
        map.put(name, value);
        Ok(())
    }

    /// Passes over a value that is not kept.
    pub(crate) fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<de::IgnoredAny>().map(drop)
    }

    /// The value of a required property.
    pub(crate) fn required<T>(&self, slot: Option<T>, name: &'static str) -> Result<T, A::Error> {
        slot.ok_or_else(|| {
            let what = format_args!("missing property `{name}`");
            de::Error::custom(Wanted { what, at: self.at, keyword: "required" })
        })
    }

    /// The error for a member of an object whose schema says `additionalProperties: false`.
    pub(crate) fn unknown(&self, name: &str) -> A::Error {
        let names = self.names;
        let what = format_args!("unknown property `{name}`, expected {}", OneOf(names));
        de::Error::custom(Wanted { what, at: self.at, keyword: "additionalProperties" })
    }

    fn repeated(&self, name: &str) -> A::Error {
        let what = format_args!("repeated property `{name}`, expected each name once");
        de::Error::custom(Wanted { what, at: self.at, keyword: "type" })
    }
}

/// Decodes a member's name without allocating where `names` holds it.
struct NameSeed<'a> {
    names: &'static [&'static str],
    current: &'a mut usize,
}

impl<'de> DeserializeSeed<'de> for NameSeed<'_> {
    type Value = Cow<'static, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed<'_> {
    type Value = Cow<'static, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        let (before, from) = self.names.split_at((*self.current).min(self.names.len()));
        let position = from.iter().position(|known| *known == name).map(|position| position + before.len());
        match position.or_else(|| before.iter().position(|known| *known == name)) {
            Some(position) => {
                *self.current = position;
                Ok(Cow::Borrowed(self.names[position]))
            }
            None => Ok(Cow::Owned(name.to_owned())),
        }
    }
}

/// A map of the properties that a schema does not name.
pub(crate) trait PropertyMap {
    type Value;

    fn has(&self, name: &str) -> bool;
    fn put(&mut self, name: String, value: Self::Value);
}

impl<T> PropertyMap for BTreeMap<String, T> {
    type Value = T;

    fn has(&self, name: &str) -> bool {
        self.contains_key(name)
    }

    fn put(&mut self, name: String, value: T) {
        self.insert(name, value);
    }
}

impl PropertyMap for serde_json::Map<String, serde_json::Value> {
    type Value = serde_json::Value;

    fn has(&self, name: &str) -> bool {
        self.contains_key(name)
    }

    fn put(&mut self, name: String, value: serde_json::Value) {
        self.insert(name, value);
    }
}

/// A type that is not ours and is encoded faster than by its own `Serialize`, to the same text.
pub(crate) trait Encode {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Hands a value on to [`Encode::encode`].
pub(crate) struct Encoded<'a, T>(pub(crate) &'a T);

impl<T: Encode> Serialize for Encoded<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Encoded(value)),
            None => serializer.serialize_none(),
        }
    }
}

/// Encodes the properties that a schema does not name; one that it does name must not stand among them.
pub(crate) fn serialize_additional<'a, M, V>(
    map: &mut M,
    additional: impl IntoIterator<Item = (&'a String, &'a V)>,
    properties: &[&str],
) -> Result<(), M::Error>
where
    M: serde::ser::SerializeMap,
    V: serde::Serialize + 'a,
{
    for (name, value) in additional {
        if properties.contains(&name.as_str()) {
            let message = format_args!("`additional_properties` repeats the property `{name}`, which has a field");
            return Err(serde::ser::Error::custom(message));
        }
        map.serialize_entry(name, value)?;
    }
    Ok(())
}

/// Decodes a map of one value type, each name once.
fn decode_map<'de, M, D>(deserializer: D, at: &At<'_>) -> Result<M, D::Error>
where
    M: PropertyMap + Default,
    M::Value: Decode<'de>,
    D: Deserializer<'de>,
{
    struct MapVisitor<'a, M>(&'a At<'a>, PhantomData<M>);

    impl<'de, M> Visitor<'de> for MapVisitor<'_, M>
    where
        M: PropertyMap + Default,
        M::Value: Decode<'de>,
    {
        type Value = M;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            Expected::fmt(&Wanted { what: "an object", at: self.0, keyword: "type" }, f)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<M, A::Error> {
            let mut members = Members { map, at: self.0, names: &[], current: 0 };
            let mut decoded = M::default();
            while let Some(name) = members.next_name()? {
                members.read_additional(name.into_owned(), &mut decoded)?;
            }
            Ok(decoded)
        }
    }

    deserializer.deserialize_map(MapVisitor(at, PhantomData))
}

impl<'de, T: Decode<'de>> Decode<'de> for BTreeMap<String, T> {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        decode_map(deserializer, at)
    }
}

impl<'de> Decode<'de> for serde_json::Map<String, serde_json::Value> {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        decode_map(deserializer, at)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Vec<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        struct ArrayVisitor<'a, T>(&'a At<'a>, PhantomData<T>);

        impl<'de, T: Decode<'de>> Visitor<'de> for ArrayVisitor<'_, T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Expected::fmt(&Wanted { what: "an array", at: self.0, keyword: "type" }, f)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Vec<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = array.next_element_seed(Seed::new(&self.0.child(Step::Item(items.len()))))? {
                    items.push(item);
                }
                Ok(items)
            }
        }

        deserializer.deserialize_seq(ArrayVisitor(at, PhantomData))
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Box<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        T::decode(deserializer, at).map(Box::new)
    }
}

/// A value that may be `null`.
impl<'de, T: Decode<'de>> Decode<'de> for Option<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        struct NullableVisitor<'a, T>(&'a At<'a>, PhantomData<T>);

        impl<'de, T: Decode<'de>> Visitor<'de> for NullableVisitor<'_, T> {
            type Value = Option<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Expected::fmt(&Wanted { what: "null or a value", at: self.0, keyword: "type" }, f)
            }

            fn visit_none<E: de::Error>(self) -> Result<Option<T>, E> {
                Ok(None)
            }

            fn visit_unit<E: de::Error>(self) -> Result<Option<T>, E> {
                Ok(None)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
                T::decode(deserializer, self.0).map(Some)
            }
        }

        deserializer.deserialize_option(NullableVisitor(at, PhantomData))
    }
}

/// Decodes a string, and hands it on without a copy: to an enum, a format or a `String`.
pub(crate) fn decode_str<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    at: &At<'_>,
    wanted: impl fmt::Display,
    keyword: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    struct StrVisitor<'a, W, P> {
        wanted: Wanted<'a, W>,
        parse: P,
    }

    impl<T, W: fmt::Display, P: FnOnce(&str) -> Option<T>> Visitor<'_> for StrVisitor<'_, W, P> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            Expected::fmt(&self.wanted, f)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            (self.parse)(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self.wanted))
        }
    }

    deserializer.deserialize_str(StrVisitor { wanted: Wanted { what: wanted, at, keyword }, parse })
}

impl<'de> Decode<'de> for String {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        struct StringVisitor<'a>(&'a At<'a>);

        impl Visitor<'_> for StringVisitor<'_> {
            type Value = String;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Expected::fmt(&Wanted { what: "a string", at: self.0, keyword: "type" }, f)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
                Ok(text.to_owned())
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<String, E> {
                Ok(text)
            }
        }

        deserializer.deserialize_string(StringVisitor(at))
    }
}

impl<'de> Decode<'de> for bool {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        struct BooleanVisitor<'a>(&'a At<'a>);

        impl Visitor<'_> for BooleanVisitor<'_> {
            type Value = bool;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Expected::fmt(&Wanted { what: "a boolean", at: self.0, keyword: "type" }, f)
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<bool, E> {
                Ok(value)
            }
        }

        deserializer.deserialize_bool(BooleanVisitor(at))
    }
}

/// `null` alone.
impl<'de> Decode<'de> for () {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        struct NullVisitor<'a>(&'a At<'a>);

        impl Visitor<'_> for NullVisitor<'_> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Expected::fmt(&Wanted { what: "null", at: self.0, keyword: "type" }, f)
            }

            fn visit_unit<E: de::Error>(self) -> Result<(), E> {
                Ok(())
            }
        }

        deserializer.deserialize_unit(NullVisitor(at))
    }
}

/// Integers: `1.0` is one (JSON Schema Validation, 6.1.1), and what the type cannot hold is an error that says so.
macro_rules! decode_integer {
    ($integer:ty, $above:expr, $below:expr) => {
        impl<'de> Decode<'de> for $integer {
            fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
                struct IntegerVisitor<'a>(&'a At<'a>);

                impl IntegerVisitor<'_> {
                    fn out_of_range<E: de::Error>(&self, found: Unexpected<'_>) -> E {
                        let what = format_args!("an integer from {} to {}", <$integer>::MIN, <$integer>::MAX);
                        E::invalid_value(found, &Wanted { what, at: self.0, keyword: "type" })
                    }
                }

                impl<'de> Visitor<'de> for IntegerVisitor<'_> {
                    type Value = $integer;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        Expected::fmt(&Wanted { what: "an integer", at: self.0, keyword: "type" }, f)
                    }

                    fn visit_i64<E: de::Error>(self, value: i64) -> Result<$integer, E> {
                        <$integer>::try_from(value).map_err(|_| self.out_of_range(Unexpected::Signed(value)))
                    }

                    fn visit_u64<E: de::Error>(self, value: u64) -> Result<$integer, E> {
                        <$integer>::try_from(value).map_err(|_| self.out_of_range(Unexpected::Unsigned(value)))
                    }

                    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                    fn visit_f64<E: de::Error>(self, value: f64) -> Result<$integer, E> {
                        if value.fract() != 0.0 {
                            return Err(E::invalid_type(Unexpected::Float(value), &self));
                        }
                        // A whole number beyond the range comes as the nearest `f64`, which may be the end of the range.
                        if value <= $above || value >= $below {
                            return Err(self.out_of_range(Unexpected::Float(value)));
                        }
                        Ok(value as $integer)
                    }

                    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<$integer, A::Error> {
                        match private_number(map)? {
                            Some(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                                (Some(value), _, _) => self.visit_i64(value),
                                (_, Some(value), _) => self.visit_u64(value),
                                (_, _, Some(value)) => self.visit_f64(value),
                                _ => Err(self.out_of_range(Unexpected::Other(&number.to_string()))),
                            },
                            None => Err(de::Error::invalid_type(Unexpected::Map, &self)),
                        }
                    }
                }

                deserializer.deserialize_any(IntegerVisitor(at))
            }
        }
    };
}

decode_integer!(i64, -9_223_372_036_854_775_808.0, 9_223_372_036_854_775_808.0);
decode_integer!(u64, -1.0, 18_446_744_073_709_551_616.0);

impl<'de> Decode<'de> for f64 {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        struct NumberVisitor<'a>(&'a At<'a>);

        impl<'de> Visitor<'de> for NumberVisitor<'_> {
            type Value = f64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Expected::fmt(&Wanted { what: "a number", at: self.0, keyword: "type" }, f)
            }

            #[allow(clippy::cast_precision_loss)]
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<f64, E> {
                Ok(value as f64)
            }

            #[allow(clippy::cast_precision_loss)]
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<f64, E> {
                Ok(value as f64)
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<f64, E> {
                if value.is_finite() { Ok(value) } else { Err(E::invalid_type(Unexpected::Float(value), &self)) }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<f64, A::Error> {
                match private_number(map)?.map(|number| number.as_f64()) {
                    Some(Some(value)) => self.visit_f64(value),
                    Some(None) => Err(de::Error::invalid_value(Unexpected::Other("a number beyond f64"), &self)),
                    None => Err(de::Error::invalid_type(Unexpected::Map, &self)),
                }
            }
        }

        deserializer.deserialize_any(NumberVisitor(at))
    }
}

/// Any value; unlike in `serde_json`'s own decoding, a repeated name in an object is an error at every depth.
impl<'de> Decode<'de> for serde_json::Value {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor(at))
    }
}

struct AnyVisitor<'a>(&'a At<'a>);

impl<'de> Visitor<'de> for AnyVisitor<'_> {
    type Value = serde_json::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Wanted { what: "a JSON value", at: self.0, keyword: "type" }, f)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(serde_json::Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(serde_json::Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        let number = serde_json::Number::from_f64(value);
        number.map(Into::into).ok_or_else(|| E::invalid_type(Unexpected::Float(value), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = array.next_element_seed(Seed::new(&self.0.child(Step::Item(items.len()))))? {
            items.push(item);
        }
        Ok(serde_json::Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members { map, at: self.0, names: &[], current: 0 };
        let mut object = serde_json::Map::new();
        while let Some(name) = members.next_name()? {
            if object.is_empty() && name == PRIVATE_NUMBER && arbitrary_precision() {
                let digits: String = members.map.next_value()?;
                return digits.parse::<serde_json::Number>().map(Into::into).map_err(de::Error::custom);
            }
            members.read_additional(name.into_owned(), &mut object)?;
        }
        Ok(serde_json::Value::Object(object))
    }
}

/// The name under which `serde_json` hands a number on as text, where its feature `arbitrary_precision` is on.
const PRIVATE_NUMBER: &str = "$serde_json::private::Number";

/// The number that such a map stands for; `None` for a map that is one.
fn private_number<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<serde_json::Number>, A::Error> {
    if arbitrary_precision() && map.next_key::<Cow<'de, str>>()?.as_deref() == Some(PRIVATE_NUMBER) {
        let digits: String = map.next_value()?;
        return digits.parse().map(Some).map_err(de::Error::custom);
    }
    Ok(None)
}

/// Whether another crate of the build has turned that feature on: a number too large for `f64` tells.
fn arbitrary_precision() -> bool {
    static ON: std::sync::LazyLock<bool> =
        std::sync::LazyLock::new(|| serde_json::from_str::<serde_json::Number>("1e999").is_ok());
    *ON
}

/// A list of alternatives, for an error message.
pub(crate) struct OneOf<'a>(pub(crate) &'a [&'a str]);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("none"),
            [only] => write!(f, "`{only}`"),
            [first, rest @ ..] => {
                write!(f, "one of `{first}`")?;
                rest.iter().try_for_each(|name| write!(f, ", `{name}`"))
            }
        }
    }
}

impl OneOf<'_> {
    pub(crate) fn violated(&self, keyword: &'static str) -> Violation {
        Violation::new(keyword, self)
    }
}

/// A value that a keyword does not allow.
pub(crate) struct Violation {
    keyword: &'static str,
    expected: String,
}

impl Violation {
    pub(crate) fn new(keyword: &'static str, expected: impl fmt::Display) -> Self {
        Violation { keyword, expected: expected.to_string() }
    }

    pub(crate) fn at<E: de::Error>(self, at: &At<'_>) -> E {
        let what = format_args!("invalid value: expected {}", self.expected);
        E::custom(Wanted { what, at, keyword: self.keyword })
    }

    /// The error for a value made in Rust, which stands under no place of a document.
    pub(crate) fn under(self, schema: &'static str) -> InvalidValue {
        InvalidValue::new(format_args!("expected {} (schema {schema}/{})", self.expected, self.keyword))
    }
}
