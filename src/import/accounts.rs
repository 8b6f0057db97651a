//! Which account a cost centre gets: one that bears the description already, or the next free number.

use super::names::compared;
use super::profile::Accounts;
use std::collections::{BTreeSet, HashMap};

/// An account of the accounting program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub code: String,
    pub name: String,
}

/// An account for a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountChoice {
    pub account: Account,
    /// Whether it is there, or has to be made.
    pub found: bool,
}

/// Why no account can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAccount {
    /// The next number does not begin with the prefix any more.
    #[error("there is no free number behind the prefix")]
    RangeFull,
    /// No account has prefix and words, so nothing tells where the numbers begin.
    #[error("no account shows where the numbers begin")]
    RangeUnknown,
    /// Two accounts bear the description.
    #[error("two accounts bear the description")]
    Ambiguous,
}

/// The accounts that there are, with those that were chosen since.
#[derive(Debug, Clone)]
pub struct Ledger<'a> {
    settings: &'a Accounts,
    /// By description as it is compared: found ones, and whether there are several.
    by_name: HashMap<String, (Account, bool)>,
    /// Every number that an account has.
    taken: BTreeSet<u128>,
    /// Of accounts with prefix, words and width.
    highest: Option<u128>,
    /// Codes that were chosen by this ledger and are to be made.
    made: BTreeSet<String>,
}

