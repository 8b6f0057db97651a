//! The program: hands its arguments to the command line, and ends with its code.

use anstream::AutoStream;
use factulink::cli::{self, Environment};
use factulink::store::CompanyStores;
use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cli::panic::guarded(std::env::temp_dir(), call))
}

fn call() -> u8 {
    // Colours are decided by the command line; old Windows consoles get theirs translated.
    let mut stdout = AutoStream::always(io::stdout());
    let mut stderr = AutoStream::always(io::stderr());
    let (stores, mut stdin) = (CompanyStores::default().waiting_by(cli::stop::pause), io::stdin().lock());
    let mut environment = Environment::of_process(&stores, &mut stdin, &mut stdout, &mut stderr);
    cli::run(std::env::args_os(), &mut environment)
}
