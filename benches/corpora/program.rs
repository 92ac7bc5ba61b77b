//! Runs the contenders side by side: every round runs each of them over a corpus. A contender's time is the sum of the least
//! time that it took for each group of documents, so that what else the machine does has little say.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use timing::Outcome;

/// The program of corvus-json-schema, which answers each question with a time.
struct Corvus {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Corvus {
    fn start() -> Option<Self> {
        let program = std::env::args_os().nth(1)?;
        let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        Some(Corvus { input: child.stdin.take()?, output: BufReader::new(child.stdout.take()?) })
    }

    fn ask(&mut self, what: &str, corpus: &Corpus) -> Outcome {
        let mut answer = String::new();
        writeln!(self.input, "{what}\t{}\t{}", corpus.schema, corpus.instances)
            .and_then(|()| self.output.read_line(&mut answer))
            .map_err(|error| error.to_string())?;
        let times: Result<_, _> = answer.split_whitespace().map(str::parse).collect();
        times.map_err(|_| answer)
    }
}

type Run = fn(&[&[u8]]) -> Outcome;

struct Corpus {
    name: &'static str,
    schema: &'static str,
    instances: &'static str,
    typed: Option<Run>,
    typed_encode: Option<Run>,
    plain: Option<Run>,
    plain_encode: Option<Run>,
    kept: Option<Run>,
    kept_encode: Option<Run>,
    typify: Option<Run>,
    typify_encode: Option<Run>,
    validated: Option<Run>,
}

/// The least time that a corpus is measured for.
const LEAST: Duration = Duration::from_secs(2);
const LEAST_ROUNDS: usize = 15;

fn main() {
    println!("Time of isotype's types against that of others (less than 1 is faster)\n");
    let columns = ["ns each", "plain", "kept", "typify", "validated", "corvus", "parsed", "plain", "kept", "typify"];
    println!("{:24} {:>9} | {:>56} | {:>26}", "", "", "decoding against", "encoding against");
    print!("{:24}", "corpus");
    columns.iter().for_each(|column| print!(" {column:>9}"));
    println!();
    let corvus = RefCell::new(Corvus::start());
    let mut all = vec![Vec::new(); columns.len() - 1];
    for corpus in corpora() {
        let (each, ratios) = corpus.measure(&corvus);
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
    fn measure(&self, corvus: &RefCell<Option<Corvus>>) -> (f64, Vec<Option<f64>>) {
        let lines = std::fs::read(self.instances).expect("the instances are there");
        let documents = timing::documents(&lines);
        let ask = |what| {
            move |_: &[&[u8]]| match &mut *corvus.borrow_mut() {
                Some(corvus) => corvus.ask(what, self),
                None => Err("it does not compile".to_owned()),
            }
        };
        let (from_bytes, parsed) = (ask("bytes"), ask("parsed"));
        let runs: [Option<&dyn Fn(&[&[u8]]) -> Outcome>; 11] = [
            self.typed.as_ref().map(|run| run as _),
            self.plain.as_ref().map(|run| run as _),
            self.kept.as_ref().map(|run| run as _),
            self.typify.as_ref().map(|run| run as _),
            self.validated.as_ref().map(|run| run as _),
            Some(&from_bytes),
            Some(&parsed),
            self.typed_encode.as_ref().map(|run| run as _),
            self.plain_encode.as_ref().map(|run| run as _),
            self.kept_encode.as_ref().map(|run| run as _),
            self.typify_encode.as_ref().map(|run| run as _),
        ];
        let runs = runs.map(|run| run.filter(|run| self.takes_all(*run, &documents)));
        let mut least: Vec<Option<Vec<u64>>> = vec![None; runs.len()];
        let (start, mut rounds) = (Instant::now(), 0);
        while rounds < LEAST_ROUNDS || start.elapsed() < LEAST {
            for turn in 0..runs.len() {
                let contender = (rounds + turn) % runs.len();
                let Some(run) = runs[contender] else { continue };
                let times = run(&documents).expect("it took all");
                least[contender] = Some(match least[contender].take() {
                    None => times,
                    Some(known) => known.into_iter().zip(times).map(|(known, time)| known.min(time)).collect(),
                });
            }
            rounds += 1;
        }
        let total = |contender: usize| Some(least[contender].as_ref()?.iter().sum::<u64>() as f64);
        let against = |typed, other| Some(total(typed)? / total(other)?);
        let each = total(0).expect("isotype's types take all") / documents.len() as f64;
        let decode = (1..7).map(|other| against(0, other));
        let encode = (8..11).map(|other| against(7, other));
        (each, decode.chain(encode).collect())
    }

    fn takes_all(&self, run: &dyn Fn(&[&[u8]]) -> Outcome, documents: &[&[u8]]) -> bool {
        let outcome = run(documents);
        if let Err(error) = &outcome {
            println!("  {}: left out: {}", self.name, error.chars().take(160).collect::<String>());
        }
        outcome.is_ok()
    }
}
