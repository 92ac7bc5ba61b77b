//! Derived schemas of draft 7.

#[cfg(feature = "schemars")]
pub use settings::schema_settings;

#[cfg(feature = "schemars")]
mod settings {
    use schemars::Schema;
    use schemars::consts::meta_schemas::DRAFT07;
    use schemars::generate::SchemaSettings;
    use schemars::transform::{Transform, transform_subschemas};
    use serde_json::{Map, Value, json};

    /// What schemars derives the schemas of these types with, in draft 7:
    /// `schema_settings().into_generator().into_root_schema_for::<T>()`.
    ///
    /// What draft 7 has no words for stays as the newer drafts say it, which means nothing there: `minContains` above one,
    /// `maxContains`, and `unevaluatedProperties` and `unevaluatedItems` where `additionalProperties` and `items` do not say
    /// the same.
    #[must_use]
    pub fn schema_settings() -> SchemaSettings {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/definitions".into();
            settings.meta_schema = Some(DRAFT07.into());
        });
        settings.with_transform(ToDraft7)
    }

    /// Says a schema of draft 2020-12 in draft 7.
    #[derive(Clone)]
    struct ToDraft7;

    impl Transform for ToDraft7 {
        fn transform(&mut self, schema: &mut Schema) {
            transform_subschemas(self, schema);
            let Some(keywords) = schema.as_object_mut() else { return };
            if let Some(first) = keywords.remove("prefixItems") {
                if let Some(others) = keywords.insert("items".to_owned(), first) {
                    keywords.insert("additionalItems".to_owned(), others);
                }
            }
            self.dependencies(keywords);
            contains(keywords);
            reference_alone(keywords);
        }
    }

    impl ToDraft7 {
        /// `dependentRequired` and `dependentSchemas` become `dependencies` (draft 7, Validation, section 6.5.7).
        fn dependencies(&mut self, keywords: &mut Map<String, Value>) {
            let mut dependencies = match keywords.remove("dependentRequired") {
                Some(Value::Object(names)) => names,
                _ => Map::new(),
            };
            if let Some(Value::Object(schemas)) = keywords.remove("dependentSchemas") {
                for (name, mut schema) in schemas {
                    if let Ok(schema) = <&mut Schema>::try_from(&mut schema) {
                        self.transform(schema);
                    }
                    let both = match dependencies.remove(&name) {
                        Some(names) => json!({ "allOf": [{ "required": names }, schema] }),
                        None => schema,
                    };
                    dependencies.insert(name, both);
                }
            }
            if !dependencies.is_empty() {
                keywords.insert("dependencies".to_owned(), dependencies.into());
            }
        }
    }

    /// `contains` always wants at least one item in draft 7, and has no other bounds.
    fn contains(keywords: &mut Map<String, Value>) {
        let is_bounded = keywords.contains_key("maxContains");
        match keywords.get("minContains").and_then(Value::as_u64) {
            Some(0) if !is_bounded => {
                keywords.remove("minContains");
                keywords.remove("contains");
            }
            Some(1) => drop(keywords.remove("minContains")),
            _ => {}
        }
    }

    /// A `$ref` hides what stands beside it in draft 7 (Core, section 8.3), so it moves into `allOf`.
    fn reference_alone(keywords: &mut Map<String, Value>) {
        if keywords.len() < 2 {
            return;
        }
        let Some(reference) = keywords.remove("$ref") else { return };
        let all = keywords.entry("allOf").or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(all) = all {
            all.insert(0, json!({ "$ref": reference }));
        }
    }
}
