//! `explain`

use crate::cli::args::ExplainArgs;
use crate::cli::exit;
use crate::cli::session::Session;
use crate::pipeline;

pub fn run(args: &ExplainArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let explanation = session.work(|app| pipeline::explain(app, &args.order))?;
    session.show(&explanation)?;
    Ok(exit::OK)
}
