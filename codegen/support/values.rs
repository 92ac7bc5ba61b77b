//! Everything but objects: arrays, `null`, booleans, strings and numbers.

use super::any::private_number;
use super::{At, Decode, Filling, Seed, Step, Wanted, is_small};
use serde::de::{self, Deserializer, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use std::fmt;
use std::marker::PhantomData;

impl<'de, T: Decode<'de>> Decode<'de> for Vec<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
        struct ArrayVisitor<'a, T>(&'a At<'a>, PhantomData<T>);

        impl<'de, T: Decode<'de>> Visitor<'de> for ArrayVisitor<'_, T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Expected::fmt(&Wanted { what: "an array", at: self.0, keyword: "type" }, f)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Vec<T>, A::Error> {
                self.0.enter()?;
                let mut items = Vec::new();
                if is_small::<T>() {
                    while let Some(item) = array.next_element_seed(Seed::new(&self.0.child(Step::Item(items.len()))))? {
                        items.push(item);
                    }
                    return Ok(items);
                }
                let mut slot = None;
                loop {
                    let at = self.0.child(Step::Item(items.len()));
                    let Some(()) = array.next_element_seed(Filling { at: &at, slot: &mut slot })? else { break };
                    items.extend(slot.take());
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
                        // What bounds the range is a keyword or the type itself.
                        E::invalid_value(found, &Wanted { what, at: self.0, keyword: "" })
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

                    fn visit_i128<E: de::Error>(self, value: i128) -> Result<$integer, E> {
                        <$integer>::try_from(value)
                            .map_err(|_| self.out_of_range(Unexpected::Other(&format!("integer `{value}`"))))
                    }

                    fn visit_u128<E: de::Error>(self, value: u128) -> Result<$integer, E> {
                        <$integer>::try_from(value)
                            .map_err(|_| self.out_of_range(Unexpected::Other(&format!("integer `{value}`"))))
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

/// Integers of types that hold what the bounds of their schemas allow, and little else.
macro_rules! decode_short_integer {
    ($($integer:ty),*) => {
        $(impl<'de> Decode<'de> for $integer {
            fn decode<D: Deserializer<'de>>(deserializer: D, at: &At<'_>) -> Result<Self, D::Error> {
                let value = i64::decode(deserializer, at)?;
                <$integer>::try_from(value).map_err(|_| {
                    let keyword = if value < 0 { "minimum" } else { "maximum" };
                    let what = format_args!("an integer from {} to {}", <$integer>::MIN, <$integer>::MAX);
                    de::Error::invalid_value(Unexpected::Signed(value), &Wanted { what, at, keyword })
                })
            }
        })*
    };
}

decode_short_integer!(i8, i16, i32, u8, u16, u32);
