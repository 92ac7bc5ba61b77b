//! The tests can fail: each of these hand-made mutations of the generated code is caught by the test that is named.
//!
//! Freshness would catch every one of them. Here it is left aside, to see the tests of the promises catch them too.

use crate::subjects::{Crate, GENERATED, TYPES, is_as_written, judge, position, subject};
use crate::{attributes, instances};
use isotype::verify::Status;
use std::path::{Path, PathBuf};

/// A change of the generated code that nobody wants.
pub struct Mutation {
    name: &'static str,
    /// The document whose type it spoils.
    document: &'static str,
    /// The test that finds it.
    caught_by: Test,
    /// What is replaced by what, in which file: every place of the text.
    edits: &'static [(&'static str, &'static str, &'static str)],
}

/// The tests of the promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    /// `promises::types_accept_exactly_and_lose_nothing`, the first half.
    AcceptsExactly,
    /// `promises::types_accept_exactly_and_lose_nothing`, the second half.
    LosesNothing,
    /// `promises::derived_schemas_say_the_schemas_back`
    SaysBack,
    /// `instances::values_have_the_outcomes_that_are_written_down`
    Instances,
    /// `attributes::attributes_say_only_what_types_cannot`
    Attributes,
}

const EXECUTION: &str = "workflow-execution.json";
const LIST: &str = "workflow-execution-list.json";
const CODE: &str = "workflow_execution.rs";
const SUPPORT: &str = "support.rs";

/// The mutations.
pub const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "a property without its field",
        document: EXECUTION,
        caught_by: Test::SaysBack,
        edits: &[
            (CODE, "    pub user_id: Option<String>,", "    pub user_id: std::marker::PhantomData<String>,"),
            (
                CODE,
                "rename = \"userId\",\n            default,\n            skip_serializing_if = \"Option::is_none\",\n            with = \"String\"",
                "skip",
            ),
            (CODE, "1 => members.read(&mut decoded.user_id)?,", ""),
            (CODE, "support::serialize_optional(&mut map, \"userId\", self.user_id.as_ref())?;", ""),
        ],
    },
    Mutation {
        name: "an Option too many",
        document: EXECUTION,
        caught_by: Test::AcceptsExactly,
        edits: &[(CODE, "pub task_count: Option<i64>,", "pub task_count: Option<Option<i64>>,")],
    },
    Mutation {
        name: "an attribute that speaks for the type",
        document: EXECUTION,
        caught_by: Test::Attributes,
        edits: &[(CODE, "pub task_count: Option<i64>,", "pub task_count: Option<Option<i64>>,")],
    },
    Mutation {
        name: "an enum value too many",
        document: EXECUTION,
        caught_by: Test::SaysBack,
        edits: &[
            (CODE, "    Failed,\n}", "    Failed,\n    Running,\n}"),
            (
                CODE,
                "Self::Failed => \"FAILED\",",
                "Self::Failed => \"FAILED\",\n            Self::Running => \"RUNNING\",",
            ),
        ],
    },
    Mutation {
        name: "an enum value too many while decoding",
        document: EXECUTION,
        caught_by: Test::AcceptsExactly,
        edits: &[(CODE, "\"FAILED\" => Self::Failed,", "\"FAILED\" | \"failed\" => Self::Failed,")],
    },
    Mutation {
        name: "a rename lost in the derived schema",
        document: EXECUTION,
        caught_by: Test::SaysBack,
        edits: &[(CODE, "rename = \"runDuration\",", "")],
    },
    Mutation {
        name: "a rename lost while decoding",
        document: EXECUTION,
        caught_by: Test::AcceptsExactly,
        edits: &[(CODE, "        \"taskCount\",", "        \"task_count\",")],
    },
    Mutation {
        name: "the check for repeated names removed",
        document: EXECUTION,
        caught_by: Test::Instances,
        edits: &[(SUPPORT, "if slot.is_some() {", "if false {")],
    },
    Mutation {
        name: "the check for whole numbers removed",
        document: EXECUTION,
        caught_by: Test::AcceptsExactly,
        edits: &[(SUPPORT, "if value.fract() != 0.0 {", "if false {")],
    },
    Mutation {
        name: "a format loosened to a string",
        document: EXECUTION,
        caught_by: Test::SaysBack,
        edits: &[
            (CODE, "self.date_started.as_ref().map(support::Encoded)", "self.date_started.as_ref()"),
            (
                CODE,
                "pub date_started: Option<chrono::DateTime<chrono::FixedOffset>>,",
                "pub date_started: Option<String>,",
            ),
            (
                CODE,
                "rename = \"dateStarted\",\n            default,\n            skip_serializing_if = \"Option::is_none\",\n            with = \"chrono::DateTime<chrono::FixedOffset>\"",
                "rename = \"dateStarted\",\n            default,\n            skip_serializing_if = \"Option::is_none\",\n            with = \"String\"",
            ),
        ],
    },
    Mutation {
        name: "a format loosened while decoding",
        document: EXECUTION,
        caught_by: Test::AcceptsExactly,
        edits: &[(SUPPORT, "b'T' | b't'", "b'T' | b't' | b' '")],
    },
    Mutation {
        name: "a description changed",
        document: EXECUTION,
        caught_by: Test::SaysBack,
        edits: &[(CODE, "/// The workflow ID that was executed.", "/// The workflow that was executed.")],
    },
    Mutation {
        name: "a title changed",
        document: EXECUTION,
        caught_by: Test::SaysBack,
        edits: &[(CODE, "title = \"Paragon Workflow Execution\"", "title = \"Workflow Execution\"")],
    },
    Mutation {
        name: "a property required",
        document: EXECUTION,
        caught_by: Test::SaysBack,
        edits: &[(
            CODE,
            "schemars(default, skip_serializing_if = \"Option::is_none\", with = \"String\")",
            "schemars(with = \"String\")",
        )],
    },
    Mutation {
        name: "two properties in another order",
        document: EXECUTION,
        caught_by: Test::SaysBack,
        edits: &[
            (CODE, "rename = \"userId\"", "rename = \"swapped\""),
            (CODE, "rename = \"workflowId\"", "rename = \"userId\""),
            (CODE, "rename = \"swapped\"", "rename = \"workflowId\""),
        ],
    },
    Mutation {
        name: "unknown properties dropped",
        document: EXECUTION,
        caught_by: Test::LosesNothing,
        edits: &[(
            SUPPORT,
            "Ok(Properties(packed.map(|packed| Box::new(Kept { packed, map: OnceLock::new() }))))",
            "Ok(packed.map_or_else(Default::default, |_| Default::default()))",
        )],
    },
    Mutation {
        name: "a property not encoded",
        document: EXECUTION,
        caught_by: Test::LosesNothing,
        edits: &[(CODE, "self.run_duration.as_ref()", "None::<&i64>")],
    },
    Mutation {
        name: "null taken for absent",
        document: LIST,
        caught_by: Test::LosesNothing,
        edits: &[(
            "workflow_execution_list.rs",
            "self.next_link.as_ref()",
            "self.next_link.as_ref().filter(|link| link.is_some())",
        )],
    },
];

