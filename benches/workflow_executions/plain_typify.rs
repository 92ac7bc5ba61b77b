//! What typify 0.8.0 makes of `schema/workflow-execution.json` when nothing is added to it.
//!
//! Made once, and formatted by prettyplease 0.2:
//! `TypeSpace::new(&TypeSpaceSettings::default())`, `add_root_schema` of the schema as schemars 0.8 reads it, `to_stream`.

///A Workflow Execution represents a single historical run of an integration workflow, including its status, duration, and task count.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
pub struct ParagonWorkflowExecution {
    ///The date and time the workflow execution ended (ISO 8601).
    #[serde(
        rename = "dateEnded",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub date_ended: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
    ///The date and time the workflow execution started (ISO 8601).
    #[serde(
        rename = "dateStarted",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub date_started: ::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>,
    ///The unique identifier for the workflow execution.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<::std::string::String>,
    ///The duration of the workflow execution in milliseconds.
    #[serde(
        rename = "runDuration",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub run_duration: ::std::option::Option<i64>,
    ///The status of the workflow execution.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub status: ::std::option::Option<ParagonWorkflowExecutionStatus>,
    ///The number of tasks executed in this workflow run.
    #[serde(
        rename = "taskCount",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub task_count: ::std::option::Option<i64>,
    ///The Connected User ID associated with this execution.
    #[serde(rename = "userId", skip_serializing_if = "::std::option::Option::is_none")]
    pub user_id: ::std::option::Option<::std::string::String>,
    ///The workflow ID that was executed.
    #[serde(
        rename = "workflowId",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub workflow_id: ::std::option::Option<::std::string::String>,
}
///The status of the workflow execution.
#[derive(
    ::serde::Deserialize,
    ::serde::Serialize,
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd
)]
pub enum ParagonWorkflowExecutionStatus {
    #[serde(rename = "SUCCEEDED")]
    Succeeded,
    #[serde(rename = "FAILED")]
    Failed,
}
impl ::std::fmt::Display for ParagonWorkflowExecutionStatus {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match *self {
            Self::Succeeded => f.write_str("SUCCEEDED"),
            Self::Failed => f.write_str("FAILED"),
        }
    }
}
impl ::std::str::FromStr for ParagonWorkflowExecutionStatus {
    type Err = self::error::ConversionError;
    fn from_str(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        match value {
            "SUCCEEDED" => Ok(Self::Succeeded),
            "FAILED" => Ok(Self::Failed),
            _ => Err("invalid value".into()),
        }
    }
}
impl ::std::convert::TryFrom<&str> for ParagonWorkflowExecutionStatus {
    type Error = self::error::ConversionError;
    fn try_from(
        value: &str,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
impl ::std::convert::TryFrom<::std::string::String> for ParagonWorkflowExecutionStatus {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}
/// Error types.
pub mod error {
    /// Error from a `TryFrom` or `FromStr` implementation.
    pub struct ConversionError(::std::borrow::Cow<'static, str>);
    impl ::std::error::Error for ConversionError {}
    impl ::std::fmt::Display for ConversionError {
        fn fmt(
            &self,
            f: &mut ::std::fmt::Formatter<'_>,
        ) -> Result<(), ::std::fmt::Error> {
            ::std::fmt::Display::fmt(&self.0, f)
        }
    }
    impl ::std::fmt::Debug for ConversionError {
        fn fmt(
            &self,
            f: &mut ::std::fmt::Formatter<'_>,
        ) -> Result<(), ::std::fmt::Error> {
            ::std::fmt::Debug::fmt(&self.0, f)
        }
    }
    impl From<&'static str> for ConversionError {
        fn from(value: &'static str) -> Self {
            Self(value.into())
        }
    }
    impl From<String> for ConversionError {
        fn from(value: String) -> Self {
            Self(value.into())
        }
    }
}
