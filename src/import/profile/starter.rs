//! Profiles to begin with, for `import profile new`: commented, in both languages, and valid as they stand.

/// A profile to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Starter {
    /// What `--like` calls it, and its own name until it gets another.
    pub name: &'static str,
    pub es: &'static str,
    pub en: &'static str,
}

/// Every profile to begin with; the first is what `new` takes without `--like`.
pub const STARTERS: [Starter; 3] = [
    Starter {
        name: "ejemplo",
        es: include_str!("templates/ejemplo.es.toml"),
        en: include_str!("templates/ejemplo.en.toml"),
    },
    Starter {
        name: "sunat-ventas",
        es: include_str!("templates/sunat-ventas.es.toml"),
        en: include_str!("templates/sunat-ventas.en.toml"),
    },
    Starter {
        name: "tarifa",
        es: include_str!("templates/tarifa.es.toml"),
        en: include_str!("templates/tarifa.en.toml"),
    },
];

impl Starter {
    /// One of its texts under another name.
    pub fn named(&self, text: &str, name: &str) -> String {
        text.replacen(&format!("name = \"{}\"", self.name), &format!("name = \"{name}\""), 1)
    }
}
