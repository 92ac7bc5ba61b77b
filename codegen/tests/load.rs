//! What the loader promises: every draft's schemas are read as that draft means them, every reference leads where it
//! should, and whatever is wrong has its place.

use isotype::load::{Documents, Source, load, load_good, read_vendored};
use isotype::{Diagnostics, Draft, Location, Pointer, Settings};
use std::path::Path;

const DRAFTS: [(Draft, &str); 5] = [
    (Draft::Draft4, "http://json-schema.org/draft-04/schema#"),
    (Draft::Draft6, "http://json-schema.org/draft-06/schema#"),
    (Draft::Draft7, "http://json-schema.org/draft-07/schema#"),
    (Draft::Draft201909, "https://json-schema.org/draft/2019-09/schema"),
    (Draft::Draft202012, "https://json-schema.org/draft/2020-12/schema"),
];

fn own(name: &str, text: &str) -> Source {
    Source { name: name.to_owned(), path: name.into(), bytes: text.into(), uri: None }
}

fn vendored(uri: &str, text: &str) -> Source {
    let name = uri.rsplit('/').next().unwrap_or(uri);
    Source { name: format!("vendor/{name}"), path: uri.into(), bytes: text.into(), uri: Some(uri.to_owned()) }
}

#[track_caller]
fn loaded(sources: Vec<Source>) -> Documents {
    loaded_as(Draft::Draft202012, sources)
}

