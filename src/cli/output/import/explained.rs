//! The story of a row, of pairs, of an account, or of a whole job.

use super::figures;
use super::job;
use super::words::{Details, held_remedy, held_text, of_violation, reason_text, remedy_text, visible, word};
use crate::cli::output::{Column, Show, View, line, table};
use crate::import::report::{
    AccountStory, AttemptStory, HeldRow, ImportExplanation, MendedStory, PairStory, RowStory, ViolationStory,
};

impl Show for ImportExplanation {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        self.summary.iter().for_each(|summary| text += &job::job(summary, view));
        self.row.iter().for_each(|story| text += &row(story, view));
        self.pair.iter().chain(&self.pairs).for_each(|story| text += &pair(story, view));
        self.account.iter().for_each(|story| text += &account(story, view));
        text + &attempts(&self.attempts, view)
    }
}

fn row(row: &RowStory, view: &View<'_>) -> String {
    let mut text = String::new();
    let outcome = word("outcome", &row.outcome, view.catalogue);
    let head = format!("{}: {outcome}", place(row, view));
    let is_sound = row.violations.is_empty() && row.held.is_none();
    line(&mut text, if is_sound { view.heading(&head) } else { view.alarming(&head) });
    for broken in row.violations.iter().chain(&row.warnings) {
        line(&mut text, format_args!("  {}", violation(broken, view)));
        line(&mut text, format_args!("    {}", remedy(broken, view)));
    }
    row.held.iter().for_each(|held| text += &held_by_table(held, view));
    let changed = row.changed.map(|why| word("changed", why, view.catalogue));
    changed.iter().for_each(|changed| line(&mut text, format_args!("  {changed}")));
    for MendedStory { kind, title, .. } in &row.mended {
        let how = reason_text(kind, &Details::new(), view.catalogue);
        line(&mut text, format_args!("  {}: {how}", visible(title)));
    }
    where_it_went(row, view).iter().for_each(|went| line(&mut text, format_args!("  {went}")));
    for (column, value) in &row.values {
        line(&mut text, format_args!("    {column}: {}", visible(value)));
    }
    text
}

/// Why a table did not take a row, what to do, and the commands for it.
fn held_by_table(held: &HeldRow, view: &View<'_>) -> String {
    let mut text = String::new();
    line(&mut text, format_args!("  {}", why_held(held, view)));
    line(&mut text, format_args!("    {}", held_remedy(held, view.catalogue)));
    held.commands.iter().for_each(|command| line(&mut text, format_args!("    {command}")));
    text
}

/// `a value would move further than the profile allows: PRELPA is 100, and 130.01 is wanted`
pub fn why_held(held: &HeldRow, view: &View<'_>) -> String {
    let HeldRow { column, there, wanted, .. } = held;
    let (column, there, wanted) = (visible(column), visible(there), visible(wanted));
    let why = held_text(held, view.catalogue);
    let key = match (there.is_empty(), wanted.is_empty()) {
        (true, true) => return why,
        (true, false) => "import.held_wants",
        (false, true) => "import.held_has",
        (false, false) if held.kind == "lookup_many" => "import.held_found",
        (false, false) => "import.held_differs",
    };
    format!("{why}: {}", view.say(key, &[("column", &column), ("there", &there), ("wanted", &wanted)]))
}

/// `row 17 (line 18)`; of a further part its number, too.
pub fn place(row: &RowStory, view: &View<'_>) -> String {
    at(row.part, row.row, row.line, view)
}

pub fn at(part: u32, row: u64, line: Option<u64>, view: &View<'_>) -> String {
    let at = match line {
        Some(line) => view.say("import.at_line", &[("row", &row), ("line", &line)]),
        None => view.say("import.at_row", &[("row", &row)]),
    };
    if part > 1 { view.say("import.at_part", &[("at", &at), ("part", &part)]) } else { at }
}

/// `Importe: the amounts do not add up`
pub fn violation(violation: &ViolationStory, view: &View<'_>) -> String {
    let title = if violation.title.is_empty() { &violation.column } else { &violation.title };
    let text = reason_text(&violation.rule, &of_violation(violation), view.catalogue);
    if title.is_empty() { text } else { format!("{}: {text}", visible(title)) }
}

/// As the story has it, or else as the catalogue has it.
fn remedy(violation: &ViolationStory, view: &View<'_>) -> String {
    if violation.remedy.is_empty() {
        remedy_text(&violation.rule, &of_violation(violation), view.catalogue)
    } else {
        violation.remedy.clone()
    }
}

