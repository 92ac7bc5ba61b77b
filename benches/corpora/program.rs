//! Runs the contenders side by side: every round runs each of them over a corpus, and what is told is the median over the
//! rounds of a ratio within a round.

use corvus_json_schema::{CompileOptions, JsonDocument};
use std::time::{Duration, Instant};
use timing::Outcome;

type Run = fn(&[&[u8]]) -> Outcome;

struct Corpus {
    name: &'static str,
    schema: &'static str,
    instances: &'static str,
    typed: Option<Run>,
    typed_encode: Option<Run>,
    plain: Option<Run>,
    plain_encode: Option<Run>,
    typify: Option<Run>,
    typify_encode: Option<Run>,
    validated: Option<Run>,
}

/// The least time that a corpus is measured for.
const LEAST: Duration = Duration::from_secs(2);
const LEAST_ROUNDS: usize = 15;

fn main() {
    println!("Time of isotype's types against that of others (less than 1 is faster), medians\n");
    let columns = ["ns each", "plain", "typify", "validated", "corvus", "parsed", "plain", "typify"];
    println!("{:24} {:>9} | {:>46} | {:>16}", "", "", "decoding against", "encoding against");
    print!("{:24}", "corpus");
    columns.iter().for_each(|column| print!(" {column:>9}"));
    println!();
    let mut all = vec![Vec::new(); columns.len() - 1];
    for corpus in corpora() {
        let (each, ratios) = corpus.measure();
        print!("{:24} {each:>9.0}", corpus.name);
        for (ratio, all) in ratios.iter().zip(&mut all) {
            match ratio {
                Some(ratio) => {
                    print!(" {ratio:>9.2}");
                    all.push(*ratio);
                }
                None => print!(" {:>9}", "-"),
            }
        }
        println!();
    }
    print!("{:34}", "geometric mean");
    for ratios in all {
        print!(" {:>9.2}", (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp());
    }
    println!();
}

impl Corpus {
    /// The nanoseconds that a document takes to decode, and the ratios.
    fn measure(&self) -> (f64, Vec<Option<f64>>) {
        let lines = std::fs::read(self.instances).expect("the instances are there");
        let documents: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        let schema = std::fs::read(self.schema).expect("the schema is there");
        let schema = serde_json::from_slice(&schema).expect("the schema is JSON");
        let options = CompileOptions { assert_format: Some(false), ..CompileOptions::default() };
        let validator = corvus_json_schema::compile_with(&schema, &options).ok();
        let validator = validator.as_ref();
        let corvus = |documents: &[&[u8]]| {
            let validator = validator.ok_or("the schema does not compile")?;
            timing::decode(documents, |document| match validator.validate_json(text(document)?) {
                Ok(true) => Ok(()),
                Ok(false) => Err("not valid".to_owned()),
                Err(error) => Err(format!("{error:?}")),
            })
        };
        let parsed = documents.iter().map(|document| JsonDocument::parse(text(document).expect("it is UTF-8")).expect("it is JSON"));
        let parsed: Vec<_> = parsed.collect();
        let parsed = |_: &[&[u8]]| {
            let validator = validator.ok_or("the schema does not compile")?;
            let start = Instant::now();
            let all = parsed.iter().all(|document| validator.validate_instance(document.root()).unwrap_or(false));
            if all { Ok(start.elapsed()) } else { Err("not valid".to_owned()) }
        };
        let runs: [Option<&dyn Fn(&[&[u8]]) -> Outcome>; 9] = [
            self.typed.as_ref().map(|run| run as _),
            self.plain.as_ref().map(|run| run as _),
            self.typify.as_ref().map(|run| run as _),
            self.validated.as_ref().map(|run| run as _),
            Some(&corvus),
            Some(&parsed),
            self.typed_encode.as_ref().map(|run| run as _),
            self.plain_encode.as_ref().map(|run| run as _),
            self.typify_encode.as_ref().map(|run| run as _),
        ];
        let runs = runs.map(|run| run.filter(|run| self.takes_all(*run, &documents)));
        let mut times: Vec<Vec<Option<f64>>> = Vec::new();
        let start = Instant::now();
        while times.len() < LEAST_ROUNDS || start.elapsed() < LEAST {
            let mut round = vec![None; runs.len()];
            for turn in 0..runs.len() {
                let contender = (times.len() + turn) % runs.len();
                let run = runs[contender];
                round[contender] = run.map(|run| run(&documents).expect("it took all").as_secs_f64());
            }
            times.push(round);
        }
        let against = |typed: usize, other: usize| {
            median(times.iter().filter_map(|round| Some(round[typed]? / round[other]?)).collect())
        };
        let each = median(times.iter().filter_map(|round| round[0]).collect()).expect("isotype's types take all");
        let decode = (1..6).map(|other| against(0, other));
        let encode = (7..9).map(|other| against(6, other));
        (each * 1e9 / documents.len() as f64, decode.chain(encode).collect())
    }

    fn takes_all(&self, run: &dyn Fn(&[&[u8]]) -> Outcome, documents: &[&[u8]]) -> bool {
        let outcome = run(documents);
        if let Err(error) = &outcome {
            println!("  {}: left out: {}", self.name, error.chars().take(160).collect::<String>());
        }
        outcome.is_ok()
    }
}

fn text(document: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(document).map_err(|error| error.to_string())
}

fn median(mut of: Vec<f64>) -> Option<f64> {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied()
}
