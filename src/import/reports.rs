//! What the rows of reports are: centres, accounts, rows of the registry, rows of the answer.

use super::accounts::Account;
use super::answer::AnswerRow;
use super::centres::Centre;
use super::registry::RegistryRow;
use super::report_rows::{ReportRow, ReportTable};

pub fn centres(report: &ReportTable) -> Vec<Centre> {
    let centre = |row: &ReportRow| Centre {
        code: report.value(row, "centre").to_owned(),
        name: report.value(row, "centre_name").to_owned(),
    };
    report.rows.iter().map(centre).collect()
}

pub fn accounts(report: &ReportTable) -> Vec<Account> {
    let account = |row: &ReportRow| Account {
        code: report.value(row, "account").to_owned(),
        name: report.value(row, "account_name").to_owned(),
    };
    report.rows.iter().map(account).collect()
}

pub fn registry(report: &ReportTable) -> Vec<RegistryRow> {
    report.rows.iter().map(|row| RegistryRow::of(|name| report.value(row, name))).collect()
}

/// Rows of the answer. What stands beside a pair counts only where it has words: a running number is no message.
pub fn answer(report: &ReportTable) -> Vec<AnswerRow> {
    let answer_row = |row: &ReportRow| AnswerRow {
        number: row.number,
        series: report.value(row, "series").to_owned(),
        branch: report.value(row, "branch").to_owned(),
        beside: row.beside.clone().filter(|text| text.contains(char::is_alphabetic)),
    };
    report.rows.iter().map(answer_row).collect()
}
