//! Hashes of values as JSON, made while they are encoded: equal for those that are equal in JSON Schema.

use super::any::PRIVATE_NUMBER;
use super::decimal::Decimal;
use super::json_of;
use foldhash::quality::{FoldHasher, RandomState};
use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
    Serializer,
};
use serde_json::Number;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};

/// The hash of a value; what cannot be encoded has the same one as all of its kind.
pub(super) fn hash_of<T: Serialize + ?Sized>(value: &T, keys: &RandomState) -> u64 {
    let mut hasher = keys.build_hasher();
    match value.serialize(JsonHasher { keys, hasher: &mut hasher }) {
        Ok(()) => hasher.finish(),
        Err(fmt::Error) => 0,
    }
}

/// Writes a value into a hasher.
struct JsonHasher<'a> {
    keys: &'a RandomState,
    hasher: &'a mut FoldHasher<'static>,
}

impl<'a> JsonHasher<'a> {
    fn write(self, part: impl Hash) {
        part.hash(self.hasher);
    }

    fn write_number(self, number: &Number) {
        match small_integer(number) {
            Some(integer) => self.write((2_u8, integer)),
            None => self.write((3_u8, Decimal::of(number))),
        }
    }

    fn array(self) -> Items<'a> {
        5_u8.hash(self.hasher);
        Items { into: self, len: 0 }
    }

    fn object(self) -> Members<'a> {
        let member = self.keys.build_hasher();
        Members { into: self, len: 0, sum: 0, member }
    }
}

/// The integer that a number is or is near to, where every number equal to it gives that one too.
#[allow(clippy::cast_possible_truncation)]
fn small_integer(number: &Number) -> Option<i64> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    let nearest = number.as_f64().filter(|nearest| nearest.fract() == 0.0 && nearest.abs() < MOST)?;
    Some(nearest as i64)
}

impl<'a> Serializer for JsonHasher<'a> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Items<'a>;
    type SerializeTupleStruct = Items<'a>;
    type SerializeTupleVariant = Impossible<(), fmt::Error>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Impossible<(), fmt::Error>;

    fn serialize_bool(self, value: bool) -> Result<(), fmt::Error> {
        self.write((1_u8, value));
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), fmt::Error> {
        self.write_number(&value.into());
        Ok(())
    }

    fn serialize_i16(self, value: i16) -> Result<(), fmt::Error> {
        self.write_number(&value.into());
        Ok(())
    }

    fn serialize_i32(self, value: i32) -> Result<(), fmt::Error> {
        self.write_number(&value.into());
        Ok(())
    }

    fn serialize_i64(self, value: i64) -> Result<(), fmt::Error> {
        self.write_number(&value.into());
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), fmt::Error> {
        self.write_number(&value.into());
        Ok(())
    }

    fn serialize_u16(self, value: u16) -> Result<(), fmt::Error> {
        self.write_number(&value.into());
        Ok(())
    }

    fn serialize_u32(self, value: u32) -> Result<(), fmt::Error> {
        self.write_number(&value.into());
        Ok(())
    }

    fn serialize_u64(self, value: u64) -> Result<(), fmt::Error> {
        self.write_number(&value.into());
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), fmt::Error> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), fmt::Error> {
        match Number::from_f64(value) {
            Some(number) => self.write_number(&number),
            None => self.write(0_u8),
        }
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), fmt::Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), fmt::Error> {
        self.write((4_u8, value));
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), fmt::Error> {
        let mut items = self.array();
        value.iter().try_for_each(|byte| SerializeSeq::serialize_element(&mut items, byte))?;
        SerializeSeq::end(items)
    }

    fn serialize_none(self) -> Result<(), fmt::Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), fmt::Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), fmt::Error> {
        self.write(0_u8);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), fmt::Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), fmt::Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), fmt::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a>, fmt::Error> {
        Ok(self.array())
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<'a>, fmt::Error> {
        Ok(self.array())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'a>, fmt::Error> {
        Ok(self.array())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, fmt::Error> {
        Ok(self.object())
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Fields<'a>, fmt::Error> {
        Ok(if name == PRIVATE_NUMBER { Fields::Number(None, self) } else { Fields::Members(self.object()) })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, fmt::Error> {
        Err(fmt::Error)
    }
}

/// Writes the items of an array.
struct Items<'a> {
    into: JsonHasher<'a>,
    len: usize,
}

impl SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        self.len += 1;
        value.serialize(JsonHasher { keys: self.into.keys, hasher: self.into.hasher })
    }

    fn end(self) -> Result<(), fmt::Error> {
        self.into.write(self.len);
        Ok(())
    }
}

impl SerializeTuple for Items<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<(), fmt::Error> {
        SerializeSeq::end(self)
    }
}

impl SerializeTupleStruct for Items<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<(), fmt::Error> {
        SerializeSeq::end(self)
    }
}

/// Writes the members of an object, whose order has no say: the sum of their hashes.
struct Members<'a> {
    into: JsonHasher<'a>,
    len: usize,
    sum: u64,
    /// What is written of the member whose value comes next.
    member: FoldHasher<'static>,
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), fmt::Error> {
        self.member = self.into.keys.build_hasher();
        key.serialize(JsonHasher { keys: self.into.keys, hasher: &mut self.member })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        value.serialize(JsonHasher { keys: self.into.keys, hasher: &mut self.member })?;
        self.len += 1;
        self.sum = self.sum.wrapping_add(self.member.finish());
        Ok(())
    }

    fn end(self) -> Result<(), fmt::Error> {
        self.into.write((6_u8, self.len, self.sum));
        Ok(())
    }
}

/// Writes the fields of a struct of another crate, or a number that is one to `serde_json`, where its feature
/// `arbitrary_precision` is on.
enum Fields<'a> {
    Members(Members<'a>),
    Number(Option<Number>, JsonHasher<'a>),
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), fmt::Error> {
        match self {
            Fields::Members(members) => members.serialize_entry(name, value),
            Fields::Number(number, _) => {
                let digits = json_of(value);
                *number = digits.as_str().and_then(|digits| digits.parse().ok());
                Ok(())
            }
        }
    }

    fn end(self) -> Result<(), fmt::Error> {
        match self {
            Fields::Members(members) => SerializeMap::end(members),
            Fields::Number(number, into) => {
                into.write_number(&number.ok_or(fmt::Error)?);
                Ok(())
            }
        }
    }
}