fn where_it_went(row: &RowStory, view: &View<'_>) -> Vec<String> {
    let number = |(chunk, number)| view.say("import.in_chunk", &[("chunk", &chunk), ("number", &number)]);
    let chunk = row.chunk.zip(row.number).map(number);
    let pair = row.series.as_deref().zip(row.branch.as_deref()).map(|(series, branch)| {
        view.say("import.of_pair", &[("series", &visible(series)), ("branch", &visible(branch))])
    });
    chunk.into_iter().chain(pair).collect()
}

fn pair(pair: &PairStory, view: &View<'_>) -> String {
    let mut text = String::new();
    let outcome = word("outcome", &pair.decision, view.catalogue);
    let (series, branch) = (visible(&pair.series), visible(&pair.branch));
    let head =
        view.say("import.pair_head", &[("series", &series), ("branch", &branch), ("outcome", &outcome)]);
    let held = pair.reason.as_deref();
    line(&mut text, if held.is_some() { view.alarming(&head) } else { view.heading(&head) });
    if let Some(reason) = held {
        line(&mut text, format_args!("  {}", reason_text(reason, &Details::new(), view.catalogue)));
        line(&mut text, format_args!("    {}", remedy_text(reason, &Details::new(), view.catalogue)));
    }
    of_pair(pair, view).iter().for_each(|fact| line(&mut text, format_args!("  {fact}")));
    text + &attempts(&pair.attempts, view)
}

fn of_pair(pair: &PairStory, view: &View<'_>) -> Vec<String> {
    let count = |n| figures::count(n, view.catalogue.lang());
    let number = view.say("import.numbered", &[("number", &pair.first_number)]);
    let first = match pair.first_part.zip(pair.first_row) {
        Some((part, row)) => format!("{} ({number})", at(part, row, None, view)),
        None => number,
    };
    let rows = view.say("import.pair_rows", &[("count", &count(pair.rows)), ("first", &first)]);
    let class = pair.class.as_ref().map(|class| view.say("import.class_is", &[("class", class)]));
    let compared = (!pair.normalised.is_empty())
        .then(|| view.say("import.compared_as", &[("name", &visible(&pair.normalised))]));
    let candidates = job::candidates(&pair.compared, view)
        .map(|candidates| view.say("import.candidates", &[("candidates", &candidates)]));
    let name = pair.centre_name.as_deref().map(visible).unwrap_or_default();
    let centre = pair
        .centre
        .as_ref()
        .map(|centre| view.say("import.centre_is", &[("centre", &visible(centre)), ("name", &name)]));
    let how = pair.how.as_deref().map(|how| word("how", how, view.catalogue)).unwrap_or_default();
    let account = pair
        .account
        .as_ref()
        .map(|account| view.say("import.account_is", &[("account", &visible(account)), ("how", &how)]));
    [Some(rows), class, compared, candidates, centre, account].into_iter().flatten().collect()
}

fn account(account: &AccountStory, view: &View<'_>) -> String {
    let mut text = String::new();
    let state = word("registration", &account.state, view.catalogue);
    let (number, name) = (visible(&account.account), visible(&account.name));
    let head = view.say("import.account_head", &[("account", &number), ("name", &name), ("state", &state)]);
    line(&mut text, view.heading(&head));
    if let Some(centre) = &account.centre {
        let said = view.say("import.centre_is", &[("centre", &visible(centre)), ("name", &"")]);
        line(&mut text, format_args!("  {}", said.trim_end()));
    }
    for (series, branch) in &account.pairs {
        let said = view.say("import.of_pair", &[("series", &visible(series)), ("branch", &visible(branch))]);
        line(&mut text, format_args!("  {said}"));
    }
    text + &attempts(&account.attempts, view)
}

fn attempts(attempts: &[AttemptStory], view: &View<'_>) -> String {
    if attempts.is_empty() {
        return String::new();
    }
    let columns = [
        Column("import_column.at", false),
        Column("import_column.act", false),
        Column("import_column.subject", false),
        Column("import_column.result", false),
        Column("import_column.error", false),
    ];
    let row = |attempt: &AttemptStory| {
        vec![
            view.time(attempt.at),
            word("act", &attempt.act, view.catalogue),
            visible(&attempt.subject),
            word("result", &attempt.outcome, view.catalogue),
            attempt.error.as_deref().map(visible).unwrap_or_default(),
        ]
    };
    let mut text = String::new();
    line(&mut text, view.catalogue.text("import.attempts"));
    text + &table(view, &columns, attempts.iter().map(row))
}

#[cfg(test)]
mod tests;
