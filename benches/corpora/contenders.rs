//! The contenders as packages of one workspace: a library each with a module for every corpus, and the program.

use super::plain;
use isotype::load::{self, Source};
use isotype::{Draft, Formats, Settings, Support};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use typify::{TypeSpace, TypeSpaceSettings};

/// Documents, and the schema that they are valid for.
pub(crate) struct Corpus {
    pub(crate) name: String,
    pub(crate) schema: PathBuf,
    pub(crate) instances: PathBuf,
}

/// A library of the program.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    /// The `[dependencies]` beside serde's.
    dependencies: String,
    /// Code that stands beside the modules.
    beside: Option<(&'static str, String)>,
    /// By corpus, code with `decode` and perhaps `encode`.
    pub(crate) modules: BTreeMap<String, String>,
    encodes: bool,
}

const SERDE: &str = "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n";
const TYPES: &str = "chrono = { version = \"0.4\", features = [\"serde\"] }\nregress = \"0.11\"\n\
    uuid = { version = \"1\", features = [\"serde\"] }\n";

/// Every contender, with the code of all corpora that it has some for.
pub(crate) fn all(corpora: &[Corpus]) -> Vec<Contender> {
    let mut contenders = vec![
        Contender::new("typed", isotypes_dependencies()),
        Contender::new("plain", TYPES.to_owned()),
        Contender::new("kept", TYPES.to_owned()),
        Contender::new("typify", TYPES.to_owned()),
        Contender::new("validated", JSONSCHEMA.to_owned()),
    ];
    contenders[0].beside = Some(("support", Support::full().source));
    contenders[4].encodes = false;
    for corpus in corpora {
        let generated = typed(corpus).unwrap_or_else(|error| panic!("{} becomes no types: {error}", corpus.name));
        let codes =
            [plain::types(&generated, false), plain::types(&generated, true), typify(corpus), Ok(validated(corpus))];
        contenders[0].modules.insert(corpus.name.clone(), format!("use crate::support;\n{generated}\n{DECODE}"));
        for (contender, code) in contenders[1..].iter_mut().zip(codes) {
            match code {
                Ok(code) if contender.encodes => {
                    contender.modules.insert(corpus.name.clone(), format!("{code}\n{DECODE}"));
                }
                Ok(code) => drop(contender.modules.insert(corpus.name.clone(), code)),
                Err(error) => println!("{} of {} is left out: {error}", contender.name, corpus.name),
            }
        }
    }
    contenders
}

/// The functions of a module whose document's type is `Root`.
const DECODE: &str = "
pub fn decode(documents: &[&[u8]]) -> timing::Outcome {
    timing::decode(documents, |document| {
        let text = std::str::from_utf8(document).map_err(|error| error.to_string())?;
        serde_json::from_str::<Root>(text).map_err(|error| error.to_string())
    })
}

pub fn encode(documents: &[&[u8]]) -> timing::Outcome {
    timing::encode::<Root>(documents)
}
";

const JSONSCHEMA: &str = "jsonschema = { version = \"0.60\", default-features = false, features = [\"macros\"] }\n\
    plain = { path = \"../plain\" }\n";

impl Contender {
    fn new(name: &'static str, dependencies: String) -> Self {
        Contender { name, dependencies, beside: None, modules: BTreeMap::new(), encodes: true }
    }
}

fn isotypes_dependencies() -> String {
    let manifest = Support::full().manifest;
    let dependencies = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let dependencies = dependencies.take_while(|line| !line.starts_with('['));
    let others = dependencies
        .filter(|line| !["schemars", "serde", "serde_json"].contains(&line.split(' ').next().unwrap_or_default()));
    others.fold(String::new(), |text, line| text + line + "\n")
}

/// isotype's types; formats are annotations, as they are to the others.
fn typed(corpus: &Corpus) -> Result<String, Box<dyn Error>> {
    let mut settings = Settings::default();
    settings.formats = Formats::Annotate;
    settings.dialect = Draft::Draft7;
    let name = "schema.json".to_owned();
    let source = Source { path: name.clone().into(), name, bytes: std::fs::read(&corpus.schema)?, uri: None };
    let generated = isotype::generate(load::load(vec![source], settings.dialect)?, &settings)?;
    let root = generated.modules.first().ok_or("there is no type")?;
    Ok(format!("{}\npub type Root = {}::{};\n", generated.modules_alone(), root.module, root.root))
}

