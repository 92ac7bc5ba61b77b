fn main() {
    let w = isotype::Workspace::open(std::env::args().nth(1).unwrap()).unwrap();
    let g = match w.generate() { Ok(g) => g, Err(e) => { eprintln!("{e:?}"); std::process::exit(2) } };
    print!("{}", g.fidelity);
    match g.output.write(&w.generated_folder()) { Ok(c) => for c in c { println!("{}", c.path) }, Err(e) => eprintln!("{e:?}") }
}
