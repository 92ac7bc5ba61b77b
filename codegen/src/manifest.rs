//! The generated code's `isotype.json`: which version of isotype, which settings and which schemas it was made from.
//!
//! It tells an upgrade of isotype from a change of a schema, when the committed code differs from the fresh.

use crate::model::Model;
use crate::settings::Settings;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// The path of the file below the folder of the sources.
pub(crate) const FILE: &str = "isotype.json";

/// What generated code was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The version of isotype.
    pub isotype: String,
    /// The hash of the settings that shape code.
    pub settings: String,
    /// The hash of each schema document's text.
    pub schemas: BTreeMap<String, String>,
}

impl Manifest {
    fn of(model: &Model, settings: &Settings) -> Self {
        let chosen = |table: &BTreeMap<toml::Spanned<String>, toml::Spanned<String>>| -> BTreeMap<String, String> {
            table.iter().map(|(key, name)| (key.get_ref().clone(), name.get_ref().clone())).collect()
        };
        let vendored: BTreeMap<&str, &Path> = settings
            .vendored
            .iter()
            .map(|(uri, folder)| (uri.get_ref().as_str(), folder.get_ref().as_path()))
            .collect();
        let settings = serde_json::json!({
            "kind": settings.kind,
            "formats": settings.formats,
            "unknown_properties": settings.unknown_properties,
            "implied_types": settings.implied_types,
            "numbers": settings.numbers,
            "dialect": settings.dialect,
            "derived_dialect": settings.derived_dialect,
            "vendored": vendored,
            "types": chosen(&settings.types),
            "fields": chosen(&settings.fields),
        });
        Manifest {
            isotype: env!("CARGO_PKG_VERSION").to_owned(),
            settings: hash(&settings.to_string()),
            schemas: model.modules.iter().map(|module| (module.document.clone(), hash(&module.text))).collect(),
        }
    }

    /// Reads the text of a manifest, where it is one.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// The text of the manifest for a model.
pub(crate) fn text(model: &Model, settings: &Settings) -> String {
    let manifest = Manifest::of(model, settings);
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    format!("{text}\n")
}

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold("sha256:".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
}
