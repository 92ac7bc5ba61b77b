//! What exactness costs: decoding and encoding 10,000 workflow executions with the generated type, and without it.
//!
//! The baseline is a struct as one writes it by hand with serde: same fields, no checks, unknown properties dropped.
//! The generated type checks all that the schema says and keeps the unknown properties, and should be no slower.
//! Against them stand typify's plain output, and what people do for checks today: a `serde_json::Value`, a compiled
//! validator, and `from_value` into the struct written by hand.
//!
//! divan reports each contender's times and throughput, one contender after the other. A ratio of two such times moves
//! with whatever else the machine did meanwhile, so `cargo bench` ends with a table of its own: every round runs all
//! contenders, and a ratio is the median over the rounds of a contender's time against the baseline's in the same round.
//! Neither counts the time to drop the results.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use paragon_types::WorkflowExecution as Generated;
use plain_typify::ParagonWorkflowExecution as PlainTypify;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt::{self, Write as _};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

#[allow(dead_code, missing_docs, clippy::pedantic, reason = "the code is typify's")]
#[path = "workflow_executions/plain_typify.rs"]
#[rustfmt::skip]
mod plain_typify;

const EXECUTIONS: usize = 10_000;
const ROUNDS: usize = 60;

fn main() {
    for case in CASES {
        check(case);
    }
    divan::main();
    // Whoever passes a filter or another option asks for a part; the table is about the whole.
    if std::env::args().skip(1).eq(["--bench"]) {
        print_ratios();
    }
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct HandWritten {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    workflow_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_duration: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_started: Option<chrono::DateTime<chrono::FixedOffset>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_ended: Option<chrono::DateTime<chrono::FixedOffset>>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Succeeded,
    Failed,
}

/// Checked by a validator before it is decoded; only ever decoded, as it would be encoded like any [`HandWritten`].
struct Validated {
    _execution: HandWritten,
}

impl<'de> Deserialize<'de> for Validated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        VALIDATOR.validate(&value).map_err(D::Error::custom)?;
        serde_json::from_value(value).map(|execution| Validated { _execution: execution }).map_err(D::Error::custom)
    }
}

static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(paragon_types::workflow_execution::SCHEMA).expect("the schema is JSON");
    jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema is valid")
});

#[derive(Clone, Copy)]
enum Case {
    KnownProperties,
    UnknownProperties,
}

const CASES: [Case; 2] = [Case::KnownProperties, Case::UnknownProperties];

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Case::KnownProperties => "known properties",
            Case::UnknownProperties => "two unknown properties",
        })
    }
}

impl Case {
    fn text(self) -> &'static str {
        static KNOWN: LazyLock<String> = LazyLock::new(|| executions(false));
        static UNKNOWN: LazyLock<String> = LazyLock::new(|| executions(true));
        match self {
            Case::KnownProperties => &KNOWN,
            Case::UnknownProperties => &UNKNOWN,
        }
    }

    fn decode<T: DeserializeOwned>(self) -> Vec<T> {
        serde_json::from_slice(black_box(self.text().as_bytes())).expect("the executions are valid")
    }
}

fn encode_all<T: Serialize>(executions: &[T]) -> Vec<u8> {
    serde_json::to_vec(black_box(executions)).expect("executions are JSON")
}

#[divan::bench(types = [Generated, HandWritten, PlainTypify, Validated], args = CASES)]
fn decode<T: DeserializeOwned>(bencher: Bencher<'_, '_>, case: Case) {
    let bencher = bencher.counter(BytesCount::of_str(case.text())).counter(ItemsCount::new(EXECUTIONS));
    bencher.bench(|| case.decode::<T>());
}

#[divan::bench(types = [Generated, HandWritten, PlainTypify], args = CASES)]
fn encode<T: DeserializeOwned + Serialize>(bencher: Bencher<'_, '_>, case: Case) {
    let executions = case.decode::<T>();
    // The struct written by hand and typify's write less than was read, so bytes would not compare.
    bencher.counter(ItemsCount::new(EXECUTIONS)).bench_local(|| encode_all(&executions));
}

/// The contenders do what the module's documentation says of them.
fn check(case: Case) {
    fn again<T: DeserializeOwned + Serialize>(case: Case) -> Value {
        serde_json::from_slice(&encode_all(&case.decode::<T>())).expect("serde_json wrote this")
    }

    let whole: Value = serde_json::from_str(case.text()).expect("the executions are JSON");
    let keeps_unknown = matches!(case, Case::KnownProperties);
    assert!(again::<Generated>(case) == whole, "the generated type loses something");
    assert_eq!(
        again::<HandWritten>(case) == whole,
        keeps_unknown,
        "the struct written by hand drops unknown properties"
    );
}