#[track_caller]
fn loaded_as(draft: Draft, sources: Vec<Source>) -> Documents {
    load(sources, draft).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Expects exactly these problems: each the file, the pointer, and a part of what is said.
#[track_caller]
fn rejected(draft: Draft, sources: Vec<Source>, expected: &[(&str, &str, &str)]) {
    let problems = load(sources, draft).expect_err("something is wrong");
    says(&problems, expected);
}

#[track_caller]
fn says(Diagnostics(problems): &Diagnostics, expected: &[(&str, &str, &str)]) {
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for ((problem, said), (file, pointer, message)) in problems.iter().zip(&said).zip(expected) {
        let place = problem.place.as_ref().expect("a place");
        let at = place.pointer.as_ref().expect("a pointer").as_str();
        assert_eq!((problem.file.to_str(), at), (Some(*file), *pointer), "{said}");
        assert!(said.contains(message), "{said:?} does not say {message:?}");
    }
}

fn at(location: &str) -> Location {
    let (document, pointer) = location.split_once('#').expect("a location");
    Location { document: document.to_owned(), pointer: Pointer::parse(pointer).expect("a pointer") }
}

/// Expects the `$ref` at the first location to lead to the second.
#[track_caller]
fn leads(documents: &Documents, from: &str, to: &str) {
    assert_eq!(documents.target(&at(from)).map(ToString::to_string).as_deref(), Some(to), "{from}");
}

/// Expects the dynamic reference at the first location to lead to the second, and to search for an anchor.
#[track_caller]
fn leads_dynamically(documents: &Documents, from: &str, to: &str, anchor: Option<&str>) {
    let target = documents.dynamic_target(&at(from)).expect("a dynamic reference");
    assert_eq!((target.initial.to_string().as_str(), target.anchor.as_deref()), (to, anchor), "{from}");
}

fn names(documents: &Documents) -> Vec<&str> {
    documents.iter().map(|document| document.name.as_str()).collect()
}

#[test]
fn a_document_is_of_the_draft_that_it_names() {
    for (draft, uri) in DRAFTS {
        let bare = uri.trim_end_matches('#');
        let other = bare.replace("https://", "http://");
        for spelling in [bare.to_owned(), format!("{bare}#"), other.clone(), other.replace("http://", "https://")] {
            let documents = loaded(vec![own("x.json", &format!("{{\"$schema\": \"{spelling}\"}}"))]);
            let root = documents.resource_at(&at("x.json#")).expect("a resource");
            assert_eq!(documents.dialect(root).draft, draft, "{spelling}");
        }
    }
    for (draft, _) in DRAFTS {
        let documents = loaded_as(draft, vec![own("x.json", "{}"), own("y.json", "true")]);
        for name in ["x.json#", "y.json#"] {
            assert_eq!(documents.dialect(documents.resource_of(&at(name))).draft, draft);
        }
    }
    let newest = loaded_as(Draft::Draft4, vec![own("x.json", r#"{"$schema": "http://json-schema.org/schema#"}"#)]);
    assert_eq!(newest.dialect(newest.resource_of(&at("x.json#"))).draft, Draft::Draft202012);
}

#[test]
fn dialects_that_are_not_known() {
    for (uri, message) in [
        ("https://example.test/dialect", "unknown dialect"),
        ("draft-07", "unknown dialect"),
        ("http://json-schema.org/draft-03/schema#", "draft 3 is not supported"),
    ] {
        // What another dialect means by its keywords is not complained about.
        let text = format!("{{\"$schema\": \"{uri}\", \"type\": 1, \"properties\": {{\"a\": {{\"type\": 1}}}}}}");
        rejected(Draft::Draft202012, vec![own("x.json", &text)], &[("x.json", "/$schema", message)]);
    }
    let below = r#"{"properties": {"a": {"$schema": "http://json-schema.org/draft-07/schema#"}}}"#;
    let message = "another dialect than that of the schema around it";
    rejected(Draft::Draft202012, vec![own("x.json", below)], &[("x.json", "/properties/a/$schema", message)]);
    loaded_as(Draft::Draft7, vec![own("x.json", below)]);
}

/// What is well-formed in which drafts, from the first to the last of them.
#[test]
fn keywords_are_those_of_the_draft() {
    let (first, last) = (Draft::Draft4, Draft::Draft202012);
    for (schema, from, to) in [
        (r#"{"exclusiveMinimum": true}"#, first, Draft::Draft4),
        (r#"{"exclusiveMaximum": 1.5}"#, Draft::Draft6, last),
        (r#"{"id": "https://example.test/x", "$id": 1}"#, first, Draft::Draft4),
        (r#"{"id": 1, "$id": "https://example.test/x"}"#, Draft::Draft6, last),
        (r#"{"const": 1, "contains": 1, "propertyNames": 1, "examples": 1}"#, first, Draft::Draft4),
        (r#"{"if": 1, "then": 1, "else": 1, "readOnly": 1, "contentEncoding": 1}"#, first, Draft::Draft6),
        (r#"{"$defs": 1, "$anchor": 1, "unevaluatedItems": 1, "dependentRequired": 1}"#, first, Draft::Draft7),
        (r#"{"contentSchema": 1, "deprecated": 1, "minContains": -1}"#, first, Draft::Draft7),
        (r#"{"prefixItems": 1, "$dynamicRef": 1, "$dynamicAnchor": 1}"#, first, Draft::Draft201909),
        (r#"{"items": [true, {}], "additionalItems": false}"#, first, Draft::Draft201909),
        (r#"{"$recursiveRef": 1, "additionalItems": 1}"#, Draft::Draft202012, last),
        (r#"{"items": true, "additionalProperties": false, "not": true}"#, first, last),
        (r#"{"enum": [], "required": ["a", "a"]}"#, first, last),
        (r#"{"enum": [1, 1], "dependencies": {"a": ["b"], "c": {}, "d": true}}"#, first, last),
        (r#"{"definitions": {"a": {}}, "x-anything": {"type": 1}}"#, first, last),
        (r##"{"$ref": "#/definitions/a", "definitions": {"a": {}}, "type": 1}"##, first, Draft::Draft7),
    ] {
        for (draft, _) in DRAFTS {
            let outcome = load(vec![own("x.json", schema)], draft);
            assert_eq!(outcome.is_ok(), (from..=to).contains(&draft), "{schema} in {draft:?}: {outcome:?}");
        }
    }
}

#[test]
fn a_meta_schema_that_is_there_says_which_vocabularies_are_in_use() {
    let meta = |vocabularies: &str| {
        let text = format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.test/meta",
                "$vocabulary": {vocabularies}}}"#
        );
        vendored("https://example.test/vendor/meta.json", &text)
    };
    let document = own("x.json", r#"{"$schema": "https://example.test/meta#", "minimum": "1", "items": {"type": 1}}"#);
    let vocabulary = |name: &str| format!("\"https://json-schema.org/draft/2020-12/vocab/{name}\": true");
    let few = format!("{{{}, {}}}", vocabulary("applicator"), vocabulary("format-assertion"));
    let documents = loaded_as(Draft::Draft4, vec![document.clone(), meta(&few)]);
    let dialect = documents.dialect(documents.resource_of(&at("x.json#/items")));
    assert_eq!(dialect.draft, Draft::Draft202012);
    assert!(dialect.applicator && dialect.format_assertion && !dialect.validation && !dialect.unevaluated);
    // It defines the dialect and is nothing to make types of.
    assert_eq!(names(&documents), ["x.json"]);
    assert_eq!(
        documents.meta_schemas().map(|document| document.name.as_str()).collect::<Vec<_>>(),
        ["vendor/meta.json"]
    );

    let all = format!("{{{}}}", vocabulary("validation"));
    rejected(Draft::Draft202012, vec![document.clone(), meta(&all)], &[("x.json", "/minimum", "expected a number")]);
    let unknown = r#"{"https://example.test/vocab": true}"#;
    let message = "requires `https://example.test/vocab`";
    rejected(Draft::Draft202012, vec![document.clone(), meta(unknown)], &[("x.json", "/$schema", message)]);
    loaded(vec![document, meta(r#"{"https://example.test/vocab": false}"#)]);

    let circle = vendored("https://example.test/meta", r#"{"$schema": "https://example.test/meta"}"#);
    let document = own("x.json", r#"{"$schema": "https://example.test/meta"}"#);
    rejected(Draft::Draft202012, vec![document, circle], &[("x.json", "/$schema", "unknown dialect")]);
}

#[test]
fn references_lead_to_identifiers_anchors_and_pointers() {
    let documents = loaded(vec![
        own(
            "x.json",
            r##"{"$id": "https://example.test/deep/x", "$defs": {
                "embedded": {"$id": "y", "$anchor": "here", "$defs": {"inner": {"$ref": "#here"}}},
                "urn": {"$id": "urn:example:a", "properties": {"self": {"$ref": "#"}, "up": {"$ref": "urn:example:a#/$defs/~1"}},
                    "$defs": {"/": {}}},
                "a b%/~": {"$dynamicAnchor": "dynamic"}},
            "properties": {
                "1": {"$ref": ""}, "2": {"$ref": "y"}, "3": {"$ref": "/deep/y#here"}, "4": {"$ref": "x#/$defs/embedded"},
                "5": {"$ref": "#/$defs/a%20b%25~1~0"}, "6": {"$ref": "#dynamic"}, "7": {"$ref": "urn:example:a"},
                "8": {"$ref": "HTTPS://EXAMPLE.test:443/./deep/../deep/x#"}, "9": {"$ref": "../z.json#/$defs/b"},
                "10": {"$ref": "schema:///z.json"}, "11": {"$ref": "https://example.test/z.json"}}}"##,
        ),
        own("z.json", r#"{"$id": "https://example.test/z.json", "$defs": {"b": false}}"#),
    ]);
    for (from, to) in [
        ("1", ""),
        ("2", "/$defs/embedded"),
        ("3", "/$defs/embedded"),
        ("4", "/$defs/embedded"),
        ("5", "/$defs/a b%~1~0"),
        ("6", "/$defs/a b%~1~0"),
        ("7", "/$defs/urn"),
        ("8", ""),
    ] {
        leads(&documents, &format!("x.json#/properties/{from}"), &format!("x.json#{to}"));
    }
    leads(&documents, "x.json#/properties/9", "z.json#/$defs/b");
    // A document is known by its file too.
    leads(&documents, "x.json#/properties/10", "z.json#");
    leads(&documents, "x.json#/properties/11", "z.json#");
    leads(&documents, "x.json#/$defs/embedded/$defs/inner", "x.json#/$defs/embedded");
    leads(&documents, "x.json#/$defs/urn/properties/self", "x.json#/$defs/urn");
    leads(&documents, "x.json#/$defs/urn/properties/up", "x.json#/$defs/urn/$defs/~1");

    let embedded = documents.resource_at(&at("x.json#/$defs/embedded")).expect("a resource");
    assert_eq!(documents.uri_of(embedded), "https://example.test/deep/y");
    assert_eq!(documents.resource_of(&at("x.json#/$defs/embedded/$defs/inner")), embedded);
    assert_eq!(documents.resource_at(&at("x.json#/$defs/embedded/$defs/inner")), None);
}

#[test]
fn older_identifiers_name_fragments() {
    let text = |id: &str| {
        format!(
            r##"{{"definitions": {{"a": {{"{id}": "#here"}}, "b": {{"{id}": "https://example.test/b#there"}},
                "c": {{"{id}": "#/definitions/c"}}, "d": {{"{id}": "ignored", "$ref": "#here"}}}},
            "properties": {{"a": {{"$ref": "#here"}}, "b": {{"$ref": "https://example.test/b#there"}}}}}}"##
        )
    };
    for (draft, id) in [(Draft::Draft4, "id"), (Draft::Draft6, "$id"), (Draft::Draft7, "$id")] {
        let documents = loaded_as(draft, vec![own("x.json", &text(id))]);
        leads(&documents, "x.json#/properties/a", "x.json#/definitions/a");
        leads(&documents, "x.json#/properties/b", "x.json#/definitions/b");
        leads(&documents, "x.json#/definitions/d", "x.json#/definitions/a");
        assert_eq!(documents.resource_at(&at("x.json#/definitions/d")), None);
    }
    let newer = r##"{"$defs": {"a": {"$id": "#here"}}}"##;
    rejected(Draft::Draft202012, vec![own("x.json", newer)], &[("x.json", "/$defs/a/$id", "without a fragment")]);
}

#[test]
fn what_is_no_schema_identifies_nothing() {
    let documents = loaded(vec![own(
        "x.json",
        r#"{"enum": [{"$id": "https://example.test/a", "$ref": "nowhere"}], "const": {"$id": "https://example.test/a"},
            "x-unknown": {"$id": "https://example.test/a", "type": 1},
            "properties": {"$id": {"type": "string"}, "$ref": {"type": "string"}, "a": {"$id": "https://example.test/a"},
                "b": {"$ref": "https://example.test/a"}}}"#,
    )]);
    leads(&documents, "x.json#/properties/b", "x.json#/properties/a");
}

#[test]
fn a_reference_makes_a_schema_of_any_object() {
    let text = |inner: &str| {
        format!(
            r##"{{"items": {{"$ref": "#/x-unknown/a/0"}}, "$defs": {{"b": true}},
                "x-unknown": {{"a": [{{"properties": {{"b": {inner}}}}}], "never": {{"type": 1}}}}}}"##
        )
    };
    let documents = loaded(vec![own("x.json", &text(r##"{"$ref": "#/$defs/b"}"##))]);
    leads(&documents, "x.json#/items", "x.json#/x-unknown/a/0");
    leads(&documents, "x.json#/x-unknown/a/0/properties/b", "x.json#/$defs/b");
    let place = "/x-unknown/a/0/properties/b";
    let wrong = vec![own("x.json", &text(r#"{"type": 1}"#))];
    rejected(Draft::Draft202012, wrong, &[("x.json", &format!("{place}/type"), "`type` is 1")]);
    let wrong = vec![own("x.json", &text(r#"{"$ref": "nowhere"}"#))];
    rejected(Draft::Draft202012, wrong, &[("x.json", &format!("{place}/$ref"), "no document has the URI")]);
}

#[test]
fn a_reference_of_older_drafts_stands_alone() {
    let text = r##"{"$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://example.test/x",
        "$ref": "#/definitions/a", "type": "nonsense", "definitions": {"a": {"items": {"$ref": "x.json"}}}}"##;
    let documents = loaded(vec![own("x.json", text)]);
    leads(&documents, "x.json#", "x.json#/definitions/a");
    leads(&documents, "x.json#/definitions/a/items", "x.json#");
    assert_eq!(documents.get("x.json").expect("a document").uri, "schema:///x.json");
}

#[test]
fn dynamic_references_lead_to_anchors_or_stay() {
    let documents = loaded(vec![own(
        "x.json",
        r##"{"$dynamicAnchor": "node", "$defs": {"plain": {"$anchor": "plain"}, "other": {"$id": "other", "$dynamicAnchor": "node"}},
        "properties": {"a": {"$dynamicRef": "#node"}, "b": {"$dynamicRef": "#plain"}, "c": {"$dynamicRef": "#/$defs/plain"},
            "d": {"$dynamicRef": "other#node", "$ref": "#plain"}, "e": {"$dynamicRef": "#"}}}"##,
    )]);
    leads_dynamically(&documents, "x.json#/properties/a", "x.json#", Some("node"));
    leads_dynamically(&documents, "x.json#/properties/b", "x.json#/$defs/plain", None);
    leads_dynamically(&documents, "x.json#/properties/c", "x.json#/$defs/plain", None);
    leads_dynamically(&documents, "x.json#/properties/d", "x.json#/$defs/other", Some("node"));
    leads_dynamically(&documents, "x.json#/properties/e", "x.json#", None);
    leads(&documents, "x.json#/properties/d", "x.json#/$defs/plain");
    let anchors = |location: &str| -> Vec<(String, String)> {
        let anchors = documents.dynamic_anchors(documents.resource_of(&at(location)));
        anchors.map(|(name, location)| (name.to_owned(), location.to_string())).collect()
    };
    assert_eq!(anchors("x.json#"), [("node".to_owned(), "x.json#".to_owned())]);
    assert_eq!(anchors("x.json#/$defs/other"), [("node".to_owned(), "x.json#/$defs/other".to_owned())]);

    let recursive = r##"{"$recursiveAnchor": true, "$defs": {"other": {"$id": "other", "items": {"$recursiveRef": "#"}}},
        "items": {"$recursiveRef": "#"}}"##;
    let documents = loaded_as(Draft::Draft201909, vec![own("x.json", recursive)]);
    leads_dynamically(&documents, "x.json#/items", "x.json#", Some(""));
    leads_dynamically(&documents, "x.json#/$defs/other/items", "x.json#/$defs/other", None);
    let anchors = documents.dynamic_anchors(documents.resource_of(&at("x.json#")));
    assert_eq!(anchors.map(|(name, _)| name).collect::<Vec<_>>(), [""]);
}

#[test]
fn identifiers_that_clash() {
    let twice = r#"{"$defs": {"a": {"$id": "https://example.test/a"}, "b": {"$id": "https://example.test/a"}}}"#;
    rejected(
        Draft::Draft202012,
        vec![own("x.json", twice)],
        &[("x.json", "/$defs/b/$id", "belongs to `x.json` already")],
    );
    let twice =
        r#"{"$defs": {"a": {"$anchor": "a"}, "b": {"$dynamicAnchor": "a"}, "c": {"$id": "c", "$anchor": "a"}}}"#;
    let expected = [("x.json", "/$defs/b/$dynamicAnchor", "another schema has the anchor `a` already")];
    rejected(Draft::Draft202012, vec![own("x.json", twice)], &expected);
    let apart = r#"{"$anchor": "a", "$dynamicAnchor": "a"}"#;
    loaded(vec![own("x.json", apart)]);
}

#[test]
fn official_meta_schemas_are_there_where_they_are_referred_to() {
    for (draft, uri) in DRAFTS {
        let documents = loaded_as(draft, vec![own("x.json", &format!("{{\"not\": {{\"$ref\": \"{uri}\"}}}}"))]);
        let target = documents.target(&at("x.json#/not")).expect("a target");
        let meta = documents.get(&target.document).expect("a document");
        assert!(meta.vendored && meta.uri == uri.trim_end_matches('#'), "{}", meta.uri);
        assert_eq!(documents.dialect(documents.resource_of(target)).draft, draft);
    }
    assert_eq!(names(&loaded(vec![own("x.json", "{}")])), ["x.json"]);
}

#[test]
fn vendored_documents_are_those_that_are_referred_to() {
    let sources = |reference: &str| {
        vec![
            vendored("https://example.test/c/broken.json", "{"),
            vendored("https://example.test/c/wrong.json", r#"{"type": 1}"#),
            vendored(
                "https://example.test/c/b.json",
                r#"{"$id": "https://other.test/b", "$defs": {"b": {"$ref": "/d"}}}"#,
            ),
            vendored("https://example.test/c/a.json", r#"{"$ref": "b.json#/$defs/b"}"#),
            vendored("https://example.test/c/d.json", r#"{"$id": "https://other.test/d"}"#),
            own("x.json", &format!("{{\"not\": {{\"$ref\": \"{reference}\"}}}}")),
        ]
    };
    let documents = loaded(sources("https://example.test/c/a.json"));
    assert_eq!(names(&documents), ["x.json", "vendor/a.json", "vendor/b.json", "vendor/d.json"]);
    assert_eq!(documents.iter().map(|document| document.vendored).collect::<Vec<_>>(), [false, true, true, true]);
    leads(&documents, "vendor/b.json#/$defs/b", "vendor/d.json#");
    assert_eq!(names(&loaded(sources("https://other.test/b"))), ["x.json", "vendor/b.json", "vendor/d.json"]);

    let wrong = [("https://example.test/c/wrong.json", "/type", "`type` is 1")];
    rejected(Draft::Draft202012, sources("https://example.test/c/wrong.json"), &wrong);
    let broken = [("https://example.test/c/broken.json", "", "not JSON")];
    rejected(Draft::Draft202012, sources("https://example.test/c/broken.json"), &broken);
    let missing = [("x.json", "/not/$ref", "no document has the URI `https://example.test/c/e.json`")];
    rejected(Draft::Draft202012, sources("https://example.test/c/e.json"), &missing);
}

/// The schema folder comes before what is vendored, by whatever URI.
#[test]
fn a_vendored_copy_gives_way() {
    let documents = loaded(vec![
        vendored("https://example.test/a.json", r#"{"$id": "https://example.test/a.json", "type": 1}"#),
        own("a.json", r#"{"$id": "https://example.test/a.json"}"#),
        own("x.json", r#"{"$id": "https://example.test/x.json", "not": {"$ref": "a.json"}}"#),
    ]);
    assert_eq!(names(&documents), ["a.json", "x.json"]);
    leads(&documents, "x.json#/not", "a.json#");
}

#[test]
fn documents_of_one_name_are_told_apart() {
    let documents = loaded(vec![
        own("vendor/a.json", r#"{"allOf": [{"$ref": "https://a.test/a.json"}, {"$ref": "https://b.test/a.json"}]}"#),
        vendored("https://a.test/a.json", "{}"),
        vendored("https://b.test/a.json", "{}"),
    ]);
    assert_eq!(names(&documents), ["vendor/a.json", "vendored/vendor/a.json", "vendored/vendored/vendor/a.json"]);
}

#[test]
fn good_documents_are_told_from_bad_ones() {
    let sources = || {
        vec![
            own("bad.json", r#"{"type": 1}"#),
            own("broken.json", "{"),
            own("good.json", r#"{"$ref": "https://example.test/v.json"}"#),
            own("refers.json", r#"{"items": {"$ref": "bad.json"}, "not": {"$ref": "broken.json#/a"}}"#),
            own("through.json", r#"{"$ref": "refers.json#/items"}"#),
            vendored("https://example.test/v.json", "{}"),
        ]
    };
    let (documents, problems) = load_good(sources(), Draft::Draft202012);
    assert_eq!(names(&documents), ["good.json", "vendor/v.json"]);
    let own = [("bad.json", "/type", "`type` is 1"), ("broken.json", "", "not JSON")];
    let [bad, broken] = own;
    let refers = ("refers.json", "/not/$ref", "leads to `broken.json`, which has problems of its own");
    let through = ("through.json", "/$ref", "leads to `refers.json`, which has problems of its own");
    says(&problems, &[bad, broken, refers, through]);
    rejected(Draft::Draft202012, sources(), &own);
    let (documents, problems) = load_good(Vec::new(), Draft::Draft202012);
    assert!(documents.iter().next().is_none() && problems.0.is_empty());
}

#[test]
fn vendored_folders_are_read_as_the_settings_say() {
    let root = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in [("vendor/one/a b.json", "{}"), ("vendor/one/deep/c.json", "{"), ("vendor/one/readme.txt", "")]
    {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        std::fs::write(path, text).expect("a new file");
    }
    let parsed = |text: &str| Settings::parse(Path::new("isotype.toml"), text).map(|mut outputs| outputs.remove(0));
    let settings = parsed("[vendored]\n\"https://example.test/one/\" = \"vendor/one\"\n").expect("settings");
    let sources = read_vendored(root.path(), &settings).expect("files");
    let found: Vec<_> = sources.iter().map(|source| (source.name.as_str(), source.uri.as_deref())).collect();
    let uri = |path: &str| format!("https://example.test/one/{path}");
    let (first, second) = (uri("a%20b.json"), uri("deep/c.json"));
    assert_eq!(found, [("one/a b.json", Some(&*first)), ("one/deep/c.json", Some(&*second))]);

    let settings = parsed("[vendored]\n\"https://example.test/\" = \"nowhere\"\n").expect("settings");
    assert!(read_vendored(root.path(), &settings).expect_err("no folder").to_string().contains("cannot read"));
    for (text, message) in [
        ("\"https://example.test\" = \"vendor\"", "no absolute URI that ends in `/`"),
        ("\"example.test/\" = \"vendor\"", "no absolute URI that ends in `/`"),
        ("\"https://example.test/#/\" = \"vendor\"", "no absolute URI that ends in `/`"),
        ("\"https://example.test/\" = \"schema/vendor\"", "the folder `schema`"),
        ("\"https://example.test/\" = \"./generated/..//generated\"", "the folder `generated`"),
    ] {
        let problems = parsed(&format!("[vendored]\n{text}\n")).expect_err(text);
        assert!(
            problems.to_string().contains("isotype.toml:2:") && problems.to_string().contains(message),
            "{problems}"
        );
    }
}

/// URI references escape most signs; real schemas often do not.
#[test]
fn fragments_that_are_not_escaped_are_followed() {
    let text = r##"{ "properties": { "a": { "$ref": "#/definitions/List<string | null>" }, "b": { "$ref": "#/definitions/100%" } },
        "definitions": { "List<string | null>": {}, "100%": {} } }"##;
    let documents = loaded(vec![own("root.json", text)]);
    leads(&documents, "root.json#/properties/a", "root.json#/definitions/List<string | null>");
    leads(&documents, "root.json#/properties/b", "root.json#/definitions/100%");
}
