//! A folder with copies of the companies, the configuration that joins them, and the program at work on them.

use super::expected::{CompanyFacts, of_demo, of_fixtures};
use super::plain::Joined;
use chrono::{DateTime, NaiveDate, Utc};
use factulink::config::Config;
use factulink::domain::Year;
use factulink::pipeline::{self, App, Clock, Report, RunOptions, Unwatched};
use factulink::store::{NativeStores, Stores, demo};
use proving::shared::shared_if_there;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The day on which every test runs: the year before is still watched.
pub const TODAY: &str = "2026-03-20";

pub struct World {
    pub folder: TempDir,
    pub facts: Vec<CompanyFacts>,
    articles: &'static [(&'static str, &'static str)],
}

pub struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        format!("{TODAY}T09:00:00Z").parse().expect("an instant")
    }

    fn today(&self) -> NaiveDate {
        TODAY.parse().expect("a date")
    }
}

impl World {
    /// The demo, and the fixtures where they are.
    pub fn all() -> Vec<World> {
        let fixtures =
            shared_if_there().map(|shared| World::of_fixtures(&shared.join("factusol/fixtures"), "oficit"));
        fixtures.into_iter().chain([World::of_demo()]).collect()
    }

    /// The fixtures, with one of the two parents.
    pub fn of_fixtures(fixtures: &Path, parent: &str) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let mut facts = of_fixtures(fixtures);
        facts.retain(|company| company.parent_supplier.is_some());
        for company in &mut facts {
            let name = company.file.file_name().expect("a file").to_owned();
            copy(&fixtures.join(&company.file), &folder.path().join(&name));
            company.file = name.into();
        }
        copy(&fixtures.join(parent).join("0012026.accdb"), &folder.path().join("0012026.accdb"));
        World { folder, facts, articles: &[] }
    }

    pub fn of_demo() -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let year = Year::new(2026).expect("a year");
        demo::create(folder.path(), year).expect("the demo can be made");
        let mut facts = of_demo(year);
        facts.retain(|company| company.parent_supplier.is_some());
        let renamed = demo::companies(year)
            .iter()
            .find_map(|company| company.link.filter(|link| !link.articles.is_empty()));
        World { folder, facts, articles: renamed.map_or(&[], |link| link.articles) }
    }

    pub fn parent_file(&self) -> PathBuf {
        self.folder.path().join("0012026.accdb")
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state.db")
    }

    /// How the configuration joins a subsidiary to the parent.
    pub fn joined(company: &str) -> Joined {
        match company {
            "duofic" => Joined { target_series: "7", supplier: 12, negative_is_held: true },
            _ => Joined { target_series: "8", supplier: 1, negative_is_held: false },
        }
    }

    /// The configuration's text, with full paths.
    pub fn configuration(&self) -> String {
        let folder = self.folder.path().display();
        let mut text = format!("[parent]\nname = 'oficit'\npath = '{folder}/001{{year}}.accdb'\nuser = 90\n");
        for (company, code) in [("duofic", "002"), ("ofifactory", "003")] {
            let Joined { target_series, supplier, negative_is_held } = World::joined(company);
            let negative = if negative_is_held { "hold" } else { "transfer" };
            text += &format!(
                "[[subsidiary]]\nname = '{company}'\npath = '{folder}/{code}{{year}}.accdb'\n\
                 target_series = '{target_series}'\nsupplier = {supplier}\nnegative = '{negative}'\n"
            );
            if company == "duofic" && !self.articles.is_empty() {
                text += "[subsidiary.articles]\n";
                self.articles.iter().for_each(|(own, parents)| text += &format!("'{own}' = '{parents}'\n"));
            }
        }
        text
    }

    pub fn config(&self) -> Config {
        let file = self.folder.path().join("factulink.toml");
        Config::parse(&self.configuration(), &file).unwrap_or_else(|findings| panic!("{findings:?}"))
    }

    pub fn with_app<T>(&self, work: impl FnOnce(&App<'_>) -> T) -> T {
        self.with_stores(&NativeStores, &FixedClock, work)
    }

    pub fn with_stores<T>(
        &self,
        stores: &dyn Stores,
        clock: &dyn Clock,
        work: impl FnOnce(&App<'_>) -> T,
    ) -> T {
        let config = self.config();
        let state = self.state();
        let app = App {
            settings: config.companies().expect("companies"),
            stores,
            state: &state,
            clock,
            progress: &Unwatched,
            owner: "the test",
            year: None,
        };
        work(&app)
    }

    pub fn run(&self) -> Report {
        self.with_app(|app| pipeline::run(app, &RunOptions::default())).expect("the run ends in a report")
    }
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    // The samples may be read-only.
    let mut permissions = std::fs::metadata(to).expect("the copy is there").permissions();
    #[allow(clippy::permissions_set_readonly_false)]
    permissions.set_readonly(false);
    std::fs::set_permissions(to, permissions).expect("the copy may be written");
}