impl<'a> Ledger<'a> {
    pub fn new(settings: &'a Accounts, accounts: &[Account]) -> Ledger<'a> {
        let (by_name, taken, made) = (HashMap::new(), BTreeSet::new(), BTreeSet::new());
        let mut ledger = Ledger { settings, by_name, taken, highest: None, made };
        accounts.iter().for_each(|account| ledger.add(account));
        ledger
    }

    /// Takes an account into account that the report may not show yet.
    pub fn add(&mut self, account: &Account) {
        self.take_number(account);
        self.by_name
            .entry(compared(&account.name))
            .and_modify(|(known, several)| *several |= known.code != account.code)
            .or_insert_with(|| (account.clone(), false));
    }

    fn take_number(&mut self, account: &Account) {
        let number = number(&account.code);
        self.taken.extend(number);
        if self.is_example(account) {
            self.highest = self.highest.max(number);
        }
    }

    /// Takes an account into account that was made for another job. The report goes first: where it shows the number or
    /// the description, what it shows holds. Else the description has this one, still to be made: who makes it finds
    /// it.
    pub fn recall(&mut self, account: &Account) {
        if number(&account.code).is_some_and(|number| self.taken.contains(&number)) {
            return;
        }
        let is_shown = self.by_name.contains_key(&compared(&account.name));
        if is_shown {
            return self.take_number(account);
        }
        self.made.insert(account.code.clone());
        self.add(account);
    }

    fn is_example(&self, account: &Account) -> bool {
        let Accounts { prefix, words, width, .. } = self.settings;
        account.code.len() == *width
            && account.code.starts_with(prefix.as_str())
            && compared(&account.name).starts_with(&compared(words))
    }

    /// The account for a description; one that has to be made counts as there from now on.
    pub fn choose(&mut self, description: &str) -> Result<AccountChoice, NoAccount> {
        match self.by_name.get(&compared(description)) {
            Some((_, true)) => Err(NoAccount::Ambiguous),
            Some((account, false)) => {
                Ok(AccountChoice { account: account.clone(), found: !self.made.contains(&account.code) })
            }
            None => {
                let account = Account { code: self.next_code()?, name: description.to_owned() };
                self.made.insert(account.code.clone());
                self.add(&account);
                Ok(AccountChoice { account, found: false })
            }
        }
    }

    fn next_code(&self) -> Result<String, NoAccount> {
        let mut number = self.highest.ok_or(NoAccount::RangeUnknown)?;
        loop {
            number = number.checked_add(1).ok_or(NoAccount::RangeFull)?;
            let code = format!("{number:0width$}", width = self.settings.width);
            if code.len() != self.settings.width || !code.starts_with(&self.settings.prefix) {
                return Err(NoAccount::RangeFull);
            }
            if !self.taken.contains(&number) {
                return Ok(code);
            }
        }
    }
}

/// The number of a code that is one; leading noughts do not make two numbers of one.
fn number(code: &str) -> Option<u128> {
    code.bytes().all(|byte| byte.is_ascii_digit()).then(|| code.parse().ok())?
}

/// Plans accounts that were not written yet anew, from a fresh report: somebody took a number meanwhile.
///
/// `written` are those of the job that are or may be in the accounting program, whether the report shows them or not.
/// One choice for each of `open`, in the same order.
pub fn plan_again(
    settings: &Accounts,
    report: &[Account],
    written: &[Account],
    open: &[Account],
) -> Vec<Result<AccountChoice, NoAccount>> {
    let mut ledger = Ledger::new(settings, report);
    written.iter().for_each(|account| ledger.add(account));
    open.iter().map(|account| ledger.choose(&account.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::profile::Per;
    use crate::template::Template;

    fn settings(prefix: &str, width: usize) -> Accounts {
        Accounts {
            prefix: prefix.to_owned(),
            words: "TICKETS".to_owned(),
            width,
            description: Template::literal(""),
            per: Per::Centre,
        }
    }

    fn account(code: &str, name: &str) -> Account {
        Account { code: code.to_owned(), name: name.to_owned() }
    }

    fn codes(ledger: &mut Ledger<'_>, names: &[&str]) -> Vec<Result<String, NoAccount>> {
        names.iter().map(|name| ledger.choose(name).map(|choice| choice.account.code)).collect()
    }

    #[test]
    fn the_next_number_is_after_the_highest_of_prefix_and_words_and_free() {
        let settings = settings("000", 6);
        let report = [
            account("000131", "TICKETS VARIOS - FERIA"),
            account("000104", "Tickets varios - Centro"),
            account("000133", "CLIENTES ANTIGUOS"),
            account("000900", "CLIENTES"),
            account("135", "OF ANOTHER WIDTH"),
            account("209999", "TICKETS ELSEWHERE"),
        ];
        let mut ledger = Ledger::new(&settings, &report);
        let expected = ["000132", "000134", "000136"].map(|code| Ok(code.to_owned()));
        assert_eq!(codes(&mut ledger, &["TICKETS A", "TICKETS B", "TICKETS C"]), expected);
    }

    #[test]
    fn an_account_that_bears_the_description_is_taken() {
        let settings = settings("000", 6);
        let mut ledger = Ledger::new(&settings, &[account("000118", "TICKETS VARIOS - CLARA")]);
        let found = ledger.choose("tickets  varios - clara").expect("an account");
        assert_eq!((found.account.code.as_str(), found.found), ("000118", true));
        let made = ledger.choose("TICKETS VARIOS - SOL").expect("an account");
        assert_eq!((made.account.code.as_str(), made.found), ("000119", false));
        assert_eq!(ledger.choose("TICKETS VARIOS - SOL"), Ok(made), "it still has to be made");
    }

    #[test]
    fn two_accounts_of_one_description_are_for_a_person() {
        let settings = settings("000", 6);
        let twice = [account("000001", "TICKETS SOL"), account("000002", "TICKETS SOL")];
        assert_eq!(Ledger::new(&settings, &twice).choose("TICKETS SOL"), Err(NoAccount::Ambiguous));
    }

    #[test]
    fn accounts_of_other_jobs_are_known_where_the_report_does_not_show_them() {
        let settings = settings("000", 6);
        let report = [account("000001", "TICKETS A"), account("000002", "TICKETS OTHER")];
        let mut ledger = Ledger::new(&settings, &report);
        let made = [("000002", "TICKETS B"), ("000003", "TICKETS C"), ("000004", "TICKETS A")];
        made.iter().for_each(|(code, name)| ledger.recall(&account(code, name)));
        let a = ledger.choose("TICKETS A").expect("an account");
        assert_eq!((a.account.code.as_str(), a.found), ("000001", true), "the report goes first");
        let c = ledger.choose("TICKETS C").expect("an account");
        assert_eq!((c.account.code.as_str(), c.found), ("000003", false), "made once more, and found then");
        assert_eq!(
            codes(&mut ledger, &["TICKETS B", "TICKETS D"]),
            ["000005", "000006"].map(|c| Ok(c.to_owned()))
        );
    }

    #[test]
    fn numbers_never_leave_the_prefix() {
        let narrow = settings("0009", 6);
        let mut ledger = Ledger::new(&narrow, &[account("000998", "TICKETS A")]);
        assert_eq!(codes(&mut ledger, &["B", "C"]), [Ok("000999".to_owned()), Err(NoAccount::RangeFull)]);
        let all = settings("", 2);
        assert_eq!(Ledger::new(&all, &[account("99", "TICKETS A")]).choose("B"), Err(NoAccount::RangeFull));
        let huge = u128::MAX.to_string();
        let wide = settings("", huge.len());
        assert_eq!(Ledger::new(&wide, &[account(&huge, "TICKETS A")]).choose("B"), Err(NoAccount::RangeFull));
    }

    #[test]
    fn without_an_example_no_number_is_given() {
        let settings = settings("000", 6);
        let report = [account("000001", "CLIENTES"), account("000A02", "TICKETS A")];
        assert_eq!(Ledger::new(&settings, &report).choose("TICKETS B"), Err(NoAccount::RangeUnknown));
    }

    #[test]
    fn after_a_conflict_what_is_not_written_gets_other_numbers() {
        let settings = settings("000", 6);
        let report = [
            account("000001", "TICKETS A"),
            account("000003", "CUENTA AJENA"),
            account("000005", "TICKETS F"),
        ];
        let written = [account("000002", "TICKETS B")];
        let open = [account("000003", "TICKETS C"), account("000004", "TICKETS F")];
        let again = plan_again(&settings, &report, &written, &open);
        let expected = [
            Ok(AccountChoice { account: account("000006", "TICKETS C"), found: false }),
            Ok(AccountChoice { account: account("000005", "TICKETS F"), found: true }),
        ];
        assert_eq!(again, expected);
    }
}
