//! Values made in Rust, judged as if they were decoded.

use super::{At, Decode, InvalidValue};

/// Whether a value is one that its schema allows.
///
/// Decoding lets no other in. A value that was made or changed in Rust may break what its type alone does not hold: the
/// checks of a field, the number of properties, or what a schema says of several fields together.
pub trait Validate {
    /// Encodes the value, and decodes that again.
    ///
    /// # Errors
    /// What is wrong with the value, and where.
    fn validate(&self) -> Result<(), InvalidValue>;
}

impl<T: serde::Serialize + for<'de> Decode<'de>> Validate for T {
    fn validate(&self) -> Result<(), InvalidValue> {
        let value = serde_json::to_value(self).map_err(InvalidValue::new)?;
        T::decode(&value, &At::ROOT).map(drop).map_err(InvalidValue::new)
    }
}
