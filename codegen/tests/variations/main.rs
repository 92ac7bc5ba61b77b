//! What becomes of a schema's code where the schema is varied: by what does not matter ([`order`]), and by what does
//! ([`deletions`]).

mod deletions;
mod order;

use isotype::load::{Source, load};
use isotype::{Draft, Formats, Generated, Settings, generate};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What is generated for a schema; nothing where it is refused.
fn generated(schema: &Value) -> Option<Generated> {
    let mut settings = Settings::default();
    settings.formats = Formats::Annotate;
    settings.dialect = Draft::Draft7;
    let name = "document.json".to_owned();
    let source = Source { path: name.clone().into(), name, bytes: schema.to_string().into_bytes(), uri: None };
    let documents = load(vec![source], settings.dialect).ok()?;
    generate(documents, &settings).ok()
}

/// The schemas of `SchemaStore`, by their files.
fn suite() -> Option<Vec<(String, Value)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance/SchemaStore/tests");
    let Ok(folder) = folder.canonicalize() else {
        println!("skipped: the suite is not here (../shared/conformance/SchemaStore is missing)");
        return None;
    };
    let mut waiting: Vec<PathBuf> = vec![folder];
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).ok()?.flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|ending| ending == "json") {
            let groups: Value = serde_json::from_str(&std::fs::read_to_string(&path).ok()?).ok()?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let schemas = groups.as_array()?.iter().filter_map(|group| group.get("schema"));
            found.extend(schemas.map(|schema| (name.clone(), schema.clone())));
        }
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    Some(found)
}
