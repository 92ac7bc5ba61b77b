//! Structs with a field for each of the first items of an array.

use super::{At, Counted, Decode, Seed, Step, Violation, Wanted};
use serde::de::{self, Deserializer, Expected, SeqAccess, Visitor};
use serde::ser::{self, Serialize, SerializeSeq, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// A struct that an array schema with `prefixItems` became.
pub(crate) trait Tuple<'de>: Sized {
    /// The location of its schema.
    const SCHEMA: &'static str;
    /// The keyword that says which type its values are; empty where others imply it.
    const KEYWORD: &'static str = "type";

    fn decode_items<A: SeqAccess<'de>>(items: &mut Items<'_, A>) -> Result<Self, A::Error>;
}

/// Decodes an array into its struct.
pub(crate) fn decode_tuple<'de, T: Tuple<'de>, D: Deserializer<'de>>(
    deserializer: D,
    at: &At<'_>,
) -> Result<T, D::Error> {
    struct TupleVisitor<'a, T>(At<'a>, PhantomData<T>);

    impl<'de, T: Tuple<'de>> Visitor<'de> for TupleVisitor<'_, T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            Expected::fmt(&Wanted { what: "an array", at: &self.0, keyword: T::KEYWORD }, f)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<T, A::Error> {
            self.0.enter()?;
            T::decode_items(&mut Items { array, at: &self.0, position: 0 })
        }
    }

    deserializer.deserialize_seq(TupleVisitor(at.under(T::SCHEMA), PhantomData))
}

/// The items of an array, read one by one.
pub(crate) struct Items<'a, A> {
    array: A,
    at: &'a At<'a>,
    /// The position of the next item.
    position: usize,
}

impl<'de, A: SeqAccess<'de>> Items<'_, A> {
    /// The next item, of which the schema at this location speaks; `None` behind the last.
    pub(crate) fn read<T: Decode<'de>>(
        &mut self,
        schema: &'static str,
        check: impl FnOnce(&T) -> Result<(), Violation>,
    ) -> Result<Option<T>, A::Error> {
        let at = self.at.child(Step::Item(self.position)).under(schema);
        let Some(item) = self.array.next_element_seed(Seed::new(&at))? else { return Ok(None) };
        check(&item).map_err(|violation| violation.at(&at))?;
        self.position += 1;
        Ok(Some(item))
    }

    /// An item that every valid array has.
    pub(crate) fn required<T>(&self, item: Option<T>, least: usize) -> Result<T, A::Error> {
        item.ok_or_else(|| {
            let least = Counted(least as u64, "item", "items");
            let what = format_args!("missing item {}, expected at least {least}", self.position);
            de::Error::custom(Wanted { what, at: self.at, keyword: "minItems" })
        })
    }

    /// All items that are left.
    pub(crate) fn rest<T: Decode<'de>>(&mut self, schema: &'static str) -> Result<Vec<T>, A::Error> {
        let mut rest = Vec::new();
        while let Some(item) = self.read(schema, |_| Ok(()))? {
            rest.push(item);
        }
        Ok(rest)
    }

    /// Makes sure that no item is left, as the schema at this location asks.
    pub(crate) fn end(&mut self, schema: &'static str) -> Result<(), A::Error> {
        if self.array.next_element::<de::IgnoredAny>()?.is_none() {
            return Ok(());
        }
        let what = format_args!("too many items, expected at most {}", self.position);
        Err(de::Error::custom(Wanted { what, at: &self.at.under(schema), keyword: "" }))
    }
}

/// Encodes items one by one; behind one that is missing, there must be none.
pub(crate) struct ItemWriter<S: Serializer> {
    array: S::SerializeSeq,
    /// Whether an optional item was missing.
    ended: bool,
}

impl<S: Serializer> ItemWriter<S> {
    pub(crate) fn new(serializer: S, length: usize) -> Result<Self, S::Error> {
        Ok(ItemWriter { array: serializer.serialize_seq(Some(length))?, ended: false })
    }

    pub(crate) fn write<T: Serialize>(&mut self, item: &T) -> Result<(), S::Error> {
        if self.ended {
            return Err(ser::Error::custom("an item stands behind one that is missing"));
        }
        self.array.serialize_element(item)
    }

    /// Leaves out an optional item.
    pub(crate) fn leave_out(&mut self) {
        self.ended = true;
    }

    pub(crate) fn end(self) -> Result<S::Ok, S::Error> {
        self.array.end()
    }
}
