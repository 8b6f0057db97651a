//! A platform over HTTP: its address and its requests.

use super::super::templates::{of_job, template};
use super::super::values::{pointer, text, text_table};
use super::super::{Section, paths};
use super::{OF_A_CHUNK, auth, states};
use crate::import::profile::read::register::METHODS;
use crate::import::profile::{PeriodKind, ProfileProblem};
use crate::platform::settings::{
    AddressSource, DEFAULT_URL_ENV, HttpSettings, LookupRequest, Poll, Process, Request, Submit,
};
use std::path::PathBuf;

pub(super) fn http(section: &Section<'_>, period: PeriodKind) -> Option<HttpSettings> {
    let chunk = of_job(period, &OF_A_CHUNK);
    let job = of_job(period, &[]);
    let address = address(section);
    let auth = auth::auth(&section.section("auth"));
    let headers = section.section("headers");
    let ca_file = section.value("ca_file").and_then(|field| paths::plain(&field)).map(PathBuf::from);
    let submit = section.required_section("submit").and_then(|table| submit(&table, &chunk));
    let lookup = table(section, "lookup").and_then(|table| lookup(&table, &chunk));
    let process = table(section, "process").and_then(|table| process(&table, &job));
    let cancel = table(section, "cancel").and_then(|table| cancel(&table, &job));
    Some(HttpSettings {
        address,
        auth,
        headers: text_table(&headers),
        ca_file,
        submit: submit?,
        lookup,
        process,
        cancel,
    })
}

fn table<'t>(section: &Section<'t>, key: &str) -> Option<Section<'t>> {
    Some(section.section(key)).filter(Section::is_there)
}

fn address(section: &Section<'_>) -> AddressSource {
    let env = section.value("url_env").and_then(|field| auth::variable(&field));
    let Some(field) = section.value("url") else {
        return AddressSource::Env(env.unwrap_or_else(|| DEFAULT_URL_ENV.to_owned()));
    };
    if env.is_some() {
        field.wrong(ProfileProblem::NotWith { key: "url_env".to_owned() });
    }
    AddressSource::Given(field.filled_text().unwrap_or_default().to_owned())
}

fn request(
    section: &Section<'_>,
    known: &[&str],
    usual: &str,
    methods: &[(&'static str, &str)],
) -> Option<Request> {
    let method = section.value("method").and_then(|field| field.choice(methods)).unwrap_or(usual).to_owned();
    let path = section.required("path").and_then(|field| template(&field, known));
    Some(Request { method, path: path? })
}

fn submit(section: &Section<'_>, known: &[&str]) -> Option<Submit> {
    let request = request(section, known, "POST", &METHODS);
    let field = text(section, "field").unwrap_or_else(|| "file".to_owned());
    let ticket = section.value("ticket").and_then(|field| pointer(&field));
    section.close();
    Some(Submit { request: request?, field, ticket })
}

fn lookup(section: &Section<'_>, known: &[&str]) -> Option<LookupRequest> {
    let path = section.required("path").and_then(|field| template(&field, known));
    let found = section.required("found").and_then(|field| pointer(&field));
    section.close();
    Some(LookupRequest { path: path?, found: found? })
}

fn process(section: &Section<'_>, known: &[&str]) -> Option<Process> {
    let request = request(section, known, "POST", &METHODS);
    let poll = process_poll(section, known);
    section.close();
    Some(Process { request: request?, poll })
}

/// `poll` is the path; without it nothing can be said of states.
fn process_poll(section: &Section<'_>, known: &[&str]) -> Option<Poll> {
    let Some(field) = section.value("poll") else {
        for field in
            ["state", "done", "failed", "pending", "rows"].iter().filter_map(|key| section.value(key))
        {
            field.wrong(ProfileProblem::Needs { key: "poll" });
        }
        return None;
    };
    states(section, template(&field, &[known, &["ticket"]].concat()))
}

fn cancel(section: &Section<'_>, known: &[&str]) -> Option<Request> {
    let methods = [METHODS.as_slice(), &[("DELETE", "DELETE")]].concat();
    let request = request(section, known, "DELETE", &methods);
    section.close();
    request
}
