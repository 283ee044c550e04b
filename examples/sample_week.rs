//! Writes an invented week of ledgers into a folder: `cargo run --example sample_week -- DIR [--seed N] [--units N] [--rows N] [--week N] [--tidy]`.

#[path = "../tests/it/support/sample/mod.rs"]
mod sample;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut plan = sample::Plan::default();
    let mut folder = None;
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().ok_or_else(|| format!("{word} wants a number"));
        match word.as_str() {
            "--seed" => plan.seed = number()?.parse()?,
            "--units" => plan.units = number()?.parse()?,
            "--rows" => plan.rows = number()?.parse()?,
            "--week" => plan.week = number()?.parse()?,
            "--tidy" => plan.is_tidy = true,
            _ => folder = Some(PathBuf::from(word)),
        }
    }
    let folder = folder.ok_or("name the folder to write into")?;
    let (files, as_of) = sample::week(&plan);
    for file in &files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, &file.bytes)?;
    }
    #[expect(clippy::print_stdout, reason = "an example speaks to its reader")]
    {
        println!("{} files, as of {as_of}", files.len());
    }
    Ok(())
}
