//! The official meta-schemas of all drafts, as documents that references may lead to.

use super::Document;
use crate::json;
use referencing::meta;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

/// The official meta-schema of that URI, which is without a fragment.
pub(super) fn get(uri: &str) -> Option<&'static Document> {
    META_SCHEMAS.get(uri)
}

static META_SCHEMAS: LazyLock<BTreeMap<String, Document>> = LazyLock::new(|| {
    let values: [&Arc<Value>; 19] = [
        &meta::DRAFT4,
        &meta::DRAFT6,
        &meta::DRAFT7,
        &meta::DRAFT201909,
        &meta::DRAFT201909_APPLICATOR,
        &meta::DRAFT201909_CONTENT,
        &meta::DRAFT201909_CORE,
        &meta::DRAFT201909_FORMAT,
        &meta::DRAFT201909_META_DATA,
        &meta::DRAFT201909_VALIDATION,
        &meta::DRAFT202012,
        &meta::DRAFT202012_APPLICATOR,
        &meta::DRAFT202012_CONTENT,
        &meta::DRAFT202012_CORE,
        &meta::DRAFT202012_FORMAT_ANNOTATION,
        &meta::DRAFT202012_FORMAT_ASSERTION,
        &meta::DRAFT202012_META_DATA,
        &meta::DRAFT202012_UNEVALUATED,
        &meta::DRAFT202012_VALIDATION,
    ];
    values.into_iter().filter_map(|value| document(value)).map(|document| (document.uri.clone(), document)).collect()
});

/// A meta-schema as a document, called after its URI.
fn document(value: &Value) -> Option<Document> {
    let id = value.get("$id").or_else(|| value.get("id"))?.as_str()?.trim_end_matches('#');
    let text: Arc<str> = serde_json::to_string_pretty(value).ok()?.into();
    let name = id.split_once("://").map_or(id, |(_, path)| path).to_owned();
    let root = json::parse(&text).ok()?;
    let (path, uri) = (PathBuf::from(id), id.to_owned());
    Some(Document { name, path, text, root, value: value.clone(), uri: uri.clone(), retrieval: uri, vendored: true })
}