fn print_ratios() {
    println!("\nTime against the struct written by hand: median and quartiles of {ROUNDS} rounds\n");
    println!("{:32} {:^20} {:^20} {:^20}", "", "generated", "plain typify", "validator");
    for case in CASES {
        let decoders = [
            time_decode::<HandWritten>,
            time_decode::<Generated>,
            time_decode::<PlainTypify>,
            time_decode::<Validated>,
        ];
        print_row("decode", case, &decoders.map(|time| move || time(case)));
    }
    for case in CASES {
        let by_hand = case.decode::<HandWritten>();
        let generated = case.decode::<Generated>();
        let plain_typify = case.decode::<PlainTypify>();
        let encoders: [&dyn Fn() -> Duration; 3] =
            [&|| time(|| encode_all(&by_hand)), &|| time(|| encode_all(&generated)), &|| {
                time(|| encode_all(&plain_typify))
            }];
        print_row("encode", case, &encoders);
    }
}

fn time_decode<T: DeserializeOwned>(case: Case) -> Duration {
    time(|| case.decode::<T>())
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let result = black_box(work());
    let elapsed = start.elapsed();
    drop(result);
    elapsed
}

/// Prints the ratios of the contenders behind the first one, which is the baseline.
fn print_row<const N: usize>(direction: &str, case: Case, contenders: &[impl Fn() -> Duration; N]) {
    let mut ratios = vec![Vec::with_capacity(ROUNDS); N];
    for round in 0..ROUNDS {
        // Each contender goes first equally often: the allocator's state depends on who came before.
        let mut times = [Duration::ZERO; N];
        for turn in 0..N {
            let contender = (round + turn) % N;
            times[contender] = contenders[contender]();
        }
        for (ratios, time) in ratios.iter_mut().zip(times) {
            ratios.push(time.as_secs_f64() / times[0].as_secs_f64());
        }
    }
    print!("{:32}", format!("{direction}, {case}"));
    for mut ratios in ratios.into_iter().skip(1) {
        ratios.sort_by(f64::total_cmp);
        let [low, median, high] = [1, 2, 3].map(|quarter| ratios[(ROUNDS - 1) * quarter / 4]);
        print!(" {median:>6.2} ({low:.2} - {high:.2})");
    }
    println!();
}

/// A JSON array of executions like those of the Task History API, the same in every run.
fn executions(with_unknown_properties: bool) -> String {
    let mut random = Random(0x5EED);
    let mut text = String::new();
    for index in 0..EXECUTIONS {
        text.push(if index == 0 { '[' } else { ',' });
        write_execution(&mut text, &mut random, with_unknown_properties).expect("a String takes everything");
    }
    text.push(']');
    text
}

fn write_execution(text: &mut String, random: &mut Random, with_unknown_properties: bool) -> fmt::Result {
    const OFFSETS: [&str; 6] = ["Z", "Z", "Z", "+02:00", "-05:00", "+05:30"];

    let status = if random.below(8) == 0 { "FAILED" } else { "SUCCEEDED" };
    let (task_count, run_duration) = (1 + random.below(60), 40 + random.below(90_000));
    let start = 1_735_689_600_000 + random.below(31_536_000_000);
    let offset = OFFSETS[usize::try_from(random.below(6)).expect("six is small")];
    write!(text, r#"{{"id":"{}","userId":"{}","#, random.uuid(), random.uuid())?;
    write!(text, r#""workflowId":"{}","status":"{status}","#, random.uuid())?;
    if with_unknown_properties {
        write!(text, r#""projectId":"{}","#, random.uuid())?;
    }
    write!(text, r#""taskCount":{task_count},"runDuration":{run_duration},"#)?;
    write!(text, r#""dateStarted":"{}{offset}","#, local_time(start))?;
    write!(text, r#""dateEnded":"{}{offset}""#, local_time(start + run_duration))?;
    if with_unknown_properties {
        write!(text, r#","retryCount":{}"#, random.below(4))?;
    }
    text.push('}');
    Ok(())
}

/// A local date and time with three digits of a second.
fn local_time(milliseconds: u64) -> String {
    // chrono writes no fraction where it is zero, and the texts shall come out as they went in.
    let milliseconds = i64::try_from(milliseconds).expect("the year is 2025") | 1;
    let time = chrono::DateTime::from_timestamp_millis(milliseconds).expect("the year is 2025");
    format!("{:?}", time.naive_utc())
}

/// A xorshift generator (Marsaglia).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn uuid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        let (c, d) = (a & 0xFFF, b >> 48 & 0x3FFF | 0x8000);
        format!("{:08x}-{:04x}-4{c:03x}-{d:04x}-{:012x}", a >> 32, a >> 16 & 0xFFFF, b & 0xFFFF_FFFF_FFFF)
    }
}
