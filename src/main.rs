//! The program: parse, run, exit code.

fn main() -> std::process::ExitCode {
    jianbao::cli::run(std::env::args_os())
}
