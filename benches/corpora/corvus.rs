//! Times crate corvus-json-schema, which has a program of its own: it turns a feature of `serde_json` on that makes every
//! map slower. Each line asks about a corpus; the answer is the times in nanoseconds, or `-` and why there is none.

use corvus_json_schema::{CompileOptions, JsonDocument, Validator};
use std::io::{BufRead, Write};
use std::time::Instant;
use timing::Outcome;

fn main() {
    let mut output = std::io::stdout().lock();
    let mut known: Option<(String, Corpus)> = None;
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("the other program writes text");
        let (what, corpus) = line.split_once('\t').expect("it asks for something of a corpus");
        if known.as_ref().is_none_or(|(name, _)| name != corpus) {
            known = Some((corpus.to_owned(), Corpus::read(corpus)));
        }
        let outcome = known.as_ref().map_or(Err("unknown".to_owned()), |(_, corpus)| match what {
            "bytes" => corpus.from_bytes(),
            _ => corpus.parsed(),
        });
        match outcome {
            Ok(times) => {
                let times: Vec<_> = times.iter().map(u64::to_string).collect();
                writeln!(output, "{}", times.join(" "))
            }
            Err(why) => writeln!(output, "- {}", why.replace('\n', " ")),
        }
        .and_then(|()| output.flush())
        .expect("the other program reads");
    }
}

struct Corpus {
    validator: Result<Validator, String>,
    lines: Vec<u8>,
}

impl Corpus {
    fn read(paths: &str) -> Self {
        let (schema, instances) = paths.split_once('\t').expect("a corpus is two files");
        let schema = serde_json::from_slice(&std::fs::read(schema).expect("the schema is there"));
        let options = CompileOptions { assert_format: Some(false), ..CompileOptions::default() };
        let validator = corvus_json_schema::compile_with(&schema.expect("the schema is JSON"), &options);
        let validator = validator.map_err(|error| format!("{error:?}"));
        Corpus { validator, lines: std::fs::read(instances).expect("the instances are there") }
    }

    fn documents(&self) -> Vec<&[u8]> {
        timing::documents(&self.lines)
    }

    fn from_bytes(&self) -> Outcome {
        let validator = self.validator.as_ref().map_err(String::clone)?;
        timing::decode(&self.documents(), |document| {
            let text = std::str::from_utf8(document).map_err(|error| error.to_string())?;
            match validator.validate_json(text) {
                Ok(true) => Ok(()),
                Ok(false) => Err("not valid".to_owned()),
                Err(error) => Err(format!("{error:?}")),
            }
        })
    }

    fn parsed(&self) -> Outcome {
        let validator = self.validator.as_ref().map_err(String::clone)?;
        let texts = self.documents().into_iter().map(|document| std::str::from_utf8(document).expect("it is UTF-8"));
        let parsed: Vec<_> = texts.map(|text| JsonDocument::parse(text).expect("it is JSON")).collect();
        let mut times = Vec::new();
        for group in parsed.chunks(timing::AT_ONCE) {
            let start = Instant::now();
            let all = group.iter().all(|document| validator.validate_instance(document.root()).unwrap_or(false));
            times.push(timing::since(start));
            if !all {
                return Err("not valid".to_owned());
            }
        }
        Ok(times)
    }
}
