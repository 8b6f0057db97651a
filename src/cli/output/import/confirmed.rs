//! What a person decided about branches.

use super::words::visible;
use crate::cli::output::{Column, Show, View, line, table};
use crate::import::report::{Confirmed, Decision};

impl Show for Confirmed {
    fn text(&self, view: &View<'_>) -> String {
        match self.done {
            "listed" => listed(self, view),
            done => {
                self.decisions.iter().map(|decision| decided(self, done, decision, view) + "\n").collect()
            }
        }
    }
}

fn decided(confirmed: &Confirmed, done: &str, decision: &Decision, view: &View<'_>) -> String {
    let key = match done {
        "decided" => "import.decided",
        "left" => "import.left",
        "forgotten" if decision.centre.is_none() => "import.forgotten_left",
        "forgotten" => "import.forgotten",
        _ => "import.not_known",
    };
    let (branch, centre) = (visible(&decision.branch), decision.centre.as_deref().unwrap_or_default());
    view.say(key, &[("profile", &confirmed.profile), ("branch", &branch), ("centre", &visible(centre))])
}

fn listed(confirmed: &Confirmed, view: &View<'_>) -> String {
    let mut text = String::new();
    let key = if confirmed.decisions.is_empty() { "import.no_decisions" } else { "import.decisions" };
    line(&mut text, view.say(key, &[("profile", &confirmed.profile)]));
    let columns = [
        Column("import_column.branch", false),
        Column("import_column.centre", false),
        Column("import_column.since", false),
    ];
    let let_be = view.catalogue.text("import.let_be");
    let row = |decision: &Decision| {
        let centre = decision.centre.as_deref().map_or_else(|| let_be.to_owned(), visible);
        vec![visible(&decision.branch), centre, view.time(decision.since)]
    };
    text + &table(view, &columns, confirmed.decisions.iter().map(row))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{moment, shown};
    use super::*;
    use crate::domain::Lang;

    fn confirmed(done: &'static str, centre: Option<&str>) -> Confirmed {
        let decision = Decision {
            branch: "PLZ LOS PINO".to_owned(),
            centre: centre.map(str::to_owned),
            since: moment(),
        };
        Confirmed { version: 1, profile: "sunat-ventas".to_owned(), done, decisions: vec![decision] }
    }

    #[test]
    fn each_decision_is_said() {
        let said = |done, centre| shown(&confirmed(done, centre), Lang::En);
        assert_eq!(
            said("decided", Some("1030")),
            "sunat-ventas: PLZ LOS PINO is now 1030, in all later jobs, too\n"
        );
        assert_eq!(said("left", None), "sunat-ventas: PLZ LOS PINO is let be and not asked about again\n");
        assert_eq!(
            said("forgotten", Some("1030")),
            "sunat-ventas: PLZ LOS PINO is no longer 1030; jobs to come decide it anew\n"
        );
        assert_eq!(
            said("forgotten", None),
            "sunat-ventas: PLZ LOS PINO is no longer let be; jobs to come decide it anew\n"
        );
        assert_eq!(said("not_known", None), "sunat-ventas: nothing was decided about PLZ LOS PINO\n");
    }

    #[test]
    fn decisions_are_listed_also_those_to_let_be() {
        let text = shown(&confirmed("listed", None), Lang::Es);
        assert!(text.contains("PLZ LOS PINO") && text.contains("se deja estar"), "{text}");
        let none = Confirmed { decisions: Vec::new(), ..confirmed("listed", None) };
        assert_eq!(shown(&none, Lang::Es), "sunat-ventas: nadie ha decidido nada\n");
    }
}