/// Plain typify's types.
fn typify(corpus: &Corpus) -> Result<String, Box<dyn Error>> {
    let schema = serde_json::from_slice(&std::fs::read(&corpus.schema)?)?;
    // Some schemas make typify panic.
    let run = || -> Result<String, Box<dyn Error>> {
        let mut space = TypeSpace::new(&TypeSpaceSettings::default());
        let root = space.add_root_schema(schema)?.ok_or("the schema has no name")?;
        let name = space.get_type(&root)?.ident();
        Ok(format!("{}\npub type Root = {name};\n", space.to_stream()))
    };
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("typify panicked".into()))
}

/// What people do for checks: a value, a validator, and a struct.
fn validated(corpus: &Corpus) -> String {
    let (schema, name) = (corpus.schema.to_string_lossy(), module(&corpus.name));
    format!(
        "#[jsonschema::validator(path = {schema:?}, validate_formats = false,
    methods = {{ is_valid = true, validate = false, iter_errors = false }})]
pub struct Validator;

pub fn decode(documents: &[&[u8]]) -> timing::Outcome {{
    timing::decode(documents, |document| {{
        let text = std::str::from_utf8(document).map_err(|error| error.to_string())?;
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if !Validator::is_valid(&value) {{
            return Err(\"not valid\".to_owned());
        }}
        serde_json::from_value::<plain::{name}::Root>(value).map_err(|error| error.to_string())
    }})
}}
"
    )
}

/// Writes the workspace.
pub(crate) fn write(folder: &Path, corpora: &[Corpus], contenders: &[Contender]) -> std::io::Result<()> {
    let members: Vec<_> = contenders.iter().map(|contender| contender.name).chain(["timing"]).collect();
    let uses: Vec<String> = members.iter().map(|name| format!("{name} = {{ path = \"{name}\" }}")).collect();
    let uses = uses.join("\n");
    let manifest =
        format!("{}\n{uses}\n[workspace]\nmembers = {members:?}\nexclude = [\"corvus\"]\n", package("corpora", ""));
    put(&folder.join("Cargo.toml"), &manifest)?;
    put(&folder.join("timing/Cargo.toml"), &package("timing", ""))?;
    put(&folder.join("timing/src/lib.rs"), include_str!("timing.rs"))?;
    for contender in contenders {
        let folder = folder.join(contender.name);
        let dependencies = format!("timing = {{ path = \"../timing\" }}\n{}", contender.dependencies);
        put(&folder.join("Cargo.toml"), &package(contender.name, &dependencies))?;
        let mut root = String::from("#![allow(warnings)]\n");
        for (name, code) in &contender.modules {
            let _ = writeln!(root, "#[path = {:?}]\npub mod {};", format!("{name}.rs"), module(name));
            put(&folder.join(format!("src/{name}.rs")), code)?;
        }
        if let Some((name, code)) = &contender.beside {
            let _ = writeln!(root, "mod {name};");
            put(&folder.join(format!("src/{name}.rs")), code)?;
        }
        put(&folder.join("src/lib.rs"), &root)?;
    }
    let entries: String = corpora.iter().map(|corpus| entry(corpus, contenders)).collect();
    let main =
        format!("{}\nfn corpora() -> Vec<Corpus> {{\n    vec![\n{entries}    ]\n}}\n", include_str!("program.rs"));
    put(&folder.join("src/main.rs"), &main)?;
    let corvus = "timing = { path = \"../timing\" }\ncorvus-json-schema = \"0.2\"\n[workspace]\n";
    put(&folder.join("corvus/Cargo.toml"), &package("corvus", corvus))?;
    put(&folder.join("corvus/src/main.rs"), include_str!("corvus.rs"))
}

/// A corpus in the program's table.
fn entry(corpus: &Corpus, contenders: &[Contender]) -> String {
    let mut text = format!(
        "        Corpus {{ name: {:?}, schema: {:?}, instances: {:?},",
        corpus.name,
        corpus.schema.to_string_lossy(),
        corpus.instances.to_string_lossy()
    );
    for contender in contenders {
        let name = contender.name;
        let path = contender.modules.contains_key(&corpus.name).then(|| format!("{name}::{}", module(&corpus.name)));
        let function = |function| path.as_ref().map_or("None".to_owned(), |path| format!("Some({path}::{function})"));
        let _ = write!(text, " {name}: {},", function("decode"));
        if contender.encodes {
            let _ = write!(text, " {name}_encode: {},", function("encode"));
        }
    }
    text + " },\n"
}

/// A corpus's name as that of a module.
fn module(corpus: &str) -> String {
    format!("m_{}", corpus.replace(|char: char| !char.is_ascii_alphanumeric(), "_"))
}

fn package(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{SERDE}{dependencies}"
    )
}

/// Writes a file whose text is not there already, so that Cargo sees no change where there is none.
fn put(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    std::fs::write(path, text)
}
