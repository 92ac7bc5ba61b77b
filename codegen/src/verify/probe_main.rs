use serde::{Serialize, de::DeserializeOwned};
use std::io::{BufRead, Write};

/// A type, as the functions that run it.
struct Type {
    round_trip: fn(&str) -> Result<String, String>,
    derived: fn(Settings) -> serde_json::Value,
    settings: Settings,
}

/// What schemars derives the schemas of a crate's types with.
#[cfg(feature = "schemars")]
type Settings = fn() -> schemars::generate::SchemaSettings;
#[cfg(not(feature = "schemars"))]
type Settings = ();

impl Type {
    #[cfg(feature = "schemars")]
    fn of<T: DeserializeOwned + Serialize + schemars::JsonSchema>(settings: Settings) -> Self {
        Type { round_trip: round_trip::<T>, derived: derived::<T>, settings }
    }

    #[cfg(not(feature = "schemars"))]
    fn of<T: DeserializeOwned + Serialize>(settings: Settings) -> Self {
        Type { round_trip: round_trip::<T>, derived: |()| serde_json::Value::Null, settings }
    }
}

/// The schema of a type, without the title that schemars gives to a root that has none: the name of its type.
#[cfg(feature = "schemars")]
fn derived<T: schemars::JsonSchema>(settings: Settings) -> serde_json::Value {
    let is_titled = T::json_schema(&mut settings().into_generator()).get("title").is_some();
    let mut schema = settings().into_generator().into_root_schema_for::<T>();
    if !is_titled {
        schema.remove("title");
    }
    schema.to_value()
}

fn round_trip<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, String> {
    let text = text.to_owned();
    let run = move || {
        let value: T = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        serde_json::to_string(&value).map_err(|error| format!("accepted, but cannot be encoded: {error}"))
    };
    std::panic::catch_unwind(run).unwrap_or_else(|_| Err("panicked".to_owned()))
}

/// Each line is the number of a type, and behind a tab the text to decode, as a JSON string; without one, the answer is
/// the derived schema.
fn main() {
    let types = types();
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    let mut input = std::io::stdin().lock();
    let mut line = String::new();
    while input.read_line(&mut line).expect("the caller writes lines of UTF-8") > 0 {
        let (number, text) = match line.trim_end().split_once('\t') {
            Some((number, text)) => (number, Some(text)),
            None => (line.trim_end(), None),
        };
        let found = &types[number.parse::<usize>().expect("the caller numbers the types")];
        let answer = match text {
            Some(text) => {
                let text: String = serde_json::from_str(text).expect("the caller sends a JSON string");
                serde_json::to_value((found.round_trip)(&text))
            }
            None => Ok((found.derived)(found.settings)),
        };
        writeln!(output, "{}", answer.expect("a result is JSON")).expect("the caller reads");
        output.flush().expect("the caller reads");
        line.clear();
    }
}