impl Mutation {
    /// Writes the fresh crate with the mutation in it, and says where.
    pub fn write(&self, folder: &Path) -> PathBuf {
        let folder = folder.join(self.name.replace(' ', "-"));
        GENERATED.output.write(&folder).expect("the target folder can be written");
        let edited = self.edits.iter().filter(|_| self.is_about_today());
        for path in edited.map(|(path, _, _)| path) {
            let path = folder.join("src").join(path);
            std::fs::write(&path, self.mutated(&path)).expect("the target folder can be written");
        }
        folder
    }

    /// Whether the edits are about the code of today.
    fn is_about_today(&self) -> bool {
        is_as_written(EXECUTION) && is_as_written(self.document)
    }

    /// The text of a file with the mutation in it.
    fn mutated(&self, path: &Path) -> String {
        let text = std::fs::read_to_string(path).expect("the file was written");
        let edits = self.edits.iter().filter(|(name, _, _)| path.ends_with(name));
        edits.fold(text, |text, (_, from, to)| text.replace(from, to))
    }
}

#[test]
fn every_mutation_is_caught_by_the_test_that_is_named() {
    for (number, mutation) in MUTATIONS.iter().enumerate() {
        let Some(position) = position(mutation.document).filter(|_| mutation.is_about_today()) else { continue };
        let of = Crate::Mutated(number);
        let (judge, schema) = (judge(), &TYPES[position].0);
        let samples = judge.samples(schema, 2_000).expect("the document is there");
        let caught = match mutation.caught_by {
            Test::AcceptsExactly => judge.values(schema, &mut *subject(of, position), &samples).accepts_exactly,
            Test::LosesNothing => judge.values(schema, &mut *subject(of, position), &samples).loses_nothing,
            Test::SaysBack => judge.says_back(schema, &mut *subject(of, position), &samples).status,
            Test::Instances if instances::failures(of).is_empty() => Status::Holds,
            Test::Attributes if offences(mutation).is_empty() => Status::Holds,
            Test::Instances | Test::Attributes => Status::Fails,
        };
        assert_eq!(caught, Status::Fails, "`{}` is not caught by {:?}", mutation.name, mutation.caught_by);
    }
}

fn offences(mutation: &Mutation) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gate/scanned");
    let folder = mutation.write(&folder);
    let text = |path: &str| std::fs::read_to_string(folder.join("src").join(path)).expect("the file was written");
    mutation.edits.iter().flat_map(|(path, _, _)| attributes::offences(&attributes::code(&text(path)))).collect()
}

/// A mutation that changes nothing would prove nothing.
#[test]
fn every_edit_still_applies() {
    for mutation in MUTATIONS.iter().filter(|mutation| mutation.is_about_today()) {
        for (path, from, _) in mutation.edits {
            let text = GENERATED.output.sources().find(|(known, _)| known == path).map(|(_, text)| text);
            let made_by_another_edit = mutation.edits.iter().any(|(_, _, to)| to.contains(from));
            assert!(
                text.is_some_and(|text| text.contains(from)) || made_by_another_edit,
                "`{}`: {path} does not hold `{from}`",
                mutation.name
            );
        }
    }
}
